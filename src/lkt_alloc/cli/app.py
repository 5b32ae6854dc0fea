"""The program as Typer sees it: its commands, in the order of the help."""

from typing import Annotated

import typer

from lkt_alloc import __version__
from lkt_alloc.cli import for_files, for_results

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


for command in (
    for_results.compute,
    for_results.explain,
    for_results.compare,
    for_results.invoice,
    for_results.document,
    for_results.settle,
    for_files.check,
    for_files.rule,
    for_files.init,
    for_files.schema,
):
    app.command()(command)

population = typer.Typer(help="Bring populations into a municipality file.", no_args_is_help=True)
population.command("import")(for_files.population_import)
app.add_typer(population, name="population")
