"""What a command gives: each thing that a result has is a method without arguments, and no work is done before it is asked for.

Which formats a result has follows from its methods: `report` (blocks), `page`, `table`, `rows` (for programs), `record` (everything, for
programs), `workbook`; of checks, `findings`, `checked` and `addresses`.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from msgspec import Struct

from lkt_alloc.reports.blocks import Paragraph, Report, Rows, Table
from lkt_alloc.reports.inputs import Input

if TYPE_CHECKING:
    from lkt_alloc.checks.outcome import Checked
    from lkt_alloc.diagnostics.addresses import Addresses
    from lkt_alloc.diagnostics.findings import Finding
    from lkt_alloc.engine.allocate import Allocation
    from lkt_alloc.language.words import Words
    from lkt_alloc.reports.page import Page
    from lkt_alloc.reports.workbook.cells import Workbook


class Result(Struct, frozen=True):
    """What every result is."""

    default: ClassVar[str] = "text"
    """The format where nobody names one."""
    is_paper: ClassVar[bool] = False
    """Whether it goes to others as it is: then it is in the language of the budget, whatever that of the machine."""

    def what_if(self) -> Sequence[Paragraph]:
        """What is changed in the budget, which is said beside the result where a format has no room for it."""
        return ()


class Laid(Result, frozen=True):
    """A report, and nothing else."""

    blocks: Report

    def report(self) -> Report:
        """The report."""
        return self.blocks


class OfAllocation(Result, frozen=True):
    """A result of what is shared out, which says what is changed in the budget, and of the files that it was made from."""

    allocation: "Allocation"
    inputs: Sequence[Input]

    def what_if(self) -> Sequence[Paragraph]:
        """What is changed in the budget."""
        from lkt_alloc.reports.notes import what_if_note

        return what_if_note(self.allocation)


class Computed(OfAllocation, frozen=True):
    """What is shared out in one period or several. What it looks like is each in a module of its own: few are needed at a time."""

    words: "Words"
    sort: str
    by_post: bool
    chart: bool

    def report(self) -> Report:
        """The shares, and how the posts give what is shared."""
        from lkt_alloc.reports.compute import compute_report

        return compute_report(self.allocation, self.inputs, self.sort, by_post=self.by_post, chart=self.chart)

    def page(self) -> "Page":
        """The shares with the calculation of each, to click through."""
        from lkt_alloc.reports.page import page

        return page(self.allocation, self.inputs, self.sort, by_post=self.by_post)

    def table(self) -> Table:
        """A line for each amount, for people."""
        from lkt_alloc.reports.compute import compute_listing

        return compute_listing(self.allocation, by_post=self.by_post)

    def rows(self) -> Rows:
        """A row for each amount, for programs."""
        from lkt_alloc.reports import record

        header = record.CSV_HEADER_BY_POST if self.by_post else record.CSV_HEADER
        return header, record.csv_rows(self.allocation, by_post=self.by_post)

    def record(self) -> dict[str, Any]:
        """Everything, for programs."""
        from lkt_alloc.reports.record import compute_record

        return compute_record(self.allocation, self.inputs, by_post=self.by_post)

    def workbook(self) -> "Workbook":
        """The whole calculation as formulas."""
        from lkt_alloc.reports.workbook import compute_workbook

        return compute_workbook(self.allocation, self.inputs, self.words)

    def not_live(self) -> list[Paragraph]:
        """What of the workbook does not follow changes, and why."""
        from lkt_alloc.reports.workbook import not_live

        return [Paragraph(tuple(said))] if (said := not_live(self.allocation)) else []


class Found(Result, frozen=True):
    """What has been found in files, and the environment, which may say where readers elsewhere find files and rules."""

    found: "Checked"
    environment: Mapping[str, str]

    def findings(self) -> Sequence["Finding"]:
        """All findings."""
        return self.found.findings

    def checked(self) -> "Checked":
        """The files with their findings."""
        return self.found

    def addresses(self) -> "Addresses":
        """Where readers elsewhere find files and rules."""
        from lkt_alloc.diagnostics.addresses import seen_from_here

        return seen_from_here(self.environment)
