"""The built-in register: every municipality of Norway that was in use on a 1 January from 2016 on, and what became of it.

`data/norway.txt` says what stands in its lines. Few municipalities are found by their numbers, without reading the other lines.
"""

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from lkt_alloc.engine.names import goes_by
from lkt_alloc.engine.register import Municipality, Register, Source
from lkt_alloc.files.disk import built_in
from lkt_alloc.language.sentences import Sentence, Text, sentence

PUBLISHER: Final = Text(
    {"nn": "Statistisk sentralbyrå (SSB)", "nb": "Statistisk sentralbyrå (SSB)", "en": "Statistics Norway (SSB)"}
)


def called() -> Sentence:
    """What the register is called where a result says what it was made from: by the last day that it has populations of."""
    return sentence("the built-in register of Norway {day}", day=_days()[-1].isoformat())


@cache
def sha256() -> str:
    """The fingerprint of the data."""
    return hashlib.sha256(_raw()).hexdigest()


def municipality(number: str) -> Municipality | None:
    """The municipality of a number, if there is or was one."""
    if not (number.isascii() and number.isdigit()):
        return None
    rows = _sections()[1]
    start = rows.find(f"\n{number};") + 1
    return _municipality(rows[start : rows.find("\n", start)], _days()) if start else None


@cache
def register() -> Register:
    """The whole of it, as a municipality file that says the same would be read."""
    days = _days()
    lines = _sections()[1].splitlines()[1:]
    return Register({line[:4]: _municipality(line, days) for line in lines}, {}, *_provenance())


def some(numbers: Iterable[str]) -> Register:
    """Those of some numbers that there are, with all that they became, and with the sources of all populations."""
    found: dict[str, Municipality] = {}
    wanted = list(numbers)
    while wanted:
        known = municipality(number := wanted.pop())
        if known and number not in found:
            found[number] = known
            wanted += known.successors
    return Register(dict(sorted(found.items())), {}, *_provenance())


class BuiltIn(Struct, frozen=True):
    """The register as a result names it that was made from it, and the fingerprint of the data."""

    called: Sentence
    sha256: str


def named() -> BuiltIn:
    """What a result says of the register, if it was made from it."""
    return BuiltIn(called(), sha256())


@cache
def _provenance() -> tuple[dict[str, Source], dict[date, str]]:
    """The sources by name, and the name of that of each day's populations."""
    known = dict(_source(line) for line in _sections()[0].splitlines()[1:])
    return known, {day: f"ssb-07459-{day.year}" for day in _days()}


def with_successors(register: Register) -> Register:
    """A register with what its municipalities became, where it does not say so itself, and with those that they became.

    Where it names one of several that a municipality was split into, it has them all. One that has another name there is not the same.
    """
    found = dict(register.municipalities)
    waiting = list(found)
    while waiting:
        number = waiting.pop()
        if known := municipality(number):
            own = found.setdefault(number, known)
            if _says_less(own, known) and goes_by(known, own.name):
                merged, split, estimated = known.merged_into, known.split_into, known.split_estimated
                own = replace(own, merged_into=merged, split_into=split, split_estimated=estimated)
                found[number] = own
            waiting += own.successors.keys() - found.keys()
    return replace(register, municipalities=found)


def with_kin(own: Register) -> Register:
    """A register `with_successors`, and with all others that have become one of these: to add up who is one municipality now."""
    found, whole = dict(with_successors(own).municipalities), register().municipalities
    ours = {number for number, one in found.items() if number in whole and goes_by(whole[number], one.name)}
    while kin := {n: one for n, one in whole.items() if n not in found and ours & one.successors.keys()}:
        found |= kin
        ours |= kin.keys()
    return replace(own, municipalities=found)


def _says_less(own: Municipality, known: Municipality) -> bool:
    return not own.split_into and (own.merged_into is None or own.merged_into in known.split_into)


@cache
def _raw() -> bytes:
    return built_in("norway.txt").read_bytes()


@cache
def _sections() -> tuple[str, str]:
    """The lines of sources, and those of municipalities, each with its heading; the latter in the same order as in the file."""
    sources, rows = _raw().decode().split("\n\n")[1:]
    return sources, rows


def _days() -> Sequence[date]:
    """The days whose populations there are."""
    rows = _sections()[1]
    return [date(int(year), 1, 1) for year in rows[: rows.index("\n")].split(";")[9:]]


def _source(line: str) -> tuple[str, Source]:
    name, nn, nb, en, table, licence, via, note = line.split(";")
    return name, Source(Text({"nn": nn, "nb": nb, "en": en}), PUBLISHER, Text({"": table}), licence, via, note=note)


def _municipality(line: str, days: Sequence[date]) -> Municipality:
    number, name, plain, herad, council, first, last, became, organisation, *people = line.split(";")
    several = ", " in became
    return Municipality(
        number,
        plain or name,
        "",
        date.fromisoformat(first),
        date.fromisoformat(last) if last else None,
        None if several else became or None,
        {day: int(n) for day, n in zip(days, people, strict=True) if n},
        organisation or None,
        split_into=_shares(became) if several else {},
        split_estimated=became.endswith("estimated"),
        full_name=name if plain else "",
        called=Text({"": herad}) if herad else None,
        council=Text({"": council}) if council else None,
    )


def _shares(became: str) -> dict[str, Fraction]:
    """What stands as `1508 58509/67866, 1580 9357/67866`."""
    pairs = (entry.split(" ") for entry in became.split(", ") if entry != "estimated")
    return {number: Fraction(written) for number, written in pairs}
