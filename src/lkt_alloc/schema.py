"""The gate: the form of the two YAML files, field by field, and the step from what is written to `lkt_alloc.model` values.

Knows nothing of lines, rules or results. The field descriptions here are the ones in docs/format.md.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from lkt_alloc import model
from lkt_alloc.catalogue import RULES
from lkt_alloc.sentences import Text
from lkt_alloc.written import (
    Amount,
    Count,
    Day,
    Fingerprint,
    Given,
    Line,
    Members,
    Name,
    OrganisationNumber,
    Share,
    Vat,
    as_json,
)


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


def _field(description: str, example: str = "", **options: Any) -> Any:
    return Field(description=description, examples=[example] if example else None, **options)


def _optional(description: str, default: Any = None, **options: Any) -> Any:
    return Field(default=default, description=description, **options)


_ACKNOWLEDGEABLE = as_json(
    "string",
    enum=[name for rule in RULES.values() if rule.may_be_acknowledged for name in (rule.name, rule.code)],
    enumDescriptions=[rule.title.template for rule in RULES.values() if rule.may_be_acknowledged for _ in range(2)],
)


class AcknowledgementForm(_Form):
    """A reason to let a finding be; it is shown with its reason, and no longer counts."""

    rule: Annotated[str, Field(min_length=1), _ACKNOWLEDGEABLE] = _field("code or name of the rule", "control-total")
    at: list[Line] = _field(
        "the place in the file, name by name: a post by its identifier, a part of a key by its number",
        '[control_totals, "2018", total]',
        min_length=1,
    )
    reason: Line = _field("why it is let be, for whoever reads the result", "the directive itself adds up wrongly")

    def to_model(self) -> model.Acknowledgement:
        """The acknowledgement as the engine's value."""
        return model.Acknowledgement(self.rule, tuple(self.at), self.reason)


class SourceForm(_Form):
    """A document or a table that figures come from."""

    title: Name = _field("title of the document or table", "Population on 1 January")
    publisher: Given[Name] = _optional("who published it")
    table: Given[Name] = _optional("which table or place in it")
    licence: Line = _optional("the licence of the figures", "")
    via: Line = _optional("the copy that was used, if not the original", "")
    retrieved: Given[Day] = _optional("the day on which the figures were fetched")
    sha256: Given[Fingerprint] = _optional(
        "fingerprint (SHA-256) of the file that was fetched: 64 hexadecimal digits, in quotes"
    )
    note: Line = _optional("anything a reader should know", "")

    def to_model(self) -> model.Source:
        """The source as the engine's value."""
        publisher, table = (_text(name) if name else None for name in (self.publisher, self.table))
        return model.Source(
            _text(self.title), publisher, table, self.licence, self.via, self.retrieved, self.sha256, self.note
        )


class PeriodForm(_Form):
    """A period that has a column of amounts."""

    name: Name = _field("name of the period", "first half of 2019")
    from_: Day = _field("first day", "2019-01-01", alias="from")
    to: Day = _field("last day", "2019-12-31")
    note: Line = _optional("anything a reader should know", "")

    def to_model(self) -> model.Period:
        """The period as the engine's value."""
        return model.Period(_text(self.name), self.from_, self.to)


class PayerForm(_Form):
    """Someone who pays for posts."""

    name: Name = _field("name of the payer", "the municipalities")
    key: Given[Line] = _optional("the key that shares this payer's total; left out if it is not shared further")
    note: Line = _optional("anything a reader should know", "")

    def to_model(self) -> model.Payer:
        """The payer as the engine's value."""
        return model.Payer(_text(self.name), self.key)


class PartForm(_Form):
    """One part of a key."""

    share: Share = _field("this part's share of the total; the parts of a key make 100%", "50 %")
    to: Members = _field(
        'who shares it: a list of numbers (a name may follow: 1243 Os), a group, "all", or "others" (those no other part names)',
        "others",
    )
    by: Literal["equal", "population"] = _field("what it is divided by", "population")
    note: Line = _optional("anything a reader should know", "")

    def to_model(self) -> model.Part:
        """The part as the engine's value."""
        return model.Part(self.share, _members(self.to), self.by)


class KeyForm(_Form):
    """A key: how a payer's total is shared between municipalities."""

    name: Name = _field("the key in words; it is printed under every result", "by population")
    members: Members = _field(
        "everyone who takes part: a group, or a list of municipality numbers (a name may follow: 1243 Os)", "lkt"
    )
    population_date: Day = _field("the 1 January whose populations are used", "2018-01-01")
    rounding: Literal["øre", "1 kr", "10 kr", "100 kr", "1000 kr"] = _field(
        "the unit to which each member's total is rounded", "1 kr"
    )
    parts: list[PartForm] = _field("the parts of the key", min_length=1)
    source: Given[Line] = _optional("the source that decided the key")
    valid_from: Given[Day] = _optional("the first day the key is valid; left out if that is not limited")
    valid_to: Given[Day] = _optional("the last day the key is valid; left out if that is not limited")
    note: Line = _optional("anything a reader should know", "")

    def to_model(self) -> model.Key:
        """The key as the engine's value."""
        parts = tuple(part.to_model() for part in self.parts)
        names = _names(self.members, "members")
        for i, part in enumerate(self.parts):
            names |= _names(part.to, "parts", i, "to")
        return model.Key(
            name=_text(self.name),
            members=_members(self.members),
            parts=parts,
            rounding=self.rounding,
            population_date=self.population_date,
            source=self.source,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
            names=names,
        )


class PostForm(_Form):
    """A budget post."""

    id: Line = _field("identifier, unique in the file", "1.1")
    name: Name = _field("name of the post", "travel")
    paid_by: dict[Line, Share] = _field("payer: share of the post; the shares make 100%", "{municipalities: 100 %}")
    amounts: dict[Line, Amount] = _field("period: the whole amount in kroner", '{"2019": 450 000}')
    covered: dict[Line, Amount] = _optional("period: what of the amount is paid already by budgets adopted earlier", {})
    source: Given[Line] = _optional("where the amounts come from")
    vat: Given[Vat] = _optional("whether the amounts include VAT, if that is not the same for the whole budget")
    note: Line = _optional("anything a reader should know", "")

    def to_model(self) -> model.Post:
        """The post as the engine's value."""
        return model.Post(self.id, _text(self.name), self.paid_by, self.amounts, self.covered, self.source, self.vat)


class ControlTotalForm(_Form):
    """What the source itself states for a period; `check` compares it with the posts."""

    total: Given[Amount] = _optional("stated sum of all amounts")
    covered: Given[Amount] = _optional("stated sum of what is covered")
    increase: dict[Line, Amount] = _optional("payer: stated sum to be paid, after what is covered", {})
    subtotals: dict[Line, Amount] = _optional(
        "beginning of identifiers: stated sum of these posts; 1.4 is 1.4, 1.4.1, 1.4.2 …", {}
    )
    source: Given[Line] = _optional("where it is stated")
    note: Line = _optional("anything a reader should know", "")

    def to_model(self) -> model.ControlTotal:
        """The control totals as the engine's value."""
        return model.ControlTotal(self.total, self.covered, self.increase, self.source, self.subtotals)


class BudgetForm(_Form):
    """The budget file: the posts, who pays them, and the keys."""

    format: Literal["lkt-alloc/budget/1"] = _field("kind and version of the file")
    name: Name = _field("name of the budget", "project 2019")
    language: Literal["nn", "nb", "en"] = _field(
        "language of results when neither --lang nor the locale says otherwise", "nn"
    )
    vat: Given[Vat] = _optional("whether amounts include VAT; a label, nothing is calculated from it")
    sources: dict[Line, SourceForm] = _optional("the documents and tables that figures come from", {})
    periods: dict[Line, PeriodForm] = _field("the periods, in order", min_length=1)
    payers: dict[Line, PayerForm] = _field("who pays, in order", min_length=1)
    keys: dict[Line, KeyForm] = _field("the keys", min_length=1)
    posts: list[PostForm] = _field("the posts, in order", min_length=1)
    control_totals: dict[Line, ControlTotalForm] = _optional("period: what the source states", {})
    acknowledged: list[AcknowledgementForm] = _optional("findings that are let be, each with a reason", [])
    note: Line = _optional("anything a reader should know", "")

    def to_model(self) -> model.Budget:
        """The budget as the engine's value."""
        return model.Budget(
            name=_text(self.name),
            language=self.language,
            sources={name: form.to_model() for name, form in self.sources.items()},
            periods={name: form.to_model() for name, form in self.periods.items()},
            payers={name: form.to_model() for name, form in self.payers.items()},
            keys={name: form.to_model() for name, form in self.keys.items()},
            posts=tuple(form.to_model() for form in self.posts),
            control_totals={name: form.to_model() for name, form in self.control_totals.items()},
            vat=self.vat,
            acknowledged=tuple(form.to_model() for form in self.acknowledged),
        )


class MunicipalityForm(_Form):
    """A municipality, under its number."""

    name: Line = _field("name", "Bergen")
    committee: Line = _optional("the committee or region it belongs to", "")
    valid_from: Given[Day] = _optional("first day on which the number is known to be in use")
    valid_to: Given[Day] = _optional("last day on which the number was in use; left out while it still is")
    merged_into: Given[Line] = _optional(
        "number of the municipality it became a part of; also when only the number changed"
    )
    population: dict[Day, Count] = _optional("1 January: inhabitants on that day", {})
    organisation_number: OrganisationNumber | None = _optional(
        "number in the Central Coordinating Register, nine digits, for invoices"
    )
    buyer_reference: Line = _optional("what invoices are to be marked with, so that the buyer knows whose they are", "")
    note: Line = _optional("anything a reader should know", "")

    def to_model(self, number: str) -> model.Municipality:
        """The municipality as the engine's value."""
        return model.Municipality(
            number=number,
            name=self.name,
            committee=self.committee,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
            merged_into=self.merged_into,
            population=self.population,
            organisation_number=self.organisation_number,
            buyer_reference=self.buyer_reference,
        )


class GroupForm(_Form):
    """A named group of municipalities."""

    name: Name = _field("name of the group", "members")
    members: list[Line] = _field("municipality numbers, in quotes, or with a name: 1243 Os", min_length=1)
    source: Given[Line] = _optional("where the list comes from")
    note: Line = _optional("anything a reader should know, such as what is uncertain about the list", "")

    def to_model(self) -> model.Group:
        """The group as the engine's value."""
        return model.Group(_text(self.name), _listed(self.members), self.source, _names(self.members, "members"))


class RegisterForm(_Form):
    """The municipality file: municipalities, their populations, and groups of them."""

    format: Literal["lkt-alloc/municipalities/1"] = _field("kind and version of the file")
    sources: dict[Line, SourceForm] = _optional("the documents and tables that figures come from", {})
    population_sources: dict[Day, Line] = _optional("1 January: the source of that day's populations", {})
    municipalities: dict[Line, MunicipalityForm] = _field(
        "municipality number, in quotes: the municipality", min_length=1
    )
    groups: dict[Line, GroupForm] = _optional("groups of municipalities, for keys to refer to", {})
    acknowledged: list[AcknowledgementForm] = _optional("findings that are let be, each with a reason", [])
    note: Line = _optional("anything a reader should know", "")

    def to_model(self) -> model.Register:
        """The municipality file as the engine's value."""
        return model.Register(
            municipalities={number: form.to_model(number) for number, form in self.municipalities.items()},
            groups={name: form.to_model() for name, form in self.groups.items()},
            sources={name: form.to_model() for name, form in self.sources.items()},
            population_sources=self.population_sources,
            acknowledged=tuple(form.to_model() for form in self.acknowledged),
        )


def _text(by_language: Mapping[Any, str]) -> Text:
    return Text(by_language)


def _members(members: str | list[str]) -> model.Members:
    return members if isinstance(members, str) else _listed(members)


def _listed(members: list[str]) -> tuple[str, ...]:
    """The numbers in a list of members; a name may stand after each, as `1243 Os`."""
    return tuple(_numbered(member)[0] for member in members)


def _numbered(member: str) -> tuple[str, str]:
    """The number and the name of a member that has both; else what stands there, and no name."""
    number, _, name = member.partition(" ")
    return (number, name.strip()) if number.isdigit() else (member, "")


def _names(members: str | list[str], *at: str | int) -> dict[tuple[str | int, ...], tuple[str, str]]:
    if isinstance(members, str):
        return {}
    return {(*at, i): _numbered(member) for i, member in enumerate(members) if _numbered(member)[1]}


FORMS: dict[str, type[BudgetForm] | type[RegisterForm]] = {"budget": BudgetForm, "municipalities": RegisterForm}
"""The form of each kind of file."""

INNER_FORMS: dict[str, type[BaseModel]] = {
    "sources": SourceForm,
    "periods": PeriodForm,
    "payers": PayerForm,
    "keys": KeyForm,
    "parts": PartForm,
    "posts": PostForm,
    "control_totals": ControlTotalForm,
    "municipalities": MunicipalityForm,
    "groups": GroupForm,
    "acknowledged": AcknowledgementForm,
}
"""The form of each entry of the fields that hold several."""


DATE_FIELDS = {
    "from",
    "to",
    "population_date",
    "valid_from",
    "valid_to",
    "population",
    "population_sources",
    "retrieved",
}
"""The fields whose values, or whose entries' names, are dates."""

NUMBER_FIELDS = {"amounts", "covered", "total", "increase", "subtotals", "share", "paid_by", "population"}
"""The fields whose values, or whose entries' values, are numbers."""


def fields(form: type[BaseModel]) -> dict[str, str]:
    """The names of a form's fields as written in the file, each with an example of a value (empty if none is needed)."""
    return {
        info.alias or name: str(info.examples[0]) if info.examples else "" for name, info in form.model_fields.items()
    }
