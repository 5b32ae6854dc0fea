"""A key and a total become everyone's exact amount: thresholds, then parts, then limits. Never rounds. Knows no formats or wording.

Order of work (docs/method.md): the first kroner, amounts and rates, shares of the total, shares of the rest, the rest, limits. A refund
is the mirror image of a payment. All amounts here are exact øre.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from lkt_alloc.keys import Stake, Terms, by_number, numbers, part_members, part_stakes
from lkt_alloc.model import ALL, NOBODY, OF_REST, OTHERS, Index, Key, Limit, Part, Register, Step

_NONE = Fraction()


class Adjustment(Struct, frozen=True):
    """What a limit changed for one member: from `before` to `after` (øre, through the limit's parts)."""

    limit: Limit
    before: Fraction
    after: Fraction


class Quotas(Struct, frozen=True):
    """What everyone's exact amount is, and how it came about; members ascend by number.

    `stakes[i]` are the parts that `members[i]` has a piece of, `adjustments[i]` what limits changed. `left` is what the key does not
    share out; negative if it shares out more than there is. `impossible` are limits that cannot be kept.
    """

    members: tuple[str, ...]
    amounts: tuple[Fraction, ...]
    stakes: tuple[tuple[Stake, ...], ...]
    adjustments: tuple[tuple[Adjustment, ...], ...]
    left: Fraction
    impossible: tuple[Limit, ...]


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
    adjusted: dict[str, list[Adjustment]] = {number: [] for number in stakes}
    impossible = [limit for limit in key.limits if not _limit(limit, stakes, adjusted, terms)]
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
        tuple(impossible),
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

    >>> from lkt_alloc.model import Step
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


def _limit(
    limit: Limit, stakes: Mapping[str, list[Stake]], adjusted: Mapping[str, list[Adjustment]], terms: Terms
) -> bool:
    """Apply one limit to what earlier ones have left; False if it cannot be kept. `adjusted` gets what it changed."""
    amounts = {
        number: sum((stake.amount for stake in own if not limit.parts or stake.number in limit.parts), _NONE)
        + sum((c.after - c.before for c in adjusted[number] if _overlap(c.limit, limit)), _NONE)
        for number, own in stakes.items()
    }
    limited = set(stakes) if limit.to == ALL else set(numbers(limit.to, terms.register))
    least = {n: limit.least * terms.factor if limit.least is not None and n in limited else _NONE for n in amounts}
    most = {n: limit.most * terms.factor if limit.most is not None and n in limited else None for n in amounts}
    after = _within(limit, amounts, least, most, terms)
    for number, amount in amounts.items():
        if after and after[number] != amount:
            adjusted[number].append(Adjustment(limit, amount, after[number]))
    return after is not None


def _overlap(one: Limit, other: Limit) -> bool:
    return not one.parts or not other.parts or bool(set(one.parts) & set(other.parts))


def _within(
    limit: Limit,
    amounts: Mapping[str, Fraction],
    least: Mapping[str, Fraction],
    most: Mapping[str, Fraction | None],
    terms: Terms,
) -> dict[str, Fraction] | None:
    """The amounts within the limits, with the difference borne as the limit says; `None` if that cannot be."""
    if limit.borne_by == OTHERS:
        return in_proportion(amounts, least, most)
    clamped = {number: _clamp(amount, least[number], most[number]) for number, amount in amounts.items()}
    if limit.borne_by == NOBODY:
        return clamped
    bearers = numbers(limit.borne_by, terms.register)
    clamped |= {number: amounts[number] for number in bearers}
    each = (sum(amounts.values(), _NONE) - sum(clamped.values(), _NONE)) / len(bearers)
    clamped |= {number: amounts[number] + each for number in bearers}
    return clamped if all(clamped[number] >= 0 for number in bearers) else None


def _clamp(amount: Fraction, least: Fraction, most: Fraction | None) -> Fraction:
    raised = max(amount, least)
    return raised if most is None else min(raised, most)


def in_proportion(
    amounts: Mapping[str, Fraction], least: Mapping[str, Fraction], most: Mapping[str, Fraction | None]
) -> dict[str, Fraction] | None:
    """Everyone pays the same multiple of its own amount, but within its limits, and the sum stays; `None` if that cannot be.

    There is one such sharing, whatever order it is looked for in: what all pay together grows with the multiple, along straight
    lines that bend only where somebody meets a limit.
    """
    total = sum(amounts.values(), _NONE)
    bends = {
        limit / amount for n, amount in amounts.items() if amount for limit in (least[n], most[n]) if limit is not None
    }

    def at(multiple: Fraction) -> dict[str, Fraction]:
        return {n: _clamp(amount * multiple, least[n], most[n]) for n, amount in amounts.items()}

    places = sorted(bends | {_NONE})
    low, high = 0, len(places)  # the sum first reaches the total at a place in this range
    while low < high:
        middle = (low + high) // 2
        if sum(at(places[middle]).values(), _NONE) < total:
            low = middle + 1
        else:
            high = middle
    if low < len(places) and sum(at(places[low]).values(), _NONE) == total:
        return at(places[low])
    if low == 0:
        return None  # the least that everyone pays is too much already
    start = at(places[low - 1])
    probe = places[low] if low < len(places) else places[-1] + 1
    grown = sum(at(probe).values(), _NONE) - sum(start.values(), _NONE)
    if not grown:
        return None  # everyone pays the most already
    missing = total - sum(start.values(), _NONE)
    return at(places[low - 1] + (probe - places[low - 1]) * missing / grown)
