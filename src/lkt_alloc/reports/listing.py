"""What `compute` gives a spreadsheet: one plain table, a row for each amount, with headings for people.

The rows are those of `lkt_alloc.reports.record.csv_rows`; here cells are typed, and names stand where programs get identifiers.
"""

from collections.abc import Iterator
from typing import Final

from lkt_alloc.engine.allocate import Allocation, Share, post_table
from lkt_alloc.language.sentences import Fixed, Ore, listed
from lkt_alloc.reports.blocks import Cell, Column, Row, Table
from lkt_alloc.reports.columns import KRONER, MUNICIPALITY, NUMBER, PAYER, PERIOD, POPULATION, POST, SHARE
from lkt_alloc.reports.record import SHARE_DECIMALS, share_units

_MEMBER: Final = (Column(NUMBER, False), Column(MUNICIPALITY, False), Column(POPULATION), Column(SHARE))


def compute_listing(allocation: Allocation, *, by_post: bool) -> Table:
    """One row for each period and member, or for each period, post and member."""
    posts = (Column(POST, False),) if by_post else ()
    rows = _by_post(allocation) if by_post else _rows(allocation)
    return Table((Column(PERIOD, False), Column(PAYER, False), *posts, *_MEMBER, Column(KRONER)), tuple(rows), (), 0)


def _rows(allocation: Allocation) -> Iterator[Row]:
    for period in allocation.periods:
        for division in period.divisions:
            payer = allocation.budget.payers[division.payer].name
            for share in division.shares:
                yield period.period.name, payer, *_member(share), Ore(share.amount)


def _by_post(allocation: Allocation) -> Iterator[Row]:
    """A post's identifier stands together with its name: alone, a spreadsheet reads 1.4 as the first of April."""
    for period in allocation.periods:
        for division in period.divisions:
            payer = allocation.budget.payers[division.payer].name
            for row, cells in zip(period.posts, post_table(period, division).cells, strict=True):
                post = listed((row.post.id, row.post.name), "")
                for share, ore in zip(division.shares, cells, strict=True):
                    yield period.period.name, payer, post, *_member(share), Ore(ore)


def _member(share: Share) -> tuple[Cell, ...]:
    return share.number, share.name, share.population, Fixed(share_units(share.share), SHARE_DECIMALS)
