"""The sheet of one payer in one period: quotas, remainders, places and amounts, every step as a formula.

The total is multiplied by a member's weight and divided by the denominator of each part in two steps, so that products stay small:
first its multiple of `SPLIT`, then the rest together with what the first step left over.
"""

from fractions import Fraction
from math import lcm
from typing import Final

from msgspec import Struct

from lkt_alloc.engine.allocate import Division, PeriodAllocation, Share
from lkt_alloc.engine.keys import share_of
from lkt_alloc.language.sentences import sentence
from lkt_alloc.reports.blocks import NUMBER, SHARE, SUM, TO_BE_SHARED
from lkt_alloc.reports.members import kind_of
from lkt_alloc.reports.workbook.cells import Sheet, SheetCell, down, fixed, near
from lkt_alloc.reports.workbook.key import KeySheet, denominators
from lkt_alloc.reports.workbook.making import EXACT, SPLIT, Making, money, step, text_in_formula

WARNING: Final = sentence(
    "Nothing is allocated: a figure is missing or not a whole number, shares are negative, the total is not a whole number of "
    "rounding units, or numbers are too large. See the sheet on method."
)

_TOTAL, _UNIT, _UNITS, _SIGN, _HIGH, _LOW, _LEFT, _OK = 2, 3, 4, 5, 6, 7, 8, 9
_ABOVE: Final = 4
_START: Final = 7
_SHARE, _QUOTA, _FLOOR, _REMAINDER, _PLACE, _EXTRA, _AMOUNT, _TOGETHER, _PARTS = 2, 3, 4, 5, 6, 7, 8, 9, 10


class Steps(Struct, frozen=True):
    """Where other sheets find the members' amounts and the total."""

    sheet: Sheet
    rows: range

    def amount(self, member: int) -> str:
        """The amount of a member, by its place."""
        return self.sheet.at(self.rows[member], _AMOUNT)

    @property
    def total(self) -> str:
        """What is to be shared out."""
        return self.sheet.at(_ABOVE, _TOTAL)


def steps_sheet(making: Making, period: PeriodAllocation, division: Division, key: KeySheet, to_pay: str) -> Steps:
    """Make the sheet. `to_pay` is where the payer's total stands."""
    payer = making.allocation.budget.payers[division.payer].name
    sheet = making.book.add(making.say(sentence("Steps {period}", period=period.period.name)), landscape=True)
    title = sentence("Shares of {payer}, {period}, step by step", payer=payer, period=period.period.name)
    sheet.put(0, 0, SheetCell(making.say(title), role="title"))
    live = key.live and _fits(division)
    if key.live and not live:
        said = sentence(
            "{payer}, {period}: the total is too large for exact formulas; its amounts are values and do not follow edits.",
            payer=payer,
            period=period.period.name,
        )
        making.fixed_notes.append(making.say(said))
    table = _Live(making, sheet, division, key) if live else _Values(making, sheet, division, key)
    table.fill(to_pay)
    made = Steps(sheet, table.rows)
    amounts = f"{fixed(table.rows.start, _AMOUNT)}:{fixed(table.rows[-1], _AMOUNT)}"
    making.book.define(f"amounts_{division.payer}_{period.id}", sheet.of(amounts))
    making.book.define(f"total_{division.payer}_{period.id}", made.total)
    return made


def _fits(division: Division) -> bool:
    units = abs(division.total // division.key.unit_ore)
    return (units // SPLIT + 1) * max(denominators(division)) < EXACT


class _Values:
    """The table with the engine's values."""

    remainder = sentence("Remainder")
    columns = _AMOUNT + 1

    def __init__(self, making: Making, sheet: Sheet, division: Division, key: KeySheet) -> None:
        self.making, self.sheet, self.division, self.key = making, sheet, division, key
        self.rows = range(_START, _START + len(division.shares))

    def fill(self, to_pay: str) -> None:
        self.above(to_pay)
        self.heads()
        for row, member, share in zip(self.rows, self.key.members, self.division.shares, strict=True):
            shown = self.key.sheet.of(near(member, self.key.share))
            cells = [
                SheetCell(self.making.words.cell(share.number)),
                SheetCell(self.making.words.cell(share.name)),
                SheetCell(share.share, "percent", "plain", shown),
            ]
            self.sheet.fill(row, 0, [*cells, *self.steps(row, member, share)])
        self.sum()
        self.sheet.frozen, self.sheet.head = (_START, 2), range(_START - 1, _START)
        self.sheet.printed_columns = _AMOUNT + 1
        self.sheet.widths |= {0: 7, 1: 22} | dict.fromkeys(range(2, self.columns), 16)

    def above(self, to_pay: str) -> None:
        """What is shared out, above the table."""
        unit = self.division.key.unit_ore
        heads = self.making.head(TO_BE_SHARED, sentence("Rounding unit"))
        self.sheet.fill(_ABOVE - 1, _TOTAL, heads)
        self.sheet.fill(_ABOVE, _TOTAL, [money(self.division.total, to_pay, "sum"), money(unit, role="sum")])
        self.note()

    def note(self) -> None:
        said = sentence("Values, not formulas: see the sheet on method.")
        self.sheet.put(1, 0, SheetCell(self.making.say(said), role="note"))

    def heads(self) -> None:
        heads = (
            *(
                NUMBER,
                kind_of(self.division.shares),
                SHARE,
                sentence("Quota, NOK"),
                sentence("Whole units"),
                self.remainder,
            ),
            *(sentence("Rank by remainder"), sentence("In addition"), sentence("Amount, NOK")),
        )
        self.sheet.fill(_START - 1, 0, self.making.head(*heads, texts=2))

    def steps(self, row: int, member: int, share: Share) -> list[SheetCell]:  # noqa: ARG002 - live tables need the places
        return [
            SheetCell(share.quota, "exact"),
            SheetCell(abs(share.floor) // self.division.key.unit_ore, "number"),
            SheetCell(share.remainder, "fraction"),
            SheetCell(share.rank, "number"),
            SheetCell(share.extra, "number"),
            money(share.amount),
        ]

    def sum(self) -> None:
        division, rows = self.division, self.rows
        floors = sum(abs(share.floor) for share in division.shares) // division.key.unit_ore
        cells = [SheetCell(None, role="sum")] * (_AMOUNT + 1)
        cells[1] = SheetCell(self.making.say(SUM), role="sum")
        cells[_SHARE] = SheetCell(Fraction(1), "percent", "sum", f"SUM({down(_SHARE, rows)})")
        cells[_QUOTA] = SheetCell(Fraction(division.total, 100), "exact", "sum", f"SUM({down(_QUOTA, rows)})")
        cells[_FLOOR] = SheetCell(floors, "number", "sum", f"SUM({down(_FLOOR, rows)})")
        cells[_EXTRA] = SheetCell(division.units_left, "number", "sum", f"SUM({down(_EXTRA, rows)})")
        cells[_AMOUNT] = money(division.total, f"SUM({down(_AMOUNT, rows)})", "sum")
        self.sheet.fill(rows.stop, 0, cells)


class _Live(_Values):
    """The table with formulas, and to its right the steps of each part of the key."""

    remainder = sentence("Remainder over the common denominator")

    def __init__(self, making: Making, sheet: Sheet, division: Division, key: KeySheet) -> None:
        super().__init__(making, sheet, division, key)
        self.denominators = denominators(division)
        self.common = lcm(*self.denominators)
        self.units = abs(division.total // division.key.unit_ore)
        self.columns = _PARTS + 4 * len(self.denominators)

    def note(self) -> None:
        sheet, total = self.sheet, fixed(_ABOVE, _TOTAL)
        heads = (
            *(sentence("In units"), sentence("Sign (−1: a refund)"), sentence("Multiples of {n}", n=SPLIT)),
            *(sentence("The rest"), sentence("Units left"), sentence("Exact (1 = yes)")),
        )
        sheet.fill(_ABOVE - 1, _UNITS, self.making.head(*heads))
        unit, units, high = (near(_ABOVE, column) for column in (_UNIT, _UNITS, _HIGH))
        tests = (
            f"{self.key.ok}=1",
            f"ROUND(ABS({units}*{unit}-ABS({total})),2)=0",
            f"({high}+1)*{self.key.largest}<{EXACT}",
        )
        whole, besides = divmod(self.units, SPLIT)
        cells = [
            step(self.units, f"ROUND(ABS({total})/{unit},0)"),
            step(-1 if self.division.total < 0 else 1, f"IF({total}<0,-1,1)"),
            step(whole, f"INT({units}/{SPLIT})"),
            step(besides, f"{units}-{high}*{SPLIT}"),
            step(self.division.units_left, f"{units}-SUM({down(_FLOOR, self.rows)})"),
            step(1, f"IFERROR(IF(AND({','.join(tests)}),1,0),0)"),
        ]
        sheet.fill(_ABOVE, _UNITS, cells)
        said = f'IF({fixed(_ABOVE, _OK)}=1,"",{text_in_formula(self.making.say(WARNING))})'
        sheet.put(1, 0, SheetCell("", role="wrong", formula=said))

    def heads(self) -> None:
        super().heads()
        heads = [sentence("Remainders of the parts, together")]
        for part in range(1, len(self.denominators) + 1):
            heads += [sentence("Part {n}, step {step}", n=part, step=k) for k in range(1, 5)]
        self.sheet.fill(_START - 1, _TOGETHER, self.making.head(*heads))

    def steps(self, row: int, member: int, share: Share) -> list[SheetCell]:
        self._parts(row, member, share)
        floor, remainder, place, extra = (near(row, column) for column in (_FLOOR, _REMAINDER, _PLACE, _EXTRA))
        whole = f"INT({near(row, _TOGETHER)}/{self.key.common})"
        wholes = (f"{near(row, c)}*{SPLIT}+{near(row, c + 2)}" for c in range(_PARTS, self.columns, 4))
        above = f"{fixed(_START, _REMAINDER)}:{remainder}"
        ranked = f"RANK({remainder},{down(_REMAINDER, self.rows)})+COUNTIF({above},{remainder})-1"
        amount = f"{fixed(_ABOVE, _SIGN)}*({floor}+{extra})*{fixed(_ABOVE, _UNIT)}"
        formulas = (
            f"{near(row, _SHARE)}*{fixed(_ABOVE, _TOTAL)}",
            f"{'+'.join(wholes)}+{whole}",
            f"{near(row, _TOGETHER)}-{whole}*{self.key.common}",
            ranked,
            f"IF({place}<={fixed(_ABOVE, _LEFT)},1,0)",
            f"IF({fixed(_ABOVE, _OK)}=1,{amount},NA())",
        )
        values = super().steps(row, member, share)
        values[2] = SheetCell(int(share.remainder * self.common), "number")
        return [
            SheetCell(cell.value, cell.form, "plain", formula) for cell, formula in zip(values, formulas, strict=True)
        ]

    def _parts(self, row: int, member: int, share: Share) -> None:
        high, low = divmod(self.units, SPLIT)
        stakes = {stake.number: stake for stake in share.stakes}
        together, formulas = 0, []
        for part, denominator in enumerate(self.denominators):
            stake = stakes.get(part + 1)
            weight = share_of(stake.part).numerator * stake.weight if stake else 0
            first, rest = divmod(high * weight, denominator)
            second, last = divmod(rest * SPLIT + low * weight, denominator)
            column, of, own = _PARTS + 4 * part, self.key.denominator(part), self.key.weight(part, member)
            at = [near(row, column + n) for n in range(4)]
            product = f"{fixed(_ABOVE, _HIGH)}*{own}"
            carried = f"({at[1]}*{SPLIT}+{fixed(_ABOVE, _LOW)}*{own})"
            cells = [
                step(first, f"INT({product}/{of})"),
                step(rest, f"{product}-{at[0]}*{of}"),
                step(second, f"INT({carried}/{of})"),
                step(last, f"{carried}-{at[2]}*{of}"),
            ]
            self.sheet.fill(row, column, cells)
            together += last * (self.common // denominator)
            formulas.append(f"{at[3]}*({self.key.common}/{of})")
        self.sheet.put(row, _TOGETHER, step(together, "+".join(formulas)))
