"""What the tables of a key's sheet share while they are made."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from lkt_alloc.engine.allocate import Division, PeriodAllocation
from lkt_alloc.engine.keys import gone_by
from lkt_alloc.engine.measures import in_order
from lkt_alloc.engine.parts import ALL, NOBODY, OTHERS
from lkt_alloc.language.sentences import sentence
from lkt_alloc.reports.members import how_many
from lkt_alloc.reports.workbook.cells import SheetCell, down, near
from lkt_alloc.reports.workbook.key.places import (
    NUMBER_COLUMN,
    OF_COLUMN,
    SHARE_COLUMN,
    FigureId,
    KeySheet,
    figure_of,
)
from lkt_alloc.reports.workbook.making import Making
from lkt_alloc.reports.workbook.typed import NOT_NEGATIVE, InputArea

LEAST_WIDTH: Final = 7
"""So many columns the sheet has at least."""

_NAMED: Final = 3
"""So many members are named one by one."""


class KeyTables:
    """The tables of a key's sheet, one below the other: what they are made of, and what is wrong in them."""

    def __init__(
        self,
        making: Making,
        made: KeySheet,
        divided: list[tuple[PeriodAllocation, Division]],
        counted: dict[tuple[str, FigureId], str],
    ) -> None:
        self.making, self.made, self.divided, self.counted = making, made, divided, counted
        self.sheet, self.register = made.sheet, making.allocation.register
        self.key_id = divided[0][1].key_id
        self.figures = list(dict.fromkeys(self._figures()))
        self.width = max(LEAST_WIDTH, 2 + len(self.figures))
        self.areas: list[InputArea] = []
        self.more: list[str] = []

    def area(self, head: int, rows: range) -> InputArea:
        """A table to type in, below its heading."""
        area = InputArea(self.making, self.sheet, head, rows, self.width)
        self.areas.append(area)
        return area

    def not_negative(self, area: InputArea, row: int) -> None:
        """What a first amount or a limit says is nothing or more."""
        own = range(row, row + 1)
        self.more.append(area.refused(f"--({down(NUMBER_COLUMN, own)}<0)", own, NUMBER_COLUMN, NOT_NEGATIVE))

    def put_share(
        self, area: InputArea, row: int, share: Fraction, path: tuple[str, ...], *, is_rest: bool = False
    ) -> None:
        """A share to type in, as a fraction; what takes the rest is only shown."""
        numerator, of = written(share)
        cells = (("numerator", NUMBER_COLUMN, numerator, "number"), ("denominator", OF_COLUMN, of, "whole"))
        for said, column, value, form in cells:
            if is_rest:
                self.sheet.put(row, column, SheetCell(value, "number"))
            else:
                area.put(row, column, SheetCell(value, form), (*path, said))
        self.sheet.put(
            row,
            SHARE_COLUMN,
            SheetCell(share, "percent", "plain", f"{near(row, NUMBER_COLUMN)}/{near(row, OF_COLUMN)}"),
        )

    def _figures(self) -> Iterator[FigureId]:
        """All that is counted in the periods, each after what it is made of."""
        key, known = self.made.key, self.register.measures
        for period, _ in self.divided:
            for _, measure, _ in gone_by(key, self.register):
                for name in in_order(measure, known):
                    if name != "equal":
                        yield figure_of(name, key, self.register, period.id)

    def whom(self, members: str | tuple[str, ...]) -> str:
        """Those whom a part or a limit is for, in words."""
        making = self.making
        named = {ALL: sentence("all"), OTHERS: sentence("the others"), NOBODY: sentence("nobody")}
        if isinstance(members, str) and members in named:
            return making.say(named[members])
        if isinstance(members, str):
            return making.say(self.register.groups[members].name)
        if len(members) > _NAMED:
            return making.say(how_many([self.register.municipalities[number] for number in members]))
        return ", ".join(making.words.cell(self.register.municipalities[number].name) for number in members)


def written(share: Fraction) -> tuple[int, int]:
    """A share as people write it: of 100 if it is a whole percentage, else in lowest terms."""
    return (int(share * 100), 100) if 100 % share.denominator == 0 else (share.numerator, share.denominator)
