"""Findings as GitHub workflow commands, which become annotations, and as a step summary in Markdown.

GitHub shows only ten annotations of a kind for a step; the summary has all.
"""

from collections.abc import Sequence

from lkt_alloc.check import Checked
from lkt_alloc.findings import Finding
from lkt_alloc.language import Words
from lkt_alloc.marking import marked_down
from lkt_alloc.sentences import sentence
from lkt_alloc.signs import visible

_LEVELS = {"error": "error", "warning": "warning", "info": "notice"}


def render(checked: Checked, words: Words) -> str:
    """One workflow command for each finding; acknowledged ones are notices."""
    return "".join(_command(finding, words) for finding in checked.findings)


def _command(finding: Finding, words: Words) -> str:
    level = "notice" if finding.acknowledged is not None else _LEVELS[finding.severity]
    place = finding.place
    properties = {
        "file": place.file,
        "line": place.line,
        "col": place.column,
        "endColumn": place.end,
        "title": f"{finding.rule.code} {finding.rule.name}",
    }
    listed = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    return f"::{level} {listed}::{_message(_text(finding, words))}\n"


def _text(finding: Finding, words: Words) -> str:
    return "\n".join(filter(None, (words.title(finding.message), _more(finding, words))))


def _more(finding: Finding, words: Words) -> str:
    """What to do about a finding, or why it is let be."""
    if finding.acknowledged is not None:
        return finding.acknowledged
    return words.title(finding.remedy) if finding.remedy else ""


def _message(text: str) -> str:
    return visible(text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")


def summary(findings: Sequence[Finding], words: Words) -> str:
    """All findings as a Markdown table."""
    titles = ("", sentence("Place"), sentence("Finding"), sentence("What to do"))
    lines = ["## lkt-alloc check", ""]
    if not findings:
        return "\n".join([*lines, words.say(sentence("No findings.")), ""])
    lines += ["| " + " | ".join(words.show(title) for title in titles) + " |", "|---|---|---|---|"]
    for finding in findings:
        place = finding.place
        severity = words.say(sentence("acknowledged")) if finding.acknowledged is not None else finding.severity
        cells = (
            f"{severity} {finding.rule.code}",
            f"{visible(place.file)}:{place.line}:{place.column}",
            words.title(finding.message),
            _more(finding, words),
        )
        lines.append("| " + " | ".join(_cell(cell) for cell in cells) + " |")
    return "\n".join([*lines, ""])


def _cell(text: str) -> str:
    """The text itself in a cell of a table: nothing in it is Markdown, HTML, a link or the end of the cell."""
    return marked_down(visible(" ".join(text.split()))).replace("://", ":&#47;&#47;")
