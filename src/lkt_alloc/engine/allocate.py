"""A sound budget and a register become an `Allocation`: every share with the steps that made it.

Order of work, per period: posts, less what is covered → what each payer pays of each post → the payer's total → the key → rounding.
Knows nothing of files, formats or wording. Unsound input (`lkt_alloc.checks.rules` has something to say) is not expected here.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from operator import mul
from typing import NamedTuple

from msgspec import Struct, field
from msgspec.structs import replace

from lkt_alloc.engine.apportion import (
    BY_POST,
    METHOD,
    NEAREST,
    Rounding,
    each_to_nearest,
    largest_remainder,
    to_nearest,
    to_the_largest,
)
from lkt_alloc.engine.keys import Stake, by_number, is_in, key_of, key_shares, shares_in_units, with_parties
from lkt_alloc.engine.limits import Adjustment
from lkt_alloc.engine.model import OF_POST, Budget, Key, Period, Post
from lkt_alloc.engine.payers import KRONE, Sum, payer_table, sum_of
from lkt_alloc.engine.quotas import Quotas, quotas, terms_of
from lkt_alloc.engine.register import Register
from lkt_alloc.language.sentences import Sentence, Value, listed


class PostRow(Struct, frozen=True):
    """One post in one period: its amounts, and what each payer bears of the increase, in øre."""

    post: Post
    amounts: Sum
    increase_by_payer: Mapping[str, int]


class Share(Struct, frozen=True):
    """What one municipality pays of one payer's total in one period, and how it came about.

    `share` is the exact share of the payer's total and `quota` that share in kroner. `floor` is the quota cut down (towards
    zero) to a whole number of rounding units, in øre; `remainder` what was cut off, in rounding units; `rank` the place of the
    remainder among all, from 1. `extra` is 1 if the share got one of the units left over, else 0. `population` is that of the
    key's date; `None` where there is none and the key does not need it. `adjustments` are what the key's limits changed.
    """

    number: str
    name: str
    committee: str
    population: int | None
    stakes: tuple[Stake, ...]
    share: Fraction
    quota: Fraction
    floor: int
    remainder: Fraction
    rank: int
    extra: int
    amount: int
    adjustments: tuple[Adjustment, ...]
    is_party: bool = False


class Division(Struct, frozen=True):
    """What one payer shares by one key in one period; `shares` ascend by municipality number.

    `units_left` is how many rounding units were left after cutting down. `tied` are the numbers of those with equal remainders
    among whom the lower number decided; empty when no tie decided anything. `posts` are the places of its posts in the period.
    `total` is what the key shares out: the payer's sum, of which the key has `rounded_off` so many øre (negative: up) if it is in kroner.
    `rounded_shares` is how everyone's shares were rounded before they were used, in the order of `everyone`, if they were. `apart` are the
    posts one by one, by identifier, where each is rounded by itself: then the shares here are their sums, and ranks say nothing.
    `left` is what nobody pays of the total, in øre (negative: more is paid than there is): what the key leaves uncovered, and the
    shares of those who are `absent`. `method` is how amounts were rounded, `factor` that of the key's index.
    """

    payer: str
    key_id: str
    key: Key
    total: int
    units_left: int
    shares: tuple[Share, ...]
    tied: tuple[str, ...]
    posts: tuple[int, ...]
    absent: tuple[Share, ...]
    left: int
    method: str
    factor: Fraction
    rounded_off: int = 0
    rounded_shares: Rounding | None = None
    apart: "Mapping[str, Division]" = field(default_factory=dict)

    @property
    def has_odd_ore(self) -> bool:
        """Whether øre are rounded off it, or off one of its posts though not off all of them together."""
        return bool(self.rounded_off) or any(own.rounded_off for own in self.apart.values())

    @property
    def borne(self) -> int:
        """The payer's sum, to the øre: what its members pay, what is left and what is rounded off."""
        return self.total + self.rounded_off

    def posts_apart(self, number: str) -> "Iterator[tuple[str, Division, Share]]":
        """For each post that is rounded by itself: its identifier, its division, and what one of `everyone` has in it."""
        for post, division in self.apart.items():
            yield from ((post, division, share) for share in division.everyone if share.number == number)

    @property
    def everyone(self) -> tuple[Share, ...]:
        """All who took part in the rounding, those who are absent too; ascending by number."""
        return tuple(sorted((*self.shares, *self.absent), key=lambda share: by_number(share.number)))


class PeriodAllocation(Struct, frozen=True):
    """Everything about one period. `payers` are in the file's order; `payer_tie`: see `PayerTable`."""

    id: str
    period: Period
    posts: tuple[PostRow, ...]
    payers: Mapping[str, Sum]
    payer_tie: bool
    divisions: tuple[Division, ...]

    def posts_of(self, division: Division) -> dict[int, PostRow]:
        """The posts that one of the divisions shares, by their places: those of its key that its payer has a part in."""
        own = {place: self.posts[place] for place in division.posts}
        return {place: row for place, row in own.items() if row.post.paid_by.get(division.payer)}


class Allocation(Struct, frozen=True):
    """The whole result. `what_if` says what is changed in the budget, where that is not as its file has it.

    `left_out` are those who do not share because of what is changed.
    """

    budget: Budget
    register: Register
    periods: tuple[PeriodAllocation, ...]
    what_if: tuple[Sentence, ...] = ()
    left_out: tuple[str, ...] = ()

    @property
    def members(self) -> set[str]:
        """The numbers of all municipalities that share in something."""
        return {share.number for _, division in self.divided for share in division.shares}

    @property
    def divided(self) -> Iterator[tuple[PeriodAllocation, Division]]:
        """All that is shared, with its period, in order."""
        return ((period, division) for period in self.periods for division in period.divisions)

    def keys_called(self, payer: str) -> dict[str, Value]:
        """The keys that a payer shares by, each by its name; with its identifier too where another has the same."""
        names: dict[str, Value] = {own.key_id: own.key.called for _, own in self.divided if own.payer == payer}
        called = list(names.values())
        return {key: name if called.count(name) == 1 else listed((name, key), ",") for key, name in names.items()}

    def shares_of(self, number: str) -> Iterator[tuple[PeriodAllocation, Division, Share]]:
        """Everything that one municipality pays, period by period."""
        for period, division in self.divided:
            for share in division.shares:
                if share.number == number:
                    yield period, division, share


def allocate(budget: Budget, register: Register, periods: Sequence[str]) -> Allocation:
    """Share out the named periods of a sound budget; amounts add up exactly at every level (docs/method.md)."""
    register = with_parties(budget, register)
    return Allocation(budget, register, tuple(_allocate_period(budget, register, period) for period in periods))


def _allocate_period(budget: Budget, register: Register, period_id: str) -> PeriodAllocation:
    table = payer_table(budget, period_id)
    rows = tuple(
        PostRow(post, sum_of(post, period_id), by_payer)
        for post, by_payer in zip(budget.posts, table.by_post, strict=True)
    )
    divisions = tuple(
        _divided(portion, budget, register, period_id) for portion in portions(budget, period_id, table.by_post)
    )
    return PeriodAllocation(period_id, budget.periods[period_id], rows, table.sums, table.tie, divisions)


class Portion(NamedTuple):
    """What one payer shares by one key in a period: how much (øre), of which posts, by their places, and what is rounded off it."""

    payer: str
    key_id: str
    total: int
    posts: tuple[int, ...]
    rounded_off: int
    amounts: tuple[int, ...]

    def by_post(self, key: Key) -> "list[Portion]":
        """Each post by itself, as the key shares it."""
        own = zip(self.posts, self.amounts, strict=True)
        return [_portion(self.payer, self.key_id, key, (post,), (amount,)) for post, amount in own]


def portions(budget: Budget, period: str, by_post: Sequence[Mapping[str, int]]) -> list[Portion]:
    """Every payer's increase by the keys that share it: the payer's own key first, then those that posts name, in their order."""
    found = []
    for payer in budget.payers:
        own = key_of(budget, payer, period)
        posts: dict[str, list[int]] = {own: []} if own else {}
        for i, post in enumerate(budget.posts):
            key = key_of(budget, payer, period, post)
            if key and (key == own or (post.paid_by.get(payer) and is_in(post, period))):
                posts.setdefault(key, []).append(i)
        for key, places in posts.items():
            amounts = tuple(by_post[i][payer] for i in places)
            found.append(_portion(payer, key, budget.keys[key], tuple(places), amounts))
    return found


def _portion(payer: str, key_id: str, key: Key, posts: tuple[int, ...], amounts: tuple[int, ...]) -> Portion:
    """What a key shares out of some posts; a key in kroner has the øre rounded off, of each post where each is rounded by itself."""
    rounded_at_once = amounts if key.rounding_of == OF_POST else (sum(amounts),)
    total = sum(map(whole_kroner, rounded_at_once) if key.unit_ore % KRONE == 0 else amounts)
    return Portion(payer, key_id, total, posts, sum(amounts) - total, amounts)


def whole_kroner(ore: int) -> int:
    """Øre rounded to whole kroner, still in øre: the nearest, halves away from zero.

    >>> whole_kroner(8_999_950), whole_kroner(-149), whole_kroner(-150)
    (9000000, -100, -200)
    """
    return to_nearest(Fraction(ore, KRONE)) * KRONE


def _divided(portion: Portion, budget: Budget, register: Register, period: str) -> Division:
    """The portion shared at once, or post by post."""
    if budget.keys[portion.key_id].rounding_of != OF_POST:
        return _divide(portion, budget, register, period)
    own = {
        budget.posts[each.posts[0]].id: _divide(each, budget, register, period)
        for each in portion.by_post(budget.keys[portion.key_id])
        if budget.posts[each.posts[0]].paid_by.get(portion.payer)
    }
    apart = [*own.values()] or [_divide(portion, budget, register, period)]
    return replace(
        apart[0],
        total=portion.total,
        units_left=sum(division.units_left for division in apart),
        shares=_summed(apart, [division.shares for division in apart]),
        tied=tuple(dict.fromkeys(number for division in apart for number in division.tied)),
        posts=portion.posts,
        rounded_off=portion.rounded_off,
        absent=_summed(apart, [division.absent for division in apart]),
        left=sum(division.left for division in apart),
        method=BY_POST[NEAREST if any(division.method == NEAREST for division in apart) else METHOD],
        apart=own,
    )


def _summed(apart: Sequence[Division], shares: Sequence[tuple[Share, ...]]) -> tuple[Share, ...]:
    """Everyone's shares of several posts, added up; pots and pieces of parts are of the magnitude of what all posts make."""
    signs = [-1 if division.total < 0 else 1 for division in apart]
    sign = -1 if sum(division.total for division in apart) < 0 else 1

    def stakes(own: Sequence[Share]) -> Iterator[Stake]:
        for each in zip(*(share.stakes for share in own), strict=True):
            pots, pieces = ([getattr(stake, of) for stake in each] for of in ("pot", "amount"))
            pot, piece = (sum(map(mul, of, signs), Fraction()) * sign for of in (pots, pieces))
            yield replace(each[0], pot=pot, amount=piece)

    return tuple(
        replace(
            own[0],
            stakes=tuple(stakes(own)),
            quota=sum((share.quota for share in own), Fraction()),
            floor=sum(share.floor for share in own),
            remainder=sum((share.remainder for share in own), Fraction()),
            extra=sum(share.extra for share in own),
            amount=sum(share.amount for share in own),
            share=next((share.share for share in own if share.share), Fraction()),
        )
        for own in zip(*shares, strict=True)
    )


def _divide(portion: Portion, budget: Budget, register: Register, period: str) -> Division:
    key, total = budget.keys[portion.key_id].in_period(period), portion.total
    terms = terms_of(key, register, budget.indices, period)
    exact = quotas(key, total, terms)
    found = key_shares(key, register, period) if key.is_proportional else None
    rounded = shares_in_units(key.share_unit, found) if found and key.share_unit else None
    weights = rounded.shares if rounded else found.weights if found else ()
    steps = _rounded(key, exact, total, weights)
    shares = tuple(_shares(key, exact, steps, register, total))
    if rounded and key.share_unit is not None:
        shares = tuple(
            replace(share, share=key.share_unit * units) for share, units in zip(shares, rounded.shares, strict=True)
        )
    present = tuple(share for share in shares if share.number not in key.absent)
    return Division(
        payer=portion.payer,
        key_id=portion.key_id,
        key=key,
        total=total,
        units_left=steps.extra,
        shares=present,
        tied=() if exact.left else tuple(exact.members[i] for i in steps.tied),
        posts=portion.posts,
        absent=tuple(share for share in shares if share.number in key.absent),
        left=total - sum(share.amount for share in present),
        method=NEAREST if exact.left else METHOD,
        factor=terms.factor,
        rounded_off=portion.rounded_off,
        rounded_shares=rounded,
    )


def _rounded(key: Key, exact: Quotas, total: int, weights: Sequence[int]) -> Rounding:
    """Exact amounts in whole units of the key: by largest remainder (by `weights` where any is not nothing), or each by itself."""
    if any(weights) and not exact.left:
        return largest_remainder(total // key.unit_ore, weights)
    units = [amount / key.unit_ore for amount in exact.amounts]
    return (each_to_nearest if exact.left else to_the_largest)(units, -1 if total < 0 else 1)


def _shares(key: Key, exact: Quotas, steps: Rounding, register: Register, total: int) -> Iterator[Share]:
    rank = {index: place for place, index in enumerate(steps.order, start=1)}
    floors = steps.floors
    for i, number in enumerate(exact.members):
        municipality = register.municipalities[number]
        proportional = sum((stake.share for stake in exact.stakes[i]), Fraction()) if key.is_proportional else None
        yield Share(
            number=number,
            name=municipality.name,
            committee=municipality.committee,
            population=municipality.population.get(key.population_date) if key.population_date else None,
            stakes=exact.stakes[i],
            share=proportional if proportional is not None else exact.amounts[i] / total if total else Fraction(),
            quota=exact.amounts[i] / KRONE,
            floor=floors[i] * key.unit_ore,
            remainder=Fraction(steps.remainders[i], steps.of),
            rank=rank[i],
            extra=abs(steps.shares[i] - floors[i]),
            amount=steps.shares[i] * key.unit_ore,
            adjustments=exact.adjustments[i],
            is_party=municipality.is_party,
        )
