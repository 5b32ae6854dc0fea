"""What the sheets of a workbook share while they are made: words, controls, and what spreadsheets can calculate exactly.

A spreadsheet calculates with 15 digits. Every whole number that a formula makes on its way stays below `EXACT`, so that nothing is
ever rounded on the way (docs/method.md, "In the spreadsheet").
"""

from fractions import Fraction
from typing import Final

from msgspec import Struct, field

from lkt_alloc.engine.allocate import Allocation
from lkt_alloc.language.sentences import Sentence, Text, Value
from lkt_alloc.language.words import Words
from lkt_alloc.reports.notes import what_if_note
from lkt_alloc.reports.workbook.cells import Sheet, SheetCell, Workbook

EXACT: Final = 10**14
"""Whole numbers below this are exact in a spreadsheet, and so are their quotients' whole parts."""

SPLIT: Final = 10_000
"""A total is multiplied and divided in two steps, first its multiple of this, then the rest."""


class Control(Struct, frozen=True):
    """Something that must be 0, and where it stands."""

    label: str
    reference: str


class Making(Struct):
    """A workbook in the making. `fixed_notes` say what in it does not follow edits."""

    book: Workbook
    allocation: Allocation
    words: Words
    controls: list[Control] = field(default_factory=list)
    fixed_notes: list[str] = field(default_factory=list)

    def say(self, value: Value) -> str:
        """A sentence or name in the workbook's language, with a capital first letter."""
        return self.words.title(value)

    def head(self, *titles: Sentence | Text | str, texts: int = 0) -> list[SheetCell]:
        """Headings side by side; the first `texts` stand over text, the others over numbers."""
        return [
            SheetCell(self.words.title(title), role="head" if n < texts else "figure head")
            for n, title in enumerate(titles)
        ]


def put_what_if(sheet: Sheet, row: int, allocation: Allocation, words: Words) -> int:
    """What is changed in the budget, a line in each row; gives the row after the last."""
    for note in what_if_note(allocation):
        for said in note.sentences:
            sheet.put(row, 0, SheetCell(words.title(said), role="note"))
            row += 1
    return row


def kroner(ore: int) -> Fraction:
    """An amount as a cell has it."""
    return Fraction(ore, 100)


def money(ore: int, formula: str | None = None, role: str = "plain") -> SheetCell:
    """A cell with an amount."""
    return SheetCell(kroner(ore), "kroner", role, formula)


def step(value: int | Fraction, formula: str | None = None, form: str = "number") -> SheetCell:
    """A cell with a step of a calculation."""
    return SheetCell(value, form, "step", formula)


def text_in_formula(text: str) -> str:
    """Text as a formula has it."""
    return '"' + text.replace('"', '""') + '"'
