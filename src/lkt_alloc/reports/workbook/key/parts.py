"""The tables of what the parts of a key take: shares, amounts and rates, the factor of an index, and classes by size."""

from fractions import Fraction
from math import lcm
from typing import Final

from lkt_alloc.engine.keys import share_of
from lkt_alloc.engine.parts import OF_REST, OTHERS, AmountPart, FirstPart, Part, RatePart, SharePart, StepsPart
from lkt_alloc.language.sentences import Sentence, sentence
from lkt_alloc.reports.blocks import NUMBER, SHARE, SUM
from lkt_alloc.reports.steps.measures import measure_name
from lkt_alloc.reports.workbook.cells import SheetCell, down, near
from lkt_alloc.reports.workbook.key.places import NUMBER_COLUMN, OF_COLUMN, SHARE_COLUMN
from lkt_alloc.reports.workbook.key.tables import LEAST_WIDTH, KeyTables, written
from lkt_alloc.reports.workbook.making import kroner
from lkt_alloc.reports.workbook.typed import InputArea


def put_parts(tables: KeyTables, row: int) -> int:
    """What every part takes, and of those that are shares the sum. Gives the row after a blank one."""
    heads = (
        *(sentence("Part"), sentence("Shared by"), sentence("Divided by"), sentence("What it takes")),
        *(sentence("Number"), sentence("Of"), SHARE),
    )
    tables.sheet.fill(row, 0, tables.making.head(*heads, texts=4))
    parts = tables.made.key.parts
    tables.made.parts = rows = range(row + 1, row + 1 + len(parts))
    area, rest = tables.area(row, rows), _rest(tables)
    for n, (at, part) in enumerate(zip(rows, parts, strict=True)):
        by = sentence("equally") if part.measure == "equal" else measure_name(tables.register, part.measure)
        labels = [str(n + 1), tables.whom(part.to), tables.making.say(by), tables.making.say(_taken(part))]
        tables.sheet.fill(at, 0, [SheetCell(label) for label in labels])
        _number(tables, area, n, is_rest=n == rest)
        tables.making.book.define(f"share_{tables.key_id}_{n + 1}", tables.sheet.at(at, NUMBER_COLUMN))
    if rest is not None:
        _take_the_rest(tables, area, rows, rest)
    if any(isinstance(part, SharePart) for part in parts):
        tables.sheet.fill(rows.stop + 1, 0, [SheetCell(None, role="sum")] * LEAST_WIDTH)
        tables.sheet.put(rows.stop + 1, 1, SheetCell(tables.making.say(SUM), role="sum"))
        whole = sum((share_of(part) for part in parts), Fraction())
        span = range(row, rows.stop + 1)
        tables.sheet.put(
            rows.stop + 1, SHARE_COLUMN, SheetCell(whole, "percent", "sum", f"SUM({down(SHARE_COLUMN, span)})")
        )
    return rows.stop + 3


def _rest(tables: KeyTables) -> int | None:
    """The part whose share is what the others leave, where all are shares that make the whole."""
    parts, key = tables.made.key.parts, tables.made.key
    shares = [part for part in parts if isinstance(part, SharePart) and part.of != OF_REST]
    if len(shares) < len(parts) or sum(map(share_of, parts), Fraction()) != 1 or key.uncovered:
        return None
    return next((n for n, part in enumerate(parts) if part.to == OTHERS), len(parts) - 1)


def _number(tables: KeyTables, area: InputArea, n: int, *, is_rest: bool) -> None:
    row, path = tables.made.parts[n], ("keys", tables.key_id, "parts", str(n + 1))
    match part := tables.made.key.parts[n]:
        case SharePart():
            tables.put_share(area, row, part.share, path, is_rest=is_rest)
        case FirstPart() | AmountPart():
            area.put(row, NUMBER_COLUMN, SheetCell(kroner(part.amount), "kroner"), (*path, "amount"))
            if isinstance(part, FirstPart):
                tables.not_negative(area, row)
        case RatePart():
            area.put(row, NUMBER_COLUMN, SheetCell(kroner(part.rate), "signed"), (*path, "rate"))
            if part.per != 1:
                area.put(row, OF_COLUMN, SheetCell(part.per, "decimal"), (*path, "per"))
                own = range(row, row + 1)
                tables.more.append(area.refused(f"--({down(OF_COLUMN, own)}<=0)", own, OF_COLUMN, _NOT_MORE))
            else:
                tables.sheet.put(row, OF_COLUMN, SheetCell(1, "number"))
        case _:
            pass


def _take_the_rest(tables: KeyTables, area: InputArea, rows: range, rest: int) -> None:
    """Formulas for the numerator and denominator of the part that takes the rest; none where it is the only one."""
    others = [row for n, row in enumerate(rows) if n != rest]
    if not others:
        return
    shares = [share_of(part) for n, part in enumerate(tables.made.key.parts) if n != rest]
    whole = lcm(*(written(share)[1] for share in shares))
    numerator = int((1 - sum(shares, Fraction())) * whole)
    denominators = ",".join(near(row, OF_COLUMN) for row in others)
    own = near(rows[rest], OF_COLUMN)
    taken = "".join(f"-{near(row, NUMBER_COLUMN)}*({own}/{near(row, OF_COLUMN)})" for row in others)
    tables.sheet.put(rows[rest], NUMBER_COLUMN, SheetCell(numerator, "number", "plain", f"{own}{taken}"))
    tables.sheet.put(rows[rest], OF_COLUMN, SheetCell(whole, "number", "plain", f"LCM({denominators})"))
    at = range(rows[rest], rows[rest] + 1)
    tables.more.append(area.refused(f"--({down(NUMBER_COLUMN, at)}<0)", at, NUMBER_COLUMN, _TOO_MUCH))


def put_index(tables: KeyTables, row: int) -> int:
    """The factor of an index in every period, typed in once in the workbook. Gives the row after a blank one."""
    key = tables.made.key
    if key.index is None:
        return row
    index = tables.making.allocation.budget.indices[key.index]
    heads = (NUMBER, sentence("Index: {index}", index=index.name), "", "", sentence("Factor"))
    tables.sheet.fill(row, 0, tables.making.head(*heads, texts=4))
    rows = range(row + 1, row + 1 + len(tables.divided))
    area = tables.area(row, rows)
    for n, (at, (period, _)) in enumerate(zip(rows, tables.divided, strict=True), start=1):
        tables.sheet.fill(at, 0, [SheetCell(str(n)), SheetCell(tables.making.say(period.period.name))])
        factor, path = SheetCell(index.factors[period.id], "decimal"), ("indices", key.index, period.id)
        known = tables.counted.setdefault((key.index, ("index", period.id)), tables.sheet.at(at, NUMBER_COLUMN))
        if known == tables.sheet.at(at, NUMBER_COLUMN):
            area.put(at, NUMBER_COLUMN, factor, path)
        else:
            tables.sheet.put(at, NUMBER_COLUMN, SheetCell(factor.value, "decimal", "plain", known))
        tables.made.factors[period.id] = tables.sheet.at(at, NUMBER_COLUMN)
    return rows.stop + 2


def put_classes(tables: KeyTables, row: int) -> int:
    """The classes of every part that goes by classes. Gives the row after a blank one."""
    for n, part in enumerate(tables.made.key.parts):
        if isinstance(part, StepsPart):
            row = _classes_of(tables, row, n, part)
    return row


def _classes_of(tables: KeyTables, row: int, n: int, part: StepsPart) -> int:
    heads = (
        *(NUMBER, sentence("Classes of part {n}", n=n + 1), sentence("More than"), sentence("Up to")),
        *(sentence("Rate, NOK"), sentence("Amount, NOK"), sentence("More than before")),
    )
    tables.sheet.fill(row, 0, tables.making.head(*heads, texts=2))
    tables.made.classes[n] = rows = range(row + 1, row + 1 + len(part.steps))
    area, before = tables.area(row, rows), Fraction()
    below = Fraction()
    for k, (at, one) in enumerate(zip(rows, part.steps, strict=True), start=1):
        path = ("keys", tables.key_id, "steps", str(n + 1), str(k))
        tables.sheet.fill(at, 0, [SheetCell(str(k)), SheetCell(None)])
        tables.sheet.put(at, 2, SheetCell(below, "decimal", "plain", near(at - 1, 3) if k > 1 else None))
        if one.up_to is not None:
            area.put(at, 3, SheetCell(one.up_to, "decimal"), (*path, "up_to"))
            below = one.up_to
        rate = kroner(one.rate or Fraction())
        if one.amount is not None:
            area.put(at, 5, SheetCell(kroner(one.amount), "kroner"), (*path, "amount"))
            tables.sheet.put(at, 4, SheetCell(0, "decimal"))
        else:
            area.put(at, 4, SheetCell(rate, "signed"), (*path, "rate"))
            tables.sheet.put(at, 5, SheetCell(0, "kroner"))
        more = f"{near(at, 4)}-{near(at - 1, 4)}" if k > 1 else near(at, 4)
        tables.sheet.put(at, 6, SheetCell(rate - before, "decimal", "plain", more))
        before = rate
    if len(rows) > 1:
        own = range(rows.start, rows.stop - 1)
        tables.more.append(area.refused(f"--({down(3, own)}<={down(2, own)})", own, 3, _ASCENDING))
    return rows.stop + 2


_TOO_MUCH: Final = sentence("Cell {cell}: the other parts are more than 100%.")
_NOT_MORE: Final = sentence("Cell {cell}: a number of more than 0 is missing.")
_ASCENDING: Final = sentence("Cell {cell}: every class must reach further than the one before.")


def _taken(part: Part) -> Sentence:
    match part:
        case SharePart():
            return sentence("share of the rest") if part.of == OF_REST else sentence("share of the total")
        case FirstPart():
            return sentence("the first kroner")
        case AmountPart():
            return sentence("amount, NOK")
        case RatePart():
            return sentence("NOK for each one") if part.per == 1 else sentence("NOK for so many")
        case StepsPart():
            return sentence("by classes")
        case _:
            return sentence("the rest")
