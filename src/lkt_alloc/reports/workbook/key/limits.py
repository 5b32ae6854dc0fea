"""The table of a key's limits."""

from collections.abc import Iterator
from typing import Final

from lkt_alloc.engine.parts import Limit, LimitRate, LimitShare, LimitValue
from lkt_alloc.language.sentences import Sentence, sentence
from lkt_alloc.reports.blocks import SHARE
from lkt_alloc.reports.steps.measures import measure_name
from lkt_alloc.reports.workbook.cells import SheetCell, down
from lkt_alloc.reports.workbook.key.places import NUMBER_COLUMN
from lkt_alloc.reports.workbook.key.tables import KeyTables
from lkt_alloc.reports.workbook.making import kroner


def put_limits(tables: KeyTables, row: int) -> int:
    """A row for each highest and lowest amount. Gives the row after a blank one."""
    limits = tables.made.key.limits
    bounds = [(k, bound, value) for k, limit in enumerate(limits) for bound, value in both(limit)]
    if not bounds:
        return row
    heads = (sentence("Limit"), sentence("Holds for"), sentence("Borne by"), sentence("What it says"))
    tables.sheet.fill(row, 0, tables.making.head(*heads, sentence("Number"), sentence("Of"), SHARE, texts=4))
    rows = range(row + 1, row + 1 + len(bounds))
    area = tables.area(row, rows)
    for at, (k, bound, value) in zip(rows, bounds, strict=True):
        tables.made.limits[k, bound] = at
        labels = (
            str(k + 1),
            tables.whom(limits[k].to),
            tables.whom(limits[k].borne_by),
            tables.making.say(_said(tables, bound, value)),
        )
        tables.sheet.fill(at, 0, [SheetCell(label) for label in labels])
        path = ("keys", tables.key_id, "limits", str(k + 1), bound)
        match value:
            case LimitShare():
                tables.put_share(area, at, value.share, path)
            case LimitRate():
                area.put(at, NUMBER_COLUMN, SheetCell(kroner(value.rate), "decimal"), path)
            case _:
                area.put(at, NUMBER_COLUMN, SheetCell(kroner(value), "kroner"), path)
                tables.not_negative(area, at)
                if tables.made.key.index is None:
                    own = range(at, at + 1)
                    units = f"{down(NUMBER_COLUMN, own)}*100/{tables.made.key.unit_ore}"
                    tables.more.append(
                        area.refused(f"--(ABS(ROUND({units},0)-{units})>0.000001)", own, NUMBER_COLUMN, _BETWEEN)
                    )
    return rows.stop + 2


def _said(tables: KeyTables, bound: str, value: LimitValue) -> Sentence:
    least = bound == "least"
    match value:
        case LimitShare():
            return sentence("at least, share of the total") if least else sentence("at most, share of the total")
        case LimitRate():
            name = measure_name(tables.register, value.measure)
            return (
                sentence("at least, NOK by {measure}", measure=name)
                if least
                else sentence("at most, NOK by {measure}", measure=name)
            )
        case _:
            return sentence("at least, NOK") if least else sentence("at most, NOK")


_BETWEEN: Final = sentence("Cell {cell}: a limit must be a whole number of rounding units.")


def both(limit: Limit) -> Iterator[tuple[str, LimitValue]]:
    """What a limit says, lowest first."""
    if limit.least is not None:
        yield "least", limit.least
    if limit.most is not None:
        yield "most", limit.most
