"""The table of a page: what is shown of everyone who shares, besides what comes with the way it is looked at. Calculates nothing anew."""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from lkt_alloc.engine.allocate import Share
from lkt_alloc.language.sentences import Fixed, Ore
from lkt_alloc.reports.blocks import COMMITTEE, KRONER, NUMBER, PER_HEAD, SHARE, SUM, Cell, Column, Row
from lkt_alloc.reports.counts import Counted, counts
from lkt_alloc.reports.members import kind_of
from lkt_alloc.reports.shares import per_head, percent_sum, percentages, unpaid_percent
from lkt_alloc.reports.strands import Strand


class PageTable(Struct, frozen=True):
    """What the table of a strand has besides amounts: committees if there are any, what is counted, and shares in percent."""

    strand: Strand
    committees: bool
    counted: tuple[Counted, ...]
    percents: Mapping[str, Fixed]

    @property
    def heads(self) -> bool:
        """Whether heads are counted."""
        return any(count.is_heads for count in self.counted)

    def columns(self) -> tuple[tuple[Column, ...], tuple[str, ...]]:
        """What a row has, each with its kind: `count` is of heads, `count2` of something else with two decimals."""
        counted = ((count.column, "count" if count.is_heads else f"count{count.decimals}") for count in self.counted)
        found: list[tuple[Column, str]] = [
            *((Column(NUMBER, False), "text"), (Column(kind_of(self.strand.divisions[0].shares), False), "text")),
            *([(Column(COMMITTEE, False), "text")] if self.committees else []),
            *(*counted, (Column(SHARE), "percent")),
        ]
        if len(self.strand.divisions) == 1:
            found += [(Column(KRONER), "ore"), *([(Column(PER_HEAD), "per_head")] if self.heads else [])]
        else:
            found += [(Column(period.period.name), "ore") for period in self.strand.allocation.periods]
            found.append((Column(SUM), "ore"))
        columns, kinds = zip(*found, strict=True)
        return columns, kinds

    def row(self, shares: Sequence[Share]) -> Row:
        """The row of a member."""
        first = shares[0]
        return (
            *(first.number, first.name, *([first.committee] if self.committees else [])),
            *(count.figures.get(first.number) for count in self.counted),
            self.percents.get(first.number),
            *self._money([share.amount for share in shares], first.population),
        )

    def total(self) -> Row:
        """The row of sums."""
        money = self._money(self.strand.borne, self.strand.people)
        sums = (*(count.total for count in self.counted), percent_sum(self.percents))
        return ("", SUM, *([""] if self.committees else []), *sums, *money)

    def unpaid(self) -> tuple[Row, ...]:
        """The rows of what nobody pays."""
        empty = [*([""] if self.committees else []), *[None] * len(self.counted)]
        return tuple(
            ("", title, *empty, unpaid_percent(title, self.percents), *self._money(ore, None))
            for title, ore in self.strand.unpaid
        )

    def _money(self, amounts: Sequence[int], people: int | None) -> tuple[Cell, ...]:
        """The amounts of a row: of one period also per head where heads are counted, of several also their sum."""
        if len(amounts) > 1:
            return (*map(Ore, amounts), Ore(sum(amounts)))
        return (Ore(amounts[0]), *([per_head(amounts[0], people)] if self.heads else []))


def page_table(strand: Strand) -> PageTable:
    """What is shown of a strand: no column for what nobody has."""
    committees = any(share.committee for share in strand.divisions[0].shares)
    return PageTable(strand, committees, counts(strand), percentages(strand))
