"""What was understood of a table of posts, laid out for whoever knows the table."""

from collections.abc import Iterator
from typing import Final

from lkt_alloc.files.starter.plan import MUNICIPALITIES, PlannedPost
from lkt_alloc.files.starter.posts.table import TableOfPosts
from lkt_alloc.language.sentences import Listed, Ore, Sentence, listed, sentence
from lkt_alloc.reports.blocks import COVERED, NAME, PAYER, POST, SUM, Column, Heading, Paragraph, Report, Row, Table

_CELL: Final = sentence("Cell")


def posts_report(table: TableOfPosts) -> Report:
    """Every post with its cell, and what became of all other rows and columns."""
    years = list(table.years)
    covered = [year for year in years if any(post.covered.get(year) for post in table.posts)]
    others = any(name for post in table.posts for name in post.paid_by)
    columns = [Column(POST, False), Column(NAME, False), *(Column(str(year)) for year in years)]
    columns += [Column(listed((COVERED, str(year)), "")) for year in covered]
    columns += [Column(PAYER, False)] if others else []

    def amounts(post: PlannedPost) -> list[int]:
        return [post.amounts.get(year, 0) for year in years] + [post.covered.get(year, 0) for year in covered]

    rows: list[Row] = [
        (post.id, post.name, *map(Ore, amounts(post)), *([_payers(post)] if others else []), post.at)
        for post in table.posts
    ]
    sums = map(sum, zip(*map(amounts, table.posts), strict=True))
    total: Row = ("", SUM, *map(Ore, sums), *([""] if others else []), "")
    shown = Table((*columns, Column(_CELL, False)), tuple(rows), total, 2)
    title = Heading(sentence("Budget items in {name}", name=table.source.title), 1)
    return (title, shown, Paragraph(tuple(_said(table))))


def _payers(post: PlannedPost) -> Listed:
    return listed(
        (listed((name or MUNICIPALITIES, share), "") for name, share in post.paid_by.items()),
        ",",
    )


def _said(table: TableOfPosts) -> Iterator[Sentence]:
    """What a person should hold against the table."""
    yield sentence("Columns, which --columns can change: {columns}.", columns=table.columns.written())
    if table.unit != 1:
        yield sentence("Amounts are counted in {unit} kroner.", unit=table.unit)
    if table.sums:
        yield sentence("Sums, which agree with the budget items above: {cells}.", cells=listed(table.sums, ","))
    if table.totals:
        totals = (listed((str(year), Ore(ore)), "") for year, ore in table.totals.items())
        yield sentence("Control totals: {totals}.", totals=listed(totals, ","))
    if table.passed_over:
        yield sentence("Rows without amounts, skipped: {cells}.", cells=listed(table.passed_over, ","))
    if table.unread:
        yield sentence("Columns that nothing is taken from: {columns}.", columns=listed(table.unread, ","))
    yield from table.notes
