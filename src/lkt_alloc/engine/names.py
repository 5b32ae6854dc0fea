"""Finding a municipality, or another thing with a name, by what a person types. Knows nothing of where the text came from."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from itertools import product
from typing import Final

from lkt_alloc.engine.model import Municipality, Period, Register
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import Sentence, Value, listed, sentence

_TYPED: Final = {
    "æ": ("æ", "ae", "a"),
    "ä": ("ä", "ae", "a"),
    "ø": ("ø", "oe", "o"),
    "ö": ("ö", "oe", "o"),
    "å": ("å", "aa", "a"),
}


def spellings(name: str) -> set[str]:
    """The ways a name may be typed: any case, æøå also as ae/oe/aa or a/o/a, with or without "kommune"."""
    plain = " ".join(unicodedata.normalize("NFC", name).casefold().split()).removesuffix(" kommune")
    letters = [letter for letter in _TYPED if letter in plain]
    ways = product(*(_TYPED[letter] for letter in letters))  # the same way for every å: a long name is no explosion
    return {_typed(plain, letters, way) for way in ways}


def known_as(name: str) -> set[str]:
    """The ways a full name may be typed: `Os (Hordaland)` is also Os, and `Trondheim - Tråante` is also Trondheim."""
    bare = re.sub(_ASIDE, " ", name)[:_MOST_OF_A_NAME]
    return spellings(name[:_MOST_OF_A_NAME]).union(*map(spellings, [bare, *re.split(_LANGUAGES, bare)])) - {""}


_ASIDE: Final = r"\([^()]*\)"  # text: compiled when one is asked for a name, not at every start
_LANGUAGES: Final = r"\s+[-–]\s+|\s*/\s*"
_MOST_OF_A_NAME: Final = 200
"""Signs of a name that are looked at: a longer one is no name, and must not cost more time than one."""


def _typed(plain: str, letters: list[str], way: tuple[str, ...]) -> str:
    for letter, instead in zip(letters, way, strict=True):
        plain = plain.replace(letter, instead)
    return plain


def find_municipality(typed: str, register: Register, paying: Collection[str]) -> str:
    """The number of the municipality meant by a name or a number; those in `paying` come first where names are shared.

    Raises `CannotRun` when there is none, with the nearest names, or when it does not pay.
    """
    wanted = spellings(typed)
    named = [
        m.number for m in register.municipalities.values() if typed.strip() == m.number or wanted & spellings(m.name)
    ]
    found = [number for number in named if number in paying]
    if len(found) == 1:
        return found[0]
    if found:
        names = listed((f"{register.municipalities[number].name} ({number})" for number in found), ",")
        raise CannotRun(
            sentence('"{typed}" can be several: {names}.', typed=typed, names=names), sentence("Use the number.")
        )
    if named:
        raise _does_not_pay(register.municipalities[named[0]], register, paying)
    payers = [register.municipalities[number] for number in sorted(paying)]
    near = get_close_matches(min(wanted), {s: None for m in payers for s in (*spellings(m.name), m.number)})
    guesses = [f"{m.name} ({m.number})" for m in payers if {m.number, *spellings(m.name)} & set(near)]
    raise CannotRun(sentence('There is no municipality "{typed}" here.', typed=typed), _did_you_mean(guesses, payers))


def find_member(typed: str, register: Register, start: date, end: date) -> Municipality:
    """The municipality meant by a number, a name or both (`4621 Voss`), among those in use on every day from `start` to `end`.

    Raises `CannotRun` when there is none, with the nearest, or with what it has become.
    """
    typed = " ".join(typed.split())
    number, wanted = typed.split(" ")[0], spellings(typed)
    known = register.municipalities
    named = [known[number]] if number in known else [m for m in known.values() if wanted & known_as(m.name)]
    found = [municipality for municipality in named if municipality.is_valid(start, end)]
    if len(found) == 1:
        return found[0]
    if found:
        names = listed((f"{m.name} ({m.number})" for m in found), ",")
        raise CannotRun(
            sentence('"{typed}" can be several: {names}.', typed=typed, names=names), sentence("Use the number.")
        )
    if named:
        old = named[0]
        kin = [known[n] for n in (old.merged_into or "", *_former(old, register)) if n in known]
        reason = sentence(
            "{municipality} is not in use from {start} to {end}.",
            municipality=f"{old.name} ({old.number})",
            start=start,
            end=end,
        )
        raise CannotRun(reason, _one_of([m for m in kin if m.is_valid(start, end)]))
    candidates = {s: m for m in known.values() if m.is_valid(start, end) for s in (*known_as(m.name), m.number)}
    near = get_close_matches(min(wanted), candidates)
    raise CannotRun(
        sentence('There is no municipality "{typed}" here.', typed=typed),
        _one_of(list({candidates[s].number: candidates[s] for s in near}.values())),
    )


def _former(municipality: Municipality, register: Register) -> list[str]:
    return [m.number for m in register.municipalities.values() if m.merged_into == municipality.number]


def _one_of(guesses: list[Municipality]) -> Sentence | None:
    names = listed((f"{m.name} ({m.number})" for m in guesses), ",")
    return sentence("Did you mean {names}?", names=names) if guesses else None


def _did_you_mean(guesses: list[str], payers: list[Municipality]) -> Sentence:
    if guesses:
        return sentence("Did you mean {names}?", names=listed(guesses, ","))
    return sentence("Those who pay are: {names}.", names=listed((municipality.name for municipality in payers), ","))


def _does_not_pay(municipality: Municipality, register: Register, paying: Collection[str]) -> CannotRun:
    called = f"{municipality.name} ({municipality.number})"
    kin = [
        register.municipalities[n]
        for n in sorted(paying)
        if register.municipalities[n].merged_into == municipality.number
    ]
    kin += [register.municipalities[n] for n in sorted(paying) if n == municipality.merged_into]
    reason = sentence("{municipality} does not pay in this budget.", municipality=called)
    if not kin:
        return CannotRun(reason, sentence("It is not among the members of the key."))
    names = listed((f"{m.name} ({m.number})" for m in kin), ",")
    return CannotRun(reason, sentence("The same place under another number: {names}.", names=names))


def file_names(municipalities: Sequence[Municipality]) -> list[str]:
    """A name for each one's file, without ending, of small ASCII letters and digits: `4624-bjoernafjorden`.

    No name leads anywhere or is the same as another, whatever a municipality is called.
    """
    names: list[str] = []
    for municipality in municipalities:
        parts = (_plain(municipality.number) or "x", _plain(municipality.name))
        name, n = "-".join(filter(None, parts)), 2
        wanted = name
        while name in names:
            name, n = f"{wanted}-{n}", n + 1
        names.append(name)
    return names


_MOST_OF_A_FILE_NAME: Final = 40


def _plain(text: str) -> str:
    """`text` in ASCII letters, digits and hyphens."""
    folded = unicodedata.normalize("NFC", text).casefold()
    for letter, ways in _TYPED.items():
        folded = folded.replace(letter, ways[1])
    letters = unicodedata.normalize("NFKD", folded).encode("ascii", "ignore").decode()
    return re.sub("[^a-z0-9]+", "-", letters)[:_MOST_OF_A_FILE_NAME].strip("-")


def find_one(typed: str, known: Iterable[str], otherwise: Sentence) -> str:
    """`typed` if it is known. Raises `CannotRun` with `otherwise` and the nearest known ones, or all of a few."""
    names = list(known)
    if typed in names:
        return typed
    if near := get_close_matches(typed, names):
        raise CannotRun(otherwise, sentence("Did you mean {names}?", names=listed(near, ",")))
    raise CannotRun(otherwise, sentence("There are: {names}.", names=listed(names[:30], ",")))


def find_period(typed: str, known: Iterable[str]) -> str:
    """The period with this identifier. Raises `CannotRun` with those that there are."""
    names = list(known)
    if typed in names:
        return typed
    reason = sentence('There is no period "{name}" in the budget.', name=typed)
    raise CannotRun(reason, sentence("There are: {names}.", names=listed(names, ",")))


def find_later_period(typed: str, periods: Mapping[str, Period], settled: str) -> str:
    """The period with this identifier, into which the balances of another are carried. Raises `CannotRun` if that has not ended then."""
    found, end = find_period(typed, periods), periods[settled].end
    later = [name for name, period in periods.items() if period.start > end]
    if found in later:
        return found
    values: dict[str, Value] = {"settled": periods[settled].name, "period": periods[found].name}
    reason = sentence(
        "The balances of {settled} can only be carried into a period that comes after it; {period} does not.", **values
    )
    names = listed(later, ",")
    remedy = sentence("There are: {names}.", names=names) if later else sentence("There is none in the budget.")
    raise CannotRun(reason, remedy)
