"""Findings as GitHub workflow commands, which become annotations, and as a step summary in Markdown.

GitHub shows only ten annotations of a kind for a step; the summary has all.
"""

from collections.abc import Sequence
from typing import Final

from lkt_alloc.checks.outcome import Checked
from lkt_alloc.diagnostics.addresses import STAND_IN, Addresses
from lkt_alloc.diagnostics.findings import Finding
from lkt_alloc.language.marking import marked_down
from lkt_alloc.language.sentences import sentence
from lkt_alloc.language.signs import visible
from lkt_alloc.language.words import Words

_LEVELS: Final = {"error": "error", "warning": "warning", "info": "notice"}


def render(checked: Checked, words: Words, addresses: Addresses = STAND_IN) -> str:
    """One workflow command for each finding; acknowledged ones are notices."""
    return "".join(_command(finding, words, addresses) for finding in checked.findings)


def _command(finding: Finding, words: Words, addresses: Addresses) -> str:
    level = "notice" if finding.acknowledged is not None else _LEVELS[finding.severity]
    place = finding.place
    properties = {
        "file": addresses.of_file(place.file),
        "line": place.line,
        "col": place.column,
        "endColumn": place.end,
        "title": f"{finding.rule.code} {finding.rule.name}",
    }
    listed = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    page = addresses.of_rule(finding.rule, words.language)
    text = "\n".join(filter(None, (words.title(finding.message), _more(finding, words), page)))
    return f"::{level} {listed}::{_message(text)}\n"


def _more(finding: Finding, words: Words) -> str:
    """What to do about a finding, or why it is let be."""
    if finding.acknowledged is not None:
        return finding.acknowledged
    return words.title(finding.remedy) if finding.remedy else ""


def _message(text: str) -> str:
    return visible(text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")


def summary(checked: Checked, words: Words, addresses: Addresses = STAND_IN) -> str:
    """All findings as a Markdown table; without any, how many files have none."""
    lines = ["## lkt-alloc check", "", *_table(checked.findings, words, addresses)]
    if not checked.findings:
        said = sentence("No findings. Files checked: {n}.", n=len(checked.files))
        lines.append(words.say(said if checked.files else sentence("No file was checked.")))
    if checked.passed_over:
        lines += ["", words.say(sentence("Other YAML files, skipped: {n}.", n=checked.passed_over))]
    return "\n".join([*lines, ""])


def _table(findings: Sequence[Finding], words: Words, addresses: Addresses) -> list[str]:
    if not findings:
        return []
    titles = ("", sentence("Place"), sentence("Finding"), sentence("What to do"))
    lines = ["| " + " | ".join(words.show(title) for title in titles) + " |", "|---|---|---|---|"]
    for finding in findings:
        place, rule = finding.place, finding.rule
        cells = (
            f"{_cell(words.say(finding.gravity))} [{rule.code}]({addresses.of_rule(rule, words.language)})",
            _cell(f"{visible(addresses.of_file(place.file))}:{place.line}:{place.column}"),
            _cell(words.title(finding.message)),
            _cell(_more(finding, words)),
        )
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def _cell(text: str) -> str:
    """The text itself in a cell of a table: nothing in it is Markdown, HTML, a link or the end of the cell."""
    return marked_down(visible(" ".join(text.split()))).replace("://", ":&#47;&#47;")
