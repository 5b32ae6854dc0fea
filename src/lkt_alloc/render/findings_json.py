"""Findings as JSON, written field by field. A public interface (docs/format.md)."""

import json
from typing import Any, Final

from lkt_alloc.checks.outcome import Checked
from lkt_alloc.diagnostics.addresses import STAND_IN, Addresses
from lkt_alloc.diagnostics.findings import Finding, Place
from lkt_alloc.language.signs import escaped
from lkt_alloc.language.words import Words

FORMAT: Final = "lkt-alloc/check/1"


def render(checked: Checked, words: Words, _: Addresses = STAND_IN) -> str:
    """All files and findings, and how many there are of each kind."""
    record = {
        "format": FORMAT,
        "files": [{"name": file.shown, "kind": file.kind.name, "sha256": file.sha256} for file in checked.files],
        "findings": [_finding(finding, words) for finding in checked.findings],
        "counts": {severity: len(checked.standing(severity)) for severity in ("error", "warning", "info")}
        | {"acknowledged": sum(finding.acknowledged is not None for finding in checked.findings)},
        "passed_over": checked.passed_over,
    }
    return escaped(json.dumps(record, ensure_ascii=False, indent=2)) + "\n"


def _finding(finding: Finding, words: Words) -> dict[str, Any]:
    edit = finding.edit
    return {
        "code": finding.rule.code,
        "rule": finding.rule.name,
        "severity": finding.severity,
        **_place(finding.place),
        "message": words.title(finding.message),
        "remedy": words.title(finding.remedy) if finding.remedy else None,
        "related": [{**_place(place), "message": words.title(said)} for place, said in finding.related],
        "acknowledged": finding.acknowledged,
        "correction": {"line": edit.line, "column": edit.column, "end_column": edit.end, "text": edit.text}
        if edit
        else None,
    }


def _place(place: Place) -> dict[str, Any]:
    return {"file": place.file, "line": place.line, "column": place.column, "end_column": place.end}
