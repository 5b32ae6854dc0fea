"""The command `population import`."""

import hashlib
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import typer

from lkt_alloc import statbank
from lkt_alloc.checks.check import check_loaded
from lkt_alloc.cli.replacing import replace_files
from lkt_alloc.cli.streams import language, say, write
from lkt_alloc.cli.writing import rendered
from lkt_alloc.diagnostics.findings import Finding
from lkt_alloc.engine.model import Register
from lkt_alloc.files.corrections import difference
from lkt_alloc.files.disk import STDIN, embedded, read_bytes
from lkt_alloc.files.kinds import MUNICIPALITIES
from lkt_alloc.files.load import Loaded, load, load_bytes
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import listed, sentence
from lkt_alloc.language.words import Words
from lkt_alloc.render import findings
from lkt_alloc.reports.population import population_report
from lkt_alloc.statbank import Figure, population_update
from lkt_alloc.statbank.population_update import Origin, Update


def import_(
    path: Path, *, day: date, municipalities: Path | None, table: str | None, retrieved: date | None,
    diff: bool, lang: str | None,
) -> None:  # fmt: skip
    """Hold a download against the municipality file, show what is different, and write it."""
    if (day.month, day.day) != (1, 1):
        raise CannotRun(sentence("The StatBank has populations on 1 January, not on {day}.", day=day))
    if not diff and municipalities in (None, STDIN):
        raise CannotRun(
            sentence("Which file are the populations to be written to? The built-in one is not edited."),
            sentence("Name your own: --municipalities FILE. With --diff, nothing is written."),
        )
    words = language(lang, "nn")
    file = load(municipalities or embedded("municipalities"))
    register = _sound(file, words)
    name, raw = read_bytes(path)
    download, found = read_figures(name, raw, day, table, words)
    update = population_update.compare(register, found, day)
    if not update.changes and not update.unchanged:
        raise CannotRun(sentence("The download has no figures on {day} for anyone in the municipality file.", day=day))
    say(findings.render(population_update.misnamed(register, found, download), words))
    write(rendered(population_report(update), words, "table", None), None, force=False)
    origin = _origin(register, download, raw, table, retrieved)
    new = _new(file, register, update, origin, words)
    if diff and municipalities is None:
        return
    if diff:
        write("\n" + difference(file.shown, file.raw, new) if new != file.raw else "", None, force=False)
    elif new == file.raw:
        say(words.title(sentence("Nothing to write: everything is there already.")) + "\n")
    else:
        path = Path(file.shown)
        replace_files({path: new}, read={path: file.raw})
        say(words.title(sentence("Written to {path}.", path=file.shown)) + "\n")


def read_figures(
    name: str, raw: bytes, day: date, table: str | None, words: Words
) -> tuple[statbank.Table, dict[str, Figure]]:
    """The download, and its figures on one date. Findings end the program with exit code 1."""
    download = statbank.read(name, raw)
    _stop_at(download.findings, words)
    if table and download.code and table != download.code:
        raise CannotRun(
            sentence("The download says that it is table {found}, not {table}.", found=download.code, table=table),
            sentence("Leave out --table."),
        )
    if day.year not in download.years:
        raise CannotRun(
            sentence("The download has no figures for {year}.", year=str(day.year)),
            sentence("There are: {names}.", names=listed(map(str, download.years), ",")),
        )
    found = statbank.figures(download, day.year)
    _stop_at(download.findings, words)
    return download, found


def _sound(file: Loaded, words: Words) -> Register:
    if file.kind is not MUNICIPALITIES:
        raise MUNICIPALITIES.refused(file.shown)
    _stop_at(check_loaded(file).standing("error"), words)
    return file.sound(MUNICIPALITIES)


def _stop_at(found: Sequence[Finding], words: Words) -> None:
    if found:
        say(findings.render(sorted(found, key=lambda finding: finding.place), words))
        raise typer.Exit(1)


def _origin(
    register: Register, download: statbank.Table, raw: bytes, table: str | None, retrieved: date | None
) -> Origin:
    """Where the download comes from. One that the file knows already was retrieved when the file says so, unless told otherwise."""
    sha256 = hashlib.sha256(raw).hexdigest()
    known = [source.retrieved for source in register.sources.values() if source.sha256 == sha256 and source.retrieved]
    day = retrieved or (known[0] if known else date.today())
    return Origin(download.code or table or statbank.TABLES[0], day, sha256)


def _new(file: Loaded, register: Register, update: Update, origin: Origin, words: Words) -> bytes:
    """The new text of the file, which our own check has passed."""
    if not population_update.is_needed(register, update, origin):
        return file.raw
    note = population_update.note_on(register, update)
    new = population_update.rewritten(file, update, origin, words.say(note) if note else "")
    before = {(finding.rule.code, str(finding.message)) for finding in check_loaded(file).findings}
    checked = check_loaded(load_bytes(file.shown, new))
    added = [finding for finding in checked.findings if (finding.rule.code, str(finding.message)) not in before]
    _stop_at([finding for finding in added if finding.severity == "error"], words)
    say(findings.render(added, words))
    return new
