"""Heads to divide by: inhabitants of all that a municipality is made of, also before it merged, was split or changed number.

Knows no formats.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction

from msgspec import Struct

from lkt_alloc.engine.apportion import to_nearest
from lkt_alloc.engine.counterfactual import Side
from lkt_alloc.engine.keys import uses_of
from lkt_alloc.engine.mergers import everyone_on
from lkt_alloc.engine.register import Municipality


def counting_day(side: Side) -> date | None:
    """The newest day on which keys that are used on a side count inhabitants; `None` where there is none."""
    used = [name for name, periods in uses_of(side.budget).items() if side.period in periods]
    days = (side.budget.keys[name].in_period(side.period).population_date for name in used)
    return max(filter(None, days), default=None)


Heads = dict[str, tuple[int, date | None]]
"""Inhabitants by number, and the day on which they are counted."""


def heads_on(sides: Sequence[Side], numbers: Sequence[str], known: Mapping[str, Municipality]) -> list[Heads]:
    """What amounts per head are divided by on each side: figures of its own day, else of the first's, else the newest of any side's.

    `known` has all of them, and what they were and became.
    """
    counted: list[Heads] = []
    for side in sides:
        day = counting_day(side)
        own = heads(numbers, {**known, **side.joined.municipalities}, day, everyone_on(side))
        counted.append({number: (people, day) for number, people in own.items()})
    in_order = sorted(counted, key=lambda own: max((day or date.min for _, day in own.values()), default=date.min))
    newest: Heads = {number: figure for own in in_order for number, figure in own.items()}
    return [newest | counted[0] | own for own in counted]


def heads(
    numbers: Iterable[str], known: Mapping[str, Municipality], day: date | None, sharing: Collection[str] = ()
) -> dict[str, int]:
    """Inhabitants on a day, by number: of a municipality that was not there yet, those of all that it was then, by their shares.

    Not only of those of them who share a cost: a row is about a whole place. To the nearest whole; who lacks a figure is left out.
    Where the file does not say when one that has become another went out of use, it was there if the other was not, or if it is `sharing`.
    """
    if day is None:
        return {}
    counting = _Counting(known, day, sharing, _before(known))
    found = {number: counting.people(number) for number in numbers if number in known}
    return {number: to_nearest(people) for number, people in found.items() if people}


def _before(known: Mapping[str, Municipality]) -> dict[str, dict[str, Fraction]]:
    """The other way round: by number those who became it, each with the share of itself that did."""
    found: dict[str, dict[str, Fraction]] = {}
    for old, municipality in known.items():
        for new, share in municipality.successors.items():
            found.setdefault(new, {})[old] = share
    return found


class _Counting(Struct, frozen=True):
    known: Mapping[str, Municipality]
    day: date
    sharing: Collection[str]
    before: Mapping[str, Mapping[str, Fraction]]

    def people(self, number: str, after: tuple[str, ...] = ()) -> Fraction | None:
        """Inhabitants of a number and of all that became it later; `None` where a figure is lacking. `after` is the way here."""
        own, way = self.known[number], (*after, number)
        figure = own.population.get(self.day)
        is_there = figure is not None and own.is_valid(self.day, self.day)
        found = [Fraction(figure or 0)] if is_there else []
        for old, share in self.before.get(number, {}).items():
            if old not in way and self._was_there(old, is_there):
                people = self.people(old, way)
                found.append(share * people if people else Fraction())
        if not all(found) or not found or (own.valid_from and own.valid_from <= self.day and not is_there):
            return None if figure is None else Fraction(figure)
        return sum(found, Fraction())

    def _was_there(self, old: str, is_heir_there: bool) -> bool:
        """Whether one that has become another was not yet that on the day."""
        last = self.known[old].valid_to
        return self.day <= last if last else not is_heir_there or old in self.sharing
