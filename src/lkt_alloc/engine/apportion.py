"""Dividing a whole number in whole numbers: the largest remainder method, one way and two ways.

Whole numbers only: knows nothing of money, budgets or municipalities. No float is ever involved, so results are exact at any size.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import lcm
from typing import Final

from msgspec import Struct

METHOD: Final = "largest-remainder/1"
"""Name and version of the one-way method. A change that could change any result gets a new version."""

NEAREST: Final = "nearest/1"
"""Name and version of the rounding of a key that leaves a difference: everyone's amount by itself, halves up."""

WHOLE_KRONER: Final = "whole-kroner/1"
"""Name and version of what a key in kroner does with øre: the total is rounded to whole kroner, halves away from zero."""

BY_POST: Final = {METHOD: "largest-remainder-by-post/1", NEAREST: "nearest-by-post/1"}
"""The same two for each post by itself, where everyone's amount is the sum."""

SHARE_METHOD: Final = "rounded-shares/1"
"""Name and version of the rounding of shares before they are used: by largest remainder, to the key's unit of shares."""

TABLE_METHOD: Final = "controlled-rounding/1"
"""Name and version of the two-way method."""


class Rounding(Struct, frozen=True):
    """How exact numbers, the quotas, became whole ones: the `shares`, and the record of the steps.

    `remainders[i] / of` is the fraction of quota `i`'s magnitude; `order` lists members by falling remainder, equal ones by position,
    and the first `extra` of them got one unit more than their floor. `sign` is the quotas' sign, 1 or -1.
    """

    shares: Sequence[int]
    remainders: Sequence[int]
    of: int
    order: Sequence[int]
    extra: int
    sign: int = 1

    @property
    def floors(self) -> list[int]:
        """The quotas without their fractions, with their sign. Found anew each time: most who divide only want the shares."""
        floors = list(self.shares)
        for i in self.order[: self.extra]:
            floors[i] -= self.sign
        return floors

    @property
    def tied(self) -> tuple[int, ...]:
        """The members among whom position, not remainder, decided who got the last units. Empty when no tie decided."""
        if self.extra == 0 or self.remainders[self.order[self.extra - 1]] != self.remainders[self.order[self.extra]]:
            return ()
        cut = self.remainders[self.order[self.extra]]
        return tuple(i for i, remainder in enumerate(self.remainders) if remainder == cut)


def largest_remainder(total: int, weights: Sequence[int]) -> Rounding:
    """Divide `total` units in proportion to `weights`, in whole units, by the largest remainder method (Hamilton's).

    Everyone first gets its quota rounded towards zero; the units left go one each to the largest remainders, and among equal
    remainders to those that stand first. A negative total is divided as its mirror image. Balinski and Young, *Fair
    Representation* (2nd ed. 2001), chapter 3 and appendix A.

    Raises `ValueError` when a weight is negative or all are zero.

    >>> largest_remainder(10, [50, 25, 25]).shares
    [5, 3, 2]
    """
    weight_sum = sum(weights)
    if weight_sum <= 0 or min(weights) < 0:
        raise ValueError("weights must be non-negative and not all zero")
    magnitude = abs(total)
    shares, remainders = [], []
    for weight in weights:  # one pass: quicker than two comprehensions, more so for few members
        floor, remainder = divmod(magnitude * weight, weight_sum)
        shares.append(floor)
        remainders.append(remainder)
    extra = magnitude - sum(shares)
    order = _by_size(remainders)
    for i in order[:extra]:
        shares[i] += 1
    sign = -1 if total < 0 else 1
    if total < 0:
        shares = [-share for share in shares]
    return Rounding(shares, remainders, weight_sum, order, extra, sign)


def to_nearest(number: Fraction) -> int:
    """The nearest whole number; halves go away from zero.

    >>> to_nearest(Fraction(3, 2)), to_nearest(Fraction(-3, 2)), to_nearest(Fraction(4, 3))
    (2, -2, 1)
    """
    size = (2 * abs(number.numerator) + number.denominator) // (2 * number.denominator)
    return size if number >= 0 else -size


def each_to_nearest(quotas: Sequence[Fraction], sign: int = 1) -> Rounding:
    """Round every quota by itself to the nearest whole number; halves go up. A `sign` of -1 rounds their mirror image.

    >>> each_to_nearest([Fraction(1, 2), Fraction(4, 3), Fraction(-1, 2)]).shares
    [1, 1, 0]
    """
    floors, remainders, scale = _cut(quotas, sign)
    return _raised(floors, remainders, scale, sum(2 * remainder >= scale for remainder in remainders), sign)


def to_the_largest(quotas: Sequence[Fraction], sign: int = 1) -> Rounding:
    """Round quotas of both signs so that their sum, a whole number, stays: every one down, and up again by largest remainder.

    What is not negative becomes what `largest_remainder` makes of it. A `sign` of -1 rounds their mirror image.

    >>> to_the_largest([Fraction(7, 2), Fraction(-5, 4), Fraction(3, 4)]).shares
    [3, -1, 1]
    """
    floors, remainders, scale = _cut(quotas, sign)
    return _raised(floors, remainders, scale, sum(remainders) // scale, sign)


def _cut(quotas: Sequence[Fraction], sign: int) -> tuple[list[int], list[int], int]:
    """Quotas (times the sign) rounded down, what is cut off them, and what that is of."""
    scale = lcm(*(quota.denominator for quota in quotas))
    divided = [divmod(sign * quota.numerator * (scale // quota.denominator), scale) for quota in quotas]
    return [floor for floor, _ in divided], [remainder for _, remainder in divided], scale


def _raised(shares: list[int], remainders: list[int], scale: int, extra: int, sign: int) -> Rounding:
    """Quotas that were rounded down, with one more for so many of the largest remainders."""
    order = _by_size(remainders)
    for i in order[:extra]:
        shares[i] += 1
    return Rounding([sign * share for share in shares], remainders, scale, order, extra, sign)


def _by_size(remainders: Sequence[int]) -> list[int]:
    """The places of remainders, the largest first; equal ones keep their order."""
    return sorted(range(len(remainders)), key=remainders.__getitem__, reverse=True)


class RoundedTable(Struct, frozen=True):
    """A table of whole numbers with exact margins. `outside` counts the units that lie beyond a cell's exact value rounded up."""

    cells: Sequence[Sequence[int]]
    outside: int


def controlled_rounding(
    row_totals: Sequence[int], row_weights: Sequence[Sequence[int]], column_totals: Sequence[int]
) -> RoundedTable:
    """Fill a table in whole units so that every row and every column adds up to its total.

    Row `r` divides `row_totals[r]` in proportion to `row_weights[r]`; that gives each cell its exact value. `column_totals` must have
    the same sum as `row_totals`, and each must be the exact column sum rounded up or down. Then every cell is its exact value
    rounded up or down wherever such a table exists; where none does, as few units as possible lie beyond that, and `outside` says
    how many. Rows are filled in order; the units that rounding leaves over in a row go to the columns that still lack most
    (the greedy construction of Gale and Ryser, 1957), then to the largest remainder, then to the first; what that misses
    is moved along alternating paths. See docs/method.md. Raises `ValueError` when the margins do not agree.

    >>> controlled_rounding([1, 1], [[1, 1], [1, 1]], [1, 1]).cells
    [[1, 0], [0, 1]]
    """
    if sum(row_totals) != sum(column_totals):
        raise ValueError("row totals and column totals must have the same sum")
    opposite = [-total for total in row_totals]
    if [sum(row_totals), *row_totals] < [sum(opposite), *opposite]:  # the first that is not zero is negative
        mirror = controlled_rounding(opposite, row_weights, [-total for total in column_totals])
        return RoundedTable([[-cell for cell in row] for row in mirror.cells], mirror.outside)
    cells, fractional, lacking = _floors(row_totals, row_weights, column_totals)
    raised = _raise_rows(row_totals, cells, fractional, lacking)
    while _mend(raised, fractional, lacking):
        pass
    for row, columns in zip(cells, raised, strict=True):
        for column in columns:
            row[column] += 1
    return RoundedTable(cells, _force(cells, raised, row_weights, lacking))


def columns_to_raise(
    row_totals: Sequence[int],
    row_weights: Sequence[Sequence[int]],
    column_floors: Sequence[int],
    preferred: Sequence[int],
) -> set[int]:
    """Choose the columns whose totals are rounded up, so that every cell can be its exact value rounded down or up.

    `column_floors` are the exact column sums rounded down; `preferred` lists the columns that have a fraction, the most wanted
    first. Each in turn is raised if there is a table that has room for it together with those raised before. The sets of columns
    that can be raised together are a matroid's independent sets, so no other choice is better in the order of `preferred` (Gale,
    *Optimal assignments in an ordered set*, 1968). Room is found along alternating paths, one at most for each column.

    >>> columns_to_raise([1, 1], [[1, 1, 0, 0], [0, 0, 1, 1]], [0, 0, 0, 0], [0, 1, 2, 3])
    {0, 2}
    """
    left = sum(row_totals) - sum(column_floors)
    first = set(preferred[:left])
    wanted = [floor + (i in first) for i, floor in enumerate(column_floors)]
    cells, fractional, lacking = _floors(row_totals, row_weights, wanted)
    raised = _raise_rows(row_totals, cells, fractional, lacking)
    for column in first:
        lacking[column] -= (
            1  # the first choice was only where to start from: nobody is promised more than its floor yet
        )
    while _mend(raised, fractional, lacking):
        pass
    chosen: set[int] = set()
    turn = iter(preferred)
    while len(chosen) < left:
        column = next(turn)
        lacking[column] += 1
        if lacking[column] <= 0 or _mend(raised, fractional, lacking):
            chosen.add(column)
        else:
            lacking[column] -= 1
    return chosen


def _floors(
    row_totals: Sequence[int], row_weights: Sequence[Sequence[int]], column_totals: Sequence[int]
) -> tuple[list[list[int]], list[dict[int, int]], list[int]]:
    """Every cell rounded down; per row the columns with a fraction and its size; what each column then lacks."""
    cells, fractional, lacking = [], [], list(column_totals)
    for total, weights in zip(row_totals, row_weights, strict=True):
        weight_sum = sum(weights)
        row, fractions = [], {}
        for column, weight in enumerate(weights):
            floor, remainder = divmod(total * weight, weight_sum)
            row.append(floor)
            lacking[column] -= floor
            if remainder:
                fractions[column] = remainder
        cells.append(row)
        fractional.append(fractions)
    return cells, fractional, lacking


def _raise_rows(
    row_totals: Sequence[int], cells: list[list[int]], fractional: list[dict[int, int]], lacking: list[int]
) -> list[set[int]]:
    """Choose in each row as many cells to raise as its total needs, most lacking columns first; updates `lacking`."""
    raised = []
    for total, row, fractions in zip(row_totals, cells, fractional, strict=True):
        wanted = sorted(fractions, key=lambda column: (-lacking[column], -fractions[column], column))
        chosen = wanted[: total - sum(row)]
        for column in chosen:
            lacking[column] -= 1
        raised.append(set(chosen))
    return raised


def _mend(raised: list[set[int]], fractional: list[dict[int, int]], lacking: list[int]) -> bool:
    """Move raised cells along one alternating path, from a column with too many to one that lacks; False when there is none."""
    start = [column for column, lack in enumerate(lacking) if lack > 0]
    came_from: dict[int, tuple[int, int] | None] = dict.fromkeys(start)
    rows = dict(enumerate(raised))
    for column in start:  # the list grows while it is walked: a breadth-first search
        for r in [r for r, chosen in rows.items() if column in fractional[r] and column not in chosen]:
            chosen = rows.pop(r)  # all of them are found now
            for other in sorted(chosen - came_from.keys()):
                came_from[other] = (r, column)
                start.append(other)
                if lacking[other] < 0:
                    _move_along(raised, came_from, lacking, other)
                    return True
    return False


def _move_along(
    raised: list[set[int]], came_from: dict[int, tuple[int, int] | None], lacking: list[int], column: int
) -> None:
    """Carry out the moves of one path, from its over-full end back to the column that lacked."""
    lacking[column] += 1
    while (step := came_from[column]) is not None:
        row, previous = step
        raised[row].remove(column)
        raised[row].add(previous)
        column = previous
    lacking[column] -= 1


def _force(
    cells: list[list[int]], raised: list[set[int]], row_weights: Sequence[Sequence[int]], lacking: list[int]
) -> int:
    """Give what no table within bounds can: move single units between columns; return how many cells it took.

    Prefers rows in which the receiving column has weight, so that who has no part in a post gets none of it if that can be.
    """
    moved = 0
    for column in range(len(lacking)):
        while lacking[column] > 0:
            giver = next(c for c, lack in enumerate(lacking) if lack < 0)
            rows = [r for r, chosen in enumerate(raised) if giver in chosen]
            row = next((r for r in rows if row_weights[r][column]), rows[0])
            raised[row].remove(giver)
            cells[row][giver] -= 1
            cells[row][column] += 1
            lacking[giver] += 1
            lacking[column] -= 1
            moved += 1
    return moved
