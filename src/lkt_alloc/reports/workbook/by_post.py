"""The sheet of posts × municipalities in one period: the engine's amounts, with controls as formulas."""

from fractions import Fraction
from typing import Final

from lkt_alloc.engine.allocate import Division, PeriodAllocation
from lkt_alloc.engine.post_table import post_table
from lkt_alloc.language.sentences import sentence
from lkt_alloc.reports.blocks import NUMBER, SUM
from lkt_alloc.reports.members import kind_of
from lkt_alloc.reports.workbook.cells import Sheet, SheetCell, down, near
from lkt_alloc.reports.workbook.making import Control, Making, money
from lkt_alloc.reports.workbook.payers import parts_of
from lkt_alloc.reports.workbook.posts import Posts
from lkt_alloc.reports.workbook.steps import Steps

_HEAD: Final = 3


def by_post_sheet(making: Making, period: PeriodAllocation, division: Division, posts: Posts, steps: Steps) -> None:
    """Make the sheet. Its cells are values: rounding both ways at once is not a matter of formulas."""
    payer = making.allocation.budget.payers[division.payer].name
    name = sentence("By item {period}", period=period.period.name)
    sheet = making.book.add(making.say(name), landscape=True)
    title = sentence("Shares of {payer} item by item, {period}", payer=payer, period=period.period.name)
    sheet.put(0, 0, SheetCell(making.say(title), role="title"))
    said = sentence(
        "Values from the program, which do not follow edits; after an edit the controls show the difference."
    )
    sheet.put(1, 0, SheetCell(making.say(said), role="note"))
    paid = [r for r, row in enumerate(period.posts) if row.increase_by_payer[division.payer]]
    ids = (making.words.cell(period.posts[r].post.id) for r in paid)
    ends = (SUM, sentence("Amount, NOK"), sentence("Control: difference"))
    sheet.fill(_HEAD, 0, making.head(NUMBER, kind_of(division.shares), *ids, *ends, texts=2))
    table = post_table(period, division)
    rows, last = range(_HEAD + 1, _HEAD + 1 + len(division.shares)), 2 + len(paid)
    for n, (row, share) in enumerate(zip(rows, division.shares, strict=True)):
        whole = f"SUM({near(row, 2)}:{near(row, last - 1)})" if paid else "0"
        cells = [
            SheetCell(making.words.cell(share.number)),
            SheetCell(making.words.cell(share.name)),
            *(money(table.cells[r][n]) for r in paid),
            money(share.amount, whole),
            money(share.amount, steps.amount(n)),
            SheetCell(0, "kroner", "step", f"ROUND({near(row, last)}-{near(row, last + 1)},2)"),
        ]
        sheet.fill(row, 0, cells)
    exact = [posts.exact[period.id, division.payer][r] for r in paid]
    values = [_exact(making, period, division.payer, r) for r in paid]
    _below(making, sheet, rows, [sum(table.cells[r]) for r in paid], list(zip(values, exact, strict=True)))
    label = sentence("{payer}, {period}: items add up to the amounts", payer=payer, period=period.period.name)
    making.controls.append(Control(making.say(label), sheet.at(rows.stop, last + 2)))
    if paid:
        label = sentence("{payer}, {period}: shares add up to the items", payer=payer, period=period.period.name)
        making.controls.append(Control(making.say(label), sheet.at(rows.stop + 2, last)))
    sheet.frozen, sheet.head, sheet.printed_columns = (_HEAD + 1, 2), range(_HEAD, _HEAD + 1), last + 3
    sheet.widths |= {0: 7, 1: 40} | dict.fromkeys(range(2, last + 3), 13)


def _exact(making: Making, period: PeriodAllocation, payer: str, row: int) -> Fraction:
    payers = list(making.allocation.budget.payers)
    whole, parts = parts_of(period.posts[row].post, payers)
    return Fraction(period.posts[row].amounts.increase * parts[payers.index(payer)], whole * 100)


def _below(making: Making, sheet: Sheet, rows: range, sums: list[int], exact: list[tuple[Fraction, str]]) -> None:
    """The sums of the posts, what the payer bears of each, and the difference; less than one krone is rounding."""
    row, last = rows.stop, 2 + len(sums)
    total = sum(sums)
    cells = [
        *(SheetCell(None, role="sum"), SheetCell(making.say(SUM), role="sum")),
        *(money(value, f"SUM({down(2 + n, rows)})", "sum") for n, value in enumerate(sums)),
        *(money(total, f"SUM({down(last + n, rows)})", "sum") for n in range(2)),
        SheetCell(0, "kroner", "sum", f"SUMPRODUCT(ABS({down(last + 2, rows)}))"),
    ]
    sheet.fill(row, 0, cells)
    labels = (
        sentence("The payer's exact part of the budget item"),
        sentence("Control: difference of one krone or more"),
    )
    for n, label in enumerate(labels, start=1):
        sheet.fill(row + n, 0, [SheetCell(None, role="step"), SheetCell(making.say(label), role="step")])
    for n, (value, reference) in enumerate(exact):
        column = 2 + n
        difference = f"{near(row, column)}-{near(row + 1, column)}"
        sheet.put(row + 1, column, SheetCell(value, "exact", "step", reference))
        sheet.put(
            row + 2, column, SheetCell(0, "kroner", "step", f"IF(ABS({difference})<0.9999999,0,ROUND({difference},2))")
        )
    if sums:
        whole = f"{near(row + 2, 2)}:{near(row + 2, last - 1)}"
        sheet.put(row + 2, last, SheetCell(0, "kroner", "step", f"SUMPRODUCT(ABS({whole}))"))
