"""Ways of sharing a cost, side by side: what each municipality pays on each; of two also why it differs, cause by cause.

Knows no formats.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from itertools import chain

from msgspec import Struct

from lkt_alloc.engine.allocate import Division
from lkt_alloc.engine.apportion import to_nearest
from lkt_alloc.engine.causes import Effects, effects_of
from lkt_alloc.engine.counterfactual import Side, divided
from lkt_alloc.engine.heads import counting_day, heads_on
from lkt_alloc.engine.keys import by_number
from lkt_alloc.engine.mergers import mergers, paid
from lkt_alloc.engine.register import Municipality
from lkt_alloc.engine.succession import Heirs


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
    `merged` is what those who are no members on some side have become there.
    """

    sides: tuple[Side, ...]
    against: tuple[Against, ...]
    causes: tuple[str, ...]
    together: tuple[str, ...]
    merged: Mapping[str, Heirs]
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


def compare(first: Side, second: Side, *others: Side) -> Comparison:
    """What everyone pays on each side of two sound budgets or more, all compared with the first; of two also why.

    Differences are split in whole øre and make the whole. Those who have merged, or were split, are what they have become on any side.
    """
    sides = (first, second, *others)
    merged = mergers(*sides)
    divisions = tuple(divided(side) for side in sides)
    days = tuple(counting_day(side) for side in sides)
    together, effects = ((), []) if others else effects_of(first, second, merged)
    known = known_on(sides)
    return Comparison(
        sides,
        tuple(_against(sides, [paid(of, merged) for of in divisions], known, merged, effects)),
        (*(cause for cause, _ in effects), "rounding") if effects else (),
        together,
        merged,
        divisions,
        days,
    )


def _against(
    sides: Sequence[Side],
    amounts_on: Sequence[Mapping[str, int]],
    known: Mapping[str, Municipality],
    merged: Mapping[str, Heirs],
    effects: Effects,
) -> Iterator[Against]:
    """What everyone pays on each side but the first, and on the first; `amounts_on` has it for all sides."""
    everyone = sorted({*chain(*amounts_on), *(n for _, changes in effects for n in changes)}, key=by_number)
    for people, amounts in zip(heads_on(sides, everyone, known)[1:], amounts_on[1:], strict=True):
        rows = []
        for number in everyone:
            was, is_now = amounts_on[0].get(number, 0), amounts.get(number, 0)
            causes = _in_ore(is_now - was, {cause: changes.get(number, Fraction()) for cause, changes in effects})
            came_from = tuple(sorted(old for old, heirs in merged.items() if number in heirs))
            is_member = bool(effects) or number in amounts_on[0] or number in amounts
            head, day = people.get(number, (None, None))
            name = known[number].name
            rows.append(Difference(number, name, head, was, is_now, causes, came_from, is_member, day))
        yield Against(tuple(rows), _total(rows, effects))


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
