"""Every finding about a set of files, in one pass: text, then form, then meaning; each with its place, sorted.

Knows nothing of formats or exit codes.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath

from lkt_alloc import rules
from lkt_alloc.errors import CannotRun
from lkt_alloc.findings import Finding
from lkt_alloc.load import Loaded, load
from lkt_alloc.model import Budget, Register
from lkt_alloc.paths import embedded
from lkt_alloc.rules.case import Case
from lkt_alloc.sentences import Sentence, Text, sentence

_NO_REGISTER = Register({}, {}, {}, {})
_NO_BUDGET = Budget(Text({"": ""}), "", {}, {}, {}, {}, (), {})


@dataclass(frozen=True, slots=True)
class Checked:
    """The files that were read, and everything found in them, in the order of the files and of their lines."""

    files: tuple[Loaded, ...]
    findings: tuple[Finding, ...]


def check_files(paths: Sequence[FilePath], register: FilePath | None = None) -> Checked:
    """Check budget and municipality files.

    Each budget is checked as used with `register`, else with the municipality file among `paths`, else with the built-in one, which
    is sound. Raises `CannotRun` when a file cannot be opened or it is not clear which municipality file is meant.
    """
    files = [load(path) for path in paths]
    companion = load(register) if register else None
    if companion and companion.document.name not in {file.document.name for file in files}:
        files.append(companion)
    registers = [file for file in files if file.kind == "municipalities"]
    budgets = [file for file in files if file.kind == "budget"]
    companion = companion or _only(registers, needed=bool(budgets))
    findings = [finding for file in files for finding in file.findings]
    findings += [finding for file in registers for finding in _of_register(file)]
    findings += [finding for file in budgets for finding in _of_budget(file, companion)]
    order = {file.document.name: place for place, file in enumerate(files)}
    findings.sort(key=lambda finding: (order.get(finding.place.file, len(order)), finding.place, finding.rule.name))
    return Checked(tuple(files), tuple(findings))


def _only(registers: Sequence[Loaded], *, needed: bool) -> Loaded:
    """The one municipality file there is, or the built-in one."""
    if needed and len(registers) > 1:
        names = ", ".join(file.document.name for file in registers)
        raise CannotRun(
            sentence("There are several municipality files: {names}.", names=names),
            sentence("Say which one the budgets are used with: --municipalities FILE."),
        )
    return registers[0] if registers else load(embedded("municipalities"))


def check_pair(budget: FilePath, register: FilePath) -> Checked:
    """Check one budget and the municipality file it is used with, both reported on."""
    checked = check_files([budget, register])
    for file, kind, path in zip(checked.files, ("budget", "municipalities"), (budget, register), strict=True):
        if file.kind != kind:
            raise CannotRun(Sentence(_WRONG_KIND[kind].template, {"path": str(path)}))
    return checked


_WRONG_KIND = {
    "budget": sentence("The file {path} is not a budget file."),
    "municipalities": sentence("The file {path} is not a municipality file."),
}


def _of_register(file: Loaded) -> list[Finding]:
    register = file.value if isinstance(file.value, Register) else _NO_REGISTER
    doubts = {"budget": set(), "municipalities": _doubts(file)}
    return [
        file.document.locate(problem)
        for problem in rules.problems(rules.REGISTER_RULES, Case(_NO_BUDGET, register, doubts))
    ]


def _of_budget(file: Loaded, companion: Loaded) -> list[Finding]:
    if not isinstance(file.value, Budget):
        return []
    register = companion.value if isinstance(companion.value, Register) else _NO_REGISTER
    case = Case(file.value, register, {"budget": _doubts(file), "municipalities": _doubts(companion)})
    documents = {"budget": file.document, "municipalities": companion.document}
    return [documents[problem.document].locate(problem) for problem in rules.problems(rules.BUDGET_RULES, case)]


def _doubts(file: Loaded) -> set[tuple[str | int, ...]]:
    return set(file.document.doubtful) if file.value else {()}
