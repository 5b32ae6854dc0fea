"""Changes of a budget as they are typed on a command line, understood; each raises `CannotRun` with what is wrong with it."""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Final, TypeVar

from msgspec import Struct

from lkt_alloc.checks.what_if import PostAndPeriod, key_of_payer, post_called, together
from lkt_alloc.engine.model import Budget
from lkt_alloc.engine.names import find_one
from lkt_alloc.engine.payers import sum_of
from lkt_alloc.engine.register import Register
from lkt_alloc.engine.scenario import Scenario
from lkt_alloc.files.notation import amount_ore, meant_amount
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import Sentence, sentence
from lkt_alloc.language.signs import composed

K = TypeVar("K")
V = TypeVar("V")


class WhatIf(Struct, frozen=True):
    """What is to be changed in the budget before it is shared out, as typed."""

    population: str | None = None
    gap: bool = False
    scenario: Path | None = None
    key: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    external: tuple[str, ...] = ()
    set_: tuple[str, ...] = ()
    decided: bool = False


def scenario_of(flags: WhatIf, file: Scenario, budget: Budget, register: Register, period: str | None) -> Scenario:
    """The scenario that the flags describe, together with that of a file; `period` is the one that is asked for."""
    budget = file.with_new_keys(budget)
    reading = _Reading(budget, period)
    keys = _once((text, *reading.key(text)) for text in flags.key)
    amounts = _once(
        [
            *((text, *reading.changed(text)) for text in flags.set_),
            *((text, *reading.external(text)) for text in flags.external),
        ]
    )
    own = Scenario(
        keys=keys,
        population=date.fromisoformat(flags.population) if flags.population else None,
        without=flags.without,
        gap=flags.gap,
        only=flags.only,
        amounts=_of(amounts, "amounts"),
        covered=_of(amounts, "covered"),
        external=_of(amounts, "external"),
    )
    return together(own, file, budget, register, period)


def _of(amounts: Mapping[tuple[str, PostAndPeriod], int], field: str) -> dict[PostAndPeriod, int]:
    return {place: ore for (own, place), ore in amounts.items() if own == field}


def _once(said: Iterable[tuple[str, K, V]]) -> dict[K, V]:
    """What was typed, what it sets, and to which value: each thing once, or to the same value."""
    found: dict[K, V] = {}
    texts: dict[K, str] = {}
    for text, what, value in said:
        if found.setdefault(what, value) != value:
            reason = sentence('"{one}" and "{other}" set the same to different things.', one=texts[what], other=text)
            raise CannotRun(reason, sentence("Keep one of the two."))
        texts.setdefault(what, text)
    return found


_SETTABLE: Final = {"post": "amounts", "covered": "covered", "external": "external"}
"""What can be set, and the field of a scenario that has it."""


class _Reading(Struct, frozen=True):
    """What texts are read against: the budget, and the period that is asked for."""

    budget: Budget
    period: str | None

    def key(self, text: str) -> tuple[str, str]:
        """`NAME` or `PAYER=NAME`: the payer and the name of its key."""
        payer, _, name = text.rpartition("=")
        return key_of_payer(payer, name, self.budget)

    def changed(self, text: str) -> tuple[tuple[str, PostAndPeriod], int]:
        """`post.1.4.2.2019=900000`: what is set, the post and the period, and the amount."""
        left, ore = _amount(text, "post.1.4.2.2019=900000")
        what, _, place = left.partition(".")
        if what not in _SETTABLE and self._is_a_post(left):
            what, place = "post", self._in_its_period(left, text)
        find_one(what, _SETTABLE, sentence('"{said}" cannot be set.', said=what))
        if len(places := self._places(place)) == 1:
            return (_SETTABLE[what], places[0]), ore
        raise self._no_place(place, places)

    def _is_a_post(self, text: str) -> bool:
        return bool(self._places(text)) or text in {post.id for post in self.budget.posts}

    def _in_its_period(self, place: str, text: str) -> str:
        """A post with its period, where that is said or there is only one."""
        periods = [self.period] if self.period else list(self.budget.periods)
        if self._places(place):
            return place
        if len(periods) == 1:
            return f"{place}.{periods[0]}"
        reason = sentence(
            'It is not stated in which period budget item "{post}" is to have another amount.', post=place
        )
        example = f"--set post.{place}.{periods[-1]}={text.rpartition('=')[2]}"
        raise CannotRun(reason, sentence("Write {example}.", example=example))

    def external(self, text: str) -> tuple[tuple[str, PostAndPeriod], int]:
        """`1.5=200000` or `1.5.2019=200000`: the post and the period, and the amount."""
        place, ore = _amount(text, "1.5=200000")
        places, posts = self._places(place), {post.id: post for post in self.budget.posts}
        if place in posts and not places:
            paid = [p for p in self.budget.periods if sum_of(posts[place], p).total - sum_of(posts[place], p).covered]
            possible = [self.period] if self.period else paid
            if len(possible) != 1:
                reason = sentence(
                    'It is not stated in which period budget item "{post}" gets external funding.', post=place
                )
                raise CannotRun(
                    reason, sentence("Write {example}.", example=f"--external {place}.PERIOD={text.rpartition('=')[2]}")
                )
            places = [(place, find_one(possible[0], self.budget.periods, _no_period(place)))]
        elif place in posts:
            places = [(place, "?"), *places]
        if len(places) == 1:
            return ("external", places[0]), ore
        raise self._no_place(place, places)

    def _places(self, text: str) -> list[PostAndPeriod]:
        """Every post and period of the budget that `text` can be, as both may have points: `1.2024.1`."""
        posts = {post.id for post in self.budget.posts}
        ends = [period for period in self.budget.periods if text.endswith(f".{period}")]
        return [(post, period) for period in ends if (post := text.removesuffix(f".{period}")) in posts]

    def _no_place(self, text: str, places: list[PostAndPeriod]) -> CannotRun:
        """Why `text` is not one post and one period. Raises it where the nearest name is to be said."""
        if places:
            names = "; ".join(f"{post}, {period}" for post, period in places)
            reason = sentence('"{typed}" can be several: {names}.', typed=text, names=names)
            return CannotRun(reason, sentence("Use a scenario file: --scenario FILE."))
        ends = [period for period in self.budget.periods if text.endswith(f".{period}")]
        post, _, period = text.rpartition(".")
        post = text.removesuffix(f".{max(ends, key=len)}") if ends else post or text
        post_called(post, self.budget)
        find_one(period, self.budget.periods, _no_period(text))
        raise AssertionError("a post and a period that are there make a place")


def _no_period(place: str) -> Sentence:
    return sentence('"{said}" does not end with a period of the budget.', said=place)


def _amount(text: str, example: str) -> tuple[str, int]:
    place, sign, typed = text.rpartition("=")
    meant = meant_amount(typed)
    if not sign or not place or not meant or not meant[1]:
        raise CannotRun(
            sentence('"{said}" is not a budget item with an amount in kroner.', said=text),
            sentence("Write it like this: {example}", example=example),
        )
    return composed(place), amount_ore(meant[0])
