"""Two sides mixed: what everyone would pay, exactly, with the cost of one, the key of the other. Knows no formats and no reports."""

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from graphlib import CycleError
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from lkt_alloc.engine.allocate import Division, allocate
from lkt_alloc.engine.keys import key_of, numbers, with_members, with_parties
from lkt_alloc.engine.model import Budget, Key
from lkt_alloc.engine.parts import ALL, OTHERS
from lkt_alloc.engine.payers import sum_of
from lkt_alloc.engine.quotas import quotas, terms_of
from lkt_alloc.engine.register import Register
from lkt_alloc.language.sentences import Sentence

CAUSES: Final = ("cost", "payers", "key", "population", "members")
"""What two sides can differ in. `merger` comes before them, `rounding` after."""


class Side(Struct, frozen=True):
    """One of those that are compared: a budget with its register, and the period; `what_if` says what is changed in its file's budget."""

    budget: Budget
    register: Register
    period: str
    what_if: tuple[Sentence, ...] = ()

    @property
    def joined(self) -> Register:
        """The register with what the budget adds to it."""
        return with_parties(self.budget, self.register)


class Impossible(Exception):
    """A mixture of both sides cannot be calculated: a part is for nobody, somebody has no population, or a payer has no key."""


def divided(side: Side) -> tuple[Division, ...]:
    """How a side is shared out, payer by payer and key by key."""
    return allocate(side.budget, side.register, [side.period]).periods[0].divisions


Counterfactual = dict[str, Fraction]
"""Exact øre by municipality number."""


def pure(side: Side) -> Counterfactual:
    """What everyone pays exactly on one side. Raises `Impossible` if even that cannot be calculated."""
    return counterfactual(dict.fromkeys(CAUSES, side))


def members_of(side: Side, payer: str) -> dict[str, None]:
    """Everyone who shares what a payer pays on a side."""
    if payer not in side.budget.payers:
        return {}
    names = {key_of(side.budget, payer, side.period, post) for post in side.budget.posts}
    keys = [side.budget.keys[name] for name in sorted(filter(None, names))]
    return {number: None for key in keys for number in numbers(key.members, side.joined)}


def counterfactual(of: Mapping[str, Side]) -> Counterfactual:
    """What everyone pays exactly when each cause is as it is on the side that `of` names. Payers' totals are not rounded.

    Raises `Impossible`.
    """
    key = of["key"]
    keyed = {post.id: post for post in key.budget.posts}
    totals: dict[tuple[str, str], Fraction] = {}
    for name, payer, amount, is_shared in _borne(of["cost"], of["payers"]):
        if payer not in key.budget.payers:
            if is_shared:
                raise Impossible
        elif key_id := key_of(key.budget, payer, key.period, keyed.get(name)):
            totals[payer, key_id] = totals.get((payer, key_id), Fraction()) + amount
    found: Counterfactual = {}
    for (payer, key_id), total in totals.items():
        for number, amount in _shared(of, payer, key_id, total):
            found[number] = found.get(number, Fraction()) + amount
    return found


def _borne(cost: Side, who: Side) -> Iterator[tuple[str, str, Fraction, bool]]:
    """What each payer bears of each post, and whether a key shares that: costs of one side, borne as on the other if it has the post."""
    costs, bearers = ({post.id: post for post in side.budget.posts} for side in (cost, who))
    for name, post in costs.items():
        increase = sum_of(post, cost.period).increase
        own = who if name in bearers else cost
        paid = bearers.get(name, post)
        for payer, share in paid.paid_by.items():
            if amount := increase * share:
                yield name, payer, amount, bool(key_of(own.budget, payer, own.period, paid))


def _shared(of: Mapping[str, Side], payer: str, key_id: str, total: Fraction) -> Iterator[tuple[str, Fraction]]:
    side, counted = of["key"], of["population"]
    key = side.budget.keys[key_id]
    terms = terms_of(key, side.joined, side.budget.indices, side.period)
    if of["members"] is not side:
        key = _with_members(key, side, of["members"], payer)
    if counted is not side:
        day = _population_date(counted, payer, key.in_period(side.period))
        key = replace(key, population_date=day, population_dates={})
    register = _register(side, of["members"].joined, counted)
    try:
        result = quotas(key, total, terms._replace(register=register))
    except (KeyError, ZeroDivisionError, CycleError) as missing:
        raise Impossible from missing
    if result.impossible:
        raise Impossible
    for number, amount in zip(result.members, result.amounts, strict=True):
        if number not in key.absent:
            yield number, amount


def _register(own: Side, members: Register, counted: Side) -> Register:
    """Municipalities of all sides, with the populations and measures of one, as they are in its period."""
    others = {**own.joined.municipalities, **members.municipalities}
    unknown = {n: replace(m, population={}, as_if={}) for n, m in others.items()}
    known = {**unknown, **counted.joined.municipalities}
    measures = {
        name: measure.in_period(side.period)
        for side in (own, counted)
        for name, measure in side.joined.measures.items()
    }
    return replace(own.joined, municipalities=known, measures=measures)


def _population_date(side: Side, payer: str, key: Key) -> date | None:
    """The population date of a payer's key on a side; of `key` where the payer has none there."""
    own = key_of(side.budget, payer, side.period) if payer in side.budget.payers else None
    return side.budget.keys[own].in_period(side.period).population_date if own else key.population_date


def _with_members(key: Key, own: Side, other: Side, payer: str) -> Key:
    """The key for the members of the other side: who has left is gone from it, who has joined is added."""
    ours, theirs = members_of(own, payer), members_of(other, payer)
    if not theirs:
        return key  # nobody shares there: so nobody has left or joined
    here = [n for n in numbers(key.members, own.joined) if n in theirs or n not in ours]
    joined = [n for n in theirs if n not in ours]
    members = tuple(
        dict.fromkeys((*here, *joined))
    )  # who shares another of the payer's posts there may be here already
    if not members:
        raise Impossible
    named = {n for part in key.parts if part.to not in (ALL, OTHERS) for n in numbers(part.to, own.joined)}
    if any(part.to == OTHERS for part in key.parts) and not {*members} - named:
        raise Impossible
    if joined and not any(part.to in (ALL, OTHERS) for part in key.parts):
        raise Impossible
    changed = with_members(key, own.joined, lambda members: tuple(n for n in members if n in theirs))
    lists = [part.to for part in changed.parts]
    lists += [those for limit in changed.limits for those in (limit.to, limit.borne_by)]
    if not all(lists):
        raise Impossible
    # absent and part years are only asked about those who are members
    return replace(changed, members=members, absent=key.absent, part_year=key.part_year)
