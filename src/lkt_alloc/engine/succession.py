"""What a municipality has become when its number went out of use: one other, or several with shares, once or again and again."""

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from typing import Final

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
