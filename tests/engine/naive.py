"""A second implementation of the engine, as short and slow as it can be: fractions, one formula, one sort."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from itertools import combinations, product
from math import ceil, floor
from operator import add
from typing import TypeVar

from lkt_alloc.engine.model import Budget, Key
from lkt_alloc.engine.parts import ALL, OTHERS, Members, SharePart
from lkt_alloc.engine.register import Register

K = TypeVar("K")


def rounded(exact: Mapping[K, Fraction]) -> dict[K, int]:
    """Whole numbers with the same sum: everyone rounded down, then one more to the largest fractions, the first among equals."""
    if sum(exact.values()) < 0:
        return {who: -amount for who, amount in rounded({who: -part for who, part in exact.items()}).items()}
    result = {who: floor(part) for who, part in exact.items()}
    left = int(sum(exact.values())) - sum(result.values())
    for who in sorted(exact, key=lambda who: result[who] - exact[who])[:left]:
        result[who] += 1
    return result


def members_of(members: Members, register: Register) -> tuple[str, ...]:
    return register.groups[members].members if isinstance(members, str) else members


def shares(key: Key, register: Register) -> dict[str, Fraction]:
    """The exact share of every member of the key, the lowest number first."""
    everyone = members_of(key.members, register)
    named = {n for part in key.parts if part.to not in (ALL, OTHERS) for n in members_of(part.to, register)}
    result = {number: Fraction() for number in sorted(everyone)}
    for part in key.parts:
        assert isinstance(part, SharePart)
        those = set(everyone) if part.to == ALL else set(everyone) - named
        if part.to not in (ALL, OTHERS):
            those = set(members_of(part.to, register))
        people = {n: register.municipalities[n].population.get(key.population_date or date.min, 0) for n in those}
        for n in those:
            size = Fraction(1, len(those)) if part.measure == "equal" else Fraction(people[n], sum(people.values()))
            result[n] += part.share * size
    return result


def increases(budget: Budget, period: str) -> dict[str, int]:
    """What is to be paid for each post, by its identifier, in øre."""
    return {
        post.id: post.amounts.get(period, 0) - post.covered.get(period, 0) - post.external.get(period, 0)
        for post in budget.posts
    }


def payers(budget: Budget, figures: Mapping[str, int], unit: int) -> dict[str, int]:
    """How the payers divide `figures` (by post) between them, in whole units.

    Tries every choice of who is rounded up, the largest fractions first and the first among equals, until there is a table in which
    everyone pays its part of every post rounded down or up.
    """
    if [sum(figures.values()), *figures.values()] < [0] * (len(figures) + 1):
        return {p: -ore for p, ore in payers(budget, {post: -ore for post, ore in figures.items()}, unit).items()}
    table = [
        [post.paid_by.get(p, Fraction()) * figures[post.id] / unit for p in budget.payers] for post in budget.posts
    ]
    exact = [sum(column) for column in zip(*table, strict=True)]
    floors = [floor(part) for part in exact]
    possible = {(0,) * len(exact)}
    for row in table:
        rounded_rows = [cells for cells in product(*({floor(c), ceil(c)} for c in row)) if sum(cells) == sum(row)]
        possible = {tuple(map(add, sums, cells)) for sums in possible for cells in rounded_rows}
    order = sorted((i for i, part in enumerate(exact) if part != floors[i]), key=lambda i: floors[i] - exact[i])
    choices = (
        tuple(down + (i in raised) for i, down in enumerate(floors))
        for raised in combinations(order, int(sum(exact)) - sum(floors))
    )
    totals = next(choice for choice in choices if choice in possible)
    return {payer: units * unit for payer, units in zip(budget.payers, totals, strict=True)}


def amounts(budget: Budget, register: Register, period: str) -> dict[str, dict[str, int]]:
    """What each municipality pays of each payer's increase, in øre."""
    totals = payers(budget, increases(budget, period), payer_unit(budget))
    result = {}
    for payer_id, payer in budget.payers.items():
        if payer.key:
            key = budget.keys[payer.key]
            exact = {n: share * totals[payer_id] / key.unit_ore for n, share in shares(key, register).items()}
            result[payer_id] = {number: units * key.unit_ore for number, units in rounded(exact).items()}
    return result


def payer_unit(budget: Budget) -> int:
    """Kroner, unless an amount, what is covered, external money or a rounding unit is finer, in whatever period."""
    amounts = [
        amount
        for post in budget.posts
        for by_period in (post.amounts, post.covered, post.external)
        for amount in by_period.values()
    ]
    fine = any(amount % 100 for amount in amounts) or "øre" in [key.rounding for key in budget.keys.values()]
    return 1 if fine else 100
