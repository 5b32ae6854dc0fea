"""What a municipality's exact amount is made of, where a key has amounts, rates or limits: part by part, in sentences.

Calculates nothing anew. Knows nothing of how the steps are laid out.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from lkt_alloc.engine.allocate import Division, Share
from lkt_alloc.engine.keys import Stake
from lkt_alloc.engine.limits import Adjustment
from lkt_alloc.engine.model import (
    OF_REST,
    AmountPart,
    FirstPart,
    Index,
    PricedPart,
    RatePart,
    Register,
    RestPart,
    SharePart,
    StepsPart,
)
from lkt_alloc.engine.payers import KRONE
from lkt_alloc.engine.quotas import class_of, classes, price_of
from lkt_alloc.language.sentences import Money, Ore, Sentence, Value, in_kroner, listed, sentence, shortest
from lkt_alloc.reports.steps.measures import (
    is_equal,
    measure_name,
    part_of_period,
    quantity,
    sharers,
    what_counts,
)


def composition(
    register: Register, indices: Mapping[str, Index], division: Division, share: Share
) -> Iterator[Sentence]:
    """Every part that the municipality has a piece of, what they come to, and what the limits change."""
    sign = _sign(division)
    if division.key.index is not None and division.factor != 1:
        yield sentence(
            "Amounts, rates and limits are multiplied by {factor}: {index}.",
            factor=shortest(division.factor),
            index=indices[division.key.index].name,
        )
    for stake in share.stakes:
        yield from _piece(register, division, share, stake)
    if len(share.stakes) > 1:
        together = sum((stake.amount for stake in share.stakes), Fraction())
        yield sentence("Together: {amount}", amount=_kroner(together * sign))
    yield from _limited(division, share, sign)


def _kroner(ore: Fraction) -> Money:
    return in_kroner(ore / KRONE)


def _sign(division: Division) -> int:
    return -1 if division.total < 0 else 1


def _piece(register: Register, division: Division, share: Share, stake: Stake) -> Iterator[Sentence]:
    part, sign = stake.part, _sign(division)
    if isinstance(part, PricedPart):
        yield from _price(register, part, division, share, stake)
        return
    yield _pot(part, stake, sign)
    values: dict[str, Value] = {
        "municipality": share.name,
        "members": sharers(register, division, stake),
        "count": stake.members,
        "sum": shortest(stake.size_sum),
        "own": shortest(stake.size),
        "pot": _kroner(stake.pot * sign),
        "amount": _kroner(stake.amount * sign),
    }
    if stake.members == 1:
        yield sentence("It falls to {municipality} alone.", **values)
    elif is_equal(stake):
        yield sentence("It is divided equally among {members}: {pot} / {count} = {amount}", **values)
    else:
        measure = measure_name(register, part.measure)
        yield sentence("It is divided among {members} by {measure}.", **values, measure=measure)
        yield what_counts(register, division, share, stake)
        yield sentence("{pot} × {own} / {sum} = {amount}", **values)


def _pot(part: SharePart | RestPart | FirstPart | AmountPart, stake: Stake, sign: int) -> Sentence:
    values: dict[str, Value] = {"n": stake.number, "pot": _kroner(stake.pot * sign)}
    if isinstance(part, FirstPart):
        return sentence("Part {n}: the first {pot} of the total.", **values)
    if isinstance(part, AmountPart):
        return sentence("Part {n}: {pot}.", **values)
    if isinstance(part, RestPart):
        return sentence("Part {n}: the rest, {pot}.", **values)
    if part.of == OF_REST:
        return sentence("Part {n}: {share} of what amounts and rates leave, {pot}.", **values, share=part.share)
    return sentence("Part {n}: {share} of the total, {pot}.", **values, share=part.share)


def _price(register: Register, part: PricedPart, division: Division, share: Share, stake: Stake) -> Iterator[Sentence]:
    factor = division.factor if division.total else Fraction()
    whole = _kroner(price_of(part, stake.full) * factor * _sign(division))
    values: dict[str, Value] = {
        "n": stake.number,
        "municipality": share.name,
        "size": quantity(register, part.measure, stake.full),
        "own": shortest(stake.full),
        "amount": whole,
    }
    if isinstance(part, RatePart):
        yield _by_rate(part, division.factor, values)
    else:
        yield _by_class(part, stake.full, division.factor, values)
    if stake.of_period != 1:
        yield sentence(
            "{municipality} takes part for {part} of the period: {whole} × {part} = {amount}",
            municipality=share.name,
            part=part_of_period(stake.of_period),
            whole=whole,
            amount=_kroner(stake.amount * _sign(division)),
        )


def _by_rate(part: RatePart, factor: Fraction, values: Mapping[str, Value]) -> Sentence:
    """What the member's full size costs for a whole period."""
    if part.measure == "equal":
        return sentence("Part {n}: every member pays {amount}.", **values)
    rate = _kroner(part.rate * factor)
    return sentence("Part {n}: {municipality} has {size}. {rate} × {own} = {amount}", **values, rate=rate)


def _by_class(part: StepsPart, size: Fraction, factor: Fraction, values: Mapping[str, Value]) -> Sentence:
    """The same, by a table of classes."""
    if part.marginal:
        terms = _terms([(rate * factor, within) for rate, within in classes(part, size)])
        return sentence(
            "Part {n}: {municipality} has {size}. Class by class: {terms} = {amount}", **values, terms=terms
        )
    step = class_of(part, size)
    if step.amount is not None:
        return sentence("Part {n}: {municipality} has {size}. In that class: {amount}", **values)
    rate = _kroner((step.rate or Fraction()) * factor)
    return sentence(
        "Part {n}: {municipality} has {size}. In that class: {rate} × {own} = {amount}", **values, rate=rate
    )


def _terms(products: list[tuple[Fraction, Fraction]]) -> Value:
    said = [sentence("{rate} × {within}", rate=_kroner(rate), within=shortest(within)) for rate, within in products]
    return listed(said, "+") if said else Ore(0)


def _limited(division: Division, share: Share, sign: int) -> Iterator[Sentence]:
    """What the limits change, for each group of parts that have limits of their own, and what that makes in all."""
    for change in share.adjustments:
        if change.parts:
            parts = listed(map(str, change.parts), ",")
            yield sentence("Limited, part {parts}: {amount}", parts=parts, amount=_kroner(change.before * sign))
        if change.multiple is not None:
            yield sentence(
                "Limits: everyone pays the same multiple of its own amount, {multiple}, as far as its own limits let it.",
                multiple=_ratio(change.multiple),
            )
        if change.limit and division.key.index is not None and division.factor != 1:
            yield _indexed(change, division)
        yield _adjusted(change, sign)
    if any(change.parts for change in share.adjustments):
        yield sentence("With what limits change: {amount}", amount=in_kroner(share.quota))


def _ratio(multiple: Fraction) -> Value:
    """An exact number, as a fraction and as a decimal where it is not whole."""
    quotient = _quotient(multiple)
    if multiple.denominator == 1:
        return quotient
    return sentence("{quotient} = {decimal}", quotient=quotient, decimal=shortest(multiple))


def _quotient(multiple: Fraction) -> Value:
    """An exact number, as a fraction where it is not whole."""
    if multiple.denominator == 1:
        return multiple.numerator
    return sentence("{numerator} / {denominator}", numerator=multiple.numerator, denominator=multiple.denominator)


def _indexed(change: Adjustment, division: Division) -> Sentence:
    """How an index moves the limit that a member stands at."""
    limit = change.limit
    is_most = limit is change.bounds.most
    written = (limit.most if is_most else limit.least) if limit else None
    return sentence(
        "The limit follows the index: {written} × {factor}, rounded to the nearest {unit}, is {bound}.",
        written=Ore(written or 0),
        factor=shortest(division.factor),
        unit=Ore(division.key.unit_ore),
        bound=Ore(int(change.after)),
    )


def _adjusted(change: Adjustment, sign: int) -> Sentence:
    """From what the parts come to, to what is paid: times the multiple if there is one, then no more or less than a limit lets."""
    values: dict[str, Value] = {"before": _kroner(change.before * sign), "after": _kroner(change.after * sign)}
    if change.limit:
        values["limit"] = Ore(int(change.after))
    is_most = change.limit is change.bounds.most
    if change.multiple is None:
        if not change.limit:
            return sentence("What a limit changes for others is covered here: {before} becomes {after}.", **values)
        if is_most:
            return sentence("At most {limit} is paid: {before} becomes {after}.", **values)
        return sentence("At least {limit} is paid: {before} becomes {after}.", **values)
    values |= {
        "multiple": _quotient(change.multiple),
        "product": _kroner(change.before * change.multiple * sign),
    }
    if not change.limit:
        return sentence("{before} × {multiple} = {after}", **values)
    if is_most:
        return sentence("{before} × {multiple} = {product}. At most {limit} is paid: {after}.", **values)
    return sentence("{before} × {multiple} = {product}. At least {limit} is paid: {after}.", **values)
