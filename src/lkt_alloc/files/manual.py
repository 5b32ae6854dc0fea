"""The pages of documentation that come with the program, for whoever has nothing else of it."""

from pathlib import Path
from typing import Final

from lkt_alloc.language.sentences import sentence
from lkt_alloc.language.words import Words

PAGES: Final = {
    "format": sentence("Every field of the files, and the formats for programs."),
    "method": sentence("How amounts are calculated and rounded."),
    "api": sentence("How to use it from Python."),
}
"""Each page with what is in it; they are Markdown, in English."""


def page(topic: str) -> str:
    """The page on a topic: inside the installed package, or in the repository of an editable install."""
    here = Path(__file__).parents[1]
    inside = here / "docs" / f"{topic}.md"
    path = inside if inside.exists() else here.parents[1] / "docs" / inside.name
    return path.read_text(encoding="utf-8")


def contents(words: Words) -> str:
    """The list of pages, and how to read one."""
    lines = [f"  lkt-alloc help {topic:<8}{words.say(said)}" for topic, said in PAGES.items()]
    return "\n".join([words.say(sentence("Pages to read, in English:")), *lines, ""])
