"""What the engine works on: budgets with their posts, payers and keys as frozen values.

Money is whole øre (`int`), shares are exact rationals (`Fraction`), dates are dates. Knows nothing of files, lines or results.
"""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from lkt_alloc.engine.case import CaseFacts
from lkt_alloc.engine.parts import OF_REST, Limit, Members, Part, SharePart
from lkt_alloc.engine.register import Acknowledgement, Measure, Names, Party, Source
from lkt_alloc.language.sentences import Sentence, Text, Value, counted, listed

LANGUAGES: Final = ("nn", "nb", "en")
"""Languages of results: nynorsk, bokmål, English."""

ROUNDINGS: Final = {"øre": 1, "1 kr": 100, "10 kr": 1_000, "100 kr": 10_000, "1000 kr": 100_000}
"""The rounding units a key may have, as written in the budget file, each with its size in øre."""


class Period(Struct, frozen=True):
    """A stretch of time that has a column of amounts; both days are included."""

    name: Text
    start: date
    end: date


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
