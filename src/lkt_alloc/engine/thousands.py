"""A table of amounts in coarser units, such as 1000 kr, that adds up both ways: controlled rounding of cells, margins and all.

Knows nothing of members, periods, formats or wording.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations
from typing import Final

from lkt_alloc.engine.apportion import columns_to_raise, controlled_rounding, to_nearest
from lkt_alloc.engine.model import ROUNDINGS

THOUSAND: Final = ROUNDINGS["1000 kr"]
"""1000 kr in øre."""

THOUSANDS_METHOD: Final = "controlled-rounding-of-margins/1"
"""Name and version of the rounding here."""


def coarse(amounts: Sequence[Sequence[int]], unit: int = THOUSAND) -> list[tuple[int, ...]]:
    """Round a table of øre, rows of equal length, to whole units so that it still adds up both ways.

    Every cell, every sum of a row or a column and the total is its exact value rounded down or up; what is a whole number of units
    stays. The total is rounded to the nearest unit (halves away from zero). Then as many sums of columns as that leaves room for
    are rounded up, those with the largest remainders first, then so many sums of rows, and at last the cells, such that no two rows
    can exchange two of theirs to have larger remainders rounded up. Among equal remainders the first goes first. A table with a
    negative total is rounded as its mirror image.

    That all of it can always be rounded so together is known: Bacharach, *Matrix rounding problems* (1966); Causey, Cox and Ernst,
    *Applications of transportation theory to statistical problems* (1985).

    >>> coarse([[40, 40], [40, 40]], 100)
    [(1, 0), (0, 1)]
    """
    if sum(map(sum, amounts)) < 0:
        mirror = coarse([[-amount for amount in row] for row in amounts], unit)
        return [tuple(-cell for cell in row) for row in mirror]
    rows = [[amount % unit for amount in row] for row in amounts]
    by_column = [list(column) for column in zip(*rows, strict=True)]
    total = to_nearest(Fraction(sum(map(sum, amounts)), unit)) - sum(n // unit for row in amounts for n in row)
    of_columns = _sums_raised(by_column, rows, total, unit)
    raised = [list(cells[: len(rows)]) for cells in _cells_raised(by_column, rows, of_columns, unit)]
    while any(_exchange(raised, by_column, a, b) for a, b in combinations(range(len(raised)), 2)):
        pass
    return [tuple(amount // unit + raised[j][i] for j, amount in enumerate(row)) for i, row in enumerate(amounts)]


def _sums_raised(columns: Sequence[Sequence[int]], rows: Sequence[Sequence[int]], total: int, unit: int) -> list[int]:
    """What each column's remainders make in whole units, such that they make `total`: a row of what is over takes the rest.

    Each row, with what it lacks to a whole number of units as one more cell, is to be a whole number; so are the columns.
    """
    sums = list(map(sum, columns))
    lacking = [-sum(row) % unit for row in rows]
    whole = [(sum(row) + lack) // unit for row, lack in zip(rows, lacking, strict=True)]
    weights = [[*row, lack] for row, lack in zip(rows, lacking, strict=True)]
    floors = [*(n // unit for n in sums), sum(whole) - total]
    raised = columns_to_raise(whole, [_weights(row) for row in weights], floors, _largest_first(sums, unit))
    return [n // unit + (i in raised) for i, n in enumerate(sums)]


def _cells_raised(
    columns: Sequence[Sequence[int]], rows: Sequence[Sequence[int]], of_columns: Sequence[int], unit: int
) -> Sequence[Sequence[int]]:
    """By column, by row: the remainders in whole units, so that columns make what is given, and rows the nearest that there is room for.

    What a column lacks to a whole number of units is a row of its own, which takes a unit if the column is not rounded up.
    """
    lacking = [-sum(column) % unit for column in columns]
    whole = [(sum(column) + lack) // unit for column, lack in zip(columns, lacking, strict=True)]
    weights = [
        _weights([*column, *(lack if i == j else 0 for j in range(len(columns)))])
        for i, (column, lack) in enumerate(zip(columns, lacking, strict=True))
    ]
    over = [most - own for most, own in zip(whole, of_columns, strict=True)]
    sums = list(map(sum, rows))
    floors = [*(n // unit for n in sums), *over]
    raised = columns_to_raise(whole, weights, floors, _largest_first(sums, unit))
    wanted = [floor + (i in raised) for i, floor in enumerate(floors)]
    return controlled_rounding(whole, weights, wanted).cells


def _exchange(raised: Sequence[list[int]], remainders: Sequence[Sequence[int]], a: int, b: int) -> bool:
    """Let rows that are rounded up in one of two columns change with rows that are so in the other, where that is better."""

    def movable(here: int, there: int) -> list[tuple[int, int]]:
        rows = enumerate(zip(remainders[here], remainders[there], strict=True))
        gains = ((of_there - of_here, i) for i, (of_here, of_there) in rows if of_there)
        free = (each for each in gains if raised[here][each[1]] and not raised[there][each[1]])
        return sorted(free, key=lambda each: -each[0])

    better = [(i, k) for (gain, i), (other, k) in zip(movable(a, b), movable(b, a), strict=False) if gain + other > 0]
    for i, k in better:
        raised[a][i], raised[b][i], raised[a][k], raised[b][k] = 0, 1, 1, 0
    return bool(better)


def _weights(remainders: Sequence[int]) -> Sequence[int]:
    """What a whole number of units is divided by; where there is nothing to divide, anything will do."""
    return remainders if any(remainders) else [1] * len(remainders)


def _largest_first(sums: Sequence[int], unit: int) -> list[int]:
    """The places of sums that are no whole number of units, those with the largest remainders first."""
    return sorted((i for i, n in enumerate(sums) if n % unit), key=lambda i: -(sums[i] % unit))
