"""The head of a case note: whose it is, what it is about, and who treats it; blanks stand where nobody has said it."""

from collections.abc import Iterator
from itertools import zip_longest

from lkt_alloc.engine.allocate import Allocation
from lkt_alloc.engine.case import CaseFacts
from lkt_alloc.engine.register import Municipality
from lkt_alloc.language.sentences import Sentence, Value, listed, sentence
from lkt_alloc.reports.blocks import Heading, Paragraph
from lkt_alloc.reports.case_note.attachments import ATTACHMENT
from lkt_alloc.reports.members import called, council


def title(allocation: Allocation, member: Municipality) -> Heading:
    """Whose note it is, and what it is about."""
    budget = allocation.budget.name
    return Heading(sentence("Case note for {municipality}: {budget}", municipality=called(member), budget=budget), 1)


def head(case: CaseFacts, member: Municipality) -> Paragraph:
    """Case number and officer, the committees with their meetings, and what is attached."""
    sender = [sentence("From: {name}", name=case.sender)] if case.sender else []
    return Paragraph(
        (
            sentence("Case number: {number}", number=case.number or sentence("[case number]")),
            sentence("Officer: {name}", name=case.officer or sentence("[name]")),
            *sender,
            sentence("Date: {day}", day=case.day or sentence("[date]")),
            sentence("Treated by: {meetings}", meetings=listed(meetings(case, member), ",")),
            ATTACHMENT,
        )
    )


def meetings(case: CaseFacts, member: Municipality) -> Iterator[Sentence]:
    """Each committee with the day of its meeting; where no committee is named, those that such a case usually comes to."""
    named = [meeting.committee for meeting in case.meetings]
    committees = named if any(named) else _usual(member)
    for committee, day in zip_longest(committees, (meeting.day for meeting in case.meetings)):
        values = {"committee": committee or sentence("[committee]"), "day": day or sentence("[date]")}
        yield sentence("{committee} {day}", **values)


def _usual(member: Municipality) -> tuple[Value, ...]:
    if adopted_by := council(member):
        return sentence("the executive committee"), adopted_by
    return (sentence("[committee]"),)
