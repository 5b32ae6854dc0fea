"""Budgets that are hard for a spreadsheet: ties, refunds, many digits, several payers."""

from collections.abc import Callable, Mapping
from fractions import Fraction

from msgspec.structs import replace

from lkt_alloc.engine.model import Index
from lkt_alloc.engine.parts import (
    ALL,
    NOBODY,
    AmountPart,
    FirstPart,
    Limit,
    LimitRate,
    LimitShare,
    Part,
    RatePart,
    RestPart,
    SharePart,
    Step,
    StepsPart,
)
from lkt_alloc.engine.register import Measure, Register
from tests.engine.strategies import LATER, PERIODS, THEN, Pair, budget_of, key_of, register_of

HALF = Fraction(1, 2)


def people(*counts: int) -> Register:
    return register_of({f"{n:04}": {THEN: count} for n, count in enumerate(counts, start=101)})


def everyone(register: Register) -> tuple[str, ...]:
    return tuple(register.municipalities)


def by_people(register: Register, share: Fraction = Fraction(1)) -> Part:
    return SharePart(share, ALL, "population")


def one_key(register: Register, amount: int, *parts: Part, rounding: str = "1 kr") -> Pair:
    key = key_of(everyone(register), *(parts or (by_people(register),)), rounding=rounding)
    return budget_of({"all": key}, ({"all": 1}, amount, 0)), register


def two_payers(*amounts: int) -> Pair:
    register = people(100, 200, 300)
    key = key_of(everyone(register))
    posts = (({"a": HALF, "b": HALF}, amount, 0) for amount in amounts)
    return budget_of({"a": key, "b": None}, *posts), register


def apart() -> Pair:
    """Two payers that have no post in common."""
    register = people(5, 8, 7)
    posts = (({"a": 1}, -25_001_00, 0), ({"b": 1}, 333_00, 0))
    return budget_of({"a": key_of(everyone(register)), "b": None}, *posts), register


def three_payers() -> Pair:
    """Two payers with half a krone each, and a third that has nothing to do with them."""
    register = people(5, 5, 7)
    key = key_of(everyone(register), by_people(register))
    posts: tuple[tuple[Mapping[str, Fraction | int], int, int], ...] = (
        ({"a": HALF, "b": HALF}, -25_001_00, 0),
        ({"c": 1}, 100_000_00, 40_000_00),
        ({"a": 1}, 3_00, 0),
    )
    return budget_of({"a": key, "b": key, "c": None}, *posts), register


def two_periods(ore: int = 0) -> Pair:
    """Two payers with half a krone each in one period, and perhaps øre in the other."""
    register = people(5, 7)
    halves = {"a": HALF, "b": HALF}
    budget = budget_of(
        {"a": None, "b": None, "c": key_of(everyone(register))}, (halves, 25_001_00, 0), ({"c": 1}, 300_00, 0)
    )
    first, second = budget.posts
    posts = (replace(first, amounts={**first.amounts, "2019": 3_00 - ore}), second)
    return replace(budget, periods={period: PERIODS[period] for period in ("2018", "2019")}, posts=posts), register


def four_payers() -> Pair:
    register = people(1, 2)
    key = key_of(everyone(register))
    quarter = dict.fromkeys("abcd", Fraction(1, 4))
    return budget_of({"a": key, "b": None, "c": None, "d": None}, (quarter, 1001_00, 0)), register


def four_payers_twice() -> Pair:
    """The same in two periods."""
    budget, register = four_payers()
    (post,) = budget.posts
    periods = {period: PERIODS[period] for period in ("2018", "2019")}
    return replace(budget, periods=periods, posts=(replace(post, amounts=dict.fromkeys(periods, 1001_00)),)), register


def finely_divided() -> Pair:
    """Two parts by population whose sums have no divisor in common: the common denominator has 15 digits."""
    register = people(99_999_989, 1, 1_000_003)
    thirds = SharePart(Fraction(1, 3), ALL, "population"), SharePart(Fraction(2, 3), ("0101", "0102"), "population")
    return one_key(register, 1_000_000_00, *thirds)


STEPS = (
    StepsPart((Step(Fraction(75), Fraction(100_00)), Step(None, Fraction(50_00))), ALL, "population", marginal=True),
    StepsPart((Step(Fraction(75), None, 1_000_00), Step(None, Fraction(3_00))), ALL, "population"),
    StepsPart((Step(None, Fraction(1_00)),), ALL, "population"),
)


def with_limits(part: Part, *limits: Limit, uncovered: bool = False, index: str | None = None) -> Pair:
    """A key of one part with limits, perhaps with an index."""
    register = people(31, 7, 11)
    key = replace(key_of(everyone(register), part), limits=limits, uncovered=uncovered, index=index)
    indices = {index: Index(key.name, {"2018": Fraction(103, 100)})} if index else {}
    return replace(budget_of({"k": key}, ({"k": 1}, 500_001_00, 0)), indices=indices), register


def rounded_shares(rounding: str = "1 kr", *parts: Part) -> Pair:
    """Everyone's share of the whole is rounded to a hundredth of a percent before it is used."""
    budget, register = one_key(people(*[7] * 6, 11, 3), 1_234_567_00, *parts, rounding=rounding)
    keys = {name: replace(key, share_unit=Fraction(1, 10_000)) for name, key in budget.keys.items()}
    return replace(budget, keys=keys), register


def somebody_absent() -> Pair:
    """A member that does not take part, and whose share nobody pays."""
    budget, register = one_key(people(31, 7, 11), 1_234_00)
    keys = {name: replace(key, absent=("0102",)) for name, key in budget.keys.items()}
    return replace(budget, keys=keys), register


def fine_limits() -> Pair:
    """A limit that follows an index with eight decimals."""
    limit = Limit(200_000_00, None, borne_by=NOBODY)
    budget, register = with_limits(by_people(people()), limit, index="cpi", uncovered=True)
    index = replace(budget.indices["cpi"], factors={"2018": Fraction("1.02154716")})
    return replace(budget, indices={"cpi": index}), register


def fine_blocks(size: str = "12", per: str = "0.9999999") -> Pair:
    """Begun blocks of a size or by a figure with seven decimals."""
    part = RatePart(Fraction(100_00), ALL, "m", Fraction(per), begun=True)
    budget, register = one_key(people(1, 1), 5_000_00, part, RestPart(ALL, "equal"))
    measure = Measure(budget.name, {"0101": Fraction(size), "0102": Fraction(5)})
    return replace(budget, measures={"m": measure}), register


def two_with_an_index() -> Pair:
    """Two keys that follow the same index: its factor is typed in once."""
    register = people(31, 7, 11)
    parts = (AmountPart(1_000_00, ALL, "equal"), RestPart(ALL, "population"))
    keys = {name: replace(key_of(everyone(register), *parts), index="cpi") for name in "ab"}
    posts = (({name: 1}, 50_000_00, 0) for name in keys)
    indices = {"cpi": Index(keys["a"].name, {"2018": Fraction(103, 100)})}
    return replace(budget_of(keys, *posts), indices=indices), register


def split_off() -> Pair:
    """A municipality that is counted as if it had been split off: its inhabitants are no whole number."""
    register = people(31, 7, 11)
    own = replace(register.municipalities["0103"], as_if={THEN: Fraction(7, 3)})
    return one_key(replace(register, municipalities={**register.municipalities, "0103": own}), 1_234_00)


def two_days() -> Pair:
    """A key that counts the inhabitants of another day in each period."""
    register = register_of({"0101": {THEN: 31, LATER: 30}, "0102": {THEN: 7, LATER: 9}})
    days = {"2018": THEN, "2019": LATER}
    key = replace(key_of(everyone(register), by_people(register)), population_date=None, population_dates=days)
    budget = budget_of({"k": key}, ({"k": 1}, 1_001_00, 0))
    (post,) = budget.posts
    periods = {period: PERIODS[period] for period in days}
    return replace(budget, periods=periods, posts=(replace(post, amounts=dict.fromkeys(days, 1_001_00)),)), register


HARD: dict[str, Callable[[], Pair]] = {
    "ties": lambda: one_key(people(*[7] * 9), 100_00),
    "refund": lambda: one_key(people(*[7] * 9), -100_00),
    "nothing": lambda: one_key(people(3, 4), 0),
    "thousands": lambda: one_key(people(31, 7, 11), 1_234_000_00, rounding="1000 kr"),
    "ore": lambda: one_key(people(31, 7, 11), 1_234_567_89, rounding="øre"),
    "two-parts": lambda: one_key(
        people(20_573, 279_792, 931, 931),
        9_999_999_999_00,
        SharePart(Fraction(1, 3), ALL, "equal"),
        SharePart(Fraction(2, 3), ALL, "population"),
    ),
    "large": lambda: one_key(people(5_000_001, 279_792, 931), 9_999_999_999_00, by_people(people())),
    "payers-tie": lambda: two_payers(25_001_00),
    "payers-refund": lambda: two_payers(-25_001_00),
    "payers-nothing": lambda: two_payers(-25_001_00, 0, 25_001_00),
    "apart": apart,
    "three-payers": three_payers,
    "two-periods": two_periods,
    "two-periods-ore": lambda: two_periods(1),
    "finely-divided": finely_divided,
    "steps": lambda: one_key(people(31, 75, 1100), 9_000_000_00, *STEPS, RestPart(ALL, "population")),
    "begun": lambda: with_limits(
        RatePart(Fraction(123_45), ALL, "population", Fraction(10), begun=True), uncovered=True
    ),
    "of-rest": lambda: one_key(
        people(31, 7, 11),
        1_234_00,
        *(FirstPart(100_00, ("0101",), "equal"), AmountPart(-50_00, ("0102",), "equal")),
        *(SharePart(Fraction(1, 3), ALL, "population", "rest"), SharePart(Fraction(2, 3), ALL, "equal", "rest")),
    ),
    "cap-by-others": lambda: with_limits(by_people(people()), Limit(LimitShare(Fraction(2, 5)), None)),
    "floor-by-others": lambda: with_limits(by_people(people()), Limit(None, LimitShare(Fraction(1, 5)))),
    "limits-not-met": lambda: with_limits(by_people(people()), Limit(900_000_00, 0)),
    "cap-by-named": lambda: with_limits(
        by_people(people()), Limit(200_000_00, None, ("0101",), borne_by=("0102", "0103"))
    ),
    "cap-by-nobody": lambda: with_limits(
        by_people(people()),
        Limit(LimitRate(Fraction(9_000_00), "population"), 10_000_00, borne_by=NOBODY),
        uncovered=True,
        index="cpi",
    ),
    "rate-of-equal": lambda: with_limits(
        by_people(people()), Limit(LimitRate(Fraction(200_000_00), "equal"), LimitRate(Fraction(1_00), "equal"))
    ),
    "rounded-shares": rounded_shares,
    "rounded-shares-of-parts": lambda: rounded_shares(
        "øre", SharePart(Fraction(1, 3), ALL, "equal"), SharePart(Fraction(2, 3), ALL, "population")
    ),
    "split-off": split_off,
    "fine-limits": fine_limits,
    "fine-rate": lambda: with_limits(
        by_people(people()), Limit(LimitRate(Fraction("250000000") / 10**5 / 7, "population"), None)
    ),
    "fine-blocks": fine_blocks,
    "fine-sizes": lambda: fine_blocks("12.0000001", "1"),
    "absent": somebody_absent,
    "two-days": two_days,
    "two-with-an-index": two_with_an_index,
}

UNSURE: dict[str, Callable[[], Pair]] = {
    "four-payers": four_payers,
    "too-large": lambda: one_key(people(5_000_001, 999_983), 9_999_999_999_999_00),
}
"""Budgets that formulas are not sure of, wholly or in part."""
