"""The form of a municipality file."""

from typing import Literal

from lkt_alloc.engine import register
from lkt_alloc.files.schema.base import (
    AcknowledgementForm,
    MeasureForm,
    SourceForm,
    called_field,
    council_field,
    field_,
    listed,
    names_in,
    optional,
    text,
    text_or_none,
)
from lkt_alloc.files.schema.form import Form
from lkt_alloc.files.schema.written import Count, Day, Given, Name, OrganisationNumber, WrittenLine, WrittenShare


class MunicipalityForm(Form):
    """A municipality, under its number."""

    name: WrittenLine = field_("name", "Bergen")
    called: Given[Name] = called_field()
    council: Given[Name] = council_field()
    committee: WrittenLine = optional("the committee or region it belongs to", "")
    valid_from: Given[Day] = optional("first day on which the number is known to be in use")
    valid_to: Given[Day] = optional("last day on which the number was in use; left out while it still is")
    merged_into: Given[WrittenLine] = optional(
        "number of the municipality it became a part of; also when only the number changed"
    )
    split_into: dict[WrittenLine, WrittenShare] = optional(
        "numbers of the municipalities it was split into, each with its share of the inhabitants; the shares make 100%",
        {},
    )
    split_shares: Given[Literal["estimated"]] = optional(
        "estimated: the shares were never counted, and results over the split say so"
    )
    population: dict[Day, Count] = optional("day: inhabitants on it", {})
    organisation_number: OrganisationNumber | None = optional(
        "number in the Central Coordinating Register, nine digits, for invoices"
    )
    buyer_reference: WrittenLine = optional(
        "what invoices are to be marked with, so that the buyer knows whose they are", ""
    )
    note: WrittenLine = optional("anything a reader should know", "")

    def to_model(self, number: str) -> register.Municipality:
        """The municipality as the engine's value."""
        return register.Municipality(
            number=number,
            name=self.name,
            committee=self.committee,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
            merged_into=self.merged_into,
            population=self.population,
            organisation_number=self.organisation_number,
            buyer_reference=self.buyer_reference,
            split_into=self.split_into,
            split_estimated=self.split_shares is not None,
            called=text_or_none(self.called),
            council=text_or_none(self.council),
        )


class GroupForm(Form):
    """A named group of municipalities."""

    name: Name = field_("name of the group", "members")
    members: list[WrittenLine] = field_("municipality numbers, in quotes, or with a name: 1243 Os", min_length=1)
    source: Given[WrittenLine] = optional("where the list comes from")
    note: WrittenLine = optional("anything a reader should know, such as what is uncertain about the list", "")

    def to_model(self) -> register.Group:
        """The group as the engine's value."""
        return register.Group(text(self.name), listed(self.members), self.source, names_in(self.members, "members"))


class RegisterForm(Form):
    """The municipality file: municipalities, their populations, and groups of them."""

    format: Literal["lkt-alloc/municipalities/1"] = field_("kind and version of the file")
    sources: dict[WrittenLine, SourceForm] = optional("the documents and tables that figures come from", {})
    population_sources: dict[Day, WrittenLine] = optional("day: the source of its populations", {})
    municipalities: dict[WrittenLine, MunicipalityForm] = field_(
        "municipality number, in quotes: the municipality", min_length=1
    )
    groups: dict[WrittenLine, GroupForm] = optional("groups of municipalities, for keys to refer to", {})
    measures: dict[WrittenLine, MeasureForm] = optional("what keys divide by, besides population", {})
    acknowledged: list[AcknowledgementForm] = optional("findings that are let be, each with a reason", [])
    note: WrittenLine = optional("anything a reader should know", "")

    def to_model(self) -> register.Register:
        """The municipality file as the engine's value."""
        return register.Register(
            municipalities={number: form.to_model(number) for number, form in self.municipalities.items()},
            groups={name: form.to_model() for name, form in self.groups.items()},
            sources={name: form.to_model() for name, form in self.sources.items()},
            population_sources=self.population_sources,
            acknowledged=tuple(form.to_model() for form in self.acknowledged),
            measures={name: form.to_model() for name, form in self.measures.items()},
        )
