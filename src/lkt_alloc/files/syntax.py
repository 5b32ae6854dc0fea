"""What the YAML library objects to, in a user's words, and where it is best to look. Knows nothing of data."""

from typing import Any, Final

import yaml

from lkt_alloc.diagnostics.findings import Place
from lkt_alloc.files.document import Document
from lkt_alloc.language.sentences import sentence

_SYNTAX: Final = (
    # what libyaml says, what we say, what to do
    (
        "unexpected end of stream",
        sentence("A quoted text begins here, but its closing quotation mark is missing."),
        sentence("Write the closing quotation mark."),
    ),
    (
        "expected ',' or ']'",
        sentence("This list is never closed, or a comma is missing in it."),
        sentence("Separate with commas and end with ]."),
    ),
    (
        "expected ',' or '}'",
        sentence("This table is never closed, or a comma is missing in it."),
        sentence("Separate with commas and end with }}."),
    ),
    (
        "mapping values are not allowed",
        sentence("There is one colon too many here, or the indentation is wrong."),
        sentence("Put text that contains a colon in quotes, and begin fields of the same table in the same column."),
    ),
    (
        "could not find expected ':'",
        sentence("A colon is missing after this."),
        sentence("Write a colon and a space after the word."),
    ),
    (
        "did not find expected",
        sentence("This does not belong here."),
        sentence("Look at the quotation marks, commas and brackets on this line and above."),
    ),
)


_INDENTATION: Final = (
    sentence("The indentation does not fit with the lines above."),
    sentence("Begin fields of the same table in the same column."),
)


def report_syntax(document: Document, error: yaml.MarkedYAMLError, long_quotation: Any) -> None:
    """Note what made the reading stop. `long_quotation` is the last text in quotes that goes on over several lines."""
    problem = error.problem or ""
    mark = error.problem_mark or error.context_mark
    if mark and long_quotation and long_quotation.end_mark.line == mark.line:
        problem, error.context_mark = _SYNTAX[0][0], long_quotation.start_mark
    line = "".join(document.lines[mark.line : mark.line + 1]) if mark else ""
    message = sentence("This cannot be read as YAML.")
    remedy = sentence("Look at the indentation, the colons and the quotation marks here and on the line above.")
    if mark and line[mark.column : mark.column + 1] == "\t":
        message, remedy = sentence("Here is a tab."), sentence("Indent with spaces.")
    elif mark and "did not find expected" in problem and not line[: mark.column].strip() and line.strip():
        message, remedy = _INDENTATION
    else:
        for part, said, advice in _SYNTAX:
            if part in problem:
                message, remedy = said, advice
                # the beginning of what never ends, and the key that lacks a colon, are better places to look
                mark = error.context_mark if "expected" in part or "end of stream" in part else mark
                mark = mark or error.problem_mark
                break
    line_number, column = (mark.line, mark.column) if mark else (0, 0)
    if line_number >= len(document.lines):  # at the very end: point behind the last character
        line_number, column = len(document.lines) - 1, len(document.lines[-1])
    document.report("syntax", Place(document.name, line_number + 1, column + 1, column + 2), message, remedy)
