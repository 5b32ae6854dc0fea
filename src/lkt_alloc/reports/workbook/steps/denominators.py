"""How fine exact amounts are, as formulas: what their denominators divide, so that 15 digits can tell whether one is exactly a whole.

Amounts, rates and figures are decimal numbers, and a power of ten that is enough for all of them is enough for their sum; what else
denominators have (shares, sums of weights, months of a year) is multiplied.
"""

from collections.abc import Iterable
from fractions import Fraction
from math import log10
from typing import Final, NamedTuple

from lkt_alloc.reports.workbook.typed import DECIMALS

UNKNOWN: Final = 99
"""The digits of a denominator that nothing is known of."""


class Digits(NamedTuple):
    """The logarithm of a number: the formula, and what it comes to."""

    formula: str
    value: float

    @classmethod
    def of(cls, value: float) -> "Digits":
        """One that does not change."""
        return cls(f"{value:.17g}", value)


_NONE: Final = Digits.of(0)


class Denominator(NamedTuple):
    """A number that a denominator divides: ten to the power of `decimals`, times another with the logarithm `others`."""

    decimals: Digits = _NONE
    others: Digits = _NONE

    def times(self, *factors: "Denominator") -> "Denominator":
        """That of a product."""
        every = (self, *factors)
        return Denominator(_sum(each.decimals for each in every), _sum(each.others for each in every))

    def beside(self, *terms: "Denominator") -> "Denominator":
        """That of a sum."""
        every = (self, *terms)
        return Denominator(_most(each.decimals for each in every), _sum(each.others for each in every))


def _counted(digits: Iterable[Digits]) -> list[Digits]:
    return [each for each in digits if each != _NONE] or [_NONE]


def _sum(digits: Iterable[Digits]) -> Digits:
    found = _counted(digits)
    return Digits("+".join(each.formula for each in found), sum(each.value for each in found))


def _most(digits: Iterable[Digits]) -> Digits:
    found = _counted(digits)
    if len(found) == 1:
        return found[0]
    return Digits(f"MAX({','.join(each.formula for each in found)})", max(each.value for each in found))


def whole(formula: str, value: Fraction | int) -> Denominator:
    """What is divided by a whole number."""
    return Denominator(others=Digits(f"LOG10({formula})", log10(value)))


def decimals(cells: str, values: Iterable[Fraction]) -> Denominator:
    """What the figures in some cells are as decimal numbers, in steps of two decimals."""
    formula, value, known = str(UNKNOWN), UNKNOWN, list(values)
    for n in range(DECIMALS, -1, -2):
        formula = f"IF(SUMPRODUCT(--(ROUND({cells},{n})<>{cells}))=0,{n},{formula})"
        value = n if all(figure * 10**n % 1 == 0 for figure in known) else value
    return Denominator(Digits(formula, value))
