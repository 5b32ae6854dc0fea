"""Post × municipality: what each member pays of each post, in a table that adds up both ways.

Divides amounts that have been found already; it finds none. Knows nothing of files, formats or wording.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from msgspec import Struct

from lkt_alloc.engine.allocate import Division, PeriodAllocation, PostRow
from lkt_alloc.engine.apportion import RoundedTable, controlled_rounding, largest_remainder
from lkt_alloc.engine.model import ROUNDINGS
from lkt_alloc.engine.payers import KRONE, whole_weights


class PostTable(Struct, frozen=True):
    """Post × municipality in øre: rows as in `PeriodAllocation.posts`, columns as in `Division.shares`.

    `outside` counts the units that no cell within its bounds had room for. `from_rounded` says that posts are finer than the
    key's rounding unit, `leaves` that the key leaves a difference: either way each cell's exact value is the post's part of the
    municipality's rounded amount. `rounded_off` is what is rounded off each post, so that the rest of them make the division's total.
    """

    cells: tuple[tuple[int, ...], ...]
    outside: int
    from_rounded: bool
    leaves: bool
    rounded_off: tuple[int, ...]


def post_table(period: PeriodAllocation, division: Division) -> PostTable:
    """Divide every post among the municipalities so that rows and columns add up.

    Every row makes what the payer bears of the post, every column the municipality's rounded amount. A cell is the post's amount
    times the municipality's share, rounded up or down to the key's rounding unit wherever such a table exists. Where posts are not
    whole numbers of that unit, the exact value of a cell is the municipality's rounded amount times the post's part of the total,
    and it is rounded to the coarsest unit in which every post is whole; such a table always exists. So it is where the key leaves
    a difference: then a row makes the post's part of what is paid, and where some are paid by the key, a cell is the post's part of
    what each of them pays or is paid. Of who is absent there is no column. Øre that the key rounds off are taken off first.
    """
    if division.apart:  # found already
        found = {apart.posts[0]: [share.amount for share in apart.shares] for apart in division.apart.values()}
        rounded_off = {apart.posts[0]: apart.rounded_off for apart in division.apart.values()}
        nothing = [0] * len(division.shares)
        return PostTable(
            tuple(tuple(found.get(i, nothing)) for i in range(len(period.posts))),
            outside=0,
            from_rounded=False,
            leaves=False,
            rounded_off=tuple(rounded_off.get(i, 0) for i in range(len(period.posts))),
        )
    borne = [row.increase_by_payer[division.payer] if i in division.posts else 0 for i, row in enumerate(period.posts)]
    odd = _rounded_off(borne, division.rounded_off)
    borne = [amount - own for amount, own in zip(borne, odd, strict=True)]
    everyone = division.everyone
    amounts = [share.amount for share in everyone]
    leaves = sum(amounts) != sum(borne)
    rows = _paid_of_posts(borne, sum(amounts), division.key.unit_ore) if leaves else borne
    unit = max(size for size in ROUNDINGS.values() if all(n % size == 0 for n in [division.key.unit_ore, *rows]))
    from_rounded = unit != division.key.unit_ore and division.total != 0
    rows_in_units, columns = [n // unit for n in rows], [n // unit for n in amounts]
    if leaves and min(amounts) < 0 < max(amounts):  # their sum may be nothing, and says nothing of any of them
        turned = controlled_rounding(columns, [_costs(borne)] * len(columns), rows_in_units)
        table = RoundedTable(list(zip(*turned.cells, strict=True)), turned.outside)
    else:
        sign = -1 if sum(amounts) < 0 else 1
        shares = [
            Fraction(n * sign) if from_rounded or leaves else share.share
            for n, share in zip(amounts, everyone, strict=True)
        ]
        weights = whole_weights(shares) if any(shares) else [1] * len(shares)
        table = controlled_rounding(rows_in_units, [weights] * len(rows), columns)
    present = [n for n, share in enumerate(everyone) if share.number not in division.key.absent]
    cells = tuple(tuple(row[n] * unit for n in present) for row in table.cells)
    return PostTable(cells, table.outside, from_rounded, leaves, tuple(odd))


def _rounded_off(borne: Sequence[int], odd: int) -> list[int]:
    """What is rounded off each post: all of it off the largest that has øre, the first among equals."""
    places = [i for i, amount in enumerate(borne) if odd and amount % KRONE]
    largest = max(places, key=lambda i: abs(borne[i]), default=None)
    return [odd if i == largest else 0 for i in range(len(borne))]


def post_cells(period: PeriodAllocation, division: Division) -> Iterator[tuple[PostRow, Sequence[int]]]:
    """Each post that a division shares, with what each of its `shares` pays of it (`post_table`)."""
    cells = post_table(period, division).cells
    for place, row in period.posts_of(division).items():
        yield row, cells[place]


def rounded_off_by_post(period: PeriodAllocation, division: Division) -> Iterator[tuple[PostRow, int]]:
    """What is rounded off posts, where anything is."""
    for row, ore in zip(period.posts, post_table(period, division).rounded_off, strict=True):
        if ore:
            yield row, ore


def _paid_of_posts(borne: Sequence[int], paid: int, unit: int) -> list[int]:
    """What is paid in all, divided in proportion to what the posts cost."""
    return [units * unit for units in largest_remainder(paid // unit, _costs(borne)).shares]


def _costs(borne: Sequence[int]) -> list[int]:
    """What posts weigh by their cost; those of the other sign than the sum nothing."""
    return [max(amount * sum(borne), 0) for amount in borne]
