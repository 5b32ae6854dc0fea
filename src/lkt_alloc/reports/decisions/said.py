"""What is said of decisions in words: the deadline, what is adopted and what lacks, conditions, and who has not adopted."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Final

from lkt_alloc.engine.decisions import ADOPTED, CONDITIONAL, DECLINED, MISSING
from lkt_alloc.engine.names import with_number
from lkt_alloc.engine.overview import Overview
from lkt_alloc.engine.register import Municipality
from lkt_alloc.engine.standing import Standing
from lkt_alloc.language.sentences import Listed, Ore, Sentence, counted, listed, sentence
from lkt_alloc.reports.blocks import Block, Heading, Paragraph
from lkt_alloc.reports.decisions.tables import joined


def deadline(own: Overview, on: date | None) -> Iterator[Sentence]:
    """By when and to whom answers are to be given, and the days that are left on a day."""
    if own.deadline:
        yield sentence("The deadline is {day}.", day=own.deadline)
        if on:
            left = (own.deadline - on).days
            if left > 0:
                yield counted("On {day} there is {n} day left.", "On {day} there are {n} days left.", left, day=on)
            elif left < 0:
                yield counted("On {day} it was {n} day ago.", "On {day} it was {n} days ago.", -left, day=on)
            else:
                yield sentence("{day} is the last day to answer.", day=on)
    if own.contact:
        yield sentence("Answers go to: {contact}", contact=own.contact)


def summary(own: Overview) -> Iterator[Sentence]:
    """How many have adopted how much; what lacks and what is too much are told apart, and so are payments and refunds."""
    paid, refunded, adopted = own.payments, own.refunds, len(own.of(ADOPTED))
    if paid.budgeted or not refunded.budgeted:
        yield counted(
            "{n} of {all} has adopted {adopted} of {budgeted}; {lacking} is not adopted.",
            "{n} of {all} have adopted {adopted} of {budgeted}; {lacking} is not adopted.",
            adopted,
            all=len(own.rows),
            adopted=Ore(paid.adopted),
            budgeted=Ore(paid.budgeted),
            lacking=Ore(paid.lacking),
        )
    else:
        yield counted(
            "{n} of {all} has adopted the budget.", "{n} of {all} have adopted the budget.", adopted, all=len(own.rows)
        )
    if paid.beyond:
        yield sentence("{amount} is adopted beyond what the budget has.", amount=Ore(paid.beyond))
    if refunded.budgeted:
        yield sentence(
            "Of {budgeted} that members are to get back, {adopted} is adopted and {lacking} is not.",
            budgeted=Ore(refunded.budgeted),
            adopted=Ore(refunded.adopted),
            lacking=Ore(refunded.lacking),
        )
    if refunded.beyond:
        yield sentence(
            "That {amount} more is to be paid back than the budget has, is adopted.", amount=Ore(refunded.beyond)
        )
    if missing := own.of(MISSING):
        yield _NOT_ANSWERED.filled(names=_names(missing))


def not_adopted(own: Overview, another: Sentence) -> Iterator[Sentence]:
    """Who has not adopted, and who has adopted `another` amount than the overview has: what whoever sends invoices is to know."""
    otherwise = [row for row in own.rows if row.otherwise]
    for said, rows in (
        (sentence("Declined: {names}."), own.of(DECLINED)),
        (sentence("Adopted on a condition: {names}."), own.of(CONDITIONAL)),
        (_NOT_ANSWERED, own.of(MISSING)),
        (another, otherwise),
    ):
        if rows:
            yield said.filled(names=_names(rows))


_NOT_ANSWERED: Final = sentence("Not answered: {names}.")


def _names(rows: Sequence[Standing]) -> Listed:
    return listed(_called(row) for row in rows)


def _called(row: Standing) -> str:
    return with_number(row.name, row.number)


def remarks(own: Overview) -> Iterator[Sentence]:
    """How the table is to be read, and what stands behind some of its lines."""
    yield sentence(
        "Others pay more: what all others together would pay more if this one alone declined and all others took part."
    )
    yield sentence("What is adopted on a condition is not counted as adopted.")
    if own.payments.beyond or own.refunds.budgeted or own.refunds.beyond:
        yield sentence("Not adopted, in the tables: what the budget has less what is adopted; it can be negative.")
    known = own.allocation.register.municipalities
    for row in own.rows:
        whole = [known[n] for n in row.numbers if n not in own.split.get(row.number, ())]
        yield from _of_row(row, [member for member in whole if member.name != row.name])
    for number, before in own.split.items():
        yield sentence(
            "{member}: the others then pay all of the amounts of {names}, not only its part of them.",
            member=next(_called(row) for row in own.rows if row.number == number),
            names=listed(with_number(known[n].name, n) for n in before),
        )
    if any(row.number not in row.numbers or row.numbers[1:] for row in own.rows):
        yield sentence("Municipalities that became others are in one row with these, and what they pay is added up.")
    if own.late:
        yield sentence("Answered after the deadline: {names}.", names=listed(own.late))


def _of_row(row: Standing, others: Collection[Municipality]) -> Iterator[Sentence]:
    """Why nothing could be shared if one declined, whose answer it has, and which `others` have its answer."""
    if isinstance(row.cost, Sentence):
        yield sentence(
            "If {member} alone declined, nothing could be shared: {reason}", member=_called(row), reason=row.cost
        )
    if row.others:
        yield sentence("{member}: the answer is that of {names}.", member=_called(row), names=listed(row.others))
    elif row.given and others:
        names = listed(with_number(other.name, other.number) for other in others)
        yield sentence(
            "{member}: the answer stands for {names} too, in the same row.", member=_called(row), names=names
        )


def different(own: Overview) -> Iterator[Block]:
    """What is adopted with other amounts than the budget's."""
    periods = own.allocation.budget.periods
    said = [
        sentence(
            "{member} has adopted {amount} for {period}, and the budget has {budgeted}.",
            member=_called(row),
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


def conditions(own: Overview) -> Iterator[Block]:
    """On what condition some have adopted."""
    if rows := own.of(CONDITIONAL):
        yield Heading(sentence("Conditions"))
        yield Paragraph(tuple(_condition(row, own) for row in rows))


def _condition(row: Standing, own: Overview) -> Sentence:
    """The condition of one, and the amounts that it would adopt, where it names any."""
    said, periods = _noted(row), own.allocation.budget.periods
    if not row.stated:
        return said
    amounts = (
        sentence("{amount} for {period}", amount=Ore(ore), period=periods[p].name) for p, ore in row.stated.items()
    )
    return sentence("{said} ({amounts})", said=said, amounts=listed(amounts))


def notes(own: Overview) -> Iterator[Block]:
    """What those who have adopted or declined have noted."""
    if rows := [row for row in own.of(ADOPTED, DECLINED) if row.said("note")]:
        yield Heading(sentence("Notes"))
        yield Paragraph(tuple(_noted(row) for row in rows))


def _noted(row: Standing) -> Sentence:
    return sentence("{member}: {note}", member=_called(row), note=joined(row, "note"))
