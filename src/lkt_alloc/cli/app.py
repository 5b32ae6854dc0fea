"""The program as Typer sees it: its commands, in the order of the help. Each is imported when it is asked for."""

import sys
from importlib import import_module
from typing import Annotated, Any, Final

import typer
from typer._click.exceptions import UsageError
from typer.core import TyperCommand, TyperGroup

from lkt_alloc import __version__
from lkt_alloc.cli.misuse import Misused, noted, say_misused, unknown_command
from lkt_alloc.language.sentences import sentence

COMMANDS: Final = {
    "compute": "Share out a period, and show how the posts give the total.",
    "explain": "Show step by step why a municipality pays what it pays.",
    "compare": "Compare what everyone pays in two periods, keys, scenarios or budgets, and say why it differs.",
    "invoice": "List what to invoice each municipality for a period.",
    "document": "Write the case note with a proposed resolution.",
    "settle": "Settle a period after the accounts: final share, paid on account, and the difference.",
    "check": "Report every fault in budget and municipality files.",
    "rule": "Show what a rule of check is about, or list them all.",
    "init": "Write the two files of a new collaboration.",
    "schema": "Print the JSON Schema of a kind of file, for editors.",
    "population": "Bring populations into a municipality file.",
    "help": "Print a page on the format of files, the method or the API, or list the pages.",
}
"""Each command with what it begins its own help with, so that the list of them needs none of their modules."""


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

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that arguments begin with, and the arguments that are left."""
        if args[0] not in self.commands and not ctx.resilient_parsing:
            raise Misused(unknown_command(args[0], list(self.commands)), ctx)
        return super().resolve_command(ctx, args)


class WhenAsked(Several):
    """A group that knows its commands by name and first line, and imports one when it is to be run or completed."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        for name, first_line in COMMANDS.items():
            self.add_command(TyperCommand(name, help=first_line))

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that arguments begin with, and the arguments that are left."""
        name, known, rest = super().resolve_command(ctx, args)
        return name, known and loaded(name or ""), rest


def loaded(name: str) -> Any:
    """The command of this name: a function of its module, or a group of them."""
    found = getattr(import_module(f"lkt_alloc.cli.{name}"), name)
    if isinstance(found, typer.Typer):
        return typer.main.get_group(found)
    alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
    alone.command(name, cls=Once)(found)
    return typer.main.get_command(alone)


app = typer.Typer(
    cls=WhenAsked,
    help="Shares a cost between municipalities exactly, to the krone, and explains every amount.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"lkt-alloc {__version__}")
        raise typer.Exit


@app.callback()
def common(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Take the options that stand before a command."""


def run_app() -> None:
    """Run the command that was typed, and end with its exit code."""
    try:
        sys.exit(app(prog_name="lkt-alloc", standalone_mode=False))
    except UsageError as error:
        say_misused(error)
        sys.exit(2)
