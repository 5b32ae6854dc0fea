"""Figures of members that stand instead of those of the files. Knows nothing of keys' parts or money."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from msgspec.structs import replace

from lkt_alloc.engine.model import Budget
from lkt_alloc.engine.register import Measure, Municipality, Register

ByPeriod = Mapping[str, Mapping[str, Fraction]]
"""Figures by member, by period; the empty period first, as what is said of one period stands before what is said of all."""


def used_days(budget: Budget) -> list[date]:
    """The days whose populations a budget's keys use, each once, in the order of the file."""
    days = [day for key in budget.keys.values() for day in (key.population_date, *key.population_dates.values())]
    return list(dict.fromkeys(filter(None, days)))


def with_figures(budget: Budget, register: Register) -> Register:
    """The register with the figures that the budget has instead of its own. Expects measures that the register has, and are no sums."""
    found: dict[str, dict[str, dict[str, Fraction]]] = {}
    for (counted, period, number), figure in budget.figures.items():
        found.setdefault(counted, {"": {}}).setdefault(period, {})[number] = figure
    people = _by_member(found.pop("population", {}), used_days(budget))
    municipalities = {
        number: _with_population(each, people[number]) if number in people else each
        for number, each in register.municipalities.items()
    }
    measures = {**register.measures} | {name: _measured(register.measures[name], own) for name, own in found.items()}
    return replace(register, municipalities=municipalities, measures=measures)


def _by_member(given: ByPeriod, used: list[date]) -> dict[str, dict[date, int]]:
    people: dict[str, dict[date, int]] = {}
    for day, figures in given.items():
        for number, figure in figures.items():
            days = [date.fromisoformat(day)] if day else used
            people.setdefault(number, {}).update(dict.fromkeys(days, int(figure)))
    return people


def _with_population(member: Municipality, people: Mapping[date, int]) -> Municipality:
    as_if = {day: exact for day, exact in member.as_if.items() if day not in people}
    return replace(member, population={**member.population, **people}, as_if=as_if, changed_on=tuple(people))


def _measured(measure: Measure, given: ByPeriod) -> Measure:
    measure = replace(measure, changed_for={period: tuple(own) for period, own in given.items()})
    if not measure.values_by_period:
        return replace(measure, values={**measure.values, **given[""]})
    periods = dict.fromkeys([*measure.values_by_period, *filter(None, given)])
    own = {p: {**measure.values_by_period.get(p, {}), **given[""], **given.get(p, {})} for p in periods}
    return replace(measure, values_by_period=own)
