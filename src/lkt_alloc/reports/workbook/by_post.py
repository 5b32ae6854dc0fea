"""The sheet of posts × municipalities: the engine's amounts, which are so only as long as nothing that they depend on is changed."""

from fractions import Fraction
from typing import Final

from lkt_alloc.engine.allocate import Division, PeriodAllocation
from lkt_alloc.engine.post_table import post_table
from lkt_alloc.language.sentences import sentence
from lkt_alloc.reports.blocks import NUMBER, SUM
from lkt_alloc.reports.members import kind_of
from lkt_alloc.reports.workbook.cells import SheetCell, down, fixed, near
from lkt_alloc.reports.workbook.making import BlockSpot, Control, kroner, money, step
from lkt_alloc.reports.workbook.steps import Steps

_SAID: Final = sentence("Values from the program. They become #N/A when something that they depend on is changed.")


def by_post_block(spot: BlockSpot, divided: tuple[PeriodAllocation, Division], steps: Steps, unchanged: str) -> int:
    """One period, from a row on; gives the row after. `unchanged` is the test of what it depends on."""
    (making, sheet, row), (period, division) = spot, divided
    sheet.put(row, 0, SheetCell(making.say(period.period.name), role="period"))
    sheet.put(row + 1, 0, SheetCell(making.say(_SAID), role="note"))
    sheet.put(
        row + 2, 1, SheetCell(making.say(sentence("Nothing that it depends on is changed (1 = yes)")), role="step")
    )
    sheet.put(row + 2, 2, step(1, f"IFERROR(IF(AND({unchanged}),1,0),0)"))
    sheet.folded.append(range(row + 2, row + 3))
    same, head = fixed(row + 2, 2), row + 3
    paid = [r for r in division.posts if period.posts[r].increase_by_payer[division.payer]]
    ids = (making.words.cell(period.posts[r].post.id) for r in paid)
    ends = (SUM, sentence("Amount, NOK"), sentence("Control: difference"))
    sheet.fill(head, 0, making.head(NUMBER, kind_of(division.shares), *ids, *ends, texts=2))
    table = post_table(period, division)
    rows, last = range(head + 1, head + 1 + len(division.shares)), 2 + len(paid)
    for n, (at, share) in enumerate(zip(rows, division.shares, strict=True)):
        names = (making.words.cell(share.number), making.words.cell(share.name))
        origin = steps.rows[share.number]
        cells = [SheetCell(name, formula=steps.sheet.at(origin, column)) for column, name in enumerate(names)]
        values = [table.cells[r][n] for r in paid]
        cells += [money(ore, f"IF({same}=1,{float(kroner(ore))!r},NA())") for ore in values]
        across = f"SUM({near(at, 2)}:{near(at, last - 1)})" if paid else "0"
        cells += [money(share.amount, across), money(share.amount, steps.amount(share.number))]
        cells.append(SheetCell(0, "kroner", "step", f"ABS(ROUND({near(at, last)}-{near(at, last + 1)},2))"))
        sheet.fill(at, 0, cells)
    sums, whole = [sum(table.cells[r]) for r in paid], range(head, rows.stop)
    total = sum(sums)
    foot = [SheetCell(None, role="sum"), SheetCell(making.say(SUM), role="sum")]
    foot += [money(value, f"SUM({down(2 + n, whole)})", "sum") for n, value in enumerate(sums)]
    foot += [money(total, f"SUM({down(last + n, whole)})", "sum") for n in range(2)]
    foot.append(SheetCell(Fraction(0), "kroner", "sum", f"SUM({down(last + 2, whole)})"))
    sheet.fill(rows.stop, 0, foot)
    payer = making.allocation.budget.payers[division.payer].name
    label = sentence("{payer}, {period}: items add up to the amounts", payer=payer, period=period.period.name)
    making.controls.append(Control(making.say(label), f"IF({same}=1,{sheet.at(rows.stop, last + 2)},0)"))
    sheet.widths |= {0: 7, 1: 30} | dict.fromkeys(range(2, max(last + 3, 3)), 13)
    sheet.printed_columns = max(sheet.printed_columns, last + 3)
    return rows.stop + 3
