"""What the files of a new collaboration are to say, and which populations they need."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Final

from msgspec import Struct, field

from lkt_alloc.engine.register import Municipality, Register, Source
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import Listed, Sentence, counted, listed, sentence

KEYS: Final = ("population", "equal", "host+population", "equal+population")
"""The kinds of key that a new collaboration can have."""


MUNICIPALITIES: Final = sentence("the municipalities")
"""What those who share are called where they pay for posts together."""


class PlannedPost(Struct, frozen=True):
    """A post: øre by year, and what of that is covered already. `at` is where a table has it.

    `paid_by` has the share of each payer by name; the municipalities have no name there.
    """

    id: str
    name: str
    amounts: Mapping[int, int]
    covered: Mapping[int, int] = field(default_factory=dict)
    paid_by: Mapping[str, Fraction] = field(default_factory=lambda: {"": Fraction(1)})
    at: str = ""

    @property
    def has_ore(self) -> bool:
        """Whether an amount is not whole kroner."""
        return any(ore % 100 for ore in (*self.amounts.values(), *self.covered.values()))


class Plan(Struct, frozen=True):
    """What the files are to say. `share` is the host's, or that of the equal part; `host` is a member's number.

    `totals` are the sums that the source of the posts states, in øre by year, and `table` is that source, if it is a file. `days` are the
    dates whose populations each year uses (`is_chosen`: someone asked for them), `sources` where they come from.
    """

    name: str
    years: tuple[int, ...]
    posts: tuple[PlannedPost, ...]
    totals: Mapping[int, int]
    key: str
    share: Fraction
    host: str
    members: tuple[Municipality, ...]
    days: Mapping[int, date]
    sources: Mapping[date, tuple[str, Source]]
    table: Source | None = None
    is_chosen: bool = False

    @property
    def payers(self) -> list[str]:
        """The names of those who pay besides the municipalities."""
        return [name for name in dict.fromkeys(name for post in self.posts for name in post.paid_by) if name]

    @property
    def keys(self) -> dict[date, str]:
        """The name of the key that each date's populations make: years with the same populations share one."""
        names: dict[date, str] = {}
        for year, day in self.days.items():
            names.setdefault(day, f"main-{year}" if names else "main")
        return names

    def stand_in(self, day: date) -> Sentence | None:
        """What is to be said of a date's populations that stand in for those of years which are not known."""
        years = [year for year in self.years if self.days[year] == day and date(year, 1, 1) != day]
        return None if not years or self.is_chosen or self.key == "equal" else stand_in(years, day)


def stand_in(years: Sequence[int], day: date) -> Sentence:
    """What is said where populations stand in for those of later years, which are not known."""
    return sentence(
        "The populations of 1 January are not known here for {years}: those of {day} are used.",
        years=listed(map(str, years)),
        day=day,
    )


def said_of(plan: Plan, written: Listed) -> Iterator[Sentence]:
    """What was written, and what is to be known of it."""
    yield sentence(
        "Wrote {names}: {members} municipalities, {posts}, {years}.",
        names=written,
        members=len(plan.members),
        posts=counted("{n} budget item", "{n} budget items", len(plan.posts)),
        years=_span(plan.years),
    )
    yield from filter(None, map(plan.stand_in, plan.keys))
    yield sentence("Look through the files, and try:")


def population_day(members: Sequence[Municipality], year: int, wanted: date | None, *, needed: bool) -> date:
    """The date whose populations the key uses: the one wanted, else the last that everyone has by 1 January of the year.

    Raises `CannotRun` when there is none, if the key needs it.
    """
    dates = set.intersection(*(set(municipality.population) for municipality in members))
    known = sorted(day for day in dates if day <= date(year, 1, 1))
    if wanted is None and known:
        return known[-1]
    if wanted in dates or not needed:
        return wanted or date(year, 1, 1)
    raise CannotRun(
        sentence("There are no populations on {day} for everyone who takes part.", day=wanted or date(year, 1, 1)),
        sentence("There are: {names}.", names=listed(map(str, sorted(dates)), ","))
        if dates
        else sentence("Give a download from the StatBank: --population FILE."),
    )


def sources_of(members: Sequence[Municipality], register: Register) -> dict[date, tuple[str, Source]]:
    """The sources of all populations that the members have."""
    dates = sorted({day for municipality in members for day in municipality.population})
    named = {day: register.population_sources[day] for day in dates if day in register.population_sources}
    return {day: (name, register.sources[name]) for day, name in named.items() if name in register.sources}


def _span(years: Sequence[int]) -> str:
    """Years in a row as the first and the last, others one by one.

    >>> _span((2026,)), _span((2026, 2027, 2028)), _span((2026, 2028))
    ('2026', '2026–2028', '2026, 2028')
    """
    if len(years) > 1 and years[-1] - years[0] == len(years) - 1:
        return f"{years[0]}–{years[-1]}"
    return ", ".join(map(str, years))
