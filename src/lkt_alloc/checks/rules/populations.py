"""Rules about populations: there is one, and it is not zero."""

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import Final

from lkt_alloc.checks.rules.case import REGISTER, Case
from lkt_alloc.checks.rules.members import not_in_use
from lkt_alloc.diagnostics.findings import Problem, Rule
from lkt_alloc.engine.keys import gone_by, numbers
from lkt_alloc.engine.measures import counted_in
from lkt_alloc.engine.model import Key
from lkt_alloc.language.sentences import Sentence, listed, sentence

POPULATION: Final = Rule(
    "LKT501",
    "population",
    "error",
    title=sentence("Every member has a population on the allocation key's date"),
    given=sentence("an allocation key that divides by population"),
    when=sentence("a member has no population on the allocation key's date"),
    then=sentence("choose another date, or add the figures"),
)


def on_the_date(case: Case) -> Iterator[Problem]:
    """Everyone whose population counts in a key has one on the key's date."""
    for name, key in case.known_keys():
        if not case.sure("keys", name, "population_date") or not (counted := _counted(case, name, key)):
            continue
        days = {period: key.in_period(period).population_date for period in case.periods_of(name)}
        if without := [period for period, day in days.items() if day is None]:
            yield _no_day(name, key, without)
        for day in dict.fromkeys(filter(None, days.values())):
            yield from _on(case, name, key, counted, day)


def _no_day(name: str, key: Key, periods: Sequence[str]) -> Problem:
    """A key that counts people does not say on which day."""
    if key.population_dates:
        message = sentence("There is no population date for: {periods}.", periods=listed(periods, ","))
        return Problem(POPULATION, ("keys", name, "population_date"), message, sentence("Add it."))
    message = sentence('Allocation key "{key}" counts inhabitants, but does not say on which day.', key=name)
    example = "population_date: 2018-01-01"
    return Problem(
        POPULATION, ("keys", name), message, sentence("Add the field, for example: {example}", example=example)
    )


def _on(case: Case, name: str, key: Key, counted: Sequence[str], day: date) -> Iterator[Problem]:
    """Who has no population on a day: at the date where it is all of them, else at each."""
    missing = [number for number in counted if day not in case.register.municipalities[number].population]
    if missing and (isinstance(key.members, str) or len(missing) == len(counted)):
        period = next((period for period, own in key.population_dates.items() if own == day), None)
        path = ("keys", name, "population_date", *([period] if period else []))
        message = sentence("No population on {day}: {names}.", day=day, names=case.listed(missing))
        yield Problem(POPULATION, path, message, _dates(case, missing))
    else:
        for number in missing:
            where = ("keys", name, "members", key.members.index(number))
            message = sentence("No population on {day}: {names}.", day=day, names=case.listed([number]))
            yield Problem(POPULATION, where, message, _dates(case, [number]))


def _counted(case: Case, name: str, key: Key) -> list[str]:
    """Members of parts by population, except those who have a fault of another kind."""
    measured = gone_by(key, case.register)
    counted = dict.fromkeys(
        number
        for _, measure, to in measured
        if "population" in counted_in(measure, case.register.measures)
        for number in to
    )
    otherwise = not_in_use(case, name, key)
    members = set(numbers(key.members, case.register))
    return [number for number in counted if number in members and case.knows(number) and number not in otherwise]


def _dates(case: Case, missing: Sequence[str]) -> Sentence:
    known: list[set[date]] = [set(case.register.municipalities[number].population) for number in missing]
    if dates := sorted(set.intersection(*known)):
        return sentence("There are figures for: {dates}.", dates=listed((day.isoformat() for day in dates), ","))
    return sentence("Add the figures to the municipality file, with their source.")


ZERO_POPULATION: Final = Rule(
    "LKT502",
    "zero-population",
    "error",
    title=sentence("No population is zero"),
    given=sentence("a population"),
    when=sentence("it is zero: the trace of a number that was not in use"),
    then=sentence("leave the date out, or write the right figure"),
)


def not_zero(case: Case) -> Iterator[Problem]:
    """A population of zero is a trace of a number that was not in use."""
    for number, municipality in case.register.municipalities.items():
        for day, population in municipality.population.items():
            if population == 0:
                path = ("municipalities", number, "population", day.isoformat())
                message = sentence(
                    "The population of {municipality} on {day} is zero.", municipality=case.called(number), day=day
                )
                remedy = sentence("Leave the date out if the number was not in use then; else write the right figure.")
                yield Problem(ZERO_POPULATION, path, message, remedy, document=REGISTER)


JUMP: Final = Fraction(1, 10)
"""A greater change than this from one year to the next is the usual trace of a slip; mergers come with new numbers."""


POPULATION_JUMP: Final = Rule(
    "LKT503",
    "population-jump",
    "warning",
    title=sentence("Populations do not jump"),
    given=sentence("the populations of a municipality in two years running"),
    when=sentence("they differ by more than 10%, usually a sign of a typing error"),
    then=sentence("correct the figure, or acknowledge what happened"),
    may_be_acknowledged=True,
)


def no_jumps(case: Case) -> Iterator[Problem]:
    """A population differs by no more than `JUMP` from that of the year before."""
    for number, municipality in case.register.municipalities.items():
        by_year = {day.year: (day, population) for day, population in municipality.population.items() if population}
        for year, (day, population) in by_year.items():
            earlier, before = by_year.get(year - 1, (day, population))
            # after a slip, the way back is a jump too: only the first of the two is reported
            back = by_year.get(year - 2)
            if _jumps(before, population) and not (
                back and _jumps(back[1], before) and not _jumps(back[1], population)
            ):
                where = ("municipalities", number, "population")
                message = sentence(
                    "The population of {municipality} went from {before} to {after} in a year.",
                    municipality=case.called(number),
                    before=before,
                    after=population,
                )
                remedy = sentence(
                    "Check the figure against the statistics, or acknowledge what happened (acknowledged: in lkt-alloc help format)."
                )
                related = (((*where, earlier.isoformat()), sentence("the year before")),)
                path = (*where, day.isoformat())
                yield Problem(POPULATION_JUMP, path, message, remedy, related=related, document=REGISTER)


def _jumps(before: int, after: int) -> bool:
    return abs(after - before) > JUMP * before


POPULATION_SOURCE: Final = Rule(
    "LKT505",
    "population-source",
    "warning",
    title=sentence("Every population has a source"),
    given=sentence("a date that municipalities have populations on"),
    when=sentence("population_sources does not tell where they come from"),
    then=sentence("add the source of that date"),
    may_be_acknowledged=True,
)


def with_source(case: Case) -> Iterator[Problem]:
    """Every date that has populations has a source."""
    seen: set[date] = set(case.register.population_sources)
    for number, municipality in case.register.municipalities.items():
        for day in municipality.population:
            if day not in seen and case.sure("population_sources", document=REGISTER):
                path = ("municipalities", number, "population", day.isoformat())
                message = sentence("There is no source for the populations on {day}.", day=day)
                remedy = sentence('Add the date under "population_sources".')
                yield Problem(POPULATION_SOURCE, path, message, remedy, on_key=True, document=REGISTER)
            seen.add(day)


POPULATION_DATE: Final = Rule(
    "LKT504",
    "population-date",
    "warning",
    title=sentence("Populations are not newer than the budget"),
    given=sentence("the population date of an allocation key"),
    when=sentence("it comes after the last period of the budget"),
    then=sentence("choose an earlier date, or acknowledge it"),
    may_be_acknowledged=True,
)


def not_newer(case: Case) -> Iterator[Problem]:
    """A key does not use populations from after the last period."""
    sure = all(case.sure("periods", period) for period in case.budget.periods)
    last = max((period.end for period in case.budget.periods.values()), default=date.max)
    for name, key in case.budget.keys.items():
        newest = max(filter(None, [key.population_date, *key.population_dates.values()]), default=date.min)
        if sure and newest > last and case.sure("keys", name, "population_date"):
            message = sentence(
                "The populations are from {day}, after the last period, which ends on {end}.", day=newest, end=last
            )
            remedy = sentence("Use an earlier date, or acknowledge it (acknowledged: in lkt-alloc help format).")
            yield Problem(POPULATION_DATE, ("keys", name, "population_date"), message, remedy)
