"""What the amounts of a comparison lack, and what those per head are divided by, in sentences."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from lkt_alloc.engine.allocate import Division
from lkt_alloc.engine.comparison import Against, Comparison
from lkt_alloc.engine.names import with_number
from lkt_alloc.language.sentences import Ore, Sentence, Value, listed, sentence
from lkt_alloc.reports.comparison.tables import SideNames, some_of
from lkt_alloc.reports.steps.rounding import total_rounded_off


def unpaid(comparison: Comparison, names: SideNames) -> Iterator[Sentence]:
    """What nobody pays on the sides, and what is rounded off, neither of which stands in any member's amount: payer by payer."""
    for name, side, divisions in zip(names, comparison.sides, comparison.divided, strict=True):
        payers = side.budget.payers
        for division in divisions:
            of: list[Value] = [name]
            of += [payers[division.payer].name] if len({own.payer for own in divisions}) > 1 else []
            of += [division.key.name] if sum(own.payer == division.payer for own in divisions) > 1 else []
            for said in (*_left(division), *total_rounded_off(division)):
                yield sentence("{what}: {said}", what=listed(of, ","), said=said)


def _left(division: Division) -> Iterator[Sentence]:
    """What nobody pays of a total, or gets of one that is paid back; or what is paid, or paid back, beyond it."""
    sign = -1 if (division.total or division.left) < 0 else 1
    left, total = division.left * sign, Ore(division.total * sign)
    if left:
        yield _LEFT[left > 0, sign > 0].filled(left=Ore(abs(left)), total=total)


_LEFT: Final = {
    (True, True): sentence("{left} of {total} is not covered."),
    (False, True): sentence("{left} more is paid than the {total} that are needed."),
    (True, False): sentence("{left} of the {total} that are paid back goes to nobody."),
    (False, False): sentence("{left} more is paid back than the {total} there are."),
}
"""By whether something is left, and whether it is paid."""


def per_head_by(comparison: Comparison, names: SideNames) -> Iterator[Sentence]:
    """On which day the inhabitants are counted that amounts per head are divided by: one for all sides, or each side's own.

    Who has no figure of that day, and is divided by those of another, is named.
    """
    days = [_by_day(other) for other in comparison.against]
    if all(own == days[0] for own in days):
        yield from _divided_by(days[0], [])
        return
    for name, own in zip(names[1:], days, strict=True):
        yield from _divided_by(own, [name])


def _by_day(other: Against) -> dict[date, list[str]]:
    """Who is divided by the inhabitants of each day; first the day that most are."""
    found: dict[date, list[str]] = {}
    for row in other.rows:
        if row.counted_on:
            found.setdefault(row.counted_on, []).append(with_number(row.name, row.number))
    return dict(sorted(found.items(), key=lambda own: -len(own[1])))


def _divided_by(days: Mapping[date, Sequence[str]], of: Sequence[Value]) -> Iterator[Sentence]:
    for n, (day, members) in enumerate(days.items()):
        who = [some_of(members)] if n else []
        what = listed((*of, sentence("per head"), *who), ",")
        yield sentence("{what}: divided by the inhabitants on {day}.", what=what, day=day)
