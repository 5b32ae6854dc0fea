"""The command `compute`."""

from typing import Annotated

import typer

from lkt_alloc.cli import choices
from lkt_alloc.cli.asked import Asked, Wanted
from lkt_alloc.cli.help_page import h
from lkt_alloc.cli.options import PeriodArgument, with_options
from lkt_alloc.cli.reading import read_inputs
from lkt_alloc.cli.results import chosen, give
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import sentence
from lkt_alloc.reports.results import Computed


@with_options(Computed)
def compute(
    period: PeriodArgument = None,
    by_post: Annotated[
        bool, typer.Option("--by-post", help=h("Show what each municipality pays of each budget item."))
    ] = False,
    chart: Annotated[bool, typer.Option("--chart", help=h("Draw the shares as bars instead of a table."))] = False,
    thousands: Annotated[
        bool,
        typer.Option(
            "--thousands", help=h("Show the periods in thousands of kroner, rounded so that they add up both ways.")
        ),
    ] = False,
    *,
    asked: Asked,
    sort: Annotated[
        str,
        choices.option(
            choices.SORTS,
            h("Order of the municipalities; a leading minus reverses it."),
            check=choices.a_sort,
            offered=(*choices.SORTS, *(f"-{name}" for name in choices.SORTS)),
        ),
    ] = "number",
    wanted: Wanted,
) -> None:
    """Allocate a period, and show how the budget items add up to the total."""
    form = chosen(Computed, wanted)
    if chart and (by_post or not form.draws_bars):
        raise CannotRun(
            sentence("Bars (--chart) replace the table of shares."),
            sentence("Leave out --by-post, and any --format but text or markdown."),
        )
    if thousands and (by_post or chart):
        raise CannotRun(
            sentence("--thousands is a table of its own."), sentence("Leave out --by-post and --chart, or --thousands.")
        )
    inputs = read_inputs(asked)
    if thousands:
        from lkt_alloc.reports.thousands import Thousands

        give(Thousands(inputs.allocation(period), inputs.files, inputs.words, sort), wanted, inputs.words, inputs.paths)
        return
    result = Computed(inputs.allocation(period), inputs.files, inputs.words, sort, by_post, chart)
    give(result, wanted, inputs.words, inputs.paths)
