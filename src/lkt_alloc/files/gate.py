"""Plain data is held against its form: what does not conform becomes problems, and the rest goes on.

Knows nothing of lines, and nothing of what the figures mean.
"""

from collections.abc import Iterable, Iterator
from copy import deepcopy
from itertools import islice
from typing import Any, Final

from pydantic_core import ValidationError

from lkt_alloc.diagnostics.catalogue import AMBIGUOUS_TEXT, DUPLICATE_KEY, DUPLICATE_MEMBER
from lkt_alloc.diagnostics.findings import MAX_FINDINGS, Path, Problem
from lkt_alloc.files.faults import Fault, meant_field, problems_of
from lkt_alloc.files.kinds import Content
from lkt_alloc.files.notation import compared
from lkt_alloc.files.schema import DATE_FIELDS, NUMBER_FIELDS
from lkt_alloc.files.schema.base import numbered
from lkt_alloc.files.schema.core import held_against
from lkt_alloc.files.schema.places import must_stand, stand_in
from lkt_alloc.language.sentences import sentence

_ROUNDS: Final = 10
"""How often what has been made good is looked at again: a table that is emptied of its faults, say, may have to hold something."""


def conform(kind: str, data: dict[str, Any]) -> tuple[Content | None, list[Problem], set[Path]]:
    """Hold `data` against the form of its kind (a key of `schema.FORMS`).

    Returns what could be understood, every problem of form, and the paths whose values are placeholders. Of more faults than can be
    shown only the first are looked at, and nothing is understood.
    """
    twice = list(islice(_said_twice(kind, data), MAX_FINDINGS + 1))
    value, problems, doubtful = _conform(kind, data)
    return value, twice + problems, doubtful.union(problem.path for problem in twice)


def _conform(kind: str, data: dict[str, Any]) -> tuple[Content | None, list[Problem], set[Path]]:
    try:
        return held_against(kind, data).to_model(), [], set()
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
    faults = [Fault(data, fault) for fault in details[: MAX_FINDINGS + 1]]
    problems = list(islice(problems_of(kind, data, faults), MAX_FINDINGS + 1))
    if len(details) > MAX_FINDINGS:
        return None, problems, {()}
    content, more = _with_placeholders(kind, deepcopy(data), faults)
    return content, problems, {_doubtful(kind, data, fault) for fault in faults} | more


def _said_twice(kind: str, data: dict[str, Any]) -> Iterator[Problem]:
    """Names in one table that mean the same: a member by number and with its name, or words with other spaces between them.

    Where such a name is only referred to, the other way of writing it is unknown: so the tables that define something are enough.
    """
    for path, table in _tables(data):
        first: dict[str, str] = {}
        of_members = path[-1] in ("municipalities", "parties", "paid", "answers") or path[2:3] in _OF_MEMBERS
        for name in table:
            meant = compared(name)
            earlier = first.setdefault(numbered(meant)[0] if of_members else meant, name)
            if earlier != name:
                rule, said = (DUPLICATE_MEMBER, _SAME_MEMBER) if of_members else (DUPLICATE_KEY, _SAME_LETTERS)
                message = said.filled(name=name, first=earlier)
                related = (((*path, earlier), sentence("the first is here")),)
                remedy = sentence("Keep one of the two.")
                yield Problem(rule, (*path, name), message, remedy, kind, on_key=True, related=related)


_OF_MEMBERS: Final = (("values",), ("values_by_period",), ("amounts",))
_SAME_MEMBER: Final = sentence('"{name}" is the same member as "{first}".')
_SAME_LETTERS: Final = sentence('"{name}" reads like "{first}", and is only written with other characters.')


def _tables(data: dict[str, Any]) -> Iterator[tuple[Path, dict[str, Any]]]:
    """The tables at the top of a file, those of the values of measures, and those of the amounts of members that a source states."""
    for field, table in data.items():
        if isinstance(table, dict):
            yield (field,), table
    for field, inner in (("measures", "values"), ("control_totals", "amounts")):
        entries = data.get(field)
        for name, entry in entries.items() if isinstance(entries, dict) else ():
            if isinstance(entry, dict) and isinstance(entry.get(inner), dict):
                yield (field, name, inner), entry[inner]
            by_period = entry.get("values_by_period") if isinstance(entry, dict) and inner == "values" else None
            tables = by_period if isinstance(by_period, dict) else {}
            known = {period: table for period, table in tables.items() if isinstance(table, dict)}
            yield from (((field, name, "values_by_period", period), table) for period, table in known.items())


def _with_placeholders(kind: str, data: dict[str, Any], faults: list[Fault]) -> tuple[Content, set[Path]]:
    """What can be understood once the faults have been made good, and the paths of placeholders that only this called for."""
    more: set[Path] = set()
    for _ in range(_ROUNDS):
        for fault in faults:
            _make_good(kind, data, fault)
        try:
            return held_against(kind, data).to_model(), more
        except ValidationError as error:  # only a consequence of what has been reported
            faults = [Fault(data, fault) for fault in error.errors(include_url=False, include_input=False)]
            more |= {fault.path for fault in faults}
    raise AssertionError("a placeholder does not fit its form")


def _make_good(kind: str, data: Any, fault: Fault) -> None:
    """Remove what is at fault, or replace it where something must stand, so that the form fits there."""
    way, last = fault.path[:-1], fault.path[-1]
    for step in way:
        if isinstance(data, dict) and step not in data:
            return  # an earlier fault took it away
        data = data[step]
    if fault.kind != "extra_forbidden" and not fault.on_key and must_stand(kind, fault.path):
        data[last] = stand_in(kind, fault.path)
    else:
        data.pop(last, None)  # its key and its value can both be at fault


def _doubtful(kind: str, data: Any, fault: Fault) -> Path:
    """What cannot be relied on because of a fault: the value, or the field that an unknown one was probably meant to be."""
    if fault.kind != "extra_forbidden":
        return fault.path
    return (*fault.path[:-1], meant_field(kind, data, fault) or fault.field)


def taken_otherwise(kind: str, values: Iterable[tuple[Path, str, bool]]) -> list[Problem]:
    """Values and keys without quotes, where text is meant, that other programs take for dates or for decimals."""
    found = []
    for path, text, on_key in values:
        is_date = "-" in text
        meant = DATE_FIELDS if is_date else () if on_key else NUMBER_FIELDS
        if not any(step in meant for step in path[-2:]):
            number = text.rstrip("0").rstrip(".")
            message = (
                _DATE_FOR_TEXT
                if is_date
                else sentence("Without quotes, other programs take this for the number {number}.", number=number)
            )
            found.append(
                Problem(AMBIGUOUS_TEXT, path, message, _QUOTE_IT, kind, on_key=on_key, replacement=f'"{text}"')
            )
    return found


_DATE_FOR_TEXT: Final = sentence("Without quotes, other programs take this for a date.")
_QUOTE_IT: Final = sentence("Put it in quotes, as text is expected here.")
