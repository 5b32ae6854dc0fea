"""Rules about where numbers come from: everything has a source."""

from collections.abc import Iterator
from typing import Final

from lkt_alloc.checks.rules.case import BUDGET, REGISTER, Case
from lkt_alloc.diagnostics.findings import Path, Problem, Rule
from lkt_alloc.language.sentences import Sentence, sentence


def in_budget(case: Case) -> Iterator[Problem]:
    """Keys, posts and control totals say where they come from."""
    budget = case.budget
    for name, key in budget.keys.items():
        yield from _without(
            key.source, BUDGET, ("keys", name), sentence('The allocation key "{name}" has no source.', name=name)
        )
    for i, post in enumerate(budget.posts):
        yield from _without(
            post.source, BUDGET, ("posts", i), sentence('Budget item "{id}" has no source.', id=post.id)
        )
    for period, stated in budget.control_totals.items():
        message = sentence('The control totals for "{period}" have no source.', period=period)
        yield from _without(stated.source, BUDGET, ("control_totals", period), message)


def in_register(case: Case) -> Iterator[Problem]:
    """Groups say where they come from."""
    for name, group in case.register.groups.items():
        message = sentence('The group "{name}" has no source.', name=name)
        yield from _without(group.source, REGISTER, ("groups", name), message)


NO_SOURCE: Final = Rule(
    "LKT601",
    "no-source",
    "warning",
    title=sentence("Everything has a source"),
    given=sentence(
        "a budget item, an allocation key, a group, control totals or the factor of a period that a scenario adds"
    ),
    when=sentence("there is no source"),
    then=sentence("add it: name a source and describe it under sources; in a scenario, write it"),
    may_be_acknowledged=True,
)


def _without(source: str | None, document: str, path: Path, message: Sentence) -> Iterator[Problem]:
    if source is None:
        remedy = sentence('Add "source:" with a name, and describe it under "sources".')
        yield Problem(NO_SOURCE, (*path, "source"), message, remedy, on_key=True, document=document)
