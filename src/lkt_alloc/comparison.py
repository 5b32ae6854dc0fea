"""Two ways of sharing a cost, side by side: what each municipality pays in both, and why it differs, cause by cause.

Every cause gets its Shapley value (L. S. Shapley, *A value for n-person games*, 1953): the mean of what it changes, over all orders in
which the causes can be let in, one by one. So no order is preferred, and the causes make the difference, exactly. Knows no formats.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from itertools import combinations
from math import factorial

from lkt_alloc.allocate import allocate
from lkt_alloc.keys import by_number, key_of, numbers, uses_of, with_parties
from lkt_alloc.model import ALL, NOBODY, OTHERS, Budget, Key, Members, Municipality, Register
from lkt_alloc.payers import sum_of
from lkt_alloc.quotas import quotas, terms_of

METHOD = "shapley/1"
"""Name and version of the rule by which a difference is split into causes."""

CAUSES = ("cost", "payers", "key", "population", "members")
"""What two sides can differ in. `merger` comes before them, `rounding` after."""

_TOGETHER = ((), ("key", "members"), ("key", "population", "members"), CAUSES)
"""Causes that are taken as one where a mixture of the sides is impossible: none, or these, or these, or all."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of two that are compared: a budget with its register, and the period."""

    budget: Budget
    register: Register
    period: str

    @property
    def joined(self) -> Register:
        """The register with what the budget adds to it."""
        return with_parties(self.budget, self.register)


@dataclass(frozen=True, slots=True)
class Difference:
    """What one municipality pays on both sides, in øre, and what of the difference each cause makes, in øre too.

    `before` are the municipalities that it was on the first side, where there was a merger.
    """

    number: str
    name: str
    population: int | None
    a: int
    b: int
    causes: Mapping[str, int]
    before: tuple[str, ...] = ()

    @property
    def difference(self) -> int:
        """What is paid more on the second side."""
        return self.b - self.a


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everyone on either side, ascending by number. `causes` are those there are, `together` those that are taken as one."""

    a: Side
    b: Side
    rows: tuple[Difference, ...]
    causes: tuple[str, ...]
    together: tuple[str, ...]
    merged: Mapping[str, str] = field(default_factory=dict)

    @property
    def total(self) -> Difference:
        """All of them together."""
        causes = {cause: sum(row.causes[cause] for row in self.rows) for cause in self.causes}
        return Difference("", "", None, sum(row.a for row in self.rows), sum(row.b for row in self.rows), causes)


class _Impossible(Exception):
    """A mixture of both sides cannot be calculated: a part is for nobody, or somebody has no population."""


Amounts = dict[str, Fraction]
"""Exact øre by municipality number."""


def compare(a: Side, b: Side) -> Comparison:
    """What everyone pays on both sides of two sound budgets, and why. Differences are split in whole øre and make the whole."""
    merged = _mergers(a, b)
    paid = [_paid(a, merged), _paid(b, {})]
    exact_a, exact_b = (_exact(side) for side in (a, b))
    old = _renamed(exact_a, merged)
    first = _merged_side(a, merged) if merged else a
    together, values = _split(first, b)
    start = _exact(first) if merged else exact_a
    effects = (
        [("merger", {n: start.get(n, Fraction()) - old.get(n, Fraction()) for n in {*start, *old}})] if merged else []
    )
    effects += values
    causes = (*(cause for cause, _ in effects), "rounding")
    everyone = sorted({*paid[0], *paid[1], *exact_b, *old}, key=by_number)
    rows = []
    for number in everyone:
        before, after = (amounts.get(number, 0) for amounts in paid)
        changed = {cause: round(changes.get(number, Fraction())) for cause, changes in effects}
        changed["rounding"] = after - before - sum(changed.values())
        own = b if number in b.joined.municipalities else a
        population = own.joined.municipalities[number].population.get(_newest_date(own))
        came_from = tuple(sorted(old for old, new in merged.items() if new == number))
        name = own.joined.municipalities[number].name
        rows.append(Difference(number, name, population, before, after, changed, came_from))
    return Comparison(a, b, tuple(rows), causes, together, merged)


def _newest_date(side: Side) -> date:
    """The population date of the keys in use."""
    used = [name for name, periods in uses_of(side.budget).items() if side.period in periods]
    return max(side.budget.keys[name].population_date for name in used)


def _paid(side: Side, merged: Mapping[str, str]) -> dict[str, int]:
    (period,) = allocate(side.budget, side.register, [side.period]).periods
    found: dict[str, int] = {}
    for division in period.divisions:
        for share in division.shares:
            number = merged.get(share.number, share.number)
            found[number] = found.get(number, 0) + share.amount
    return found


def _renamed(amounts: Amounts, merged: Mapping[str, str]) -> Amounts:
    found: Amounts = {}
    for number, amount in amounts.items():
        found[merged.get(number, number)] = found.get(merged.get(number, number), Fraction()) + amount
    return found


# Mixtures of both sides


def _exact(side: Side) -> Amounts:
    return _mixture(dict.fromkeys(CAUSES, side))


def _mixture(of: Mapping[str, Side]) -> Amounts:
    """What everyone pays exactly when each cause is as it is on the side that `of` names. Payers' totals are not rounded."""
    cost, who, key = of["cost"], of["payers"], of["key"]
    costs, bearers, keyed = ({post.id: post for post in side.budget.posts} for side in (cost, who, key))
    totals: dict[tuple[str, str], Fraction] = {}
    for name in {**costs, **bearers}:
        increase = sum_of(costs[name], cost.period).increase if name in costs else 0
        for payer, share in (bearers.get(name) or costs[name]).paid_by.items():
            if payer in key.budget.payers and (key_id := key_of(key.budget, payer, key.period, keyed.get(name))):
                totals[payer, key_id] = totals.get((payer, key_id), Fraction()) + increase * share
    found: Amounts = {}
    for (payer, key_id), total in totals.items():
        for number, amount in _shared(of, payer, key_id, total):
            found[number] = found.get(number, Fraction()) + amount
    return found


def _shared(of: Mapping[str, Side], payer: str, key_id: str, total: Fraction) -> Iterator[tuple[str, Fraction]]:
    side, counted = of["key"], of["population"]
    key = side.budget.keys[key_id]
    terms = terms_of(key, side.joined, side.budget.indices, side.period)
    if of["members"] is not side:
        key = _with_members(key, side, of["members"], payer)
    if counted is not side:
        key = replace(key, population_date=_population_date(counted, payer, key))
    register = _register(side.joined, of["members"].joined, counted.joined)
    try:
        result = quotas(key, total, terms._replace(register=register))
    except (KeyError, ZeroDivisionError) as missing:
        raise _Impossible from missing
    if result.impossible or any(not stake.members for own in result.stakes for stake in own):
        raise _Impossible
    for number, amount in zip(result.members, result.amounts, strict=True):
        if number not in key.absent:
            yield number, amount


def _register(own: Register, members: Register, counted: Register) -> Register:
    """Municipalities of all sides, with the populations and measures of one."""
    known = {**own.municipalities, **members.municipalities, **counted.municipalities}
    populations = {
        n: replace(m, population=counted.municipalities[n].population if n in counted.municipalities else {})
        for n, m in known.items()
    }
    return replace(own, municipalities=populations, measures={**own.measures, **counted.measures})


def _population_date(side: Side, payer: str, key: Key) -> date:
    """The population date of a payer's key on a side; of `key` where the payer has none there."""
    own = key_of(side.budget, payer, side.period) if payer in side.budget.payers else None
    return side.budget.keys[own].population_date if own else key.population_date


def _with_members(key: Key, own: Side, other: Side, payer: str) -> Key:
    """The key for the members of the other side: who has left is gone from it, who has joined is added."""
    ours, theirs = _members(own, payer), _members(other, payer)
    here = [n for n in numbers(key.members, own.joined) if n in theirs or n not in ours]
    joined = [n for n in theirs if n not in ours]

    def stay(members: Members) -> Members:
        if members in (ALL, OTHERS, NOBODY):
            return members
        those = tuple(n for n in numbers(members, own.joined) if n in theirs)
        if not those:
            raise _Impossible
        return those

    named = {n for part in key.parts if part.to not in (ALL, OTHERS) for n in numbers(part.to, own.joined)}
    if any(part.to == OTHERS for part in key.parts) and not {*here, *joined} - named:
        raise _Impossible
    if joined and not any(part.to in (ALL, OTHERS) for part in key.parts):
        raise _Impossible
    return replace(
        key,
        members=(*here, *joined),
        parts=tuple(replace(part, to=stay(part.to)) for part in key.parts),
        limits=tuple(replace(limit, to=stay(limit.to), borne_by=stay(limit.borne_by)) for limit in key.limits),
    )


def _members(side: Side, payer: str) -> dict[str, None]:
    """Everyone who shares what a payer pays on a side."""
    if payer not in side.budget.payers:
        return {}
    names = {key_of(side.budget, payer, side.period, post) for post in side.budget.posts}
    keys = [side.budget.keys[name] for name in sorted(filter(None, names))]
    return {number: None for key in keys for number in numbers(key.members, side.joined)}


# Shapley


def _split(a: Side, b: Side) -> tuple[tuple[str, ...], list[tuple[str, Amounts]]]:
    """The causes that are taken as one, and what each cause changes for everyone."""
    for together in _TOGETHER:
        groups = [(cause,) for cause in CAUSES if cause not in together] + ([together] if together else [])
        try:
            return together, [(group[0], changes) for group, changes in _shapley(a, b, groups)]
        except _Impossible:
            continue
    raise AssertionError("a side by itself can be calculated")


def _shapley(a: Side, b: Side, groups: Sequence[tuple[str, ...]]) -> Iterator[tuple[tuple[str, ...], Amounts]]:
    worth = {
        chosen: _mixture({cause: b if group in chosen else a for group in groups for cause in group})
        for size in range(len(groups) + 1)
        for chosen in map(frozenset, combinations(groups, size))
    }
    for group in groups:
        changes: Amounts = {}
        for chosen, before in worth.items():
            if group not in chosen:
                after = worth[chosen | {group}]
                orders = factorial(len(chosen)) * factorial(len(groups) - len(chosen) - 1)
                weight = Fraction(orders, factorial(len(groups)))
                for number in {*before, *after}:
                    step = after.get(number, Fraction()) - before.get(number, Fraction())
                    changes[number] = changes.get(number, Fraction()) + weight * step
        yield group, changes


# Mergers


def _mergers(a: Side, b: Side) -> dict[str, str]:
    """What the members of the first side have become, where that is another number on the second."""
    there = {n for payer in b.budget.payers for n in _members(b, payer)}
    known = {**a.joined.municipalities, **b.joined.municipalities}
    found = {}
    for number in {n for payer in a.budget.payers for n in _members(a, payer)} - there:
        now, seen = number, {number}
        while now not in there and (successor := known[now].merged_into) in known and successor not in seen:
            now = str(successor)
            seen.add(now)
        if now in there:
            found[number] = now
    return found


def _merged_side(side: Side, merged: Mapping[str, str]) -> Side:
    """The same side as if the merged municipalities had been one all the time: what they are measured by added up."""
    register = side.joined
    new: dict[str, Municipality] = {}
    for number, m in register.municipalities.items():
        target = merged.get(number, number)
        if target == number and number in merged.values():
            continue  # the successor's own figures are of another time
        if target not in new:
            new[target] = replace(register.municipalities.get(target, m), number=target, population={})
        days = {*new[target].population, *m.population}
        added = {day: new[target].population.get(day, 0) + m.population.get(day, 0) for day in days}
        new[target] = replace(new[target], population=added)
    measures = {
        name: replace(measure, values=_added(measure.values, merged)) for name, measure in register.measures.items()
    }

    def moved(members: Members) -> Members:
        if members in (ALL, OTHERS, NOBODY):
            return members
        return tuple(dict.fromkeys(merged.get(n, n) for n in numbers(members, register)))

    keys = {
        name: replace(
            key,
            members=moved(key.members),
            parts=tuple(replace(part, to=moved(part.to)) for part in key.parts),
            limits=tuple(replace(limit, to=moved(limit.to), borne_by=moved(limit.borne_by)) for limit in key.limits),
            absent=tuple(moved(key.absent)),
            part_year=(),
        )
        for name, key in side.budget.keys.items()
    }
    budget = replace(side.budget, keys=keys, parties={}, measures={})
    return Side(budget, replace(register, municipalities=new, measures=measures), side.period)


def _added(values: Mapping[str, Fraction], merged: Mapping[str, str]) -> dict[str, Fraction]:
    found: dict[str, Fraction] = {}
    for number, value in values.items():
        if number not in merged.values():  # the successor's own figure is of another time
            target = merged.get(number, number)
            found[target] = found.get(target, Fraction()) + value
    return found
