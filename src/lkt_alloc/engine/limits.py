"""The limits of a key, all at once: between which amounts everyone stays, and who bears the difference (docs/method.md).

The order of limits in the file has no influence. All amounts are exact øre of the total's magnitude: a refund is a payment's mirror image.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from lkt_alloc.engine.apportion import to_nearest
from lkt_alloc.engine.keys import Stake, Terms, numbers, part_of_year, sizes_of
from lkt_alloc.engine.model import Key
from lkt_alloc.engine.parts import ALL, NOBODY, OTHERS, Limit, LimitRate, LimitShare, LimitValue
from lkt_alloc.engine.register import Register

LIMIT_METHOD: Final = "limits/1"
"""Name and version of how limits act together."""

_NONE: Final = Fraction()
_ONE: Final = Fraction(1)

ExactAmounts = Mapping[str, Fraction]
"""Exact øre by number of a member."""


class Exact(Struct, frozen=True):
    """What a limit comes to for one member before it is rounded, in øre.

    Of a rate also the `sizes` of what it goes by, each after its terms, and the part of the period that they count with.
    """

    amount: Fraction = _NONE
    sizes: tuple[tuple[str, Fraction], ...] = ()
    of_period: Fraction = _ONE


class Bounds(Struct, frozen=True):
    """The lowest and the highest amount (øre; no highest: `None`) of one member, and the limits they come from, if any.

    `exact_lowest` and `exact_highest` are what these limits come to before they are rounded to the key's unit.
    """

    lowest: Fraction = _NONE
    highest: Fraction | None = None
    least: Limit | None = None
    most: Limit | None = None
    exact_lowest: Exact = Exact()
    exact_highest: Exact = Exact()

    def reaching(self, amount: Fraction) -> "Bounds":
        """The same for somebody with this amount: to be paid less than nothing, by a credit, is kept by a `least` alone."""
        return self if self.least else replace(self, lowest=min(self.lowest, amount))

    @property
    def is_empty(self) -> bool:
        """Whether no amount lies within them."""
        return self.highest is not None and self.lowest > self.highest

    def clamp(self, amount: Fraction) -> Fraction:
        """The amount within the bounds that is nearest."""
        raised = max(amount, self.lowest)
        return raised if self.highest is None else min(raised, self.highest)


class Adjustment(Struct, frozen=True):
    """What limits changed for one member: from `before` to `after` (øre, through `parts` of the key; none: all of them).

    `bounds` are the member's own. `multiple`, where the others bear the difference, is what everyone pays of its own amount, as far as
    its bounds let it; `None` where others do not.
    """

    parts: tuple[int, ...]
    before: Fraction
    bounds: Bounds
    after: Fraction
    multiple: Fraction | None = None

    @property
    def limit(self) -> Limit | None:
        """The limit that the member stands at afterwards, if at any."""
        if self.is_capped:
            return self.bounds.most
        return self.bounds.least if self.after == self.bounds.lowest else None

    @property
    def is_capped(self) -> bool:
        """Whether it stands at the most of a limit, which may have a least too; who is raised to what is both stands at the least."""
        is_highest = self.bounds.most is not None and self.after == self.bounds.highest
        is_raised = self.bounds.least is not None and self.before < self.after == self.bounds.lowest
        return is_highest and not is_raised

    @property
    def exact(self) -> Exact:
        """What the limit that it stands at comes to before it is rounded; nothing if it stands at none."""
        if self.is_capped:
            return self.bounds.exact_highest
        return self.bounds.exact_lowest if self.limit else Exact()


class Breach(Struct, frozen=True):
    """Why the limits of some parts of a key cannot be kept, all of them.

    `kind` is "crossed" (`members` are to pay at least more than at most), "bearers" (there are none, or they are limited themselves),
    "least" or "most" (all together pay at least or at most `bound` øre of `total`) or "negative" (`members` bear more than they have).
    """

    kind: str
    parts: tuple[int, ...]
    members: tuple[str, ...] = ()
    bound: Fraction = _NONE
    total: Fraction = _NONE


def by_parts(key: Key) -> dict[tuple[int, ...], list[Limit]]:
    """The limits of a key by the parts they hold for together, ascending; all parts, written out or not, are no parts.

    >>> from datetime import date
    >>> from lkt_alloc.engine.parts import SharePart
    >>> from lkt_alloc.language.sentences import Text
    >>> part = SharePart(Fraction(1, 2), ALL, "equal")
    >>> limits = (Limit(9, None), Limit(8, None, parts=(2, 1)), Limit(7, None, parts=(2,)))
    >>> key = Key(Text({}), (), (part, part), "øre", date(2018, 1, 1), limits=limits)
    >>> [(parts, [limit.most for limit in own]) for parts, own in by_parts(key).items()]
    [((), [9, 8]), ((2,), [7])]
    """
    whole = set(range(1, len(key.parts) + 1))
    found: dict[tuple[int, ...], list[Limit]] = {}
    for limit in key.limits:
        own = set(limit.parts)
        found.setdefault(() if own == whole else tuple(sorted(own)), []).append(limit)
    return found


def bounds_of(limits: Sequence[Limit], key: Key, total: Fraction, terms: Terms) -> dict[str, Bounds]:
    """Everyone's lowest and highest amount: the greatest `least` and the smallest `most` of all limits that hold for it.

    Each is rounded to the key's unit, so that rounding amounts keeps it. `total` is the magnitude of what the key shares out, in øre.
    """
    found = dict.fromkeys(numbers(key.members, terms.register), Bounds())
    for limit in limits:
        for number in limited_by(limit, key, terms.register):
            own = found[number]
            if limit.least is not None:
                exact = exact_limit(limit.least, number, key, total, terms)
                least = _whole(exact.amount, key.unit_ore)
                if own.least is None or least > own.lowest:
                    own = replace(own, lowest=least, least=limit, exact_lowest=exact)
            if limit.most is not None:
                exact = exact_limit(limit.most, number, key, total, terms)
                most = _whole(exact.amount, key.unit_ore)
                if own.highest is None or most < own.highest:
                    own = replace(own, highest=most, most=limit, exact_highest=exact)
            found[number] = own
    return found


def exact_limit(value: LimitValue, number: str, key: Key, total: Fraction, terms: Terms) -> Exact:
    """What a limit comes to for one member.

    Amounts and rates follow the key's index; shares of the total need not. What a member has counts with its part of the period, as in
    the parts of the key.
    """
    match value:
        case LimitShare():
            return Exact(value.share * total)
        case LimitRate():
            sizes = sizes_of(value.measure, number, key, terms)
            of_period = part_of_year(key, number, terms.period)
            amount = value.rate * terms.factor * sizes[value.measure] * of_period
            return Exact(amount, tuple(sizes.items()), of_period)
        case _:
            return Exact(value * terms.factor)


def _whole(ore: Fraction, unit: int) -> Fraction:
    """The nearest whole number of units; halves go away from zero."""
    return Fraction(to_nearest(ore / unit) * unit)


def bearers_of(limit: Limit, register: Register) -> str | frozenset[str]:
    """Who bears the difference: `OTHERS`, `NOBODY`, or the numbers of those who are named."""
    if limit.borne_by in (OTHERS, NOBODY):
        return str(limit.borne_by)
    return frozenset(numbers(limit.borne_by, register))


def limited_by(limit: Limit, key: Key, register: Register) -> tuple[str, ...]:
    """The numbers of those for whom a limit holds."""
    return numbers(key.members if limit.to == ALL else limit.to, register)


def adjustments(
    key: Key, stakes: Mapping[str, Sequence[Stake]], total: Fraction, terms: Terms
) -> tuple[dict[str, list[Adjustment]], tuple[Breach, ...]]:
    """What the limits of a key change of what its parts come to, for those it changes; and the limits that cannot be kept.

    Parts with limits of their own are shared by themselves. Limits that cannot be kept change nothing.
    """
    changed: dict[str, list[Adjustment]] = {number: [] for number in stakes}
    breaches = []
    for parts, limits in by_parts(key).items():
        before = {
            number: sum((stake.amount for stake in own if not parts or stake.number in parts), _NONE)
            for number, own in stakes.items()
        }
        limited = bounds_of(limits, key, total, terms)
        bounds = {number: own.reaching(before[number]) for number, own in limited.items()}
        found = _shared(before, bounds, bearers_of(limits[0], terms.register), parts)
        if isinstance(found, Breach):
            breaches.append(found)
            continue
        multiple, after = found
        for n, amount in before.items():
            if after[n] != amount:
                changed[n].append(Adjustment(parts, amount, bounds[n], after[n], multiple))
    return changed, tuple(breaches)


def _shared(
    before: ExactAmounts, bounds: Mapping[str, Bounds], bearers: str | frozenset[str], parts: tuple[int, ...]
) -> tuple[Fraction | None, dict[str, Fraction]] | Breach:
    """The amounts within the bounds, with the multiple if there is one; or why that cannot be."""
    if crossed := tuple(n for n, own in bounds.items() if own.is_empty):
        return Breach("crossed", parts, crossed)
    if bearers == OTHERS:
        multiple = common_multiple(before, bounds)
        if multiple is None:
            return _out_of_reach(before, bounds, parts)
        return multiple, {n: bounds[n].clamp(multiplied(amount, multiple)) for n, amount in before.items()}
    after = {n: bounds[n].clamp(amount) for n, amount in before.items()}
    if bearers == NOBODY:
        return None, after
    limited = {n for n, own in bounds.items() if own.least or own.most}
    if not bearers or limited & set(bearers):
        return Breach("bearers", parts)
    each = sum((amount - after[n] for n, amount in before.items()), _NONE) / len(bearers)
    after |= {n: before[n] + each for n in bearers}
    below = tuple(n for n in before if n in bearers and after[n] < min(before[n], _NONE))
    return Breach("negative", parts, below) if below else (None, after)


def _out_of_reach(before: ExactAmounts, bounds: Mapping[str, Bounds], parts: tuple[int, ...]) -> Breach:
    total, least = sum(before.values(), _NONE), sum((own.lowest for own in bounds.values()), _NONE)
    if least > total:
        return Breach("least", parts, bound=least, total=total)
    # who has nothing of its own takes no part in the multiple, and has a highest amount for nothing
    ends = (own.highest if before[n] > 0 and own.highest is not None else own.lowest for n, own in bounds.items())
    return Breach("most", parts, bound=sum(ends, _NONE), total=total)


def multiplied(amount: Fraction, multiple: Fraction) -> Fraction:
    """A multiple of what somebody pays; whoever is paid, by a credit, is paid that."""
    return amount * multiple if amount > 0 else amount


def common_multiple(amounts: ExactAmounts, bounds: Mapping[str, Bounds]) -> Fraction | None:
    """The multiple of its own amount that everyone pays, but within its bounds, so that the sum stays; `None` if there is none.

    What all pay together grows with the multiple, along straight lines that bend only where somebody meets a bound: so there is one
    such sharing. Where several multiples make it, it is 1 if that does, else the smallest.
    """
    total = sum(amounts.values(), _NONE)

    def paid(multiple: Fraction) -> Fraction:
        return sum((bounds[n].clamp(multiplied(amount, multiple)) for n, amount in amounts.items()), _NONE)

    if paid(_ONE) == total:
        return _ONE
    bends = sorted({_NONE, *_bends(amounts, bounds)})
    bends.append(bends[-1] + 1)
    place = bisect_left(bends, total, hi=len(bends) - 1, key=paid)
    if paid(bends[place]) == total:
        return bends[place]
    low, high = bends[max(place - 1, 0)], bends[place]
    grown = paid(high) - paid(low)
    return low + (high - low) * (total - paid(low)) / grown if grown else None


def _bends(amounts: ExactAmounts, bounds: Mapping[str, Bounds]) -> Iterator[Fraction]:
    for number, amount in amounts.items():
        if amount > 0:
            yield bounds[number].lowest / amount
            highest = bounds[number].highest
            if highest is not None:
                yield highest / amount
