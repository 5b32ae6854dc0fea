"""Who has decided what, held against what the budget says that each is to pay: what is adopted, what lacks, what a decline would cost.

Those who are the same over the years, and have answered the same or not at all, are one. Knows nothing of files, formats or clocks.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from lkt_alloc.engine.allocate import Allocation
from lkt_alloc.engine.decisions import ANSWERS, MISSING, Answer, Answered, OreByPeriod
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
    paid, budgeted = amounts_of(allocation), amounts_of(before or allocation)
    stated = _stated(answers, paid, budgeted)
    became = became_over_years(allocation, answers.known)
    own = {}
    for number in sorted(paid, key=by_number):
        adopted = _added(stated[number].values()) if number in stated else budgeted.get(number) if before else None
        own[number] = _standing(number, [number], answers, answers.of(number), (paid[number], adopted))
    together = _of_one_answer(own.values())
    shared = [rows for rows in together if len(rows[0].given) == 1 and len(_ends(rows, became)) > 1]
    in_one = {row.number for each in shared for row in each}
    others = {number: row for number, row in own.items() if number not in in_one}
    rows = [_in_one(each, answers) for each in shared]
    rows += [row for same in _same(became, others) for row in _as_one(same, became, answers, stated)]
    rows.sort(key=lambda row: by_number(row.number))
    case, decisions = allocation.budget.case, answers.decisions
    return Overview(allocation, tuple(rows), decisions.deadline or case.answer_by, decisions.contact or case.answer_to)


_Amounts = tuple[OreByPeriod, OreByPeriod | None]
"""What the budget says, and what is stated, if anything is."""


def _standing(
    number: str, rows: Sequence[str], answers: Answered, given: Mapping[str, Answer], amounts: _Amounts
) -> Standing:
    """One that is the same as some numbers, with those of the answers that are `given` for these, and its amounts."""
    others = () if list(given) == [number] else tuple(with_number(answers.known[by].name, by) for by in given)
    return Standing(answers.known[number], tuple(rows), given, others, *amounts, {})


def _of_one_answer(own: Iterable[Standing]) -> Collection[list[Standing]]:
    """Those who have one answer of one member, together; all others each alone."""
    found: dict[str, list[Standing]] = {}
    for row in own:
        (key,) = row.given if len(row.given) == 1 else (row.number,)
        found.setdefault(key, []).append(row)
    return found.values()


def _ends(rows: Iterable[Standing], became: Mapping[str, Heirs]) -> dict[str, None]:
    """What some have become at last."""
    return {end: None for row in rows for end in became.get(row.number, (row.number,))}


def _in_one(rows: Sequence[Standing], answers: Answered) -> Standing:
    """A row for one answer: it is one decision, whatever those it stands for have become."""
    stated = None if all(row.stated is None for row in rows) else _added(row.adoptable for row in rows)
    numbers, (by,) = [row.number for row in rows], rows[0].given
    return _standing(by, numbers, answers, rows[0].given, (_added(row.budgeted for row in rows), stated))


def _same(became: Mapping[str, Heirs], own: Mapping[str, Standing]) -> Iterator[list[Standing]]:
    """Those who became one another, together where all of them have answered the same or not at all; else by their answers."""
    groups: list[set[str]] = []
    for number in own:
        ends = {number, *became.get(number, ())}
        ends = ends.union(*(group for group in groups if group & ends))
        groups = [*(group for group in groups if not group & ends), ends]
    for group in groups:
        rows = [own[number] for number in own if number in group]
        yield from [rows] if len({row.answer for row in rows}) == 1 else _of_one_answer(rows)


def _as_one(
    rows: Sequence[Standing], became: Mapping[str, Heirs], answers: Answered, stated: "_StatedBy"
) -> Iterator[Standing]:
    """A row for each that there is at last, with what those who became it are to pay, by their shares: as in `over_years`.

    An answer that another of them has given for itself is none of its own.
    """
    if len(rows) == 1:
        yield rows[0]
        return
    ends = _ends(rows, became)
    if len(_of_one_answer(rows)) == 1 and ends.keys().isdisjoint(
        row.number for row in rows
    ):  # what they became answers for itself
        yield _in_one(rows, answers)
        return
    for last in ends:
        own = [row for row in rows if last in became.get(row.number, (row.number,))]
        given = {by: a for row in own for by, a in row.given.items() if by == last or by not in ends}
        amounts = []
        for row in own:
            said = stated.get(row.number, {"": row.adoptable})
            handed = {by: _handed_on(row.number, said[by], last, became) for by in said if by not in ends}
            amounts += [*handed.values(), *([said[last]] if last in said else [])]
        adopted = _added(amounts) if any(row.stated is not None for row in own) else None
        budgeted = _added(_handed_on(row.number, row.budgeted, last, became) for row in own)
        yield _standing(last, [row.number for row in own], answers, given, (budgeted, adopted))


def _handed_on(number: str, amounts: OreByPeriod, to: str, became: Mapping[str, Heirs]) -> dict[str, int]:
    """The parts of amounts that are those of one heir, by period: of whole kroner in whole kroner."""
    units = {period: 1 if ore % KRONE else KRONE for period, ore in amounts.items()}
    return {p: units[p] * dict(handed_on(number, ore // units[p], became))[to] for p, ore in amounts.items()}


def _added(amounts: Iterable[OreByPeriod]) -> dict[str, int]:
    """Amounts by period, added up."""
    found: dict[str, int] = {}
    for own in amounts:
        for period, ore in own.items():
            found[period] = found.get(period, 0) + ore
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


_StatedBy = Mapping[str, Mapping[str, OreByPeriod]]
"""What members have adopted, by their numbers, and by the numbers of those who gave the answers."""


def _stated(answers: Answered, paid: Mapping[str, OreByPeriod], budgeted: Mapping[str, OreByPeriod]) -> _StatedBy:
    """What members say that they have adopted; one answer for several members is divided between them by what the budget says."""
    (first, *more) = answers.budgeted
    shown = {period for own in paid.values() for period in own}
    found: dict[str, dict[str, dict[str, int]]] = {}
    for number, answer in answers.decisions.answers.items():
        for period, ore in (answer.amounts or {}).items():
            name = first if not more and not period else period
            here = answers.members.get(name, ()) if name in shown else ()
            those = [member for member in paid if member in here and number in answers.given[member]]
            weights = [budgeted.get(member, {}).get(name, 0) for member in those]
            for member, part in zip(those, between(ore, weights, weights) if those else [], strict=True):
                found.setdefault(member, {}).setdefault(number, {})[name] = part
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
