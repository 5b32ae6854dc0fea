"""Workbooks of random budgets, typed in at random, and the same typed in the budget itself, without a workbook. Used by test_import.py."""

import io
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from random import Random
from typing import Any

import openpyxl
from msgspec.structs import replace

from lkt_alloc.engine.model import (
    AmountPart,
    Budget,
    FirstPart,
    Key,
    LimitRate,
    LimitShare,
    RatePart,
    Register,
    SharePart,
    StepsPart,
)
from lkt_alloc.reports.workbook.cells import TypedIn

Path = tuple[str, ...]
Pair = tuple[Budget, Register]


def some_edits(inputs: list[TypedIn], random: Random) -> dict[Path, Fraction]:
    """A few inputs, each with another value that its cell takes."""
    cells = random.sample(inputs, min(len(inputs), random.randint(1, 4)))
    return {cell.path: _other(cell, random) for cell in cells}


def _other(cell: TypedIn, random: Random) -> Fraction:
    now = Fraction(cell.value)
    match cell.form:
        case "kroner":
            return Fraction(
                random.choice([int(now * 100) + random.choice([100, 1000, 500_000]), int(now * 50), 0]), 100
            )
        case "whole":
            return Fraction(max(1, random.choice([int(now) + 1, int(now) * 2, int(now) // 2, 100])))
        case "number":
            return Fraction(max(0, random.choice([int(now) + 1, int(now) - 1, int(now) * 2])))
    return Fraction(random.choice([int(now * 10) + 1, int(now * 20), int(now * 5)]), 10)


def typed(raw: bytes, inputs: list[TypedIn], edits: Mapping[Path, Fraction]) -> bytes:
    """The workbook with these values in its cells; what it would calculate is not in it then."""
    book = openpyxl.load_workbook(io.BytesIO(raw))
    for cell in inputs:
        if cell.path in edits:
            value = edits[cell.path]
            book[cell.sheet].cell(cell.row + 1, cell.column + 1).value = (
                int(value) if value.denominator == 1 else float(value)
            )
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def edited(pair: Pair, inputs: list[TypedIn], edits: Mapping[Path, Fraction]) -> Pair:
    """The budget and its register as they would be with the same numbers written in their files."""
    values = {cell.path: Fraction(cell.value) for cell in inputs} | dict(edits)
    budget, register = pair
    posts = [_post(post, values, list(budget.payers)) for post in budget.posts]
    keys = {
        name: _key(name, key, values, {path for path in edits if path[:2] == ("keys", name)})
        for name, key in budget.keys.items()
    }
    indices = {
        name: replace(index, factors={p: values.get(("indices", name, p), f) for p, f in index.factors.items()})
        for name, index in budget.indices.items()
    }
    municipalities, measures = dict(register.municipalities), dict(budget.measures)
    for path, value in edits.items():
        if path[:2] == ("figures", "population"):
            own = municipalities[path[3]]
            municipalities[path[3]] = replace(
                own, population={**own.population, date.fromisoformat(path[2]): int(value)}
            )
        elif path[0] == "figures":
            measures[path[1]] = _measure(measures[path[1]], path[2], path[3], value)
    changed = replace(budget, posts=tuple(posts), keys=keys, indices=indices, measures=measures, control_totals={})
    return changed, replace(register, municipalities=municipalities)


def takes_too_much(budget: Budget) -> bool:
    """Whether somebody takes less than nothing, as others take more than there is."""
    taken = [*(share for post in budget.posts for share in post.paid_by.values())]
    taken += [part.share for key in budget.keys.values() for part in key.parts if isinstance(part, SharePart)]
    return any(share < 0 for share in taken)


def _measure(measure: Any, period: str, member: str, value: Fraction) -> Any:
    if not period:
        return replace(measure, values={**measure.values, member: value}, total=None)
    by_period = {**measure.values_by_period, period: {**measure.values_by_period[period], member: value}}
    return replace(measure, values_by_period=by_period, totals={})


def _post(post: Any, values: Mapping[Path, Fraction], payers: list[str]) -> Any:
    fields = {}
    for field in ("amounts", "covered", "external"):
        own = {path[3]: int(v * 100) for path, v in values.items() if path[:3] == ("posts", post.id, field)}
        fields[field] = {**getattr(post, field), **own}
    if ("posts", post.id, "whole") in values:
        whole = values["posts", post.id, "whole"]
        shares = {p: values["posts", post.id, "parts", p] / whole for p in payers[:-1]}
        shares[payers[-1]] = 1 - sum(shares.values(), Fraction())
        if shares != {p: post.paid_by.get(p, 0) for p in payers}:
            fields["paid_by"] = {p: s for p, s in shares.items() if s}
    return replace(post, **fields)


def _key(name: str, key: Key, values: Mapping[Path, Fraction], edits: set[Path]) -> Key:
    if not edits:
        return key
    parts, agreed = list(key.parts), dict(key.agreed)
    known = {}
    for n, part in enumerate(parts):
        at = ("keys", name, "parts", str(n + 1))
        if (*at, "numerator") in values:
            known[n] = values[*at, "numerator"] / values[*at, "denominator"]
            parts[n] = replace(part, share=known[n])
        elif isinstance(part, FirstPart | AmountPart):
            parts[n] = replace(part, amount=int(values[*at, "amount"] * 100))
        elif isinstance(part, RatePart):
            parts[n] = replace(part, rate=values[*at, "rate"] * 100, per=values.get((*at, "per"), part.per))
        elif isinstance(part, StepsPart):
            parts[n] = replace(part, steps=tuple(_step(name, n, k, s, values) for k, s in enumerate(part.steps)))
        if part.measure in agreed:
            own = {path[5]: v for path, v in values.items() if path[:5] == (*at, "shares")}
            agreed[part.measure] = {**agreed[part.measure], **own}
    for n, part in enumerate(parts):
        if isinstance(part, SharePart) and n not in known:
            parts[n] = replace(part, share=1 - sum(known.values()))
    limits = [
        replace(
            limit, most=_limit(name, n, "most", limit.most, values), least=_limit(name, n, "least", limit.least, values)
        )
        for n, limit in enumerate(key.limits)
    ]
    return replace(key, parts=tuple(parts), limits=tuple(limits), agreed=agreed)


def _step(name: str, n: int, k: int, step: Any, values: Mapping[Path, Fraction]) -> Any:
    at = ("keys", name, "steps", str(n + 1), str(k + 1))
    rate = values[*at, "rate"] * 100 if (*at, "rate") in values and step.rate is not None else step.rate
    amount = int(values[*at, "amount"] * 100) if (*at, "amount") in values else step.amount
    return replace(step, up_to=values.get((*at, "up_to"), step.up_to), rate=rate, amount=amount)


def _limit(name: str, n: int, bound: str, limit: Any, values: Mapping[Path, Fraction]) -> Any:
    at = ("keys", name, "limits", str(n + 1), bound)
    match limit:
        case None:
            return None
        case LimitShare():
            return LimitShare(values[*at, "numerator"] / values[*at, "denominator"])
        case LimitRate():
            return replace(limit, rate=values[at] * 100)
    return int(values[at] * 100)
