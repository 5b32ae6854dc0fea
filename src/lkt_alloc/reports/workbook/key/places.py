"""Where other sheets find what a key says, and which column has what is counted."""

from typing import Final

from msgspec import Struct, field

from lkt_alloc.engine.measures import terms_of
from lkt_alloc.engine.model import Key
from lkt_alloc.engine.register import Register
from lkt_alloc.reports.workbook.cells import Sheet, down, near

NUMBER_COLUMN: Final = 4
OF_COLUMN: Final = 5
SHARE_COLUMN: Final = 6
"""The columns of what a part or a limit says: a number, what it is of, and the share that both make."""

FigureId = tuple[str, str]
"""What is counted, and when: population on a day, a measure in a period or (nothing) in all."""


class KeySheet(Struct):
    """Where other sheets find what a key says, in formulas for any sheet."""

    sheet: Sheet
    key: Key
    parts: range = range(0)
    factors: dict[str, str] = field(default_factory=dict)
    classes: dict[int, range] = field(default_factory=dict)
    limits: dict[tuple[int, str], int] = field(default_factory=dict)
    members: range = range(0)
    rows: dict[str, int] = field(default_factory=dict)
    figures: dict[FigureId, int] = field(default_factory=dict)
    decimals: dict[FigureId, tuple[str, int]] = field(default_factory=dict)
    unchanged: str = ""
    ok: str = ""

    def number(self, part: int) -> str:
        """The number that a part (from 0) says: a numerator, kroner, a rate."""
        return self.sheet.at(self.parts[part], NUMBER_COLUMN)

    def of(self, part: int) -> str:
        """What the number is of: a denominator, or so many units."""
        return self.sheet.at(self.parts[part], OF_COLUMN)

    def limit(self, place: int, bound: str) -> tuple[str, str]:
        """The number and the denominator of a limit."""
        row = self.limits[place, bound]
        return self.sheet.at(row, NUMBER_COLUMN), self.sheet.at(row, OF_COLUMN)

    def figure(self, figure: FigureId, number: str) -> str:
        """What a member has of something."""
        return self.sheet.of(near(self.rows[number], self.figures[figure]))

    def over(self, part: int, column: int) -> str:
        """A column of the classes of a part: 2 more than, 3 up to, 4 rate, 5 amount, 6 rate less the rate before."""
        return self.sheet.of(down(column, self.classes[part]))


def figure_of(measure: str, key: Key, register: Register, period: str) -> FigureId:
    """Which column has what a part goes by in a period."""
    if measure == "population":
        return measure, str(key.in_period(period).population_date)
    if terms := terms_of(measure, register.measures):
        found = {figure_of(term, key, register, period)[1] for term in terms}
        return measure, ", ".join(sorted(found - {""}))
    known = register.measures.get(measure)
    return measure, period if known and known.values_by_period else ""
