"""A comparison for programs: everything as a record, and row by row. The same in every language."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from lkt_alloc.engine.allocate import Division
from lkt_alloc.engine.causes import METHOD
from lkt_alloc.engine.comparison import Comparison, Difference
from lkt_alloc.language.words import Words
from lkt_alloc.reports.comparison.causes import CAUSES, CUT
from lkt_alloc.reports.inputs import Input
from lkt_alloc.reports.record import common, kroner, money, named_inputs, said_what_if
from lkt_alloc.reports.succession import split_records, succession

FORMAT: Final = "lkt-alloc/compare/3"
CSV_HEADER: Final = ("side", "number", "name", "population", "a", "b", "difference", *CAUSES, "together")


def comparison_record(comparison: Comparison, inputs: Sequence[Input], typed: Sequence[str]) -> dict[str, Any]:
    """Everything; the sides are what was `typed` for them."""
    return {
        "format": FORMAT,
        "method": METHOD if comparison.causes else None,
        "rounding_method": common(comparison.methods),
        "sides": [_side(n, name, comparison) for n, name in enumerate(typed)],
        "inputs": named_inputs(inputs),
        "together": list(comparison.together),
        "splits": split_records(succession(comparison.merged, comparison.known)),
        "differences": [
            {"side": name, **_row(row)}
            for name, other in zip(typed[1:], comparison.against, strict=True)
            for row in other.rows
        ],
        "totals": [
            {"side": name, **_amounts(other.total), **_causes(other.total.causes), **_causes(other.cut, "cut")}
            for name, other in zip(typed[1:], comparison.against, strict=True)
        ],
    }


def _side(n: int, typed: str, comparison: Comparison) -> dict[str, Any]:
    side = comparison.sides[n]
    return {
        "side": typed,
        "period": side.period,
        "population_date": str(day) if (day := comparison.days[n]) else None,
        "what_if": said_what_if(side.what_if),
        **money(
            left=sum(division.left for division in comparison.divided[n]),
            rounded_off=sum(division.rounded_off for division in comparison.divided[n]),
        ),
        "unpaid": [_unpaid(of) for of in comparison.divided[n] if of.left or of.rounded_off],
    }


def _unpaid(of: Division) -> dict[str, Any]:
    return {"payer": of.payer, "key": of.key_id, **money(total=of.borne, left=of.left, rounded_off=of.rounded_off)}


def _row(row: Difference) -> dict[str, Any]:
    return {
        "number": row.number,
        "name": row.name,
        "before": list(row.before),
        "population": row.population,
        "population_date": str(row.counted_on) if row.counted_on else None,
        **_amounts(row),
        **_causes(row.causes),
    }


def _amounts(row: Difference) -> dict[str, Any]:
    return money(a=row.a, b=row.b, difference=row.difference)


def _causes(causes: Mapping[str, int], name: str = "causes") -> dict[str, Any]:
    return {f"{name}_ore": dict(causes), name: {cause: kroner(ore) for cause, ore in causes.items()}}


def csv_rows(comparison: Comparison, typed: Sequence[str]) -> Iterator[tuple[str | int, ...]]:
    """A row for each municipality on each side but the first. Of causes taken as one, the first has it all, and the others are empty.

    What the causes of all lack to their sums, as they are cut row by row, is a row without a number, where it is anything.
    """
    for name, other in zip(typed[1:], comparison.against, strict=True):
        for row in other.rows:
            people = "" if row.population is None else row.population
            yield _csv_row(name, (row.number, row.name, people), (row.a, row.b, row.difference), row.causes, comparison)
        if any(other.cut.values()):
            yield _csv_row(name, ("", Words("en").say(CUT), ""), (0, 0, 0), other.cut, comparison)


def _csv_row(
    side: str,
    member: tuple[str | int, ...],
    amounts: tuple[int, ...],
    causes: Mapping[str, int],
    comparison: Comparison,
) -> tuple[str | int, ...]:
    others = comparison.together[1:]
    made = ("" if cause in others or not causes else kroner(causes.get(cause, 0)) for cause in CAUSES)
    return side, *member, *map(kroner, amounts), *made, "+".join(comparison.together)
