"""Rules about the periods that a scenario adds to a budget."""

from collections.abc import Iterator
from typing import Final

from lkt_alloc.checks.rules.provenance import NO_SOURCE
from lkt_alloc.checks.rules.scenarios import NO_PERIOD, payer_and_key, unknown
from lkt_alloc.diagnostics.findings import Path, Problem, Rule
from lkt_alloc.engine.added_years import AddedPeriod
from lkt_alloc.engine.model import Budget, Period
from lkt_alloc.engine.scenario import Written
from lkt_alloc.files import kinds
from lkt_alloc.language.sentences import Sentence, sentence

ADDED_PERIOD: Final = Rule(
    "LKT803",
    "added-period",
    "error",
    title=sentence("A period that a scenario adds is new, and is like one that is there"),
    given=sentence("the periods that a scenario adds to a budget"),
    when=sentence(
        "the budget has one already, one is like a period that does not stand above it, its factor is 0, or its days are not known"
    ),
    then=sentence("say what it is like, and when it is"),
)


def added(scenario: Written, budget: Budget) -> Iterator[Problem]:
    """Each is none that is there and like one that is, its factor is above nothing, it has days, and its payers and keys are known."""
    keys, there = scenario.with_new_keys(budget).keys, dict(budget.periods)
    for name, period in scenario.periods.items():
        at = ("periods", name)
        if name in budget.periods:
            message = sentence('The budget has the period "{name}" already.', name=name)
            remedy = sentence("Use another identifier, or write its amounts under changes.")
            yield _problem(at, message, remedy, on_key=True)
        elif like := there.get(period.like):
            yield from _days(period, name, like, at)
        elif period.like in scenario.periods:
            message = sentence('The period "{like}" does not stand above "{name}".', like=period.like, name=name)
            yield _problem((*at, "like"), message, sentence("Write first what another period is like."))
        else:
            yield from unknown(period.like, there, NO_PERIOD.filled(name=period.like), (*at, "like"))
        if not period.times:
            remedy = sentence("Write a factor, such as {example}.", example="1,027")
            yield _problem((*at, "times"), sentence("The amounts of a period times 0 are nothing."), remedy)
        for payer, key in period.keys.items():
            yield from payer_and_key(payer, key, budget, keys, (*at, "use_keys", payer))
        there.setdefault(name, next(iter(budget.periods.values())))


def without_source(scenario: Written) -> Iterator[Problem]:
    """A factor says where it comes from."""
    for name, period in scenario.periods.items():
        if period.times != 1 and not period.source:
            message = sentence('The factor of the period "{name}" has no source.', name=name)
            remedy = sentence('Write in "source:" where it comes from.')
            at = ("periods", name, "source")
            yield Problem(NO_SOURCE, at, message, remedy, on_key=True, document=kinds.SCENARIO.name)


def _days(period: AddedPeriod, name: str, like: Period, at: Path) -> Iterator[Problem]:
    days = period.days(name, like)
    if days is None:
        message = sentence('It is not stated when the period "{name}" begins and ends.', name=name)
        yield _problem(at, message, sentence("Write from and to."), on_key=True)
    elif days[1] < days[0]:
        yield _problem((*at, "to"), sentence("The last day comes before the first."), sentence("Check both dates."))


def _problem(at: Path, message: Sentence, remedy: Sentence, *, on_key: bool = False) -> Problem:
    return Problem(ADDED_PERIOD, at, message, remedy, on_key=on_key, document=kinds.SCENARIO.name)
