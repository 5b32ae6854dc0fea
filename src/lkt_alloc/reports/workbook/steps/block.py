"""The sheet of what one payer shares by one key, period by period: what parts take, exact amounts, remainders, places and amounts."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from lkt_alloc.engine.allocate import Division, PeriodAllocation, Share
from lkt_alloc.engine.payers import KRONE
from lkt_alloc.language.sentences import sentence
from lkt_alloc.reports.workbook.cells import SheetCell, down, near
from lkt_alloc.reports.workbook.key.places import KeySheet
from lkt_alloc.reports.workbook.making import BlockSpot, money, step
from lkt_alloc.reports.workbook.steps.amounts import LiveSteps, Steps, may_leave, not_followed
from lkt_alloc.reports.workbook.steps.certainty import (
    put_tests,
)
from lkt_alloc.reports.workbook.steps.conditions import conditions
from lkt_alloc.reports.workbook.steps.headings import put_headings, put_sums
from lkt_alloc.reports.workbook.steps.kept import kept_amounts
from lkt_alloc.reports.workbook.steps.limits import Bounded
from lkt_alloc.reports.workbook.steps.pots import Pots
from lkt_alloc.reports.workbook.steps.rounding import Rounded, RoundingTable, tolerance
from lkt_alloc.reports.workbook.steps.scalars import VALUE, Scalars
from lkt_alloc.reports.workbook.steps.tables import StepTables


class StepsBlock:
    """One division in one period, from a row on."""

    def __init__(self, spot: BlockSpot, period: PeriodAllocation, division: Division, key: KeySheet) -> None:
        self.making, self.sheet, _ = spot
        self.period, self.division, self.key = period, division, key
        self.everyone = division.everyone
        self.sign = -1 if division.total < 0 else 1
        self.unit = division.key.unit_ore
        self.scalars = Scalars(spot, period, division)
        self._at = self.scalars.at

    @property
    def end(self) -> int:
        """The row after all of it, and two that are empty."""
        return self.scalars.end

    def fill(self, total: str, unchanged: str, ok: str) -> Steps:
        """All of it. `total` is where what is shared stands, to the øre; `unchanged` and `ok` are tests of what it depends on."""
        self.scalars.begin(total, unchanged)
        if reasons := not_followed(self.division, self.making.allocation.register):
            return kept_amounts(self.scalars, self.key, reasons)
        self.ok = ok
        self._shared()
        return self._live()

    def _shared(self) -> None:
        """What is shared: as the key rounds it, in its units, without its sign."""
        total, put, at = self.division.total, self.scalars.put, self._at
        rounded = f"ROUND({at('borne')},0)" if self.unit % KRONE == 0 else at("borne")
        put("total", sentence("To be shared, as the key rounds it"), money(total, rounded, "step"))
        put("unit", sentence("Rounding unit"), money(self.unit, role="step"))
        units = step(abs(total) // self.unit, f"ROUND(ABS({at('total')})/{at('unit')},0)")
        put("units", sentence("In units"), units)
        put("sign", sentence("Sign (−1: a refund)"), step(self.sign, f"IF({at('total')}<0,-1,1)"))
        magnitude = money(abs(total), f"ABS({at('total')})", "step")
        put("magnitude", sentence("To be shared, without its sign"), magnitude)
        formula = f"IF({at('total')}=0,0,{self.key.factors.get(self.period.id, '1')})"
        factor = step(self.division.factor if total else Fraction(), formula, "decimal")
        put("factor", sentence("Factor of amounts and rates"), factor)

    def _live(self) -> Steps:
        # what the smallest certain difference is stands with what it is made of, in the table below
        for name, said in (("t", _SMALLEST), ("limit", _DIGITS), ("left", _LEFT), ("certain", _CERTAIN)):
            self.scalars.put(name, said, step(0))
        if self.division.key.share_unit:
            for name, said in (("share_t", _SMALLEST), ("share_limit", _DIGITS), ("shares_left", _LEFT_OF_SHARES)):
                self.scalars.put(name, said, step(0))
        if may_leave(self.division):
            self.scalars.put("over", _OVER, step(0))
            self.scalars.put("nearest", _NEAREST, step(0))
        self.sheet.folded.append(range(self.scalars.rows["same"], self.end))
        tables = self._columns()
        self._fill_columns(tables)
        return self._finish(tables)

    def _columns(self) -> StepTables:
        taken, key = self.end, self.division.key
        head = self.end + (4 if key.limits else 3)
        rows = range(head + 1, head + 1 + len(self.everyone))
        about = self.sheet, self.key, self.division, self.making.allocation.register, self.period.id, rows
        whole = str(1 / key.share_unit) if key.share_unit else self._at("magnitude")
        pots = Pots(*about, whole, self._at("factor"), taken, taken + 1)
        shares = self._share_units(pots) if key.share_unit else None
        limits = None
        if key.limits:
            total, unit, factor = map(self._at, ("magnitude", "unit", "factor"))
            limits = Bounded(*about, pots.end, total, unit, factor, head - 1)
        size = self._at("units")
        made = Fraction(abs(self.division.total) // self.unit)
        if not shares:
            size += f"+SUMPRODUCT(ABS({pots.all_taken}))/{self._at('unit')}"
            made += sum((abs(pots.pot(part)) for part in pots.parts), Fraction()) / self.unit
        t, limit = self._tolerance("t", size, made, 4 * (10 if limits else 1))
        start = shares.end if shares else limits.end if limits else pots.end
        nearest = self._at("nearest") if may_leave(self.division) else ""
        left = self._at("left")
        return StepTables(
            pots, RoundingTable(self.sheet, rows, start, t, limit, left, nearest, hidden=start + 6), limits, shares
        )

    def _tolerance(self, name: str, size: str, made: Fraction, factor: int = 4) -> tuple[str, str]:
        at = self.scalars.rows[name], VALUE
        return tolerance(self.sheet, at, size, Fraction(factor, 10**14) * (made + 1), factor)

    def _share_units(self, pots: Pots) -> RoundingTable:
        """Everyone's share of the whole in units, rounded before it is used."""
        made = 2 * sum((pots.pot(part) for part in pots.parts), Fraction()) / KRONE
        t, limit = self._tolerance("share_t", f"2*SUM({pots.all_taken})", made)
        left = self._at("shares_left")
        return RoundingTable(self.sheet, pots.rows, pots.end, t, limit, left, hidden=pots.end + 5)

    def _fill_columns(self, tables: StepTables) -> None:
        pots, rounding, limits, shares = tables
        pots.fill()
        sums = [f"SUM({near(row, pots.amount(0))}:{near(row, pots.end - 1)})" for row in pots.rows]
        if limits:
            limits.fill(sums, dict(self.making.allocation.budget.indices))
        put_headings(self.scalars, tables)
        self.sheet.hidden |= {
            *range(rounding.hidden, rounding.end),
            *(range(shares.hidden, shares.end) if shares else ()),
        }
        for place, (row, share, of_parts) in enumerate(zip(pots.rows, self.everyone, sums, strict=True)):
            exact = near(row, limits.after) if limits else of_parts
            if shares:
                self._row_of_shares(row, place, tables, of_parts)
                exact = f"{self._at('magnitude')}*({near(row, shares.whole)}+{near(row, shares.extra)})/{pots.total}"
            self._row(row, share, tables, exact)

    def _row_of_shares(self, row: int, place: int, tables: StepTables, own: str) -> None:
        pots, shares, made = tables.pots, tables.shares, self.division.rounded_shares
        assert shares
        assert made
        floor, rest = made.floors[place], Fraction(made.remainders[place], made.of)
        rank = list(made.order).index(place) + 1
        self.sheet.put(row, shares.exact, SheetCell(floor + rest, "fraction", "plain", own))
        shares.put(row, Rounded(floor + rest, floor, rest, rank, made.shares[place] - floor))
        shares.goes_by(row, pots.same(), alone=pots.is_made)
        shares.is_sure(row, pots.member_digits(row))

    def _row(self, row: int, share: Share, tables: StepTables, own: str) -> None:
        pots, rounding, limits, shares = tables
        words, exact = self.making.words, self.sign * share.quota * KRONE / self.unit
        member = self.key.rows[share.number]
        names = (words.cell(share.number), words.cell(share.name))
        for column, name in enumerate(names):
            self.sheet.put(row, column, SheetCell(name, formula=self.key.sheet.of(near(member, column))))
        formula = own if self.unit == KRONE else f"{own}/{self._at('unit')}"
        self.sheet.put(row, rounding.exact, SheetCell(exact, "fraction", "plain", formula))
        floor = self.sign * share.floor // self.unit
        rounding.put(row, Rounded(exact, floor, share.remainder, share.rank, share.extra))
        bounds = (limits.first + 1, limits.first + 2) if limits else ()
        goes_by = [shares.whole, shares.extra] if shares else [*pots.same(), *bounds]
        rounding.goes_by(row, goes_by, alone=pots.is_made and not shares)
        # who gets nothing gets no unit less
        clamped = [f"AND(ABS({near(row, rounding.exact)})<={rounding.t},MIN({pots.all_taken})>=0)"]
        clamped += [limits.clamped(row, rounding.t)] if limits else []
        rounding.is_sure(row, tables.digits(row), clamped)
        paid = (
            f"ROUND({self._at('sign')}*({near(row, rounding.whole)}+{near(row, rounding.extra)})*{self._at('unit')},2)"
        )
        formula = f"IF({self._at('certain')}=1,{paid},{self.scalars.kept(share.amount)})"
        # what is the share of those who do not take part, nobody pays
        is_paid = share in self.division.shares
        amount = money(share.amount, formula, "sum") if is_paid else money(0, role="sum")
        self.sheet.put(row, tables.amount, amount)

    def _finish(self, tables: StepTables) -> Steps:
        rows, scalars, rounding, shares = tables.pots.rows, self.scalars, tables.rounding, tables.shares
        floors = sum(self.sign * share.floor // self.unit for share in self.everyone)
        left = f"{self._at('units')}-SUM({down(rounding.whole, rows)})"
        scalars.become("left", step(abs(self.division.total) // self.unit - floors, left))
        if shares and (made := self.division.rounded_shares):
            scalars.become("shares_left", step(made.extra, f"{tables.pots.total}-SUM({down(shares.whole, rows)})"))
        put_sums(scalars, tables)
        scalars.end = put_tests(scalars, rows.stop + 1, list(conditions(scalars, tables, self.ok))) + 2
        by_number = dict(zip([share.number for share in self.everyone], rows, strict=True))
        borne, total, certain = map(scalars.anywhere, ("borne", "total", "certain"))
        live = self._live_steps(rounding, by_number)
        return Steps(self.sheet, by_number, tables.amount, borne, total, certain, live)

    def _live_steps(self, rounding: RoundingTable, rows: Mapping[str, int]) -> LiveSteps:
        unit, sign, units = map(self.scalars.anywhere, ("unit", "sign", "units"))
        made = self.sheet.cells[self.scalars.rows["t"], VALUE].value
        t = Fraction(made) if isinstance(made, int | Fraction) else Fraction()
        columns = (rounding.exact, rounding.digits, rounding.same)
        return LiveSteps(self.sheet, rows, *columns, unit, sign, units, self.sheet.of(rounding.t), t)


_SMALLEST: Final = sentence("Smallest certain difference, in units")
_DIGITS: Final = sentence("Denominators with fewer digits are exact")
_LEFT: Final = sentence("Units left")
_CERTAIN: Final = sentence("Certain (1 = yes)")
_LEFT_OF_SHARES: Final = sentence("Units of shares left")
_OVER: Final = sentence("What the allocation key leaves, NOK")
_NEAREST: Final = sentence("Everyone is rounded alone (1 = yes)")
