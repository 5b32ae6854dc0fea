"""Who has decided what: the answers of members by the deadline, held against what the budget says that each is to pay.

An answer follows its member through renumbering, mergers and splits. Knows nothing of files, formats or clocks.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Final

from msgspec import Struct, field

from lkt_alloc.engine.allocate import Allocation
from lkt_alloc.engine.keys import by_number
from lkt_alloc.engine.model import Municipality, Names
from lkt_alloc.engine.names import with_number
from lkt_alloc.engine.settlement import between
from lkt_alloc.engine.succession import heirs_among, kin
from lkt_alloc.language.sentences import Sentence, Text

ADOPTED, DECLINED, CONDITIONAL, MISSING = "adopted", "declined", "conditional", "missing"
ANSWERS: Final = (ADOPTED, CONDITIONAL, DECLINED)
"""What can be answered; whoever has not is `MISSING`."""

OreByPeriod = Mapping[str, int]
"""Øre by period."""


class Answer(Struct, frozen=True):
    """What one member has answered, when, who decided it in which case, and where it wants its invoices.

    `amounts` are those that it has adopted, by period, or under no name where the budget has one period; `None`: as in the budget.
    """

    answer: str
    day: date | None = None
    body: str = ""
    case: str = ""
    amounts: OreByPeriod | None = None
    invoice_address: str = ""
    reference: str = ""
    note: str = ""


class Decisions(Struct, frozen=True):
    """A file of answers, by the number that each member had when it answered.

    `contact` is who wants them, at the latest on the day `deadline`. `budget` and `municipalities` name the files that it is about.
    """

    deadline: date | None = None
    contact: Text | None = None
    answers: Mapping[str, Answer] = field(default_factory=dict)
    names: Names = field(default_factory=dict)
    budget: str | None = None
    municipalities: str | None = None


AnswersGiven = dict[str, Answer]
"""The answers that are given for one member, by the numbers of those who gave them."""


def stands_for(number: str, members: Collection[str], known: Mapping[str, Municipality]) -> list[str]:
    """The members that an answer is for: its own, else those it has become by now, or those who have become it since."""
    if number in members or number not in known:
        return [number] if number in members else []
    return [one.number for one in kin(number, known, {n: known[n] for n in members if n in known})]


def given_for(
    members: Collection[str], answers: Iterable[str], known: Mapping[str, Municipality]
) -> dict[str, list[str]]:
    """By member, the numbers under which there are answers for it; there are several where those who answered have merged."""
    found: dict[str, list[str]] = {member: [] for member in sorted(members, key=by_number)}
    for number in answers:
        for member in stands_for(number, members, known):
            found[member].append(number)
    return found


def together_with(member: str, answered: Collection[str], known: Mapping[str, Municipality]) -> list[str]:
    """Everybody who must have answered for an answer to be a member's: all that became it at one time, or all that it has become.

    `answered` are numbers, none of them its own, under which there are answers for it.
    """
    first = next(iter(answered))
    if member not in heirs_among(first, known, member.__eq__):
        return sorted(heirs_among(member, known, answered.__contains__))
    last = known[first].valid_to
    became = (n for n, m in known.items() if m.valid_to == last and n != member)
    return sorted(n for n in became if member in heirs_among(n, known, member.__eq__))


class Standing(Struct, frozen=True):
    """What one member has decided: the answers `given` for it, and its amounts (øre by period).

    `others` are those who gave the answer, where it is not the member itself, by what they are called.
    `budgeted` are those of the budget and `stated` those that it says that it has adopted, where it says any. `cost` is what all others
    would pay more if it alone declined, or why that cannot be known.
    """

    number: str
    name: str
    given: AnswersGiven
    others: tuple[str, ...]
    budgeted: OreByPeriod
    stated: OreByPeriod | None
    cost: OreByPeriod | Sentence

    @property
    def answer(self) -> str:
        """What it has answered; `MISSING` if it has not."""
        return next((answer.answer for answer in self.given.values()), MISSING)

    @property
    def day(self) -> date | None:
        """The day of the answer, the latest of several."""
        return max((answer.day for answer in self.given.values() if answer.day), default=None)

    @property
    def adopted(self) -> dict[str, int]:
        """What is adopted, by period: nothing before it is said without conditions."""
        if self.answer != ADOPTED:
            return dict.fromkeys(self.budgeted, 0)
        own = self.budgeted if self.stated is None else self.stated
        return {period: own.get(period, 0) for period in self.budgeted}

    @property
    def otherwise(self) -> dict[str, tuple[int, int]]:
        """Of what is adopted, the amounts that are not the budget's, each after the budget's, by period."""
        if self.answer != ADOPTED:
            return {}
        return {p: (ore, self.adopted[p]) for p, ore in self.budgeted.items() if ore != self.adopted[p]}

    @property
    def part(self) -> "Tally":
        """Itself alone, in all periods."""
        return _part(self.answer, [self])

    def said(self, what: str) -> tuple[str, ...]:
        """What the answers say of one thing, each saying once."""
        return tuple(dict.fromkeys(filter(None, (getattr(answer, what) for answer in self.given.values()))))

    def only(self, what: str) -> str:
        """The same where they say one thing; else nothing."""
        said = self.said(what)
        return said[0] if len(said) == 1 else ""


class Tally(Struct, frozen=True):
    """Those who have answered the same, or not: how many they are, and their amounts in øre."""

    answer: str
    count: int
    budgeted: int
    adopted: int

    @property
    def lacking(self) -> int:
        """What is not adopted; negative where more is."""
        return self.budgeted - self.adopted


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
            yield _part(answer, self.of(answer))

    @property
    def whole(self) -> Tally:
        """All of them."""
        return _part("", self.rows)

    def whole_of(self, period: str) -> Tally:
        """All of them, in one period."""
        sums = [sum(own[period] for own in amounts) for amounts in _amounts(self.rows)]
        return Tally("", len(self.rows), *sums)

    @property
    def late(self) -> list[Standing]:
        """Those who answered after the deadline."""
        return [row for row in self.rows if self.deadline and row.day and row.day > self.deadline]


def _part(answer: str, rows: Collection[Standing]) -> Tally:
    budgeted, adopted = (sum(sum(own.values()) for own in amounts) for amounts in _amounts(rows))
    return Tally(answer, len(rows), budgeted, adopted)


def _amounts(rows: Collection[Standing]) -> tuple[list[OreByPeriod], list[OreByPeriod]]:
    return [row.budgeted for row in rows], [row.adopted for row in rows]


DeclineCosts = Mapping[str, OreByPeriod | Sentence]
"""By member, what all others would pay more, or why that cannot be known."""


def overview(
    decisions: Decisions, allocation: Allocation, known: Mapping[str, Municipality], costs: DeclineCosts
) -> Overview:
    """Who has answered what, of all who share in an allocation; without the `costs` of those for whom there are none.

    `known` has everybody that answers name, and what they have become. Expects answers that suit the budget (`lkt_alloc.checks.rules`).
    """
    paid = amounts_of(allocation)
    given = given_for(paid, decisions.answers, known)
    stated = _stated(decisions, given, paid, allocation)
    rows = tuple(
        Standing(
            number,
            allocation.register.municipalities[number].name,
            {answered: decisions.answers[answered] for answered in own},
            tuple(with_number(known[answered].name, answered) for answered in own if answered != number),
            paid[number],
            stated.get(number),
            costs.get(number, {}),
        )
        for number, own in given.items()
    )
    case = allocation.budget.case
    return Overview(allocation, rows, decisions.deadline or case.answer_by, decisions.contact or case.answer_to)


def amounts_of(allocation: Allocation) -> dict[str, dict[str, int]]:
    """What each member pays in each period, to all payers together, in øre."""
    periods = [period.id for period in allocation.periods]
    found: dict[str, dict[str, int]] = {}
    for period, division in allocation.divided:
        for share in division.shares:
            own = found.setdefault(share.number, dict.fromkeys(periods, 0))
            own[period.id] += share.amount
    return found


def _stated(
    decisions: Decisions, given: Mapping[str, list[str]], paid: Mapping[str, OreByPeriod], allocation: Allocation
) -> dict[str, dict[str, int]]:
    """What members say that they have adopted, by number and period.

    One answer for several members is divided between them by what the budget says; several for one are added up.
    """
    (*others, last) = allocation.budget.periods
    found: dict[str, dict[str, int]] = {}
    for number, answer in decisions.answers.items():
        those = [member for member, answered in given.items() if number in answered]
        for period, ore in (answer.amounts or {}).items():
            name = last if not others and not period else period
            weights = [paid[member].get(name, 0) for member in those]
            for member, part in zip(those, between(ore, weights, weights) if those else [], strict=True):
                own = found.setdefault(member, {})
                own[name] = own.get(name, 0) + part
    return found


def paid_more(before: Allocation, after: Allocation, gone: str) -> dict[str, int]:
    """What all others pay more in an allocation without one member, by period, in øre; less is negative."""
    amounts = [amounts_of(allocation) for allocation in (before, after)]
    return {
        period.id: sum(
            sign * own[period.id]
            for sign, by in zip((-1, 1), amounts, strict=True)
            for n, own in by.items()
            if n != gone
        )
        for period in before.periods
    }


def declined(decisions: Decisions, members: Collection[str], known: Mapping[str, Municipality]) -> tuple[str, ...]:
    """The members who have declined, by number."""
    given = given_for(members, decisions.answers, known)
    return tuple(
        member for member, own in given.items() if any(decisions.answers[number].answer == DECLINED for number in own)
    )
