"""Findings as text: one line each with its place, then the line of the file with a caret, then what to do."""

from collections.abc import Sequence
from typing import Final

from lkt_alloc.checks.check import Checked
from lkt_alloc.diagnostics.findings import Finding, Place
from lkt_alloc.language.sentences import listed, sentence
from lkt_alloc.language.signs import visible
from lkt_alloc.language.widths import cells
from lkt_alloc.language.words import Words

_HELP: Final = sentence("help")
_REASON: Final = sentence("reason")
_CUT: Final = 200  # characters of a line that are shown around the place


def render(findings: Sequence[Finding], words: Words) -> str:
    """All findings, in their order, with an empty line between them."""
    return "\n".join(_finding(finding, words) for finding in findings)


def _finding(finding: Finding, words: Words) -> str:
    place, rule = finding.place, finding.rule
    heading = f"{words.say(finding.gravity)}[{rule.code} {rule.name}]"
    lines = [f"{_at(place)}: {heading}: {words.title(finding.message)}"]
    if finding.excerpt.strip():
        gutter = f"{place.line:>5}"
        excerpt, column, end = _window(finding.excerpt, place.column - 1, place.end - 1)
        # a tab keeps its width in the line of carets, so that they stand where they should
        indent = "\t".join(" " * cells(part) for part in excerpt[:column].split("\t"))
        carets = "^" * max(cells(excerpt[column:end]), end - len(excerpt), 1)
        lines.append(f"{gutter} | {excerpt}")
        lines.append(f"{' ' * len(gutter)} | {indent}{carets}")
    lines += [f"  {_at(other)}: {words.title(said)}" for other, said in finding.related]
    if finding.acknowledged is not None:
        lines.append(f"  {words.say(_REASON)}: {visible(' '.join(finding.acknowledged.split()))}")
    elif finding.remedy:
        lines.append(f"  {words.say(_HELP)}: {words.title(finding.remedy)}")
    return "\n".join(lines) + "\n"


def _at(place: Place) -> str:
    return visible(str(place))


def _window(line: str, column: int, end: int) -> tuple[str, int, int]:
    """The part of a long line that is worth showing, without what a terminal would obey."""
    start = max(0, column - _CUT // 2)
    shown = "\t".join(map(visible, line[start : start + _CUT].split("\t")))
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
