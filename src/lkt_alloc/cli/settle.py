"""The command `settle`."""

from pathlib import Path

import typer
from msgspec.structs import replace

from lkt_alloc.checks.check import check_actual, files_of
from lkt_alloc.cli.asked import Asked, Wanted, WhatIf
from lkt_alloc.cli.choices import COMPUTE_FORMATS
from lkt_alloc.cli.reading import Inputs, read_inputs
from lkt_alloc.cli.streams import say, write
from lkt_alloc.cli.writing import by_ending, rendered
from lkt_alloc.engine.actual import Actual
from lkt_alloc.engine.names import find_later_period, find_period
from lkt_alloc.engine.settlement import Settlement
from lkt_alloc.engine.settlement import settle as settled
from lkt_alloc.files.kinds import ACTUAL
from lkt_alloc.files.load import load
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import sentence
from lkt_alloc.render import findings


def settle(asked: Asked, wanted: Wanted, period: str, path: Path, carry: str | None) -> None:
    """Settle a period by a file of final figures, and write the result."""
    inputs, actual = read_actual(asked, path)
    if actual.period != find_period(period, inputs.budget.periods):
        reason = sentence(
            "The file {path} has the figures of {own}, not of {period}.",
            path=str(path),
            own=actual.period,
            period=period,
        )
        raise CannotRun(reason)
    following = find_later_period(carry, inputs.budget.periods, actual.period) if carry is not None else None
    settlement = settled(actual, inputs.budget, inputs.register, following)
    write(_rendered(settlement, inputs, wanted), wanted.output, force=wanted.force, inputs=inputs.paths)


def read_actual(asked: Asked, path: Path) -> tuple[Inputs, Actual]:
    """The files that a file of final figures is about, and what is in it. Findings end the program with exit code 1."""
    if asked.what_if != WhatIf():
        raise CannotRun(sentence("Final figures are no what-if: leave out --actual, or the changes."))
    loaded = load(path)
    if own := loaded.of(ACTUAL):
        named = files_of(path, own)
        asked = replace(
            asked,
            budget=asked.budget or (named[0] if own.budget else None),
            municipalities=asked.municipalities or (named[1] if own.municipalities else None),
        )
    inputs = read_inputs(asked)
    checked = check_actual(path, inputs.budget, inputs.register)
    if errors := checked.standing("error"):
        say(findings.render(errors, inputs.words))
        raise typer.Exit(1)
    paths = (*inputs.paths, path)
    return replace(inputs, files=(*inputs.files, *checked.files), paths=paths), checked.files[0].sound(ACTUAL)


def _rendered(settlement: Settlement, inputs: Inputs, wanted: Wanted) -> str | bytes:
    from lkt_alloc.reports import settlement as report

    chosen = wanted.format_ or by_ending(wanted.output, COMPUTE_FORMATS) or "table"
    blocks, table = report.settlement_report(settlement, inputs.files), report.settlement_table(settlement)
    if chosen == "json":
        from lkt_alloc.render import json

        return json.render(report.settlement_record(settlement, inputs.files))
    if chosen in ("csv", "csv-excel"):
        from lkt_alloc.render import csv

        rows = report.settlement_rows(settlement)
        plain = chosen == "csv"
        return csv.render(report.CSV_HEADER, rows) if plain else csv.render_for_excel(table, inputs.words)
    if chosen == "xlsx":
        from lkt_alloc.render import xlsx_list

        return xlsx_list.render(table, blocks, inputs.words)
    if chosen == "html":
        from lkt_alloc.render import html

        return html.render(blocks, inputs.words)
    return rendered(blocks, inputs.words, chosen, wanted.output)
