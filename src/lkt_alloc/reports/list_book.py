"""A table as a workbook: a list to use, with sums and differences as formulas, and what there is to know about it as the last sheet.

Between them may stand a sheet for each thing that the list is put together from. It looks like the workbook of an allocation. Calculates
nothing but these.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from itertools import pairwise, takewhile
from textwrap import wrap
from typing import Final

from msgspec.structs import replace

from lkt_alloc import __version__
from lkt_alloc.language.sentences import Fixed, Ore, Sentence, Value, sentence
from lkt_alloc.language.words import Words
from lkt_alloc.reports.blocks import Apart, Block, Cell, Heading, Paragraph, Report, Row, Table
from lkt_alloc.reports.list_formulas import Beside, formula_of
from lkt_alloc.reports.workbook.cells import Sheet, SheetCell, Workbook, down, frozen, near

_NARROWEST, _WIDEST, _PAGE = 8, 46, 78  # characters; what is as wide as a page is not made to fit it
_FILTER: Final = 5  # characters that the arrow of a filter and the air around a heading take
_FIRST_YEAR: Final = 1900  # earlier dates are text to spreadsheets


def list_book(table: Table, about: Report, words: Words, sheets: Sequence[tuple[Value, Table]] = ()) -> Workbook:
    """The table below what stands above the first part of `about`; a sheet for each of `sheets`; the rest of `about` as the last one."""
    (heading, *_) = [block for block in about if isinstance(block, Heading)]
    book = Workbook(words.title(heading.text), creator=f"lkt-alloc {__version__}")
    above = list(takewhile(lambda block: block is heading or isinstance(block, Paragraph), about))
    below = [block for block in about if block not in above]
    listed = _add(book, words.title(sentence("List")), table, words)
    beside = []
    for name, own in sheets:
        said = words.title(name)
        _add(book, said, own, words).fill(said, iter(()))
        beside.append(Beside(book.sheets[-1], own))
    listed.fill(book.title, _lines(above, words), beside)
    _about(book.add(words.title(sentence("About the list"))), [heading, *below], words)
    return book


def _add(book: Workbook, name: str, table: Table, words: Words) -> "_List":
    return _List(book.add(name, landscape=True), table, words)


def _lines(blocks: Sequence[Block], words: Words) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield from map(words.title, block.sentences)


class _List:
    """A sheet in the making. Text is always text, whatever it begins with."""

    def __init__(self, sheet: Sheet, table: Table, words: Words) -> None:
        self._sheet, self._table, self._words = sheet, table, words
        self._texts = [not column.number for column in table.columns]

    def fill(self, title: str, lines: Iterator[str], beside: Sequence[Beside] = ()) -> None:
        """Title, what stands above, headings that stay in sight, rows (perhaps made of what stands `beside`), and sums below them."""
        sheet, table = self._sheet, self._table
        sheet.widths = {n: self._width(n) for n in range(len(table.columns))}
        sheet.put(0, 0, SheetCell(title, role="title"))
        shown = [part for line in lines for part in wrap(line, sum(sheet.widths.values()))]
        for n, line in enumerate(shown, start=1):
            sheet.put(n, 0, SheetCell(line, role="note"))
        head = len(shown) + 2
        for n, column in enumerate(table.columns):
            role = "listed head" if self._texts[n] else "figure head"
            sheet.put(head, n, SheetCell(self._words.title(column.title), role=role))
        rows = range(head + 1, head + 1 + len(table.rows))
        for at, row in zip(rows, table.rows, strict=True):
            cells = [self._cell(cell, is_text=text) for cell, text in zip(row, self._texts, strict=True)]
            sheet.fill(at, 0, self._made(at, row, cells, beside))
        last = rows.stop + (self._put_apart(rows, table.apart) if table.apart else 0)
        sums = [self._sum(n, cell, rows) for n, cell in enumerate(table.total)]
        sheet.fill(last, 0, self._made(last, table.total, sums, ()))
        sheet.frozen, sheet.head, sheet.listed = frozen(head + 1, table.keys), range(head, head + 1), rows
        sheet.printed_columns = len(table.columns)

    def _width(self, n: int) -> int:
        titled = max(map(len, self._words.title(self._table.columns[n].title).split())) + _FILTER
        texts = [self._words.cell(row[n]) for row in (*self._table.rows, self._table.total) if row]
        if self._table.apart and n == self._table.keys - 1:
            texts += [self._words.title(said) for said, *_ in self._sums_apart(self._table.apart)]
        return min(max([_NARROWEST, titled, *(len(text) + 4 for text in texts)]), max(_WIDEST, titled))

    def _cell(self, cell: Cell, *, is_text: bool) -> SheetCell:
        match cell:
            case None:
                return SheetCell(None, role="listed" if is_text else "plain")
            case Ore(ore):
                return SheetCell(Fraction(ore, 100), "kroner")
            case Fixed(units, decimals, percent):
                form = "percent of a list" if percent else "rounded"
                return SheetCell(Fraction(units, 10**decimals * (100 if percent else 1)), form)
            case date() if cell.year >= _FIRST_YEAR:
                return SheetCell(cell, "date", "listed")
            case int():
                return SheetCell(cell, "number")
            case Fraction():
                return SheetCell(cell, "percent")
        return SheetCell(self._words.cell(cell), role="listed")

    def _made(self, at: int, row: Row, cells: Sequence[SheetCell], beside: Sequence[Beside]) -> list[SheetCell]:
        """The cells of a row, those that are made of others as formulas."""
        made = [column.made for column in self._table.columns]
        return [formula_of(of, at, row, cell, beside) if (of := made[n]) else cell for n, cell in enumerate(cells)]

    def _sum(self, n: int, cell: Cell, rows: range) -> SheetCell:
        """A formula that adds up the column, with its result for those who do not calculate."""
        if isinstance(cell, Ore | int):
            added = f"SUM({down(n, rows)})" if rows else None
            return replace(self._cell(cell, is_text=False), role="sum", formula=added)
        if isinstance(cell, Fixed):
            return replace(self._cell(cell, is_text=False), role="sum")
        return SheetCell(self._words.cell(cell), role="listed sum")

    def _sums_apart(self, apart: Apart) -> Iterator[tuple[Sentence, Value, Row]]:
        """The sums of each date: what they are called, so that none is taken for the sum of all, and the date or that there is none."""
        for day, row in self._table.sums_apart():
            called = sentence("Sum, due {day}", day=day) if day else sentence("Sum, {what}", what=apart.lacking)
            yield called, day or apart.lacking, row

    def _put_apart(self, rows: range, apart: Apart) -> int:
        """The sums of each date, as formulas too, right below the rows; how many there are."""
        sums = list(self._sums_apart(apart))
        for at, (called, day, row) in enumerate(sums, start=rows.stop):
            cells = [self._cell(cell, is_text=text) for cell, text in zip(row, self._texts, strict=True)]
            cells[self._table.keys - 1] = self._cell(called, is_text=True)
            place = apart.column
            cells[place] = self._cell(day, is_text=True)
            equal = near(at, place) if isinstance(day, date) else '""'
            for n, cell in enumerate(row):
                if isinstance(cell, Ore):
                    formula = f"SUMPRODUCT(({down(place, rows)}={equal})*{down(n, rows)})"
                    cells[n] = replace(cells[n], formula=formula)
            self._sheet.fill(at, 0, cells)
        return len(sums)


def _about(sheet: Sheet, blocks: Sequence[Block], words: Words) -> None:
    """Headings and lines, one below the other."""
    sheet.widths = {0: _PAGE}
    row = 0
    for block, following in pairwise([*blocks, None]):
        if isinstance(block, Heading) and (block.level == 1 or not isinstance(following, Table)):
            sheet.put(row, 0, SheetCell(words.title(block.text), role="title" if block.level == 1 else "period"))
            row += 1
        elif isinstance(block, Paragraph):
            for said in block.sentences:
                sheet.put(row, 0, SheetCell(words.title(said), role="wrapped"))
                row += 1
            row += 1
