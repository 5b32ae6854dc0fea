"""What each side consists of, as a table of its own."""

from fractions import Fraction

from lkt_alloc.engine.allocate import allocate
from lkt_alloc.engine.apportion import to_nearest
from lkt_alloc.engine.counterfactual import Side
from lkt_alloc.language.sentences import Fixed, Ore
from lkt_alloc.reports.blocks import NUMBER, PAYER, PERIOD, SUM, Cell, Row, Table
from lkt_alloc.reports.compute import compute_listing
from lkt_alloc.reports.record import SHARE_DECIMALS


def listing_of(side: Side) -> Table:
    """Everyone's part of every total of a side, with the sum; the period and the payer stand there only where there are several.

    Shares are percentages with as many decimals as those of an allocation.
    """
    whole = compute_listing(allocate(side.budget, side.register, [side.period]), by_post=False)
    titles = [column.title for column in whole.columns]
    same = [n for n, title in enumerate(titles) if title in (PERIOD, PAYER) and _is_same(n, whole)]
    paid = sum(row[-1].ore for row in whole.rows if isinstance(row[-1], Ore))
    sums: dict[int, Cell] = {titles.index(NUMBER) + 1: SUM, len(titles) - 1: Ore(paid)}

    def shown(cells: Row) -> Row:
        return tuple(_as_share(cell) for n, cell in enumerate(cells) if n not in same)

    columns = tuple(column for n, column in enumerate(whole.columns) if n not in same)
    return Table(columns, tuple(map(shown, whole.rows)), shown(tuple(map(sums.get, range(len(titles))))), 0)


def _as_share(cell: Cell) -> Cell:
    """A share as one that is shown in percent with three decimals; what else is no whole number stays as it is."""
    if not isinstance(cell, Fixed) or cell.decimals != SHARE_DECIMALS:
        return cell
    return Fraction(to_nearest(Fraction(cell.units, 10 ** (SHARE_DECIMALS - 5))), 10**5)


def _is_same(place: int, table: Table) -> bool:
    return all(row[place] == table.rows[0][place] for row in table.rows)
