"""Whom the engine works on: municipalities and other members, what they are measured by, and where such figures come from.

Populations are whole inhabitants by day, other measures exact rationals (`Fraction`), dates are dates.
"""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction

from msgspec import Struct, field
from msgspec.structs import replace

from lkt_alloc.language.sentences import Text

Names = Mapping[tuple[str | int, ...], tuple[str, str]]
"""Where a list of members has a name after a number, as `1243 Os`: the place within the key or group, the number, the name."""


class Source(Struct, frozen=True):
    """A document or table that figures come from."""

    title: Text
    publisher: Text | None = None
    table: Text | None = None
    licence: str = ""
    via: str = ""
    retrieved: date | None = None
    sha256: str | None = None
    note: str = ""


class Acknowledgement(Struct, frozen=True):
    """A reason to let a finding be: the rule's code or name, and the place in the data, never a line.

    `at` is a route of names from the top of the file; a post goes by its identifier, a part of a key by its number from 1.
    """

    rule: str
    at: tuple[str, ...]
    reason: str


class Municipality(Struct, frozen=True):
    """A municipality under one number. `population` holds inhabitants by the day they were counted on.

    `split_into` has the share of its inhabitants that each of several successors got, which `split_estimated` says was never counted.
    `as_if` has exact populations where they are no whole numbers: of a municipality as if it had been split off all the time.
    `is_party` says that it is none: a party to a budget, under an identifier.
    `full_name` has more than `name`, which is its Norwegian name alone: its other languages, or a county in brackets.
    `called` is what it is called in a sentence (`Ulvik herad`), and `council` its council, where the file says so.
    `organisation_number` (nine digits) and `buyer_reference` are for invoices; `None` and empty where the file does not say.
    `changed_on` are the days on which a what-if gives it another population than the file.
    """

    number: str
    name: str
    committee: str
    valid_from: date | None
    valid_to: date | None
    merged_into: str | None
    population: Mapping[date, int]
    organisation_number: str | None = None
    buyer_reference: str = ""
    split_into: Mapping[str, Fraction] = field(default_factory=dict)
    split_estimated: bool = False
    as_if: Mapping[date, Fraction] = field(default_factory=dict)
    is_party: bool = False
    full_name: str = ""
    called: Text | None = None
    council: Text | None = None
    changed_on: tuple[date, ...] = ()

    @property
    def whole_name(self) -> str:
        """All that it is known as."""
        return self.full_name or self.name

    @property
    def successors(self) -> Mapping[str, Fraction]:
        """What it became after its last day, each with its share of the inhabitants: one, several, or none while it is in use."""
        return {self.merged_into: Fraction(1)} if self.merged_into is not None else self.split_into

    def is_valid(self, start: date, end: date) -> bool:
        """Whether the number was in use on every day from `start` to `end`, both included."""
        return (self.valid_from or date.min) <= start and end <= (self.valid_to or date.max)


class Group(Struct, frozen=True):
    """A named list of municipality numbers. `source` is a name in the file's sources, here and below."""

    name: Text
    members: tuple[str, ...]
    source: str | None = None
    names: "Names" = field(default_factory=dict)


class Measure(Struct, frozen=True):
    """Something that is counted for each member (hours, shelf-metres, children), in whole or broken units; never negative.

    A derived one has no `values`: it is the `sum` of other measures and `"population"`, by name, each times its weight.
    Where figures change from period to period, `values_by_period` has them by period, and `values` nothing.
    `total` is what the source states as the sum of all values, `totals` the same by period; `None` and nothing where it states nothing.
    `changed_for` are the members to whom a what-if gives another figure than the file, by period; the empty period is every one.
    """

    name: Text
    values: Mapping[str, Fraction]
    unit: Text | None = None
    source: str | None = None
    sum: Mapping[str, Fraction] = field(default_factory=dict)
    total: Fraction | None = None
    values_by_period: Mapping[str, Mapping[str, Fraction]] = field(default_factory=dict)
    totals: Mapping[str, Fraction] = field(default_factory=dict)
    changed_for: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def in_period(self, period: str) -> "Measure":
        """The measure with the figures of one period."""
        if not self.values_by_period:
            return self
        return replace(self, values=self.values_by_period.get(period, {}), values_by_period={})


class Party(Struct, frozen=True):
    """A member that is no municipality; `called` and `council` as in `Municipality`."""

    name: str
    called: Text | None = None
    council: Text | None = None


class Register(Struct, frozen=True):
    """The municipality file: all municipalities by number, groups of them, and where the populations come from."""

    municipalities: Mapping[str, Municipality]
    groups: Mapping[str, Group]
    sources: Mapping[str, Source]
    population_sources: Mapping[date, str]
    acknowledged: tuple[Acknowledgement, ...] = ()
    measures: Mapping[str, Measure] = field(default_factory=dict)
