"""The first half of a command: read the files, and stop with their findings if there are any."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from lkt_alloc.checks import reading
from lkt_alloc.checks.followers import files_of, of_another
from lkt_alloc.checks.selection import DECISIONS_USUAL, budget_at_hand, budget_in, decisions_of
from lkt_alloc.checks.typed import WhatIf, scenario_of
from lkt_alloc.checks.what_if import allocation, also_without, with_changes, with_everyone
from lkt_alloc.cli.asked import Asked
from lkt_alloc.cli.streams import language, progress, say_once
from lkt_alloc.engine.allocate import Allocation
from lkt_alloc.engine.case import CaseFacts
from lkt_alloc.engine.decisions import Answered
from lkt_alloc.engine.keys import sharing
from lkt_alloc.engine.model import Budget
from lkt_alloc.engine.names import find_period
from lkt_alloc.engine.register import Register
from lkt_alloc.engine.scenario import Actual, Scenario, Written, changed
from lkt_alloc.files.cache.folder import remember
from lkt_alloc.files.disk import embedded
from lkt_alloc.files.kinds import ACTUAL, DECISIONS
from lkt_alloc.files.load import Loaded, load
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import Value, listed, sentence
from lkt_alloc.language.words import Words

if TYPE_CHECKING:
    from lkt_alloc.engine.counterfactual import Side

_SHOWN: Final = 3


class Inputs(Struct, frozen=True):
    """What was read and found sound, the languages of the result and of what is said beside it, and what is to be changed as typed."""

    sound: reading.Sound
    words: Words
    talk: Words
    flags: WhatIf
    decided: Answered | None = None

    @property
    def budget(self) -> Budget:
        """The budget as its file has it."""
        return self.sound.budget

    @property
    def register(self) -> Register:
        """The register that it is used with."""
        return self.sound.register

    @property
    def files(self) -> "tuple[reading.Read, ...]":
        """What a result is made from."""
        return self.sound.files

    @property
    def paths(self) -> tuple[Path, ...]:
        """Where these are, but for the built-in register: no result is written over them."""
        return tuple(Path(file.shown) for file in self.files if isinstance(file, Loaded))

    def about(self, case: CaseFacts) -> "Inputs":
        """The same with what is known of the case, which comes before what the budget file says of it."""
        budget = replace(self.budget, case=case.over(self.budget.case))
        return replace(self, sound=replace(self.sound, budget=budget))

    def allocation(self, period: str | None) -> Allocation:
        """Share out one period or all, of the budget as it is to be. Raises `CannotRun` if it cannot be."""
        if period is not None:
            period = find_period(period, self.budget.periods)
        return allocation(self.budget, self.register, period, self._scenario(period))

    def side(self, period: str) -> "Side":
        """The budget as it is to be in a period, to be compared with another. Raises `CannotRun` if it cannot be."""
        from lkt_alloc.engine.counterfactual import Side
        from lkt_alloc.files.norway import with_kin

        budget, said = with_changes(self.budget, self.register, period, self._scenario(period))
        return Side(budget, with_kin(self.register), period, said)

    def _scenario(self, period: str | None) -> Scenario:
        if self.flags == WhatIf():
            return self.sound.scenario
        if not (self.flags.decided and self.decided):
            return scenario_of(self.flags, self.sound.scenario, self.budget, self.register, period)
        flags = self.flags if self.flags.without else replace(self.flags, gap=False)
        own = scenario_of(flags, self.sound.scenario, self.budget, self.register, period)
        periods = [period] if period else self.budget.periods
        here = sharing(changed(own, self.budget, self.register), self.register, periods)
        declined = self.decided.declined(here)
        if not declined:
            say_once(self.talk.title(sentence("Nobody who takes part has declined: --decided changes nothing.")) + "\n")
        return also_without(own, declined, self.register, gap=self.flags.gap)

    def with_everyone(self) -> Scenario:
        """What is changed in who the members are, with nobody left out."""
        file, keys = with_everyone(self.sound.scenario), WhatIf(key=self.flags.key)
        return scenario_of(keys, file, self.budget, self.register, None)


def read_inputs(asked: Asked) -> Inputs:
    """Read and check both files, and the scenario or the decisions if these are asked for. Raises `Unsound` with their errors."""
    if asked.decisions and not asked.what_if.decided:
        said = sentence("A file of decisions changes nothing here without --decided.")
        raise CannotRun(said, sentence("Add --decided, or see what is decided: lkt-alloc decisions."))
    return read_decisions(asked) if asked.what_if.decided else _read(asked)


def _read(asked: Asked) -> Inputs:
    """The same without decisions.

    That nobody has named a budget, and there is none at hand, so that it is the built-in one, is said on standard error.
    """
    remember(os.environ, sys.platform)
    file = asked.what_if.scenario
    scenario = reading.read_scenario(file) if file else Scenario()
    named = files_of(file, scenario) if isinstance(scenario, Written) and file else (None, None)
    own = asked.budget or named[0] or budget_at_hand(Path())
    budget = budget_in(own or embedded("budget"))
    with progress():
        sound = reading.read_pair(budget, asked.municipalities or named[1])
    talk = language(asked.lang, sound.budget.language)
    words = Words(asked.lang or sound.budget.language) if asked.is_paper else talk
    if own is None:
        say_that_it_is_built_in(talk)
    if file:
        sound = reading.with_scenario(sound, file)
    if not asked.for_programs:
        _say_what_stays_in_another_language(sound.budget, words, talk)
    return Inputs(sound, words, talk, asked.what_if)


def _say_what_stays_in_another_language(budget: Budget, words: Words, talk: Words) -> None:
    """Say which names would stand within sentences of a language that they are not given in."""
    names = [payer.name for payer in budget.payers.values()] + [key.name for key in budget.keys.values()]
    own = (words.show(name) for name in names if not name.is_in(words.language, budget.language))
    if lacking := list(dict.fromkeys(own)):
        shown: Value = listed((sentence('"{name}"', name=name) for name in lacking[:_SHOWN]), ",")
        if more := len(lacking[_SHOWN:]):
            shown = sentence("{names} and {n} more", names=shown, n=more)
        said = sentence("The budget has these names in another language than that of the result: {names}.", names=shown)
        say_once(talk.title(said) + "\n")


def say_that_it_is_built_in(words: Words) -> None:
    """Say that it is nobody's own budget that a result is made from."""
    said = sentence("There is no budget.yaml here: this is the built-in LKT case.")
    say_once(words.title(said) + "\n")


def read_actual(asked: Asked, path: Path) -> tuple[Inputs, Actual]:
    """The files that a file of final figures is about, and what is in it. Raises `Unsound` with the errors of all of these."""
    if asked.what_if != WhatIf():
        raise CannotRun(sentence("Final figures are not a what-if: leave out --actual or the changes."))
    loaded = load(path)
    if own := loaded.of(ACTUAL):
        named = files_of(path, own)
        asked = replace(asked, budget=asked.budget or named[0], municipalities=asked.municipalities or named[1])
    inputs = read_inputs(asked)
    sound, actual = reading.with_actual(inputs.sound, path)
    return replace(inputs, sound=sound), actual


NO_DECISIONS: Final = CannotRun(
    sentence("There is no file of decisions."),
    sentence("Name one with --decisions, or write decisions.yaml beside the budget: lkt-alloc help format."),
)


def read_decisions(asked: Asked) -> Inputs:
    """The files that a file of decisions is about, with what is in it: the one that is named, else the budget's, if there is one.

    Raises `Unsound` with the errors of all of these.
    """
    usual = Path(DECISIONS_USUAL)
    here = usual if usual.is_file() and not asked.budget and not budget_at_hand(Path()) else None
    if (path := asked.decisions or here) and (own := load(path).of(DECISIONS)):
        named = files_of(path, own)
        asked = replace(asked, budget=asked.budget or named[0], municipalities=asked.municipalities or named[1])
    return with_decisions(_read(asked), replace(asked, decisions=path))


def with_decisions(inputs: Inputs, asked: Asked) -> Inputs:
    """The same with the file of decisions that is named, else the budget's. Raises `CannotRun` if there is none, and one is needed.

    A file that names another budget is not this one's, unless it was asked for with this budget.
    """
    path = asked.decisions or decisions_of(inputs.paths[0], inputs.budget.decisions)
    is_asked_for = asked.decisions and asked.budget
    if path and not is_asked_for and (said := of_another(path, load(path), inputs.paths[0])):
        if asked.decisions:
            raise CannotRun(said, sentence("Name the budget that is meant: --budget FILE."))
        say_once(inputs.talk.title(said) + "\n")
        path = None
    if path:
        sound, decided = reading.with_decisions(inputs.sound, path, inputs.with_everyone())
        return replace(inputs, sound=sound, decided=decided)
    if asked.what_if.decided:
        raise NO_DECISIONS
    return inputs
