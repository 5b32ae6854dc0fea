"""A side as if those who merged had been one all the time: what its register and its keys have then."""

from fractions import Fraction

from msgspec.structs import replace

from lkt_alloc.engine.counterfactual import Side
from lkt_alloc.engine.mergers import merged_side
from lkt_alloc.engine.model import Budget, Key, PartYear
from lkt_alloc.engine.register import Measure, Register
from tests.engine.strategies import PERIODS, THEN, budget_of, errors, key_of, register_of, text

A, B, C, D = "0101", "0102", "0103", "0104"
PEOPLE = register_of({A: {THEN: 60}, B: {THEN: 30}, C: {THEN: 10}, D: {}})
HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)


def as_one(budget: Budget, register: Register = PEOPLE) -> Side:
    """A sound budget of 2018 as if A and B had been D."""
    assert errors(budget, register) == []
    return merged_side(Side(budget, register, "2018"), {n: {D: Fraction(1)} for n in (A, B)})


def shared(*keys: Key) -> Budget:
    """A budget in which each key has its own payer and post."""
    named = dict(zip("kl", keys, strict=False))
    return budget_of(named, *(({payer: 1}, 9000, 0) for payer in named))


def test_a_measure_has_the_sum_of_those_who_merged_and_no_longer_themselves() -> None:
    one, two, three = map(Fraction, (1, 2, 3))
    figures = {"all": {A: one, B: two, C: one}, "only theirs": {A: one, B: two}, "of one": {A: one, C: one}}
    measures = {name: Measure(text(name), values) for name, values in figures.items()}
    merged = as_one(shared(key_of((A, B, C))), replace(PEOPLE, measures=measures)).register
    assert {name: measure.values for name, measure in merged.measures.items()} == {
        "all": {C: one, D: three},
        "only theirs": {D: three},
        "of one": {C: one},
    }


def test_who_is_no_member_of_a_key_is_not_asked_whether_it_is_absent_there() -> None:
    merged = as_one(shared(replace(key_of((A, C)), absent=(A,)), key_of((B, C)))).budget.keys
    assert [(key.members, key.absent) for key in merged.values()] == [((D, C), (D,)), ((D, C), ())]


def test_part_years_are_those_of_each_period() -> None:
    years = tuple(
        PartYear(year, those, share)
        for year, those, share in (("2018", (A, B), HALF), ("2018", (C,), QUARTER), ("2019", (A, B, C), QUARTER))
    )
    budget = shared(replace(key_of((A, B, C)), part_year=years))
    posts = tuple(replace(post, amounts={"2018": 9000, "2019": 9000}) for post in budget.posts)
    budget = replace(budget, periods={year: PERIODS[year] for year in ("2018", "2019")}, posts=posts)
    assert as_one(budget).budget.keys["k"].part_year == (
        PartYear("2018", (C,), QUARTER),
        PartYear("2018", (D,), HALF),
        PartYear("2019", (C,), QUARTER),
        PartYear("2019", (D,), QUARTER),
    )
