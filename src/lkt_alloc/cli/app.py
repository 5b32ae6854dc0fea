"""The program as Typer sees it: its commands, in the order of the help. Each is imported when it is asked for."""

import sys
from importlib import import_module
from keyword import iskeyword
from typing import Annotated, Any, Final

import typer
from msgspec import Struct
from typer._click.exceptions import UsageError
from typer.core import TyperCommand, TyperGroup

from lkt_alloc import __version__
from lkt_alloc.cli import choices
from lkt_alloc.cli.help_page import h, write_page
from lkt_alloc.cli.misuse import Misused, noted, say_misused, unknown_command
from lkt_alloc.engine.model import LANGUAGES
from lkt_alloc.language.sentences import sentence


class About(Struct, frozen=True):
    """What the list of commands says of one, and what its own help begins and ends with, so that no list needs its module."""

    group: str
    line: str
    example: str
    more: str = ""


_CALCULATE: Final = h("Calculate")
_PAPERS: Final = h("Papers")
_CHECKING: Final = h("Checking")
_FILES: Final = h("Files and data")
_HELP: Final = h("Help")

COMMANDS: Final = {
    "compute": About(
        _CALCULATE, h("Allocate a period, and show how the budget items add up to the total."), "compute 2019 --by-post"
    ),
    "explain": About(
        _CALCULATE, h("Show step by step why a municipality pays what it pays."), "explain Os --period 2019"
    ),
    "compare": About(
        _CALCULATE,
        h(
            "Compare what everyone pays in two or more periods, allocation keys, scenarios or budgets, and explain the differences."
        ),
        "compare 2018 2019",
    ),
    "decisions": About(
        _PAPERS,
        h("Show who has adopted the budget, what lacks, and what each decline would cost the others."),
        "decisions --on 2018-10-20",
    ),
    "document": About(
        _PAPERS, h("Write the case note with a proposed resolution."), "document --kommune Os --output os.docx"
    ),
    "invoice": About(
        _PAPERS,
        h("List what to invoice each municipality for a period."),
        "invoice 2019 --due 31.03.2019 --output invoices.xlsx",
    ),
    "settle": About(
        _PAPERS,
        h("Settle a period after the accounts: final share, paid on account, and the difference."),
        "settle 2018 --actual accounts.yaml",
    ),
    "check": About(
        _CHECKING,
        h("Report every fault in budget and municipality files."),
        "check .",
        h("Exit code 0: none, 1: some, 2: cannot run."),
    ),
    "rule": About(_CHECKING, h("Show what a rule of check is about, or list them all."), "rule LKT301"),
    "import": About(
        _FILES,
        h("Read back a workbook of compute, and write a scenario file with what was typed in it."),
        "import fordeling.xlsx --output changes.yaml",
        h("Exit code 0: done, 1: the workbook cannot be read back, 2: cannot run."),
    ),
    "init": About(
        _FILES,
        h("Write the two files of a new collaboration."),
        "init legevakt",
        h("In a terminal, asks for what is missing."),
    ),
    "population": About(
        _FILES, h("Bring populations into a municipality file."), "population import 07459.csv --date 2019-01-01 --diff"
    ),
    "schema": About(_FILES, h("Print the JSON Schema of a kind of file, for editors."), "schema budget"),
    "help": About(
        _HELP, h("Print a page on the format of files, the method or the API, or list the pages."), "help format"
    ),
}
"""Each command, in the order of the help."""


class Once(TyperCommand):
    """A command that refuses an option that is given again, unless it takes several values or none: the last would win in silence."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Understand the arguments. Raises a usage error for an option that is given again."""
        given = [arg.partition("=")[0] for arg in args if arg.startswith("--")]
        ctx.allow_extra_args = True  # and refused here, in our words
        with noted(ctx):
            if len(set(given)) < len(given) and not ctx.resilient_parsing:
                self._refuse_repeated(ctx, list(args))
            rest = super().parse_args(ctx, args)
        if rest and not ctx.resilient_parsing:
            raise Misused(sentence("This is more than the command takes: {typed}.", typed=" ".join(rest)), ctx)
        return rest

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write help as a page of ours."""
        write_page(self, ctx, formatter)

    def _refuse_repeated(self, ctx: Any, args: list[str]) -> None:
        _, _, order = self.make_parser(ctx).parse_args(args=args)
        for n, param in enumerate(order):
            if param in order[:n] and not getattr(param, "multiple", True) and not getattr(param, "is_flag", False):
                raise Misused(sentence("The option {option} is given more than once.", option=param.opts[0]), ctx)


class Several(TyperGroup):
    """A group of commands that says in our words what it does not know."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Understand the arguments before the command."""
        with noted(ctx):
            return super().parse_args(ctx, args)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write help as a page of ours."""
        write_page(self, ctx, formatter)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that arguments begin with, and the arguments that are left."""
        if args[0] not in self.commands and not ctx.resilient_parsing:
            raise Misused(unknown_command(args[0], list(self.commands)), ctx)
        return super().resolve_command(ctx, args)


class WhenAsked(Several):
    """A group that knows its commands by name and first line, and imports one when it is to be run or completed."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        for name, about in COMMANDS.items():
            self.add_command(TyperCommand(name, help=about.line, rich_help_panel=about.group))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that arguments begin with, and the arguments that are left."""
        name, known, rest = super().resolve_command(ctx, args)
        return name, known and loaded(name or ""), rest


def loaded(name: str) -> Any:
    """The command of this name: a function of its module, or a group of them."""
    called = f"{name}_" if iskeyword(name) else name
    found, about = getattr(import_module(f"lkt_alloc.cli.{called}"), called), COMMANDS[name]
    if isinstance(found, typer.Typer):
        return typer.main.get_group(found)
    alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
    alone.command(name, cls=Once, help="\n\n".join(filter(None, [about.line, about.more])), epilog=about.example)(found)
    return typer.main.get_command(alone)


app = typer.Typer(
    cls=WhenAsked,
    help="\n\n".join(
        [
            h("Shares a cost between municipalities exactly, to the krone, and explains every amount."),
            h("lkt-alloc COMMAND --help has more of each; lkt-alloc help has pages on the files and the method."),
        ]
    ),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"lkt-alloc {__version__}")
        raise typer.Exit


def _for_all(ctx: typer.Context, value: str | None) -> str | None:
    """Let a language before the command be that of the command, unless it is given one of its own."""
    lang = choices.a_language(value)
    ctx.default_map = {name: {"lang": lang, "import": {"lang": lang}} for name in COMMANDS} if lang else None
    return lang


@app.callback()
def common(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help=h("Show the version and exit."))
    ] = False,
    lang: Annotated[
        str | None, choices.option(LANGUAGES, h("Language of help and results, as after a command."), check=_for_all)
    ] = None,
) -> None:
    """Take the options that stand before a command."""


def run_app() -> None:
    """Run the command that was typed, and end with its exit code."""
    try:
        sys.exit(app(prog_name="lkt-alloc", standalone_mode=False))
    except UsageError as error:
        say_misused(error)
        sys.exit(2)
