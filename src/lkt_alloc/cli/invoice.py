"""The command `invoice`."""

from pathlib import Path

from lkt_alloc.cli.asked import Asked, Wanted
from lkt_alloc.cli.choices import INVOICE_FORMATS
from lkt_alloc.cli.reading import Inputs, read_inputs
from lkt_alloc.cli.settle import read_actual
from lkt_alloc.cli.streams import say, write
from lkt_alloc.cli.writing import by_ending, rendered, say_what_if
from lkt_alloc.engine.invoice import InvoiceList, Terms, invoice_list, settlement_list
from lkt_alloc.engine.names import find_later_period
from lkt_alloc.engine.settlement import settle
from lkt_alloc.language.sentences import listed, sentence


def invoice(asked: Asked, wanted: Wanted, period: str, terms: Terms, actual: Path | None = None) -> None:
    """Write the invoices of one period, and say which organisation numbers are not known.

    With a file of final figures: of its own period the balances, of another one the amounts with the balances carried into them.
    """
    if actual:
        inputs, final = read_actual(asked, actual)
        allocation = inputs.allocation(period)
        own = allocation.periods[0].id
        following = find_later_period(own, inputs.budget.periods, final.period) if own != final.period else None
        settlement = settle(final, inputs.budget, inputs.register, following)
        invoices = settlement_list(settlement, allocation, terms)
    else:
        inputs = read_inputs(asked)
        allocation = inputs.allocation(period)
        invoices = invoice_list(allocation, terms)
    chosen = wanted.format_ or by_ending(wanted.output, INVOICE_FORMATS) or "table"
    if chosen == "json":
        from lkt_alloc.render import json
        from lkt_alloc.reports.record import invoice_record

        result: str | bytes = json.render(invoice_record(invoices, inputs.files, inputs.words))
    elif chosen == "csv":
        from lkt_alloc.render import csv
        from lkt_alloc.reports.record import INVOICE_CSV_HEADER, invoice_csv_rows

        result = csv.render(INVOICE_CSV_HEADER, invoice_csv_rows(invoices, inputs.words))
    else:
        from lkt_alloc.reports.invoice import invoice_report, invoice_table

        if chosen == "csv-excel":
            from lkt_alloc.render import csv

            result = csv.render_for_excel(invoice_table(invoices), inputs.words)
        elif chosen == "xlsx":
            from lkt_alloc.render import xlsx_list

            report = invoice_report(allocation, invoices, inputs.files)
            result = xlsx_list.render(invoice_table(invoices), report, inputs.words)
        else:
            report = invoice_report(allocation, invoices, inputs.files)
            result = rendered(report, inputs.words, chosen, wanted.output)
    write(result, wanted.output, force=wanted.force, inputs=inputs.paths)
    if chosen in ("csv", "csv-excel"):
        say_what_if(allocation, inputs.words)
    _say_what_is_missing(invoices, inputs)


def _say_what_is_missing(invoices: InvoiceList, inputs: Inputs) -> None:
    """Organisation numbers are never guessed: those that the municipality file does not have are listed."""
    if missing := invoices.without_organisation_number:
        names = listed((f"{municipality.name} ({municipality.number})" for municipality in missing), ",")
        warning = sentence("Warning: the municipality file has no organisation number for {names}.", names=names)
        say(inputs.words.title(warning) + "\n")
