"""The form of a budget file."""

from typing import Annotated, Literal, cast

from lkt_alloc.engine import model, register
from lkt_alloc.engine.case import CaseFacts
from lkt_alloc.files.schema.base import (
    AcknowledgementForm,
    MeasureForm,
    SourceForm,
    by_number,
    called_field,
    council_field,
    field_,
    numbered,
    optional,
    text,
    text_or_none,
)
from lkt_alloc.files.schema.case import CaseForm
from lkt_alloc.files.schema.form import Discriminator, Form, Tag, Then
from lkt_alloc.files.schema.keys import IndexForm, KeyForm
from lkt_alloc.files.schema.written import Amount, Day, Given, Name, Vat, WrittenLine, WrittenShare


class PeriodForm(Form):
    """A period that has a column of amounts."""

    name: Name = field_("name of the period", "first half of 2019")
    from_: Day = field_("first day", "2019-01-01", alias="from")
    to: Day = field_("last day", "2019-12-31")
    note: WrittenLine = optional("anything a reader should know", "")

    def to_model(self) -> model.Period:
        """The period as the engine's value."""
        return model.Period(text(self.name), self.from_, self.to)


class PayerForm(Form):
    """Someone who pays for posts."""

    name: Name = field_("name of the payer", "the municipalities")
    key: Given[WrittenLine] = optional("the key that shares this payer's total; left out if it is not shared further")
    keys_by_period: dict[WrittenLine, WrittenLine] = optional("period: the key, where it is another in that period", {})
    note: WrittenLine = optional("anything a reader should know", "")

    def to_model(self) -> model.Payer:
        """The payer as the engine's value."""
        return model.Payer(text(self.name), self.key, self.keys_by_period)


class PartyForm(Form):
    """A member that is no municipality: a hospital, a regional council."""

    name: WrittenLine = field_("name", "Helse Bergen")
    called: Given[Name] = called_field()
    council: Given[Name] = council_field()
    note: WrittenLine = optional("anything a reader should know", "")


def _is_table(value: object) -> str:
    return "(text)" if isinstance(value, str) else "(table)"


WrittenParty = Annotated[
    Annotated[PartyForm, Tag("(table)")] | Annotated[WrittenLine, Tag("(text)")], Discriminator(_is_table)
]
"""A party, or its name alone."""


def _party(written: PartyForm | str) -> register.Party:
    if isinstance(written, str):
        return register.Party(written)
    return register.Party(written.name, text_or_none(written.called), text_or_none(written.council))


class PostForm(Form):
    """A budget post."""

    id: WrittenLine = field_("identifier, unique in the file", "1.1")
    name: Name = field_("name of the post", "travel")
    paid_by: dict[WrittenLine, WrittenShare] = field_(
        "payer: share of the post; the shares make 100%", "{municipalities: 100 %}"
    )
    amounts: dict[WrittenLine, Amount] = field_("period: the whole amount in kroner", '{"2019": 450 000}')
    covered: dict[WrittenLine, Amount] = optional(
        "period: what of the amount is paid already by budgets adopted earlier", {}
    )
    external: dict[WrittenLine, Amount] = optional(
        "period: money from outside, which comes off before the payers share the post", {}
    )
    keys: dict[WrittenLine, WrittenLine] = optional(
        "payer: the key that shares this post, where it is another than the payer's own", {}
    )
    source: Given[WrittenLine] = optional("where the amounts come from")
    vat: Given[Vat] = optional("whether the amounts include VAT, if that is not the same for the whole budget")
    note: WrittenLine = optional("anything a reader should know", "")

    def to_model(self) -> model.Post:
        """The post as the engine's value."""
        return model.Post(
            self.id,
            text(self.name),
            self.paid_by,
            self.amounts,
            self.covered,
            self.source,
            self.vat,
            self.external,
            self.keys,
        )


class ControlTotalForm(Form):
    """What the source itself states for a period; `check` compares it with the posts, and with the result."""

    total: Given[Amount] = optional("stated sum of all amounts")
    covered: Given[Amount] = optional("stated sum of what is covered")
    increase: dict[WrittenLine, Amount] = optional("payer: stated sum to be paid, after what is covered", {})
    subtotals: dict[WrittenLine, Amount] = optional(
        "beginning of identifiers: stated sum of these posts; 1.4 is 1.4, 1.4.1, 1.4.2 …", {}
    )
    amounts: dict[WrittenLine, Amount] = optional(
        "member: what it is stated to pay, of all payers' sums and by all keys together",
        {},
        example='{"4621": 79 999}',
    )
    source: Given[WrittenLine] = optional("where it is stated")
    note: WrittenLine = optional("anything a reader should know", "")

    def to_model(self) -> model.ControlTotal:
        """The control totals as the engine's value."""
        return model.ControlTotal(
            self.total,
            self.covered,
            self.increase,
            self.source,
            self.subtotals,
            by_number(self.amounts),
            {("amounts", member): numbered(member) for member in self.amounts},
        )


class BudgetForm(Form):
    """The budget file: the posts, who pays them, and the keys."""

    format: Literal["lkt-alloc/budget/1"] = field_("kind and version of the file")
    name: Name = field_("name of the budget", "project 2019")
    language: Literal["nn", "nb", "en"] = field_(
        "language of results when neither --lang nor the locale says otherwise; of documents and invoices when --lang does not",
        "nn",
    )
    municipalities: Given[WrittenLine] = optional(
        "the municipality file, seen from this file; left out: municipalities.yaml in the same folder if there is one. "
        "What that lacks is taken from the built-in register of Norway"
    )
    decisions: Given[WrittenLine] = optional(
        "the file of decisions, seen from this file; left out: decisions.yaml in the same folder if there is one"
    )
    vat: Given[Vat] = optional("whether amounts include VAT; a label, nothing is calculated from it")
    sources: dict[WrittenLine, SourceForm] = optional("the documents and tables that figures come from", {})
    periods: dict[WrittenLine, PeriodForm] = field_("the periods, in order", min_length=1)
    payers: dict[WrittenLine, PayerForm] = field_("who pays, in order", min_length=1)
    keys: dict[WrittenLine, KeyForm] = field_("the keys", min_length=1)
    measures: dict[WrittenLine, MeasureForm] = optional("what keys divide by, besides population", {})
    indices: dict[WrittenLine, IndexForm] = optional("indices that keys follow", {})
    parties: dict[WrittenLine, WrittenParty] = optional(
        "members of keys that are no municipalities: identifier: the name, or the party", {}
    )
    # each becomes what it means at once, as the forms of all would fill memory
    posts: list[Annotated[PostForm, Then(PostForm.to_model)]] = field_("the posts, in order", min_length=1)
    case: Given[CaseForm] = optional("what case notes say of the case itself")
    control_totals: dict[WrittenLine, ControlTotalForm] = optional("period: what the source states", {})
    acknowledged: list[AcknowledgementForm] = optional("findings that are let be, each with a reason", [])
    note: WrittenLine = optional("anything a reader should know", "")

    def to_model(self) -> model.Budget:
        """The budget as the engine's value."""
        return model.Budget(
            name=text(self.name),
            language=self.language,
            sources={name: form.to_model() for name, form in self.sources.items()},
            periods={name: form.to_model() for name, form in self.periods.items()},
            payers={name: form.to_model() for name, form in self.payers.items()},
            keys={name: form.to_model() for name, form in self.keys.items()},
            posts=tuple(cast("list[model.Post]", self.posts)),
            control_totals={name: form.to_model() for name, form in self.control_totals.items()},
            vat=self.vat,
            acknowledged=tuple(form.to_model() for form in self.acknowledged),
            measures={name: form.to_model() for name, form in self.measures.items()},
            indices={name: form.to_model() for name, form in self.indices.items()},
            parties={number: _party(written) for number, written in self.parties.items()},
            municipalities=self.municipalities,
            decisions=self.decisions,
            case=self.case.to_model() if self.case else CaseFacts(),
        )
