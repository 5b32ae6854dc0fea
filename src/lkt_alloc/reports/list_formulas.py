"""The formulas of a list: differences, percentages, amounts per head, and amounts gathered from the sheets beside it."""

from collections.abc import Sequence
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from lkt_alloc.engine.apportion import to_nearest
from lkt_alloc.language.sentences import Ore
from lkt_alloc.reports.blocks import NOTHING, NUMBER, Gathered, Less, PerHead, Row, Table
from lkt_alloc.reports.workbook.cells import Sheet, SheetCell, near, rectangle


class Beside(Struct, frozen=True):
    """A sheet that stands beside the list, and its table."""

    sheet: Sheet
    table: Table


def formula_of(
    made: Less | Gathered | PerHead, at: int, row: Row, cell: SheetCell, beside: Sequence[Beside]
) -> SheetCell:
    """A cell as the formula of what it is made of, where its row has that; else as it is."""
    if isinstance(made, Less):
        return _less(made, at, row, cell)
    if isinstance(made, PerHead):
        of = made.heads.get(str(row[0]))
        return replace(cell, formula=f"ROUND({near(at, made.column)}/{of},2)") if of else cell
    amount, own = row[made.column], beside[made.place : made.place + 1]
    if not isinstance(amount, Ore) or not own or not own[0].table.rows:
        return cell
    return replace(cell, formula=_gathered(made, at, row, amount.ore, own[0]))


def _less(less: Less, at: int, row: Row, cell: SheetCell) -> SheetCell:
    """A cell as the formula of a difference, if its row has the amounts; a percentage of nothing is said to be none."""
    amount, of = row[less.column], row[less.of]
    if not isinstance(amount, Ore) or not isinstance(of, Ore):
        return cell
    difference, base = f"{near(at, less.column)}-{near(at, less.of)}", near(at, less.of)
    if not less.percent:
        return replace(cell, formula=difference)
    value = Fraction(amount.ore - of.ore, abs(of.ore)) if of.ore else NOTHING
    role = {"listed": "plain"}.get(cell.role, cell.role)
    return SheetCell(value, "percent of a list", role, f'IF({base}=0,"{NOTHING}",({difference})/ABS({base}))')


def _gathered(made: Gathered, at: int, row: Row, ore: int, beside: Beside) -> str:
    """What a member pays by the rows under its number there, and under those of whom it was: also when either sheet is sorted.

    Parts of those who were split are rounded one by one; an øre that the largest remainder gives to another is added or taken off.
    """
    number, table = str(row[0]), beside.table
    place = [column.title for column in table.columns].index(NUMBER)
    numbers, amounts = (_column(beside, n) for n in (place, len(table.columns) - 1))
    there = {str(own[place]) for own in table.rows}
    before = {old: heirs[number] for old, heirs in made.heirs.items() if number in heirs and old in there}
    whole = [number, *(old for old, share in before.items() if share == 1)]
    named = (f"EXACT({numbers},{f'${near(at, 0)}' if n == number else _text(n)})" for n in whole)
    formula, found = f"SUMPRODUCT(({'+'.join(named)})*{amounts})", _paid(table, place, whole)
    for old, share in before.items():
        if share != 1:
            part = f"SUMPRODUCT(EXACT({numbers},{_text(old)})*{amounts})*{share.numerator}/{share.denominator}"
            formula, found = f"{formula}+ROUND({part},2)", found + to_nearest(share * _paid(table, place, [old]))
    odd = ore - found
    return f"{formula}{'-' if odd < 0 else '+'}{abs(odd)}/100" if odd else formula


def _column(beside: Beside, n: int) -> str:
    return beside.sheet.of(rectangle(beside.sheet.listed, range(n, n + 1)))


def _text(number: str) -> str:
    """A number of a member in a formula: text, as some begin with a zero."""
    quoted = number.replace('"', '""')
    return f'"{quoted}"'


def _paid(table: Table, place: int, numbers: Sequence[str]) -> int:
    """What some pay there, in øre."""
    return sum(cell.ore for row in table.rows if row[place] in numbers and isinstance(cell := row[-1], Ore))
