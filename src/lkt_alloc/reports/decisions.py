"""What `decisions` shows: who has answered and what is adopted, as neutral blocks and for programs. Knows nothing of any format."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

from lkt_alloc.engine.decisions import ADOPTED, CONDITIONAL, DECLINED, MISSING, Overview, Standing, Tally
from lkt_alloc.engine.names import with_number
from lkt_alloc.language.sentences import Listed, Ore, Sentence, counted, listed, sentence
from lkt_alloc.language.words import Words
from lkt_alloc.reports.blocks import (
    NUMBER,
    PERIOD,
    SUM,
    Block,
    Cell,
    Column,
    Heading,
    Paragraph,
    Report,
    Row,
    Rows,
    Table,
)
from lkt_alloc.reports.inputs import Input
from lkt_alloc.reports.members import kind_of
from lkt_alloc.reports.notes import inputs_note, method_notes
from lkt_alloc.reports.record import csv_row, money, named_inputs, period_fields
from lkt_alloc.reports.results import Result

FORMAT: Final = "lkt-alloc/decided/1"
ANSWERED: Final = {
    ADOPTED: sentence("adopted"),
    CONDITIONAL: sentence("on a condition"),
    DECLINED: sentence("declined"),
    MISSING: sentence("not answered"),
}
"""What has been answered, within a sentence."""
ANSWER: Final = sentence("Answer")
DAY: Final = sentence("Date")
BUDGETED: Final = sentence("In the budget, NOK")
ADOPTED_AMOUNT: Final = sentence("Adopted, NOK")
INVOICE_ADDRESS: Final = sentence("Invoice address")
LACKING: Final = sentence("Not adopted, NOK")
COST: Final = Column(
    sentence("Others pay more, NOK"), full=sentence("What the others would pay more if it alone declined, NOK")
)
CSV_HEADER: Final = (
    "period", "number", "name", "answer", "date", "body", "case", "in_budget", "adopted", "not_adopted", "others_pay_more",
    "invoice_address", "reference", "note",
)  # fmt: skip


class Decided(Result, frozen=True):
    """Who has answered what, and the files that it was made from; `on` is the day that days are counted from, where one is given."""

    overview: Overview
    inputs: Sequence[Input]
    on: date | None = None

    def report(self) -> Report:
        """How many have answered what, and everybody's answer and amounts."""
        own = self.overview
        budget, periods = own.allocation.budget.name, [period.period.name for period in own.allocation.periods]
        return (
            Heading(sentence("{budget}: decisions, {periods}", budget=budget, periods=listed(periods)), 1),
            Paragraph((*_deadline(own, self.on), *_summary(own))),
            Heading(sentence("What has been decided")),
            _parts_table(own),
            *_by_period(own),
            Heading(sentence("Who has answered, and what")),
            _members_table(own),
            Paragraph(tuple(_remarks(own))),
            *_different(own),
            *_conditions(own),
            *method_notes(own.allocation),
            Paragraph((inputs_note(self.inputs),), note=True),
        )

    def table(self) -> Table:
        """Everybody's answer with all that is known of it, as a spreadsheet has it."""
        own = self.overview
        short, rows = _members_table(own), own.rows
        more = [("body", sentence("Decided by")), ("case", sentence("Case"))]
        more += [
            ("invoice_address", INVOICE_ADDRESS),
            ("reference", sentence("Your ref.")),
            ("note", sentence("Note")),
        ]
        columns = (*short.columns, *(Column(title, False) for _, title in more))
        texts = [[_joined(row, name) or None for name, _ in more] for row in rows]
        whole: tuple[Row, ...] = tuple((*left, *right) for left, right in zip(short.rows, texts, strict=True))
        return Table(columns, whole, (*short.total, *[None] * len(more)), 2)

    def rows(self) -> Rows:
        """A row for each period and member."""
        periods = [period.id for period in self.overview.allocation.periods]
        own = (_fields(row, period) for period in periods for row in self.overview.rows)
        return CSV_HEADER, (csv_row(CSV_HEADER, fields) for fields in own)

    def record(self) -> dict[str, Any]:
        """Everything, for programs."""
        own = self.overview
        return {
            "format": FORMAT,
            "inputs": named_inputs(self.inputs),
            "periods": [period_fields(period) for period in own.allocation.periods],
            "deadline": own.deadline.isoformat() if own.deadline else None,
            "days_left": (own.deadline - self.on).days if own.deadline and self.on else None,
            "parts": [_part(part) for part in own.parts],
            "total": _part(own.whole),
            "members": [_member(row) for row in own.rows],
        }


def _deadline(own: Overview, on: date | None) -> Iterator[Sentence]:
    if own.deadline:
        yield sentence("The deadline is {day}.", day=own.deadline)
        if on:
            left = (own.deadline - on).days
            if left > 0:
                yield counted("On {day} there is {n} day left.", "On {day} there are {n} days left.", left, day=on)
            elif left < 0:
                yield counted("On {day} it was {n} day ago.", "On {day} it was {n} days ago.", -left, day=on)
            else:
                yield sentence("That is on {day}.", day=on)
    if own.contact:
        yield sentence("Answers go to: {contact}", contact=own.contact)


def _summary(own: Overview) -> Iterator[Sentence]:
    whole = own.whole
    yield sentence(
        "{n} of {all} have adopted {adopted} of {budgeted}; {lacking} is not adopted.",
        adopted=Ore(whole.adopted),
        budgeted=Ore(whole.budgeted),
        n=len(own.of(ADOPTED)),
        all=whole.count,
        lacking=Ore(whole.lacking),
    )
    if missing := own.of(MISSING):
        yield _NOT_ANSWERED.filled(names=_names(missing))


def not_adopted(own: Overview) -> Iterator[Sentence]:
    """Who has not adopted, and who has adopted another amount: what whoever sends invoices is to know."""
    otherwise = [row for row in own.rows if row.otherwise]
    for said, rows in (
        (sentence("Declined: {names}."), own.of(DECLINED)),
        (sentence("Adopted on a condition: {names}."), own.of(CONDITIONAL)),
        (_NOT_ANSWERED, own.of(MISSING)),
        (sentence("Adopted another amount than this: {names}."), otherwise),
    ):
        if rows:
            yield said.filled(names=_names(rows))


_NOT_ANSWERED: Final = sentence("Not answered: {names}.")


def _names(rows: Sequence[Standing]) -> Listed:
    return listed(with_number(row.name, row.number) for row in rows)


def _parts_table(own: Overview) -> Table:
    columns = (
        Column(ANSWER, False),
        Column(sentence("How many")),
        Column(BUDGETED),
        Column(ADOPTED_AMOUNT, strong=True),
        Column(LACKING),
    )
    rows: tuple[Row, ...] = tuple((ANSWERED[part.answer], *_amounts(part)) for part in own.parts)
    return Table(columns, rows, (SUM, *_amounts(own.whole)), 1)


def _amounts(part: Tally) -> tuple[Cell, ...]:
    return (part.count, Ore(part.budgeted), Ore(part.adopted), Ore(part.lacking))


def _by_period(own: Overview) -> Iterator[Block]:
    """The same sums for each period, where there are several."""
    if len(own.allocation.periods) > 1:
        columns = (Column(PERIOD, False), Column(BUDGETED), Column(ADOPTED_AMOUNT, strong=True), Column(LACKING))
        periods = {period.id: period.period.name for period in own.allocation.periods}
        rows: tuple[Row, ...] = tuple((name, *_amounts(own.whole_of(period))[1:]) for period, name in periods.items())
        yield Table(columns, rows, (SUM, *_amounts(own.whole)[1:]), 1)


def _members_table(own: Overview) -> Table:
    """A row for each member: its answer, its amounts in all periods together, and what its decline would cost."""
    known = own.allocation.register.municipalities
    columns = (
        Column(NUMBER, False),
        Column(kind_of(known[row.number] for row in own.rows), False),
        Column(ANSWER, False),
        Column(DAY),
        Column(BUDGETED),
        Column(ADOPTED_AMOUNT, strong=True),
        Column(LACKING),
        COST,
    )
    rows: tuple[Row, ...] = tuple(
        (row.number, row.name, ANSWERED[row.answer], row.day, *_amounts(row.part)[1:], _cost(row)) for row in own.rows
    )
    return Table(columns, rows, (None, SUM, None, None, *_amounts(own.whole)[1:], None), 2)


def _cost(row: Standing) -> Cell:
    return None if isinstance(row.cost, Sentence) else Ore(sum(row.cost.values()))


def _remarks(own: Overview) -> Iterator[Sentence]:
    """How the table is to be read, and what stands behind some of its lines."""
    yield sentence(
        "Others pay more: what all others together would pay more if this one alone declined and all others took part."
    )
    yield sentence("What is adopted on a condition is not counted as adopted.")
    for row in own.rows:
        member = with_number(row.name, row.number)
        if isinstance(row.cost, Sentence):
            yield sentence(
                "If {member} alone declined, nothing could be shared: {reason}", member=member, reason=row.cost
            )
        if row.others:
            yield sentence("{member}: the answer is that of {names}.", member=member, names=listed(row.others))
    if own.late:
        yield sentence("Answered after the deadline: {names}.", names=_names(own.late))


def _different(own: Overview) -> Iterator[Block]:
    """What is adopted with other amounts than the budget's."""
    periods = own.allocation.budget.periods
    said = [
        sentence(
            "{member} has adopted {amount} for {period}, and the budget has {budgeted}.",
            member=with_number(row.name, row.number),
            amount=Ore(adopted),
            period=periods[period].name,
            budgeted=Ore(budgeted),
        )
        for row in own.rows
        for period, (budgeted, adopted) in row.otherwise.items()
    ]
    if said:
        yield Heading(sentence("Adopted with another amount than in the budget"))
        yield Paragraph(tuple(said))


def _conditions(own: Overview) -> Iterator[Block]:
    if rows := own.of(CONDITIONAL):
        yield Heading(sentence("Conditions"))
        yield Paragraph(
            tuple(
                sentence("{member}: {note}", member=with_number(row.name, row.number), note=_joined(row, "note"))
                for row in rows
            )
        )


def _joined(row: Standing, what: str) -> str:
    return "; ".join(row.said(what))


def _fields(row: Standing, period: str) -> dict[str, Any]:
    cost = None if isinstance(row.cost, Sentence) else row.cost[period]
    ore = {"in_budget": row.budgeted[period], "adopted": row.adopted[period], "others_pay_more": cost}
    return {"period": period, **_of_member(row), **money(**ore, not_adopted=row.budgeted[period] - row.adopted[period])}


def _of_member(row: Standing) -> dict[str, Any]:
    said = {name: _joined(row, name) for name in ("body", "case", "invoice_address", "reference", "note")}
    day = row.day.isoformat() if row.day else None
    return {"number": row.number, "name": row.name, "answer": row.answer, "date": day, **said}


def _part(part: Tally) -> dict[str, Any]:
    amounts = money(in_budget=part.budgeted, adopted=part.adopted, not_adopted=part.lacking)
    return {"answer": part.answer, "members": part.count, **amounts}


def _member(row: Standing) -> dict[str, Any]:
    amounts = [_fields(row, period) for period in row.budgeted]
    named = ("period", *(name for name in amounts[0] if name.startswith(("in_", "adopted", "not_", "others_"))))
    impossible = Words("en").say(row.cost) if isinstance(row.cost, Sentence) else None
    return {
        **_of_member(row),
        "answered_by": list(row.given),
        "impossible": impossible,
        "amounts": [{name: fields[name] for name in named} for fields in amounts],
    }
