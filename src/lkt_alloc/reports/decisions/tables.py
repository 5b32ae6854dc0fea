"""The tables of decisions: sums by answer and by period, everybody's answer and amounts, and when it was given."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from lkt_alloc.engine.decisions import ADOPTED, CONDITIONAL, DECLINED, MISSING
from lkt_alloc.engine.overview import Overview
from lkt_alloc.engine.standing import Standing, Tally
from lkt_alloc.language.sentences import Ore, Sentence, Value, sentence
from lkt_alloc.reports.blocks import (
    INVOICE_ADDRESS,
    NUMBER,
    PERIOD,
    SUM,
    YOUR_REFERENCE,
    Cell,
    Column,
    Less,
    Row,
    Table,
)
from lkt_alloc.reports.members import kind_of

ANSWERED: Final = {
    ADOPTED: sentence("adopted"),
    CONDITIONAL: sentence("conditional"),
    DECLINED: sentence("declined"),
    MISSING: sentence("missing"),
}
"""What has been answered, in a word that is not broken over lines."""
_ANSWER: Final = sentence("Answer")
_BUDGETED: Final = sentence("In the budget")
_ADOPTED: Final = sentence("Adopted")
_LACKING: Final = sentence("Not adopted")
_COST: Final = sentence("Others pay more")
_OF_PERIOD: Final = sentence("{amount}, {period}")
_SAID: Final[tuple[tuple[Sentence, str], ...]] = (
    (sentence("Decided by"), "body"),
    (sentence("Case"), "case"),
    (INVOICE_ADDRESS, "invoice_address"),
    (YOUR_REFERENCE, "reference"),
    (sentence("Note"), "note"),
)
"""What answers say besides, and what it is called in `Answer`."""


def parts_table(own: Overview) -> Table:
    """How many have answered what, and their amounts."""
    columns = (Column(_ANSWER, False), Column(sentence("How many")), *_AMOUNTS)
    rows: tuple[Row, ...] = tuple((ANSWERED[part.answer], part.count, *_amounts(part)) for part in own.parts)
    return Table(columns, rows, (SUM, own.whole.count, *_amounts(own.whole)), 1)


def periods_table(own: Overview) -> Table:
    """The amounts of all, period by period."""
    periods = {period.id: period.period.name for period in own.allocation.periods}
    rows: tuple[Row, ...] = tuple((name, *_amounts(own.whole_of(period))) for period, name in periods.items())
    return Table((Column(PERIOD, False), *_AMOUNTS), rows, (SUM, *_amounts(own.whole)), 1)


_AMOUNTS: Final = (Column(_BUDGETED), Column(_ADOPTED, strong=True), Column(_LACKING))


def _amounts(part: Tally) -> tuple[Cell, ...]:
    return (Ore(part.budgeted), Ore(part.adopted), Ore(part.lacking))


def members_table(own: Overview) -> Table:
    """A row for each member: its answer, its amounts in all periods together, and what its decline would cost."""
    columns = (*_who(own), Column(_ANSWER, False), *_AMOUNTS, Column(_COST))
    rows: tuple[Row, ...] = tuple(
        (row.number, row.name, ANSWERED[row.answer], *_amounts(row.part), _cost(row)) for row in own.rows
    )
    return Table(columns, rows, (None, SUM, None, *_amounts(own.whole), None), 2)


def _who(own: Overview) -> tuple[Column, Column]:
    return Column(NUMBER, False), Column(kind_of(row.member for row in own.rows), False)


def _cost(row: Standing, period: str = "") -> Cell:
    """What its decline would cost in a period or in all; nothing where that cannot be known."""
    if isinstance(row.cost, Sentence):
        return None
    return Ore(row.cost[period] if period else sum(row.cost.values()))


def log(own: Overview) -> Table | None:
    """When everybody has answered, who decided it and in which case, where anybody has said so."""
    told = [(DAY, _day), *((title, _saying(what)) for title, what in _SAID[:2])]
    told = [(title, cell) for title, cell in told if any(cell(row) for row in own.rows)]
    if not told:
        return None
    answered = [row for row in own.rows if row.given]
    columns = (*_who(own), *(Column(title, False) for title, _ in told))
    return Table(columns, tuple((row.number, row.name, *(cell(row) for _, cell in told)) for row in answered), (), 2)


DAY: Final = sentence("Date")


def _day(row: Standing) -> Cell:
    return row.day


def _saying(what: str) -> Callable[[Standing], Cell]:
    return lambda row: joined(row, what) or None


def joined(row: Standing, what: str) -> str:
    """All that the answers say of one thing."""
    return "; ".join(row.said(what))


def whole_list(own: Overview) -> Table:
    """All that is known of everybody in a row; amounts period by period too, where there are several."""
    periods = {period.id: period.period.name for period in own.allocation.periods}
    shown: list[tuple[str, Value | None]] = [*periods.items()] if len(periods) > 1 else []
    shown.append(("", None))
    rows = [_listed(row, [period for period, _ in shown]) for row in own.rows]
    sums = [cell for period, _ in shown for cell in (*_amounts(own.whole_of(period) if period else own.whole), None)]
    columns = (*_who(own), Column(_ANSWER, False), Column(DAY), *_amount_columns([name for _, name in shown]))
    said = [Column(title, False) for title, _ in _SAID]
    total = (None, SUM, None, None, *sums, *[None] * len(said))
    return Table((*columns, *said), tuple(rows), total, 2)


def _amount_columns(periods: Sequence[Value | None]) -> Iterator[Column]:
    """Four for each period, or for all together, after the four that say whose they are; what is not adopted is a difference."""
    for n, period in enumerate(periods):
        at = 4 + 4 * n
        for title in (_BUDGETED, _ADOPTED, _LACKING, _COST):
            called = title if period is None else _OF_PERIOD.filled(amount=title, period=period)
            made = Less(at, at + 1) if title is _LACKING else None
            yield Column(called, strong=title is _ADOPTED, made=made)


def _listed(row: Standing, periods: Sequence[str]) -> Row:
    amounts: list[Cell] = []
    for period in periods:
        amounts += [*_amounts(row.part_of(period) if period else row.part), _cost(row, period)]
    texts = (_saying(what)(row) for _, what in _SAID)
    return (row.number, row.name, ANSWERED[row.answer], row.day, *amounts, *texts)
