"""Acknowledgements: a reason in the data file to let a finding be, tied to a rule and a place in the data, never to a line.

Only a finding in spite of which an allocation is exact can be acknowledged. One that matches nothing is itself a finding.
"""

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from lkt_alloc.checks.catalogue import rules_called
from lkt_alloc.checks.rules.acknowledgements import without_use
from lkt_alloc.diagnostics.findings import Doubts, Finding, Path, Problem, covers, touches
from lkt_alloc.engine.register import Acknowledgement
from lkt_alloc.files.document import Document


def acknowledged(
    document: Document,
    reasons: Sequence[Acknowledgement],
    problems: Sequence[tuple[Document, Problem]],
    *,
    all_seen: bool,
) -> list[Finding]:
    """Findings for `problems`, with the reason on those that `document` acknowledges; and one for each reason without use.

    `all_seen` says that no rule had to look past anything in doubt: only then is it sure that a reason has no use.
    """
    by_place: dict[tuple[str, tuple[str, ...]], list[int]] = {}
    for i, reason in enumerate(reasons):
        by_place.setdefault((reason.rule, reason.at), []).append(i)
    findings, used, doubtful = [], set(), Doubts(document.doubtful)
    for where, problem in problems:
        finding = where.locate(problem)
        if where is document and finding.rule.may_be_acknowledged:
            place = spoken(problem.path, document.data)
            around = [place[:length] for length in range(1, len(place) + 1)]
            called = (finding.rule.code, finding.rule.name)
            if own := sorted(i for name in called for at in around for i in by_place.get((name, at), ())):
                finding = replace(finding, acknowledged=reasons[own[-1]].reason)
                used.update(own)
            elif _may_be_acknowledged(problem, reasons, doubtful):
                continue
        findings.append(finding)
    unused = [
        without_use(i, rules_called(reason.rule), reason)
        for i, reason in enumerate(reasons)
        if i not in used and (all_seen or not _usable(reason))
    ]
    return findings + [document.locate(problem) for problem in unused if not touches(doubtful, problem.path[:2])]


def _may_be_acknowledged(problem: Problem, reasons: Sequence[Acknowledgement], doubtful: Doubts) -> bool:
    """Whether a reason for it may be among those that could not be read, or the post that it is about could not be told by its name."""
    place = problem.path[:2]
    if covers(doubtful, ("acknowledged",)) or (
        place[0] == "posts" and bool(reasons) and touches(doubtful, (*place, "id"))
    ):
        return True
    return any(
        touches(doubtful, ("acknowledged", i, "rule"))
        or (touches(doubtful, ("acknowledged", i)) and problem.rule in rules_called(reason.rule))
        for i, reason in enumerate(reasons)
    )


def _usable(reason: Acknowledgement) -> bool:
    """Whether it names one rule, whose findings may be acknowledged."""
    rules = rules_called(reason.rule)
    return len(rules) == 1 and rules[0].may_be_acknowledged


def spoken(path: Path, data: Any) -> tuple[str, ...]:
    """A path as people write it: a post by its identifier, a part by its number from 1, a member by what stands there."""
    steps = []
    for step in path:
        inside = step in data if isinstance(data, dict) else isinstance(data, list) and isinstance(step, int)
        data = data[step] if inside else None
        if isinstance(step, str):
            steps.append(step)
        elif isinstance(data, dict):
            steps.append(str(data.get("id", step + 1)))
        else:
            steps.append(str(data))
    return tuple(steps)
