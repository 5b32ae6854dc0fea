"""How the payers' totals come about, step by step, in whole numbers: what the sheet of posts writes as formulas.

A payer's exact total is `numerator / denominator` rounding units; what is cut off goes by largest remainder within a group of payers
that have posts in common. This is the normal course of `lkt_alloc.engine.payers`; `steps` says `None` where that took another.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import lcm
from typing import Final

from msgspec import Struct

from lkt_alloc.engine.allocate import PeriodAllocation
from lkt_alloc.engine.model import Budget, Post
from lkt_alloc.engine.payers import unit_of
from lkt_alloc.reports.workbook.making import EXACT

LARGEST_GROUP: Final = 3
"""With more payers than this in a group, the largest remainders need not fit the posts, and the engine may choose others."""


class PayerStep(Struct, frozen=True):
    """One payer's way to its total: of the magnitude with `sign`; `place` among the remainders of its group, `others`."""

    others: tuple[int, ...]
    sign: int
    numerator: int
    floor: int
    remainder: int
    left: int
    place: int
    total: int


def parts_of(post: Post, payers: Sequence[str]) -> tuple[int, list[int]]:
    """A post's shares as whole numbers out of a whole: hundredths if they are whole percentages.

    >>> from lkt_alloc.language.sentences import Text
    >>> half = {"a": Fraction(1, 2), "b": Fraction(1, 2)}
    >>> parts_of(Post("1", Text({"": "x"}), half, {}, {}), ["a", "b"])
    (100, [50, 50])
    """
    shares = [post.paid_by.get(payer, Fraction()) for payer in payers]
    whole = lcm(100, *(share.denominator for share in shares))
    if whole > 100:
        whole = lcm(*(share.denominator for share in shares))
    return whole, [int(share * whole) for share in shares]


def groups(budget: Budget) -> list[tuple[int, ...]]:
    """The payers, by their place in the file, that have posts in common; no krone goes from one group to another.

    Two payers always count as a group: where they have nothing in common there is nothing to round, and an edit may give them a post.
    With more, an edit that changes who pays for what is refused by the sheet of posts.
    """
    if len(budget.payers) == 2:
        return [(0, 1)]
    group_of: dict[int, tuple[int, ...]] = {i: (i,) for i in range(len(budget.payers))}
    for post in budget.posts:
        paying = [i for i, payer in enumerate(budget.payers) if post.paid_by.get(payer)]
        joined = tuple(sorted({j for i in paying for j in group_of[i]}))
        group_of |= dict.fromkeys(joined, joined)
    return sorted(set(group_of.values()))


def steps(budget: Budget, period: PeriodAllocation) -> list[PayerStep] | None:
    """The steps of every payer; `None` where formulas could not give the engine's totals exactly, now or after an edit."""
    payers = list(budget.payers)
    parts = [parts_of(row.post, payers) for row in period.posts]
    increases = [row.amounts.increase for row in period.posts]
    common = lcm(*(whole for whole, _ in parts))
    too_long = common * max(sum(map(abs, increases)), *(whole for whole, _ in parts)) >= EXACT
    if too_long or max(map(len, groups(budget))) > LARGEST_GROUP:
        return None
    found: dict[int, PayerStep] = {}
    sign = -1 if [sum(increases), *increases] < [0] * (len(increases) + 1) else 1
    for group in groups(budget):
        exact = [
            sum(n * shares[i] * (common // whole) for n, (whole, shares) in zip(increases, parts, strict=True))
            for i in group
        ]
        found |= _rounded(group, sign, exact, common, unit_of(budget))
    ordered = [found[i] for i in range(len(payers))]
    agreed = all(step.total == period.payers[payer].increase for payer, step in zip(payers, ordered, strict=True))
    return ordered if agreed else None


def _rounded(group: tuple[int, ...], sign: int, exact: list[int], common: int, unit: int) -> dict[int, PayerStep]:
    denominator = common * unit
    floors = [sign * n // denominator for n in exact]
    remainders = [sign * n % denominator for n in exact]
    left = sum(remainders) // denominator
    order = sorted(range(len(group)), key=remainders.__getitem__, reverse=True)
    result = {}
    for k, i in enumerate(group):
        place = order.index(k) + 1
        total = sign * (floors[k] + (place <= left)) * unit
        result[i] = PayerStep(group, sign, exact[k], floors[k], remainders[k], left, place, total)
    return result
