"""The sheet of one payer's shares: all periods side by side, and their sum."""

from collections.abc import Sequence
from fractions import Fraction

from lkt_alloc.engine.allocate import Division
from lkt_alloc.language.sentences import sentence
from lkt_alloc.reports.blocks import NUMBER, POPULATION, SHARE, SUM, TO_BE_SHARED
from lkt_alloc.reports.members import kind_of
from lkt_alloc.reports.workbook.cells import Sheet, SheetCell, down, near
from lkt_alloc.reports.workbook.key import KeySheet
from lkt_alloc.reports.workbook.making import Control, Making, money, text_in_formula
from lkt_alloc.reports.workbook.steps import WARNING, Steps


def shares_sheet(
    making: Making, divisions: Sequence[Division], key: KeySheet, steps: Sequence[Steps], sheet: Sheet
) -> None:
    """Fill the sheet of one payer: all periods side by side and their sum, with controls below."""
    payer = making.allocation.budget.payers[divisions[0].payer].name
    periods = making.allocation.periods
    title = sentence("{budget}: shares of {payer}", budget=making.allocation.budget.name, payer=payer)
    sheet.put(0, 0, SheetCell(making.say(title), role="title"))
    named = (period.period.name for period in periods)
    sheet.fill(3, 0, making.head(NUMBER, kind_of(divisions[0].shares), POPULATION, SHARE, *named, SUM, texts=2))
    rows = range(4, 4 + len(divisions[0].shares))
    last = 4 + len(periods)
    for n, (row, shares) in enumerate(zip(rows, zip(*(d.shares for d in divisions), strict=True), strict=True)):
        population = key.sheet.of(near(key.members[n], 2))
        cells = [
            SheetCell(making.words.cell(shares[0].number)),
            SheetCell(making.words.cell(shares[0].name)),
            SheetCell(shares[0].population, "number", "plain", None if shares[0].population is None else population),
            SheetCell(shares[0].share, "percent", "plain", key.sheet.of(near(key.members[n], key.share))),
            *(money(share.amount, steps[i].amount(n)) for i, share in enumerate(shares)),
            money(sum(share.amount for share in shares), f"SUM({near(row, 4)}:{near(row, last - 1)})"),
        ]
        sheet.fill(row, 0, cells)
    _totals(making, divisions, steps, sheet, rows)
    said = f'IF(ISNUMBER({near(rows.stop, last)}),"",{text_in_formula(making.say(WARNING))})'
    sheet.put(1, 0, SheetCell("", role="wrong", formula=said))
    sheet.frozen, sheet.head, sheet.printed_columns = (4, 2), range(3, 4), last + 1
    sheet.widths |= {0: 7, 1: 22, 2: 12, 3: 11} | dict.fromkeys(range(4, last + 1), 15)


def _totals(making: Making, divisions: Sequence[Division], steps: Sequence[Steps], sheet: Sheet, rows: range) -> None:
    last, row = 4 + len(divisions), rows.stop
    totals = [division.total for division in divisions]
    people = sum(share.population or 0 for share in divisions[0].shares)
    both = f"SUM({near(row + 1, 4)}:{near(row + 1, last - 1)})"
    sums = [
        *(SheetCell(None, role="sum"), SheetCell(making.say(SUM), role="sum")),
        SheetCell(people, "number", "sum", f"SUM({down(2, rows)})"),
        SheetCell(Fraction(1), "percent", "sum", f"SUM({down(3, rows)})"),
        *(money(total, f"SUM({down(4 + n, rows)})", "sum") for n, total in enumerate((*totals, sum(totals)))),
    ]
    shared = [money(total, steps[n].total, "step") for n, total in enumerate(totals)]
    differences = [
        SheetCell(0, "kroner", "step", f"ROUND({near(row, 4 + n)}-{near(row + 1, 4 + n)},2)")
        for n in range(len(totals) + 1)
    ]
    empty = [SheetCell(None, role="step")] * 2
    labels = [making.say(s) for s in (TO_BE_SHARED, sentence("Control: difference"))]
    sheet.fill(row, 0, sums)
    sheet.fill(
        row + 1, 0, [empty[0], SheetCell(labels[0], role="step"), *empty, *shared, money(sum(totals), both, "step")]
    )
    sheet.fill(row + 2, 0, [empty[0], SheetCell(labels[1], role="step"), *empty, *differences])
    payer = making.allocation.budget.payers[divisions[0].payer].name
    for n, period in enumerate(making.allocation.periods):
        label = sentence("{payer}, {period}: the amounts add up to the total", payer=payer, period=period.period.name)
        making.controls.append(Control(making.say(label), sheet.at(row + 2, 4 + n)))
