"""The second half of a command that makes a report: which renderer, and for which width."""

from pathlib import Path

from lkt_alloc.blocks import Report
from lkt_alloc.cli.streams import terminal_width, wants_colour
from lkt_alloc.language import Words


def rendered(report: Report, words: Words, format_: str, output: Path | None) -> str:
    """The report as Markdown, for a terminal, or as plain text when it goes anywhere else."""
    if format_ == "markdown":
        from lkt_alloc.render import markdown

        return markdown.render(report, words)
    width = None if output else terminal_width()
    if width:
        from lkt_alloc.render import terminal

        return terminal.render(report, words, width, colour=wants_colour())
    from lkt_alloc.render import text

    return text.render(report, words)
