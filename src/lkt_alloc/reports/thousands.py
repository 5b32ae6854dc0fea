"""What `compute --thousands` shows: periods side by side in 1000 kr, adding up both ways. Knows nothing of any format or language."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from lkt_alloc.engine.allocate import Allocation, Share
from lkt_alloc.engine.over_years import became_over_years, not_divided, over_years
from lkt_alloc.engine.succession import Succession
from lkt_alloc.engine.thousands import THOUSAND, THOUSANDS_METHOD, coarse
from lkt_alloc.files.norway import with_successors
from lkt_alloc.language.sentences import Ore, Sentence, Value, listed, sentence
from lkt_alloc.language.words import Words
from lkt_alloc.reports.blocks import KRONER, NUMBER, SUM, Column, Heading, Paragraph, Report, Row, Rows, Table
from lkt_alloc.reports.members import kind_of
from lkt_alloc.reports.notes import inputs_note, method_notes
from lkt_alloc.reports.record import csv_row, money, named_inputs, period_fields, said_what_if
from lkt_alloc.reports.results import OfAllocation
from lkt_alloc.reports.shares import amounts_columns, sorted_by, with_sum
from lkt_alloc.reports.strands import unpaid
from lkt_alloc.reports.succession import said_to_have_become, split_records, succession
from lkt_alloc.reports.thousands_book import thousands_book
from lkt_alloc.reports.workbook.cells import Workbook

FORMAT: Final = "lkt-alloc/thousands/1"
CSV_HEADER: Final = ("period", "number", "name", "thousands", "amount", "rounding")
ROUNDING_IN_KRONER: Final = sentence("Rounding, NOK")


class PlanLine(Struct, frozen=True):
    """What a member pays, or what nobody pays by a key: øre and thousands by period. `shares` and `before` as in `OverYears`."""

    number: str
    name: Value
    amounts: tuple[int, ...]
    thousands: tuple[int, ...]
    shares: tuple[Share, ...] = ()
    before: tuple[str, ...] = ()

    @property
    def in_all(self) -> int:
        """What it makes in all periods, in øre."""
        return sum(self.amounts)

    @property
    def odd(self) -> int:
        """What the thousands lack of the exact sum, in øre."""
        return self.in_all - sum(self.thousands) * THOUSAND


class Thousands(OfAllocation, frozen=True):
    """What everyone pays in each period, in 1000 kr for a financial plan. Whole kroner stay what is paid, and stand beside."""

    words: Words
    sort: str

    def report(self) -> Report:
        """The table, how it was rounded and shared, and the files that it was made from."""
        lines = self.lines()
        return (
            Heading(sentence("{budget}: shares in 1000 kroner", budget=self.allocation.budget.name), 1),
            *self.what_if(),
            self.reconciled(),
            Paragraph((*self._exact(lines), *_said(self._became())), note=True),
            *method_notes(self.allocation),
            Paragraph((inputs_note(self.inputs),), note=True),
        )

    def lines(self) -> list[PlanLine]:
        """Members as they are wanted sorted; then what nobody pays, and what is paid by those whose amounts no key shares."""
        lines = plan_lines(self.allocation)
        members = {line.number: line for line in lines if line.shares}
        ordered = sorted_by([line.shares for line in members.values()], self.sort)
        return [*(members[shares[0].number] for shares in ordered), *(line for line in lines if not line.shares)]

    def table(self) -> Table:
        """The reconciled table as a list by itself: nothing below its rows, and columns of thousands that say that they are."""
        table = self.reconciled()
        *columns, odd, kroner = table.columns
        titles = [sentence("{column}, 1000 NOK", column=column.title) for column in columns[table.keys :]]
        own = (*columns[: table.keys], *map(Column, titles), odd, kroner)
        return replace(table, columns=own, rows=(*table.rows, table.total), total=())

    def in_thousands(self) -> Table:
        """Everyone's thousands with their sum, and what that is in kroner."""
        lines = self.lines()
        rows: tuple[Row, ...] = tuple((line.number, line.name, *_in_row(line)) for line in lines)
        columns = (*self._columns(lines), Column(ROUNDING_IN_KRONER), Column(KRONER))
        return Table(columns, rows, ("", SUM, *_in_row(together(lines))), 2)

    def reconciled(self) -> Table:
        """The same with its sums as the last of its rows, and below it what these lack of the exact sums in kroner."""
        table, whole = self.in_thousands(), together(self.lines())
        odd = [ore - n * THOUSAND for ore, n in zip(whole.amounts, whole.thousands, strict=True)]
        total: Row = ("", ROUNDING_IN_KRONER, *with_sum(odd), None, None)
        return replace(
            table, rows=(*table.rows, table.total), total=total, summed=len(table.rows), limit=len(table.rows)
        )

    def in_kroner(self) -> Table:
        """The exact amounts of the same lines."""
        lines = self.lines()
        rows: tuple[Row, ...] = tuple((line.number, line.name, *with_sum(line.amounts)) for line in lines)
        return Table(self._columns(lines), rows, ("", SUM, *with_sum(together(lines).amounts)), 2)

    def _exact(self, lines: Sequence[PlanLine]) -> Iterator[Sentence]:
        """The sums in kroner, which are too wide for a column of thousands."""
        names, sums = [period.period.name for period in self.allocation.periods], together(lines)
        amounts = (
            sentence("{amount} for {period}", amount=Ore(ore), period=name)
            for name, ore in zip(names, sums.amounts, strict=True)
        )
        if len(names) > 1:
            yield sentence(
                "The exact sums are {sums}, and {whole} in all.", sums=listed(amounts, ","), whole=Ore(sums.in_all)
            )

    def _became(self) -> Succession:
        """What members of some periods are in later ones."""
        known = with_successors(self.allocation.register).municipalities
        return succession(became_over_years(self.allocation, known), known)

    def _columns(self, lines: Sequence[PlanLine]) -> tuple[Column, ...]:
        members = Column(kind_of(line.shares[0] for line in lines if line.shares), False)
        return (Column(NUMBER, False), members, *amounts_columns(self.allocation))

    def rows(self) -> Rows:
        """A row for each period and line."""
        periods = self.allocation.periods
        return CSV_HEADER, (
            csv_row(CSV_HEADER, {**period_fields(period), **_named(line), **fields})
            for n, period in enumerate(periods)
            for line in self.lines()
            for fields in [_figures(line.thousands[n], line.amounts[n])]
        )

    def record(self) -> dict[str, Any]:
        """Everything, for programs (`lkt_alloc.reports.record`)."""
        lines = self.lines()
        return {
            "format": FORMAT,
            "method": THOUSANDS_METHOD,
            "what_if": said_what_if(self.allocation.what_if),
            "inputs": named_inputs(self.inputs),
            "periods": [period_fields(period) for period in self.allocation.periods],
            "lines": [{**_named(line), "before": list(line.before), **_amounts(line)} for line in lines],
            "total": _amounts(together(lines)),
            "splits": split_records(self._became()),
        }

    def workbook(self) -> Workbook:
        """A sheet in thousands and one in kroner, with formulas for all that is added up."""
        return thousands_book(self.reconciled(), self.in_kroner(), self.report(), self.words)


def plan_lines(allocation: Allocation) -> list[PlanLine]:
    """Members by number, then what nobody pays, then payers whose amounts no key shares: all that is to be paid."""
    periods = allocation.periods
    apart = [not_divided(period) for period in periods]
    found: list[tuple[str, Value, tuple[int, ...], tuple[Share, ...], tuple[str, ...]]] = [
        (member.number, member.name, member.amounts, member.shares, member.before)
        for member in over_years(allocation, with_successors(allocation.register).municipalities)
    ]
    found += [("", title, amounts, (), ()) for title, amounts in unpaid([period.divisions for period in periods])]
    found += [
        ("", payer.name, tuple(own.get(name, 0) for own in apart), (), ())
        for name, payer in allocation.budget.payers.items()
        if any(name in own for own in apart)
    ]
    thousands = coarse([amounts for _, _, amounts, _, _ in found])
    return [
        PlanLine(number, name, amounts, own, shares, before)
        for (number, name, amounts, shares, before), own in zip(found, thousands, strict=True)
    ]


def together(lines: Sequence[PlanLine]) -> PlanLine:
    """All lines as one."""
    amounts, thousands = (
        tuple(map(sum, zip(*columns, strict=True)))
        for columns in ([line.amounts for line in lines], [line.thousands for line in lines])
    )
    return PlanLine("", SUM, amounts, thousands)


def _in_row(line: PlanLine) -> Row:
    several = len(line.thousands) > 1
    return (*line.thousands, *([sum(line.thousands)] if several else []), Ore(line.odd), Ore(line.in_all))


def _said(became: Succession) -> Iterator[Sentence]:
    yield sentence(
        "Every amount in 1000 kroner is rounded down or up, so that all rows and columns add up ({method}).",
        method=THOUSANDS_METHOD,
    )
    if not became.heirs:
        yield sentence("What is paid are the exact amounts in kroner; without --thousands each of them is shown.")
        return
    yield sentence(
        "What is paid are the exact amounts in kroner; without --thousands each of them is shown, under the number that the "
        "municipality has in that period."
    )
    yield from said_to_have_become(became, _MERGED)


_MERGED: Final = sentence(
    "Municipalities that merged are in the row of what they became; what each of them pays is added up."
)


def _named(line: PlanLine) -> dict[str, Any]:
    """Who it is; names of lines that are nobody's are in English, as all is that programs read."""
    return {"number": line.number, "name": Words("en").show(line.name)}


def _figures(thousands: int, ore: int) -> dict[str, Any]:
    return {"thousands": thousands, **money(amount=ore, rounding=ore - thousands * THOUSAND)}


def _amounts(line: PlanLine) -> dict[str, Any]:
    """A line period by period, in the order of the periods, and in all."""
    by_period = [_figures(n, ore) for n, ore in zip(line.thousands, line.amounts, strict=True)]
    return {"by_period": by_period, **_figures(sum(line.thousands), line.in_all)}
