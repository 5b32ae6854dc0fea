"""The first half of a command: read the files, and stop with their findings if there are any."""

from dataclasses import dataclass, replace
from pathlib import Path

import typer

from lkt_alloc.allocate import Allocation, allocate
from lkt_alloc.check import check_pair, new_error
from lkt_alloc.cli.options import Asked, WhatIf
from lkt_alloc.cli.streams import language, say
from lkt_alloc.cli.what_if import scenario_of
from lkt_alloc.errors import CannotRun
from lkt_alloc.keys import population_dates, with_parties
from lkt_alloc.language import Words
from lkt_alloc.load import Loaded
from lkt_alloc.model import Budget, Register
from lkt_alloc.names import find_period
from lkt_alloc.paths import embedded
from lkt_alloc.render import findings
from lkt_alloc.scenario import Scenario, changed, described
from lkt_alloc.sentences import sentence


@dataclass(frozen=True, slots=True)
class Inputs:
    """A sound budget and register, the files they came from, and the language to answer in; perhaps what is changed in the budget."""

    budget: Budget
    register: Register
    files: tuple[Loaded, ...]
    paths: tuple[Path, ...]
    words: Words
    flags: WhatIf

    def allocation(self, period: str | None) -> Allocation:
        """Share out one period or all, of the budget as it is to be."""
        periods = [find_period(period, self.budget.periods)] if period is not None else list(self.budget.periods)
        scenario = scenario_of(self.flags, self.budget, self.register, period)
        if not scenario:
            return allocate(self.budget, self.register, periods)
        budget = changed(scenario, self.budget, self.register)
        _refuse_what_is_not_sound(scenario, budget, self.budget, self.register)
        said = tuple(described(scenario, budget, self.register))
        return replace(allocate(budget, self.register, periods), what_if=said)


def read_inputs(asked: Asked) -> Inputs:
    """Read and check both files. Findings end the program with exit code 1."""
    paths = (asked.budget or embedded("budget"), asked.municipalities or embedded("municipalities"))
    checked = check_pair(*paths)
    value, register = (file.value for file in checked.files)
    words = language(asked.lang, value.language if isinstance(value, Budget) else "nn")
    if checked.standing("error") or not isinstance(value, Budget) or not isinstance(register, Register):
        say(findings.render(checked.standing("error"), words))
        raise typer.Exit(1)
    return Inputs(value, with_parties(value, register), checked.files, paths, words, asked.what_if)


def _refuse_what_is_not_sound(scenario: Scenario, budget: Budget, before: Budget, register: Register) -> None:
    """A change that leaves a budget that cannot be shared out is refused with the first reason."""
    if scenario.population and scenario.population not in (known := population_dates(budget, register)):
        reason = sentence("There are no populations on {day} for everyone who shares.", day=scenario.population)
        raise CannotRun(reason, sentence("There are: {names}.", names=", ".join(map(str, known))))
    if problem := new_error(budget, before, register):
        reason = sentence("With these changes the budget is not sound: {reason}", reason=problem.message)
        raise CannotRun(reason, problem.remedy)
