"""Files that are about a budget (scenarios, final figures, decisions), held against it once that is sound."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from lkt_alloc.checks.contents import new_error, of_budget, of_register
from lkt_alloc.checks.outcome import Checked
from lkt_alloc.checks.registers import known_to, whose_answers
from lkt_alloc.checks.selection import Desk, budget_at_hand, budget_in
from lkt_alloc.engine.added_years import with_added
from lkt_alloc.engine.decisions import Decisions
from lkt_alloc.engine.model import Budget
from lkt_alloc.engine.register import Register
from lkt_alloc.engine.scenario import Actual, Written
from lkt_alloc.files.disk import embedded
from lkt_alloc.files.kinds import ACTUAL, BUDGET, DECISIONS, MUNICIPALITIES
from lkt_alloc.files.load import Loaded, load, load_bytes
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import Sentence, sentence

if TYPE_CHECKING:  # imported when there is something to find
    from lkt_alloc.diagnostics.findings import Finding, Problem

Follower = Written | Actual | Decisions
"""What is about a budget, and is held against it once that is sound."""


def check_actual(path: FilePath, budget: Budget, register: Register) -> Checked:
    """Check a file of final figures against the sound budget that it settles."""
    file = load(path)
    if file.kind is not ACTUAL:
        raise ACTUAL.refused(path)
    return _checked_against(file, budget, register)


def check_decisions(path: FilePath, budget: Budget, register: Register, added: Collection[str]) -> Checked:
    """Check a file of decisions against the sound budget that is decided on, and to which some periods are `added`."""
    file = load(path)
    if file.kind is not DECISIONS:
        raise DECISIONS.refused(path)
    return _checked_against(file, budget, register, added)


def check_scenario_text(name: str, raw: bytes, budget: Budget, register: Register) -> Checked:
    """Check what is about to be written as a scenario file against the sound budget that it is about."""
    return _checked_against(load_bytes(name, raw), budget, register)


def check_scenario(path: FilePath, budget: Budget, register: Register) -> Checked:
    """Check a scenario file against the sound budget that it is used with, which need not be the one that it names."""
    return _checked_against(load(path), budget, register)


def _checked_against(file: Loaded, budget: Budget, register: Register, added: Collection[str] = ()) -> Checked:
    if not isinstance(file.value, Follower) or file.doubtful:
        return Checked((file,), file.findings)
    return Checked((file,), (*file.findings, *_against(file, file.value, budget, register, added)))


def of_follower(
    path: FilePath, file: Loaded, about: FilePath | None, given: FilePath | None, desk: Desk
) -> list[Finding]:
    """What is wrong with a file that is `about` a budget (a scenario, final figures, decisions), once that budget is sound."""
    if not isinstance(file.value, Follower) or file.doubtful:
        return []
    meant = about or embedded("budget")
    beside = given or files_of(path, file.value)[1] or desk.companion(meant)
    budget, register = desk.load(meant), desk.load(beside) if beside else None
    if problem := _not_usable(file, budget, register):
        return [file.document.locate(problem)]
    own = register.sound(MUNICIPALITIES) if register else None
    found = _against(file, file.value, budget.sound(BUDGET), known_to(budget.sound(BUDGET), own))
    return found if about else [_with_the_budget_to_name(finding) for finding in found]


def _with_the_budget_to_name(finding: Finding) -> Finding:
    """The same of a file that may be about another budget than the built-in one, which nobody has named."""
    from lkt_alloc.checks.rules.outsiders import A_MEMBER

    return replace(finding, remedy=_NAME_IT) if finding.remedy == A_MEMBER else finding


_NAME_IT: Final = sentence(
    'Name the budget that it is about with the line "budget: FILE", or write the number of a member.'
)


def _against(
    file: Loaded, value: Follower, budget: Budget, register: Register, added: Collection[str] = ()
) -> list[Finding]:
    """What of a file does not suit the sound budget that it is about; if all of it does, whether the outcome is sound."""
    known = known_to(value.with_new_keys(budget) if isinstance(value, Written) else budget, register)
    if isinstance(value, Decisions):
        from lkt_alloc.checks.rules.decisions import decisions

        problems = list(decisions(whose_answers(value, budget, known, added), budget, known))
    elif isinstance(value, Actual):
        from lkt_alloc.checks.rules.actuals import actuals, final_soundness

        problems = list(actuals(value, budget, known)) or list(final_soundness(value, budget, known, new_error))
    else:
        from lkt_alloc.checks.rules import added_periods, scenarios

        problems = list(added_periods.added(value, budget))
        if not problems:
            own = with_added(budget, value.periods, known)
            problems = _in_new_keys(value, own, known) or list(scenarios.names(value, own, known))
        problems = problems or list(scenarios.soundness(value, budget, known, new_error))
        problems += added_periods.without_source(value)
    return [file.document.locate(problem) for problem in problems]


def _in_new_keys(scenario: Written, budget: Budget, register: Register) -> list[Problem]:
    """What is wrong with the keys that a scenario adds to a budget, by the rules for the budget's own."""
    from lkt_alloc.checks import rules
    from lkt_alloc.checks.rules.case import Case
    from lkt_alloc.diagnostics.findings import Doubts

    together = scenario.with_new_keys(budget)
    found = rules.problems(rules.KEY_RULES, Case(together, register, {"budget": Doubts(), "municipalities": Doubts()}))
    own = {("keys", name) for name in scenario.new_keys}
    return [replace(problem, document="scenario") for problem in found if problem.path[:2] in own]


def _not_usable(file: Loaded, budget: Loaded, register: Loaded | None) -> Problem | None:
    """Why a file cannot be held against the two that it is about: they are something else, or have errors that nobody has acknowledged."""
    from lkt_alloc.checks.rules.actuals import SETTLED_BUDGET
    from lkt_alloc.checks.rules.decisions import DECIDED_BUDGET
    from lkt_alloc.checks.rules.scenarios import UNSOUND_SCENARIO
    from lkt_alloc.diagnostics.findings import Problem

    rule = {ACTUAL.name: SETTLED_BUDGET, DECISIONS.name: DECIDED_BUDGET}.get(file.kind.name, UNSOUND_SCENARIO)
    for other, kind in ((budget, BUDGET), (register, MUNICIPALITIES)):
        if other and other.kind is not kind:
            message, remedy = kind.other.filled(path=other.shown), sentence("Name another file, or leave this out.")
            return Problem(rule, (kind.name,), message, remedy, document=file.kind.name)
    findings = (*budget.findings, *of_budget(budget, register))
    findings += (*register.findings, *of_register(register)) if register else ()
    errors = Checked((budget,), findings).standing("error")
    if not errors:
        return None
    faulty = register if register and errors[0].place.file == register.shown else budget
    message = sentence("The file {file}, which goes with this one, has errors of its own.", file=faulty.shown)
    remedy = sentence("Check it first: lkt-alloc check {file}", file=faulty.shown)
    return Problem(rule, (faulty.kind.name,), message, remedy, document=file.kind.name)


def budget_of(path: FilePath, follower: Follower, budgets: Iterable[FilePath], desk: Desk) -> FilePath | None:
    """The budget that another file is about: the one that it names, or that names it, else the one at hand; `None` for the built-in one.

    It may be named by any of `budgets`, or by the one in the working folder.
    """
    here = FilePath()
    if named := files_of(path, follower)[0]:
        return named
    for budget in filter(None, (*budgets, budget_at_hand(here))):
        own = desk.load(budget).of(BUDGET)
        if own and own.decisions and desk.same(budget.parent / own.decisions) == desk.same(path):
            return budget
    return budget_at_hand(path.parent, here)


def files_of(path: FilePath, follower: Follower) -> tuple[FilePath | None, FilePath | None]:
    """The budget file and the municipality file that another file says it is about; names are seen from its folder."""
    budget, register = (path.parent / name if name else None for name in (follower.budget, follower.municipalities))
    return budget, register


def of_another(path: FilePath, file: Loaded, budget: FilePath) -> Sentence | None:
    """What is said of a file of decisions that names another budget than this one: then it is not this one's."""
    own = file.of(DECISIONS)
    other = files_of(path, own)[0] if own else None
    if not other or os.path.realpath(budget_in(other)) == os.path.realpath(budget):
        return None
    return sentence("The file {file} is about another budget: {budget}.", file=file.shown, budget=str(other))


def of_named_decisions(path: FilePath, file: Loaded, desk: Desk) -> list[Finding]:
    """What is wrong with the file of decisions that a budget names: there is none, it is none, or it is another budget's."""
    budget = file.of(BUDGET)
    if not budget or not budget.decisions or ("decisions",) in file.doubtful:
        return []
    from lkt_alloc.checks.rules.decisions import NAMED_DECISIONS
    from lkt_alloc.diagnostics.findings import Problem

    at = path.parent / budget.decisions
    try:
        own = desk.load(at)
        said = DECISIONS.other.filled(path=own.shown) if own.kind is not DECISIONS else of_another(at, own, path)
    except CannotRun as refused:
        said = refused.reason
    remedy = sentence("Correct the name, or leave the line out.")
    return [file.document.locate(Problem(NAMED_DECISIONS, ("decisions",), said, remedy))] if said else []
