"""The program as Typer sees it: its commands, in the order of the help."""

from collections.abc import Mapping, Sequence
from types import ModuleType
from typing import Annotated, Final

import typer

from lkt_alloc import __version__
from lkt_alloc.cli.once import Once

app = typer.Typer(
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


FOR_RESULTS: Final = ("compute", "explain", "compare", "invoice", "document", "settle")
FOR_FILES: Final = ("check", "rule", "init", "schema")
COMMANDS: Final = (*FOR_RESULTS, *FOR_FILES, "population")


def meant(arguments: Sequence[str]) -> Sequence[str]:
    """The command that arguments begin with, else all: to tell Typer of one alone is half the work, as each takes so much."""
    return [arguments[0]] if arguments and arguments[0] in COMMANDS else COMMANDS


def meant_by_tab(environment: Mapping[str, str]) -> Sequence[str]:
    """The same for what is being completed. Where the name itself is: the commands that begin so, as the shell is offered no others."""
    line = environment.get("COMP_WORDS") or environment.get("_TYPER_COMPLETE_ARGS") or ""
    words = line.split()[1:]
    if len(words) == 1 and not line[-1].isspace():
        return [name for name in COMMANDS if name.startswith(words[0])] or COMMANDS
    return meant(words)


def prepare(names: Sequence[str]) -> None:
    """Tell Typer of these commands."""
    app.registered_commands.clear()  # of an earlier run in the same process
    app.registered_groups.clear()
    if any(name in FOR_RESULTS for name in names):
        from lkt_alloc.cli import for_results

        _add(for_results, [name for name in FOR_RESULTS if name in names])
    if any(name in FOR_FILES for name in names):
        from lkt_alloc.cli import for_files

        _add(for_files, [name for name in FOR_FILES if name in names])
    if "population" in names:
        from lkt_alloc.cli.for_files import population_import

        population = typer.Typer(help="Bring populations into a municipality file.", no_args_is_help=True)
        population.command("import", cls=Once)(population_import)
        app.add_typer(population, name="population")


def _add(module: ModuleType, names: Sequence[str]) -> None:
    for name in names:
        app.command(cls=Once)(getattr(module, name))
