"""What if: a budget with some things changed, without touching its file. Flags and scenario files make the same `Scenario`.

So do the final figures of a period, which make the budget into its accounts.

Knows nothing of files, lines or options. What a changed budget must still mean is for `lkt_alloc.checks.rules` to say.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from lkt_alloc.engine.added_years import Added, with_added
from lkt_alloc.engine.key_changes import other_members, other_terms
from lkt_alloc.engine.keys import (
    at_population_date,
    keys_that_share,
    numbers,
    part_members,
    with_members,
)
from lkt_alloc.engine.model import Budget, Figures, Index, Key, Payer, Post
from lkt_alloc.engine.register import Names, Register
from lkt_alloc.language.sentences import Sentence, Text, listed, sentence

AmountsByPost = Mapping[tuple[str, str], int]
"""Øre by post and period."""


class Scenario(Struct, frozen=True):
    """What is changed. `keys` are names of keys by payer; `only` and `without` are numbers of members.

    With `gap` nobody pays the part of those who are `without`; else the others do. `amounts`, `covered` and `external` stand instead of
    what the budget has; so do the shares of posts' payers in `paid_by`, the factors of `indices` by index and period, and the `figures`
    of members. `new_keys` are keys that the budget lacks, or that stand instead of its own of that name. `periods` are added to it as
    its file has it, before anything else is changed.
    """

    keys: Mapping[str, str] = field(default_factory=dict)
    population: date | None = None
    without: tuple[str, ...] = ()
    gap: bool = False
    only: tuple[str, ...] = ()
    amounts: AmountsByPost = field(default_factory=dict)
    covered: AmountsByPost = field(default_factory=dict)
    external: AmountsByPost = field(default_factory=dict)
    new_keys: Mapping[str, Key] = field(default_factory=dict)
    paid_by: Mapping[str, Mapping[str, Fraction]] = field(default_factory=dict)
    figures: Figures = field(default_factory=dict)
    indices: Mapping[tuple[str, str], Fraction] = field(default_factory=dict)
    periods: Added = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is changed."""
        given = (self.keys, self.population, self.without, self.only, self.amounts, self.covered, self.external)
        return not any((*given, self.new_keys, self.paid_by, self.figures, self.indices, self.periods))

    @property
    def without_a_part(self) -> tuple[str, ...]:
        """Those whose part is to be a gap, and who have none: they are not among the only ones that share."""
        return tuple(number for number in self.without if self.gap and self.only and number not in self.only)

    @property
    def both(self) -> tuple[str, ...]:
        """Those who are to be left out, and to be among the only ones that share."""
        return () if self.gap else tuple(number for number in self.without if number in self.only)

    def with_new_keys(self, budget: Budget) -> Budget:
        """The budget with the keys that are added to it or stand instead of its own, and nothing else changed."""
        return replace(budget, keys={**budget.keys, **self.new_keys})

    def over(self, other: "Scenario") -> "Scenario":
        """Both together. Expects that they do not say different things."""
        return Scenario(
            {**other.keys, **self.keys},
            self.population or other.population,
            self.without or other.without,
            self.gap or other.gap,
            self.only or other.only,
            {**other.amounts, **self.amounts},
            {**other.covered, **self.covered},
            {**other.external, **self.external},
            {**other.new_keys, **self.new_keys},
            {**other.paid_by, **self.paid_by},
            {**other.figures, **self.figures},
            {**other.indices, **self.indices},
            {**other.periods, **self.periods},
        )


class Written(Scenario, frozen=True, kw_only=True):
    """A scenario file: what is changed, and of which budget.

    `names` are those that stand after numbers, by their places; `changed_posts` the posts that are changed, in the order of the file.
    """

    name: Text
    budget: str | None = None
    municipalities: str | None = None
    names: Names = field(default_factory=dict)
    changed_posts: tuple[str, ...] = ()


class Actual(Struct, frozen=True):
    """The final figures of a period, in øre. Every post of the budget is in `amounts` or in `unchanged`.

    `paid` has what members have paid on account, by number; of the others it is taken to be what the budget says. `population` is the
    date of the final populations, where they are not the budget's. `budget` and `municipalities` name the files that it is about.
    """

    period: str
    amounts: Mapping[str, int]
    unchanged: tuple[str, ...]
    covered: Mapping[str, int]
    external: Mapping[str, int]
    population: date | None
    paid: Mapping[str, int]
    names: Names
    budget: str | None = None
    municipalities: str | None = None

    def missing(self, budget: Budget) -> list[str]:
        """The posts of the budget that have no final amount and are not said to be unchanged."""
        return [post.id for post in budget.posts if post.id not in self.amounts and post.id not in self.unchanged]

    def changes(self) -> Scenario:
        """What makes the budget of the period into its accounts."""
        amounts, covered, external = (
            {(post, self.period): ore for post, ore in given.items()}
            for given in (self.amounts, self.covered, self.external)
        )
        return Scenario(population=self.population, amounts=amounts, covered=covered, external=external)


def changed(scenario: Scenario, budget: Budget, register: Register, periods: Collection[str] = ()) -> Budget:
    """The budget as the scenario has it: what its file would say if somebody had edited it for `periods` (none: for all).

    A key that has none of those who are to share is left with nobody (`left_with_nobody`); it stays as it is if nothing is shared by
    it then. Control totals are left out: they are about the budget as it was. Expects names that the budget knows.
    """
    own, before = budget.keys, _with_keys(with_added(budget, scenario.periods, register), scenario)
    budget = replace(
        before,
        control_totals={},
        posts=tuple(_with_amounts(post, scenario) for post in before.posts),
        indices={name: _with_factors(name, index, scenario) for name, index in before.indices.items()},
        figures=_with_own_figures(before.figures, scenario.figures),
    )
    if scenario.population:
        budget = at_population_date(budget, scenario.population)
    shown = keys_that_share(budget, periods or budget.periods)
    after = {name: _of_members(key, scenario, register) for name, key in budget.keys.items()}
    keys = {
        name: key if name in shown or numbers(key.members, register) else budget.keys[name]
        for name, key in after.items()
    }
    return replace(
        budget,
        keys={name: _with_changes(key, before.keys[name], own.get(name), register) for name, key in keys.items()},
    )


def _with_changes(key: Key, before: Key, own: Key | None, register: Register) -> Key:
    """A key with what its name and its source know nothing of. `own` is the budget's key that it stands for or instead of."""
    members = tuple(other_members(key, before, register))
    terms = other_terms(before, own, register) if own and own.name == before.name else ()
    is_sourced = not members and not (own and terms and own.source == before.source)
    return replace(key, changes=(*terms, *members), is_sourced=is_sourced)


def _with_keys(budget: Budget, scenario: Scenario) -> Budget:
    """The budget with the scenario's own keys, and with payers that share by the keys it names."""
    payers = {payer: _with_key(own, scenario.keys.get(payer)) for payer, own in budget.payers.items()}
    return replace(scenario.with_new_keys(budget), payers=payers)


SOMEBODY_ELSE: Final = sentence("Let somebody who takes part share it too, or use another allocation key.")
"""The remedy where a change leaves a part of a key with nobody."""
NOBODY_PAYS: Final = sentence(
    "Let nobody pay for those who are left out (--gap), or let somebody who takes part share it too."
)
"""The same where those who are left out are what leaves it so."""


def left_with_nobody(scenario: Scenario, after: Budget, budget: Budget, register: Register) -> Sentence | None:
    """What is said where a change leaves a key, or a part of one, with nobody: all are left out, or others are to share alone.

    `after` is the changed `budget`.
    """
    before = scenario.with_new_keys(budget)
    for name, key in after.keys.items():
        if not numbers(key.members, register):
            return sentence('With these changes nobody is left to share by the allocation key "{key}".', key=key.name)
        parts = zip(part_members(before.keys[name], register), part_members(key, register), strict=True)
        if empty := [n for n, (had, has) in enumerate(parts, start=1) if had and not has]:
            said = (
                sentence('Nobody is left in part {n} of the allocation key "{key}" with only {names} taking part.')
                if scenario.only
                else sentence('Nobody is left in part {n} of the allocation key "{key}" without {names}.')
            )
            names = listed(register.municipalities[number].name for number in scenario.only or scenario.without)
            return said.filled(n=empty[0], key=key.name, names=names)
    return None


def left_out(scenario: Scenario, budget: Budget, register: Register) -> tuple[str, ...]:
    """The members of the budget's keys who do not share, as the scenario has it."""
    keys = scenario.with_new_keys(budget).keys.values()
    everyone = dict.fromkeys(number for key in keys for number in numbers(key.members, register))
    return tuple(n for n in everyone if n in scenario.without or (scenario.only and n not in scenario.only))


def _with_own_figures(before: Figures, own: Figures) -> Figures:
    """The figures of periods that are added, but for those of members that have another figure in all periods."""
    kept = {
        (counted, period, n): figure for (counted, period, n), figure in before.items() if (counted, "", n) not in own
    }
    return {**kept, **own}


def _with_key(payer: Payer, key: str | None) -> Payer:
    return payer if key is None else Payer(payer.name, key)


def _with_amounts(post: Post, scenario: Scenario) -> Post:
    def own(amounts: AmountsByPost, before: Mapping[str, int]) -> dict[str, int]:
        return {**before, **{period: ore for (name, period), ore in amounts.items() if name == post.id}}

    return replace(
        post,
        amounts=own(scenario.amounts, post.amounts),
        covered=own(scenario.covered, post.covered),
        external=own(scenario.external, post.external),
        changed_in=tuple(_changed_in(post, scenario)),
        paid_by=scenario.paid_by.get(post.id, post.paid_by),
    )


def _changed_in(post: Post, scenario: Scenario) -> Iterator[str]:
    """The periods in which the figures of a post are not from the budget."""
    given = {period for name, period in (*scenario.amounts, *scenario.covered, *scenario.external) if name == post.id}
    for period in dict.fromkeys((*post.amounts, *given)):
        if period in given or period in scenario.periods or post.id in scenario.paid_by:
            yield period


def _with_factors(name: str, index: Index, scenario: Scenario) -> Index:
    own = {period: factor for (other, period), factor in scenario.indices.items() if other == name}
    return replace(index, factors={**index.factors, **own})


def _of_members(key: Key, scenario: Scenario, register: Register) -> Key:
    """The key for those who are still with it."""
    everyone = numbers(key.members, register)
    gone = set(scenario.without) & set(everyone)
    if scenario.gap and gone:
        key, gone = replace(key, absent=tuple(number for number in everyone if number in gone)), set()
    if scenario.only:
        gone |= set(everyone) - set(scenario.only)
    return _without(key, gone, register) if gone else key


def _without(key: Key, gone: set[str], register: Register) -> Key:
    """The key for those who stay, without the limits and the part years that are left with nobody."""
    key = with_members(key, register, lambda members: tuple(number for number in members if number not in gone))
    return replace(
        key,
        names={},
        limits=tuple(limit for limit in key.limits if limit.to),
        part_year=tuple(entry for entry in key.part_year if entry.members),
    )
