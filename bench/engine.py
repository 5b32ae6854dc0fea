"""The engine against peers and against a bare reference: nanoseconds a cell, and whether they agree on the result."""

import random
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from lkt_alloc.engine.apportion import Rounding, controlled_rounding, largest_remainder

TOTAL = 152_500_000
EXACT = 10**15
LIMIT = 30
"""Seconds that one division may take."""

FEWER = 1_000
"""Rows that are enough for the slower peers."""

Divide = Callable[[int, Sequence[int]], Any]
"""What is measured; `shares_of` its result are the shares."""


class TookTooLong(Exception):
    """One division took more than `LIMIT` seconds."""


def reference(total: int, weights: Sequence[int]) -> list[int]:
    """The shortest largest remainder in plain integers that is right for sound input: no checks, no record of steps."""
    weight_sum = sum(weights)
    shares, remainders = [], []
    for weight in weights:
        share, remainder = divmod(total * weight, weight_sum)
        shares.append(share)
        remainders.append(remainder)
    order = sorted(range(len(weights)), key=remainders.__getitem__, reverse=True)
    for i in order[: total - sum(shares)]:
        shares[i] += 1
    return shares


def apportionment(total: int, weights: Sequence[int]) -> Sequence[int]:
    from apportionment.methods import compute  # noqa: PLC0415 - a peer that is measured last

    return compute("hamilton", weights, total, parties=[""] * len(weights))  # type: ignore[no-any-return]


def votelib(total: int, weights: Sequence[int]) -> Sequence[int]:
    from votelib.evaluate.core import Tie  # noqa: PLC0415
    from votelib.evaluate.proportional import LargestRemainder  # noqa: PLC0415

    given = LargestRemainder("hare").evaluate(dict(enumerate(weights)), total)
    shares = [given.get(i, 0) for i in range(len(weights))]
    for tie, units in given.items():
        if isinstance(tie, Tie):  # it leaves ties open: the first get the unit, as with us
            for i in sorted(tie)[:units]:
                shares[i] += 1
    return shares


DIVIDERS: dict[str, Divide] = {
    "reference": reference, "lkt-alloc": largest_remainder, "apportionment": apportionment, "votelib": votelib
}  # fmt: skip


def shares_of(result: Any) -> list[int]:
    """Ours gives the record of the steps too."""
    return list(result.shares if isinstance(result, Rounding) else result)


def weights_of(n: int, seed: int = 1) -> list[int]:
    """Populations of `n` imagined municipalities."""
    source = random.Random(seed)
    return [source.randrange(200, 700_000) for _ in range(n)]


@contextmanager
def limited() -> Iterator[None]:
    def stop(*_: object) -> None:
        raise TookTooLong

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(LIMIT)
    try:
        yield
    finally:
        signal.alarm(0)


def one_way(n: int, rounds: int) -> dict[str, dict[str, Any]]:
    """Nanoseconds a member for each divider, the shortest of rounds that take turns, and whether the shares are the reference's."""
    weights = weights_of(n)
    times = max(1, 20_000 // n)
    right = {total: reference(total, weights) for total in (TOTAL, EXACT)}
    measured: dict[str, dict[str, Any]] = {}
    for name, divide in DIVIDERS.items():
        divide(3, [2, 1])  # what a peer imports is not dividing
        started = time.process_time()
        try:
            with limited():
                agrees = shares_of(divide(TOTAL, weights)) == right[TOTAL]
            measured[name] = {"ns": (time.process_time() - started) / n * 1e9, "agrees": agrees}
            measured[name]["exact"] = _agrees_at_exact(divide, weights, right[EXACT])
        except TookTooLong:
            measured.setdefault(name, {"ns": None})
    quick = [name for name, found in measured.items() if found["ns"] is not None and found["ns"] * n < 2e9]
    for _ in range(rounds):
        for name in quick:
            started = time.process_time()
            for _ in range(times):
                DIVIDERS[name](TOTAL, weights)
            measured[name]["ns"] = min(measured[name]["ns"], (time.process_time() - started) / times / n * 1e9)
    return measured


def _agrees_at_exact(divide: Divide, weights: Sequence[int], right: list[int]) -> bool:
    try:
        with limited():
            return shares_of(divide(EXACT, weights)) == right
    except (OverflowError, ValueError, IndexError):
        return False


def two_ways(rows: int, columns: int, rounds: int = 3) -> dict[str, Any]:
    """A table of posts by municipalities: one way row by row, and two ways; nanoseconds a cell, the shortest of rounds that take turns."""
    source = random.Random(2)
    weights = [weights_of(columns, seed) for seed in range(10)]
    table = [weights[r % 10] for r in range(rows)]
    totals = [source.randrange(10**4, 10**9) for _ in range(rows)]
    right = [reference(total, row) for total, row in zip(totals, table, strict=True)]
    some = {name: rows if name in ("reference", "lkt-alloc") else min(rows, FEWER) for name in DIVIDERS}
    agrees = all(
        shares_of(divide(totals[r], table[r])) == right[r]
        for name, divide in DIVIDERS.items()
        for r in range(some[name])
    )
    column_totals = _column_totals(totals, table)
    spent: dict[str, list[float]] = {name: [] for name in (*DIVIDERS, "two ways")}
    for _ in range(rounds):
        for name, divide in DIVIDERS.items():
            started = time.process_time()
            for r in range(some[name]):
                divide(totals[r], table[r])
            spent[name].append((time.process_time() - started) / some[name] / columns * 1e9)
        started = time.process_time()
        rounded = controlled_rounding(totals, table, column_totals)
        spent["two ways"].append((time.process_time() - started) / rows / columns * 1e9)
    sound = [sum(row) for row in rounded.cells] == totals and [
        sum(column) for column in zip(*rounded.cells, strict=True)
    ] == column_totals
    within = all(
        abs(cell * weight_sum - total * weight) < weight_sum
        for total, row, cells in zip(totals, table, rounded.cells, strict=True)
        for weight_sum in [sum(row)]
        for cell, weight in zip(cells, row, strict=True)
    )
    return {**{name: min(ns) for name, ns in spent.items()}, "agrees": agrees, "sound": sound and within}


def _column_totals(totals: Sequence[int], table: Sequence[Sequence[int]]) -> list[int]:
    """Exact column sums rounded by largest remainder, so that a table exists; rows with the same weights are put together."""
    from fractions import Fraction  # noqa: PLC0415

    together: dict[int, int] = {}
    for total, row in zip(totals, table, strict=True):
        together[id(row)] = together.get(id(row), 0) + total
    weights = {id(row): row for row in table}
    sums = [Fraction(0)] * len(table[0])
    for key, total in together.items():
        weight_sum = sum(weights[key])
        sums = [was + Fraction(total * w, weight_sum) for was, w in zip(sums, weights[key], strict=True)]
    floors = [int(value) for value in sums]
    order = sorted(range(len(sums)), key=lambda i: floors[i] - sums[i])
    for i in order[: sum(totals) - sum(floors)]:
        floors[i] += 1
    return floors
