"""The steps from a key to what one municipality pays, in sentences with the engine's own figures.

Calculates nothing anew. Knows nothing of how the steps are laid out.
"""

from collections.abc import Iterator
from fractions import Fraction

from lkt_alloc.engine.allocate import Allocation, Division, Share
from lkt_alloc.engine.apportion import NEAREST
from lkt_alloc.engine.keys import Stake, share_of
from lkt_alloc.engine.payers import KRONE
from lkt_alloc.language.decimals import cut
from lkt_alloc.language.sentences import Fixed, Ore, Sentence, Value, sentence
from lkt_alloc.reports.composition import composition
from lkt_alloc.reports.notes import population_note, source_note


def key_steps(allocation: Allocation, division: Division, share: Share) -> Iterator[Sentence]:
    """From the parts of a key to one municipality's exact share."""
    yield from key_lines(allocation, division)
    if division.key.is_proportional:
        yield from share_steps(share)


def key_lines(allocation: Allocation, division: Division) -> Iterator[Sentence]:
    """The key in words, who decided it, and the populations it uses."""
    key = division.key
    yield sentence("Key: {key}.", key=key.name)
    if key.source:
        yield source_note(allocation.budget.sources[key.source])
    if any(part.measure == "population" for part in key.parts):
        yield population_note(allocation.register, division)


def share_steps(share: Share) -> Iterator[Sentence]:
    """How a municipality's share comes from the parts of the key."""
    for stake in share.stakes:
        yield _stake(share, stake)
        yield sentence("{terms} = {share}", terms=_terms(stake), share=_exact_share(stake.share))
    if len(share.stakes) > 1:
        yield sentence("Together: {share}", share=_exact_share(share.share))


def _stake(share: Share, stake: Stake) -> Sentence:
    values: dict[str, Value] = {
        "n": stake.number,
        "share": share_of(stake.part),
        "municipality": share.name,
        "count": stake.members,
    }
    if stake.members == 1:
        return sentence("Part {n}: {share} goes to {municipality} alone.", **values)
    if stake.part.measure == "equal":
        return sentence(
            "Part {n}: {share} goes to {count} municipalities in equal shares, {municipality} being one.", **values
        )
    return sentence(
        "Part {n}: {share} goes to {count} municipalities by population. Of their {sum} inhabitants {municipality} has {own}.",
        **values,
        sum=stake.weight_sum,
        own=stake.weight,
    )


def _terms(stake: Stake) -> Value:
    if stake.weight == stake.weight_sum:
        return share_of(stake.part)
    return sentence("{share} × {own} / {sum}", share=share_of(stake.part), own=stake.weight, sum=stake.weight_sum)


def _exact_share(share: Fraction) -> Sentence:
    return sentence(
        "{numerator} / {denominator} = {percent}",
        numerator=share.numerator,
        denominator=share.denominator,
        percent=cut(share * 100, percent=True),
    )


def quota_steps(allocation: Allocation, division: Division, share: Share) -> Iterator[Sentence]:
    """The exact amount: the share of the total, or what the parts of the key come to and what its limits change."""
    if division.key.is_proportional:
        yield _of_total(division, share)
    else:
        yield from composition(allocation.register, allocation.budget.indices, division, share)


def _of_total(division: Division, share: Share) -> Sentence:
    values: dict[str, Value] = {
        "total": Ore(division.total),
        "numerator": share.share.numerator,
        "denominator": share.share.denominator,
        "decimal": cut(share.quota),
    }
    if share.quota.denominator == 1:
        return sentence("{total} × {numerator} / {denominator} = {decimal} kr", **values)
    return sentence(
        "{total} × {numerator} / {denominator} = {quota_numerator} / {quota_denominator} kr = {decimal} kr",
        **values,
        quota_numerator=share.quota.numerator,
        quota_denominator=share.quota.denominator,
    )


def cut_off(division: Division, share: Share) -> Fixed:
    """What was cut off a quota, in kroner."""
    rest = share.remainder * division.key.unit_ore / KRONE
    return cut(-rest if division.total < 0 else rest)


def rounding_steps(division: Division, share: Share) -> Iterator[Sentence]:
    """From the exact amount to what is paid."""
    if division.method == NEAREST:
        yield from _to_nearest(division, share)
    else:
        yield from _by_largest_remainder(division, share)


def _to_nearest(division: Division, share: Share) -> Iterator[Sentence]:
    yield sentence(
        "The key leaves a difference, so every amount is rounded by itself, to the nearest {unit}; half of it goes up.",
        unit=Ore(division.key.unit_ore),
    )
    yield sentence("So {municipality} pays {amount}.", municipality=share.name, amount=Ore(share.amount))


def _by_largest_remainder(division: Division, share: Share) -> Iterator[Sentence]:
    values: dict[str, Value] = {
        "unit": Ore(division.key.unit_ore),
        "floor": Ore(share.floor),
        "rest": cut_off(division, share),
    }
    floors = sum(other.floor for other in division.shares)
    if division.total < 0:
        yield sentence("Rounded towards zero to the nearest {unit}: {floor}. Left over: {rest} kr.", **values)
    else:
        yield sentence("Rounded down to the nearest {unit}: {floor}. Left over: {rest} kr.", **values)
    yield sentence(
        "All amounts rounded down like this make {floors}. The total is {total}, so {difference} is left: {n} × {unit}.",
        floors=Ore(floors),
        total=Ore(division.total),
        difference=Ore(division.total - floors),
        n=division.units_left,
        unit=Ore(division.key.unit_ore if division.total >= 0 else -division.key.unit_ore),
    )
    if division.units_left:
        yield from _extra(division, share)
    else:
        yield sentence("So {municipality} pays {amount}.", municipality=share.name, amount=Ore(share.amount))


def _extra(division: Division, share: Share) -> Iterator[Sentence]:
    """Who gets the units that are left, and whether this municipality is among them."""
    yield sentence(
        "They go one each to the {n} largest leftovers. {municipality} has number {rank} of {count}.",
        n=division.units_left,
        municipality=share.name,
        rank=share.rank,
        count=len(division.everyone),
    )
    if share.number in division.tied:
        yield sentence(
            "Several municipalities have equal leftovers: the lower municipality number goes first, and that decided here."
        )
    values: dict[str, Value] = {
        "rank": share.rank,
        "n": division.units_left,
        "municipality": share.name,
        "amount": Ore(share.amount),
    }
    if share.extra:
        extra = Ore(share.amount - share.floor)
        yield sentence(
            "{rank} is within {n}, so {municipality} gets {extra} in addition and pays {amount}.", **values, extra=extra
        )
    else:
        yield sentence("{rank} is beyond {n}, so {municipality} gets nothing in addition and pays {amount}.", **values)
