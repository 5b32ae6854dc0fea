"""Mergers: what municipalities of one side have become on the other, and a side as if they had been one all the time."""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from lkt_alloc.keys import numbers
from lkt_alloc.mixture import Amounts, Side, members_of
from lkt_alloc.model import ALL, NOBODY, OTHERS, Members, Municipality


def mergers(a: Side, b: Side) -> dict[str, str]:
    """What the members of either side have become, where that is another number on the other side."""
    here, there = _everyone(a), _everyone(b)
    known = {**a.joined.municipalities, **b.joined.municipalities}
    found = {**_become(here - there, there, known), **_become(there - here, here, known)}
    return {number: _last(number, found) for number in found}


def _last(number: str, found: Mapping[str, str]) -> str:
    """What a number has become in the end: a municipality may merge twice."""
    seen: set[str] = set()
    while number in found and number not in seen:
        seen.add(number)
        number = found[number]
    return number


def _everyone(side: Side) -> set[str]:
    return {n for payer in side.budget.payers for n in members_of(side, payer)}


def _become(gone: set[str], there: set[str], known: Mapping[str, Municipality]) -> dict[str, str]:
    """The first of those `there` that each of those who are gone has become, if any."""
    found = {}
    for number in gone:
        now, seen = number, {number}
        while now not in there and (successor := known[now].merged_into) in known and successor not in seen:
            now = str(successor)
            seen.add(now)
        if now in there:
            found[number] = now
    return found


def merged_side(side: Side, merged: Mapping[str, str]) -> Side:
    """The same side as if its merged municipalities had been one all the time: what they are measured by added up."""
    merged = {number: new for number, new in merged.items() if number in _everyone(side)}
    if not merged:
        return side
    register = side.joined
    new: dict[str, Municipality] = {}
    for number, m in register.municipalities.items():
        target = merged.get(number, number)
        if target == number and number in merged.values():
            continue  # the successor's own figures are of another time
        if target not in new:
            new[target] = replace(register.municipalities.get(target, m), number=target, population={})
        days = {*new[target].population, *m.population}
        added = {day: new[target].population.get(day, 0) + m.population.get(day, 0) for day in days}
        new[target] = replace(new[target], population=added)
    measures = {
        name: replace(measure, values=_added(measure.values, merged)) for name, measure in register.measures.items()
    }

    def moved(members: Members) -> Members:
        if members in (ALL, OTHERS, NOBODY):
            return members
        return tuple(dict.fromkeys(merged.get(n, n) for n in numbers(members, register)))

    keys = {
        name: replace(
            key,
            members=moved(key.members),
            parts=tuple(replace(part, to=moved(part.to)) for part in key.parts),
            limits=tuple(replace(limit, to=moved(limit.to), borne_by=moved(limit.borne_by)) for limit in key.limits),
            absent=tuple(moved(key.absent)),
            part_year=(),
        )
        for name, key in side.budget.keys.items()
    }
    budget = replace(side.budget, keys=keys, parties={}, measures={})
    return Side(budget, replace(register, municipalities=new, measures=measures), side.period)


def renamed(amounts: Amounts, merged: Mapping[str, str]) -> Amounts:
    """The amounts under the numbers of those who came after, added up."""
    found: Amounts = {}
    for number, amount in amounts.items():
        found[merged.get(number, number)] = found.get(merged.get(number, number), Fraction()) + amount
    return found


def _added(values: Mapping[str, Fraction], merged: Mapping[str, str]) -> dict[str, Fraction]:
    found: dict[str, Fraction] = {}
    for number, value in values.items():
        if number not in merged.values():  # the successor's own figure is of another time
            target = merged.get(number, number)
            found[target] = found.get(target, Fraction()) + value
    return found
