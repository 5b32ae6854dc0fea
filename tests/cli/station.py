"""The workbook of a small budget that has everything, and changes of it as people make them. Used by test_import.py."""

import io
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell.cell import Cell
from openpyxl.workbook.workbook import Workbook

from tests.cli.inside import inside
from tests.cli.test_changed_figures import BUDGET, REGISTER
from tests.render.spreadsheets import page

Change = Callable[[Workbook], object]
FILES = ["--budget", "budget.yaml", "--lang", "en"]


def write_station(folder: Path) -> None:
    """The budget and the municipality file."""
    (folder / "budget.yaml").write_text(BUDGET, encoding="utf-8")
    (folder / "municipalities.yaml").write_text(REGISTER, encoding="utf-8")


@cache
def made(*more: str) -> bytes:
    """The workbook, with these options."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_station(folder)
        said, code = inside(["compute", *more, *FILES, "--output", "made.xlsx"], folder)
        assert code == 0, said
        return (folder / "made.xlsx").read_bytes()


def changed(raw: bytes, *changes: Change) -> bytes:
    """The workbook with these changes; what it would calculate is not in it then."""
    book = openpyxl.load_workbook(io.BytesIO(raw))
    for change in changes:
        change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def put(label: str, column: int, value: Any, sheet: str = "") -> Change:
    """Type something so many columns to the right of the first cell that says this, on a sheet or on any after the first."""

    def change(book: Workbook) -> None:
        beside(book, label, column, sheet).value = value

    return change


def made_of(said: str) -> Change:
    """Write something else where the workbook says what it was made of."""
    return lambda book: page(book, "lkt-alloc").cell(1, 1, said)


def beside(book: Workbook, label: str, column: int, sheet: str = "") -> Cell:
    """A cell so many columns to the right of the first that says this."""
    sheets = [book[sheet]] if sheet else book.worksheets[1:]
    found = next(cell for page in sheets for row in page.iter_rows() for cell in row if cell.value == label)
    there = found.offset(column=column)
    assert isinstance(there, Cell)
    return there
