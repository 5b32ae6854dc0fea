"""A case note for one municipality, with a proposed resolution and the table it refers to, as neutral blocks.

Everything in it comes from an `Allocation`: it suits any budget, payer, key and number of periods. Knows nothing of formats or languages.
"""

from collections.abc import Iterator, Sequence
from itertools import compress

from msgspec import Struct

from lkt_alloc.allocate import NEAREST, Allocation, Division, Share
from lkt_alloc.blocks import Block, Column, Heading, Numbered, Paragraph, Report, Row, Table
from lkt_alloc.columns import NAME, PERIOD, POST, SUM
from lkt_alloc.decimals import cut
from lkt_alloc.derivation import key_lines, quota_steps, share_steps
from lkt_alloc.load import Loaded
from lkt_alloc.model import Payer
from lkt_alloc.notes import inputs_note, method_note, what_if_note
from lkt_alloc.report import shares_table, to_be_shared
from lkt_alloc.sentences import Ore, Sentence, Value, sentence
from lkt_alloc.settlement import Balance, Settlement
from lkt_alloc.settlement_report import BALANCE, FINAL_SHARE, PAID


class Portion(Struct, frozen=True):
    """What one municipality has in what a payer shares by one key: a division and a share for each period that has them.

    `allocation` has nothing else in it.
    """

    allocation: Allocation
    payer: Payer
    divisions: tuple[Division, ...]
    shares: tuple[Share, ...]


def portions(allocation: Allocation, number: str) -> list[Portion]:
    """Everything that a municipality has a part in, payer by payer."""
    found = []
    for only, divisions in allocation.strands():
        shares = tuple(share for division in divisions for share in division.shares if share.number == number)
        if shares:
            found.append(Portion(only, allocation.budget.payers[divisions[0].payer], divisions, shares))
    return found


def amounts(allocation: Allocation, own: Sequence[Portion]) -> list[int]:
    """What the municipality pays in each period of the allocation, to all payers together, in øre."""
    paid = dict.fromkeys((period.id for period in allocation.periods), 0)
    for portion in own:
        for period, share in zip(portion.allocation.periods, portion.shares, strict=True):
            paid[period.id] += share.amount
    return list(paid.values())


def called(name: str) -> Sentence:
    """A municipality as it is spoken of in a sentence: `Os kommune`."""
    template = sentence("{name}") if name.casefold().endswith("kommune") else sentence("{name} municipality")
    return Sentence(template.template, {"name": name})


def document(
    allocation: Allocation, inputs: Sequence[Loaded], number: str, settlement: Settlement | None = None
) -> Report:
    """The case note: the matter, what is to be shared, the key, the calculation, the proposed resolution, the attachment."""
    own, municipality = portions(allocation, number), called(allocation.register.municipalities[number].name)
    title = sentence("Case note for {municipality}: {budget}", municipality=municipality, budget=allocation.budget.name)
    return (
        Heading(title, 1),
        *what_if_note(allocation),
        *_matter(allocation, own, municipality),
        *to_be_shared(allocation),
        *_posts(allocation, own),
        Heading(sentence("The key")),
        *(block for portion in own for block in _key(allocation, portion, several=len(own) > 1)),
        Heading(sentence("How the part of {municipality} is calculated", municipality=municipality)),
        *(block for portion in own for block in _calculation(allocation, portion, several=len(own) > 1)),
        *(_settled(settlement, number, municipality) if settlement else ()),
        Heading(sentence("Proposed resolution")),
        Numbered(tuple(resolution(allocation, number))),
        *_attachment(inputs, own),
    )


def _settled(settlement: Settlement, number: str, municipality: Sentence) -> Iterator[Block]:
    """What a settlement says of one municipality, where it has a part in it."""
    period = settlement.final.periods[0].period.name
    for row in settlement.rows:
        if row.number == number:
            yield Heading(sentence("Settlement of {period}", period=period))
            yield Paragraph((_balance(row, municipality),))
            columns = tuple(Column(title) for title in (FINAL_SHARE, PAID, BALANCE))
            yield Table(columns, ((Ore(row.share), Ore(row.paid), Ore(row.balance)),), (), 0)


def _balance(row: Balance, municipality: Sentence) -> Sentence:
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
    own, municipality = portions(allocation, number), called(allocation.register.municipalities[number].name)
    yield sentence('{municipality} supports "{budget}".', municipality=municipality, budget=allocation.budget.name)
    for portion in own:
        yield sentence(
            "{municipality} agrees that what {payer} pay is divided by this key: {key}.",
            municipality=municipality,
            payer=portion.payer.name,
            key=portion.divisions[0].key.name,
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
        nothing = _listed(list(compress(names, (not amount for amount in ore))))
        yield sentence("{municipality} pays nothing for {periods}.", municipality=municipality, periods=nothing)


def _for_periods(allocation: Allocation, ore: Sequence[int], wanted: Sequence[bool]) -> Value:
    said = [
        sentence("{amount} for {period}", amount=Ore(amount), period=period.period.name)
        for amount, period in zip(ore, allocation.periods, strict=True)
    ]
    return _listed(list(compress(said, wanted)))


def _listed(values: Sequence[Value]) -> Value:
    """`a`, `a and b`, `a, b and c`."""
    *before, last = values
    if not before:
        return last
    first, *rest = before
    for value in rest:
        first = sentence("{before}, {next}", before=first, next=value)
    return sentence("{before} and {last}", before=first, last=last)


def _matter(allocation: Allocation, own: Sequence[Portion], municipality: Sentence) -> Iterator[Block]:
    yield Heading(sentence("The matter"))
    said = sentence('This case is about "{budget}".', budget=allocation.budget.name)
    for portion in own:
        said = _then(said, _sharers(portion, municipality))
    ore = amounts(allocation, own)
    parts = _for_periods(allocation, ore, [True] * len(ore))
    yield Paragraph(
        (_then(said, sentence("The part of {municipality} is {amounts}.", municipality=municipality, amounts=parts)),)
    )


def _then(before: Sentence, after: Sentence) -> Sentence:
    """Two sentences in a row, in one paragraph."""
    return sentence("{before} {next}", before=before, next=after)


def _sharers(portion: Portion, municipality: Sentence) -> Sentence:
    values: dict[str, Value] = {
        "municipality": municipality,
        "number": portion.shares[0].number,
        "n": len(portion.divisions[0].shares),
        "payer": portion.payer.name,
    }
    if values["n"] == 1:
        return sentence("What {payer} pay falls to {municipality} (number {number}) alone.", **values)
    return sentence(
        "What {payer} pay is shared between {n} municipalities; {municipality} (number {number}) is one of them.",
        **values,
    )


def _posts(allocation: Allocation, own: Sequence[Portion]) -> Iterator[Block]:
    """Where there are several periods: post by post, what each payer bears that the municipality has a part in."""
    if len(allocation.periods) == 1:
        return
    for portion in own:
        payer = portion.divisions[0].payer
        rows: list[Row] = []
        periods = portion.allocation.periods
        for posts in zip(*(period.posts for period in periods), strict=True):
            if (
                posts[0].post.paid_by.get(payer)
                and allocation.budget.posts.index(posts[0].post) in portion.divisions[0].posts
            ):
                borne = [row.increase_by_payer[payer] for row in posts]
                rows.append((posts[0].post.id, posts[0].post.name, *map(Ore, (*borne, sum(borne)))))
        totals = [division.total for division in portion.divisions]
        columns = (
            Column(POST, False),
            Column(NAME, False),
            *(Column(period.period.name) for period in periods),
            Column(SUM),
        )
        yield Heading(sentence("What {payer} pay, post by post", payer=portion.payer.name), 3)
        yield Table(columns, tuple(rows), ("", SUM, *map(Ore, (*totals, sum(totals)))), 2)


def _under_payer(portion: Portion, *, several: bool) -> list[Block]:
    """A heading that says which payer it is about, where there are several."""
    return [Heading(sentence("What {payer} pay", payer=portion.payer.name), 3)] if several else []


def _key(allocation: Allocation, portion: Portion, *, several: bool) -> Iterator[Block]:
    yield from _under_payer(portion, several=several)
    yield Paragraph(tuple(key_lines(allocation, portion.divisions[0])))


def _calculation(allocation: Allocation, portion: Portion, *, several: bool) -> Iterator[Block]:
    yield from _under_payer(portion, several=several)
    if portion.divisions[0].key.is_proportional:
        yield Paragraph(tuple(share_steps(portion.shares[0])))
    else:
        for period, division, share in zip(portion.allocation.periods, portion.divisions, portion.shares, strict=True):
            said = tuple(quota_steps(allocation, division, share))
            yield Paragraph((sentence("{period}:", period=period.period.name), *said))
    columns = (
        Column(PERIOD, False),
        Column(sentence("To be shared")),
        Column(sentence("Exact amount")),
        Column(sentence("Rounded amount")),
    )
    rows = tuple(
        (period.period.name, Ore(division.total), cut(share.quota), Ore(share.amount))
        for period, division, share in zip(portion.allocation.periods, portion.divisions, portion.shares, strict=True)
    )
    yield Table(columns, rows, (), 1)
    yield Paragraph(
        tuple(_rounded(method, portion) for method in dict.fromkeys(d.method for d in portion.divisions)), note=True
    )


def _rounded(method: str, portion: Portion) -> Sentence:
    unit = Ore(portion.divisions[0].key.unit_ore)
    if method == NEAREST:
        return sentence(
            "Every exact amount is rounded by itself, to the nearest {unit} ({method}).", unit=unit, method=method
        )
    return sentence(
        "Exact amounts are rounded down or up, to {unit}, so that all municipalities' amounts make the total ({method}).",
        unit=unit,
        method=method,
    )


def _attachment(inputs: Sequence[Loaded], own: Sequence[Portion]) -> Iterator[Block]:
    yield Heading(sentence("Attachment: who pays what"), new_page=True)
    for portion in own:
        yield Heading(sentence("Shares of {payer}", payer=portion.payer.name), 3)
        yield shares_table(portion.allocation, portion.divisions, marked=portion.shares[0].number)
        yield method_note(portion.allocation, portion.divisions, by_post=False)
    made = sentence("The amounts are calculated from these files. They are not taken from any other paper.")
    yield Paragraph((made, inputs_note(inputs)), note=True)
