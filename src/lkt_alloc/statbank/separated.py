"""A CSV download: a title, a heading and rows, with semicolons, commas or tabs. Each cell keeps its line and column.

Cells are cut by an expression of our own, since Python's csv does not say where a cell stands.
"""

import re
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from lkt_alloc.diagnostics.findings import Place
from lkt_alloc.language.sentences import Sentence, sentence
from lkt_alloc.statbank import cells
from lkt_alloc.statbank.cells import TOTAL, Ages, Download, DownloadCell, Spot

_BREAK: Final = re.compile("\r\n|[\n\r]")
_CELLS: Final = {d: re.compile(rf'(?:\A|{d})(?:"((?:[^"]|"")*)"(?={d}|\Z)|([^{d}]*))') for d in (";", "\t", ",")}
_HEAD: Final = 20
_MOST: Final = 50
_VALUE: Final = ("value", "verdi")

Bit = tuple[str, int, int]
"""The text of a cell, and the columns it fills, counted from 0."""


def read(name: str, text: str) -> Download:
    """The table in a text; the findings say what could not be understood."""
    lines = _BREAK.split(text)
    table = Download(name)
    found = _heading(lines)
    if not found:
        table.report(
            "missing-field",
            Spot(Place(name, 1, 1, 2), lines[0]),
            sentence('There is no column "region".'),
            sentence(
                "Choose table 07459 or 06913 in the StatBank, and download it as CSV with semicolons or as JSON-stat 2."
            ),
        )
        return table
    at, delimiter = found
    title = next((line for line in lines[: at + 1] if cells.table_code(line)), "")
    table.code, table.title = cells.table_code(title), title
    _Rows(table, lines, at, delimiter).read()
    return table


def _heading(lines: list[str]) -> tuple[int, str] | None:
    """The line of the heading and what separates its cells."""
    for at, line in enumerate(lines[:_HEAD]):
        for delimiter in _CELLS:
            bits = _split(line, delimiter)
            if len(bits) > 1 and any(cells.role(text) == "region" for text, _, _ in bits):
                return at, delimiter
    return None


def _split(line: str, delimiter: str) -> list[Bit]:
    return [
        (found[2], found.start(2), found.end())
        if found[1] is None
        else (found[1].replace('""', '"'), found.start(1) - 1, found.end())
        for found in _CELLS[delimiter].finditer(line)
    ]


class _Column(Struct, frozen=True):
    """A column of figures; `year` is 0 where a column of its own has it."""

    at: int
    contents: str
    sex: str
    ages: Ages | str
    year: int


class _Rows:
    """The rows below a heading, and what its columns mean."""

    def __init__(self, table: Download, lines: list[str], at: int, delimiter: str) -> None:
        self.table, self.lines, self.at, self.delimiter = table, lines, at, delimiter
        self.head = _split(lines[at], delimiter)
        self.stub = {cells.role(text) or "": i for i, (text, _, _) in enumerate(self.head) if cells.role(text)}
        self.columns: list[_Column] = []
        table.spot = self._spot

    def read(self) -> None:
        """Understand the heading, and let the table have the rows."""
        for i, bit in enumerate(self.head):
            if cells.role(bit[0]) is None:
                self._take_column(i, bit)
        if not self.columns and not self.table.findings:
            self._report(self.at, self.head[0], "missing-field", sentence("There is no column with figures."))
        years = {column.year for column in self.columns}
        if "year" in self.stub:
            at = self.stub["year"]
            found = [bits[at][0].strip() for _, bits in self._bits() if len(bits) > at]
            years = {int(text) for text in found if cells.years_in(text) == [text]}
        self.table.years = tuple(sorted(years)) if not self.table.findings else ()
        self.table.cells = self._cells

    def _take_column(self, i: int, bit: Bit) -> None:
        text = bit[0]
        contents, sex, ages = cells.heading(text)
        if cells.table_code(text) or contents.casefold() in _VALUE:
            contents = ""
        years = cells.years_in(text) if "year" not in self.stub else ["0"]
        if len(years) == 1:
            self.columns.append(_Column(i, contents, sex, ages, int(years[0])))
        else:
            message = sentence('It is not clear what the column "{name}" is.', name=text[:80])
            remedy = sentence("Download the table with region, year and contents only, or with sex and age besides.")
            self._report(self.at, bit, "unknown-field", message, remedy)

    def _bits(self) -> Iterator[tuple[int, list[Bit]]]:
        """The rows that have anything; what stands alone on a line is a note."""
        for at in range(self.at + 1, len(self.lines)):
            bits = _split(self.lines[at], self.delimiter)
            if len(bits) > 1 and any(text.strip() for text, _, _ in bits):
                yield at, bits

    def _rows(self, year: int) -> Iterator[tuple[int, list[Bit], tuple[str, str]]]:
        """The rows of municipalities, each with its line and its region."""
        before, at_region = len(self.table.findings), self.stub["region"]
        named: tuple[int, Bit] | None = None
        numbered = False
        for at, bits in self._bits():
            if len(bits) != len(self.head):
                message = sentence("This row has {n} cells, and the heading {of}.", n=len(bits), of=len(self.head))
                self._report(at, bits[0], "syntax", message)
            elif where := cells.region(bits[at_region][0]):
                numbered = True
                if "year" not in self.stub or bits[self.stub["year"]][0].strip() == str(year):
                    yield at, bits, where
            elif cells.only_named(bits[at_region][0]):
                named = named or (at, bits[at_region])
            if len(self.table.findings) - before >= _MOST:
                return  # what is wrong with so many rows is wrong with all of them
        if named and not numbered:
            message = sentence("The regions have names and no numbers: Voss and Øygarden are two municipalities each.")
            remedy = sentence("Choose codes, or codes and texts, for the regions when you download the table.")
            self._report(*named, "missing-field", message, remedy)

    def _cells(self, year: int) -> Iterator[DownloadCell]:
        contents = set[str]()
        columns = [column for column in self.columns if column.year in (0, year)]
        for at, bits, where in self._rows(year):
            for column in columns:
                said = bits[self.stub["contents"]][0] if "contents" in self.stub else column.contents
                contents.add(said)
                if _counts_people(said):
                    yield self._cell(at, bits, column, where)
        if contents and not any(map(_counts_people, contents)):
            self._report(self.at, self.head[0], "unknown-value", cells.no_population(sorted(contents)))

    def _cell(self, at: int, bits: list[Bit], column: _Column, where: tuple[str, str]) -> DownloadCell:
        """One figure, for the sex and the ages that its row and its column say."""
        sex: str | None = column.sex
        ages: Ages | str | None = column.ages
        if "sex" in self.stub:
            sex = cells.sex(bits[self.stub["sex"]][0])
        if "ages" in self.stub:
            ages = cells.ages(bits[self.stub["ages"]][0])
        for role, value in (("sex", sex), ("ages", ages)):
            if value is None:
                bit = bits[self.stub[role]]
                self._report(at, bit, "unknown-value", sentence('"{said}" cannot stand here.', said=bit[0][:40]))
        return DownloadCell(*where, sex or TOTAL, ages or TOTAL, bits[column.at][0], (at, bits[column.at]))

    def _spot(self, at: tuple[int, Bit]) -> Spot:
        line, (_, start, stop) = at
        return Spot(Place(self.table.name, line + 1, start + 1, max(stop, start + 1) + 1), self.lines[line])

    def _report(self, at: int, bit: Bit, rule: str, message: Sentence, remedy: Sentence | None = None) -> None:
        self.table.report(rule, self._spot((at, bit)), message, remedy or sentence("Download the table anew."))


def _counts_people(contents: str) -> bool:
    return not contents or cells.is_population(contents)
