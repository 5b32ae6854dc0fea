"""Amounts in thousands that add up both ways, each rounded down or up: any table, and all that is paid of whole random budgets.

`BUDGETS=5000 FIRST_BUDGET=0` in the environment says how many budgets, and from which seed on.
"""

import os
from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lkt_alloc.engine.allocate import allocate
from lkt_alloc.engine.apportion import to_nearest
from lkt_alloc.engine.keys import with_parties
from lkt_alloc.engine.thousands import THOUSAND, coarse
from lkt_alloc.reports.thousands import plan_lines
from tests.engine.random_budgets import random_budget
from tests.engine.strategies import errors

COUNT, FIRST = int(os.environ.get("BUDGETS", "20")), int(os.environ.get("FIRST_BUDGET", "0"))

Amounts = Sequence[Sequence[int]]
ORE = st.integers(-300, 300) | st.integers(-9, 9).map(lambda n: n * 100) | st.integers(-(10**15), 10**15)
TABLES = st.integers(1, 5).flatmap(
    lambda columns: st.lists(st.lists(ORE | st.just(0), min_size=columns, max_size=columns), min_size=1, max_size=7)
)


def adds_up(amounts: Amounts, cells: Amounts, unit: int) -> None:
    """Cells and their sums are what is exact, rounded down or up; the total is rounded to the nearest."""
    exact = [*(n for row in amounts for n in row), *map(sum, amounts), *map(sum, zip(*amounts, strict=True))]
    shown = [*(n for row in cells for n in row), *map(sum, cells), *map(sum, zip(*cells, strict=True))]
    assert all(own in (ore // unit, -(-ore // unit)) for ore, own in zip(exact, shown, strict=True))
    assert sum(map(sum, cells)) == to_nearest(Fraction(sum(map(sum, amounts)), unit))


@given(TABLES, st.sampled_from([2, 3, 100]))
def test_any_table_adds_up_both_ways_with_everything_rounded_down_or_up(amounts: Amounts, unit: int) -> None:
    adds_up(amounts, coarse(amounts, unit), unit)


@given(st.lists(st.integers(-(10**6), 10**6), min_size=1, max_size=9))
def test_in_one_column_the_largest_remainders_are_rounded_up(amounts: list[int]) -> None:
    amounts = amounts if sum(amounts) >= 0 else [-n for n in amounts]
    rounded = [n for (n,) in coarse([[n] for n in amounts], 100)]
    up = [n % 100 for n, own in zip(amounts, rounded, strict=True) if own > n // 100]
    down = [n % 100 for n, own in zip(amounts, rounded, strict=True) if own == n // 100]
    assert min(up, default=100) >= max(down, default=0)


@pytest.mark.parametrize(
    ("amounts", "cells"),
    [
        ([[0, 0]], [(0, 0)]),
        ([], []),
        ([[-50], [-50], [-50]], [(-1,), (-1,), (0,)]),
        ([[100, 200], [300, 400]], [(1, 2), (3, 4)]),
        # equal remainders: the first goes first
        ([[50], [50], [50]], [(1,), (1,), (0,)]),
        ([[-50, 0], [0, 50]], [(0, 0), (0, 0)]),
        # sums go before cells: the last column is raised, though no cell of the first row can be nearest then
        ([[40, 40, 40], [0, 0, 50]], [(1, 0, 0), (0, 0, 1)]),
        # somebody who pays one period and gets it back in the next
        ([[150, -150], [60, 60]], [(1, -1), (1, 0)]),
    ],
)
def test_tables_that_are_easily_rounded_wrongly(amounts: Amounts, cells: Amounts) -> None:
    assert coarse(amounts, 100) == cells


def test_all_that_is_paid_of_whole_budgets_adds_up_in_thousands() -> None:
    seen = 0
    for seed in range(FIRST, FIRST + COUNT):
        budget, register = random_budget(seed)
        if not errors(budget, with_parties(budget, register)):
            allocation = allocate(budget, register, list(budget.periods))
            lines = plan_lines(allocation)
            adds_up([line.amounts for line in lines], [line.thousands for line in lines], THOUSAND)
            borne = tuple(sum(own.increase for own in period.payers.values()) for period in allocation.periods)
            assert tuple(map(sum, zip(*(line.amounts for line in lines), strict=True))) in (borne, ()), seed
            assert all(line.odd == line.in_all - THOUSAND * sum(line.thousands) for line in lines)
            seen += 1
    assert seen > COUNT // 5
