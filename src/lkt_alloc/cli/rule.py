"""The command `rule`: what the checks are, for people and for programs."""

import os
from typing import Annotated

import typer

from lkt_alloc.checks.catalogue import BY_CODE, rules_called
from lkt_alloc.cli import completion
from lkt_alloc.cli.asked import Wanted
from lkt_alloc.cli.choices import Lang
from lkt_alloc.cli.help_page import h
from lkt_alloc.cli.options import with_options
from lkt_alloc.cli.results import give
from lkt_alloc.cli.streams import language
from lkt_alloc.diagnostics.addresses import seen_from_here
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import sentence
from lkt_alloc.reports.rule_pages import Rules


@with_options(Rules)
def rule(
    code: Annotated[
        str | None,
        typer.Argument(
            metavar="[CODE]",
            autocompletion=completion.rules,
            help=h("Code or name of a rule, or the beginning of a code. Default: all."),
            show_default=False,
        ),
    ] = None,
    *,
    wanted: Wanted,
    lang: Lang = None,
) -> None:
    """Show what a rule of check is about, or list them all."""
    words = language(lang, "nn")
    rules = rules_called(code) if code else list(BY_CODE.values())
    if not rules:
        raise CannotRun(sentence('There is no rule "{name}".', name=code or ""), sentence("See lkt-alloc rule."))
    give(Rules(tuple(rules), words, seen_from_here(os.environ)), wanted, words)
