"""What a municipality has become when its number went out of use: one other, or several with shares, once or again and again."""

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from typing import Final

from msgspec import Struct

from lkt_alloc.engine.register import Municipality

Heirs = Mapping[str, Fraction]
"""The numbers that a municipality has become, each with its share of it; the shares make 1."""


def successors(number: str, known: Mapping[str, Municipality], day: date) -> dict[str, Fraction]:
    """What a municipality is on a day: itself while it is in use, else those that it has become by then, each with its share of it.

    Of a number that is not known, nothing. It is not followed backwards to what it was on an earlier day.
    """
    return heirs_among(number, known, lambda n: day <= (known[n].valid_to or date.max)) if number in known else {}


def heirs_among(number: str, known: Mapping[str, Municipality], arrived: Callable[[str], bool]) -> dict[str, Fraction]:
    """On each way from a number the first that has `arrived`, else the last there is, each with its share of the first."""
    return ends(number, lambda n: {} if arrived(n) else _successors_in(known, n))


def kin(number: str, known: Mapping[str, Municipality], among: Mapping[str, Municipality]) -> list[Municipality]:
    """The same place under other numbers: those `among` that it has become, and those that have become it."""
    after = heirs_among(number, known, among.__contains__)
    before = [m for n, m in among.items() if number in heirs_among(n, known, number.__eq__)]
    return [among[n] for n in after if n in among] + before


def _successors_in(known: Mapping[str, Municipality], number: str) -> Heirs:
    return {new: share for new, share in known[number].successors.items() if new in known}


def ends(number: str, onward: Callable[[str], Heirs]) -> dict[str, Fraction]:
    """Where all ways from a number end: those from which nothing leads `onward`."""
    found: dict[str, Fraction] = {}
    waiting = {number: Fraction(1)}
    for _ in range(_MOST_CHANGES):
        further: dict[str, Fraction] = {}
        for current, share in waiting.items():
            after = onward(current)
            target = further if after else found
            for new, part in (after or {current: Fraction(1)}).items():
                target[new] = target.get(new, Fraction()) + share * part
        waiting = further
    return {**found, **{current: found.get(current, Fraction()) + share for current, share in waiting.items()}}


_MOST_CHANGES: Final = 20
"""Nothing becomes another so often: but in a file in which two became each other the way has no end, and stops somewhere."""


def is_estimated(number: str, heirs: Heirs, known: Mapping[str, Municipality]) -> bool:
    """Whether a split on a way from a number to its heirs has shares that were never counted."""
    waiting, seen = [number], set(heirs) - {number}
    while waiting:
        current = waiting.pop()
        if known[current].split_estimated:
            return True
        seen.add(current)
        waiting += _successors_in(known, current).keys() - seen
    return False


class Succession(Struct, frozen=True):
    """What those have become who stand under other numbers later (`heirs`), and by number everyone who has to do with it (`known`).

    `arrivals`: how many of those whom there are have become each, by its number.
    """

    heirs: Mapping[str, Heirs]
    known: Mapping[str, Municipality]
    arrivals: Mapping[str, int]

    @property
    def splits(self) -> dict[str, Heirs]:
        """Those who have become several."""
        return {number: heirs for number, heirs in self.heirs.items() if len(heirs) > 1}

    @property
    def whole(self) -> tuple[list[str], list[str]]:
        """Those who have become one other: who only got another number, and who merged with somebody."""
        ways = [(number, heir) for number, heirs in self.heirs.items() if len(heirs) == 1 for heir in heirs]
        renumbered = [number for number, heir in ways if self.is_same(number, heir)]
        return renumbered, [number for number, _ in ways if number not in set(renumbered)]

    def is_estimated(self, number: str) -> bool:
        """Whether it is divided by shares that were never counted."""
        return is_estimated(number, self.heirs[number], self.known)

    def split_as(self, number: str) -> str:
        """The number under which one that has become several was split."""
        while (into := self.known[number].merged_into) is not None:
            number = into
        return number

    def is_same(self, number: str, later: str) -> bool:
        """Whether a number was only exchanged for a later one, perhaps again and again: nobody else became that, and it was not in use."""
        while number != later:
            old, number = self.known[number], self.known[number].merged_into or later
            first = self.known[number].valid_from
            if self.arrivals[number] != 1 or (old.valid_to and first and first <= old.valid_to):
                return False
        return True
