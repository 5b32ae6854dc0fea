"""The command `help`."""

from typing import Annotated

import typer

from lkt_alloc.cli import choices
from lkt_alloc.cli.choices import Lang
from lkt_alloc.cli.help_page import h
from lkt_alloc.cli.streams import language, write
from lkt_alloc.files.manual import PAGES, contents, page

Topic = Annotated[
    str | None,
    typer.Argument(
        metavar=f"[{choices.metavar(PAGES)}]",
        callback=choices.one_of(PAGES),
        autocompletion=choices.beginning(PAGES),
        help=h("The page. Default: a list of them."),
    ),
]


def help(topic: Topic = None, lang: Lang = None) -> None:
    """Print a page on the format of files, the method or the API, or list the pages."""
    write(page(topic) if topic else contents(language(lang, "nn")), None, force=False)
