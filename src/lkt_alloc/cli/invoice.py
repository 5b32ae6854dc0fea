"""The command `invoice`."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from msgspec.structs import replace

from lkt_alloc.checks.what_if import allocation as allocation_of
from lkt_alloc.cli import choices
from lkt_alloc.cli.asked import Asked, Wanted
from lkt_alloc.cli.help_page import h
from lkt_alloc.cli.options import OnePeriod, with_options
from lkt_alloc.cli.reading import Inputs, read_actual, read_decisions, with_decisions
from lkt_alloc.cli.results import chosen, give, say_beside
from lkt_alloc.cli.streams import say
from lkt_alloc.engine.allocate import Allocation
from lkt_alloc.engine.invoice import ODD, InvoiceList, InvoiceTerms, addressed, invoice_list, settlement_list
from lkt_alloc.engine.names import find_later_period, with_number
from lkt_alloc.engine.overview import overview
from lkt_alloc.engine.scenario import Scenario
from lkt_alloc.engine.settlement import settle
from lkt_alloc.language.sentences import listed, sentence
from lkt_alloc.reports.blocks import Paragraph
from lkt_alloc.reports.invoice import Invoiced, told


@with_options(Invoiced)
def invoice(
    period: OnePeriod,
    instalments: Annotated[
        int,
        typer.Option(metavar="N", parser=choices.a_count(1, 12), help=h("How many invoices each municipality gets.")),
    ] = 1,
    due: Annotated[
        list[str] | None,
        typer.Option(
            metavar="DATE",
            callback=choices.dates,
            help=h("When an invoice is due, such as 2019-03-31; one for each instalment, in order. Repeatable."),
        ),
    ] = None,
    text: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help=h("The text on the invoices. Default: the budget and the period.")),
    ] = None,
    odd: Annotated[
        str,
        choices.option(
            ODD, h("The instalments that get what is left over when an amount is divided: the first ones or the last.")
        ),
    ] = "first",
    by_key: Annotated[
        bool, typer.Option("--by-key", help=h("One invoice for each allocation key, where several are used."))
    ] = False,
    actual: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help=h("Final figures: invoice the balances, or carry them into this period.")),
    ] = None,
    *,
    asked: Asked,
    wanted: Wanted,
) -> None:
    """List what to invoice each municipality for a period."""
    terms = InvoiceTerms(instalments, tuple(map(date.fromisoformat, due or ())), text, odd, by_key)
    if actual:
        inputs, allocation, invoices = _of_balances(asked, period, terms, actual)
    else:
        inputs = read_decisions(asked)
        allocation = inputs.allocation(period)
        invoices = invoice_list(allocation, terms)
    if inputs.decided:
        invoices = addressed(invoices, overview(inputs.decided, allocation, _as_in_the_file(inputs, allocation)))
    give(Invoiced(allocation, inputs.files, inputs.words, invoices), wanted, inputs.words, inputs.paths)
    _say_what_is_missing(invoices, inputs, terms)
    if invoices.decided and (wanted.output or chosen(Invoiced, wanted).is_bare):
        say_beside([Paragraph(tuple(told(invoices)))], inputs.talk)


def _as_in_the_file(inputs: Inputs, shown: Allocation) -> Allocation | None:
    """What the budget file says, which has no added years, where another is shown: who adopts without an amount adopts that."""
    (period,) = shown.periods
    if not (shown.what_if and inputs.decided and period.id in inputs.decided.budgeted):
        return None
    return allocation_of(inputs.budget, inputs.register, period.id, Scenario())


def _of_balances(asked: Asked, period: str, terms: InvoiceTerms, path: Path) -> tuple[Inputs, Allocation, InvoiceList]:
    """With a file of final figures: of its own period the balances, of another one the amounts with the balances carried into them."""
    inputs, final = read_actual(replace(asked, decisions=None), path)
    inputs = with_decisions(inputs, asked)
    allocation = inputs.allocation(period)
    own = allocation.periods[0].id
    following = find_later_period(own, inputs.budget.periods, final.period) if own != final.period else None
    settlement = settle(final, inputs.budget, inputs.register, following)
    return inputs, allocation, settlement_list(settlement, allocation, terms)


def _say_what_is_missing(invoices: InvoiceList, inputs: Inputs, terms: InvoiceTerms) -> None:
    """Organisation numbers and due dates are never guessed: those that nobody has given are told of."""
    if 0 < len(terms.due) < terms.instalments:
        undated = sum(line.due is None for line in invoices.lines)
        said = sentence("Invoices without a due date: {n}. Use --due to give them one.", n=undated)
        say(inputs.talk.title(said) + "\n")
    if missing := invoices.without_organisation_number:
        names = listed((with_number(municipality.name, municipality.number) for municipality in missing), ",")
        warning = sentence("Warning: no organisation number is known for {names}.", names=names)
        say(inputs.talk.title(warning) + "\n")
