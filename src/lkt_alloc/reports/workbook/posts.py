"""The sheet of posts and payers: amounts to type in, and each payer's total by formulas."""

from collections.abc import Sequence
from fractions import Fraction
from math import lcm
from typing import Final

from msgspec import Struct

from lkt_alloc.engine.allocate import PeriodAllocation
from lkt_alloc.engine.model import Payer
from lkt_alloc.engine.payers import KRONE, smallest_unit, unit_of
from lkt_alloc.language.sentences import Sentence, sentence
from lkt_alloc.reports.blocks import COST, COVERED, NAME, POST, SUM, TO_BE_SHARED
from lkt_alloc.reports.workbook.cells import Sheet, SheetCell, column_name, down, fixed, frozen, near
from lkt_alloc.reports.workbook.making import EXACT, Control, Making, money, put_what_if, step
from lkt_alloc.reports.workbook.payers import PayerStep, parts_of, steps

_COST, _COVERED, _INCREASE, _OF, _PARTS = 2, 3, 4, 5, 6
_FAR: Final = 2_000_000  # more than there are rows


class Posts(Struct, frozen=True):
    """Where other sheets find what they need: each payer's total and its exact part of each post, by period."""

    to_pay: dict[tuple[str, str], str]
    exact: dict[tuple[str, str], list[str]]


class _Block:
    """One period's rows: the posts, their sum, and below them how the payers' totals are rounded."""

    def __init__(self, making: Making, sheet: Sheet, period: PeriodAllocation, row: int, first: range | None) -> None:
        self.making, self.sheet, self.period = making, sheet, period
        self.payers = list(making.allocation.budget.payers)
        self.rows = range(row, row + len(period.posts))
        self.first = first  # the rows in which the payers' parts can be edited
        self.exact = _PARTS + len(self.payers)
        self.end = self.rows.stop
        self.unit: int | None = None  # the row of the payers' rounding unit, where there are formulas
        self.steps = steps(making.allocation.budget, period)
        self.increases = f"ROUND({down(_INCREASE, self.rows)}*100,0)"

    def posts(self) -> None:
        for row, post in zip(self.rows, self.period.posts, strict=True):
            cost, covered = near(row, _COST), near(row, _COVERED)
            cells = [
                SheetCell(self.making.words.cell(post.post.id)),
                SheetCell(self.making.words.cell(post.post.name)),
                money(post.amounts.total, role="input"),
                money(post.amounts.covered, role="input"),
                money(post.amounts.increase, f"{cost}-{covered}"),
            ]
            whole, parts = parts_of(post.post, self.payers)
            self.sheet.fill(row, 0, [*cells, *self._shares(row, whole, parts)])
            for i, part in enumerate(parts):
                exact = f"{near(row, _INCREASE)}*{near(row, _PARTS + i)}/{near(row, _OF)}"
                value = Fraction(post.amounts.increase * part, whole * 100)
                self.sheet.put(row, self.exact + i, SheetCell(value, "exact", "plain", exact))
            if len(self.payers) > 2:
                tests = (f"{near(row, _PARTS + i)}{'>' if part else '='}0" for i, part in enumerate(parts))
                self.sheet.put(row, self.exact + len(parts), step(0, f"IF(AND({','.join(tests)}),0,1)"))

    def _shares(self, row: int, whole: int, parts: list[int]) -> list[SheetCell]:
        if self.first is not None:
            origin = self.first[row - self.rows.start]
            return [
                SheetCell(value, "number", "plain", near(origin, _OF + n)) for n, value in enumerate((whole, *parts))
            ]
        last = _PARTS + len(parts) - 1
        others = f"SUM({near(row, _PARTS)}:{near(row, last - 1)})" if len(parts) > 1 else "0"
        rest = SheetCell(parts[-1], "number", "plain", f"{near(row, _OF)}-{others}")
        return [*(SheetCell(value, "number", "input") for value in (whole, *parts[:-1])), rest]

    def sums(self) -> None:
        amounts = [row.amounts for row in self.period.posts]
        totals = [sum(values) for values in zip(*((a.total, a.covered, a.increase) for a in amounts), strict=True)]
        cells = [SheetCell(None, role="sum")] * (self.exact + len(self.payers))
        cells[1] = SheetCell(self.making.say(SUM), role="sum")
        for column, total in zip((_COST, _COVERED, _INCREASE), totals, strict=True):
            cells[column] = money(total, f"SUM({down(column, self.rows)})", "sum")
        for column in range(self.exact, self.exact + len(self.payers)):
            value = sum(
                (cell.value for r in self.rows if isinstance((cell := self.sheet.cells[r, column]).value, Fraction)),
                Fraction(),
            )
            cells[column] = SheetCell(value, "exact", "sum", f"SUM({down(column, self.rows)})")
        self.sheet.fill(self.end, 0, cells)
        self.end += 1

    def rounding(self) -> None:
        if self.steps is None:
            self.making.fixed_notes.append(
                self.making.say(
                    sentence(
                        "{period}: the payers' totals are values, not formulas: they do not follow edits.",
                        period=self.period.period.name,
                    )
                )
            )
        else:
            self._rounding(self.steps)
        self._to_pay()

    def _label(self, said: Sentence, role: str = "step") -> int:
        row = self.end
        for column in range(self.exact + len(self.payers)):
            self.sheet.cells.setdefault((row, column), SheetCell(None, role=role))
        self.sheet.put(row, 1, SheetCell(self.making.say(said), role=role))
        self.end += 1
        return row

    def _rounding(self, found: list[PayerStep]) -> None:
        budget = self.making.allocation.budget
        common = lcm(*(parts_of(row.post, self.payers)[0] for row in self.period.posts))
        self.ok = self._label(sentence("All figures can be calculated with exactly (1 = yes)"))
        self.sheet.put(self.ok, _INCREASE, step(1, self._all_exact()))
        unit = self._label(sentence("Rounding unit of the payers' totals, in øre"))
        self.unit = unit
        denominator = self._label(sentence("Common denominator of the payers' parts, in øre"))
        formula = f"LCM({down(_OF, self.rows)})*{fixed(unit, _INCREASE)}"
        self.sheet.put(denominator, _INCREASE, step(common * unit_of(budget), formula))
        below = fixed(denominator, _INCREASE)
        signs = self._label(sentence("Sign (−1: a refund)"))
        numerators = self._label(sentence("The payer's total over the common denominator"))
        floors = self._label(sentence("Whole units"))
        remainders = self._label(sentence("Remainder"))
        left = self._label(sentence("Units left among payers with items in common"))
        places = self._label(sentence("Rank by remainder; equal ones in this order"))
        self.to_pay_formulas = []
        for i, own in enumerate(found):
            column = self.exact + i
            at = {row: near(row, column) for row in (signs, numerators, floors, remainders, left, places)}
            part = down(_PARTS + i, self.rows)
            weighted = f"SUMPRODUCT({self.increases},{part},LCM({down(_OF, self.rows)})/{down(_OF, self.rows)})"
            others = [(j, near(remainders, self.exact + j)) for j in own.others if j != i]
            ahead = "".join(f"+({other}>{'=' if j < i else ''}{at[remainders]})" for j, other in others)
            together = ",".join(near(remainders, self.exact + j) for j in own.others)
            for row, value, formula in (
                (signs, own.sign, self._sign()),
                (numerators, own.numerator, weighted),
                (floors, own.floor, f"INT({at[signs]}*{at[numerators]}/{below})"),
                (remainders, own.remainder, f"{at[signs]}*{at[numerators]}-{at[floors]}*{below}"),
                (left, own.left, f"SUM({together})/{below}"),
                (places, own.place, f"1{ahead}"),
            ):
                self.sheet.put(row, column, step(value, formula))
            rounded = f"{at[signs]}*({at[floors]}+IF({at[places]}<={at[left]},1,0))*{fixed(unit, _INCREASE)}/100"
            self.to_pay_formulas.append(f"IF({fixed(self.ok, _INCREASE)}=1,{rounded},NA())")

    def _all_exact(self) -> str:
        n = len(self.rows)
        cost, covered, of = (down(column, self.rows) for column in (_COST, _COVERED, _OF))
        last = column_name(_PARTS + len(self.payers) - 1)
        parts = f"{column_name(_PARTS)}${self.rows.start + 1}:{last}${self.rows.stop}"
        tests = [
            f"COUNT({cost})={n}",
            f"COUNT({covered})={n}",
            f"COUNT({of})={n}",
            f"COUNT({parts})={n * len(self.payers)}",
            *(f"SUMPRODUCT(--(ABS(ROUND({money}*100,0)-{money}*100)>0.01))=0" for money in (cost, covered)),
            *(f"SUMPRODUCT(--(INT({whole})<>{whole}))=0" for whole in (of, parts)),
            f'COUNTIF({of},"<1")=0',
            f'COUNTIF({parts},"<0")=0',
            f"SUMPRODUCT(ABS({self.increases}))*LCM({of})<{EXACT}",
            f"MAX({of})*LCM({of})<{EXACT}",
        ]
        if len(self.payers) > 2:  # who pays for what decides which payers share odd kroner
            tests.append(f"SUM({down(self.exact + len(self.payers), self.rows)})=0")
        return f"IFERROR(IF(AND({','.join(tests)}),1,0),0)"

    def put_unit(self, blocks: Sequence[range]) -> None:
        """Kroner while no amount is finer, in any period: those of `blocks` can be edited, those that are not shown cannot."""
        budget, shown = self.making.allocation.budget, {period.id for period in self.making.allocation.periods}
        hidden = (
            ore
            for post in budget.posts
            for by_period in (post.amounts, post.covered)
            for period, ore in by_period.items()
            if period not in shown
        )
        odd = (f"SUMPRODUCT(MOD(ROUND({down(c, rows)}*100,0),100))" for rows in blocks for c in (_COST, _COVERED))
        always = smallest_unit(budget) == 1 or any(ore % KRONE for ore in hidden)
        formula = "1" if always else f"IF({'+'.join(odd)}=0,100,1)"
        if self.unit is not None:
            self.sheet.put(self.unit, _INCREASE, step(unit_of(budget), formula))

    def _sign(self) -> str:
        """−1 where the sum of the posts is negative; where it is 0, where the first that is not 0 is negative."""
        total = f"SUMPRODUCT({self.increases}*1)"
        increase = down(_INCREASE, self.rows)
        from_end = f"SUMPRODUCT(MAX(({self.increases}<>0)*({_FAR}-ROW({increase}))))"
        first = f"INDEX({increase},{_FAR - self.rows.start}-{from_end})"
        return f"IF({total}<>0,SIGN({total}),IFERROR(IF({first}<0,-1,1),1))"

    def _to_pay(self) -> None:
        row = self._label(sentence("To pay"), "sum")
        self.to_pay = row
        last = self.exact + len(self.payers) - 1
        total = sum(self.period.payers[payer].increase for payer in self.payers)
        both = f"SUM({near(row, self.exact)}:{near(row, last)})"
        self.sheet.put(row, _INCREASE, money(total, both, "sum"))
        for i, payer in enumerate(self.payers):
            formula = self.to_pay_formulas[i] if self.steps else None
            self.sheet.put(row, self.exact + i, money(self.period.payers[payer].increase, formula, "sum"))
            self.making.book.define(f"to_pay_{payer}_{self.period.id}", self.sheet.at(row, self.exact + i))
        control = self._label(sentence("Control: what is to be shared less what is to be paid"))
        difference = f"ROUND({near(self.rows.stop, _INCREASE)}-{near(row, _INCREASE)},2)"
        self.sheet.put(control, _INCREASE, SheetCell(0, "kroner", "step", difference))
        label = sentence("{period}: the payers bear all that is to be shared", period=self.period.period.name)
        self.making.controls.append(Control(self.making.say(label), self.sheet.at(control, _INCREASE)))


def posts_sheet(making: Making) -> Posts:
    """Make the sheet; one block of rows for each period, all in the same columns."""
    payers: dict[str, Payer] = dict(making.allocation.budget.payers)
    sheet = making.book.add(making.say(sentence("Items and payers")), landscape=True)
    title = sentence("{budget}: budget items and payers", budget=making.allocation.budget.name)
    sheet.put(0, 0, SheetCell(making.say(title), role="title"))
    said = sentence(
        "Coloured cells can be changed: the whole workbook follows. The last payer pays the rest of a budget item."
    )
    sheet.put(1, 0, SheetCell(making.say(said), role="note"))
    top = put_what_if(sheet, 2, making.allocation, making.words) + 1
    heads = making.head(POST, NAME, COST, COVERED, TO_BE_SHARED, sentence("Parts in all"), texts=2)
    shares = making.head(*(sentence("Parts of {payer}", payer=payer.name) for payer in payers.values()))
    exact = making.head(*(sentence("Exact part of {payer}, NOK", payer=payer.name) for payer in payers.values()))
    sheet.fill(top, 0, [*heads, *shares, *exact])
    sheet.frozen, sheet.head, sheet.printed_columns = frozen(top + 1, 2), range(top, top + 1), _PARTS + 2 * len(payers)
    found = Posts({}, {})
    row, first = top + 1, None
    blocks = []
    for period in making.allocation.periods:
        sheet.put(row, 0, SheetCell(making.say(period.period.name), role="period"))
        block = _Block(making, sheet, period, row + 1, first)
        first = first or block.rows
        block.posts()
        block.sums()
        block.rounding()
        _remember(making, found, block)
        blocks.append(block)
        row = block.end + 1
    for block in blocks:
        block.put_unit([each.rows for each in blocks])
    _widths(sheet, len(payers))
    return found


def _remember(making: Making, found: Posts, block: _Block) -> None:
    for i, payer in enumerate(block.payers):
        found.to_pay[block.period.id, payer] = block.sheet.at(block.to_pay, block.exact + i)
        found.exact[block.period.id, payer] = [block.sheet.at(row, block.exact + i) for row in block.rows]
    for name, column in (("cost", _COST), ("covered", _COVERED), ("increase", _INCREASE)):
        whole = f"{fixed(block.rows.start, column)}:{fixed(block.rows.stop - 1, column)}"
        making.book.define(f"{name}_{block.period.id}", block.sheet.of(whole))


def _widths(sheet: Sheet, payers: int) -> None:
    sheet.widths |= {0: 8, 1: 44, _COST: 13, _COVERED: 13, _INCREASE: 13, _OF: 9}
    sheet.widths |= {_PARTS + i: 16 for i in range(payers)} | {_PARTS + payers + i: 18 for i in range(payers)}
