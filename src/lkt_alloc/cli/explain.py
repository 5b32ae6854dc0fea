"""The command `explain`."""

from lkt_alloc.cli.asked import Asked, Wanted
from lkt_alloc.cli.options import Kommune, PeriodOption, with_options
from lkt_alloc.cli.reading import read_inputs
from lkt_alloc.cli.results import give
from lkt_alloc.engine.names import find_municipality
from lkt_alloc.reports.explanation import Explained


@with_options(Explained)
def explain(kommune: Kommune, period: PeriodOption = None, *, asked: Asked, wanted: Wanted) -> None:
    """Show step by step why a municipality pays what it pays."""
    inputs = read_inputs(asked)
    allocation = inputs.allocation(period)
    number = find_municipality(kommune, allocation.register, allocation.members)
    give(Explained(allocation, inputs.files, number), wanted, inputs.words, inputs.paths)
