"""What a proposed resolution rests on: what the matter is, what is to be shared, by which key, and how the amounts are calculated."""

from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from lkt_alloc.engine.allocate import Allocation, Division, PeriodAllocation
from lkt_alloc.engine.case import CaseFacts
from lkt_alloc.engine.settlement import Balance
from lkt_alloc.language.sentences import Ore, Sentence, Value, cut, listed, sentence
from lkt_alloc.reports.blocks import (
    NAME,
    PERIOD,
    POST,
    SUM,
    TO_BE_SHARED,
    Block,
    Column,
    Heading,
    Paragraph,
    Row,
    Table,
)
from lkt_alloc.reports.case_note.own import Amounts, StrandOfPayer, amounts, to_be_paid
from lkt_alloc.reports.compute import to_be_shared
from lkt_alloc.reports.members import how_many, with_number_of_municipality
from lkt_alloc.reports.settlement import BALANCE, FINAL_SHARE, PAID
from lkt_alloc.reports.steps import key_lines, quota_steps, rounded_posts, share_steps
from lkt_alloc.reports.steps.measures import part_years
from lkt_alloc.reports.steps.rounding import rounding_rules


def background(allocation: Allocation, own: Sequence[StrandOfPayer], *, is_settled: bool) -> Iterator[Block]:
    """What the matter is, and who shares what; the rest is for the officer to write."""
    budget, period = allocation.budget.name, allocation.periods[0].period.name
    about = (
        sentence('This case is about the settlement of "{budget}" for {period}.', budget=budget, period=period)
        if is_settled
        else sentence('This case is about "{budget}".', budget=budget)
    )
    yield Paragraph((about, *(_sharers(allocation, portion) for portion in own)))
    if not is_settled:
        blank = sentence("[The officer writes what the collaboration does, and who has treated the case before.]")
        said = allocation.budget.case.background
        yield Paragraph((sentence("{text}", text=said) if said else blank,))
        yield Paragraph((_answer(allocation.budget.case),))


def _answer(case: CaseFacts) -> Sentence:
    values: dict[str, Value] = {
        "recipient": case.answer_to or sentence("[recipient]"),
        "day": case.answer_by or sentence("[deadline]"),
    }
    return sentence(
        "The decision is sent to {recipient} by {day}, with the address that invoices are to go to.", **values
    )


def consequences(
    allocation: Allocation, own: Sequence[StrandOfPayer], municipality: Value, balance: Balance | None
) -> Iterator[Block]:
    """What the municipality pays, and how that comes about."""
    if balance:
        yield from _settled(balance, municipality)
    else:
        yield Paragraph(tuple(_paid(amounts(allocation, own), municipality)))
    for block in to_be_shared(allocation):
        yield replace(block, level=3) if isinstance(block, Heading) else block
    yield from _posts(allocation, own)
    for portion in own:
        yield from _calculation(allocation, portion)


def _paid(own: Amounts, municipality: Value) -> Iterator[Sentence]:
    """What is paid, what is got back and what is neither."""
    if own.paid:
        yield sentence("{municipality} is to pay {amounts}.", municipality=municipality, amounts=listed(own.paid))
    if own.refunded:
        yield sentence("{municipality} is refunded {amounts}.", municipality=municipality, amounts=listed(own.refunded))
    if own.received:
        yield sentence("{municipality} receives {amounts}.", municipality=municipality, amounts=listed(own.received))
    if own.nothing:
        yield sentence(
            "{municipality} pays nothing for {periods}.", municipality=municipality, periods=listed(own.nothing)
        )


def _settled(row: Balance, municipality: Value) -> Iterator[Block]:
    yield Paragraph((_balance(row, municipality),))
    columns = tuple(Column(title) for title in (FINAL_SHARE, PAID, BALANCE))
    yield Table(columns, ((Ore(row.share), Ore(row.paid), Ore(row.balance)),), (), 0)


def _balance(row: Balance, municipality: Value) -> Sentence:
    values: dict[str, Value] = {
        "municipality": municipality,
        "share": Ore(row.share),
        "paid": Ore(row.paid),
        "balance": Ore(abs(row.balance)),
    }
    if row.balance > 0:
        return sentence(
            "{municipality} has paid {paid} on account. Its share is {share}: {balance} is left to pay.", **values
        )
    if row.balance < 0:
        return sentence(
            "{municipality} has paid {paid} on account. Its share is {share}: it gets {balance} back.", **values
        )
    return sentence("{municipality} has paid {paid} on account, which is its share.", **values)


def _sharers(allocation: Allocation, portion: StrandOfPayer) -> Sentence:
    known = allocation.register.municipalities
    values: dict[str, Value] = {
        "municipality": with_number_of_municipality(known[portion.shares[0].number]),
        "members": how_many([known[shares[0].number] for shares in portion.strand.members]),
        "what": to_be_paid(allocation, portion.strand),
    }
    if len(portion.strand.members) == 1:
        return sentence("{what} falls to {municipality} alone.", **values)
    return sentence("{what} is shared among {members}; {municipality} is one of them.", **values)


def _posts(allocation: Allocation, own: Sequence[StrandOfPayer]) -> Iterator[Block]:
    """Where there are several periods: post by post, what each payer bears that the municipality has a part in."""
    if len(allocation.periods) == 1:
        return
    for portion in own:
        rows: list[Row] = []
        for place, post in enumerate(allocation.budget.posts):
            borne = [_borne(period, division, place) for period, division in portion.strand.with_periods()]
            if any(amount is not None for amount in borne):
                amounts_ = [amount or 0 for amount in borne]
                rows.append((post.id, post.name, *map(Ore, (*amounts_, sum(amounts_)))))
        totals = portion.strand.borne
        columns = (
            Column(POST, False),
            Column(NAME, False),
            *(Column(period.period.name) for period in portion.strand.allocation.periods),
            Column(SUM),
        )
        yield Heading(sentence("{what}, item by item", what=to_be_paid(allocation, portion.strand)), 3)
        yield Table(columns, tuple(rows), ("", SUM, *map(Ore, (*totals, sum(totals)))), 2)


def _borne(period: PeriodAllocation, division: Division, place: int) -> int | None:
    """What a payer bears of a post by one key in a period; `None` if it has no part in it, or shares it by another key then."""
    row = period.posts_of(division).get(place)
    return row.increase_by_payer[division.payer] if row else None


def _calculation(allocation: Allocation, portion: StrandOfPayer) -> Iterator[Block]:
    """The key in words, each step of the calculation, and its result in each period."""
    yield Heading(sentence("How {what} is divided", what=to_be_paid(allocation, portion.strand)), 3)
    divisions = portion.strand.divisions
    yield Paragraph(tuple(key_lines(allocation, divisions)))
    steps = [
        (
            *(part_years(allocation, division) if len(divisions) > 1 else ()),
            *(share_steps if division.key.is_proportional else quota_steps)(allocation, division, share),
            *rounded_posts(division, share),
        )
        for _, division, share in portion.by_period()
    ]
    if portion.strand.key.is_proportional and all(said == steps[0] for said in steps):
        yield Paragraph(steps[0])
    else:
        for period, said in zip(portion.strand.allocation.periods, steps, strict=True):
            yield Paragraph((sentence("{period}:", period=period.period.name), *said))
    columns = (
        Column(PERIOD, False),
        Column(TO_BE_SHARED),
        Column(sentence("Exact amount")),
        Column(sentence("Rounded amount")),
    )
    rows = tuple(
        (period.period.name, Ore(division.total), cut(share.quota), Ore(share.amount))
        for period, division, share in portion.by_period()
    )
    yield Table(columns, rows, (), 1)
    yield Paragraph(tuple(rounding_rules(divisions, "below exact amounts")), note=True)
