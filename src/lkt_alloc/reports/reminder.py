"""A letter to a member that has not answered: what is asked, its own amounts, by when, and who is to have the answer. Knows no format."""

from collections.abc import Collection, Iterator
from typing import ClassVar

from lkt_alloc.engine.names import with_number
from lkt_alloc.engine.overview import Overview
from lkt_alloc.engine.register import Municipality
from lkt_alloc.engine.standing import Standing
from lkt_alloc.language.sentences import Ore, Sentence, Text, listed, sentence
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
from lkt_alloc.reports.members import called
from lkt_alloc.reports.results import OfAllocation


class Reminder(OfAllocation, frozen=True):
    """The letter to one member."""

    default: ClassVar[str] = "markdown"
    is_paper: ClassVar[bool] = True

    decided: Overview
    to: Standing

    def report(self) -> Report:
        """Who writes to whom, what is lacking, what is asked, and the amounts that it is about."""
        budget = self.allocation.budget.name
        member = called(self.to.member)
        return (
            Heading(sentence("Reminder to {municipality}: {budget}", municipality=member, budget=budget), 1),
            *self.what_if(),
            Paragraph(tuple(self._head())),
            Paragraph(tuple(self._lacking())),
            Paragraph((sentence("{municipality} is asked to answer this:", municipality=member),)),
            Numbered(tuple(self._asked())),
            *self._amounts(),
            Paragraph(tuple(self._how())),
        )

    def _head(self) -> Iterator[Sentence]:
        """To whom and from whom, and what is known of the case that it is about."""
        case = self.allocation.budget.case
        yield sentence("To: {name}", name=called(self.to.member))
        if case.sender:
            yield sentence("From: {name}", name=case.sender)
        if case.number:
            yield sentence("Case number: {number}", number=case.number)
        if case.officer:
            yield sentence("Officer: {name}", name=case.officer)
        yield sentence("Date: {day}", day=case.day or sentence("[date]"))

    def _lacking(self) -> Iterator[Sentence]:
        member = called(self.to.member)
        yield sentence(
            'We have not received the answer of {municipality} on "{budget}".',
            municipality=member,
            budget=self.allocation.budget.name,
        )
        if self.decided.deadline:
            day = self.allocation.budget.case.day
            is_over = day is not None and day > self.decided.deadline
            said = sentence("The deadline was {day}.") if is_over else sentence("The deadline is {day}.")
            yield said.filled(day=self.decided.deadline)

    def _asked(self) -> Iterator[Sentence]:
        member = called(self.to.member)
        yield sentence(
            'Does {municipality} support the collaboration on "{budget}", and agree to how the costs are divided?',
            municipality=member,
            budget=self.allocation.budget.name,
        )
        if paid := [
            sentence("{amount} for {period}", amount=amount, period=name)
            for name, amount in self._due()
            if amount.ore > 0
        ]:
            yield sentence(
                "Does {municipality} cover its part of the costs with {amounts}?",
                municipality=member,
                amounts=listed(paid),
            )
        yield sentence("Where are invoices to be sent, and with which reference?")

    def _amounts(self) -> Iterator[Block]:
        rows: tuple[Row, ...] = tuple(self._due())
        total: Row = (SUM, Ore(sum(self.to.budgeted.values()))) if len(rows) > 1 else ()
        yield Table((Column(PERIOD, False), Column(KRONER, strong=True)), rows, total, 1)
        known = self.decided.allocation.register.municipalities
        parts = self.decided.split.get(self.to.number, ())
        before = [known[number] for number in self.to.numbers if number not in (self.to.number, *parts)]
        said = sentence("The amounts include those of {names}, now {municipality}.")
        if any(member.name != self.to.name for member in before):
            yield Paragraph((self._of_others(said, before),))
        said = sentence("The amounts include the part of {municipality} in those of {names}.")
        if parts:
            yield Paragraph((self._of_others(said, [known[number] for number in parts]),))

    def _of_others(self, said: Sentence, others: Collection[Municipality]) -> Sentence:
        names = listed(with_number(member.name, member.number) for member in others)
        return said.filled(names=names, municipality=called(self.to.member))

    def _due(self) -> list[tuple[Text, Ore]]:
        """The periods, and what is to be paid for each."""
        names = {period.id: period.period.name for period in self.allocation.periods}
        return [(names[period], Ore(ore)) for period, ore in self.to.budgeted.items()]

    def _how(self) -> Iterator[Sentence]:
        yield sentence("If the case has not been decided yet, please tell us when it will be.")
        if self.decided.contact:
            yield sentence("The answer goes to: {contact}", contact=self.decided.contact)
