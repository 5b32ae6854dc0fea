"""What `compute` shows: an allocation laid out as neutral blocks. Knows nothing of any format or language."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from math import floor
from typing import Final, TypeVar

from lkt_alloc.engine.allocate import Allocation, Division, PeriodAllocation, Share, post_table
from lkt_alloc.engine.keys import by_number
from lkt_alloc.engine.payers import Sum, total_of
from lkt_alloc.language.sentences import Fixed, Ore, Sentence, listed, sentence
from lkt_alloc.reports.blocks import Bars, Block, Column, Heading, Paragraph, Report, Row, Table
from lkt_alloc.reports.columns import (
    COMMITTEE,
    COST,
    COVERED,
    EXTERNAL,
    INCREASE,
    KRONER,
    MUNICIPALITY,
    NAME,
    NOT_COVERED,
    NUMBER,
    PER_HEAD,
    PERIOD,
    POPULATION,
    POST,
    SHARE,
    SUM,
)
from lkt_alloc.reports.inputs import Input
from lkt_alloc.reports.notes import inputs_note, method_note, what_if_note
from lkt_alloc.reports.strands import Strand, strands

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


def compute_report(
    allocation: Allocation, inputs: Sequence[Input], sort: str, *, by_post: bool, chart: bool = False
) -> Report:
    """What `compute` prints: one period in full, or several side by side; `chart` gives bars instead of the tables of shares."""
    blocks: list[Block] = [Heading(sentence("{budget}: shares", budget=allocation.budget.name), 1)]
    blocks += what_if_note(allocation)
    blocks += to_be_shared(allocation)
    found = list(strands(allocation))
    for strand in found:
        if by_post:
            blocks += post_blocks(strand, sort)
        elif chart:
            blocks += [Heading(title(strand)), _chart(strand, sort)]
        else:
            one = len(strand.divisions) == 1
            blocks += [Heading(title(strand)), _one_period(strand, sort) if one else shares_table(strand, sort)]
        blocks.append(method_note(strand.allocation, strand.divisions, by_post=by_post))
    if len(found) > 1 and not by_post:
        blocks += _together(allocation, sort)
    blocks.append(Paragraph((inputs_note(inputs),), note=True))
    return tuple(blocks)


def to_be_shared(allocation: Allocation) -> list[Block]:
    """What is shared out: the posts of one period, or the sums of several."""
    return _posts(allocation, allocation.periods[0]) if len(allocation.periods) == 1 else _periods(allocation)


def _posts(allocation: Allocation, period: PeriodAllocation) -> list[Block]:
    payers = allocation.budget.payers
    columns = (Column(POST, False), Column(NAME, False), *_cost_columns(allocation))
    rows: list[Row] = [
        (
            row.post.id,
            row.post.name,
            *_cost_cells(allocation, row.amounts),
            *(Ore(row.increase_by_payer[payer]) for payer in payers),
        )
        for row in period.posts
    ]
    table = _summed((*columns, *(Column(payer.name) for payer in payers.values())), rows, 2)
    return [Heading(sentence("What is to be shared, {period}", period=period.period.name)), table]


def _periods(allocation: Allocation) -> list[Block]:
    payers = allocation.budget.payers
    columns = (Column(PERIOD, False), *_cost_columns(allocation))
    rows: list[Row] = [
        (
            period.period.name,
            *_cost_cells(allocation, total_of(period.payers.values())),
            *(Ore(period.payers[payer].increase) for payer in payers),
        )
        for period in allocation.periods
    ]
    table = _summed((*columns, *(Column(payer.name) for payer in payers.values())), rows, 1)
    return [Heading(sentence("What is to be shared")), table]


def _cost_columns(allocation: Allocation) -> list[Column]:
    external = [Column(EXTERNAL)] if _has_external(allocation) else []
    return [Column(COST), Column(COVERED), *external, Column(INCREASE)]


def _cost_cells(allocation: Allocation, amounts: Sum) -> list[Ore]:
    external = [amounts.external] if _has_external(allocation) else []
    return [Ore(amount) for amount in (amounts.total, amounts.covered, *external, amounts.increase)]


def _has_external(allocation: Allocation) -> bool:
    return any(row.amounts.external for period in allocation.periods for row in period.posts)


def title(strand: Strand) -> Sentence:
    """What a table of shares is about: whose totals are shared, by which key if there are several, and in which periods."""
    names = [period.period.name for period in strand.allocation.periods]
    if len(names) > 1 and strand.is_whole:
        return sentence("Shares of {payer}, all periods", payer=strand.called)
    return sentence("Shares of {payer}, {period}", payer=strand.called, period=listed(names))


def _one_period(strand: Strand, sort: str) -> Table:
    (division,) = strand.divisions
    committees = any(share.committee for share in division.shares)
    columns = (
        *(Column(NUMBER, False), Column(MUNICIPALITY, False), *([Column(COMMITTEE, False)] if committees else [])),
        *(Column(POPULATION), Column(SHARE), Column(KRONER), Column(PER_HEAD)),
    )
    percents = percentages(strand)
    rows: list[Row] = [
        (
            *(s.number, s.name, *([s.committee] if committees else [])),
            *(s.population, percents.get(s.number), Ore(s.amount), per_head(s.amount, s.population)),
        )
        for (s,) in in_order(strand.divisions, sort)
    ]
    people = strand.people
    sums = (people, percent_sum(percents), Ore(division.total), per_head(division.total, people))
    total: Row = ("", SUM, *([""] if committees else []), *sums)
    if division.left:
        empty = [None] * (len(columns) - 5)
        rows.append(("", NOT_COVERED, *empty, percents.get(""), Ore(division.left), None))
    return Table(columns, tuple(rows), total, 2, Bars(len(total) - 2))


def _chart(strand: Strand, sort: str) -> Table:
    members = in_order(strand.divisions, sort)
    rows: list[Row] = [(shares[0].name, Ore(sum(s.amount for s in shares))) for shares in members]
    left = sum(strand.left)
    rows += [(NOT_COVERED, Ore(left))] if left else []
    total: Row = (SUM, Ore(strand.total))
    return Table((Column(MUNICIPALITY, False), Column(KRONER)), tuple(rows), total, 1, Bars(1, always=True))


def shares_table(strand: Strand, sort: str = "number", marked: str | None = None) -> Table:
    """What everyone pays of one payer's totals: a column for each period, and their sum if there are several.

    The share is that of the sum. `marked` is the number of the municipality whose row is marked.
    """
    divisions = strand.divisions
    columns = [Column(NUMBER, False), Column(MUNICIPALITY, False), Column(POPULATION), Column(SHARE)]
    columns += [Column(period.period.name) for period in strand.allocation.periods]
    columns += [Column(SUM)] if len(divisions) > 1 else []
    percents = percentages(strand)
    members = in_order(divisions, sort)
    rows: tuple[Row, ...] = tuple(
        (
            *(shares[0].number, shares[0].name, shares[0].population, percents.get(shares[0].number)),
            *_with_sum([share.amount for share in shares]),
        )
        for shares in members
    )
    if strand.left:
        rows = (*rows, ("", NOT_COVERED, None, percents.get(""), *_with_sum(strand.left)))
    amounts = _with_sum([division.total for division in divisions])
    total: Row = ("", SUM, strand.people, percent_sum(percents), *amounts)
    places = [i for i, shares in enumerate(members) if shares[0].number == marked]
    return Table(tuple(columns), rows, total, 2, Bars(len(total) - 1), places[0] if places else None)


def _together(allocation: Allocation, sort: str) -> list[Block]:
    """What everyone pays of everything that is shared out, where that is shared in several ways."""
    members: dict[str, list[Share]] = {}
    amounts: dict[str, list[int]] = {}
    for n, period in enumerate(allocation.periods):
        for division in period.divisions:
            for share in division.shares:
                members.setdefault(share.number, []).append(share)
                amounts.setdefault(share.number, [0] * len(allocation.periods))[n] += share.amount
    left = [sum(division.left for division in period.divisions) for period in allocation.periods]
    periods = [Column(period.period.name) for period in allocation.periods]
    columns = (
        Column(NUMBER, False),
        Column(MUNICIPALITY, False),
        *periods,
        *([Column(SUM)] if len(periods) > 1 else []),
    )
    rows: list[Row] = [
        (shares[0].number, shares[0].name, *_with_sum(amounts[shares[0].number]))
        for shares in _sorted(sorted(members.values(), key=SORTS["number"]), sort)
    ]
    rows += [("", NOT_COVERED, *_with_sum(left))] if any(left) else []
    totals = [sum(division.total for division in period.divisions) for period in allocation.periods]
    table = Table(columns, tuple(rows), ("", SUM, *_with_sum(totals)), 2, Bars(len(columns) - 1))
    return [Heading(sentence("All shares together")), table]


def _with_sum(amounts: Sequence[int]) -> list[Ore]:
    return [Ore(amount) for amount in (*amounts, *([sum(amounts)] if len(amounts) > 1 else []))]


def post_blocks(strand: Strand, sort: str) -> Iterator[Block]:
    """What each member pays of each post, period by period."""
    for period, division in strand.with_periods():
        heading = sentence("Shares of {payer} post by post, {period}", payer=strand.called, period=period.period.name)
        yield Heading(heading)
        yield from _by_post(period, division, sort)


def _by_post(period: PeriodAllocation, division: Division, sort: str) -> Iterator[Block]:
    table = post_table(period, division)
    paid = [r for r in division.posts if period.posts[r].increase_by_payer[division.payer]]
    columns = (
        Column(NUMBER, False),
        Column(MUNICIPALITY, False),
        *(Column(period.posts[r].post.id) for r in paid),
        Column(SUM),
    )
    place = {share.number: column for column, share in enumerate(division.shares)}
    rows: list[Row] = [
        (s.number, s.name, *(Ore(table.cells[r][place[s.number]]) for r in paid), Ore(s.amount))
        for (s,) in in_order([division], sort)
    ]
    if division.left:
        rest = [Ore(period.posts[r].increase_by_payer[division.payer] - sum(table.cells[r])) for r in paid]
        rows.append(("", NOT_COVERED, *rest, Ore(division.left)))
    borne = [Ore(period.posts[r].increase_by_payer[division.payer]) for r in paid]
    yield Table(columns, tuple(rows), ("", SUM, *borne, Ore(division.total)), 2)
    if table.leaves:
        said = sentence("The key leaves a difference: what each municipality pays is divided between the posts.")
        yield Paragraph((said,), note=True)
    elif table.from_rounded:
        said = sentence(
            "Posts are finer than the rounding: each municipality's rounded amount is divided between the posts."
        )
        yield Paragraph((said,), note=True)


def _summed(columns: tuple[Column, ...], rows: Iterable[Row], keys: int) -> Table:
    rows = tuple(rows)
    sums = (
        Ore(sum(cell.ore for cell in cells if isinstance(cell, Ore))) for cells in list(zip(*rows, strict=True))[keys:]
    )
    return Table(columns, rows, (*[""] * (keys - 1), SUM, *sums), keys)


def in_order(divisions: Sequence[Division], sort: str) -> list[tuple[Share, ...]]:
    """One tuple of shares for each member, in the wanted order; a minus in front turns the order round."""
    return _sorted(zip(*(division.shares for division in divisions), strict=True), sort)


def _sorted(members: Iterable[_Shares], sort: str) -> list[_Shares]:
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


def percent_sum(percents: Mapping[str, Fixed]) -> Fixed | None:
    """What percentages make together, where there are any."""
    return Fixed(sum(percent.units for percent in percents.values()), 3, percent=True) if percents else None


def per_head(ore: int, people: int | None) -> Fixed | None:
    """Kroner per inhabitant with two decimals, halves away from zero."""
    if not people:
        return None
    units = (2 * abs(ore) + people) // (2 * people)
    return Fixed(-units if ore < 0 else units, 2)
