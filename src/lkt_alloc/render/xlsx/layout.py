"""How a sheet of a workbook is laid out: widths, heights of rows with text in several lines, panes, and pages on paper."""

from fractions import Fraction
from itertools import pairwise
from math import ceil
from textwrap import shorten
from typing import Final

from msgspec.structs import replace
from xlsxwriter.utility import xl_pixel_width
from xlsxwriter.worksheet import Worksheet

from lkt_alloc.reports.workbook.cells import Sheet, SheetCell, Workbook, column_name

_A4: Final = 9
_LONGEST_FOOTER: Final = 80
_PLAIN: Final = '&"-,Regular"'  # the font as it is: digits at once after a size would be taken for more of it
_WIDTH: Final = 8  # of a column whose width is not set, in characters
_LINE_HEIGHT, _AIR, _HIGHEST, _LOW = 15, 5, 409, 4
_PIXELS: Final = 7  # of a character of a column's width; figures and most letters are no wider
# how much of a column's width text may take: bold letters are wider, and some stand off the edge
_WRAPPED: Final = {
    "head": 0.85,
    "figure head": 0.8,
    "wrapped": 0.97,
    "listed": 0.9,
    "listed head": 0.75,
    "long title": 0.65,
}
_TALL: Final = {"title": 24, "period": 24}
_TITLE_HEIGHT: Final = 20
_ONE_PAGE: Final = {False: 62, True: 40}  # so many rows, upright or not, are one page: none is left with two of them
_WIDEST_PAGE: Final = 220  # characters of a list that are read on a page that lies, at two thirds of their size


def with_whole_titles(sheet: Sheet) -> Sheet:
    """The sheet with titles that are longer than it is wide over several lines."""
    cells = {
        place: replace(cell, role="long title")
        if cell.role == "title" and _lines(cell, _room(sheet, place[1], "long title")) > 1
        else cell
        for place, cell in sheet.cells.items()
    }
    return replace(sheet, cells=cells)


def lay_out(page: Worksheet, sheet: Sheet, book: Workbook) -> None:
    """Widths, frozen panes and print on A4, as wide as the paper, with the headings on every page."""
    for column, width in sheet.widths.items():
        page.set_column(column, column, width)
    for column in sorted(sheet.hidden):
        page.set_column(column, column, sheet.widths.get(column, _WIDTH), None, {"hidden": True})
    heights = _heights(sheet) | dict.fromkeys(sheet.low, _LOW)
    folded = {row for rows in sheet.folded for row in rows}
    for row in sorted({*heights, *folded}):
        options = {"level": 1, "hidden": True} if row in folded else {}
        page.set_row(row, min(heights.get(row, _LINE_HEIGHT), _HIGHEST), None, options)
    rows, columns = sheet.size
    heads = f"A{sheet.head.start + 1}:{column_name(columns - 1)}{sheet.head.stop}"
    listed = f"A1:{column_name(columns - 1)}{rows}"
    page.ignore_errors({"number_stored_as_text": listed if sheet.listed else f"A1:A{rows} {heads}"})
    if sheet.listed:
        page.autofilter(sheet.listed.start - 1, 0, sheet.listed.stop - 1, columns - 1)
    page.hide_gridlines(2)
    page.freeze_panes(*sheet.frozen)
    page.set_paper(_A4)
    if sheet.landscape:
        page.set_landscape()
    across = _pages_across(sheet)
    page.fit_to_pages(across, 1 if across == 1 and rows - len(folded) <= _ONE_PAGE[sheet.landscape] else 0)
    if across > 1:
        page.repeat_columns(0, max(sheet.frozen[1] - 1, 0))
    page.set_h_pagebreaks(_page_breaks(sheet, rows, folded))
    page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    page.repeat_rows(sheet.head.start, sheet.head.stop - 1)
    page.print_area(0, 0, rows - 1, sheet.printed_columns - 1)
    title = _in_the_foot(book.title).replace("&", "&&")
    page.set_footer(f"&L&8{_PLAIN}{title} – &A&R&8&P / &N")


def _pages_across(sheet: Sheet) -> int:
    """How many pages a list goes over from left to right, so that it can be read; then what its rows are about is on each."""
    names = sum(sheet.widths.get(column, _WIDTH) for column in range(sheet.frozen[1]))
    width = sum(sheet.widths.get(column, _WIDTH) for column in range(sheet.printed_columns))
    return ceil(Fraction(width - names, _WIDEST_PAGE - names)) if sheet.listed and width > _WIDEST_PAGE else 1


def _page_breaks(sheet: Sheet, rows: int, folded: set[int]) -> list[int]:
    """Where printed pages begin: as many blocks on each as there is room for."""
    breaks, start = [], 0
    for block, end in pairwise([*sheet.pages, rows]):
        if sum(row not in folded for row in range(start, end)) > _ONE_PAGE[sheet.landscape]:
            breaks.append(block)
            start = block
    return breaks


def _in_the_foot(title: str) -> str:
    """A title with as many whole words as there is room for, and with what follows its last colon, as a period."""
    if len(title) <= _LONGEST_FOOTER:
        return title
    name, colon, last = title.rpartition(": ")
    room = _LONGEST_FOOTER - len(colon + last)
    return (
        shorten(name, room, placeholder=" …") + colon + last
        if room > len(last)
        else shorten(title, _LONGEST_FOOTER, placeholder=" …")
    )


def _heights(sheet: Sheet) -> dict[int, float]:
    """The heights of rows with text in several lines, and of headings; spreadsheets do not find out themselves."""
    heights: dict[int, float] = {}
    for (row, column), cell in sheet.cells.items():
        if cell.role in _WRAPPED:
            lines = _lines(cell, _room(sheet, column, cell.role))
            height = _TITLE_HEIGHT if cell.role == "long title" else _LINE_HEIGHT
            heights[row] = max(heights.get(row, 0), height * lines + (_AIR if cell.role.endswith("head") else 0))
        elif cell.role in _TALL:
            heights[row] = _TALL[cell.role]
    return heights


def _room(sheet: Sheet, column: int, role: str) -> int:
    """How many pixels text of a role has from a column on: its own width, or that of all that are printed."""
    columns = range(column, max(sheet.printed_columns, column + 1)) if role == "long title" else (column,)
    width = sum(sheet.widths.get(n, _WIDTH) for n in columns if n not in sheet.hidden)
    return max(int(width * _PIXELS * _WRAPPED[role]), _PIXELS)


def _lines(cell: SheetCell, room: int) -> int:
    """How many lines a text takes in so many pixels; a word that is longer than a line is broken."""
    lines, used, space = 1, 0, xl_pixel_width(" ")
    for word in cell.value.split() if isinstance(cell.value, str) else ():
        width = xl_pixel_width(word)
        if used and used + space + width > room:
            lines, used = lines + 1, 0
        used += width + (space if used else 0)
        lines, used = lines + (used - 1) // room, (used - 1) % room + 1
    return lines
