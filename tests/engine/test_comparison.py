"""Two sides compared: the causes make the difference, in whatever order the sides stand, and each is what it says."""

import json
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from lkt_alloc.engine.allocate import allocate
from lkt_alloc.engine.causes import exact, split
from lkt_alloc.engine.comparison import Comparison, compare
from lkt_alloc.engine.counterfactual import CAUSES, Side, counterfactual
from lkt_alloc.engine.keys import at_population_date
from lkt_alloc.engine.mergers import handed_on
from lkt_alloc.engine.model import LANGUAGES, Budget, Key, PartYear, Payer
from lkt_alloc.engine.parts import ALL, OTHERS, FirstPart, Limit, Members, Part, RatePart, RestPart, SharePart
from lkt_alloc.engine.register import Measure, Municipality, Register
from lkt_alloc.files import norway
from lkt_alloc.files.load import load
from lkt_alloc.language.sentences import Ore, sentence
from lkt_alloc.language.words import Words
from lkt_alloc.render import text
from lkt_alloc.reports.comparison import Compared
from lkt_alloc.reports.comparison.causes import causes_table
from lkt_alloc.reports.comparison.programs import CSV_HEADER, csv_rows
from lkt_alloc.reports.succession import split_records, succession
from tests.acceptance.replay import ROOT
from tests.cli.commands import FORMATS
from tests.cli.inside import inside
from tests.engine.strategies import LATER, PERIODS, THEN, Pair, budget_of, errors, key_of, register_of, sound_budgets
from tests.engine.strategies import text as name

A, B, C, D = "0101", "0102", "0103", "0104"
ONE = Fraction(1)
PEOPLE = register_of({A: {THEN: 60, LATER: 50}, B: {THEN: 30, LATER: 30}, C: {THEN: 10, LATER: 20}, D: {THEN: 100}})


def by(measure: str, to: Members = ALL, share: Fraction = ONE) -> Part:
    return SharePart(share, to, measure)


def side(key: Key, total: int = 10_000, register: Register = PEOPLE) -> Side:
    budget = budget_of({"k": key}, ({"k": 1}, total, 0))
    assert errors(budget, register) == []
    return Side(budget, register, "2018")


def causes(comparison: Comparison, number: str = A) -> dict[str, int]:
    (row,) = (row for row in comparison.rows if row.number == number)
    return {cause: ore for cause, ore in row.causes.items() if ore}


def added_up(comparison: Comparison) -> bool:
    return all(sum(row.causes.values()) == row.difference == row.b - row.a for row in comparison.rows)


KEY = key_of((A, B, C), by("population"))
THRESHOLD = key_of((A, B, C), FirstPart(2000, (A,), "equal"), RestPart(ALL, "population"))


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        (side(KEY, 20_000), {"cost": 6000}),
        (side(key_of((A, B, C))), {"key": -2667, "rounding": 67}),
        (side(replace(KEY, population_date=LATER)), {"population": -1000}),
        (side(replace(KEY, members=(A, B))), {"members": 667, "rounding": 33}),
        (side(replace(KEY, members=(A, B, C, D))), {"members": -3000}),
        (side(replace(KEY, members=(B, C))), {"members": -6000}),
        (side(replace(KEY, limits=(Limit(5000, None),))), {"key": -1000}),
(side(THRESHOLD), {"key": 800}),
    ],
    ids=lambda value: ",".join(value) if isinstance(value, dict) else "",
)  # fmt: skip
def test_what_alone_is_changed_alone_is_the_cause(other: Side, expected: dict[str, int]) -> None:
    comparison = compare(side(KEY), other)
    assert added_up(comparison)
    assert causes(comparison) == expected


def test_who_pays_and_external_money() -> None:
    budget = budget_of({"k": KEY, "h": None}, ({"k": 1}, 10_000, 0))
    half = replace(budget, posts=(replace(budget.posts[0], paid_by={"k": Fraction(1, 2), "h": Fraction(1, 2)}),))
    grant = replace(budget, posts=(replace(budget.posts[0], external={"2018": 5000}),))
    own = Side(budget, PEOPLE, "2018")
    assert causes(compare(own, Side(half, PEOPLE, "2018"))) == {"payers": -3000}
    assert causes(compare(own, Side(grant, PEOPLE, "2018"))) == {"cost": -3000}


def test_who_shares_in_nothing_on_a_side_has_a_row_and_what_nobody_pays_is_said_of_each() -> None:
    nothing, fewer = side(KEY, 0), side(replace(KEY, members=(A, B)), 0)
    for pair in ((nothing, fewer), (fewer, nothing)):
        assert [(row.number, row.a, row.b) for row in compare(*pair).rows] == [(A, 0, 0), (B, 0, 0), (C, 0, 0)]
    gap = side(replace(KEY, absent=(C,)))
    assert [[of.left for of in own] for own in compare(gap, side(KEY)).divided] == [[1000], [0]]


def test_two_causes_share_what_they_only_do_together() -> None:
    both = causes(
        compare(side(KEY, 10_000), side(key_of((A, B, C), by("equal", (A,)), by("equal", OTHERS, Fraction())), 20_000))
    )
    assert both == {"cost": 8000, "key": 6000}  # 20 000 - 6 000: (6000 + 10000) / 2 and (4000 + 8000) / 2


def test_where_the_sides_cannot_be_mixed_causes_are_one() -> None:
    named = key_of((A, B), by("equal", (A,), Fraction(1, 2)), by("equal", (B,), Fraction(1, 2)))
    alone = key_of((C, D), by("equal", (C,), Fraction(1, 2)), by("equal", (D,), Fraction(1, 2)))
    comparison = compare(side(named), side(alone))
    assert comparison.together == ("key", "members")
    assert (added_up(comparison), causes(comparison)) == (True, {"key": -5000})
    assert compare(side(named), side(key_of((A, B)))).together == ()
    assert compare(side(named), side(key_of((A,)))).together == ("key", "members")
    assert compare(side(THRESHOLD), side(replace(THRESHOLD, members=(A, B, C, D)))).together == ()
    others = key_of((A, B), by("equal", (A,), Fraction(1, 2)), by("equal", OTHERS, Fraction(1, 2)))
    assert compare(side(others), side(replace(KEY, members=(A,)))).together == ("key", "members")
    no_people = side(key_of((D,), by("population")), register=register_of({A: {LATER: 1}, D: {THEN: 1}}))
    late = side(replace(KEY, members=(A,), population_date=LATER), register=register_of({A: {LATER: 1}, D: {THEN: 1}}))
    assert compare(no_people, late).together == ("key", "population", "members")
    tight = side(replace(KEY, limits=(Limit(4000, None),)))
    too_much = compare(tight, side(KEY, 20_000))
    assert (too_much.together, added_up(too_much)) == (("cost", "key"), True)


def test_payers_that_one_side_lacks() -> None:
    other = budget_of({"x": KEY}, ({"x": 1}, 5000, 0))
    comparison = compare(side(KEY), Side(other, PEOPLE, "2018"))
    assert (added_up(comparison), comparison.against[0].total.difference) == (True, -5000)
    assert (comparison.together, causes(comparison)) == (("payers", "key"), {"cost": -3000})


def test_a_payer_and_its_post_that_one_side_lacks_lose_nothing_on_the_way() -> None:
    one = budget_of({"k": KEY}, ({"k": 1}, 10_000, 0), ({"k": 1}, 1000, 0))
    other = budget_of({"x": KEY}, ({"x": 1}, 5000, 0), ({"x": 1}, 1000, 0))
    other = replace(other, posts=(replace(other.posts[0], id="another"), other.posts[1]))
    comparison = compare(Side(one, PEOPLE, "2018"), Side(other, PEOPLE, "2018"))
    assert comparison.together == ("cost", "payers", "key")
    assert (added_up(comparison), causes(comparison)) == (True, {"cost": -3000})
    alone, another = (replace(budget, posts=budget.posts[:1]) for budget in (one, other))
    assert compare(Side(alone, PEOPLE, "2018"), Side(another, PEOPLE, "2018")).together == ("cost", "key")


def test_a_payer_that_shares_with_nobody_may_be_lacking() -> None:
    half = {"k": Fraction(1, 2), "h": Fraction(1, 2)}
    one, other = budget_of({"k": KEY, "h": None}, (half, 10_000, 0)), budget_of({"k": KEY}, ({"k": 1}, 10_000, 0))
    comparison = compare(Side(one, PEOPLE, "2018"), Side(other, PEOPLE, "2018"))
    assert (comparison.together, causes(comparison)) == ((), {"payers": 3000})


def test_a_payer_that_has_no_key_on_one_side_has_no_members_there_to_lose() -> None:
    with_key = budget_of({"k": KEY, "h": replace(KEY, members=(A,))}, ({"k": 1}, 10_000, 0), ({"h": 1}, 1000, 0))
    without = replace(with_key, payers={**with_key.payers, "h": replace(with_key.payers["h"], key=None)})
    assert causes(compare(Side(with_key, PEOPLE, "2018"), Side(without, PEOPLE, "2018"))) == {"key": -1000}


def test_a_post_key_whose_members_have_all_left_is_not_mixed() -> None:
    budget = budget_of({"k": KEY, "own": replace(KEY, members=(D,))}, ({"k": 1}, 10_000, 0), ({"k": 1}, 1000, 0))
    first, second = budget.posts
    with_own = replace(budget, posts=(first, replace(second, keys={"k": "own"})))
    comparison = compare(Side(with_own, PEOPLE, "2018"), Side(budget, PEOPLE, "2018"))
    assert (comparison.together, causes(comparison, D)) == (("key", "members"), {"key": -1000})


def test_nobody_is_counted_twice_by_a_key_that_only_a_post_of_the_other_side_goes_by() -> None:
    """The first side's own key is used by no post of it, and by one of the second; so its members have neither left nor joined."""
    budget = budget_of({"k": key_of((A, B, C)), "own": key_of((D,))}, ({"k": 1}, 9000, 0))
    one = Side(replace(budget, posts=(replace(budget.posts[0], keys={"k": "own"}),)), PEOPLE, "2018")
    other = Side(budget_of({"k": key_of((A, B, D))}, ({"k": 1}, 9000, 0), ({"k": 1}, 3000, 0)), PEOPLE, "2018")
    of = {**dict.fromkeys(CAUSES, one), "cost": other}
    assert counterfactual(of) == {A: 1000, B: 1000, C: 1000, D: 9000}
    assert counterfactual({**of, "members": other}) == {A: 4000, B: 4000, C: 1000, D: 3000}


def merging(measure: str) -> Comparison:
    """A and B become D."""
    known = dict(PEOPLE.municipalities)
    for n in (A, B):
        known[n] = replace(known[n], merged_into=D)
    known[D] = Municipality(D, "new", "", None, None, None, {LATER: 90})
    known[C] = replace(known[C], population={THEN: 10, LATER: 10})
    register = replace(
        PEOPLE, municipalities=known, measures={"m": Measure(name("m"), {A: ONE, B: ONE, C: ONE * 2, D: ONE * 2})}
    )
    new = replace(key_of((C, D), by(measure)), population_date=LATER)
    old = replace(key_of((A, B, C), by(measure)), limits=(Limit(9900, None, (A, B)),))
    return compare(side(old, 9000, register), side(new, 9000, register))


def test_a_merger_changes_nothing_of_population_parts_and_something_of_equal_ones() -> None:
    assert [merging(measure).causes[0] for measure in ("population", "equal")] == ["merger", "merger"]
    assert causes(merging("population"), D) == {}
    assert causes(merging("m"), D) == {}
    assert causes(merging("equal"), D) == {"merger": -1500}
    row = next(row for row in merging("equal").rows if row.number == D)
    assert (row.before, row.a, row.b, row.name) == ((A, B), 6000, 4500, "new")


def merges(key: Key, *, into: str = D, register: Register = PEOPLE) -> Comparison:
    """A and B, or just A, become another; the second side has what they became, and C, which alone is paid for."""
    gone = (A, B) if into == D else (A,)
    known = {n: replace(m, merged_into=into if n in gone else None) for n, m in register.municipalities.items()}
    register = replace(register, municipalities=known)
    return compare(side(key, 9000, register), side(key_of((into, C), by("equal")), 9000, register))


def test_a_successor_that_was_a_member_before_keeps_its_own_figures() -> None:
    measures = {"m": Measure(name("m"), {A: ONE, B: ONE * 2, C: ONE * 3})}
    for measure in ("population", "m"):
        comparison = merges(key_of((A, B, C), by(measure)), into=B, register=replace(PEOPLE, measures=measures))
        assert [(row.number, row.before) for row in comparison.rows] == [(B, (A,)), (C, ())]
        assert (comparison.together, causes(comparison, B).get("merger")) == ((), None)


def test_what_one_of_those_who_merged_lacks_is_not_zero() -> None:
    known = {**PEOPLE.municipalities, A: replace(PEOPLE.municipalities[A], population={})}
    measures = {"m": Measure(name("m"), {B: ONE, C: ONE})}
    register = replace(PEOPLE, municipalities=known, measures=measures)
    for measure in ("population", "m"):
        parts = by("equal", (A,), Fraction(1, 2)), by(measure, (B, C), Fraction(1, 2))
        comparison = merges(key_of((A, B, C), *parts), register=register)
        assert (comparison.together, comparison.causes) == (("merger", *CAUSES), ("merger", "rounding"))
        assert added_up(comparison)
    assert "Merger + cost + who pays" in text.render(
        Compared(comparison, [], ("a", "b"), ("a", "b")).report(), Words("en")
    )


@pytest.mark.parametrize(
    "part_years",
    [
        {(A, B): Fraction(1, 2)},
        {(A,): Fraction(1, 2)},
        {(A,): Fraction(1, 2), (B,): Fraction(1, 3), (C,): Fraction(1, 4)},
        {(C,): Fraction(1, 4)},
    ],
)
def test_part_years_are_kept(part_years: dict[tuple[str, ...], Fraction]) -> None:
    """A merger changes nothing of a key by population, whoever was there for a part of the year."""
    key = replace(KEY, part_year=tuple(PartYear("2018", those, share) for those, share in part_years.items()))
    comparison = merges(key)
    assert (comparison.together, causes(comparison, D).get("merger")) == ((), None)


def test_part_years_of_those_who_have_no_population_are_not_mixed() -> None:
    known = {**PEOPLE.municipalities, A: replace(PEOPLE.municipalities[A], population={})}
    key = replace(key_of((A, B, C)), part_year=(PartYear("2018", (A,), Fraction(1, 2)),))
    comparison = merges(key, register=replace(PEOPLE, municipalities=known))
    assert comparison.together == ("merger", *CAUSES)


def test_a_key_with_some_of_those_who_merged_absent_is_not_mixed() -> None:
    one_absent = merges(replace(KEY, absent=(A,)))
    assert (one_absent.together, causes(one_absent, D)) == (("merger", *CAUSES), {"merger": 1800})
    assert merges(replace(KEY, absent=(A, B))).together == ()


def test_lkt_over_the_border_of_2020(budget: Budget, register: Register) -> None:
    after = load(ROOT / "examples" / "lkt_2020.yaml").value
    assert isinstance(after, Budget)
    comparison = compare(Side(budget, register, "2019"), Side(after, register, "2020"))
    assert (len(comparison.rows), comparison.together, added_up(comparison)) == (18, (), True)
    assert all(list(row.before) == sorted(row.before) for row in comparison.rows)
    voss = next(row for row in comparison.rows if row.name == "Voss")
    assert (voss.before, voss.a, voss.causes["merger"]) == (("1234", "1235"), 6_792_700, 0)


def test_mergers_are_found_from_either_side(budget: Budget, register: Register) -> None:
    after = load(ROOT / "examples" / "lkt_2020.yaml").value
    assert isinstance(after, Budget)
    old, new = Side(budget, register, "2019"), Side(after, register, "2020")
    there, back = compare(old, new), compare(new, old)
    assert there.merged == back.merged != {}
    for forward, backward in zip(there.rows, back.rows, strict=True):
        assert (forward.number, forward.name, forward.before) == (backward.number, backward.name, backward.before)
        assert (forward.a, forward.b) == (backward.b, backward.a)
        assert forward.causes == {cause: -ore for cause, ore in backward.causes.items()}
    voss = next(row for row in back.rows if row.name == "Voss")
    assert voss.population == 931 + 14_577


THREE_FIFTHS = Fraction(3, 5)


def those_estimated(comparison: Comparison) -> list[str]:
    """Who is divided by shares that were never counted."""
    return [own["number"] for own in split_records(succession(comparison.merged, comparison.known)) if own["estimated"]]


def splitting(old: Key, new: Key, total: int = 9000, *, estimated: bool = False) -> Comparison:
    """A is split into B (3/5), which was there before, and D; C stays."""
    known = dict(PEOPLE.municipalities)
    into = {B: THREE_FIFTHS, D: 1 - THREE_FIFTHS}
    known[A] = replace(known[A], population={THEN: 61}, split_into=into, split_estimated=estimated)
    known[B] = replace(known[B], population={THEN: 30, LATER: 66})
    known[C] = replace(known[C], population={THEN: 10, LATER: 10})
    known[D] = replace(known[D], population={LATER: 24})
    measures = {"m": Measure(name("m"), {A: ONE * 61, B: ONE * 30, C: ONE * 10, D: ONE})}
    register = replace(PEOPLE, municipalities=known, measures=measures)
    return compare(side(old, total, register), side(replace(new, population_date=LATER), total, register))


def test_what_a_municipality_that_was_split_paid_is_divided_to_the_ore_by_shares() -> None:
    comparison = splitting(
        key_of((A, C), by("equal"), rounding="øre"), key_of((B, C, D), by("equal"), rounding="øre"), 9001
    )
    rows = {row.number: row for row in comparison.rows}
    assert {n: (row.before, row.a, row.b) for n, row in rows.items()} == {
        B: ((A,), 2701, 3001),
        C: ((), 4500, 3000),
        D: ((A,), 1800, 3000),
    }
    assert (comparison.together, added_up(comparison), comparison.against[0].total.difference) == ((), True, 0)
    assert causes(comparison, D)["merger"] == 1200
    assert rows[D].population == 24


@pytest.mark.parametrize("measure", ["population", "m"])
@pytest.mark.parametrize("members", [(A, C), (A, B, C)], ids=["new", "part of one that was there"])
def test_a_split_changes_nothing_of_what_is_divided_by_what_was_split(measure: str, members: tuple[str, ...]) -> None:
    """Exactly: three fifths of 61 inhabitants are no whole number."""
    old = replace(
        key_of(members, SharePart(ONE, ALL, measure, "total"), RatePart(ONE * 7, ALL, measure)), uncovered=True
    )
    comparison = splitting(old, replace(old, members=(B, C, D)))
    assert (comparison.together, added_up(comparison)) == ((), True)
    assert not any(row.causes["merger"] for row in comparison.rows)
    back = compare(*reversed(comparison.sides))
    assert [(row.number, row.before, row.b, row.a) for row in back.rows] == [
        (row.number, row.before, row.a, row.b) for row in comparison.rows
    ]


def test_an_heir_of_a_split_that_is_no_member_has_left() -> None:
    comparison = splitting(key_of((A, C)), key_of((B, C)))
    row = next(row for row in comparison.rows if row.number == D)
    assert (row.before, row.a, row.b, row.causes["members"]) == ((A,), 1800, 0, -3000)


def test_who_became_part_of_one_that_was_split_was_not_split_itself() -> None:
    """A and C became B, which became D and E: nothing is said of B, which is on neither side."""
    known = {n: replace(PEOPLE.municipalities[n], merged_into=B) for n in (A, C)}
    parts = {D: THREE_FIFTHS, "0105": 1 - THREE_FIFTHS}
    known |= {B: replace(PEOPLE.municipalities[B], split_into=parts), D: PEOPLE.municipalities[D]}
    known["0105"] = replace(known[D], number="0105", name="name 0105")
    before, after = key_of((A, C)), key_of((D, "0105"))
    for estimated, how in ((False, "divided by how many"), (True, "divided by an estimate of how many")):
        own = {**known, B: replace(known[B], split_estimated=estimated)}
        register = replace(PEOPLE, municipalities=own)
        comparison = compare(side(before, register=register), side(after, register=register))
        said = text.render(Compared(comparison, [], ("a", "b"), ("a", "b")).report(), Words("en"))
        assert (
            f"name 0101 (0101) and name 0103 (0103) became part of name 0102 (0102), which was split: what was paid is {how}"
            in said.replace("Name", "name")
        )
        assert "was split: what it paid" not in said


def test_part_years_of_those_who_were_split_are_kept() -> None:
    of_year = {A: Fraction(1, 2), B: Fraction(1, 3)}
    old = key_of((A, B, C), by("population"))
    old = replace(old, part_year=tuple(PartYear("2018", (n,), share) for n, share in of_year.items()))
    comparison = splitting(old, key_of((B, C, D), by("population")))
    assert comparison.together == ()
    assert not any(row.causes["merger"] for row in comparison.rows)


def test_a_split_is_said_with_its_shares_and_that_they_are_estimated() -> None:
    old, new = key_of((A, C)), key_of((B, C, D))
    exact, guessed = (splitting(old, new, estimated=estimated) for estimated in (False, True))
    assert [those_estimated(comparison) for comparison in (exact, guessed)] == [[], [A]]
    results = [Compared(one, [], ("a", "b"), ("a", "b")) for one in (exact, guessed)]
    said = [text.render(result.report(), Words("en")) for result in results]
    assert "Merger or split" in said[0]
    assert "Municipalities that merged" not in said[0]
    assert (
        "Name 0101 (0101) was split: what it paid is divided by how many of its inhabitants each municipality got"
        in said[0]
    )
    assert "(name 0102 (0102) 60.00%, name 0104 (0104) 40.00%)" in said[0]
    assert "by an estimate of how many of its inhabitants each municipality got (name 0102 (0102) 60.00%" in said[1]
    assert results[1].record()["splits"] == [
        {"number": A, "estimated": True, "into": [{"number": B, "share": "3/5"}, {"number": D, "share": "2/5"}]}
    ]


@given(st.integers(-(10**12), 10**12), st.lists(st.integers(1, 10**6), min_size=1, max_size=4))
def test_nothing_is_lost_when_an_amount_is_handed_on(amount: int, weights: list[int]) -> None:
    heirs = {str(i): Fraction(weight, sum(weights)) for i, weight in enumerate(weights)}
    found = dict(handed_on("old", amount, {"old": heirs}))
    assert sum(found.values()) == amount
    assert all(abs(found[n] - share * amount) < 1 for n, share in heirs.items())


def test_compare_over_the_split_of_alesund() -> None:
    """What Ålesund paid in 2023 is shared over Ålesund and Haram of 2024; a key by population knows no split."""
    register = norway.register()
    old, new = (
        budget_of({"k": key_of(members, *parts)}, ({"k": 1}, 100_000_000, 0))
        for members, parts in (
            (("1507", "1506", "1520"), [by("population")]),
            (("1508", "1506", "1520", "1580"), [by("population")]),
        )
    )
    old, new = (at_population_date(budget, date(year, 1, 1)) for budget, year in ((old, 2023), (new, 2024)))
    comparison = compare(Side(old, register, "2018"), Side(new, register, "2018"))
    rows = {row.number: row for row in comparison.rows}
    assert (rows["1508"].before, rows["1580"].before, those_estimated(comparison)) == (("1507",), ("1507",), [])
    paid = next(
        share.amount
        for share in allocate(old, register, ["2018"]).periods[0].divisions[0].shares
        if share.number == "1507"
    )
    assert rows["1508"].a == round(Fraction(58_509, 67_866) * paid)
    assert rows["1508"].a + rows["1580"].a == paid
    assert (comparison.together, added_up(comparison), comparison.against[0].total.difference) == ((), True, 0)
    assert not any(row.causes["merger"] for row in comparison.rows)


def test_each_side_may_have_what_the_other_has_merged() -> None:
    """A is B on the second side, and C is D on the first."""
    known = {n: replace(m, merged_into={A: B, C: D}.get(n)) for n, m in PEOPLE.municipalities.items()}
    known |= {n: replace(known[n], population={THEN: 50, LATER: 50}) for n in (B, D)}
    register = replace(PEOPLE, municipalities=known)
    comparison = compare(side(key_of((A, D)), register=register), side(key_of((B, C)), register=register))
    assert [(row.number, row.before, row.a, row.b) for row in comparison.rows] == [
        (B, (A,), 5000, 5000),
        (D, (C,), 5000, 5000),
    ]
    assert causes(comparison, B) == causes(comparison, D) == {}


def test_a_municipality_that_merged_twice_is_what_it_became_last() -> None:
    """A became B, and B then C; the first side has A and C, the second B."""
    known = {n: replace(m, merged_into={A: B, B: C}.get(n)) for n, m in PEOPLE.municipalities.items()}
    register = replace(PEOPLE, municipalities=known)
    comparison = compare(side(key_of((A, C)), register=register), side(key_of((B,)), register=register))
    assert [(row.number, row.before, row.a, row.b) for row in comparison.rows] == [(C, (A, B), 10_000, 10_000)]


def test_a_side_where_nobody_shares_is_compared_all_the_same() -> None:
    nobody = Side(budget_of({"k": None}, ({"k": 1}, 10_000, 0)), PEOPLE, "2018")
    comparison = compare(side(KEY), nobody)
    assert [(row.number, row.a, row.b, row.population) for row in comparison.rows] == [
        (A, 6000, 0, 60),
        (B, 3000, 0, 30),
        (C, 1000, 0, 10),
    ]
    assert (added_up(comparison), causes(comparison)) == (True, {"key": -6000})
    assert compare(nobody, nobody).rows == ()
    assert text.render(Compared(compare(nobody, nobody), [], ("a", "b"), ("a", "b")).report(), Words("en"))


def test_a_sound_side_whose_exact_total_a_limit_has_no_room_for() -> None:
    """Half of 100.01 kr is 5000.5 øre, of which the first payer bears 5000: as much as two that pay 2500 at most can bear."""
    capped = replace(key_of((A, B), rounding="øre"), limits=(Limit(2500, 0),))
    half = {"h": Fraction(1, 2), "k": Fraction(1, 2)}
    budget = budget_of({"h": None, "k": capped}, (half, 10_001, 0))
    assert errors(budget, PEOPLE) == []
    tight, free = Side(budget, PEOPLE, "2018"), side(key_of((A, B)))
    for comparison, difference in ((compare(tight, free), 2500), (compare(free, tight), -2500)):
        assert (comparison.together, added_up(comparison)) == (CAUSES, True)
        assert causes(comparison) == {"cost": difference}
    known = {n: replace(m, merged_into=D if n == A else None) for n, m in PEOPLE.municipalities.items()}
    merging = Side(budget, replace(PEOPLE, municipalities=known), "2018")
    comparison = compare(merging, side(key_of((B, D)), register=merging.register))
    assert (comparison.together, added_up(comparison)) == (("merger", *CAUSES), True)


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much], deadline=None)
@given(sound_budgets(), sound_budgets(), st.booleans())
def test_the_causes_make_the_difference_of_any_two_budgets(one: Pair, other: Pair, same_register: bool) -> None:
    a = Side(*one, "2018")
    budget, register = other
    if same_register:  # more in common: the same members and populations, other posts
        budget, register = replace(one[0], posts=one[0].posts[:1]), one[1]
    assume(not errors(budget, register))
    b = Side(budget, register, "2018")
    there, back = compare(a, b), compare(b, a)
    assert added_up(there)
    assert there.against[0].total.difference == sum(row.difference for row in there.rows)
    assert [row.number for row in there.rows] == [row.number for row in back.rows]
    for forward, backward in zip(there.rows, back.rows, strict=True):
        assert forward.difference == -backward.difference
        assert forward.causes == {cause: -ore for cause, ore in backward.causes.items()}
    assert not any(ore for row in compare(a, a).rows for ore in row.causes.values())


def paid_and_bound(of: Side, number: str) -> tuple[int, int]:
    """What somebody pays on a side, and how far that may be from the exact amount: two units for each share, in øre."""
    (period,) = allocate(of.budget, of.register, [of.period]).periods
    own = [(share, d.key.unit_ore) for d in period.divisions for share in d.shares if share.number == number]
    return sum(share.amount for share, _ in own), 2 * sum(unit for _, unit in own)


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much], deadline=None)
@given(sound_budgets(), sound_budgets(), st.booleans())
def test_exact_causes_make_the_exact_difference_and_rounding_is_small(one: Pair, other: Pair, same: bool) -> None:
    a, b = Side(*one, "2018"), Side(*other, "2018")
    if same:  # the second side has the other's posts, with its own keys
        posts = tuple(replace(p, paid_by={next(iter(one[0].payers)): ONE}) for p in other[0].posts)
        assume(not errors(changed := replace(one[0], posts=posts), one[1]))
        b = Side(changed, one[1], "2018")
    _, effects = split(a, b)
    before, after = exact(a), exact(b)
    for row in compare(a, b).rows:
        changes = [amounts.get(row.number, Fraction()) for _, amounts in effects]
        assert sum(changes) == after.get(row.number, Fraction()) - before.get(row.number, Fraction())
        bounds = [paid_and_bound(end, row.number) for end in (a, b)]
        assert [paid for paid, _ in bounds] == [row.a, row.b]
        assert abs(row.causes["rounding"]) <= sum(bound for _, bound in bounds) + Fraction(len(changes), 2)


def test_a_report_says_who_wins_and_leaves_out_what_makes_nothing() -> None:
    comparison = compare(side(KEY), side(key_of((A, B, C))))
    shown = text.render(Compared(comparison, [], (name("old"), "new"), ("a", "b")).report(), Words("en"))
    assert "Pay more: 2 (name 0102 and name 0103). Pay less: 1 (name 0101). Pay the same: 0." in shown
    assert "Largest decrease: name 0101" in shown
    titles = [Words("en").show(column.title) for column in causes_table(comparison).columns[2:]]
    assert titles == ["allocation key", "rounding", "Difference"]
    assert "No difference comes from: cost, who pays, population and members." in shown
    assert set(CAUSES) < set(comparison.causes)
    named = key_of((A, B), by("equal", (A,), Fraction(1, 2)), by("equal", (B,), Fraction(1, 2)))
    alone = key_of((C, D), by("equal", (C,), Fraction(1, 2)), by("equal", (D,), Fraction(1, 2)))
    for language in LANGUAGES:
        both = Compared(compare(side(named), side(alone)), [], ("a", "b"), ("a", "b")).report()
        assert "100" in text.render(both, Words(language))
        assert text.render(Compared(merging("equal"), [], ("a", "b"), ("a", "b")).report(), Words(language))
    assert "Allocation key + members" in text.render(both, Words("en"))
    nothing = compare(side(KEY, 0), side(KEY))
    assert nothing.rows[0].a == 0


# The command


@pytest.mark.parametrize("format_", FORMATS["compare"])
def test_every_format(format_: str, tmp_path: Path) -> None:
    output = tmp_path / "result"
    for _ in range(2):
        said, code = inside(["compare", "2018", "2019", "--format", format_, "--output", output, "--force"], tmp_path)
        assert code == 0, said
        first = output.read_bytes()
    assert output.read_bytes() == first != b""


def test_json_has_causes_in_ore() -> None:
    said, _ = inside(["compare", "2018", "2019", "--format", "json"], Path.cwd())
    found = json.loads(said)
    assert found["differences"][0] == {
        "side": "2019", "number": "1201", "name": "Bergen", "before": [], "population": 279_792,
        "population_date": "2018-01-01", "a_ore": 5_625_000, "b_ore": 76_250_000,
        "difference_ore": 70_625_000, "a": "56250.00", "b": "762500.00", "difference": "706250.00",
        "causes_ore": {"cost": 70_625_000, "payers": 0, "key": 0, "population": 0, "members": 0, "rounding": 0},
        "causes": {"cost": "706250.00"} | dict.fromkeys(["payers", "key", "population", "members", "rounding"], "0.00"),
    }  # fmt: skip
    assert found["totals"][0]["difference_ore"] == 141_250_000


def test_csv_has_nothing_for_causes_that_are_taken_as_one() -> None:
    named = key_of((A, B), by("equal", (A,), Fraction(1, 2)), by("equal", (B,), Fraction(1, 2)))
    alone = key_of((C, D), by("equal", (C,), Fraction(1, 2)), by("equal", (D,), Fraction(1, 2)))
    row = dict(zip(CSV_HEADER, next(csv_rows(compare(side(named), side(alone)), ("a", "b"))), strict=True))
    assert {name: row[name] for name in (*CAUSES, "merger", "rounding", "together")} == {
        "cost": "0.00", "payers": "0.00", "key": "-50.00", "population": "0.00", "members": "",
        "merger": "0.00", "rounding": "0.00", "together": "key+members",
    }  # fmt: skip
    apart = dict(zip(CSV_HEADER, next(csv_rows(compare(side(KEY), side(KEY)), ("a", "b"))), strict=True))
    assert (apart["members"], apart["together"]) == ("0.00", "")


def test_sides_are_periods_keys_scenarios_and_files(tmp_path: Path) -> None:
    two = (ROOT / "examples" / "scenarios" / "etter_folketal.yaml").read_text(encoding="utf-8")
    (tmp_path / "s.yaml").write_text(two, encoding="utf-8")
    builtin = (ROOT / "data" / "budget_2018_2019.yaml").read_text(encoding="utf-8")
    keys = two[two.index("keys:\n") :].replace("keys:\n", "", 1)
    (tmp_path / "b.yaml").write_text(builtin.replace("keys:\n  lkt:", f"keys:\n{keys}  lkt:", 1), encoding="utf-8")
    for arguments in (
        ["2019", "s.yaml"],
        ["2018", "s.yaml:2019"],
        ["2019", "key:folketal", "--budget", "b.yaml"],
        ["b.yaml:2018", "b.yaml:2019"],
        ["2019", str(ROOT / "examples" / "lkt_2020.yaml")],
        [str(ROOT / "examples" / "lkt_2020.yaml"), "2019"],
    ):
        said, code = inside(["compare", *arguments, "--exit-code"], tmp_path)
        assert code == 1, said
        assert "shapley/1" in said
    assert inside(["compare", "2019", "2019", "--exit-code"], tmp_path)[1] == 0


def test_what_is_changed_on_a_side_is_said(tmp_path: Path) -> None:
    scenario = str(ROOT / "examples" / "scenarios" / "etter_folketal.yaml")
    arguments = ["compare", "2018", f"{scenario}:2019", "--lang", "en"]
    printed, _ = inside(arguments, tmp_path)
    assert "What if: 2019 is not the budget as it is in the file. Changed:" in printed
    assert "What if: 2018" not in printed
    a, b = what_if(arguments, tmp_path)
    assert (a, len(b), b[0] in " ".join(printed.split())) == ([], 2, True)
    assert [len(said) for said in what_if(["compare", "key:lkt", "2019"], tmp_path)] == [0, 0]


def what_if(arguments: list[str], folder: Path) -> list[list[str]]:
    """What is changed on each side."""
    return [side["what_if"] for side in json.loads(inside([*arguments, "--format", "json"], folder)[0])["sides"]]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["2019", "2020"], '"2020" cannot be compared'),
        (["key:lkt", "key:lkt"], "which period"),
        (["2019", "nothing.yaml"], "There is no file"),
        (["2019", "key:x"], 'There is no allocation key "x"'),
        (["2019", "key:"], '"key:" cannot be compared'),
    ],
)
def test_a_side_that_is_none_is_said(arguments: list[str], said: str) -> None:
    printed, code = inside(["compare", *arguments, "--lang", "en"], Path.cwd())
    assert (code, said in printed) == (2, True), printed


def test_populations_per_head_are_those_of_the_second_side() -> None:
    later = side(replace(KEY, population_date=LATER))
    assert [row.population for row in compare(side(KEY), later).rows] == [50, 30, 20]
    budget = budget_of({"k": KEY, "l": replace(KEY, population_date=LATER)}, ({"k": 1}, 10_000, 0), ({"l": 1}, 0, 0))
    several = Side(budget, PEOPLE, "2018")
    assert [row.population for row in compare(several, several).rows] == [50, 30, 20]
    other = replace(budget, payers={**budget.payers, "l": Payer(name("l"), None, {"2019": "l"})})
    other = replace(other, periods={period: PERIODS[period] for period in ("2018", "2019")})
    assert [row.population for row in compare(several, Side(other, PEOPLE, "2018")).rows] == [60, 30, 10]
    assert date(2018, 1, 1) == THEN
    assert Payer(name("p"), None).keys_by_period == {}


def test_columns_of_causes_add_up_to_the_ore_in_every_format(tmp_path: Path) -> None:
    arguments: list[str | Path] = ["compare", "2019", ROOT / "examples" / "lkt_2020.yaml", "--lang", "en", "--format"]
    for format_, row in (
        ("text", "      Rounding to øre       -0.01      0.01        0.00"),
        ("markdown", "|  | Rounding to øre | -0.01 | 0.01 | 0.00 |"),
        ("csv-excel", ";Rounding to øre;;;;;;-0,01;0,01"),
        ("csv", ".yaml,,Rounding to øre,,0.00,0.00,0.00,0.00,0.00,0.00,0.00,-0.01,0.00,0.01,"),
        ("html", 'Rounding to øre</th><td class="number">-0.01</td><td class="number">0.01</td>'),
    ):
        said, code = inside([*arguments, format_], tmp_path)
        assert (code, row in said) == (0, True), said
    rows = [line.split(",") for line in inside([*arguments, "csv"], tmp_path)[0].splitlines() if ".yaml," in line]
    assert [sum(Fraction(row[n]) for row in rows) for n in range(4, len(CSV_HEADER) - 1)] == [
        1_525_000,
        1_525_000,
        *[0] * 8,
    ]


def test_causes_are_amounts_to_calculate_with_in_a_spreadsheet() -> None:
    table = Compared(compare(side(KEY), side(key_of((A, B, C)))), [], ("a", "b"), ("a", "b")).table()
    assert table.rows[0][7:] == (Ore(-2667), Ore(67))
    # causes are rounded to whole øre row by row, and what that changes is a row below
    assert table.rows[-1] == ("", sentence("Rounding to øre"), *[None] * 5, Ore(1), Ore(-1))
    assert table.total[7:] == (Ore(0), Ore(0))
