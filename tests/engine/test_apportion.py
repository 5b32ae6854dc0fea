"""Dividing whole numbers, one way and two ways: properties, a naive second implementation, and examples from the literature."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import product
from math import ceil, floor
from random import Random

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from lkt_alloc.engine.apportion import columns_to_raise, controlled_rounding, each_to_nearest, largest_remainder
from tests.engine import naive

TOTALS = st.integers(-50, 50) | st.integers(-(10**6), 10**6) | st.integers(-(10**20), 10**20)
WEIGHTS = st.lists(st.integers(0, 9) | st.integers(0, 10**6), min_size=1, max_size=30).filter(any)


def quotas(total: int, weights: Sequence[int]) -> list[Fraction]:
    return [Fraction(total * weight, sum(weights)) for weight in weights]


# One way


@given(TOTALS, WEIGHTS)
def test_shares_are_those_of_a_naive_second_implementation(total: int, weights: list[int]) -> None:
    assert largest_remainder(total, weights).shares == list(
        naive.rounded(dict(enumerate(quotas(total, weights)))).values()
    )


@given(TOTALS, WEIGHTS)
def test_the_sum_of_the_shares_is_the_total(total: int, weights: list[int]) -> None:
    assert sum(largest_remainder(total, weights).shares) == total


@given(TOTALS, WEIGHTS)
def test_every_share_is_its_quota_rounded_down_or_up(total: int, weights: list[int]) -> None:
    shares = largest_remainder(total, weights).shares
    assert all(
        share in (floor(quota), ceil(quota)) for share, quota in zip(shares, quotas(total, weights), strict=True)
    )


@given(TOTALS, WEIGHTS, st.data())
def test_no_weight_gets_nothing(total: int, weights: list[int], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(weights)))
    with_zero = [*weights[:place], 0, *weights[place:]]
    shares = list(largest_remainder(total, with_zero).shares)
    assert shares.pop(place) == 0
    assert shares == largest_remainder(total, weights).shares


@given(TOTALS, WEIGHTS, st.integers(1, 10**9))
def test_scaling_all_weights_changes_nothing(total: int, weights: list[int], factor: int) -> None:
    scaled = [weight * factor for weight in weights]
    assert largest_remainder(total, scaled).shares == largest_remainder(total, weights).shares


@given(TOTALS, WEIGHTS, st.data())
def test_another_order_gives_the_same_shares_when_remainders_differ(
    total: int, weights: list[int], data: st.DataObject
) -> None:
    division = largest_remainder(total, weights)
    assume(not division.tied)
    order = data.draw(st.permutations(range(len(weights))))
    shares = largest_remainder(total, [weights[i] for i in order]).shares
    assert shares == [division.shares[i] for i in order]


@given(TOTALS, st.integers(1, 10**6), st.integers(1, 30), WEIGHTS)
def test_equal_weights_differ_by_at_most_one_and_the_first_bears_more(
    total: int, weight: int, count: int, others: list[int]
) -> None:
    shares = [abs(share) for share in largest_remainder(total, [*[weight] * count, *others]).shares[:count]]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] - shares[-1] <= 1


@given(TOTALS, WEIGHTS)
def test_a_negative_total_is_the_mirror_image(total: int, weights: list[int]) -> None:
    there, back = largest_remainder(total, weights), largest_remainder(-total, weights)
    assert back.shares == [-share for share in there.shares]
    assert back.floors == [-share for share in there.floors]
    assert (back.remainders, back.order, back.extra) == (there.remainders, there.order, there.extra)


@given(TOTALS, WEIGHTS)
def test_the_record_of_the_steps_explains_the_shares(total: int, weights: list[int]) -> None:
    division = largest_remainder(total, weights)
    members = range(len(weights))
    assert division.of == sum(weights)
    for i, quota in enumerate(quotas(abs(total), weights)):
        assert 0 <= division.remainders[i] < division.of
        assert abs(division.floors[i]) + Fraction(division.remainders[i], division.of) == quota
    assert division.order == sorted(members, key=lambda i: (-division.remainders[i], i))
    assert division.extra == abs(total - sum(division.floors))
    one_more = set(division.order[: division.extra])
    assert [abs(division.shares[i] - division.floors[i]) for i in members] == [int(i in one_more) for i in members]


@given(st.lists(st.fractions(0, 20, max_denominator=6), min_size=1, max_size=6))
def test_each_by_itself_is_the_nearest_whole_number_and_a_half_goes_up(amounts: list[Fraction]) -> None:
    rounding = each_to_nearest(amounts)
    assert rounding.shares == [floor(amount + Fraction(1, 2)) for amount in amounts]
    assert rounding.floors == [floor(amount) for amount in amounts]
    fractions = [Fraction(remainder, rounding.of) for remainder in rounding.remainders]
    assert fractions == [amount % 1 for amount in amounts]
    assert rounding.order == sorted(range(len(amounts)), key=lambda i: (-fractions[i], i))


@given(TOTALS, WEIGHTS)
def test_tied_are_those_with_equal_remainders_and_unequal_luck(total: int, weights: list[int]) -> None:
    division = largest_remainder(total, weights)
    luck: dict[int, set[bool]] = {}
    for i, remainder in enumerate(division.remainders):
        luck.setdefault(remainder, set()).add(division.shares[i] != division.floors[i])
    assert division.tied == tuple(i for i, remainder in enumerate(division.remainders) if len(luck[remainder]) == 2)


@pytest.mark.parametrize(
    ("total", "weights", "shares"),
    [
        (10, [50, 25, 25], [5, 3, 2]),  # giving all that is left to the largest makes 6, 2, 2
        (7_000_000_000_000_000, [1, 2], [2_333_333_333_333_333, 4_666_666_666_666_667]),  # floats rank these wrongly
        (10**15 + 1, [1, 1], [500_000_000_000_001, 500_000_000_000_000]),
        (10**30 + 2, [1, 1, 1], [(10**30 + 2) // 3] * 3),
        (1, [95, 5], [1, 0]),  # an empty share is fine
        (-1, [95, 5], [-1, 0]),
        (0, [3, 1], [0, 0]),
        (7, [0, 4, 0], [0, 7, 0]),
    ],
)
def test_known_pitfalls_are_avoided(total: int, weights: list[int], shares: list[int]) -> None:
    assert largest_remainder(total, weights).shares == shares


def test_alabama_loses_a_seat_when_the_house_grows() -> None:
    """The method is not monotone.

    Balinski and Young, *Fair Representation* (2nd ed. 2001), chapter 5: after the census of 1880 Alabama would have had 8 of
    299 seats, but 7 of 300. Here Alabama, Texas and Illinois stand against the other 35 states together.
    """
    people = [1_262_505, 1_591_749, 3_077_871]
    people.append(49_371_340 - sum(people))
    assert [round(float(quota), 3) for quota in quotas(299, people)[:3]] == [7.646, 9.640, 18.640]
    assert largest_remainder(299, people).shares == [8, 9, 19, 263]
    assert largest_remainder(300, people).shares == [7, 10, 19, 264]


def test_a_tie_goes_to_the_first() -> None:
    division = largest_remainder(4, [3, 1, 1, 1])
    assert division.shares == [2, 1, 1, 0]
    assert division.order == [1, 2, 3, 0]
    assert division.tied == (1, 2, 3)


def test_equal_remainders_are_no_tie_when_all_of_them_get_one_more() -> None:
    division = largest_remainder(7, [5, 5, 2])
    assert division.shares == [3, 3, 1]
    assert division.remainders == [11, 11, 2]
    assert division.tied == ()


@pytest.mark.parametrize("weights", [[], [0], [0, 0], [3, -1], [-1, -2]])
def test_weights_that_cannot_divide_anything_are_refused(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weights must be non-negative and not all zero"):
        largest_remainder(10, weights)


# Two ways

Margins = tuple[list[int], list[list[int]], list[int]]
"""Row totals, row weights and column totals."""


def exact_cells(row_totals: Sequence[int], row_weights: Sequence[Sequence[int]]) -> list[list[Fraction]]:
    return [quotas(total, weights) for total, weights in zip(row_totals, row_weights, strict=True)]


@st.composite
def small_tables(draw: st.DrawFn) -> Margins:
    """Up to four rows and columns; every column total is the exact sum rounded down or up, whichever way."""
    columns = draw(st.integers(1, 4))
    weights = st.lists(st.integers(0, 4) | st.integers(0, 1), min_size=columns, max_size=columns).filter(any)
    rows = draw(st.lists(st.tuples(st.integers(-3, 9) | st.integers(-3, 3), weights), min_size=1, max_size=4))
    row_totals, row_weights = [total for total, _ in rows], [row for _, row in rows]
    exact = [sum(column) for column in zip(*exact_cells(row_totals, row_weights), strict=True)]
    column_totals = [floor(part) for part in exact]
    fractional = draw(st.permutations([column for column, part in enumerate(exact) if part != floor(part)]))
    for column in fractional[: sum(row_totals) - sum(column_totals)]:
        column_totals[column] += 1
    return row_totals, row_weights, column_totals


def large_table(seed: int, *, own_weights: bool) -> Margins:
    """Ten rows and 24 columns, as posts and municipalities; the column totals come from largest remainder."""
    random = Random(seed)
    row_totals = [random.randrange(-(10**5), 10**6) for _ in range(10)]
    row_weights = [[random.choice((0, 1, random.randrange(10**5))) for _ in range(24)] for _ in range(10)]
    if not own_weights:
        row_weights = [row_weights[0]] * 10
    exact = [sum(column, Fraction()) for column in zip(*exact_cells(row_totals, row_weights), strict=True)]
    return row_totals, row_weights, list(naive.rounded(dict(enumerate(exact))).values())


def count_outside(margins: Margins, cells: Sequence[Sequence[int]]) -> int:
    """Checks both margins, and counts the cells that are not their exact value rounded down or up."""
    row_totals, row_weights, column_totals = margins
    assert [sum(row) for row in cells] == row_totals
    assert [sum(column) for column in zip(*cells, strict=True)] == column_totals
    rows = zip(cells, exact_cells(row_totals, row_weights), strict=True)
    return sum(outside(cell, exact) for row, exact_row in rows for cell, exact in zip(row, exact_row, strict=True))


def outside(cell: int, exact: Fraction) -> bool:
    return cell not in (floor(exact), ceil(exact))


def fewest_outside(margins: Margins) -> int:
    """The least number of cells one unit outside, by going through all tables row by row."""
    row_totals, row_weights, column_totals = margins
    lacking = {tuple(column_totals): 0}
    for total, row in zip(row_totals, exact_cells(row_totals, row_weights), strict=True):
        step: dict[tuple[int, ...], int] = {}
        for cells in product(*(range(floor(exact) - 1, ceil(exact) + 2) for exact in row)):
            if sum(cells) == total:
                price = sum(outside(cell, exact) for cell, exact in zip(cells, row, strict=True))
                for before, paid in lacking.items():
                    after = tuple(lack - cell for lack, cell in zip(before, cells, strict=True))
                    step[after] = min(paid + price, step.get(after, paid + price))
        lacking = step
    return lacking[(0,) * len(column_totals)]


@settings(max_examples=100)
@given(small_tables())
def test_rows_and_columns_add_up_and_no_table_has_fewer_cells_outside(margins: Margins) -> None:
    table = controlled_rounding(*margins)
    assert table.outside == count_outside(margins, table.cells) == fewest_outside(margins)


@given(small_tables())
@example(([-1, 1], [[1, 1], [1, 1]], [0, 0]))
def test_negative_totals_give_the_mirrored_table(margins: Margins) -> None:
    row_totals, row_weights, column_totals = margins
    assume(any(row_totals))
    there = controlled_rounding(*margins)
    back = controlled_rounding([-total for total in row_totals], row_weights, [-total for total in column_totals])
    assert back.cells == [[-cell for cell in row] for row in there.cells]
    assert back.outside == there.outside


@pytest.mark.parametrize("seed", range(10))
def test_a_large_table_adds_up_and_says_how_many_cells_are_outside(seed: int) -> None:
    margins = large_table(seed, own_weights=True)
    table = controlled_rounding(*margins)
    assert table.outside == count_outside(margins, table.cells)


@pytest.mark.parametrize("seed", range(10))
def test_a_large_table_with_one_key_for_all_rows_has_no_cell_outside(seed: int) -> None:
    margins = large_table(seed, own_weights=False)
    table = controlled_rounding(*margins)
    assert table.outside == count_outside(margins, table.cells) == 0


@pytest.mark.parametrize(
    ("row_totals", "row_weights", "column_totals", "cells"),
    [
        # left-over units go to the columns that still lack most,
        ([1, 1, 1], [[1, 2], [1, 1], [2, 1]], [2, 1], [[1, 0], [1, 0], [0, 1]]),
        # among those to the largest remainder,
        ([1, 1], [[1, 3], [1, 1]], [1, 1], [[0, 1], [1, 0]]),
        ([1, 1], [[3, 1], [1, 1]], [1, 1], [[1, 0], [0, 1]]),
        # and then to the first.
        ([1, 1], [[1, 1], [1, 1]], [1, 1], [[1, 0], [0, 1]]),
        # What that would leave over is moved on, from row to row if need be.
        ([1, 1], [[0, 1, 1], [1, 1, 0]], [0, 1, 1], [[0, 0, 1], [0, 1, 0]]),
        # The shortest way is taken.
        ([1, 1, 2], [[0, 2, 3], [1, 3, 3], [1, 1, 2]], [0, 2, 2], [[0, 0, 1], [0, 1, 0], [0, 1, 1]]),
        # Rows of zero stay empty, and exact cells as they are.
        ([0, 1, 4], [[1, 1], [1, 1], [3, 1]], [3, 2], [[0, 0], [0, 1], [3, 1]]),
        # A cost and a refund, each rounded its own way.
        ([3, -1], [[1, 1], [1, 1]], [1, 1], [[2, 1], [-1, 0]]),
        # Exact far beyond what a float can hold.
        ([10**18 + 1], [[1, 1]], [10**18 // 2, 10**18 // 2 + 1], [[10**18 // 2, 10**18 // 2 + 1]]),
    ],
)
def test_units_left_over_in_a_row_have_a_fixed_order(
    row_totals: list[int], row_weights: list[list[int]], column_totals: list[int], cells: list[list[int]]
) -> None:
    table = controlled_rounding(row_totals, row_weights, column_totals)
    assert table.cells == cells
    assert table.outside == 0


def test_of_many_columns_with_too_much_the_first_gives() -> None:
    rows = [[2, 0, 1, 0, 0, 1, 3, 2, 2], [0, 1, 0, 3, 1, 0, 0, 0, 3], [1, 3, 0, 1, 3, 0, 3, 2, 2]]
    table = controlled_rounding([4, 4, 3], rows, [0, 2, 1, 1, 1, 1, 2, 1, 2])
    assert table.cells == [[0, 0, 1, 0, 0, 1, 1, 0, 1], [0, 1, 0, 1, 1, 0, 0, 0, 1], [0, 1, 0, 0, 0, 0, 1, 1, 0]]


def test_a_column_that_has_no_room_takes_no_other_columns_turn() -> None:
    """With column 0 raised, the first and the last row have no unit left for columns 1 and 2; the second has one for column 3."""
    rows = [[2, 2, 1, 0, 0], [0, 0, 0, 1, 1], [2, 2, 1, 0, 0]]
    assert columns_to_raise([2, 1, 1], rows, [1, 1, 0, 0, 0], [0, 1, 2, 3, 4]) == {0, 3}


def test_what_no_table_within_bounds_can_hold_is_counted_and_put_where_there_is_weight() -> None:
    """Only the first row has a fraction in the first two columns, which both are rounded up: one unit must come from elsewhere.

    It could come from the second row or the third, and only the third has a weight in the column that lacks.
    """
    rows = [[1, 1, 0, 0], [0, 0, 1, 1], [0, 4, 1, 3]]
    table = controlled_rounding([1, 1, 2], rows, [1, 2, 0, 1])
    assert table.cells == [[1, 0, 0, 0], [0, 0, 0, 1], [0, 2, 0, 0]]
    assert table.outside == 1


def test_what_can_be_moved_is_moved_though_something_else_cannot() -> None:
    stuck, movable = [[1, 1, 0, 0], [0, 0, 1, 1]], [[0, 1, 1], [1, 1, 0]]
    rows = [[*row, 0, 0, 0] for row in stuck] + [[0, 0, 0, 0, *row] for row in movable]
    table = controlled_rounding([1, 1, 1, 1], rows, [1, 1, 0, 0, 0, 1, 1])
    assert table.outside == 1
    assert table.cells[2:] == [[0, 0, 0, 0, 0, 0, 1], [0, 0, 0, 0, 0, 1, 0]]


def test_every_unit_outside_is_counted() -> None:
    """Four columns that are rounded up share one row's two fractions; the other two units must come from the other row."""
    rows = [[1, 1, 1, 1, 0, 0, 0, 0], [0, 0, 0, 0, 1, 1, 1, 1]]
    table = controlled_rounding([2, 2], rows, [1, 1, 1, 1, 0, 0, 0, 0])
    assert table.cells == [[1, 1, 0, 0, 0, 0, 0, 0], [0, 0, 1, 1, 0, 0, 0, 0]]
    assert table.outside == 2


def test_margins_that_do_not_agree_are_refused() -> None:
    with pytest.raises(ValueError, match="row totals and column totals must have the same sum"):
        controlled_rounding([1, 1], [[1, 1], [1, 1]], [1, 2])
