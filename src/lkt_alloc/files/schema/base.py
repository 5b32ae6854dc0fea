"""What all forms have in common: how a field is described, and the forms that several files use.

The field descriptions here and in the other forms are the ones in docs/format.md.
"""

from collections.abc import Mapping
from typing import Annotated, Any, TypeVar

from lkt_alloc.engine import parts, register
from lkt_alloc.files.schema.form import Constraint, Discriminator, Form, FormField, Tag
from lkt_alloc.files.schema.written import Day, Fingerprint, Given, Name, Quantity, Weight, WrittenLine, as_json
from lkt_alloc.language.sentences import Text


def field_(description: str, example: str = "", *, alias: str = "", min_length: int | None = None) -> Any:
    """A field that must be there, with an example of a value."""
    return FormField(description, example, alias=alias, bounds=Constraint(min_length))


def optional(
    description: str, default: Any = None, *, example: str = "", alias: str = "", min_length: int | None = None
) -> Any:
    """A field that may be left out; a default that is an empty table or list is a new one each time."""
    default = type(default) if default in ({}, []) else default
    return FormField(description, example, default, alias, Constraint(min_length))


class AcknowledgementForm(Form):
    """A reason to let a finding be; it is shown with its reason, and no longer counts."""

    rule: Annotated[str, Constraint(min_length=1), as_json("string")] = field_(
        "code or name of the rule", "control-total"
    )
    at: list[WrittenLine] = field_(
        "the place in the file, name by name: a post by its identifier, a part of a key by its number",
        '[control_totals, "2018", total]',
        min_length=1,
    )
    reason: WrittenLine = field_(
        "why it is let be, for whoever reads the result", "the directive itself adds up wrongly"
    )

    def to_model(self) -> register.Acknowledgement:
        """The acknowledgement as the engine's value."""
        return register.Acknowledgement(self.rule, tuple(self.at), self.reason)


class SourceForm(Form):
    """A document or a table that figures come from."""

    title: Name = field_("title of the document or table", "Population on 1 January")
    publisher: Given[Name] = optional("who published it")
    table: Given[Name] = optional("which table or place in it")
    licence: WrittenLine = optional("the licence of the figures", "")
    via: WrittenLine = optional("the copy that was used, if not the original", "")
    retrieved: Given[Day] = optional("the day on which the figures were fetched")
    sha256: Given[Fingerprint] = optional(
        "fingerprint (SHA-256) of the file that was fetched: 64 hexadecimal digits, in quotes"
    )
    note: WrittenLine = optional("anything a reader should know", "")

    def to_model(self) -> register.Source:
        """The source as the engine's value."""
        publisher, table = text_or_none(self.publisher), text_or_none(self.table)
        return register.Source(
            text(self.title), publisher, table, self.licence, self.via, self.retrieved, self.sha256, self.note
        )


def is_table(value: object) -> str:
    """Which of two ways of writing a value has: a table, or what stands alone."""
    return "(table)" if isinstance(value, dict) else "(text)"


WrittenTotal = Annotated[
    Annotated[dict[WrittenLine, Quantity], Tag("(table)")] | Annotated[Quantity, Tag("(text)")],
    Discriminator(is_table),
]
"""A number, or one for each period."""
WrittenDays = Annotated[
    Annotated[dict[WrittenLine, Day], Tag("(table)")] | Annotated[Day, Tag("(text)")], Discriminator(is_table)
]
"""A day, or one for each period."""


class MeasureForm(Form):
    """Something that is counted for each member, for keys to divide by; it has values, or is a sum of others."""

    name: Name = field_("what is counted", "children 0–17")
    values: dict[WrittenLine, Quantity] = optional(
        "member: how much it has; whole, or with a comma",
        {},
        example='{"4621": 3 205}',
        min_length=1,
    )
    values_by_period: dict[WrittenLine, dict[WrittenLine, Quantity]] = optional(
        "instead of values, where these change: period: the values, as in values",
        {},
        example='{"2016": {"4621": 700}, "2017": {"4621": 720}}',
        min_length=1,
    )
    sum: dict[WrittenLine, Weight] = optional(
        "instead of values: other measures and population, each with its weight (1/3, 0,01, 40 %; negative where it is subtracted)",
        {},
        example="{calls: 1, population: 1/100}",
        min_length=1,
    )
    total: Given[WrittenTotal] = optional(
        "stated sum of all values, which check compares with them; where values are by period, a table by period"
    )
    unit: Given[Name] = optional("what one of it is called, as it stands after a number: children, hours")
    source: Given[WrittenLine] = optional("where the figures come from")
    note: WrittenLine = optional("anything a reader should know", "")

    def to_model(self) -> register.Measure:
        """The measure as the engine's value."""
        by_period = {period: by_number(values) for period, values in self.values_by_period.items()}
        total, totals = (None, self.total) if isinstance(self.total, dict) else (self.total, {})
        return register.Measure(
            text(self.name),
            by_number(self.values),
            text_or_none(self.unit),
            self.source,
            self.sum,
            total,
            by_period,
            totals,
        )


def called_field() -> Any:
    """The field that says what a member is called."""
    return optional("what it is called in a sentence, where its name alone does not say it: Ulvik herad")


def council_field() -> Any:
    """The field that says what a member's council is called."""
    return optional("what its council is called in a sentence, where it is not kommunestyret: bystyret")


def text(by_language: Mapping[Any, str]) -> Text:
    """A name in one language or several."""
    return Text(by_language)


def text_or_none(by_language: Mapping[Any, str] | None) -> Text | None:
    """A name that need not be there."""
    return text(by_language) if by_language else None


def members_of(members: str | list[str]) -> parts.Members:
    """A group, or the numbers of a list."""
    return members if isinstance(members, str) else listed(members)


def listed(members: list[str]) -> tuple[str, ...]:
    """The numbers in a list of members; a name may stand after each, as `1243 Os`."""
    return tuple(numbered(member)[0] for member in members)


def numbered(member: str) -> tuple[str, str]:
    """The number and the name of a member that has both; else what stands there, and no name."""
    number, _, name = member.partition(" ")
    return (number, name.strip()) if number.isdigit() else (member, "")


T = TypeVar("T")


def by_number(table: Mapping[str, T]) -> dict[str, T]:
    """A table by the numbers of its members; of two lines for one member, which are a fault, the first."""
    found: dict[str, T] = {}
    for member, value in table.items():
        found.setdefault(numbered(member)[0], value)
    return found


def names_in(members: str | list[str], *at: str | int) -> dict[tuple[str | int, ...], tuple[str, str]]:
    """The names after the numbers of a list of members, by their places."""
    if isinstance(members, str):
        return {}
    return {(*at, i): numbered(member) for i, member in enumerate(members) if numbered(member)[1]}
