"""`compute --thousands` as a workbook: a sheet in 1000 kr, one in kroner, and what there is to know about them.

All that is added up is a formula, and so is what lies between the two sheets. How each of the thousands was rounded is none.
"""

from typing import Final

from msgspec.structs import replace

from lkt_alloc.language.sentences import sentence
from lkt_alloc.language.words import Words
from lkt_alloc.reports.blocks import Report, Table
from lkt_alloc.reports.list_book import list_book
from lkt_alloc.reports.workbook.cells import Sheet, Workbook, down, near

IN_KRONER: Final = sentence("In kroner")


def thousands_book(thousands: Table, kroner: Table, about: Report, words: Words) -> Workbook:
    """The first table has a column with what its sums lack and one with exact sums more than the other, and a row of each at the end."""
    book = list_book(thousands, about, words, [(IN_KRONER, kroner)])
    shown, exact, _ = book.sheets
    _add_up(shown, exact, columns=len(kroner.columns), lines=len(kroner.rows), keys=kroner.keys)
    return book


def _add_up(shown: Sheet, exact: Sheet, *, columns: int, lines: int, keys: int) -> None:
    """Formulas for sums and for what they lack. Neither sheet is to be sorted, as they refer to each other row by row."""
    rows = range(shown.listed.start, shown.listed.start + lines)
    last, odd, kroner = columns - 1, columns, columns + 1
    below = exact.listed.start - rows.start  # of a row in the one sheet, the same in the other
    for row in rows:
        if last > keys:
            for sheet, own in ((shown, row), (exact, row + below)):
                _calculate(sheet, own, last, f"SUM({near(own, keys)}:{near(own, last - 1)})")
        _calculate(shown, row, kroner, exact.of(near(row + below, last)))
    for column in range(keys, columns):
        _calculate(shown, rows.stop, column, f"SUM({down(column, rows)})")
        total = exact.of(near(rows.stop + below, column))
        _calculate(shown, rows.stop + 1, column, f"{total}-1000*{near(rows.stop, column)}")
    _calculate(shown, rows.stop, kroner, f"SUM({down(kroner, rows)})")
    for row in (*rows, rows.stop):
        _calculate(shown, row, odd, f"{near(row, kroner)}-1000*{near(row, last)}")
    for column in range(kroner + 1):
        cell = shown.cells[rows.stop, column]
        shown.put(rows.stop, column, replace(cell, role="listed sum" if cell.form == "text" else "sum"))
    shown.listed = exact.listed = range(0)


def _calculate(sheet: Sheet, row: int, column: int, formula: str) -> None:
    sheet.put(row, column, replace(sheet.cells[row, column], formula=formula))
