"""A report as a PDF that can be archived and that everyone can read: PDF/A-2a and PDF/UA-1. The only room that knows Typst."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from textwrap import shorten
from typing import Any, Final, assert_never

from typst import Compiler, TypstError

from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import sentence
from lkt_alloc.language.words import Words
from lkt_alloc.render.paper import LOCALES, cells, printable, title_lines, title_of
from lkt_alloc.reports.blocks import Block, Heading, Numbered, Paragraph, Report, Table

STANDARDS: Final = ("a-2a", "ua-1")
"""What a PDF keeps to: that it can be archived (PDF/A-2a), and that a screen reader finds its way in it (PDF/UA-1)."""

Refused = TypstError
"""What Typst says when it cannot make a PDF, for the other rooms that have one made."""

_LONGEST_TITLE: Final = 200  # characters, as checks of accessible documents have it
_LONGEST_FOOT: Final = 80  # characters that surely have room on one line
_LAYOUT: Final = Path(__file__).with_name("report.typ")


def render(report: Report, words: Words) -> bytes:
    """The report as a document of its own; the same report gives the same bytes. Raises `CannotRun` where it cannot be made."""
    language, region = locale_of(words.language)
    title = _shown(title_of(report, words))
    shown = {
        "title": shorten(title, _LONGEST_TITLE, placeholder="…"),
        "foot": shorten(title, _LONGEST_FOOT, placeholder="…"),
        "language": language,
        "region": region,
        "sections": [[[*_blocks(part, words)] for part in _parts(section)] for section in _sections(report)],
    }
    try:
        return compiled(_LAYOUT.read_bytes(), {"report": json.dumps(shown)})
    except TypstError as error:
        strange = re.search('`"(.+?)"`', error.message)
        if strange is None:
            raise
        reason = sentence('The typefaces of PDFs cannot show "{text}".', text=strange[1])
        raise CannotRun(reason, sentence("Write it otherwise, or choose another format.")) from None


def locale_of(language: str) -> tuple[str, str]:
    """A language as Typst takes it: its code and its region."""
    language, region = LOCALES[language].split("-")
    return language, region


def compiled(source: bytes, inputs: Mapping[str, str], root: Path | None = None) -> bytes:
    """A PDF of a Typst source, which may read what is in the folder `root`. Raises `TypstError`."""
    made = _compiler().compile(
        source, format="pdf", sys_inputs={**inputs}, pdf_standards=[*STANDARDS], root=root or _LAYOUT.parent
    )
    assert isinstance(made, bytes)
    return made


@cache
def _compiler() -> Compiler:
    """Typst with no typefaces but its own, so that a paper looks the same everywhere; made once, as it reads them then."""
    return Compiler(ignore_system_fonts=True)


def _shown(text: str) -> str:
    """Text without the pictures of controls either, which no typeface of ours has."""
    return re.sub("[\u2400-\u2426]", "\N{REPLACEMENT CHARACTER}", printable(text))


def _sections(report: Report) -> Iterator[list[Block]]:
    """What stands on pages of its own."""
    section: list[Block] = []
    for block in report:
        if isinstance(block, Heading) and block.new_page:
            yield section
            section = []
        section.append(block)
    yield section


def _parts(section: Iterable[Block]) -> list[list[Block]]:
    """A section cut before headings, but for those that follow a heading."""
    parts: list[list[Block]] = []
    for block in section:
        if not parts or (isinstance(block, Heading) and not isinstance(parts[-1][-1], Heading)):
            parts.append([])
        parts[-1].append(block)
    return parts


def _blocks(section: Iterable[Block], words: Words) -> Iterator[dict[str, Any]]:
    """The blocks of a section in words, as the layout takes them: notes that follow a table are part of it."""
    table: dict[str, Any] | None = None
    for block in section:
        shown = _block(block, words)
        if table and shown["kind"] == "note":
            table["notes"].append(shown["lines"])
        else:
            table = shown if isinstance(block, Table) else None
            yield shown


def _block(block: Block, words: Words) -> dict[str, Any]:
    """A block by itself, in words."""
    match block:
        case Heading():
            lines = title_lines(words.title(block.text))
            return {"kind": "heading", "level": block.level, "lines": [*map(_shown, lines)]}
        case Numbered():
            return {"kind": "numbered", "lines": [_shown(words.title(said)) for said in block.sentences]}
        case Paragraph():
            lines = [_shown(words.title(said)) for said in block.sentences]
            return {"kind": "note" if block.note else "strong" if block.strong else "paragraph", "lines": lines}
        case Table():
            head, *rows = [[*map(_shown, row)] for row in cells(block, words)]
            return {
                "kind": "table",
                "head": head,
                "rows": rows,
                "numbers": [column.number for column in block.columns],
                "has_total": bool(block.total),
                "notes": [],
                "marked": block.marked,
                "bold": sorted(n for n in block.strong if n is not None),
                "limit": block.limit,
                "strong": [column.strong for column in block.columns],
            }
        case _:
            assert_never(block)
