"""Why what is paid on two sides differs, cause by cause.

Every cause gets its Shapley value (L. S. Shapley, *A value for n-person games*, 1953): the mean of what it changes, over all orders in
which the causes can be let in, one by one. So no order is preferred, and the causes make the difference, exactly. Knows no formats.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from math import factorial
from typing import Final

from lkt_alloc.engine.counterfactual import CAUSES, Counterfactual, Impossible, Side, counterfactual, divided, pure
from lkt_alloc.engine.mergers import merged_side, paid, renamed
from lkt_alloc.engine.succession import Heirs

METHOD: Final = "shapley/1"
"""Name and version of the rule by which a difference is split into causes."""

_TOGETHER: Final = (
    (),
    ("key", "members"),
    ("key", "population", "members"),
    ("payers", "key"),
    ("payers", "key", "members"),
    ("payers", "key", "population", "members"),
    ("cost", "key"),
    ("cost", "payers", "key"),
)
"""Causes that are taken as one where a mixture of the sides is impossible: the first of these that needs no impossible one, or all."""

Effects = list[tuple[str, Counterfactual]]
"""Each cause with what it changes for everyone; of causes that are taken as one, the first."""


def effects_of(first: Side, second: Side, merged: Mapping[str, Heirs]) -> tuple[tuple[str, ...], Effects]:
    """The causes that are taken as one, and all causes but rounding, where those who are `merged` became others."""
    if not merged:
        return split(first, second)
    before = [renamed(exact(side), merged) for side in (first, second)]
    try:
        ends = [merged_side(side, merged) for side in (first, second)]
        after = [pure(end) for end in ends]
    except Impossible:
        return ("merger", *CAUSES), [("merger", _less(before[1], before[0]))]
    changes = [_less(new, old) for new, old in zip(after, before, strict=True)]
    together, effects = split(*ends)
    return together, [("merger", _less(*changes)), *effects]


def exact(side: Side) -> Counterfactual:
    """What everyone pays on a side before rounding; what is paid where that cannot be known.

    A payer's exact total may be a little more than limits allow, where the rounded one, which `check` has seen, is not.
    """
    try:
        return pure(side)
    except Impossible:
        return {number: Fraction(amount) for number, amount in paid(divided(side), {}).items()}


def _less(amounts: Counterfactual, others: Counterfactual) -> Counterfactual:
    return {n: amounts.get(n, Fraction()) - others.get(n, Fraction()) for n in {*amounts, *others}}


def split(a: Side, b: Side) -> tuple[tuple[str, ...], Effects]:
    """The causes that are taken as one, and what each cause changes for everyone: together `exact(b)` less `exact(a)`."""
    for together in _TOGETHER:
        groups = [(cause,) for cause in CAUSES if cause not in together] + ([together] if together else [])
        try:
            return together, [(group[0], changes) for group, changes in _shapley(a, b, groups)]
        except Impossible:
            continue
    return CAUSES, [(CAUSES[0], _less(exact(b), exact(a)))]


def _shapley(a: Side, b: Side, groups: Sequence[tuple[str, ...]]) -> Iterator[tuple[tuple[str, ...], Counterfactual]]:
    subsets: list[frozenset[tuple[str, ...]]] = [frozenset()]
    for group in groups:
        subsets += [chosen | {group} for chosen in subsets]
    worth = {
        chosen: counterfactual({cause: b if group in chosen else a for group in groups for cause in group})
        for chosen in subsets
    }
    for group in groups:
        changes: Counterfactual = {}
        for chosen, before in worth.items():
            if group not in chosen:
                after = worth[chosen | {group}]
                orders = factorial(len(chosen)) * factorial(len(groups) - len(chosen) - 1)
                weight = Fraction(orders, factorial(len(groups)))
                for number in {*before, *after}:
                    step = after.get(number, Fraction()) - before.get(number, Fraction())
                    changes[number] = changes.get(number, Fraction()) + weight * step
        yield group, changes
