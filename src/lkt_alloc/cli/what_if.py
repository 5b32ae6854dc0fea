"""The flags that change a budget without touching its file, understood; each raises `CannotRun` with what is wrong with it."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from lkt_alloc.cli.asked import WhatIf
from lkt_alloc.errors import CannotRun
from lkt_alloc.keys import numbers
from lkt_alloc.model import Budget, Register
from lkt_alloc.names import find_municipality, find_one
from lkt_alloc.notation import amount_ore, meant_amount
from lkt_alloc.payers import sum_of
from lkt_alloc.scenario import Scenario, called
from lkt_alloc.sentences import sentence

_NOTHING: Final = Scenario()


def scenario_of(
    flags: WhatIf, budget: Budget, register: Register, period: str | None, before: Scenario = _NOTHING
) -> Scenario:
    """The scenario that the flags describe, over that of a file; `period` is the one that is asked for."""
    reading = _Reading(replace(budget, keys={**budget.keys, **before.new_keys}), register, period)
    set_ = [reading.changed(text) for text in flags.set_]
    own = Scenario(
        keys=dict(reading.key(text) for text in flags.key),
        population=date.fromisoformat(flags.population) if flags.population else None,
        without=reading.members(flags.without),
        gap=flags.gap,
        only=reading.members(flags.only),
        amounts={place: ore for what, place, ore in set_ if what == "post"},
        covered={place: ore for what, place, ore in set_ if what == "covered"},
        external={place: ore for what, place, ore in set_ if what == "external"}
        | dict(reading.external(text) for text in flags.external),
    )
    together = own.over(before)
    _refuse_a_gap_of_nobody(together, register)
    return together


def _refuse_a_gap_of_nobody(scenario: Scenario, register: Register) -> None:
    if scenario.gap and not scenario.without:
        reason = sentence("It is not said whose part nobody is to pay (--gap).")
        raise CannotRun(reason, sentence("Say who is left out: --without NAMES."))
    if partless := scenario.without_a_part:
        reason = sentence(
            "Nobody is to pay the part of {names}, but they have none: only others share.",
            names=called(partless, register),
        )
        raise CannotRun(reason, sentence("Leave out --gap, or name them in --only too."))


_SETTABLE: Final = ("post", "covered", "external")


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
                reason = sentence("There are several payers that share by a key: {names}.", names=", ".join(sharing))
                raise CannotRun(
                    reason, sentence("Write {example}.", example=f"--key {(sharing or ['PAYER'])[0]}={name}")
                )
            payer = sharing[0]
        find_one(payer, self.budget.payers, sentence('There is no payer "{name}".', name=payer))
        return payer, find_one(name, self.budget.keys, sentence('There is no key "{name}".', name=name))

    def members(self, texts: Sequence[str]) -> tuple[str, ...]:
        """Names or numbers of members, between commas; each once."""
        everyone = {n for key in self.budget.keys.values() for n in numbers(key.members, self.register)}
        wanted = [part for text in texts for part in text.split(",") if part.strip()]
        return tuple(dict.fromkeys(find_municipality(part, self.register, everyone) for part in wanted))

    def changed(self, text: str) -> tuple[str, tuple[str, str], int]:
        """`post.1.4.2.2019=900000`: what is set, the post and the period, and the amount."""
        left, ore = _amount(text, "post.1.4.2.2019=900000")
        what, _, place = left.partition(".")
        find_one(what, _SETTABLE, sentence('"{said}" cannot be set.', said=what))
        post, _, period = place.rpartition(".")
        return what, (self._post(post or place), self._period(period if post else "", place)), ore

    def external(self, text: str) -> tuple[tuple[str, str], int]:
        """`1.5=200000` or `1.5.2019=200000`: the post and the period, and the amount."""
        place, ore = _amount(text, "1.5=200000")
        posts = {post.id: post for post in self.budget.posts}
        if place not in posts:
            post, _, period = place.rpartition(".")
            return (self._post(post or place), self._period(period if post else "", place)), ore
        paid = [p for p in self.budget.periods if sum_of(posts[place], p).total - sum_of(posts[place], p).covered]
        possible = [self.period] if self.period else paid
        if len(possible) != 1:
            reason = sentence('It is not said in which period post "{post}" gets external money.', post=place)
            raise CannotRun(
                reason, sentence("Write {example}.", example=f"--external {place}.PERIOD={text.rpartition('=')[2]}")
            )
        return (place, self._period(possible[0], place)), ore

    def _post(self, name: str) -> str:
        posts = [post.id for post in self.budget.posts]
        return find_one(name, posts, sentence('There is no post "{name}".', name=name))

    def _period(self, name: str, place: str) -> str:
        said = sentence('"{said}" does not end with a period of the budget.', said=place)
        return find_one(name, self.budget.periods, said)


def _amount(text: str, example: str) -> tuple[str, int]:
    place, sign, typed = text.rpartition("=")
    meant = meant_amount(typed)
    if not sign or not place or not meant or not meant[1]:
        raise CannotRun(
            sentence('"{said}" is not a post with an amount in kroner.', said=text),
            sentence("Write it like this: {example}", example=example),
        )
    return place, amount_ore(meant[0])
