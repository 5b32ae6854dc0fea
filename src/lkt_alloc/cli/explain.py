"""The command `explain`."""

from lkt_alloc.cli.asked import Asked, Wanted
from lkt_alloc.cli.choices import EXPLAIN_FORMATS
from lkt_alloc.cli.reading import read_inputs
from lkt_alloc.cli.streams import write
from lkt_alloc.cli.writing import by_ending, rendered
from lkt_alloc.engine.names import find_municipality


def explain(asked: Asked, wanted: Wanted, kommune: str, period: str | None) -> None:
    """Explain what one municipality pays, in one period or all."""
    inputs = read_inputs(asked)
    allocation = inputs.allocation(period)
    number = find_municipality(kommune, allocation.register, allocation.members)
    chosen = wanted.format_ or by_ending(wanted.output, EXPLAIN_FORMATS) or "text"
    if chosen == "json":
        from lkt_alloc.render import json
        from lkt_alloc.reports.record import explain_record

        text = json.render(explain_record(allocation, inputs.files, number))
    else:
        from lkt_alloc.reports.explanation import explain_report

        text = rendered(explain_report(allocation, inputs.files, number), inputs.words, chosen, wanted.output)
    write(text, wanted.output, force=wanted.force, inputs=inputs.paths)
