"""The command `compute`."""

from lkt_alloc.cli.choices import COMPUTE_FORMATS
from lkt_alloc.cli.options import Asked, Wanted
from lkt_alloc.cli.reading import read_inputs
from lkt_alloc.cli.streams import refuse_terminal, write
from lkt_alloc.cli.writing import by_ending, rendered


def compute(asked: Asked, wanted: Wanted, period: str | None, *, sort: str, by_post: bool) -> None:
    """Share out one period or all, and write the result."""
    inputs = read_inputs(asked)
    allocation = inputs.allocation(period)
    chosen = wanted.format_ or by_ending(wanted.output, COMPUTE_FORMATS) or "table"
    text: str | bytes
    if chosen == "xlsx":
        from lkt_alloc.render import xlsx
        from lkt_alloc.workbook import compute_workbook

        refuse_terminal(wanted.output)
        text = xlsx.render(compute_workbook(allocation, inputs.files, inputs.words))
    elif chosen == "json":
        from lkt_alloc.record import compute_record
        from lkt_alloc.render import json

        text = json.render(compute_record(allocation, inputs.files, by_post=by_post))
    elif chosen == "csv":
        from lkt_alloc import record
        from lkt_alloc.render import csv

        header = record.CSV_HEADER_BY_POST if by_post else record.CSV_HEADER
        text = csv.render(header, record.csv_rows(allocation, by_post=by_post))
    else:
        from lkt_alloc.report import compute_report

        report = compute_report(allocation, inputs.files, sort, by_post=by_post)
        text = rendered(report, inputs.words, chosen, wanted.output)
    write(text, wanted.output, force=wanted.force, inputs=inputs.paths)
