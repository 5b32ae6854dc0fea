"""Findings as SARIF 2.1.0 (OASIS), for code scanning. Acknowledged findings are suppressed in source, with their reason.

Files are named from the root of the repository, which has the name `%SRCROOT%` (`originalUriBaseIds`, 3.14.14).
"""

import json
from typing import Any, Final
from urllib.parse import quote

from lkt_alloc import __version__
from lkt_alloc.checks.catalogue import BY_CODE
from lkt_alloc.checks.outcome import Checked
from lkt_alloc.diagnostics.addresses import STAND_IN, Addresses
from lkt_alloc.diagnostics.findings import Finding, Place, Rule
from lkt_alloc.language.signs import escaped
from lkt_alloc.language.words import Words

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT: Final = "%SRCROOT%"  # the name that GitHub knows
_CUT: Final = 500  # characters of a snippet: many findings on one long line would make a file of any size
_LEVELS: Final = {"error": "error", "warning": "warning", "info": "note"}


def render(checked: Checked, words: Words, addresses: Addresses = STAND_IN) -> str:
    """One run, with every rule there is and every finding."""
    driver = {
        "name": "lkt-alloc",
        "version": __version__,
        "informationUri": addresses.docs,
        "rules": [_rule(rule, words, addresses) for rule in BY_CODE.values()],
    }
    bases = {"originalUriBaseIds": {_ROOT: {"uri": _uri(addresses.root.rstrip("/") + "/")}}} if addresses.root else {}
    run = {
        "tool": {"driver": driver},
        **bases,
        "columnKind": "unicodeCodePoints",
        "newlineSequences": ["\r\n", "\n", "\r", "\x85", "\u2028", "\u2029"],
        "artifacts": [
            {"location": _artifact(file.shown, addresses), "hashes": {"sha-256": file.sha256}} for file in checked.files
        ],
        "results": [_result(finding, words, addresses) for finding in checked.findings],
        "properties": {"passedOver": checked.passed_over},
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return escaped(json.dumps(log, ensure_ascii=False, indent=2)) + "\n"


def _rule(rule: Rule, words: Words, addresses: Addresses) -> dict[str, Any]:
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": words.title(rule.title)},
        "help": {"text": words.title(rule.then)},
        "helpUri": addresses.of_rule(rule, words.language),
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _result(finding: Finding, words: Words, addresses: Addresses) -> dict[str, Any]:
    text = words.title(finding.message) + (f" {words.title(finding.remedy)}" if finding.remedy else "")
    result: dict[str, Any] = {
        "ruleId": finding.rule.code,
        "ruleIndex": list(BY_CODE).index(finding.rule.code),
        "level": _LEVELS[finding.severity],
        "message": {"text": text},
        "locations": [_location(finding.place, addresses, finding.excerpt)],
    }
    if finding.related:
        related = [
            _location(place, addresses) | {"id": n, "message": {"text": words.title(said)}}
            for n, (place, said) in enumerate(finding.related)
        ]
        result["relatedLocations"] = related
    if finding.acknowledged is not None:
        result["suppressions"] = [{"kind": "inSource", "justification": finding.acknowledged}]
    if finding.edit and finding.edit.column:
        region = {"startLine": finding.edit.line, "startColumn": finding.edit.column, "endColumn": finding.edit.end}
        replacement = {"deletedRegion": region, "insertedContent": {"text": finding.edit.text}}
        change = {"artifactLocation": _artifact(finding.place.file, addresses), "replacements": [replacement]}
        result["fixes"] = [{"artifactChanges": [change]}]
    return result


def _location(place: Place, addresses: Addresses, excerpt: str = "") -> dict[str, Any]:
    region: dict[str, Any] = {"startLine": place.line, "startColumn": place.column, "endColumn": place.end}
    if marked := excerpt[place.column - 1 : place.end - 1][:_CUT]:
        region["snippet"] = {"text": marked}
    return {"physicalLocation": {"artifactLocation": _artifact(place.file, addresses), "region": region}}


def _artifact(name: str, addresses: Addresses) -> dict[str, str]:
    """A file: from the root of the repository if it is in it and the root is known."""
    path = addresses.of_file(name)
    is_in_it = addresses.root and not path.startswith(("/", "<"))
    return {"uri": _uri(path)} | ({"uriBaseId": _ROOT} if is_in_it else {})


def _uri(path: str) -> str:
    """A path as a reference; a whole one with its scheme."""
    scheme = "file://" if path.startswith("/") else ""
    return scheme + quote(path.encode("utf-8", "surrogateescape"), safe="/")
