"""One file as plain data in which every key and value keeps its place. Knows nothing of YAML, nor of what a budget is."""

from __future__ import annotations

from typing import Any, Final

from msgspec import Struct

from lkt_alloc.diagnostics.catalogue import RULES
from lkt_alloc.diagnostics.findings import Edit, Finding, Path, Place, Problem
from lkt_alloc.language.sentences import Sentence, sentence


class Mark(Struct, frozen=True, gc=False):
    """Where a value stands, and its key if it has one, counted from 0; `inner` are the marks of what it contains.

    `simple` says that it is text on one line, which can be replaced as it stands. `last` and `stop` are the line and the
    column where it ends; a table or a list that indentation ends has the end of what is last in it. Marks are many, and never in a
    circle: the collection of garbage passes them by.
    """

    line: int
    column: int
    end: int
    key: tuple[int, int, int] | None
    inner: dict[str, Mark] | list[Mark] | None
    simple: bool = False
    last: int = 0
    stop: int = 0


_TOP: Final = Mark(0, 0, 0, None, None)


class Document:
    """One file as plain data: text, `None` where nothing stands, lists, and dicts with text keys.

    `doubtful` are paths whose value cannot be relied on, because a finding about it has been made. `readable` is false when the
    file could not be read to its end, so that `data` is not worth looking at. `plain_values` are keys and values without quotes that
    other programs take for dates or decimals, each with its text and whether it is a key.
    """

    __slots__ = ("data", "doubtful", "findings", "lines", "mark", "name", "plain_values", "readable")

    def __init__(self, name: str, lines: list[str], *, readable: bool = True) -> None:
        self.name, self.lines = name, lines
        self.data: Any = None
        self.mark = _TOP
        self.findings: list[Finding] = []
        self.doubtful: set[Path] = set()
        self.readable = readable
        self.plain_values: list[tuple[Path, str, bool]] = []

    def place(self, path: Path, *, on_key: bool = False) -> Place:
        """The place of the value at `path`, or of its key; where nothing stands there, of the nearest thing around it."""
        mark = self.mark
        for step in path:
            inner = mark.inner
            if isinstance(inner, dict) and step in inner:
                mark = inner[str(step)]
            elif isinstance(inner, list) and isinstance(step, int):
                mark = inner[step]
            else:
                break
        # a container is best seen at its key; its value may fill many lines
        at_key = mark.key is not None and (on_key or mark.inner is not None)
        line, column, end = mark.key if at_key and mark.key else (mark.line, mark.column, mark.end)
        return Place(self.name, line + 1, column + 1, max(end, column + 1) + 1)

    def _stands(self, path: Path) -> bool:
        """Whether there is a simple value at `path`, so that it can be corrected."""
        mark: Mark | None = self.mark
        for step in path:
            inner = mark.inner if mark else None
            mark = inner.get(str(step)) if isinstance(inner, dict) else inner[int(step)] if inner else None
        return mark is not None and mark.simple

    def excerpt(self, place: Place) -> str:
        """The line of the file that a place stands on."""
        return self.lines[place.line - 1] if place.line <= len(self.lines) else ""

    def locate(self, problem: Problem) -> Finding:
        """Give a problem its place in this file."""
        place = self.place(problem.path, on_key=problem.on_key)
        related = tuple((self.place(path), said) for path, said in problem.related)
        rule = problem.rule
        edit, remedy = None, problem.remedy
        if problem.replacement is not None and self._stands(problem.path):
            edit = Edit(place.line, place.column, place.end, problem.replacement)
        elif problem.replacement is not None and remedy:
            remedy = sentence("{remedy} It spans several lines: --fix leaves it alone.", remedy=remedy)
        return Finding(rule, rule.severity, place, self.excerpt(place), problem.message, remedy, related, edit)

    def report(self, rule: str, place: Place, message: Sentence, remedy: Sentence, **more: Any) -> None:
        """Note a finding about the text itself."""
        known = RULES[rule]
        self.findings.append(Finding(known, known.severity, place, self.excerpt(place), message, remedy, **more))
