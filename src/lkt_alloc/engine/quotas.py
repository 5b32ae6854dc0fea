"""A key and a total become everyone's exact amount: thresholds, then parts, then limits. Never rounds. Knows no formats or wording.

Order of work (docs/method.md): the first kroner, amounts and rates, shares of the total, shares of the rest, the rest, limits. A refund
is the mirror image of a payment. All amounts here are exact øre.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from lkt_alloc.engine.keys import Stake, Terms, by_number, numbers, part_members, part_stakes
from lkt_alloc.engine.limits import Adjustment, Breach, adjustments
from lkt_alloc.engine.model import OF_REST, Index, Key, Part, Register, Step

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

    Expects a sound key: parts of one kind each, members and measures that are known, no part without a measure.
    """
    total, sign = Fraction(total), -1 if total < 0 else 1
    magnitude = abs(total)
    terms = terms if total else terms._replace(factor=_NONE)
    stakes: dict[str, list[Stake]] = {n: [] for n in sorted(numbers(key.members, terms.register), key=by_number)}
    for number, stake in _stakes(key, magnitude, terms):
        stakes[number].append(stake)
    adjusted, impossible = adjustments(key, stakes, terms)
    amounts = {
        number: sum((stake.amount for stake in own), _NONE)
        + sum((change.after - change.before for change in adjusted[number]), _NONE)
        for number, own in stakes.items()
    }
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
        for part, own in zip(key.parts, found, strict=True)
    ]
    pots = _pots(key.parts, total, terms.factor, [sum(prices, _NONE) for prices in priced])
    for part, own, prices, pot in zip(key.parts, found, priced, pots, strict=True):
        for (number, stake), price in zip(own, prices, strict=True):
            amount = price if part.is_priced else pot * stake.weight / stake.weight_sum
            yield number, replace(stake, pot=pot, amount=amount)


def _pots(parts: Sequence[Part], total: Fraction, factor: Fraction, priced: Sequence[Fraction]) -> list[Fraction]:
    """What each part takes in all: of a priced one the sum of its prices, which are given."""
    pots = list(priced)
    above = total
    for i, part in enumerate(parts):
        if part.kind == "first":
            pots[i] = min(part.amount * factor, above)
            above -= pots[i]
        elif part.kind == "amount":
            pots[i] = part.amount * factor
        elif part.is_proportional:
            pots[i] = part.share * total
    rest = total - sum(pots, _NONE)
    for i, part in enumerate(parts):
        if part.kind == "share" and part.of == OF_REST:
            pots[i] = part.share * rest
    left = total - sum(pots, _NONE)
    return [left if part.kind == "rest" else pot for part, pot in zip(parts, pots, strict=True)]


def price_of(part: Part, size: Fraction) -> Fraction:
    """What a member of some size pays for a whole period in a part that has a rate, or steps of them; nothing in other parts.

    >>> from lkt_alloc.engine.model import ALL, Step
    >>> steps = (Step(Fraction(10), Fraction(12)), Step(None, Fraction(9)))
    >>> [
    ...     int(price_of(Part(_NONE, ALL, "population", "steps", steps=steps, marginal=m), Fraction(15)))
    ...     for m in (False, True)
    ... ]
    [135, 165]
    """
    if part.kind == "rate":
        return part.rate * size
    if part.kind != "steps":
        return _NONE
    if part.marginal:
        return sum((rate * within for rate, within in classes(part, size)), _NONE)
    step = class_of(part, size)
    return Fraction(step.amount) if step.amount is not None else (step.rate or _NONE) * size


def class_of(part: Part, size: Fraction) -> Step:
    """For steps that hold for all of a member: the class that its size falls in. A size of nothing is in the first."""
    return next(step for step in part.steps if step.up_to is None or size <= step.up_to)


def classes(part: Part, size: Fraction) -> Iterator[tuple[Fraction, Fraction]]:
    """For marginal steps: the rate of each class that a size reaches into, and how much of the size lies in it."""
    below = _NONE
    for step in part.steps:
        upper = size if step.up_to is None else min(size, step.up_to)
        if upper > below:
            yield step.rate or _NONE, upper - below
            below = upper
