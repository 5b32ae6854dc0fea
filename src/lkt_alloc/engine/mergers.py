"""Mergers: what municipalities of one side have become on the other, and a side as if they had been one all the time."""

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Final

from msgspec.structs import replace

from lkt_alloc.engine.counterfactual import Counterfactual, Impossible, Side, members_of
from lkt_alloc.engine.keys import numbers as members_in
from lkt_alloc.engine.keys import with_members
from lkt_alloc.engine.model import Key, Municipality, PartYear, Register

Parts = Mapping[str, tuple[str, ...]]
"""By the number of a successor, those who became it; its own number too, where it was there before."""


def mergers(a: Side, b: Side) -> dict[str, str]:
    """What the members of either side have become, where that is another number on the other side."""
    here, there = _everyone(a), _everyone(b)
    known = {**a.joined.municipalities, **b.joined.municipalities}
    found = {**_become(here - there, there, known), **_become(there - here, here, known)}
    return {number: _last(number, found) for number in found}


def successors(number: str, known: Mapping[str, Municipality], day: date) -> dict[str, Fraction]:
    """What a municipality is on a day: itself while it is in use, else those that it has become by then, each with its share of it.

    Of a number that is not known, nothing. What ended before it was in use is not followed backwards: it stays itself.
    """
    found: dict[str, Fraction] = {}
    waiting = {number: Fraction(1)} if number in known else {}
    for _ in range(_MOST_CHANGES):
        onward: dict[str, Fraction] = {}
        for current, share in waiting.items():
            own = known[current]
            gone = own.valid_to is not None and own.valid_to < day
            after = {n: part for n, part in own.successors.items() if n in known} if gone else {}
            for new, part in (after or {current: Fraction(1)}).items():
                target = onward if after else found
                target[new] = target.get(new, Fraction()) + share * part
        waiting = onward
    return found


_MOST_CHANGES: Final = 100
"""Nothing changes its number so many times; a file in which two became each other must not be followed for ever."""


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
    """The same side as if its merged municipalities had been one all the time: what they are measured by added up.

    Where one of them is the successor's own number, its figures count too; a successor that is no member yet has its figures from
    another time, and they do not. Raises `Impossible` if some of those who merged pay and others are absent.
    """
    parts: dict[str, tuple[str, ...]] = {}
    for number in sorted(_everyone(side)):
        new = merged.get(number, number)
        parts[new] = (*parts.get(new, ()), number)
    parts = {new: numbers for new, numbers in parts.items() if numbers != (new,)}
    if not parts:
        return side
    own = side.joined
    keys = {name: _merged_key(key, parts, own) for name, key in side.budget.keys.items()}
    return Side(replace(side.budget, keys=keys, parties={}, measures={}), _merged_register(own, parts), side.period)


def _merged_register(register: Register, parts: Parts) -> Register:
    """Figures of those who merged are added up; where one of them has none, the sum has none."""
    gone = {number for numbers in parts.values() for number in numbers} | {*parts}
    municipalities = {n: m for n, m in register.municipalities.items() if n not in gone}
    measures = {
        name: {n: value for n, value in measure.values.items() if n not in gone}
        for name, measure in register.measures.items()
    }
    for new, numbers in parts.items():
        merging = [register.municipalities[number] for number in numbers]
        days = set(merging[0].population).intersection(*(m.population for m in merging))
        population = {day: sum(m.population[day] for m in merging) for day in days}
        known = register.municipalities.get(new, merging[0])
        municipalities[new] = replace(known, number=new, population=population)
        for name, measure in register.measures.items():
            if all(number in measure.values for number in numbers):
                measures[name][new] = sum((measure.values[number] for number in numbers), Fraction())
    return replace(
        register,
        municipalities=municipalities,
        measures={name: replace(measure, values=measures[name]) for name, measure in register.measures.items()},
    )


def _merged_key(key: Key, parts: Parts, register: Register) -> Key:
    became = {number: new for new, numbers in parts.items() for number in numbers}

    everyone = set(members_in(key.members, register))
    for numbers in parts.values():
        if len({number in key.absent for number in numbers if number in everyone}) > 1:
            raise Impossible
    moved = with_members(key, register, lambda members: tuple(dict.fromkeys(became.get(n, n) for n in members)))
    return replace(moved, part_year=tuple(_part_years(key, parts, register)))


def _part_years(key: Key, parts: Parts, register: Register) -> Iterator[PartYear]:
    """Everyone's part of a year; of those who merged, the part that their inhabitants took part on average."""
    became = {number: new for new, numbers in parts.items() for number in numbers}
    everyone = members_in(key.members, register)
    for period in dict.fromkeys(entry.period for entry in key.part_year):
        entries = [entry for entry in reversed(key.part_year) if entry.period == period]
        shares = {n: entry.share for entry in entries for n in entry.members if n in everyone}
        yield from (PartYear(period, (n,), share) for n, share in shares.items() if n not in became)
        for new in dict.fromkeys(became[n] for n in shares if n in became):
            own = [n for n in parts[new] if n in everyone]
            yield PartYear(period, (new,), _average({n: shares.get(n, Fraction(1)) for n in own}, key, register))


def _average(shares: Mapping[str, Fraction], key: Key, register: Register) -> Fraction:
    if len(set(shares.values())) == 1:
        return next(iter(shares.values()))
    people = {n: register.municipalities[n].population.get(key.population_date, 0) for n in shares}
    if not all(people.values()):
        raise Impossible
    return sum((share * people[n] for n, share in shares.items()), Fraction()) / sum(people.values())


def renamed(amounts: Counterfactual, merged: Mapping[str, str]) -> Counterfactual:
    """The amounts under the numbers of those who came after, added up."""
    found: Counterfactual = {}
    for number, amount in amounts.items():
        found[merged.get(number, number)] = found.get(merged.get(number, number), Fraction()) + amount
    return found
