"""What must be so before the amounts of a block are certain, as formulas: what is shared, what parts leave, limits, and rounding."""

from collections.abc import Iterator
from fractions import Fraction

from lkt_alloc.engine.apportion import NEAREST
from lkt_alloc.engine.parts import RestPart, SharePart
from lkt_alloc.engine.payers import KRONE
from lkt_alloc.reports.workbook.cells import down
from lkt_alloc.reports.workbook.making import step
from lkt_alloc.reports.workbook.steps.amounts import may_leave
from lkt_alloc.reports.workbook.steps.certainty import (
    DIFFERENCE,
    NOT_KEPT,
    NOT_UNITS,
    TOO_FINE,
    TOO_LARGE,
    UNKNOWN_TOTAL,
    UNREAD,
    Test,
)
from lkt_alloc.reports.workbook.steps.scalars import Scalars
from lkt_alloc.reports.workbook.steps.tables import StepTables


def conditions(scalars: Scalars, tables: StepTables, ok: str) -> Iterator[Test]:
    """Every test in turn; `ok` is whether all that was typed can be used. Fills the scalars that say what is left."""
    at, (pots, rounding, limits, shares) = scalars.at, tables
    yield f"AND({ok})", UNREAD
    yield f"ISNUMBER({at('borne')})", UNKNOWN_TOTAL
    yield f"ABS({at('units')}*{at('unit')}-{at('magnitude')})<0.001", NOT_UNITS
    yield f"{at('units')}<1000000000000", TOO_LARGE
    yield from pots.sound()
    if shares:
        yield f"ABS({pots.total}-SUM({pots.all_taken}))<={shares.t}*{len(pots.rows) + 1}", DIFFERENCE
        yield from ((test, TOO_FINE) for test in shares.are_sure(pots.digits_of_differences().formula))
    else:
        yield from _leaves(scalars, tables)
    if limits:
        yield limits.kept(rounding.t), NOT_KEPT
    yield from ((test, TOO_FINE) for test in rounding.are_sure(tables.digits().formula))


def _leaves(scalars: Scalars, tables: StepTables) -> Iterator[Test]:
    """What the key leaves: nothing, unless it may; then it is shown, and everyone is rounded alone where anything is left."""
    division, (pots, rounding, limits, _) = scalars.division, tables
    key, at = division.key, scalars.at
    left = f"({at('magnitude')}-SUM({pots.all_taken}))"
    few_digits = f"{pots.digits_of_all().formula}<{rounding.limit}-LOG10({len(pots.rows) + 1})"
    if not key.uncovered and not any(isinstance(part, RestPart) for part in key.parts):
        yield _is_nothing(scalars, tables, left), DIFFERENCE
        if not all(isinstance(part, SharePart) for part in key.parts):
            yield few_digits, TOO_FINE
    if not may_leave(division):
        return
    known = [few_digits] if key.uncovered else []
    if limits:
        left += f"+SUM({down(limits.first, pots.rows)})-SUM({down(limits.after, pots.rows)})"
        known.append(f"SUMPRODUCT(--({down(limits.first, pots.rows)}<>{down(limits.after, pots.rows)}))=0")
    sign = -1 if division.total < 0 else 1
    over = sum((share.quota * sign for share in division.everyone), Fraction())
    scalars.become("over", step(abs(division.total) / Fraction(KRONE) - over, left, "exact"))
    alone, is_nearest = _is_nothing(scalars, tables, left), division.method == NEAREST
    scalars.become("nearest", step(int(is_nearest), f"IF({alone},0,1)"))
    yield f"OR({at('nearest')}=1,AND({','.join(known)}))", TOO_FINE


def _is_nothing(scalars: Scalars, tables: StepTables, left: str) -> str:
    """Whether what is left is no more than what 15 digits make of nothing."""
    return f"ABS({left})<={tables.rounding.t}*{scalars.at('unit')}*{len(tables.pots.rows) + 1}"
