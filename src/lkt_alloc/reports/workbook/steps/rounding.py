"""Rounding as formulas: exact numbers of units become whole ones, and it is certain, or said not to be.

A spreadsheet calculates with 15 digits, so an exact number stands in a cell with an error that is smaller than a quarter of `t`
(docs/method.md, "In the spreadsheet"). Whatever lies farther than `t` from where a decision would change is decided. What lies nearer is
exactly there if the number's denominator is so small that no other number is so near, or if those who tie go by the same figures; else
nothing is decided, and the sheet says so.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import log10
from typing import Final

from msgspec import Struct

from lkt_alloc.reports.workbook.cells import Sheet, SheetCell, down, fixed, near
from lkt_alloc.reports.workbook.making import step
from lkt_alloc.reports.workbook.steps.denominators import Digits

COARSEST: Final = 0.01
"""Where the smallest certain difference is not below this part of a unit, nothing is certain."""


class Rounded(Struct, frozen=True):
    """What one row has: the exact number of units, what it becomes, and its place."""

    exact: Fraction
    floor: int
    remainder: Fraction
    place: int
    extra: int


class RoundingTable(Struct, frozen=True):
    """Where the columns of a table are: exact, whole units, remainder, place, one more, and the two hidden ones.

    `t` is the cell with the smallest certain difference, `left` the one with the units that are left, `limit` that with the logarithm
    below which a denominator must be; `nearest` is the cell that is 1 where everyone is rounded alone, or nothing. Where there is a
    column of groups, units go within each, and those left of a group stand after the last column. From `hidden` on are the logarithm of
    the denominator, what the row goes by, and whether its whole units are sure.
    """

    sheet: Sheet
    rows: range
    exact: int
    t: str
    limit: str
    left: str
    nearest: str = ""
    group: int | None = None
    hidden: int = 0

    @property
    def whole(self) -> int:
        """The column of whole units."""
        return self.exact + 1

    @property
    def remainder(self) -> int:
        """The column of what is cut off."""
        return self.exact + 2

    @property
    def place(self) -> int:
        """The column of places by remainder."""
        return self.exact + 3

    @property
    def extra(self) -> int:
        """The column of one more."""
        return self.exact + 4

    @property
    def digits(self) -> int:
        """The hidden column of logarithms of denominators."""
        return self.hidden

    @property
    def same(self) -> int:
        """The hidden column of what each goes by."""
        return self.hidden + 1

    @property
    def sure(self) -> int:
        """The hidden column that is 1 where whole units are sure."""
        return self.hidden + 2

    @property
    def end(self) -> int:
        """The first column after."""
        return self.hidden + 3

    def put(self, row: int, values: Rounded) -> None:
        """The steps of one row."""
        exact, whole, rest, place = (near(row, self.exact + n) for n in range(4))
        rests = down(self.remainder, self.rows)
        above = f"{fixed(self.rows.start, self.remainder)}:{near(row, self.remainder)}"
        mine, mine_above = "", ""
        if self.group is not None:
            own = near(row, self.group)
            mine = f"({down(self.group, self.rows)}={own})*"
            mine_above = f"({fixed(self.rows.start, self.group)}:{near(row, self.group)}={own})*"
        ahead = f"SUMPRODUCT({mine or '--'}({rests}>{rest}+{self.t}))"
        equal = f"SUMPRODUCT({mine_above or '--'}(ABS({above}-{rest})<={self.t}))"
        left = self.left if self.group is None else near(row, self.extra + 1)
        more = f"IF({place}<={left},1,0)"
        if self.nearest:
            more = f"IF({self.nearest}=1,IF({rest}>=0.5-{self.t}/2,1,0),{more})"
        formulas = (
            (values.floor, "number", f"ROUND({exact}-0.5+{self.t}/2,0)"),
            (values.remainder, "fraction", f"MAX(0,{exact}-{whole})"),
            (values.place, "number", f"{ahead}+{equal}"),
            (values.extra, "number", more),
        )
        cells = [SheetCell(value, form, "plain", formula) for value, form, formula in formulas]
        self.sheet.fill(row, self.whole, cells)

    def certain(self, row: int, digits: str, clamped: Sequence[str] = ()) -> str:
        """1 where a row's whole units are sure: `digits` is the logarithm of its denominator, `clamped` says that it stands at a bound."""
        exact, rest = near(row, self.exact), near(row, self.remainder)
        far = f"ABS({exact}-ROUND({exact},0))>{self.t}"
        sure = ",".join((far, f"{digits}<{self.limit}", *clamped))
        if not self.nearest:
            return f"IF(OR({sure}),1,0)"
        half = ",".join((f"ABS({rest}-0.5)>{self.t}", f"{digits}+0.31<{self.limit}", *clamped))
        return f"IF(AND(OR({sure}),OR({self.nearest}<>1,{half})),1,0)"

    def goes_by(self, row: int, columns: Sequence[int], *, alone: bool) -> None:
        """All that a row goes by, as text: two with the same get the same. What is made of other figures is like no other (`alone`)."""
        formula = '&"|"&'.join(near(row, column) for column in columns)
        values = [self.sheet.cells[row, column].value or 0 for column in columns]
        shown = [f"{float(value):.15g}" if isinstance(value, int | Fraction) else str(value) for value in values]
        if alone:
            cell = SheetCell("|".join([*shown, str(row + 1)]), role="step", formula=f'{formula}&"|"&ROW()')
        else:
            cell = SheetCell("|".join(shown), role="step", formula=f'{formula}&""')
        self.sheet.put(row, self.same, cell)

    def is_sure(self, row: int, digits: Digits, clamped: Sequence[str] = ()) -> None:
        """Whether the whole units of a row are sure; see `certain`."""
        self.sheet.put(row, self.digits, step(Fraction(digits.value), digits.formula, "fraction"))
        self.sheet.put(row, self.sure, step(1, self.certain(row, near(row, self.digits), clamped)))

    def are_sure(self, digits: str) -> tuple[str, ...]:
        """Tests: all rows are sure, and who gets the units that are left; `digits` is the logarithm of differences' denominator."""
        return f"{self.t}<{COARSEST}", f"MIN({down(self.sure, self.rows)})=1", f"{self._cut_is_certain(digits)}=1"

    def _cut_is_certain(self, digits: str) -> str:
        rests, places = down(self.remainder, self.rows), down(self.place, self.rows)
        last = f"SUMPRODUCT(({places}={self.left})*{rests})"
        band = f"(ABS({rests}-{last})<=2*{self.t})"
        alike = f"INDEX({down(self.same, self.rows)},MATCH({self.left},{places},0))"
        sure = (
            f"{self.left}=0",
            f"SUMPRODUCT({band}*({places}>{self.left}))=0",
            f"{digits}+0.7<{self.limit}",
            f"SUMPRODUCT({band}*({down(self.same, self.rows)}<>{alike}))=0",
        )
        nested = "0"
        for each in reversed(sure):
            nested = f"IF({each},1,{nested})"
        whole = f"IF(AND({self.left}>=0,{self.left}<={len(self.rows)}),{nested},0)"
        return f"IF({self.nearest}=1,1,{whole})" if self.nearest else whole


def tolerance(sheet: Sheet, at: tuple[int, int], size: str, value: Fraction, factor: int = 4) -> tuple[str, str]:
    """Cells, the second below the first: the smallest certain difference, and the logarithm that a denominator must be below.

    `size` is all that was added up, in units.
    """
    row, column = at
    t, limit = fixed(row, column), fixed(row + 1, column)
    sheet.put(row, column, step(value, f"{factor}*({size}+1)/10^14", "tiny"))
    sheet.put(row + 1, column, step(Fraction(-log10(4 * value)), f"-LOG10(4*{t})", "fraction"))
    return t, limit
