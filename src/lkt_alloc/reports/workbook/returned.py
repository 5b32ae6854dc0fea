"""A workbook that has come back, held against the same one made anew: which inputs are other than they were, and what else is changed.

Whatever is no input must stand as it was made, or nobody knows what the inputs are about.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from msgspec import Struct

from lkt_alloc.checks.what_if import allocation
from lkt_alloc.diagnostics.findings import Finding
from lkt_alloc.diagnostics.unsound import Unsound
from lkt_alloc.engine.model import Budget
from lkt_alloc.engine.register import Register
from lkt_alloc.engine.scenario import Scenario
from lkt_alloc.files.own_workbooks import OwnWorkbook
from lkt_alloc.files.sheets import GridCell, written
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import Sentence, listed, sentence
from lkt_alloc.language.words import Words
from lkt_alloc.reports.inputs import Input
from lkt_alloc.reports.workbook import compute_workbook
from lkt_alloc.reports.workbook.cells import Sheet, SheetCell, TypedIn, Workbook
from lkt_alloc.reports.workbook.typed import DECIMALS

CellAt = tuple[str, int, int]
"""A sheet, a row and a column, counted from 0."""


class CellEdit(Struct, frozen=True):
    """An input that is other than it was made: the cell, what it is called, and what it says now."""

    cell: TypedIn
    address: str
    value: Fraction


class Returned(Struct, frozen=True):
    """What every input says now, by path, those that are other than they were, and what is wrong."""

    values: Mapping[tuple[str, ...], Fraction]
    edits: tuple[CellEdit, ...]
    findings: tuple[Finding, ...]


class _Named(Struct, frozen=True):
    """A file, as a workbook that was made of it calls it."""

    called: str
    sha256: str


def remade(own: OwnWorkbook, budget: Budget, register: Register, files: Sequence[Input]) -> Workbook:
    """The workbook as it was when it was made of this budget. Raises `Unsound` if it was made of another, `CannotRun` of a changed one."""
    made_of = own.made_of
    if made_of.what_if:
        raise CannotRun(
            sentence("The workbook was made of a budget with changes (what if)."),
            sentence("Make one of the budget as it is, and type the changes in there."),
        )
    known, said = {file.sha256 for file in files}, {sha256: name for name, sha256 in made_of.files.items()}
    first = next(iter(own.grids), "")
    others = [name for sha256, name in said.items() if sha256 not in known]
    if others or known - said.keys():
        message = sentence(
            "The workbook was not made of these files as they are now: {names}.",
            names=listed(others or made_of.files, ","),
        )
        raise Unsound([own.finding("unknown-value", (first, 0, 0), message, _OTHER_FILES)], budget.language)
    inputs = [_Named(said[file.sha256], file.sha256) for file in files]
    period = made_of.periods[0] if len(made_of.periods) == 1 else None
    return compute_workbook(allocation(budget, register, period, Scenario()), inputs, Words(made_of.language))


_OTHER_FILES: Final = sentence(
    "Name the files that it was made of (--budget, --municipalities), or make a new workbook and type the changes in there."
)


def returned(book: Workbook, own: OwnWorkbook) -> Returned:
    """Read the inputs of a workbook that has come back; `book` is the same as it was made."""
    inputs = {(cell.sheet, cell.row, cell.column): cell for cell in book.inputs}
    moved = {sheet.name: found for sheet in book.sheets if (found := next(_moved(sheet, own, inputs), None))}
    findings, edits, values = [*moved.values()], [], dict[tuple[str, ...], Fraction]()
    for at, cell in inputs.items():
        if cell.sheet in moved:
            continue
        read = _read(cell, own.cell(*at))
        if isinstance(read, Sentence):
            findings.append(_refused(cell, own, at, read))
            continue
        values[cell.path] = read
        if read != cell.value:
            edits.append(CellEdit(cell, own.grids[cell.sheet].address(cell.row, cell.column), read))
    return Returned(values, tuple(edits), tuple(findings))


def _moved(sheet: Sheet, own: OwnWorkbook, inputs: Mapping[CellAt, TypedIn]) -> Iterator[Finding]:
    """What is no input, and does not stand as it was made; the first says enough."""
    if sheet.name not in own.grids:
        message = sentence('There is no sheet "{name}" in the workbook.', name=sheet.name)
        yield own.finding("missing-field", (sheet.name, 0, 0), message, _UNDO)
    known = own.formulas.get(sheet.name)
    for (row, column), cell in sorted(sheet.cells.items()):
        at = (sheet.name, row, column)
        if at in inputs or cell.value is None:
            continue
        now = own.cell(*at)
        if cell.formula is not None:
            if known is not None and (row, column) not in known:
                yield own.finding(
                    "unknown-value", at, sentence("A formula stood here when the workbook was made."), _UNDO
                )
        elif _as_made(cell, now):
            continue
        else:
            yield own.finding("unknown-value", at, _said_before(cell), _UNDO)


_UNDO: Final = sentence(
    "Undo what was done there; only coloured cells are read. Or make the workbook anew, and type in that."
)


def _as_made(cell: SheetCell, now: GridCell) -> bool:
    if isinstance(cell.value, int | Fraction):
        return isinstance(now, int | Decimal) and _is_the_same(Fraction(now), Fraction(cell.value))
    return written(now) == _in_file(cell)  # what looks like a number may have become one


def _in_file(cell: SheetCell) -> str:
    return str(cell.value).encode("utf-8", "replace").decode()


def _said_before(cell: SheetCell) -> Sentence:
    said = sentence(
        '"{said}" stood here when the workbook was made: rows were added, moved or deleted, or it was typed over.'
    )
    return said.filled(said=str(_shown(cell.value)) if isinstance(cell.value, int | Fraction) else _in_file(cell))


def _shown(value: int | Fraction) -> Decimal:
    """A number with the fifteen digits that a cell has."""
    return Decimal(format(value.numerator / value.denominator, ".15g"))


def _is_the_same(now: Fraction, made: Fraction) -> bool:
    """Whether a cell is as it was made. What is no decimal number loses its last digits wherever a workbook is saved."""
    is_cut = bool(10**DECIMALS % made.denominator)
    return _shown(now) == _shown(made) or (is_cut and abs(now - made) <= _CUT * abs(made))


_CUT: Final = Fraction(1, 10**14)


def _read(cell: TypedIn, now: GridCell) -> Fraction | Sentence:
    """What an input says, or what may be typed there: what it says is not that."""
    if now == "" and cell.form == "kroner":
        return Fraction()
    if isinstance(now, int | Decimal):
        value = Fraction(now)
        if _is_the_same(value, Fraction(cell.value)):
            return Fraction(cell.value)
        if _may_be(cell.form, value):
            return value
    return _MAY_BE[cell.form][1]


def _may_be(form: str, value: Fraction) -> bool:
    match form:
        case "kroner":
            return (value * 100).denominator == 1
        case "whole":
            return value.denominator == 1 and value >= 1
        case "number":
            return value.denominator == 1 and value >= 0
    return (value * 10**DECIMALS).denominator == 1 and (form == "signed" or value >= 0)


_MAY_BE: Final = {
    "kroner": ("not-an-amount", sentence("Enter an amount in kroner, with at most two decimals.")),
    "whole": ("not-a-number", sentence("Enter a whole number, 1 or more.")),
    "number": ("not-a-number", sentence("Enter a whole number, 0 or more.")),
    "decimal": ("not-a-quantity", sentence("Enter a number of 0 or more, with at most 6 decimals.")),
    "signed": ("not-a-quantity", sentence("Enter a number with at most 6 decimals.")),
}
"""The rule about cells of a form, and what may be typed there."""


def _refused(cell: TypedIn, own: OwnWorkbook, at: CellAt, remedy: Sentence) -> Finding:
    now = written(own.cell(*at))
    message = sentence('"{said}" cannot be used here.', said=now[:80]) if now else sentence("Nothing stands here.")
    return own.finding(_MAY_BE[cell.form][0], at, message, remedy)
