"""Where the amounts of one payer by one key stand in a period, and whether they are formulas: what other sheets ask the sheets of steps."""

from collections.abc import Mapping
from fractions import Fraction

from msgspec import Struct

from lkt_alloc.engine.allocate import Division
from lkt_alloc.engine.limits import by_parts
from lkt_alloc.engine.model import NOBODY
from lkt_alloc.language.sentences import Sentence, sentence
from lkt_alloc.reports.workbook.cells import Sheet, down


class Steps(Struct, frozen=True):
    """Where other sheets find a division's amounts, what they share (to the øre, and as rounded), and whether they could be calculated."""

    sheet: Sheet
    rows: Mapping[str, int]
    column: int
    borne: str
    total: str
    certain: str
    live: "LiveSteps | None" = None

    def amount(self, number: str) -> str:
        """The amount of a member."""
        return self.sheet.at(self.rows[number], self.column)


class LiveSteps(Struct, frozen=True):
    """Where the steps stand that amounts are formulas of: the columns and cells of one division, for formulas in any sheet."""

    sheet: Sheet
    rows: Mapping[str, int]
    exact: int
    digits: int
    same: int
    unit: str
    sign: str
    units: str
    t: str
    t_made: Fraction

    def exact_units(self, number: str) -> str:
        """The exact amount of a member, in units without the total's sign."""
        return self.sheet.at(self.rows[number], self.exact)

    def exact_kroner(self, number: str) -> str:
        """The same in kroner with its sign."""
        return f"{self.exact_units(number)}*{self.unit}*{self.sign}"

    def digits_of(self, number: str) -> str:
        """The logarithm of a member's denominator."""
        return self.sheet.at(self.rows[number], self.digits)

    def same_as(self, number: str) -> str:
        """What a member goes by, as text."""
        return self.sheet.at(self.rows[number], self.same)

    def all_the_same(self) -> str:
        """The column of that."""
        rows = list(self.rows.values())
        return self.sheet.of(down(self.same, range(rows[0], rows[-1] + 1)))


def not_followed(division: Division) -> list[Sentence]:
    """What formulas do not know of a division: each kind once, in words."""
    limited = division.key.limits and any(by_parts(division.key))
    kinds = (
        (bool(division.absent), sentence("members whose share nobody pays")),
        (bool(division.rounded_shares), sentence("shares that are rounded before they are used")),
        (bool(division.apart), sentence("budget items that are rounded one by one")),
        (bool(limited), sentence("limits of some parts of the allocation key")),
    )
    return [said for is_so, said in kinds if is_so]


def may_leave(division: Division) -> bool:
    """Whether a key may leave some of the total, as nobody bears it or it is said so."""
    limits = division.key.limits
    return division.key.uncovered or (bool(limits) and limits[0].borne_by == NOBODY)
