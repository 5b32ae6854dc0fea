"""What is wrong with the data: a `Problem` points into the data, a `Finding` into the file.

Knows nothing of YAML, of what a budget is, or of how a finding is printed. The registry of rules is here, because every room
that reports a problem names its rule.
"""

from collections.abc import Set
from dataclasses import dataclass

from lkt_alloc.sentences import Sentence

Path = tuple[str | int, ...]
"""A route into the data: field names, keys and list positions, from the top of one file."""


def covers(doubtful: Set[Path], path: Path) -> bool:
    """Whether `path` or something around it is doubtful."""
    return any(path[:length] in doubtful for length in range(len(path) + 1))


def touches(doubtful: Set[Path], path: Path) -> bool:
    """Whether `path`, something around it or something inside it is doubtful."""
    return covers(doubtful, path) or any(other[: len(path)] == path for other in doubtful)


@dataclass(frozen=True, slots=True)
class Rule:
    """A numbered check. `severity` is `error`, `warning` or `info`; `title` is a message id."""

    name: str
    severity: str
    title: str


RULES = {
    rule.name: rule
    for rule in (
        # reading the text
        Rule("encoding", "error", "The file is text in UTF-8"),
        Rule("syntax", "error", "The file is YAML"),
        Rule("yaml-feature", "error", "Only the plain part of YAML is used"),
        Rule("duplicate-key", "error", "A field stands once"),
        Rule("ambiguous-text", "error", "Other programs read the same text as we do"),
        Rule("too-large", "error", "The file has a reasonable size and depth"),
        # structure
        Rule("unknown-field", "error", "Every field is known"),
        Rule("missing-field", "error", "Every required field is there"),
        Rule("wrong-type", "error", "Every value is of the right kind"),
        Rule("unknown-value", "error", "A value is one of those that the field can have"),
        Rule("not-an-amount", "error", "Amounts are written as kroner"),
        Rule("not-a-share", "error", "Shares are written as percentages or fractions"),
        Rule("not-a-date", "error", "Dates are written as year-month-day"),
        Rule("not-a-number", "error", "Populations are written as whole numbers"),
        # meaning
        Rule("unknown-reference", "error", "What is referred to exists"),
        Rule("unknown-member", "error", "Every member is in the municipality file"),
        Rule("invalid-member", "error", "Every member exists throughout the period"),
        Rule("duplicate-member", "error", "A member is named once"),
        Rule("duplicate-post", "error", "A post has an identifier of its own"),
        Rule("period-dates", "error", "A period begins before it ends"),
        Rule("covered-amount", "error", "No more is covered than the post costs"),
        Rule("payer-shares", "error", "The payers of a post pay all of it"),
        Rule("key-shares", "error", "The parts of a key make the whole"),
        Rule("key-members", "error", "Every member of a key is in one of its parts"),
        Rule("population", "error", "Every member has a population on the key's date"),
        Rule("rounding-unit", "error", "The total is a whole number of rounding units"),
        Rule("control-total", "error", "The posts agree with the control totals"),
    )
}
"""Every rule there is, by name, in the order of the stages that find them."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong at `path` in one document.

    `document` names the kind of file: `budget` or `municipalities`. `on_key` points at the key instead of its value.
    `related` is a second place that takes part, with what it is.
    """

    rule: str
    document: str
    path: Path
    message: Sentence
    remedy: Sentence | None = None
    on_key: bool = False
    related: tuple[tuple[Path, Sentence], ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A stretch of one line of a file. Lines and columns count characters from 1; `end` is the column after the last."""

    file: str
    line: int
    column: int
    end: int


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem with its place, the line it stands on, and other places that take part in it."""

    rule: Rule
    place: Place
    excerpt: str
    message: Sentence
    remedy: Sentence | None = None
    related: tuple[tuple[Place, Sentence], ...] = ()
