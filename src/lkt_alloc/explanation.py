"""Why one municipality pays what it pays: the engine's own record of the steps, laid out for people and for programs.

Calculates nothing anew: every figure is taken from an `Allocation`. Knows nothing of formats or languages.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from lkt_alloc.allocate import Allocation, Division, PeriodAllocation, Share
from lkt_alloc.apportion import METHOD
from lkt_alloc.blocks import Block, Column, Heading, Paragraph, Report, Table
from lkt_alloc.keys import Stake
from lkt_alloc.load import Loaded
from lkt_alloc.model import Source
from lkt_alloc.payers import KRONE
from lkt_alloc.report import (
    COST,
    COVERED,
    INCREASE,
    KRONER,
    MUNICIPALITY,
    NAME,
    NUMBER,
    POST,
    SHARE,
    SUM,
    inputs_note,
    population_note,
    ties,
)
from lkt_alloc.sentences import Fixed, Ore, Sentence, Value, sentence

_DECIMALS = 6


def explain_report(allocation: Allocation, inputs: Sequence[Loaded], number: str) -> Report:
    """The answer first, then the way to it, step by step, and at last the ranking that the rounding follows."""
    own = list(allocation.shares_of(number))
    municipality = allocation.register.municipalities[number]
    answers = [
        sentence(
            "{period}: {amount} of what {payer} pay",
            period=period.period.name,
            amount=Ore(share.amount),
            payer=allocation.budget.payers[division.payer].name,
        )
        for period, division, share in own
    ]
    title = sentence(
        "Calculation for {municipality} ({number}): {budget}",
        municipality=municipality.name,
        number=number,
        budget=allocation.budget.name,
    )
    blocks: list[Block] = [Heading(title, 1), Paragraph(tuple(answers))]
    several = len(own) > len({period.id for period, _, _ in own})
    for (period, division, share), answer in zip(own, answers, strict=True):
        title = (
            answer if several else sentence("{period}: {amount}", period=period.period.name, amount=Ore(share.amount))
        )
        blocks += [Heading(title), *_derivation(allocation, period, division, share)]
    for period, division, _ in own:
        blocks += _ranking(period, division)
    blocks.append(
        Paragraph((sentence("Rounding: largest remainder ({method}).", method=METHOD), inputs_note(inputs)), note=True)
    )
    return tuple(blocks)


def _derivation(allocation: Allocation, period: PeriodAllocation, division: Division, share: Share) -> list[Block]:
    return [
        *_posts(allocation, period, division),
        Heading(sentence("Step 2. The key"), 3),
        Paragraph(tuple(_key(allocation, division, share))),
        Heading(sentence("Step 3. The exact amount"), 3),
        Paragraph((_quota(division, share),)),
        Heading(sentence("Step 4. Rounding"), 3),
        Paragraph(tuple(_rounding(division, share))),
        *(Paragraph((tie,), note=True) for tie in ties(period, division)),
    ]


def _posts(allocation: Allocation, period: PeriodAllocation, division: Division) -> Iterator[Block]:
    payer = allocation.budget.payers[division.payer].name
    yield Heading(sentence("Step 1. The posts that {payer} pay for", payer=payer), 3)
    rows = [(row, row.post.paid_by[division.payer]) for row in period.posts if row.post.paid_by.get(division.payer)]
    columns = (
        Column(POST, False),
        Column(NAME, False),
        Column(COST),
        Column(COVERED),
        Column(INCREASE),
        Column(SHARE),
        Column(KRONER),
    )
    cells = tuple(
        (
            row.post.id,
            row.post.name,
            Ore(row.amounts.total),
            Ore(row.amounts.covered),
            Ore(row.amounts.increase),
            part,
            Ore(row.increase_by_payer[division.payer]),
        )
        for row, part in rows
    )
    yield Table(columns, cells, ("", SUM, None, None, None, None, Ore(division.total)), 2)
    notes = [sentence("Increase = cost − covered. Kroner = increase × share.")]
    if any(row.amounts.increase * part != row.increase_by_payer[division.payer] for row, part in rows):
        notes.append(
            sentence("Amounts that do not come out whole are rounded so that the sums for posts and payers are right.")
        )
    exact = sum(row.amounts.increase * part for row, part in rows)
    if exact != division.total:
        notes.append(
            sentence(
                "Exactly, {payer} bear {exact} kr; a payer's total is rounded once, to {total}.",
                payer=payer,
                exact=cut(Fraction(exact) / KRONE),
                total=Ore(division.total),
            )
        )
    sources = {row.post.source: allocation.budget.sources[row.post.source] for row, _ in rows if row.post.source}
    notes += [_source(source) for source in sources.values()]
    yield Paragraph(tuple(notes), note=True)


def _source(source: Source) -> Sentence:
    parts: list[Value] = [part for part in (source.title, source.publisher, source.table) if part]
    templates = (sentence("Source: {a}."), sentence("Source: {a}, {b}."), sentence("Source: {a}, {b}, {c}."))
    return Sentence(templates[len(parts) - 1].template, dict(zip("abc", parts, strict=False)))


def _key(allocation: Allocation, division: Division, share: Share) -> Iterator[Sentence]:
    yield from key_lines(allocation, division)
    yield from share_steps(share)


def key_lines(allocation: Allocation, division: Division) -> Iterator[Sentence]:
    """The key in words, who decided it, and the populations it uses."""
    key = division.key
    yield sentence("Key: {key}.", key=key.name)
    if key.source:
        yield _source(allocation.budget.sources[key.source])
    if any(part.measure == "population" for part in key.parts):
        yield population_note(allocation.register, division)


def share_steps(share: Share) -> Iterator[Sentence]:
    """How a municipality's share comes from the parts of the key."""
    for stake in share.stakes:
        yield _stake(share, stake)
        yield sentence("{terms} = {share}", terms=_terms(stake), share=_exact_share(stake.share))
    if len(share.stakes) > 1:
        yield sentence("Together: {share}", share=_exact_share(share.share))


def _stake(share: Share, stake: Stake) -> Sentence:
    values: dict[str, Value] = {
        "n": stake.number,
        "share": stake.part.share,
        "municipality": share.name,
        "count": stake.members,
    }
    if stake.members == 1:
        return sentence("Part {n}: {share} goes to {municipality} alone.", **values)
    if stake.part.measure == "equal":
        return sentence(
            "Part {n}: {share} goes to {count} municipalities in equal shares, {municipality} being one.", **values
        )
    return sentence(
        "Part {n}: {share} goes to {count} municipalities by population. Of their {sum} inhabitants {municipality} has {own}.",
        **values,
        sum=stake.weight_sum,
        own=stake.weight,
    )


def _terms(stake: Stake) -> Sentence:
    if stake.weight == stake.weight_sum:
        return sentence("{share}", share=stake.part.share)
    return sentence("{share} × {own} / {sum}", share=stake.part.share, own=stake.weight, sum=stake.weight_sum)


def _exact_share(share: Fraction) -> Sentence:
    return sentence(
        "{numerator} / {denominator} = {percent}",
        numerator=share.numerator,
        denominator=share.denominator,
        percent=cut(share * 100, percent=True),
    )


def _quota(division: Division, share: Share) -> Sentence:
    values: dict[str, Value] = {
        "total": Ore(division.total),
        "numerator": share.share.numerator,
        "denominator": share.share.denominator,
        "decimal": cut(share.quota),
    }
    if share.quota.denominator == 1:
        return sentence("{total} × {numerator} / {denominator} = {decimal} kr", **values)
    return sentence(
        "{total} × {numerator} / {denominator} = {quota_numerator} / {quota_denominator} kr = {decimal} kr",
        **values,
        quota_numerator=share.quota.numerator,
        quota_denominator=share.quota.denominator,
    )


def cut(value: Fraction, *, percent: bool = False) -> Fixed:
    """A decimal number, cut off (not rounded) after six decimals."""
    scaled = abs(value) * 10**_DECIMALS
    units = scaled.numerator // scaled.denominator
    return Fixed(-units if value < 0 else units, _DECIMALS, percent, cut=scaled.denominator != 1)


def _rest(division: Division, share: Share) -> Fixed:
    """What was cut off a quota, in kroner."""
    rest = share.remainder * division.key.unit_ore / KRONE
    return cut(-rest if division.total < 0 else rest)


def _rounding(division: Division, share: Share) -> Iterator[Sentence]:
    values: dict[str, Value] = {
        "unit": Ore(division.key.unit_ore),
        "floor": Ore(share.floor),
        "rest": _rest(division, share),
    }
    floors = sum(other.floor for other in division.shares)
    if division.total < 0:
        yield sentence("Rounded towards zero to the nearest {unit}: {floor}. Left over: {rest} kr.", **values)
    else:
        yield sentence("Rounded down to the nearest {unit}: {floor}. Left over: {rest} kr.", **values)
    yield sentence(
        "All amounts rounded down like this make {floors}. The total is {total}, so {difference} is left: {n} × {unit}.",
        floors=Ore(floors),
        total=Ore(division.total),
        difference=Ore(division.total - floors),
        n=division.units_left,
        unit=Ore(division.key.unit_ore if division.total >= 0 else -division.key.unit_ore),
    )
    if division.units_left:
        yield from _extra(division, share)
    else:
        yield sentence("So {municipality} pays {amount}.", municipality=share.name, amount=Ore(share.amount))


def _extra(division: Division, share: Share) -> Iterator[Sentence]:
    """Who gets the units that are left, and whether this municipality is among them."""
    yield sentence(
        "They go one each to the {n} largest leftovers. {municipality} has number {rank} of {count}.",
        n=division.units_left,
        municipality=share.name,
        rank=share.rank,
        count=len(division.shares),
    )
    if share.number in division.tied:
        yield sentence(
            "Several municipalities have equal leftovers: the lower municipality number goes first, and that decided here."
        )
    values: dict[str, Value] = {
        "rank": share.rank,
        "n": division.units_left,
        "municipality": share.name,
        "amount": Ore(share.amount),
    }
    if share.extra:
        extra = Ore(share.amount - share.floor)
        yield sentence(
            "{rank} is within {n}, so {municipality} gets {extra} in addition and pays {amount}.", **values, extra=extra
        )
    else:
        yield sentence("{rank} is beyond {n}, so {municipality} gets nothing in addition and pays {amount}.", **values)


def _ranking(period: PeriodAllocation, division: Division) -> list[Block]:
    columns = (
        Column(sentence("Rank")),
        Column(NUMBER, False),
        Column(MUNICIPALITY, False),
        Column(sentence("Rounded down")),
        Column(sentence("Left over")),
        Column(sentence("Extra")),
        Column(KRONER),
    )
    rows = tuple(
        (
            share.rank,
            share.number,
            share.name,
            Ore(share.floor),
            _rest(division, share),
            Ore(share.amount - share.floor),
            Ore(share.amount),
        )
        for share in sorted(division.shares, key=lambda share: share.rank)
    )
    floors = sum(share.floor for share in division.shares)
    total = ("", "", SUM, Ore(floors), None, Ore(division.total - floors), Ore(division.total))
    return [
        Heading(sentence("All leftovers by size, {period}", period=period.period.name)),
        Table(columns, rows, total, 3),
    ]
