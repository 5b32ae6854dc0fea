"""Limits as formulas: everyone's lowest and highest amount, and what everyone pays when the others, nobody or some who are named bear it.

Where the others bear the difference, everyone pays the same multiple of its own amount as far as its bounds let it. What all pay grows
with the multiple along straight lines that bend where somebody meets a bound: so the multiple is found between two bends.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from lkt_alloc.engine.allocate import Share
from lkt_alloc.engine.keys import Terms, part_of_year
from lkt_alloc.engine.limits import Bounds, bearers_of, bounds_of, limited_by
from lkt_alloc.engine.model import Index
from lkt_alloc.engine.parts import NOBODY, OTHERS, LimitRate, LimitShare, LimitValue
from lkt_alloc.reports.workbook.cells import SheetCell, down, fixed, near
from lkt_alloc.reports.workbook.key.limits import both
from lkt_alloc.reports.workbook.making import step
from lkt_alloc.reports.workbook.steps.denominators import UNKNOWN, Digits
from lkt_alloc.reports.workbook.steps.table import DivisionTable
from lkt_alloc.reports.workbook.typed import DECIMALS

NO_HIGHEST: Final = 10**13
"""More than anybody pays, in kroner: where there is no highest amount."""


class Bounded(DivisionTable):
    """The columns of limits: before, lowest, highest, the bends of either with what all would pay there, and after.

    `total` is what is shared (kroner), `unit` the rounding unit (kroner), `factor` that of the index; `multiple` is the row above the
    table with what everyone pays of its own, and whether that is all of it.
    """

    first: int
    total: str
    unit: str
    factor: str
    multiple: int

    @property
    def after(self) -> int:
        """The column of what everyone pays."""
        return self.first + (7 if self.by_others else 3)

    @property
    def end(self) -> int:
        """The first column after."""
        return self.after + 1

    @property
    def by_others(self) -> bool:
        """Whether the others bear the difference."""
        return bearers_of(self.division.key.limits[0], self.register) == OTHERS

    def fill(self, own: Sequence[str], indices: dict[str, Index]) -> None:
        """All cells; `own` is what everyone's parts come to, row by row."""
        key, sign = self.division.key, -1 if self.division.total < 0 else 1
        index = indices[key.index].factors[self.period] if key.index else Fraction(1)
        terms = Terms(self.register, self.period, index if self.division.total else Fraction())
        bounds = bounds_of(key.limits, key, Fraction(abs(self.division.total)), terms)
        for row, share, formula in zip(self.rows, self.division.everyone, own, strict=True):
            before = sum((stake.amount for stake in share.stakes), Fraction())
            self._bounds(row, share, before, bounds[share.number].reaching(before), formula)
        if self.by_others:
            self._bends(bounds)
        for row, share in zip(self.rows, self.division.everyone, strict=True):
            after = sign * share.quota
            self.sheet.put(row, self.after, SheetCell(after, "exact", "step", self._after(row, share)))
        self._put_unmoved()

    def _bounds(self, row: int, share: Share, before: Fraction, bounds: Bounds, formula: str) -> None:
        lowest, highest = self._values(share, "least"), self._values(share, "most")
        mine = near(row, self.first)
        least = f"MAX({','.join(lowest)})" if lowest else f"MIN(0,{mine})"
        most = f"MIN({','.join(highest)})" if highest else str(NO_HIGHEST)
        top = bounds.highest / 100 if bounds.highest is not None else Fraction(NO_HIGHEST)
        cells = [
            step(before / 100, formula, "exact"),
            step(bounds.lowest / 100, least, "exact"),
            step(top, most, "exact"),
        ]
        self.sheet.fill(row, self.first, cells)

    def _values(self, share: Share, wanted: str) -> list[str]:
        """What the limits that hold for a member come to, in whole units."""
        return [
            self._value(k, bound, value, share)
            for k, limit in enumerate(self.division.key.limits)
            if share.number in limited_by(limit, self.division.key, self.register)
            for bound, value in both(limit)
            if bound == wanted
        ]

    def _value(self, place: int, bound: str, value: LimitValue, share: Share) -> str:
        number, of = self.key.limit(place, bound)
        scale = 10**DECIMALS
        factor = f"*ROUND({self.factor}*{scale},0)" if self.division.key.index else f"*{self.factor}"
        below = f"*{scale}" if self.division.key.index else ""
        # a product of whole numbers over another: so halves are exact
        match value:
            case LimitShare():
                units = f"ROUND({self.total}*100,0)*{number}/({of}*ROUND({self.unit}*100,0))"
            case LimitRate():
                year = part_of_year(self.division.key, share.number, self.period)
                size = self.figure(value.measure, share.number)
                units = f"ROUND({number}*{scale},0)*{size}*{year.numerator}{factor}/({scale}*{year.denominator}{below}*{self.unit})"
            case _:
                units = f"ROUND({number}*100,0){factor}/(ROUND({self.unit}*100,0){below})"
        return f"ROUND({units},0)*{self.unit}"

    def _clamped(self, multiple: str) -> str:
        """What each would pay at a multiple of its own amount, within its bounds: an array."""
        own, low, high = (down(self.first + n, self.rows) for n in range(3))
        paid = f"(({own}>0)*{own}*{multiple}+({own}<=0)*{own})"
        return f"(({paid}<{low})*{low}+({paid}>{high})*{high}+({paid}>={low})*({paid}<={high})*{paid})"

    def _bends(self, bounds: dict[str, Bounds]) -> None:
        before = [sum((s.amount for s in share.stakes), Fraction()) for share in self.division.everyone]
        own = [bounds[share.number].reaching(b) for share, b in zip(self.division.everyone, before, strict=True)]

        def paid(multiple: Fraction) -> Fraction:
            return sum((o.clamp(b * multiple if b > 0 else b) for o, b in zip(own, before, strict=True)), Fraction())

        for row, b, o in zip(self.rows, before, own, strict=True):
            mine = near(row, self.first)
            for n, bound in enumerate((o.lowest, o.highest)):
                top = bound if bound is not None else Fraction(NO_HIGHEST * 100)
                value = top / b if b > 0 and bound is not None else Fraction(0)
                bend = near(row, self.first + 1 + n)
                at, formula = self.first + 3 + n, f"IF(({mine}>0)*({bend}<{NO_HIGHEST})=1,{bend}/{mine},0)"
                self.sheet.put(row, at, step(value, formula, "fraction"))
                all_paid = f"SUMPRODUCT({self._clamped(near(row, at))})"
                self.sheet.put(row, at + 2, step(paid(value) / 100, all_paid, "exact"))
        self._multiple(before, own)

    def _multiple(self, before: Sequence[Fraction], own: Sequence[Bounds]) -> None:
        """What everyone pays of its own: 1 if that makes the total, else between the two bends around it."""
        bends = f"{fixed(self.rows.start, self.first + 3)}:{fixed(self.rows[-1], self.first + 4)}"
        paid = f"{fixed(self.rows.start, self.first + 5)}:{fixed(self.rows[-1], self.first + 6)}"
        total = f"SUM({down(self.first, self.rows)})"
        low = f"SUMPRODUCT(MAX(({paid}<={total})*{bends}))"
        high = f"1/SUMPRODUCT(MAX(({paid}>={total})*({bends}>0)/({bends}+({bends}=0))))"
        at = self.multiple
        lowest, highest = fixed(at, self.first), fixed(at, self.first + 1)
        changes = next((c for share in self.division.everyone for c in share.adjustments), None)
        multiple = changes.multiple if changes and changes.multiple is not None else Fraction(1)
        values = self._around(before, own)
        self.sheet.put(at, self.first, step(values[0], low, "fraction"))
        self.sheet.put(at, self.first + 1, step(values[1], f"IFERROR({high},{lowest}+1)", "fraction"))
        at_low, at_high = (f"SUMPRODUCT({self._clamped(each)})" for each in (lowest, highest))
        self.sheet.put(at, self.first + 2, step(values[2] / 100, at_low, "exact"))
        self.sheet.put(at, self.first + 3, step(values[3] / 100, at_high, "exact"))
        below, above = fixed(at, self.first + 2), fixed(at, self.first + 3)
        between = f"{lowest}+({highest}-{lowest})*({total}-{below})/({above}-{below})"
        unbound = f"SUMPRODUCT(--({self._clamped('1')}<>{down(self.first, self.rows)}))=0"
        found = f"IF({unbound},1,IF({above}={below},{lowest},{between}))"
        self.sheet.put(at, self.after, step(multiple, found, "fraction"))

    def _around(
        self, before: Sequence[Fraction], own: Sequence[Bounds]
    ) -> tuple[Fraction, Fraction, Fraction, Fraction]:
        """The bends around the multiple, and what all pay at each."""

        def paid(multiple: Fraction) -> Fraction:
            return sum((o.clamp(b * multiple if b > 0 else b) for o, b in zip(own, before, strict=True)), Fraction())

        none = Fraction(NO_HIGHEST * 100)
        pairs = (
            (b, bound if bound is not None else none)
            for b, o in zip(before, own, strict=True)
            for bound in (o.lowest, o.highest)
        )
        bends = [bound / b if b > 0 and bound < none else Fraction() for b, bound in pairs]
        total = sum(before, Fraction())
        low = max((bend for bend in bends if paid(bend) <= total), default=Fraction())
        high = min((bend for bend in bends if paid(bend) >= total and bend > 0), default=low + 1)
        return low, high, paid(low), paid(high)

    def _after(self, row: int, share: Share) -> str:
        own, low, high = (near(row, self.first + n) for n in range(3))
        bearers = bearers_of(self.division.key.limits[0], self.register)
        if bearers == OTHERS:
            multiple = fixed(self.multiple, self.after)
            return f"MIN({high},MAX({low},IF({own}>0,{own}*{multiple},{own})))"
        if bearers == NOBODY or share.number not in bearers:
            return f"MIN({high},MAX({low},{own}))"
        everyone = self._clamped("1")
        return f"{own}+(SUM({down(self.first, self.rows)})-SUMPRODUCT({everyone}))/{len(bearers)}"

    def kept(self, t: str) -> str:
        """Whether all limits can be kept, in a formula: nobody's lowest is above its highest, and the sum stays where others bear it."""
        own, low, high, after = (
            down(column, self.rows) for column in (self.first, self.first + 1, self.first + 2, self.after)
        )
        tests = [f"SUMPRODUCT(--({low}>{high}))=0"]
        bearers = bearers_of(self.division.key.limits[0], self.register)
        if bearers == NOBODY:
            return f"AND({tests[0]})"
        tests.append(f"ABS(SUM({after})-SUM({own}))<={t}*{self.unit}*{len(self.rows)}")
        if bearers != OTHERS:
            tests.append(f"SUMPRODUCT(({own}>=0)*({after}<0)+({own}<0)*({after}<{own}))=0")
        return f"AND({','.join(tests)})"

    def digits(self, of_parts: Digits) -> Digits:
        """Those of a denominator: the parts' own where everyone between its bounds pays what they give, else it is unknown."""
        unmoved = self.sheet.cells[self.multiple, self.after - 1].value
        formula = f"IF({fixed(self.multiple, self.after - 1)}=1,{of_parts.formula},{UNKNOWN})"
        return Digits(formula, of_parts.value if unmoved else UNKNOWN)

    def _put_unmoved(self) -> None:
        by_nobody = bearers_of(self.division.key.limits[0], self.register) == NOBODY
        moved = any(each.before != each.after for share in self.division.everyone for each in share.adjustments)
        columns = (down(column, self.rows) for column in (self.first, self.after))
        unmoved = f"IF(SUMPRODUCT(--({'<>'.join(columns)}))=0,1,0)"
        cell = step(1) if by_nobody else step(int(not moved), unmoved)
        self.sheet.put(self.multiple, self.after - 1, cell)

    def clamped(self, row: int, t: str) -> str:
        """Whether a member surely stands at a bound."""
        own, low, high, after = (near(row, self.first + n) for n in (0, 1, 2, self.after - self.first))
        if self.by_others:
            own = f"{own}*{fixed(self.multiple, self.after)}"
        return f"AND(OR({after}={low},{after}={high}),ABS({own}-{after})>{t}*{self.unit})"
