"""Whole random budgets, with everything that a budget can have and up to four limits a key, against an independent calculation.

Each run takes a few hundred seeds. `BUDGETS=13000 FIRST_BUDGET=0` in the environment says how many, and from which seed on. The budget of
a seed is always the same: `tests.engine.random_budgets.random_budget(SEED)`.
"""

import os
from collections import Counter
from fractions import Fraction
from math import ceil, floor

import pytest
from msgspec.structs import replace

from lkt_alloc.engine.allocate import Division, PeriodAllocation, allocate
from lkt_alloc.engine.keys import with_parties
from lkt_alloc.engine.model import OF_PERIOD, Budget
from lkt_alloc.engine.register import Register
from tests.engine import naive
from tests.engine.naive_keys import Impossible, Outcome, contradictory, outcome
from tests.engine.random_budgets import random_budget
from tests.engine.strategies import errors

COUNT, FIRST = int(os.environ.get("BUDGETS", "200")), int(os.environ.get("FIRST_BUDGET", "0"))
CHUNK = 50


@pytest.mark.parametrize("first", range(FIRST, FIRST + COUNT, CHUNK))
def test_whole_budgets_are_what_an_independent_calculation_says(first: int) -> None:
    seen: Counter[str] = Counter()
    for seed in range(first, min(first + CHUNK, FIRST + COUNT)):
        budget, register = random_budget(seed)
        rules = {problem.rule.name for problem in errors(budget, with_parties(budget, register))}
        if rules <= {"key-limit"}:
            agree(budget, register, sound=not rules, seed=seed)
        seen["refused" if rules else "sound"] += 1
    assert seen["sound"] > CHUNK // 5 or COUNT < CHUNK


def agree(budget: Budget, register: Register, *, sound: bool, seed: int) -> None:
    """A sound budget is calculated alike; one that is refused for its limits alone has limits that cannot be kept."""
    if not sound:
        assert not _can_be_kept(budget, with_parties(budget, register)), seed
        return
    backwards = {name: replace(key, limits=key.limits[::-1]) for name, key in budget.keys.items()}
    result = allocate(budget, register, list(budget.periods))
    other = allocate(replace(budget, keys=backwards), register, list(budget.periods))
    for period, mirrored in zip(result.periods, other.periods, strict=True):
        _payers(budget, period, seed)
        for division, turned in zip(period.divisions, mirrored.divisions, strict=True):
            expected = _expected(budget, result.register, period, division)
            _same(division, expected, seed)
            assert [s.amount for s in turned.everyone] == [s.amount for s in division.everyone], seed


def _outcome(budget: Budget, register: Register, period: str, key_id: str, total: int) -> Outcome:
    key = budget.keys[key_id]
    factor = budget.indices[key.index].factors[period] if key.index else Fraction(1)
    return outcome(key, register, period, factor, total)


def _expected(budget: Budget, register: Register, period: PeriodAllocation, division: Division) -> Outcome:
    """What a division should be; of a key that rounds each post by itself, the sum of what each should be."""
    if budget.keys[division.key_id].rounding_of == OF_PERIOD:
        return _outcome(budget, register, period.id, division.key_id, division.total)
    borne = [period.posts[i].increase_by_payer[division.payer] for i in division.posts]
    each = [_outcome(budget, register, period.id, division.key_id, ore) for ore in borne]
    if not each:
        return _outcome(budget, register, period.id, division.key_id, 0)
    return Outcome(
        {n: sum((own.exact[n] for own in each), Fraction()) for n in each[0].exact},
        {n: sum(own.paid[n] for own in each) for n in each[0].paid},
        {},
    )


def _can_be_kept(budget: Budget, register: Register) -> bool:
    """Whether all limits can, in all that keys share; what that is, is the same without limits."""
    if any(contradictory(key, register) for key in budget.keys.values()):
        return False
    free = {name: replace(key, limits=()) for name, key in budget.keys.items()}
    try:
        for period in allocate(replace(budget, keys=free), register, list(budget.periods)).periods:
            for division in period.divisions:
                _outcome(budget, register, period.id, division.key_id, division.total)
    except Impossible:
        return False
    return True


def _payers(budget: Budget, period: PeriodAllocation, seed: int) -> None:
    """Payers bear what the naive search says, every post is borne by its payers, rounded up or down, and keys share that."""
    unit = naive.payer_unit(budget)
    parts = {name: {p.id: getattr(p, name).get(period.id, 0) for p in budget.posts} for name in ("covered", "external")}
    increase = naive.payers(budget, naive.increases(budget, period.id), unit)
    covered, external = (naive.payers(budget, parts[name], unit) for name in ("covered", "external"))
    for payer, sums in period.payers.items():
        assert (sums.increase, sums.covered, sums.external) == (increase[payer], covered[payer], external[payer]), seed
    for row in period.posts:
        exact = {p: share * row.amounts.increase / unit for p, share in row.post.paid_by.items()}
        for payer, ore in row.increase_by_payer.items():
            part = exact.get(payer, Fraction())
            assert ore in (floor(part) * unit, ceil(part) * unit), seed
    for payer in budget.payers:
        shared = [division for division in period.divisions if division.payer == payer]
        for division in shared:
            assert division.total == sum(period.posts[i].increase_by_payer[payer] for i in division.posts), seed
        if len({division.key_id for division in shared}) == 1 and len(shared[0].posts) == len(budget.posts):
            assert shared[0].total == increase[payer], seed


def _same(division: Division, expected: Outcome, seed: int) -> None:
    assert {s.number: s.quota * 100 for s in division.everyone} == expected.exact, seed
    assert {s.number: s.amount for s in division.everyone} == expected.paid, seed
    assert [s.number for s in division.everyone] == list(expected.paid), seed
    assert division.left == division.total - sum(s.amount for s in division.shares), seed
    assert {s.number for s in division.absent} == set(division.key.absent), seed
    for number, (least, most) in expected.bounds.items():
        paid = expected.paid[number] * (-1 if division.total < 0 else 1)
        # what a limit says is whole units; somebody's own amount, where that is less than nothing, is rounded like any other
        assert floor(least / division.key.unit_ore) * division.key.unit_ore <= paid, seed
        assert most is None or paid <= most, seed
