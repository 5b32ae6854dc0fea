"""What the engine works on: municipalities, posts, payers and keys as frozen values.

Money is whole øre (`int`), shares are exact rationals (`Fraction`), dates are dates. Knows nothing of files, lines or results.
"""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import ClassVar, Final, get_args

from msgspec import Struct, field
from msgspec.structs import replace

from lkt_alloc.engine.case import CaseFacts
from lkt_alloc.language.sentences import Sentence, Text, Value, counted, listed

LANGUAGES: Final = ("nn", "nb", "en")
"""Languages of results: nynorsk, bokmål, English."""

ROUNDINGS: Final = {"øre": 1, "1 kr": 100, "10 kr": 1_000, "100 kr": 10_000, "1000 kr": 100_000}
"""The rounding units a key may have, as written in the budget file, each with its size in øre."""

MEASURES: Final = ("equal", "population")
"""What a part of a key may be divided by, besides the measures that the files define."""

AGREED: Final = "\n"
"""What the name of a measure begins with that is no measure of the files: the shares of a part that a key lists member by member."""


def is_agreed(measure: str) -> bool:
    """Whether what a part goes by is the shares that it lists itself."""
    return measure.startswith(AGREED)


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


class Period(Struct, frozen=True):
    """A stretch of time that has a column of amounts; both days are included."""

    name: Text
    start: date
    end: date


Members = str | tuple[str, ...]
"""Municipality numbers, or the name of a group; in a part of a key also `ALL` or `OTHERS`."""

Names = Mapping[tuple[str | int, ...], tuple[str, str]]
"""Where a list of members has a name after a number, as `1243 Os`: the place within the key or group, the number, the name."""

ALL: Final = "all"
"""Every member of the key."""

OTHERS: Final = "others"
"""Every member of the key that no other part names."""


OF_TOTAL, OF_REST = "total", "rest"
"""What a share is a share of: all that the key shares out, or what amounts and rates leave of it."""

NOBODY: Final = "nobody"
"""In a limit: what it takes away is left uncovered."""


class Step(Struct, frozen=True):
    """A class in a table by size, up to and including `up_to` (the last has none): øre for each unit, or øre in all."""

    up_to: Fraction | None
    rate: Fraction | None = None
    amount: int | None = None


class SharePart(Struct, frozen=True):
    """A part that takes a `share` of `of`: `OF_TOTAL` (also where it is empty, since nothing else takes any), or `OF_REST`.

    Like every kind of part it is divided between `to` by `measure` (one of `MEASURES`, or the name of a measure in the files).
    """

    kind: ClassVar[str] = "share"
    share: Fraction
    to: Members
    measure: str
    of: str = ""


class RestPart(Struct, frozen=True):
    """A part that takes what no other part does."""

    kind: ClassVar[str] = "rest"
    to: Members
    measure: str


class FirstPart(Struct, frozen=True):
    """A part that takes the first `amount` (øre) of the total, or all of it if it is less."""

    kind: ClassVar[str] = "first"
    amount: int
    to: Members
    measure: str


class AmountPart(Struct, frozen=True):
    """A part that takes an `amount` (øre), whatever the total; a negative one is a credit, which what is paid by others grows by."""

    kind: ClassVar[str] = "amount"
    amount: int
    to: Members
    measure: str


class RatePart(Struct, frozen=True):
    """A part in which each member pays a `rate`: øre for each unit of its own measure, or for each block of `per` units.

    With `begun` a block that is begun counts as a whole one. A negative rate is a credit.
    """

    kind: ClassVar[str] = "rate"
    rate: Fraction
    to: Members
    measure: str
    per: Fraction = Fraction(1)
    begun: bool = False


class StepsPart(Struct, frozen=True):
    """A part in which each member pays by a table of classes by size.

    With `marginal` each class' rate holds for what lies within the class, else the class that the member's size falls in for all of it.
    """

    kind: ClassVar[str] = "steps"
    steps: tuple[Step, ...]
    to: Members
    measure: str
    marginal: bool = False


PricedPart = RatePart | StepsPart
"""Each member's part is a price times its own measure, whatever the others have."""

FixedPart = FirstPart | AmountPart | PricedPart
"""What the part takes is not a share of anything."""

Part = SharePart | RestPart | FixedPart
"""One part of a key. Who asks what a part takes has an answer for every kind: the type checker sees to it (`assert_never`)."""

PART_KINDS: Final = tuple(kind.kind for kind in get_args(Part))
"""What the kinds are called: by the field that says what a part takes (`share: rest` is a kind of its own)."""


class LimitShare(Struct, frozen=True):
    """A limit that is a `share` of all that the key shares out in the period."""

    share: Fraction


class LimitRate(Struct, frozen=True):
    """A limit that is a `rate`: øre for each unit of what the member has of a `measure`."""

    rate: Fraction
    measure: str


LimitValue = int | LimitShare | LimitRate
"""A limit as it is written: øre, a share, or a rate."""


class Limit(Struct, frozen=True):
    """The most and the least that each of `to` pays through `parts` (numbers from 1; none: all).

    `borne_by` bears the difference: `OTHERS` (everyone else within the same limits, in proportion), `NOBODY`, or those named, equally.
    """

    most: LimitValue | None
    least: LimitValue | None
    to: Members = ALL
    parts: tuple[int, ...] = ()
    borne_by: Members = OTHERS


OF_PERIOD, OF_POST = "period", "post"
"""What is rounded by a key: what it shares out in a period, or each post of it by itself."""


class PartYear(Struct, frozen=True):
    """Members that take part in a period for only a `share` of it: what they are measured by counts with that share."""

    period: str
    members: tuple[str, ...]
    share: Fraction


class Key(Struct, frozen=True):
    """How a payer's total is shared between `members`; `lkt_alloc.engine.keys` finds out who that is.

    `uncovered` lets a key share out less or more than the total: the difference is shown. `index` names the index that amounts, rates
    and limits follow. `absent` are members whose part nobody pays. `unclear` are parts that do not say one thing to take, by their
    places from 0, each with what it says; what stands for them among `parts` takes nothing. A sound key has none. `changes` are what is
    changed in it in a what-if, which its name knows nothing of; `is_sourced` says whether its source does. `agreed` has the shares of
    the parts that list them, by member, under the names of the measures that these parts go by (`AGREED`). To a `share_unit` everyone's
    share of the whole is rounded before it is used. Populations are those of `population_date`, or of `population_dates` where it has
    another day in each period; `None` and none where it needs none. `rounding_of` says whether the total of a period is rounded
    (`OF_PERIOD`) or each post by itself (`OF_POST`).
    """

    name: Text
    members: Members
    parts: tuple[Part, ...]
    rounding: str
    population_date: date | None
    source: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    names: "Names" = field(default_factory=dict)
    limits: tuple[Limit, ...] = ()
    uncovered: bool = False
    index: str | None = None
    part_year: tuple[PartYear, ...] = ()
    absent: tuple[str, ...] = ()
    unclear: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    changes: tuple[Sentence, ...] = ()
    is_sourced: bool = True
    agreed: Mapping[str, Mapping[str, Fraction]] = field(default_factory=dict)
    share_unit: Fraction | None = None
    rounding_of: str = OF_PERIOD
    population_dates: Mapping[str, date] = field(default_factory=dict)

    def in_period(self, period: str) -> "Key":
        """The key with the day whose populations it uses in one period."""
        if not self.population_dates:
            return self
        return replace(self, population_date=self.population_dates.get(period), population_dates={})

    @property
    def called(self) -> Value:
        """The name, with what is changed: the name alone may say of a changed key what is no longer so."""
        if not self.changes:
            return self.name
        return counted(
            "{key} (with this change: {changes})",
            "{key} (with these changes: {changes})",
            len(self.changes),
            key=self.name,
            changes=listed(self.changes),
        )

    @property
    def unit_ore(self) -> int:
        """The rounding unit in øre."""
        return ROUNDINGS[self.rounding]

    @property
    def is_proportional(self) -> bool:
        """Whether everyone's part is the same share of any total: no amounts, rates, limits or rests."""
        shares = (isinstance(part, SharePart) and part.of != OF_REST for part in self.parts)
        return all(shares) and not self.limits


class Index(Struct, frozen=True):
    """A factor for each period, by which amounts, rates and limits of a key are multiplied."""

    name: Text
    factors: Mapping[str, Fraction]
    source: str | None = None


class Payer(Struct, frozen=True):
    """Someone who pays for posts. `key` is the name of the key that shares the payer's total, if it is shared further.

    `keys_by_period` has the key of the periods in which it is another.
    """

    name: Text
    key: str | None
    keys_by_period: Mapping[str, str] = field(default_factory=dict)


class Post(Struct, frozen=True):
    """A budget post: øre by period, what of it is covered already, and the share of each payer.

    `external` is money from outside, by period, off the post before its payers share it. `keys` has the keys of payers that share
    this post by another key than their own. `changed_in` are the periods in which a what-if has something else than the budget.
    """

    id: str
    name: Text
    paid_by: Mapping[str, Fraction]
    amounts: Mapping[str, int]
    covered: Mapping[str, int]
    source: str | None = None
    vat: str | None = None
    external: Mapping[str, int] = field(default_factory=dict)
    keys: Mapping[str, str] = field(default_factory=dict)
    changed_in: tuple[str, ...] = ()


class ControlTotal(Struct, frozen=True):
    """What the source states for a period, in øre; `None`, absent payers and absent members where it states nothing.

    A subtotal `1.4` is the sum of the posts `1.4` and `1.4.…`. `amounts` are what members pay of all payers' totals together, by number;
    `names` are the places of these in the file.
    """

    total: int | None
    covered: int | None
    increase: Mapping[str, int]
    source: str | None = None
    subtotals: Mapping[str, int] = field(default_factory=dict)
    amounts: Mapping[str, int] = field(default_factory=dict)
    names: Names = field(default_factory=dict)


Figures = Mapping[tuple[str, str, str], Fraction]
"""Figures of members, by what is counted (a measure, or `"population"`), the period (of populations the day), and the number.

An empty period is every one that there are figures for; of populations, every day that a key uses.
"""


class Budget(Struct, frozen=True):
    """The budget file. Every mapping keeps the order of the file. `parties` are members that are no municipalities.

    `municipalities` and `decisions` are files that it names, seen from its own folder. `figures` stand instead of those of the files, in
    a budget that has been changed: no file has any.
    """

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
    measures: Mapping[str, Measure] = field(default_factory=dict)
    indices: Mapping[str, Index] = field(default_factory=dict)
    parties: Mapping[str, Party] = field(default_factory=dict)
    municipalities: str | None = None
    decisions: str | None = None
    case: CaseFacts = CaseFacts()
    figures: Figures = field(default_factory=dict)
