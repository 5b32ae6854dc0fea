"""What is wrong with the data: a `Problem` points into the data, a `Finding` into the file.

Knows nothing of YAML, of what a budget is, or of how a finding is printed. All rules are in
`lkt_alloc.checks.catalogue`.
"""

from collections.abc import Iterable, Mapping, Set
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from lkt_alloc.language.sentences import Sentence, sentence

if TYPE_CHECKING:  # imported when something is said
    from lkt_alloc.language.words import Words

MAX_FINDINGS: Final = 10_000
"""Nobody reads more of them, and a file of 20 million bytes can have millions."""

SEVERITIES: Final[Mapping[str, Sentence]] = {
    "error": sentence("error"),
    "warning": sentence("warning"),
    "info": sentence("info"),
    "acknowledged": sentence("acknowledged"),
}
"""How grave a finding is, for people; programs get the keys."""

Path = tuple[str | int, ...]
"""A route into the data: field names, keys and list positions, from the top of one file."""


def covers(doubtful: Set[Path], path: Path) -> bool:
    """Whether `path` or something around it is doubtful."""
    return any(path[:length] in doubtful for length in range(len(path) + 1))


class Doubts(set[Path]):
    """Paths that cannot be relied on. `around` are the paths that have one of them inside."""

    def __init__(self, paths: Iterable[Path] = ()) -> None:
        super().__init__(paths)
        self.around = {path[:length] for path in self for length in range(len(path))}

    def add(self, path: Path) -> None:
        """Doubt one more."""
        super().add(path)
        self.around.update(path[:length] for length in range(len(path)))


def touches(doubtful: Doubts, path: Path) -> bool:
    """Whether `path`, something around it or something inside it is doubtful."""
    return covers(doubtful, path) or path in doubtful.around


class Rule(Struct, frozen=True):
    """A numbered check. `severity` is `error`, `warning` or `info`. `given`, `when`, `then` are the words of its page.

    A finding may only be acknowledged where an allocation is exact in spite of it. One that casts doubt is a fault after which other
    rules cannot rely on what stands at the place.
    """

    code: str
    name: str
    severity: str
    title: Sentence
    given: Sentence
    when: Sentence
    then: Sentence
    may_be_acknowledged: bool = False
    casts_doubt: bool = False


class Problem(Struct, frozen=True):
    """Something wrong at `path` in one document.

    `document` is the name of a kind of file. `on_key` points at the key instead of its value.
    `related` are other places that take part, with what they are. `replacement` is what may certainly be written there instead.
    """

    rule: Rule
    path: Path
    message: Sentence
    remedy: Sentence | None = None
    document: str = "budget"
    on_key: bool = False
    related: tuple[tuple[Path, Sentence], ...] = ()
    replacement: str | None = None


class Place(Struct, frozen=True, order=True):
    """A stretch of one line of a file. Lines and columns count characters from 1; `end` is the column after the last.

    In a workbook, `cell` is the address that people find it by (`Ark1!B7`), and the line is the row laid out as text.
    """

    file: str
    line: int
    column: int
    end: int
    cell: str = ""

    def __str__(self) -> str:
        """The file, and where in it."""
        return f"{self.file}:{self.cell or f'{self.line}:{self.column}'}"


class Edit(Struct, frozen=True):
    """A certain correction: `text` instead of columns `column` to `end` of a line. Column 0 is a byte-order mark."""

    line: int
    column: int
    end: int
    text: str


class Finding(Struct, frozen=True):
    """A problem with its place, the line it stands on, and other places that take part in it.

    `severity` is the rule's, unless the run is strict. `acknowledged` is the reason given in the file for letting it be.
    """

    rule: Rule
    severity: str
    place: Place
    excerpt: str
    message: Sentence
    remedy: Sentence | None = None
    related: tuple[tuple[Place, Sentence], ...] = ()
    edit: Edit | None = None
    acknowledged: str | None = None

    @property
    def file(self) -> str:
        """The name of the file, as it was given."""
        return self.place.file

    @property
    def line(self) -> int:
        """The line of the file, from 1."""
        return self.place.line

    @property
    def column(self) -> int:
        """The column of the line, in characters from 1."""
        return self.place.column

    @property
    def gravity(self) -> Sentence:
        """How grave it is, in words; it may have been acknowledged."""
        return SEVERITIES[self.severity if self.acknowledged is None else "acknowledged"]

    @property
    def code(self) -> str:
        """The code of the rule."""
        return self.rule.code

    def says(self, language: str) -> str:
        """What is wrong, in `nn`, `nb` or `en`."""
        return _words(language).title(self.message)

    def helps(self, language: str) -> str:
        """What to do about it, in `nn`, `nb` or `en`; empty where nothing can be said."""
        return _words(language).title(self.remedy) if self.remedy else ""

    def in_words(self, language: str) -> str:
        """All on one line: where it is, how grave, which rule, and what is wrong."""
        gravity = _words(language).say(SEVERITIES[self.severity])
        return f"{self.place}: {gravity}[{self.code} {self.rule.name}]: {self.says(language)}"


def _words(language: str) -> "Words":
    from lkt_alloc.language.words import Words

    return Words(language)
