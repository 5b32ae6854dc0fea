"""The head of a case note: whose it is, what it is about, and who treats it; blanks stand where nobody has said it."""

from collections.abc import Iterator

from lkt_alloc.engine.allocate import Allocation
from lkt_alloc.engine.model import Municipality
from lkt_alloc.language.sentences import Value, listed, sentence
from lkt_alloc.reports.blocks import Block, Heading, Paragraph
from lkt_alloc.reports.members import called, council


def head(allocation: Allocation, member: Municipality) -> Iterator[Block]:
    """Title, case number and officer, and the committees with their meetings."""
    budget = allocation.budget.name
    yield Heading(sentence("Case note for {municipality}: {budget}", municipality=called(member), budget=budget), 1)
    meetings = (
        sentence("{committee} {day}", committee=committee, day=sentence("[date]")) for committee in _committees(member)
    )
    yield Paragraph(
        (
            sentence("Case number: {number}", number=sentence("[case number]")),
            sentence("Officer: {name}", name=sentence("[name]")),
            sentence("Date: {day}", day=sentence("[date]")),
            sentence("Treated by: {meetings}", meetings=listed(meetings, ",")),
        )
    )


def _committees(member: Municipality) -> tuple[Value, ...]:
    if adopted_by := council(member):
        return sentence("the executive committee"), adopted_by
    return (sentence("[committee]"),)
