"""Rules about where numbers come from: everything has a source."""

from collections.abc import Iterator

from lkt_alloc.checks.rules.case import Case
from lkt_alloc.diagnostics.findings import Path, Problem
from lkt_alloc.language.sentences import Sentence, sentence


def in_budget(case: Case) -> Iterator[Problem]:
    """Keys, posts and control totals say where they come from."""
    budget = case.budget
    for name, key in budget.keys.items():
        yield from _without(
            key.source, "budget", ("keys", name), sentence('The key "{name}" has no source.', name=name)
        )
    for i, post in enumerate(budget.posts):
        yield from _without(post.source, "budget", ("posts", i), sentence('Post "{id}" has no source.', id=post.id))
    for period, stated in budget.control_totals.items():
        message = sentence('The control totals for "{period}" have no source.', period=period)
        yield from _without(stated.source, "budget", ("control_totals", period), message)


def in_register(case: Case) -> Iterator[Problem]:
    """Groups say where they come from."""
    for name, group in case.register.groups.items():
        message = sentence('The group "{name}" has no source.', name=name)
        yield from _without(group.source, "municipalities", ("groups", name), message)


def _without(source: str | None, document: str, path: Path, message: Sentence) -> Iterator[Problem]:
    if source is None:
        remedy = sentence('Add "source:" with a name, and describe it under "sources".')
        yield Problem("no-source", document, (*path, "source"), message, remedy, on_key=True)
