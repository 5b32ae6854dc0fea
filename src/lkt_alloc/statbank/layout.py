"""Where the heading of a table stands, and what each of its columns is about. Knows how people lay tables out, and no figures.

The StatBank's CSV has one row of headings with "region" in it. Its Excel has nothing over the regions, and a row of headings for each of
contents, year, sex and age, where an empty cell is the same as the one before; so has what Excel saves as CSV. People have `Kommunenr`.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from msgspec import Struct

from lkt_alloc.statbank import cells

TextRows = Sequence[Sequence[str]]

_HEAD: Final = 30
"""So many rows are looked through for a heading."""

_BESIDE: Final = ("nr", "nummer", "kode", "code", "navn", "namn", "name")
"""What a column beside the regions may be called when number and name have a column each."""

_ASIDE: Final = ("fylke", "fylkesnr", "fylkesnummer", "fylkesnavn", "fylkesnamn", "county")
"""Columns that say something of a municipality and divide nobody from anybody."""


class Layout(Struct, frozen=True):
    """A heading, from row `top` to the row before `below`; the text over each column; and the columns of each role.

    Besides the roles of `cells` there may be `name`, where the names are that belong to the numbers. What has no role is in `others`.
    """

    top: int
    below: int
    headings: tuple[str, ...]
    roles: Mapping[str, int]
    others: tuple[int, ...]


def find(rows: TextRows) -> Layout | None:
    """The layout of a table; `None` where no column is one of regions."""
    for at, row in enumerate(rows[:_HEAD]):
        if (
            len(row) > 1
            and (column := next((i for i, text in enumerate(row) if cells.role(text) == "region"), None)) is not None
        ):
            return _with_roles(rows, *_around(rows, at, column), column)
    for at, row in enumerate(rows[:_HEAD]):
        column = next((i for i, text in enumerate(row) if text.strip()), len(row))
        top = _first_above(rows, at, column)
        if top < at and len(row) > column + 1 and cells.is_region(row[column]) and _says_what(rows[top:at]):
            return _with_roles(rows, top, at, column)
    return None


def _says_what(heading: TextRows) -> bool:
    """Whether there is a year or a population in a heading, so that it is one."""
    return any(cells.years_in(text) or cells.is_population(text) for row in heading for text in row)


def _around(rows: TextRows, at: int, column: int) -> tuple[int, int]:
    """The rows of a heading around the one that says "region"."""
    below = at + 1
    while below < len(rows) and _is_part(rows[below], column):
        below += 1
    return _first_above(rows, at, column), below


def _first_above(rows: TextRows, at: int, column: int) -> int:
    while at and _is_part(rows[at - 1], column):
        at -= 1
    return at


def _is_part(row: Sequence[str], column: int) -> bool:
    """Whether a row is one of headings: it has nothing over the regions, and something over other columns."""
    return not any(text.strip() for text in row[: column + 1]) and any(text.strip() for text in row)


def _with_roles(rows: TextRows, top: int, below: int, region: int) -> Layout:
    headings = tuple(_headings(rows[top:below]))
    data = rows[below:]
    known = {i: _role(i, headings, data, region) for i in range(len(headings))}
    roles = {role: i for i, role in known.items() if role in cells.ROLES and role != "region"}
    found = [i for i, role in known.items() if role in ("region", "beside")]
    numbers = next((i for i in found if any(map(cells.is_region, _column(data, i)))), found[0])
    names = [
        i
        for i in found
        if i != numbers and any(text.strip() and not cells.is_region(text) for text in _column(data, i))
    ]
    roles |= {"region": numbers} | ({"name": names[0]} if names else {})
    return Layout(top, below, headings, roles, tuple(i for i, role in known.items() if role is None))


def _headings(rows: TextRows) -> Iterator[str]:
    """What stands over each column, from the top down. But in the last row, an empty cell is the same as the one before."""
    filled = []
    for row in rows[:-1]:
        before, whole = "", []
        for text in row:
            before = text.strip() or ("" if cells.role(before) else before)
            whole.append(before)
        filled.append(whole)
    for i in range(max(map(len, rows))):
        parts = [row[i].strip() for row in (*filled, rows[-1]) if i < len(row)]
        yield " ".join(part for n, part in enumerate(parts) if part and part not in parts[:n])


def _role(i: int, headings: Sequence[str], data: TextRows, region: int) -> str | None:
    """What a column is about: also `beside`, `aside`, and `nothing` where it has neither heading nor meaning."""
    text = headings[i]
    plain = re.sub(r"[\s._-]", "", text.casefold())
    if i == region:
        return "region"
    if text.strip():
        return "beside" if plain in _BESIDE else "aside" if plain in _ASIDE else cells.role(text)
    some = [cell for cell in _column(data, i) if cell.strip()]
    if headings[region]:
        return "nothing" if all(map(cells.is_number, some)) else None
    meaning = next((role for role, meaning in _MEANINGS.items() if all(map(meaning, some))), None)
    bare = i == region + 1 and all(row[region].strip().isdigit() for row in data if row[i : i + 1] and row[i].strip())
    return "nothing" if not some else meaning or ("beside" if bare and not any(map(cells.is_number, some)) else None)


_MEANINGS: Final[Mapping[str, Callable[[str], object]]] = {
    "sex": cells.sex,
    "ages": cells.ages,
    "year": cells.year,
    "contents": cells.is_population,
}
"""What a column without a heading can be about, by what is in it."""


def _column(data: TextRows, i: int) -> Iterator[str]:
    return (row[i] for row in data if i < len(row))
