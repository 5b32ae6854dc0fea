"""What `compare` shows: sides side by side, who gains and who loses on each, and of two why, as neutral blocks and for programs.

Knows nothing of any format.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from lkt_alloc.engine.comparison import Comparison
from lkt_alloc.language.sentences import Ore, Sentence, Value, listed, sentence
from lkt_alloc.reports.blocks import Block, Heading, Paragraph, Report, Rows, Table
from lkt_alloc.reports.comparison.causes import causes_table, why
from lkt_alloc.reports.comparison.gains import gains
from lkt_alloc.reports.comparison.programs import CSV_HEADER, comparison_record, csv_rows
from lkt_alloc.reports.comparison.sheets import listing_of
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


def side_names(comparison: Comparison, *otherwise: Sequence[Value]) -> SideNames:
    """What the sides are called: their periods, or the first of `otherwise` that tells all of them apart, or the last there is."""
    periods = [side.budget.periods[side.period].name for side in comparison.sides]
    different = (names for names in (periods, *otherwise) if all(name not in names[:n] for n, name in enumerate(names)))
    return tuple(next(different, otherwise[-1]))


_NOT_COVERED: Final = sentence("{side}: {left} of {total} is not covered.")
_TOO_MUCH: Final = sentence("{side}: {left} more is paid than the {total} that are needed.")


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
        budget = self.comparison.sides[-1].budget.name
        return (
            Heading(sentence("{budget}: {sides}", budget=budget, sides=listed(self.names)), 1),
            *self.what_if(),
            *([Heading(sentence("Who pays more, and who pays less"))] if len(self.names) > 2 else []),
            *gains(self.comparison, self.names),
            *self._amounts(),
            *self._causes(),
            Paragraph((*self._unpaid(), *why(self.comparison), inputs_note(self.inputs)), note=True),
        )

    def _amounts(self) -> Iterator[Block]:
        """All sides beside each other where there are several, and then the first with each of the others."""
        first, *others = self.names
        if self.chart:
            for n, name in enumerate(others, start=1):
                yield Heading(sentence("{side} instead of {first}", side=name, first=first))
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

    def _unpaid(self) -> Iterator[Sentence]:
        """What nobody pays on the sides, and what is rounded off, neither of which stands in any member's amount."""
        own = self.comparison
        paid = (own.against[0].total.a, *(other.total.b for other in own.against))
        for name, amount, left, odd in zip(self.names, paid, own.left, own.rounded_off, strict=True):
            if left:
                said = _NOT_COVERED if left > 0 else _TOO_MUCH
                yield said.filled(side=name, left=Ore(abs(left)), total=Ore(amount + left + odd))
            if odd:
                yield sentence(
                    "{side}: these amounts make {total} with {odd} of rounding to whole kroner.",
                    side=name,
                    total=Ore(amount + odd),
                    odd=Ore(odd),
                )

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
