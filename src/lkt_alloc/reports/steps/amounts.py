"""What a municipality's exact amount is made of, where a key has amounts, rates or limits: part by part, in sentences.

Calculates nothing anew. Knows nothing of how the steps are laid out.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from lkt_alloc.engine.allocate import Division, Share
from lkt_alloc.engine.keys import Stake
from lkt_alloc.engine.model import Index, Key
from lkt_alloc.engine.parts import (
    OF_REST,
    AmountPart,
    FirstPart,
    LimitShare,
    PricedPart,
    RatePart,
    RestPart,
    SharePart,
    StepsPart,
)
from lkt_alloc.engine.quotas import blocks, class_of, classes, price_of
from lkt_alloc.engine.register import Register
from lkt_alloc.language.sentences import Ore, Sentence, Value, counted, listed, sentence, shortest
from lkt_alloc.reports.steps.limits import limited, named_parts
from lkt_alloc.reports.steps.measures import (
    is_equal,
    measure_name,
    of_all,
    part_of_period,
    quantity,
    sharers,
    what_counts,
)
from lkt_alloc.reports.steps.money import kroner, summed
from lkt_alloc.reports.steps.sums import own_sums


def composition(
    register: Register, indices: Mapping[str, Index], division: Division, share: Share
) -> Iterator[Sentence]:
    """Every part that the municipality has a piece of, what they come to, and what the limits change. A refund in positive amounts."""
    if division.key.index is not None and division.factor != 1 and any(_following(division.key)):
        yield sentence(
            "The index multiplies {what} by {factor}: {index}.",
            what=listed(_following(division.key)),
            factor=shortest(division.factor),
            index=indices[division.key.index].name,
        )
    yield from own_sums(register, share)
    for stake in share.stakes:
        yield from _piece(register, division, share, stake)
    if len(share.stakes) > 1 and not any(change.parts for change in share.adjustments):
        together = sum((stake.amount for stake in share.stakes), Fraction())
        yield sentence("Together: {amount}", amount=kroner(together))
    yield from limited(register, division, share)


def _following(key: Key) -> Iterator[Sentence]:
    """What of a key follows its index; limits that are shares of the total do not."""
    limits = [value for limit in key.limits for value in (limit.most, limit.least) if value is not None]
    if any(isinstance(part, FirstPart | AmountPart) for part in key.parts):
        yield sentence("amounts")
    if any(isinstance(part, PricedPart) for part in key.parts):
        yield sentence("rates")
    if any(not isinstance(value, LimitShare) for value in limits):
        yield sentence("limits")


def _piece(register: Register, division: Division, share: Share, stake: Stake) -> Iterator[Sentence]:
    part = stake.part
    if isinstance(part, PricedPart):
        yield from _price(register, part, division, share, stake)
        return
    values: dict[str, Value] = {
        "n": stake.number,
        "credit": kroner(abs(stake.pot)),
        "municipality": share.name,
        "members": sharers(division, stake),
        "count": stake.members,
        "own": shortest(stake.size),
        "pot": kroner(stake.pot),
        "amount": kroner(stake.amount),
    }
    if stake.pot < 0 and stake.members == 1:
        yield sentence("Part {n}: minus {credit}, a credit to {municipality} alone.", **values)
        return
    yield from _prices(part, division)
    yield sentence("Part {n}: minus {credit}, a credit.", **values) if stake.pot < 0 else _pot(part, division, stake)
    if stake.members == 1:
        yield sentence("It falls to {municipality} alone.", **values)
    elif is_equal(stake):
        yield sentence("It is divided equally among {members}: {pot} / {count} = {amount}", **values)
    else:
        measure = measure_name(register, part.measure)
        yield sentence("It is divided among {members} by {measure}.", **values, measure=measure)
        yield what_counts(register, division, share, stake)
        yield sentence("{pot} × {own} = {amount}", **values | {"own": of_all(stake)})


def _prices(part: SharePart | RestPart | FirstPart | AmountPart, division: Division) -> Iterator[Sentence]:
    """What parts with prices come to for all, where a part takes what they leave: no single price says it."""
    if isinstance(part, SharePart | RestPart):
        for n, pot in _taken_before(part, division).items():
            if isinstance(division.key.parts[n - 1], PricedPart):
                yield sentence("Part {n} comes to {pot} for all members together.", n=n, pot=kroner(pot))


def _pot(part: SharePart | RestPart | FirstPart | AmountPart, division: Division, stake: Stake) -> Sentence:
    """What a part takes in all."""
    values: dict[str, Value] = {"n": stake.number, "pot": kroner(stake.pot)}
    if isinstance(part, FirstPart):
        return sentence("Part {n}: the first {pot} of the total.", **values)
    if isinstance(part, AmountPart):
        return sentence("Part {n}: {pot}.", **values)
    taken = _taken_before(part, division)
    values["terms"] = summed((Fraction(abs(division.total)), *(-pot for pot in taken.values())))
    if isinstance(part, RestPart):
        if taken:
            return sentence("Part {n}: the rest: {terms} = {pot}", **values)
        return sentence("Part {n}: the rest, {pot}.", **values)
    values["share"] = part.share
    if not taken:
        return sentence("Part {n}: {share} of the total, {pot}.", **values)
    parts = named_parts(tuple(taken))
    return sentence(
        "Part {n}: {share} of what is left after {parts}: {share} × ({terms}) = {pot}", **values, parts=parts
    )


def _taken_before(part: SharePart | RestPart, division: Division) -> dict[int, Fraction]:
    """What each part takes that comes before one in the order of work, by number: before the rest all, before shares of it all but them."""
    if isinstance(part, SharePart) and part.of != OF_REST:
        return {}
    pots = {stake.number: stake for share in division.everyone for stake in share.stakes}
    is_first = [
        not isinstance(other, RestPart)
        and (isinstance(part, RestPart) or not (isinstance(other, SharePart) and other.of == OF_REST))
        for other in division.key.parts
    ]
    return {n: pots[n].pot for n, is_before in enumerate(is_first, start=1) if is_before}


def _price(register: Register, part: PricedPart, division: Division, share: Share, stake: Stake) -> Iterator[Sentence]:
    whole = kroner(price_of(part, stake.full) * division.factor)
    values: dict[str, Value] = {
        "n": stake.number,
        "municipality": share.name,
        "size": quantity(register, part.measure, stake.full),
        "own": shortest(stake.full),
        "amount": whole,
    }
    if isinstance(part, RatePart):
        yield _by_rate(register, part, stake.full, division.factor, values)
    else:
        yield _by_class(part, stake.full, division.factor, values)
    if stake.of_period != 1:
        yield sentence(
            "{municipality} takes part for {part} of the period: {whole} × {part} = {amount}",
            municipality=share.name,
            part=part_of_period(stake.of_period),
            whole=whole,
            amount=kroner(stake.amount),
        )


def _by_rate(
    register: Register, part: RatePart, size: Fraction, factor: Fraction, values: Mapping[str, Value]
) -> Sentence:
    """What the member's full size costs for a whole period."""
    if part.measure == "equal":
        credit = kroner(abs(price_of(part, size) * factor))
        if part.rate < 0:
            return sentence("Part {n}: every member has {credit} less to pay, a credit.", **values, credit=credit)
        return sentence("Part {n}: every member pays {amount}.", **values)
    said: dict[str, Value] = {**values, "rate": kroner(part.rate * factor)}
    if part.begun:
        per = quantity(register, part.measure, part.per)
        begun = counted("{n} begun block of {per}", "{n} begun blocks of {per}", int(blocks(part, size)), per=per)
        said |= {"begun": begun, "blocks": shortest(blocks(part, size))}
        return sentence("Part {n}: {municipality} has {size}, which is {begun}. {rate} × {blocks} = {amount}", **said)
    if part.per != 1:
        per = shortest(part.per)
        return sentence("Part {n}: {municipality} has {size}. {rate} × {own} / {per} = {amount}", **said, per=per)
    return sentence("Part {n}: {municipality} has {size}. {rate} × {own} = {amount}", **said)


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
    rate = kroner((step.rate or Fraction()) * factor)
    return sentence(
        "Part {n}: {municipality} has {size}. In that class: {rate} × {own} = {amount}", **values, rate=rate
    )


def _terms(products: list[tuple[Fraction, Fraction]]) -> Value:
    said: Value = Ore(0)
    for n, (rate, within) in enumerate(products):
        size = kroner(abs(rate) if n else rate)
        term = sentence("{rate} × {within}", rate=size, within=shortest(within))
        said = listed((said, term), "−" if rate < 0 else "+") if n else term
    return said
