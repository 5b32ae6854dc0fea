"""Workbooks that `compute` has made, as they come back: what they say that they were made of, and what stands in their cells now."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from lkt_alloc.diagnostics.catalogue import RULES
from lkt_alloc.diagnostics.findings import Finding, Place
from lkt_alloc.engine.model import LANGUAGES
from lkt_alloc.files.made_of import FORMAT, SHEET
from lkt_alloc.files.sheets import Grid, GridCell, column_letters
from lkt_alloc.files.workbooks import formulas, workbook
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import Sentence, sentence


class MadeOf(Struct, frozen=True):
    """What a workbook was made of: fingerprints of files by what they were called, and whether the budget had been changed first."""

    language: str
    periods: tuple[str, ...]
    files: Mapping[str, str]
    what_if: bool


class OwnWorkbook(Struct, frozen=True):
    """A workbook that has come back. `formulas` are the cells that have one, by sheet; nothing where that cannot be known."""

    name: str
    sha256: str
    made_of: MadeOf
    grids: Mapping[str, Grid]
    formulas: Mapping[str, frozenset[tuple[int, int]]]

    @property
    def called(self) -> str:
        """The name of the file, without folders."""
        return Path(self.name).name

    def cell(self, sheet: str, row: int, column: int) -> GridCell:
        """What stands in a cell, counted from 0; empty text where nothing does."""
        rows = self.grids[sheet].rows if sheet in self.grids else ()
        return rows[row][column] if row < len(rows) and column < len(rows[row]) else ""

    def spot(self, sheet: str, row: int, column: int) -> tuple[Place, str]:
        """Where a cell stands, and its row as far as it is seen."""
        grid = self.grids.get(sheet) or Grid(self.name, sheet, ())
        rows = [*grid.rows, *([] for _ in range(len(grid.rows), row + 1))]
        hidden = {area.partition(":")[0] for area in grid.hidden}
        rest = (n for n in range(column + 1, len(rows[row])) if column_letters(n) in hidden)
        rows[row] = rows[row][: next(rest, None)]
        return Grid(self.name, sheet, rows).spot(row, column)

    def finding(self, rule: str, at: tuple[str, int, int], message: Sentence, remedy: Sentence) -> Finding:
        """What is wrong with a cell: its sheet, row and column."""
        place, line = self.spot(*at)
        return Finding(RULES[rule], RULES[rule].severity, place, line, message, remedy)


def read_back(name: str, raw: bytes) -> OwnWorkbook:
    """A workbook with what it was made of. Raises `CannotRun` when it is no workbook, or none of ours."""
    grids = {grid.name: grid for grid in workbook(name, raw, hidden=True)}
    said = grids.pop(SHEET, None)
    text = said.rows[0][0] if said and said.rows and said.rows[0] else ""
    return OwnWorkbook(name, hashlib.sha256(raw).hexdigest(), _made_of(str(text)), grids, formulas(raw))


def _made_of(text: str) -> MadeOf:
    try:
        said = json.loads(text)
        if said["format"] != FORMAT:
            raise CannotRun(
                sentence("The workbook is from another version of lkt-alloc."),
                sentence("Make it anew with this version, and type the changes in there."),
            )
        found = MadeOf(said["language"], tuple(said["periods"]), dict(said["files"]), bool(said["what_if"]))
    except (ValueError, KeyError, TypeError, RecursionError):
        raise _not_ours() from None
    if found.language not in LANGUAGES or not all(
        _are_texts(some) for some in (found.periods, found.files, found.files.values())
    ):
        raise _not_ours()
    return found


def _are_texts(some: Any) -> bool:
    return all(isinstance(one, str) for one in some)


def _not_ours() -> CannotRun:
    return CannotRun(
        sentence("This workbook does not say which budget it was made of."),
        sentence("Read back is what lkt-alloc compute --output FILE.xlsx has made, with all its sheets."),
    )
