"""The way of the money, from posts to payers to municipalities, all periods together. Knows nothing of any format or drawing.

Adds up what an `Allocation` says; calculates nothing anew.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final, TypeVar

from msgspec import Struct

from lkt_alloc.engine.allocate import Allocation
from lkt_alloc.language.sentences import Sentence, Value, listed, sentence

MOST: Final = 8
"""The most places that a column has; where there are more, the smallest stand together as "the other N"."""

OTHERS: Final = ""
"""The identifier of those that stand together."""


class FlowBox(Struct, frozen=True):
    """Where money comes from, passes or ends: a post, a payer, a municipality, or "the other N".

    `host` is a municipality that has a part of a key alone. `shown` is the amount that is said, where it is not what flows through: a
    payer's after what is `deducted`, which are posts that flow against the others.
    """

    id: str
    name: Value
    ore: int
    host: bool = False
    shown: int | None = None
    deducted: bool = False

    @property
    def said(self) -> int:
        """The amount that stands beside it, in øre."""
        return self.ore if self.shown is None else self.shown


class Stream(Struct, frozen=True):
    """An amount in øre that goes from a place to one in the next column."""

    source: str
    target: str
    ore: int


class Flow(Struct, frozen=True):
    """Posts, payers and municipalities, and the streams from the first to the second and from the second to the third."""

    columns: tuple[tuple[FlowBox, ...], ...]
    streams: tuple[tuple[Stream, ...], ...]


Way = tuple[str, str]
_Name = TypeVar("_Name", str, Way)


def flow(allocation: Allocation) -> Flow | Sentence:
    """The flow of all that is shared out, or why there is none: nothing to share, some who get back, or some that is left.

    Posts that are refunded where others are paid (or the other way round) flow from their payers to the end: what is paid and what is
    deducted make together what the other posts cost.
    """
    ways = [_summed(_to_payers(allocation)), _summed(_to_members(allocation))]
    amounts = [ore for way in ways for ore in way.values()]
    if not any(amounts):
        return sentence("The figure is not drawn: there is nothing to share.")
    to_payer = _summed((way[1], ore) for way, ore in ways[0].items())
    sign = -1 if sum(to_payer.values()) < 0 else 1
    if any(ore * sign < 0 for ore in (*to_payer.values(), *ways[1].values())):
        return sentence("The figure is not drawn: some amounts are paid, and others are got back.")
    if any(division.left for period in allocation.periods for division in period.divisions):
        return sentence("The figure is not drawn: what is to be shared and what is paid are not the same.")
    along = {way: ore for way, ore in ways[0].items() if ore * sign > 0}
    against = {(payer, _AGAINST + post): ore for (post, payer), ore in ways[0].items() if ore * sign < 0}
    gross = _summed((way[1], ore) for way, ore in along.items())
    budget = allocation.budget
    posts = _gathered(_posts(allocation, _summed((way[0], ore) for way, ore in along.items())), "posts")
    payers = tuple(
        FlowBox(payer_id, payer.name, gross[payer_id], shown=to_payer[payer_id])
        for payer_id, payer in budget.payers.items()
        if gross[payer_id]
    )
    deducted = _deducted(allocation, against)
    members = _gathered(_members(allocation, ways[1]), "municipalities", MOST - len(deducted))
    shown = [{place.id for place in column} for column in (posts, payers, members, deducted)]
    ends = (*_streams(ways[1], shown[1], shown[2]), *_streams(against, shown[1], shown[3], _AGAINST))
    return Flow((posts, payers, (*members, *deducted)), (_streams(along, shown[0], shown[1]), ends))


_AGAINST: Final = "-"
"""What the identifiers of posts that are deducted begin with, beside municipalities."""
_MOST_DEDUCTED: Final = 2


def _posts(allocation: Allocation, ore: Mapping[str, int]) -> list[FlowBox]:
    posts = allocation.budget.posts
    return [FlowBox(post.id, listed((post.id, post.name), ""), ore.get(post.id, 0)) for post in posts]


def _deducted(allocation: Allocation, against: Mapping[Way, int]) -> tuple[FlowBox, ...]:
    """Posts that are deducted, as places that money goes to."""
    ore = _summed((way[1].removeprefix(_AGAINST), ore) for way, ore in against.items())
    posts = [FlowBox(post.id, post.name, ore.get(post.id, 0)) for post in allocation.budget.posts]
    return tuple(
        FlowBox(_AGAINST + post.id, sentence("Deducted: {post}", post=post.name), post.ore, deducted=True)
        for post in _gathered(posts, "posts", _MOST_DEDUCTED)
    )


def _members(allocation: Allocation, ways: Mapping[Way, int]) -> list[FlowBox]:
    """Municipalities, those that have a part alone first, then the largest."""
    ore, hosts = _summed((way[1], ore) for way, ore in ways.items()), set(_hosts(allocation))
    names = allocation.register.municipalities
    members = [FlowBox(number, names[number].name, ore[number], number in hosts) for number in sorted(ore)]
    return sorted(members, key=lambda place: (not place.host, -abs(place.ore)))


def _summed(amounts: Iterable[tuple[_Name, int]]) -> Counter[_Name]:
    sums = Counter[_Name]()
    for name, ore in amounts:
        sums[name] += ore
    return sums


def _to_payers(allocation: Allocation) -> Iterator[tuple[Way, int]]:
    for period in allocation.periods:
        for row in period.posts:
            for payer, ore in row.increase_by_payer.items():
                yield (row.post.id, payer), ore


def _to_members(allocation: Allocation) -> Iterator[tuple[Way, int]]:
    for period in allocation.periods:
        for division in period.divisions:
            for share in division.shares:
                yield (division.payer, share.number), share.amount


def _hosts(allocation: Allocation) -> Iterator[str]:
    """Those who have a part of a key alone, where others share the rest."""
    for period in allocation.periods:
        for division in period.divisions:
            for share in division.shares:
                if len(division.shares) > 1 and any(stake.members == 1 for stake in share.stakes):
                    yield share.number


def _gathered(places: list[FlowBox], what: str, most: int = MOST) -> tuple[FlowBox, ...]:
    """The places that something flows through, in order; the smallest of many as one, at the end."""
    places = [place for place in places if place.ore]
    if len(places) <= most:
        return tuple(places)
    largest = sorted(places, key=lambda place: -abs(place.ore))[: most - 1]
    rest = [place for place in places if place not in largest]
    names = {
        "posts": sentence("the other {n} items", n=len(rest)),
        "municipalities": sentence("the other {n}", n=len(rest)),
    }
    others = FlowBox(OTHERS, names[what], sum(place.ore for place in rest))
    return (*(place for place in places if place in largest), others)


def _streams(
    ways: Mapping[Way, int], sources: Collection[str], targets: Collection[str], others: str = OTHERS
) -> tuple[Stream, ...]:
    """The streams between places that are shown; those of all others go together."""
    together = _summed(
        ((source if source in sources else OTHERS, target if target in targets else others), ore)
        for (source, target), ore in ways.items()
    )
    return tuple(Stream(source, target, ore) for (source, target), ore in together.items() if ore)
