"""The naive second implementation of what a key makes of a total: every kind of part, part years, an index, limits and rounding.

Written from docs/method.md alone, member by member, with none of the engine's ways of doing it.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from math import floor
from typing import NamedTuple

from msgspec.structs import replace

from lkt_alloc.engine.model import Key
from lkt_alloc.engine.parts import (
    ALL,
    NOBODY,
    OTHERS,
    FirstPart,
    Limit,
    LimitRate,
    LimitShare,
    LimitValue,
    Members,
    Part,
    PricedPart,
    RatePart,
    RestPart,
    SharePart,
)
from lkt_alloc.engine.register import Register
from tests.engine.naive import members_of, rounded

Amounts = dict[str, Fraction]


class Outcome(NamedTuple):
    """What everyone pays exactly and rounded, in øre, who is absent too; and everyone's lowest and highest by limits of all parts."""

    exact: Amounts
    paid: dict[str, int]
    bounds: dict[str, tuple[Fraction, Fraction | None]]


class Impossible(Exception):
    """The limits cannot be kept."""


def ordered(members: Sequence[str]) -> list[str]:
    """Municipality numbers by their value, then other parties by their letters."""
    return sorted(members, key=lambda n: (not n.isdigit(), n.zfill(9) if n.isdigit() else n))


def outcome(key: Key, register: Register, period: str, factor: Fraction, total: int) -> Outcome:
    """What everyone pays of a total. Raises `Impossible`."""
    key, register = in_period(key, register, period)
    everyone = ordered(members_of(key.members, register))
    if not total:
        return Outcome(dict.fromkeys(everyone, Fraction()), dict.fromkeys(everyone, 0), {})
    by_part = pieces(key, register, period, factor, abs(total))
    exact = {n: sum((piece.get(n, Fraction()) for piece in by_part), Fraction()) for n in everyone}
    bounds = {}
    for parts in {frozenset(limit.parts) or whole(key) for limit in key.limits}:
        own = [limit for limit in key.limits if (frozenset(limit.parts) or whole(key)) == parts]
        before = {n: sum((by_part[i - 1].get(n, Fraction()) for i in parts), Fraction()) for n in everyone}
        lowest_highest = {
            n: reaching(before[n], bounds_of(n, own, key, register, factor, total=abs(total), period=period))
            for n in everyone
        }
        after = limited(before, lowest_highest, own[0].borne_by, register)
        exact = {n: exact[n] + after[n] - before[n] for n in everyone}
        if len(parts) == len(key.parts):
            bounds = lowest_highest
    if key.share_unit is not None:
        units_of_all = rounded({n: amount / abs(total) / key.share_unit for n, amount in exact.items()})
        exact = {n: abs(total) * key.share_unit * units for n, units in units_of_all.items()}
    sign = 1 if total > 0 else -1
    in_units = {n: amount / key.unit_ore for n, amount in exact.items()}
    makes_total = sum(exact.values()) == abs(total)
    units = rounded(in_units) if makes_total else {n: floor(a + Fraction(1, 2)) for n, a in in_units.items()}
    return Outcome(
        {n: amount * sign for n, amount in exact.items()},
        {n: count * key.unit_ore * sign for n, count in units.items()},
        bounds,
    )


def in_period(key: Key, register: Register, period: str) -> tuple[Key, Register]:
    """A key and a register with the figures of one period."""
    day = key.population_dates[period] if key.population_dates else key.population_date
    measures = {
        name: replace(measure, values=measure.values_by_period[period]) if measure.values_by_period else measure
        for name, measure in register.measures.items()
    }
    return replace(key, population_date=day, population_dates={}), replace(register, measures=measures)


# Parts


def receivers(key: Key, part: Part, register: Register) -> list[str]:
    everyone = members_of(key.members, register)
    named = {n for p in key.parts if p.to not in (ALL, OTHERS) for n in members_of(p.to, register)}
    if part.to == ALL:
        return list(everyone)
    if part.to == OTHERS:
        return [n for n in everyone if n not in named]
    return list(members_of(part.to, register))


def size(key: Key, measure: str, number: str, register: Register) -> Fraction:
    return key.agreed[measure][number] if measure in key.agreed else figure(key, measure, number, register)


def figure(key: Key, measure: str, number: str, register: Register) -> Fraction:
    """What a member has of a measure, which may be a sum of others."""
    if measure == "equal":
        return Fraction(1)
    if measure == "population":
        return Fraction(register.municipalities[number].population[key.population_date or date.min])
    own = register.measures[measure]
    terms = [weight * figure(key, term, number, register) for term, weight in own.sum.items()]
    return sum(terms, Fraction()) if terms else own.values[number]


def year(key: Key, number: str, period: str) -> Fraction:
    shares = [entry.share for entry in key.part_year if entry.period == period and number in entry.members]
    return shares[0] if shares else Fraction(1)


def price(part: PricedPart, units: Fraction) -> Fraction:
    """What so many units cost for a whole period, by a rate or by steps."""
    if isinstance(part, RatePart):
        whole_blocks = -((-units) // part.per)
        return part.rate * (whole_blocks if part.begun else units / part.per)
    cost, start = Fraction(), Fraction()
    for step in part.steps:
        end = units if step.up_to is None else step.up_to
        if not part.marginal and units <= end:
            return Fraction(step.amount) if step.amount is not None else (step.rate or 0) * units
        if part.marginal and units > start:
            cost += (step.rate or 0) * (min(units, end) - start)
        start = end
    return cost


def pieces(key: Key, register: Register, period: str, factor: Fraction, total: int) -> list[Amounts]:
    """What everyone pays through each part, before limits: first what does not go by the total, then shares, then the rest."""
    weights = [
        {n: size(key, part.measure, n, register) * year(key, n, period) for n in receivers(key, part, register)}
        for part in key.parts
    ]
    found: list[Amounts] = [{} for _ in key.parts]

    def left() -> Fraction:
        return total - sum((amount for piece in found for amount in piece.values()), Fraction())

    for stage in (("first", "amount", "rate", "steps", "share"), ("of rest",), ("rest",)):
        before, threshold = left(), Fraction(total)
        for i, part in enumerate(key.parts):
            kind = "of rest" if isinstance(part, SharePart) and part.of == "rest" else part.kind
            if kind not in stage:
                continue
            if isinstance(part, PricedPart):
                found[i] = {
                    n: price(part, size(key, part.measure, n, register)) * year(key, n, period) * factor
                    for n in weights[i]
                }
                continue
            if isinstance(part, SharePart):
                pot = part.share * (before if part.of == "rest" else total)
            elif isinstance(part, RestPart):
                pot = before
            else:
                pot = part.amount * factor
            if isinstance(part, FirstPart):
                pot = min(pot, threshold)
                threshold -= pot
            found[i] = {n: pot * own / sum(weights[i].values()) for n, own in weights[i].items()}
    return found


# Limits


def bounds_of(
    number: str,
    limits: Sequence[Limit],
    key: Key,
    register: Register,
    factor: Fraction,
    *,
    total: int = 0,
    period: str = "",
) -> tuple[Fraction | None, Fraction | None]:
    own = [limit for limit in limits if limit.to == ALL or number in members_of(limit.to, register)]

    def in_units(value: LimitValue) -> Fraction:
        match value:
            case LimitShare():
                ore = value.share * total
            case LimitRate():
                ore = value.rate * factor * size(key, value.measure, number, register) * year(key, number, period)
            case _:
                ore = value * factor
        return Fraction(floor(ore / key.unit_ore + Fraction(1, 2)) * key.unit_ore)

    leasts = [in_units(limit.least) for limit in own if limit.least is not None]
    mosts = [in_units(limit.most) for limit in own if limit.most is not None]
    return max(leasts, default=None), min(mosts) if mosts else None


def reaching(amount: Fraction, bounds: tuple[Fraction | None, Fraction | None]) -> tuple[Fraction, Fraction | None]:
    """Nobody pays less than nothing, unless its own amount is less and no limit says what it pays at least."""
    least, most = bounds
    return min(Fraction(), amount) if least is None else least, most


def _upside_down(floor_: LimitValue | None, cap: LimitValue | None) -> bool:
    """Whether a floor is above the cap beside it, both being shares, or rates by the same measure."""
    if isinstance(cap, LimitShare) and isinstance(floor_, LimitShare):
        return cap.share < floor_.share
    if isinstance(cap, LimitRate) and isinstance(floor_, LimitRate):
        return cap.measure == floor_.measure and cap.rate < floor_.rate
    return False


def contradictory(key: Key, register: Register) -> bool:
    """Whether somebody is to pay at least more than at most, whatever there is to share."""
    if any(_upside_down(limit.least, limit.most) for limit in key.limits):
        return True
    fine = replace(
        key,
        rounding="øre",
        limits=tuple(
            replace(
                limit,
                most=limit.most if isinstance(limit.most, int) else None,
                least=limit.least if isinstance(limit.least, int) else None,
            )
            for limit in key.limits
        ),
    )
    for parts in {frozenset(limit.parts) or whole(key) for limit in fine.limits}:
        own = [limit for limit in fine.limits if (frozenset(limit.parts) or whole(key)) == parts]
        for n in members_of(key.members, register):
            least, most = reaching(Fraction(), bounds_of(n, own, fine, register, Fraction(1)))
            if most is not None and most < least:
                return True
    return False


def whole(key: Key) -> frozenset[int]:
    return frozenset(range(1, len(key.parts) + 1))


def within(amount: Fraction, bounds: tuple[Fraction, Fraction | None]) -> Fraction:
    least, most = bounds
    if amount < least:
        return least
    return most if most is not None and amount > most else amount


def limited(
    before: Amounts, bounds: Mapping[str, tuple[Fraction, Fraction | None]], borne_by: Members, register: Register
) -> Amounts:
    """The amounts within their limits, the difference borne as is said. Raises `Impossible`."""
    if any(most is not None and most < least for least, most in bounds.values()):
        raise Impossible
    if borne_by == OTHERS:
        return fixed_one_by_one(before, bounds)
    after = {n: within(amount, bounds[n]) for n, amount in before.items()}
    if borne_by != NOBODY:
        bearers = members_of(borne_by, register)
        missing = sum(before.values()) - sum(after.values())
        after |= {n: before[n] + Fraction(missing, len(bearers)) for n in bearers}
        if any(after[n] < min(before[n], Fraction()) for n in bearers):
            raise Impossible
    return after


def fixed_one_by_one(before: Amounts, bounds: Mapping[str, tuple[Fraction, Fraction | None]]) -> Amounts:
    """Those who would go beyond a limit stand at it, whichever side lacks more, until nobody does (variable fixing)."""
    after = {n: within(amount, bounds[n]) for n, amount in before.items() if amount <= 0}
    while free := [n for n in before if n not in after]:
        rest = sum(before.values()) - sum(after.values())
        wanted = {n: rest * before[n] / sum(before[m] for m in free) for n in free}
        moved = {n: within(amount, bounds[n]) - amount for n, amount in wanted.items()}
        raised, cut = (sum(abs(m) for m in moved.values() if m * side > 0) for side in (1, -1))
        if not raised and not cut:
            return after | wanted
        if raised >= cut:
            after |= {n: bounds[n][0] for n in free if moved[n] > 0}
        if cut >= raised:
            after |= {n: wanted[n] + moved[n] for n in free if moved[n] < 0}
    if sum(after.values()) != sum(before.values()):
        raise Impossible
    return after
