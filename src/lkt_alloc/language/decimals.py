"""Exact numbers as decimals for people: cut off, never rounded. Knows nothing of what they are numbers of."""

from fractions import Fraction
from typing import Final

from lkt_alloc.language.sentences import Fixed

_DECIMALS: Final = 6


def cut(value: Fraction, *, percent: bool = False) -> Fixed:
    """A decimal number, cut off (not rounded) after six decimals."""
    scaled = abs(value) * 10**_DECIMALS
    units = scaled.numerator // scaled.denominator
    return Fixed(-units if value < 0 else units, _DECIMALS, percent, cut=scaled.denominator != 1)


def shortest(value: Fraction) -> Fixed:
    """The same with no more decimals than the number needs, six at most.

    >>> shortest(Fraction(75, 2)), shortest(Fraction(20573))
    (Fixed(units=375, decimals=1, percent=False, cut=False), Fixed(units=20573, decimals=0, percent=False, cut=False))
    """
    for decimals in range(_DECIMALS):
        scaled = value * 10**decimals
        if scaled.denominator == 1:
            return Fixed(scaled.numerator, decimals)
    return cut(value)
