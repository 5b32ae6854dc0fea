"""The command `init`: a few questions or options become the two files of a new collaboration."""

import hashlib
import shlex
import sys
from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from msgspec import Struct

from lkt_alloc import statbank
from lkt_alloc.checks.check import check_loaded
from lkt_alloc.cli import answers as understood
from lkt_alloc.cli import choices
from lkt_alloc.cli.options import Lang
from lkt_alloc.cli.population import Retrieved, StatbankTable, read_figures
from lkt_alloc.cli.streams import language, say
from lkt_alloc.engine.model import Municipality, Register
from lkt_alloc.files import starter
from lkt_alloc.files.disk import embedded, read_bytes
from lkt_alloc.files.kinds import MUNICIPALITIES
from lkt_alloc.files.load import load, load_bytes
from lkt_alloc.files.notation import day
from lkt_alloc.files.replacing import write_all
from lkt_alloc.files.starter import Plan
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import Sentence, listed, sentence
from lkt_alloc.language.words import Words
from lkt_alloc.render import findings
from lkt_alloc.statbank.population_update import Origin

T = TypeVar("T")


class Answers(Struct, frozen=True):
    """What has been said on the command line; what has not is asked for."""

    name: str | None
    municipalities: str | None
    key: str | None
    host: str | None
    share: str | None
    period: str | None
    amount: str | None


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
        choices.option(
            starter.KEYS, "How the amount is shared. Default: host+population with --host, else population."
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
    answers = Answers(name, municipalities, key, host, share, period, amount)
    download = AskedDownload(population, day(date) if date else None, day(retrieved) if retrieved else None, table)
    words = language(lang, "nn")
    targets = [folder / name for name in (starter.BUDGET, starter.MUNICIPALITIES)]
    if there := [target for target in targets if target.exists() and not force]:
        raise CannotRun(
            sentence("The file {path} is there already.", path=str(there[0])),
            sentence("Choose another folder, or add --force."),
        )
    plan = _plan(_Questions(words, _missing(answers)), answers, download)
    texts = [starter.budget_text(plan, words).encode(), starter.municipalities_text(plan, words).encode()]
    _sound(targets, texts, words)
    write_all({target.name: text for target, text in zip(targets, texts, strict=True)}, folder, force=force)
    _say_what_next(plan, targets, words)


def _missing(answers: Answers) -> bool:
    """Whether something must be asked for. Raises `CannotRun` with all that is missing when nobody is there to ask."""
    needed = {
        "--name": answers.name,
        "--municipalities": answers.municipalities,
        "--period": answers.period,
        "--amount": answers.amount,
    }
    if answers.key == "host+population":
        needed |= {"--host": answers.host}
    if answers.host or answers.key in ("host+population", "equal+population"):
        needed |= {"--share": answers.share}
    missing = [option for option, value in needed.items() if value is None]
    if missing and not (sys.stdin and sys.stdin.isatty()):
        raise CannotRun(
            sentence("These options are missing: {names}.", names=listed(missing, ",")),
            sentence("In a terminal, lkt-alloc init asks for what is missing."),
        )
    return bool(missing)


class _Questions:
    """Takes an answer that has been given, or asks until there is one that can be understood."""

    def __init__(self, words: Words, may_ask: bool) -> None:
        self.words, self._may_ask = words, may_ask

    def get(self, given: str | None, question: Sentence, read: Callable[[str], T], default: str = "") -> T:
        """What `read` makes of the answer."""
        if given is not None or (default and not self._may_ask):
            return read(default if given is None else given)
        while True:
            try:
                typed = typer.prompt(self.words.title(question), default=default or None, err=True)
            except typer.Abort:
                raise CannotRun(sentence("Stopped; nothing has been written.")) from None
            try:
                return read(str(typed))
            except CannotRun as error:
                remedy = f" {self.words.title(error.remedy)}" if error.remedy else ""
                say(f"{self.words.title(error.reason)}{remedy}\n")


def _plan(ask: _Questions, answers: Answers, download: AskedDownload) -> Plan:
    """All answers, each understood."""
    name = ask.get(answers.name, sentence("name of the collaboration"), understood.a_name)
    year = ask.get(answers.period, sentence("year of the first budget"), understood.a_year)
    register = _register(download, year, ask)
    members = ask.get(
        answers.municipalities,
        sentence("municipalities, by number or name, with commas between"),
        lambda typed: understood.some_members(typed, register, year),
    )
    key = answers.key or ("host+population" if answers.host else None)
    key = ask.get(key, sentence("key: {names}", names=", ".join(starter.KEYS)), understood.a_key, starter.KEYS[0])
    understood.has_use("--host", answers.host, key, ["host+population"])
    understood.has_use("--share", answers.share, key, [kind for kind in starter.KEYS if "+" in kind])
    host, share = "", Fraction(1, 2)
    if key == "host+population":
        host = ask.get(
            answers.host, sentence("host municipality"), lambda typed: understood.a_host(typed, members, register, year)
        )
    if "+" in key:
        question = sentence("the host's share") if host else sentence("the share that is divided equally")
        share = ask.get(answers.share, question, understood.a_share, "50 %")
    amount = ask.get(answers.amount, sentence("amount to share, in kroner"), understood.an_amount)
    day = starter.population_day(members, year, download.day, needed=key != "equal")
    return Plan(name, year, amount, key, share, host, members, day, starter.sources_of(members, register))


def _register(download: AskedDownload, year: int, ask: _Questions) -> Register:
    """Municipalities to choose from: those of the download, else the built-in ones."""
    if download.path is None:
        return load(embedded("municipalities")).sound(MUNICIPALITIES)
    name, raw = read_bytes(download.path)
    words = ask.words
    day = download.day or _last_day(name, raw, year)
    table, found = read_figures(name, raw, day, download.table, words)
    origin = Origin(
        table.code or download.table or statbank.TABLES[0],
        download.retrieved or date.today(),
        hashlib.sha256(raw).hexdigest(),
    )
    municipalities = {
        number: Municipality(number, figure.name or number, "", None, None, None, {day: figure.population})
        for number, figure in found.items()
        if figure.population
    }
    source = f"ssb-{origin.table}-{origin.retrieved}"
    return Register(municipalities, {}, {source: origin.source()}, {day: source})


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
    budget, municipalities = (shlex.quote(str(path)) for path in targets)
    both = f"--budget {budget} --municipalities {municipalities}"
    say(words.title(sentence("Written: {names}.", names=listed(map(str, targets), ","))) + "\n")
    say(words.title(sentence("Look through the files, and try:")) + "\n")
    for command in (
        f"check {budget} {municipalities}",
        f"compute {plan.year} {both}",
        f"explain --kommune {plan.members[0].number} {both}",
    ):
        say(f"  lkt-alloc {command}\n")
