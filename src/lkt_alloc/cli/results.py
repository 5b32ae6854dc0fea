"""The second half of a command: its result, in the format that is wanted, to where it is wanted."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from lkt_alloc.cli.asked import Wanted
from lkt_alloc.cli.streams import Drawn, say, say_written, terminal_width, wants_colour, write
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import listed, sentence
from lkt_alloc.language.words import Words
from lkt_alloc.render import Format, formats_of
from lkt_alloc.reports.blocks import Paragraph
from lkt_alloc.reports.results import Computed, Result


def chosen(result: type[Result], wanted: Wanted) -> Format:
    """The format that is wanted: by name, else by the ending of the file. Raises `CannotRun` when that does not say."""
    own = formats_of(result)
    return own[wanted.format_ or _by_ending(wanted.output, own) or result.default]


def is_for_programs(result: type[Result], wanted: Wanted) -> bool:
    """Whether what is wanted is the same in every language. Raises `CannotRun` as `chosen` does."""
    return any(form.for_programs for form in formats_of(result).values()) and chosen(result, wanted).for_programs


def _by_ending(output: Path | None, own: Mapping[str, Format]) -> str | None:
    if output is None or not output.suffix or (output.exists() and not output.is_file()):
        return None
    endings: dict[str, str] = {}
    for form in own.values():
        endings.setdefault(form.ending, form.name)
    if output.suffix.lower() in endings:
        return endings[output.suffix.lower()]
    reason = sentence("What to write to {path} is not clear from its name.", path=str(output))
    names = listed(endings, ",")
    raise CannotRun(reason, sentence("Use --format, or one of these endings: {names}.", names=names))


def give(result: Result, wanted: Wanted, words: Words, sources: Sequence[Path] = ()) -> None:
    """Write a result as it is wanted, but over none of the files that it was made from. Raises `CannotRun` when that cannot be done."""
    form = chosen(type(result), wanted)
    width = terminal_width() if form.on_screen and wanted.output is None else None
    said = _drawn(result, form, words, width) if width else form.of(result, words)
    write(said, wanted.output, force=wanted.force, inputs=sources)
    say_written(wanted.output, words)
    if form.is_bare:
        say_beside(result.what_if(), words)
    if isinstance(result, Computed) and form.needs == ("workbook",):
        say_beside(result.not_live(), words)


def _drawn(result: Result, form: Format, words: Words, width: int) -> Drawn:
    (shown,) = (getattr(result, need)() for need in form.needs)
    return Drawn(form.render(on_screen=True)(shown, words, width, colour=wants_colour()))


def say_beside(notes: Sequence[Paragraph], words: Words) -> None:
    """Say what a result has no room for."""
    for note in notes:
        for said in note.sentences:
            say(words.title(said) + "\n")
