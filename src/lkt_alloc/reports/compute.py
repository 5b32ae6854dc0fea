"""What `compute` shows: an allocation laid out as neutral blocks. Knows nothing of any format or language."""

from collections.abc import Iterable, Iterator, Sequence

from lkt_alloc.engine.allocate import Allocation, Division, PeriodAllocation, PostRow, Share
from lkt_alloc.engine.model import Post
from lkt_alloc.engine.payers import total_of
from lkt_alloc.engine.post_table import post_cells, post_table, rounded_off_by_post
from lkt_alloc.language.sentences import Fixed, Ore, Value, listed, sentence
from lkt_alloc.reports.blocks import (
    KEY,
    KRONER,
    NAME,
    NOT_COVERED,
    NUMBER,
    PAYER,
    PERIOD,
    POST,
    ROUNDED_OFF,
    SHARE,
    SUM,
    Bars,
    Block,
    Cell,
    Column,
    Heading,
    Paragraph,
    Report,
    Row,
    Table,
)
from lkt_alloc.reports.costs import Costs, costs_of
from lkt_alloc.reports.counts import Counted, counts_of
from lkt_alloc.reports.inputs import Input
from lkt_alloc.reports.members import each, kind_of
from lkt_alloc.reports.notes import inputs_note, method_note, what_if_note
from lkt_alloc.reports.record import SHARE_DECIMALS, share_units
from lkt_alloc.reports.shares import (
    SORTS,
    amounts_columns,
    in_order,
    one_period_table,
    shares_chart,
    shares_table,
    sorted_by,
    with_sum,
)
from lkt_alloc.reports.strands import Strand, strands, unpaid


def compute_report(
    allocation: Allocation, inputs: Sequence[Input], sort: str, *, by_post: bool, chart: bool = False
) -> Report:
    """What `compute` prints: who pays what first, then of what; one period in full, or several side by side.

    `chart` gives bars instead of the tables of shares.
    """
    blocks: list[Block] = [Heading(sentence("{budget}: shares", budget=allocation.budget.name), 1)]
    blocks += what_if_note(allocation)
    found = list(strands(allocation))
    if len(found) > 1 and not by_post:
        blocks += together(allocation, sort)
    for strand in found:
        if by_post:
            blocks += post_blocks(strand, sort)
        elif chart:
            blocks += [Heading(strand.title), shares_chart(strand, sort)]
        else:
            one = len(strand.divisions) == 1
            blocks += [Heading(strand.title), one_period_table(strand, sort) if one else shares_table(strand, sort)]
        blocks.append(method_note(strand.allocation, strand.divisions, by_post=by_post))
    blocks += to_be_shared(allocation)
    blocks.append(Paragraph((inputs_note(inputs),), note=True))
    return tuple(blocks)


def to_be_shared(allocation: Allocation) -> list[Block]:
    """What is shared out: the posts of one period, or the sums of several."""
    return _posts(allocation, allocation.periods[0]) if len(allocation.periods) == 1 else _periods(allocation)


def _posts(allocation: Allocation, period: PeriodAllocation) -> list[Block]:
    payers, shown = allocation.budget.payers, costs(allocation)
    columns = (Column(POST, False), Column(NAME, False), *shown.columns())
    rows: list[Row] = [
        (
            row.post.id,
            row.post.name,
            *shown.cells(row.amounts),
            *(Ore(row.increase_by_payer[payer]) for payer in payers),
        )
        for row in period.posts
    ]
    table = _summed((*columns, *(Column(payer.name) for payer in payers.values())), rows, 2)
    return [Heading(sentence("What is to be shared, {period}", period=period.period.name)), table]


def _periods(allocation: Allocation) -> list[Block]:
    payers, shown = allocation.budget.payers, costs(allocation)
    columns = (Column(PERIOD, False), *shown.columns())
    rows: list[Row] = [
        (
            period.period.name,
            *shown.cells(total_of(period.payers.values())),
            *(Ore(period.payers[payer].increase) for payer in payers),
        )
        for period in allocation.periods
    ]
    table = _summed((*columns, *(Column(payer.name) for payer in payers.values())), rows, 1)
    return [Heading(sentence("What is to be shared")), table]


def costs(allocation: Allocation) -> Costs:
    """Whether anything is subtracted from the costs of an allocation."""
    return costs_of(row.amounts for period in allocation.periods for row in period.posts)


def together(allocation: Allocation, sort: str = "number", marked: str | None = None) -> list[Block]:
    """What everyone pays of everything that is shared out, where that is shared in several ways. `marked` is a member's number."""
    members: dict[str, list[Share]] = {}
    amounts: dict[str, list[int]] = {}
    for n, period in enumerate(allocation.periods):
        for division in period.divisions:
            for share in division.shares:
                members.setdefault(share.number, []).append(share)
                amounts.setdefault(share.number, [0] * len(allocation.periods))[n] += share.amount
    columns = (
        Column(NUMBER, False),
        Column(kind_of(shares[0] for shares in members.values()), False),
        *amounts_columns(allocation),
    )
    ordered = sorted_by(sorted(members.values(), key=SORTS["number"]), sort)
    rows: list[Row] = [(own[0].number, own[0].name, *with_sum(amounts[own[0].number])) for own in ordered]
    places = [i for i, own in enumerate(ordered) if own[0].number == marked]
    rows += [("", title, *with_sum(ore)) for title, ore in unpaid([period.divisions for period in allocation.periods])]
    totals = [sum(division.borne for division in period.divisions) for period in allocation.periods]
    sums: Row = ("", SUM, *with_sum(totals))
    table = Table(columns, tuple(rows), sums, 2, Bars(len(columns) - 1), places[0] if places else None)
    return [Heading(sentence("All shares together")), table]


def post_blocks(strand: Strand, sort: str) -> Iterator[Block]:
    """What each member pays of each post, period by period."""
    for period, division in strand.with_periods():
        heading = sentence("Shares of {payer} item by item, {period}", payer=strand.called, period=period.period.name)
        yield Heading(heading)
        yield from _by_post(period, division, sort)


def _by_post(period: PeriodAllocation, division: Division, sort: str) -> Iterator[Block]:
    table = post_table(period, division)
    paid = [r for r in division.posts if period.posts[r].increase_by_payer[division.payer]]
    columns = (
        Column(NUMBER, False),
        Column(kind_of(division.shares), False),
        *(_post_column(period.posts[r].post) for r in paid),
        Column(SUM, strong=True),
    )
    place = {share.number: column for column, share in enumerate(division.shares)}
    rows: list[Row] = [
        (s.number, s.name, *(Ore(table.cells[r][place[s.number]]) for r in paid), Ore(s.amount))
        for (s,) in in_order([division], sort)
    ]
    borne = [period.posts[r].increase_by_payer[division.payer] for r in paid]
    odd = [table.rounded_off[r] for r in paid]
    left = [cost - own - sum(table.cells[r]) for r, cost, own in zip(paid, borne, odd, strict=True)]
    for title, of_posts, ore in ((NOT_COVERED, left, division.left), (ROUNDED_OFF, odd, division.rounded_off)):
        if ore or any(of_posts):
            rows.append(("", title, *map(Ore, of_posts), Ore(ore)))
    yield Table(columns, tuple(rows), ("", SUM, *map(Ore, borne), Ore(division.borne)), 2)
    if table.leaves:
        said = sentence(
            "The allocation key leaves a difference: what {each} pays is divided among the budget items.",
            each=each(division.shares),
        )
        yield Paragraph((said,), note=True)
    elif table.from_rounded:
        said = sentence(
            "Budget items have smaller units than the rounding: {each}'s rounded amount is divided among the items.",
            each=each(division.shares),
        )
        yield Paragraph((said,), note=True)


def _post_column(post: Post) -> Column:
    """A post by its identifier; by its name too where there is room for that."""
    return Column(post.id, full=listed((post.id, post.name), ""))


def _summed(columns: tuple[Column, ...], rows: Iterable[Row], keys: int) -> Table:
    rows = tuple(rows)
    sums = (
        Ore(sum(cell.ore for cell in cells if isinstance(cell, Ore))) for cells in list(zip(*rows, strict=True))[keys:]
    )
    return Table(columns, rows, (*[""] * (keys - 1), SUM, *sums), keys)


def compute_listing(allocation: Allocation, *, by_post: bool) -> Table:
    """What a spreadsheet gets: one plain table, a row for each period, payer, key and member, or for each post too.

    The rows are those of `lkt_alloc.reports.record.csv_rows`; here cells are typed, and names stand where programs get identifiers.
    Keys have a column where a payer shares by several.
    """
    divisions = [division for _, division in allocation.divided]
    shares = [share for division in divisions for share in division.shares]
    counted = counts_of(allocation.register, (division.key for division in divisions), shares)
    keys = {payer: allocation.keys_called(payer) for payer in allocation.budget.payers}
    several = any(len(own) > 1 for own in keys.values())
    columns = (
        *(Column(PERIOD, False), Column(PAYER, False), *([Column(KEY, False)] if several else [])),
        *([Column(POST, False)] if by_post else []),
        *(Column(NUMBER, False), Column(kind_of(shares), False), *(count.column for count in counted)),
        *(Column(SHARE), Column(KRONER)),
    )
    rows: list[Row] = []
    for period, division in allocation.divided:
        own: Row = (period.period.name, allocation.budget.payers[division.payer].name)
        own = (*own, keys[division.payer][division.key_id]) if several else own
        for post, share, ore in _listed(period, division, by_post=by_post):
            rows.append((*own, *post, *_member(share, counted), Ore(ore)))
        for odd_post, ore in _odd(period, division, by_post=by_post):
            rows.append((*own, *odd_post, "", ROUNDED_OFF, *[None] * len(counted), None, Ore(ore)))
    return Table(columns, tuple(rows), (), 0)


def _odd(period: PeriodAllocation, division: Division, *, by_post: bool) -> Iterator[tuple[Row, int]]:
    """What is rounded off, in all or of each post."""
    if not by_post:
        yield from [((), division.rounded_off)] if division.rounded_off else []
        return
    for row, ore in rounded_off_by_post(period, division):
        yield (_post_called(row),), ore


def _post_called(row: PostRow) -> Value:
    """A post's identifier stands with its name: alone, a spreadsheet reads 1.4 as the first of April."""
    return listed((row.post.id, row.post.name), "")


def _listed(period: PeriodAllocation, division: Division, *, by_post: bool) -> Iterator[tuple[Row, Share, int]]:
    """Every amount that members pay, and whose it is."""
    if not by_post:
        yield from (((), share, share.amount) for share in division.shares)
        return
    for row, cells in post_cells(period, division):
        yield from (((_post_called(row),), share, ore) for share, ore in zip(division.shares, cells, strict=True))


def _member(share: Share, counted: Sequence[Counted]) -> tuple[Cell, ...]:
    """Who it is, with the inhabitants of the period's own date, other figures that keys go by, and the share."""
    figures = (count.figure(share) for count in counted)
    return share.number, share.name, *figures, Fixed(share_units(share.share), SHARE_DECIMALS)
