"""The command `explain`."""

from typing import Annotated

import typer

from lkt_alloc.checks.registers import find_payer
from lkt_alloc.cli import completion
from lkt_alloc.cli.asked import Asked, Wanted
from lkt_alloc.cli.help_page import h
from lkt_alloc.cli.misuse import Misused
from lkt_alloc.cli.options import KommuneOption, PeriodOption, with_options
from lkt_alloc.cli.reading import read_inputs
from lkt_alloc.cli.results import give
from lkt_alloc.language.sentences import sentence
from lkt_alloc.reports.explanation import Explained


@with_options(Explained)
def explain(
    who: Annotated[
        str | None,
        typer.Argument(
            metavar="[NAME|NUMBER]",
            autocompletion=completion.municipalities,
            help=h("The municipality, as for --kommune."),
            show_default=False,
        ),
    ] = None,
    kommune: KommuneOption = None,
    period: PeriodOption = None,
    *,
    asked: Asked,
    wanted: Wanted,
) -> None:
    """Show step by step why a municipality pays what it pays."""
    named = [name for name in (who, kommune) if name is not None]
    if len(named) != 1:
        raise Misused(sentence("Name one municipality: lkt-alloc explain NAME."))
    inputs = read_inputs(asked)
    allocation = inputs.allocation(period)
    number = find_payer(named[0], allocation)
    give(Explained(allocation, inputs.files, number), wanted, inputs.words, inputs.paths)
