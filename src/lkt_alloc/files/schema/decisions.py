"""The form of a file of decisions: what each member has answered, and where it wants its invoices."""

from typing import Annotated, Literal

from lkt_alloc.engine.decisions import Answer, Decisions
from lkt_alloc.files.schema.base import by_number, field_, is_table, numbered, optional, text_or_none
from lkt_alloc.files.schema.form import Constraint, Discriminator, Form, Tag
from lkt_alloc.files.schema.written import Amount, Day, Given, Name, WrittenLine

WrittenAmounts = Annotated[
    Annotated[dict[WrittenLine, Amount], Constraint(min_length=1), Tag("(table)")] | Annotated[Amount, Tag("(text)")],
    Discriminator(is_table),
]
"""An amount, or one for each period."""


class AnswerForm(Form):
    """What one member has answered."""

    answer: Literal["adopted", "declined", "conditional"] = field_(
        "adopted, declined, or conditional: adopted on a condition, which the note then has", "adopted"
    )
    date: Given[Day] = optional("the day of the decision")
    body: WrittenLine = optional("who made it, such as the council", "")
    case: WrittenLine = optional("its case number", "")
    amount: Given[WrittenAmounts] = optional(
        "the amount that is adopted, in kroner, or a table with an amount for each period; "
        "left out: what the budget says",
        example='{"2018": 65 000, "2019": 870 000}',
    )
    invoice_address: WrittenLine = optional("where it wants its invoices", "")
    reference: WrittenLine = optional("its reference, for the invoice", "")
    note: WrittenLine = optional("anything a reader should know; the condition, if there is one", "")

    def to_model(self) -> Answer:
        """The answer as the engine's value; an amount without a period is under no name."""
        amounts = {"": self.amount} if isinstance(self.amount, int) else self.amount
        return Answer(
            self.answer, self.date, self.body, self.case, amounts, self.invoice_address, self.reference, self.note
        )


class DecisionsForm(Form):
    """The file of decisions: who has answered, and what."""

    format: Literal["lkt-alloc/decisions/1"] = field_("kind and version of the file")
    budget: Given[WrittenLine] = optional(
        "the budget file, seen from this file; left out: the one that is used without it"
    )
    municipalities: Given[WrittenLine] = optional(
        "the municipality file, seen from this file; left out: the one that the budget is used with"
    )
    deadline: Given[Day] = optional("the last day to answer; left out: answer_by of the budget's case")
    contact: Given[Name] = optional(
        "who is to have the answers, as it stands after a colon; left out: answer_to of the budget's case"
    )
    answers: dict[WrittenLine, AnswerForm] = optional(
        "member: what it has answered; a number that it had then or has become is followed", {}
    )
    source: WrittenLine = optional("where the answers are kept", "")
    note: WrittenLine = optional("anything a reader should know", "")

    def to_model(self) -> Decisions:
        """The answers as the engine's value."""
        return Decisions(
            self.deadline,
            text_or_none(self.contact),
            {number: form.to_model() for number, form in by_number(self.answers).items()},
            {("answers", member): numbered(member) for member in self.answers},
            self.budget,
            self.municipalities,
        )
