"""The command `init`: a few questions or options become the two files of a new collaboration."""

import shlex
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from msgspec.structs import replace

from lkt_alloc.checks.new_files import findings_in, with_another_year
from lkt_alloc.cli import choices
from lkt_alloc.cli.asked import Wanted
from lkt_alloc.cli.choices import Lang
from lkt_alloc.cli.help_page import h
from lkt_alloc.cli.population import Retrieved, StatbankTable
from lkt_alloc.cli.results import give
from lkt_alloc.cli.streams import language, say, say_findings, write
from lkt_alloc.diagnostics.unsound import stop_at
from lkt_alloc.engine.register import Register
from lkt_alloc.files import norway, notation
from lkt_alloc.files.disk import read_bytes
from lkt_alloc.files.replacing import write_all
from lkt_alloc.files.starter import answers as understood
from lkt_alloc.files.starter import texts
from lkt_alloc.files.starter.interview import Answers, Interview, missing, nobody_to_ask, plan_of
from lkt_alloc.files.starter.next_year import WantedYear, a_factor
from lkt_alloc.files.starter.plan import KEYS, said_of
from lkt_alloc.files.starter.posts import UNITS, HowToRead, read_posts
from lkt_alloc.files.starter.posts.table import TableOfPosts
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import Sentence, listed, sentence
from lkt_alloc.language.widths import wrapped
from lkt_alloc.language.words import Words
from lkt_alloc.reports.results import Laid
from lkt_alloc.statbank.population_update import register_of
from lkt_alloc.statbank.reading import FiguresAsked, last_day, take


def init(
    folder: Annotated[
        Path, typer.Argument(metavar="[DIR]", help=h("Where to write budget.yaml and municipalities.yaml."))
    ] = Path(),
    name: Annotated[str | None, typer.Option(metavar="NAME", help=h("The name of the collaboration."))] = None,
    municipalities: Annotated[
        str | None,
        typer.Option(metavar="NUMBERS", help=h("Those who take part: numbers or names, with commas between.")),
    ] = None,
    key: Annotated[
        str | None,
        choices.option(KEYS, h("How the amount is shared. Default: host+population with --host, else population.")),
    ] = None,
    host: Annotated[
        str | None,
        typer.Option(metavar="NUMBER", help=h("The host, which pays --share alone; the others share the rest.")),
    ] = None,
    share: Annotated[
        str | None,
        typer.Option(metavar="SHARE", help=h("The host's share, or that of the equal part: 50, 33,3 or 1/3.")),
    ] = None,
    period: Annotated[
        str | None, typer.Option(metavar="YEARS", help=h("The years of the budget: 2026, or 2026-2029 for four."))
    ] = None,
    amount: Annotated[
        str | None,
        typer.Option(metavar="KRONER", help=h("The amount to share; of several years with semicolons between.")),
    ] = None,
    post: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME=KRONER", help=h("Instead of --amount: a budget item with its amounts. Repeatable.")),
    ] = None,
    posts: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help=h(
                "Read the budget items from a table: xlsx, ods, xls or CSV, with a name and a column of kroner for each year."
            ),
        ),
    ] = None,
    sheet: Annotated[
        str | None, typer.Option(metavar="NAME", help=h("With --posts: which sheet of a workbook."))
    ] = None,
    columns: Annotated[
        str | None,
        typer.Option(
            metavar="COLUMNS",
            help=h("With --posts: what the columns are, as head=3,A=id,B=name,C=2026,D=covered 2026,E=payer."),
        ),
    ] = None,
    unit: Annotated[
        str | None, choices.option(UNITS, h("With --posts: the unit of the amounts, in kroner. Default: 1."))
    ] = None,
    year: Annotated[
        str | None,
        typer.Option(
            metavar="YEAR", help=h("Add a year to the files that are in DIR, with the amounts of the last one.")
        ),
    ] = None,
    times: Annotated[
        str | None, typer.Option(metavar="INDEX", help=h("With --year: multiply the amounts by this, such as 1,027."))
    ] = None,
    percent: Annotated[
        str | None,
        typer.Option(metavar="PERCENT", help=h("With --year: raise the amounts by this many per cent, such as 2,7.")),
    ] = None,
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help=h("Show how --posts is understood, or what --year changes, and write nothing.")),
    ] = False,
    population: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help=h(
                "Take municipalities and populations from a StatBank download (see population import), not the built-in register."
            ),
        ),
    ] = None,
    date: Annotated[
        str | None,
        typer.Option(
            metavar="DATE",
            callback=choices.a_date,
            help=h(
                "The 1 January whose populations are used. Default: the last one that is there when the year begins."
            ),
        ),
    ] = None,
    retrieved: Retrieved = None,
    table: StatbankTable = None,
    force: Annotated[bool, typer.Option("--force", help=h("Overwrite files that are there."))] = False,
    lang: Lang = None,
) -> None:
    """Write the two files of a new collaboration.

    In a terminal, asks for what is missing.
    """
    words = language(lang, "nn")
    wanted = notation.day(date) if date else None
    answers = Answers(name, municipalities, key, host, share, period, amount, tuple(post or ()), wanted)
    if year is not None:
        if answers != Answers.nothing(wanted) or posts or population:
            raise CannotRun(
                sentence(
                    "--year continues from what is in the files: only --times, --percent and --date can be used with it."
                )
            )
        (asked,) = understood.some_years(year)
        _add_year(folder, WantedYear(asked, a_factor(times, percent), wanted), lang, dry_run=dry_run)
        return
    if times is not None or percent is not None:
        raise CannotRun(sentence("--times and --percent apply to a new year: give it with --year."))
    reading = HowToRead(sheet, columns, unit)
    if posts is None and (dry_run or reading != HowToRead()):
        raise CannotRun(sentence("--sheet, --columns, --unit and --dry-run apply to a table: give it with --posts."))
    post_table = _post_table(posts, reading, words)
    if dry_run:
        return
    targets = [folder / name for name in (texts.BUDGET, texts.MUNICIPALITIES)]
    if there := [target for target in targets if target.exists() and not force]:
        raise CannotRun(
            sentence("The file {path} is there already.", path=str(there[0])),
            sentence("Choose another folder, or add --force; --year adds a year to what is there."),
        )
    answers = replace(answers, table=post_table)
    lacking = missing(answers)
    if lacking and not (sys.stdin and sys.stdin.isatty()):
        raise nobody_to_ask(lacking)
    ask = Interview(words, _typed if lacking else None, lambda line: say("\n".join([*wrapped(line, 79), ""])))

    def register_for(first: int) -> Register:
        if population is None:
            return norway.register()
        return _download(population, wanted, first, words, table=table, retrieved=retrieved)

    plan = plan_of(ask, answers, register_for)
    written = [texts.budget_text(plan, words).encode(), texts.municipalities_text(plan, words).encode()]
    budget, register = ((str(target), text) for target, text in zip(targets, written, strict=True))
    say_findings(findings_in(budget, register, language=words.language), words)
    write_all({target.name: text for target, text in zip(targets, written, strict=True)}, folder, force=force)
    where, member = _where(folder), plan.members[0].number
    commands = [f"check {shlex.quote(str(folder))}", f"compute{where}", f"explain {member}{where}"]
    _say_what_next(said_of(plan, listed(map(str, targets))), commands, words)


def _add_year(folder: Path, wanted: WantedYear, lang: str | None, *, dry_run: bool) -> None:
    """Write another year to the files of a folder, or show it. Findings end the program with exit code 1."""
    added = with_another_year(folder / texts.BUDGET, wanted)
    if dry_run:
        write(added.differences(), None, force=False)
        return
    added.write()
    words = language(lang, added.language)
    _say_what_next(added.said, [f"compute {wanted.name}{_where(folder)}"], words)


def _where(folder: Path) -> str:
    """How a command is told which folder is meant, unless one stands in it."""
    return "" if folder == Path() else f" --budget {shlex.quote(str(folder))}"


def _post_table(path: Path | None, reading: HowToRead, words: Words) -> TableOfPosts | None:
    """The posts of a file, and what was understood of it shown. Findings end the program with exit code 1."""
    if path is None:
        return None
    from lkt_alloc.reports.posts import posts_report

    table = read_posts(*read_bytes(path), reading)
    give(Laid(posts_report(table)), Wanted(), words)
    stop_at(table.findings)
    return table


def _typed(question: str, default: str | None) -> str:
    """What a person types to a question."""
    try:
        return str(typer.prompt(question, default=default, show_default=bool(default), err=True))
    except typer.Abort:
        say("\n")
        raise CannotRun(sentence("Stopped; nothing has been written.")) from None


def _download(path: Path, wanted: date | None, year: int, words: Words, **about: str | None) -> Register:
    """The municipalities of a download; without a date `wanted`, on the last 1 January that it has by the year of the budget."""
    name, raw = read_bytes(path)
    asked, built_in = FiguresAsked(wanted or last_day(name, raw, year), about["table"]), norway.register()
    taken = take(name, raw, asked, (built_in, norway.called()))
    say_findings(taken.remarks, words)
    fetched = about["retrieved"]
    origin = taken.origin(notation.day(fetched) if fetched else date.today())
    return register_of(taken.figures, taken.day, origin, built_in)


def _say_what_next(said: Iterable[Sentence], commands: Iterable[str], words: Words) -> None:
    """What was written, what is to be known of it, and what to do with it."""
    say("".join(f"{words.title(one)}\n" for one in said))
    say("".join(f"  lkt-alloc {command}\n" for command in commands), to_be_copied=True)
