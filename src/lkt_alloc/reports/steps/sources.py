"""Where figures come from, and which of them a what-if has changed, so that no source has them: the one place that says it.

Calculates nothing anew. Knows nothing of how the sentences are laid out.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import Final

from lkt_alloc.engine.allocate import Allocation, Division, PeriodAllocation, PostRow
from lkt_alloc.engine.keys import counts_people
from lkt_alloc.engine.model import Key
from lkt_alloc.engine.register import Register, Source
from lkt_alloc.language.sentences import Listed, Sentence, Value, counted, listed, sentence
from lkt_alloc.reports.members import how_many
from lkt_alloc.reports.steps.sums import measures_of

_MOST: Final = 3
"""So many members are named one by one."""


def post_sources(allocation: Allocation, period: PeriodAllocation, rows: Collection[PostRow]) -> Iterator[Sentence]:
    """Where the amounts of budget items come from, each source once, and which are changed."""
    changed = [row.post.id for row in rows if period.id in row.post.changed_in]
    names = dict.fromkeys(row.post.source for row in rows if row.post.source and row.post.id not in changed)
    if changed and len(changed) == len(rows):
        yield sentence("These figures come from this what-if.")
    elif changed:
        yield counted(
            "The figures of item {posts} come from this what-if.",
            "The figures of items {posts} come from this what-if.",
            len(changed),
            posts=listed(changed),
        )
    others = sentence("Source of the other budget items: {source}.")
    for name in names:
        source = allocation.budget.sources[name]
        yield others.filled(source=_named(source)) if changed else source_note(source)


def key_source(allocation: Allocation, key: Key) -> Iterator[Sentence]:
    """Who decided a key, if somebody did; of what is changed in it nobody has."""
    if not key.source:
        return
    source = allocation.budget.sources[key.source]
    if key.is_sourced:
        yield source_note(source)
    else:
        yield sentence("Source of what is not changed: {source}.", source=_named(source))


def population_notes(register: Register, divisions: Collection[Division]) -> Iterator[Sentence]:
    """Which populations a key uses, if it uses any, and where they come from: each day once."""
    found: dict[date, dict[str, None]] = {}
    for division in divisions:
        if (day := division.key.population_date) and counts_people(division.key, register):
            found.setdefault(day, {}).update(dict.fromkeys(share.number for share in division.everyone))
    for day, members in found.items():
        changed = [number for number in members if day in register.municipalities[number].changed_on]
        if len(changed) == len(members):
            yield sentence("Population on {day}: from this what-if.", day=day)
        else:
            yield _but_for(_population_note(register, day), register, changed)


def figure_sources(allocation: Allocation, divisions: Sequence[Division]) -> Iterator[Sentence]:
    """Where the figures come from that a key goes by: each source once, with what is from it, and whose figures are changed."""
    budget, register = allocation.budget, allocation.register
    found: dict[tuple[bool, str], list[str]] = {}
    for name in measures_of(register, divisions[0].key):
        if source := register.measures[name].source:
            found.setdefault((name in budget.measures, source), []).append(name)
    for (is_own, source), names in found.items():
        known = (budget if is_own else register).sources[source]
        measure = listed(register.measures[name].name for name in names)
        changed = _changed_for(allocation, divisions, names)
        if len(changed) == len(divisions[0].everyone):
            yield sentence("The figures of {measure} come from this what-if.", measure=measure)
        else:
            said = sentence("Source of {measure}: {source}.", measure=measure, source=_named(known))
            yield _but_for(said, register, changed)


def _changed_for(allocation: Allocation, divisions: Sequence[Division], measures: Iterable[str]) -> list[str]:
    """Those whose figures of some measures are changed in the periods of divisions."""
    periods = {"", *(period.id for period, own in allocation.divided if any(own is each for each in divisions))}
    changed = {
        number
        for name in measures
        for period, numbers in allocation.register.measures[name].changed_for.items()
        for number in numbers
        if period in periods
    }
    return [share.number for share in divisions[0].everyone if share.number in changed]


def _but_for(said: Sentence, register: Register, changed: Sequence[str]) -> Sentence:
    """What is said of where figures come from, with those members whose figures come from nowhere."""
    if not changed:
        return said
    members = [register.municipalities[number] for number in changed]
    names = listed(member.name for member in members) if len(members) <= _MOST else how_many(members)
    return sentence("{said} For {names} the figures come from this what-if.", said=said, names=names)


def _population_note(register: Register, day: date) -> Sentence:
    source = register.sources.get(register.population_sources.get(day, ""))
    if not source:
        return sentence("Population on {day}.", day=day)
    publisher = source.publisher or source.title
    if not source.table:
        return sentence("Population on {day}: {publisher}.", day=day, publisher=publisher)
    return sentence(
        "Population on {day}: {publisher}, table {table}.", day=day, publisher=publisher, table=source.table
    )


def budget_sources(allocation: Allocation) -> Iterator[Sentence]:
    """All that a budget file names as its sources, which know nothing of a what-if."""
    sources = allocation.budget.sources.values()
    if sources and allocation.what_if:
        yield sentence("These are the sources of the budget as it is in the file, without what is changed.")
    yield from map(source_note, sources)


def source_note(source: Source) -> Sentence:
    """Where something comes from."""
    return sentence("Source: {source}.", source=_named(source))


def _named(source: Source) -> Listed:
    parts: list[Value] = [part for part in (source.title, source.publisher, source.table) if part]
    return listed(parts, ",")
