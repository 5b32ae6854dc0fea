"""What each payer bears of the posts of a period, in whole kroner or øre. Knows nothing of keys, formats or wording."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from lkt_alloc.apportion import columns_to_raise, controlled_rounding, largest_remainder
from lkt_alloc.model import ROUNDINGS, Budget

KRONE = ROUNDINGS["1 kr"]


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

    `tie` says that remainders of the increase did not decide alone: equal ones went by the order of the budget file, or someone
    was passed over who has no part in the posts where an odd unit is left.
    """

    sums: Mapping[str, Sum]
    by_post: tuple[Mapping[str, int], ...]
    tie: bool


def payer_table(budget: Budget, period: str) -> PayerTable:
    """Divide the posts of `period` between their payers.

    A payer's exact part may be a fraction of a krone. It is rounded once, on the period's total, by largest remainder: to whole
    kroner, or to whole øre if an amount or a key's rounding unit is finer than kroner. Equal remainders: the first in the file.
    Whoever would then be charged for a post it has no part in (possible with four payers or more) is passed over. What is covered
    is divided in the same way.
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
    # The first that is not zero is negative: the mirror image is divided.
    sign = -1 if [sum(rows), *rows] < [0] * (len(rows) + 1) else 1
    totals, tie = _totals([row * sign for row in rows], weights)
    table = controlled_rounding(rows, weights, [total * sign for total in totals])
    return [[cell * unit for cell in row] for row in table.cells], tie


def _totals(rows: Sequence[int], weights: Sequence[Sequence[int]]) -> tuple[list[int], bool]:
    """What each payer bears of all posts together; and whether anything but the size of remainders chose it."""
    wholes = [sum(own) for own in weights]
    exact = [
        sum(
            (Fraction(row * weight, whole) for row, weight, whole in zip(rows, own, wholes, strict=True) if weight),
            Fraction(),
        )
        for own in zip(*weights, strict=True)
    ]
    floors = [part.numerator // part.denominator for part in exact]
    fractions = [part - floor for part, floor in zip(exact, floors, strict=True)]
    left = sum(rows) - sum(floors)
    if not left:
        return floors, False
    best = largest_remainder(left, whole_weights(fractions))
    raised = columns_to_raise(rows, weights, floors, [i for i in best.order if fractions[i]])
    totals = [floor + (i in raised) for i, floor in enumerate(floors)]
    return totals, bool(best.tied) or raised != set(best.order[:left])


def whole_weights(shares: Sequence[Fraction]) -> list[int]:
    """Whole numbers in the same proportion as `shares`."""
    scale = lcm(*(share.denominator for share in shares))
    return [share.numerator * (scale // share.denominator) for share in shares]
