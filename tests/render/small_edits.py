"""What is typed into workbooks of small budgets, one thing at a time: the budget, what is typed, and what the workbook says of it."""

from collections.abc import Callable, Mapping
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from lkt_alloc.engine.parts import (
    ALL,
    NOBODY,
    OF_REST,
    AmountPart,
    FirstPart,
    Limit,
    LimitShare,
    Part,
    RatePart,
    RestPart,
    SharePart,
    Step,
    StepsPart,
)
from lkt_alloc.engine.register import Measure
from tests.engine.strategies import Pair, budget_of, key_of, text
from tests.render.hard_budgets import HALF, everyone, people, rounded_shares, somebody_absent

WHOLE = Fraction(1)
FOUR = ("0101", "0102", "0103", "0104")
TEN = Fraction(10)


class SmallEdit(Struct, frozen=True):
    """What is typed into the workbook of a budget; `said` is what stops it, or nothing where amounts are the engine's."""

    make: Callable[[], Pair]
    typed: Mapping[tuple[str, ...], Fraction | int]
    said: str = ""


def measured(
    *parts: Part,
    sizes: tuple[int | str, ...] = (10, 30, 31, 29),
    limits: tuple[Limit, ...] = (),
    uncovered: bool = False,
    rounding: str = "1 kr",
) -> Pair:
    """Four members that share 1 000 kroner by what is measured of them."""
    register = people(*[1] * len(sizes))
    key = replace(key_of(everyone(register), *parts, rounding=rounding), limits=limits, uncovered=uncovered)
    measure = Measure(text("m"), {number: Fraction(size) for number, size in zip(FOUR, sizes, strict=True)})
    return replace(budget_of({"k": key}, ({"k": 1}, 1_000_00, 0)), measures={"m": measure}), register


def size(number: str) -> tuple[str, ...]:
    return ("figures", "m", "", number)


def part(n: int, field: str) -> tuple[str, ...]:
    return ("keys", "k", "parts", str(n), field)


def limit(field: str, *more: str) -> tuple[str, ...]:
    return ("keys", "k", "limits", "1", field, *more)


TOTAL = ("posts", "1", "amounts", "2018")
BY_SIZE = SharePart(WHOLE, ALL, "m")
TWO_OF_REST = (SharePart(HALF, ALL, "equal", OF_REST), SharePart(HALF, ALL, "m", OF_REST))
CLASSES = StepsPart(
    (Step(TEN, Fraction(5_00)), Step(Fraction(30), Fraction(3_00)), Step(None, Fraction(2_00))), ALL, "m"
)
BEGUN = RatePart(Fraction(10_00), ALL, "m", Fraction(5), begun=True)


def in_two() -> Pair:
    return measured(SharePart(HALF, ALL, "equal"), SharePart(HALF, FOUR[:2], "m"))


def uncovered_in_two() -> Pair:
    return measured(AmountPart(40_00, ALL, "equal"), AmountPart(3_00, FOUR[:2], "m"), uncovered=True)


def of_rest() -> Pair:
    return measured(AmountPart(100_00, FOUR[:1], "equal"), *TWO_OF_REST)


def first() -> Pair:
    return measured(FirstPart(50_00, FOUR[:1], "equal"), RestPart(ALL, "m"))


def in_classes() -> Pair:
    return measured(CLASSES, BEGUN, RestPart(ALL, "equal"), sizes=(10, 30, 31, "29.5"))


def limited(borne_by: str = "others", rounding: str = "10 kr", most: int = 310_00) -> Pair:
    return measured(BY_SIZE, limits=(Limit(most, 0, borne_by=borne_by),), rounding=rounding)


def fine() -> Pair:
    return measured(BY_SIZE, sizes=("0.33333333", "0.33333334", "0.5", 1))


def of_a_sum(*parts: Part, weights: Mapping[str, Fraction]) -> Pair:
    """Members that go by a sum of what is measured and of what is counted."""
    budget, register = measured(*parts, sizes=(900, 800, 700, 600))
    h = Measure(text("h"), {number: Fraction(size) for number, size in zip(FOUR, (500, 400, 300, 200), strict=True)})
    total = Measure(text("s"), {}, sum=weights)
    return replace(budget, measures={**budget.measures, "h": h, "s": total}), register


def begun_thirds() -> Pair:
    begun = RatePart(Fraction(10_00), ALL, "s", Fraction(100), begun=True)
    return of_a_sum(begun, RestPart(ALL, "equal"), weights={"m": Fraction(1, 3), "h": Fraction(2, 3)})


def a_difference() -> Pair:
    return of_a_sum(SharePart(WHOLE, ALL, "s"), weights={"m": Fraction(1), "h": Fraction(-1)})


SMALL: dict[str, SmallEdit] = {
    "rest-below-nothing": SmallEdit(of_rest, {TOTAL: 99}, "nothing is left for part 2"),
    "shares-of-rest": SmallEdit(of_rest, {part(2, "numerator"): 40}, "take more or less than the total"),
    "nobody-counts": SmallEdit(in_two, {size("0101"): 0, size("0102"): 0}, "nobody counts in part 2"),
    "nobody-counts-uncovered": SmallEdit(
        uncovered_in_two, {size("0101"): 0, size("0102"): 0}, "nobody counts in part 2"
    ),
    "first-negative": SmallEdit(first, {part(1, "amount"): -50}, "Cell E8: a number of 0 or more"),
    "first-nothing": SmallEdit(first, {part(1, "amount"): 0}),
    "least-negative": SmallEdit(limited, {limit("least"): -10}, "Cell E13: a number of 0 or more"),
    "most-negative": SmallEdit(limited, {limit("most"): -10}, "Cell E14: a number of 0 or more"),
    "limits-too-low": SmallEdit(limited, {limit("most"): 240}, "the limits cannot be kept"),
    "no-units": SmallEdit(limited, {TOTAL: 1_005}, "must be a whole number of rounding units"),
    "nobody-bears": SmallEdit(lambda: limited(NOBODY), {limit("most"): 300}),
    "nobody-bears-1-kr": SmallEdit(lambda: limited(NOBODY, "1 kr"), {limit("most"): 250, size("0104"): 1}),
    "per-nothing": SmallEdit(in_classes, {part(2, "per"): 0}, "Cell F9: a number of more than 0"),
    "rates-above-total": SmallEdit(in_classes, {part(2, "per"): Fraction(1, 10)}, "nothing is left for part 3"),
    "six-decimals": SmallEdit(in_classes, {size("0104"): Fraction("30.000001")}),
    "halves-among-others": SmallEdit(in_classes, {size("0101"): 0}),
    "seven-decimals": SmallEdit(fine, {size("0103"): Fraction("0.3333333")}, "at most 6 decimals"),
    "beside-eight-decimals": SmallEdit(fine, {size("0103"): Fraction("0.7")}),
    "thousandths-of-an-oere": SmallEdit(first, {TOTAL: Fraction("4.00005")}, "an amount in kroner with at most two"),
    "rounded-shares": SmallEdit(rounded_shares, {("figures", "population", "2018-01-01", "0101"): 8}),
    "rounded-shares-refund": SmallEdit(rounded_shares, {TOTAL: -999}),
    "absent": SmallEdit(somebody_absent, {TOTAL: 1_235}),
    "begun-thirds": SmallEdit(begun_thirds, {size("0101"): Fraction("600.000001"), ("figures", "h", "", "0101"): 0}),
    "sum-below-nothing": SmallEdit(
        a_difference, {("figures", "h", "", "0101"): 1_000}, "the sum of what is counted is less than 0"
    ),
    "far-above-its-cap": SmallEdit(
        lambda: measured(
            *(FirstPart(50_00, FOUR[:1], "equal"), BEGUN),
            limits=(Limit(300_00, 0, borne_by=NOBODY),),
            uncovered=True,
            rounding="øre",
        ),
        {part(2, "per"): Fraction(1, 10**6), size("0101"): 10**6},
        "too few to tell",
    ),
    "share-of-limit": SmallEdit(
        lambda: measured(BY_SIZE, limits=(Limit(LimitShare(Fraction(2, 5)), None, borne_by=NOBODY),)),
        {limit("most", "numerator"): 30},
    ),
}
