"""The second half of a command that makes a report: which renderer, and for which width."""

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Final

from lkt_alloc.cli.streams import Drawn, say, terminal_width, wants_colour
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import listed, sentence
from lkt_alloc.language.words import Words

if TYPE_CHECKING:
    from lkt_alloc.engine.allocate import Allocation
    from lkt_alloc.reports.blocks import Report

ENDINGS: Final = {
    ".csv": "csv",
    ".xlsx": "xlsx",
    ".json": "json",
    ".docx": "docx",
    ".html": "html",
    ".md": "markdown",
    ".txt": None,
    "": None,
}
"""Formats that the ending of an output file stands for; `None` is plain text."""


def by_ending(output: Path | None, formats: Collection[str]) -> str | None:
    """Which of `formats` the ending of a file asks for. Raises `CannotRun` when it is not clear."""
    if output is None or (output.exists() and not output.is_file()):
        return None
    ending = output.suffix.lower()
    known = {name: format_ for name, format_ in ENDINGS.items() if format_ is None or format_ in formats}
    if ending in known:
        return known[ending]
    reason = sentence("What to write to {path} is not clear from its name.", path=str(output))
    raise CannotRun(
        reason, sentence("Say --format, or use one of these endings: {names}.", names=listed(filter(None, known), ","))
    )


def say_what_if(allocation: "Allocation", words: Words) -> None:
    """Say what is changed in the budget beside a result that has no room for it."""
    from lkt_alloc.reports.notes import what_if_note

    for note in what_if_note(allocation):
        for said in note.sentences:
            say(words.title(said) + "\n")


def rendered(report: "Report", words: Words, format_: str, output: Path | None) -> str:
    """The report as Markdown, for a terminal, or as plain text when it goes anywhere else."""
    if format_ == "markdown":
        from lkt_alloc.render import markdown

        return markdown.render(report, words)
    width = None if output else terminal_width()
    if width:
        from lkt_alloc.render import terminal

        return Drawn(terminal.render(report, words, width, colour=wants_colour()))
    from lkt_alloc.render import text

    return text.render(report, words)
