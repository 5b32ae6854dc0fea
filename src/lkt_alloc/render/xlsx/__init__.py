"""A workbook as the bytes of an xlsx file: the same bytes for the same workbook, always. Only this room knows XlsxWriter."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from fractions import Fraction
from io import BytesIO
from itertools import groupby
from typing import Any, Final

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from lkt_alloc.files.made_of import SHEET
from lkt_alloc.language.sentences import Value
from lkt_alloc.language.words import Words
from lkt_alloc.render.xlsx.layout import lay_out, with_whole_titles
from lkt_alloc.reports.blocks import Report, Table
from lkt_alloc.reports.list_book import list_book
from lkt_alloc.reports.workbook.cells import Sheet, SheetCell, Workbook, column_name

_FOREVER: Final = datetime(2000, 1, 1, tzinfo=UTC).replace(
    tzinfo=None
)  # the date of every file: bytes depend on content only
_LONGEST_TEXT: Final = 32_767

_DARK, _PALE, _LINE, _INPUT, _QUIET = "#1F4E5F", "#E8F0F2", "#C9D3D6", "#FFF6D6", "#5B6770"
_EDGE: Final = "#8A6D00"
_GOOD, _BAD = "#1B6E3C", "#B3261E"
_SHORT_DATE: Final = 14  # number of the format that follows the reader's own settings
_FORMS: Final[dict[str, str | int]] = {
    "number": "#,##0",
    "kroner": "#,##0",
    "exact": "#,##0.00",
    "rounded": "#,##0.00",  # where it is nothing, there may be a little: so it is no dash
    "percent": "0.000\N{NO-BREAK SPACE}%",
    "percent of a list": "0.0\N{NO-BREAK SPACE}%",
    "fraction": "#,##0.000000",
    "date": _SHORT_DATE,
    "decimal": "#,##0.######",
    "signed": "#,##0.00####",
    "whole": "#,##0",
    "tiny": "0.0E+00",
}
_CALM: Final = {
    "number": '#,##0;-#,##0;"–"',
    "kroner": '#,##0;-#,##0;"–"',
    "exact": '#,##0.00;-#,##0.00;"–"',
}  # nothing is a dash, where it only is to be read
_HEAD: Final = {"bold": True, "font_color": "white", "bg_color": _DARK, "text_wrap": True, "valign": "vcenter"}
_FIGURE: Final = {"align": "right", "indent": 1, "valign": "top"}  # never close to what stands beside it
_LISTED: Final = {"align": "left", "indent": 2, "valign": "top"}  # never close to the figure beside it
_ROLES: Final[dict[str, dict[str, Any]]] = {
    "plain": {"bottom": 4, "bottom_color": _LINE, "valign": "top"},
    "input": {"bg_color": _INPUT, "border": 1, "border_color": _EDGE, "locked": False},
    "legend": {"bg_color": _INPUT, "border": 1, "border_color": _EDGE},
    "head": _HEAD,
    "figure head": _HEAD | {"align": "right", "indent": 1},
    "period": {"bold": True, "font_color": _DARK, "font_size": 12},
    "sum": {"bold": True, "top": 1, "bg_color": _PALE},
    "step": {"font_color": _QUIET},
    "title": {"bold": True, "font_size": 15, "font_color": _DARK},
    "long title": {"bold": True, "font_size": 15, "font_color": _DARK, "text_wrap": True, "valign": "top"},
    "note": {"italic": True, "font_color": _QUIET},
    "wrong": {"bold": True, "font_color": "#B3261E"},
    "wrapped": {"text_wrap": True, "valign": "top"},
    "listed": _LISTED | {"bottom": 4, "bottom_color": _LINE, "text_wrap": True},
    "listed head": _HEAD | {"align": "left", "indent": 2},
    "listed sum": _LISTED | {"bold": True, "top": 1, "bg_color": _PALE},
    "verdict": {"bold": True, "font_color": _BAD},
    "quiet": {"font_color": _QUIET, "font_size": 10},
    "line": {"bottom": 1},
}


def render(book: Workbook, _: Words) -> bytes:
    """The workbook as an xlsx file, made in memory."""
    stream = BytesIO()
    file = xlsxwriter.Workbook(stream, {"in_memory": True})
    file.set_properties({"title": book.title, "author": book.creator, "created": _FOREVER})
    file.set_calc_mode("auto")
    formats: dict[tuple[str, str, bool], Format] = {}
    with_ore = any(_has_ore(cell) for sheet in book.sheets for cell in sheet.cells.values())
    for sheet in map(with_whole_titles, book.sheets):
        page = file.add_worksheet(sheet.name)
        for (row, column), cell in sorted(sheet.cells.items()):
            style = _format(file, formats, cell, with_ore=with_ore)
            if cell.role == "long title" and sheet.printed_columns > 1:
                page.merge_range(row, column, row, sheet.printed_columns - 1, None, style)
            _write(page, row, column, cell, style)
        lay_out(page, sheet, book)
        _guide_typing(page, sheet, book.typed)
        if book.made_of:
            _colour(file, page, sheet)
            page.protect("", {"format_columns": True, "format_rows": True})
    for name, reference in book.names.items():
        file.define_name(name, f"={reference}")
    if book.made_of:
        page = file.add_worksheet(SHEET)
        page.write_string(0, 0, book.made_of[:_LONGEST_TEXT])
        page.very_hidden()
    file.close()
    return stream.getvalue()


def render_list(table: Table, words: Words, about: Report, sheets: Sequence[tuple[Value, Table]] = ()) -> bytes:
    """A table as a list to use, what it is put together from, a sheet for each, and what there is to know about it as the last sheet."""
    return render(list_book(table, about, words, sheets), words)


def _has_ore(cell: SheetCell) -> bool:
    return cell.form == "kroner" and isinstance(cell.value, Fraction) and cell.value.denominator > 1


def _is_formula_like(cell: SheetCell) -> bool:
    return isinstance(cell.value, str) and cell.value.startswith(("=", "+", "-", "@"))


def _format(
    file: xlsxwriter.Workbook, formats: dict[tuple[str, str, bool], Format], cell: SheetCell, *, with_ore: bool
) -> Format:
    """The format of a cell, each made once. Text that looks like a formula is marked as text, also for whoever edits it."""
    wanted = (cell.role, cell.form, _is_formula_like(cell))
    if wanted not in formats:
        name = "exact" if cell.form == "kroner" and with_ore else cell.form
        form = _CALM.get(name, _FORMS.get(name)) if cell.role == "plain" else _FORMS.get(name)
        shown = {"num_format": form, **_FIGURE} if form else {}
        quoted = {"quote_prefix": True} if _is_formula_like(cell) else {}
        formats[wanted] = file.add_format(_ROLES[cell.role] | shown | quoted)
    return formats[wanted]


def _write(page: Worksheet, row: int, column: int, cell: SheetCell, style: Format) -> None:
    value = _plain(cell.value)
    if cell.formula is not None:
        page.write_formula(row, column, f"={cell.formula}", style, value)
    elif value is None:
        page.write_blank(row, column, None, style)
    elif isinstance(value, str):
        page.write_string(row, column, value, style)
    elif isinstance(value, date):
        page.write_datetime(row, column, value, style)
    else:
        page.write_number(row, column, value, style)


def _plain(value: str | int | Fraction | date | None) -> str | int | float | date | None:
    """A value as a spreadsheet has it: 15 digits, and so many characters."""
    if isinstance(value, Fraction):
        return value.numerator if value.denominator == 1 else value.numerator / value.denominator
    # the name of a file may have bytes that are not UTF-8
    return value[:_LONGEST_TEXT].encode("utf-8", "replace").decode() if isinstance(value, str) else value


def _colour(file: xlsxwriter.Workbook, page: Worksheet, sheet: Sheet) -> None:
    """Verdicts by what they say, cells that are not as they were made, and øre where there are any."""
    for (row, column), cell in sheet.cells.items():
        if cell.role == "verdict":
            where, at = (row, column, row, column), f"{column_name(column)}{row + 1}"
            good = {"font_color": _GOOD}
            page.conditional_format(
                *where,
                {"type": "formula", "criteria": f'=LEFT({at},1)="\N{CHECK MARK}"', "format": file.add_format(good)},
            )
    changed = file.add_format({"bg_color": "#FFD08A", "bold": True})
    for rows, columns, far in sheet.changed:
        first, made = (f"{column_name(column)}{rows.start + 1}" for column in (columns.start, far + columns.start))
        where = (rows.start, columns.start, rows.stop - 1, columns.stop - 1)
        page.conditional_format(*where, {"type": "formula", "criteria": f"={first}<>{made}", "format": changed})
    ore = file.add_format({"num_format": "#,##0.00"})
    for places in _of_form(sheet, "kroner"):
        row, column = places[0]
        at, until = f"{column_name(column)}{row + 1}", places[-1][0]
        rule = {"type": "formula", "criteria": f"=ROUND({at},0)<>{at}", "format": ore}
        page.conditional_format(row, column, until, column, rule)


def _of_form(sheet: Sheet, form: str) -> list[list[tuple[int, int]]]:
    """Cells of a form that stand below each other, as runs."""
    places = sorted((column, row) for (row, column), cell in sheet.cells.items() if cell.form == form)
    runs = groupby(enumerate(places), lambda item: (item[1][0], item[1][1] - item[0]))
    return [[(row, column) for _, (column, row) in run] for _, run in runs]


def _guide_typing(page: Worksheet, sheet: Sheet, typed: dict[str, str]) -> None:
    """Say what may be typed in cells for input, and refuse the rest."""
    for form, said in typed.items():
        places = sorted((c, r) for (r, c), cell in sheet.cells.items() if (cell.role, cell.form) == ("input", form))
        if places:
            rule = _TYPED[form]
            first = (places[0][1], places[0][0])
            said_wrong = {
                "error_message": said[:255],
                "input_message": said[:255],
                "multi_range": " ".join(_ranges(places)),
            }
            page.data_validation(*first, *first, rule | said_wrong)


_TYPED: Final[dict[str, dict[str, Any]]] = {
    "number": {"validate": "integer", "criteria": ">=", "value": 0},
    "whole": {"validate": "integer", "criteria": ">=", "value": 1},
    "kroner": {"validate": "decimal", "criteria": "between", "minimum": -(10**13), "maximum": 10**13},
    "decimal": {"validate": "decimal", "criteria": ">=", "value": 0},
    "signed": {"validate": "decimal", "criteria": "between", "minimum": -(10**13), "maximum": 10**13},
}
"""What may be typed into cells of each form."""


def _ranges(places: Iterable[tuple[int, int]]) -> list[str]:
    """Cells, column by column, as ranges of neighbours."""
    ranges = []
    for (column, _), run in groupby(enumerate(places), lambda item: (item[1][0], item[1][1] - item[0])):
        rows = [row for _, (_, row) in run]
        ranges.append(f"{column_name(column)}{rows[0] + 1}:{column_name(column)}{rows[-1] + 1}")
    return ranges
