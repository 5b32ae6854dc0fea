"""The command `compare`."""

import re
from collections.abc import Sequence
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
from lkt_alloc.cli.results import chosen, give
from lkt_alloc.engine import comparison as engine
from lkt_alloc.engine.names import period_meant
from lkt_alloc.engine.scenario import Written
from lkt_alloc.files.kinds import SCENARIO
from lkt_alloc.files.load import load
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import Typed, Value, listed, sentence
from lkt_alloc.language.signs import composed
from lkt_alloc.reports.comparison import Compared
from lkt_alloc.reports.comparison.sides import side_names, typed_apart, with_periods

_FILE: Final = re.compile(r"(?P<file>.+\.ya?ml)(?::(?P<period>.+))?")


_LONGEST_NAME: Final = 30
"""Signs of a name that has room above a column of amounts; the names of keys may be whole sentences."""

_SIDE: Final = h(
    "A period, key:NAME or key:PAYER=NAME, or a budget or scenario file, perhaps with a period: budget.yaml:2019."
)


@with_options(Compared, what_if=False, decisions=False)
def compare(
    a: Annotated[str, typer.Argument(metavar="A", autocompletion=completion.periods, help=_SIDE)],
    b: Annotated[
        list[str],
        typer.Argument(
            metavar="B...",
            autocompletion=completion.periods,
            help=h("The same, once or more: all are compared with A."),
        ),
    ],
    chart: Annotated[bool, typer.Option("--chart", help=h("Draw the differences as bars instead of tables."))] = False,
    exit_code: Annotated[
        bool, typer.Option("--exit-code", help=h("Exit with 1 if anybody pays another amount, else with 0."))
    ] = False,
    *,
    wanted: Wanted,
    asked: Asked,
) -> None:
    """Compare what everyone pays in two or more periods, allocation keys, scenarios or budgets, and explain the differences."""
    if chart and not chosen(Compared, wanted).draws_bars:
        raise CannotRun(
            sentence("Bars (--chart) replace the tables."), sentence("Leave out any --format but text or markdown.")
        )
    typed = (a, *b)
    named = [_file(text, asked) for text in typed]
    read = [found or _side(text, read_inputs(asked)) for found, text in zip(named, typed, strict=True)]
    sides = [
        inputs.side(_period(inputs, period, _period_of([*read[:n], *read[n + 1 :]]), text))
        for n, ((inputs, period), text) in enumerate(zip(read, typed, strict=True))
    ]
    comparison = engine.compare(*sides)
    files = tuple({file.sha256: file for each, _ in read for file in each.files}.values())
    sources = tuple(dict.fromkeys(path for each, _ in read for path in each.paths))
    called = [_called(inputs, period, text) for (inputs, period), text in zip(read, typed, strict=True)]
    meant = [_meant(inputs, period, text) for (inputs, period), text in zip(read, typed, strict=True)]
    names = side_names(
        comparison, called, with_periods(called, comparison), [_file_name(text) for text in meant], meant
    )
    give(Compared(comparison, files, names, typed_apart(typed), chart), wanted, read[-1][0].words, sources)
    if exit_code and any(row.difference for row in comparison.rows):
        raise typer.Exit(1)


def _period_of(others: Sequence[tuple[Inputs, str | None]]) -> str | None:
    """The period that all of the other sides which say one have."""
    said = {period for _, period in others if period}
    return said.pop() if len(said) == 1 else None


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
    if text.startswith("key:") and text != "key:":
        name, _, last = text.removeprefix("key:").rpartition(":")
        period = period_meant(last, own.budget.periods) if name else None
        key = name if period else text.removeprefix("key:")
        return replace(own, flags=replace(own.flags, key=(key,))), period
    reason = sentence('"{said}" cannot be compared.', said=text)
    remedy = sentence(
        "Write a period ({periods}), key:NAME, or a budget or scenario file, as {file}.",
        periods=listed(own.budget.periods, ","),
        file="budget.yaml:2019",
    )
    raise CannotRun(reason, remedy)


def _period(inputs: Inputs, own: str | None, of_others: str | None, text: str) -> str:
    """The period of a side: its `own`, else the one `of_others` if it has that, else the only one that there is."""
    periods = inputs.budget.periods
    if found := period_meant(own or of_others or "", periods):
        return found
    if own is None and len(periods) == 1:
        return next(iter(periods))
    reason = (
        sentence('There is no period "{period}" in the budget of "{said}".', period=own, said=text)
        if own
        else sentence('It is not stated which period of "{said}" is meant.', said=text)
    )
    raise CannotRun(reason, sentence("There are: {names}.", names=listed(periods, ",")))


def _called(inputs: Inputs, period: str | None, text: str) -> Value:
    """What a side is called by its own file, if that can stand above a column: its scenario, key or period; else what was typed."""
    name = None
    if isinstance(inputs.sound.scenario, Written):
        name = inputs.sound.scenario.name
    elif key := "".join(inputs.flags.key):
        name = inputs.budget.keys[composed(key.rpartition("=")[2])].name
    elif period and not _FILE.fullmatch(text):
        name = inputs.budget.periods[period].name
    is_short = name and all(len(said) <= _LONGEST_NAME for said in name.by_language.values())
    return name if name and is_short else _file_name(text)


def _meant(inputs: Inputs, period: str | None, text: str) -> Typed:
    """What was typed, or the identifier of a period, which has several names."""
    is_period = period and not inputs.flags.key and not _FILE.fullmatch(text)
    return Typed(period if is_period else text)


def _file_name(text: str) -> Typed:
    """What was typed, of a file without folders and ending, perhaps with a period."""
    if not (found := _FILE.fullmatch(text)):
        return Typed(text)
    return Typed(":".join(filter(None, (Path(found["file"]).stem, found["period"]))))
