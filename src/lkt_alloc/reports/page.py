"""An allocation as a page to look at: the answer, the flow, tables that can be sorted, and the derivation behind every row.

Lays out what `report`, `explanation` and `flow` say; calculates nothing anew. Knows nothing of any format or language.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct

from lkt_alloc import __version__
from lkt_alloc.engine.allocate import Allocation, Share
from lkt_alloc.engine.keys import by_number, counts_people
from lkt_alloc.language.sentences import Fixed, Ore, Sentence, Text, Value, listed, sentence
from lkt_alloc.reports.blocks import (
    COMMITTEE,
    NUMBER,
    POPULATION,
    Block,
    Cell,
    Column,
    Heading,
    Paragraph,
    Row,
)
from lkt_alloc.reports.compute import costs, post_blocks, to_be_shared
from lkt_alloc.reports.explanation import amount_of, own_steps, posts_step, ranking
from lkt_alloc.reports.flow import Flow, flow
from lkt_alloc.reports.inputs import Input
from lkt_alloc.reports.members import how_many, kinds_of
from lkt_alloc.reports.notes import inputs_note, method_note, what_if_note
from lkt_alloc.reports.page_table import PageTable, page_table
from lkt_alloc.reports.shares import alphabetical, in_order
from lkt_alloc.reports.steps.rounding import rounded_off, whole
from lkt_alloc.reports.steps.sources import budget_sources
from lkt_alloc.reports.strands import Strand, strands

_SORTED_BY: Final = {"number": NUMBER, "committee": COMMITTEE, "population": POPULATION}
"""The titles of the columns that tables can be sorted by; names stand in the second one, and amounts in the main one."""


_SEARCH: Final = sentence("Search by name or number")
_SEARCH_COMMITTEES: Final = sentence("Search by name, number or committee")


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

    payer: Value
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
    unpaid: tuple[Row, ...] = ()
    search: Sentence = _SEARCH


class Page(Struct, frozen=True):
    """A whole page. `flow` says why where it cannot be drawn; `members` is what those are called that it ends at."""

    title: Text
    periods: tuple[Text, ...]
    sections: tuple[Section, ...]
    flow: Flow | Sentence
    members: Sentence
    to_be_shared: tuple[Block, ...]
    about: tuple[Paragraph, ...]
    what_if: tuple[Paragraph, ...] = ()


def page(allocation: Allocation, inputs: Sequence[Input], sort: str, *, by_post: bool) -> Page:
    """The page of an allocation, its tables sorted as `sort` says; with `by_post` also what each municipality pays of each post."""
    return Page(
        allocation.budget.name,
        tuple(period.period.name for period in allocation.periods),
        tuple(_section(strand, sort, by_post=by_post) for strand in strands(allocation)),
        flow(allocation),
        kinds_of(share for period in allocation.periods for division in period.divisions for share in division.shares),
        tuple(to_be_shared(allocation)),
        _about(allocation, inputs),
        tuple(what_if_note(allocation)),
    )


def _section(strand: Strand, sort: str, *, by_post: bool) -> Section:
    shown = page_table(strand)
    columns, kinds = shown.columns()
    main = kinds.index("ore") if len(strand.divisions) == 1 else len(columns) - 1
    return Section(
        strand.called,
        strand.title,
        _answer(strand),
        _amounts(strand),
        _facts(strand),
        columns,
        kinds,
        _entries(shown, kinds, sort),
        shown.total(),
        main,
        _place(sort.removeprefix("-"), columns, main),
        sort.startswith("-"),
        tuple(_common(strand, sort, by_post=by_post)),
        method_note(strand.allocation, strand.divisions, by_post=by_post),
        shown.unpaid(),
        _SEARCH_COMMITTEES if shown.committees else _SEARCH,
    )


def _answer(strand: Strand) -> Sentence:
    shares = strand.divisions[0].shares
    values: dict[str, Value] = {"municipality": shares[0].name, "amount": Ore(abs(strand.total))}
    if len(shares) == 1 and strand.total < 0:
        return sentence("{municipality} gets {amount} back, alone", **values)
    if len(shares) == 1:
        return sentence("{municipality} pays {amount}, alone", **values)
    values["members"] = how_many(shares)
    if strand.total < 0:
        return sentence("{amount} paid back to {members}", **values)
    return sentence("{amount} shared among {members}", **values)


def _amounts(strand: Strand) -> tuple[tuple[Value, Ore], ...]:
    """What each of several periods comes to; one alone is in the answer."""
    totals = tuple((period.period.name, Ore(division.total)) for period, division in strand.with_periods())
    return totals if len(totals) > 1 else ()


def _facts(strand: Strand) -> tuple[tuple[Sentence, Value], ...]:
    """How it was shared: the key, and the choices that decide what it gives."""
    facts: list[tuple[Sentence, Value]] = [(sentence("Allocation key"), strand.key.called)]
    days = {d.key.population_date: None for d in strand.divisions if counts_people(d.key, strand.allocation.register)}
    if known := [day for day in days if day]:
        facts.append((sentence("Population date"), listed(known, ",")))
    facts.append((sentence("Rounded to"), whole(strand.key.unit_ore)))
    return tuple(facts)


def _place(sort: str, columns: Sequence[Column], main: int) -> int:
    """The place of the column that a table is sorted by; that of the amounts where it has none of that kind."""
    titles = [column.title for column in columns]
    if sort == "name":
        return 1
    return titles.index(_SORTED_BY[sort]) if _SORTED_BY.get(sort) in titles else main


def _entries(shown: PageTable, kinds: Sequence[str], sort: str) -> tuple[Entry, ...]:
    members = in_order(shown.strand.divisions, sort)
    rows = [shown.row(shares) for shares in members]
    cells = zip(*rows, strict=True)
    orders = zip(*(_order(n, kind, own) for n, (kind, own) in enumerate(zip(kinds, cells, strict=True))), strict=True)
    return tuple(
        Entry(
            shares[0].number,
            shares[0].name,
            row,
            order,
            tuple(share.amount for share in shares),
            tuple(_derivation(shown.strand, shares)),
        )
        for shares, row, order in zip(members, rows, orders, strict=True)
    )


def _order(place: int, kind: str, cells: Sequence[Cell]) -> list[int | None]:
    """A whole number for each cell of a column, in the order that the column is sorted in."""
    if kind == "text":
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


def _derivation(strand: Strand, shares: Sequence[Share]) -> Iterator[Block]:
    """The steps that concern one municipality; the first is the same for all, and is referred to."""
    for (period, division), share in zip(strand.with_periods(), shares, strict=True):
        yield Heading(amount_of(period, division, share.amount))
        yield Heading(sentence("Step 1. Budget items paid by {payer}", payer=strand.called), 3)
        yield Paragraph(
            (
                sentence("They are the same for everyone, and add up to {amount}.", amount=Ore(division.borne)),
                *rounded_off(division),
            )
        )
        yield from own_steps(strand.allocation, period, division, share)


def _common(strand: Strand, sort: str, *, by_post: bool) -> Iterator[Block]:
    """What all derivations of a section share: the posts and the order of the remainders; perhaps the posts one by one."""
    for period, division in strand.with_periods():
        yield Heading(amount_of(period, division, division.total))
        yield from posts_step(strand.allocation, period, division)
        yield from ranking(period, division)
    if by_post:
        yield from post_blocks(strand, sort)


def _about(allocation: Allocation, inputs: Sequence[Input]) -> tuple[Paragraph, ...]:
    what = (
        sentence("The page shows who pays what of a cost, and how every amount was calculated."),
        *costs(allocation).formula(),
        *_choices(allocation),
    )
    sources = tuple(budget_sources(allocation))
    made = (inputs_note(inputs), sentence("Made by {program}.", program=f"lkt-alloc {__version__}"))
    return tuple(Paragraph(lines) for lines in (what, sources, made) if lines)


def _choices(allocation: Allocation) -> tuple[Sentence, ...]:
    """What is rounded for reading, and what is a choice; of heads only where they are counted."""
    keys = (division.key for period in allocation.periods for division in period.divisions)
    if any(counts_people(key, allocation.register) for key in keys):
        return (
            sentence(
                "Percentages and kroner per head are rounded for reading; amounts are calculated from exact fractions."
            ),
            sentence(
                "Population date and rounding are choices made in the budget file: other choices give other amounts."
            ),
        )
    return (
        sentence("Percentages are rounded for reading; amounts are calculated from exact fractions."),
        sentence("Rounding is a choice made in the budget file: another choice gives other amounts."),
    )
