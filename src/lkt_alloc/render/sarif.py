"""Findings as SARIF 2.1.0 (OASIS), for code scanning. Acknowledged findings are suppressed in source, with their reason."""

import json
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from lkt_alloc import __version__
from lkt_alloc.catalogue import BY_CODE
from lkt_alloc.check import Checked
from lkt_alloc.findings import Finding, Place, Rule
from lkt_alloc.language import Words
from lkt_alloc.signs import escaped

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_CUT = 500  # characters of a snippet: many findings on one long line would make a file of any size
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def render(checked: Checked, words: Words) -> str:
    """One run, with every rule there is and every finding."""
    driver = {"name": "lkt-alloc", "version": __version__, "rules": [_rule(rule, words) for rule in BY_CODE.values()]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "newlineSequences": ["\r\n", "\n", "\r", "\x85", "\u2028", "\u2029"],
        "artifacts": [
            {"location": {"uri": _uri(file.document.name)}, "hashes": {"sha-256": file.sha256}}
            for file in checked.files
        ],
        "results": [_result(finding, words) for finding in checked.findings],
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return escaped(json.dumps(log, ensure_ascii=False, indent=2)) + "\n"


def _rule(rule: Rule, words: Words) -> dict[str, Any]:
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": words.title(rule.title)},
        "help": {"text": words.title(rule.then)},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _result(finding: Finding, words: Words) -> dict[str, Any]:
    text = words.title(finding.message) + (f" {words.title(finding.remedy)}" if finding.remedy else "")
    result: dict[str, Any] = {
        "ruleId": finding.rule.code,
        "ruleIndex": list(BY_CODE).index(finding.rule.code),
        "level": _LEVELS[finding.severity],
        "message": {"text": text},
        "locations": [_location(finding.place, finding.excerpt)],
    }
    if finding.related:
        related = [
            _location(place) | {"id": n, "message": {"text": words.title(said)}}
            for n, (place, said) in enumerate(finding.related)
        ]
        result["relatedLocations"] = related
    if finding.acknowledged is not None:
        result["suppressions"] = [{"kind": "inSource", "justification": finding.acknowledged}]
    if finding.edit and finding.edit.column:
        region = {"startLine": finding.edit.line, "startColumn": finding.edit.column, "endColumn": finding.edit.end}
        replacement = {"deletedRegion": region, "insertedContent": {"text": finding.edit.text}}
        change = {"artifactLocation": {"uri": _uri(finding.place.file)}, "replacements": [replacement]}
        result["fixes"] = [{"artifactChanges": [change]}]
    return result


def _location(place: Place, excerpt: str = "") -> dict[str, Any]:
    region: dict[str, Any] = {"startLine": place.line, "startColumn": place.column, "endColumn": place.end}
    if marked := excerpt[place.column - 1 : place.end - 1][:_CUT]:
        region["snippet"] = {"text": marked}
    return {"physicalLocation": {"artifactLocation": {"uri": _uri(place.file)}, "region": region}}


def _uri(path: str) -> str:
    """A file's name as a reference: relative to where the check ran, else with its scheme."""
    scheme = "file://" if path.startswith("/") else ""
    return scheme + quote(PurePath(path).as_posix().encode("utf-8", "surrogateescape"), safe="/")
