"""What papers have in common, Word documents and PDFs: their language, their title, and the text that may stand in them."""

import re
from datetime import date
from typing import Final

from lkt_alloc.language.words import Words, held_together
from lkt_alloc.reports.blocks import Cell, Heading, Report, Table

LOCALES: Final = {"nn": "nn-NO", "nb": "nb-NO", "en": "en-GB"}
"""The language that a paper says it is in: for spelling checkers, hyphenation, and who reads it aloud."""

_LONGEST_TITLE: Final = 40  # characters that surely have room on one line
_UNPRINTABLE: Final = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def title_of(report: Report, words: Words) -> str:
    """The first heading, if there is one."""
    return next((words.title(block.text) for block in report if isinstance(block, Heading)), "")


def title_lines(text: str) -> list[str]:
    """The lines of a title: a long one is broken where its parts meet, and not within a name or a span of years."""
    about, colon, name = text.partition(": ")
    return [about + colon.rstrip(), name] if colon and len(text) > _LONGEST_TITLE else [text]


def printable(text: str) -> str:
    """Without the characters that XML 1.0 cannot have; numbers stay with their units."""
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", held_together(text))


def cells(table: Table, words: Words) -> list[list[str]]:
    """All cells of a table in words: headings, rows, and the sums if there are any."""
    head = [words.title(column.title) for column in table.columns]
    return [head, *([_cell(cell, words) for cell in row] for row in table.shown())]


def _cell(cell: Cell, words: Words) -> str:
    """A cell in words; a day keeps to one line."""
    said = words.cell(cell)
    return said.replace(" ", "\N{NO-BREAK SPACE}") if isinstance(cell, date) else said
