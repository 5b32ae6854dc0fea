"""The command `explain`."""

from pathlib import Path

from lkt_alloc.cli.choices import EXPLAIN_FORMATS
from lkt_alloc.cli.reading import read_inputs
from lkt_alloc.cli.streams import write
from lkt_alloc.cli.writing import by_ending, rendered
from lkt_alloc.names import find_municipality


def explain(
    kommune: str, *, period: str | None, population: str | None, format_: str | None, output: Path | None, force: bool,
    lang: str | None, budget: Path | None, municipalities: Path | None,
) -> None:  # fmt: skip
    """Explain what one municipality pays, in one period or all."""
    inputs = read_inputs(budget, municipalities, lang)
    allocation = inputs.allocation(period, population)
    number = find_municipality(kommune, inputs.register, allocation.members)
    chosen = format_ or by_ending(output, EXPLAIN_FORMATS) or "text"
    if chosen == "json":
        from lkt_alloc.record import explain_record
        from lkt_alloc.render import json

        text = json.render(explain_record(allocation, inputs.files, number))
    else:
        from lkt_alloc.explanation import explain_report

        text = rendered(explain_report(allocation, inputs.files, number), inputs.words, chosen, output)
    write(text, output, force=force, inputs=inputs.paths)
