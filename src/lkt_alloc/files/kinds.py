"""The kinds of file that there are, each once. What a file of a kind may have in it is in `schema.FORMS`, imported when it is asked for."""

from typing import Any, Final, Generic, TypeVar

from msgspec import Struct

from lkt_alloc.engine.decisions import Decisions
from lkt_alloc.engine.model import Budget
from lkt_alloc.engine.register import Register
from lkt_alloc.engine.scenario import Actual, Written
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import Sentence, sentence

T = TypeVar("T")
Content = Budget | Register | Written | Actual | Decisions
"""What a file can hold."""

UNREADABLE: Final = "?"
"""What stands in for a text that could not be read, also for a member in a list. Never seen by a user."""


class Kind(Struct, Generic[T], frozen=True):
    """One kind of file: its name as in `format: lkt-alloc/budget/1`, the class of its value, and what is said of it.

    `other` is said of a file, by `path`, that should be of this kind and is not. `built_in` is the file that comes with the program.
    """

    name: str
    value: type[T]
    called: Sentence
    other: Sentence
    built_in: str = ""

    def refused(self, path: object) -> CannotRun:
        """To be raised for a file that should be of this kind and is not."""
        return CannotRun(self.other.filled(path=str(path)))


BUDGET: Final = Kind(
    "budget",
    Budget,
    sentence("the budget file"),
    sentence("The file {path} is not a budget file."),
    "budget_2018_2019.yaml",
)
MUNICIPALITIES: Final = Kind(
    "municipalities",
    Register,
    sentence("the municipality file"),
    sentence("The file {path} is not a municipality file."),
    "municipalities.yaml",
)
SCENARIO: Final = Kind(
    "scenario",
    Written,
    sentence("the scenario file"),
    sentence("The file {path} is not a scenario file."),
)
ACTUAL: Final = Kind(
    "actual",
    Actual,
    sentence("the file of final figures"),
    sentence("The file {path} is not a file of final figures."),
)
DECISIONS: Final = Kind(
    "decisions",
    Decisions,
    sentence("the file of decisions"),
    sentence("The file {path} is not a file of decisions."),
)

KINDS: Final[dict[str, Kind[Any]]] = {kind.name: kind for kind in (BUDGET, MUNICIPALITIES, SCENARIO, ACTUAL, DECISIONS)}
"""All of them, by name."""
