"""Exact amounts in the steps of a calculation: alone, and added up."""

from collections.abc import Iterable
from fractions import Fraction

from lkt_alloc.engine.payers import KRONE
from lkt_alloc.language.sentences import Money, Value, in_kroner, listed


def kroner(ore: Fraction) -> Money:
    """Exact øre as money, with no more decimals than they need."""
    return in_kroner(ore / KRONE)


def summed(terms: Iterable[Fraction]) -> Value:
    """Exact øre as a sum that is written out: what is less than nothing is taken away."""
    first, *more = terms
    said: Value = kroner(first)
    for term in more:
        said = listed((said, kroner(abs(term))), "−" if term < 0 else "+")
    return said
