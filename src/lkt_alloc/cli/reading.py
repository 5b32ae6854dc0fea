"""The first half of a command: read the files, and stop with their findings if there are any."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import typer

from lkt_alloc.allocate import Allocation, allocate
from lkt_alloc.check import check_pair
from lkt_alloc.cli.options import Asked
from lkt_alloc.cli.streams import language, say
from lkt_alloc.errors import CannotRun
from lkt_alloc.keys import at_population_date, population_dates
from lkt_alloc.language import Words
from lkt_alloc.load import Loaded
from lkt_alloc.model import Budget, Register
from lkt_alloc.names import find_period
from lkt_alloc.paths import embedded
from lkt_alloc.render import findings
from lkt_alloc.sentences import sentence


@dataclass(frozen=True, slots=True)
class Inputs:
    """A sound budget and register, the files they came from, and the language to answer in."""

    budget: Budget
    register: Register
    files: tuple[Loaded, ...]
    paths: tuple[Path, ...]
    words: Words

    def allocation(self, period: str | None) -> Allocation:
        """Share out one period or all."""
        periods = [find_period(period, self.budget.periods)] if period is not None else list(self.budget.periods)
        return allocate(self.budget, self.register, periods)


def read_inputs(asked: Asked) -> Inputs:
    """Read and check both files, and use the populations that are asked for. Findings end the program with exit code 1."""
    paths = (asked.budget or embedded("budget"), asked.municipalities or embedded("municipalities"))
    checked = check_pair(*paths)
    value, register = (file.value for file in checked.files)
    words = language(asked.lang, value.language if isinstance(value, Budget) else "nn")
    if checked.standing("error") or not isinstance(value, Budget) or not isinstance(register, Register):
        say(findings.render(checked.standing("error"), words))
        raise typer.Exit(1)
    if asked.population:
        value = _at_population_date(value, register, date.fromisoformat(asked.population))
    return Inputs(value, register, checked.files, paths, words)


def _at_population_date(budget: Budget, register: Register, day: date) -> Budget:
    known = population_dates(budget, register)
    if day not in known:
        reason = sentence("There are no populations on {day} for everyone who shares.", day=day)
        raise CannotRun(reason, sentence("There are: {names}.", names=", ".join(map(str, known))))
    return at_population_date(budget, day)
