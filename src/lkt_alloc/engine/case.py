"""What is known of the case that councils treat: who writes it, who meets on it, where the money comes from, who is to be answered."""

from datetime import date
from itertools import zip_longest

from msgspec import Struct
from msgspec.structs import replace

from lkt_alloc.language.sentences import Text


class Meeting(Struct, frozen=True):
    """A meeting that a case comes to; without a committee it is of the one whose turn it is."""

    committee: Text | None
    day: date | None


class CaseFacts(Struct, frozen=True):
    """What is known of the case that councils treat; empty or `None` where nobody has said it.

    `paid_from` is what members pay from, `answer_to` who is to get their decisions, at the latest on the day `answer_by`.
    """

    number: str = ""
    officer: str = ""
    sender: Text | None = None
    day: date | None = None
    meetings: tuple[Meeting, ...] = ()
    background: Text | None = None
    paid_from: Text | None = None
    answer_to: Text | None = None
    answer_by: date | None = None

    def over(self, other: "CaseFacts") -> "CaseFacts":
        """Both together; what both say is said by this one; its days alone are those of the other's committees, in order."""
        own = {name: value for name in self.__struct_fields__ if (value := getattr(self, name))}
        if self.meetings and not any(meeting.committee for meeting in self.meetings):
            pairs = zip_longest(self.meetings, other.meetings, fillvalue=Meeting(None, None))
            own["meetings"] = tuple(Meeting(its.committee, mine.day or its.day) for mine, its in pairs)
        return replace(other, **own)
