"""A sound budget and a register become an `Allocation`: every share with the steps that made it.

Order of work, per period: posts, less what is covered → what each payer pays of each post → the payer's total → the key → rounding.
Knows nothing of files, formats or wording. Unsound input (`lkt_alloc.rules` has something to say) is not expected here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from lkt_alloc.apportion import Apportionment, controlled_rounding, largest_remainder
from lkt_alloc.keys import KeyShares, Stake, key_shares
from lkt_alloc.model import ROUNDINGS, Budget, Key, Period, Post, Register
from lkt_alloc.payers import KRONE, Sum, payer_table, whole_weights


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
    """Everything about one period. `payers` are in the file's order; `payer_tie`: see `PayerTable`."""

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


def _allocate_period(budget: Budget, register: Register, period_id: str) -> PeriodAllocation:
    table = payer_table(budget, period_id)
    rows = tuple(
        PostRow(post, Sum(post.amounts.get(period_id, 0), post.covered.get(period_id, 0)), by_payer)
        for post, by_payer in zip(budget.posts, table.by_post, strict=True)
    )
    divisions = tuple(
        _divide(payer_id, payer.key, budget.keys[payer.key], table.sums[payer_id].increase, register)
        for payer_id, payer in budget.payers.items()
        if payer.key
    )
    return PeriodAllocation(period_id, budget.periods[period_id], rows, table.sums, table.tie, divisions)


def _divide(payer: str, key_id: str, key: Key, total: int, register: Register) -> Division:
    by_key = key_shares(key, register)
    steps = largest_remainder(total // key.unit_ore, by_key.weights)
    shares = tuple(_shares(key, by_key, steps, register))
    return Division(payer, key_id, key, total, steps.extra, shares, tuple(by_key.members[i] for i in steps.tied))


def _shares(key: Key, by_key: KeyShares, steps: Apportionment, register: Register) -> Iterator[Share]:
    rank = {index: place for place, index in enumerate(steps.order, start=1)}
    for i, number in enumerate(by_key.members):
        municipality = register.municipalities[number]
        share = Fraction(steps.weights[i], steps.weight_sum)
        yield Share(
            number=number,
            name=municipality.name,
            committee=municipality.committee,
            population=municipality.population.get(key.population_date),
            stakes=by_key.stakes[i],
            share=share,
            quota=share * steps.total * key.unit_ore / KRONE,
            floor=steps.floors[i] * key.unit_ore,
            remainder=Fraction(steps.remainders[i], steps.weight_sum),
            rank=rank[i],
            extra=abs(steps.shares[i] - steps.floors[i]),
            amount=steps.shares[i] * key.unit_ore,
        )


@dataclass(frozen=True, slots=True)
class PostTable:
    """Post × municipality in øre: rows as in `PeriodAllocation.posts`, columns as in `Division.shares`.

    `outside` counts the units that no cell within its bounds had room for. `from_rounded` says that posts are finer than the
    key's rounding unit, so that each cell's exact value is the post's part of the municipality's rounded amount.
    """

    cells: tuple[tuple[int, ...], ...]
    outside: int
    from_rounded: bool


def post_table(period: PeriodAllocation, division: Division) -> PostTable:
    """Divide every post among the municipalities so that rows and columns add up.

    Every row makes what the payer bears of the post, every column the municipality's rounded amount. A cell is the post's amount
    times the municipality's share, rounded up or down to the key's rounding unit wherever such a table exists. Where posts are not
    whole numbers of that unit, the exact value of a cell is the municipality's rounded amount times the post's part of the total,
    and it is rounded to the coarsest unit in which every post is whole; such a table always exists.
    """
    rows = [row.increase_by_payer[division.payer] for row in period.posts]
    units = sorted(ROUNDINGS.values(), reverse=True)
    unit = next(size for size in units if all(n % size == 0 for n in [division.key.unit_ore, *rows]))
    from_rounded = unit != division.key.unit_ore and division.total != 0
    amounts = [share.amount for share in division.shares]
    weights = [abs(amount) for amount in amounts] if from_rounded else whole_weights([s.share for s in division.shares])
    table = controlled_rounding([n // unit for n in rows], [weights] * len(rows), [n // unit for n in amounts])
    return PostTable(tuple(tuple(cell * unit for cell in row) for row in table.cells), table.outside, from_rounded)
