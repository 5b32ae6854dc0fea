"""Texts of a file, and names of its fields, with signs in them that nobody sees. Knows nothing of what the texts are for."""

import re
from collections.abc import Iterator
from typing import Any, Final

from lkt_alloc.diagnostics.catalogue import UNSEEN_SIGN
from lkt_alloc.diagnostics.findings import Path, Problem
from lkt_alloc.files.document import Document
from lkt_alloc.files.yaml_text import AMBIGUOUS, OTHERWISE
from lkt_alloc.language.sentences import sentence
from lkt_alloc.language.signs import is_control, named, signs_in, turns, visible

_ABOVE_SUSPICION: Final = bytes({*range(0x100)} - {0x5C, 0x7F, 0xC2, 0xCD, 0xD8, 0xE1, 0xE2, 0xE3, 0xEF, 0xF0, 0xF3})
"""Bytes that no such sign begins with in UTF-8, nor an escape in YAML. Most files have few others, or none."""

_AROUND: Final = 30  # characters of a text that are shown on each side of a sign


def unseen(kind: str, document: Document, raw: bytes) -> list[Problem]:
    """A problem for each text with such signs; it can be corrected where they stand in the file as they are and only hide."""
    if not raw.translate(None, _ABOVE_SUSPICION):
        return []
    return [
        _problem(kind, document, path, text, on_key=on_key)
        for path, text, on_key in _texts(document.data, ())
        if signs_in(text)
    ]


def _texts(data: Any, path: Path) -> Iterator[tuple[Path, str, bool]]:
    """Every text with its path, and whether it is a key."""
    if isinstance(data, str):
        yield path, data, False
    elif isinstance(data, dict):
        for key, value in data.items():
            yield (*path, key), key, True
            yield from _texts(value, (*path, key))
    elif isinstance(data, list):
        for n, item in enumerate(data):
            yield from _texts(item, (*path, n))


def _problem(kind: str, document: Document, path: Path, text: str, *, on_key: bool) -> Problem:
    signs = signs_in(text)
    first = min(map(text.index, map(chr, signs)))
    start, end = max(0, first - _AROUND), first + _AROUND
    shown = f"{'…' if start else ''}{text[start:end].strip()}{'…' if end < len(text) else ''}"
    message = sentence('The text "{text}" has {signs}.', text=visible(shown), signs=named(signs))
    instead = None if on_key else _without(document, path, text, signs)
    return Problem(UNSEEN_SIGN, path, message, _DELETE, kind, on_key=on_key, replacement=instead)


_DELETE: Final = sentence(
    "Delete the invisible characters. They often come along when text is copied from other programs."
)


def _without(document: Document, path: Path, text: str, signs: list[int]) -> str | None:
    """The value as it stands in the file without its signs, if it is certain that nothing else changes."""
    place = document.place(path)
    written = document.excerpt(place)[place.column - 1 : place.end - 1]
    are_there = all(written.count(chr(code)) == text.count(chr(code)) for code in signs)
    if not are_there or any(is_control(code) or turns(code) for code in signs):
        return None
    without = written.translate(dict.fromkeys(signs))
    is_quoted = without[:1] in ("'", '"')
    is_taken = AMBIGUOUS.fullmatch(without) or OTHERWISE.fullmatch(without)
    return without if is_quoted or (re.fullmatch(_PLAIN, without) and not is_taken) else None


_PLAIN: Final = r"[^\W_][^:#]*"  # nothing that YAML takes for more than text
