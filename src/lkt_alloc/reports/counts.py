"""What a key goes by, in columns: inhabitants and measures, each with everyone's own figure and their sum. Knows nothing of formats."""

from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction
from typing import Final

from msgspec import Struct

from lkt_alloc.engine.allocate import Share
from lkt_alloc.engine.model import Key, Measure, Register, is_agreed
from lkt_alloc.language.sentences import Fixed
from lkt_alloc.reports.blocks import POPULATION, Cell, Column
from lkt_alloc.reports.strands import Strand

_DECIMALS: Final = range(7)


class Counted(Struct, frozen=True):
    """One thing that is counted: its column, what each member has (by number) and all of them together, in so many decimals."""

    column: Column
    figures: Mapping[str, Cell]
    total: Cell
    decimals: int = 0
    is_heads: bool = False


def counts(strand: Strand) -> tuple[Counted, ...]:
    """What the key that shares something goes by: inhabitants first, then its measures in the order of its parts."""
    return counts_of(strand.allocation.register, [strand.key], strand.divisions[0].shares, strand.people)


def counts_of(
    register: Register, keys: Iterable[Key], shares: Collection[Share], people: int | None = None
) -> tuple[Counted, ...]:
    """What any of several keys goes by, with the figures of those who share; `people` are all of them together."""
    gone_by = dict.fromkeys(part.measure for key in keys for part in key.parts)
    heads = Counted(Column(POPULATION), {share.number: share.population for share in shares}, people, is_heads=True)
    numbers = dict.fromkeys(share.number for share in shares)
    own = [
        _of_measure(register.measures[name], numbers)
        for name in gone_by
        if name in register.measures and not is_agreed(name)
    ]
    return (heads, *own) if "population" in gone_by else tuple(own)


def _of_measure(measure: Measure, numbers: Collection[str]) -> Counted:
    """The figures of those who share, all with as many decimals as the longest of them needs."""
    known = {number: measure.values[number] for number in numbers if number in measure.values}
    decimals = next((n for n in _DECIMALS if all((size * 10**n).denominator == 1 for size in known.values())), 6)
    figures = {number: _figure(size, decimals) for number, size in known.items()}
    return Counted(Column(measure.name), figures, _figure(sum(known.values(), Fraction()), decimals), decimals)


def _figure(size: Fraction, decimals: int) -> Cell:
    units = int(size * 10**decimals)
    return Fixed(units, decimals) if decimals else units
