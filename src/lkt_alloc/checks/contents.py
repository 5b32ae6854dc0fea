"""What the rules find in a municipality file, and in a budget with the one that it is used with; what is remembered of sound files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from lkt_alloc.checks.registers import NO_REGISTER, borrowed, known_to
from lkt_alloc.engine.keys import with_parties
from lkt_alloc.engine.model import Budget
from lkt_alloc.engine.register import Register
from lkt_alloc.files import cache, norway
from lkt_alloc.files.kinds import BUDGET, MUNICIPALITIES
from lkt_alloc.files.load import Loaded
from lkt_alloc.language.sentences import Text

if TYPE_CHECKING:  # imported when there is something to find
    from lkt_alloc.diagnostics.findings import Doubts, Finding, Problem

_NO_BUDGET: Final = Budget(Text({"": ""}), "", {}, {}, {}, {}, (), {})


def of_register(file: Loaded) -> list[Finding]:
    """What is found in a municipality file, by what it means."""
    return _once([file], lambda: _found_in_register(file))


def of_budget(file: Loaded, companion: Loaded | None) -> list[Finding]:
    """What is found in a budget, as used with a municipality file, or with the built-in register alone."""
    files = [file, companion] if companion else [file]
    return _once(files, lambda: _found_in_budget(file, companion), *_of_norway(file, companion))


def _of_norway(file: Loaded, companion: Loaded | None) -> tuple[str, ...]:
    """The fingerprint of the built-in register, if the budget has members from it."""
    budget, own = file.of(BUDGET), companion.of(MUNICIPALITIES) if companion else None
    if not budget or not borrowed(budget, own or NO_REGISTER):
        return ()
    return (norway.sha256(),)


def _once(files: Sequence[Loaded], look: Callable[[], list[Finding]], *more: str) -> list[Finding]:
    """What is found in files by looking, or what is remembered of it if each file by itself is sound and these names were the same.

    `more` are fingerprints of what else it depends on.
    """
    if not all(file.value and not file.findings and len(file.raw) <= cache.MOST_BYTES for file in files):
        return look()
    question = ["findings", *(part for file in files for part in (file.shown, file.sha256)), *more]
    known = cache.recall(*question)
    if isinstance(known, tuple) and _are_findings(known):
        return list(known)
    found = look()
    cache.keep(tuple(found), *question)
    return found


def _are_findings(known: tuple[object, ...]) -> bool:
    if not known:
        return True
    from lkt_alloc.diagnostics.findings import Finding

    return all(isinstance(finding, Finding) for finding in known)


def _found_in_register(file: Loaded) -> list[Finding]:
    from lkt_alloc.checks import rules
    from lkt_alloc.checks.acknowledgements import acknowledged
    from lkt_alloc.checks.rules.case import Case
    from lkt_alloc.diagnostics.findings import Doubts

    register = file.of(MUNICIPALITIES) or NO_REGISTER
    case = Case(_NO_BUDGET, register, {"budget": Doubts(), "municipalities": _doubts(file)})
    problems = rules.problems(rules.REGISTER_RULES, case)
    placed = [(file.document, problem) for problem in problems]
    return acknowledged(file.document, register.acknowledged, placed, all_seen=not case.doubts["municipalities"])


def _found_in_budget(file: Loaded, companion: Loaded | None) -> list[Finding]:
    from lkt_alloc.checks import rules
    from lkt_alloc.checks.acknowledgements import acknowledged
    from lkt_alloc.checks.rules.case import Case

    if (budget := file.of(BUDGET)) is None:
        return []
    own = companion.of(MUNICIPALITIES) if companion else None
    doubts = {"budget": _doubts(file), "municipalities": _doubts(companion)}
    case = Case(budget, known_to(budget, own), doubts, has_file=companion is not None)
    documents = {"budget": file.document, "municipalities": (companion or file).document}
    problems = rules.problems(rules.BUDGET_RULES, case)
    states_result = any(stated.amounts for stated in budget.control_totals.values())
    all_seen = not any(case.doubts.values()) and not (states_result and _wrong(problems, companion))
    if states_result and all_seen:
        problems += rules.problems(rules.RESULT_RULES, case)
    placed = [(documents[problem.document], problem) for problem in problems]
    return acknowledged(file.document, budget.acknowledged, placed, all_seen=all_seen)


def _wrong(found: Sequence[Problem], companion: Loaded | None) -> bool:
    """Whether anything in a budget, or in the municipality file, keeps its result from being calculated."""
    beside = [*companion.findings, *of_register(companion)] if companion else []
    rules_broken = [*(problem.rule for problem in found), *(finding.rule for finding in beside)]
    return any(rule.severity == "error" and not rule.may_be_acknowledged for rule in rules_broken)


def new_error(budget: Budget, before: Budget, register: Register) -> Problem | None:
    """The first error of a budget that was changed after it was read, if there is one that it did not have `before`."""
    errors = _errors(budget, register)
    known = {(problem.rule.code, problem.path) for problem in (_errors(before, register) if errors else ())}
    return next((problem for problem in errors if (problem.rule.code, problem.path) not in known), None)


def _errors(budget: Budget, register: Register) -> list[Problem]:
    from lkt_alloc.checks import rules
    from lkt_alloc.checks.rules.case import Case
    from lkt_alloc.diagnostics.findings import Doubts

    case = Case(budget, with_parties(budget, register), {"budget": Doubts(), "municipalities": Doubts()})
    problems = rules.problems(rules.BUDGET_RULES, case)
    return [problem for problem in problems if problem.rule.severity == "error"]


def _doubts(file: Loaded | None) -> Doubts:
    from lkt_alloc.diagnostics.findings import Doubts

    return Doubts(() if file is None else file.doubtful if file.value else {()})
