"""Answers of members to a budget, and whose they are: each follows its member through renumbering, mergers and splits.

A member has its own answer, by its own number. Only if it has none does it have the answers of those who became it, or of those that it
became: the nearest on each way. Nobody answers for somebody who is a member beside it in any period. So an answer depends on no more
than who the members of each period are, and one period alone says the same as all of them together.

Knows nothing of amounts, files, formats or clocks.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from msgspec import Struct, field

from lkt_alloc.engine.keys import by_number
from lkt_alloc.engine.register import Municipality, Names
from lkt_alloc.language.sentences import Text

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


Onward = Mapping[str, Collection[str]]
"""By number, the numbers of those that one has become, or of those who became one."""

MembersByPeriod = Mapping[str, Collection[str]]
"""The numbers of all who share something, by period."""


class Answered(Struct, frozen=True):
    """Answers, held against the `members` of a budget: `given` has, by member, the numbers under which its answers stand.

    `known` has all of them, and what they have become. `budgeted` are the periods that were there to answer: not those that are added.
    """

    decisions: Decisions
    members: MembersByPeriod
    given: Mapping[str, tuple[str, ...]]
    known: Mapping[str, Municipality]
    budgeted: Sequence[str]

    def of(self, member: str) -> dict[str, Answer]:
        """The answers that are given for one member, by the numbers of those who gave them."""
        return {number: self.decisions.answers[number] for number in self.given.get(member, ())}

    def declined(self, members: Iterable[str]) -> tuple[str, ...]:
        """Those of `members` who have declined, by number. Expects that those who answer for one member have answered the same."""
        own = (member for member in members if any(a.answer == DECLINED for a in self.of(member).values()))
        return tuple(sorted(own, key=by_number))

    def periods_of(self, number: str, but: Collection[str] = ()) -> list[str]:
        """The periods in which an answer is that of any member, `but` some."""
        theirs = {member for member, given in self.given.items() if number in given and member not in but}
        return [period for period, here in self.members.items() if theirs & set(here)]


def answered(
    decisions: Decisions, members: MembersByPeriod, known: Mapping[str, Municipality], added: Collection[str] = ()
) -> Answered:
    """Whose the answers are, of the members of each period. `known` has everybody that answers name, and what all have become."""
    ways = Ways(decisions.answers, members, known)
    everyone = sorted({number for here in members.values() for number in here}, key=by_number)
    given = {member: ways.of(member).given for member in everyone}
    return Answered(decisions, members, given, known, [period for period in members if period not in added])


class Whose(Struct, frozen=True):
    """The numbers whose answers are a member's, in the order of the answers, and of those who had to answer with them and have not."""

    given: tuple[str, ...]
    lacking: tuple[str, ...] = ()


class Ways:
    """The ways from members to those who have answered for them. With nobody who became them unknown, it is known who `lacks` too."""

    def __init__(self, answers: Collection[str], members: MembersByPeriod, known: Mapping[str, Municipality]) -> None:
        self._answers, self._members = answers, members
        self._after: dict[str, Collection[str]] = {number: m.successors for number, m in known.items()}
        self._before: dict[str, list[str]] = {}
        for number, before in known.items():
            for new in before.successors:
                if not (new in known and _was_there(known[new], before)):
                    self._before.setdefault(new, []).append(number)

    def of(self, member: str) -> Whose:
        """Whose answers are those of one member."""
        if member in self._answers:
            return Whose((member,))
        beside = {number for here in self._members.values() if member in here for number in here}
        ways = [self._nearest(member, onward, beside) for onward in (self._before, self._after)]
        found = {number for own in ways for number in own.given}
        lacking = sorted({number for own in ways if own.given for number in own.lacking}, key=by_number)
        return Whose(tuple(number for number in self._answers if number in found), tuple(lacking))

    def _nearest(self, member: str, onward: Onward, beside: Collection[str]) -> Whose:
        """The first with an answer on each way, and the ends of the ways without one; nobody, where a way leads to one who is beside."""
        given, lacking, seen = [], [], {member}
        waiting = list(onward.get(member, ()))
        while waiting:
            number = waiting.pop()
            if number in beside:
                return Whose(())
            if number in seen:
                continue
            seen.add(number)
            if number in self._answers:
                given.append(number)
            elif further := onward.get(number):
                waiting += further
            else:
                lacking.append(number)
        return Whose(tuple(given), tuple(lacking))


def _was_there(heir: Municipality, before: Municipality) -> bool:
    """Whether one was there already when another became a part of it: then it is not what that was."""
    return bool(heir.valid_from and before.valid_to and heir.valid_from <= before.valid_to)
