"""The tables of decisions: sums by answer and by period, everybody's answer and amounts, and when it was given."""

from collections.abc import Callable
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
    columns = (Column(_ANSWER, False), Column(sentence("How many")), *_amount_columns(2))
    rows: tuple[Row, ...] = tuple((ANSWERED[part.answer], part.count, *_amounts(part)) for part in own.parts)
    return Table(columns, rows, (SUM, own.whole.count, *_amounts(own.whole)), 1)


def periods_table(own: Overview) -> Table:
    """The amounts of all, period by period."""
    periods = {period.id: period.period.name for period in own.allocation.periods}
    rows: tuple[Row, ...] = tuple((name, *_amounts(own.whole_of(period))) for period, name in periods.items())
    return Table((Column(PERIOD, False), *_amount_columns(1)), rows, (SUM, *_amounts(own.whole)), 1)


def _amount_columns(at: int, of: Callable[[Sentence], Sentence] = lambda title: title) -> tuple[Column, ...]:
    """The columns of amounts, of which the first is number `at`, called `of` what they are called; the last is the difference."""
    return Column(of(_BUDGETED)), Column(of(_ADOPTED), strong=True), Column(of(_LACKING), made=Less(at, at + 1))


def _amounts(part: Tally) -> tuple[Cell, ...]:
    return (Ore(part.budgeted), Ore(part.adopted), Ore(part.lacking))


def members_table(own: Overview) -> Table:
    """A row for each member: its answer, its amounts in all periods together, and what its decline would cost."""
    columns = (*_who(own), Column(_ANSWER, False), *_amount_columns(3), Column(_COST))
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
    """All that is known of everybody in a row: in all, what has been said, and period by period where there are several."""
    told = [(title, _saying(what)) for title, what in _SAID]
    told = [(title, cell) for title, cell in told if any(cell(row) for row in own.rows)]
    periods = {period.id: period.period.name for period in own.allocation.periods}
    periods = periods if len(periods) > 1 else {}
    at = 8 + len(told)
    by_period = [_of_period(at + 4 * n, name) for n, name in enumerate(periods.values())]
    head = (*_who(own), Column(_ANSWER, False), Column(DAY), *_amount_columns(4), Column(_COST))
    said = (Column(title, False) for title, _ in told)
    rows = [
        (*_listed(row), *(cell(row) for _, cell in told), *(c for p in periods for c in _in_period(row, p)))
        for row in own.rows
    ]
    sums = (cell for period in periods for cell in (*_amounts(own.whole_of(period)), None))
    total = (None, SUM, None, None, *_amounts(own.whole), None, *[None] * len(told), *sums)
    return Table((*head, *said, *(column for columns in by_period for column in columns)), tuple(rows), total, 2)


def _of_period(at: int, period: Value) -> tuple[Column, ...]:
    def of(title: Sentence) -> Sentence:
        return _OF_PERIOD.filled(amount=title, period=period)

    return (*_amount_columns(at, of), Column(of(_COST)))


def _listed(row: Standing) -> Row:
    return (row.number, row.name, ANSWERED[row.answer], row.day, *_amounts(row.part), _cost(row))


def _in_period(row: Standing, period: str) -> Row:
    return (*_amounts(row.part_of(period)), _cost(row, period))
