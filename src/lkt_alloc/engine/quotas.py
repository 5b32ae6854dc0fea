"""A key and a total become everyone's exact amount: thresholds, then parts, then limits. Never rounds. Knows no formats or wording.

Order of work (docs/method.md): the first kroner, amounts and rates, shares of the total, shares of the rest, the rest, limits. A refund
is the mirror image of a payment. All amounts here are exact øre.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final, assert_never

from msgspec import Struct
from msgspec.structs import replace

from lkt_alloc.engine.keys import (
    Stake,
    Terms,
    by_number,
    key_shares,
    numbers,
    part_members,
    part_stakes,
    shares_in_units,
)
from lkt_alloc.engine.limits import Adjustment, Breach, adjustments
from lkt_alloc.engine.model import Index, Key
from lkt_alloc.engine.parts import (
    OF_REST,
    AmountPart,
    FirstPart,
    Part,
    PricedPart,
    RatePart,
    RestPart,
    SharePart,
    Step,
    StepsPart,
)
from lkt_alloc.engine.register import Register

_NONE: Final = Fraction()


class Quotas(Struct, frozen=True):
    """What everyone's exact amount is, and how it came about; members ascend by number.

    `stakes[i]` are the parts that `members[i]` has a piece of, `adjustments[i]` what limits changed. `left` is what the key does not
    share out; negative if it shares out more than there is. `impossible` says which limits cannot be kept.
    """

    members: tuple[str, ...]
    amounts: tuple[Fraction, ...]
    stakes: tuple[tuple[Stake, ...], ...]
    adjustments: tuple[tuple[Adjustment, ...], ...]
    left: Fraction
    impossible: tuple[Breach, ...]


def terms_of(key: Key, register: Register, indices: Mapping[str, Index], period: str) -> Terms:
    """The terms on which a key shares a total in a period."""
    factor = indices[key.index].factors[period] if key.index is not None else Fraction(1)
    return Terms(register, period, factor)


def quotas(key: Key, total: int | Fraction, terms: Terms) -> Quotas:
    """Share `total` (øre) by `key`, exactly. Where there is nothing to share, nobody pays anything.

    Expects a sound key: no part that is unclear, members and measures that are known, no part without a measure.
    """
    total, sign = Fraction(total), -1 if total < 0 else 1
    magnitude = abs(total)
    terms = terms if total else terms._replace(factor=_NONE)
    stakes: dict[str, list[Stake]] = {n: [] for n in sorted(numbers(key.members, terms.register), key=by_number)}
    for number, stake in _stakes(key, magnitude, terms):
        stakes[number].append(stake)
    adjusted, impossible = adjustments(key, stakes, magnitude, terms)
    amounts = {
        number: sum((stake.amount for stake in own), _NONE)
        + sum((change.after - change.before for change in adjusted[number]), _NONE)
        for number, own in stakes.items()
    }
    if key.is_proportional and key.share_unit is not None:
        units = shares_in_units(key.share_unit, key_shares(key, terms.register, terms.period)).shares
        amounts = {n: magnitude * key.share_unit * own for n, own in zip(amounts, units, strict=True)}
    return Quotas(
        tuple(stakes),
        tuple(amount * sign for amount in amounts.values()),
        tuple(map(tuple, stakes.values())),
        tuple(map(tuple, adjusted.values())),
        total - sum(amounts.values(), _NONE) * sign,
        impossible,
    )


def _stakes(key: Key, total: Fraction, terms: Terms) -> Iterator[tuple[str, Stake]]:
    """Every member's piece of every part."""
    found = [
        list(part_stakes(key, n, members, terms))
        for n, members in enumerate(part_members(key, terms.register), start=1)
    ]
    priced = [
        [price_of(part, stake.full) * stake.of_period * terms.factor for _, stake in own]
        if isinstance(part, PricedPart)
        else []
        for part, own in zip(key.parts, found, strict=True)
    ]
    pots = _pots(key.parts, total, terms.factor, [sum(prices, _NONE) for prices in priced])
    for own, prices, pot in zip(found, priced, pots, strict=True):
        for i, (number, stake) in enumerate(own):
            yield number, replace(stake, pot=pot, amount=prices[i] if prices else pot * stake.weight / stake.weight_sum)


def _pots(parts: Sequence[Part], total: Fraction, factor: Fraction, priced: Sequence[Fraction]) -> list[Fraction]:
    """What each part takes in all: of a priced one the sum of its prices, which are given."""
    pots = list(priced)
    above = total
    for i, part in enumerate(parts):
        match part:
            case FirstPart():
                pots[i] = min(part.amount * factor, above)
                above -= pots[i]
            case AmountPart():
                pots[i] = part.amount * factor
            case SharePart():
                pots[i] = part.share * total if part.of != OF_REST else _NONE
            case RatePart() | StepsPart() | RestPart():
                pass
            case _:
                assert_never(part)
    rest = total - sum(pots, _NONE)
    for i, part in enumerate(parts):
        if isinstance(part, SharePart) and part.of == OF_REST:
            pots[i] = part.share * rest
    left = total - sum(pots, _NONE)
    return [left if isinstance(part, RestPart) else pot for part, pot in zip(parts, pots, strict=True)]


def price_of(part: PricedPart, size: Fraction) -> Fraction:
    """What a member of some size pays for a whole period.

    >>> from lkt_alloc.engine.parts import ALL
    >>> steps = (Step(Fraction(10), Fraction(12)), Step(None, Fraction(9)))
    >>> [int(price_of(StepsPart(steps, ALL, "population", marginal), Fraction(15))) for marginal in (False, True)]
    [135, 165]
    """
    if isinstance(part, RatePart):
        return part.rate * blocks(part, size)
    if part.marginal:
        return sum((rate * within for rate, within in classes(part, size)), _NONE)
    step = class_of(part, size)
    return Fraction(step.amount) if step.amount is not None else (step.rate or _NONE) * size


def blocks(part: RatePart, size: Fraction) -> Fraction:
    """How many blocks a size is: a broken number of them, or begun ones.

    >>> [
    ...     str(blocks(RatePart(Fraction(1), "all", "population", Fraction(5000), begun), Fraction(12300)))
    ...     for begun in (False, True)
    ... ]
    ['123/50', '3']
    """
    return Fraction(-(-size // part.per)) if part.begun else size / part.per


def class_of(part: StepsPart, size: Fraction) -> Step:
    """For steps that hold for all of a member: the class that its size falls in. A size of nothing is in the first."""
    return next(step for step in part.steps if step.up_to is None or size <= step.up_to)


def classes(part: StepsPart, size: Fraction) -> Iterator[tuple[Fraction, Fraction]]:
    """For marginal steps: the rate of each class that a size reaches into, and how much of the size lies in it."""
    below = _NONE
    for step in part.steps:
        upper = size if step.up_to is None else min(size, step.up_to)
        if upper > below:
            yield step.rate or _NONE, upper - below
            below = upper
