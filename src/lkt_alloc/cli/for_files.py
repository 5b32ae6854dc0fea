"""The commands that look at files and make them, as Typer sees them. What a command does is imported when it runs."""

from pathlib import Path
from typing import Annotated

import typer

from lkt_alloc.cli import choices
from lkt_alloc.cli.options import Lang, Retrieved, StatbankTable, format_option


def check(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="[FILES...]",
            parser=choices.a_path,
            help="Files, folders, or - for standard input; one at least. A folder means the files in it with a line format: lkt-alloc/...",
            show_default=False,
        ),
    ] = None,
    municipalities: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="The municipality file that the budgets are used with. Default: the one in the budget's folder, else the built-in one.",
        ),
    ] = None,
    exclude: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PATTERN", help="Leave these out of folders, as in .gitignore: old, a/*.yaml. Repeatable."
        ),
    ] = None,
    only_ours: Annotated[
        bool, typer.Option("--only-ours", help="Pass over FILES that are none of ours, as in a folder (for hooks).")
    ] = False,
    stdin_filename: Annotated[
        Path | None, typer.Option(metavar="FILE", help="The file that - stands for: its name, and where it lies.")
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
    sarif: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the findings to this file too, as SARIF.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Let --sarif overwrite a file.")] = False,
    lang: Lang = None,
) -> None:
    """Report every fault in budget and municipality files.

    Exit code 0: none, 1: some, 2: cannot run.
    """
    from lkt_alloc.checks.check import Choice
    from lkt_alloc.checks.selection import Selection
    from lkt_alloc.cli.check import Files
    from lkt_alloc.cli.check import check as run

    selection = Selection(tuple(exclude or ()), only_ours, stdin_filename)
    run(
        Files(tuple(files or ()), municipalities, selection),
        Choice(tuple(select or ()), tuple(ignore or ()), strict),
        format_=format_,
        sarif=sarif,
        force=force,
        fail_on=fail_on,
        fix=fix,
        diff=diff,
        lang=lang,
    )


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


def schema(
    kind: Annotated[
        str, typer.Argument(metavar=choices.metavar(choices.KINDS), callback=choices.one_of(choices.KINDS))
    ],
) -> None:
    """Print the JSON Schema of a kind of file, for editors."""
    from lkt_alloc.cli.rule import schema as run

    run(kind)


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
    from lkt_alloc.files.notation import day

    run(
        folder,
        Answers(name, municipalities, key, host, share, period, amount),
        Download(population, day(date) if date else None, day(retrieved) if retrieved else None, table),
        force=force,
        lang=lang,
    )


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
    from lkt_alloc.files.notation import day

    run(
        file,
        day=day(date),
        municipalities=municipalities,
        table=table,
        retrieved=day(retrieved) if retrieved else None,
        diff=diff,
        lang=lang,
    )
