"""Two ways of sharing a cost, side by side: what each municipality pays in both, and why it differs, cause by cause.

Every cause gets its Shapley value (L. S. Shapley, *A value for n-person games*, 1953): the mean of what it changes, over all orders in
which the causes can be let in, one by one. So no order is preferred, and the causes make the difference, exactly. Knows no formats.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from math import factorial
from typing import Final

from msgspec import Struct

from lkt_alloc.engine.allocate import Division, allocate
from lkt_alloc.engine.counterfactual import CAUSES, Counterfactual, Impossible, Side, counterfactual, pure
from lkt_alloc.engine.keys import by_number, uses_of
from lkt_alloc.engine.mergers import handed_on, merged_side, mergers, renamed
from lkt_alloc.engine.succession import Heirs, is_estimated

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


class Difference(Struct, frozen=True):
    """What one municipality pays on both sides, in øre, and what of the difference each cause makes, in øre too.

    Causes but `rounding` are exact, to the nearest øre. `rounding` is what is left: on each side, for each payer and key by which the
    municipality shares, at most two rounding units of the key; and half an øre for each cause.
    `before` are the municipalities that it was before a merger or a split, on the side where it was not yet there.
    """

    number: str
    name: str
    population: int | None
    a: int
    b: int
    causes: Mapping[str, int]
    before: tuple[str, ...] = ()

    @property
    def difference(self) -> int:
        """What is paid more on the second side."""
        return self.b - self.a


class Comparison(Struct, frozen=True):
    """Everyone on either side, ascending by number. `causes` are those there are, `together` those that are taken as one.

    `left` is what nobody pays on each side and `rounded_off` what is rounded off, in øre, `methods` how amounts were rounded on either.
    `merged` is what those who are no members on one side have become there; for those in `estimated` by shares that were never
    counted.
    """

    a: Side
    b: Side
    rows: tuple[Difference, ...]
    causes: tuple[str, ...]
    together: tuple[str, ...]
    merged: Mapping[str, Heirs]
    estimated: frozenset[str]
    left: tuple[int, int]
    rounded_off: tuple[int, int]
    methods: tuple[str, ...]

    @property
    def splits(self) -> dict[str, Heirs]:
        """Of `merged`, those who have become several."""
        return {number: heirs for number, heirs in self.merged.items() if len(heirs) > 1}

    @property
    def total(self) -> Difference:
        """All of them together."""
        causes = {cause: sum(row.causes[cause] for row in self.rows) for cause in self.causes}
        return Difference("", "", None, sum(row.a for row in self.rows), sum(row.b for row in self.rows), causes)


def compare(a: Side, b: Side) -> Comparison:
    """What everyone pays on both sides of two sound budgets, and why. Differences are split in whole øre and make the whole."""
    merged = mergers(a, b)
    divided = [_divided(side) for side in (a, b)]
    paid = [_paid(divisions, merged) for divisions in divided]
    ends, together, effects = _effects(a, b, merged)
    everyone = sorted({*paid[0], *paid[1], *(n for _, changes in effects for n in changes)}, key=by_number)
    rows = []
    for number in everyone:
        was, is_now = (amounts.get(number, 0) for amounts in paid)
        causes = {cause: round(changes.get(number, Fraction())) for cause, changes in effects}
        causes["rounding"] = is_now - was - sum(causes.values())
        own = next(side for side in (b, a) if number in side.joined.municipalities)
        population = _population(number, ends[1]) or _population(number, ends[0])
        came_from = tuple(sorted(old for old, heirs in merged.items() if number in heirs))
        name = own.joined.municipalities[number].name
        rows.append(Difference(number, name, population, was, is_now, causes, came_from))
    left = (sum(division.left for division in divided[0]), sum(division.left for division in divided[1]))
    odd = (sum(division.rounded_off for division in divided[0]), sum(division.rounded_off for division in divided[1]))
    methods = tuple(dict.fromkeys(division.method for divisions in divided for division in divisions))
    causes_ = (*(cause for cause, _ in effects), "rounding")
    known = {**a.joined.municipalities, **b.joined.municipalities}
    guessed = frozenset(number for number, heirs in merged.items() if is_estimated(number, heirs, known))
    return Comparison(a, b, tuple(rows), causes_, together, merged, guessed, left, odd, methods)


Effects = list[tuple[str, Counterfactual]]
"""Each cause with what it changes for everyone; of causes that are taken as one, the first."""


def _effects(a: Side, b: Side, merged: Mapping[str, Heirs]) -> tuple[tuple[Side, Side], tuple[str, ...], Effects]:
    """Both sides as they are after the mergers, the causes that are taken as one, and all causes but rounding."""
    if not merged:
        return (a, b), *split(a, b)
    old = [renamed(exact(side), merged) for side in (a, b)]
    try:
        ends = merged_side(a, merged), merged_side(b, merged)
        first, second = (_minus(pure(end), own) for end, own in zip(ends, old, strict=True))
    except Impossible:
        return (a, b), ("merger", *CAUSES), [("merger", _minus(old[1], old[0]))]
    together, effects = split(*ends)
    return ends, together, [("merger", _minus(first, second)), *effects]


def exact(side: Side) -> Counterfactual:
    """What everyone pays on a side before rounding; what is paid where that cannot be known.

    A payer's exact total may be a little more than limits allow, where the rounded one, which `check` has seen, is not.
    """
    try:
        return pure(side)
    except Impossible:
        return {number: Fraction(amount) for number, amount in _paid(_divided(side), {}).items()}


def _minus(amounts: Counterfactual, others: Counterfactual) -> Counterfactual:
    return {n: amounts.get(n, Fraction()) - others.get(n, Fraction()) for n in {*amounts, *others}}


def _population(number: str, side: Side) -> int | None:
    """Inhabitants on the newest day that keys in use count them, if there is one."""
    used = [name for name, periods in uses_of(side.budget).items() if side.period in periods]
    municipality = side.joined.municipalities.get(number)
    if not used or not municipality:
        return None
    days = [side.budget.keys[name].in_period(side.period).population_date for name in used]
    return municipality.population.get(max(filter(None, days), default=date.min))


def _divided(side: Side) -> tuple[Division, ...]:
    return allocate(side.budget, side.register, [side.period]).periods[0].divisions


def _paid(divisions: Sequence[Division], merged: Mapping[str, Heirs]) -> dict[str, int]:
    found: dict[str, int] = {}
    for division in divisions:
        for share in division.shares:
            for number, amount in handed_on(share.number, share.amount, merged):
                found[number] = found.get(number, 0) + amount
    return found


# Shapley


def split(a: Side, b: Side) -> tuple[tuple[str, ...], Effects]:
    """The causes that are taken as one, and what each cause changes for everyone: together `exact(b)` less `exact(a)`."""
    for together in _TOGETHER:
        groups = [(cause,) for cause in CAUSES if cause not in together] + ([together] if together else [])
        try:
            return together, [(group[0], changes) for group, changes in _shapley(a, b, groups)]
        except Impossible:
            continue
    return CAUSES, [(CAUSES[0], _minus(exact(b), exact(a)))]


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
