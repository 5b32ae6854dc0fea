"""What must be so before a spreadsheet's amounts are certain, each test with what is wrong where it is not met."""

from collections.abc import Sequence
from typing import Final

from lkt_alloc.language.sentences import Sentence, sentence
from lkt_alloc.reports.workbook.cells import SheetCell, down
from lkt_alloc.reports.workbook.making import first_said, step
from lkt_alloc.reports.workbook.steps.scalars import NAME, VALUE, Scalars

Test = tuple[str, Sentence]
"""A test in a formula, and why there are no amounts where it fails: a sentence with the `period` to be filled in."""

UNREAD: Final = sentence(
    "{period}: what was typed cannot be used. The sheet that it was typed on says why, below its title."
)
UNKNOWN_TOTAL: Final = sentence(
    "{period}: formulas cannot tell how much is to be shared here, as payers' parts are no whole kroner. Change the budget file instead."
)
NOT_UNITS: Final = sentence("{period}: what is to be shared must be a whole number of rounding units.")
TOO_LARGE: Final = sentence("{period}: what is to be shared has more digits than a spreadsheet can round.")
NOBODY_COUNTS: Final = sentence("{period}: nobody counts in part {n} of the allocation key.")
BELOW_NOTHING: Final = sentence(
    "{period}: the parts of the allocation key take more than the total; nothing is left for part {n}."
)
DIFFERENCE: Final = sentence("{period}: the parts of the allocation key take more or less than the total.")
NOT_KEPT: Final = sentence(
    "{period}: the limits cannot be kept. A lowest amount is above a highest one, or nobody is left to bear what they cut off."
)
TOO_FINE: Final = sentence(
    "{period}: the 15 digits of a spreadsheet are too few to tell how this is rounded. Change the budget file instead."
)


def put_tests(scalars: Scalars, row: int, tests: Sequence[Test]) -> int:
    """Every test in a folded row, with what it says where it fails; gives the row after. Makes `certain` of the scalars."""
    making, sheet, period = scalars.making, scalars.sheet, scalars.period.period.name
    rows = range(row, row + len(tests))
    for at, (test, why) in zip(rows, tests, strict=True):
        failed = f'IF(IFERROR(IF({test},1,0),0)=1,"",{making.quoted(why.filled(period=period))})'
        sheet.put(at, NAME, SheetCell("", role="step", formula=failed))
        sheet.put(at, VALUE, step(at + 1, "ROW()"))
    sheet.folded.append(rows)
    said = down(NAME, rows)
    scalars.become("certain", step(1, f'IF(SUMPRODUCT(--({said}<>""))=0,1,0)'))
    scalars.say(f"{scalars.at('certain')}=1", first_said(said, down(VALUE, rows), rows.start))
    return rows.stop
