"""What `decisions` shows: who has answered and what is adopted, as neutral blocks and for programs. Knows nothing of any format."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from lkt_alloc.engine.overview import Overview
from lkt_alloc.language.sentences import Sentence, Value, listed, sentence
from lkt_alloc.reports.blocks import Block, Heading, Paragraph, Report, Rows, Table
from lkt_alloc.reports.decisions.programs import CSV_HEADER, csv_rows, decided_record
from lkt_alloc.reports.decisions.said import conditions, deadline, different, notes, remarks, summary
from lkt_alloc.reports.decisions.tables import log, members_table, parts_table, periods_table, whole_list
from lkt_alloc.reports.inputs import Input
from lkt_alloc.reports.notes import inputs_note, method_notes
from lkt_alloc.reports.results import Result


class Decided(Result, frozen=True):
    """Who has answered what, and the files that it was made from; `on` is the day that days are counted from, where one is given."""

    overview: Overview
    inputs: Sequence[Input]
    on: date | None = None

    def report(self) -> Report:
        """How many have answered what, and everybody's answer and amounts."""
        own = self.overview
        budget, periods = own.allocation.budget.name, [period.period.name for period in own.allocation.periods]
        decided = log(own)
        return (
            Heading(sentence("{budget}: decisions, {periods}", budget=budget, periods=listed(periods)), 1),
            Paragraph((*deadline(own, self.on), *summary(own))),
            Heading(sentence("What has been decided, in kroner")),
            parts_table(own),
            *(_headed(sentence("By period, in kroner"), periods_table(own)) if len(periods) > 1 else ()),
            Heading(sentence("Who has answered, and what, in kroner")),
            members_table(own),
            Paragraph(tuple(remarks(own))),
            *different(own),
            *conditions(own),
            *notes(own),
            *(_headed(sentence("More about the decisions"), decided) if decided else ()),
            *method_notes(own.allocation),
            Paragraph((inputs_note(self.inputs),), note=True),
        )

    def table(self) -> Table:
        """Everybody's answer with all that is known of it, and its amounts period by period, as a spreadsheet has it."""
        return whole_list(self.overview)

    def sheets(self) -> Sequence[tuple[Value, Table]]:
        """The sums by what has been answered, and by period."""
        return [
            (sentence("By answer"), parts_table(self.overview)),
            (sentence("By period"), periods_table(self.overview)),
        ]

    def rows(self) -> Rows:
        """A row for each period and member."""
        return CSV_HEADER, csv_rows(self.overview)

    def record(self) -> dict[str, Any]:
        """Everything, for programs."""
        return decided_record(self.overview, self.inputs, self.on)


def _headed(heading: Sentence, table: Table) -> tuple[Block, Block]:
    return Heading(heading), table
