"""The headings of a block of steps, and its sums."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from lkt_alloc.engine.payers import KRONE
from lkt_alloc.language.sentences import Ore, Sentence, sentence
from lkt_alloc.reports.blocks import NUMBER, SUM
from lkt_alloc.reports.members import kind_of
from lkt_alloc.reports.workbook.cells import SheetCell, down
from lkt_alloc.reports.workbook.steps.limits import Bounded
from lkt_alloc.reports.workbook.steps.scalars import NAME, Scalars
from lkt_alloc.reports.workbook.steps.tables import StepTables

_DECIMALS: Final = sentence("Decimals that are possible")
_OTHER_DIGITS: Final = sentence("Digits of other denominators")


def put_headings(scalars: Scalars, tables: StepTables) -> None:
    """The headings, and what stands in the rows above them, which are folded but for what parts take."""
    making, sheet, pots = scalars.making, scalars.sheet, tables.pots
    unit, folded = scalars.division.key.share_unit, 3 if tables.limits else 2
    takes = (
        sentence("What the part takes, units of {unit}", unit=unit) if unit else sentence("What the part takes, NOK")
    )
    for row, said in enumerate((takes, _DECIMALS, _OTHER_DIGITS), start=pots.taken):
        sheet.put(row, NAME, SheetCell(making.say(said), role="step"))
    sheet.folded.append(range(pots.decimals, pots.decimals + folded))
    columns = dict(_headings(scalars, tables))
    head = making.head(*(columns.get(n, "") for n in range(max(columns) + 1)), texts=2)
    sheet.fill(pots.rows.start - 1, 0, head)
    sheet.widths |= {0: 7, 1: 30} | dict.fromkeys(range(2, tables.amount + 1), 15) | {tables.rounding.exact: 22}
    sheet.printed_columns = max(sheet.printed_columns, tables.amount + 1)


def _headings(scalars: Scalars, tables: StepTables) -> Iterator[tuple[int, Sentence]]:
    """Every heading, with its column."""
    pots, rounding, limits, shares = tables
    unit, several = scalars.division.key.share_unit, len(pots.parts) > 1
    yield from ((0, NUMBER), (1, kind_of(scalars.division.everyone)))
    for n in pots.parts:
        yield pots.weight(n), sentence("Counts, part {n}", n=n + 1) if several else sentence("Counts")
        if unit:
            yield pots.amount(n), sentence("Part {n}, units of {unit}", n=n + 1, unit=unit)
        else:
            yield pots.amount(n), sentence("Part {n}, NOK", n=n + 1) if several else sentence("Of this, NOK")
    if limits:
        yield from _of_limits(limits)
    if shares and unit:
        yield from _of_rounding(shares.exact, sentence("Share, units of {unit}", unit=unit))
    kroner = scalars.division.key.unit_ore == KRONE
    exact = sentence("Exact, units of {unit}", unit=Ore(scalars.division.key.unit_ore))
    yield from _of_rounding(rounding.exact, sentence("Exact amount, NOK") if kroner else exact)
    yield tables.amount, sentence("Amount, NOK")


def _of_limits(limits: Bounded) -> Iterator[tuple[int, Sentence]]:
    there = sentence("All pay there")
    bends = (sentence("Bend at the least"), sentence("Bend at the most"), there, there) if limits.by_others else ()
    before = (sentence("Before limits"), sentence("At least"), sentence("At most"))
    yield from enumerate((*before, *bends, sentence("After limits")), start=limits.first)


def _of_rounding(first: int, exact: Sentence) -> Iterator[tuple[int, Sentence]]:
    steps = (sentence("Whole units"), sentence("Remainder"), sentence("Rank by remainder"), sentence("In addition"))
    yield from enumerate((exact, *steps), start=first)


def put_sums(scalars: Scalars, tables: StepTables) -> None:
    """The sums of what adds up, below the table."""
    sheet, (pots, rounding, limits, shares) = scalars.sheet, tables
    rows, at = pots.rows, pots.rows.stop
    sheet.fill(at, 0, [SheetCell(None, role="sum")] * (tables.amount + 1))
    sheet.put(at, 1, SheetCell(scalars.making.say(SUM), role="sum"))
    columns = [*range(pots.first, pots.end), *((limits.first, limits.after) if limits else ())]
    columns += [column for table in (shares, rounding) if table for column in (table.exact, table.whole, table.extra)]
    for column in (*columns, tables.amount):
        cells = [sheet.cells[row, column] for row in rows]
        value = sum((cell.value for cell in cells if isinstance(cell.value, int | Fraction)), Fraction())
        sheet.put(at, column, SheetCell(value, cells[0].form, "sum", f"SUM({down(column, rows)})"))
