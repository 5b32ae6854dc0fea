"""What one member has in an allocation: its shares by payer and key, what it pays in each period, and what they are called."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from lkt_alloc.engine.allocate import Allocation, Division, PeriodAllocation, Share
from lkt_alloc.language.sentences import Ore, Sentence, Value, counted, listed, sentence
from lkt_alloc.reports.strands import Strand, strands


class StrandOfPayer(Struct, frozen=True):
    """What one municipality has in what a payer shares by one key: its share in each period of the strand."""

    strand: Strand
    shares: tuple[Share, ...]

    def by_period(self) -> Iterator[tuple[PeriodAllocation, Division, Share]]:
        """Each period with what is shared in it, and the municipality's share."""
        for (period, division), share in zip(self.strand.with_periods(), self.shares, strict=True):
            yield period, division, share


def portions(allocation: Allocation, number: str) -> list[StrandOfPayer]:
    """Everything that a municipality has a part in, payer by payer."""
    return [
        StrandOfPayer(strand, shares)
        for strand in strands(allocation)
        for shares in strand.members
        if shares[0].number == number
    ]


class Amounts(Struct, frozen=True):
    """What is paid, what is got back and the periods with neither, in words: `5 kr for 2018`.

    `received` is what is paid out because of credits, where others pay.
    """

    paid: tuple[Value, ...]
    refunded: tuple[Value, ...]
    received: tuple[Value, ...]
    nothing: tuple[Value, ...]


def amounts(allocation: Allocation, own: Sequence[StrandOfPayer]) -> Amounts:
    """What the municipality has with all payers together, period by period."""
    said: dict[str, list[Value]] = {"paid": [], "refunded": [], "received": [], "nothing": []}
    credited = _credited(own)
    for period, ore in zip(allocation.periods, ore_by_period(allocation, own), strict=True):
        name, amount = period.period.name, Ore(abs(ore))
        less = "received" if period.id in credited else "refunded"
        kind = "paid" if ore > 0 else less if ore < 0 else "nothing"
        said[kind].append(sentence("{amount} for {period}", amount=amount, period=name) if ore else name)
    return Amounts(**{kind: tuple(values) for kind, values in said.items()})


def _credited(own: Sequence[StrandOfPayer]) -> set[str]:
    """The periods in which somebody is paid by a key by which others pay."""
    return {p.id for portion in own for p, division, share in portion.by_period() if share.amount < 0 < division.total}


def ore_by_period(allocation: Allocation, own: Sequence[StrandOfPayer]) -> list[int]:
    """What the municipality pays in each period of the allocation, to all payers together, in øre."""
    paid = dict.fromkeys((period.id for period in allocation.periods), 0)
    for portion in own:
        for period, _, share in portion.by_period():
            paid[period.id] += share.amount
    return list(paid.values())


def to_be_paid(allocation: Allocation, strand: Strand) -> Sentence:
    """What a strand shares out, in words: whose it is, and of which periods and budget items, where a key does not hold for all of them."""
    totals = [division.total for division in strand.divisions]
    is_refund = min(totals) < 0 >= max(totals)
    of_payer = (
        sentence("the amount to be refunded to {payer}", payer=strand.payer.name)
        if is_refund
        else sentence("the amount to be paid by {payer}", payer=strand.payer.name)
    )
    if (only := _scope(allocation, strand)) is None:
        return of_payer
    return sentence("{what} for {only}", what=of_payer, only=only)


def _scope(allocation: Allocation, strand: Strand) -> Value | None:
    """The periods and budget items that a key holds for; `None` where that is all that the payer has."""
    periods = None if strand.is_whole else listed(period.period.name for period in strand.allocation.periods)
    items = _items(strand) if _shares_by_others(allocation, strand) else None
    if periods and items:
        return sentence("{periods} ({items})", periods=periods, items=items)
    return periods or items


def _shares_by_others(allocation: Allocation, strand: Strand) -> bool:
    """Whether the payer shares by another key too, in a period in which it shares by this one."""
    own = {period.id for period in strand.allocation.periods}
    payer, key = strand.divisions[0].payer, strand.divisions[0].key_id
    return any(
        division.payer == payer and division.key_id != key
        for period in allocation.periods
        if period.id in own
        for division in period.divisions
    )


def _items(strand: Strand) -> Value:
    posts = strand.allocation.budget.posts
    paid = {
        place
        for period, division in strand.with_periods()
        for place in division.posts
        if period.posts[place].increase_by_payer[division.payer]
    }
    all_ = {place for division in strand.divisions for place in division.posts}
    names = [sentence('{id} "{name}"', id=posts[place].id, name=posts[place].name) for place in sorted(paid or all_)]
    return counted("item {items}", "items {items}", len(names), items=listed(names))
