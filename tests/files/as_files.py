"""A budget and its register as the files that would be read as them: what is in the model, and no notes or sources."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from lkt_alloc.engine.model import Budget, Key, Payer, Post
from lkt_alloc.engine.parts import (
    AmountPart,
    FirstPart,
    Limit,
    LimitRate,
    LimitShare,
    LimitValue,
    Part,
    RatePart,
    RestPart,
    SharePart,
    Step,
    StepsPart,
)
from lkt_alloc.engine.register import Measure, Register
from lkt_alloc.language.sentences import Text


def budget_data(budget: Budget) -> dict[str, Any]:
    """The budget file."""
    return {
        "format": "lkt-alloc/budget/1",
        "name": _name(budget.name),
        "language": budget.language,
        "periods": {
            name: {"name": _name(period.name), "from": period.start.isoformat(), "to": period.end.isoformat()}
            for name, period in budget.periods.items()
        },
        "payers": {name: _payer(payer) for name, payer in budget.payers.items()},
        "keys": {name: _key(key) for name, key in budget.keys.items()},
        "measures": {name: _measure(measure) for name, measure in budget.measures.items()},
        "indices": {
            name: {"name": _name(index.name), "factors": {period: str(n) for period, n in index.factors.items()}}
            for name, index in budget.indices.items()
        },
        "parties": {number: party.name for number, party in budget.parties.items()},
        "posts": [_post(post) for post in budget.posts],
    }


def register_data(register: Register) -> dict[str, Any]:
    """The municipality file."""
    return {
        "format": "lkt-alloc/municipalities/1",
        "municipalities": {
            number: {"name": each.name, "population": {day.isoformat(): str(n) for day, n in each.population.items()}}
            for number, each in register.municipalities.items()
        },
        "groups": {
            name: {"name": _name(group.name), "members": list(group.members)} for name, group in register.groups.items()
        },
    }


def _name(name: Text) -> str | dict[str, str]:
    return {**name.by_language} if len(name.by_language) > 1 else next(iter(name.by_language.values()))


def _kroner(ore: int) -> str:
    return f"{'-' if ore < 0 else ''}{abs(ore) // 100},{abs(ore) % 100:02}"


def _share(share: Fraction) -> str:
    return f"{share.numerator}/{share.denominator}"


def _members(members: str | tuple[str, ...]) -> str | list[str]:
    return members if isinstance(members, str) else list(members)


def _given(**fields: Any) -> dict[str, Any]:
    """The fields that have something in them."""
    return {name: value for name, value in fields.items() if value not in (None, "", {}, [])}


def _amounts(amounts: Mapping[str, int]) -> dict[str, str]:
    return {period: _kroner(ore) for period, ore in amounts.items()}


def _measure(measure: Measure) -> dict[str, Any]:
    by_period = {period: _sizes(values) for period, values in measure.values_by_period.items()}
    figures = _given(values=_sizes(measure.values), values_by_period=by_period, sum=_sizes(measure.sum))
    return {"name": _name(measure.name)} | figures


def _sizes(sizes: Mapping[str, Fraction]) -> dict[str, str]:
    return {name: str(size) for name, size in sizes.items()}


def _payer(payer: Payer) -> dict[str, Any]:
    return {"name": _name(payer.name)} | _given(key=payer.key, keys_by_period=dict(payer.keys_by_period))


def _post(post: Post) -> dict[str, Any]:
    return {
        "id": post.id,
        "name": _name(post.name),
        "paid_by": {payer: _share(share) for payer, share in post.paid_by.items()},
        "amounts": _amounts(post.amounts),
        "covered": _amounts(post.covered),
        "external": _amounts(post.external),
        "keys": dict(post.keys),
    }


def _key(key: Key) -> dict[str, Any]:
    return {
        "name": _name(key.name),
        "members": _members(key.members),
        "rounding": key.rounding,
        "rounding_of": key.rounding_of,
        "parts": [_part(part, key) for part in key.parts],
        "limits": [_limit(limit) for limit in key.limits],
        "part_year": [
            {"period": entry.period, "members": list(entry.members), "share": _share(entry.share)}
            for entry in key.part_year
        ],
    } | _given(
        population_date={period: str(day) for period, day in key.population_dates.items()}
        or (key.population_date and str(key.population_date)),
        share_unit=key.share_unit and _share(key.share_unit),
        difference="uncovered" if key.uncovered else None,
        index=key.index,
    )


def _part(part: Part, key: Key) -> dict[str, Any]:
    if part.measure in key.agreed:
        return _taken(part) | {"shares": {n: _share(own) for n, own in key.agreed[part.measure].items()}}
    return _taken(part) | {"to": _members(part.to), "by": part.measure}


def _taken(part: Part) -> dict[str, Any]:
    match part:
        case SharePart():
            return {"share": _share(part.share)} | _given(of=part.of)
        case RestPart():
            return {"share": "rest"}
        case FirstPart() | AmountPart():
            return {part.kind: _kroner(part.amount)}
        case RatePart():
            return {"rate": str(part.rate / 100), "per": str(part.per)} | _given(begun="whole" if part.begun else "")
        case StepsPart():
            return {"steps": [_step(step) for step in part.steps], "mode": "marginal" if part.marginal else "whole"}


def _step(step: Step) -> dict[str, Any]:
    return _given(
        up_to=None if step.up_to is None else str(step.up_to),
        rate=None if step.rate is None else str(step.rate / 100),
        amount=None if step.amount is None else _kroner(step.amount),
    )


def _limit(limit: Limit) -> dict[str, Any]:
    own = {"to": _members(limit.to), "borne_by": _members(limit.borne_by), "parts": list(map(str, limit.parts))}
    return _given(most=_bound(limit.most), least=_bound(limit.least)) | own


def _bound(value: LimitValue | None) -> Any:
    match value:
        case LimitShare():
            return f"{value.share.numerator}/{value.share.denominator}"
        case LimitRate():
            return {"rate": str(value.rate / 100), "by": value.measure}
        case None:
            return None
        case _:
            return _kroner(value)
