"""The sheet of payers: how each one's total comes from its exact parts of the posts, rounded once by largest remainder.

What is cut off goes by largest remainder within a group of payers that have posts in common. This is the normal course of
`lkt_alloc.engine.payers`; where four or more have posts in common it may take another, and nothing is certain unless nothing is cut off.
"""

from fractions import Fraction
from math import lcm, log10
from typing import Final

from lkt_alloc.engine.model import Budget
from lkt_alloc.engine.payers import KRONE, smallest_unit, unit_of
from lkt_alloc.language.sentences import sentence
from lkt_alloc.reports.blocks import PAYER, SUM
from lkt_alloc.reports.workbook.cells import Sheet, SheetCell, down, fixed, near, rectangle
from lkt_alloc.reports.workbook.making import MANY, TOP, Control, Making, money, step
from lkt_alloc.reports.workbook.posts import PostsBlock, parts_of
from lkt_alloc.reports.workbook.steps.rounding import COARSEST, Rounded, RoundingTable, tolerance

LARGEST_GROUP: Final = 3
"""With more payers that have posts in common, largest remainder does not decide alone."""

_NAME, _EXACT, _LEFT, _TOTAL, _GROUP, _DIGITS, _SURE = 0, 1, 6, 7, 8, 9, 10

_UNSURE: Final = sentence(
    "{period}: formulas cannot tell how the payers' totals are rounded. Make the workbook again from the changed budget."
)


def groups(budget: Budget) -> list[int]:
    """For each payer the number of its group: those that have posts in common, directly or through others. Two payers are always one."""
    payers = list(budget.payers)
    if len(payers) <= 2:
        return [0] * len(payers)
    group_of: dict[int, tuple[int, ...]] = {i: (i,) for i in range(len(payers))}
    for post in budget.posts:
        paying = [i for i, payer in enumerate(payers) if post.paid_by.get(payer)]
        joined = tuple(sorted({j for i in paying for j in group_of[i]}))
        group_of |= dict.fromkeys(joined, joined)
    found = sorted(set(group_of.values()))
    return [found.index(group_of[i]) for i in range(len(payers))]


def payers_sheet(making: Making, blocks: dict[str, PostsBlock]) -> dict[tuple[str, str], str]:
    """Where each payer's total stands, by period and payer; the sheet is made where there are several."""
    budget = making.allocation.budget
    if len(budget.payers) == 1:
        (payer,) = budget.payers
        return {(period, payer): _alone(block) for period, block in blocks.items()}
    title = sentence("{budget}: payers' totals, step by step", budget=budget.name)
    sheet = making.begin(sentence("Payers"), title, landscape=True)
    units = _unit(making, blocks)
    found, row = {}, TOP
    for period, block in blocks.items():
        made = _Totals(making, sheet, block, row)
        made.fill(units)
        for payer, at in zip(budget.payers, made.rows, strict=True):
            found[period, payer] = sheet.at(at, _TOTAL)
        row = made.rows.stop + 3
    sheet.widths |= {_NAME: 44} | dict.fromkeys(range(1, _SURE + 1), 15) | {_EXACT: 22}
    sheet.hidden |= {_GROUP, _DIGITS, _SURE}
    sheet.printed_columns, sheet.head = _TOTAL + 1, range(1)
    return found


def _alone(block: PostsBlock) -> str:
    return block.sheet.at(block.sum_row, block.increase)


def _unit(making: Making, blocks: dict[str, PostsBlock]) -> str:
    """The payers' unit in øre, in a formula: kroner while no amount is finer; those of periods that are not shown cannot change."""
    budget, shown = making.allocation.budget, set(blocks)
    hidden = (
        ore
        for post in budget.posts
        for by_period in (post.amounts, post.covered, post.external)
        for period, ore in by_period.items()
        if period not in shown
    )
    if smallest_unit(budget) == 1 or any(ore % KRONE for ore in hidden):
        return "1"
    first, *_, last = [*blocks.values(), *blocks.values()]
    # between the periods are their sums, which have no øre where no amount has any
    cells = first.sheet.of(rectangle(range(first.rows.start, last.rows.stop), range(2, first.increase)))
    return f"IF(SUMPRODUCT(ABS(ROUND({cells},0)-{cells}))<0.001,100,1)"


class _Totals:
    """One period: a row for each payer, with what they have in common above."""

    def __init__(self, making: Making, sheet: Sheet, block: PostsBlock, row: int) -> None:
        self.making, self.sheet, self.block, self.row = making, sheet, block, row
        self.budget = making.allocation.budget
        self.rows = range(row + 8, row + 8 + len(self.budget.payers))
        self.increases = f"ROUND({block.across(block.increase)}*100,0)"
        self.amounts = [post.amounts.increase for post in block.period.posts]
        self.sign = -1 if [sum(self.amounts), *self.amounts] < [0] * (len(self.amounts) + 1) else 1
        self.unit = unit_of(self.budget)

    def fill(self, units: str) -> None:
        """All of it; `units` is the formula of the payers' unit."""
        sheet, row, period = self.sheet, self.row, self.block.period
        sheet.put(row, 0, SheetCell(self.making.say(period.period.name), role="period"))
        labels = (
            sentence("Rounding unit of the payers' totals, in øre"),
            sentence("Sign (−1: a refund)"),
            sentence("Smallest certain difference, in units"),
            sentence("Denominators with fewer digits are exact"),
            sentence("Certain (1 = yes)"),
        )
        for n, label in enumerate(labels, start=1):
            sheet.put(row + n, 0, SheetCell(self.making.say(label), role="step"))
        sheet.put(row + 1, 1, step(self.unit, units))
        # øre in another period make other totals here
        self.block.unchanged = f"IFERROR(AND({self.block.unchanged},{sheet.at(row + 1, 1)}={self.unit}),0=1)"
        sheet.put(row + 2, 1, step(self.sign, self._sign()))
        size = f"SUMPRODUCT(ABS({self.increases}))/{fixed(row + 1, 1)}"
        value = Fraction(4, 10**14) * (Fraction(sum(map(abs, self.amounts)), self.unit) + 1)
        t, limit = tolerance(sheet, (row + 3, 1), size, value)
        self._heads(row + 7)
        rounding = RoundingTable(sheet, self.rows, _EXACT, t, limit, "", group=_GROUP)
        self._rows(rounding)
        certain = f"IF(AND({self.block.ok},{t}<{COARSEST},MIN({down(_SURE, self.rows)})=1),1,0)"
        sheet.put(row + 5, 1, step(int(not self.searched), f"IFERROR({certain},0)"))
        sheet.folded.append(range(row + 1, row + 6))
        unsure = self.making.quoted(_UNSURE.filled(period=period.period.name))
        said = f'IF(OR({fixed(row + 5, 1)}=1,{self.block.unchanged}),"",{unsure})'
        sheet.put(row, 1, SheetCell("", role="wrong", formula=said))
        self.making.reasons.append(sheet.at(row, 1))
        self._total()

    def _heads(self, row: int) -> None:
        heads = (
            *(PAYER, sentence("Exact, in units"), sentence("Whole units"), sentence("Remainder")),
            *(sentence("Rank by remainder"), sentence("In addition"), sentence("Units left"), sentence("To pay")),
        )
        self.sheet.fill(row, 0, self.making.head(*heads, texts=1))

    def _exact(self) -> list[Fraction]:
        payers = list(self.budget.payers)
        parts = [parts_of(post, payers) for post in self.budget.posts]
        return [
            sum(
                (Fraction(n * own[i], whole * self.unit) for n, (whole, own) in zip(self.amounts, parts, strict=True)),
                Fraction(),
            )
            * self.sign
            for i in range(len(payers))
        ]

    def _rows(self, rounding: RoundingTable) -> None:
        block, group, exact = self.block, groups(self.budget), self._exact()
        wholes = [parts_of(post, list(self.budget.payers))[0] for post in self.budget.posts]
        steps = rounded(exact, group)
        self.searched = any(
            step.remainder and group.count(g) > LARGEST_GROUP for step, g in zip(steps, group, strict=True)
        )
        unit, sign = fixed(self.row + 1, 1), fixed(self.row + 2, 1)
        # amounts are whole units, so that only the parts of posts divide them
        digits = f"IFERROR(LOG10(LCM({block.across(block.whole)})),99)"
        digits_value = Fraction(log10(lcm(*wholes))) if wholes else Fraction(99)
        for i, (row, (payer, named)) in enumerate(zip(self.rows, self.budget.payers.items(), strict=True)):
            self.sheet.put(row, _NAME, SheetCell(self.making.say(named.name)))
            part = f"{self.increases}*{block.across(block.parts[i])}/{block.across(block.whole)}"
            self.sheet.put(row, _EXACT, SheetCell(exact[i], "fraction", "plain", f"{sign}*SUMPRODUCT({part})/{unit}"))
            rounding.put(row, steps[i])
            same = f"({down(_GROUP, self.rows)}={near(row, _GROUP)})"
            left = f"ROUND(SUMPRODUCT({same}*{down(rounding.remainder, self.rows)}),0)"
            self.sheet.put(
                row,
                _LEFT,
                SheetCell(
                    sum(s.extra for s, g in zip(steps, group, strict=True) if g == group[i]), "number", "plain", left
                ),
            )
            made = self.block.period.payers[payer].increase
            total = f"ROUND({sign}*({near(row, rounding.whole)}+{near(row, rounding.extra)})*{unit}/100,2)"
            kept = f"IF({block.unchanged},{float(Fraction(made, 100))!r},NA())"
            formula = f"IF({fixed(self.row + 5, 1)}=1,{total},{kept})"
            self.sheet.put(row, _TOTAL, money(made, formula, "sum"))
            self.making.book.define(f"to_pay_{payer}_{block.period.id}", self.sheet.at(row, _TOTAL))
            self.sheet.put(row, _GROUP, step(group[i]))
            self.sheet.put(row, _DIGITS, step(digits_value, digits, "fraction"))
            sure = not steps[i].remainder or group.count(group[i]) <= LARGEST_GROUP
            self._sure(row, rounding, same, group.count(group[i]), int(sure))

    def _sure(self, row: int, rounding: RoundingTable, same: str, members: int, sure: int) -> None:
        rest, extra = near(row, rounding.remainder), near(row, rounding.extra)
        rests, extras = down(rounding.remainder, self.rows), down(rounding.extra, self.rows)
        digits = near(row, _DIGITS)
        apart = f"SUMPRODUCT({same}*(ABS({rests}-{rest})<=2*{rounding.t})*({extras}<>{extra}))=0"
        tests = [f"{rounding.certain(row, digits)}=1", f"OR(2*{digits}+0.7<{rounding.limit},{apart})"]
        if members > LARGEST_GROUP:
            tests.append(f"SUMPRODUCT({same}*({rests}>{rounding.t}))=0")
        self.sheet.put(row, _SURE, step(sure, f"IFERROR(IF(AND({','.join(tests)}),1,0),0)"))

    def _sign(self) -> str:
        """−1 where the sum of the posts is negative; where it is 0, where the first that is not 0 is negative."""
        total, increase = f"SUMPRODUCT({self.increases}*1)", self.block.across(self.block.increase)
        from_end = f"SUMPRODUCT(MAX(({self.increases}<>0)*({MANY}-{self.block.across(self.block.numbered)})))"
        first = f"INDEX({increase},{MANY - self.block.rows.start}-{from_end})"
        return f"IF({total}<>0,SIGN({total}),IFERROR(IF({first}<0,-1,1),1))"

    def _total(self) -> None:
        row = self.rows.stop
        self.sheet.fill(row, 0, [SheetCell(None, role="sum")] * (_TOTAL + 1))
        self.sheet.put(row, _NAME, SheetCell(self.making.say(SUM), role="sum"))
        total = sum(self.block.period.payers[payer].increase for payer in self.budget.payers)
        self.sheet.put(row, _TOTAL, money(total, f"SUM({down(_TOTAL, self.rows)})", "sum"))
        label = sentence("{period}: the payers bear all that is to be shared", period=self.block.period.period.name)
        all_of_it = self.block.sheet.at(self.block.sum_row, self.block.increase)
        difference = f"ROUND({self.sheet.at(row, _TOTAL)}-{all_of_it},2)"
        self.making.controls.append(Control(self.making.say(label), difference))


def rounded(exact: list[Fraction], group: list[int]) -> list[Rounded]:
    """The steps of rounding by largest remainder within groups."""
    floors = [number.numerator // number.denominator for number in exact]
    rests = [number - floor for number, floor in zip(exact, floors, strict=True)]
    found = []
    for i, rest in enumerate(rests):
        own = [j for j in range(len(exact)) if group[j] == group[i]]
        place = 1 + sum(rests[j] > rest or (rests[j] == rest and j < i) for j in own)
        left = int(sum((rests[j] for j in own), Fraction()))
        found.append(Rounded(exact[i], floors[i], rest, place, int(place <= left)))
    return found
