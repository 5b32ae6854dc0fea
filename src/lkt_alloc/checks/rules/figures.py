"""Rules about the figures that a scenario has instead of those of the files: of what, when, and whose they are."""

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from msgspec.structs import replace

from lkt_alloc.checks.rules.outsiders import no_members
from lkt_alloc.checks.rules.references import UNKNOWN_REFERENCE, suggested
from lkt_alloc.diagnostics.catalogue import DUPLICATE_MEMBER, NOT_A_NUMBER
from lkt_alloc.diagnostics.findings import Path, Problem, Rule
from lkt_alloc.engine.figures import used_days
from lkt_alloc.engine.keys import at_population_date
from lkt_alloc.engine.model import Budget
from lkt_alloc.engine.parts import is_agreed
from lkt_alloc.engine.register import Measure, Register
from lkt_alloc.engine.scenario import Written
from lkt_alloc.files import kinds
from lkt_alloc.language.sentences import Sentence, listed, sentence

FIGURE: Final = Rule(
    "LKT802",
    "scenario-figure",
    "error",
    title=sentence("A figure of a scenario stands instead of one that is used"),
    given=sentence("the figures that a scenario gives of members"),
    when=sentence(
        "they are of a measure that is a sum, of a day that no allocation key uses, or of one period where all have the same"
    ),
    then=sentence("give figures of what is counted, as the budget uses them"),
)


def twice(scenario: Written) -> Iterator[Problem]:
    """A figure of a member that is given twice: by number, and with its name."""
    first: dict[tuple[Path, str], Path] = {}
    for place, number in _places(scenario):
        earlier = first.setdefault((place[:-1], number), place)
        if earlier != place:
            message = sentence('"{name}" is the same member as "{first}".', name=place[-1], first=earlier[-1])
            related = ((earlier, sentence("the first is here")),)
            remedy = sentence("Keep one of the two.")
            yield replace(_problem(DUPLICATE_MEMBER, place, message, remedy), related=related)


def _places(scenario: Written) -> Iterator[tuple[Path, str]]:
    for place, (number, _) in scenario.names.items():
        if place[0] == "figures":
            yield place, number


def known(scenario: Written, budget: Budget, register: Register, everyone: Collection[str]) -> Iterator[Problem]:
    """Figures are of what is counted, in periods and on days that are used, and of members of keys."""
    measures = {name: own for name, own in register.measures.items() if not is_agreed(name)}
    days = [day.isoformat() for day in used_days(_with_its_days(scenario, budget))]
    for counted, periods in _periods_by_measure(scenario).items():
        at = ("figures", counted)
        if counted == "population":
            yield from _of_days(periods, days)
        elif counted not in measures:
            message = sentence('There is no measure "{name}".', name=counted)
            remedy = suggested(counted, ["population", *measures])
            yield _problem(UNKNOWN_REFERENCE, at, message, remedy)
        elif terms := measures[counted].sum:
            message = sentence('The measure "{measure}" is a sum, and has no figures of its own.', measure=counted)
            yield _problem(FIGURE, at, message, sentence("Give figures of {names}.", names=listed(terms)))
        else:
            yield from _of_periods(counted, periods, measures[counted], budget)
    yield from _of_members(scenario, register, everyone)


def _with_its_days(scenario: Written, budget: Budget) -> Budget:
    after = scenario.with_new_keys(budget)
    return at_population_date(after, scenario.population) if scenario.population else after


def _periods_by_measure(scenario: Written) -> dict[str, list[str]]:
    """By what is counted, the periods (of populations days) that figures are given for by themselves."""
    found: dict[str, list[str]] = {}
    for counted, period, _ in scenario.figures:
        own = found.setdefault(counted, [])
        own += [period] if period and period not in own else []
    return found


def _of_days(given: Sequence[str], used: Sequence[str]) -> Iterator[Problem]:
    for day in given:
        if day not in used:
            message = sentence('No allocation key uses the populations of "{day}".', day=day)
            remedy = sentence("There are: {names}.", names=listed(used, ",")) if used else sentence("Delete this.")
            yield _problem(FIGURE, ("figures", "population", day), message, remedy)


def _of_periods(counted: str, given: Sequence[str], measure: Measure, budget: Budget) -> Iterator[Problem]:
    for period in given:
        at = ("figures", counted, period)
        if period not in budget.periods:
            message, remedy = sentence('There is no period "{name}".', name=period), suggested(period, budget.periods)
            yield _problem(UNKNOWN_REFERENCE, at, message, remedy)
        elif not measure.values_by_period:
            message = sentence('The measure "{measure}" has the same figures in all periods.', measure=counted)
            yield _problem(FIGURE, at, message, sentence("Give figures without a period."))


def _of_members(scenario: Written, register: Register, everyone: Collection[str]) -> Iterator[Problem]:
    """Whose figures they are; inhabitants are whole."""
    places = {at: named for at, named in scenario.names.items() if at[0] == "figures"}
    for problem in no_members(places, everyone, register, kinds.SCENARIO.name):
        yield replace(problem, on_key=True)
    for at, number in _places(scenario):
        counted, *period = map(str, at[1:-1])
        figure = scenario.figures[counted, "".join(period), number]
        if counted == "population" and (figure.denominator > 1 or not figure):
            remedy = sentence("Write the digits alone or in groups of three: 20573 or 20 573.")
            message = sentence("Inhabitants are a whole number, and more than 0.")
            yield Problem(NOT_A_NUMBER, at, message, remedy, kinds.SCENARIO.name)


def _problem(rule: Rule, at: Path, message: Sentence, remedy: Sentence) -> Problem:
    return Problem(rule, at, message, remedy, kinds.SCENARIO.name, on_key=True)
