"""The command `check`."""

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Final

import typer

from lkt_alloc.checks.check import check_files
from lkt_alloc.checks.outcome import Checked, Choice
from lkt_alloc.checks.selection import STDIN_ONCE, Files, Selection, budget_at_hand
from lkt_alloc.cli import choices
from lkt_alloc.cli.asked import Wanted
from lkt_alloc.cli.choices import Lang
from lkt_alloc.cli.help_page import h
from lkt_alloc.cli.options import format_option
from lkt_alloc.cli.reading import say_that_it_is_built_in
from lkt_alloc.cli.results import give
from lkt_alloc.cli.streams import language, progress, say, terminal_width, write
from lkt_alloc.files.cache.folder import remember
from lkt_alloc.files.disk import STDIN, embedded
from lkt_alloc.files.kinds import BUDGET
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import Typed, listed, sentence
from lkt_alloc.language.words import Words
from lkt_alloc.reports.results import Found


def check(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[FILES...]",
            parser=choices.a_path,
            help=h(
                "Files, folders, or - for standard input. "
                "A folder means the files in it with a line format: lkt-alloc/... Default: budget.yaml in this folder."
            ),
            show_default=False,
        ),
    ] = None,
    municipalities: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help=h(
                "The municipality file that the budgets are used with. "
                "Default: the one that a budget names, else municipalities.yaml beside it."
            ),
        ),
    ] = None,
    exclude: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PATTERN", help=h("Leave these out of folders, as in .gitignore: old, a/*.yaml. Repeatable.")
        ),
    ] = None,
    only_ours: Annotated[
        bool, typer.Option("--only-ours", help=h("Skip FILES that are not for lkt-alloc, as in a folder (for hooks)."))
    ] = False,
    stdin_filename: Annotated[
        Path | None, typer.Option(metavar="FILE", help=h("The name and place of the file that - represents."))
    ] = None,
    format_: Annotated[str, format_option(Found, by_ending=False)] = "text",
    fail_on: Annotated[str, choices.option(("error", "warning"), h("What gives exit code 1."))] = "error",
    strict: Annotated[bool, typer.Option("--strict", help=h("Make every warning an error."))] = False,
    select: Annotated[
        list[str] | None,
        typer.Option(metavar="RULE", help=h("Only this rule: code, name or beginning of a code. Repeatable.")),
    ] = None,
    ignore: Annotated[list[str] | None, typer.Option(metavar="RULE", help=h("Not this rule. Repeatable."))] = None,
    fix: Annotated[bool, typer.Option("--fix", help=h("Make the corrections that are certain, in the files."))] = False,
    diff: Annotated[bool, typer.Option("--diff", help=h("Show what --fix would do, and do nothing."))] = False,
    sarif: Annotated[
        Path | None, typer.Option(metavar="FILE", help=h("Write the findings to this file too, as SARIF."))
    ] = None,
    force: Annotated[bool, typer.Option("--force", help=h("Let --sarif overwrite a file."))] = False,
    lang: Lang = None,
) -> None:
    """Report every fault in budget and municipality files.

    Exit code 0: none, 1: some, 2: cannot run.
    """
    named = Files(
        tuple(files or at_hand(format_, lang)),
        municipalities,
        Selection(tuple(exclude or ()), only_ours, stdin_filename),
    )
    choice = Choice(tuple(select or ()), tuple(ignore or ()), strict)
    remember(os.environ, sys.platform)
    if fix and STDIN in named.named:
        raise CannotRun(STDIN_ONCE)
    checked = _checked(named, choice)
    if diff:
        from lkt_alloc.checks.corrections import differences

        write(differences(checked), None, force=False)
    elif fix:
        from lkt_alloc.checks.corrections import correct

        made = correct(checked)
        checked = _checked(named, choice)
        say(_words(checked, lang).title(sentence("Corrections made: {n}.", n=made)) + "\n")
    words, found = _words(checked, lang), Found(checked, os.environ)
    if sarif:
        read = (Path(file.shown) for file in checked.files)
        give(found, Wanted("sarif", sarif, force), words, [*named.named, *read])
    if not diff:
        _show(found, format_, words)
    counted = ("error", "warning") if fail_on == "warning" else ("error",)
    if checked.standing(*counted):
        raise typer.Exit(1)


def at_hand(format_: str, lang: str | None) -> tuple[Path, ...]:
    """The budget of somebody who names no file. Raises `CannotRun` where no person looks.

    An empty list in a script must not pass for one that was checked, nor the built-in files for anybody's own.
    """
    is_for_a_person = format_ == Found.default and not os.environ.get("CI")
    if is_for_a_person and (own := budget_at_hand(Path())):
        return (own,)
    if is_for_a_person and terminal_width():
        say_that_it_is_built_in(language(lang, "nn"))
        return (embedded("budget"),)
    raise CannotRun(sentence("No file is named."), sentence("Name files or folders; this folder is: lkt-alloc check ."))


def _checked(files: Files, choice: Choice) -> Checked:
    """Check the files, and show which is being read to who is waiting."""
    with progress() as show:
        return check_files(
            files.named, files.municipalities, choice, lambda n, of, path: show(f"{n}/{of} {path}"), files.selection
        )


def _words(checked: Checked, lang: str | None) -> Words:
    budgets = filter(None, (file.of(BUDGET) for file in checked.files))
    return language(lang, next((budget.language for budget in budgets), "nn"))


def _show(result: Found, format_: str, words: Words) -> None:
    give(result, Wanted(format_), words)
    if format_ in _BESIDE:
        _BESIDE[format_](result, words)
    if own := result.found.on_built_in:
        said = sentence(
            "No budget is named in {names}, and none is at hand: this is the built-in LKT case.",
            names=listed(map(Typed, own)),
        )
        say(words.title(said) + "\n")
    if result.found.passed_over:
        say(words.title(sentence("Other YAML files, skipped: {n}.", n=result.found.passed_over)) + "\n")


def _say_how_many(result: Found, words: Words) -> None:
    """Say how many files, and how many findings of each kind."""
    from lkt_alloc.render import findings

    say(findings.summary(result.found, words))


def _tell_github(result: Found, words: Words) -> None:
    """Add to the step summary, and to the outputs of the step."""
    from lkt_alloc.files.replacing import append
    from lkt_alloc.render import github

    checked = result.found
    if summary := os.environ.get("GITHUB_STEP_SUMMARY"):
        append(Path(summary), github.summary(checked, words, result.addresses()))
    if outputs := os.environ.get("GITHUB_OUTPUT"):
        counts = {"errors": checked.standing("error"), "warnings": checked.standing("warning", "info")}
        append(Path(outputs), "".join(f"{name}={len(found)}\n" for name, found in counts.items()))


_BESIDE: Final[Mapping[str, Callable[[Found, Words], None]]] = {"text": _say_how_many, "github": _tell_github}
"""What is told beside the findings, and to those whom a format is for."""
