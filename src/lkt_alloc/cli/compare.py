"""The command `compare`."""

import re
from pathlib import Path
from typing import Annotated, Final

import typer
from msgspec.structs import replace

from lkt_alloc.checks.typed import WhatIf
from lkt_alloc.cli import completion
from lkt_alloc.cli.asked import Asked, Wanted
from lkt_alloc.cli.help_page import h
from lkt_alloc.cli.options import with_options
from lkt_alloc.cli.reading import Inputs, read_inputs
from lkt_alloc.cli.results import give
from lkt_alloc.engine import comparison as engine
from lkt_alloc.engine.counterfactual import Side
from lkt_alloc.engine.names import find_period, period_meant
from lkt_alloc.files.kinds import SCENARIO
from lkt_alloc.files.load import load
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import listed, sentence
from lkt_alloc.reports.comparison import Compared, side_names

_FILE: Final = re.compile(r"(?P<file>.+\.ya?ml)(?::(?P<period>.+))?")


_SIDE: Final = h("A period, key:NAME, or a budget or scenario file, perhaps with a period: budget.yaml:2019.")


@with_options(Compared, what_if=False)
def compare(
    a: Annotated[str, typer.Argument(metavar="A", autocompletion=completion.periods, help=_SIDE)],
    b: Annotated[str, typer.Argument(metavar="B", autocompletion=completion.periods, help=h("The same."))],
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help=h("Exit with 1 if anybody pays another amount, else with 0."))
    ] = False,
    *,
    wanted: Wanted,
    asked: Asked,
) -> None:
    """Compare what everyone pays in two periods, allocation keys, scenarios or budgets, and explain the differences."""
    named = [_file(text, asked) for text in (a, b)]
    read = [found or _side(text, read_inputs(asked)) for found, text in zip(named, (a, b), strict=True)]
    periods = [period or read[1 - n][1] for n, (_, period) in enumerate(read)]
    sides = [
        _in_period(inputs, period, (a, b)[n]) for n, ((inputs, _), period) in enumerate(zip(read, periods, strict=True))
    ]
    comparison = engine.compare(*sides)
    files = tuple({file.sha256: file for each, _ in read for file in each.files}.values())
    sources = tuple(dict.fromkeys(path for each, _ in read for path in each.paths))
    names = side_names(comparison, (_called(a), _called(b)))
    give(Compared(comparison, files, names, (a, b)), wanted, read[1][0].words, sources)
    if exit_code and any(row.difference for row in comparison.rows):
        raise typer.Exit(1)


def _file(text: str, asked: Asked) -> tuple[Inputs, str | None] | None:
    """The side that is a budget or scenario file, perhaps with a period; `None` if it is something else."""
    if not (found := _FILE.fullmatch(text)):
        return None
    path = Path(found["file"])
    is_scenario = load(path).kind is SCENARIO
    other = replace(asked, what_if=WhatIf(scenario=path)) if is_scenario else replace(asked, budget=path)
    return read_inputs(other), found["period"]


def _side(text: str, own: Inputs) -> tuple[Inputs, str | None]:
    """The side that is a period, or `key:NAME`, of the budget that is used. Raises `CannotRun` if it is nothing of that kind."""
    if period := period_meant(text, own.budget.periods):
        return own, period
    if text.startswith("key:"):
        return replace(own, flags=replace(own.flags, key=(text.removeprefix("key:"),))), None
    reason = sentence('"{said}" cannot be compared.', said=text)
    remedy = sentence(
        "Write a period ({periods}), {key}, or a budget or scenario file, as {file}.",
        periods=listed(own.budget.periods, ","),
        key="key:NAME",
        file="budget.yaml:2019",
    )
    raise CannotRun(reason, remedy)


def _in_period(inputs: Inputs, period: str | None, text: str) -> Side:
    periods = inputs.budget.periods
    if period is None or (period not in periods and ":" not in text and len(periods) == 1):
        if len(periods) != 1:
            reason = sentence('It is not stated which period of "{said}" is meant.', said=text)
            raise CannotRun(reason, sentence("There are: {names}.", names=listed(periods, ",")))
        period = next(iter(periods))
    return inputs.side(find_period(period, periods))


def _called(text: str) -> str:
    """What a side is called that was typed like this."""
    return Path(text).stem if text.endswith((".yaml", ".yml")) else text
