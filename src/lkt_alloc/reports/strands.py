"""What each payer shares by each key, over all periods in which it does: the sums of an allocation, and shares of the sums.

Calculates no amounts. Knows nothing of formats or languages.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from lkt_alloc.engine.allocate import Allocation, Division, PeriodAllocation, Share
from lkt_alloc.engine.model import Key, Payer
from lkt_alloc.engine.payers import KRONE
from lkt_alloc.language.sentences import Sentence, Value, listed, sentence
from lkt_alloc.reports.blocks import NOT_COVERED, ROUNDED_OFF


class Strand(Struct, frozen=True):
    """What one payer shares by one key: a division for each period that has one, all between the same members.

    `allocation` has nothing else in it; `called` is the payer, with the key if the payer shares by others too. `is_whole` says whether
    every period of the allocation that it was taken from is in it.
    """

    allocation: Allocation
    divisions: tuple[Division, ...]
    called: Value
    is_whole: bool

    @property
    def payer(self) -> Payer:
        """Whose totals are shared."""
        return self.allocation.budget.payers[self.divisions[0].payer]

    @property
    def key(self) -> Key:
        """The key that shares them."""
        return self.divisions[0].key

    @property
    def title(self) -> Sentence:
        """What is shared: whose totals, by which key if there are several, and in which periods."""
        names = [period.period.name for period in self.allocation.periods]
        if len(names) > 1 and self.is_whole:
            return sentence("Shares of {payer}, all periods", payer=self.called)
        return sentence("Shares of {payer}, {period}", payer=self.called, period=listed(names))

    @property
    def total(self) -> int:
        """What is shared in all periods together, in øre."""
        return sum(division.total for division in self.divisions)

    @property
    def left(self) -> tuple[int, ...]:
        """What nobody pays of it, period by period, in øre; empty where that is nothing in any period."""
        left = tuple(division.left for division in self.divisions)
        return left if any(left) else ()

    @property
    def borne(self) -> tuple[int, ...]:
        """The payer's sums, period by period, to the øre: what members and nobody pay together."""
        return tuple(division.borne for division in self.divisions)

    @property
    def unpaid(self) -> "Unpaid":
        """What nobody pays, period by period."""
        return unpaid([(division,) for division in self.divisions])

    @property
    def people(self) -> int | None:
        """The sum of the populations, if everyone has one."""
        return people_of(self.divisions[0])

    @property
    def members(self) -> list[tuple[Share, ...]]:
        """Everyone's shares, one for each period; ascending by number."""
        return list(zip(*(division.shares for division in self.divisions), strict=True))

    def with_periods(self) -> Iterator[tuple[PeriodAllocation, Division]]:
        """Each period with what is shared in it."""
        return zip(self.allocation.periods, self.divisions, strict=True)

    @property
    def shares(self) -> Mapping[str, Fraction]:
        """Everyone's exact share of the sum of all periods; see `shares_of_sum`."""
        return shares_of_sum(self.divisions)

    def share_of(self, number: str) -> Fraction | None:
        """One member's exact share of the sum of all periods, where there is one."""
        return self.shares.get(number)


def people_of(division: Division) -> int | None:
    """The sum of the populations of all who share, if everyone has one."""
    populations = [share.population for share in division.shares]
    return None if None in populations else sum(filter(None, populations))


Unpaid = tuple[tuple[Sentence, tuple[int, ...]], ...]
"""Rows of what nobody pays: what each is called, and øre by period."""


def unpaid(periods: Sequence[Sequence[Division]]) -> Unpaid:
    """What nobody pays of all that is shared in each period: what keys leave, and øre that are rounded off. No rows of nothing."""
    left = tuple(sum(division.left for division in divisions) for divisions in periods)
    odd = tuple(sum(division.rounded_off for division in divisions) for divisions in periods)
    return tuple((title, amounts) for title, amounts in ((NOT_COVERED, left), (ROUNDED_OFF, odd)) if any(amounts))


def strands(allocation: Allocation) -> Iterator[Strand]:
    """What each payer shares by each key, in the order of the periods and their divisions."""
    found: dict[tuple[str, str], list[PeriodAllocation]] = {}
    for period in allocation.periods:
        for division in period.divisions:
            own = replace(period, divisions=(division,))
            found.setdefault((division.payer, division.key_id), []).append(own)
    for (payer, key), periods in found.items():
        yield Strand(
            allocation=replace(allocation, periods=tuple(periods)),
            divisions=tuple(period.divisions[0] for period in periods),
            called=payer_called(allocation, payer, key),
            is_whole=len(periods) == len(allocation.periods),
        )


def payer_called(allocation: Allocation, payer: str, key: str) -> Value:
    """A payer by its name; where an allocation has it share by several keys, with the key in brackets, so that they are told apart."""
    name, keys = allocation.budget.payers[payer].name, allocation.keys_called(payer)
    return name if len(keys) == 1 else sentence("{payer} ({key})", payer=name, key=keys[key])


def shares_of_sum(divisions: Sequence[Division]) -> Mapping[str, Fraction]:
    """Everyone's exact share of what is shared in all of these periods together, by number.

    Where everyone has the same share in all periods it is that. Else it is everyone's exact amounts, added up, of the totals, added up:
    so a period counts for as much as it costs. There is no such share (and nothing is given) where it would be one of nothing, and where
    one period is paid and another refunded: an amount of a difference is no share.
    """
    counted = [division for division in divisions if division.total or division.key.is_proportional]
    by_period = [{share.number: share.share for share in division.shares} for division in counted]
    if all(own == by_period[0] for own in by_period):
        return by_period[0] if by_period else {}
    totals = [division.total for division in counted]
    if min(totals) < 0 < max(totals) or not any(totals):
        return {}
    paid = zip(*(division.shares for division in counted), strict=True)
    return {own[0].number: sum((s.quota for s in own), Fraction()) * KRONE / sum(totals) for own in paid}
