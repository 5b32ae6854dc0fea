"""The command `init`: a few questions or options become the two files of a new collaboration."""

import hashlib
import shlex
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from msgspec import Struct

from lkt_alloc import statbank
from lkt_alloc.checks.check import check_loaded
from lkt_alloc.cli import choices
from lkt_alloc.cli.asked import Wanted
from lkt_alloc.cli.options import Lang
from lkt_alloc.cli.population import Retrieved, StatbankTable, read_figures, stop_at
from lkt_alloc.cli.results import give
from lkt_alloc.cli.streams import language, say
from lkt_alloc.engine.model import Municipality, Register
from lkt_alloc.files import norway
from lkt_alloc.files.disk import read_bytes
from lkt_alloc.files.load import load_bytes
from lkt_alloc.files.notation import day
from lkt_alloc.files.replacing import write_all
from lkt_alloc.files.starter import texts
from lkt_alloc.files.starter.interview import Answers, Interview, missing, plan_of
from lkt_alloc.files.starter.plan import KEYS, Plan, said_of
from lkt_alloc.files.starter.posts import UNITS, HowToRead, read_posts
from lkt_alloc.files.starter.posts.table import TableOfPosts
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import listed, sentence
from lkt_alloc.language.words import Words
from lkt_alloc.render import findings
from lkt_alloc.reports.results import Laid
from lkt_alloc.statbank.population_update import Origin


class AskedDownload(Struct, frozen=True):
    """A StatBank download to take municipalities and populations from, and the date wanted."""

    path: Path | None
    day: date | None
    retrieved: date | None
    table: str | None


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
        choices.option(KEYS, "How the amount is shared. Default: host+population with --host, else population."),
    ] = None,
    host: Annotated[
        str | None, typer.Option(metavar="NUMBER", help="The host, who pays --share alone; the others share the rest.")
    ] = None,
    share: Annotated[
        str | None,
        typer.Option(metavar="SHARE", help="The host's share, or that of the equal part: 50, 33,3 or 1/3."),
    ] = None,
    period: Annotated[
        str | None, typer.Option(metavar="YEARS", help="The years of the budget: 2026, or 2026-2029 for four.")
    ] = None,
    amount: Annotated[
        str | None,
        typer.Option(metavar="KRONER", help="The amount to share; of several years with semicolons between."),
    ] = None,
    post: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME=KRONER", help="Instead of --amount: a post with its amounts, as often as there are posts."
        ),
    ] = None,
    posts: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Read the posts from a table: xlsx, ods, xls or CSV, with a name and a column of kroner for each year.",
        ),
    ] = None,
    sheet: Annotated[str | None, typer.Option(metavar="NAME", help="With --posts: which sheet of a workbook.")] = None,
    columns: Annotated[
        str | None,
        typer.Option(
            metavar="COLUMNS",
            help="With --posts: what the columns are, as head=3,A=id,B=name,C=2026,D=covered 2026,E=payer.",
        ),
    ] = None,
    unit: Annotated[
        str | None, choices.option(UNITS, "With --posts: what amounts are counted in, in kroner. Default: 1.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="With --posts: show what is understood of the table, and write nothing.")
    ] = False,
    population: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Take municipalities and populations from a StatBank download (see population import), not the built-in register.",
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
    words = language(lang, "nn")
    reading = HowToRead(sheet, columns, unit)
    if posts is None and (dry_run or reading != HowToRead()):
        raise CannotRun(sentence("--sheet, --columns, --unit and --dry-run are about a table: name it with --posts."))
    post_table = _post_table(posts, reading, words)
    if dry_run:
        return
    targets = [folder / name for name in (texts.BUDGET, texts.MUNICIPALITIES)]
    if there := [target for target in targets if target.exists() and not force]:
        raise CannotRun(
            sentence("The file {path} is there already.", path=str(there[0])),
            sentence("Choose another folder, or add --force."),
        )
    wanted = day(date) if date else None
    download = AskedDownload(population, wanted, day(retrieved) if retrieved else None, table)
    answers = Answers(name, municipalities, key, host, share, period, amount, tuple(post or ()), wanted, post_table)
    ask = Interview(words, _typed if _is_asked(answers) else None, lambda line: say(f"{line}\n"))
    plan = plan_of(ask, answers, lambda year: _register(download, year, words))
    written = [texts.budget_text(plan, words).encode(), texts.municipalities_text(plan, words).encode()]
    _sound(targets, written, words)
    write_all({target.name: text for target, text in zip(targets, written, strict=True)}, folder, force=force)
    _say_what_next(plan, targets, words)


def _post_table(path: Path | None, reading: HowToRead, words: Words) -> TableOfPosts | None:
    """The posts of a file, and what was understood of it shown. Findings end the program with exit code 1."""
    if path is None:
        return None
    from lkt_alloc.reports.posts import posts_report

    table = read_posts(*read_bytes(path), reading)
    give(Laid(posts_report(table)), Wanted(), words)
    stop_at(table.findings, words)
    return table


def _is_asked(answers: Answers) -> bool:
    """Whether something must be asked for. Raises `CannotRun` with all that is missing when nobody is there to ask."""
    lacking = missing(answers)
    if lacking and not (sys.stdin and sys.stdin.isatty()):
        raise CannotRun(
            sentence("These options are missing: {names}.", names=listed(lacking, ",")),
            sentence("In a terminal, lkt-alloc init asks for what is missing."),
        )
    return bool(lacking)


def _typed(question: str, default: str | None) -> str:
    """What a person types to a question."""
    try:
        return str(typer.prompt(question, default=default, show_default=bool(default), err=True))
    except typer.Abort:
        say("\n")
        raise CannotRun(sentence("Stopped; nothing has been written.")) from None


def _register(download: AskedDownload, year: int, words: Words) -> Register:
    """Municipalities to choose from: those of the download, else the built-in ones."""
    if download.path is None:
        return norway.register()
    name, raw = read_bytes(download.path)
    day = download.day or _last_day(name, raw, year)
    built_in = norway.register()
    table, found = read_figures(name, raw, day, download.table, words, (built_in, norway.called()))
    origin = Origin(
        table.code or download.table or "",
        download.retrieved or date.today(),
        hashlib.sha256(raw).hexdigest(),
    )
    municipalities = {
        number: Municipality(number, _name(figure, built_in), "", None, None, None, {day: figure.population})
        for number, figure in found.items()
        if figure.population
    }
    source = f"ssb-{origin.table}-{origin.retrieved}"
    return Register(municipalities, {}, {source: origin.source()}, {day: source})


def _name(figure: statbank.Figure, built_in: Register) -> str:
    """What a municipality is called: the download may have numbers only, and letters that are broken."""
    if figure.name and "\ufffd" not in figure.name:
        return figure.name
    known = built_in.municipalities.get(figure.number)
    return known.name if known else figure.name or figure.number


def _last_day(name: str, raw: bytes, year: int) -> date:
    """The last 1 January that the download has by the year of the budget."""
    years = statbank.read(name, raw).years
    return date(max((known for known in years if known <= year), default=year), 1, 1)


def _sound(targets: Sequence[Path], texts: Sequence[bytes], words: Words) -> None:
    """What is to be written passes our own check."""
    budget, municipalities = (load_bytes(str(path), raw) for path, raw in zip(targets, texts, strict=True))
    found = check_loaded(municipalities, budget).findings
    say(findings.render(found, words))
    if any(finding.severity == "error" for finding in found):
        raise typer.Exit(1)


def _say_what_next(plan: Plan, targets: Sequence[Path], words: Words) -> None:
    """What was written, what is to be known of it, and what to do with it."""
    budget, municipalities = (shlex.quote(str(path)) for path in targets)
    both = f"--budget {budget} --municipalities {municipalities}"
    for said in said_of(plan, listed(map(str, targets))):
        say(words.title(said) + "\n")
    for command in (
        f"check {budget} {municipalities}",
        f"compute {both}",
        f"explain --kommune {plan.members[0].number} {both}",
    ):
        say(f"  lkt-alloc {command}\n")
