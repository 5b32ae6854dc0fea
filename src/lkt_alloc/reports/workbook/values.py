"""The workbook of an allocation that the formulas do not know: the engine's values, with the sums as formulas."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Final

from lkt_alloc import __version__
from lkt_alloc.engine.allocate import Allocation
from lkt_alloc.language.sentences import Fixed, Ore, Sentence, Value, listed, sentence
from lkt_alloc.language.words import Words
from lkt_alloc.reports.blocks import Block, Heading, Table
from lkt_alloc.reports.blocks import Cell as Shown
from lkt_alloc.reports.compute import compute_report
from lkt_alloc.reports.inputs import Input
from lkt_alloc.reports.workbook.cells import Sheet, SheetCell, Workbook, down, frozen
from lkt_alloc.reports.workbook.making import put_what_if
from lkt_alloc.reports.workbook.sums import sums_sheets

_SAID: Final = sentence(
    "Amounts are values from the program, as formulas do not follow what this budget has: {reasons}."
)


def values_workbook(
    allocation: Allocation, inputs: Sequence[Input], words: Words, reasons: Sequence[Sentence]
) -> Workbook:
    """One sheet for each table of `compute`, and one with how the amounts were found.

    `reasons` are what the formulas do not know.
    """
    book = Workbook(words.title(allocation.budget.name), creator=f"lkt-alloc {__version__}")
    title = allocation.budget.name
    notes: list[Value] = [_SAID.filled(reasons=listed(reasons, ","))]
    noted: list[Block] = []
    for block in compute_report(allocation, inputs, "number", by_post=False):
        if isinstance(block, Heading):
            heading = block.text
        elif isinstance(block, Table):
            sheet = book.add(words.title(heading), landscape=len(block.columns) > 6)
            sheet.put(0, 0, SheetCell(words.title(heading), role="title"))
            top = put_what_if(sheet, 1, allocation, words) if len(book.sheets) == 1 else 1
            _fill(sheet, top + 1, words, block)
        elif block not in noted:
            noted.append(block)
            notes += block.sentences
    sums_sheets(book, allocation, words)
    method = book.add(words.title(sentence("Method")))
    method.put(0, 0, SheetCell(words.title(title), role="title"))
    for row, said in enumerate(notes, start=2):
        method.put(row, 0, SheetCell(words.title(said), role="wrapped"))
    method.widths[0] = 100
    return book


def _fill(sheet: Sheet, top: int, words: Words, table: Table) -> None:
    """The table, its headings in the row `top`."""
    head = [
        SheetCell(words.title(column.title), role="figure head" if column.number else "head")
        for column in table.columns
    ]
    sheet.fill(top, 0, head)
    rows = range(top + 1, top + 1 + len(table.rows))
    for row, cells in zip(rows, table.rows, strict=True):
        sheet.fill(row, 0, list(_cells(cells, words, "plain")))
    total = list(_cells(table.total, words, "sum"))
    sums = [
        SheetCell(cell.value, cell.form, cell.role, f"SUM({down(n, rows)})")
        if isinstance(table.total[n], Ore) and rows
        else cell
        for n, cell in enumerate(total)
    ]
    sheet.fill(rows.stop, 0, sums)
    sheet.frozen, sheet.head, sheet.printed_columns = (
        frozen(top + 1, table.keys),
        range(top, top + 1),
        len(table.columns),
    )
    sheet.widths |= {n: 14 if column.number else 24 for n, column in enumerate(table.columns)} | {0: 10}


def _cells(cells: Iterable[Shown], words: Words, role: str) -> Iterable[SheetCell]:
    for cell in cells:
        match cell:
            case Ore():
                yield SheetCell(Fraction(cell.ore, 100), "kroner", role)
            case Fixed() if cell.percent:
                yield SheetCell(Fraction(cell.units, 100 * 10**cell.decimals), "percent", role)
            case Fixed():
                yield SheetCell(Fraction(cell.units, 10**cell.decimals), "kroner", role)
            case int():
                yield SheetCell(cell, "number", role)
            case _:
                yield SheetCell(words.cell(cell) or None, role=role)
