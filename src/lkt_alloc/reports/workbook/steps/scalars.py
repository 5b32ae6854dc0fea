"""The labelled cells above a table of steps: what is shared, in which units, and whether anything that it depends on is changed."""

from typing import Final

from lkt_alloc.engine.allocate import Division, PeriodAllocation
from lkt_alloc.language.sentences import Sentence, sentence
from lkt_alloc.reports.blocks import TO_BE_SHARED
from lkt_alloc.reports.workbook.cells import SheetCell, fixed
from lkt_alloc.reports.workbook.making import BlockSpot, kroner, money, step

NAME: Final = 1
VALUE: Final = 2
"""The columns of labels and values."""


class Scalars:
    """The cells of one division in one period, by name; `end` is the row after the last one."""

    def __init__(self, spot: BlockSpot, period: PeriodAllocation, division: Division) -> None:
        self.making, self.sheet, self.row = spot
        self.period, self.division = period, division
        self.rows: dict[str, int] = {}
        self.end = self.row + 1
        self.sheet.put(self.row, 0, SheetCell(self.making.say(period.period.name), role="period"))

    def begin(self, total: str, unchanged: str) -> None:
        """What is shared, to the øre (`total` is where it stands), and whether it is as it was made."""
        self.put("borne", TO_BE_SHARED, money(self.division.borne, total, "sum"))
        made = f"ABS({self.at('borne')}-{float(kroner(self.division.borne))!r})<0.005"
        unchanged_label = sentence("Nothing that it depends on is changed (1 = yes)")
        self.put("same", unchanged_label, step(1, f"IFERROR(IF(AND({made},{unchanged}),1,0),0)"))

    def put(self, name: str, label: Sentence, cell: SheetCell) -> None:
        """One more cell."""
        self.rows[name] = self.end
        self.sheet.put(self.end, NAME, SheetCell(self.making.say(label), role="sum" if cell.role == "sum" else "step"))
        self.sheet.put(self.end, VALUE, cell)
        self.end += 1

    def become(self, name: str, cell: SheetCell) -> None:
        """What a cell is, when the table below it is known."""
        self.sheet.put(self.rows[name], VALUE, cell)

    def at(self, name: str) -> str:
        """A cell, for formulas of the same sheet."""
        return fixed(self.rows[name], VALUE)

    def anywhere(self, name: str) -> str:
        """A cell, for formulas of any sheet."""
        return self.sheet.at(self.rows[name], VALUE)

    def kept(self, ore: int) -> str:
        """The amount as it was made, while nothing is changed."""
        return f"IF({self.at('same')}=1,{float(kroner(ore))!r},NA())"

    def say(self, certain: str, why: str) -> None:
        """Why there are no amounts, beside the period: `certain` is a test, `why` text in a formula."""
        formula = f'IF(OR({certain},{self.at("same")}=1),"",{why})'
        self.sheet.put(self.row, VALUE, SheetCell("", role="wrong", formula=formula))
        self.making.reasons.append(self.sheet.at(self.row, VALUE))
