"""An allocation as a page to look at: the answer, the flow, tables that can be sorted, and the derivation behind every row.

Lays out what `report`, `explanation` and `flow` say; calculates nothing anew. Knows nothing of any format or language.
"""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from lkt_alloc import __version__
from lkt_alloc.allocate import Allocation, Division, Share
from lkt_alloc.blocks import Block, Cell, Column, Heading, Paragraph, Row
from lkt_alloc.columns import COMMITTEE, KRONER, MUNICIPALITY, NOT_COVERED, NUMBER, PER_HEAD, POPULATION, SHARE, SUM
from lkt_alloc.explanation import own_steps, posts_step, ranking
from lkt_alloc.flow import Flow, flow
from lkt_alloc.keys import by_number
from lkt_alloc.load import Loaded
from lkt_alloc.notes import inputs_note, method_note, source_note, what_if_note
from lkt_alloc.report import alphabetical, in_order, people_of, per_head, percentages, post_blocks, to_be_shared
from lkt_alloc.sentences import Fixed, Ore, Sentence, Text, Value, sentence

_SORTED_BY = {"number": 0, "name": 1, "committee": 2, "population": 3}
_TEXTS = 3  # columns: number, name, committee


class Entry(Struct, frozen=True):
    """One municipality in a table. `order` has a whole number for each column to sort it by; `None` where nothing is known."""

    number: str
    name: str
    row: Row
    order: tuple[int | None, ...]
    amounts: tuple[int, ...]
    derivation: tuple[Block, ...]


class Section(Struct, frozen=True):
    """One payer's totals, shared: the answer, the table, and what the derivations of all its rows have in common.

    `kinds` say what a column holds (`text`, `count`, `percent`, `ore`, `per_head`), so that a page can add up the rows it shows.
    `main` is the place of the column with the amounts it is all about, `sorted_by` of the one that `entries` are sorted by.
    """

    payer: Text
    title: Sentence
    answer: Sentence
    amounts: tuple[tuple[Value, Ore], ...]
    facts: tuple[tuple[Sentence, Value], ...]
    columns: tuple[Column, ...]
    kinds: tuple[str, ...]
    entries: tuple[Entry, ...]
    total: Row
    main: int
    sorted_by: int
    descending: bool
    common: tuple[Block, ...]
    method: Paragraph
    left: Row = ()


class Page(Struct, frozen=True):
    """A whole page. `flow` is `None` where it cannot be drawn."""

    title: Text
    periods: tuple[Text, ...]
    sections: tuple[Section, ...]
    flow: Flow | None
    to_be_shared: tuple[Block, ...]
    about: tuple[Paragraph, ...]
    what_if: tuple[Paragraph, ...] = ()


def page(allocation: Allocation, inputs: Sequence[Loaded], sort: str, *, by_post: bool) -> Page:
    """The page of an allocation, its tables sorted as `sort` says; with `by_post` also what each municipality pays of each post."""
    return Page(
        allocation.budget.name,
        tuple(period.period.name for period in allocation.periods),
        tuple(_section(own, divisions, sort, by_post=by_post) for own, divisions in allocation.strands()),
        flow(allocation),
        tuple(to_be_shared(allocation)),
        _about(allocation, inputs),
        tuple(what_if_note(allocation)),
    )


def _section(allocation: Allocation, divisions: Sequence[Division], sort: str, *, by_post: bool) -> Section:
    columns, kinds = _columns(allocation)
    main = kinds.index("ore") if len(divisions) == 1 else len(columns) - 1
    payer = allocation.budget.payers[divisions[0].payer].name
    return Section(
        payer,
        _title(allocation, payer),
        _answer(divisions),
        _amounts(allocation, divisions),
        _facts(divisions[0]),
        columns,
        kinds,
        _entries(allocation, divisions, sort),
        _total(divisions),
        main,
        _SORTED_BY.get(sort.removeprefix("-"), main),
        sort.startswith("-"),
        tuple(_common(allocation, divisions, sort, by_post=by_post)),
        method_note(allocation, divisions, by_post=by_post),
        _left(divisions),
    )


def _title(allocation: Allocation, payer: Text) -> Sentence:
    if len(allocation.periods) == 1:
        return sentence("Shares of {payer}, {period}", payer=payer, period=allocation.periods[0].period.name)
    return sentence("Shares of {payer}, all periods", payer=payer)


def _answer(divisions: Sequence[Division]) -> Sentence:
    total = Ore(sum(division.total for division in divisions))
    shares = divisions[0].shares
    if len(shares) == 1:
        return sentence("{municipality} pays {amount}, alone", municipality=shares[0].name, amount=total)
    return sentence("{amount} shared between {n} municipalities", amount=total, n=len(shares))


def _amounts(allocation: Allocation, divisions: Sequence[Division]) -> tuple[tuple[Value, Ore], ...]:
    """What each of several periods comes to; one alone is in the answer."""
    totals = zip(allocation.periods, divisions, strict=True)
    return tuple((period.period.name, Ore(division.total)) for period, division in totals) if len(divisions) > 1 else ()


def _facts(division: Division) -> tuple[tuple[Sentence, Value], ...]:
    """How it was shared: the key, and the choices that decide what it gives."""
    facts: list[tuple[Sentence, Value]] = [(sentence("Key"), division.key.name)]
    if any(part.measure == "population" for part in division.key.parts):
        facts.append((sentence("Population date"), division.key.population_date))
    facts.append((sentence("Rounded to"), Ore(division.key.unit_ore)))
    return tuple(facts)


def _columns(allocation: Allocation) -> tuple[tuple[Column, ...], tuple[str, ...]]:
    columns = (
        Column(NUMBER, False),
        Column(MUNICIPALITY, False),
        Column(COMMITTEE, False),
        Column(POPULATION),
        Column(SHARE),
    )
    kinds = ("text", "text", "text", "count", "percent")
    if len(allocation.periods) == 1:
        return (*columns, Column(KRONER), Column(PER_HEAD)), (*kinds, "ore", "per_head")
    periods = tuple(Column(period.period.name) for period in allocation.periods)
    return (*columns, *periods, Column(SUM)), (*kinds, *["ore"] * (len(periods) + 1))


def _entries(allocation: Allocation, divisions: Sequence[Division], sort: str) -> tuple[Entry, ...]:
    percents = percentages(divisions[0])
    members = in_order(divisions, sort)
    rows = [_row(shares, percents[shares[0].number]) for shares in members]
    orders = zip(*(_order(n, column) for n, column in enumerate(zip(*rows, strict=True))), strict=True)
    return tuple(
        Entry(
            shares[0].number,
            shares[0].name,
            row,
            order,
            tuple(share.amount for share in shares),
            tuple(_derivation(allocation, divisions, shares)),
        )
        for shares, row, order in zip(members, rows, orders, strict=True)
    )


def _row(shares: Sequence[Share], percent: Fixed) -> Row:
    first = shares[0]
    money = _money([share.amount for share in shares], first.population)
    return (first.number, first.name, first.committee, first.population, percent, *money)


def _total(divisions: Sequence[Division]) -> Row:
    people = people_of(divisions[0])
    money = _money([division.total for division in divisions], people)
    return ("", SUM, "", people, Fixed(100_000, 3, percent=True), *money)


def _left(divisions: Sequence[Division]) -> Row:
    """The row of what nobody pays, where there is anything."""
    amounts = [division.left for division in divisions]
    if not any(amounts):
        return ()
    return ("", NOT_COVERED, "", None, percentages(divisions[0]).get(""), *_money(amounts, None))


def _money(amounts: Sequence[int], people: int | None) -> tuple[Cell, ...]:
    """The amounts of a row: of one period also per head, of several also their sum."""
    last = per_head(amounts[0], people) if len(amounts) == 1 else Ore(sum(amounts))
    return (*map(Ore, amounts), last)


def _order(place: int, cells: Sequence[Cell]) -> list[int | None]:
    """A whole number for each cell of a column, in the order that the column is sorted in."""
    if place < _TEXTS:
        texts = sorted({str(cell) for cell in cells}, key=by_number if place == 0 else alphabetical)
        ranks = {text: rank for rank, text in enumerate(texts)}
        return [ranks[str(cell)] for cell in cells]
    return [_whole(cell) for cell in cells]


def _whole(cell: Cell) -> int | None:
    match cell:
        case Ore():
            return cell.ore
        case Fixed():
            return cell.units
        case int():
            return cell
    return None


def _derivation(allocation: Allocation, divisions: Sequence[Division], shares: Sequence[Share]) -> Iterator[Block]:
    """The steps that concern one municipality; the first is the same for all, and is referred to."""
    for period, division, share in zip(allocation.periods, divisions, shares, strict=True):
        payer = allocation.budget.payers[division.payer].name
        yield Heading(sentence("{period}: {amount}", period=period.period.name, amount=Ore(share.amount)))
        yield Heading(sentence("Step 1. The posts that {payer} pay for", payer=payer), 3)
        yield Paragraph((sentence("They are the same for everyone, and make {amount}.", amount=Ore(division.total)),))
        yield from own_steps(allocation, period, division, share)


def _common(allocation: Allocation, divisions: Sequence[Division], sort: str, *, by_post: bool) -> list[Block]:
    """What all derivations of a section share: the posts and the order of the leftovers; perhaps the posts one by one."""
    blocks: list[Block] = []
    for period, division in zip(allocation.periods, divisions, strict=True):
        title = sentence("{period}: {amount}", period=period.period.name, amount=Ore(division.total))
        blocks += [Heading(title), *posts_step(allocation, period, division), *ranking(period, division)]
        if by_post:
            blocks += post_blocks(allocation, period, division, sort)
    return blocks


def _about(allocation: Allocation, inputs: Sequence[Loaded]) -> tuple[Paragraph, ...]:
    what = (
        sentence("The page shows what each municipality pays of a cost, and how every amount came about."),
        sentence("What is shared out is the increase: the cost, less what earlier budgets cover already."),
        sentence(
            "Percentages and kroner per head are rounded for reading; amounts are calculated from exact fractions."
        ),
        sentence("Population date and rounding are choices made in the budget file: other choices give other amounts."),
    )
    sources = tuple(source_note(source) for source in allocation.budget.sources.values())
    made = (inputs_note(inputs), sentence("Made by {program}.", program=f"lkt-alloc {__version__}"))
    return tuple(Paragraph(lines) for lines in (what, sources, made) if lines)
