"""What a download says is held against the built-in register: nothing goes in that is not the population of these municipalities.

Published figures do not change afterwards. So one that is far from the built-in one is about others, or about something else.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Final

from lkt_alloc.diagnostics.catalogue import NAME_MISMATCH
from lkt_alloc.diagnostics.findings import Finding
from lkt_alloc.engine.apportion import to_nearest
from lkt_alloc.engine.names import known_as
from lkt_alloc.engine.register import Municipality, Register
from lkt_alloc.files import norway
from lkt_alloc.language.sentences import Sentence, counted, listed, sentence
from lkt_alloc.statbank.cells import CHOOSE, Download
from lkt_alloc.statbank.totals import Figure

_NEAR: Final = Fraction(1, 100)
"""What a published figure may be off by on the same day: it is warned of."""

_ANOTHER_DAY: Final = Fraction(1, 2)
"""What figures of nearby years may differ by."""

_NEARBY_YEARS: Final = 10
_MOST: Final = 10


def scrutinise(table: Download, found: Mapping[str, Figure], day: date, *, some: bool = False) -> dict[str, Figure]:
    """Find out whether figures are populations of Norwegian municipalities on a day; what says that they are not becomes findings.

    `some`: the figures are only of some of the people. Gives the figures that can be used: in merged series, which have today's numbers
    for earlier years, a municipality that was split off has a figure that was not its own.
    """
    known = norway.register().municipalities
    people = {number: figure for number, figure in found.items() if figure.population}
    strangers = [figure for number, figure in people.items() if number not in known]
    if len(strangers) * 2 > len(people) and day <= _days()[-1]:
        message = counted(
            "Of {of} numbers {n} belongs to no municipality in Norway: {names}.",
            "Of {of} numbers {n} belong to no municipality in Norway: {names}.",
            len(strangers),
            of=len(people),
            names=listed([f"{figure.number} {figure.name}".strip() for figure in strangers[:5]], ","),
        )
        table.report("unknown-value", table.spot(strangers[0].at), message, CHOOSE)
        return {}
    used = dict(found)
    for number, figure in people.items():
        if number in known and len(table.findings) < _MOST and not _can_be_used(table, figure, day, some):
            del used[number]
    return used


def _can_be_used(table: Download, figure: Figure, day: date, some: bool) -> bool:
    """Hold one figure against the built-in one of the same day, else of the nearest. False: it is another's."""
    built_in = min(_days(), key=lambda other: (abs((other - day).days), other))
    expected = _people(built_in).get(figure.number)
    if not expected or abs(built_in.year - day.year) > _NEARBY_YEARS:
        return True
    assert figure.population is not None
    off = (figure.population - expected) / expected
    off = max(off, Fraction()) if some else abs(off)
    own = norway.register().municipalities[figure.number]
    message = sentence(
        "{number} {name} had {expected} inhabitants on {day} according to {register}, but here the figure is {said}.",
        number=own.number,
        name=own.name,
        expected=to_nearest(expected),
        day=built_in,
        register=norway.called(),
        said=figure.population,
    )
    far = off > (_NEAR if built_in == day else _ANOTHER_DAY)
    if far and own.valid_from and own.valid_from > built_in and own.number in _split_off():
        table.remark("wrong-type", table.spot(figure.at), message, _NOT_USED)
        return False
    if far:
        table.report("wrong-type", table.spot(figure.at), message, _NOT_THESE)
    elif off and built_in == day:
        table.remark("wrong-type", table.spot(figure.at), message, sentence("Look the figure up in the StatBank."))
    return True


_NOT_USED: Final = sentence(
    "It is not used: the number is a later one, and the figure is for more, or for fewer, than that municipality."
)
_NOT_THESE: Final = sentence(
    "These are not the populations of these municipalities on that day. Choose all inhabitants, on 1 January, when you download the table."
)


@cache
def _split_off() -> set[str]:
    """The numbers that got a part of a municipality that was split."""
    return {new for own in norway.register().municipalities.values() for new in own.split_into}


@cache
def _days() -> tuple[date, ...]:
    return tuple(sorted(norway.register().population_sources))


@cache
def _people(day: date) -> Mapping[str, Fraction]:
    """Inhabitants on a day by number: of those in use, and what those that came later would have had (the StatBank's merged series)."""
    known = norway.register().municipalities
    in_use = {number: Fraction(own.population[day]) for number, own in known.items() if day in own.population}
    later: dict[str, Fraction] = {}
    waiting = list(in_use.items())
    for number, people in waiting:
        for new, share in known[number].successors.items():
            waiting.append((new, people * share))
            later[new] = later.get(new, Fraction()) + people * share
    return {**later, **in_use}


def misnamed(register: Register, called: Sentence, found: Mapping[str, Figure], table: Download) -> list[Finding]:
    """Rows whose name is not that of the number in a register, which is `called` so: one may be a slip, most of them are others' rows."""
    named = [
        (figure, register.municipalities[n])
        for n, figure in found.items()
        if figure.name and n in register.municipalities
    ]
    wrong = [(figure, own) for figure, own in named if not _same(figure.name, own.whole_name)]
    if len(wrong) > 1 and len(wrong) * 2 > len(named):
        return [_others(wrong, len(named), called, table)]
    remedy = sentence(
        "The number decides. Correct the name or the number in the municipality file if one of them is wrong."
    )
    return [
        _finding(
            table,
            figure,
            "warning",
            sentence(
                '{number} is {name} in {register}, and "{said}" in the download.',
                number=own.number,
                name=own.name,
                register=called,
                said=figure.name[:80],
            ),
            remedy,
        )
        for figure, own in wrong
    ]


def _others(wrong: Sequence[tuple[Figure, Municipality]], of: int, called: Sentence, table: Download) -> Finding:
    figure, own = wrong[0]
    message = counted(
        'Of {of} names {n} is not that of {register}: {number} is {name} there, and "{said}" in the download.',
        'Of {of} names {n} are not those of {register}: {number} is {name} there, and "{said}" in the download.',
        len(wrong),
        of=of,
        register=called,
        number=own.number,
        name=own.name,
        said=figure.name[:80],
    )
    return _finding(
        table, figure, "error", message, sentence("The table is of other municipalities, or of another time.")
    )


def _finding(table: Download, figure: Figure, severity: str, message: Sentence, remedy: Sentence) -> Finding:
    spot = table.spot(figure.at)
    return Finding(NAME_MISMATCH, severity, spot.place, spot.excerpt, message, remedy)


def _same(said: str, name: str) -> bool:
    """Whether two names can be of one municipality: letters may be broken, and two languages joined by a hyphen (`Deatnu-Tana`)."""
    ours, theirs = known_as(name), known_as(said)
    broken = re.sub("[\ufffd?]", ".", re.escape(said).replace("\\?", "?")) if re.search("[\ufffd?]", said) else ""
    return bool(broken and re.match(broken, name, re.IGNORECASE)) or bool(
        ours & theirs or {*said.casefold().split("-")} & ours or {*name.casefold().split("-")} & theirs
    )
