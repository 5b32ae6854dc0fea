"""Periods that a budget does not have yet, each like one that it has: the same posts, payers, keys and figures, amounts times a factor.

Knows nothing of files, formats or wording.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta
from fractions import Fraction
from math import lcm
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from lkt_alloc.engine.apportion import to_nearest
from lkt_alloc.engine.keys import with_parties
from lkt_alloc.engine.model import ROUNDINGS, Budget, Figures, Index, Key, Payer, Period, Post
from lkt_alloc.engine.register import Register
from lkt_alloc.language.sentences import Text


class AddedPeriod(Struct, frozen=True):
    """A period that is to be as another one is. `times` is what the amounts of posts are multiplied by, what is covered or external too.

    `keys` are the keys by payer, where they are others than in that period. What is `None` follows from the other period: its days are
    the same in the year that the identifier names.
    """

    like: str
    times: Fraction = Fraction(1)
    name: Text | None = None
    start: date | None = None
    end: date | None = None
    keys: Mapping[str, str] = field(default_factory=dict)
    source: str = ""

    def days(self, identifier: str, like: Period) -> tuple[date, date] | None:
        """Its first and its last day; `None` if neither it nor its identifier says them."""
        if self.start and self.end:
            return self.start, self.end
        if self.start or self.end or not re.fullmatch(_YEAR, identifier):
            return None
        years = int(identifier) - like.start.year
        return _moved(like.start, years), _moved(like.end, years)


Added = Mapping[str, AddedPeriod]
"""By identifier, in an order in which each is like one that is there before it."""

_YEAR: Final = "[12][0-9]{3}"


def with_added(budget: Budget, added: Added, register: Register) -> Budget:
    """The budget with the periods that it lacks. Expects that each is like one that is there, and has days.

    Posts' amounts, and what of them is covered or external, are rounded to `size_of` the period that they are like, halves away from
    zero; what is covered and external together too, so that it is never more than the amount.
    """
    for identifier, period in added.items():
        if identifier not in budget.periods:
            budget = _with_period(budget, identifier, period, register)
    return budget


def unit_of(budget: Budget, amounts: Collection[int]) -> str:
    """The largest rounding unit of a key that all amounts, in øre, are whole numbers of: what they are rounded to again."""
    units = {key.rounding for key in budget.keys.values()} | {"øre"}
    return max((unit for unit in units if not any(ore % ROUNDINGS[unit] for ore in amounts)), key=ROUNDINGS.__getitem__)


def size_of(budget: Budget, period: str) -> int:
    """What amounts of a period that is like another are rounded to, in øre: `unit_of` the amounts of the other.

    Where that is more than a krone, and amounts are shared by several payers, it is so many units that each of these has whole ones too,
    if the other's amounts are whole numbers of that.
    """
    amounts = list(amounts_in(budget, period))
    unit = ROUNDINGS[unit_of(budget, amounts)]
    shares = (share for post in budget.posts if period in post.amounts for share in post.paid_by.values())
    of_all = unit * lcm(*(share.denominator for share in shares))
    return of_all if unit > ROUNDINGS["1 kr"] and not any(ore % of_all for ore in amounts) else unit


def amounts_in(budget: Budget, period: str) -> Iterator[int]:
    """All amounts of posts in a period, in øre, and what of them is covered or external."""
    for post in budget.posts:
        yield from (given[period] for given in (post.amounts, post.covered, post.external) if period in given)


def _with_period(budget: Budget, identifier: str, period: AddedPeriod, register: Register) -> Budget:
    like = budget.periods[period.like]
    start, end = period.days(identifier, like) or (like.start, like.end)
    own = Period(period.name or Text({"": identifier}), start, end)
    before = [name for name, other in budget.periods.items() if other.start <= start]
    names = list(budget.periods)
    names.insert(names.index(before[-1]) + 1 if before else 0, identifier)
    periods = {**budget.periods, identifier: own}
    size = size_of(budget, period.like)
    return replace(
        budget,
        periods={name: periods[name] for name in names},
        payers={name: _payer(payer, period, identifier, name) for name, payer in budget.payers.items()},
        keys={name: _key(key, period.like, identifier) for name, key in budget.keys.items()},
        posts=tuple(_post(post, period, identifier, size) for post in budget.posts),
        indices={name: _index(index, period.like, identifier) for name, index in budget.indices.items()},
        figures={**budget.figures, **_figures(budget, period.like, identifier, register)},
    )


def _post(post: Post, period: AddedPeriod, identifier: str, size: int) -> Post:
    def grown(ore: int) -> int:
        return size * to_nearest(ore * period.times / size)

    like = period.like
    if like not in post.amounts:
        return post
    covered, external = post.covered.get(like, 0), post.external.get(like, 0)
    both = grown(covered + external)
    return replace(
        post,
        amounts={**post.amounts, identifier: grown(post.amounts[like])},
        covered={**post.covered, identifier: grown(covered)} if covered else post.covered,
        external={**post.external, identifier: both - grown(covered)} if external else post.external,
    )


def _payer(payer: Payer, period: AddedPeriod, identifier: str, name: str) -> Payer:
    own = period.keys.get(name, payer.keys_by_period.get(period.like))
    return replace(payer, keys_by_period={**payer.keys_by_period, identifier: own}) if own else payer


def _key(key: Key, like: str, identifier: str) -> Key:
    days = key.population_dates
    entries = [replace(entry, period=identifier) for entry in key.part_year if entry.period == like]
    return replace(
        key,
        population_dates={**days, identifier: days[like]} if like in days else days,
        part_year=(*key.part_year, *entries),
    )


def _index(index: Index, like: str, identifier: str) -> Index:
    factors = index.factors
    return replace(index, factors={**factors, identifier: factors[like]}) if like in factors else index


def _figures(budget: Budget, like: str, identifier: str, register: Register) -> Figures:
    """What measures that change from period to period have in the other period, whichever of the files has them."""
    known = with_parties(budget, register).measures
    return {
        (name, identifier, number): figure
        for name, measure in known.items()
        for number, figure in measure.values_by_period.get(like, {}).items()
    }


def _moved(day: date, years: int) -> date:
    """The same day of another year; the last of February stays the last of February."""
    following = day + timedelta(days=1)
    if following.month == day.month:
        return day.replace(year=day.year + years)
    return date(following.year + years, following.month, 1) - timedelta(days=1)
