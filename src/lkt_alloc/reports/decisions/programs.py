"""Decisions for programs: all fields of everybody's answer, the same in every language."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

from lkt_alloc.engine.overview import Overview
from lkt_alloc.engine.standing import Held, Standing, Tally
from lkt_alloc.language.sentences import Sentence
from lkt_alloc.language.words import Words
from lkt_alloc.reports.decisions.tables import joined
from lkt_alloc.reports.inputs import Input
from lkt_alloc.reports.record import csv_row, money, named_inputs, period_fields

FORMAT: Final = "lkt-alloc/decided/1"
CSV_HEADER: Final = (
    "period", "number", "name", "answer", "date", "body", "case", "in_budget", "adopted", "not_adopted", "stated",
    "others_pay_more", "invoice_address", "reference", "note",
)  # fmt: skip


def csv_rows(own: Overview) -> Iterator[Sequence[str | int]]:
    """A row for each period and member."""
    periods = [period.id for period in own.allocation.periods]
    return (csv_row(CSV_HEADER, _fields(row, period)) for period in periods for row in own.rows)


def decided_record(own: Overview, inputs: Sequence[Input], on: date | None) -> dict[str, Any]:
    """Everything; `on` is the day that days are counted from, where one is given."""
    return {
        "format": FORMAT,
        "inputs": named_inputs(inputs),
        "periods": [period_fields(period) for period in own.allocation.periods],
        "deadline": own.deadline.isoformat() if own.deadline else None,
        "days_left": (own.deadline - on).days if own.deadline and on else None,
        "parts": [_part(part) for part in own.parts],
        "total": _part(own.whole),
        "payments": _held(own.payments),
        "refunds": _held(own.refunds),
        "members": [_member(row) for row in own.rows],
    }


def _fields(row: Standing, period: str) -> dict[str, Any]:
    return {"period": period, **_of_member(row), **_money(row, period)}


def _money(row: Standing, period: str) -> dict[str, Any]:
    cost = None if isinstance(row.cost, Sentence) else row.cost[period]
    part, stated = row.part_of(period), (row.stated or {}).get(period)
    return money(
        in_budget=part.budgeted, adopted=part.adopted, not_adopted=part.lacking, stated=stated, others_pay_more=cost
    )


def _of_member(row: Standing) -> dict[str, Any]:
    said = {name: joined(row, name) for name in ("body", "case", "invoice_address", "reference", "note")}
    day = row.day.isoformat() if row.day else None
    return {"number": row.number, "name": row.name, "answer": row.answer, "date": day, **said}


def _part(part: Tally) -> dict[str, Any]:
    amounts = money(in_budget=part.budgeted, adopted=part.adopted, not_adopted=part.lacking)
    return {"answer": part.answer, "members": part.count, **amounts}


def _held(own: Held) -> dict[str, Any]:
    return money(in_budget=own.budgeted, adopted=own.adopted, not_adopted=own.lacking, beyond=own.beyond)


def _member(row: Standing) -> dict[str, Any]:
    return {
        **_of_member(row),
        "numbers": list(row.numbers),
        "answered_by": list(row.given),
        "impossible": Words("en").say(row.cost) if isinstance(row.cost, Sentence) else None,
        "amounts": [{"period": period, **_money(row, period)} for period in row.budgeted],
    }
