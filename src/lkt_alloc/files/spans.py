"""Where the events of the YAML library stand in a text, as marks. Knows nothing of what may stand where."""

from typing import Any

from lkt_alloc.files.document import Mark

Span = tuple[int, int, int]
"""Line, column and end of what can be seen of something, on its first line; counted from 0."""


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
