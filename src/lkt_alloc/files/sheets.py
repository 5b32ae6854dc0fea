"""Tables as people have them become rows of cells: workbooks (xlsx, xls, ods), and text with semicolons, tabs or commas.

Knows where each cell stands, and nothing of what the cells mean.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from msgspec import Struct

from lkt_alloc.diagnostics.findings import Place
from lkt_alloc.files.decoding import wide
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import sentence

GridCell = str | int | Decimal | date
"""A cell as it is written or shown: never a binary fraction. What is empty is empty text; times and truth values are text."""

Area = tuple[int, int, int, int]
"""Cells that are merged: first row, first column, last row, last column, counted from 0, all included. The first has the value."""


class Grid(Struct, frozen=True):
    """A table as it stands: all its rows from the first and all their cells, counted from 0.

    `file` and `name` are what findings call it; text has no `name`, but the `lines` that its rows are, one each, and the
    `delimiter` of its cells. `hidden` are rows and columns of a workbook that are not shown, as `7:7` and `C:D`.
    """

    file: str
    name: str
    rows: Sequence[Sequence[GridCell]]
    merged: tuple[Area, ...] = ()
    lines: Sequence[str] = ()
    delimiter: str = ""
    hidden: tuple[str, ...] = ()

    def spot(self, row: int, column: int) -> tuple[Place, str]:
        """Where a cell stands, and the line to show: of the text, or the whole row of a workbook with the cell's address."""
        if self.delimiter:
            line = self.lines[row]
            bits = list(_bits(line, self.delimiter))
            start, stop = bits[min(column, len(bits) - 1)][1:]
        else:
            before = [written(cell) for cell in self.rows[row]]
            line = _BETWEEN.join(before)
            start = sum(len(text) + len(_BETWEEN) for text in before[:column])
            stop = start + len(before[column]) if column < len(before) else start
        return Place(self.file, row + 1, start + 1, max(stop, start + 1) + 1, self.address(row, column)), line

    def address(self, row: int, column: int) -> str:
        """What a workbook calls a cell, as `Ark1!B7`; empty for text."""
        return f"{self.name}!{column_letters(column)}{row + 1}" if self.name else ""


_BETWEEN: Final = " | "
_BREAK: Final = re.compile("\r\n|[\n\r]")
_CELLS: Final = {d: re.compile(rf'(?:\A|{d})(?:"((?:[^"]|"")*)"(?={d}|\Z)|([^{d}]*))') for d in (";", "\t", ",")}
_LOOKED_AT: Final = 100


def sheets(name: str, raw: bytes) -> list[Grid]:
    """The sheets of a workbook that are seen, in its order; or the one that a text is. `name` is what the file is known as.

    Raises `CannotRun`, with what the file is, when it is neither.
    """
    if raw.startswith((_ZIP, _OLE)):
        from lkt_alloc.files.workbooks import workbook

        return workbook(name, raw)
    refuse_others(raw)
    return [of_text(name, text_of(raw))]


def of_text(name: str, text: str) -> Grid:
    """The rows of a text, cut where most lines can be cut."""
    lines = _BREAK.split(text)
    some = [line for line in lines[:_LOOKED_AT] if line]
    delimiter = max(_CELLS, key=lambda one: sum(len(list(_bits(line, one))) > 1 for line in some))
    return Grid(name, "", [[bit for bit, _, _ in _bits(line, delimiter)] for line in lines], (), lines, delimiter)


def _bits(line: str, delimiter: str) -> Iterator[tuple[str, int, int]]:
    """The cells of a line with the columns they fill: by an expression of our own, as Python's csv does not say where a cell stands."""
    for found in _CELLS[delimiter].finditer(line):
        if found[1] is None:
            yield found[2], found.start(2), found.end()
        else:
            yield found[1].replace('""', '"'), found.start(1) - 1, found.end()


def text_of(raw: bytes) -> str:
    """The letters that bytes stand for: UTF-8 or UTF-16 with or without a mark, else Windows-1252 as Excel and the StatBank write."""
    if encoding := wide(raw):
        return raw.decode(encoding, "replace").removeprefix("\ufeff")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def written(cell: GridCell) -> str:
    """A cell as text: whole numbers as digits, others with a point, dates as year-month-day."""
    return f"{cell:f}" if isinstance(cell, Decimal) else str(cell)


def column_letters(column: int) -> str:
    """What a workbook calls a column, counted from 0.

    >>> column_letters(1), column_letters(26)
    ('B', 'AA')
    """
    before, last = divmod(column, 26)
    return (column_letters(before - 1) if before else "") + chr(ord("A") + last)


_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PACKED: Final = {
    b"\x1f\x8b": "gzip",
    b"7z\xbc\xaf\x27\x1c": "7z",
    b"Rar!": "rar",
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
    b"\x28\xb5\x2f\xfd": "zstd",
}
_OTHERS: Final = {b"%PDF": "PDF", b"PAR1": "Parquet"}
_IN_WORDS: Final = (
    (re.compile(r'CHARSET="|AXIS-VERSION="|CODEPAGE="'), "px (PC-Axis)"),
    (re.compile(r"<!doctype html|<html|<head|<body|<table|<meta", re.IGNORECASE), "HTML"),
    (re.compile(r"<\?xml|<[a-z]+:?[a-z]* xmlns", re.IGNORECASE), "XML"),
)
SAVE_AS_WORKBOOK: Final = sentence("Save or download the table as Excel (xlsx) or as CSV.")


def refuse_others(raw: bytes) -> None:
    """Raises `CannotRun`, with what the file is, when it is no text with cells."""
    for beginning, kind in _PACKED.items():
        if raw.startswith(beginning):
            raise is_packed(kind)
    start = text_of(raw[:2000]).lstrip()
    kinds = [kind for beginning, kind in _OTHERS.items() if raw.startswith(beginning)]
    kinds += [kind for pattern, kind in _IN_WORDS if pattern.match(start)]
    if kinds:
        raise CannotRun(
            sentence("This is a file of the kind {kind}, which is not read here.", kind=kinds[0]), SAVE_AS_WORKBOOK
        )


def is_packed(kind: str) -> CannotRun:
    """What is said of a file that has another inside."""
    return CannotRun(
        sentence("This is a compressed file ({kind}).", kind=kind),
        sentence("Unpack it, and name the file that comes out."),
    )
