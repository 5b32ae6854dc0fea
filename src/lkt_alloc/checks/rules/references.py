"""Rules about names that refer to something: keys, payers, periods, groups, sources."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from itertools import islice
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from lkt_alloc.checks.rules.case import BUDGET, REGISTER, Case
from lkt_alloc.diagnostics.findings import Path, Problem, Rule
from lkt_alloc.engine.names import nearest
from lkt_alloc.engine.parts import ALL, MEASURES, NOBODY, OTHERS, LimitRate, is_agreed
from lkt_alloc.language.sentences import Sentence, listed, sentence


def in_budget(case: Case) -> Iterator[Problem]:
    """What the budget refers to exists."""
    budget = case.budget
    keys, sources = _Names(case, "keys", budget.keys), _Names(case, "sources", budget.sources)
    payers, periods = _Names(case, "payers", budget.payers), _Names(case, "periods", budget.periods)
    for payer_id, payer in budget.payers.items():
        yield from keys.unknown(payer.key, ("payers", payer_id, "key"))
        yield from keys.unknown_values(payer.keys_by_period, ("payers", payer_id, "keys_by_period"))
        yield from periods.unknown_among(payer.keys_by_period, ("payers", payer_id, "keys_by_period"))
    for name, key in budget.keys.items():
        yield from sources.unknown(key.source, ("keys", name, "source"))
    for i, post in enumerate(budget.posts):
        yield from sources.unknown(post.source, ("posts", i, "source"))
        yield from payers.unknown_among(post.paid_by, ("posts", i, "paid_by"))
        yield from periods.unknown_among(post.amounts, ("posts", i, "amounts"))
        yield from periods.unknown_among(post.covered, ("posts", i, "covered"))
        yield from periods.unknown_among(post.external, ("posts", i, "external"))
        yield from payers.unknown_among(post.keys, ("posts", i, "keys"))
        yield from keys.unknown_values(post.keys, ("posts", i, "keys"))
    yield from periods.unknown_among(budget.control_totals, ("control_totals",))
    for period, stated in budget.control_totals.items():
        path = ("control_totals", period)
        yield from sources.unknown(stated.source, (*path, "source"))
        if stated.subtotals and all(case.stands("posts", i, "id") for i in range(len(budget.posts))):
            posts = _Names(case, "posts", _beginnings(case, {name.count(".") + 1 for name in stated.subtotals}))
            yield from posts.unknown_among(stated.subtotals, (*path, "subtotals"))
        yield from payers.unknown_among(stated.increase, (*path, "increase"))


def in_keys(case: Case) -> Iterator[Problem]:
    """The measures, indices and periods that keys refer to exist, and the sources of these."""
    budget = case.budget
    sources, periods = _Names(case, "sources", budget.sources), _Names(case, "periods", budget.periods)
    indices = _Names(case, "indices", budget.indices)
    known = [name for name in case.register.measures if not is_agreed(name)]
    measures = _Names(case, "measures", [*MEASURES, *known])
    for name, key in budget.keys.items():
        yield from periods.unknown_among(key.population_dates, ("keys", name, "population_date"))
        yield from indices.unknown(key.index, ("keys", name, "index"))
        for i, part in enumerate(key.parts):
            named = None if is_agreed(part.measure) else part.measure
            yield from measures.unknown(named, ("keys", name, "parts", i, "by"))
        for i, limit in enumerate(key.limits):
            for field, value in (("most", limit.most), ("least", limit.least)):
                if isinstance(value, LimitRate):
                    yield from measures.unknown(value.measure, ("keys", name, "limits", i, field, "by"))
        for i, entry in enumerate(key.part_year):
            yield from periods.unknown(entry.period, ("keys", name, "part_year", i, "period"))
    for name, measure in budget.measures.items():
        yield from periods.unknown_among(measure.values_by_period, ("measures", name, "values_by_period"))
        yield from periods.unknown_among(measure.totals, ("measures", name, "total"))
        yield from sources.unknown(measure.source, ("measures", name, "source"))
        yield from measures.unknown_among(measure.sum, ("measures", name, "sum"))
    for name, index in budget.indices.items():
        yield from sources.unknown(index.source, ("indices", name, "source"))
        yield from periods.unknown_among(index.factors, ("indices", name, "factors"))


def _beginnings(case: Case, lengths: Set[int]) -> dict[str, None]:
    """Identifiers of posts, and their beginnings of some lengths: 1.4 of 1.4.2 has two."""
    parts = [post.id.split(".") for post in case.budget.posts]
    return {".".join(own[:n]): None for own in parts for n in sorted({*lengths, len(own)}) if n <= len(own)}


def to_groups(case: Case) -> Iterator[Problem]:
    """The groups that keys refer to are in the municipality file."""
    groups = case.register.groups
    members, receivers = _Names(case, "groups", groups), _Names(case, "groups", [ALL, OTHERS, *groups])
    limited = _Names(case, "groups", [ALL, *groups])
    bearers = _Names(case, "groups", [OTHERS, NOBODY, *groups])
    for name, key in case.budget.keys.items():
        if isinstance(key.members, str):
            yield from members.unknown(key.members, ("keys", name, "members"))
        for i, part in enumerate(key.parts):
            if isinstance(part.to, str):
                yield from receivers.unknown(part.to, ("keys", name, "parts", i, "to"))
        for i, limit in enumerate(key.limits):
            if isinstance(limit.to, str):
                yield from limited.unknown(limit.to, ("keys", name, "limits", i, "to"))
            if isinstance(limit.borne_by, str):
                yield from bearers.unknown(limit.borne_by, ("keys", name, "limits", i, "borne_by"))


def in_register(case: Case) -> Iterator[Problem]:
    """What the municipality file refers to exists."""
    register = case.register
    sources = _Names(case, "sources", register.sources, REGISTER)
    for day, source in register.population_sources.items():
        yield from sources.unknown(source, ("population_sources", day.isoformat()))
    measures = _Names(case, "measures", [*MEASURES, *register.measures], REGISTER)
    for name, measure in register.measures.items():
        yield from sources.unknown(measure.source, ("measures", name, "source"))
        yield from measures.unknown_among(measure.sum, ("measures", name, "sum"))
    for name, group in register.groups.items():
        yield from sources.unknown(group.source, ("groups", name, "source"))


_UNKNOWN: Final = {
    "keys": sentence('There is no allocation key "{name}".'),
    "sources": sentence('There is no source "{name}".'),
    "groups": sentence('There is no group "{name}" in the municipality file.'),
    "payers": sentence('There is no payer "{name}".'),
    "periods": sentence('There is no period "{name}".'),
    "measures": sentence('There is no measure "{name}".'),
    "indices": sentence('There is no index "{name}".'),
    "posts": sentence('There is no budget item "{name}".'),
}


_NO_FILE: Final = sentence(
    'There is no group "{name}": groups are in a municipality file, and there is none beside the budget.'
)
_GIVE_A_FILE: Final = sentence(
    'Put municipalities.yaml beside the budget, name it there with "municipalities: FILE", or list numbers: [1856 Røst].'
)

UNKNOWN_REFERENCE: Final = Rule(
    "LKT201",
    "unknown-reference",
    "error",
    title=sentence("What is referred to exists"),
    given=sentence("a name that refers to a payer, a period, a budget item, an allocation key, a group or a source"),
    when=sentence("nothing has that name"),
    then=sentence("correct the name, or add what it refers to"),
    casts_doubt=True,
)


class _Names(Struct, frozen=True):
    """The names that a reference to an entry of `field` may be, in a reference that stands in `document`."""

    case: Case
    field: str
    known: Collection[str]
    document: str = BUDGET

    def unknown(self, name: str | None, path: Path) -> Iterator[Problem]:
        """Report `name` if it is not among the known ones, unless these are in doubt themselves."""
        holder = REGISTER if self.field == "groups" else self.document
        if name is not None and name not in self.known and self.case.stands(self.field, document=holder):
            message, remedy = _UNKNOWN[self.field].filled(name=name), suggested(name, self.known)
            if self.field == "groups" and not self.case.has_file:
                message, remedy = _NO_FILE.filled(name=name), _GIVE_A_FILE
            yield Problem(UNKNOWN_REFERENCE, path, message, remedy, document=self.document)

    def unknown_values(self, mapping: Mapping[str, str], path: Path) -> Iterator[Problem]:
        """Report the values of a mapping that are not known."""
        for entry, name in mapping.items():
            yield from self.unknown(name, (*path, entry))

    def unknown_among(self, mapping: Iterable[str], path: Path) -> Iterator[Problem]:
        """Report the keys of a mapping that are not known."""
        for name in mapping:
            for problem in self.unknown(name, (*path, name)):
                remedy = problem.remedy
                if self.field == "periods":  # a period beside which another stands is no slip of that one
                    remedy = _declared(nearest(name, [one for one in self.known if one not in mapping], 1))
                yield replace(problem, on_key=True, remedy=remedy)


def folded(problems: Iterable[Problem]) -> list[Problem]:
    """The same, but a name that is unknown in several places is one problem: at the first of them, with how many there are."""
    found: dict[object, list[Problem]] = {}
    for n, problem in enumerate(problems):
        said = problem.message
        is_name = problem.rule is UNKNOWN_REFERENCE
        found.setdefault((said.template, said.values["name"], problem.document) if is_name else n, []).append(problem)
    return [_as_one(same) if len(same) > 1 else same[0] for same in found.values()]


def _as_one(same: Sequence[Problem]) -> Problem:
    first, *others = same
    is_period = first.message.template == _UNKNOWN["periods"].template
    return replace(
        first,
        message=sentence("{message} It is in {n} places.", message=first.message, n=len(same)),
        remedy=_declared([]) if is_period and len(same) > _PLACES_OF_A_SLIP else first.remedy,
        related=tuple((other.path, sentence("it is here too")) for other in others[:_SHOWN_PLACES]),
    )


def _declared(slip_of: Sequence[str]) -> Sentence:
    """What to do about a period that is not declared, which may be a slip of another."""
    if slip_of:
        return sentence('Add it under "periods:"; or did you mean "{name}"?', name=slip_of[0])
    return sentence('Add it under "periods:", with its first and last day.')


def suggested(name: str, known: Collection[str]) -> Sentence:
    """What to do about a name that is not known: the nearest one, else the first of them."""
    names = list(islice(known, _LOOKED_AT))
    is_year = len(name) == _DIGITS_OF_A_YEAR and name.isdigit()  # none is a slip of another
    if close := [] if is_year else nearest(name, names, 1):
        return sentence('Did you mean "{name}"?', name=close[0])
    if not names:
        return sentence("There are none in the file.")
    shown = listed(names[:_SHOWN], ",")
    more = len(known) - _SHOWN
    return sentence(
        "There are: {names}.", names=sentence("{names} and {n} more", names=shown, n=more) if more > 0 else shown
    )


_DIGITS_OF_A_YEAR: Final = 4

_PLACES_OF_A_SLIP, _SHOWN_PLACES = 2, 3
"""Nobody makes the same slip in more places than the first; of more places than the second, only so many are named besides it."""

_LOOKED_AT, _SHOWN = 500, 30
"""So many names are compared and shown at most: a file can have a million, and as many references."""
