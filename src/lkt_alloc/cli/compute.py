"""The command `compute`."""

from lkt_alloc.cli.asked import Asked, Wanted
from lkt_alloc.cli.choices import COMPUTE_FORMATS
from lkt_alloc.cli.reading import read_inputs
from lkt_alloc.cli.streams import write
from lkt_alloc.cli.writing import by_ending, rendered, say_what_if
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import sentence


def compute(asked: Asked, wanted: Wanted, period: str | None, *, sort: str, by_post: bool, chart: bool) -> None:
    """Share out one period or all, and write the result."""
    chosen = wanted.format_ or by_ending(wanted.output, COMPUTE_FORMATS) or "table"
    if chart and (by_post or chosen not in ("table", "markdown")):
        raise CannotRun(
            sentence("Bars (--chart) stand instead of the table of shares."),
            sentence("Leave out --by-post, and any --format but table or markdown."),
        )
    inputs = read_inputs(asked)
    allocation = inputs.allocation(period)
    text: str | bytes
    if chosen == "xlsx":
        from lkt_alloc.render import xlsx
        from lkt_alloc.reports.workbook import compute_workbook

        text = xlsx.render(compute_workbook(allocation, inputs.files, inputs.words))
    elif chosen == "json":
        from lkt_alloc.render import json
        from lkt_alloc.reports.record import compute_record

        text = json.render(compute_record(allocation, inputs.files, by_post=by_post))
    elif chosen == "csv":
        from lkt_alloc.render import csv
        from lkt_alloc.reports import record

        header = record.CSV_HEADER_BY_POST if by_post else record.CSV_HEADER
        text = csv.render(header, record.csv_rows(allocation, by_post=by_post))
    elif chosen == "csv-excel":
        from lkt_alloc.render import csv
        from lkt_alloc.reports.listing import compute_listing

        text = csv.render_for_excel(compute_listing(allocation, by_post=by_post), inputs.words)
    elif chosen == "html":
        from lkt_alloc.render.page import render
        from lkt_alloc.reports.page import page

        text = render(page(allocation, inputs.files, sort, by_post=by_post), inputs.words)
    else:
        from lkt_alloc.reports.compute import compute_report

        report = compute_report(allocation, inputs.files, sort, by_post=by_post, chart=chart)
        text = rendered(report, inputs.words, chosen, wanted.output)
    write(text, wanted.output, force=wanted.force, inputs=inputs.paths)
    if chosen in ("csv", "csv-excel"):
        say_what_if(allocation, inputs.words)
