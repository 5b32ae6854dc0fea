"""Findings as text: one line each with its place, then the line of the file with a caret, then what to do."""

from collections.abc import Sequence

from lkt_alloc.findings import Finding
from lkt_alloc.language import Words
from lkt_alloc.sentences import sentence

_HELP = sentence("help")


def render(findings: Sequence[Finding], words: Words) -> str:
    """All findings, in their order, with an empty line between them."""
    return "\n".join(_finding(finding, words) for finding in findings)


def _finding(finding: Finding, words: Words) -> str:
    place, rule = finding.place, finding.rule
    lines = [f"{place.file}:{place.line}:{place.column}: {rule.severity}[{rule.name}]: {words.title(finding.message)}"]
    if finding.excerpt.strip():
        gutter = f"{place.line:>5}"
        # a tab keeps its width in the line of carets, so that they stand where they should
        indent = "".join("\t" if char == "\t" else " " for char in finding.excerpt[: place.column - 1])
        lines.append(f"{gutter} | {finding.excerpt}")
        lines.append(f"{' ' * len(gutter)} | {indent}{'^' * (place.end - place.column)}")
    lines += [f"  {other.file}:{other.line}:{other.column}: {words.title(said)}" for other, said in finding.related]
    if finding.remedy:
        lines.append(f"  {words.say(_HELP)}: {words.title(finding.remedy)}")
    return "\n".join(lines) + "\n"
