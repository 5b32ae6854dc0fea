"""Sound YAML becomes plain data with places in one pass over its events. Where anything could have to be reported: nothing at all.

Then `source` reads the text, which knows what to say. Whatever this gives is what `source` gives, in a third of the time: that is all
it is for. So it is short of words on purpose, and has no sentence to say.
"""

import re
from collections.abc import Callable
from typing import Any, Final

import yaml

from lkt_alloc.diagnostics.findings import Path
from lkt_alloc.files.document import Mark

LOADER: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
MAX_DEPTH: Final = 32
MAX_TABLES: Final = 500_000
"""Tables and lists in one file. Each can lack every field there is, and 100 000 posts need 400 000 at most."""

AMBIGUOUS: Final = re.compile(
    r"""[-+]?0[0-9]+                             # 0301: octal 193 in YAML 1.1
      | =
      | [-+]?0[xob][0-9a-fA-F_]+                 # hexadecimal, octal, binary
      | [-+]?[0-9][0-9_.]*[eE][-+]?[0-9]+        # 1e3
      | [-+]?[0-9]+(?::[0-9]+)+(?:\.[0-9]*)?     # 12:30 is 750 in YAML 1.1
      | [-+]?[0-9]+_[0-9_]*(?:\.[0-9_]*)?        # 1_525_000
      | [-+]?\.(?:inf|Inf|INF) | \.(?:nan|NaN|NAN)
      | ~ | null | Null | NULL
      | y | Y | yes | Yes | YES | n | N | no | No | NO
      | true | True | TRUE | false | False | FALSE | on | On | ON | off | Off | OFF""",
    re.VERBOSE,
)
"""Without quotes: what other programs take for something else, and nobody knows what was meant."""

OTHERWISE: Final = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}|[0-9]+\.[0-9]*0")
"""Without quotes: what other programs take for dates, and for decimals that lose a zero. It depends on the field whether that matters."""

TEXT: Final[Any] = yaml.ScalarEvent
_LONGEST_WORD: Final = 5  # of those that mean something else: false
_MANY: Final = 1_000  # names of fields come back in every post, and come first

Span = tuple[int, int, int]
"""Line, column and end of what can be seen of something, on its first line; counted from 0."""

Tree = tuple[Any, Mark, list[tuple[Path, str, bool]]]
"""The data, where it stands, and what other programs take otherwise: as the fields of `Document`."""


class _Noteworthy(Exception):
    """Here `source` has perhaps something to report."""


def tree(text: str, lines: list[str]) -> Tree | None:
    """The data of a text that consists of these lines, or `None` where only `source` can say whether all is well."""
    reader = _Reader(text, lines)
    try:
        return reader.document()
    except (_Noteworthy, yaml.YAMLError):
        return None


class _Reader:
    def __init__(self, text: str, lines: list[str]) -> None:
        self.next: Callable[[], Any] = LOADER(text).get_event
        self.lines = lines
        self.path: list[str | int] = []
        self.tables = 0
        self.harmless: dict[
            str, str
        ] = {}  # what means the same without quotes, as far as has been seen; each text is kept once
        self.taken_otherwise: list[tuple[Path, str, bool]] = []

    def document(self) -> Tree:
        next_ = self.next
        next_()
        first = next_()
        if type(first) is not yaml.DocumentStartEvent or first.version or first.tags:
            raise _Noteworthy
        data, mark = self.container(next_(), None)
        next_()
        if type(next_()) is not yaml.StreamEndEvent:
            raise _Noteworthy
        return data, mark, self.taken_otherwise

    def container(self, start: Any, key: Span | None) -> tuple[Any, Mark]:
        """What begins with this event: a table or a list, as an alias is neither and a text has been seen to."""
        self.tables += 1
        if start.anchor or self.tables > MAX_TABLES or len(self.path) == MAX_DEPTH:
            raise _Noteworthy
        if type(start) is yaml.MappingStartEvent and not start.tag:
            return self.table(start, key)
        if type(start) is yaml.SequenceStartEvent and not start.tag:
            return self.list(start, key)
        raise _Noteworthy

    def table(self, start: Any, key_of_it: Span | None) -> tuple[dict[str, Any], Mark]:  # noqa: C901, PLR0912 - long is fast
        """Most of the time of reading goes here: so a text on one line is not handed on to anybody."""
        next_, harmless, path, text_event = self.next, self.harmless, self.path, TEXT
        table: dict[str, Any] = {}
        marks: dict[str, Mark] = {}
        line = stop = -1
        while type(event := next_()) is text_event:
            name, begin, end = event.value, event.start_mark, event.end_mark
            at, column = begin.line, begin.column
            if name in table or event.anchor or event.tag or end.line != at:
                raise _Noteworthy
            if at == line:
                at = line  # the same number twice takes twice the memory
            if not event.style:
                name = harmless.get(name) or self.look_at(name, name, on_key=True)
                if column == stop + 1 and at == line and not name[0].isalpha():
                    raise _Noteworthy  # perhaps the decimals of a number
            key = at, column, end.column
            event = next_()
            if type(event) is text_event:
                text, begin, end = event.value, event.start_mark, event.end_mark
                line, stop = end.line, end.column
                if event.anchor or event.tag:
                    raise _Noteworthy
                if not event.style:
                    text = harmless.get(text) or self.look_at(text, name)
                if line == at:
                    line = at
                if begin.line == line and text:
                    table[name], marks[name] = text, Mark(line, begin.column, stop, key, None, True, line, stop)
                else:
                    table[name], marks[name] = text_or_none(event), text_mark(event, self.lines, key)
            else:
                path.append(name)
                table[name], marks[name] = self.container(event, key)
                path.pop()
        if type(event) is not yaml.MappingEndEvent:
            raise _Noteworthy
        return table, container_mark(start, event, marks, self.lines, key_of_it)

    def list(self, start: Any, key: Span | None) -> tuple[list[Any], Mark]:
        items: list[Any] = []
        marks: list[Mark] = []
        while type(event := self.next()) is not yaml.SequenceEndEvent:
            if type(event) is TEXT:
                if event.anchor or event.tag:
                    raise _Noteworthy
                if not event.style:
                    self.look_at(event.value, len(items))
                item, mark = text_or_none(event), text_mark(event, self.lines, None)
            else:
                self.path.append(len(items))
                item, mark = self.container(event, None)
                self.path.pop()
            items.append(item)
            marks.append(mark)
        return items, container_mark(start, event, marks, self.lines, key)

    def look_at(self, text: str, step: str | int, *, on_key: bool = False) -> str:
        """A text without quotes that has not been seen before, and the last step to it. Returns the text."""
        if not _is_clear(text):
            if AMBIGUOUS.fullmatch(text) or (on_key and text in ("", "<<")):
                raise _Noteworthy
            if OTHERWISE.fullmatch(text):
                self.taken_otherwise.append(((*self.path, step), text, on_key))
                return text
        if len(self.harmless) < _MANY and text not in ("", "<<"):
            self.harmless[text] = text
        return text


def _is_clear(text: str) -> bool:
    """A quick look that is enough for most: long words, and whole numbers, are what they seem to everybody."""
    return (len(text) > _LONGEST_WORD and text[0].isalpha()) or (text.isdecimal() and text[0] != "0")


# where events stand


def text_or_none(event: Any) -> str | None:
    """The text of an event; `None` where nothing stands, not even quotes."""
    return event.value if event.value or event.style else None


def span(event: Any, lines: list[str]) -> Span:
    """Line and columns of what can be seen of an event on its first line: never nothing."""
    begin, end = event.start_mark, event.end_mark
    if begin.line >= len(lines):  # at the very end: point behind the last character
        return len(lines) - 1, len(lines[-1]), len(lines[-1]) + 1
    stop = end.column if end.line == begin.line else len(lines[begin.line].rstrip())
    return begin.line, begin.column, max(stop, begin.column + 1)


def text_mark(event: Any, lines: list[str], key: Span | None) -> Mark:
    """Where a text stands that is the value of a key, or an item of a list."""
    line, stop = event.end_mark.line, event.end_mark.column
    simple = event.start_mark.line == line
    if not stop and not simple:  # a text of several lines, which goes on until the next line begins
        line, stop = line - 1, len(lines[line - 1])
    return Mark(*span(event, lines), key, None, simple, line, stop)


def container_mark(
    start: Any, event: Any, inner: dict[str, Mark] | list[Mark], lines: list[str], key: Span | None
) -> Mark:
    """Where a table or a list stands, from its first event to its last."""
    begin, end = start.start_mark, event.end_mark
    first, line, stop = begin.line, end.line, end.column
    seen = stop if line == first else len(lines[first].rstrip())
    if event.start_mark.index == end.index:  # where indentation closes it, it ends with the last of what is in it
        marks = inner.values() if isinstance(inner, dict) else inner
        line, stop = max(((mark.last, mark.stop) for mark in marks), default=(first, begin.column))
    return Mark(first, begin.column, seen, key, inner, False, line, stop)
