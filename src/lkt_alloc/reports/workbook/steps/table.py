"""What every table of a sheet of steps is about: one division in one period, a row for each member."""

from msgspec import Struct

from lkt_alloc.engine.allocate import Division
from lkt_alloc.engine.register import Register
from lkt_alloc.reports.workbook.cells import Sheet
from lkt_alloc.reports.workbook.key.places import KeySheet, figure_of


class DivisionTable(Struct):
    """Where it stands (`rows` are the members'), and what it shares by which key."""

    sheet: Sheet
    key: KeySheet
    division: Division
    register: Register
    period: str
    rows: range

    def figure(self, measure: str, number: str) -> str:
        """What a member has of a measure, in a formula."""
        if measure == "equal":
            return "1"
        return self.key.figure(figure_of(measure, self.key.key, self.register, self.period), number)
