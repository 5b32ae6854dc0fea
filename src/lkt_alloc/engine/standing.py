"""Where one member stands: its answer, what it is to pay and has adopted, and sums of such. Knows nothing of files, formats or clocks."""

from collections.abc import Collection, Mapping
from datetime import date

from msgspec import Struct

from lkt_alloc.engine.decisions import ADOPTED, MISSING, Answer, OreByPeriod
from lkt_alloc.engine.register import Municipality
from lkt_alloc.language.sentences import Sentence


class Standing(Struct, frozen=True):
    """What one member has decided: the answers `given` for it, and its amounts (øre by period).

    It is one of `numbers`, or more of them, in the periods that are shown. `others` are those who gave the answer, where it is not
    the member itself alone, by what they are called. `budgeted` are the amounts of the budget and `stated` those that it says that it
    has adopted, where it says any. `cost` is what all others would pay more if it alone declined, or why that cannot be known.
    """

    member: Municipality
    numbers: tuple[str, ...]
    given: Mapping[str, Answer]
    others: tuple[str, ...]
    budgeted: OreByPeriod
    stated: OreByPeriod | None
    cost: OreByPeriod | Sentence

    @property
    def number(self) -> str:
        """Its number, the last that it has had."""
        return self.member.number

    @property
    def name(self) -> str:
        """Its name, under that number."""
        return self.member.name

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
        return {period: self.adoptable.get(period, 0) for period in self.budgeted}

    @property
    def adoptable(self) -> OreByPeriod:
        """The amounts that its answer is about: those that it states, else the budget's."""
        return self.budgeted if self.stated is None else self.stated

    @property
    def otherwise(self) -> dict[str, tuple[int, int]]:
        """Of what is adopted, the amounts that are not the budget's, each after the budget's, by period."""
        if self.answer != ADOPTED:
            return {}
        said = self.adoptable
        return {period: (ore, said[period]) for period, ore in self.budgeted.items() if ore != said.get(period, ore)}

    @property
    def part(self) -> "Tally":
        """Itself alone, in all periods."""
        return Tally(self.answer, 1, sum(self.budgeted.values()), sum(self.adopted.values()))

    def part_of(self, period: str) -> "Tally":
        """Itself alone, in one period."""
        return Tally(self.answer, 1, self.budgeted[period], self.adopted[period])

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


class Held(Struct, frozen=True):
    """Amounts of one direction, in øre and none of them negative: of what is `budgeted` what is `adopted`, and what is `beyond` it."""

    budgeted: int
    adopted: int
    beyond: int

    @property
    def lacking(self) -> int:
        """What is not adopted."""
        return self.budgeted - self.adopted


def added_up(answer: str, parts: Collection[Tally]) -> Tally:
    """Several as one, who have all answered this."""
    return Tally(
        answer,
        sum(part.count for part in parts),
        sum(part.budgeted for part in parts),
        sum(part.adopted for part in parts),
    )
