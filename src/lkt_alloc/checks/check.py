"""Every finding about a set of files, in one pass: text, then form, then meaning; each with its place, sorted.

Knows nothing of formats or exit codes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from lkt_alloc.checks.registers import NO_REGISTER, borrowed, held_against, known_to
from lkt_alloc.checks.selection import AS_NAMED, Desk, Selection, budget_at_hand, budget_in, chosen
from lkt_alloc.engine.added_years import with_added
from lkt_alloc.engine.decisions import Decisions
from lkt_alloc.engine.keys import with_parties
from lkt_alloc.engine.model import Budget
from lkt_alloc.engine.register import Register
from lkt_alloc.engine.scenario import Actual, Written
from lkt_alloc.files import cache, norway
from lkt_alloc.files.disk import embedded
from lkt_alloc.files.kinds import ACTUAL, BUDGET, DECISIONS, MUNICIPALITIES
from lkt_alloc.files.load import Loaded, load, load_bytes
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import Text, sentence

if TYPE_CHECKING:  # imported when there is something to find
    from lkt_alloc.diagnostics.findings import Doubts, Finding, Problem

Follower = Written | Actual | Decisions
"""What is about a budget, and is held against it once that is sound."""

_NO_BUDGET: Final = Budget(Text({"": ""}), "", {}, {}, {}, {}, (), {})


class Choice(Struct, frozen=True):
    """Which rules to look at, by code, name or beginning of a code, and whether warnings are errors."""

    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    strict: bool = False

    def __post_init__(self) -> None:
        if not self.select and not self.ignore:
            return
        from lkt_alloc.checks.catalogue import rules_called

        for name in (*self.select, *self.ignore):
            if not rules_called(name):
                raise CannotRun(sentence('There is no rule "{name}".', name=name), sentence("See lkt-alloc rule."))

    def apply(self, findings: Sequence[Finding]) -> list[Finding]:
        """The findings that are asked for, with the severity they then have."""
        chosen = list(findings)
        if findings and (self.select or self.ignore):
            from lkt_alloc.checks.catalogue import rules_called

            wanted = {rule.name for name in self.select or ("LKT",) for rule in rules_called(name)}
            wanted -= {rule.name for name in self.ignore for rule in rules_called(name)}
            chosen = [finding for finding in findings if finding.rule.name in wanted]
        return [replace(finding, severity="error") for finding in chosen] if self.strict else chosen


class Checked(Struct, frozen=True):
    """The files that were read, and everything found in them, in the order of the files and of their lines.

    `beside` are the names of municipality files that nobody named, read because a budget is used with them. `passed_over` is how many
    other YAML files there were.
    """

    files: tuple[Loaded, ...]
    findings: tuple[Finding, ...]
    beside: frozenset[str] = frozenset()
    passed_over: int = 0

    def standing(self, *severities: str) -> list[Finding]:
        """The findings of these severities that nobody has acknowledged."""
        return [finding for finding in self.findings if finding.severity in severities and finding.acknowledged is None]


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
    order = {file.shown: place for place, file in enumerate(files.values())}
    findings = choice.apply(_found(files, used, register, desk))
    findings.sort(key=lambda finding: (order.get(finding.place.file, len(order)), finding.place, finding.rule.code))
    return Checked(tuple(files.values()), tuple(_limited(findings) if findings else ()), names, passed_over)


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
    files: dict[FilePath, Loaded], used: dict[FilePath, FilePath | None], register: FilePath | None, desk: Desk
) -> list[Finding]:
    """What is found in each file. `used` are the municipality files of the budgets; `register` that of everything, if one is given."""
    findings: list[Finding] = []
    for path, file in files.items():
        findings += file.findings
        if file.kind is MUNICIPALITIES:
            findings += _of_register(file)
        elif file.kind is BUDGET:
            findings += _of_budget(file, _at(used[path], desk))
        else:
            findings += _of_follower(path, file, register, desk)
    return findings


def _at(path: FilePath | None, desk: Desk) -> Loaded | None:
    return desk.load(path) if path else None


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
    findings = [*register.findings, *_of_register(register)] if register else []
    if budget:
        findings = [*budget.findings, *_of_budget(budget, register), *findings]
    findings.sort(key=lambda finding: (finding.place.file, finding.place, finding.rule.code))
    return Checked(tuple(file for file in (budget, register) if file), tuple(findings))


def _of_register(file: Loaded) -> list[Finding]:
    return _once([file], lambda: _found_in_register(file))


def _of_budget(file: Loaded, companion: Loaded | None) -> list[Finding]:
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
    of_register = [*companion.findings, *_of_register(companion)] if companion else []
    rules_broken = [*(problem.rule for problem in found), *(finding.rule for finding in of_register)]
    return any(rule.severity == "error" and not rule.may_be_acknowledged for rule in rules_broken)


def _both_of(path: FilePath, file: Follower, given: FilePath | None, desk: Desk) -> tuple[Loaded, Loaded | None]:
    """The budget that another file is about, and the municipality file that it is checked with: given, named, or the budget's own."""
    named, register = files_of(path, file)
    about = named or budget_at_hand(path.parent) or embedded("budget")
    return desk.load(about), _at(given or register or desk.companion(about), desk)


def check_actual(path: FilePath, budget: Budget, register: Register) -> Checked:
    """Check a file of final figures against the sound budget that it settles."""
    file = load(path)
    if file.kind is not ACTUAL:
        raise ACTUAL.refused(path)
    return _held_against(file, budget, register)


def check_decisions(path: FilePath, budget: Budget, register: Register, added: Collection[str]) -> Checked:
    """Check a file of decisions against the sound budget that is decided on, and to which some periods are `added`."""
    file = load(path)
    if file.kind is not DECISIONS:
        raise DECISIONS.refused(path)
    return _held_against(file, budget, register, added)


def check_scenario_text(name: str, raw: bytes, budget: Budget, register: Register) -> Checked:
    """Check what is about to be written as a scenario file against the sound budget that it is about."""
    return _held_against(load_bytes(name, raw), budget, register)


def check_scenario(path: FilePath, budget: Budget, register: Register) -> Checked:
    """Check a scenario file against the sound budget that it is used with, which need not be the one that it names."""
    return _held_against(load(path), budget, register)


def _held_against(file: Loaded, budget: Budget, register: Register, added: Collection[str] = ()) -> Checked:
    if not isinstance(file.value, Follower) or file.doubtful:
        return Checked((file,), file.findings)
    return Checked((file,), (*file.findings, *_against(file, file.value, budget, register, added)))


def _of_follower(path: FilePath, file: Loaded, given: FilePath | None, desk: Desk) -> list[Finding]:
    """What is wrong with a file that is about a budget (a scenario, final figures, decisions), once that budget is sound."""
    if not isinstance(file.value, Follower) or file.doubtful:
        return []
    budget, register = _both_of(path, file.value, given, desk)
    if problem := _not_usable(file, budget, register):
        return [file.document.locate(problem)]
    own = register.sound(MUNICIPALITIES) if register else None
    return _against(file, file.value, budget.sound(BUDGET), known_to(budget.sound(BUDGET), own))


def _against(
    file: Loaded, value: Follower, budget: Budget, register: Register, added: Collection[str] = ()
) -> list[Finding]:
    """What of a file does not suit the sound budget that it is about; if all of it does, whether the outcome is sound."""
    known = known_to(value.with_new_keys(budget) if isinstance(value, Written) else budget, register)
    if isinstance(value, Decisions):
        from lkt_alloc.checks.rules.decisions import decisions

        problems = list(decisions(held_against(value, budget, known, added), budget, known))
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
    findings = (*budget.findings, *_of_budget(budget, register))
    findings += (*register.findings, *_of_register(register)) if register else ()
    errors = Checked((budget,), findings).standing("error")
    if not errors:
        return None
    faulty = register if register and errors[0].place.file == register.shown else budget
    message = sentence("The file {file}, which goes with this one, has errors of its own.", file=faulty.shown)
    remedy = sentence("Check it first: lkt-alloc check {file}", file=faulty.shown)
    return Problem(rule, (faulty.kind.name,), message, remedy, document=file.kind.name)


def files_of(path: FilePath, follower: Follower) -> tuple[FilePath | None, FilePath | None]:
    """The budget file and the municipality file that another file says it is about; names are seen from its folder."""
    budget, register = (path.parent / name if name else None for name in (follower.budget, follower.municipalities))
    return budget, register


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
