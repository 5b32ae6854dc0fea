"""Mergers and splits: what municipalities of one side have become on the other, and a side as if they had been that all the time."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import permutations
from math import lcm

from msgspec.structs import replace

from lkt_alloc.engine.allocate import Division
from lkt_alloc.engine.apportion import largest_remainder, to_nearest
from lkt_alloc.engine.counterfactual import Counterfactual, Impossible, Side, members_of
from lkt_alloc.engine.keys import by_number, with_members
from lkt_alloc.engine.keys import numbers as members_in
from lkt_alloc.engine.model import Key, PartYear
from lkt_alloc.engine.register import Municipality, Register
from lkt_alloc.engine.succession import Heirs, ends, heirs_among

Parts = Mapping[str, Heirs]
"""The other way round: by the number of an heir, those who became it, each with the share of itself that did; its own number too."""


def mergers(*sides: Side) -> dict[str, Heirs]:
    """What the members of any side have become, where that is another number on another side; ascending by number."""
    members = [everyone_on(side) for side in sides]
    known = {number: municipality for side in sides for number, municipality in side.joined.municipalities.items()}
    found: dict[str, Heirs] = {}
    for here, there in permutations(members, 2):
        found |= _become(here - there, there, known)
    return {number: ends(number, lambda n: found.get(n, {})) for number in sorted(found, key=by_number)}


def everyone_on(side: Side) -> set[str]:
    """The numbers of all who share anything on a side."""
    return {n for payer in side.budget.payers for n in members_of(side, payer)}


def _become(gone: set[str], there: set[str], known: Mapping[str, Municipality]) -> dict[str, Heirs]:
    """The first of those `there` on each way from those who are gone, if any; where one way leads there, the ends of the others too."""
    found = {n: heirs_among(n, known, there.__contains__) for n in gone}
    return {number: heirs for number, heirs in found.items() if there & heirs.keys()}


def merged_side(side: Side, merged: Mapping[str, Heirs]) -> Side:
    """The same side as if those who have become others had been those all the time: what they are measured by is added up.

    Where one of them is the heir's own number, its figures count too; an heir that is no member yet has its figures from another
    time, and they do not. Raises `Impossible` if some of those who merged pay and others are absent.
    """
    parts: dict[str, dict[str, Fraction]] = {}
    for number in sorted(everyone_on(side)):
        for new, share in merged.get(number, {number: Fraction(1)}).items():
            parts.setdefault(new, {})[number] = share
    parts = {new: own for new, own in parts.items() if own.keys() != {new}}
    if not parts:
        return side
    own = replace(
        side.joined, measures={name: one.in_period(side.period) for name, one in side.joined.measures.items()}
    )
    keys = {name: _merged_key(key, parts, own) for name, key in side.budget.keys.items()}
    return Side(
        replace(side.budget, keys=keys, parties={}, measures={}, figures={}), _merged_register(own, parts), side.period
    )


def _merged_register(register: Register, parts: Parts) -> Register:
    """Figures of those who became an heir are added up, by the shares that did; where one of them has none, the sum has none."""
    gone = {number for numbers in parts.values() for number in numbers} | {*parts}
    municipalities = {n: m for n, m in register.municipalities.items() if n not in gone}
    measures = {
        name: {n: value for n, value in measure.values.items() if n not in gone}
        for name, measure in register.measures.items()
    }
    for new, own in parts.items():
        merging = {register.municipalities[number].number: register.municipalities[number] for number in own}
        days = set.intersection(*(set(m.population) for m in merging.values()))
        as_if = {day: _sum({n: m.population[day] for n, m in merging.items()}, own) for day in days}
        known = register.municipalities.get(new, next(iter(merging.values())))
        people = {day: to_nearest(exact) for day, exact in as_if.items()}
        municipalities[new] = replace(known, number=new, population=people, as_if=as_if)
        for name, measure in register.measures.items():
            if own.keys() <= measure.values.keys():
                measures[name][new] = _sum(measure.values, own)
    return replace(
        register,
        municipalities=municipalities,
        measures={
            name: replace(measure, values=measures[name], total=None) for name, measure in register.measures.items()
        },
    )


def _sum(figures: Mapping[str, int | Fraction], shares: Heirs) -> Fraction:
    return sum((share * figures[number] for number, share in shares.items()), Fraction())


def _merged_key(key: Key, parts: Parts, register: Register) -> Key:
    heirs = _heirs_by_number(parts)
    everyone = set(members_in(key.members, register))
    for numbers in parts.values():
        if len({number in key.absent for number in numbers if number in everyone}) > 1:
            raise Impossible
    moved = with_members(
        key, register, lambda members: tuple(dict.fromkeys(new for n in members for new in heirs.get(n, (n,))))
    )
    return replace(moved, part_year=tuple(_part_years(key, parts, register)), agreed={})


def _heirs_by_number(parts: Parts) -> dict[str, list[str]]:
    """By the number of each who became others, the numbers of those."""
    return {number: [new for new, own in parts.items() if number in own] for own in parts.values() for number in own}


def _part_years(key: Key, parts: Parts, register: Register) -> Iterator[PartYear]:
    """Everyone's part of a year; of those who merged, the part that their inhabitants took part on average."""
    heirs = _heirs_by_number(parts)
    everyone = members_in(key.members, register)
    for period in dict.fromkeys(entry.period for entry in key.part_year):
        entries = [entry for entry in reversed(key.part_year) if entry.period == period]
        shares = {n: entry.share for entry in entries for n in entry.members if n in everyone}
        yield from (PartYear(period, (n,), share) for n, share in shares.items() if n not in heirs)
        for new in dict.fromkeys(new for n in shares for new in heirs.get(n, ())):
            own = {n: part for n, part in parts[new].items() if n in everyone}
            parts_of_own = {n: shares.get(n, Fraction(1)) for n in own}
            yield PartYear(period, (new,), _average(parts_of_own, own, key.in_period(period), register))


def _average(shares: Mapping[str, Fraction], parts: Heirs, key: Key, register: Register) -> Fraction:
    if len(set(shares.values())) == 1:
        return next(iter(shares.values()))
    known = register.municipalities
    day = key.population_date or date.min
    people = {n: part * known[n].population.get(day, 0) for n, part in parts.items()}
    if not all(people.values()):
        raise Impossible
    return _sum(people, shares) / sum(people.values())


def renamed(amounts: Counterfactual, merged: Mapping[str, Heirs]) -> Counterfactual:
    """The amounts under the numbers of those who came after, each by its share, added up."""
    found: Counterfactual = {}
    for number, amount in amounts.items():
        for new, share in merged.get(number, {number: Fraction(1)}).items():
            found[new] = found.get(new, Fraction()) + share * amount
    return found


def handed_on(number: str, amount: int, merged: Mapping[str, Heirs]) -> Iterator[tuple[str, int]]:
    """What somebody paid, in øre, under the numbers of those who came after: by the largest remainder, so that nothing is lost."""
    heirs = merged.get(number, {number: Fraction(1)})
    whole = lcm(*(share.denominator for share in heirs.values()))
    weights = [share.numerator * (whole // share.denominator) for share in heirs.values()]
    yield from zip(heirs, largest_remainder(amount, weights).shares, strict=True)


def paid(divisions: Sequence[Division], merged: Mapping[str, Heirs]) -> dict[str, int]:
    """What everyone pays in all, in øre, under the numbers of those who came after (`handed_on`)."""
    found: dict[str, int] = {}
    for division in divisions:
        for share in division.shares:
            for number, amount in handed_on(share.number, share.amount, merged):
                found[number] = found.get(number, 0) + amount
    return found
