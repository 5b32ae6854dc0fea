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
from lkt_alloc.cli.results import chosen, give
from lkt_alloc.cli.streams import progress
from lkt_alloc.engine.overview import Overview, overview, with_costs
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import sentence
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
    if on:
        _refuse_days_that_are_not_shown(shown, wanted)
    with progress():
        shown = with_costs(shown, declines(shown, inputs.budget, inputs.register))
    result = Decided(shown, inputs.files, date.fromisoformat(on) if on else None)
    give(result, wanted, inputs.words, inputs.paths)


def _refuse_days_that_are_not_shown(shown: Overview, wanted: Wanted) -> None:
    """What is asked for is never left unasked: days to no deadline, or in a list that has no room for them."""
    if not shown.deadline:
        remedy = sentence('Write it in the file of decisions ("deadline: DATE"), or leave out --on.')
        raise CannotRun(sentence("There is no deadline to count the days to."), remedy)
    form = chosen(Decided, wanted)
    if form.is_bare:
        reason = sentence("There is no room for the days to the deadline in {format}.", format=form.name)
        raise CannotRun(reason, sentence("Leave out --on, or choose another format."))
