"""What `compare` shows: sides side by side, who gains and who loses on each, and of two why, as neutral blocks and for programs.

Knows nothing of any format.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from lkt_alloc.engine.comparison import Comparison
from lkt_alloc.language.sentences import Sentence, Value, sentence
from lkt_alloc.reports.blocks import Block, Heading, Paragraph, Report, Rows, Table
from lkt_alloc.reports.comparison.causes import brought_together, causes_table, method
from lkt_alloc.reports.comparison.gains import gains, scale
from lkt_alloc.reports.comparison.lacking import per_head_by, unpaid
from lkt_alloc.reports.comparison.programs import CSV_HEADER, comparison_record, csv_rows
from lkt_alloc.reports.comparison.sheets import listing_of
from lkt_alloc.reports.comparison.sides import title, what_they_are
from lkt_alloc.reports.comparison.tables import (
    SideNames,
    amounts_table,
    difference_chart,
    difference_table,
    differences_table,
)
from lkt_alloc.reports.comparison.whole import everything
from lkt_alloc.reports.inputs import Input
from lkt_alloc.reports.notes import inputs_note
from lkt_alloc.reports.results import Result


class Compared(Result, frozen=True):
    """The sides, what they are called, what was typed for them, and the files that they are made from."""

    comparison: Comparison
    inputs: Sequence[Input]
    names: SideNames
    typed: tuple[str, ...]
    chart: bool = False

    def what_if(self) -> Sequence[Paragraph]:
        """What is changed on each side that is not as its file has it."""
        head = sentence("What if: {side} is not the budget as it is in the file. Changed:")
        sides = zip(self.comparison.sides, self.names, strict=True)
        return [Paragraph((head.filled(side=name), *side.what_if)) for side, name in sides if side.what_if]

    def report(self) -> Report:
        """Who gains and who loses, the amounts side by side, the differences and, of two sides, their causes."""
        sides = tuple(what_they_are(self.comparison, self.names))
        return (
            Heading(title(self.comparison, self.names), 1),
            *([Paragraph(sides)] if sides else []),
            *self.what_if(),
            *([Heading(sentence("Who pays more, and who pays less"))] if len(self.names) > 2 else []),
            *gains(self.comparison, self.names),
            *self._amounts(),
            *self._causes(),
            Paragraph((*self._notes(), inputs_note(self.inputs)), note=True),
        )

    def _notes(self) -> Iterator[Sentence]:
        yield from unpaid(self.comparison, self.names)
        if not self.chart:
            yield from per_head_by(self.comparison, self.names)
            yield from method(self.comparison)
        yield from brought_together(self.comparison)

    def _amounts(self) -> Iterator[Block]:
        """All sides beside each other where there are several, and then the first with each of the others."""
        first, *others = self.names
        if self.chart:
            for n, name in enumerate(others, start=1):
                yield Heading(sentence("{side} instead of {first}", side=name, first=first))
                yield from scale(self.comparison, n)
                yield difference_chart(self.comparison, n)
            return
        if len(others) == 1:
            yield Heading(sentence("What is paid, and the difference"))
            yield difference_table(self.comparison, self.names, 1)
            return
        yield Heading(sentence("What is paid"))
        yield amounts_table(self.comparison, self.names)
        yield Heading(sentence("The difference from {first}, in kroner", first=first))
        yield differences_table(self.comparison, self.names)
        for n, name in enumerate(others, start=1):
            yield Heading(sentence("{side} instead of {first}", side=name, first=first))
            yield difference_table(self.comparison, self.names, n)

    def _causes(self) -> Iterator[Block]:
        if self.comparison.causes and not self.chart:
            yield Heading(sentence("Why the amounts differ, in kroner"))
            yield causes_table(self.comparison)

    def table(self) -> Table:
        """Everything in one table, as a spreadsheet has it: causes are amounts to calculate with."""
        return everything(self.comparison, self.names)

    def sheets(self) -> Sequence[tuple[Value, Table]]:
        """What each side consists of, by what it is called: everyone's part of every total, with their sum."""
        return [(name, listing_of(side)) for name, side in zip(self.names, self.comparison.sides, strict=True)]

    def rows(self) -> Rows:
        """A row for each municipality on each side but the first, for programs."""
        return CSV_HEADER, csv_rows(self.comparison, self.typed)

    def record(self) -> dict[str, Any]:
        """Everything, for programs."""
        return comparison_record(self.comparison, self.inputs, self.typed)
