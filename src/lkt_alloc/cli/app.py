"""The commands and their options, as Typer sees them. What a command does is imported when it runs."""

from pathlib import Path
from typing import Annotated

import typer

from lkt_alloc import __version__
from lkt_alloc.cli import choices
from lkt_alloc.cli.options import (
    Asked,
    BudgetFile,
    Force,
    Kommune,
    KommuneOption,
    Lang,
    MunicipalityFile,
    OnePeriod,
    Output,
    Period,
    PeriodOption,
    PopulationDate,
    Retrieved,
    StatbankTable,
    Wanted,
    format_option,
)

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


@app.command()
def compute(
    period: Period = None,
    by_post: Annotated[bool, typer.Option("--by-post", help="Show what each municipality pays of each post.")] = False,
    chart: Annotated[bool, typer.Option("--chart", help="Draw the shares as bars instead of a table.")] = False,
    population: PopulationDate = None,
    sort: Annotated[
        str,
        typer.Option(
            metavar=choices.metavar(choices.SORTS),
            callback=choices.a_sort,
            help="Order of the municipalities; a minus in front turns it round.",
        ),
    ] = "number",
    format_: Annotated[str | None, format_option(choices.COMPUTE_FORMATS, "table")] = None,
    output: Output = None,
    force: Force = False,
    lang: Lang = None,
    budget: BudgetFile = None,
    municipalities: MunicipalityFile = None,
) -> None:
    """Share out a period, and show how the posts give the total."""
    from lkt_alloc.cli.compute import compute as run

    asked, wanted = Asked(budget, municipalities, population, lang), Wanted(format_, output, force)
    run(asked, wanted, period, sort=sort, by_post=by_post, chart=chart)


@app.command()
def explain(
    kommune: Kommune,
    period: PeriodOption = None,
    population: PopulationDate = None,
    format_: Annotated[str | None, format_option(choices.EXPLAIN_FORMATS, "text")] = None,
    output: Output = None,
    force: Force = False,
    lang: Lang = None,
    budget: BudgetFile = None,
    municipalities: MunicipalityFile = None,
) -> None:
    """Show step by step why a municipality pays what it pays."""
    from lkt_alloc.cli.explain import explain as run

    run(Asked(budget, municipalities, population, lang), Wanted(format_, output, force), kommune, period)


@app.command()
def invoice(
    period: OnePeriod,
    instalments: Annotated[
        int, typer.Option(metavar="N", min=1, max=12, help="How many invoices each municipality gets.")
    ] = 1,
    due: Annotated[
        list[str] | None,
        typer.Option(
            metavar="DATE",
            callback=choices.dates,
            help="When an invoice is due, as 2019-03-31; one for each instalment, in order. Repeatable.",
        ),
    ] = None,
    text: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help="What is to stand on the invoices. Default: the budget and the period."),
    ] = None,
    population: PopulationDate = None,
    format_: Annotated[str | None, format_option(choices.INVOICE_FORMATS, "table")] = None,
    output: Output = None,
    force: Force = False,
    lang: Lang = None,
    budget: BudgetFile = None,
    municipalities: MunicipalityFile = None,
) -> None:
    """List what to invoice each municipality for a period."""
    from datetime import date

    from lkt_alloc.cli.invoice import invoice as run
    from lkt_alloc.invoice import Terms

    asked, wanted = Asked(budget, municipalities, population, lang), Wanted(format_, output, force)
    run(asked, wanted, period, Terms(instalments, tuple(map(date.fromisoformat, due or ())), text))


@app.command()
def document(
    kommune: KommuneOption = None,
    all_: Annotated[
        bool, typer.Option("--all", help="Every municipality: one file each, in the folder --output.")
    ] = False,
    period: PeriodOption = None,
    population: PopulationDate = None,
    format_: Annotated[str | None, format_option(choices.DOCUMENT_FORMATS, "markdown")] = None,
    template: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Your own template: text (Jinja) or Word (.docx), with placeholders."),
    ] = None,
    template_help: Annotated[
        bool, typer.Option("--template-help", help="List the placeholders of templates, and do nothing else.")
    ] = False,
    output: Annotated[
        Path | None, typer.Option(metavar="PATH", help="Write to this file; with --all, to files in this folder.")
    ] = None,
    force: Force = False,
    lang: Lang = None,
    budget: BudgetFile = None,
    municipalities: MunicipalityFile = None,
) -> None:
    """Write the case note with a proposed resolution."""
    if template_help:
        from lkt_alloc.cli.document import template_help as show

        show(lang)
        return
    if (kommune is not None) == all_:
        raise typer.BadParameter("Name one municipality with --kommune, or take all of them with --all.")
    from lkt_alloc.cli.document import document as one
    from lkt_alloc.cli.document import documents as several

    asked, wanted = Asked(budget, municipalities, population, lang), Wanted(format_, output, force)
    if kommune is not None:
        one(asked, wanted, kommune, period, template)
    else:
        several(asked, wanted, period, template)


@app.command()
def check(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[FILES]...",
            help="Budget and municipality files; a folder means its YAML files, - standard input. Default: the built-in ones.",
            show_default=False,
        ),
    ] = None,
    municipalities: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="The municipality file that the budgets are used with. Default: the one among FILES, else the built-in one.",
        ),
    ] = None,
    format_: Annotated[str, format_option(choices.CHECK_FORMATS)] = "text",
    fail_on: Annotated[
        str,
        typer.Option(
            metavar=choices.metavar(choices.FAIL_ON),
            callback=choices.one_of(choices.FAIL_ON),
            help="What gives exit code 1.",
        ),
    ] = "error",
    strict: Annotated[bool, typer.Option("--strict", help="Make every warning an error.")] = False,
    select: Annotated[
        list[str] | None,
        typer.Option(metavar="RULE", help="Only this rule: code, name or beginning of a code. Repeatable."),
    ] = None,
    ignore: Annotated[list[str] | None, typer.Option(metavar="RULE", help="Not this rule. Repeatable.")] = None,
    fix: Annotated[bool, typer.Option("--fix", help="Make the corrections that are certain, in the files.")] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Show what --fix would do, and do nothing.")] = False,
    lang: Lang = None,
) -> None:
    """Report every fault in budget and municipality files.

    Exit code 0: none, 1: some, 2: cannot run.
    """
    from lkt_alloc.check import Choice
    from lkt_alloc.cli.check import check as run

    choice = Choice(tuple(select or ()), tuple(ignore or ()), strict)
    run(
        files or [],
        municipalities=municipalities,
        format_=format_,
        fail_on=fail_on,
        choice=choice,
        fix=fix,
        diff=diff,
        lang=lang,
    )


@app.command()
def rule(
    code: Annotated[
        str | None,
        typer.Argument(
            metavar="[CODE]",
            help="Code or name of a rule, or the beginning of a code. Default: all.",
            show_default=False,
        ),
    ] = None,
    format_: Annotated[str, format_option(choices.RULE_FORMATS)] = "text",
    lang: Lang = None,
) -> None:
    """Show what a rule of check is about, or list them all."""
    from lkt_alloc.cli.rule import rule as run

    run(code, format_=format_, lang=lang)


@app.command()
def init(
    folder: Annotated[
        Path, typer.Argument(metavar="[DIR]", help="Where to write budget.yaml and municipalities.yaml.")
    ] = Path(),
    name: Annotated[str | None, typer.Option(metavar="NAME", help="What the collaboration is called.")] = None,
    municipalities: Annotated[
        str | None,
        typer.Option(metavar="NUMBERS", help="Those who share: numbers or names, with commas between."),
    ] = None,
    key: Annotated[
        str | None,
        typer.Option(
            metavar=choices.metavar(choices.STARTING_KEYS),
            callback=choices.one_of(choices.STARTING_KEYS),
            help="How the amount is shared. Default: host+population with --host, else population.",
        ),
    ] = None,
    host: Annotated[
        str | None, typer.Option(metavar="NUMBER", help="The host, who pays --share alone; the others share the rest.")
    ] = None,
    share: Annotated[
        str | None,
        typer.Option(metavar="SHARE", help="The host's share, or that of the equal part: 50, 33,3 or 1/3."),
    ] = None,
    period: Annotated[str | None, typer.Option(metavar="YEAR", help="The year of the budget.")] = None,
    amount: Annotated[str | None, typer.Option(metavar="KRONER", help="The amount to share.")] = None,
    population: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Take municipalities and populations from a StatBank download (see population import), not the built-in file.",
        ),
    ] = None,
    date: Annotated[
        str | None,
        typer.Option(
            metavar="DATE",
            callback=choices.a_date,
            help="The 1 January whose populations are used. Default: the last by the year's beginning.",
        ),
    ] = None,
    retrieved: Retrieved = None,
    table: StatbankTable = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite files that are there.")] = False,
    lang: Lang = None,
) -> None:
    """Write the two files of a new collaboration.

    In a terminal, asks for what is missing.
    """
    from lkt_alloc.cli.init import Answers, Download
    from lkt_alloc.cli.init import init as run
    from lkt_alloc.notation import day

    run(
        folder,
        Answers(name, municipalities, key, host, share, period, amount),
        Download(population, day(date) if date else None, day(retrieved) if retrieved else None, table),
        force=force,
        lang=lang,
    )


population_app = typer.Typer(help="Bring populations into a municipality file.", no_args_is_help=True)
app.add_typer(population_app, name="population")


@population_app.command("import")
def population_import(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="A download of table 07459 or 06913 from Statistics Norway's StatBank: CSV or JSON-stat 2; - is standard input.",
        ),
    ],
    date: Annotated[
        str,
        typer.Option(
            metavar="DATE", callback=choices.a_date, help="The 1 January whose populations are wanted, as 2019-01-01."
        ),
    ],
    municipalities: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="The municipality file to write to. The built-in one is not edited."),
    ] = None,
    diff: Annotated[bool, typer.Option("--diff", help="Show what would be written, and write nothing.")] = False,
    retrieved: Retrieved = None,
    table: StatbankTable = None,
    lang: Lang = None,
) -> None:
    """Take populations from a StatBank download into a municipality file, with their source.

    Exit code 0: done, 1: findings in the download or the file, 2: cannot run.
    """
    from lkt_alloc.cli.population import import_ as run
    from lkt_alloc.notation import day

    run(
        file,
        day=day(date),
        municipalities=municipalities,
        table=table,
        retrieved=day(retrieved) if retrieved else None,
        diff=diff,
        lang=lang,
    )


@app.command()
def schema(
    kind: Annotated[
        str, typer.Argument(metavar=choices.metavar(choices.KINDS), callback=choices.one_of(choices.KINDS))
    ],
) -> None:
    """Print the JSON Schema of a kind of file, for editors."""
    from lkt_alloc.cli.rule import schema as run

    run(kind)
