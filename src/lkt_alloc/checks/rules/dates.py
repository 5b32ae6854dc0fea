"""What a case note may say of its own dates. Given a sound budget, there is nothing here that stops a calculation."""

from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import Final

from lkt_alloc.checks.rules.case import Case
from lkt_alloc.diagnostics.findings import Path, Problem, Rule
from lkt_alloc.language.sentences import sentence

CASE_DATES: Final = Rule(
    "LKT211",
    "case-dates",
    "warning",
    title=sentence("The dates of a case come in their order"),
    given=sentence("the date of a case note, its meetings and the last day for an answer"),
    when=sentence("one of them comes before the one that it follows"),
    then=sentence("correct one of them"),
    may_be_acknowledged=True,
)


def of_case(case: Case) -> Iterator[Problem]:
    """A note is written before the meetings, which come in order, and the answer is sent after the last of them."""
    for (before, _), (after, path) in pairwise(_in_order(case)):
        if after < before:
            message = sentence("{after} comes before {before}, which it follows.", after=after, before=before)
            yield Problem(CASE_DATES, path, message, sentence("Correct one of the two."))


def _in_order(case: Case) -> Iterator[tuple[date, Path]]:
    """Each date that is given and beyond doubt, with its place, in the order in which they ought to come."""
    facts = case.budget.case
    days: list[tuple[date | None, Path]] = [
        (facts.day, ("case", "date")),
        *((meeting.day, ("case", "meetings", i, "date")) for i, meeting in enumerate(facts.meetings)),
        (facts.answer_by, ("case", "answer_by")),
    ]
    return ((day, path) for day, path in days if day and case.sure(*path))
