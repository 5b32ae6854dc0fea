"""Every finding about a set of files, in one pass: text, then form, then meaning; each with its place, sorted.

Knows nothing of formats or exit codes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path as FilePath
from typing import TYPE_CHECKING

from lkt_alloc.checks.contents import of_budget, of_register
from lkt_alloc.checks.followers import Follower, budget_of, of_follower, of_named_decisions
from lkt_alloc.checks.outcome import Checked, Choice
from lkt_alloc.checks.selection import AS_NAMED, Desk, Selection, budget_in, chosen
from lkt_alloc.files.disk import embedded
from lkt_alloc.files.kinds import BUDGET, MUNICIPALITIES
from lkt_alloc.files.load import Loaded, load
from lkt_alloc.language.sentences import sentence

if TYPE_CHECKING:  # imported when there is something to find
    from lkt_alloc.diagnostics.findings import Finding

Begins = Callable[[int, int, FilePath], None]
"""Told before each file is read: which in turn it is, of how many, and its path."""


def check_files(
    paths: Sequence[FilePath],
    register: FilePath | None = None,
    choice: Choice | None = None,
    begins: Begins | None = None,
    selection: Selection = AS_NAMED,
) -> Checked:
    """Check files of any kind; a folder stands for those of ours in it, `-` for standard input.

    Each budget is checked as used with `register`, else with its companion (`Desk.companion`), which is then reported on as well: what
    is found in a file does not depend on which others are named. Raises `CannotRun` when a file cannot be opened, or a folder has none of
    ours.
    """
    desk = Desk(load, selection)
    meant, passed_over = chosen(paths, selection, desk)
    return _checked(_read(meant, desk, begins), desk, register, choice or Choice(), passed_over)


def _checked(
    files: dict[FilePath, Loaded], desk: Desk, register: FilePath | None, choice: Choice, passed_over: int
) -> Checked:
    if register and desk.load(register).kind is not MUNICIPALITIES:
        raise MUNICIPALITIES.refused(register)
    used = {path: register or desk.companion(path) for path, file in files.items() if file.kind is BUDGET}
    beside = _not_among(
        files, [path for path in used.values() if path not in (None, register, embedded("municipalities"))], desk
    )
    files |= _not_among(files, [register] if register else [], desk) | beside
    names = frozenset(file.shown for file in beside.values())
    about = {
        path: budget_of(path, file.value, used, desk)
        for path, file in files.items()
        if isinstance(file.value, Follower)
    }
    order = {file.shown: place for place, file in enumerate(files.values())}
    findings = choice.apply(_found(files, used, about, register, desk))
    findings.sort(key=lambda finding: (order.get(finding.place.file, len(order)), finding.place, finding.rule.code))
    on_built_in = tuple(files[path].shown for path, budget in about.items() if budget is None)
    return Checked(
        tuple(files.values()), tuple(_limited(findings) if findings else ()), names, passed_over, on_built_in
    )


def _read(paths: Sequence[FilePath], desk: Desk, begins: Begins | None) -> dict[FilePath, Loaded]:
    files = {}
    for n, path in enumerate(paths, start=1):
        if begins:
            begins(n, len(paths), path)
        files[path] = desk.load(path)
    return files


def _not_among(files: dict[FilePath, Loaded], others: Sequence[FilePath], desk: Desk) -> dict[FilePath, Loaded]:
    known = {desk.same(path) for path in files}
    more = {desk.same(path): path for path in others if desk.same(path) not in known}
    return {path: desk.load(path) for path in more.values()}


def _found(
    files: dict[FilePath, Loaded],
    used: dict[FilePath, FilePath | None],
    about: dict[FilePath, FilePath | None],
    register: FilePath | None,
    desk: Desk,
) -> list[Finding]:
    """What is found in each file.

    `used` are the municipality files of the budgets, `about` the budgets of other files; `register` is that of everything, if one is given.
    """
    findings: list[Finding] = []
    for path, file in files.items():
        findings += file.findings
        if file.kind is MUNICIPALITIES:
            findings += of_register(file)
        elif file.kind is BUDGET:
            beside = used[path]
            findings += of_budget(file, desk.load(beside) if beside else None)
            findings += of_named_decisions(path, file, desk)
        else:
            findings += of_follower(path, file, about.get(path), register, desk)
    return findings


def _limited(findings: list[Finding]) -> list[Finding]:
    """As many as anyone reads, and one that says that there are more."""
    from lkt_alloc.diagnostics.catalogue import TOO_LARGE
    from lkt_alloc.diagnostics.findings import MAX_FINDINGS, Finding

    if len(findings) <= MAX_FINDINGS:
        return findings
    next_one = findings[MAX_FINDINGS]
    message = sentence("There are more than {most} findings; the others are not shown.", most=MAX_FINDINGS)
    remedy = sentence("Correct these first.")
    said = Finding(TOO_LARGE, "error", next_one.place, next_one.excerpt, message, remedy)
    return [*findings[:MAX_FINDINGS], said]


def check_pair(
    budget: FilePath, register: FilePath | None = None, texts: Mapping[FilePath, bytes] | None = None
) -> Checked:
    """Check one budget (perhaps by the folder that holds it) and the municipality file it is used with, both reported on.

    That file is `register`, else the budget's companion, if it has one.
    """
    selection = Selection(texts=texts or {})
    file = budget_in(budget, selection)
    desk = Desk(load, selection)
    if desk.load(file).kind is not BUDGET:
        raise BUDGET.refused(file)
    return _checked({file: desk.load(file)}, desk, register or desk.companion(file), Choice(), 0)


def check_loaded(register: Loaded | None, budget: Loaded | None = None) -> Checked:
    """Check files that have been read already, or that are about to be written: a municipality file, and a budget used with it."""
    findings = [*register.findings, *of_register(register)] if register else []
    if budget:
        findings = [*budget.findings, *of_budget(budget, register), *findings]
    findings.sort(key=lambda finding: (finding.place.file, finding.place, finding.rule.code))
    return Checked(tuple(file for file in (budget, register) if file), tuple(findings))
