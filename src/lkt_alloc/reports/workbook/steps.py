"""The sheet of what one payer shares by one key, period by period: what parts take, exact amounts, remainders, places and amounts."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Final, NamedTuple

from msgspec import Struct

from lkt_alloc.engine.allocate import Division, PeriodAllocation, Share
from lkt_alloc.engine.apportion import BY_POST, NEAREST
from lkt_alloc.engine.limits import by_parts
from lkt_alloc.engine.model import RestPart, SharePart
from lkt_alloc.engine.payers import KRONE
from lkt_alloc.language.sentences import Ore, Sentence, listed, sentence
from lkt_alloc.reports.blocks import NUMBER, SUM, TO_BE_SHARED
from lkt_alloc.reports.members import kind_of
from lkt_alloc.reports.workbook.cells import Sheet, SheetCell, down, fixed, near
from lkt_alloc.reports.workbook.key import KeySheet
from lkt_alloc.reports.workbook.limits import Bounded
from lkt_alloc.reports.workbook.making import BlockSpot, kroner, money, step
from lkt_alloc.reports.workbook.pots import Pots
from lkt_alloc.reports.workbook.rounding import Rounded, RoundingTable, tolerance

UNSURE: Final = sentence(
    "{period}: this change cannot be calculated in a spreadsheet, or what was typed cannot be shared out. Change the budget file instead."
)
KEPT: Final = sentence(
    "{what}: amounts are values, as formulas do not follow what the key has: {reasons}. They become #N/A when something changes."
)
"""Why amounts are no formulas."""

_NAME, _VALUE = 1, 2


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


class StepTables(NamedTuple):
    """The tables of a block, side by side."""

    pots: Pots
    rounding: RoundingTable
    limits: Bounded | None


class StepsBlock:
    """One division in one period, from a row on."""

    def __init__(self, spot: BlockSpot, period: PeriodAllocation, division: Division, key: KeySheet) -> None:
        self.making, self.sheet, self.row = spot
        self.period, self.division, self.key = period, division, key
        self.everyone = division.everyone
        self.sign = -1 if division.total < 0 else 1
        self.unit = division.key.unit_ore
        self.scalars: dict[str, int] = {}
        self.end = self.row + 1
        self.reasons = not_followed(division)

    def fill(self, total: str, unchanged: str, ok: str) -> Steps:
        """All of it. `total` is where what is shared stands, to the øre; `unchanged` and `ok` are tests of what it depends on."""
        self.sheet.put(self.row, 0, SheetCell(self.making.say(self.period.period.name), role="period"))
        self.unchanged, self.ok = unchanged, ok
        self._scalar("borne", TO_BE_SHARED, money(self.division.borne, total, "sum"))
        made = f"ABS({self._at('borne')}-{float(kroner(self.division.borne))!r})<0.005"
        self._scalar(
            "same",
            sentence("Nothing that it depends on is changed (1 = yes)"),
            step(1, f"IFERROR(IF(AND({made},{unchanged}),1,0),0)"),
        )
        if self.reasons:
            return self._values()
        rounded = f"ROUND({self._at('borne')},0)" if self.unit % KRONE == 0 else self._at("borne")
        self._scalar(
            "total", sentence("To be shared, as the key rounds it"), money(self.division.total, rounded, "step")
        )
        self._scalar("unit", sentence("Rounding unit"), money(self.unit, role="step"))
        units = abs(self.division.total) // self.unit
        self._scalar(
            "units", sentence("In units"), step(units, f"ROUND(ABS({self._at('total')})/{self._at('unit')},0)")
        )
        self._scalar("sign", sentence("Sign (−1: a refund)"), step(self.sign, f"IF({self._at('total')}<0,-1,1)"))
        self._scalar(
            "magnitude",
            sentence("To be shared, without its sign"),
            money(abs(self.division.total), f"ABS({self._at('total')})", "step"),
        )
        factor = self.key.factors.get(self.period.id, "1")
        value = self.division.factor if self.division.total else Fraction()
        self._scalar(
            "factor",
            sentence("Factor of amounts and rates"),
            step(value, f"IF({self._at('total')}=0,0,{factor})", "decimal"),
        )
        return self._live()

    def _at(self, name: str) -> str:
        return fixed(self.scalars[name], _VALUE)

    def _scalar(self, name: str, label: Sentence, cell: SheetCell) -> None:
        self.scalars[name] = self.end
        self.sheet.put(self.end, _NAME, SheetCell(self.making.say(label), role="sum" if cell.role == "sum" else "step"))
        self.sheet.put(self.end, _VALUE, cell)
        self.end += 1

    def _live(self) -> Steps:
        start = self.end
        labels = ("left", "certain")
        tolerances = range(start, start + 2)
        for row, said in zip(tolerances, (_SMALLEST, _DIGITS), strict=True):
            self.sheet.put(row, _NAME, SheetCell(self.making.say(said), role="step"))
        self.end = start + 2
        for name, said in zip(labels, (_LEFT, _CERTAIN), strict=True):
            self._scalar(name, said, step(0))
        uncovered = self.division.key.uncovered
        if uncovered:
            self._scalar("over", _OVER, step(0))
            self._scalar("nearest", _NEAREST, step(0))
        self.sheet.folded.append(range(self.scalars["same"], self.end))
        pots, rounding, after = self._columns(tolerances.start)
        self._fill_columns(pots, rounding, after)
        return self._finish(pots, rounding, after)

    def _columns(self, tolerance_row: int) -> tuple[Pots, RoundingTable, Bounded | None]:
        taken, digits = self.end, self.end + 1
        head = self.end + (3 if self.division.key.limits else 2)
        rows = range(head + 1, head + 1 + len(self.everyone))
        register = self.making.allocation.register
        pots = Pots(
            *(self.sheet, self.key, self.division, register, self.period.id, rows),
            *(self._at("magnitude"), self._at("factor"), taken, digits),
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
        t, limit = tolerance(self.sheet, (tolerance_row, _VALUE), size, Fraction(factor, 10**14) * made, factor)
        start = limits.end if limits else pots.end
        nearest = self._at("nearest") if "nearest" in self.scalars else ""
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
        self.sheet.put(row, self.digits, step(pots.made_member_digits(row), pots.member_digits(row), "fraction"))
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
        kept = f"IF({self._at('same')}=1,{float(kroner(share.amount))!r},NA())"
        self.sheet.put(row, self.amount, money(share.amount, f"IF({self._at('certain')}=1,{paid},{kept})", "sum"))

    def _together(self, row: int, columns: Sequence[int], *, alone: bool) -> SheetCell:
        """All that a member goes by, as text: two with the same get the same. What is made of other figures is like no other."""
        formula = '&"|"&'.join(near(row, column) for column in columns)
        values = [self.sheet.cells[row, column].value or 0 for column in columns]
        shown = [f"{float(value):.15g}" if isinstance(value, int | Fraction) else str(value) for value in values]
        if alone:
            return SheetCell("|".join([*shown, str(row + 1)]), role="step", formula=f'{formula}&"|"&ROW()')
        return SheetCell("|".join(shown), role="step", formula=f'{formula}&""')

    def _labels(self, pots: Pots) -> None:
        for row, said in ((pots.taken, sentence("What the part takes, NOK")), (pots.digits, _DIGITS)):
            self.sheet.put(row, _NAME, SheetCell(self.making.say(said), role="step"))
        self.sheet.folded.append(range(pots.digits, pots.digits + (2 if self.division.key.limits else 1)))

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
        rows, sheet, division = pots.rows, self.sheet, self.division
        floors = sum(self.sign * share.floor // self.unit for share in self.everyone)
        units = abs(division.total) // self.unit
        left = f"{self._at('units')}-SUM({down(rounding.whole, rows)})"
        is_nearest = division.method in (NEAREST, BY_POST[NEAREST])
        sheet.put(self.scalars["left"], _VALUE, step(units - floors, left))
        tests = [
            self.ok,
            f"ABS({self._at('units')}*{self._at('unit')}-{self._at('magnitude')})<0.001",
            f"{self._at('units')}<1000000000000",
        ]
        tests += [f"MIN({down(self.sure, rows)})=1", f"{rounding.cut_is_certain(self.digits, self.same)}=1"]
        tests += pots.sound()
        tests += self._over(pots, rounding, limits, is_nearest=is_nearest)
        if limits:
            tests.append(limits.kept(rounding.t))
        certain = f"IFERROR(IF(AND({','.join(tests)}),1,0),0)"
        sheet.put(self.scalars["certain"], _VALUE, step(1, certain))
        self._sum(pots, rounding)
        self._said(self._at("certain"))
        made = Steps(
            sheet,
            dict(zip([s.number for s in self.everyone], rows, strict=True)),
            self.amount,
            self._at_sheet("borne"),
            self._at_sheet("total"),
            self._at_sheet("certain"),
            self._live_steps(rounding, dict(zip([s.number for s in self.everyone], rows, strict=True))),
        )
        sheet.widths |= {0: 7, 1: 30} | dict.fromkeys(range(2, self.amount + 1), 15) | {rounding.exact: 22}
        sheet.printed_columns = max(sheet.printed_columns, self.amount + 1)
        self.end = rows.stop + 3
        return made

    def _live_steps(self, rounding: RoundingTable, rows: Mapping[str, int]) -> LiveSteps:
        unit, sign, units = (self._at_sheet(name) for name in ("unit", "sign", "units"))
        made = self.sheet.cells[self.scalars["left"] - 2, _VALUE].value
        t = Fraction(made) if isinstance(made, int | Fraction) else Fraction()
        columns = (rounding.exact, self.digits, self.same)
        return LiveSteps(self.sheet, rows, *columns, unit, sign, units, self.sheet.of(rounding.t), t)

    def _at_sheet(self, name: str) -> str:
        return self.sheet.at(self.scalars[name], _VALUE)

    def _over(self, pots: Pots, rounding: RoundingTable, limits: Bounded | None, *, is_nearest: bool) -> list[str]:
        """What the key leaves: nothing, unless it may; then it is shown, and everyone is rounded alone where anything is left."""
        key, unit = self.division.key, self._at("unit")
        left = f"({self._at('magnitude')}-SUM({pots.all_taken}))"
        if limits:
            left += f"+SUM({down(limits.first, pots.rows)})-SUM({down(limits.after, pots.rows)})"
        near_nothing = f"ABS({left})<={rounding.t}*{unit}*{len(pots.rows) + 1}"
        all_digits = f"SUM({fixed(pots.digits, pots.amount(0))}:{fixed(pots.digits, pots.end - 1)})"
        digits = f"{all_digits}<{rounding.limit}-LOG10({len(pots.rows) + 1})"
        if limits:
            unbound = f"SUMPRODUCT(--({down(limits.first, pots.rows)}<>{down(limits.after, pots.rows)}))=0"
            digits = f"AND({digits},{unbound})"
        if key.uncovered:
            over = sum((share.quota * self.sign for share in self.everyone), Fraction())
            value = abs(self.division.total) / Fraction(KRONE) - over
            self.sheet.put(self.scalars["over"], _VALUE, step(value, left, "exact"))
            self.sheet.put(self.scalars["nearest"], _VALUE, step(int(is_nearest), f"IF({near_nothing},0,1)"))
            return [f"OR({self._at('nearest')}=1,{digits})"]
        if any(isinstance(part, RestPart) for part in key.parts):
            return []
        if all(isinstance(part, SharePart) for part in key.parts):
            return [near_nothing]
        return [near_nothing, digits]

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

    def _said(self, certain: str) -> None:
        period = self.period.period.name
        unsure = self.making.quoted(UNSURE.filled(period=period))
        formula = f'IF(OR({certain}=1,{self._at("same")}=1),"",{unsure})'
        self.sheet.put(self.row, _VALUE, SheetCell("", role="wrong", formula=formula))
        self.making.reasons.append(self.sheet.at(self.row, _VALUE))

    def _values(self) -> Steps:
        """The engine's amounts, which are so only as long as nothing that they depend on is changed."""
        making, sheet = self.making, self.sheet
        said = making.say(KEPT.filled(what=self.period.period.name, reasons=listed(self.reasons, ",")))
        sheet.put(self.end, 0, SheetCell(said, role="note"))
        self._said("0")
        head = self.end + 1
        sheet.fill(head, 0, making.head(NUMBER, kind_of(self.division.shares), sentence("Amount, NOK"), texts=2))
        rows = range(head + 1, head + 1 + len(self.division.shares))
        for row, share in zip(rows, self.division.shares, strict=True):
            member = self.key.rows[share.number]
            for column, name in enumerate((making.words.cell(share.number), making.words.cell(share.name))):
                sheet.put(row, column, SheetCell(name, formula=self.key.sheet.of(near(member, column))))
            kept = f"IF({self._at('same')}=1,{float(kroner(share.amount))!r},NA())"
            sheet.put(row, _VALUE, money(share.amount, kept, "sum"))
        total = sum(share.amount for share in self.division.shares)
        sheet.fill(rows.stop, 0, [SheetCell(None, role="sum"), SheetCell(making.say(SUM), role="sum")])
        sheet.put(rows.stop, _VALUE, money(total, f"SUM({down(_VALUE, range(head, rows.stop))})", "sum"))
        sheet.widths |= {0: 7, 1: 30, 2: 18}
        sheet.printed_columns = max(sheet.printed_columns, 3)
        self.end = rows.stop + 3
        numbers = [share.number for share in self.division.shares]
        return Steps(
            sheet,
            dict(zip(numbers, rows, strict=True)),
            _VALUE,
            self._at_sheet("borne"),
            self._at_sheet("borne"),
            self._at_sheet("same"),
        )


_SMALLEST: Final = sentence("Smallest certain difference, in units")
_DIGITS: Final = sentence("Denominators with fewer digits are exact")
_LEFT: Final = sentence("Units left")
_CERTAIN: Final = sentence("Certain (1 = yes)")
_OVER: Final = sentence("What the allocation key leaves, NOK")
_NEAREST: Final = sentence("Everyone is rounded alone (1 = yes)")
