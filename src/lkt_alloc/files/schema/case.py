"""The form of what is known of the case that councils treat."""

from lkt_alloc.engine.case import CaseFacts, Meeting
from lkt_alloc.files.schema.base import field_, optional, text
from lkt_alloc.files.schema.form import Form
from lkt_alloc.files.schema.written import Day, Given, Name, WrittenLine


class MeetingForm(Form):
    """A meeting that the case comes to."""

    committee: Name = field_("the committee or council", "formannskapet")
    date: Given[Day] = optional("the day of the meeting")
    note: WrittenLine = optional("anything a reader should know", "")

    def to_model(self) -> Meeting:
        """The meeting as the engine's value."""
        return Meeting(text(self.committee), self.date)


class CaseForm(Form):
    """What a case note says of the case itself."""

    number: WrittenLine = optional("the case number", "")
    officer: WrittenLine = optional("the officer who writes the note", "")
    sender: Given[Name] = optional("who sends the note")
    date: Given[Day] = optional("the date of the note")
    meetings: list[MeetingForm] = optional("the meetings that treat the case, in order", [])
    background: Given[Name] = optional(
        "what the collaboration does, and who has treated the case before, in a sentence or two"
    )
    paid_from: Given[Name] = optional('what the amounts are paid from, as it stands after "paid from"')
    answer_to: Given[Name] = optional("who is to get the decision, with the address for invoices")
    answer_by: Given[Day] = optional("the last day for that")
    note: WrittenLine = optional("anything a reader should know", "")

    def to_model(self) -> CaseFacts:
        """The case as the engine's value."""
        sender, background, paid_from, answer_to = (
            text(name) if name else None for name in (self.sender, self.background, self.paid_from, self.answer_to)
        )
        meetings = tuple(form.to_model() for form in self.meetings)
        return CaseFacts(
            self.number, self.officer, sender, self.date, meetings, background, paid_from, answer_to, self.answer_by
        )
