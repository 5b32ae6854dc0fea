"""A table to type in: its cells with what they said when they were made, and what is wrong with what was typed, cell by cell.

What a cell said first stands in a hidden column of the same row, so that every change can be counted and shown.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import groupby
from typing import Final

from lkt_alloc.language.sentences import Sentence, sentence
from lkt_alloc.reports.workbook.cells import Sheet, SheetCell, TypedIn, column_name, down, fixed, rectangle
from lkt_alloc.reports.workbook.making import WHY_NOT, Making, cell_in, first_row, first_said, text_in_formula

DECIMALS: Final = 6
"""How many decimals a figure or a rate may have in a workbook."""

_WHOLE: Final = sentence("Cell {cell}: a whole number of 1 or more is missing.")
_COUNT: Final = sentence("Cell {cell}: a whole number of 0 or more is missing.")
_KRONER: Final = sentence("Cell {cell}: an amount in kroner with at most two decimals is missing.")
NOT_NEGATIVE: Final = sentence("Cell {cell}: a number of 0 or more with at most 6 decimals is missing.")
_SIGNED: Final = sentence("Cell {cell}: a number with at most 6 decimals is missing.")
_MOVED: Final = sentence("Row {cell}: rows were added, deleted or moved. Only coloured cells can be changed.")


class InputArea:
    """A table of a sheet with cells to type in, between the row of its headings and the low row above its sum."""

    def __init__(self, making: Making, sheet: Sheet, head: int, rows: range, width: int) -> None:
        self.making, self.sheet, self.head, self.rows = making, sheet, head, rows
        self.far = width + 1
        self.cells: list[TypedIn] = []
        for n, row in enumerate(rows, start=1):
            sheet.put(row, width, SheetCell(n, "number", "step"))
            sheet.put(row, self.far, SheetCell(row + 1, "number", "step", "ROW()"))
        sheet.put(rows.stop, width, SheetCell(None, role="step"))
        self.order = width
        sheet.hidden |= set(range(width, 2 * width + 2))
        sheet.low.append(rows.stop)

    def put(self, row: int, column: int, cell: SheetCell, path: tuple[str, ...]) -> None:
        """A cell to type in; what has more decimals than a workbook can tell stays as it is."""
        value = cell.value if isinstance(cell.value, int | Fraction) else 0
        if value * 10**DECIMALS % 1:
            self.sheet.put(row, column, cell)
            return
        self.sheet.put(row, column, SheetCell(cell.value, cell.form, "input"))
        self.sheet.put(row, self.far + column, SheetCell(value, cell.form, "step"))
        self.cells.append(TypedIn(path, self.sheet.name, row, column, value, cell.form))
        self.making.book.inputs.append(self.cells[-1])

    def runs(self) -> list[tuple[int, range, str]]:
        """Neighbours below each other of the same form: the column, the rows, the form."""
        ordered = sorted((cell.column, cell.form, cell.row) for cell in self.cells)
        found = []
        for (column, form, _), run in groupby(
            enumerate(ordered), lambda item: (item[1][0], item[1][1], item[1][2] - item[0])
        ):
            rows = [row for _, (_, _, row) in run]
            found.append((column, range(rows[0], rows[-1] + 1), form))
        return found

    def changed(self) -> str:
        """How many cells are not as they were made, in a formula."""
        counts = (
            f"SUMPRODUCT(--({rectangle(rows, columns)}<>{rectangle(rows, range(self.far + columns.start, self.far + columns.stop))}))"
            for rows, columns in self.rectangles()
        )
        return "+".join(counts) or "0"

    def rectangles(self) -> list[tuple[range, range]]:
        """The cells as rectangles: their rows and columns."""
        by_rows: dict[range, list[int]] = {}
        for column, rows, _ in self.runs():
            by_rows.setdefault(rows, []).append(column)
        return [
            (rows, range(columns[0], columns[-1] + 1))
            for rows, own in by_rows.items()
            for _, run in groupby(enumerate(sorted(own)), lambda item: item[1] - item[0])
            for columns in [[column for _, column in run]]
        ]

    def refusals(self) -> list[str]:
        """What is wrong, each as a formula that is a sentence or nothing; the table's own order first."""
        return [self._moved(), *(self._wrong(column, rows, form) for column, rows, form in self.runs())]

    def refused(self, bad: str, rows: range, column: int, said: Sentence, only_if: str = "") -> str:
        """A sentence about the first row that something is wrong in; `bad` is an array of 1 and 0. Errors are wrong too."""
        where = first_row(bad, down(self.far, rows)) if rows.start in self.rows else str(rows.start + 1)
        return f'IF({only_if or f"SUMPRODUCT({bad})>0"},{self.said(said, column, where)},"")'

    def said(self, said: Sentence, column: int, where: str) -> str:
        """The sentence with the name of a cell in it, in a formula."""
        name = "\N{OBJECT REPLACEMENT CHARACTER}"
        before, after = self.making.say(said.filled(cell=name)).split(name)
        return f"{text_in_formula(before)}&{cell_in(column_name(column), where)}&{text_in_formula(after)}"

    def _moved(self) -> str:
        """Rows that came, went or changed places; whoever inserts a row below the last one or above the first is seen too."""
        order = down(self.order, self.rows)
        bad = f"--({order}<>{down(self.far, self.rows)}-ROW({fixed(self.head, self.order)}))"
        used = f"{fixed(self.head, 0)}:{fixed(self.rows.stop, 0)}"
        count = f"ROWS({used})<>{len(self.rows) + 2}"
        where = f"ROW({fixed(self.head, 0)})"
        moved = self.refused(bad, self.rows, 0, _MOVED)
        return f"IF({count},{self.said(_MOVED, 0, where)},{moved})"

    def _wrong(self, column: int, rows: range, form: str) -> str:
        cells, n = down(column, rows), len(rows)
        no_number = f"1-ISNUMBER({cells})"
        odd = f"(ROUND({cells},{DECIMALS})<>{cells})"
        match form:
            case "kroner":
                # a cell that is empty says 0
                missing = self.refused(f"ISTEXT({cells})+ISLOGICAL({cells})+ISERROR({cells})", rows, column, _KRONER)
                bad, said = f"--(ROUND({cells},2)<>{cells})", _KRONER
                empty = f"COUNT({cells})+COUNTBLANK({cells})={n}"
                return f"IF({empty},{self.refused(bad, rows, column, said)},{missing})"
            case "whole":
                bad, said = f"--(({cells}<>INT({cells}))+({cells}<1)>0)", _WHOLE
            case "number":
                bad, said = f"--(({cells}<>INT({cells}))+({cells}<0)>0)", _COUNT
            case "decimal":
                bad, said = f"--(({cells}<0)+{odd}>0)", NOT_NEGATIVE
            case _:
                bad, said = f"--{odd}", _SIGNED
        missing = self.refused(no_number, rows, column, said)
        return f"IF(COUNT({cells})={n},{self.refused(bad, rows, column, said)},{missing})"


_UNREADABLE: Final = sentence("A cell that can be changed has something that is no number.")


def put_refusals(making: Making, sheet: Sheet, row: int, formulas: Sequence[str]) -> int:
    """What is wrong on a sheet: a line for each test in folded rows, and the first of them below the title. Gives the row after."""
    rows = range(row, row + len(formulas))
    for at, formula in zip(rows, formulas, strict=True):
        said = f"IFERROR({formula},{making.quoted(_UNREADABLE)})"
        sheet.put(at, 1, SheetCell("", role="step", formula=said))
        sheet.put(at, 2, SheetCell(at + 1, "number", "step", "ROW()"))
    sheet.folded.append(rows)
    said = first_said(down(1, rows), down(2, rows), rows.start)
    sheet.put(WHY_NOT, 0, SheetCell("", role="wrong", formula=said))
    making.refused.append(sheet.at(WHY_NOT, 0))
    return rows.stop
