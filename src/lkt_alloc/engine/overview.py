"""Who has decided what, held against what the budget says that each is to pay: what is adopted, what lacks, what a decline would cost.

Those who are the same over the years, and have answered the same or not at all, are one. Knows nothing of files, formats or clocks.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from lkt_alloc.engine.allocate import Allocation
from lkt_alloc.engine.decisions import ANSWERS, MISSING, Answered, OreByPeriod
from lkt_alloc.engine.keys import by_number
from lkt_alloc.engine.mergers import handed_on
from lkt_alloc.engine.names import with_number
from lkt_alloc.engine.over_years import became_over_years
from lkt_alloc.engine.parts import SharePart
from lkt_alloc.engine.payers import KRONE
from lkt_alloc.engine.settlement import between
from lkt_alloc.engine.standing import Held, Standing, Tally, added_up
from lkt_alloc.engine.succession import Heirs
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
    def late(self) -> list[Standing]:
        """Those who answered after the deadline."""
        return [row for row in self.rows if self.deadline and row.day and row.day > self.deadline]


DeclineCosts = Mapping[str, OreByPeriod | Sentence]
"""By member, what all others would pay more, or why that cannot be known."""


def overview(answers: Answered, allocation: Allocation) -> Overview:
    """Who has answered what, of all who share in an allocation; what declines would cost is not known yet (`with_costs`).

    Expects answers that suit the budget (`lkt_alloc.checks.rules`).
    """
    paid = amounts_of(allocation)
    stated = _stated(answers, paid, allocation)
    own = {n: _standing(n, [n], answers, paid[n], stated.get(n)) for n in sorted(paid, key=by_number)}
    became = became_over_years(allocation, answers.known)
    rows = [row for together in _same(became, own) for row in _as_one(together, became, answers)]
    rows.sort(key=lambda row: by_number(row.number))
    case, decisions = allocation.budget.case, answers.decisions
    return Overview(allocation, tuple(rows), decisions.deadline or case.answer_by, decisions.contact or case.answer_to)


def _standing(
    number: str, rows: Sequence[str], answers: Answered, budgeted: OreByPeriod, stated: OreByPeriod | None
) -> Standing:
    """One that is the same as some numbers, with the answers that are given for these."""
    given = {by: answer for own in rows for by, answer in answers.of(own).items()}
    others = () if list(given) == [number] else tuple(with_number(answers.known[by].name, by) for by in given)
    return Standing(answers.known[number], tuple(rows), given, others, budgeted, stated, {})


def _same(became: Mapping[str, Heirs], own: Mapping[str, Standing]) -> Iterator[list[Standing]]:
    """Those who became one another, together where all of them have answered the same or not at all; all others each alone."""
    groups: list[set[str]] = []
    for number in own:
        ends = {number, *became.get(number, ())}
        ends = ends.union(*(group for group in groups if group & ends))
        groups = [*(group for group in groups if not group & ends), ends]
    for group in groups:
        rows = [own[number] for number in own if number in group]
        yield from [rows] if len({row.answer for row in rows}) == 1 else ([row] for row in rows)


def _as_one(rows: Sequence[Standing], became: Mapping[str, Heirs], answers: Answered) -> Iterator[Standing]:
    """A row for each that there is at last, with what those who became it are to pay, by their shares: as in `over_years`."""
    if len(rows) == 1:
        yield rows[0]
        return
    for last in {end: None for row in rows for end in became.get(row.number, (row.number,))}:
        own = [row for row in rows if last in became.get(row.number, (row.number,))]
        budgeted = _handed_on({row.number: row.budgeted for row in own}, last, became)
        stated = _handed_on({row.number: row.adoptable for row in own}, last, became)
        is_stated = any(row.stated is not None for row in own)
        yield _standing(last, [row.number for row in own], answers, budgeted, stated if is_stated else None)


def _handed_on(amounts: Mapping[str, OreByPeriod], to: str, became: Mapping[str, Heirs]) -> dict[str, int]:
    """The parts of amounts that are those of one heir, added up by period: of whole kroner in whole kroner."""
    found: dict[str, int] = {}
    for number, own in amounts.items():
        for period, ore in own.items():
            unit = 1 if ore % KRONE else KRONE
            found[period] = found.get(period, 0) + unit * dict(handed_on(number, ore // unit, became))[to]
    return found


def amounts_of(allocation: Allocation) -> dict[str, dict[str, int]]:
    """What each member pays in each period, to all payers together, in øre."""
    periods = [period.id for period in allocation.periods]
    found: dict[str, dict[str, int]] = {}
    for period, division in allocation.divided:
        for share in division.shares:
            own = found.setdefault(share.number, dict.fromkeys(periods, 0))
            own[period.id] += share.amount
    return found


def _stated(answers: Answered, paid: Mapping[str, OreByPeriod], allocation: Allocation) -> dict[str, dict[str, int]]:
    """What members say that they have adopted, by number and period.

    One answer for several members is divided between them by what the budget says; several for one are added up.
    """
    (first, *more) = answers.budgeted
    shown = {period.id for period in allocation.periods}
    found: dict[str, dict[str, int]] = {}
    for number, answer in answers.decisions.answers.items():
        for period, ore in (answer.amounts or {}).items():
            name = first if not more and not period else period
            here = answers.members.get(name, ()) if name in shown else ()
            those = [member for member in paid if member in here and number in answers.given[member]]
            weights = [paid[member][name] for member in those]
            for member, part in zip(those, between(ore, weights, weights) if those else [], strict=True):
                own = found.setdefault(member, {})
                own[name] = own.get(name, 0) + part
    return found


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
