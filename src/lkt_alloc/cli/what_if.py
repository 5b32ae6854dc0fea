"""The flags that change a budget without touching its file, understood; each raises `CannotRun` with what is wrong with it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from lkt_alloc.cli.asked import WhatIf
from lkt_alloc.engine.keys import keys_that_share, numbers
from lkt_alloc.engine.model import Budget, Register
from lkt_alloc.engine.names import find_municipality, find_one
from lkt_alloc.engine.payers import sum_of
from lkt_alloc.engine.scenario import Scenario, called, changed
from lkt_alloc.files.notation import amount_ore, meant_amount
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import Sentence, listed, sentence

_NOTHING: Final = Scenario()
K = TypeVar("K")
V = TypeVar("V")
Place = tuple[str, str]
"""A post and a period."""


def scenario_of(
    flags: WhatIf, budget: Budget, register: Register, period: str | None, before: Scenario = _NOTHING
) -> Scenario:
    """The scenario that the flags describe, together with that of a file; `period` is the one that is asked for.

    What one flag says another, or the file, may say again; where they say different things, that is refused.
    """
    reading = _Reading(replace(budget, keys={**budget.keys, **before.new_keys}), register, period)
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
        gap=flags.gap,
        amounts=_of(amounts, "amounts"),
        covered=_of(amounts, "covered"),
        external=_of(amounts, "external"),
    )
    others = replace(before, population=None, without=(), gap=False, only=())
    with_everyone = replace(own, population=None, gap=False).over(others)
    reading = replace(reading, budget=changed(with_everyone, budget, register))
    own = replace(own, without=reading.members(flags.without), only=reading.members(flags.only))
    _refuse_what_the_file_says_otherwise(own, before)
    together = own.over(before)
    _refuse_contradictions(together, register)
    return together


def _of(amounts: Mapping[tuple[str, Place], int], field: str) -> dict[Place, int]:
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


def _refuse_what_the_file_says_otherwise(own: Scenario, file: Scenario) -> None:
    settings: tuple[tuple[str, Mapping[Any, object], Mapping[Any, object]], ...] = (
        ("--key", own.keys, file.keys),
        ("--set post", own.amounts, file.amounts),
        ("--set covered", own.covered, file.covered),
        ("--external", own.external, file.external),
        ("--population", _whole(own.population), _whole(file.population)),
        ("--without", _whole(frozenset(own.without)), _whole(frozenset(file.without))),
        ("--only", _whole(frozenset(own.only)), _whole(frozenset(file.only))),
    )
    for option, mine, its in settings:
        if any(its.get(what, value) != value for what, value in mine.items()):
            reason = sentence("The scenario file says something else than {option}.", option=option)
            raise CannotRun(reason, sentence("Leave the option out, or change the file."))


def _whole(value: object) -> Mapping[Any, object]:
    """A setting that is one thing, as a table of it; nothing if it is not set."""
    return {"": value} if value else {}


def _refuse_contradictions(scenario: Scenario, register: Register) -> None:
    if scenario.both:
        names = called(scenario.both, register)
        reason = sentence("These are both left out and among the only ones that share: {names}.", names=names)
        raise CannotRun(reason, sentence("Name them in one of the two."))
    if scenario.gap and not scenario.without:
        reason = sentence("It is not said whose part nobody is to pay (--gap).")
        raise CannotRun(reason, sentence("Say who is left out: --without NAMES."))
    if partless := scenario.without_a_part:
        reason = sentence(
            "Nobody is to pay the part of {names}, but they have none: only others share.",
            names=called(partless, register),
        )
        raise CannotRun(reason, sentence("Leave out --gap, or name them in --only too."))


_SETTABLE: Final = {"post": "amounts", "covered": "covered", "external": "external"}
"""What can be set, and the field of a scenario that has it."""


class _Reading(Struct, frozen=True):
    budget: Budget
    register: Register
    period: str | None

    def key(self, text: str) -> tuple[str, str]:
        """`NAME` or `PAYER=NAME`: the payer and the name of its key."""
        payer, _, name = text.rpartition("=")
        if not payer:
            sharing = [payer for payer, own in self.budget.payers.items() if own.key or own.keys_by_period]
            if len(sharing) != 1:
                reason = sentence("There are several payers that share by a key: {names}.", names=listed(sharing, ","))
                raise CannotRun(
                    reason, sentence("Write {example}.", example=f"--key {(sharing or ['PAYER'])[0]}={name}")
                )
            payer = sharing[0]
        find_one(payer, self.budget.payers, sentence('There is no payer "{name}".', name=payer))
        return payer, find_one(name, self.budget.keys, sentence('There is no key "{name}".', name=name))

    def members(self, texts: Sequence[str]) -> tuple[str, ...]:
        """Names or numbers of members, between commas; each once. They share something in what is asked for."""
        # a list without a name, as of an empty variable, is a name that nobody has: what is asked is never left unasked
        wanted = [part for text in texts for part in [p for p in text.split(",") if p.strip()] or [text]]
        if not wanted:
            return ()
        shown = keys_that_share(self.budget, [self.period] if self.period else self.budget.periods)
        here = {n for name in shown for n in numbers(self.budget.keys[name].members, self.register)}
        return tuple(dict.fromkeys(self._member(part, here) for part in wanted))

    def _member(self, typed: str, here: set[str]) -> str:
        try:
            return find_municipality(typed, self.register, here)
        except CannotRun:
            everyone = {n for key in self.budget.keys.values() for n in numbers(key.members, self.register)}
            number = find_municipality(typed, self.register, everyone)
            if number in here:
                raise  # of several, one shares here
            reason = sentence(
                "{municipality} has no part in what is shared here.", municipality=called((number,), self.register)
            )
        raise CannotRun(reason, sentence("It is only among the members of other keys, or of other periods."))

    def changed(self, text: str) -> tuple[tuple[str, Place], int]:
        """`post.1.4.2.2019=900000`: what is set, the post and the period, and the amount."""
        left, ore = _amount(text, "post.1.4.2.2019=900000")
        what, _, place = left.partition(".")
        find_one(what, _SETTABLE, sentence('"{said}" cannot be set.', said=what))
        if len(places := self._places(place)) == 1:
            return (_SETTABLE[what], places[0]), ore
        raise self._no_place(place, places)

    def external(self, text: str) -> tuple[tuple[str, Place], int]:
        """`1.5=200000` or `1.5.2019=200000`: the post and the period, and the amount."""
        place, ore = _amount(text, "1.5=200000")
        places, posts = self._places(place), {post.id: post for post in self.budget.posts}
        if place in posts and not places:
            paid = [p for p in self.budget.periods if sum_of(posts[place], p).total - sum_of(posts[place], p).covered]
            possible = [self.period] if self.period else paid
            if len(possible) != 1:
                reason = sentence('It is not said in which period post "{post}" gets external money.', post=place)
                raise CannotRun(
                    reason, sentence("Write {example}.", example=f"--external {place}.PERIOD={text.rpartition('=')[2]}")
                )
            places = [(place, find_one(possible[0], self.budget.periods, _no_period(place)))]
        elif place in posts:
            places = [(place, "?"), *places]
        if len(places) == 1:
            return ("external", places[0]), ore
        raise self._no_place(place, places)

    def _places(self, text: str) -> list[Place]:
        """Every post and period of the budget that `text` can be, as both may have points: `1.2024.1`."""
        posts = {post.id for post in self.budget.posts}
        ends = [period for period in self.budget.periods if text.endswith(f".{period}")]
        return [(post, period) for period in ends if (post := text.removesuffix(f".{period}")) in posts]

    def _no_place(self, text: str, places: list[Place]) -> CannotRun:
        """Why `text` is not one post and one period. Raises it where the nearest name is to be said."""
        if places:
            names = "; ".join(f"{post}, {period}" for post, period in places)
            reason = sentence('"{typed}" can be several: {names}.', typed=text, names=names)
            return CannotRun(reason, sentence("Say it in a scenario file: --scenario FILE."))
        ends = [period for period in self.budget.periods if text.endswith(f".{period}")]
        post, _, period = text.rpartition(".")
        post = text.removesuffix(f".{max(ends, key=len)}") if ends else post or text
        find_one(post, [post.id for post in self.budget.posts], sentence('There is no post "{name}".', name=post))
        find_one(period, self.budget.periods, _no_period(text))
        raise AssertionError("a post and a period that are there make a place")


def _no_period(place: str) -> Sentence:
    return sentence('"{said}" does not end with a period of the budget.', said=place)


def _amount(text: str, example: str) -> tuple[str, int]:
    place, sign, typed = text.rpartition("=")
    meant = meant_amount(typed)
    if not sign or not place or not meant or not meant[1]:
        raise CannotRun(
            sentence('"{said}" is not a post with an amount in kroner.', said=text),
            sentence("Write it like this: {example}", example=example),
        )
    return place, amount_ore(meant[0])
