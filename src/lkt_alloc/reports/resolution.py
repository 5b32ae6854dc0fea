"""A case note for one municipality, with a proposed resolution and the table it refers to, as neutral blocks.

Everything in it comes from an `Allocation`: it suits any budget, payer, key and number of periods. Knows nothing of formats or languages.
"""

from collections.abc import Iterator, Sequence
from itertools import compress
from typing import ClassVar

from msgspec import Struct

from lkt_alloc.engine.allocate import Allocation, Division, PeriodAllocation, Share
from lkt_alloc.engine.model import Register
from lkt_alloc.engine.settlement import Balance, Settlement
from lkt_alloc.language.sentences import Ore, Sentence, Value, cut, listed, sentence
from lkt_alloc.reports.blocks import (
    NAME,
    PERIOD,
    POST,
    SUM,
    Block,
    Column,
    Heading,
    Numbered,
    Paragraph,
    Report,
    Row,
    Table,
)
from lkt_alloc.reports.compute import to_be_shared
from lkt_alloc.reports.inputs import Input
from lkt_alloc.reports.members import called, how_many
from lkt_alloc.reports.notes import inputs_note, method_note
from lkt_alloc.reports.results import OfAllocation
from lkt_alloc.reports.settlement import BALANCE, FINAL_SHARE, PAID
from lkt_alloc.reports.shares import shares_table
from lkt_alloc.reports.steps import key_lines, quota_steps, share_steps
from lkt_alloc.reports.steps.rounding import rounding_rules
from lkt_alloc.reports.strands import Strand, strands


class StrandOfPayer(Struct, frozen=True):
    """What one municipality has in what a payer shares by one key: its share in each period of the strand."""

    strand: Strand
    shares: tuple[Share, ...]

    def by_period(self) -> Iterator[tuple[PeriodAllocation, Division, Share]]:
        """Each period with what is shared in it, and the municipality's share."""
        for (period, division), share in zip(self.strand.with_periods(), self.shares, strict=True):
            yield period, division, share


def portions(allocation: Allocation, number: str) -> list[StrandOfPayer]:
    """Everything that a municipality has a part in, payer by payer."""
    return [
        StrandOfPayer(strand, shares)
        for strand in strands(allocation)
        for shares in strand.members
        if shares[0].number == number
    ]


def amounts(allocation: Allocation, own: Sequence[StrandOfPayer]) -> list[int]:
    """What the municipality pays in each period of the allocation, to all payers together, in øre."""
    paid = dict.fromkeys((period.id for period in allocation.periods), 0)
    for portion in own:
        for period, _, share in portion.by_period():
            paid[period.id] += share.amount
    return list(paid.values())


class CaseNote(OfAllocation, frozen=True):
    """One municipality's case note, after the accounts if there is a settlement."""

    default: ClassVar[str] = "markdown"

    number: str
    settlement: Settlement | None = None

    def report(self) -> Report:
        """The matter, what is to be shared, the key, the calculation, the proposed resolution, the attachment."""
        allocation, own = self.allocation, portions(self.allocation, self.number)
        municipality = called(allocation.register.municipalities[self.number])
        budget, several = allocation.budget.name, len(own) > 1
        return (
            Heading(sentence("Case note for {municipality}: {budget}", municipality=municipality, budget=budget), 1),
            *self.what_if(),
            *_matter(allocation, own, municipality),
            *to_be_shared(allocation),
            *_posts(allocation, own),
            Heading(sentence("The key")),
            *(block for portion in own for block in _key(allocation, portion, several=several)),
            Heading(sentence("How the part of {municipality} is calculated", municipality=municipality)),
            *(block for portion in own for block in _calculation(allocation, portion, several=several)),
            *(_settled(self.settlement, self.number, municipality) if self.settlement else ()),
            Heading(sentence("Proposed resolution")),
            Numbered(tuple(resolution(allocation, self.number))),
            *_attachment(self.inputs, own),
        )


def _settled(settlement: Settlement, number: str, municipality: Value) -> Iterator[Block]:
    """What a settlement says of one municipality, where it has a part in it."""
    period = settlement.final.periods[0].period.name
    for row in settlement.together:
        if row.number == number:
            yield Heading(sentence("Settlement of {period}", period=period))
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


def resolution(allocation: Allocation, number: str) -> Iterator[Sentence]:
    """The points of the proposed resolution: support, the key of each payer, and the municipality's own amounts."""
    own, municipality = portions(allocation, number), called(allocation.register.municipalities[number])
    yield sentence('{municipality} supports "{budget}".', municipality=municipality, budget=allocation.budget.name)
    for portion in own:
        yield sentence(
            "{municipality} agrees that what {payer} pay is divided by this key: {key}.",
            municipality=municipality,
            payer=portion.strand.payer.name,
            key=portion.strand.key.name,
        )
    ore = amounts(allocation, own)
    if any(amount > 0 for amount in ore):
        paid = _for_periods(allocation, ore, [amount > 0 for amount in ore])
        yield sentence(
            "{municipality} covers its part of the costs with {amounts}, as shown in the attachment.",
            municipality=municipality,
            amounts=paid,
        )
    if any(amount < 0 for amount in ore):
        refunded = _for_periods(allocation, [-amount for amount in ore], [amount < 0 for amount in ore])
        yield sentence(
            "{municipality} is refunded {amounts}, as shown in the attachment.",
            municipality=municipality,
            amounts=refunded,
        )
    if not all(ore):
        names = [period.period.name for period in allocation.periods]
        nothing = listed(compress(names, (not amount for amount in ore)))
        yield sentence("{municipality} pays nothing for {periods}.", municipality=municipality, periods=nothing)


def _for_periods(allocation: Allocation, ore: Sequence[int], wanted: Sequence[bool]) -> Value:
    said = [
        sentence("{amount} for {period}", amount=Ore(amount), period=period.period.name)
        for amount, period in zip(ore, allocation.periods, strict=True)
    ]
    return listed(compress(said, wanted))


def _matter(allocation: Allocation, own: Sequence[StrandOfPayer], municipality: Value) -> Iterator[Block]:
    yield Heading(sentence("The matter"))
    ore = amounts(allocation, own)
    parts = _for_periods(allocation, ore, [True] * len(ore))
    said = (
        sentence('This case is about "{budget}".', budget=allocation.budget.name),
        *(_sharers(portion, allocation.register, municipality) for portion in own),
        sentence("The part of {municipality} is {amounts}.", municipality=municipality, amounts=parts),
    )
    yield Paragraph((listed(said, ""),))


def _sharers(portion: StrandOfPayer, register: Register, municipality: Value) -> Sentence:
    values: dict[str, Value] = {
        "municipality": municipality,
        "number": portion.shares[0].number,
        "members": how_many([register.municipalities[shares[0].number] for shares in portion.strand.members]),
        "payer": portion.strand.called,
    }
    if len(portion.strand.members) == 1:
        return sentence("What {payer} pay falls to {municipality} (number {number}) alone.", **values)
    return sentence(
        "What {payer} pay is shared between {members}; {municipality} (number {number}) is one of them.",
        **values,
    )


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
        totals = [division.total for division in portion.strand.divisions]
        columns = (
            Column(POST, False),
            Column(NAME, False),
            *(Column(period.period.name) for period in portion.strand.allocation.periods),
            Column(SUM),
        )
        yield Heading(sentence("What {payer} pay, post by post", payer=portion.strand.called), 3)
        yield Table(columns, tuple(rows), ("", SUM, *map(Ore, (*totals, sum(totals)))), 2)


def _borne(period: PeriodAllocation, division: Division, place: int) -> int | None:
    """What a payer bears of a post by one key in a period; `None` if it has no part in it, or shares it by another key then."""
    row = period.posts[place]
    is_shared = place in division.posts and row.post.paid_by.get(division.payer)
    return row.increase_by_payer[division.payer] if is_shared else None


def _under_payer(portion: StrandOfPayer, *, several: bool) -> list[Block]:
    """A heading that says which payer it is about, where there are several."""
    return [Heading(sentence("What {payer} pay", payer=portion.strand.called), 3)] if several else []


def _key(allocation: Allocation, portion: StrandOfPayer, *, several: bool) -> Iterator[Block]:
    yield from _under_payer(portion, several=several)
    yield Paragraph(tuple(key_lines(allocation, portion.strand.divisions[0])))


def _calculation(allocation: Allocation, portion: StrandOfPayer, *, several: bool) -> Iterator[Block]:
    yield from _under_payer(portion, several=several)
    steps = [
        tuple(
            share_steps(allocation, division, share)
            if division.key.is_proportional
            else quota_steps(allocation, division, share)
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
        Column(sentence("To be shared")),
        Column(sentence("Exact amount")),
        Column(sentence("Rounded amount")),
    )
    rows = tuple(
        (period.period.name, Ore(division.total), cut(share.quota), Ore(share.amount))
        for period, division, share in portion.by_period()
    )
    yield Table(columns, rows, (), 1)
    yield Paragraph(tuple(rounding_rules(portion.strand.divisions, "below exact amounts")), note=True)


def _attachment(inputs: Sequence[Input], own: Sequence[StrandOfPayer]) -> Iterator[Block]:
    yield Heading(sentence("Attachment: who pays what"), new_page=True)
    for portion in own:
        yield Heading(sentence("Shares of {payer}", payer=portion.strand.called), 3)
        yield shares_table(portion.strand, marked=portion.shares[0].number)
        yield method_note(portion.strand.allocation, portion.strand.divisions, by_post=False)
    made = sentence("The amounts are calculated from these files. They are not taken from any other paper.")
    yield Paragraph((made, inputs_note(inputs)), note=True)
