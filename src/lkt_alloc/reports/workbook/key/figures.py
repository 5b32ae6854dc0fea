"""The table of a key's members and of what is counted for each, all of it typed in once in the workbook."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from lkt_alloc.engine.keys import Terms, gone_by, sizes_of
from lkt_alloc.engine.measures import terms_of
from lkt_alloc.engine.parts import is_agreed
from lkt_alloc.language.sentences import Value, sentence
from lkt_alloc.reports.blocks import NUMBER, SUM
from lkt_alloc.reports.members import kind_of
from lkt_alloc.reports.steps.measures import measure_name
from lkt_alloc.reports.workbook.cells import SheetCell, down, fixed, near
from lkt_alloc.reports.workbook.key.places import FigureId, figure_of
from lkt_alloc.reports.workbook.key.tables import KeyTables
from lkt_alloc.reports.workbook.making import step
from lkt_alloc.reports.workbook.steps.denominators import decimals
from lkt_alloc.reports.workbook.typed import InputArea


def put_members(tables: KeyTables, row: int) -> int:
    """A row for each member, with all that is counted, and sums. Gives the row after a blank one."""
    division = tables.divided[0][1]
    heads = [_figure_name(tables, figure) for figure in tables.figures]
    tables.sheet.fill(row, 0, tables.making.head(NUMBER, kind_of(division.shares), *heads, texts=2))
    tables.sheet.frozen = (row + 1, 2) if row < 20 else (0, 2)
    tables.sheet.head = range(row, row + 1)
    tables.made.members = rows = range(row + 1, row + 1 + len(division.everyone))
    tables.made.figures = {figure: 2 + n for n, figure in enumerate(tables.figures)}
    tables.made.rows = {share.number: at for at, share in zip(rows, division.everyone, strict=True)}
    area = tables.area(row, rows)
    sizes = _sizes(tables)
    for at, share in zip(rows, division.everyone, strict=True):
        tables.sheet.fill(
            at, 0, [SheetCell(tables.making.words.cell(share.number)), SheetCell(tables.making.words.cell(share.name))]
        )
        for figure in tables.figures:
            if (share.number, figure) in sizes:
                _figure(tables, area, share.number, figure, sizes[share.number, figure])
            else:
                tables.sheet.put(at, tables.made.figures[figure], SheetCell(None, "number"))
    _figure_sums(tables, row, rows)
    _decimals(tables, rows, sizes)
    return rows.stop + 3


def _decimals(tables: KeyTables, rows: range, sizes: Mapping[tuple[str, FigureId], Fraction]) -> None:
    """How many decimals the figures of each column have, in a folded row below the sums."""
    at = rows.stop + 2
    tables.sheet.put(at, 1, SheetCell(tables.making.say(sentence("Decimals")), role="step"))
    tables.sheet.folded.append(range(at, at + 1))
    for figure, column in tables.made.figures.items():
        own = (size for (_, counted), size in sizes.items() if counted == figure)
        formula, value = decimals(down(column, rows), own).decimals
        tables.sheet.put(at, column, step(int(value), formula))
        tables.made.decimals[figure] = tables.sheet.at(at, column), int(value)


def _sizes(tables: KeyTables) -> Mapping[tuple[str, FigureId], Fraction]:
    """What every member that is measured has."""
    found: dict[tuple[str, FigureId], Fraction] = {}
    for period, _ in tables.divided:
        terms = Terms(tables.register, period.id)
        for _, measure, members in gone_by(tables.made.key, tables.register):
            for number in members:
                for name, size in sizes_of(measure, number, tables.made.key, terms).items():
                    found[number, figure_of(name, tables.made.key, tables.register, period.id)] = size
    return found


def _figure(tables: KeyTables, area: InputArea, number: str, figure: FigureId, size: Fraction) -> None:
    measure, when = figure
    row, column = tables.made.rows[number], tables.made.figures[figure]
    terms = terms_of(measure, tables.register.measures)
    whole = size.denominator == 1 and measure == "population"
    form = "whole" if whole else "decimal"
    if terms:
        period = _a_period_of(tables, figure)
        at = [
            near(row, tables.made.figures[figure_of(term, tables.made.key, tables.register, period)]) for term in terms
        ]
        formula = "+".join(
            f"{weight.numerator}/{weight.denominator}*{cell}" for weight, cell in zip(terms.values(), at, strict=True)
        )
        tables.sheet.put(row, column, SheetCell(size, "decimal", "plain", formula))
        if min(terms.values()) < 0:
            own = range(row, row + 1)
            tables.more.append(area.refused(f"--({down(column, own)}<0)", own, column, _BELOW_NOTHING))
    elif (known := tables.counted.get((number, figure))) is not None:
        tables.sheet.put(row, column, SheetCell(size, form, "plain", known))
    elif measure == "population" and not whole:
        tables.sheet.put(row, column, SheetCell(size, form))
    else:
        tables.counted[number, figure] = tables.sheet.at(row, column)
        area.put(row, column, SheetCell(size, form), _path(tables, measure, when, number))


def _path(tables: KeyTables, measure: str, when: str, number: str) -> tuple[str, ...]:
    if is_agreed(measure):
        n = next(n for n, part in enumerate(tables.made.key.parts, start=1) if part.measure == measure)
        return ("keys", tables.key_id, "parts", str(n), "shares", number)
    return ("figures", measure, when, number)


def _a_period_of(tables: KeyTables, figure: FigureId) -> str:
    key = tables.made.key
    return next(
        period.id for period, _ in tables.divided if figure_of(figure[0], key, tables.register, period.id) == figure
    )


def _figure_name(tables: KeyTables, figure: FigureId) -> Value:
    measure, when = figure
    name = measure_name(tables.register, measure)
    if len([other for other in tables.figures if other[0] == measure]) == 1:
        return name
    return sentence("{measure}, {when}", measure=name, when=when)


def _figure_sums(tables: KeyTables, head: int, rows: range) -> None:
    at = rows.stop + 1
    tables.sheet.fill(at, 0, [SheetCell(None, role="sum")] * (2 + len(tables.figures)))
    tables.sheet.put(at, 1, SheetCell(tables.making.say(SUM), role="sum"))
    for figure, column in tables.made.figures.items():
        cells = (tables.sheet.cells[row, column].value for row in rows)
        total = sum((value for value in cells if isinstance(value, int | Fraction)), Fraction())
        form = "number" if figure[0] == "population" else "decimal"
        tables.sheet.put(at, column, SheetCell(total, form, "sum", f"SUM({down(column, range(head, rows.stop + 1))})"))
        if is_agreed(figure[0]):
            row = range(at, at + 1)
            tables.more.append(
                tables.areas[-1].refused(f"--(ABS({down(column, row)}-1)>0.000000001)", row, column, _NOT_WHOLE)
            )
        if figure[0] == "population":
            area = f"{fixed(rows.start, column)}:{fixed(rows[-1], column)}"
            tables.making.book.define(f"population_{tables.key_id}", tables.sheet.of(area))


_BELOW_NOTHING: Final = sentence("Cell {cell}: the sum of what is counted is less than 0.")
_NOT_WHOLE: Final = sentence("Cell {cell}: the agreed shares must make 100%.")
