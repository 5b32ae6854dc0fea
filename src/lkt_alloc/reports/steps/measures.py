"""What the parts of a key go by, in words: measures by their own names and units, and parts of a period.

Calculates nothing anew. Knows nothing of amounts or of how the sentences are laid out.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from lkt_alloc.engine.allocate import Allocation, Division, Share
from lkt_alloc.engine.keys import Stake
from lkt_alloc.engine.parts import PricedPart, is_agreed
from lkt_alloc.engine.register import Register
from lkt_alloc.language.sentences import Sentence, Value, counted, listed, sentence, shortest
from lkt_alloc.reports.members import how_many

_MONTHS: Final = 12


def measure_name(register: Register, measure: str) -> Value:
    """What a part goes by, in words, where it does not go by everyone alike."""
    if measure == "equal":
        return sentence("how much of the period each takes part in")
    return sentence("population") if measure == "population" else register.measures[measure].name


def quantity(register: Register, measure: str, size: Fraction) -> Value:
    """So much of what a part goes by: with its unit, or after the number the name of the measure; of equal members only the number.

    A unit is written as it stands after several: so one of something has the name too.
    """
    if measure == "population":
        if size.denominator == 1:
            return counted("{n} inhabitant", "{n} inhabitants", size.numerator)
        return sentence("{size} inhabitants", size=shortest(size))
    if measure == "equal" or is_agreed(measure):
        return figure(measure, size)
    counted_in = register.measures[measure]
    if counted_in.unit is not None and size != 1:
        return sentence("{size} {unit}", size=shortest(size), unit=counted_in.unit)
    return sentence("{size} ({measure})", size=shortest(size), measure=counted_in.name)


def figure(measure: str, size: Fraction) -> Value:
    """So much of what a part goes by, as a number alone; of agreed shares in per cent."""
    return size if is_agreed(measure) else shortest(size)


def of_all(stake: Stake) -> Value:
    """What a member counts with, divided by what all do; of agreed shares, which together are the whole, the share alone."""
    own, together = figure(stake.part.measure, stake.size), figure(stake.part.measure, stake.size_sum)
    if is_agreed(stake.part.measure) and stake.size_sum == 1:
        return own
    return sentence("{own} / {sum}", own=own, sum=together)


def sharers(division: Division, stake: Stake) -> Sentence:
    """How many members a part of the key is divided between, with the word for them."""
    return how_many([share for share, _ in _stakes(division, stake)])


def _stakes(division: Division, stake: Stake) -> list[tuple[Share, Stake]]:
    """Everyone who has a piece of the part that a stake is in, with that piece."""
    return [(share, own) for share in division.everyone for own in share.stakes if own.number == stake.number]


def is_equal(stake: Stake) -> bool:
    """Whether all members of a part have the same piece of it, since nothing is counted."""
    return stake.part.measure == "equal" and stake.size_sum == stake.members


def what_counts(register: Register, division: Division, share: Share, stake: Stake) -> Sentence:
    """What everyone counts with in a part, and what one municipality does."""
    measure = stake.part.measure
    if all(own.of_period == 1 for _, own in _stakes(division, stake)):
        return sentence(
            "Together they have {sum}, and {municipality} has {own}.",
            sum=quantity(register, measure, stake.size_sum),
            municipality=share.name,
            own=figure(measure, stake.size),
        )
    return sentence(
        "Each counts with its part of the period: together they count {sum}, and {municipality} counts {own}.",
        sum=figure(measure, stake.size_sum),
        municipality=share.name,
        own=_counted(stake),
    )


def _counted(stake: Stake) -> Value:
    """What a member counts with: what it has, times its part of the period."""
    full, own = figure(stake.part.measure, stake.full), figure(stake.part.measure, stake.size)
    if stake.of_period == 1:
        return own
    return sentence("{full} × {part} = {own}", full=full, part=part_of_period(stake.of_period), own=own)


def part_of_period(share: Fraction) -> Sentence:
    """A part of a period in months where it is that, else in lowest terms."""
    whole = _MONTHS if _MONTHS % share.denominator == 0 else share.denominator
    return sentence("{numerator}/{denominator}", numerator=int(share * whole), denominator=whole)


def part_years(allocation: Allocation, division: Division) -> Iterator[Sentence]:
    """Who takes part for some of the period only, and what they therefore count with."""
    for share in division.shares:
        part = min((stake.of_period for stake in share.stakes), default=Fraction(1))
        if part == 1:
            continue
        values: dict[str, Value] = {"municipality": share.name, "part": part_of_period(part)}
        counts = _counts(allocation.register, share)
        if counts:
            yield sentence(
                "{municipality} takes part for {part} of the period and counts {counts}.",
                **values,
                counts=listed(counts),
            )
        else:
            yield sentence("{municipality} takes part for {part} of the period.", **values)


def _counts(register: Register, share: Share) -> list[Value]:
    """What one member counts with in each measure; where there is another, it need not be said that it counts as a part of one."""
    sizes = {stake.part.measure: stake.size for stake in share.stakes if not isinstance(stake.part, PricedPart)}
    sizes = {measure: size for measure, size in sizes.items() if measure != "equal" or len(sizes) == 1}
    return [quantity(register, measure, size) for measure, size in sizes.items()]
