"""What a workbook consists of: sheets of typed cells, some with a formula. Knows no library, no language and no allocation.

Rows and columns count from 0 here; formulas use the names that people see (`C7`). Numbers are exact: whole, or fractions.
"""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Final
from unicodedata import normalize

from msgspec import Struct, field

MAX_ROWS, MAX_COLUMNS = 1_048_576, 16_384
"""How many rows and columns a sheet can have."""

_FORBIDDEN: Final = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
_LONGEST_NAME: Final = 31


class SheetCell(Struct, frozen=True):
    """A value, perhaps with the formula that gives it; `form` is how it is shown, `role` what it is there for.

    Forms: text, number (whole), kroner, exact (kroner with decimals), percent, percent of a list (with one decimal), fraction, date,
    decimal (with as many as there are), signed, whole (1 or more) and tiny.
    Roles: plain, input, head, figure head (over numbers), period, sum, step (of a calculation), title, note, wrong, verdict, wrapped,
    legend, quiet, line (to write on); and of text in a list: listed, listed head, listed sum.
    """

    value: str | int | Fraction | date | None
    form: str = "text"
    role: str = "plain"
    formula: str | None = None


class TypedIn(Struct, frozen=True):
    """A cell to type in: what of the budget it says (`path`), where it stands, and what it said when the workbook was made.

    Paths: ("posts", post, "amounts" | "covered" | "external", period); ("posts", post, "whole") and ("posts", post, "parts", payer);
    ("figures", "population", day, member) and ("figures", measure, period or "", member); ("keys", key, "parts", n, field),
    ("keys", key, "parts", n, "shares", member), ("keys", key, "steps", n, k, field), ("keys", key, "limits", n, "most" | "least") with
    "numerator" and "denominator" after those that are shares; ("indices", index, period). Numbers count from 1; amounts are in kroner.
    """

    path: tuple[str, ...]
    sheet: str
    row: int
    column: int
    value: int | Fraction
    form: str


def column_name(column: int) -> str:
    """The letters of a column.

    >>> column_name(0), column_name(27)
    ('A', 'AB')
    """
    name = ""
    column += 1
    while column:
        column, letter = divmod(column - 1, 26)
        name = chr(ord("A") + letter) + name
    return name


def near(row: int, column: int) -> str:
    """A cell, in a formula that may be copied to other rows: `C7`."""
    return f"{column_name(column)}{row + 1}"


def fixed(row: int, column: int) -> str:
    """The same cell whichever row the formula stands in: `$C$7`."""
    return f"${column_name(column)}${row + 1}"


def down(column: int, rows: range) -> str:
    """A stretch of a column: `C$7:C$30`."""
    name = column_name(column)
    return f"{name}${rows.start + 1}:{name}${rows.stop}"


def rectangle(rows: range, columns: range) -> str:
    """A rectangle, in a formula for any cell: `$C$7:$D$30`."""
    return f"{fixed(rows.start, columns.start)}:{fixed(rows.stop - 1, columns.stop - 1)}"


def frozen(rows: int, columns: int) -> tuple[int, int]:
    """The first row and column that move; so many rows that a screen would have room for little else all move."""
    return (rows if rows <= _MOST_FROZEN else 0), columns


_MOST_FROZEN: Final = 12


def _cut(name: str, longest: int) -> str:
    """As much of a name as spreadsheets count as so many characters: an emoji counts as two."""
    return name.encode("utf-16-le")[: 2 * longest].decode("utf-16-le", "ignore")


class Sheet(Struct):
    """One sheet. `frozen` is the first row and column that move; `head` the rows that are repeated on every printed page.

    `listed` are the rows of a list, below a row of headings, if it is one: whoever uses it may sort and filter them.
    `folded` rows and `hidden` columns are there for whoever looks for them; `pages` are rows that begin a printed page, `low` those that
    are there only to be typed above. `marks` are cells that are coloured where a formula is so: what they stand for, and where.
    """

    name: str
    landscape: bool = False
    cells: dict[tuple[int, int], SheetCell] = field(default_factory=dict)
    widths: dict[int, int] = field(default_factory=dict)
    frozen: tuple[int, int] = (0, 0)
    head: range = range(1)
    printed_columns: int = 1
    listed: range = range(0)
    folded: list[range] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)
    pages: list[int] = field(default_factory=list)
    low: list[int] = field(default_factory=list)
    changed: list[tuple[range, range, int]] = field(default_factory=list)

    def put(self, row: int, column: int, cell: SheetCell) -> None:
        """Fill a cell."""
        self.cells[row, column] = cell

    def fill(self, row: int, column: int, values: Sequence[SheetCell]) -> None:
        """Fill cells side by side."""
        for n, cell in enumerate(values):
            self.cells[row, column + n] = cell

    def of(self, reference: str) -> str:
        """A cell or range of this sheet, for formulas in any sheet: `'2019'!$C$7`."""
        quoted = self.name.replace("'", "''")
        return f"'{quoted}'!{reference}"

    def at(self, row: int, column: int) -> str:
        """One cell of this sheet, for formulas in any sheet."""
        return self.of(fixed(row, column))

    @property
    def size(self) -> tuple[int, int]:
        """How many rows and columns are in use."""
        return max(row for row, _ in self.cells) + 1, max(column for _, column in self.cells) + 1


class Workbook(Struct):
    """All sheets, and what names stand for. `typed` says, for each form of input, what may be typed there.

    `inputs` are the cells to type in; `made_of` says in JSON what the workbook was made of, so that it can be read back.
    """

    title: str
    sheets: list[Sheet] = field(default_factory=list)
    typed: dict[str, str] = field(default_factory=dict)
    creator: str = ""
    inputs: list[TypedIn] = field(default_factory=list)
    made_of: str = ""
    _references: dict[str, tuple[str, str]] = field(default_factory=dict)

    def add(self, name: str, *, landscape: bool = False) -> Sheet:
        """A new sheet, called as nearly `name` as spreadsheets allow: 31 characters, some forbidden, no two alike."""
        wanted = " ".join(name.translate(_FORBIDDEN).split()).strip("'") or "–"
        taken = {sheet.name.casefold() for sheet in self.sheets}
        free, n = _cut(wanted, _LONGEST_NAME).strip(" '"), 1
        while free.casefold() in taken:
            n += 1
            free = f"{_cut(wanted, _LONGEST_NAME - len(f' {n}')).strip()} {n}"
        self.sheets.append(Sheet(free, landscape))
        return self.sheets[-1]

    def define(self, name: str, reference: str) -> None:
        """Give a cell or range a name, with `_` for what names cannot contain, and a number after it if that is taken.

        To spreadsheets, `cost_a` and `cost_A` are equal.
        """
        plain = "".join(letter if letter.isalnum() else "_" for letter in normalize("NFC", name))[:200]
        free, n = plain, 1
        while free.casefold() in self._references:
            n += 1
            free = f"{plain}_{n}"
        self._references[free.casefold()] = (free, reference)

    @property
    def names(self) -> dict[str, str]:
        """What each name stands for."""
        return dict(self._references.values())
