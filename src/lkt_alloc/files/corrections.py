"""Certain corrections, carried out in the original text: comments, layout and line ends stay as they are."""

import re
from collections.abc import Iterable
from difflib import unified_diff
from typing import Final

from lkt_alloc.diagnostics.findings import Edit

_LINES: Final = re.compile("[^\r\n\x85\u2028\u2029]*(?:\r\n|[\r\n\x85\u2028\u2029]|$)")
_MARK: Final = "\ufeff"


def corrected(raw: bytes, edits: Iterable[Edit]) -> bytes:
    """The file with all `edits` made. Expects UTF-8 and edits that do not overlap."""
    text = raw.decode("utf-8")
    bare = text.lstrip(_MARK)
    mark, lines = text[: len(text) - len(bare)], _LINES.findall(bare)
    for edit in sorted(set(edits), key=lambda edit: (edit.line, edit.column), reverse=True):
        if edit.column == 0:
            mark = ""
            continue
        line = lines[edit.line - 1]
        lines[edit.line - 1] = line[: edit.column - 1] + edit.text + line[edit.end - 1 :]
    return (mark + "".join(lines)).encode("utf-8")


def difference(name: str, before: bytes, after: bytes) -> str:
    """The change as a unified diff."""
    old, new = (text.decode("utf-8").splitlines(keepends=True) for text in (before, after))
    lost = "\n\\ No newline at end of file\n"
    return "".join(line if line.endswith("\n") else line + lost for line in unified_diff(old, new, name, name))
