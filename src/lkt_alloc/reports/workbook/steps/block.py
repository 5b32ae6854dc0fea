"""The sheet of what one payer shares by one key, period by period: what parts take, exact amounts, remainders, places and amounts."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final, NamedTuple

from lkt_alloc.engine.allocate import Division, PeriodAllocation, Share
from lkt_alloc.engine.apportion import NEAREST
from lkt_alloc.engine.model import RestPart, SharePart
from lkt_alloc.engine.payers import KRONE
from lkt_alloc.language.sentences import Ore, Sentence, sentence
from lkt_alloc.reports.blocks import NUMBER, SUM
from lkt_alloc.reports.members import kind_of
from lkt_alloc.reports.workbook.cells import SheetCell, down, near
from lkt_alloc.reports.workbook.key.places import KeySheet
from lkt_alloc.reports.workbook.making import BlockSpot, money, step
from lkt_alloc.reports.workbook.steps.amounts import LiveSteps, Steps, may_leave, not_followed
from lkt_alloc.reports.workbook.steps.certainty import (
    DIFFERENCE,
    NOT_KEPT,
    NOT_UNITS,
    TOO_FINE,
    TOO_LARGE,
    UNREAD,
    Test,
    put_tests,
)
from lkt_alloc.reports.workbook.steps.denominators import UNKNOWN, Digits
from lkt_alloc.reports.workbook.steps.kept import kept_amounts
from lkt_alloc.reports.workbook.steps.limits import Bounded
from lkt_alloc.reports.workbook.steps.pots import Pots
from lkt_alloc.reports.workbook.steps.rounding import Rounded, RoundingTable, tolerance
from lkt_alloc.reports.workbook.steps.scalars import NAME, VALUE, Scalars


class StepTables(NamedTuple):
    """The tables of a block, side by side."""

    pots: Pots
    rounding: RoundingTable
    limits: Bounded | None


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
        if reasons := not_followed(self.division):
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
        if may_leave(self.division):
            self.scalars.put("over", _OVER, step(0))
            self.scalars.put("nearest", _NEAREST, step(0))
        self.sheet.folded.append(range(self.scalars.rows["same"], self.end))
        pots, rounding, after = self._columns()
        self._fill_columns(pots, rounding, after)
        return self._finish(pots, rounding, after)

    def _columns(self) -> tuple[Pots, RoundingTable, Bounded | None]:
        taken = self.end
        head = self.end + (4 if self.division.key.limits else 3)
        rows = range(head + 1, head + 1 + len(self.everyone))
        register = self.making.allocation.register
        pots = Pots(
            *(self.sheet, self.key, self.division, register, self.period.id, rows),
            *(self._at("magnitude"), self._at("factor"), taken, taken + 1),
        )
        limits = None
        if self.division.key.limits:
            limits = Bounded(
                *(self.sheet, self.key, self.division, register, self.period.id, rows, pots.end),
                *(self._at("magnitude"), self._at("unit"), self._at("factor"), head - 1),
            )
        size = f"{self._at('units')}+SUMPRODUCT(ABS({pots.all_taken}))/{self._at('unit')}"
        taken_in_all = sum((abs(pots.pot(part)) for part in pots.parts), Fraction()) / self.unit
        made = (abs(self.division.total) // self.unit) + taken_in_all + 1
        factor = 4 * (10 if limits else 1)
        t, limit = tolerance(self.sheet, (self.scalars.rows["t"], VALUE), size, Fraction(factor, 10**14) * made, factor)
        start = limits.end if limits else pots.end
        nearest = self._at("nearest") if may_leave(self.division) else ""
        return pots, RoundingTable(self.sheet, rows, start, t, limit, self._at("left"), nearest), limits

    def _fill_columns(self, pots: Pots, rounding: RoundingTable, limits: Bounded | None) -> None:
        pots.fill()
        self._labels(pots)
        sums = [f"SUM({near(row, pots.amount(0))}:{near(row, pots.end - 1)})" for row in pots.rows]
        if limits:
            limits.fill(sums, dict(self.making.allocation.budget.indices))
        self._heads(pots, limits)
        self.amount, self.digits, self.same, self.sure = (rounding.exact + n for n in range(5, 9))
        self.sheet.hidden |= {self.digits, self.same, self.sure}
        for row, share, formula in zip(pots.rows, self.everyone, sums, strict=True):
            self._row(row, share, StepTables(pots, rounding, limits), formula)

    def _row(self, row: int, share: Share, columns: StepTables, own: str) -> None:
        pots, rounding, limits = columns
        words, exact = self.making.words, self.sign * share.quota * KRONE / self.unit
        member = self.key.rows[share.number]
        names = (words.cell(share.number), words.cell(share.name))
        for column, name in enumerate(names):
            self.sheet.put(row, column, SheetCell(name, formula=self.key.sheet.of(near(member, column))))
        in_kroner = near(row, limits.after) if limits else own
        formula = in_kroner if self.unit == KRONE else f"{in_kroner}/{self._at('unit')}"
        self.sheet.put(row, rounding.exact, SheetCell(exact, "fraction", "plain", formula))
        floor = self.sign * share.floor // self.unit
        rounding.put(row, Rounded(exact, floor, share.remainder, share.rank, share.extra))
        digits = limits.digits(pots.member_digits(row)) if limits else pots.member_digits(row)
        self.sheet.put(row, self.digits, step(Fraction(digits.value), digits.formula, "fraction"))
        goes_by = [*pots.same(), *((limits.first + 1, limits.first + 2) if limits else ())]
        self.sheet.put(row, self.same, self._together(row, goes_by, alone=pots.is_made))
        exact_cell = near(row, rounding.exact)
        clamped = [
            f"AND(ABS({exact_cell})<={rounding.t},MIN({pots.all_taken})>=0)"
        ]  # who gets nothing gets no unit less
        clamped += [limits.clamped(row, rounding.t)] if limits else []
        self.sheet.put(row, self.sure, step(1, rounding.certain(row, near(row, self.digits), clamped)))
        paid = (
            f"ROUND({self._at('sign')}*({near(row, rounding.whole)}+{near(row, rounding.extra)})*{self._at('unit')},2)"
        )
        formula = f"IF({self._at('certain')}=1,{paid},{self.scalars.kept(share.amount)})"
        self.sheet.put(row, self.amount, money(share.amount, formula, "sum"))

    def _together(self, row: int, columns: Sequence[int], *, alone: bool) -> SheetCell:
        """All that a member goes by, as text: two with the same get the same. What is made of other figures is like no other."""
        formula = '&"|"&'.join(near(row, column) for column in columns)
        values = [self.sheet.cells[row, column].value or 0 for column in columns]
        shown = [f"{float(value):.15g}" if isinstance(value, int | Fraction) else str(value) for value in values]
        if alone:
            return SheetCell("|".join([*shown, str(row + 1)]), role="step", formula=f'{formula}&"|"&ROW()')
        return SheetCell("|".join(shown), role="step", formula=f'{formula}&""')

    def _labels(self, pots: Pots) -> None:
        labels = (sentence("What the part takes, NOK"), _DECIMALS, _OTHER_DIGITS)
        for row, said in enumerate(labels, start=pots.taken):
            self.sheet.put(row, NAME, SheetCell(self.making.say(said), role="step"))
        self.sheet.folded.append(range(pots.decimals, pots.decimals + (3 if self.division.key.limits else 2)))

    def _heads(self, pots: Pots, limits: Bounded | None) -> None:
        """The headings of the table."""
        several = len(pots.parts) > 1
        heads: list[Sentence] = [NUMBER, kind_of(self.everyone)]
        heads += [sentence("Counts, part {n}", n=n + 1) if several else sentence("Counts") for n in pots.parts]
        heads += [sentence("Part {n}, NOK", n=n + 1) if several else sentence("Of this, NOK") for n in pots.parts]
        if limits:
            bends = (
                sentence("Bend at the least"),
                sentence("Bend at the most"),
                sentence("All pay there"),
                sentence("All pay there"),
            )
            heads += [
                sentence("Before limits"),
                sentence("At least"),
                sentence("At most"),
                *(bends if limits.by_others else ()),
            ]
            heads += [sentence("After limits")]
        exact = (
            sentence("Exact amount, NOK")
            if self.unit == KRONE
            else sentence("Exact, units of {unit}", unit=Ore(self.unit))
        )
        heads += [exact, sentence("Whole units"), sentence("Remainder"), sentence("Rank by remainder")]
        heads += [sentence("In addition"), sentence("Amount, NOK")]
        self.sheet.fill(pots.rows.start - 1, 0, self.making.head(*heads, texts=2))

    def _finish(self, pots: Pots, rounding: RoundingTable, limits: Bounded | None) -> Steps:
        rows, scalars = pots.rows, self.scalars
        floors = sum(self.sign * share.floor // self.unit for share in self.everyone)
        left = f"{self._at('units')}-SUM({down(rounding.whole, rows)})"
        scalars.become("left", step(abs(self.division.total) // self.unit - floors, left))
        self._sum(pots, rounding)
        scalars.end = put_tests(scalars, rows.stop + 1, list(self._tests(pots, rounding, limits))) + 2
        by_number = dict(zip([share.number for share in self.everyone], rows, strict=True))
        self.sheet.widths |= {0: 7, 1: 30} | dict.fromkeys(range(2, self.amount + 1), 15) | {rounding.exact: 22}
        self.sheet.printed_columns = max(self.sheet.printed_columns, self.amount + 1)
        borne, total, certain = map(scalars.anywhere, ("borne", "total", "certain"))
        live = self._live_steps(rounding, by_number)
        return Steps(self.sheet, by_number, self.amount, borne, total, certain, live)

    def _live_steps(self, rounding: RoundingTable, rows: Mapping[str, int]) -> LiveSteps:
        unit, sign, units = map(self.scalars.anywhere, ("unit", "sign", "units"))
        made = self.sheet.cells[self.scalars.rows["t"], VALUE].value
        t = Fraction(made) if isinstance(made, int | Fraction) else Fraction()
        columns = (rounding.exact, self.digits, self.same)
        return LiveSteps(self.sheet, rows, *columns, unit, sign, units, self.sheet.of(rounding.t), t)

    def _tests(self, pots: Pots, rounding: RoundingTable, limits: Bounded | None) -> Iterator[Test]:
        """What must be so before amounts are certain."""
        yield f"AND({self.ok})", UNREAD
        yield f"ABS({self._at('units')}*{self._at('unit')}-{self._at('magnitude')})<0.001", NOT_UNITS
        yield f"{self._at('units')}<1000000000000", TOO_LARGE
        yield from pots.sound()
        yield from self._over(pots, rounding, limits)
        if limits:
            yield limits.kept(rounding.t), NOT_KEPT
        yield f"MIN({down(self.sure, pots.rows)})=1", TOO_FINE
        digits = pots.digits_of_differences()
        if limits:
            digits = limits.digits(Digits(digits, UNKNOWN)).formula
        yield f"{rounding.cut_is_certain(digits, self.same)}=1", TOO_FINE

    def _over(self, pots: Pots, rounding: RoundingTable, limits: Bounded | None) -> Iterator[Test]:
        """What the key leaves: nothing, unless it may; then it is shown, and everyone is rounded alone where anything is left."""
        key = self.division.key
        left = f"({self._at('magnitude')}-SUM({pots.all_taken}))"
        few_digits = f"{pots.digits_of_all()}<{rounding.limit}-LOG10({len(pots.rows) + 1})"
        if not key.uncovered and not any(isinstance(part, RestPart) for part in key.parts):
            yield self._is_nothing(left, pots, rounding), DIFFERENCE
            if not all(isinstance(part, SharePart) for part in key.parts):
                yield few_digits, TOO_FINE
        if not may_leave(self.division):
            return
        known = [few_digits] if key.uncovered else []
        if limits:
            left += f"+SUM({down(limits.first, pots.rows)})-SUM({down(limits.after, pots.rows)})"
            known.append(f"SUMPRODUCT(--({down(limits.first, pots.rows)}<>{down(limits.after, pots.rows)}))=0")
        over = sum((share.quota * self.sign for share in self.everyone), Fraction())
        self.scalars.become("over", step(abs(self.division.total) / Fraction(KRONE) - over, left, "exact"))
        alone, is_nearest = self._is_nothing(left, pots, rounding), self.division.method == NEAREST
        self.scalars.become("nearest", step(int(is_nearest), f"IF({alone},0,1)"))
        yield f"OR({self._at('nearest')}=1,AND({','.join(known)}))", TOO_FINE

    def _is_nothing(self, left: str, pots: Pots, rounding: RoundingTable) -> str:
        """Whether what is left is no more than what 15 digits make of nothing."""
        return f"ABS({left})<={rounding.t}*{self._at('unit')}*{len(pots.rows) + 1}"

    def _sum(self, pots: Pots, rounding: RoundingTable) -> None:
        rows, sheet = pots.rows, self.sheet
        at = rows.stop
        sheet.fill(at, 0, [SheetCell(None, role="sum")] * (self.amount + 1))
        sheet.put(at, 1, SheetCell(self.making.say(SUM), role="sum"))
        columns = [*range(pots.first, rounding.exact + 2), rounding.extra, self.amount]
        skipped = {pots.end + n for n in range(1, 7)} if self.division.key.limits else set()
        for column in columns:
            if column in skipped - {rounding.exact, rounding.exact + 1, rounding.exact - 1}:
                continue
            cells = [sheet.cells[row, column] for row in rows]
            value = sum((cell.value for cell in cells if isinstance(cell.value, int | Fraction)), Fraction())
            sheet.put(at, column, SheetCell(value, cells[0].form, "sum", f"SUM({down(column, rows)})"))


_SMALLEST: Final = sentence("Smallest certain difference, in units")
_DIGITS: Final = sentence("Denominators with fewer digits are exact")
_DECIMALS: Final = sentence("Decimals that are possible")
_OTHER_DIGITS: Final = sentence("Digits of other denominators")
_LEFT: Final = sentence("Units left")
_CERTAIN: Final = sentence("Certain (1 = yes)")
_OVER: Final = sentence("What the allocation key leaves, NOK")
_NEAREST: Final = sentence("Everyone is rounded alone (1 = yes)")
