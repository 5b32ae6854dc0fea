"""Measures that are sums of others: exact, by what each member has in the end, whatever stands between."""

from collections.abc import Mapping
from fractions import Fraction
from graphlib import CycleError
from typing import Final

import pytest
from msgspec.structs import replace

from lkt_alloc.checks.rules.case import Case
from lkt_alloc.checks.rules.measures import in_register
from lkt_alloc.diagnostics.findings import Doubts, Path
from lkt_alloc.engine.allocate import allocate
from lkt_alloc.engine.counterfactual import CAUSES, Impossible, Side, counterfactual, pure
from lkt_alloc.engine.keys import population_dates, with_parties
from lkt_alloc.engine.measures import circles, counted_in, figures_of, in_order
from lkt_alloc.engine.mergers import merged_side
from lkt_alloc.engine.model import Budget
from lkt_alloc.engine.parts import SharePart
from lkt_alloc.engine.register import Measure, Register
from lkt_alloc.engine.scenario import Scenario, changed
from tests.engine.strategies import LATER, THEN, budget_of, errors, key_of, register_of, text

A, B, C = "0101", "0102", "0103"
THIRD: Final = Fraction(1, 3)


def figures(*values: int) -> dict[str, Fraction]:
    return {number: Fraction(value) for number, value in zip((A, B, C), values, strict=False)}


def measure(values: dict[str, Fraction] | None = None, **terms: Fraction | int) -> Measure:
    return derived(terms, values)


def derived(terms: Mapping[str, Fraction | int], values: Mapping[str, Fraction] | None = None) -> Measure:
    return Measure(text("m"), values or {}, sum={name: Fraction(weight) for name, weight in terms.items()})


def register(**measures: Measure) -> Register:
    own = register_of({A: {THEN: 3000, LATER: 9000}, B: {THEN: 1000, LATER: 1000}, C: {THEN: 2000, LATER: 2000}})
    return replace(own, measures=measures)


def budget(by: str) -> Budget:
    return budget_of({"k": key_of((A, B, C), SharePart(Fraction(1), "all", by))}, ({"k": 1}, 100_000, 0))


def paid(by: str, **measures: Measure) -> list[int]:
    assert errors(budget(by), register(**measures)) == []
    return [
        share.amount for share in allocate(budget(by), register(**measures), ["2018"]).periods[0].divisions[0].shares
    ]


MEAN: Final = {
    "y1": measure(figures(10, 20, 30)),
    "y2": measure(figures(10, 21, 30)),
    "y3": measure(figures(10, 23, 30)),
    "mean": measure(y1=THIRD, y2=THIRD, y3=THIRD),
}


def test_a_sum_counts_exactly_what_its_terms_do() -> None:
    assert paid("load", calls=measure(figures(10, 30, 0)), load=measure(calls=1, population=Fraction(1, 100))) == [
        40_000, 40_000, 20_000,
    ]  # fmt: skip
    mean = {**MEAN, "same": measure(figures(30, 64, 90))}
    assert paid("mean", **mean) == paid("same", **mean)


def test_sums_of_sums_with_percentages_and_what_is_subtracted() -> None:
    nested = {
        "calls": measure(figures(10, 30, 20)),
        "false": measure(figures(0, 20, 20)),
        "real": measure(calls=1, false=-1),
        "load": measure(real=Fraction(1, 2), calls=Fraction(1, 2)),
    }
    assert figures_of("load", nested, lambda name: nested[name].values[B]) == {
        "calls": 30, "false": 20, "real": 10, "load": 20,
    }  # fmt: skip
    assert paid("load", **nested) == [25_000, 50_000, 25_000]


def test_a_hundred_sums_upon_sums_take_no_time() -> None:
    doubled = {"m0": measure(figures(1, 1, 2)), "n0": measure(figures(1, 1, 2))}
    for n in range(1, 1500):
        doubled[f"m{n}"] = derived({f"m{n - 1}": Fraction(1, 2), f"n{n - 1}": Fraction(1, 2)})
        doubled[f"n{n}"] = derived({f"m{n - 1}": 1})
    assert paid("m1499", **doubled) == [25_000, 25_000, 50_000]
    assert counted_in("m1499", doubled) == ("m0", "n0")


def test_a_name_of_our_own_is_no_measure_of_the_files() -> None:
    shadowed = {"population": measure(calls=1), "load": measure(population=1)}
    assert in_order("load", shadowed) == ("population", "load")


def test_circles_are_found_once_each() -> None:
    round_ = {"a": measure(b=1), "b": measure(c=1, d=1), "c": measure(a=1), "d": measure(d=1), "e": measure(a=1)}
    assert circles(round_) == [("a", "b", "c", "a"), ("d", "d")]
    assert circles(MEAN) == []
    with pytest.raises(CycleError):
        in_order("e", round_)


def places(by: str, **measures: Measure) -> list[tuple[str, Path]]:
    own = replace(budget(by), measures=measures)
    return [(problem.rule.code, problem.path) for problem in errors(own, with_parties(own, register()))]


def test_a_fault_of_a_sum_is_said_once_where_it_is() -> None:
    calls = measure(figures(10, 30, 0))
    assert places("load", calls=calls, load=measure(calls=1, hours=1)) == [
        ("LKT201", ("measures", "load", "sum", "hours"))
    ]
    assert places("top", few=measure(figures(1, 2)), load=measure(few=1), top=measure(load=1)) == [
        ("LKT409", ("measures", "load", "sum", "few"))
    ]
    assert places("load", load=measure(top=1), top=measure(load=1)) == [("LKT412", ("measures", "load", "sum", "top"))]
    assert places("load", calls=calls, load=measure(calls=1, population=Fraction(-1, 1000))) == [
        ("LKT412", ("measures", "load", "sum"))
    ]
    assert places("load", calls=calls, load=measure(calls=1, same=-1), same=calls) == [
        ("LKT409", ("keys", "k", "parts", 0, "by"))
    ]
    assert places("load", calls=calls, load=measure(calls=0, equal=1)) == [
        ("LKT412", ("measures", "load", "sum", "calls")), ("LKT412", ("measures", "load", "sum", "equal")),
    ]  # fmt: skip


def test_a_circle_through_both_files_is_a_fault_of_the_budget() -> None:
    own = replace(budget("load"), measures={"load": measure(calls=1)})
    known = with_parties(own, register(calls=measure(load=1)))
    assert [problem.path for problem in errors(own, known)] == [("measures", "load", "sum", "calls")]


def test_a_circle_of_the_municipality_file_is_said_there_and_has_no_consequences_in_the_budget() -> None:
    known = register(load=measure(calls=1), calls=measure(load=1))
    assert errors(budget("load"), known) == []
    case = Case(budget("load"), known, {"budget": Doubts(), "municipalities": Doubts()})
    found = [(problem.rule.code, problem.path, problem.document) for problem in in_register(case)]
    assert found == [("LKT412", ("measures", "load", "sum", "calls"), "municipalities")]


def test_inhabitants_in_a_sum_follow_the_date_of_the_key() -> None:
    own, known = budget("load"), register(calls=measure(figures(0, 0, 10)), load=measure(calls=1, population=1))
    assert population_dates(own, known) == [THEN, LATER]
    later = changed(Scenario(population=LATER), own, known)
    assert [said.template for said in later.keys["k"].changes] == ["populations of {day}"]
    shares = allocate(later, known, ["2018"]).periods[0].divisions[0].shares
    assert [share.quota for share in shares] == [Fraction(1000 * n, 12_010) for n in (9000, 1000, 2010)]


def test_members_who_merge_have_what_both_had() -> None:
    side = Side(
        budget("load"), register(calls=measure(figures(10, 30, 0)), load=measure(calls=1, population=1)), "2018"
    )
    merged = merged_side(side, {A: {C: Fraction(1)}, C: {C: Fraction(1)}})
    assert pure(merged) == {B: Fraction(1030 * 100_000, 6040), C: Fraction(5010 * 100_000, 6040)}


def test_two_sides_whose_sums_make_a_circle_together_cannot_be_mixed() -> None:
    calls = measure(figures(10, 30, 0))
    key = Side(budget("load"), register(calls=calls, load=measure(calls=1)), "2018")
    counted = Side(budget("calls"), register(load=calls, calls=measure(load=1)), "2018")
    assert pure(key).keys() == pure(counted).keys() == {A, B, C}
    with pytest.raises(Impossible):
        counterfactual({**dict.fromkeys(CAUSES, key), "population": mixed(counted)})


def mixed(side: Side) -> Side:
    """The same side without the measure that the other one has figures for."""
    return Side(side.budget, replace(side.register, measures={"calls": measure(load=1)}), side.period)
