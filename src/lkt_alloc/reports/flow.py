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

    `host` is a municipality that has a part of a key alone.
    """

    id: str
    name: Value
    ore: int
    host: bool = False


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
    """The flow of all that is shared out, or why there is none: nothing to share, some that flows the other way, or some that is left."""
    ways = [_summed(_to_payers(allocation)), _summed(_to_members(allocation))]
    amounts = [ore for way in ways for ore in way.values()]
    if not any(amounts):
        return sentence("The figure is not drawn: there is nothing to share.")
    if min(amounts) < 0 < max(amounts):
        return sentence("The figure is not drawn: some amounts are paid, and others are got back.")
    if any(division.left for period in allocation.periods for division in period.divisions):
        return sentence("The figure is not drawn: what is to be shared and what is paid are not the same.")
    budget, municipalities = allocation.budget, allocation.register.municipalities
    from_post, to_payer = (_summed((way[end], ore) for way, ore in ways[0].items()) for end in (0, 1))
    to_member = _summed((way[1], ore) for way, ore in ways[1].items())
    hosts = set(_hosts(allocation))
    posts = [FlowBox(post.id, listed((post.id, post.name), ""), from_post[post.id]) for post in budget.posts]
    payers = [FlowBox(payer_id, payer.name, to_payer[payer_id]) for payer_id, payer in budget.payers.items()]
    members = [FlowBox(n, municipalities[n].name, to_member[n], n in hosts) for n in sorted(to_member)]
    members.sort(key=lambda place: (not place.host, -abs(place.ore)))
    columns = (
        _gathered(posts, "posts"),
        tuple(place for place in payers if place.ore),
        _gathered(members, "municipalities"),
    )
    shown = [{place.id for place in column} for column in columns]
    return Flow(columns, (_streams(ways[0], shown[0], shown[1]), _streams(ways[1], shown[1], shown[2])))


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


def _gathered(places: list[FlowBox], what: str) -> tuple[FlowBox, ...]:
    """The places that something flows through, in order; the smallest of many as one, at the end."""
    places = [place for place in places if place.ore]
    if len(places) <= MOST:
        return tuple(places)
    largest = sorted(places, key=lambda place: -abs(place.ore))[: MOST - 1]
    rest = [place for place in places if place not in largest]
    names = {
        "posts": sentence("the other {n} items", n=len(rest)),
        "municipalities": sentence("the other {n}", n=len(rest)),
    }
    others = FlowBox(OTHERS, names[what], sum(place.ore for place in rest))
    return (*(place for place in places if place in largest), others)


def _streams(ways: Mapping[Way, int], sources: Collection[str], targets: Collection[str]) -> tuple[Stream, ...]:
    """The streams between places that are shown; those of all others go together."""
    together = _summed(
        ((source if source in sources else OTHERS, target if target in targets else OTHERS), ore)
        for (source, target), ore in ways.items()
    )
    return tuple(Stream(source, target, ore) for (source, target), ore in together.items() if ore)
