"""What each payer bears of the posts of a period, in whole kroner or øre. Knows nothing of keys, formats or wording."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, islice
from math import lcm

from lkt_alloc.apportion import Table, controlled_rounding, largest_remainder
from lkt_alloc.model import ROUNDINGS, Budget

KRONE = ROUNDINGS["1 kr"]
_CHOICES = (
    100  # of payers' totals that are tried; more would take as long as one likes, for odd kroner among dozens of payers
)


@dataclass(frozen=True, slots=True)
class Sum:
    """An amount in øre, and how much of it is covered already."""

    total: int
    covered: int

    @property
    def increase(self) -> int:
        """What is left to pay: the total less what is covered."""
        return self.total - self.covered


@dataclass(frozen=True, slots=True)
class PayerTable:
    """What each payer bears in one period, in øre: in all, and of the increase of each post.

    `tie` says that equal remainders of the increase were decided by the order of the budget file.
    """

    sums: Mapping[str, Sum]
    by_post: tuple[Mapping[str, int], ...]
    tie: bool


def payer_table(budget: Budget, period: str) -> PayerTable:
    """Divide the posts of `period` between their payers.

    A payer's exact part may be a fraction of a krone. It is rounded once, on the period's total, by largest remainder: to whole
    kroner, or to whole øre if an amount or a key's rounding unit is finer than kroner. Equal remainders: the first in the file.
    Should these totals charge a payer for a post it has no part in (possible with four payers or more), the next choice in that
    order is taken. What is covered is divided in the same way.
    """
    amounts = [post.amounts.get(period, 0) for post in budget.posts]
    covered = [post.covered.get(period, 0) for post in budget.posts]
    unit = _unit(budget, amounts + covered)
    increases = [amount - part for amount, part in zip(amounts, covered, strict=True)]
    by_post, tie = _between_payers(budget, increases, unit)
    covered_by_post, _ = _between_payers(budget, covered, unit)
    sums = {}
    for i, payer in enumerate(budget.payers):
        own_covered = sum(row[i] for row in covered_by_post)
        sums[payer] = Sum(sum(row[i] for row in by_post) + own_covered, own_covered)
    return PayerTable(sums, tuple(dict(zip(budget.payers, row, strict=True)) for row in by_post), tie)


def _unit(budget: Budget, amounts: Sequence[int]) -> int:
    """The unit in øre to which payers' totals are rounded: kroner, unless something in the budget is finer."""
    whole = all(amount % KRONE == 0 for amount in amounts) and all(
        key.unit_ore >= KRONE for key in budget.keys.values()
    )
    return KRONE if whole else 1


def _between_payers(budget: Budget, amounts: Sequence[int], unit: int) -> tuple[list[list[int]], bool]:
    """Post × payer in øre: every row makes the post's amount, every cell is its exact value rounded up or down."""
    rows = [amount // unit for amount in amounts]
    weights = [whole_weights([post.paid_by.get(payer, Fraction()) for payer in budget.payers]) for post in budget.posts]
    cells = [[0] * len(budget.payers) for _ in rows]
    any_tie = False
    for posts, payers in _groups(weights):
        own = [[weights[r][p] for p in payers] for r in posts]
        table, tie = _table([rows[r] for r in posts], own)
        any_tie = any_tie or tie
        for r, row in zip(posts, table.cells, strict=True):
            for p, cell in zip(payers, row, strict=True):
                cells[r][p] = cell * unit
    return cells, any_tie


def _groups(weights: Sequence[Sequence[int]]) -> list[tuple[list[int], list[int]]]:
    """Posts and payers that hang together, as a post has several payers and a payer several posts. No krone goes between groups."""
    group_of: dict[int, list[int]] = {}
    for row in weights:
        joined = sorted({p for payer, weight in enumerate(row) if weight for p in group_of.get(payer, [payer])})
        group_of |= dict.fromkeys(joined, joined)
    payers = {tuple(group): group for group in group_of.values()}
    posts: dict[tuple[int, ...], list[int]] = {group: [] for group in payers}
    for r, row in enumerate(weights):
        posts[tuple(group_of[next(p for p, weight in enumerate(row) if weight)])].append(r)
    return [(posts[group], payers[group]) for group in payers]


def _table(rows: Sequence[int], weights: Sequence[Sequence[int]]) -> tuple[Table, bool]:
    """The table for the best choice of payers' totals that has one within bounds; and whether more than remainders chose."""
    sign = (
        -1 if [sum(rows), *rows] < [0] * (len(rows) + 1) else 1
    )  # the first that is not zero is negative: a mirror image
    shares = [[Fraction(weight, sum(row)) for weight in row] for row in weights]
    exact = [
        sum((row * share for row, share in zip(rows, own, strict=True)), Fraction()) * sign
        for own in zip(*shares, strict=True)
    ]
    floors = [part.numerator // part.denominator for part in exact]
    left = sum(rows) * sign - sum(floors)
    order: list[int] = []
    tie = False
    if left:
        fractions = [part - floor for part, floor in zip(exact, floors, strict=True)]
        best = largest_remainder(left, whole_weights(fractions))
        order, tie = [i for i in best.order if fractions[i]], bool(best.tied)
    for n, raised in enumerate(
        islice(combinations(order, left), _CHOICES)
    ):  # pragma: no branch - the first nearly always does
        table = controlled_rounding(rows, weights, [(floor + (i in raised)) * sign for i, floor in enumerate(floors)])
        if n == 0 or table.outside == 0:  # pragma: no branch
            found = table, tie or n > 0
        if table.outside == 0:  # pragma: no branch
            break
    return found


def whole_weights(shares: Sequence[Fraction]) -> list[int]:
    """Whole numbers in the same proportion as `shares`."""
    scale = lcm(*(share.denominator for share in shares))
    return [int(share * scale) for share in shares]
