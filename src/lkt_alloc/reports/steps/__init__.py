"""How an amount came about, in sentences with the engine's own figures: the one place that says it, for every report.

Here the key and the shares by it; `amounts` has keys with amounts, rates or limits, `rounding` how amounts are rounded.

Calculates nothing anew. Knows nothing of how the steps are laid out.
"""

from collections.abc import Iterator
from fractions import Fraction

from lkt_alloc.engine.allocate import Allocation, Division, Share
from lkt_alloc.engine.keys import Stake, share_of
from lkt_alloc.engine.model import Key, Register, Source
from lkt_alloc.language.sentences import Ore, Sentence, Value, cut, sentence
from lkt_alloc.reports.steps.amounts import composition


def key_steps(allocation: Allocation, division: Division, share: Share) -> Iterator[Sentence]:
    """From the parts of a key to one municipality's exact share."""
    yield from key_lines(allocation, division)
    if division.key.is_proportional:
        yield from share_steps(share)


def key_lines(allocation: Allocation, division: Division) -> Iterator[Sentence]:
    """The key in words, who decided it, and the populations it uses."""
    key = division.key
    yield sentence("Key: {key}.", key=key.name)
    if key.source:
        yield source_note(allocation.budget.sources[key.source])
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
        "share": share_of(stake.part),
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


def _terms(stake: Stake) -> Value:
    if stake.weight == stake.weight_sum:
        return share_of(stake.part)
    return sentence("{share} × {own} / {sum}", share=share_of(stake.part), own=stake.weight, sum=stake.weight_sum)


def _exact_share(share: Fraction) -> Sentence:
    return sentence(
        "{numerator} / {denominator} = {percent}",
        numerator=share.numerator,
        denominator=share.denominator,
        percent=cut(share * 100, percent=True),
    )


def quota_steps(allocation: Allocation, division: Division, share: Share) -> Iterator[Sentence]:
    """The exact amount: the share of the total, or what the parts of the key come to and what its limits change."""
    if division.key.is_proportional:
        yield _of_total(division, share)
    else:
        yield from composition(allocation.register, allocation.budget.indices, division, share)


def _of_total(division: Division, share: Share) -> Sentence:
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


def source_note(source: Source) -> Sentence:
    """Where something comes from."""
    parts: list[Value] = [part for part in (source.title, source.publisher, source.table) if part]
    templates = (sentence("Source: {a}."), sentence("Source: {a}, {b}."), sentence("Source: {a}, {b}, {c}."))
    return templates[len(parts) - 1].filled(**dict(zip("abc", parts, strict=False)))


def uses_population(key: Key) -> bool:
    """Whether anything in a key goes by population."""
    return any(part.measure == "population" for part in key.parts)
