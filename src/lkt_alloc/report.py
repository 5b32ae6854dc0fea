"""What `compute` shows: an allocation laid out as neutral blocks. Knows nothing of any format or language."""

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction

from lkt_alloc.allocate import Allocation, Division, PeriodAllocation, Share, post_table
from lkt_alloc.apportion import largest_remainder
from lkt_alloc.blocks import Bars, Block, Column, Heading, Paragraph, Report, Row, Table
from lkt_alloc.columns import (
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
from lkt_alloc.keys import by_number
from lkt_alloc.load import Loaded
from lkt_alloc.notes import inputs_note, method_note, what_if_note
from lkt_alloc.payers import Sum, total_of, whole_weights
from lkt_alloc.sentences import Fixed, Ore, sentence

SORTS: dict[str, Callable[[Sequence[Share]], tuple[int, str] | str | int]] = {
    "number": lambda shares: by_number(shares[0].number),
    "name": lambda shares: alphabetical(shares[0].name),
    "committee": lambda shares: alphabetical(shares[0].committee),
    "population": lambda shares: shares[0].population or 0,
    "amount": lambda shares: sum(share.amount for share in shares),
}
"""What tables can be sorted by: each a function of one member's shares in all periods. Equal ones go by number."""


_ALPHABET = str.maketrans("æäøöå", "{{||}")


def alphabetical(name: str) -> str:
    """A sort key for the Norwegian alphabet, which ends in æ, ø, å."""
    return name.casefold().translate(_ALPHABET)


def compute_report(
    allocation: Allocation, inputs: Sequence[Loaded], sort: str, *, by_post: bool, chart: bool = False
) -> Report:
    """What `compute` prints: one period in full, or several side by side; `chart` gives bars instead of the tables of shares."""
    blocks: list[Block] = [Heading(sentence("{budget}: shares", budget=allocation.budget.name), 1)]
    blocks += what_if_note(allocation)
    blocks += to_be_shared(allocation)
    strands = list(allocation.strands())
    for own, divisions in strands:
        if by_post:
            for period, division in zip(own.periods, divisions, strict=True):
                blocks += post_blocks(own, period, division, sort)
        elif chart:
            blocks += _chart(own, divisions, sort)
        elif len(divisions) == 1:
            blocks += _one_period(own, divisions[0], sort)
        else:
            blocks += _side_by_side(own, divisions, sort)
        blocks.append(method_note(own, divisions, by_post=by_post))
    if len(strands) > 1 and not by_post:
        blocks += _together(allocation)
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


def _one_period(allocation: Allocation, division: Division, sort: str) -> list[Block]:
    committees = any(share.committee for share in division.shares)
    columns = (
        *(Column(NUMBER, False), Column(MUNICIPALITY, False), *([Column(COMMITTEE, False)] if committees else [])),
        *(Column(POPULATION), Column(SHARE), Column(KRONER), Column(PER_HEAD)),
    )
    percents = percentages(division)
    rows: list[Row] = [
        (
            *(s.number, s.name, *([s.committee] if committees else [])),
            *(s.population, percents[s.number], Ore(s.amount), per_head(s.amount, s.population)),
        )
        for (s,) in in_order([division], sort)
    ]
    people = people_of(division)
    sums = (people, Fixed(100_000, 3, percent=True), Ore(division.total), per_head(division.total, people))
    total: Row = ("", SUM, *([""] if committees else []), *sums)
    if division.left:
        empty = [None] * (len(columns) - 5)
        rows.append(("", NOT_COVERED, *empty, percents.get(""), Ore(division.left), None))
    return [_heading(allocation, [division]), Table(columns, tuple(rows), total, 2, Bars(len(total) - 2))]


def _heading(allocation: Allocation, divisions: Sequence[Division]) -> Heading:
    payer = allocation.budget.payers[divisions[0].payer].name
    if len(divisions) > 1:
        return Heading(sentence("Shares of {payer}, all periods", payer=payer))
    return Heading(sentence("Shares of {payer}, {period}", payer=payer, period=allocation.periods[0].period.name))


def _chart(allocation: Allocation, divisions: Sequence[Division], sort: str) -> list[Block]:
    rows: list[Row] = [(shares[0].name, Ore(sum(s.amount for s in shares))) for shares in in_order(divisions, sort)]
    left = sum(division.left for division in divisions)
    rows += [(NOT_COVERED, Ore(left))] if left else []
    total: Row = (SUM, Ore(sum(division.total for division in divisions)))
    table = Table((Column(MUNICIPALITY, False), Column(KRONER)), tuple(rows), total, 1, Bars(1, always=True))
    return [_heading(allocation, divisions), table]


def _side_by_side(allocation: Allocation, divisions: Sequence[Division], sort: str) -> list[Block]:
    table = shares_table(allocation, divisions, sort)
    return [_heading(allocation, divisions), table]


def shares_table(
    allocation: Allocation, divisions: Sequence[Division], sort: str = "number", marked: str | None = None
) -> Table:
    """What everyone pays of one payer's totals: a column for each period, and their sum if there are several.

    `marked` is the number of the municipality whose row is marked.
    """
    columns = [Column(NUMBER, False), Column(MUNICIPALITY, False), Column(POPULATION), Column(SHARE)]
    columns += [Column(period.period.name) for period in allocation.periods]
    columns += [Column(SUM)] if len(divisions) > 1 else []
    percents = percentages(divisions[0])
    members = in_order(divisions, sort)
    rows: tuple[Row, ...] = tuple(
        (
            *(shares[0].number, shares[0].name, shares[0].population, percents[shares[0].number]),
            *_with_sum([share.amount for share in shares]),
        )
        for shares in members
    )
    left = [division.left for division in divisions]
    if any(left):
        rows = (*rows, ("", NOT_COVERED, None, percents.get(""), *_with_sum(left)))
    amounts = _with_sum([division.total for division in divisions])
    total: Row = ("", SUM, people_of(divisions[0]), Fixed(100_000, 3, percent=True), *amounts)
    places = [i for i, shares in enumerate(members) if shares[0].number == marked]
    return Table(tuple(columns), rows, total, 2, Bars(len(total) - 1), places[0] if places else None)


def _together(allocation: Allocation) -> list[Block]:
    """What everyone pays of everything that is shared out, where that is shared in several ways."""
    amounts: dict[str, list[int]] = {}
    for n, period in enumerate(allocation.periods):
        for division in period.divisions:
            for share in division.shares:
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
        (number, allocation.register.municipalities[number].name, *_with_sum(amounts[number]))
        for number in sorted(amounts, key=by_number)
    ]
    rows += [("", NOT_COVERED, *_with_sum(left))] if any(left) else []
    totals = [sum(division.total for division in period.divisions) for period in allocation.periods]
    table = Table(columns, tuple(rows), ("", SUM, *_with_sum(totals)), 2, Bars(len(columns) - 1))
    return [Heading(sentence("All shares together")), table]


def _with_sum(amounts: Sequence[int]) -> list[Ore]:
    return [Ore(amount) for amount in (*amounts, *([sum(amounts)] if len(amounts) > 1 else []))]


def post_blocks(allocation: Allocation, period: PeriodAllocation, division: Division, sort: str) -> list[Block]:
    """What each member pays of each post in one period."""
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
    total: Row = ("", SUM, *borne, Ore(division.total))
    payer = allocation.budget.payers[division.payer].name
    heading = Heading(sentence("Shares of {payer} post by post, {period}", payer=payer, period=period.period.name))
    blocks: list[Block] = [heading, Table(columns, tuple(rows), total, 2)]
    if table.from_rounded:
        said = sentence(
            "Posts are finer than the rounding: each municipality's rounded amount is divided between the posts."
        )
        blocks.append(Paragraph((said,), note=True))
    return blocks


def _summed(columns: tuple[Column, ...], rows: Iterable[Row], keys: int) -> Table:
    rows = tuple(rows)
    sums = (
        Ore(sum(cell.ore for cell in cells if isinstance(cell, Ore))) for cells in list(zip(*rows, strict=True))[keys:]
    )
    return Table(columns, rows, (*[""] * (keys - 1), SUM, *sums), keys)


def in_order(divisions: Sequence[Division], sort: str) -> list[tuple[Share, ...]]:
    """One tuple of shares for each member, in the wanted order; a minus in front turns the order round."""
    members = list(zip(*(division.shares for division in divisions), strict=True))
    return sorted(members, key=SORTS[sort.removeprefix("-")], reverse=sort.startswith("-"))


def percentages(division: Division) -> dict[str, Fixed]:
    """Shares in percent with three decimals, rounded so that they make 100, by number; of what is left under no number.

    Where more is paid than there is, they are shares of what is paid.
    """
    paid = {share.number: abs(share.share) for share in division.shares}
    left = 1 - sum(paid.values()) if division.left * division.total > 0 else 0
    weights = whole_weights([*paid.values(), *([Fraction(left)] if left > 0 else [])])
    units = largest_remainder(100_000, weights).shares if any(weights) else [0] * len(weights)
    return {number: Fixed(unit, 3, percent=True) for number, unit in zip((*paid, ""), units, strict=False)}


def people_of(division: Division) -> int | None:
    """The sum of the populations, if everyone has one."""
    populations = [share.population for share in division.shares]
    return None if None in populations else sum(filter(None, populations))


def per_head(ore: int, people: int | None) -> Fixed | None:
    """Kroner per inhabitant with two decimals, halves away from zero."""
    if not people:
        return None
    units = (2 * abs(ore) + people) // (2 * people)
    return Fixed(-units if ore < 0 else units, 2)
