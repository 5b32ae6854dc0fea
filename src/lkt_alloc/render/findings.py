"""Findings as text: one line each with its place, then the line of the file with a caret, then what to do."""

from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct

from lkt_alloc.checks.outcome import Checked
from lkt_alloc.diagnostics.findings import Finding, Place
from lkt_alloc.language.sentences import Sentence, listed, sentence
from lkt_alloc.language.signs import visible
from lkt_alloc.language.widths import cells, wrapped
from lkt_alloc.language.words import Words

_HELP: Final = sentence("help")
_REASON: Final = sentence("reason")
_CUT: Final = 200  # cells of a line that are shown around the place, where there is room
_GUTTER: Final = 5
_HANGING: Final = "    "
_BOLD: Final = "1"
_COLOURS: Final = {"error": "1;31", "warning": "1;33", "info": "1;36"}


class _Screen(Struct, frozen=True):
    """What findings are written on: so wide, if that is known, and in colours or not."""

    width: int | None = None
    colour: bool = False

    def broken(self, text: str) -> str:
        """A text in lines that are no wider."""
        return text if self.width is None else "\n".join(wrapped(text, self.width, _HANGING))

    def painted(self, text: str, colour: str) -> str:
        """A text in a colour."""
        return f"\x1b[{colour}m{text}\x1b[0m" if self.colour else text

    def room(self) -> int:
        """For how many cells of a line of a file there is room."""
        return _CUT if self.width is None else max(self.width - _GUTTER - len(" | "), 1)


def render(findings: Sequence[Finding], words: Words) -> str:
    """All findings, in their order, with an empty line between them."""
    return "\n".join(_finding(finding, words, _Screen()) for finding in findings)


def on_screen(findings: Sequence[Finding], words: Words, width: int, *, colour: bool) -> str:
    """The same for a terminal of `width` columns: lines are broken between words, the excerpt is cut."""
    return "\n".join(_finding(finding, words, _Screen(width, colour)) for finding in findings)


def _finding(finding: Finding, words: Words, screen: _Screen) -> str:
    colour = _COLOURS[finding.severity] if finding.acknowledged is None else _BOLD
    lines = [_headline(finding, words, screen, colour)]
    if finding.excerpt.strip():
        lines += _excerpt(finding, screen, colour)
    lines += [screen.broken(f"  {_at(other)}: {words.title(said)}") for other, said in finding.related]
    if finding.acknowledged is not None:
        lines.append(_labelled(_REASON, visible(" ".join(finding.acknowledged.split())), words, screen))
    elif finding.remedy:
        lines.append(_labelled(_HELP, words.title(finding.remedy), words, screen))
    return "\n".join(lines) + "\n"


def _headline(finding: Finding, words: Words, screen: _Screen, colour: str) -> str:
    place, heading = _at(finding.place), f"{words.say(finding.gravity)}[{finding.code} {finding.rule.name}]"
    # it is kept on one line, so that it can be found again
    held = heading.replace(" ", "\N{NO-BREAK SPACE}")
    said = screen.broken(f"{place}: {held}: {words.title(finding.message)}")
    return said.replace(place, screen.painted(place, _BOLD), 1).replace(held, screen.painted(heading, colour), 1)


def _labelled(label: Sentence, said: str, words: Words, screen: _Screen) -> str:
    named = f"  {words.say(label)}:"
    return screen.broken(f"{named} {said}").replace(named, screen.painted(named, _BOLD), 1)


def _excerpt(finding: Finding, screen: _Screen, colour: str) -> Iterator[str]:
    place = finding.place
    excerpt, column, end = _window(finding.excerpt, place.column - 1, place.end - 1, screen.room())
    # a tab keeps its width in the line of carets, so that they stand where they should
    indent = "\t".join(" " * cells(part) for part in excerpt[:column].split("\t"))
    carets = "^" * max(cells(excerpt[column:end]), end - len(excerpt), 1)
    yield f"{place.line:>{_GUTTER}} | {excerpt}"
    yield f"{'':{_GUTTER}} | {indent}{screen.painted(carets, colour)}"


def _at(place: Place) -> str:
    return visible(str(place))


def _window(line: str, column: int, end: int, room: int) -> tuple[str, int, int]:
    """The part of a long line that is worth showing, without what a terminal would obey."""
    start = max(0, column - room // 2)
    while cells(line[start:column]) > room // 2:
        start += 1
    part = line[start : start + room]
    while cells(part) > room:
        part = part[:-1]
    shown = "\t".join(map(visible, part.split("\t")))
    return shown, column - start, min(end - start, max(len(shown), column - start + 1))


def summary(checked: Checked, words: Words) -> str:
    """The closing line: how many files, and how many findings of each kind."""
    names = listed((file.shown for file in checked.files), ",")
    if not checked.files:
        return words.title(sentence("No file was checked.")) + "\n"
    if not checked.findings:
        return words.title(sentence("No findings: {names}.", names=names)) + "\n"
    counts = sentence(
        "Errors: {errors}. Warnings: {warnings}. Acknowledged: {acknowledged}.",
        errors=len(checked.standing("error")),
        warnings=len(checked.standing("warning", "info")),
        acknowledged=sum(finding.acknowledged is not None for finding in checked.findings),
    )
    return "\n" + words.say(counts) + "\n"
