"""Tables of what everyone pays: in any order, with shares in percent, amounts per head and bars. Knows nothing of formats or languages."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from math import floor
from typing import Final, TypeVar

from lkt_alloc.engine.allocate import Allocation, Division, Share
from lkt_alloc.engine.apportion import to_nearest
from lkt_alloc.engine.keys import by_number
from lkt_alloc.language.sentences import Fixed, Ore, Sentence
from lkt_alloc.reports.blocks import (
    COMMITTEE,
    KRONER,
    NOT_COVERED,
    NUMBER,
    PER_HEAD,
    SHARE,
    SUM,
    Bars,
    Cell,
    Column,
    Row,
    Table,
)
from lkt_alloc.reports.counts import Counted, counts
from lkt_alloc.reports.members import kind_of
from lkt_alloc.reports.strands import Strand

SORTS: Final[dict[str, Callable[[Sequence[Share]], tuple[int, str] | str | int]]] = {
    "number": lambda shares: by_number(shares[0].number),
    "name": lambda shares: alphabetical(shares[0].name),
    "committee": lambda shares: alphabetical(shares[0].committee),
    "population": lambda shares: shares[0].population or 0,
    "amount": lambda shares: sum(share.amount for share in shares),
}
"""What tables can be sorted by: each a function of one member's shares in all periods. Equal ones go by number."""


_Shares = TypeVar("_Shares", bound=Sequence[Share])

_ALPHABET: Final = str.maketrans("æäøöå", "{{||}")


def alphabetical(name: str) -> str:
    """A sort key for the Norwegian alphabet, which ends in æ, ø, å."""
    return name.casefold().translate(_ALPHABET)


def shares_table(strand: Strand, sort: str = "number", marked: str | None = None) -> Table:
    """What everyone pays of one payer's totals: a column for each period, and their sum if there are several.

    The share is that of the sum. `marked` is the number of the municipality whose row is marked.
    """
    divisions = strand.divisions
    counted = counts(strand)
    columns = [Column(NUMBER, False), Column(kind_of(divisions[0].shares), False)]
    columns += [*(count.column for count in counted), Column(SHARE)]
    columns += amounts_columns(strand.allocation)
    percents = percentages(strand)
    members = in_order(divisions, sort)
    rows: tuple[Row, ...] = tuple(
        (
            *(shares[0].number, shares[0].name, *_figures(counted, shares[0].number), percents.get(shares[0].number)),
            *with_sum([share.amount for share in shares]),
        )
        for shares in members
    )
    for title, ore in strand.unpaid:
        rows = (*rows, ("", title, *_figures(counted, ""), unpaid_percent(title, percents), *with_sum(ore)))
    amounts = with_sum(strand.borne)
    total: Row = ("", SUM, *(count.total for count in counted), percent_sum(percents), *amounts)
    places = [i for i, shares in enumerate(members) if shares[0].number == marked]
    return Table(tuple(columns), rows, total, 2, Bars(len(total) - 1), places[0] if places else None)


def one_period_table(strand: Strand, sort: str) -> Table:
    """What everyone pays of a payer's total in one period, in kroner, and per head where heads are counted."""
    (division,) = strand.divisions
    counted = counts(strand)
    committees = any(share.committee for share in division.shares)
    heads = any(count.is_heads for count in counted)
    columns = (
        *(Column(NUMBER, False), Column(kind_of(division.shares), False)),
        *([Column(COMMITTEE, False)] if committees else []),
        *(*(count.column for count in counted), Column(SHARE), Column(KRONER, strong=True)),
        *([Column(PER_HEAD)] if heads else []),
    )
    percents = percentages(strand)
    rows: list[Row] = [
        (
            *(s.number, s.name, *([s.committee] if committees else []), *_figures(counted, s.number)),
            *(percents.get(s.number), Ore(s.amount), *([per_head(s.amount, s.population)] if heads else [])),
        )
        for (s,) in in_order(strand.divisions, sort)
    ]
    sums = (*(count.total for count in counted), percent_sum(percents), Ore(division.borne))
    of_heads = [per_head(division.borne, strand.people)] if heads else []
    total: Row = ("", SUM, *([""] if committees else []), *sums, *of_heads)
    for title, (ore,) in strand.unpaid:
        empty = [None] * (len(counted) + committees)
        rows.append(("", title, *empty, unpaid_percent(title, percents), Ore(ore), *([None] if heads else [])))
    return Table(columns, tuple(rows), total, 2, Bars(len(total) - 1 - len(of_heads)))


def _figures(counted: Sequence[Counted], number: str) -> tuple[Cell, ...]:
    """What a member has of each thing that is counted."""
    return tuple(count.figures.get(number) for count in counted)


def shares_chart(strand: Strand, sort: str) -> Table:
    """What everyone pays in all periods together, for bars."""
    members = in_order(strand.divisions, sort)
    rows: list[Row] = [(shares[0].name, Ore(sum(s.amount for s in shares))) for shares in members]
    rows += [(title, Ore(sum(ore))) for title, ore in strand.unpaid if sum(ore)]
    total: Row = (SUM, Ore(sum(strand.borne)))
    column = Column(kind_of(strand.divisions[0].shares), False)
    return Table((column, Column(KRONER, strong=True)), tuple(rows), total, 1, Bars(1, always=True))


def amounts_columns(allocation: Allocation) -> list[Column]:
    """A column for each period, and one for their sum if there are several."""
    names = [period.period.name for period in allocation.periods]
    return [Column(name, strong=len(names) == 1) for name in names] + [Column(SUM, strong=True)] * (len(names) > 1)


def with_sum(amounts: Sequence[int]) -> list[Ore]:
    """Amounts in øre, and their sum if there are several."""
    return [Ore(amount) for amount in (*amounts, *([sum(amounts)] if len(amounts) > 1 else []))]


def in_order(divisions: Sequence[Division], sort: str) -> list[tuple[Share, ...]]:
    """One tuple of shares for each member, in the wanted order; a minus in front turns the order round."""
    return sorted_by(zip(*(division.shares for division in divisions), strict=True), sort)


def sorted_by(members: Iterable[_Shares], sort: str) -> list[_Shares]:
    """Members, each with its shares, in the wanted order; a minus in front turns it round."""
    return sorted(members, key=SORTS[sort.removeprefix("-")], reverse=sort.startswith("-"))


def percentages(strand: Strand) -> dict[str, Fixed]:
    """Shares of the sum of all periods in percent, by number, with three decimals; of what nobody pays under no number.

    They are rounded by largest remainder, so that they make their own sum: 100, with what nobody pays (less than nothing where more is
    paid than there is). Empty where there are no such shares.
    """
    exact = dict(strand.shares)
    if exact and strand.left:
        exact[""] = Fraction(1) - sum(exact.values())
    units = {number: floor(share * 100_000) for number, share in exact.items()}
    rests = sorted(exact, key=lambda number: units[number] - exact[number] * 100_000)
    missing = floor(sum(exact.values()) * 100_000 + Fraction(1, 2)) - sum(units.values())
    for number in rests[:missing]:
        units[number] += 1
    return {number: Fixed(unit, 3, percent=True) for number, unit in units.items()}


def unpaid_percent(title: Sentence, percents: Mapping[str, Fixed]) -> Fixed | None:
    """The percentage of a row of what nobody pays: øre that are rounded off are no part of what is shared."""
    return percents.get("") if title is NOT_COVERED else None


def percent_sum(percents: Mapping[str, Fixed]) -> Fixed | None:
    """What percentages make together, where there are any."""
    return Fixed(sum(percent.units for percent in percents.values()), 3, percent=True) if percents else None


def per_head(ore: int, people: int | None) -> Fixed | None:
    """Kroner per inhabitant with two decimals, halves away from zero."""
    if not people:
        return None
    return Fixed(to_nearest(Fraction(ore, people)), 2)
