"""The two verdicts of a workbook, which stand on every sheet: does it add up, and is it changed since it was made.

What they are made of stands in a table on the sheet on method and in a hidden column of the first sheet, so that no formula grows with
the number of payers and periods.
"""

from typing import Final

from lkt_alloc.language.sentences import sentence
from lkt_alloc.reports.workbook.cells import Sheet, SheetCell, down, fixed
from lkt_alloc.reports.workbook.making import ADDS_UP, CHANGED, WHY_NOT, Making, first_said, step, text_in_formula

GOOD: Final = "\N{CHECK MARK} "
"""What a verdict begins with where all is well."""

_ADDS_UP: Final = sentence("Everything adds up")
_AS_MADE: Final = sentence("Nothing is changed since the workbook was made")
_STOPPED: Final = sentence("Cannot be calculated: ")
_WRONG: Final = sentence("Does not add up: see the controls on the sheet on method")
_ONE_CHANGED: Final = sentence("One cell is changed since the workbook was made")
_MANY_CHANGED: Final = sentence("cells are changed since the workbook was made")
_CHANGED_CELLS: Final = sentence("Changed cells")
_WHAT_TO_CHANGE: Final = sentence("Coloured cells on the other sheets can be changed; the whole allocation follows.")


def begin_verdicts(making: Making) -> None:
    """What the verdicts say when the workbook is made: other sheets show them before the first one is finished."""
    sheet = making.answer
    sheet.put(ADDS_UP, 0, SheetCell(GOOD + making.say(_ADDS_UP), role="verdict"))
    sheet.put(CHANGED, 0, SheetCell(GOOD + making.say(_AS_MADE), role="verdict"))


def finish_verdicts(making: Making, method: Sheet, row: int) -> int:
    """The verdicts as formulas, of tables on the sheet on method from a row on; gives the row after a blank one."""
    sheet = making.answer
    controls = range(row + 1, row + 1 + len(making.controls))
    method.fill(row, 0, making.head(sentence("Controls: each must be 0"), sentence("Difference"), texts=1))
    for at, control in zip(controls, making.controls, strict=True):
        method.put(at, 0, SheetCell(control.label, role="wrapped"))
        method.put(at, 1, SheetCell(0, "kroner", "plain", control.reference))
    changed = range(controls.stop + 1, controls.stop + 1 + len(making.changed))
    for at, count in zip(changed, making.changed, strict=True):
        method.fill(at, 0, [SheetCell(making.say(_CHANGED_CELLS), role="step"), step(0, count)])
    reasons = [*making.refused, *making.reasons]
    stops = range(changed.stop, changed.stop + len(reasons))
    for at, reason in zip(stops, reasons, strict=True):
        method.fill(at, 0, [SheetCell("", role="step", formula=f'{reason}&""'), step(at + 1, "ROW()")])
    method.folded.append(range(changed.start, stops.stop))
    aside = (
        (
            ADDS_UP,
            step(0, f"IFERROR(SUMPRODUCT(ABS({method.of(down(1, controls))})),1)" if controls else None, "kroner"),
        ),
        (CHANGED, step(0, f"SUM({method.of(down(1, changed))})" if changed else None)),
        (WHY_NOT, SheetCell("", role="step", formula=_first(method, stops) if stops else None)),
    )
    for at, cell in aside:
        sheet.put(at, making.aside, cell)
    sheet.hidden.add(making.aside)
    _say(making)
    return stops.stop + 1


def _first(method: Sheet, stops: range) -> str:
    return first_said(method.of(down(0, stops)), method.of(down(1, stops)), stops.start)


def _say(making: Making) -> None:
    """The verdicts themselves, and what can be done, on the first sheet."""
    sheet = making.answer
    wrong, changed, stopped = (fixed(row, making.aside) for row in (ADDS_UP, CHANGED, WHY_NOT))
    well, as_made = (text_in_formula(GOOD + making.say(said)) for said in (_ADDS_UP, _AS_MADE))
    said = f'IF({stopped}<>"",{making.quoted(_STOPPED)}&{stopped},IF({wrong}>0.004,{making.quoted(_WRONG)},{well}))'
    many = text_in_formula(" " + making.words.say(_MANY_CHANGED))
    counted = f"IF({changed}=0,{as_made},IF({changed}=1,{making.quoted(_ONE_CHANGED)},{changed}&{many}))"
    for row, good, formula in ((ADDS_UP, _ADDS_UP, said), (CHANGED, _AS_MADE, counted)):
        sheet.put(row, 0, SheetCell(GOOD + making.say(good), role="verdict", formula=formula))
    note = making.fixed_notes[0] if making.fixed_notes else making.say(_WHAT_TO_CHANGE)
    sheet.put(WHY_NOT, 0, SheetCell(note, role="note"))
    making.book.define("controls", sheet.at(ADDS_UP, 0))
    making.book.define("changed", sheet.at(CHANGED, 0))
