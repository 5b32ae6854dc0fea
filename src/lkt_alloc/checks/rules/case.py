"""What every rule is given: the budget, the register it is used with, and what is in doubt about either."""

from collections.abc import Iterator, Mapping, Sequence
from graphlib import CycleError
from typing import Final

from msgspec import Struct

from lkt_alloc.diagnostics.findings import Doubts, covers, touches
from lkt_alloc.engine.keys import numbers, uses_of
from lkt_alloc.engine.measures import in_order
from lkt_alloc.engine.model import Budget, Key
from lkt_alloc.engine.names import with_number
from lkt_alloc.engine.parts import ALL, MEASURES, OTHERS, Members
from lkt_alloc.engine.register import Register
from lkt_alloc.files import kinds, norway
from lkt_alloc.language.sentences import Value, listed, sentence

BUDGET: Final = kinds.BUDGET.name
REGISTER: Final = kinds.MUNICIPALITIES.name
"""The documents that rules are about."""


class Case(Struct, frozen=True):
    """A budget with the register it is used with, and by document what is in doubt about them, which grows as problems are found.

    `has_file` says whether any of the register is from a municipality file, and not all from the built-in one.
    """

    budget: Budget
    register: Register
    doubts: Mapping[str, Doubts]
    has_file: bool = True

    def sure(self, *path: str | int, document: str = BUDGET) -> bool:
        """Whether nothing at, around or inside `path` is in doubt."""
        return not touches(self.doubts[document], path)

    def stands(self, *path: str | int, document: str = BUDGET) -> bool:
        """Whether nothing at or around `path` is in doubt; something inside it may be."""
        return not covers(self.doubts[document], path)

    def knows(self, number: str) -> bool:
        """Whether a municipality number is in the register, beyond doubt."""
        return number in self.register.municipalities and self.sure("municipalities", number, document=REGISTER)

    def exists(self, number: str) -> bool:
        """Whether there is a municipality of this number, in the register or in the built-in one."""
        return number in self.register.municipalities or norway.municipality(number) is not None

    def counts(self, measure: str) -> bool:
        """Whether it is beyond doubt what everyone is measured by; of a measure that is not there, nothing is known."""
        try:
            made_of = in_order(measure, self.register.measures)
        except CycleError:
            return False
        return all(name in MEASURES or self._is_read(name) for name in made_of)

    def _is_read(self, measure: str) -> bool:
        """Whether there is a measure in the files, beyond doubt in itself."""
        return measure in self.register.measures and self.sure("measures", measure, document=self.document_of(measure))

    def document_of(self, measure: str) -> str:
        """The document that a measure is in."""
        return BUDGET if measure in self.budget.measures else REGISTER

    def periods_of(self, key: str) -> tuple[str, ...]:
        """The periods in which a key is used; of one that is not, those it has dates for, or one without a name."""
        used = uses_of(self.budget).get(key) if self.sure("periods") and self.sure("posts") else None
        return tuple(used or self.budget.keys[key].population_dates or ("",))

    def known_keys(self) -> Iterator[tuple[str, Key]]:
        """The keys of which it can be said who their members are."""
        for name, key in self.budget.keys.items():
            parts = [("keys", name, "parts", i) for i in range(len(key.parts))]
            named = [key.members, *(part.to for part in key.parts)]
            lists: list[Members] = [members for members in named if not isinstance(members, str)]
            groups = [group for group in named if isinstance(group, str) and group not in (ALL, OTHERS)]
            if (
                self.stands("keys", name, "members")
                and all(self.stands(*part, "to") and self.stands(*part, "by") for part in parts)
                and all(group in self.register.groups for group in groups)
                and all(self.stands("groups", group, "members", document=REGISTER) for group in groups)
                and not any(kinds.UNREADABLE in numbers(members, self.register) for members in (*lists, *groups))
            ):
                yield name, key

    def called(self, number: str) -> str:
        """A municipality as a reader knows it: `Os (1243)`."""
        municipality = self.register.municipalities.get(number) or norway.municipality(number)
        return with_number(municipality.name, number) if municipality else number

    def listed(self, members: Sequence[str], most: int = 5) -> Value:
        """The first few of `members`, and how many more there are."""
        shown = listed(map(self.called, members[:most]), ",")
        if len(members) <= most:
            return shown
        return sentence("{names} and {n} more", names=shown, n=len(members) - most)
