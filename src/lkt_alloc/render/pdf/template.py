"""Own templates in Typst: filled in as text, and then a PDF that keeps to what all our PDFs keep to.

A template reaches its placeholders and the files beside it (a coat of arms), but no network.
"""

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import Any, Final

from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import sentence
from lkt_alloc.render.pdf import Refused, compiled, locale_of
from lkt_alloc.reports.templates import LONGEST, as_typst, fill_typst, place_in

_PLACE: Final = re.compile(r"\u250c\u2500 (.+):(\d+):\d+$", re.MULTILINE)
_OURS: Final = "__typst_py_bytes__.typ"  # what Typst calls a source that is no file
_NOWHERE: Final = {"https_proxy": "http://localhost:1", "no_proxy": ""}


def fill(raw: bytes, file: str, values: Mapping[str, Any], *, folder: Path) -> bytes:
    """A PDF made from the template `raw`, known as `file`, that stands in `folder`. Raises `CannotRun` when that cannot be done."""
    source, lines = fill_typst(raw, file, values)
    try:
        with _without_network():
            return compiled(f"{_prelude(values)}\n{source}".encode(), {}, folder.resolve())
    except Refused as error:
        raise _not_made(error, file, lines, raw.decode("utf-8-sig").splitlines()) from None


def _prelude(values: Mapping[str, Any]) -> str:
    """What a PDF must say of itself, unless the template says something else: a title, a language, and a day that never changes."""
    title = as_typst(f"{values['municipality'].name}: {values['budget'].name}")
    language, region = locale_of(values["language"])
    day = "datetime(year: 2000, month: 1, day: 1)"
    return f'#set document(title: "{title}", date: {day}); #set text(lang: "{language}", region: "{region}")'


@contextmanager
def _without_network() -> Iterator[None]:
    """Within this, packages are not fetched: Typst would do so when a template, which may be a stranger's, asks for one."""
    before = {name: os.environ.get(name) for name in _NOWHERE}
    os.environ.update(_NOWHERE)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _not_made(error: Refused, file: str, lines: list[int], template: list[str]) -> CannotRun:
    """In Typst's own words, which are English: there are hundreds, and with the line before one's eyes they say enough."""
    line, text = None, ""
    if found := _PLACE.search(error.diagnostic):
        line = int(found[2])
        if PurePath(found[1]).name == _OURS:
            line = lines[line - 2]
            text = template[line - 1].strip()[:LONGEST]
        else:
            file = PurePath(found[1]).name
    place, why = place_in(file, line), "; ".join([error.message, *error.hints]).rstrip(".")
    if text:
        reason = sentence('{place}: Typst cannot make a PDF of this: "{text}".', place=place, text=text)
    else:
        reason = sentence("{place}: Typst cannot make a PDF of this.", place=place)
    return CannotRun(reason, sentence("The reason: {why}.", why=why))
