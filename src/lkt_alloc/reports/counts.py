"""What a key goes by, in columns: inhabitants and measures, each with everyone's own figure and their sum. Knows nothing of formats."""

from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from fractions import Fraction
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from lkt_alloc.engine.allocate import Share
from lkt_alloc.engine.keys import Terms, counts_people, gone_by, size_of
from lkt_alloc.engine.model import Key
from lkt_alloc.engine.parts import MEASURES, is_agreed
from lkt_alloc.engine.register import Register
from lkt_alloc.language.sentences import Fixed, sentence
from lkt_alloc.reports.blocks import POPULATION, Cell, Column
from lkt_alloc.reports.strands import Strand, people_of

_DECIMALS: Final = range(7)


class Counted(Struct, frozen=True):
    """One thing that is counted: its column, what each member has (by number) and all of them together, in so many decimals.

    `measure` is its name in the files.
    """

    column: Column
    figures: Mapping[str, Cell]
    total: Cell
    measure: str
    decimals: int = 0

    @property
    def is_heads(self) -> bool:
        """Whether inhabitants are counted."""
        return self.measure == "population"

    def figure(self, share: Share) -> Cell:
        """What a member has, in the period of its share where it goes by it there."""
        if self.is_heads:
            return share.population
        own = next((stake.full for stake in share.stakes if stake.part.measure == self.measure), None)
        return self.figures.get(share.number) if own is None else _figure(own, self.decimals)


def counts(strand: Strand) -> tuple[Counted, ...]:
    """What the key that shares something goes by: inhabitants first, then its measures in the order of its parts and limits."""
    found = []
    for period, division in strand.with_periods():
        own = counts_of(strand.allocation.register, [division.key], division.shares, people_of(division), period.id)
        found.append((period.period.name, own))
    first, *others = (own for _, own in found)
    if all(own == first for own in others):
        return first
    return tuple(
        replace(each, measure="", column=Column(sentence("{what}, {period}", what=each.column.title, period=name)))
        for name, own in found
        for each in own
    )


def counts_of(
    register: Register,
    keys: Iterable[Key],
    shares: Collection[Share],
    people: int | None = None,
    period: str = "",
) -> tuple[Counted, ...]:
    """What any of several keys goes by, its limits too, with the figures of those who share; `people` are all of them together.

    Inhabitants are there too where they are only one of several that a measure is made of.
    """
    keys = tuple(keys)
    figures = {share.number: share.population for share in shares}
    heads = Counted(Column(POPULATION), figures, people, "population")
    numbers = dict.fromkeys(share.number for share in shares)
    found: dict[str, Key] = {}
    for key in keys:
        for _, measure, _ in gone_by(key, register):
            found.setdefault(measure, key)
    own = [
        _of_measure(name, key, numbers, Terms(register, period))
        for name, key in found.items()
        if name not in MEASURES and not is_agreed(name)
    ]
    return (heads, *own) if any(counts_people(key, register) for key in keys) else tuple(own)


def _of_measure(name: str, key: Key, numbers: Collection[str], terms: Terms) -> Counted:
    """The figures of those who share, all with as many decimals as the longest of them needs."""
    known: dict[str, Fraction] = {}
    for number in numbers:
        with suppress(KeyError):
            known[number] = size_of(name, number, key, terms)
    decimals = next((n for n in _DECIMALS if all((size * 10**n).denominator == 1 for size in known.values())), 6)
    figures = {number: _figure(size, decimals) for number, size in known.items()}
    total = _figure(sum(known.values(), Fraction()), decimals)
    return Counted(Column(terms.register.measures[name].name), figures, total, name, decimals)


def _figure(size: Fraction, decimals: int) -> Cell:
    units = int(size * 10**decimals)
    return Fixed(units, decimals) if decimals else units
