"""A case note for one municipality as councils know it: head, proposed resolution, background, consequences, attachment.

Everything in it comes from an `Allocation`: it suits any budget, payer, key and number of periods. Knows nothing of formats or languages.
"""

from collections.abc import Iterator
from typing import ClassVar

from lkt_alloc.engine.allocate import Allocation
from lkt_alloc.engine.register import Municipality
from lkt_alloc.engine.settlement import Balance, Settlement
from lkt_alloc.language.sentences import Sentence, sentence
from lkt_alloc.reports.blocks import Block, Heading, Numbered, Paragraph, Report
from lkt_alloc.reports.case_note.attachments import attachments
from lkt_alloc.reports.case_note.body import background, consequences
from lkt_alloc.reports.case_note.head import head, title
from lkt_alloc.reports.case_note.own import portions
from lkt_alloc.reports.case_note.points import resolution, resolution_on_accounts
from lkt_alloc.reports.members import called, council
from lkt_alloc.reports.results import OfAllocation


class CaseNote(OfAllocation, frozen=True):
    """One municipality's case note; after the accounts, if there is a settlement, which then is what the whole note is about."""

    default: ClassVar[str] = "markdown"
    is_paper: ClassVar[bool] = True

    number: str
    settlement: Settlement | None = None

    def report(self) -> Report:
        """The head, the proposed resolution, what it rests on, and the attachment."""
        about = self._about
        own = portions(about, self.number)
        member = about.register.municipalities[self.number]
        municipality = called(member)
        return (
            title(about, member),
            *self.what_if(),
            head(about.budget.case, member),
            *_proposal(member, tuple(self._points())),
            Heading(sentence("Background")),
            *background(about, own, is_settled=self.settlement is not None),
            Heading(sentence("Assessment")),
            Paragraph((sentence("[The officer writes the assessment.]"),)),
            Heading(sentence("Financial consequences")),
            *consequences(about, own, municipality, self._balance),
            *attachments(about, own, self.inputs),
        )

    @property
    def _about(self) -> Allocation:
        return self.settlement.final if self.settlement else self.allocation

    @property
    def _balance(self) -> Balance | None:
        rows = self.settlement.together if self.settlement else ()
        return next((row for row in rows if row.number == self.number), None)

    def _points(self) -> Iterator[Sentence]:
        if self._balance:
            return resolution_on_accounts(self._about, self._balance)
        return resolution(self._about, self.number)


def _proposal(member: Municipality, points: tuple[Sentence, ...]) -> Iterator[Block]:
    """The points under the heading that fits: a party has no chief executive who proposes to a council."""
    if adopted_by := council(member):
        yield Heading(sentence("The chief executive's proposed resolution"))
        yield Paragraph((sentence("{council} makes this decision:", council=adopted_by),))
    else:
        yield Heading(sentence("Proposed resolution"))
    yield Numbered(points)
