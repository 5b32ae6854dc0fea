"""Rules about populations: there is one, and it is not zero."""

from collections.abc import Iterator, Sequence
from datetime import date

from lkt_alloc.findings import Problem
from lkt_alloc.keys import part_members
from lkt_alloc.model import Key
from lkt_alloc.rules.case import Case
from lkt_alloc.rules.members import not_in_use
from lkt_alloc.sentences import Sentence, sentence


def on_the_date(case: Case) -> Iterator[Problem]:
    """Everyone whose population counts in a key has one on the key's date."""
    for name, key in case.known_keys():
        if not case.sure("keys", name, "population_date"):
            continue
        counted = _counted(case, name, key)
        missing = [
            number for number in counted if key.population_date not in case.register.municipalities[number].population
        ]
        if not missing:
            continue
        if isinstance(key.members, str) or len(missing) == len(counted):
            path = ("keys", name, "population_date")
            message = sentence("No population on {day}: {names}.", day=key.population_date, names=case.listed(missing))
            yield Problem("population", "budget", path, message, _dates(case, missing))
        else:
            for number in missing:
                where = ("keys", name, "members", key.members.index(number))
                message = sentence(
                    "No population on {day}: {names}.", day=key.population_date, names=case.listed([number])
                )
                yield Problem("population", "budget", where, message, _dates(case, [number]))


def _counted(case: Case, name: str, key: Key) -> list[str]:
    """Members of parts by population, except those who have a fault of another kind."""
    parts = zip(key.parts, part_members(key, case.register), strict=True)
    counted = dict.fromkeys(number for part, to in parts if part.measure == "population" for number in to)
    otherwise = not_in_use(case, name, key)
    return [number for number in counted if case.knows(number) and number not in otherwise]


def _dates(case: Case, missing: Sequence[str]) -> Sentence:
    known: list[set[date]] = [set(case.register.municipalities[number].population) for number in missing]
    if dates := sorted(set.intersection(*known)):
        return sentence("There are figures for: {dates}.", dates=", ".join(day.isoformat() for day in dates))
    return sentence("Add the figures to the municipality file, with their source.")


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
                yield Problem("population", "municipalities", path, message, remedy)
