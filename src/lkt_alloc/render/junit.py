"""Findings as JUnit XML: a suite for each file, a test case for each finding; a file without findings is a test that passes."""

from xml.sax.saxutils import escape, quoteattr

from lkt_alloc.checks.outcome import Checked
from lkt_alloc.diagnostics.addresses import STAND_IN, Addresses
from lkt_alloc.diagnostics.findings import Finding
from lkt_alloc.files.load import Loaded
from lkt_alloc.language.signs import visible_lines
from lkt_alloc.language.words import Words


def render(checked: Checked, words: Words, _: Addresses = STAND_IN) -> str:
    """One suite for each file that was read or found something in."""
    suites = [_suite(file, checked, words) for file in checked.files]
    return "\n".join(['<?xml version="1.0" encoding="UTF-8"?>', "<testsuites>", *suites, "</testsuites>"]) + "\n"


def _suite(file: Loaded, checked: Checked, words: Words) -> str:
    name = file.shown
    own = [finding for finding in checked.findings if finding.place.file == name]
    failures = sum(finding.acknowledged is None for finding in own)
    counts = f'tests="{max(len(own), 1)}" failures="{failures}" errors="0" skipped="{len(own) - failures}"'
    cases = [_case(finding, words) for finding in own] or [
        f'<testcase classname={_attribute(name)} name="lkt-alloc check"/>'
    ]
    return "\n".join([f"<testsuite name={_attribute(name)} {counts}>", *cases, "</testsuite>"])


def _case(finding: Finding, words: Words) -> str:
    place, rule = finding.place, finding.rule
    name = f"{rule.code} {rule.name} {place.line}:{place.column}"
    message = _attribute(words.title(finding.message))
    if finding.acknowledged is not None:
        inside = f"<skipped message={_attribute(finding.acknowledged)}/>"
    else:
        remedy = words.title(finding.remedy) if finding.remedy else ""
        inside = (
            f"<failure type={_attribute(finding.severity)} message={message}>{escape(visible_lines(remedy))}</failure>"
        )
    return f"<testcase classname={_attribute(place.file)} name={_attribute(name)}>{inside}</testcase>"


def _attribute(text: str) -> str:
    return quoteattr(visible_lines(text))  # what cannot be seen is what XML 1.0 cannot have, and more
