"""The command `compare`."""

import re
from pathlib import Path
from typing import Final

import typer
from msgspec.structs import replace

from lkt_alloc.cli.asked import Asked, Wanted, WhatIf
from lkt_alloc.cli.choices import COMPARE_FORMATS
from lkt_alloc.cli.reading import Inputs, read_inputs
from lkt_alloc.cli.streams import write
from lkt_alloc.cli.writing import by_ending, rendered
from lkt_alloc.engine.comparison import Comparison
from lkt_alloc.engine.comparison import compare as compared
from lkt_alloc.engine.mixture import Side
from lkt_alloc.engine.names import find_period
from lkt_alloc.files.kinds import SCENARIO
from lkt_alloc.files.load import load
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import Value, listed, sentence

_FILE: Final = re.compile(r"(?P<file>.+\.ya?ml)(?::(?P<period>.+))?")


def compare(asked: Asked, wanted: Wanted, a: str, b: str, *, exit_code: bool) -> None:
    """Compare two sides, and say by the exit code whether they differ if that is asked for."""
    chosen = wanted.format_ or by_ending(wanted.output, COMPARE_FORMATS) or "table"
    own = read_inputs(asked)
    read = [_side(text, asked, own) for text in (a, b)]
    periods = [period or read[1 - n][1] for n, (_, period) in enumerate(read)]
    sides = [
        _in_period(inputs, period, (a, b)[n]) for n, ((inputs, _), period) in enumerate(zip(read, periods, strict=True))
    ]
    comparison = compared(*sides)
    inputs = replace(
        own,
        files=tuple({file.sha256: file for each, _ in read for file in each.files}.values()),
        paths=tuple(dict.fromkeys(path for each, _ in read for path in each.paths)),
    )
    names = (_name(a, sides[0], sides[1]), _name(b, sides[1], sides[0]))
    result = _rendered(comparison, inputs, names, (a, b), chosen, wanted.output)
    write(result, wanted.output, force=wanted.force, inputs=inputs.paths)
    if exit_code and any(row.difference for row in comparison.rows):
        raise typer.Exit(1)


def _side(text: str, asked: Asked, own: Inputs) -> tuple[Inputs, str | None]:
    """What is meant by one side: a period, `key:NAME`, or a budget or scenario file, perhaps with a period."""
    if text in own.budget.periods:
        return own, text
    if text.startswith("key:"):
        return replace(own, flags=replace(own.flags, key=(text.removeprefix("key:"),))), None
    if not (found := _FILE.fullmatch(text)):
        reason = sentence('"{said}" is not a side to compare.', said=text)
        remedy = sentence(
            "Write a period ({periods}), {key}, or a budget or scenario file, as {file}.",
            periods=listed(own.budget.periods, ","),
            key="key:NAME",
            file="budget.yaml:2019",
        )
        raise CannotRun(reason, remedy)
    path = Path(found["file"])
    is_scenario = load(path).kind is SCENARIO
    other = replace(asked, what_if=WhatIf(scenario=path)) if is_scenario else replace(asked, budget=path)
    return read_inputs(other), found["period"]


def _in_period(inputs: Inputs, period: str | None, text: str) -> Side:
    periods = list(inputs.budget.periods)
    if period is None or (period not in periods and ":" not in text and len(periods) == 1):
        if len(periods) != 1:
            reason = sentence('It is not said which period of "{said}" is meant.', said=text)
            raise CannotRun(reason, sentence("There are: {names}.", names=listed(periods, ",")))
        period = periods[0]
    period = find_period(period, periods)
    budget, said = inputs.as_it_is_to_be(period)
    return Side(budget, inputs.register, period, said)


def _name(text: str, side: Side, other: Side) -> Value:
    """What a side is called: its period, or as it was typed if that would be the same for both."""
    own, others = side.budget.periods[side.period].name, other.budget.periods[other.period].name
    return own if own != others else Path(text).stem if text.endswith((".yaml", ".yml")) else text


def _rendered(
    comparison: Comparison,
    inputs: Inputs,
    names: tuple[Value, Value],
    typed: tuple[str, str],
    chosen: str,
    output: Path | None,
) -> str | bytes:
    from lkt_alloc.reports import comparison as report

    if chosen == "json":
        from lkt_alloc.render import json

        return json.render(report.compare_record(comparison, typed, inputs.files))
    if chosen == "csv":
        from lkt_alloc.render import csv

        return csv.render(report.CSV_HEADER, report.csv_rows(comparison))
    if chosen == "csv-excel":
        from lkt_alloc.render import csv

        return csv.render_for_excel(report.listing(comparison, names), inputs.words)
    said = report.compare_report(comparison, names, inputs.files)
    if chosen == "xlsx":
        from lkt_alloc.render import xlsx_list

        return xlsx_list.render(report.listing(comparison, names), said, inputs.words)
    if chosen == "html":
        from lkt_alloc.render import html

        return html.render(said, inputs.words)
    return rendered(said, inputs.words, chosen, output)
