"""What a municipality's exact amount is made of, where a key has amounts, rates or limits: part by part, in sentences.

Calculates nothing anew. Knows nothing of how the steps are laid out.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from lkt_alloc.allocate import Division, Share
from lkt_alloc.decimals import cut, shortest
from lkt_alloc.keys import Stake
from lkt_alloc.model import NOBODY, OF_REST, OTHERS, Index, Register
from lkt_alloc.payers import KRONE
from lkt_alloc.quotas import Adjustment, class_of, classes, price_of
from lkt_alloc.sentences import Ore, Sentence, Value, sentence


def composition(
    register: Register, indices: Mapping[str, Index], division: Division, share: Share
) -> Iterator[Sentence]:
    """Every part that the municipality has a piece of, what they come to, and what the limits change."""
    sign = -1 if division.total < 0 else 1
    if division.key.index is not None and division.factor != 1:
        yield sentence(
            "Amounts, rates and limits are multiplied by {factor}: {index}.",
            factor=shortest(division.factor),
            index=indices[division.key.index].name,
        )
    for stake in share.stakes:
        yield from _piece(register, division, share, stake, sign)
    if len(share.stakes) > 1:
        together = sum((stake.amount for stake in share.stakes), Fraction())
        yield sentence("Together: {amount} kr", amount=_kroner(together * sign))
    for change in share.adjustments:
        yield _adjusted(change, division.factor, sign)


def _kroner(ore: Fraction) -> Value:
    return shortest(ore / KRONE)


def _piece(register: Register, division: Division, share: Share, stake: Stake, sign: int) -> Iterator[Sentence]:
    if stake.part.is_priced:
        yield from _price(register, division, share, stake, sign)
        return
    yield _pot(stake, sign)
    values: dict[str, Value] = {
        "municipality": share.name,
        "count": stake.members,
        "sum": shortest(stake.size_sum),
        "own": shortest(stake.size),
        "pot": _kroner(stake.pot * sign),
        "amount": cut(stake.amount * sign / KRONE),
    }
    if stake.members == 1:
        yield sentence("It falls to {municipality} alone.", **values)
    elif stake.part.measure == "equal" and stake.size_sum == stake.members:
        yield sentence("{count} share it equally: {pot} kr / {count} = {amount} kr", **values)
    else:
        yield sentence(
            "{count} share it by {measure}: {pot} kr × {own} / {sum} = {amount} kr",
            **values,
            measure=measure_name(register, stake.part.measure),
        )


def measure_name(register: Register, measure: str) -> Value:
    """What a part goes by, in words."""
    if measure == "equal":
        return sentence("part of the period")
    return sentence("population") if measure == "population" else register.measures[measure].name


def _pot(stake: Stake, sign: int) -> Sentence:
    values: dict[str, Value] = {"n": stake.number, "pot": _kroner(stake.pot * sign), "share": stake.part.share}
    match stake.part.kind:
        case "first":
            return sentence("Part {n}: the first {pot} kr of the total.", **values)
        case "amount":
            return sentence("Part {n}: {pot} kr.", **values)
        case "rest":
            return sentence("Part {n}: the rest, {pot} kr.", **values)
    if stake.part.of == OF_REST:
        return sentence("Part {n}: {share} of what amounts and rates leave, {pot} kr.", **values)
    return sentence("Part {n}: {share} of the total, {pot} kr.", **values)


def _price(register: Register, division: Division, share: Share, stake: Stake, sign: int) -> Iterator[Sentence]:
    factor = division.factor if division.total else Fraction()
    whole = shortest(price_of(stake.part, stake.full) * factor * sign / KRONE)
    yield _of_whole_period(register, division, share, stake, whole)
    if stake.of_period != 1:
        yield sentence(
            "{municipality} takes part for {numerator}/{denominator} of the period: {whole} kr × {numerator}/{denominator} = {amount} kr",
            municipality=share.name,
            numerator=stake.of_period.numerator,
            denominator=stake.of_period.denominator,
            whole=whole,
            amount=shortest(stake.amount * sign / KRONE),
        )


def _of_whole_period(register: Register, division: Division, share: Share, stake: Stake, amount: Value) -> Sentence:
    """What the member's full size costs for a whole period."""
    values: dict[str, Value] = {
        "n": stake.number,
        "municipality": share.name,
        "size": shortest(stake.full),
        "amount": amount,
        "measure": measure_name(register, stake.part.measure),
    }
    if stake.part.kind == "rate" and stake.part.measure == "equal":
        return sentence("Part {n}: every member pays {amount} kr.", **values)
    if stake.part.kind == "rate":
        rate = shortest(stake.part.rate * division.factor / KRONE)
        return sentence("Part {n}: {rate} kr × {size} ({measure}) = {amount} kr", **values, rate=rate)
    if stake.part.marginal:
        terms = _terms([(rate * division.factor / KRONE, within) for rate, within in classes(stake.part, stake.full)])
        return sentence(
            "Part {n}: {municipality} has {size} ({measure}). Class by class: {terms} = {amount} kr",
            **values,
            terms=terms,
        )
    step = class_of(stake.part, stake.full)
    if step.amount is not None:
        return sentence("Part {n}: {municipality} has {size} ({measure}). In that class: {amount} kr", **values)
    rate = shortest((step.rate or Fraction()) * division.factor / KRONE)
    return sentence(
        "Part {n}: {municipality} has {size} ({measure}). In that class: {rate} kr × {size} = {amount} kr",
        **values,
        rate=rate,
    )


def _terms(products: list[tuple[Fraction, Fraction]]) -> Sentence:
    said = [sentence("{rate} kr × {within}", rate=shortest(rate), within=shortest(within)) for rate, within in products]
    if not said:
        return sentence("0 kr")
    terms = said[0]
    for more in said[1:]:
        terms = sentence("{terms} + {more}", terms=terms, more=more)
    return terms


def _adjusted(change: Adjustment, factor: Fraction, sign: int) -> Sentence:
    limit, after = change.limit, shortest(change.after * sign / KRONE)
    values: dict[str, Value] = {"before": shortest(change.before * sign / KRONE), "after": after}
    for bound in (limit.most, limit.least):
        if bound is not None and change.after == bound * factor:
            values["limit"] = Ore(int(bound * factor)) if (bound * factor).denominator == 1 else after
            if bound == limit.most:
                return sentence("At most {limit} is paid: {before} kr becomes {after} kr.", **values)
            return sentence("At least {limit} is paid: {before} kr becomes {after} kr.", **values)
    if limit.borne_by in (OTHERS, NOBODY):
        return sentence("The others bear what a limit takes from some: {before} kr becomes {after} kr.", **values)
    return sentence("What a limit changes for others is borne here: {before} kr becomes {after} kr.", **values)
