"""Ways of sharing a cost, side by side: what each municipality pays on each; of two also why it differs, cause by cause.

Every cause gets its Shapley value (L. S. Shapley, *A value for n-person games*, 1953): the mean of what it changes, over all orders in
which the causes can be let in, one by one. So no order is preferred, and the causes make the difference, exactly. Knows no formats.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import chain
from math import factorial
from typing import Final

from msgspec import Struct

from lkt_alloc.engine.allocate import Division, allocate
from lkt_alloc.engine.apportion import to_nearest
from lkt_alloc.engine.counterfactual import CAUSES, Counterfactual, Impossible, Side, counterfactual, pure
from lkt_alloc.engine.heads import counting_day, heads
from lkt_alloc.engine.keys import by_number
from lkt_alloc.engine.mergers import everyone_on, handed_on, merged_side, mergers, renamed
from lkt_alloc.engine.register import Municipality
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
    `before` are the municipalities that it was before a merger or a split, on the side where it was not yet there. `population` is
    what amounts per head are divided by: all that it is made of (`heads`), `counted_on` the day of the second side, else of the first,
    else the newest of any side. `is_member` says whether it shares on either of the two; of several sides, it may share on others only.
    """

    number: str
    name: str
    population: int | None
    a: int
    b: int
    causes: Mapping[str, int]
    before: tuple[str, ...] = ()
    is_member: bool = True
    counted_on: date | None = None

    @property
    def difference(self) -> int:
        """What is paid more on the second side."""
        return self.b - self.a


class Against(Struct, frozen=True):
    """Everyone on the first side and on another, ascending by number, and all of them together.

    The causes of the total are exact, to the nearest øre: what those of the rows lack to that, as they are cut one by one, is `cut`.
    """

    rows: tuple[Difference, ...]
    total: Difference

    @property
    def cut(self) -> dict[str, int]:
        """By cause what the rows lack to the total, in øre; together nothing."""
        return {cause: ore - sum(row.causes[cause] for row in self.rows) for cause, ore in self.total.causes.items()}


class Comparison(Struct, frozen=True):
    """Two sides or more: the first, and each other `against` it, with the same members in all of them.

    `causes` are those there are, `together` those that are taken as one; of more than two sides there are none.
    `divided` is how each side is shared out, and `days` those on which each counts inhabitants.
    `merged` is what those who are no members on some side have become there; for those in `estimated` by shares that were never
    counted.
    """

    sides: tuple[Side, ...]
    against: tuple[Against, ...]
    causes: tuple[str, ...]
    together: tuple[str, ...]
    merged: Mapping[str, Heirs]
    estimated: frozenset[str]
    divided: tuple[tuple[Division, ...], ...]
    days: tuple[date | None, ...]

    @property
    def methods(self) -> tuple[str, ...]:
        """How amounts were rounded on any side."""
        return tuple(dict.fromkeys(division.method for divisions in self.divided for division in divisions))

    @property
    def rows(self) -> tuple[Difference, ...]:
        """Everyone on the first side and the second, then on the first and the third, and so on."""
        return tuple(row for other in self.against for row in other.rows)

    @property
    def known(self) -> dict[str, Municipality]:
        """Whoever is a member, or was before, by number."""
        return known_on(self.sides)

    @property
    def splits(self) -> dict[str, Heirs]:
        """Of `merged`, those who have become several."""
        return {number: heirs for number, heirs in self.merged.items() if len(heirs) > 1}


_Heads = dict[str, tuple[int, date | None]]
"""Inhabitants, and the day on which they are counted, by number."""

Effects = list[tuple[str, Counterfactual]]
"""Each cause with what it changes for everyone; of causes that are taken as one, the first."""


def compare(first: Side, second: Side, *others: Side) -> Comparison:
    """What everyone pays on each side of two sound budgets or more, all compared with the first; of two also why.

    Differences are split in whole øre and make the whole. Those who have merged, or were split, are what they have become on any side.
    """
    sides = (first, second, *others)
    merged = mergers(*sides)
    divided = [_divided(side) for side in sides]
    ends = _as_merged(sides, merged)
    together, effects = ((), []) if others else _effects((first, second), ends, merged)
    known = known_on(sides)
    return Comparison(
        sides,
        tuple(_against(sides, [_paid(divisions, merged) for divisions in divided], known, merged, effects)),
        (*(cause for cause, _ in effects), "rounding") if effects else (),
        together,
        merged,
        frozenset(number for number, heirs in merged.items() if is_estimated(number, heirs, known)),
        tuple(divided),
        tuple(map(counting_day, sides)),
    )


def _against(
    sides: Sequence[Side],
    paid: Sequence[Mapping[str, int]],
    known: Mapping[str, Municipality],
    merged: Mapping[str, Heirs],
    effects: Effects,
) -> Iterator[Against]:
    """What everyone has `paid` on each side but the first, and on the first."""
    everyone = sorted({*chain(*paid), *(n for _, changes in effects for n in changes)}, key=by_number)
    counted = [_heads(everyone, side, known) for side in sides]
    of_any = _newest(counted, sides)
    for own, amounts in zip(counted[1:], paid[1:], strict=True):
        people = of_any | counted[0] | own
        rows = []
        for number in everyone:
            was, is_now = paid[0].get(number, 0), amounts.get(number, 0)
            causes = _in_ore(is_now - was, {cause: changes.get(number, Fraction()) for cause, changes in effects})
            came_from = tuple(sorted(old for old, heirs in merged.items() if number in heirs))
            is_member = bool(effects) or number in paid[0] or number in amounts
            head, day = people.get(number, (None, None))
            name = known[number].name
            rows.append(Difference(number, name, head, was, is_now, causes, came_from, is_member, day))
        yield Against(tuple(rows), _total(rows, effects))


def _heads(numbers: Sequence[str], side: Side, known: Mapping[str, Municipality]) -> _Heads:
    """What amounts per head are divided by, by the figures of a side where it has them."""
    day = counting_day(side)
    found = heads(numbers, {**known, **side.joined.municipalities}, day, everyone_on(side))
    return {number: (people, day) for number, people in found.items()}


def _newest(counted: Sequence[_Heads], sides: Sequence[Side]) -> _Heads:
    """The newest figure of each on any of the sides."""
    days = map(counting_day, sides)
    in_order = sorted(zip(days, counted, strict=True), key=lambda own: own[0] or date.min)
    return {number: figure for _, figures in in_order for number, figure in figures.items()}


def known_on(sides: Sequence[Side]) -> dict[str, Municipality]:
    """Everyone in the registers of all sides, by number; who is in several, as the last has it."""
    return {number: known for side in sides for number, known in side.joined.municipalities.items()}


def _in_ore(difference: int, exact: Mapping[str, Fraction]) -> dict[str, int]:
    """Causes to the nearest øre, and the rest of the difference as `rounding`; none where there are none."""
    causes = {cause: to_nearest(amount) for cause, amount in exact.items()}
    return causes | {"rounding": difference - sum(causes.values())} if causes else {}


def _total(rows: Sequence[Difference], effects: Effects) -> Difference:
    was, is_now = sum(row.a for row in rows), sum(row.b for row in rows)
    exact_ = {cause: sum(changes.values(), Fraction()) for cause, changes in effects}
    return Difference("", "", None, was, is_now, _in_ore(is_now - was, exact_))


def _as_merged(sides: Sequence[Side], merged: Mapping[str, Heirs]) -> tuple[Side, ...]:
    """All sides as they are after the mergers; nothing where that cannot be."""
    try:
        return tuple(merged_side(side, merged) for side in sides)
    except Impossible:
        return ()


def _effects(
    sides: tuple[Side, Side], ends: Sequence[Side], merged: Mapping[str, Heirs]
) -> tuple[tuple[str, ...], Effects]:
    """The causes that are taken as one, and all causes but rounding, of sides that are `ends` after the mergers."""
    if not merged:
        return split(*sides)
    old = [renamed(exact(side), merged) for side in sides]
    try:
        new = [pure(end) for end in ends]
    except Impossible:
        new = []
    if not new:
        return ("merger", *CAUSES), [("merger", _minus(old[1], old[0]))]
    first, second = (_minus(after, before) for after, before in zip(new, old, strict=True))
    together, effects = split(*ends)
    return together, [("merger", _minus(first, second)), *effects]


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
