"""Rules about names that refer to something: keys, payers, periods, groups, sources."""

from collections.abc import Collection, Iterable, Iterator, Set
from dataclasses import replace
from difflib import get_close_matches
from itertools import islice

from lkt_alloc.findings import Path, Problem
from lkt_alloc.model import ALL, OTHERS
from lkt_alloc.rules.case import Case
from lkt_alloc.sentences import Sentence, sentence


def in_budget(case: Case) -> Iterator[Problem]:
    """What the budget refers to exists."""
    budget = case.budget
    for payer_id, payer in budget.payers.items():
        yield from _unknown(case, "keys", payer.key, budget.keys, ("payers", payer_id, "key"))
    for name, key in budget.keys.items():
        yield from _unknown(case, "sources", key.source, budget.sources, ("keys", name, "source"))
    for i, post in enumerate(budget.posts):
        yield from _unknown(case, "sources", post.source, budget.sources, ("posts", i, "source"))
        yield from _unknown_names(case, "payers", post.paid_by, budget.payers, ("posts", i, "paid_by"))
        yield from _unknown_names(case, "periods", post.amounts, budget.periods, ("posts", i, "amounts"))
        yield from _unknown_names(case, "periods", post.covered, budget.periods, ("posts", i, "covered"))
    yield from _unknown_names(case, "periods", budget.control_totals, budget.periods, ("control_totals",))
    for period, stated in budget.control_totals.items():
        path = ("control_totals", period)
        yield from _unknown(case, "sources", stated.source, budget.sources, (*path, "source"))
        if stated.subtotals:
            known = _beginnings(case, {name.count(".") + 1 for name in stated.subtotals})
            yield from _unknown_names(case, "posts", stated.subtotals, known, (*path, "subtotals"))
        yield from _unknown_names(case, "payers", stated.increase, budget.payers, (*path, "increase"))


def _beginnings(case: Case, lengths: Set[int]) -> dict[str, None]:
    """Identifiers of posts, and their beginnings of some lengths: 1.4 of 1.4.2 has two."""
    parts = [post.id.split(".") for post in case.budget.posts]
    return {".".join(own[:n]): None for own in parts for n in sorted({*lengths, len(own)}) if n <= len(own)}


def to_groups(case: Case) -> Iterator[Problem]:
    """The groups that keys refer to are in the municipality file."""
    groups = case.register.groups
    for name, key in case.budget.keys.items():
        if isinstance(key.members, str):
            yield from _unknown(case, "groups", key.members, groups, ("keys", name, "members"))
        for i, part in enumerate(key.parts):
            if isinstance(part.to, str):
                yield from _unknown(case, "groups", part.to, [ALL, OTHERS, *groups], ("keys", name, "parts", i, "to"))


def in_register(case: Case) -> Iterator[Problem]:
    """What the municipality file refers to exists."""
    register = case.register
    for day, source in register.population_sources.items():
        path = ("population_sources", day.isoformat())
        yield from _unknown(case, "sources", source, register.sources, path, "municipalities")
    for name, group in register.groups.items():
        where = ("groups", name, "source")
        yield from _unknown(case, "sources", group.source, register.sources, where, "municipalities")


_UNKNOWN = {
    "keys": sentence('There is no key "{name}".'),
    "sources": sentence('There is no source "{name}".'),
    "groups": sentence('There is no group "{name}" in the municipality file.'),
    "payers": sentence('There is no payer "{name}".'),
    "periods": sentence('There is no period "{name}".'),
    "posts": sentence('There is no post "{name}".'),
}


def _unknown(  # noqa: PLR0913, PLR0917
    case: Case, field: str, name: str | None, known: Collection[str], path: Path, document: str = "budget"
) -> Iterator[Problem]:
    """Report `name` if it is not among the entries of `field`, unless these are in doubt themselves."""
    holder = "municipalities" if field == "groups" else document
    if name is not None and name not in known and case.stands(field, document=holder):
        message = Sentence(_UNKNOWN[field].template, {"name": name})
        yield Problem("unknown-reference", document, path, message, _nearest(name, known))


def _unknown_names(
    case: Case, field: str, mapping: Iterable[str], known: Collection[str], path: Path
) -> Iterator[Problem]:
    for name in mapping:
        for problem in _unknown(case, field, name, known, (*path, name)):
            yield replace(problem, on_key=True)


def _nearest(name: str, known: Collection[str]) -> Sentence:
    """What to do about a name that is not known: the nearest one, else the first of them."""
    names = list(islice(known, _LOOKED_AT))
    if close := get_close_matches(name, names, 1):
        return sentence('Did you mean "{name}"?', name=close[0])
    if not names:
        return sentence("There are none in the file.")
    shown = sentence("{names}", names=", ".join(names[:_SHOWN]))
    if len(known) > _SHOWN:
        shown = sentence("{names} and {n} more", names=", ".join(names[:_SHOWN]), n=len(known) - _SHOWN)
    return sentence("There are: {names}.", names=shown)


_LOOKED_AT, _SHOWN = 500, 30
"""So many names are compared and shown at most: a file can have a million, and as many references."""
