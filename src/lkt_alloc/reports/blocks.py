"""What a result for people consists of: headings, paragraphs, numbered points and tables of typed cells.

Knows nothing of any format or language: cells are values, titles are sentences.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Final

from msgspec import Struct

from lkt_alloc.language.sentences import Fixed, Listed, Ore, Sentence, Text, Value, sentence

Cell = Value | None
Row = tuple[Cell, ...]
Rows = tuple[Sequence[str], Iterable[Sequence[str | int]]]
"""A header and what stands below it, for programs: plain values, the same in every language."""


class Less(Struct, frozen=True):
    """What a column is made of: another `column` less the one it is a difference `of`, in `percent` of that or as it is."""

    column: int
    of: int
    percent: bool = False


class Gathered(Struct, frozen=True):
    """What a `column` is made of: amounts of the `place`-th of the tables that stand beside this one, added up, member by member.

    `heirs` has by number those who are others in this table than there, each with its share of what they pay.
    """

    place: int
    column: int
    heirs: Mapping[str, Mapping[str, Fraction]]


class PerHead(Struct, frozen=True):
    """What a column is made of: a `column` divided by inhabitants, which `heads` has by number."""

    column: int
    heads: Mapping[str, int]


class Column(Struct, frozen=True):
    """A column of a table. Numbers stand to the right; text may be broken over lines where there is little room.

    `strong` is what the table is read for: amounts to be paid. `full` is the heading where there is more room. A column that is `made`
    of others is calculated where there are formulas.
    """

    title: Sentence | Listed | Text | str
    number: bool = True
    strong: bool = False
    full: Sentence | Listed | Text | str = ""
    made: Less | Gathered | PerHead | None = None


class Bars(Struct, frozen=True):
    """A column of amounts that is also drawn as bars after the last column: where there is room, or `always`.

    The longest is the largest of the column.
    """

    column: int
    always: bool = False


class Apart(Struct, frozen=True):
    """A column of dates that rows are added up by, and what is said where there is none."""

    column: int
    lacking: Sentence


class Table(Struct, frozen=True):
    """Rows of cells, and `total`, the sums below them if there are any. The first `keys` columns say what a row is about.

    `marked` is the index of the row that the reader looks for, where there is one, and `summed` that of one with sums, where these are
    not the last. `limit`: so many rows have what those below a line
    have not. `apart`: rows have sums for each date too, where there are several. `drawn` are columns of amounts with bars of their own,
    each column on its own scale, where pictures can be drawn.
    """

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    total: Row
    keys: int
    bars: Bars | None = None
    marked: int | None = None
    summed: int | None = None
    limit: int = 0
    apart: Apart | None = None
    drawn: tuple[int, ...] = ()

    def sums_apart(self) -> list[tuple[date | None, Row]]:
        """A date with the sums of its rows, in order, where there are several; what has none is the last."""
        found: dict[date | None, list[Row]] = {}
        for row in self.rows if self.apart else ():
            day = row[self.apart.column] if self.apart else None
            found.setdefault(day if isinstance(day, date) else None, []).append(row)
        if len(found) < 2:
            return []
        order = sorted(found, key=lambda day: (day is None, day or date.min))
        return [(day, tuple(map(self._added, zip(*found[day], strict=True), self.total))) for day in order]

    @staticmethod
    def _added(cells: Iterable[Cell], total: Cell) -> Cell:
        """The sum of a column of some of the rows, where the column has one."""
        return Ore(sum(cell.ore for cell in cells if isinstance(cell, Ore))) if isinstance(total, Ore) else None

    def shown(self) -> list[Row]:
        """The rows as they are read, with the sums last if there are any: where a column has øre, all its amounts have two decimals."""
        rows = [*self.rows, *([self.total] if self.total else [])]
        with_ore = {n for row in rows for n, cell in enumerate(row) if isinstance(cell, Ore) and cell.ore % 100}
        if not with_ore:
            return rows
        return [tuple(_exact(cell) if n in with_ore else cell for n, cell in enumerate(row)) for row in rows]

    @property
    def strong(self) -> set[int | None]:
        """The indices of rows that stand out, but that of the sums that are the last."""
        return {self.marked, self.summed} - {None}

    def spans(self) -> dict[int, tuple[int, int]]:
        """The least and the largest amount of each column that is drawn, in øre, with nothing between them or one of them."""
        drawn = {n: [cell.ore for row in self.rows if isinstance(cell := row[n], Ore)] for n in self.drawn}
        return {n: (min([0, *amounts]), max([0, *amounts])) for n, amounts in drawn.items()}

    def bar_amounts(self) -> list[int]:
        """The øre that bars are drawn for, row by row; nothing when the table has none."""
        cells = [row[self.bars.column] for row in self.rows] if self.bars else []
        return [cell.ore for cell in cells if isinstance(cell, Ore)]


def _exact(cell: Cell) -> Cell:
    return Fixed(cell.ore, 2) if isinstance(cell, Ore) else cell


class Heading(Struct, frozen=True):
    """A heading; `level` 1 is the title of the whole. `new_page`: where there are pages, it begins one."""

    text: Sentence | Text
    level: int = 2
    new_page: bool = False


class Paragraph(Struct, frozen=True):
    """Lines of text, one for each sentence or for several in a row; a note is small print, the answer is `strong`."""

    sentences: tuple[Sentence | Listed, ...]
    note: bool = False
    strong: bool = False


class Numbered(Struct, frozen=True):
    """Sentences numbered from 1, as the points of a resolution."""

    sentences: tuple[Sentence, ...]


Block = Heading | Paragraph | Numbered | Table
Report = tuple[Block, ...]

# what the columns of tables are called, and the row of sums: one word for a thing in all reports

POST: Final = sentence("Item")
NAME: Final = sentence("Name")
COST: Final = sentence("Cost")
COVERED: Final = sentence("Committed")
EXTERNAL: Final = sentence("External funding")
TO_BE_SHARED: Final = sentence("To be shared")
SUM: Final = sentence("Sum")
NOTHING: Final = "–"
"""Stands where there is no figure, such as a percentage of nothing."""
NOT_COVERED: Final = sentence("Not covered")
ROUNDED_OFF: Final = sentence("Rounding to whole kroner")
NUMBER: Final = sentence("No.")
COMMITTEE: Final = sentence("Committee")
POPULATION: Final = sentence("Population")
SHARE: Final = sentence("Share")
KRONER: Final = sentence("Kroner")
PER_HEAD: Final = sentence("Kroner per head")
PERIOD: Final = sentence("Period")
PAYER: Final = sentence("Payer")
KEY: Final = sentence("Allocation key")
YOUR_REFERENCE: Final = sentence("Your ref.")
INVOICE_ADDRESS: Final = sentence("Invoice address")
