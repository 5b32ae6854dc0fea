"""The sheet of a key: what its parts take, its index, classes and limits, and what is counted for each member; all of it typed in here."""

from lkt_alloc.engine.allocate import Division, PeriodAllocation
from lkt_alloc.language.sentences import sentence
from lkt_alloc.reports.steps.sources import population_notes
from lkt_alloc.reports.steps.sums import what_is_meant
from lkt_alloc.reports.workbook.cells import SheetCell, fixed
from lkt_alloc.reports.workbook.key.figures import put_members
from lkt_alloc.reports.workbook.key.limits import put_limits
from lkt_alloc.reports.workbook.key.parts import put_classes, put_index, put_parts
from lkt_alloc.reports.workbook.key.places import FigureId, KeySheet
from lkt_alloc.reports.workbook.key.tables import LEAST_WIDTH, KeyTables
from lkt_alloc.reports.workbook.making import TOP, WHY_NOT, Making, step
from lkt_alloc.reports.workbook.typed import put_refusals


def key_sheet(
    making: Making,
    divided: list[tuple[PeriodAllocation, Division]],
    counted: dict[tuple[str, FigureId], str],
    *,
    alone: bool,
) -> KeySheet:
    """Make the sheet of a key, of all periods that it shares in. `counted` is where figures stand already; each is typed in once."""
    division = divided[0][1]
    kind = sentence("Key and figures")
    name = kind if alone else sentence("{sheet} {what}", sheet=sentence("Key"), what=division.key.name)
    title = sentence("Allocation key: {key}", key=division.key.called)
    sheet = making.begin(name, title, landscape=True)
    made = KeySheet(sheet, making.allocation.budget.keys[division.key_id])
    tables = KeyTables(making, made, divided, counted)
    row = TOP
    for note in (
        *population_notes(tables.register, [d for _, d in divided]),
        *what_is_meant(tables.register, made.key),
    ):
        sheet.put(row, 0, SheetCell(making.say(note), role="note"))
        row += 1
    row += 1
    for put_table in (put_parts, put_index, put_classes, put_limits, put_members):
        row = put_table(tables, row)
    _finish(tables, row)
    return made


def _finish(tables: KeyTables, row: int) -> None:
    """What is wrong in the tables and how many cells are changed, below them."""
    making, sheet = tables.making, tables.sheet
    tests = [test for area in tables.areas for test in area.refusals()] + tables.more
    row = put_refusals(making, sheet, row + 1, tests)
    sheet.put(row, 1, SheetCell(making.say(sentence("Changed cells")), role="step"))
    sheet.put(row, 2, step(0, "+".join(area.changed() for area in tables.areas)))
    sheet.folded.append(range(row, row + 1))
    sheet.changed += [(rows, columns, area.far) for area in tables.areas for rows, columns in area.rectangles()]
    making.changed.append(sheet.at(row, 2))
    tables.made.unchanged, tables.made.ok = f"{sheet.at(row, 2)}=0", f'{sheet.at(WHY_NOT, 0)}=""'
    _name_changes(tables, row)
    sheet.widths |= {0: 7, 1: 34, 2: 16, 3: 20} | dict.fromkeys(range(4, tables.width), 14)
    sheet.printed_columns, sheet.landscape = tables.width, tables.width > LEAST_WIDTH


def _name_changes(tables: KeyTables, row: int) -> None:
    """A key's name may say shares that are changed: then the title says so."""
    title = tables.making.say(sentence("Allocation key: {key}", key=tables.made.key.called))
    changed = tables.making.quoted(sentence("Allocation key, changed (it was: {key})", key=tables.made.key.called))
    formula = f"IF({fixed(row, 2)}=0,{tables.making.quoted(sentence('Allocation key: {key}', key=tables.made.key.called))},{changed})"
    tables.sheet.put(0, 0, SheetCell(title, role="title", formula=formula))
