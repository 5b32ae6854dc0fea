"""Standard error as libraries write to it: Typer repeats arguments in what it says of them, with whatever signs are in them."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import TextIOWrapper


class _Screened(TextIOWrapper):
    def write(self, text: str) -> int:
        from lkt_alloc.language.signs import visible_lines

        return super().write(visible_lines(text))


@contextmanager
def screened() -> Iterator[None]:
    """While this lasts, nothing gets to standard error that a terminal would obey or nobody would see."""
    before = sys.stderr
    if not isinstance(before, TextIOWrapper):  # closed
        yield
        return
    before.flush()
    screen = sys.stderr = _Screened(before.buffer, "utf-8", "replace", write_through=True)
    try:
        yield
    finally:
        sys.stderr = before
        with suppress(OSError, ValueError):
            screen.detach()
