"""All of a comparison in one table, as a spreadsheet has it."""

from msgspec.structs import replace

from lkt_alloc.engine.comparison import Comparison
from lkt_alloc.language.sentences import Fixed, Ore, sentence
from lkt_alloc.reports.blocks import Column, Gathered, Less, PerHead, Row, Table
from lkt_alloc.reports.comparison.causes import causes_table
from lkt_alloc.reports.comparison.tables import (
    SideNames,
    amounts,
    amounts_columns,
    difference,
    difference_columns,
    has_heads,
    member_columns,
    members,
)


def everything(comparison: Comparison, names: SideNames) -> Table:
    """All amounts, then the difference of each side from the first, then its causes where there are any, as amounts to calculate with."""
    heads, several = has_heads(comparison), len(names) > 2
    amounts_of = [
        replace(column, made=Gathered(n, n + 2, comparison.merged)) for n, column in enumerate(amounts_columns(names))
    ]
    columns = [*member_columns(comparison), *amounts_of]
    rows = [(*member, *paid) for member, paid in zip(members(comparison), amounts(comparison), strict=True)]
    for n, (name, other) in enumerate(zip(names[1:], comparison.against, strict=True), start=3):
        columns += difference_columns(Less(n, 2), heads=heads, of=name if several else None)
        if heads:
            people = {row.number: row.population for row in other.rows if row.population}
            columns[-1] = replace(columns[-1], made=PerHead(len(columns) - 3, people))
        own = (difference(row, heads=heads) for row in (*other.rows, other.total))
        rows = [(*row, *more) for row, more in zip(rows, own, strict=True)]
    if not comparison.causes:
        return Table(tuple(columns), tuple(rows[:-1]), rows[-1], 2)
    return _with_causes(Table(tuple(columns), tuple(rows[:-1]), rows[-1], 2), causes_table(comparison))


def _with_causes(table: Table, causes: Table) -> Table:
    """The same with the causes beside it, and below it the row of what they are cut by, where there is one."""
    # beside amounts, a column called population would be taken for inhabitants
    titles = (sentence("Cause: {cause}", cause=column.title) for column in causes.columns[2:-1])
    columns: tuple[Column, ...] = (*table.columns, *map(Column, titles))
    cut: list[Row] = [(*row[:2], *[None] * (len(table.columns) - 2)) for row in causes.rows[len(table.rows) :]]
    rows = [(*left, *_in_ore(right)) for left, right in zip((*table.rows, *cut), causes.rows, strict=True)]
    return Table(columns, tuple(rows), (*table.total, *_in_ore(causes.total)), 2)


def _in_ore(row: Row) -> Row:
    return tuple(Ore(cell.units) if isinstance(cell, Fixed) else cell for cell in row[2:-1])
