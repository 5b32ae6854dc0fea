"""What the engine works on: municipalities, posts, payers and keys as frozen values.

Money is whole øre (`int`), shares are exact rationals (`Fraction`), dates are dates. Knows nothing of files, lines or results.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from lkt_alloc.sentences import Text

LANGUAGES = ("nn", "nb", "en")
"""Languages of results: nynorsk, bokmål, English."""

ROUNDINGS = {"øre": 1, "1 kr": 100, "10 kr": 1_000, "100 kr": 10_000, "1000 kr": 100_000}
"""The rounding units a key may have, as written in the budget file, each with its size in øre."""

MEASURES = ("equal", "population")
"""What a part of a key may be divided by."""


@dataclass(frozen=True, slots=True)
class Source:
    """A document or table that figures come from."""

    title: Text
    publisher: Text | None = None
    table: Text | None = None
    licence: str = ""
    via: str = ""
    retrieved: date | None = None
    sha256: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """A reason to let a finding be: the rule's code or name, and the place in the data, never a line.

    `at` is a route of names from the top of the file; a post goes by its identifier, a part of a key by its number from 1.
    """

    rule: str
    at: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Municipality:
    """A municipality under one number. `population` holds inhabitants by the 1 January they were counted on.

    `organisation_number` (nine digits) and `buyer_reference` are for invoices; `None` and empty where the file does not say.
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

    def is_valid(self, start: date, end: date) -> bool:
        """Whether the number was in use on every day from `start` to `end`, both included."""
        return (self.valid_from or date.min) <= start and end <= (self.valid_to or date.max)


@dataclass(frozen=True, slots=True)
class Group:
    """A named list of municipality numbers. `source` is a name in the file's sources, here and below."""

    name: Text
    members: tuple[str, ...]
    source: str | None = None
    names: "Names" = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Register:
    """The municipality file: all municipalities by number, groups of them, and where the populations come from."""

    municipalities: Mapping[str, Municipality]
    groups: Mapping[str, Group]
    sources: Mapping[str, Source]
    population_sources: Mapping[date, str]
    acknowledged: tuple[Acknowledgement, ...] = ()


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time that has a column of amounts; both days are included."""

    name: Text
    start: date
    end: date


Members = str | tuple[str, ...]
"""Municipality numbers, or the name of a group; in a part of a key also `ALL` or `OTHERS`."""

Names = Mapping[tuple[str | int, ...], tuple[str, str]]
"""Where a list of members has a name after a number, as `1243 Os`: the place within the key or group, the number, the name."""

ALL = "all"
"""Every member of the key."""

OTHERS = "others"
"""Every member of the key that no other part names."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a key: `share` of the payer's total, divided between `to` by `measure` (one of `MEASURES`)."""

    share: Fraction
    to: Members
    measure: str


@dataclass(frozen=True, slots=True)
class Key:
    """How a payer's total is shared between `members`; `lkt_alloc.keys` finds out who that is."""

    name: Text
    members: Members
    parts: tuple[Part, ...]
    rounding: str
    population_date: date
    source: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    names: "Names" = field(default_factory=dict)

    @property
    def unit_ore(self) -> int:
        """The rounding unit in øre."""
        return ROUNDINGS[self.rounding]


@dataclass(frozen=True, slots=True)
class Payer:
    """Someone who pays for posts. `key` is the name of the key that shares the payer's total, if it is shared further."""

    name: Text
    key: str | None


@dataclass(frozen=True, slots=True)
class Post:
    """A budget post: øre by period, what of it is covered already, and the share of each payer."""

    id: str
    name: Text
    paid_by: Mapping[str, Fraction]
    amounts: Mapping[str, int]
    covered: Mapping[str, int]
    source: str | None = None
    vat: str | None = None


@dataclass(frozen=True, slots=True)
class ControlTotal:
    """What the source states for a period, in øre; `None` and absent payers where it states nothing.

    A subtotal `1.4` is the sum of the posts `1.4` and `1.4.…`.
    """

    total: int | None
    covered: int | None
    increase: Mapping[str, int]
    source: str | None = None
    subtotals: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Budget:
    """The budget file. Every mapping keeps the order of the file."""

    name: Text
    language: str
    sources: Mapping[str, Source]
    periods: Mapping[str, Period]
    payers: Mapping[str, Payer]
    keys: Mapping[str, Key]
    posts: tuple[Post, ...]
    control_totals: Mapping[str, ControlTotal]
    vat: str | None = None
    acknowledged: tuple[Acknowledgement, ...] = ()
