"""Who has decided what, held against what the budget says that each is to pay: what is adopted, what lacks, what a decline would cost.

Knows nothing of files, formats or clocks.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from lkt_alloc.engine.allocate import Allocation
from lkt_alloc.engine.answer_rows import answer_rows
from lkt_alloc.engine.decisions import ANSWERS, MISSING, Answered, OreByPeriod
from lkt_alloc.engine.names import with_number
from lkt_alloc.engine.over_years import amounts_of
from lkt_alloc.engine.parts import SharePart
from lkt_alloc.engine.standing import Held, Standing, Tally, added_up
from lkt_alloc.language.sentences import Sentence, Text


class Overview(Struct, frozen=True):
    """Everybody's standing, by number, in the periods of an allocation; `deadline` and `contact` are what is known of these."""

    allocation: Allocation
    rows: tuple[Standing, ...]
    deadline: date | None
    contact: Text | None

    def of(self, *answers: str) -> list[Standing]:
        """Those who have answered so."""
        return [row for row in self.rows if row.answer in answers]

    @property
    def parts(self) -> Iterator[Tally]:
        """Everybody by what they have answered."""
        for answer in (*ANSWERS, MISSING):
            yield added_up(answer, [row.part for row in self.of(answer)])

    @property
    def whole(self) -> Tally:
        """All of them."""
        return added_up("", [row.part for row in self.rows])

    def whole_of(self, period: str) -> Tally:
        """All of them, in one period."""
        return added_up("", [row.part_of(period) for row in self.rows])

    @property
    def payments(self) -> Held:
        """What members are to pay: nobody who adopts more makes up for another."""
        return self._held(1)

    @property
    def refunds(self) -> Held:
        """What members are to get back."""
        return self._held(-1)

    def _held(self, sign: int) -> Held:
        amounts = [
            (max(0, sign * budgeted), max(0, sign * row.adopted[period]))
            for row in self.rows
            for period, budgeted in row.budgeted.items()
        ]
        within = sum(min(pair) for pair in amounts)
        return Held(sum(budgeted for budgeted, _ in amounts), within, sum(adopted for _, adopted in amounts) - within)

    @property
    def split(self) -> dict[str, tuple[str, ...]]:
        """By the number of a row, those of its numbers that others became too."""
        rows = Counter(number for row in self.rows for number in row.numbers)
        found = {row.number: tuple(n for n in row.numbers if rows[n] > 1) for row in self.rows}
        return {number: numbers for number, numbers in found.items() if numbers}

    @property
    def late(self) -> tuple[str, ...]:
        """Those who gave an answer after the deadline, by what they are called."""
        by = (
            (name, answer.day)
            for row in self.rows
            for name, answer in zip(
                row.others or (with_number(row.name, row.number),), row.given.values(), strict=False
            )
        )
        return tuple(dict.fromkeys(name for name, day in by if self.deadline and day and day > self.deadline))


DeclineCosts = Mapping[str, OreByPeriod | Sentence]
"""By member, what all others would pay more, or why that cannot be known."""


def overview(answers: Answered, allocation: Allocation, before: Allocation | None = None) -> Overview:
    """Who has answered what, of all who share in an allocation; what declines would cost is not known yet (`with_costs`).

    Who adopts without an amount adopts what the budget says, which is that of `before` where the allocation is a what-if.
    Expects answers that suit the budget (`lkt_alloc.checks.rules`).
    """
    case, decisions = allocation.budget.case, answers.decisions
    rows = answer_rows(answers, allocation, before)
    return Overview(allocation, rows, decisions.deadline or case.answer_by, decisions.contact or case.answer_to)


def with_costs(own: Overview, costs: DeclineCosts) -> Overview:
    """The same with what it would cost the others if each row alone declined, by its number."""
    return replace(own, rows=tuple(replace(row, cost=costs[row.number]) for row in own.rows))


def others_pay_it_all(allocation: Allocation) -> bool:
    """Whether others always pay just what somebody who leaves was to pay: all keys divide all there is, whoever their members are."""
    keys = (division.key for _, division in allocation.divided)
    return all(
        all(isinstance(part, SharePart) for part in key.parts)
        and not (key.limits or key.uncovered or key.absent or key.part_year or key.agreed or key.share_unit)
        for key in keys
    )


def own_amounts(row: Standing, paid: Mapping[str, OreByPeriod]) -> dict[str, int]:
    """What is `paid` under all numbers of a row, by period, in øre."""
    return {period: sum(paid[number][period] for number in row.numbers) for period in row.budgeted}


def paid_more(before: Allocation, after: Allocation, gone: Collection[str]) -> dict[str, int]:
    """What all others pay more in an allocation without some members, by period, in øre; less is negative."""
    amounts = [amounts_of(allocation) for allocation in (before, after)]
    return {
        period.id: sum(
            sign * own[period.id]
            for sign, by in zip((-1, 1), amounts, strict=True)
            for n, own in by.items()
            if n not in gone
        )
        for period in before.periods
    }
