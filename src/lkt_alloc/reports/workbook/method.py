"""The sheet on method, the last: what can be changed, how amounts are found, what was read, and all controls in one place."""

from collections.abc import Iterable, Sequence
from typing import Final

from lkt_alloc import __version__
from lkt_alloc.engine.apportion import METHOD, TABLE_METHOD
from lkt_alloc.engine.register import Source
from lkt_alloc.language.sentences import Value, sentence
from lkt_alloc.reports.inputs import Input
from lkt_alloc.reports.notes import method_note, what_if_note
from lkt_alloc.reports.strands import Strand
from lkt_alloc.reports.workbook.cells import Sheet, SheetCell
from lkt_alloc.reports.workbook.making import TOP, Making
from lkt_alloc.reports.workbook.verdicts import finish_verdicts

_ABOUT: Final = (
    sentence("Coloured cells can be changed; the sheets are protected without a password, so that nothing else is by mistake."),
    sentence("Payers' totals, exact amounts, remainders, ties, amounts and sums are formulas and follow."),
    sentence("A share is a fraction: 45 and 100 for 45%, 1 and 3 for a third. The part without colour takes the rest."),
    sentence("Items × members follow where rounding both ways needs no search; else they become #N/A when something is changed."),
    sentence("Members, items, who bears what and rounding units are fixed. For those, change the budget file and make it again."),
)  # fmt: skip

_HOW: Final = (
    sentence("A payer's total: its exact part of all budget items, rounded once by largest "
             "remainder; equal remainders in the order of the file."),
    sentence("Exact amount: what the parts of the key give a member. Everyone gets the whole units of it."),
    sentence("The units left go one each to the largest remainders; among equal ones to the one that is first in the table."),
    sentence("A spreadsheet has 15 digits. Every sheet of steps finds the smallest difference that is certain with them."),
    sentence("Where a smaller one would decide, amounts become #N/A, never a wrong amount."),
)  # fmt: skip


def method_sheet(making: Making, found: Sequence[Strand], inputs: Sequence[Input]) -> None:
    """Make the sheet, the last of the workbook."""
    title = sentence("{budget}: method, sources and controls", budget=making.allocation.budget.name)
    sheet = making.begin(sentence("Method"), title)
    sheet.put(TOP - 1, 0, SheetCell(making.say(sentence("A cell that can be changed")), role="legend"))
    row = TOP + 1
    for changed in what_if_note(making.allocation):
        said, *changes = changed.sentences
        row = _lines(making, sheet, row, said, map(making.say, changes))
    row = _lines(making, sheet, row, sentence("This workbook"), [*map(making.say, _ABOUT), *making.fixed_notes])
    row = finish_verdicts(making, sheet, row)
    row = _lines(making, sheet, row, sentence("How amounts are found"), map(making.say, _HOW))
    notes: dict[str, None] = {}
    for strand in found:
        note = method_note(strand.allocation, strand.divisions, by_post=True)
        if str(note) in notes:
            continue
        notes[str(note)] = None
        row = _lines(
            making, sheet, row, sentence("As created: {payer}", payer=strand.called), map(making.say, note.sentences)
        )
    row = _lines(making, sheet, row, sentence("Sources"), _sources(making))
    _lines(making, sheet, row, sentence("Based on"), _made_from(making, inputs))
    sheet.widths |= {0: 100, 1: 14}
    sheet.head, sheet.printed_columns = range(1), 2


def _lines(making: Making, sheet: Sheet, row: int, heading: Value, lines: Iterable[str]) -> int:
    """A heading with lines below; gives the row after a blank one."""
    sheet.fill(row, 0, [SheetCell(making.say(heading), role="head"), SheetCell(None, role="head")])
    row += 1
    for line in lines:
        sheet.put(row, 0, SheetCell(line, role="wrapped"))
        row += 1
    return row + 1


def _sources(making: Making) -> list[str]:
    sources = {**making.allocation.budget.sources, **making.allocation.register.sources}
    return [_source(making, source) for source in sources.values()] or ["–"]


def _source(making: Making, source: Source) -> str:
    facts = (source.title, source.publisher, source.table, source.licence or None)
    return ", ".join(making.words.cell(fact) for fact in facts if fact is not None)


def _made_from(making: Making, inputs: Sequence[Input]) -> list[str]:
    program = f"lkt-alloc {__version__}, {METHOD}, {TABLE_METHOD}"
    return [program, *(f"{making.words.cell(file.called)}: sha256 {file.sha256}" for file in inputs)]
