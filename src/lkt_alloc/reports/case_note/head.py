"""The head of a case note: whose it is, what it is about, and who treats it; blanks stand where nobody has said it."""

from lkt_alloc.engine.allocate import Allocation
from lkt_alloc.engine.model import Municipality
from lkt_alloc.language.sentences import Value, listed, sentence
from lkt_alloc.reports.blocks import Heading, Paragraph
from lkt_alloc.reports.members import called, council


def title(allocation: Allocation, member: Municipality) -> Heading:
    """Whose note it is, and what it is about."""
    budget = allocation.budget.name
    return Heading(sentence("Case note for {municipality}: {budget}", municipality=called(member), budget=budget), 1)


def head(member: Municipality) -> Paragraph:
    """Case number and officer, and the committees with their meetings."""
    meetings = (
        sentence("{committee} {day}", committee=committee, day=sentence("[date]")) for committee in _committees(member)
    )
    return Paragraph(
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
