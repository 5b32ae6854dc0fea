"""From a key to each member's exact share."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from lkt_alloc.engine.keys import at_population_date, key_shares, numbers, part_members, population_dates, with_members
from lkt_alloc.engine.model import Budget, Key, PartYear
from lkt_alloc.engine.parts import ALL, NOBODY, OTHERS, Limit, SharePart
from lkt_alloc.engine.register import Register
from tests.engine import naive
from tests.engine.strategies import (
    FEW,
    LATER,
    PEOPLE,
    THEN,
    Pair,
    budget_of,
    errors,
    key_of,
    register_of,
    sound_budgets,
)

HALF = Fraction(1, 2)
FOUR = ("0101", "0102", "0103", "0104")
REGISTER = register_of({number: {THEN: 10} for number in FOUR}, {"north": FOUR[:2], "everybody": FOUR})


def is_sound(budget: Budget, register: Register) -> bool:
    return not errors(budget, register)


def fractions_of(key_of_all: tuple[str, ...], people: dict[str, int]) -> dict[str, Fraction]:
    """Everyone's share of a key that goes by population alone."""
    register = register_of({number: {THEN: count} for number, count in people.items()})
    shares = key_shares(key_of(key_of_all, SharePart(Fraction(1), ALL, "population")), register)
    return {n: Fraction(w, shares.denominator) for n, w in zip(shares.members, shares.weights, strict=True)}


@FEW
@given(sound_budgets())
def test_shares_are_those_of_a_naive_second_implementation(pair: Pair) -> None:
    budget, register = pair
    for key in budget.keys.values():
        shares = key_shares(key, register)
        exact = [Fraction(weight, shares.denominator) for weight in shares.weights]
        assert dict(zip(shares.members, exact, strict=True)) == naive.shares(key, register)


@FEW
@given(sound_budgets())
def test_members_ascend_by_number_and_their_shares_make_one(pair: Pair) -> None:
    budget, register = pair
    for key in budget.keys.values():
        shares = key_shares(key, register)
        assert list(shares.members) == sorted(naive.members_of(key.members, register))
        assert sum(shares.weights) == shares.denominator


@FEW
@given(sound_budgets())
def test_stakes_say_which_parts_a_share_comes_from(pair: Pair) -> None:
    budget, register = pair
    for key in budget.keys.values():
        shares = key_shares(key, register)
        parts = part_members(key, register)
        for number, weight, stakes in zip(shares.members, shares.weights, shares.stakes, strict=True):
            assert sum(stake.share for stake in stakes) == Fraction(weight, shares.denominator)
            assert [stake.number for stake in stakes] == [n for n, those in enumerate(parts, 1) if number in those]
            for stake in stakes:
                assert stake.part == key.parts[stake.number - 1]
                assert stake.members == len(parts[stake.number - 1])
                equal = stake.part.measure == "equal"
                assert stake.weight == (1 if equal else register.municipalities[number].population[THEN])


def test_the_real_key_gives_bergen_half_and_the_others_by_population(budget: Budget, register: Register) -> None:
    shares = key_shares(budget.keys["lkt"], register)
    exact = {n: Fraction(w, shares.denominator) for n, w in zip(shares.members, shares.weights, strict=True)}
    assert len(exact) == 24
    assert exact["1201"] == HALF
    assert exact["1243"] == HALF * Fraction(20_573, 174_081)
    assert exact["1232"] == exact["1234"]  # Eidfjord and Granvin both have 931 inhabitants


@pytest.mark.parametrize(
    ("to", "those"),
    [
        ((ALL,), (FOUR,)),
        ((OTHERS,), (FOUR,)),
        ((("0103", "0101"), OTHERS), (("0103", "0101"), ("0102", "0104"))),
        (("north", OTHERS), (("0101", "0102"), ("0103", "0104"))),
        (("north", ("0103",), OTHERS), (("0101", "0102"), ("0103",), ("0104",))),
        ((ALL, ("0104",), OTHERS), (FOUR, ("0104",), ("0101", "0102", "0103"))),
    ],
)
@pytest.mark.parametrize("members", [FOUR, "everybody"])
def test_others_are_the_members_that_no_part_names(
    to: tuple[str | tuple[str, ...], ...], those: tuple[tuple[str, ...], ...], members: str | tuple[str, ...]
) -> None:
    key = key_of(members, *(SharePart(Fraction(1, len(to)), part, "equal") for part in to))
    assert part_members(key, REGISTER) == those


def test_members_are_a_list_or_the_name_of_a_group() -> None:
    assert numbers(("0104", "0101"), REGISTER) == ("0104", "0101")
    assert numbers("north", REGISTER) == ("0101", "0102")
    with pytest.raises(KeyError, match="south"):
        numbers("south", REGISTER)


def test_every_list_of_members_in_a_key_is_changed_and_words_stay() -> None:
    def of(part: str | tuple[str, ...], other: str | tuple[str, ...], *those: str) -> Key:
        parts = [SharePart(HALF, to, "equal") for to in (part, ALL, OTHERS)]
        limits = (Limit(9, None, part, (), other), Limit(8, 7, ALL, (), OTHERS), Limit(None, 6, other, (), NOBODY))
        part_year = (PartYear("2018", those, HALF),)
        return replace(key_of(other, *parts), limits=limits, part_year=part_year, absent=those)

    changed = with_members(of("north", FOUR, "0102", "0103"), REGISTER, lambda members: members[1:])
    assert changed == of(("0102",), FOUR[1:], "0103")


def test_thirds_are_exact() -> None:
    key = key_of(FOUR[:3], SharePart(Fraction(1, 3), ("0102",), "equal"), SharePart(Fraction(2, 3), ALL, "population"))
    shares = key_shares(key, REGISTER)
    exact = [Fraction(weight, shares.denominator) for weight in shares.weights]
    assert exact == [Fraction(2, 9), Fraction(5, 9), Fraction(2, 9)]


def test_another_population_date_changes_every_key_and_nothing_else(budget: Budget) -> None:
    changed = at_population_date(budget, LATER)
    assert {key.population_date for key in changed.keys.values()} == {LATER}
    assert at_population_date(changed, THEN) == budget


def test_the_real_budget_can_use_the_populations_of_four_years(budget: Budget, register: Register) -> None:
    assert population_dates(budget, register) == [date(year, 1, 1) for year in (2016, 2017, 2018, 2019)]


@FEW
@given(sound_budgets())
def test_population_dates_are_those_on_which_the_budget_is_sound(pair: Pair) -> None:
    budget, register = pair
    dates = population_dates(budget, register)
    known = {day for municipality in register.municipalities.values() for day in municipality.population}
    assert dates == sorted(day for day in known if is_sound(at_population_date(budget, day), register))


def test_a_day_on_which_a_population_is_zero_is_no_population_date() -> None:
    register = register_of({"0101": {THEN: 4, LATER: 5}, "0102": {THEN: 0, LATER: 1}})
    by_population, equal = SharePart(Fraction(1), ALL, "population"), SharePart(Fraction(1), ALL, "equal")
    assert population_dates(budget_of({"all": key_of(FOUR[:2], by_population)}), register) == [LATER]
    assert population_dates(budget_of({"all": key_of(FOUR[:2], equal)}), register) == [THEN, LATER]


@given(
    st.dictionaries(st.integers(101, 9999).map("{:04}".format), st.tuples(PEOPLE, st.sampled_from("ABCDE")), min_size=1)
)
def test_a_key_by_population_is_indifferent_to_mergers(municipalities: dict[str, tuple[int, str]]) -> None:
    people = {number: count for number, (count, _) in municipalities.items()}
    merged = {new: 0 for _, new in municipalities.values()}
    for count, new in municipalities.values():
        merged[new] += count
    before, after = fractions_of(tuple(people), people), fractions_of(tuple(merged), merged)
    for new, share in after.items():
        assert share == sum(before[number] for number, (_, into) in municipalities.items() if into == new)


def test_the_mergers_of_2020_leave_shares_by_population_as_they_were(register: Register) -> None:
    old = {number: register.municipalities[number] for number in register.groups["lkt"].members}
    people = {number: municipality.population[LATER] for number, municipality in old.items()}
    merged: dict[str, int] = {}
    for municipality in old.values():
        assert municipality.merged_into
        merged[municipality.merged_into] = merged.get(municipality.merged_into, 0) + people[municipality.number]
    before, after = fractions_of(tuple(people), people), fractions_of(tuple(merged), merged)
    assert (len(before), len(after)) == (24, 18)
    assert after == {
        new: sum(share for number, share in before.items() if old[number].merged_into == new) for new in merged
    }


def test_equal_parts_are_not_indifferent_to_mergers() -> None:
    before, after = key_shares(key_of(FOUR), REGISTER), key_shares(key_of(FOUR[:3]), REGISTER)
    assert Fraction(before.weights[2] + before.weights[3], before.denominator) == HALF
    assert Fraction(after.weights[2], after.denominator) == Fraction(1, 3)
