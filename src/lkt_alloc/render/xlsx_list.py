"""A table as a sheet of a spreadsheet, and what there is to know about it as a second sheet. Same input, same bytes."""

import re
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any, Final

from xlsxwriter import Workbook
from xlsxwriter.utility import xl_range
from xlsxwriter.worksheet import Worksheet

from lkt_alloc.language.sentences import Ore, sentence
from lkt_alloc.language.words import Words
from lkt_alloc.reports.blocks import Cell, Heading, Report, Table

_CREATED: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""Stands in the file as the time when it was made: the real one would make every file different."""

_A4: Final = 9
_NARROWEST, _WIDEST, _PAGE = 6, 45, 110  # characters
_HEADER, _CELL = 100, 32_767  # characters; a sheet has room for no more
_NOT_XML: Final = re.compile("[\ud800-\udfff\ufffe\uffff]")
_LEFT, _RIGHT = {"align": "left", "indent": 1}, {"align": "right"}
_FIRST_YEAR: Final = 1900  # earlier dates are text to Excel
_SHORT_DATE: Final = 14  # number of the format that follows the reader's own settings


def render(table: Table, words: Words, about: Report) -> bytes:
    """The bytes of an xlsx file: the table with a row of sums below it, and `about`, whose first heading heads printed pages."""
    stream = BytesIO()
    with Workbook(stream, {"in_memory": True}) as book:
        book.set_properties({"created": _CREATED})
        (heading, *_) = [block for block in about if isinstance(block, Heading)]
        sheet = book.add_worksheet(words.title(sentence("List")))
        _Sheet(book, sheet, words).fill(table)
        sheet.set_landscape()
        sheet.repeat_rows(0)
        sheet.set_header("&L" + _text(words.title(heading.text))[:_HEADER].replace("&", "&&"))
        notes = book.add_worksheet(words.title(sentence("About the list")))
        _write_about(book, notes, about, words)
        for each in (sheet, notes):
            each.set_paper(_A4)
            each.fit_to_pages(1, 0)
            each.set_footer("&C&P / &N")
    return stream.getvalue()


class _Sheet:
    """A sheet that a table is written to. Text is always written as text, whatever it begins with."""

    def __init__(self, book: Workbook, sheet: Worksheet, words: Words) -> None:
        self._book, self._sheet, self._words = book, sheet, words
        self._formats: dict[str, Any] = {}

    def fill(self, table: Table) -> None:
        """Headings that stay in sight, the rows, and the sums below them."""
        cells = [cell for row in table.rows for cell in row]
        kroner = "#,##0.00" if any(isinstance(cell, Ore) and cell.ore % 100 for cell in cells) else "#,##0"
        for i, column in enumerate(table.columns):
            looks = self._looks(bold=True, bottom=1, valign="top", **(_RIGHT if column.number else _LEFT))
            self._sheet.write_string(0, i, _text(self._words.title(column.title)), looks)
            self._sheet.set_column(i, i, self._width(table, i))
        for n, row in enumerate(table.rows, start=1):
            for i, cell in enumerate(row):
                self._write(n, i, cell, kroner)
        self._sum(table, kroner)
        last = len(table.rows)
        self._sheet.freeze_panes(1, table.keys)
        self._sheet.ignore_errors({"number_stored_as_text": xl_range(1, 0, last, len(table.columns) - 1)})
        self._sheet.autofilter(0, 0, last, len(table.columns) - 1)

    def _looks(self, **looks: Any) -> Any:
        return self._formats.setdefault(str(looks), self._book.add_format(looks))

    def _width(self, table: Table, i: int) -> int:
        titled = len(self._words.title(table.columns[i].title)) + 3  # room for the filter's arrow
        texts = [self._words.cell(row[i]) for row in (*table.rows, table.total)]
        return min(max([_NARROWEST, titled, *(len(text) + 2 for text in texts)]), _WIDEST)

    def _write(self, n: int, i: int, cell: Cell, kroner: str) -> None:
        top = {"valign": "top"}
        match cell:
            case None:
                return
            case Ore(ore):
                self._sheet.write_number(n, i, ore / 100, self._looks(**top, num_format=kroner))
            case date() if cell.year >= _FIRST_YEAR:
                looks = self._looks(**top, num_format=_SHORT_DATE, **_LEFT)
                self._sheet.write_datetime(n, i, datetime(cell.year, cell.month, cell.day), looks)
            case int():
                self._sheet.write_number(n, i, cell, self._looks(**top, num_format="#,##0"))
            case _:
                self._sheet.write_string(
                    n, i, _text(self._words.cell(cell)), self._looks(**top, **_LEFT, text_wrap=True)
                )

    def _sum(self, table: Table, kroner: str) -> None:
        """A formula that adds up the column, with its result for those who do not calculate."""
        last = len(table.rows)
        for i, cell in enumerate(table.total):
            looks = self._looks(bold=True, top=1, num_format=kroner)
            if isinstance(cell, Ore):
                added = f"=SUM({xl_range(1, i, max(last, 1), i)})"
                self._sheet.write_formula(last + 1, i, added, looks, cell.ore / 100)
            else:
                self._sheet.write_string(
                    last + 1, i, _text(self._words.cell(cell)), self._looks(bold=True, top=1, **_LEFT)
                )


def _text(text: str) -> str:
    """The text as a cell can have it."""
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)[:_CELL]


def _write_about(book: Workbook, sheet: Worksheet, about: Report, words: Words) -> None:
    """Headings and paragraphs, one line below the other."""
    title = book.add_format({"bold": True, "font_size": 14})
    plain = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, _PAGE)
    sheet.hide_gridlines(2)
    n = 0
    for block in about:
        if isinstance(block, Heading):
            sheet.write_string(n, 0, _text(words.title(block.text)), title)
            n += 2
        elif not isinstance(block, Table):
            for said in block.sentences:
                sheet.write_string(n, 0, _text(words.title(said)), plain)
                n += 1
            n += 1
