"""Rules about names that refer to something: keys, payers, periods, groups, sources."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from difflib import get_close_matches

from lkt_alloc.findings import Path, Problem
from lkt_alloc.model import ALL, OTHERS
from lkt_alloc.rules.case import Case
from lkt_alloc.sentences import Sentence, sentence


def in_budget(case: Case) -> Iterator[Problem]:
    """What the budget refers to exists."""
    budget = case.budget
    for payer_id, payer in budget.payers.items():
        yield from _unknown("key", payer.key, budget.keys, ("payers", payer_id, "key"))
    for name, key in budget.keys.items():
        yield from _unknown("source", key.source, budget.sources, ("keys", name, "source"))
    for i, post in enumerate(budget.posts):
        yield from _unknown("source", post.source, budget.sources, ("posts", i, "source"))
        yield from _unknown_keys("payer", post.paid_by, budget.payers, ("posts", i, "paid_by"))
        yield from _unknown_keys("period", post.amounts, budget.periods, ("posts", i, "amounts"))
        yield from _unknown_keys("period", post.covered, budget.periods, ("posts", i, "covered"))
    yield from _unknown_keys("period", budget.control_totals, budget.periods, ("control_totals",))
    for period, stated in budget.control_totals.items():
        yield from _unknown("source", stated.source, budget.sources, ("control_totals", period, "source"))
        yield from _unknown_keys("payer", stated.increase, budget.payers, ("control_totals", period, "increase"))


def to_groups(case: Case) -> Iterator[Problem]:
    """The groups that keys refer to are in the municipality file."""
    if not case.stands("groups", document="municipalities"):
        return
    for name, key in case.budget.keys.items():
        if isinstance(key.members, str):
            yield from _unknown("group", key.members, case.register.groups, ("keys", name, "members"))
        for i, part in enumerate(key.parts):
            if isinstance(part.to, str):
                yield from _unknown(
                    "group", part.to, [ALL, OTHERS, *case.register.groups], ("keys", name, "parts", i, "to")
                )


def in_register(case: Case) -> Iterator[Problem]:
    """What the municipality file refers to exists."""
    register = case.register
    for day, source in register.population_sources.items():
        yield from _unknown(
            "source", source, register.sources, ("population_sources", day.isoformat()), "municipalities"
        )
    for name, group in register.groups.items():
        yield from _unknown("source", group.source, register.sources, ("groups", name, "source"), "municipalities")


_UNKNOWN = {
    "key": sentence('There is no key "{name}".'),
    "source": sentence('There is no source "{name}".'),
    "group": sentence('There is no group "{name}" in the municipality file.'),
    "payer": sentence('There is no payer "{name}".'),
    "period": sentence('There is no period "{name}".'),
}


def _unknown(
    what: str, name: str | None, known: Iterable[str], path: Path, document: str = "budget"
) -> Iterator[Problem]:
    names = list(known)
    if name is not None and name not in names:
        message = Sentence(_UNKNOWN[what].template, {"name": name})
        yield Problem("unknown-reference", document, path, message, _nearest(name, names))


def _unknown_keys(what: str, mapping: Iterable[str], known: Iterable[str], path: Path) -> Iterator[Problem]:
    for name in mapping:
        for problem in _unknown(what, name, known, (*path, name)):
            yield replace(problem, on_key=True)


def _nearest(name: str, names: Sequence[str]) -> Sentence:
    if close := get_close_matches(name, names, 1):
        return sentence('Did you mean "{name}"?', name=close[0])
    if names:
        return sentence("There are: {names}.", names=", ".join(names))
    return sentence("There are none in the file.")
