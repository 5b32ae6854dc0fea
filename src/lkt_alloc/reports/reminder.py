"""A letter to a member that has not answered: what is asked, its own amounts, by when, and who is to have the answer. Knows no format."""

from collections.abc import Iterator
from typing import ClassVar

from lkt_alloc.engine.decisions import Overview
from lkt_alloc.language.sentences import Ore, Sentence, listed, sentence
from lkt_alloc.reports.blocks import (
    KRONER,
    PERIOD,
    SUM,
    Block,
    Column,
    Heading,
    Numbered,
    Paragraph,
    Report,
    Row,
    Table,
)
from lkt_alloc.reports.case_note.own import amounts, portions
from lkt_alloc.reports.members import called
from lkt_alloc.reports.results import OfAllocation


class Reminder(OfAllocation, frozen=True):
    """The letter to one member, by its number."""

    default: ClassVar[str] = "markdown"
    is_paper: ClassVar[bool] = True

    decided: Overview
    number: str

    def report(self) -> Report:
        """Who writes to whom, what is lacking, what is asked, and the amounts that it is about."""
        case, budget = self.allocation.budget.case, self.allocation.budget.name
        member = called(self.allocation.register.municipalities[self.number])
        sender = [sentence("From: {name}", name=case.sender)] if case.sender else []
        return (
            Heading(sentence("Reminder to {municipality}: {budget}", municipality=member, budget=budget), 1),
            *self.what_if(),
            Paragraph(
                (
                    sentence("To: {name}", name=member),
                    *sender,
                    sentence("Date: {day}", day=case.day or sentence("[date]")),
                )
            ),
            Paragraph(tuple(self._lacking())),
            Paragraph((sentence("{municipality} is asked to answer this:", municipality=member),)),
            Numbered(tuple(self._asked())),
            *self._amounts(),
            Paragraph(tuple(self._how())),
        )

    def _lacking(self) -> Iterator[Sentence]:
        member = called(self.allocation.register.municipalities[self.number])
        yield sentence(
            'We have not received the answer of {municipality} on "{budget}".',
            municipality=member,
            budget=self.allocation.budget.name,
        )
        if self.decided.deadline:
            yield sentence("The deadline is {day}.", day=self.decided.deadline)

    def _asked(self) -> Iterator[Sentence]:
        member = called(self.allocation.register.municipalities[self.number])
        yield sentence(
            'Does {municipality} support the collaboration on "{budget}", and agree to how the costs are divided?',
            municipality=member,
            budget=self.allocation.budget.name,
        )
        own = amounts(self.allocation, portions(self.allocation, self.number))
        if own.paid:
            yield sentence(
                "Does {municipality} cover its part of the costs with {amounts}?",
                municipality=member,
                amounts=listed(own.paid),
            )
        yield sentence("Where are invoices to be sent, and with which reference?")

    def _amounts(self) -> Iterator[Block]:
        (own,) = (row.budgeted for row in self.decided.rows if row.number == self.number)
        names = {period.id: period.period.name for period in self.allocation.periods}
        rows: tuple[Row, ...] = tuple((names[period], Ore(ore)) for period, ore in own.items())
        total: Row = (SUM, Ore(sum(own.values()))) if len(own) > 1 else ()
        yield Table((Column(PERIOD, False), Column(KRONER, strong=True)), rows, total, 1)

    def _how(self) -> Iterator[Sentence]:
        yield sentence("If the case has not been decided yet, please tell us when it will be.")
        if self.decided.contact:
            yield sentence("The answer goes to: {contact}", contact=self.decided.contact)
