"""The command `compute`."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from lkt_alloc.cli import choices
from lkt_alloc.cli.asked import Asked, Wanted
from lkt_alloc.cli.options import PeriodArgument, with_options
from lkt_alloc.cli.reading import Inputs, read_inputs
from lkt_alloc.cli.results import OfAllocation, chosen, give
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import sentence

if TYPE_CHECKING:
    from lkt_alloc.reports.blocks import Report, Rows, Table
    from lkt_alloc.reports.page import Page
    from lkt_alloc.reports.workbook.cells import Workbook


class Computed(OfAllocation, frozen=True):
    """What is shared out in one period or several."""

    inputs: Inputs
    sort: str
    by_post: bool
    chart: bool

    def report(self) -> "Report":
        """The shares, and how the posts give what is shared."""
        from lkt_alloc.reports.compute import compute_report

        return compute_report(self.allocation, self.inputs.files, self.sort, by_post=self.by_post, chart=self.chart)

    def page(self) -> "Page":
        """The shares with the calculation of each, to click through."""
        from lkt_alloc.reports.page import page

        return page(self.allocation, self.inputs.files, self.sort, by_post=self.by_post)

    def table(self) -> "Table":
        """A line for each amount, for people."""
        from lkt_alloc.reports.compute import compute_listing

        return compute_listing(self.allocation, by_post=self.by_post)

    def rows(self) -> "Rows":
        """A row for each amount, for programs."""
        from lkt_alloc.reports import record

        header = record.CSV_HEADER_BY_POST if self.by_post else record.CSV_HEADER
        return header, record.csv_rows(self.allocation, by_post=self.by_post)

    def record(self) -> dict[str, Any]:
        """Everything, for programs."""
        from lkt_alloc.reports.record import compute_record

        return compute_record(self.allocation, self.inputs.files, by_post=self.by_post)

    def workbook(self) -> "Workbook":
        """The whole calculation as formulas."""
        from lkt_alloc.reports.workbook import compute_workbook

        return compute_workbook(self.allocation, self.inputs.files, self.inputs.words)


@with_options(Computed)
def compute(
    period: PeriodArgument = None,
    by_post: Annotated[bool, typer.Option("--by-post", help="Show what each municipality pays of each post.")] = False,
    chart: Annotated[bool, typer.Option("--chart", help="Draw the shares as bars instead of a table.")] = False,
    *,
    asked: Asked,
    sort: Annotated[
        str,
        choices.option(
            choices.SORTS, "Order of the municipalities; a minus in front turns it round.", check=choices.a_sort
        ),
    ] = "number",
    wanted: Wanted,
) -> None:
    """Share out a period, and show how the posts give the total."""
    form = chosen(Computed, wanted)
    if chart and (by_post or not form.draws_bars):
        raise CannotRun(
            sentence("Bars (--chart) stand instead of the table of shares."),
            sentence("Leave out --by-post, and any --format but text or markdown."),
        )
    inputs = read_inputs(asked)
    allocation = inputs.allocation(period)
    give(Computed(allocation, inputs, sort, by_post, chart), wanted, inputs.words, inputs.paths)
