"""The first half of a command: read the files, and stop with their findings if there are any."""

from pathlib import Path

import typer
from msgspec import Struct
from msgspec.structs import replace

from lkt_alloc.checks.check import Checked, check_pair, check_scenario, files_of, new_error
from lkt_alloc.cli.asked import Asked, WhatIf
from lkt_alloc.cli.cache_folder import remember
from lkt_alloc.cli.streams import language, progress, say
from lkt_alloc.engine.allocate import Allocation, allocate
from lkt_alloc.engine.keys import population_dates, with_parties
from lkt_alloc.engine.model import Budget, Register
from lkt_alloc.engine.names import find_period
from lkt_alloc.engine.scenario import Scenario, Written, changed, described, left_with_nobody
from lkt_alloc.files.disk import embedded
from lkt_alloc.files.kinds import BUDGET, MUNICIPALITIES, SCENARIO
from lkt_alloc.files.load import Loaded, load
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import Sentence, listed, sentence
from lkt_alloc.language.words import Words


class Inputs(Struct, frozen=True):
    """A sound budget and register, the files they came from, and the language to answer in; perhaps what is changed in the budget."""

    budget: Budget
    register: Register
    files: tuple[Loaded, ...]
    paths: tuple[Path, ...]
    words: Words
    flags: WhatIf
    scenario: Scenario

    def allocation(self, period: str | None) -> Allocation:
        """Share out one period or all, of the budget as it is to be."""
        periods = [find_period(period, self.budget.periods)] if period is not None else list(self.budget.periods)
        budget, said = self.as_it_is_to_be(period)
        return replace(allocate(budget, self.register, periods), what_if=said)

    def as_it_is_to_be(self, period: str | None) -> tuple[Budget, tuple[Sentence, ...]]:
        """The budget with what is asked to be changed in it, and what that is. Raises `CannotRun` if it cannot be."""
        if self.flags == WhatIf() and self.scenario.is_empty:
            return self.budget, ()
        from lkt_alloc.cli.what_if import scenario_of

        scenario = scenario_of(self.flags, self.budget, self.register, period, self.scenario)
        if scenario.is_empty:
            return self.budget, ()
        budget = changed(scenario, self.budget, self.register, [period] if period else ())
        _refuse_what_is_not_sound(scenario, budget, self.budget, self.register)
        return budget, tuple(described(scenario, budget, self.register))


def read_inputs(asked: Asked) -> Inputs:
    """Read and check both files, and the scenario if one is asked for. Findings end the program with exit code 1."""
    remember()
    scenario, file = _scenario(asked)
    named = files_of(file, scenario) if isinstance(scenario, Written) and file else (None, None)
    paths: tuple[Path, ...] = (
        asked.budget or named[0] or embedded("budget"),
        asked.municipalities or named[1] or embedded("municipalities"),
    )
    with progress():
        checked = check_pair(paths[0], paths[1])
    understood = checked.files[0].of(BUDGET)
    words = language(asked.lang, understood.language if understood else "nn")
    _stop_at(checked, words)
    files = checked.files
    budget, register = files[0].sound(BUDGET), files[1].sound(MUNICIPALITIES)
    if file:
        with_scenario = check_scenario(file, budget, register)
        _stop_at(with_scenario, words)
        files, paths = (*files, with_scenario.files[0]), (*paths, file)
    return Inputs(budget, with_parties(budget, register), files, paths, words, asked.what_if, scenario)


def _scenario(asked: Asked) -> tuple[Scenario, Path | None]:
    """The scenario file that is asked for, as it is written."""
    path = asked.what_if.scenario
    if path is None:
        return Scenario(), None
    loaded = load(path)
    if loaded.kind is not SCENARIO:
        raise SCENARIO.refused(path)
    return loaded.of(SCENARIO) or Scenario(), path


def _stop_at(checked: Checked, words: Words) -> None:
    if checked.standing("error"):
        from lkt_alloc.render import findings

        say(findings.render(checked.standing("error"), words))
        raise typer.Exit(1)


def _refuse_what_is_not_sound(scenario: Scenario, budget: Budget, before: Budget, register: Register) -> None:
    """A change that leaves a budget that cannot be shared out is refused with the first reason."""
    if key := left_with_nobody(budget, register):
        reason = sentence("With these changes nobody is left to share by the key {key}.", key=key)
        raise CannotRun(reason, sentence("Name some of its members too, or share by another key."))
    if scenario.population and scenario.population not in (known := population_dates(budget, register)):
        reason = sentence("There are no populations on {day} for everyone who shares.", day=scenario.population)
        raise CannotRun(reason, sentence("There are: {names}.", names=listed(map(str, known), ",")))
    if problem := new_error(budget, before, register):
        reason = sentence("With these changes the budget is not sound: {reason}", reason=problem.message)
        raise CannotRun(reason, problem.remedy)
