"""Keys with amounts, rates, rests and limits: against a slow second implementation, and by examples."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from lkt_alloc.engine.allocate import Division, allocate
from lkt_alloc.engine.apportion import METHOD, NEAREST
from lkt_alloc.engine.keys import Terms, key_of, keys_that_share, uses_of, with_parties
from lkt_alloc.engine.model import Budget, Index, Key, PartYear, Payer, Post
from lkt_alloc.engine.parts import (
    ALL,
    OF_REST,
    OF_TOTAL,
    AmountPart,
    FirstPart,
    Limit,
    Members,
    Part,
    PricedPart,
    RatePart,
    SharePart,
    Step,
)
from lkt_alloc.engine.post_table import PostTable, post_table
from lkt_alloc.engine.quotas import quotas
from lkt_alloc.engine.register import Measure, Party, Register
from lkt_alloc.reports.strands import strands
from tests.engine.strategies import PERIODS, THEN, budget_of, errors, register_of, text
from tests.engine.strategies import key_of as a_key

NUMBERS = ("0101", "0102", "0103", "0104")
NONE = Fraction()


def register(*people: int, hours: Mapping[str, Fraction] | None = None) -> Register:
    known = register_of({number: {THEN: count} for number, count in zip(NUMBERS, people, strict=False)})
    return replace(known, measures={"hours": Measure(text("hours"), hours or {}, None, None)})


def part(kind: str, by: str = "population", to: Members = ALL, **more: Any) -> Part:
    (cls,) = (cls for cls in get_args(Part) if cls.kind == kind)
    made: Part = cls(to=to, measure=by, **more)
    return made


def shared(key: Key, total: int, known: Register, period: str = "2018", factor: Fraction = Fraction(1)) -> Any:
    return quotas(key, total, Terms(known, period, factor))


REST = part("rest")


# What parts take


def test_rates_come_first_and_the_rest_is_shared() -> None:
    key = a_key(NUMBERS[:3], part("rate", "equal", rate=Fraction(100)), REST)
    found = shared(key, 1000, register(1, 2, 4))
    assert found.amounts == (200, 300, 500)
    assert found.left == 0


@pytest.mark.parametrize(("total", "host"), [(1000, 300), (200, 200), (-1000, -300)])
def test_the_first_kroner_are_the_hosts_own(total: int, host: int) -> None:
    key = a_key(NUMBERS[:2], part("first", amount=300, to=("0101",)), part("rest", to=("0102",)))
    assert shared(key, total, register(5, 5)).amounts == (host, total - host)


def test_a_second_threshold_begins_where_the_first_ends() -> None:
    key = a_key(NUMBERS[:2], part("first", amount=300, to=("0101",)), part("first", amount=300, to=("0102",)), REST)
    assert shared(key, 400, register(5, 5)).amounts == (300, 100)


def test_a_share_is_of_the_total_or_of_what_is_left() -> None:
    fixed = part("amount", "equal", amount=100)
    of_total = a_key(
        NUMBERS[:2], fixed, part("share", share=Fraction(1, 2), of=OF_TOTAL, to=("0101",)), part("rest", to=("0102",))
    )
    of_rest = a_key(
        NUMBERS[:2], fixed, *(part("share", share=Fraction(1, 2), of=OF_REST, to=(n,)) for n in NUMBERS[:2])
    )
    assert shared(of_total, 1000, register(1, 1)).amounts == (550, 450)
    assert shared(of_rest, 1000, register(1, 1)).amounts == (500, 500)


def test_a_measure_may_be_broken_and_zero() -> None:
    hours = {"0101": Fraction(75, 2), "0102": Fraction(0), "0103": Fraction(25, 2)}
    key = a_key(NUMBERS[:3], part("share", "hours", share=Fraction(1)))
    found = shared(key, 1000, register(1, 1, 1, hours=hours))
    assert found.amounts == (750, 0, 250)
    assert [stake.weight for (stake,) in found.stakes] == [75, 0, 25]
    allocation = allocate(budget_of({"k": key}, ({"k": 1}, 1000, 0)), register(1, 1, 1, hours=hours), ["2018"])
    assert [share.amount for share in allocation.periods[0].divisions[0].shares] == [800, 0, 200]


STEPS = (Step(Fraction(10), Fraction(12)), Step(Fraction(20), Fraction(9)), Step(None, Fraction(6)))


@pytest.mark.parametrize(
    ("people", "whole", "marginal"), [(10, 120, 120), (11, 99, 129), (20, 180, 210), (25, 150, 240)]
)
def test_steps_hold_for_all_or_for_what_lies_within_them(people: int, whole: int, marginal: int) -> None:
    for is_marginal, expected in ((False, whole), (True, marginal)):
        key = replace(a_key(NUMBERS[:1], part("steps", steps=STEPS, marginal=is_marginal)), uncovered=True)
        assert shared(key, 1000, register(people)).amounts == (expected,)


def test_a_class_may_have_an_amount_which_a_member_of_no_size_pays_too() -> None:
    steps = (Step(Fraction(10), None, 500), Step(None, None, 900))
    key = replace(a_key(NUMBERS[:3], part("steps", "hours", steps=steps)), uncovered=True)
    hours = {"0101": Fraction(0), "0102": Fraction(10), "0103": Fraction(11)}
    assert shared(key, 2000, register(1, 1, 1, hours=hours)).amounts == (500, 500, 900)
    assert shared(key, 0, register(1, 1, 1, hours=hours)).amounts == (0, 0, 0)


@pytest.mark.parametrize("of_period", [Fraction(1, 12), Fraction(7, 12), Fraction(0), Fraction(1)])
@pytest.mark.parametrize("kind", ["amount", "rate", "marginal"])
def test_who_takes_part_for_some_of_a_period_is_in_the_class_of_its_full_size(kind: str, of_period: Fraction) -> None:
    classes = (Step(Fraction(100), None, 10_000), Step(None, None, 20_000)) if kind == "amount" else STEPS
    own = part("steps", "hours", steps=classes, marginal=kind == "marginal")
    whole = replace(a_key(NUMBERS[:2], own), uncovered=True)
    key = replace(whole, part_year=(PartYear("2018", ("0102",), of_period),))
    known = register(1, 1, hours={"0101": Fraction(15), "0102": Fraction(1200)})
    full, some = (shared(which, 100_000, known).amounts for which in (whole, key))
    assert some == (full[0], full[1] * of_period)


def test_an_index_multiplies_amounts_rates_and_limits() -> None:
    key = a_key(
        NUMBERS[:2],
        part("rate", "equal", rate=Fraction(100)),
        part("amount", amount=100, to=("0101",)),
        REST,
    )
    key = replace(key, limits=(Limit(450, None, ("0101",)),), index="cpi", rounding="øre")
    assert shared(key, 1000, register(1, 1), factor=Fraction(3, 2)).amounts == (575, 425)
    assert shared(key, 1000, register(1, 1), factor=Fraction(11, 10)).amounts == (495, 505)
    budget = replace(
        budget_of({"k": key}, ({"k": 1}, 100_000, 0)),
        indices={"cpi": Index(text("cpi"), {"2018": Fraction(750, 1)})},
    )
    (division,) = allocate(budget, register(1, 1), ["2018"]).periods[0].divisions
    assert division.factor == 750
    assert errors(replace(budget, indices={"cpi": Index(text("cpi"), {"2019": Fraction(1)})}), register(1, 1))


def test_who_takes_part_for_half_a_year_counts_half() -> None:
    key = a_key(NUMBERS[:2], part("share", share=Fraction(1, 2)), part("share", "equal", share=Fraction(1, 2)))
    key = replace(key, part_year=(PartYear("2018", ("0102",), Fraction(6, 12)),))
    assert shared(key, 1200, register(10, 20)).amounts == (300 + 400, 300 + 200)
    assert shared(key, 1200, register(10, 20), "2019").amounts == (200 + 300, 400 + 300)
    rates = replace(key, parts=(part("rate", "equal", rate=Fraction(100)), REST))
    assert shared(rates, 150, register(10, 20)).amounts == (100, 50)


def test_nothing_to_share_costs_nobody_anything() -> None:
    key = replace(a_key(NUMBERS[:2], part("rate", "equal", rate=Fraction(100)), REST), limits=(Limit(10, 5),))
    (division,) = allocate(budget_of({"k": key}, ({"k": 1}, 0, 0)), register(1, 1), ["2018"]).periods[0].divisions
    assert [share.quota for share in division.shares] == [0, 0]
    assert (division.left, division.method) == (0, METHOD)


# Against a second implementation

KINDS = st.sampled_from(["rate", "amount", "first", "of total", "of rest", "steps"])


@st.composite
def mixed_keys(draw: st.DrawFn) -> tuple[Key, Register, int]:
    people = draw(st.lists(st.integers(1, 40), min_size=1, max_size=4))
    known = register(*people, hours={n: Fraction(draw(st.integers(1, 9)), 2) for n in NUMBERS})
    parts = []
    for kind in draw(st.lists(KINDS, max_size=3)):
        by = draw(st.sampled_from(["equal", "population", "hours"]))
        small = Fraction(draw(st.integers(0, 300)), 7)
        steps = (Step(Fraction(draw(st.integers(1, 20))), small), Step(None, small / 2))
        more_of: dict[str, dict[str, Any]] = {
            "rate": {"rate": small},
            "amount": {"amount": int(small)},
            "first": {"amount": int(small)},
            "of total": {"share": Fraction(1, 10), "of": OF_TOTAL},
            "of rest": {"share": Fraction(1, 4), "of": OF_REST},
            "steps": {"steps": steps, "marginal": draw(st.booleans())},
        }
        more = more_of[kind]
        parts.append(part(kind if kind in ("rate", "amount", "first", "steps") else "share", by, **more))
    key = a_key(NUMBERS[: len(people)], *parts, REST, rounding="øre")
    return key, known, draw(st.sampled_from([1, -1])) * draw(st.integers(20_000, 30_000))


def size(p: Part, number: str, known: Register) -> Fraction:
    if p.measure == "hours":
        return known.measures["hours"].values[number]
    return Fraction(known.municipalities[number].population[THEN] if p.measure == "population" else 1)


def price(p: PricedPart, units: Fraction) -> Fraction:
    if isinstance(p, RatePart):
        return p.rate * units
    (first, second), end = p.steps, p.steps[0].up_to or NONE
    low, high = first.rate or NONE, second.rate or NONE
    if p.marginal:
        return low * min(units, end) + high * max(units - end, NONE)
    return (low if units <= end else high) * units


def of_rest(key: Key) -> list[SharePart]:
    return [p for p in key.parts if isinstance(p, SharePart) and p.of == OF_REST]


def naive(key: Key, known: Register, total: int) -> list[Fraction]:
    """The same, member by member and part by part, with one formula for each kind."""
    paid = dict.fromkeys(key.members, NONE)
    threshold = Fraction(abs(total))

    def give(p: Part, pot: Fraction) -> None:
        whole = sum(size(p, m, known) for m in paid)
        for n in paid:
            paid[n] += pot * size(p, n, known) / whole

    for p in key.parts:
        if isinstance(p, FirstPart):
            give(p, min(Fraction(p.amount), threshold))
            threshold -= min(Fraction(p.amount), threshold)
        elif isinstance(p, AmountPart):
            give(p, Fraction(p.amount))
        elif isinstance(p, PricedPart):
            for n in paid:
                paid[n] += price(p, size(p, n, known))
        elif isinstance(p, SharePart) and p.of == OF_TOTAL:
            give(p, p.share * abs(total))
    rest = abs(total) - sum(paid.values(), NONE)
    for p in of_rest(key):
        give(p, p.share * rest)
    give(REST, abs(total) - sum(paid.values(), NONE))
    return [amount * (1 if total > 0 else -1) for amount in paid.values()]


@given(mixed_keys())
def test_quotas_are_those_of_a_second_implementation(case: tuple[Key, Register, int]) -> None:
    key, known, total = case
    if len(of_rest(key)) > 3:
        return
    found = shared(key, total, known)
    assert list(found.amounts) == naive(key, known, total)
    assert sum(found.amounts) == total
    assert found.left == 0
    mirrored = shared(key, -total, known)
    assert mirrored.amounts == tuple(-amount for amount in found.amounts)


@given(mixed_keys())
def test_amounts_are_quotas_rounded_down_or_up_and_make_the_total(case: tuple[Key, Register, int]) -> None:
    key, known, total = case
    budget = budget_of({"k": key}, ({"k": 1}, total, 0))
    period = allocate(budget, known, ["2018"]).periods[0]
    (division,) = period.divisions
    if errors(budget, known):
        return
    assert sum(share.amount for share in division.shares) == total
    assert all(abs(share.amount - share.quota * 100) < 1 for share in division.shares)
    table = post_table(period, division)
    assert [sum(cells) for cells in zip(*table.cells, strict=True)] == [share.amount for share in division.shares]


# What is left, and who is absent


def test_a_key_that_leaves_a_difference_rounds_every_amount_by_itself() -> None:
    rates = part("rate", rate=Fraction(50))
    key = replace(a_key(NUMBERS[:3], rates), uncovered=True)
    for total in (1000, 200):
        budget = budget_of({"k": key}, ({"k": 1}, total, 0))
        assert errors(budget, register(1, 2, 5)) == []
        (division,) = allocate(budget, register(1, 2, 5), ["2018"]).periods[0].divisions
        assert [share.amount for share in division.shares] == [100, 100, 300]
        assert (division.left, division.method) == (total - 500, NEAREST)
        table = post_table(allocate(budget, register(1, 2, 5), ["2018"]).periods[0], division)
        assert table.cells == ((100, 100, 300),)
        assert division.units_left == sum(share.extra for share in division.shares) == 2


def by_posts(key: Key, *posts: int, people: tuple[int, ...] = (1, 2, 5)) -> tuple[Division, PostTable]:
    """What a key that leaves a difference makes of some posts, and the table of posts and members."""
    budget = budget_of({"k": replace(key, uncovered=True)}, *(({"k": 1}, amount, 0) for amount in posts))
    (period,) = allocate(budget, register(*people), ["2018"]).periods
    (division,) = period.divisions
    return division, post_table(period, division)


def test_each_amount_by_itself_has_its_steps_too() -> None:
    division, _ = by_posts(a_key(NUMBERS[:3], part("rate", rate=Fraction(130, 3))), 1000, people=(1, 5, 8))
    assert [(s.floor, s.remainder, s.rank, s.extra, s.amount) for s in division.shares] == [
        (0, Fraction(13, 30), 2, 0, 0), (200, Fraction(1, 6), 3, 0, 200), (300, Fraction(7, 15), 1, 0, 300),
    ]  # fmt: skip
    halves, _ = by_posts(a_key(NUMBERS[:3], part("rate", rate=Fraction(50))), 1000)
    assert [(s.rank, s.extra) for s in halves.shares] == [(1, 1), (3, 0), (2, 1)]
    assert (halves.units_left, halves.tied) == (2, ())


@pytest.mark.parametrize(
    ("posts", "cells"),
    [
        ((600, 400), ((100, 0, 200), (0, 100, 100))),
        ((900, -100, 200), ((100, 100, 200), (0, 0, 0), (0, 0, 100))),
        ((200, -100), ((100, 100, 300), (0, 0, 0))),
        ((0, 1000), ((0, 0, 0), (100, 100, 300))),
    ],
)
def test_a_row_is_the_posts_part_of_what_is_paid_and_a_post_of_the_other_sign_gets_nothing(
    posts: tuple[int, ...], cells: tuple[tuple[int, ...], ...]
) -> None:
    key = a_key(NUMBERS[:3], part("rate", rate=Fraction(50)))
    division, table = by_posts(key, *posts)
    assert [share.amount for share in division.shares] == [100, 100, 300]
    assert (table.cells, table.leaves, table.outside) == (cells, True, 0)
    _, mirrored = by_posts(replace(key, parts=(part("share", share=Fraction(1, 2)),)), *(-ore * 100 for ore in posts))
    assert all(cell <= 0 for row in mirrored.cells for cell in row)


def test_where_nobody_pays_anything_the_table_is_empty() -> None:
    key = a_key(NUMBERS[:3], part("rate", rate=Fraction(1)))
    division, table = by_posts(key, 600, 400)
    assert (division.left, table.leaves, table.cells) == (1000, True, ((0, 0, 0), (0, 0, 0)))


@pytest.mark.parametrize("total", [0, 1000, -1000])
def test_a_key_that_shares_out_nothing_leaves_it_all(total: int) -> None:
    division, table = by_posts(a_key(NUMBERS[:3], part("share", share=Fraction(0))), total)
    assert ([share.amount for share in division.shares], division.left) == ([0, 0, 0], total)
    assert table.cells == ((0, 0, 0),)


def test_the_part_of_who_is_absent_is_left_and_the_others_pay_as_before() -> None:
    key = a_key(NUMBERS[:3], part("share", share=Fraction(1)))
    both = [
        allocate(budget_of({"k": k}, ({"k": 1}, 100_000, 0)), register(1, 2, 4), ["2018"]).periods[0]
        for k in (key, replace(key, absent=("0102",)))
    ]
    (whole,), (gap,) = (period.divisions for period in both)
    assert gap.shares == (whole.shares[0], whole.shares[2])
    assert gap.absent == (whole.shares[1],)
    assert gap.everyone == whole.shares
    assert gap.left == whole.shares[1].amount
    assert {cell for row in post_table(both[0], whole).cells for cell in row} == {s.amount for s in whole.shares}
    table = post_table(both[1], gap)
    assert [sum(cells) for cells in zip(*table.cells, strict=True)] == [share.amount for share in gap.shares]


# Which key


def several() -> Budget:
    own, other, later = (a_key(NUMBERS[:2]), a_key(NUMBERS[1:3]), a_key(NUMBERS[:1]))
    posts = (
        Post("1", text("1"), {"k": Fraction(1)}, {"2018": 1000, "2019": 1000}, {}),
        Post("2", text("2"), {"k": Fraction(1)}, {"2018": 5000, "2019": 500}, {}, keys={"k": "other"}),
        Post(
            "3",
            text("3"),
            {"l": Fraction(1)},
            {"2018": 700},
            {"2018": 100},
            external={"2018": 200},
            keys={"k": "later"},
        ),
    )
    payers = {"k": Payer(text("k"), "own", {"2019": "later"}), "l": Payer(text("l"), None)}
    keys = {"own": own, "other": other, "later": later}
    periods = {period: PERIODS[period] for period in ("2018", "2019")}
    return Budget(text("budget"), "nn", {}, periods, payers, keys, posts, {})


def test_a_post_and_a_period_may_have_a_key_of_their_own() -> None:
    budget = several()
    assert [key_of(budget, "k", period, post) for period in ("2018", "2019") for post in budget.posts[:2]] == [
        "own", "other", "later", "other",
    ]  # fmt: skip
    assert {key: list(periods) for key, periods in uses_of(budget).items()} == {
        "own": ["2018"], "other": ["2018", "2019"], "later": ["2018", "2019"],
    }  # fmt: skip
    silent = replace(budget, posts=(budget.posts[0], replace(budget.posts[1], amounts={"2018": 5000})))
    assert [keys_that_share(silent, [period]) for period in ("2018", "2019")] == [{"own", "other"}, {"later"}]
    assert with_parties(replace(budget, measures={"m": Measure(text("m"), {})}), register(1)).measures.keys() >= {"m"}
    allocation = allocate(budget, register(1, 1, 1), ["2018", "2019"])
    for period in allocation.periods:
        for division in period.divisions:
            borne = [row.increase_by_payer["k"] if i in division.posts else 0 for i, row in enumerate(period.posts)]
            table = post_table(period, division)
            assert ([sum(cells) for cells in table.cells], table.leaves) == (borne, False)
    found = [
        (period.id, division.key_id, division.total, [(share.number, share.amount) for share in division.shares])
        for period in allocation.periods
        for division in period.divisions
    ]
    assert found == [
        ("2018", "own", 1000, [("0101", 500), ("0102", 500)]),
        ("2018", "other", 5000, [("0102", 2500), ("0103", 2500)]),
        ("2019", "later", 1000, [("0101", 1000)]),
        ("2019", "other", 500, [("0102", 300), ("0103", 200)]),
    ]
    assert [(strand.divisions[0].key_id, len(strand.divisions)) for strand in strands(allocation)] == [
        ("own", 1), ("other", 2), ("later", 1),
    ]  # fmt: skip


def test_external_money_comes_off_before_the_payers_share() -> None:
    period = allocate(several(), register(1, 1, 1), ["2018"]).periods[0]
    sums = period.payers["l"]
    assert (sums.total, sums.covered, sums.external, sums.increase) == (700, 100, 200, 400)


def test_parties_and_measures_of_the_budget_are_added_to_the_register() -> None:
    budget = replace(
        several(),
        parties={"HB": Party("Helse Bergen"), "0101": Party("not this")},
        measures={"m": Measure(text("m"), {})},
    )
    joined = with_parties(budget, register(1, 1))
    assert joined.municipalities["HB"].name == "Helse Bergen"
    assert joined.municipalities["0101"].name == "name 0101"
    assert list(joined.measures) == ["hours", "m"]
    assert with_parties(several(), joined) is joined
