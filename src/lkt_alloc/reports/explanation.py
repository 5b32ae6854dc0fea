"""Why one municipality pays what it pays: the engine's own record of the steps, laid out for people and for programs.

Calculates nothing anew: every figure is taken from an `Allocation`. Knows nothing of formats or languages.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import groupby
from typing import Any

from lkt_alloc.engine.allocate import Allocation, Division, PeriodAllocation, Share
from lkt_alloc.engine.apportion import NEAREST
from lkt_alloc.engine.payers import KRONE
from lkt_alloc.language.sentences import Ore, Sentence, Value, cut, in_kroner, sentence
from lkt_alloc.reports.blocks import (
    KRONER,
    NAME,
    NUMBER,
    POST,
    SHARE,
    SUM,
    Block,
    Column,
    Heading,
    Paragraph,
    Report,
    Row,
    Table,
)
from lkt_alloc.reports.costs import costs_of
from lkt_alloc.reports.inputs import Input
from lkt_alloc.reports.members import kind_of
from lkt_alloc.reports.notes import inputs_note, what_if_note
from lkt_alloc.reports.record import explain_record
from lkt_alloc.reports.results import OfAllocation
from lkt_alloc.reports.steps import key_steps, quota_steps
from lkt_alloc.reports.steps.rounding import (
    cut_off,
    in_period,
    of_post,
    rounded_off,
    rounding_rules,
    rounding_steps,
    ties,
)
from lkt_alloc.reports.steps.sources import post_sources
from lkt_alloc.reports.strands import payer_called
from lkt_alloc.reports.vat import vat_notes


class Explained(OfAllocation, frozen=True):
    """How one municipality's amounts come about."""

    number: str

    def report(self) -> Report:
        """The answer first, then the way to it, step by step, and at last the ranking that the rounding follows."""
        return _explained(self.allocation, self.inputs, self.number)

    def record(self) -> dict[str, Any]:
        """The same steps for programs."""
        return explain_record(self.allocation, self.inputs, self.number)


def _explained(allocation: Allocation, inputs: Sequence[Input], number: str) -> Report:
    own = list(allocation.shares_of(number))
    municipality = allocation.register.municipalities[number]
    answers = [
        _answer(period, division, share, payer_called(allocation, division.payer, division.key_id))
        for period, division, share in own
    ]
    title = sentence(
        "Calculation for {municipality} ({number}): {budget}",
        municipality=municipality.name,
        number=number,
        budget=allocation.budget.name,
    )
    several = len(own) > len({period.id for period, _, _ in own})
    in_all = [Paragraph(tuple(_in_all(own)), strong=True)] if several else []
    blocks: list[Block] = [Heading(title, 1), *what_if_note(allocation), *in_all]
    blocks.append(Paragraph(tuple(answers), strong=not several))
    for period, division, share in own:
        payer = payer_called(allocation, division.payer, division.key_id)
        whole = sentence("Calculation for {period}", period=period.period.name)
        blocks.append(Heading(in_period(period, payer) if several else whole))
        blocks += [*posts_step(allocation, period, division), *own_steps(allocation, period, division, share)]
    for period, division, _ in own:
        payer = payer_called(allocation, division.payer, division.key_id)
        blocks += ranking(period, division, payer if several else None, marked=number)
    said = rounding_rules([division for _, division, _ in own], "after all steps")
    vat = vat_notes(allocation.budget, [division for _, division, _ in own])
    blocks.append(Paragraph((*said, *vat, inputs_note(inputs)), note=True))
    return tuple(blocks)


def _in_all(own: Sequence[tuple[PeriodAllocation, Division, Share]]) -> Iterator[Sentence]:
    """What one municipality pays in each period, to all payers together."""
    for _, group in groupby(own, key=lambda each: each[0].id):
        parts = list(group)
        ore = sum(share.amount for _, _, share in parts)
        values: dict[str, Value] = {"period": parts[0][0].period.name, "amount": Ore(abs(ore))}
        if ore < 0:
            yield sentence("{period}: {amount} to get in all", **values)
        else:
            yield sentence("{period}: {amount} to pay in all", **values)


def _answer(period: PeriodAllocation, division: Division, share: Share, payer: Value) -> Sentence:
    values: dict[str, Value] = {"period": period.period.name, "amount": Ore(abs(share.amount)), "payer": payer}
    if share.amount < 0 < division.total:
        return sentence(
            "{period}: {amount} paid out, as credits are larger than the part of the amount to be paid by {payer}",
            **values,
        )
    if division.total < 0 < share.amount:
        return sentence(
            "{period}: {amount} to pay, as credits are larger than the part of the amount to be refunded to {payer}",
            **values,
        )
    if division.total < 0:
        return sentence("{period}: {amount} back, of the amount to be refunded to {payer}", **values)
    return sentence("{period}: {amount} of the amount to be paid by {payer}", **values)


def amount_of(period: PeriodAllocation, division: Division, ore: int) -> Sentence:
    """An amount of a period as a heading; of a refund it is said that it is got back, of a credit that it is paid out."""
    values: dict[str, Value] = {"period": period.period.name, "amount": Ore(abs(ore))}
    if ore < 0 < division.total:
        return sentence("{period}: {amount} paid out", **values)
    return sentence("{period}: {amount} back", **values) if ore < 0 else sentence("{period}: {amount}", **values)


def own_steps(allocation: Allocation, period: PeriodAllocation, division: Division, share: Share) -> list[Block]:
    """The steps that concern one municipality: key, exact amount, rounding."""
    return [
        Heading(sentence("Step 2. The allocation key"), 3),
        Paragraph(tuple(key_steps(allocation, division, share))),
        Heading(sentence("Step 3. The exact amount"), 3),
        Paragraph(tuple(quota_steps(allocation, division, share))),
        Heading(sentence("Step 4. Rounding"), 3),
        Paragraph(tuple(rounding_steps(division, share))),
        *(Paragraph((tie,), note=True) for tie in ties(period, division)),
    ]


def posts_step(allocation: Allocation, period: PeriodAllocation, division: Division) -> Iterator[Block]:
    """The first step: the posts that a payer pays for, the same for everyone who shares them."""
    payer = allocation.budget.payers[division.payer].name
    called = payer_called(allocation, division.payer, division.key_id)
    yield Heading(sentence("Step 1. Budget items paid by {payer}", payer=called), 3)
    rows = [(row, row.post.paid_by[division.payer]) for row in period.posts_of(division).values()]
    shown = costs_of(row.amounts for row, _ in rows)
    columns = (
        Column(POST, False),
        Column(NAME, False),
        *shown.columns(),
        Column(SHARE),
        Column(KRONER),
    )
    cells: tuple[Row, ...] = tuple(
        (
            row.post.id,
            row.post.name,
            *shown.cells(row.amounts),
            part,
            Ore(row.increase_by_payer[division.payer]),
        )
        for row, part in rows
    )
    yield Table(columns, cells, ("", SUM, *[None] * (len(columns) - 3), Ore(division.borne)), 2)
    notes = [*shown.formula(), shown.times_share()]
    if any(row.amounts.increase * part != row.increase_by_payer[division.payer] for row, part in rows):
        notes.append(
            sentence(
                "Amounts that do not come out whole are rounded so that the sums for budget items and payers are right."
            )
        )
    exact = sum((row.amounts.increase * part for row, part in rows), Fraction())
    if exact != division.borne:
        notes.append(
            sentence(
                "The exact amount to be paid by {payer} is {exact}; a payer's total is rounded once, to {total}.",
                payer=payer,
                exact=in_kroner(exact / KRONE),
                total=Ore(division.borne),
            )
        )
    notes += rounded_off(division)
    notes += post_sources(allocation, period, [row for row, _ in rows])
    yield Paragraph(tuple(notes), note=True)


def ranking(
    period: PeriodAllocation, division: Division, payer: Value | None = None, marked: str | None = None
) -> list[Block]:
    """All remainders of one division by size: what the rounding follows, the same for everyone in it, where it follows them.

    `payer` is whose shares they are, where that must be said; `marked` is a member's number.
    """
    if division.apart:
        items = {post: sentence("Budget item {id}", id=post) for post in division.apart}
        named = {post: item if payer is None else of_post(post, payer) for post, item in items.items()}
        return [
            block for post, apart in division.apart.items() for block in ranking(period, apart, named[post], marked)
        ]
    if division.method == NEAREST:
        return []
    columns = (
        Column(sentence("Rank")),
        Column(NUMBER, False),
        Column(kind_of(division.everyone), False),
        Column(sentence("Rounded down")),
        Column(sentence("Remainder")),
        Column(sentence("Extra")),
        Column(KRONER, strong=True),
    )
    ranked = sorted(division.everyone, key=lambda share: share.rank)
    rows = tuple(
        (
            share.rank,
            share.number,
            share.name,
            Ore(share.floor),
            cut(cut_off(division, share)),
            Ore(share.amount - share.floor),
            Ore(share.amount),
        )
        for share in ranked
    )
    floors = sum(share.floor for share in division.everyone)
    total = ("", "", SUM, Ore(floors), None, Ore(division.total - floors), Ore(division.total))
    heading = sentence("All remainders by size, {period}", period=period.period.name)
    if payer is not None:
        heading = sentence("All remainders by size, {period}: {payer}", period=period.period.name, payer=payer)
    own = next((n for n, share in enumerate(ranked) if share.number == marked), None)
    return [
        Heading(heading),
        Table(columns, rows, total, 3, marked=own, limit=sum(share.extra > 0 for share in ranked)),
    ]
