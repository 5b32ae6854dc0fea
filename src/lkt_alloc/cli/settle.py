"""The command `settle`."""

from pathlib import Path
from typing import Annotated

import typer

from lkt_alloc.cli.asked import Asked, Wanted
from lkt_alloc.cli.help_page import h
from lkt_alloc.cli.options import OnePeriod, with_options
from lkt_alloc.cli.reading import read_actual
from lkt_alloc.cli.results import give
from lkt_alloc.engine import settlement as engine
from lkt_alloc.engine.names import find_later_period, find_period
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import sentence
from lkt_alloc.reports.settlement import Settled


@with_options(Settled, what_if=False, decisions=False)
def settle(
    period: OnePeriod,
    actual: Annotated[Path, typer.Option(metavar="FILE", help=h("What the period actually cost, and what was paid."))],
    carry: Annotated[
        str | None, typer.Option(metavar="PERIOD", help=h("Carry the balances into this period, and show the sum."))
    ] = None,
    *,
    wanted: Wanted,
    asked: Asked,
) -> None:
    """Settle a period after the accounts: final share, paid on account, and the difference."""
    inputs, final = read_actual(asked, actual)
    if final.period != find_period(period, inputs.budget.periods):
        reason = sentence(
            "The file {path} has the figures of {own}, not of {period}.",
            path=str(actual),
            own=final.period,
            period=period,
        )
        raise CannotRun(reason)
    following = find_later_period(carry, inputs.budget.periods, final.period) if carry is not None else None
    settlement = engine.settle(final, inputs.budget, inputs.register, following)
    give(Settled(settlement, inputs.files), wanted, inputs.words, inputs.paths)
