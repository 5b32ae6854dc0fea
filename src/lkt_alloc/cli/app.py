"""The program as Typer sees it: its commands, in the order of the help."""

from collections.abc import Sequence
from types import ModuleType
from typing import Annotated

import typer

from lkt_alloc import __version__

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


FOR_RESULTS = ("compute", "explain", "compare", "invoice", "document", "settle")
FOR_FILES = ("check", "rule", "init", "schema")


def prepare(arguments: Sequence[str]) -> None:
    """Tell Typer of the commands; of one alone if the arguments begin with its name, as what the others take is half the work then."""
    app.registered_commands.clear()  # of an earlier run in the same process
    app.registered_groups.clear()
    named = arguments[0] if arguments and arguments[0] in FOR_RESULTS + FOR_FILES else None
    if named is None or named in FOR_RESULTS:
        from lkt_alloc.cli import for_results

        _add(for_results, FOR_RESULTS, named)
    if named is None or named in FOR_FILES:
        from lkt_alloc.cli import for_files

        _add(for_files, FOR_FILES, named)
    if named is None:
        population = typer.Typer(help="Bring populations into a municipality file.", no_args_is_help=True)
        population.command("import")(for_files.population_import)
        app.add_typer(population, name="population")


def _add(module: ModuleType, names: Sequence[str], only: str | None) -> None:
    for name in names if only is None else [only]:
        app.command()(getattr(module, name))
