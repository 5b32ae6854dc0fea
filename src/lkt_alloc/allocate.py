"""A sound budget and a register become an `Allocation`: every share with the steps that made it.

Order of work, per period: posts, less what is covered → what each payer pays of each post → the payer's total → the key → rounding.
Knows nothing of files, formats or wording. Unsound input (`lkt_alloc.rules` has something to say) is not expected here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from lkt_alloc.apportion import Apportionment, Table, controlled_rounding, largest_remainder
from lkt_alloc.keys import Stake, key_shares
from lkt_alloc.model import ROUNDINGS, Budget, Key, Municipality, Period, Post, Register

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
class PostRow:
    """One post in one period: its amounts, and what each payer bears of the increase, in øre."""

    post: Post
    amounts: Sum
    increase_by_payer: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Share:
    """What one municipality pays of one payer's total in one period, and how it came about.

    `share` is the exact share of the payer's total and `quota` that share in kroner. `floor` is the quota cut down (towards
    zero) to a whole number of rounding units, in øre; `remainder` what was cut off, in rounding units; `rank` the place of the
    remainder among all, from 1. `extra` is 1 if the share got one of the units left over, else 0. `population` is that of the
    key's date; `None` where there is none and the key does not need it.
    """

    number: str
    name: str
    committee: str
    population: int | None
    stakes: tuple[Stake, ...]
    share: Fraction
    quota: Fraction
    floor: int
    remainder: Fraction
    rank: int
    extra: int
    amount: int


@dataclass(frozen=True, slots=True)
class Division:
    """One payer's total in one period, shared by a key; `shares` ascend by municipality number.

    `units_left` is how many rounding units were left after cutting down. `tied` are the numbers of those with equal remainders
    among whom the lower number decided; empty when no tie decided anything.
    """

    payer: str
    key_id: str
    key: Key
    total: int
    units_left: int
    shares: tuple[Share, ...]
    tied: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PeriodAllocation:
    """Everything about one period. `payers` are in the file's order; `payer_tie` says that a tie between payers was decided by it."""

    id: str
    period: Period
    posts: tuple[PostRow, ...]
    payers: Mapping[str, Sum]
    payer_tie: bool
    divisions: tuple[Division, ...]


@dataclass(frozen=True, slots=True)
class Allocation:
    """The whole result."""

    budget: Budget
    register: Register
    periods: tuple[PeriodAllocation, ...]

    @property
    def members(self) -> set[str]:
        """The numbers of all municipalities that share in something."""
        return {share.number for period in self.periods for division in period.divisions for share in division.shares}

    def shares_of(self, number: str) -> Iterator[tuple[PeriodAllocation, Division, Share]]:
        """Everything that one municipality pays, period by period."""
        for period in self.periods:
            for division in period.divisions:
                for share in division.shares:
                    if share.number == number:
                        yield period, division, share


def allocate(budget: Budget, register: Register, periods: Sequence[str]) -> Allocation:
    """Share out the named periods of a sound budget; amounts add up exactly at every level (docs/method.md)."""
    return Allocation(budget, register, tuple(_allocate_period(budget, register, period) for period in periods))


def payer_sums(budget: Budget, period: str) -> tuple[dict[str, Sum], bool]:
    """What each payer pays in `period`, and whether a tie decided.

    A payer's exact part may be a fraction of a krone. It is rounded once, on the period's total, by largest remainder: to whole
    kroner, or to whole øre if an amount or a key's rounding unit is finer than kroner. Equal remainders: the first in the file.
    """
    unit = payer_unit(budget, period)
    covered, covered_tie = _between_payers(budget, [post.covered.get(period, 0) for post in budget.posts], unit)
    increases = [post.amounts.get(period, 0) - post.covered.get(period, 0) for post in budget.posts]
    increase, increase_tie = _between_payers(budget, increases, unit)
    sums = {payer: Sum(increase[i] + covered[i], covered[i]) for i, payer in enumerate(budget.payers)}
    return sums, covered_tie or increase_tie


def payer_unit(budget: Budget, period: str) -> int:
    """The unit in øre to which payers' totals are rounded: kroner, unless something in the budget is finer."""
    amounts = [post.amounts.get(period, 0) for post in budget.posts] + [
        post.covered.get(period, 0) for post in budget.posts
    ]
    whole = all(amount % KRONE == 0 for amount in amounts) and all(
        key.unit_ore >= KRONE for key in budget.keys.values()
    )
    return KRONE if whole else 1


def _between_payers(budget: Budget, amounts: Sequence[int], unit: int) -> tuple[list[int], bool]:
    """Round each payer's exact part of `amounts` (one per post, øre) to whole units, keeping the sum."""
    total = sum(amounts)
    sign = -unit if total < 0 else unit
    exact = [
        sum(
            (post.paid_by.get(payer, Fraction()) * amount for post, amount in zip(budget.posts, amounts, strict=True)),
            Fraction(),
        )
        / sign
        for payer in budget.payers
    ]
    floors = [part.numerator // part.denominator for part in exact]
    left = total // sign - sum(floors)
    if left == 0:
        return [floor * sign for floor in floors], False
    fractions = [part - floor for part, floor in zip(exact, floors, strict=True)]
    rest = largest_remainder(left, whole_weights(fractions))
    return [(floor + one) * sign for floor, one in zip(floors, rest.shares, strict=True)], bool(rest.tied)


def _allocate_period(budget: Budget, register: Register, period_id: str) -> PeriodAllocation:
    payers, payer_tie = payer_sums(budget, period_id)
    unit = payer_unit(budget, period_id)
    amounts = [Sum(post.amounts.get(period_id, 0), post.covered.get(period_id, 0)) for post in budget.posts]
    by_payer = controlled_rounding(
        [amount.increase // unit for amount in amounts],
        [_weights(post.paid_by, budget.payers) for post in budget.posts],
        [payer.increase // unit for payer in payers.values()],
    )
    rows = tuple(
        PostRow(post, amount, {payer: cell * unit for payer, cell in zip(budget.payers, cells, strict=True)})
        for post, amount, cells in zip(budget.posts, amounts, by_payer.cells, strict=True)
    )
    divisions = tuple(
        _divide(payer_id, payer.key, budget.keys[payer.key], payers[payer_id].increase, register)
        for payer_id, payer in budget.payers.items()
        if payer.key
    )
    return PeriodAllocation(period_id, budget.periods[period_id], rows, payers, payer_tie, divisions)


def _weights(paid_by: Mapping[str, Fraction], payers: Mapping[str, object]) -> list[int]:
    return whole_weights([paid_by.get(payer, Fraction()) for payer in payers])


def whole_weights(shares: Sequence[Fraction]) -> list[int]:
    """Whole numbers in the same proportion as `shares`."""
    scale = lcm(*(share.denominator for share in shares))
    return [int(share * scale) for share in shares]


def _divide(payer: str, key_id: str, key: Key, total: int, register: Register) -> Division:
    by_key = key_shares(key, register)
    steps = largest_remainder(total // key.unit_ore, by_key.weights)
    rank = {index: place for place, index in enumerate(steps.order, start=1)}
    shares = tuple(
        _share(register.municipalities[number], key, by_key.stakes[i], steps, i, rank[i])
        for i, number in enumerate(by_key.members)
    )
    return Division(payer, key_id, key, total, steps.extra, shares, tuple(by_key.members[i] for i in steps.tied))


def _share(  # noqa: PLR0913, PLR0917
    municipality: Municipality, key: Key, stakes: tuple[Stake, ...], steps: Apportionment, index: int, rank: int
) -> Share:
    share = Fraction(steps.weights[index], steps.weight_sum)
    return Share(
        number=municipality.number,
        name=municipality.name,
        committee=municipality.committee,
        population=municipality.population.get(key.population_date),
        stakes=stakes,
        share=share,
        quota=share * steps.total * key.unit_ore / KRONE,
        floor=steps.floors[index] * key.unit_ore,
        remainder=Fraction(steps.remainders[index], steps.weight_sum),
        rank=rank,
        extra=abs(steps.shares[index] - steps.floors[index]),
        amount=steps.shares[index] * key.unit_ore,
    )


def post_table(period: PeriodAllocation, division: Division) -> Table:
    """Post × municipality in øre for one division: rows as in `period.posts`, columns as in `division.shares`.

    Every row adds up to what the payer bears of the post, every column to the municipality's rounded amount. Cells are whole
    rounding units, or the coarsest finer unit in which every row is a whole number. See `controlled_rounding` for the cells.
    """
    rows = [row.increase_by_payer[division.payer] for row in period.posts]
    unit = next(
        size
        for size in sorted(ROUNDINGS.values(), reverse=True)
        if all(n % size == 0 for n in [division.key.unit_ore, *rows])
    )
    weights = whole_weights([share.share for share in division.shares])
    table = controlled_rounding(
        [n // unit for n in rows], [weights] * len(rows), [s.amount // unit for s in division.shares]
    )
    return Table([[cell * unit for cell in row] for row in table.cells], table.outside)
