"""Rules about members that take part for only a share of a period: who they are, how much, and said once."""

from collections.abc import Iterator
from typing import Final

from lkt_alloc.checks.rules.case import Case
from lkt_alloc.checks.rules.keys import in_percent
from lkt_alloc.checks.rules.members import UNKNOWN_MEMBER
from lkt_alloc.diagnostics.catalogue import DUPLICATE_MEMBER
from lkt_alloc.diagnostics.findings import Path, Problem, Rule
from lkt_alloc.engine.keys import numbers
from lkt_alloc.language.sentences import sentence

PART_YEAR: Final = Rule(
    "LKT410",
    "part-year",
    "error",
    title=sentence("Nobody takes part in more than the whole period"),
    given=sentence("a member that takes part for a share of a period"),
    when=sentence("the share is more than the whole"),
    then=sentence("write the share of the period, as 6/12"),
    casts_doubt=True,
)


def shares(case: Case) -> Iterator[Problem]:
    """Nobody takes part in more than the whole period."""
    for name, key in case.budget.keys.items():
        for i, entry in enumerate(key.part_year):
            if entry.share > 1:
                message = sentence("{share} is more than the whole period.", share=in_percent(entry.share))
                remedy = sentence("Write how much of the period they take part in: {example}.", example="6/12")
                yield Problem(PART_YEAR, ("keys", name, "part_year", i, "share"), message, remedy)


def members(case: Case) -> Iterator[Problem]:
    """Whoever takes part for a share of a period is a member of the key."""
    for name, key in case.known_keys():
        everyone = set(numbers(key.members, case.register))
        for i, entry in enumerate(key.part_year):
            for n, number in enumerate(entry.members):
                if number not in everyone and case.knows(number):
                    message = sentence(
                        "Not among the members of the allocation key: {names}.", names=case.listed([number])
                    )
                    remedy = sentence("Add them to the allocation key's members, or leave them out here.")
                    yield Problem(UNKNOWN_MEMBER, ("keys", name, "part_year", i, "members", n), message, remedy)


def once(case: Case) -> Iterator[Problem]:
    """For one member and one period there is one share."""
    for name, key in case.budget.keys.items():
        first: dict[tuple[str, str], Path] = {}
        for i, entry in enumerate(key.part_year):
            for n, number in enumerate(entry.members):
                path = ("keys", name, "part_year", i, "members", n)
                earlier = first.setdefault((entry.period, number), path)
                if earlier[3] != i:  # twice in one list is a fault of the list
                    message = sentence(
                        '{municipality} has a share of period "{period}" already.',
                        municipality=case.called(number),
                        period=entry.period,
                    )
                    related = ((earlier, sentence("the first is here")),)
                    remedy = sentence("Delete one of the two.")
                    yield Problem(DUPLICATE_MEMBER, path, message, remedy, related=related)
