"""The first half of a command: read the files, and stop with their findings if there are any."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from msgspec import Struct
from msgspec.structs import replace

from lkt_alloc.checks import reading
from lkt_alloc.checks.check import files_of
from lkt_alloc.checks.typed import WhatIf, scenario_of
from lkt_alloc.checks.what_if import allocation, with_changes
from lkt_alloc.cli.asked import Asked
from lkt_alloc.cli.streams import language, progress, say
from lkt_alloc.diagnostics.unsound import Unsound
from lkt_alloc.engine.allocate import Allocation
from lkt_alloc.engine.model import Budget, Register
from lkt_alloc.engine.names import find_period
from lkt_alloc.engine.scenario import Actual, Scenario, Written
from lkt_alloc.files.cache.folder import remember
from lkt_alloc.files.disk import embedded
from lkt_alloc.files.kinds import ACTUAL
from lkt_alloc.files.load import Loaded, load
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import sentence
from lkt_alloc.language.words import Words

if TYPE_CHECKING:
    from lkt_alloc.engine.counterfactual import Side


class Inputs(Struct, frozen=True):
    """What was read and found sound, from which paths, the language to answer in, and what is to be changed as typed."""

    sound: reading.Sound
    paths: tuple[Path, ...]
    words: Words
    flags: WhatIf

    @property
    def budget(self) -> Budget:
        """The budget as its file has it."""
        return self.sound.budget

    @property
    def register(self) -> Register:
        """The register that it is used with."""
        return self.sound.register

    @property
    def files(self) -> tuple[Loaded, ...]:
        """The files that a result is made from."""
        return self.sound.files

    def allocation(self, period: str | None) -> Allocation:
        """Share out one period or all, of the budget as it is to be. Raises `CannotRun` if it cannot be."""
        if period is not None:
            period = find_period(period, self.budget.periods)
        return allocation(self.budget, self.register, period, self._scenario(period))

    def side(self, period: str) -> "Side":
        """The budget as it is to be in a period, to be compared with another. Raises `CannotRun` if it cannot be."""
        from lkt_alloc.engine.counterfactual import Side

        budget, said = with_changes(self.budget, self.register, period, self._scenario(period))
        return Side(budget, self.register, period, said)

    def _scenario(self, period: str | None) -> Scenario:
        if self.flags == WhatIf():
            return self.sound.scenario
        return scenario_of(self.flags, self.sound.scenario, self.budget, self.register, period)


def read_inputs(asked: Asked) -> Inputs:
    """Read and check both files, and the scenario if one is asked for. Findings end the program with exit code 1."""
    remember(os.environ, sys.platform)
    file = asked.what_if.scenario
    scenario = reading.read_scenario(file) if file else Scenario()
    named = files_of(file, scenario) if isinstance(scenario, Written) and file else (None, None)
    budget = asked.budget or named[0] or embedded("budget")
    register = asked.municipalities or named[1] or embedded("municipalities")
    with stopping_at_findings(asked.lang), progress():
        sound = reading.read_pair(budget, register)
    words = language(asked.lang, sound.budget.language)
    if not file:
        return Inputs(sound, (budget, register), words, asked.what_if)
    with stopping_at_findings(asked.lang):
        sound = reading.with_scenario(sound, file)
    return Inputs(sound, (budget, register, file), words, asked.what_if)


def read_actual(asked: Asked, path: Path) -> tuple[Inputs, Actual]:
    """The files that a file of final figures is about, and what is in it. Findings end the program with exit code 1."""
    if asked.what_if != WhatIf():
        raise CannotRun(sentence("Final figures are no what-if: leave out --actual, or the changes."))
    loaded = load(path)
    if own := loaded.of(ACTUAL):
        named = files_of(path, own)
        asked = replace(
            asked,
            budget=asked.budget or (named[0] if own.budget else None),
            municipalities=asked.municipalities or (named[1] if own.municipalities else None),
        )
    inputs = read_inputs(asked)
    with stopping_at_findings(asked.lang):
        sound, actual = reading.with_actual(inputs.sound, path)
    return replace(inputs, sound=sound, paths=(*inputs.paths, path)), actual


@contextmanager
def stopping_at_findings(lang: str | None) -> Iterator[None]:
    """Findings end the program with exit code 1, once they are said."""
    try:
        yield
    except Unsound as unsound:
        from lkt_alloc.render import findings

        say(findings.render(unsound.findings, language(lang, unsound.language)))
        raise typer.Exit(1) from None
