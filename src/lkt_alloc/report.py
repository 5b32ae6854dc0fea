"""What `compute` shows: an allocation laid out as neutral blocks. Knows nothing of any format or language."""

from collections.abc import Callable, Iterable, Sequence

from lkt_alloc.allocate import Allocation, Division, PeriodAllocation, Share, post_table
from lkt_alloc.apportion import METHOD, TABLE_METHOD, largest_remainder
from lkt_alloc.blocks import Block, Column, Heading, Paragraph, Report, Row, Table
from lkt_alloc.keys import by_number
from lkt_alloc.load import Loaded
from lkt_alloc.model import Register
from lkt_alloc.payers import whole_weights
from lkt_alloc.sentences import Fixed, Ore, Sentence, sentence

POST = sentence("Post")
NAME = sentence("Name")
COST = sentence("Cost")
COVERED = sentence("Covered")
INCREASE = sentence("Increase")
SUM = sentence("Sum")
NUMBER = sentence("No.")
MUNICIPALITY = sentence("Municipality")
COMMITTEE = sentence("Committee")
POPULATION = sentence("Population")
SHARE = sentence("Share")
KRONER = sentence("Kroner")
PER_HEAD = sentence("Kroner per head")
PERIOD = sentence("Period")

SORTS: dict[str, Callable[[Sequence[Share]], object]] = {
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


def compute_report(allocation: Allocation, inputs: Sequence[Loaded], sort: str, *, by_post: bool) -> Report:
    """What `compute` prints: one period in full, or several side by side."""
    blocks: list[Block] = [Heading(sentence("{budget}: shares", budget=allocation.budget.name), 1)]
    blocks += costs(allocation)
    for shares_of_payer in zip(*(period.divisions for period in allocation.periods), strict=True):
        if by_post:
            for period, division in zip(allocation.periods, shares_of_payer, strict=True):
                blocks += _post_table(allocation, period, division, sort)
        elif len(shares_of_payer) == 1:
            blocks += _one_period(allocation, allocation.periods[0], shares_of_payer[0], sort)
        else:
            blocks += _side_by_side(allocation, shares_of_payer, sort)
        blocks.append(method_note(allocation, shares_of_payer, by_post=by_post))
    blocks.append(Paragraph((inputs_note(inputs),), note=True))
    return tuple(blocks)


def costs(allocation: Allocation) -> list[Block]:
    """What is to be shared: the posts of one period, or several periods' sums."""
    return _posts(allocation, allocation.periods[0]) if len(allocation.periods) == 1 else _periods(allocation)


def _posts(allocation: Allocation, period: PeriodAllocation) -> list[Block]:
    payers = allocation.budget.payers
    columns = (Column(POST, False), Column(NAME, False), Column(COST), Column(COVERED), Column(INCREASE))
    rows: list[Row] = [
        (
            row.post.id,
            row.post.name,
            *(Ore(amount) for amount in (row.amounts.total, row.amounts.covered, row.amounts.increase)),
            *(Ore(row.increase_by_payer[payer]) for payer in payers),
        )
        for row in period.posts
    ]
    table = _summed((*columns, *(Column(payer.name) for payer in payers.values())), rows, 2)
    return [Heading(sentence("What is to be shared, {period}", period=period.period.name)), table]


def _periods(allocation: Allocation) -> list[Block]:
    payers = allocation.budget.payers
    columns = (Column(PERIOD, False), Column(COST), Column(COVERED), Column(INCREASE))
    rows: list[Row] = [
        (
            period.period.name,
            Ore(sum(payer.total for payer in period.payers.values())),
            Ore(sum(payer.covered for payer in period.payers.values())),
            Ore(sum(payer.increase for payer in period.payers.values())),
            *(Ore(period.payers[payer].increase) for payer in payers),
        )
        for period in allocation.periods
    ]
    table = _summed((*columns, *(Column(payer.name) for payer in payers.values())), rows, 1)
    return [Heading(sentence("What is to be shared")), table]


def _one_period(allocation: Allocation, period: PeriodAllocation, division: Division, sort: str) -> list[Block]:
    columns = (
        Column(NUMBER, False),
        Column(MUNICIPALITY, False),
        Column(COMMITTEE, False),
        Column(POPULATION),
        Column(SHARE),
        Column(KRONER),
        Column(PER_HEAD),
    )
    percentages = _percentages(division)
    rows: list[Row] = [
        (
            s.number,
            s.name,
            s.committee,
            s.population,
            percentages[s.number],
            Ore(s.amount),
            _per_head(s.amount, s.population),
        )
        for (s,) in _sorted([division], sort)
    ]
    people = _people(division)
    total: Row = (
        "",
        SUM,
        "",
        people,
        Fixed(100_000, 3, percent=True),
        Ore(division.total),
        _per_head(division.total, people),
    )
    payer = allocation.budget.payers[division.payer].name
    heading = Heading(sentence("Shares of {payer}, {period}", payer=payer, period=period.period.name))
    return [heading, Table(columns, tuple(rows), total, 2)]


def _side_by_side(allocation: Allocation, divisions: Sequence[Division], sort: str) -> list[Block]:
    payer = allocation.budget.payers[divisions[0].payer].name
    table = shares_table(allocation, divisions, sort)
    return [Heading(sentence("Shares of {payer}, all periods", payer=payer)), table]


def shares_table(
    allocation: Allocation, divisions: Sequence[Division], sort: str = "number", marked: str | None = None
) -> Table:
    """What everyone pays of one payer's totals: a column for each period, and their sum if there are several.

    `marked` is the number of the municipality whose row is marked.
    """
    columns = [Column(NUMBER, False), Column(MUNICIPALITY, False), Column(POPULATION), Column(SHARE)]
    columns += [Column(period.period.name) for period in allocation.periods]
    columns += [Column(SUM)] if len(divisions) > 1 else []
    percentages = _percentages(divisions[0])
    members = _sorted(divisions, sort)
    rows = tuple(
        (
            *(shares[0].number, shares[0].name, shares[0].population, percentages[shares[0].number]),
            *_with_sum([share.amount for share in shares]),
        )
        for shares in members
    )
    amounts = _with_sum([division.total for division in divisions])
    total: Row = ("", SUM, _people(divisions[0]), Fixed(100_000, 3, percent=True), *amounts)
    places = [i for i, shares in enumerate(members) if shares[0].number == marked]
    return Table(tuple(columns), rows, total, 2, places[0] if places else None)


def _with_sum(amounts: Sequence[int]) -> list[Ore]:
    return [Ore(amount) for amount in (*amounts, *([sum(amounts)] if len(amounts) > 1 else []))]


def _post_table(allocation: Allocation, period: PeriodAllocation, division: Division, sort: str) -> list[Block]:
    table = post_table(period, division)
    paid = [r for r, row in enumerate(period.posts) if row.increase_by_payer[division.payer]]
    columns = (
        Column(NUMBER, False),
        Column(MUNICIPALITY, False),
        *(Column(period.posts[r].post.id) for r in paid),
        Column(SUM),
    )
    place = {share.number: column for column, share in enumerate(division.shares)}
    rows: list[Row] = [
        (s.number, s.name, *(Ore(table.cells[r][place[s.number]]) for r in paid), Ore(s.amount))
        for (s,) in _sorted([division], sort)
    ]
    total: Row = ("", SUM, *(Ore(sum(table.cells[r])) for r in paid), Ore(division.total))
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


def _sorted(divisions: Sequence[Division], sort: str) -> list[tuple[Share, ...]]:
    """One tuple of shares for each member, in the wanted order; a minus in front turns the order round."""
    members = list(zip(*(division.shares for division in divisions), strict=True))
    by = SORTS[sort.removeprefix("-")]
    return sorted(members, key=by, reverse=sort.startswith("-"))  # type: ignore[arg-type]


def _percentages(division: Division) -> dict[str, Fixed]:
    """Shares in percent with three decimals, rounded so that they make 100."""
    units = largest_remainder(100_000, whole_weights([share.share for share in division.shares])).shares
    return {share.number: Fixed(unit, 3, percent=True) for share, unit in zip(division.shares, units, strict=True)}


def _people(division: Division) -> int | None:
    """The sum of the populations, if everyone has one."""
    populations = [share.population for share in division.shares]
    return None if None in populations else sum(filter(None, populations))


def _per_head(ore: int, people: int | None) -> Fixed | None:
    """Kroner per inhabitant with two decimals, halves away from zero."""
    if not people:
        return None
    units = (2 * abs(ore) + people) // (2 * people)
    return Fixed(-units if ore < 0 else units, 2)


def population_note(register: Register, division: Division) -> Sentence:
    """Which populations a key uses, and where they come from."""
    day = division.key.population_date
    source = register.sources.get(register.population_sources.get(day, ""))
    if not source:
        return sentence("Population on {day}.", day=day)
    publisher = source.publisher or source.title
    if not source.table:
        return sentence("Population on {day}: {publisher}.", day=day, publisher=publisher)
    return sentence(
        "Population on {day}: {publisher}, table {table}.", day=day, publisher=publisher, table=source.table
    )


def method_note(allocation: Allocation, divisions: Sequence[Division], *, by_post: bool) -> Paragraph:
    """The method line below a table: key, population, rounding, method and version, and whether a tie decided."""
    key = divisions[0].key
    said = [
        sentence("Key: {key}.", key=key.name),
        population_note(allocation.register, divisions[0]),
        sentence(
            "Each municipality's total for a period is rounded once, to {unit}, by largest remainder ({method}).",
            unit=Ore(key.unit_ore),
            method=METHOD,
        ),
    ]
    if by_post:
        said.append(sentence("Posts: every row and every column adds up ({method}).", method=TABLE_METHOD))
    decided = [
        tie for period, division in zip(allocation.periods, divisions, strict=True) for tie in ties(period, division)
    ]
    return Paragraph(
        (*said, *(decided or [sentence("No equal leftovers decided anything in the rounding.")])), note=True
    )


def ties(period: PeriodAllocation, division: Division) -> list[Sentence]:
    """What ties decided in one period."""
    said = []
    if division.tied:
        names = ", ".join(
            f"{share.name} ({share.number})" for share in division.shares if share.number in division.tied
        )
        said.append(
            sentence(
                "{period}: equal leftovers decided the rounding for {names}; the lower municipality number goes first.",
                period=period.period.name,
                names=names,
            )
        )
    if period.payer_tie:
        said.append(
            sentence(
                "{period}: payers had equal leftovers in the rounding; the first in the budget file bears the odd krone.",
                period=period.period.name,
            )
        )
    return said


def inputs_note(inputs: Sequence[Loaded]) -> Sentence:
    """Which files a result was made from."""
    names = ", ".join(f"{file.name} (sha256 {file.sha256[:12]})" for file in inputs)
    return sentence("Based on: {names}.", names=names)
