"""What a result is made from: files that have been read, checked and found sound, all together; or everything that is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from lkt_alloc.checks.check import check_pair
from lkt_alloc.checks.followers import check_actual, check_decisions, check_scenario
from lkt_alloc.checks.outcome import Checked
from lkt_alloc.checks.registers import NO_REGISTER, borrowed, known_to, whose_answers
from lkt_alloc.diagnostics.unsound import Unsound
from lkt_alloc.engine.added_years import with_added
from lkt_alloc.engine.decisions import Answered
from lkt_alloc.engine.model import Budget
from lkt_alloc.engine.register import Register
from lkt_alloc.engine.scenario import Actual, Scenario, changed
from lkt_alloc.files import norway
from lkt_alloc.files.kinds import ACTUAL, BUDGET, DECISIONS, MUNICIPALITIES, SCENARIO
from lkt_alloc.files.load import Loaded, load

Read = Loaded | norway.BuiltIn
"""What was read: a file, or the built-in register of Norway."""


class Sound(Struct, frozen=True):
    """A budget and the register that it is used with, both sound, and the files they came from; perhaps what is to be changed."""

    budget: Budget
    register: Register
    files: tuple[Read, ...]
    scenario: Scenario = Scenario()


def read_pair(budget: Path, register: Path | None = None, texts: Mapping[Path, bytes] | None = None) -> Sound:
    """Read a budget (perhaps by the folder that holds it) and its municipality file: `register`, else the one that it is used with.

    `texts` are files that are at hand.

    Raises `Unsound`, and `CannotRun` when a file cannot be opened or is of another kind.
    """
    checked = check_pair(budget, register, texts)
    understood = checked.files[0].of(BUDGET)
    _raise_errors(checked, understood.language if understood else "nn")
    about, *others = checked.files
    value, own = about.sound(BUDGET), next((file.sound(MUNICIPALITIES) for file in others), None)
    files = (*checked.files, *_norway(value, own or NO_REGISTER, checked.files))
    return Sound(value, known_to(value, own), files)


def _norway(budget: Budget, own: Register, files: Sequence[Read]) -> list[Read]:
    """The built-in register, if members of the budget are taken from it and it is not among the files yet."""
    named = norway.named() if borrowed(budget, own) else None
    return [named] if named and named not in files else []


def read_scenario(path: Path) -> Scenario:
    """A scenario file as it is written, before anybody has looked at whether it is sound. Raises `CannotRun` if it is none."""
    file = load(path)
    if file.kind is not SCENARIO:
        raise SCENARIO.refused(path)
    return file.of(SCENARIO) or Scenario()


def with_scenario(sound: Sound, path: Path) -> Sound:
    """The same with what a scenario file changes, which need not name this budget, and with the periods that it adds.

    Raises `Unsound`, and `CannotRun` if it is none.
    """
    scenario = read_scenario(path)
    checked = check_scenario(path, sound.budget, sound.register)
    _raise_errors(checked, sound.budget.language)
    changed = scenario.with_new_keys(sound.budget)
    more = (*checked.files, *_norway(changed, sound.register, sound.files))
    register = known_to(changed, sound.register)
    budget = with_added(sound.budget, scenario.periods, register)
    return Sound(budget, register, (*sound.files, *more), scenario)


def with_actual(sound: Sound, path: Path) -> tuple[Sound, Actual]:
    """The same with a file of final figures, and what is in it. Raises `Unsound`, and `CannotRun` if it is none."""
    checked = check_actual(path, sound.budget, sound.register)
    _raise_errors(checked, sound.budget.language)
    return replace(sound, files=(*sound.files, *checked.files)), checked.files[0].sound(ACTUAL)


def with_decisions(sound: Sound, path: Path, changes: Scenario) -> tuple[Sound, Answered]:
    """The same with a file of decisions, and whose its answers are in the budget with some changes; these leave nobody out.

    Raises `Unsound`, and `CannotRun` if it is none.
    """
    budget = changed(changes, sound.budget, sound.register)
    checked = check_decisions(path, budget, sound.register, sound.scenario.periods)
    _raise_errors(checked, sound.budget.language)
    decided = whose_answers(checked.files[0].sound(DECISIONS), budget, sound.register, sound.scenario.periods)
    return replace(sound, files=(*sound.files, *checked.files)), decided


def _raise_errors(checked: Checked, language: str) -> None:
    if errors := checked.standing("error"):
        raise Unsound(errors, language)
