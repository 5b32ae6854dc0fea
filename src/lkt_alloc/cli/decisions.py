"""The command `decisions`."""

from datetime import date
from typing import Annotated

import typer

from lkt_alloc.checks.registers import known_to_answers
from lkt_alloc.checks.what_if import declines
from lkt_alloc.cli import choices
from lkt_alloc.cli.asked import Asked, Wanted
from lkt_alloc.cli.help_page import h
from lkt_alloc.cli.options import DecisionsFile, PeriodArgument, with_options
from lkt_alloc.cli.reading import read_decisions
from lkt_alloc.cli.results import give
from lkt_alloc.cli.streams import progress
from lkt_alloc.engine.decisions import overview
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import sentence
from lkt_alloc.reports.decisions import Decided


@with_options(Decided, what_if=False)
def decisions(
    period: PeriodArgument = None,
    answers: DecisionsFile = None,
    on: Annotated[
        str | None,
        typer.Option(metavar="DATE", callback=choices.a_date, help=h("Count the days to the deadline from this day.")),
    ] = None,
    *,
    wanted: Wanted,
    asked: Asked,
) -> None:
    """Show who has adopted the budget, what lacks, and what each decline would cost the others."""
    inputs, decided = read_decisions(asked, answers)
    if decided is None:
        remedy = sentence(
            "Name one with --decisions, or write decisions.yaml beside the budget: lkt-alloc help format."
        )
        raise CannotRun(sentence("There is no file of decisions."), remedy)
    allocation = inputs.allocation(period)
    with progress():
        costs = declines(allocation, inputs.budget, inputs.register)
    known = known_to_answers(decided, allocation.register).municipalities
    result = Decided(overview(decided, allocation, known, costs), inputs.files, date.fromisoformat(on) if on else None)
    give(result, wanted, inputs.words, inputs.paths)
