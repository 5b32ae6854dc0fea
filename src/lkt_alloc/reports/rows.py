"""Results as plain rows, for whoever calculates on: values of Python, the same names in every language (docs/api.md).

A public interface: a name or a type that is changed gets a new version of the program. Money stands twice, as `Decimal` kroner and as
whole øre; a share is an exact `Fraction`; a municipality number is text.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from lkt_alloc.engine.allocate import Allocation, Division, PeriodAllocation, Share
from lkt_alloc.engine.comparison import Comparison, Difference
from lkt_alloc.engine.post_table import post_cells
from lkt_alloc.reports.comparison.causes import CAUSES
from lkt_alloc.reports.record import kroner

Named = dict[str, Any]
"""One row: values by the names of their columns."""


def compute_rows(allocation: Allocation) -> Iterator[Named]:
    """One row for each period, payer, key and member."""
    for period, division in allocation.divided:
        for share in division.shares:
            yield {**_place(period, division), **_member(share), **_money("amount", share.amount)}


def compute_rows_by_post(allocation: Allocation) -> Iterator[Named]:
    """One row for each period, payer, key, post that the key shares, and member; they add up both ways."""
    for period, division in allocation.divided:
        for row, cells in post_cells(period, division):
            for share, ore in zip(division.shares, cells, strict=True):
                yield {**_place(period, division), "post": row.post.id, **_member(share), **_money("amount", ore)}


def compare_rows(comparison: Comparison, names: Sequence[str]) -> Iterator[Named]:
    """One row for each municipality on each side but the first. Of causes that are taken as one, the first has it all, others `None`."""
    for name, other in zip(names[1:], comparison.against, strict=True):
        for row in other.rows:
            yield {
                "side": name,
                "number": row.number,
                "name": row.name,
                "population": row.population,
                **_money("a", row.a),
                **_money("b", row.b),
                **_money("difference", row.difference),
                **_causes(row, comparison.together[1:]),
            }


def _causes(row: Difference, others: Sequence[str]) -> Named:
    amounts: Named = {}
    for cause in CAUSES:
        amounts |= _money(f"cause_{cause}", None if cause in others or not row.causes else row.causes.get(cause, 0))
    return amounts


def _place(period: PeriodAllocation, division: Division) -> Named:
    return {"period": period.id, "payer": division.payer, "key": division.key_id}


def _member(share: Share) -> Named:
    return {
        "number": share.number,
        "name": share.name,
        "committee": share.committee or None,
        "population": share.population,
        "share": share.share,
    }


def _money(name: str, ore: int | None) -> Named:
    # by its text, as arithmetic with decimals rounds to 28 digits
    return {name: None if ore is None else Decimal(kroner(ore)), f"{name}_ore": ore}
