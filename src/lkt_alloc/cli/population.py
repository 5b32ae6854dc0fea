"""The command `population import`."""

from datetime import date
from pathlib import Path
from typing import Annotated, Final

import typer

from lkt_alloc import statbank
from lkt_alloc.checks.new_files import added_by, sound_register
from lkt_alloc.checks.selection import register_at_hand
from lkt_alloc.cli import choices
from lkt_alloc.cli.app import COMMANDS, Once, Several
from lkt_alloc.cli.asked import Wanted
from lkt_alloc.cli.choices import Lang
from lkt_alloc.cli.help_page import h
from lkt_alloc.cli.results import give
from lkt_alloc.cli.streams import language, say, say_findings, write
from lkt_alloc.engine.register import Register
from lkt_alloc.files import notation
from lkt_alloc.files.corrections import difference
from lkt_alloc.files.disk import STDIN, embedded, read_bytes
from lkt_alloc.files.load import Loaded, load
from lkt_alloc.files.replacing import replace_files
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import sentence
from lkt_alloc.language.words import Words
from lkt_alloc.reports.population import measure_report, population_report
from lkt_alloc.reports.results import Laid
from lkt_alloc.statbank import age_measure, population_update
from lkt_alloc.statbank.population_update import Origin, Update
from lkt_alloc.statbank.reading import FiguresAsked, Taken, take

Retrieved = Annotated[
    str | None,
    typer.Option(
        metavar="DATE",
        callback=choices.a_date,
        help=h("The day on which the download was fetched from the StatBank. Default: today."),
        show_default=False,
    ),
]
StatbankTable = Annotated[
    str | None, choices.option(statbank.TABLES, h("The table, where the download does not state it."))
]

_ABOUT: Final = COMMANDS["population"]
population = typer.Typer(
    cls=Several, help=_ABOUT.line, epilog=_ABOUT.example, no_args_is_help=True, rich_markup_mode=None
)


@population.command(
    "import",
    cls=Once,
    epilog=_ABOUT.example,
    help="\n\n".join(
        [
            h("Import populations from a StatBank download into a municipality file, with their source."),
            h("Exit code 0: done, 1: findings in the download or the file, 2: cannot run."),
        ]
    ),
)
def import_(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help=h(
                "A download of table 07459 or 06913 from Statistics Norway's StatBank: Excel, CSV or JSON-stat 2; - is standard input."
            ),
        ),
    ],
    date: Annotated[
        str,
        typer.Option(
            metavar="DATE",
            callback=choices.a_date,
            help=h("The 1 January whose populations are wanted, such as 2019-01-01."),
        ),
    ],
    municipalities: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help=h("The municipality file to write to. Default: that of the budget in this folder.")
        ),
    ] = None,
    diff: Annotated[bool, typer.Option("--diff", help=h("Show what would be written, and write nothing."))] = False,
    retrieved: Retrieved = None,
    table: StatbankTable = None,
    ages: Annotated[
        str | None,
        typer.Option(metavar="AGES", help=h("With --measure: those of these ages only, such as 0-17 or 67+.")),
    ] = None,
    measure: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help=h("Write them as a measure for allocation keys, instead of populations; with --ages.")
        ),
    ] = None,
    lang: Lang = None,
) -> None:
    """Take populations from a StatBank download into a municipality file, with their source.

    Exit code 0: done, 1: findings in the download or the file, 2: cannot run.
    """
    day = notation.day(date)
    if (day.month, day.day) != (1, 1):
        raise CannotRun(sentence("The StatBank has populations on 1 January, not on {day}.", day=day))
    municipalities = municipalities or register_at_hand(Path())
    if not diff and municipalities in (None, STDIN):
        raise CannotRun(
            sentence("Which file should the populations be written to? The built-in one is not edited."),
            sentence("Give your own file: --municipalities FILE. With --diff, nothing is written."),
        )
    words = language(lang, "nn")
    old = load(municipalities or embedded("municipalities"))
    register = sound_register(old)
    name, raw = read_bytes(file)
    some = age_measure.ages_of(ages, measure)
    asked = FiguresAsked(day, table, some)
    taken = take(name, raw, asked, (register, sentence("the municipality file")))
    say_findings(taken.remarks, words)
    origin = taken.origin(notation.day(retrieved) if retrieved else _retrieved(taken, register))
    if some and measure:
        counted = age_measure.count(register, measure, taken.figures, day, some)
        give(Laid(measure_report(counted)), Wanted(), words)
        new = _checked(old, age_measure.written(old, measure, counted, origin), words)
    else:
        update = population_update.compare(register, taken.figures, day)
        if not update.changes and not update.unchanged:
            nobody = sentence("The download has no figures on {day} for anyone in the municipality file.", day=day)
            raise CannotRun(nobody)
        give(Laid(population_report(update)), Wanted(), words)
        new = _new(old, register, update, origin, words)
    if not diff:
        _write_over(old, new, words)
    elif municipalities is not None:
        write("\n" + difference(old.shown, old.raw, new) if new != old.raw else "", None, force=False)


def _write_over(old: Loaded, new: bytes, words: Words) -> None:
    if new == old.raw:
        say(words.title(sentence("Nothing to write: everything is there already.")) + "\n")
        return
    path = Path(old.shown)
    replace_files({path: new}, read={path: old.raw})
    say(words.title(sentence("Written to {path}.", path=old.shown)) + "\n")


def _retrieved(taken: Taken, register: Register) -> date:
    """When a download was retrieved, of which nobody says it."""
    return taken.retrieved_before(register) or date.today()


def _new(file: Loaded, register: Register, update: Update, origin: Origin, words: Words) -> bytes:
    """The new text of the file."""
    if not population_update.is_needed(register, update, origin):
        return file.raw
    note = population_update.note_on(register, update)
    return _checked(file, population_update.rewritten(file, update, origin, words.say(note) if note else ""), words)


def _checked(file: Loaded, new: bytes, words: Words) -> bytes:
    """The same text, when there is no error in it that the file did not have; what is new and less than that is said."""
    say_findings(added_by(new, file), words)
    return new
