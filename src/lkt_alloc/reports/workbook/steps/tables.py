"""The tables of a block of steps, side by side: what parts take and give, limits, shares that are rounded first, and the rounding."""

from math import log10
from typing import NamedTuple

from lkt_alloc.reports.workbook.steps.denominators import Digits
from lkt_alloc.reports.workbook.steps.limits import Bounded
from lkt_alloc.reports.workbook.steps.pots import Pots
from lkt_alloc.reports.workbook.steps.rounding import RoundingTable


class StepTables(NamedTuple):
    """The tables; `limits` where there are any, `shares` where everyone's share of the whole is rounded before it is used."""

    pots: Pots
    rounding: RoundingTable
    limits: Bounded | None
    shares: RoundingTable | None

    @property
    def amount(self) -> int:
        """The column of amounts."""
        return self.rounding.extra + 1

    def digits(self, row: int | None = None) -> Digits:
        """The digits of what exact amounts are divided by: those of a member, or of the difference between any two."""
        if self.shares:
            return Digits(f"LOG10({self.pots.total})", log10(int(self.pots.total)))
        digits = self.pots.digits_of_differences() if row is None else self.pots.member_digits(row)
        return self.limits.digits(digits) if self.limits else digits
