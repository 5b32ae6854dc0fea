"""What amounts per head are divided by: a whole place, however its municipalities merged, were split or changed number."""

from datetime import date
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from lkt_alloc.engine.comparison import compare
from lkt_alloc.engine.counterfactual import Side
from lkt_alloc.engine.heads import heads
from lkt_alloc.engine.register import Municipality
from lkt_alloc.files import norway
from tests.acceptance.replay import ROOT
from tests.cli.inside import inside
from tests.engine.strategies import LATER, THEN, budget_of, key_of, register_of

A, B, C, D = "0101", "0102", "0103", "0104"
EVE = date(2018, 12, 31)


def known(
    people: dict[str, dict[date, int]], **became: tuple[dict[str, Fraction], date | None]
) -> dict[str, Municipality]:
    """Municipalities with their populations, and what some became and when."""
    found = dict(register_of(people).municipalities)
    for name, (heirs, last) in became.items():
        found[name[1:]] = replace(found[name[1:]], split_into=heirs, valid_to=last)
    return found


WHOLE = Fraction(1)


def test_who_was_not_there_yet_has_the_inhabitants_of_all_that_became_it() -> None:
    merged = known({A: {THEN: 60}, B: {THEN: 30}, D: {LATER: 95}}, n0101=({D: WHOLE}, EVE), n0102=({D: WHOLE}, EVE))
    assert heads((A, B, D), merged, THEN) == {A: 60, B: 30, D: 90}
    assert heads((A, B, D), merged, LATER) == {D: 95}
    assert heads((D,), merged, None) == {}
    assert heads(("9999",), merged, THEN) == {}


def test_who_took_another_in_under_its_own_number_has_both() -> None:
    kept = known({A: {THEN: 60}, B: {THEN: 30, LATER: 95}}, n0101=({B: WHOLE}, EVE))
    assert (heads((B,), kept, THEN), heads((B,), kept, LATER)) == ({B: 90}, {B: 95})


def test_a_part_of_what_was_split_has_its_share_to_the_nearest_whole() -> None:
    third = Fraction(1, 3)
    split = known({A: {THEN: 100}, C: {LATER: 35}, D: {LATER: 64}}, n0101=({C: third, D: 1 - third}, EVE))
    assert (heads((C, D), split, THEN), heads((C, D), split, LATER)) == ({C: 33, D: 67}, {C: 35, D: 64})


def test_a_figure_that_is_lacking_is_not_zero() -> None:
    lacking = known({A: {THEN: 60}, B: {LATER: 30}, D: {LATER: 95}}, n0101=({D: WHOLE}, EVE), n0102=({D: WHOLE}, EVE))
    assert heads((D,), lacking, THEN) == {}
    there = {**lacking, D: replace(lacking[D], valid_from=THEN), B: replace(lacking[B], population={THEN: 30})}
    assert heads((D,), there, THEN) == {}


def test_where_no_last_day_is_said_who_has_figures_is_one_unless_both_share() -> None:
    undated = known({A: {THEN: 60}, D: {THEN: 61}}, n0101=({D: WHOLE}, None))
    assert heads((D,), undated, THEN) == {D: 61}
    assert heads((D,), undated, THEN, sharing=(A, D)) == {D: 121}
    before = {**undated, D: replace(undated[D], population={LATER: 70})}
    assert heads((D,), before, THEN) == {D: 60}


def test_figures_of_a_time_when_a_number_was_not_in_use_count_where_there_are_no_others() -> None:
    remapped = known({A: {THEN: 60}, B: {THEN: 30}, D: {THEN: 91}}, n0101=({D: WHOLE}, EVE), n0102=({D: WHOLE}, EVE))
    remapped = {**remapped, D: replace(remapped[D], valid_from=LATER)}
    assert heads((D,), remapped, THEN) == {D: 90}
    assert heads((D,), {D: remapped[D]}, THEN) == {D: 91}


def test_two_that_became_each_other_have_an_end() -> None:
    circle = known({A: {THEN: 60}, B: {THEN: 30}}, n0101=({B: WHOLE}, None), n0102=({A: WHOLE}, None))
    assert heads((A, B), circle, THEN, sharing=(A, B)) == {A: 90, B: 90}


History = tuple[dict[str, Municipality], list[str], list[date]]


@st.composite
def histories(draw: st.DrawFn) -> History:
    """Municipalities of several years that merge, are split, change number or stay; the numbers of the last year, and the days."""
    days = [date(2018 + n, 1, 1) for n in range(3)]
    numbers = iter(f"{n:04}" for n in range(101, 999))
    now = [
        Municipality(next(numbers), "x", "", days[0], None, None, {days[0]: 12 * draw(st.integers(1, 9))})
        for _ in range(4)
    ]
    found = {own.number: own for own in now}
    for before, day in pairwise(days):
        eve = date(before.year, 12, 31)
        following: dict[str, int] = {}
        groups: dict[int, str] = {}
        for own in now:
            match draw(st.sampled_from(["stays", "renumbered", "merges", "split"])):
                case "stays":
                    heirs = {own.number: WHOLE}
                case "renumbered":
                    heirs = {next(numbers): WHOLE}
                case "merges":
                    heirs = {groups.setdefault(0, next(numbers)): WHOLE}
                case _:
                    share = draw(st.sampled_from([Fraction(1, 2), Fraction(1, 3)]))
                    heirs = {next(numbers): share, next(numbers): 1 - share}
            if heirs.keys() != {own.number}:
                found[own.number] = replace(own, split_into=heirs, valid_to=eve)
            for new in heirs:
                following[new] = 12 * draw(st.integers(1, 9))
        now = []
        for number, people in following.items():
            own = found.get(number, Municipality(number, "x", "", day, None, None, {}))
            found[number] = replace(own, population={**own.population, day: people})
            now.append(found[number])
    return found, [own.number for own in now], days


@given(histories())
def test_everyone_is_counted_once_wherever_they_came_to_live(history: History) -> None:
    """The naive way: of each who was there on the day, its people are sent on, step by step, to where they came to live."""
    found, last, days = history
    for day in days:
        lives: dict[str, Fraction] = {
            n: Fraction(own.population[day]) for n, own in found.items() if day in own.population
        }
        while moving := [n for n in lives if found[n].split_into]:
            for n in moving:
                people = lives.pop(n)
                for new, share in found[n].split_into.items():
                    lives[new] = lives.get(new, Fraction()) + people * share
        counted = heads(last, found, day)
        assert {n: Fraction(people) for n, people in counted.items()} == {
            n: Fraction(round_half_up(exact)) for n, exact in lives.items()
        }


def round_half_up(exact: Fraction) -> int:
    return int(exact + Fraction(1, 2))


# compared


def test_of_many_sides_a_merged_member_is_whole_where_only_a_part_of_it_shares() -> None:
    """On the second side only B of those that became D shares; what D pays less there is less for all who live there."""
    register = register_of({A: {THEN: 60}, B: {THEN: 30}, C: {THEN: 10, LATER: 10}, D: {LATER: 95}})
    own = {n: replace(register.municipalities[n], merged_into=D, valid_to=EVE) for n in (A, B)}
    register = replace(register, municipalities={**register.municipalities, **own})
    old, part = key_of((A, B, C)), key_of((B, C))
    new = replace(key_of((C, D)), population_date=LATER)
    sides = [Side(budget_of({"k": key}, ({"k": 1}, 10_000, 0)), register, "2018") for key in (old, part, new)]
    rows = {(n, row.number): row.population for n, other in enumerate(compare(*sides).against) for row in other.rows}
    assert rows == {(0, C): 10, (0, D): 90, (1, C): 10, (1, D): 95}
    back = {row.number: row.population for row in compare(sides[2], sides[1]).rows}
    assert back == {C: 10, D: 90}


def test_voss_pays_less_per_head_of_voss_and_granvin(tmp_path: Path) -> None:
    scenario = ROOT / "examples" / "scenarios" / "utan_voss.yaml"
    said, _ = inside(
        ["compare", "2019", f"{scenario}:2019", ROOT / "examples" / "lkt_2020.yaml", "--lang", "en"], tmp_path
    )
    rows = [line.split() for line in said.splitlines() if line.startswith("4621")]
    assert [row[-1] for row in rows[2:]] == ["-4.09", "0.02"]
    assert "\nUtan Voss, per head: divided by the inhabitants on 1\N{NO-BREAK SPACE}January 2018.\n" in said


def test_the_register_knows_all_that_a_municipality_is_made_of() -> None:
    """A budget names Os alone, or Bjørnafjorden: Fusa belongs to it too."""
    kin = norway.with_kin(norway.some(["4624"])).municipalities
    assert {"1241", "1243", "4624"} <= kin.keys()
    assert heads(["4624"], kin, date(2018, 1, 1)) == {
        "4624": kin["1241"].population[THEN] + kin["1243"].population[THEN]
    }
    other = replace(norway.some(["4624"]), municipalities={"4624": replace(kin["4624"], name="another", full_name="")})
    assert norway.with_kin(other).municipalities.keys() == {"4624"}
