"""Amounts that are no formulas: the engine's, which are so only as long as nothing that they depend on is changed."""

from collections.abc import Sequence
from typing import Final

from lkt_alloc.language.sentences import Sentence, listed, sentence
from lkt_alloc.reports.blocks import NUMBER, SUM
from lkt_alloc.reports.members import kind_of
from lkt_alloc.reports.workbook.cells import SheetCell, down, near
from lkt_alloc.reports.workbook.key.places import KeySheet
from lkt_alloc.reports.workbook.making import money
from lkt_alloc.reports.workbook.steps.amounts import Steps
from lkt_alloc.reports.workbook.steps.scalars import VALUE, Scalars

KEPT: Final = sentence(
    "{what}: amounts are values, as formulas do not follow what the key has: {reasons}. They become #N/A when something changes."
)
"""Why amounts are no formulas."""

_FIXED: Final = sentence("{period}: amounts do not follow changes here. Change the budget file instead.")


def kept_amounts(scalars: Scalars, key: KeySheet, reasons: Sequence[Sentence]) -> Steps:
    """The amounts below their scalars, and why they are none that follow."""
    making, sheet, division, period = scalars.making, scalars.sheet, scalars.division, scalars.period.period.name
    said = making.say(KEPT.filled(what=period, reasons=listed(reasons, ",")))
    sheet.put(scalars.end, 0, SheetCell(said, role="note"))
    scalars.say("0=1", making.quoted(_FIXED.filled(period=period)))
    head = scalars.end + 1
    sheet.fill(head, 0, making.head(NUMBER, kind_of(division.shares), sentence("Amount, NOK"), texts=2))
    rows = range(head + 1, head + 1 + len(division.shares))
    for row, share in zip(rows, division.shares, strict=True):
        member = key.rows[share.number]
        for column, name in enumerate((making.words.cell(share.number), making.words.cell(share.name))):
            sheet.put(row, column, SheetCell(name, formula=key.sheet.of(near(member, column))))
        sheet.put(row, VALUE, money(share.amount, scalars.kept(share.amount), "sum"))
    total = sum(share.amount for share in division.shares)
    sheet.fill(rows.stop, 0, [SheetCell(None, role="sum"), SheetCell(making.say(SUM), role="sum")])
    sheet.put(rows.stop, VALUE, money(total, f"SUM({down(VALUE, range(head, rows.stop))})", "sum"))
    sheet.widths |= {0: 7, 1: 30, 2: 18}
    sheet.printed_columns = max(sheet.printed_columns, 3)
    scalars.end = rows.stop + 3
    by_number = dict(zip([share.number for share in division.shares], rows, strict=True))
    borne = scalars.anywhere("borne")
    return Steps(sheet, by_number, VALUE, borne, borne, scalars.anywhere("same"))
