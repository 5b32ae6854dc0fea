"""Posts read from a table as people have it: a workbook or text, with a column for each year or a row for each post and year.

Nothing is guessed: what is not certain is a finding that names the cell, and what was understood can be shown before it is used.
"""

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path as FilePath
from typing import Final

from msgspec import Struct

from lkt_alloc.engine.register import Source
from lkt_alloc.files.sheets import Grid, column_letters, sheets, written
from lkt_alloc.files.starter.posts import columns
from lkt_alloc.files.starter.posts.columns import Columns
from lkt_alloc.files.starter.posts.rows import RowsOfPosts
from lkt_alloc.files.starter.posts.table import TableOfPosts
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import Text, listed, sentence

UNITS: Final = {"1": 1, "1000": 1000, "million": 1_000_000}
"""What amounts can be counted in, in kroner, as options have it."""

_EXAMPLE: Final = "head=3,A=id,B=name,C=2026,D=2027"


class HowToRead(Struct, frozen=True):
    """How a table is to be read, as far as someone has said: the sheet, the columns, and what amounts are counted in."""

    sheet: str | None = None
    columns: str | None = None
    unit: str | None = None


def read_posts(name: str, raw: bytes, reading: HowToRead) -> TableOfPosts:
    """The posts of a file. Raises `CannotRun` where it is not clear which sheet or which columns are meant, or what amounts are in."""
    grid, found = _table(name, sheets(name, raw), reading)
    source = Source(Text({"": FilePath(name).name}), sha256=hashlib.sha256(raw).hexdigest(), note=grid.name)
    table = TableOfPosts(grid, found, _unit(grid, found, reading), source)
    _look_around(table, is_said=reading.columns is not None)
    RowsOfPosts(table).read()
    return table


def _table(name: str, grids: Sequence[Grid], reading: HowToRead) -> tuple[Grid, Columns]:
    filled = [grid for grid in grids if any(written(cell).strip() for row in grid.rows for cell in row)]
    if reading.sheet is not None:
        filled = [grid for grid in filled if grid.name.casefold() == reading.sheet.casefold()]
    if not filled:
        names = listed([grid.name for grid in grids if grid.name], ",")
        remedy = sentence("There are: {names}.", names=names) if names.values else None
        raise CannotRun(sentence("There is nothing to read in {name}.", name=name), remedy)
    ready = [(grid, found) for grid in filled if (found := columns.recognised(grid))]
    if len(filled) > 1 and len(ready) != 1:
        raise CannotRun(
            sentence("Several sheets of {name} can be meant.", name=name),
            sentence("Choose one with --sheet: {names}.", names=listed([grid.name for grid in filled], ",")),
        )
    grid = ready[0][0] if ready else filled[0]
    if reading.columns is not None:
        return grid, columns.chosen(reading.columns, grid)
    return ready[0] if ready else (grid, _refuse(name, grid))


def _refuse(name: str, grid: Grid) -> Columns:
    perhaps = columns.likely(grid)
    example = perhaps.written() if perhaps else _EXAMPLE
    raise CannotRun(
        sentence(
            "No row of {name} has headings for the name of a budget item and the amounts of each year.", name=name
        ),
        sentence("Write such headings, or specify what the columns are: {example}.", example=f'--columns "{example}"'),
    )


_COUNTED_IN: Final = (
    (
        re.compile(
            r"\b1[ .\xa0]?000 ?(?:kr|nok)|\bi (?:heile? |hele? )?(?:1[ .\xa0]?000|tusen)|\btusen kr|\btkr\b|\bthousand",
            re.IGNORECASE,
        ),
        "1000",
    ),
    (re.compile(r"\bmill(?:\.|ion|\b)|\bmnok\b", re.IGNORECASE), "million"),
)


def _unit(grid: Grid, found: Columns, reading: HowToRead) -> int:
    """What amounts are counted in: kroner, unless someone says otherwise. Where the table seems to, someone must."""
    if reading.unit is not None:
        return UNITS[reading.unit]
    for n, row in enumerate(grid.rows[: found.head + 1]):
        for column, cell in enumerate(row):
            for pattern, unit in _COUNTED_IN:
                if pattern.search(written(cell)):
                    at = grid.address(n, column) or f"{grid.file}:{n + 1}"
                    raise CannotRun(
                        sentence(
                            'Are the amounts in the unit that {cell} names, "{said}"?',
                            cell=at,
                            said=_one_line(written(cell)),
                        ),
                        sentence("Use --unit {unit} if they are, and --unit 1 if they are in kroner.", unit=unit),
                    )
    return 1


def _look_around(table: TableOfPosts, *, is_said: bool) -> None:
    """What is beside the columns that are read, if nobody has said which these are, and what may hide something."""
    grid, found, perhaps = table.grid, table.columns, dict[int, str]()
    below = range(found.head, len(grid.rows))
    for column in range(max(map(len, grid.rows))):
        if column not in found.roles and any(written(table.cell(n, column)).strip() for n in below):
            heading = _one_line(written(table.cell(found.head, column)))
            table.unread.append(f"{column_letters(column)} «{heading}»" if heading else column_letters(column))
            if not is_said and (year := columns.year_perhaps_budgeted(heading)):
                perhaps[column] = year
    every = {**found.roles, **perhaps}
    for column, role in every.items():
        if [*every.values()].count(role) > 1 and role in found.roles.values():
            message = sentence('Several columns are "{role}".', role=role)
            one = Columns(found.head, {c: own for c, own in every.items() if own != role or c == column})
            remedy = sentence("Specify which one is meant: {example}.", example=f'--columns "{one.written()}"')
            table.report("duplicate-key", found.head, column, message, remedy)
    if grid.hidden:
        table.notes.append(sentence("Hidden rows and columns are read too: {cells}.", cells=listed(grid.hidden, ",")))
    for top, left, bottom, right in grid.merged:
        if bottom > found.head and top != bottom and any(left <= column <= right for column in found.roles):
            cells = f"{grid.address(top, left)}:{column_letters(right)}{bottom + 1}"
            table.notes.append(
                sentence("Merged cells: {cells}. Their content counts for the first row only.", cells=cells)
            )


def _one_line(text: str) -> str:
    return " ".join(text.split())[:80]
