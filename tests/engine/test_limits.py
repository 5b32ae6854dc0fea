"""Limits of a key, all at once: by examples, by what defines them, and against a second way to find them."""

import csv
import io
import json
import re
from collections.abc import Sequence
from fractions import Fraction
from itertools import permutations
from math import floor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from lkt_alloc.diagnostics.findings import Problem
from lkt_alloc.engine.allocate import allocate
from lkt_alloc.engine.apportion import NEAREST
from lkt_alloc.engine.keys import Terms
from lkt_alloc.engine.limits import Bounds, Breach, common_multiple
from lkt_alloc.engine.model import Budget, Index, Key
from lkt_alloc.engine.parts import (
    ALL,
    NOBODY,
    OTHERS,
    AmountPart,
    Limit,
    LimitRate,
    LimitShare,
    LimitValue,
    Members,
    Part,
    RatePart,
    RestPart,
    SharePart,
)
from lkt_alloc.engine.quotas import quotas
from lkt_alloc.engine.register import Group, Register
from lkt_alloc.engine.scenario import Scenario, changed
from lkt_alloc.language.sentences import Ore
from tests.cli.inside import answer, inside
from tests.engine.naive_keys import Impossible, fixed_one_by_one
from tests.engine.strategies import THEN, budget_of, errors, register_of, text
from tests.engine.strategies import key_of as a_key

NUMBERS = ("0101", "0102", "0103", "0104", "0105", "0106")
A, B, C, D = NUMBERS[:4]
NONE = Fraction()
WHOLE = SharePart(Fraction(1), ALL, "population")


def register(*people: int) -> Register:
    return register_of({number: {THEN: count} for number, count in zip(NUMBERS, people, strict=False)})


def key(members: int, *limits: Limit, parts: Sequence[Part] = (WHOLE,), **more: Any) -> Key:
    rounding = more.pop("rounding", "øre")
    return replace(a_key(NUMBERS[:members], *parts, rounding=rounding), limits=limits, **more)


def limited(people: Sequence[int], *limits: Limit, total: int = 1000, factor: int = 1, **more: Any) -> Any:
    known = register(*people)
    return quotas(key(len(people), *limits, **more), total, Terms(known, "2018", Fraction(factor)))


def equally(*limits: Limit, total: int = 360_000_00) -> Any:
    return limited((1, 1, 1), *limits, total=total)


# One limit


def test_the_others_bear_in_proportion_what_a_cap_takes_away() -> None:
    assert limited((6, 3, 1), Limit(400, None)).amounts == (400, 400, 200)
    assert limited((6, 3, 1), Limit(None, 200)).amounts == (Fraction(1600, 3), Fraction(800, 3), 200)
    assert limited((8, 1, 1), Limit(500, 200)).amounts == (500, 250, 250)
    assert limited((6, 3, 1), Limit(400, None, (A,))).amounts == (400, 450, 150)


def test_a_least_and_a_most_that_are_the_same_are_an_amount() -> None:
    found = limited((6, 3, 1), Limit(200, 200, (A,)))
    assert (found.amounts, found.impossible) == ((200, 600, 200), ())


def test_what_nobody_bears_is_left() -> None:
    found = limited((6, 3, 1), Limit(400, None, ALL, (), NOBODY))
    assert (found.amounts, found.left) == ((400, 300, 100), 200)
    assert [len(own) for own in found.adjustments] == [1, 0, 0]


def test_named_members_bear_it_equally() -> None:
    assert limited((6, 3, 1), Limit(400, None, (A,), (), (B, C))).amounts == (400, 400, 200)
    assert limited((6, 3, 1), Limit(None, 200, (C,), (), (B, A))).amounts == (550, 250, 200)
    to_the_last = limited((6, 3, 1), Limit(None, 700, (A,), (), (C,)))
    assert (to_the_last.amounts, to_the_last.impossible) == ((700, 300, 0), ())
    (breach,) = limited((6, 3, 1), Limit(None, 900, (A,), (), (C,))).impossible
    assert (breach.kind, breach.members) == ("negative", (C,))


@pytest.mark.parametrize(
    ("limit", "breach"),
    [
        (Limit(300, None), Breach("most", (), bound=Fraction(900), total=Fraction(1000))),
        (Limit(None, 400), Breach("least", (), bound=Fraction(1200), total=Fraction(1000))),
    ],
)
def test_a_limit_that_cannot_be_kept_is_said(limit: Limit, breach: Breach) -> None:
    found = limited((6, 3, 1), limit)
    assert (found.impossible, found.amounts) == ((breach,), (600, 300, 100))


def test_who_has_nothing_of_its_own_pays_its_least_and_no_more() -> None:
    hosts = (SharePart(Fraction(1), (A, B), "equal"), SharePart(Fraction(), (C,), "equal"))
    assert limited((1, 1, 1), Limit(None, 100, (C,)), parts=hosts).amounts == (450, 450, 100)
    assert limited((1, 1, 1), Limit(400, None, (A, B)), parts=hosts).impossible[0].bound == 800


def test_what_check_refuses_is_said_of_keys_that_no_file_has() -> None:
    """`compare` makes such keys: of two who merged, one may have been limited and the other have borne it."""
    assert limited((6, 3, 1), Limit(400, None), Limit(None, 500, (A,))).impossible == (Breach("crossed", (), (A,)),)
    for bearers in ((), (A, B)):
        assert limited((6, 3, 1), Limit(400, None, (A,), (), bearers)).impossible == (Breach("bearers", ()),)


# Several limits


def test_limits_that_each_could_be_kept_alone_are_kept_together_or_not_at_all() -> None:
    one, two = Limit(100_000_00, None, (A,)), Limit(110_000_00, None, (B, C))
    assert [equally(limit).impossible for limit in (one, two)] == [(), ()]
    (breach,) = equally(one, two).impossible
    assert (breach.kind, breach.bound) == ("most", 320_000_00)
    two = Limit(140_000_00, None, (B,))
    assert equally(one, two).amounts == (100_000_00, 130_000_00, 130_000_00)
    two = Limit(125_000_00, None, (B,))
    assert equally(one, two).amounts == (100_000_00, 125_000_00, 135_000_00)


def test_the_tightest_of_all_limits_holds() -> None:
    limits = (Limit(400, 100), Limit(None, 150, (C,)), Limit(350, None, (A,)), Limit(500, None, (A, B)))
    assert {limited((8, 3, 1), *some).amounts for some in permutations(limits)} == {(350, 400, 250)}


def test_the_greatest_least_holds_in_whatever_order() -> None:
    for limits in permutations((Limit(None, 100), Limit(None, 150, (C,)), Limit(None, 120, (C,)))):
        assert limited((7, 2, 1), *limits).amounts[2] == 150


def test_limits_that_nobody_bears_act_at_once_too() -> None:
    limits = (Limit(400, None, (A,), (), NOBODY), Limit(None, 150, (C,), (), NOBODY))
    found = limited((6, 3, 1), *limits)
    assert (found.amounts, found.left) == ((400, 300, 150), 150)


def test_the_same_bear_all_limits() -> None:
    limits = (Limit(400, None, (A,), (), (B,)), Limit(None, 150, (C,), (), (B,)))
    assert limited((6, 3, 1), *limits).amounts == (400, 450, 150)


def test_limits_for_the_same_parts_act_together_and_for_separate_ones_apart() -> None:
    rates = (
        RatePart(Fraction(100), ALL, "population"),
        RatePart(Fraction(50), ALL, "equal"),
    )
    both = (Limit(300, None, ALL, (1,), NOBODY), Limit(None, 150, ALL, (1,), NOBODY))
    assert limited((5, 1), *both, parts=rates, uncovered=True).amounts == (350, 200)
    apart = (Limit(300, None, ALL, (1,), NOBODY), Limit(40, None, ALL, (2,), NOBODY))
    found = limited((5, 1), *apart, parts=rates, uncovered=True)
    assert found.amounts == (340, 140)
    assert [[change.parts for change in own] for own in found.adjustments] == [[(1,), (2,)], [(2,)]]
    written_out = (Limit(320, None, ALL, (1, 2), NOBODY), Limit(None, 170, ALL, (), NOBODY))
    assert limited((5, 1), *written_out, parts=rates, uncovered=True).amounts == (320, 170)


def test_an_indexed_limit_is_rounded_to_the_keys_unit_before_it_holds() -> None:
    found = limited((3, 1), Limit(60_000, None, (A,)), total=100_000, rounding="1 kr", index="cpi")
    assert found.amounts == (60_000, 40_000)
    indexed = key(2, Limit(60_000, None, (A,)), rounding="1 kr", index="cpi")
    for percent, most in (
        (Fraction(10_215, 10_000), 61_300),
        (Fraction(100_083, 100_000), 60_000),
        (Fraction(241, 240), 60_300),
    ):
        assert quotas(indexed, 100_000, Terms(register(3, 1), "2018", percent)).amounts[0] == most


def test_a_refund_is_limited_as_a_payment_is_and_nothing_is_limited_to_nothing() -> None:
    limits = (Limit(400, None, (A,)), Limit(None, 250, (C,)))
    assert limited((6, 3, 1), *limits).amounts == (400, 350, 250)
    assert limited((6, 3, 1), *limits, total=-1000).amounts == (-400, -350, -250)
    assert limited((6, 3, 1), *limits, total=0).amounts == (0, 0, 0)


def test_adjustments_are_one_step_that_can_be_followed() -> None:
    most, least = Limit(500, None, (A,)), Limit(None, 150, (C,))
    found = limited((6, 3, 1), most, least)
    (one,), (two,), (three,) = found.adjustments
    assert [(c.before, c.multiple, c.after) for c in (one, two, three)] == [
        (600, Fraction(7, 6), 500),
        (300, Fraction(7, 6), 350),
        (100, Fraction(7, 6), 150),
    ]
    assert [(c.bounds.lowest, c.bounds.highest, c.limit) for c in (one, two, three)] == [
        (0, 500, most),
        (0, None, None),
        (150, None, least),
    ]


# What defines the sharing


BOUNDS = st.tuples(st.integers(0, 30), st.none() | st.integers(0, 60))
MEMBERS = st.lists(st.tuples(st.integers(0, 50), BOUNDS), min_size=1, max_size=6)


@given(MEMBERS)
def test_within_limits_everyone_pays_the_same_multiple(members: list[tuple[int, tuple[int, int | None]]]) -> None:
    """The sum stays, limits hold, and what is paid between them is in proportion; where there is none, no such sharing exists."""
    amounts = {str(n): Fraction(amount) for n, (amount, _) in enumerate(members)}
    bounds = {
        str(n): Bounds(Fraction(least), None if more is None else Fraction(least + more))
        for n, (_, (least, more)) in enumerate(members)
    }
    multiple = common_multiple(amounts, bounds)
    try:
        expected = fixed_one_by_one(amounts, {n: (own.lowest, own.highest) for n, own in bounds.items()})
    except Impossible:
        expected = {}
    if multiple is None:
        least = sum(own.lowest for own in bounds.values())
        tops = [own.highest if amounts[n] else own.lowest for n, own in bounds.items()]
        assert least > sum(amounts.values()) or (None not in tops and sum(filter(None, tops)) < sum(amounts.values()))
        assert not expected
    else:
        assert {n: bounds[n].clamp(multiple * amount) for n, amount in amounts.items()} == expected
        assert sum(expected.values()) == sum(amounts.values())
        assert multiple >= 0


@st.composite
def limited_keys(draw: st.DrawFn) -> tuple[Key, Register, int]:
    """A key by population with up to four limits that are borne alike, and a total; what limits ask need not be possible."""
    people = draw(st.lists(st.integers(1, 40), min_size=2, max_size=6))
    everyone = NUMBERS[: len(people)]
    choices: list[Members] = [OTHERS, OTHERS, NOBODY, everyone[:1], everyone[:2]]
    bearers = draw(st.sampled_from(choices))
    possible = [n for n in everyone if n not in bearers]
    rates = st.fractions(0, 300, max_denominator=7).map(lambda rate: LimitRate(rate, "population"))
    of_total = st.fractions(0, 1, max_denominator=12).map(LimitShare)
    amount = st.none() | st.integers(0, 12).map(lambda n: n * 1000) | of_total | rates
    limits = []
    for _ in range(draw(st.integers(1, 4))):
        to = draw(st.lists(st.sampled_from(possible), min_size=1, unique=True)) if possible else []
        everybody = bearers in (OTHERS, NOBODY) and draw(st.booleans())
        limits.append(Limit(draw(amount), draw(amount), ALL if everybody else tuple(to), (), bearers))
    rounding = draw(st.sampled_from(["øre", "1 kr", "10 kr"]))
    total = draw(st.integers(-20, 20)) * 1000
    return key(len(people), *limits, rounding=rounding), register(*people), total


def bound(value: LimitValue | None, key: Key, number: str, known: Register, total: int) -> int:
    """A limit in whole units, by hand: the nearest, halves up."""
    match value:
        case LimitShare():
            ore = value.share * abs(total)
        case LimitRate():
            ore = value.rate * known.municipalities[number].population[key.population_date or THEN]
        case _:
            ore = Fraction(value or 0)
    return floor(ore / key.unit_ore + Fraction(1, 2)) * key.unit_ore


@given(limited_keys())
def test_no_limit_is_broken_after_rounding_and_their_order_is_nothing(case: tuple[Key, Register, int]) -> None:
    own, known, total = case
    budget = budget_of({"k": own}, ({"k": 1}, total, 0))
    if errors(budget, known):
        return
    (division,) = allocate(budget, known, ["2018"]).periods[0].divisions
    for limit in own.limits if total else ():
        for share in division.shares:
            if limit.to == ALL or share.number in limit.to:
                assert bound(limit.least, own, share.number, known, total) <= abs(share.amount)
                assert limit.most is None or abs(share.amount) <= bound(limit.most, own, share.number, known, total)
    assert all(share.amount * total >= 0 for share in division.shares)
    assert division.left == 0 or own.limits[0].borne_by == NOBODY
    backwards = replace(budget, keys={"k": replace(own, limits=own.limits[::-1])})
    (other,) = allocate(backwards, known, ["2018"]).periods[0].divisions
    assert [share.amount for share in other.shares] == [share.amount for share in division.shares]


def test_amounts_rounded_by_themselves_keep_their_limits() -> None:
    own = key(3, Limit(60_000, None, (A,), (), NOBODY), Limit(None, 25_000, (C,), (), NOBODY), rounding="10 kr")
    (division,) = (
        allocate(budget_of({"k": own}, ({"k": 1}, 100_000, 0)), register(7, 2, 1), ["2018"]).periods[0].divisions
    )
    assert division.method == NEAREST
    assert [share.amount for share in division.shares] == [60_000, 20_000, 25_000]


# What is refused


def found(own: Key, total: int = 1000, known: Register | None = None, **more: Any) -> list[tuple[str, Any]]:
    budget: Budget = replace(budget_of({"k": own}, ({"k": 1}, total, 0)), **more)
    return [(problem.rule.name, problem.path[3:]) for problem in errors(budget, known or register(6, 3, 1))]


def said(own: Key, total: int = 1000) -> Problem:
    (problem,) = errors(budget_of({"k": own}, ({"k": 1}, total, 0)), register(6, 3, 1))
    return problem


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ((Limit(700, None, (A,), (), NOBODY), Limit(None, 50, (C,), (), OTHERS)), ("limit-mixture", (1, "borne_by"))),
        ((Limit(700, None, (A,), (), (B,)), Limit(None, 50, (A,), (), (B, C))), ("limit-mixture", (1, "borne_by"))),
        ((Limit(700, None, (A, B), (), (B,)),), ("limit-mixture", (0, "borne_by"))),
        ((Limit(700, None, ALL, (), (B,)),), ("limit-mixture", (0, "borne_by"))),
        ((Limit(700, None, (A,), (), (B,)), Limit(400, None, (B,), (), (B,))), ("limit-mixture", (0, "borne_by"))),
        ((Limit(None, 100), Limit(50, None, (A,))), ("key-limit", (1,))),
        ((Limit(50, None, (A,)), Limit(None, 100)), ("key-limit", (1,))),
        ((Limit(500, None, (A,)), Limit(450, None, (B, C), borne_by=OTHERS), Limit(400, None)), None),
        ((Limit(500, None, (A,)), Limit(250, None, (B, C))), None),
        ((Limit(500, None, (A,)), Limit(200, None, (B, C))), ("key-limit", (0,))),
        ((Limit(None, 500, (A,)), Limit(None, 300, (B, C)), Limit(900, None)), ("key-limit", (0,))),
        ((Limit(0, None),), ("key-limit", (0,))),
        ((Limit(700, None, (A,), (), ()),), ("key-limit", (0,))),
        ((Limit(700, None, (), (), OTHERS),), ("key-limit", (0,))),
        ((Limit(None, 900, (A,), (), (C,)),), ("key-limit", (0,))),
    ],
)
def test_what_has_no_plain_meaning_or_cannot_be_kept_is_a_finding(limits: tuple[Limit, ...], expected: Any) -> None:
    assert found(key(3, *limits)) == ([expected] if expected else [])


def test_a_share_that_crosses_an_amount_in_a_period_points_at_both() -> None:
    problem = said(key(3, Limit(None, 500, (A,)), Limit(LimitShare(Fraction(2, 5)), None, (A,))))
    assert problem.path == ("keys", "k", "limits", 0)
    assert [path for path, _ in problem.related] == [("keys", "k", "limits", 1)]


def test_parts_that_overlap_are_refused_and_all_of_them_may_be_written_out() -> None:
    halves = [SharePart(Fraction(1, 2), ALL, "population")] * 2
    one, two, both, whole = (Limit(700, None, parts=parts) for parts in ((1,), (2,), (1, 2), ()))
    assert found(key(3, one, two, parts=halves)) == []
    assert found(key(3, both, whole, parts=halves)) == []
    for other in (both, whole):
        for limits in ((one, other), (other, one), (two, one, other)):
            last = len(limits) - 1
            assert found(key(3, *limits, parts=halves)) == [("limit-mixture", (last, "parts"))]
    thirds = [SharePart(Fraction(1, 3), ALL, "population")] * 3
    assert found(key(3, both, replace(both, parts=(2, 3)), parts=thirds)) == [("limit-mixture", (1, "parts"))]


def test_limits_of_parts_are_held_against_what_these_take() -> None:
    halves = [SharePart(Fraction(1, 2), ALL, "population")] * 2
    assert found(key(3, Limit(200, None, parts=(1,)), parts=halves)) == []
    assert found(key(3, Limit(150, None, parts=(1,)), parts=halves)) == [("key-limit", (0,))]
    assert found(key(3, Limit(900, None, parts=(1,)), Limit(None, 200, parts=(2,)), parts=halves)) == [
        ("key-limit", (1,))
    ]


def test_parts_that_take_too_much_are_one_finding_and_limits_that_only_follow_are_none() -> None:
    """There the rest is less than nothing, and nobody's amounts mean anything: `check` broke on it."""
    parts = (AmountPart(1500, ALL, "equal"), RestPart(ALL, "population"))
    assert found(key(3, Limit(100, None, (A,)), parts=parts)) == [("key-difference", ())]


def test_a_group_is_those_who_are_in_it() -> None:
    known = replace(register(6, 3, 1), groups={"b": Group(text("b"), (B,), None), "c": Group(text("c"), (C,), None)})
    limits = (Limit(500, None, (A,), (), "b"), Limit(450, None, "c", (), (B,)))
    assert found(key(3, *limits), known=known) == []
    assert found(key(3, limits[0], Limit(450, None, "b", (), (B,))), known=known) == [
        ("limit-mixture", (0, "borne_by"))
    ]
    assert found(key(3, replace(limits[0], borne_by="d")), known=known) == [("unknown-reference", (0, "borne_by"))]


def test_a_limit_between_two_units_is_a_finding_and_an_indexed_one_where_the_index_changes_nothing() -> None:
    own = key(3, Limit(51_650, None, (A,)), Limit(None, 10_050, (C,)), rounding="1 kr")
    units = [("limit-unit", (0, "most")), ("limit-unit", (1, "least"))]
    assert found(own, 100_000) == units
    assert found(replace(own, rounding="øre"), 100_000) == []
    for factor, expected in ((Fraction(1), units), (Fraction(101, 100), [])):
        index = Index(text("cpi"), {"2018": factor})
        assert found(replace(own, index="cpi"), 100_000, indices={"cpi": index}) == expected


def test_a_broken_ore_does_not_make_two_equal_sums_of_what_cannot_be() -> None:
    thirds = (SharePart(Fraction(1, 3), ALL, "population"), SharePart(Fraction(2, 3), (A,), "population"))
    problem = said(key(3, Limit(111, None, parts=(1,)), parts=thirds))
    assert [problem.message.values[name] for name in ("bound", "total")] == [Ore(333), Ore(334)]


def test_who_is_left_out_takes_its_limits_along_and_its_bearing_is_asked_for() -> None:
    own = key(3, Limit(500, None, (A,), (), (C,)), Limit(None, 350, (B,), (), (C,)))
    budget = budget_of({"k": own}, ({"k": 1}, 1000, 0))
    without = changed(Scenario(without=(A,)), budget, register(6, 3, 1))
    assert without.keys["k"].limits == (own.limits[1],)
    assert errors(without, register(6, 3, 1)) == []
    for scenario in (Scenario(without=(C,)), Scenario(only=(A, B))):
        (problem, other) = errors(changed(scenario, budget, register(6, 3, 1)), register(6, 3, 1))
        assert (problem.rule.name, problem.path, other.path) == (
            "key-limit",
            ("keys", "k", "limits", 0),
            ("keys", "k", "limits", 1),
        )


BORNE = """\
format: lkt-alloc/budget/1
name: Legevakt
language: nb
sources: {plan: {title: Plan}}
periods: {"2018": {name: "2018", from: 2018-01-01, to: 2018-12-31}}
payers: {kommuner: {name: kommunene, key: k}}
keys:
  k:
    name: likt, Os høyst 100 000 kr, Voss bærer resten
    source: plan
    members: [1243 Os, 1244 Austevoll, 1235 Voss]
    population_date: 2018-01-01
    rounding: 1 kr
    parts: [{share: 100 %, to: all, by: equal}]
    limits: [{most: 100 000, to: [1243 Os], borne_by: [1235 Voss]}]
posts:
  - {id: "1", name: Drift, source: plan, paid_by: {kommuner: 100 %}, amounts: {"2018": 360 000}}
"""


@pytest.mark.parametrize("command", ["compute", "explain --kommune Os", "invoice 2018", "document --kommune Os"])
@pytest.mark.parametrize("flags", ["--without Voss", "--only Os,Austevoll"])
def test_a_bearer_who_is_left_out_is_asked_for_in_every_command(command: str, flags: str, tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text(BORNE, encoding="utf-8")
    printed, code = inside([*command.split(), "--budget", "b.yaml", *flags.split(), "--lang", "en"], tmp_path)
    assert code == 2
    assert 'Nobody is left to cover the difference that a limit of allocation key "k" causes.' in printed


def test_a_gap_leaves_the_others_and_their_limits_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text(BORNE, encoding="utf-8")
    paid = []
    for flags in ([], ["--without", "Voss", "--gap"]):
        printed, code = inside(["compute", "--budget", "b.yaml", *flags, "--format", "csv"], tmp_path)
        rows = csv.DictReader(io.StringIO(printed))  # and a line that says what is changed
        paid.append({row["name"]: row["amount"] for row in rows if row["amount"]})
        assert code == 0
    assert paid[0] == {"Voss": "140000.00", "Os": "100000.00", "Austevoll": "120000.00"}
    assert paid[1] == {name: paid[0][name] for name in ("Os", "Austevoll")}


LAKE = """format: lkt-alloc/budget/1
name: Water patrol
language: en
periods: {"2001": {name: "2001", from: 2001-01-01, to: 2001-12-31}, "2002": {name: "2002", from: 2002-01-01, to: 2002-12-31}}
payers: {m: {name: the cities, key: k}}
parties: {A: Amot, B: Berg, C: Cand}
keys:
  k:
    name: by capacity, at most 20 %
    members: [A, B, C]
    population_date: 2001-01-01
    rounding: 1 kr
    parts: [{share: 100 %, to: all, by: ntc}]
    limits: [LIMIT]
measures: {ntc: {name: capacity, values: {A: 8 000, B: 1 000, C: 1 000}}}
posts: [{id: "1", name: patrol, paid_by: {m: 100 %}, amounts: {"2001": 255 343, "2002": 320 000}}]
"""


def of_lake(limit: str, folder: Path, *asked: str) -> str:
    (folder / "b.yaml").write_text(LAKE.replace("LIMIT", limit), encoding="utf-8")
    return answer([*asked, "--budget", "b.yaml"], folder)


def amounts_of_lake(limit: str, folder: Path, *more: str) -> dict[tuple[str, str], int]:
    printed = of_lake(limit, folder, "compute", "--format", "csv", *more)
    rows = csv.DictReader(io.StringIO(printed[printed.index("period,") :]))
    return {(row["period"], row["number"]): int(float(row["amount"])) for row in rows if row["amount"]}


@pytest.mark.parametrize(
    ("limit", "capped"),
    [
        ("{most: 20 %, to: [A], borne_by: others}", (51_069, 64_000, 20_000)),
        ('{most: {rate: "5,5", by: ntc}, to: [A], borne_by: others}', (44_000, 44_000, 44_000)),
        ("{most: 1/5, to: [A], borne_by: nobody}", (51_069, 64_000, 20_000)),
    ],
)
def test_a_limit_moves_with_the_total_or_with_what_the_member_has(
    limit: str, capped: tuple[int, ...], tmp_path: Path
) -> None:
    found = amounts_of_lake(limit, tmp_path)
    assert (found["2001", "A"], found["2002", "A"]) == capped[:2]
    changed_amounts = amounts_of_lake(limit, tmp_path, "--set", "post.1.2002=100 000")
    assert changed_amounts["2002", "A"] == capped[2]
    if "others" in limit:
        assert sum(found.values()) == 255_343 + 320_000


def test_a_floor_may_be_a_rate_for_each_inhabitant_of_a_measure(tmp_path: Path) -> None:
    found = amounts_of_lake("{least: {rate: 50, by: ntc}, to: [B, C], borne_by: others}", tmp_path)
    assert (found["2001", "B"], found["2001", "A"]) == (50_000, 255_343 - 100_000)


def test_a_share_and_a_rate_are_explained_with_what_they_come_to(tmp_path: Path) -> None:
    said = of_lake("{most: 20 %, to: [A], borne_by: others}", tmp_path, "explain", "Amot", "--period", "2001")
    assert "The limit is 20% of NOK 255,343: NOK 51,068.60." in said
    assert "It is rounded to the nearest whole krone: NOK 51,069." in said
    assert "The cap is NOK 51,069: NOK 204,274.40 becomes NOK 51,069." in said
    said = of_lake('{most: {rate: "5,5", by: ntc}, to: [A], borne_by: others}', tmp_path, "explain", "Amot")
    assert "The limit goes by capacity, and Amot has 8,000 (capacity): NOK 5.50 × 8,000 = NOK 44,000" in said
    assert "It is rounded" not in said


@pytest.mark.parametrize(
    ("limit", "written", "exact"),
    [
        ("{most: 20 %, to: [A], borne_by: others}", ("share", "1/5", None), "255343/5"),
        ('{most: {rate: "5,5", by: ntc}, to: [A], borne_by: others}', ("rate", "11/2", "ntc"), "44000/1"),
        ("{most: 50 000, least: 1 %, to: [A], borne_by: others}", ("amount", "50000/1", None), "50000/1"),
        ("{most: 1 000, to: [B], borne_by: others}", (None, None, None), None),
        ("{most: 90 %, least: 45 %, to: [A, B], borne_by: nobody}", None, None),
    ],
)
def test_a_record_has_a_limit_as_it_is_written_and_before_it_is_rounded(
    limit: str, written: tuple[str | None, ...] | None, exact: str | None, tmp_path: Path
) -> None:
    asked = ("explain", "Amot", "--period", "2001", "--format", "json")
    (share,) = json.loads(of_lake(limit, tmp_path, *asked))["shares"]
    found = [((change["kind"], change["written"], change["by"]), change["exact"]) for change in share["limits"]]
    assert found == ([(written, exact)] if written else [])


def test_caps_that_rounding_puts_out_of_reach_are_said_to_be() -> None:
    thirds = key(3, Limit(LimitShare(Fraction(1, 3)), None), rounding="1 kr")
    assert found(thirds, 100_002_00) == []
    problem = said(thirds, 100_000_00)
    assert [problem.message.values[name] for name in ("bound", "total")] == [Ore(99_999_00), Ore(100_000_00)]


def test_a_rate_may_hold_for_a_group() -> None:
    known = replace(register(6, 3, 1), groups={"b": Group(text("b"), (B,), None)})
    own = key(3, Limit(LimitRate(Fraction(50), "population"), None, "b"))
    assert quotas(own, 1000, Terms(known, "2018")).amounts[1] == 150
    assert found(own, known=known) == []


@pytest.mark.parametrize(
    ("limit", "found"),
    [
        ("{most: 20 prosent, to: [A], borne_by: others}", ["LKT105"]),
        ("{most: {rate: 5, by: nct}, to: [A], borne_by: others}", ["LKT201"]),
        ("{most: {rate: 5}, to: [A], borne_by: others}", ["LKT102"]),
        ("{most: {rate: 5, by: ntc}, to: nobody known, borne_by: others}", ["LKT201"]),
        ("{most: {rate: 5, by: ntc}, to: [A, Z], borne_by: others}", ["LKT203"]),
        ("{most: 0.2, to: [A], borne_by: others}", ["LKT105"]),
        ("{most: 10 %, least: 20 %, to: [A], borne_by: others}", ["LKT406"]),
        ("{most: 10 %, least: 100 000, to: [A], borne_by: others}", ["LKT406", "LKT406"]),
        ("{most: 20 %, to: all, borne_by: others}", ["LKT406", "LKT406"]),
        ("{most: {rate: 5, by: population}, to: [A], borne_by: others}", ["LKT501"]),
    ],
)
def test_what_cannot_be_meant_is_found(limit: str, found: list[str], tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text(LAKE.replace("LIMIT", limit), encoding="utf-8")
    printed, code = inside(["check", "b.yaml", "--lang", "en"], tmp_path)
    errors_ = re.findall(r"error\[(LKT\d+)", printed)
    assert (errors_, code) == (found, 1), printed


def test_those_who_meet_no_limit_are_told_who_does(tmp_path: Path) -> None:
    said = of_lake("{most: 20 %, to: [A], borne_by: others}", tmp_path, "explain", "Berg", "--period", "2001")
    assert "This one stands at a limit: Amot (NOK 204,274.40 becomes NOK 51,069)." in said
    said = of_lake("{most: 20 %, to: [A], borne_by: [C]}", tmp_path, "explain", "Cand", "--period", "2001")
    assert "This one stands at a limit: Amot (NOK 204,274.40 becomes NOK 51,069)." in said


def test_an_index_is_said_to_multiply_only_what_it_does(tmp_path: Path) -> None:
    index = 'indices: {kpi: {name: kpi, factors: {"2001": "1,5", "2002": 1}}}\nposts:'
    text = LAKE.replace("posts:", index).replace("    rounding:", "    index: kpi\n    rounding:")
    (tmp_path / "b.yaml").write_text(text.replace("LIMIT", "{most: 20 %, to: [A], borne_by: others}"), encoding="utf-8")
    printed, _ = inside(["explain", "Berg", "--period", "2001", "--budget", "b.yaml", "--lang", "en"], tmp_path)
    assert "The index multiplies" not in printed
    rate = '{most: {rate: "5,5", by: ntc}, to: [A], borne_by: others}'
    (tmp_path / "b.yaml").write_text(text.replace("LIMIT", rate), encoding="utf-8")
    printed, _ = inside(["explain", "Amot", "--period", "2001", "--budget", "b.yaml", "--lang", "en"], tmp_path)
    assert "The index multiplies limits by 1.5: kpi." in printed


def test_what_prices_come_to_is_said_before_what_they_leave(tmp_path: Path) -> None:
    text = LAKE.replace(
        "{share: 100 %, to: all, by: ntc}", "{rate: 2, to: all, by: ntc}, {share: rest, to: all, by: equal}"
    )
    (tmp_path / "b.yaml").write_text(text.replace("    limits: [LIMIT]\n", ""), encoding="utf-8")
    printed, _ = inside(["explain", "Berg", "--period", "2001", "--budget", "b.yaml", "--lang", "en"], tmp_path)
    assert "Part 1 comes to NOK\N{NO-BREAK SPACE}20,000 for all members together." in printed
