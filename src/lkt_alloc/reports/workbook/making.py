"""What the sheets of a workbook share while they are made: words, verdicts, controls and cells of the usual kinds."""

from fractions import Fraction
from typing import Final, NamedTuple

from msgspec import Struct, field

from lkt_alloc.engine.allocate import Allocation
from lkt_alloc.language.sentences import Value
from lkt_alloc.language.words import Words
from lkt_alloc.reports.notes import what_if_note
from lkt_alloc.reports.workbook.cells import Sheet, SheetCell, Workbook

ADDS_UP, CHANGED, WHY_NOT = 1, 2, 3
"""The rows of every sheet, below its title, with the two verdicts and with what stops the calculation, if anything does."""

TOP: Final = 5
"""The first row of a sheet's own."""

FIRST_PERIOD: Final = 3
"""The column of the first period on the first sheet."""

MANY: Final = 2_000_000
"""More rows than there are."""


class Control(Struct, frozen=True):
    """Something that must be 0, and where it stands."""

    label: str
    reference: str


class Making(Struct):
    """A workbook in the making; `answer` is its first sheet, which has the verdicts.

    `changed` has, for each table to type in, where the number of its changed cells stands; `refused` where it says what is wrong with
    them, `reasons` where it says why amounts are not certain. `fixed_notes` say what does not follow edits.
    """

    book: Workbook
    allocation: Allocation
    words: Words
    answer: Sheet
    controls: list[Control] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    fixed_notes: list[str] = field(default_factory=list)

    def say(self, value: Value) -> str:
        """A sentence or name in the workbook's language, with a capital first letter."""
        return self.words.title(value)

    def quoted(self, value: Value) -> str:
        """The same as text in a formula."""
        return text_in_formula(self.say(value))

    def head(self, *titles: Value, texts: int = 0) -> list[SheetCell]:
        """Headings side by side; the first `texts` stand over text, the others over numbers."""
        return [
            SheetCell(self.words.title(title), role="head" if n < texts else "figure head")
            for n, title in enumerate(titles)
        ]

    def begin(self, name: Value, title: Value, *, landscape: bool = False) -> Sheet:
        """A new sheet, with its title and the two verdicts."""
        sheet = self.book.add(self.say(name), landscape=landscape)
        sheet.put(0, 0, SheetCell(self.say(title), role="title"))
        for row in (ADDS_UP, CHANGED):
            said = self.answer.cells.get((row, 0))
            sheet.put(row, 0, SheetCell(said.value if said else None, role="verdict", formula=self.answer.at(row, 0)))
        return sheet

    @property
    def answer_width(self) -> int:
        """How many columns people see of the first sheet: periods, and their sum where there are several."""
        periods = len(self.allocation.periods)
        return FIRST_PERIOD + periods + (periods > 1)

    @property
    def aside(self) -> int:
        """A hidden column of the first sheet: what its verdicts are made of."""
        return self.answer_width

    @property
    def is_changed(self) -> str:
        """How many cells of the whole workbook are changed."""
        return self.answer.at(CHANGED, self.aside)


class BlockSpot(NamedTuple):
    """Where a block of a sheet begins, and the workbook it is made for."""

    making: Making
    sheet: Sheet
    row: int


def put_what_if(sheet: Sheet, row: int, allocation: Allocation, words: Words) -> int:
    """What is changed in the budget, a line in each row; gives the row after the last."""
    for note in what_if_note(allocation):
        for said in note.sentences:
            sheet.put(row, 0, SheetCell(words.title(said), role="note"))
            row += 1
    return row


def kroner(ore: int | Fraction) -> Fraction:
    """An amount as a cell has it."""
    return Fraction(ore) / 100


def money(ore: int, formula: str | None = None, role: str = "plain") -> SheetCell:
    """A cell with an amount."""
    return SheetCell(kroner(ore), "kroner", role, formula)


def step(value: int | Fraction, formula: str | None = None, form: str = "number") -> SheetCell:
    """A cell with a step of a calculation."""
    return SheetCell(value, form, "step", formula)


_LONGEST_TEXT: Final = 120
"""Excel takes no longer text between quotes in a formula than 255 characters; an emoji is two, a quote as well."""


def text_in_formula(text: str) -> str:
    """Text as a formula has it, in pieces where it is long.

    >>> text_in_formula('a "key" of theirs')
    '"a ""key"" of theirs"'
    """
    pieces = [text[n : n + _LONGEST_TEXT] for n in range(0, len(text), _LONGEST_TEXT)] or [""]
    return "&".join('"' + piece.replace('"', '""') + '"' for piece in pieces)


def cell_in(column: str, first_row: str) -> str:
    """The name of a cell whose row a formula finds, in a formula."""
    return f'"{column}"&({first_row})'


def first_row(bad: str, rows: str) -> str:
    """The first row that something is so in, in a formula: `bad` is 1 there and 0 elsewhere, `rows` is where the rows' numbers stand."""
    return f"{MANY}-SUMPRODUCT(MAX(({bad})*({MANY}-{rows})))"


def first_said(lines: str, numbers: str, above: int) -> str:
    """The first of some lines that says anything, or nothing, in a formula.

    `numbers` is where their rows' numbers stand, `above` is how many rows are above the first.
    """
    first = f"INDEX({lines},{first_row(f'--({lines}<>{chr(34) * 2})', numbers)}-{above})"
    return f'IF(SUMPRODUCT(--({lines}<>""))=0,"",{first})'
