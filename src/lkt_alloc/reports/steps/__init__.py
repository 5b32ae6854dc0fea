"""How an amount came about, in sentences with the engine's own figures: the one place that says it, for every report.

Here the key and the shares by it; `measures` has what they go by, `amounts` keys with amounts or rates, `limits` what limits change,
`rounding` how amounts are rounded, `sums` what measures are made of, `sources` where figures come from.

Calculates nothing anew. Knows nothing of how the steps are laid out.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from lkt_alloc.engine.allocate import Allocation, Division, Share
from lkt_alloc.engine.keys import Stake, share_of
from lkt_alloc.engine.register import Register
from lkt_alloc.language.sentences import Ore, Sentence, Value, cut, in_kroner, sentence
from lkt_alloc.reports.steps.amounts import composition
from lkt_alloc.reports.steps.measures import is_equal, measure_name, of_all, part_years, sharers, what_counts
from lkt_alloc.reports.steps.rounding import of_post, rounded_share
from lkt_alloc.reports.steps.sources import figure_sources, key_source, population_notes
from lkt_alloc.reports.steps.sums import own_sums, what_is_meant


def key_steps(allocation: Allocation, division: Division, share: Share) -> Iterator[Sentence]:
    """From the parts of a key to one municipality's exact share."""
    yield from key_lines(allocation, [division])
    if division.key.is_proportional:
        yield from share_steps(allocation, division, share)


def key_lines(allocation: Allocation, divisions: Sequence[Division]) -> Iterator[Sentence]:
    """The key in words, who decided it, and the populations and measures it uses in all that it divides.

    Of one period also who takes part for some of it only; of several that belongs to the steps of each.
    """
    key = divisions[0].key
    yield sentence("Allocation key: {key}.", key=key.called)
    yield from key_source(allocation, key)
    yield from population_notes(allocation.register, divisions)
    yield from what_is_meant(allocation.register, key)
    yield from figure_sources(allocation, divisions)
    if len(divisions) == 1:
        yield from part_years(allocation, divisions[0])


def share_steps(allocation: Allocation, division: Division, share: Share) -> Iterator[Sentence]:
    """How a municipality's share comes from the parts of the key."""
    yield from own_sums(allocation.register, share)
    for stake in share.stakes:
        goes, *counts = _stake(allocation.register, division, share, stake)
        # who has a part in one part only would look for the others
        yield sentence("Part {n}: {said}", n=stake.number, said=goes) if len(share.stakes) > 1 else goes
        yield from counts
        yield sentence("{terms} = {share}", terms=_terms(stake), share=_exact_share(stake.share))
    if len(share.stakes) > 1:
        yield sentence(
            "Together: {share}", share=_exact_share(sum((stake.share for stake in share.stakes), Fraction()))
        )
    if division.rounded_shares:
        yield from rounded_share(division, division.rounded_shares, share)


def _stake(register: Register, division: Division, share: Share, stake: Stake) -> Iterator[Sentence]:
    values: dict[str, Value] = {
        "share": share_of(stake.part),
        "municipality": share.name,
        "members": sharers(division, stake),
    }
    if stake.members == 1:
        yield sentence("{share} goes to {municipality} alone.", **values)
    elif is_equal(stake):
        yield sentence("{share} goes to {members} in equal shares, {municipality} being one.", **values)
    else:
        measure = measure_name(register, stake.part.measure)
        yield sentence("{share} goes to {members} by {measure}.", **values, measure=measure)
        yield what_counts(register, division, share, stake)


def _terms(stake: Stake) -> Value:
    share = share_of(stake.part)
    if stake.size == stake.size_sum:
        return share
    return sentence("{share} × {own}", share=share, own=of_all(stake))


def _exact_share(share: Fraction) -> Sentence:
    return sentence(
        "{numerator} / {denominator} = {percent}",
        numerator=share.numerator,
        denominator=share.denominator,
        percent=cut(share * 100, percent=True),
    )


def quota_steps(allocation: Allocation, division: Division, share: Share) -> Iterator[Sentence]:
    """The exact amount: the share of the total, or what the parts of the key come to and what its limits change.

    What is paid back is said to be, and then in positive amounts.
    """
    if not division.total:
        yield sentence("Nothing is to be shared.")
        return
    if division.total < 0:
        yield sentence("What is to be shared is a refund of {total}.", total=Ore(-division.total))
    sign = -1 if division.total < 0 else 1
    if division.apart:
        for post, apart, own in division.posts_apart(share.number):
            yield of_post(post, _of_total(apart, own, sign))
    elif division.key.is_proportional:
        yield _of_total(division, share, sign)
    else:
        yield from composition(allocation.register, allocation.budget.indices, division, share)


def rounded_posts(division: Division, share: Share) -> Iterator[Sentence]:
    """The exact and the rounded amount of each post, where each is rounded by itself."""
    sign = -1 if division.total < 0 else 1
    for post, apart, own in division.posts_apart(share.number):
        exact = _of_total(apart, own, sign)
        yield of_post(post, sentence("{exact}, rounded to {amount}.", exact=exact, amount=Ore(own.amount * sign)))


def _of_total(division: Division, share: Share, sign: int) -> Sentence:
    """A share of a total. With a `sign` of -1, of a refund, amounts that are paid back are positive."""
    quota = share.quota * sign
    values: dict[str, Value] = {
        "total": Ore(division.total * sign),
        "numerator": share.share.numerator,
        "denominator": share.share.denominator,
        "decimal": in_kroner(quota),
    }
    if quota.denominator == 1:
        return sentence("{total} × {numerator} / {denominator} = {decimal}", **values)
    return sentence(
        "{total} × {numerator} / {denominator} = NOK {quota_numerator} / {quota_denominator} = {decimal}",
        **values,
        quota_numerator=quota.numerator,
        quota_denominator=quota.denominator,
    )
