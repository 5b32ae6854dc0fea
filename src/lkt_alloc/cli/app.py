"""The program as Typer sees it: its commands, in the order of the help. Each is imported when it is asked for."""

from importlib import import_module
from typing import Annotated, Any, Final

import typer
from typer.core import TyperCommand, TyperGroup

from lkt_alloc import __version__

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
        if len(set(given)) < len(given) and not ctx.resilient_parsing:
            self._refuse_repeated(ctx, list(args))
        return super().parse_args(ctx, args)

    def _refuse_repeated(self, ctx: Any, args: list[str]) -> None:
        _, _, order = self.make_parser(ctx).parse_args(args=args)
        for n, param in enumerate(order):
            if param in order[:n] and not getattr(param, "multiple", True) and not getattr(param, "is_flag", False):
                raise typer.BadParameter(f"The option {param.opts[0]} is given more than once.", ctx=ctx)


class WhenAsked(TyperGroup):
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
