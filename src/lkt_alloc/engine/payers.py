"""What each payer bears of the posts of a period, in whole kroner or øre. Knows nothing of keys, formats or wording."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import lcm
from typing import Final

from msgspec import Struct

from lkt_alloc.engine.apportion import columns_to_raise, controlled_rounding, largest_remainder
from lkt_alloc.engine.model import ROUNDINGS, Budget, Post

KRONE: Final = ROUNDINGS["1 kr"]


class Sum(Struct, frozen=True):
    """An amount in øre, how much of it is covered already, and how much external money pays."""

    total: int
    covered: int
    external: int = 0

    @property
    def increase(self) -> int:
        """What is left to pay: the total less what is covered, and less external money."""
        return self.total - self.covered - self.external


def total_of(sums: Iterable[Sum]) -> Sum:
    """Several amounts together."""
    parts = list(sums)
    return Sum(sum(s.total for s in parts), sum(s.covered for s in parts), sum(s.external for s in parts))


def sum_of(post: Post, period: str) -> Sum:
    """The amounts of a post in a period."""
    return Sum(post.amounts.get(period, 0), post.covered.get(period, 0), post.external.get(period, 0))


class PayerTable(Struct, frozen=True):
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
    kroner, or to whole øre if an amount of any period or a key's rounding unit is finer. Equal remainders: the first in the file.
    Whoever would then be charged for a post it has no part in (possible with four payers or more) is passed over. What is covered
    and what external money pays are divided in the same way.
    """
    posts = [sum_of(post, period) for post in budget.posts]
    unit = unit_of(budget)
    by_post, tie = _between_payers(budget, [post.increase for post in posts], unit)
    covered_by_post, _ = _between_payers(budget, [post.covered for post in posts], unit)
    external_by_post, _ = _between_payers(budget, [post.external for post in posts], unit)
    sums = {}
    for i, payer in enumerate(budget.payers):
        increase, covered, external = (
            sum(row[i] for row in rows) for rows in (by_post, covered_by_post, external_by_post)
        )
        sums[payer] = Sum(increase + covered + external, covered, external)
    return PayerTable(sums, tuple(dict(zip(budget.payers, row, strict=True)) for row in by_post), tie)


def unit_of(budget: Budget) -> int:
    """The unit in øre to which payers' totals are rounded, in every period: kroner, unless something in the budget is finer."""
    amounts = (
        ore for post in budget.posts for by in (post.amounts, post.covered, post.external) for ore in by.values()
    )
    return smallest_unit(budget) if all(ore % KRONE == 0 for ore in amounts) else 1


def smallest_unit(budget: Budget) -> int:
    """The same as far as keys decide it."""
    return KRONE if all(key.unit_ore >= KRONE for key in budget.keys.values()) else 1


def _between_payers(budget: Budget, amounts: Sequence[int], unit: int) -> tuple[list[list[int]], bool]:
    """Post × payer in øre: every row makes the post's amount, every cell is its exact value rounded up or down."""
    rows = [amount // unit for amount in amounts]
    weights = [whole_weights([post.paid_by.get(payer, Fraction()) for payer in budget.payers]) for post in budget.posts]
    # The first that is not zero is negative: the mirror image is divided.
    ordered = [sum(rows), *rows]
    sign = -1 if ordered < [-units for units in ordered] else 1
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
