"""Workbooks (xlsx, xls, ods) as sheets of cells, read by calamine. Nothing is calculated: a formula is the value it was saved with."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from html import unescape
from io import BytesIO
from typing import Any, Final
from zipfile import BadZipFile, ZipFile

from msgspec import Struct
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from lkt_alloc.files.sheets import SAVE_AS_WORKBOOK, Grid, GridCell, column_letters, is_packed
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import sentence

MOST_CELLS: Final = 2_000_000
_MOST_UNPACKED: Final = 200_000_000


def workbook(name: str, raw: bytes, *, hidden: bool = False) -> list[Grid]:
    """The sheets that are seen, with `hidden` all. Raises `CannotRun` when it is no workbook, is damaged or has a password."""
    faults = _faults(raw) if raw.startswith(b"PK") else {}
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(raw))
        # older ones make a new value each time: equal, not the same
        seen = [
            about.name
            for about in book.sheets_metadata
            if about.typ == SheetTypeEnum.WorkSheet and (hidden or about.visible == SheetVisibleEnum.Visible)
        ]
        return [_sheet(name, book.get_sheet_by_name(one), faults.get(one, _Beside())) for one in seen]
    except CalamineError:
        reason = sentence("This is not a workbook, or it is damaged or protected with a password.")
        raise CannotRun(reason, SAVE_AS_WORKBOOK) from None


class _Beside(Struct, frozen=True):
    """What the library does not see of a sheet: cells without a value, with what stands for it, and what is hidden, as `C:D`."""

    faults: Mapping[tuple[int, int], str] = {}
    hidden: tuple[str, ...] = ()


def _sheet(file: str, sheet: Any, beside: _Beside) -> Grid:
    rows = [list(map(_cell, row)) for row in sheet.to_python(skip_empty_area=False)]
    for (row, column), fault in beside.faults.items():
        rows += [[] for _ in range(len(rows), row + 1)]
        rows[row] += [""] * (column + 1 - len(rows[row]))
        rows[row][column] = fault
    merged = tuple((*first, *last) for first, last in sheet.merged_cell_ranges or ())
    return Grid(file, sheet.name, rows, merged, hidden=beside.hidden)


def _cell(value: Any) -> GridCell:
    """A value as a spreadsheet shows it, with no more than the fifteen digits it can have."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        number = Decimal(format(value, ".15g"))
        return int(number) if number == number.to_integral_value() else number
    return value if isinstance(value, str | int | date) and not isinstance(value, datetime) else str(value)


# What the library does not look at, or not before it is too late, is found in the sheets of an xlsx by expressions

_SHEET: Final = re.compile(rb"<(?:\w+:)?sheet\s[^>]*>")
_RELATION: Final = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*>")
_ROW_OR_CELL: Final = re.compile(rb"""\sr=["']([A-Z]{0,3})([0-9]{1,7})["']""")
_HIDDEN: Final = re.compile(rb"""<(?:\w+:)?(?:row|col)\b[^>]*?\shidden=["'](?:1|true)["'][^>]*>""")
_NOT_CALCULATED: Final = re.compile(
    rb"""<(?:\w+:)?c\s(?![^>]*\bt=["']str["'])(?:[^>]*\s)?r=["']([A-Z]+)([0-9]+)["'][^>]*>"""
    rb"""<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>([^<]*)</(?:\w+:)?f>)(?:<(?:\w+:)?v\s*(?:/>|></(?:\w+:)?v>))?</(?:\w+:)?c>"""
)
_FAULT: Final = re.compile(
    rb"""<(?:\w+:)?c(?=[^>]*\st=["']e["'])[^>]*\sr=["']([A-Z]+)([0-9]+)["'][^>]*>(?:<f.*?(?:</f>|/>))?<v>([^<]*)""",
    re.DOTALL,
)


def _faults(raw: bytes) -> dict[str, _Beside]:
    """By sheet: cells whose formula failed, as `#DIV/0!`, or was never calculated, as `=A1+A2`, and what is hidden.

    Raises `CannotRun` when the sheets would fill memory: a cell at the far corner is a sheet of 17 thousand million.
    """
    try:
        archive = ZipFile(BytesIO(raw))
        if sum(part.file_size for part in archive.infolist()) > _MOST_UNPACKED:
            raise _too_large()
        names = archive.namelist()
        if "word/document.xml" in names:
            raise CannotRun(sentence("This is a Word document."), SAVE_AS_WORKBOOK)
        if "xl/workbook.xml" not in names and "content.xml" not in names:
            raise is_packed("zip")
        return {name: _Beside(dict(_faults_in(part)), tuple(_hidden(part))) for name, part in _parts(archive)}
    except (BadZipFile, KeyError, NotImplementedError, RuntimeError, OSError, EOFError):
        return {}  # the library will say what it is


def _parts(archive: ZipFile) -> Iterator[tuple[str, bytes]]:
    """The sheets of an xlsx: their names, and their XML."""
    if "xl/workbook.xml" not in archive.namelist():
        return  # one of LibreOffice, in which a failed formula is text
    targets = {
        _attribute(one, rb"Id"): _attribute(one, rb"Target")
        for one in _RELATION.findall(archive.read("xl/_rels/workbook.xml.rels"))
    }
    for sheet in _SHEET.findall(archive.read("xl/workbook.xml")):
        target = targets.get(_attribute(sheet, rb"(?:\w+:)?id"), "")
        yield _attribute(sheet, rb"name"), archive.read(target[1:] if target.startswith("/") else f"xl/{target}")


def _attribute(tag: bytes, name: bytes) -> str:
    found = re.search(rb"\s" + name + rb"""=["']([^"']*)["']""", tag)
    return unescape(found[1].decode("utf-8", "replace")) if found else ""


def _faults_in(part: bytes) -> Iterator[tuple[tuple[int, int], str]]:
    rows = columns = 1
    for found in _ROW_OR_CELL.finditer(part):
        rows, columns = max(rows, int(found[2])), max(columns, _column(found[1]) + 1)
    if rows * columns > MOST_CELLS:
        raise _too_large()
    for letters, number, said in _FAULT.findall(part):
        yield (int(number) - 1, _column(letters)), said.decode("ascii", "replace")
    for letters, number, formula in _NOT_CALCULATED.findall(part):
        yield (int(number) - 1, _column(letters)), f"={unescape(formula.decode('utf-8', 'replace'))}"


def formulas(raw: bytes) -> dict[str, frozenset[tuple[int, int]]]:
    """By sheet of an xlsx that has been read, the cells with a formula, counted from 0. Of other kinds of workbook nothing is known."""
    if not raw.startswith(b"PK"):
        return {}
    return {
        name: frozenset((int(number) - 1, _column(letters)) for letters, number in _WITH_FORMULA.findall(part))
        for name, part in _parts(ZipFile(BytesIO(raw)))
    }


_WITH_FORMULA: Final = re.compile(rb"""<(?:\w+:)?c\s(?:[^>]*\s)?r=["']([A-Z]+)([0-9]+)["'][^>]*>\s*<(?:\w+:)?f[\s/>]""")


def _hidden(part: bytes) -> Iterator[str]:
    for tag in _HIDDEN.findall(part):
        first, last = _attribute(tag, b"min"), _attribute(tag, b"max")
        if first:
            yield f"{column_letters(int(first) - 1)}:{column_letters(int(last) - 1)}"
        else:
            yield f"{_attribute(tag, b'r')}:{_attribute(tag, b'r')}"


def _column(letters: bytes) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + letter - ord("A") + 1
    return max(column - 1, 0)


def _too_large() -> CannotRun:
    return CannotRun(
        sentence("The workbook has more cells than {most}, which is the limit.", most=MOST_CELLS),
        sentence("Delete what is far below or to the right of the table, also what looks empty."),
    )
