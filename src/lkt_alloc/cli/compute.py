"""The command `compute`."""

from pathlib import Path

from lkt_alloc.cli.choices import COMPUTE_FORMATS
from lkt_alloc.cli.reading import read_inputs
from lkt_alloc.cli.streams import write
from lkt_alloc.cli.writing import by_ending, rendered


def compute(
    period: str | None, *, by_post: bool, population: str | None, sort: str, format_: str | None, output: Path | None,
    force: bool, lang: str | None, budget: Path | None, municipalities: Path | None,
) -> None:  # fmt: skip
    """Share out one period or all, and write the result."""
    inputs = read_inputs(budget, municipalities, lang)
    allocation = inputs.allocation(period, population)
    chosen = format_ or by_ending(output, COMPUTE_FORMATS) or "table"
    if chosen == "json":
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

        text = rendered(compute_report(allocation, inputs.files, sort, by_post=by_post), inputs.words, chosen, output)
    write(text, output, force=force, inputs=inputs.paths)
