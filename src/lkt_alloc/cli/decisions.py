"""The command `decisions`."""

from datetime import date
from typing import Annotated

import typer

from lkt_alloc.checks.what_if import declines
from lkt_alloc.cli import choices
from lkt_alloc.cli.asked import Asked, Wanted
from lkt_alloc.cli.help_page import h
from lkt_alloc.cli.options import PeriodArgument, with_options
from lkt_alloc.cli.reading import NO_DECISIONS, read_decisions
from lkt_alloc.cli.results import give
from lkt_alloc.cli.streams import progress
from lkt_alloc.engine.overview import overview, with_costs
from lkt_alloc.reports.decisions import Decided


@with_options(Decided, what_if=False)
def decisions(
    period: PeriodArgument = None,
    on: Annotated[
        str | None,
        typer.Option(metavar="DATE", callback=choices.a_date, help=h("Count the days to the deadline from this day.")),
    ] = None,
    *,
    wanted: Wanted,
    asked: Asked,
) -> None:
    """Show who has adopted the budget, what lacks, and what each decline would cost the others."""
    inputs = read_decisions(asked)
    if inputs.decided is None:
        raise NO_DECISIONS
    shown = overview(inputs.decided, inputs.allocation(period))
    with progress():
        shown = with_costs(shown, declines(shown, inputs.budget, inputs.register))
    result = Decided(shown, inputs.files, date.fromisoformat(on) if on else None)
    give(result, wanted, inputs.words, inputs.paths)
