"""The command `explain`."""

from typing import TYPE_CHECKING, Any

from lkt_alloc.cli.asked import Asked, Wanted
from lkt_alloc.cli.options import Kommune, PeriodOption, with_options
from lkt_alloc.cli.reading import Inputs, read_inputs
from lkt_alloc.cli.results import OfAllocation, give
from lkt_alloc.engine.names import find_municipality

if TYPE_CHECKING:
    from lkt_alloc.reports.blocks import Report


class Explained(OfAllocation, frozen=True):
    """How one municipality's amounts come about."""

    inputs: Inputs
    number: str

    def report(self) -> "Report":
        """Step by step."""
        from lkt_alloc.reports.explanation import explain_report

        return explain_report(self.allocation, self.inputs.files, self.number)

    def record(self) -> dict[str, Any]:
        """The same steps for programs."""
        from lkt_alloc.reports.record import explain_record

        return explain_record(self.allocation, self.inputs.files, self.number)


@with_options(Explained)
def explain(kommune: Kommune, period: PeriodOption = None, *, asked: Asked, wanted: Wanted) -> None:
    """Show step by step why a municipality pays what it pays."""
    inputs = read_inputs(asked)
    allocation = inputs.allocation(period)
    number = find_municipality(kommune, allocation.register, allocation.members)
    give(Explained(allocation, inputs, number), wanted, inputs.words, inputs.paths)
