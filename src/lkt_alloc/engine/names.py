"""Finding a municipality, or another thing with a name, by what a person types. Knows nothing of where the text came from."""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from itertools import product
from typing import Final

from msgspec.structs import replace

from lkt_alloc.engine.model import Period
from lkt_alloc.engine.register import Municipality, Register
from lkt_alloc.engine.succession import kin
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import Sentence, Value, listed, sentence
from lkt_alloc.language.signs import composed

_TYPED: Final = {
    "æ": ("æ", "ae", "a"),
    "ä": ("ä", "ae", "a"),
    "ø": ("ø", "oe", "o"),
    "ö": ("ö", "oe", "o"),
    "å": ("å", "aa", "a"),
}


def spellings(name: str) -> set[str]:
    """The ways a name may be typed: any case, æøå also as ae/oe/aa or a/o/a, with or without "kommune" or "herad".

    A hyphen may be a space, and the marks of Sami letters may be left out.
    """
    plain = " ".join(composed(name).casefold().replace("-", " ").split())
    plain = plain.removesuffix(" kommune").removesuffix(" herad")
    letters = [letter for letter in _TYPED if letter in plain]
    ways = product(*(_TYPED[letter] for letter in letters))  # the same way for every å: a long name is no explosion
    found = {_typed(plain, letters, way) for way in ways}
    return found | {_without_marks(way) for way in found}


def _without_marks(text: str) -> str:
    parts = unicodedata.normalize("NFD", text)
    return "".join(sign for sign in parts if not unicodedata.combining(sign)).translate(_BARRED)


_BARRED: Final = str.maketrans("đŋŧ", "dnt")
"""Letters whose mark is a part of them."""


@lru_cache(2_000)
def known_as(name: str) -> frozenset[str]:
    """The ways a full name may be typed: `Os (Hordaland)` is also Os, and `Trondheim - Tråante` is also Trondheim."""
    plain = bare(name)[:_MOST_OF_A_NAME]
    ways = spellings(name[:_MOST_OF_A_NAME]).union(*map(spellings, [plain, *re.split(_LANGUAGES, plain)]))
    return frozenset(ways - {""})


def bare(name: str) -> str:
    """A name without what stands in brackets.

    >>> bare("Os (Hordaland)")
    'Os'
    """
    return " ".join(re.sub(_ASIDE, " ", name).split())


def goes_by(municipality: Municipality, name: str) -> bool:
    """Whether a name may be the municipality's: `Os` and `Os (Hordaland)`, `Snåsa` and `Snåase - Snåsa`."""
    return not known_as(municipality.whole_name).isdisjoint(known_as(name))


def told_apart(municipalities: Iterable[Municipality]) -> list[Municipality]:
    """The same, but that those who share their name with another one of them have their full names."""
    those = list(municipalities)
    full = {name: {m.whole_name for m in those if m.name == name} for name in {m.name for m in those if m.full_name}}
    return [replace(m, name=m.whole_name) if len(full.get(m.name, ())) > 1 else m for m in those]


_ASIDE: Final = r"\([^()]*\)"  # text: compiled when one is asked for a name, not at every start
_LANGUAGES: Final = r"\s+[-–]\s+|\s*/\s*"
_MOST_OF_A_NAME: Final = 200
"""Signs of a name that are looked at: a longer one is no name, and must not cost more time than one."""


def _typed(plain: str, letters: list[str], way: tuple[str, ...]) -> str:
    for letter, instead in zip(letters, way, strict=True):
        plain = plain.replace(letter, instead)
    return plain


def find_municipality(typed: str, register: Register, paying: Collection[str]) -> str:
    """The number of the municipality meant by a name or a number, among those in `paying`.

    Raises `CannotRun` when there is none, with the nearest names, or when it does not pay.
    """
    payers = [register.municipalities[number] for number in sorted(paying)]
    those = sentence("Those who pay: {names}.", names=listed((municipality.name for municipality in payers), ","))
    return _find(typed, register, payers, lambda other: _does_not_pay(other, payers, register), those).number


def find_member(typed: str, register: Register, start: date, end: date) -> Municipality:
    """The municipality meant by a name or a number, among those in use on every day from `start` to `end`.

    Raises `CannotRun` when there is none, with the nearest, or with what it has become.
    """
    in_use = [municipality for municipality in register.municipalities.values() if municipality.is_valid(start, end)]

    def not_in_use(old: Municipality) -> CannotRun:
        others = kin(old.number, register.municipalities, {m.number: m for m in in_use})
        reason = sentence(
            "{municipality} is not in use from {start} to {end}.",
            municipality=with_number(old.name, old.number),
            start=start,
            end=end,
        )
        return CannotRun(reason, _did_you_mean(others) if others else None)

    return _find(typed, register, in_use, not_in_use, None)


def _find(
    typed: str,
    register: Register,
    among: Sequence[Municipality],
    of_others: Callable[[Municipality], CannotRun],
    otherwise: Sentence | None,
) -> Municipality:
    """The one of `among` that is meant; one whose whole name was typed, brackets aside, goes before one that is also called so.

    Raises `CannotRun`: what `of_others` says of a municipality that is known and not among them, else with the nearest names or
    `otherwise`.
    """
    named = _named(typed, register)
    found = [municipality for municipality in among if municipality.number in named]
    ways_meant = _typed_as(typed)
    found = [municipality for municipality in found if ways_meant & spellings(bare(municipality.name))] or found
    if len(found) == 1:
        return found[0]
    if found:
        several = sentence('"{typed}" can be several: {names}.', typed=typed, names=_all_of(found))
        raise CannotRun(several, sentence("Use the number."))
    if named:
        raise of_others(register.municipalities[named[0]])
    ways = [
        (way, municipality)
        for municipality in among
        for way in (*known_as(municipality.whole_name), municipality.number)
    ]
    near = nearest(min(spellings(typed)), dict.fromkeys(way for way, _ in ways))
    guesses = [municipality for one in near for way, municipality in ways if way == one]
    remedy = _did_you_mean(list({guess.number: guess for guess in guesses}.values())) if guesses else otherwise
    said = (
        sentence('There is no member "{typed}" here.')
        if any(one.is_party for one in among)
        else sentence('There is no municipality "{typed}" here.')
    )
    raise CannotRun(said.filled(typed=typed), remedy)


def _named(typed: str, register: Register) -> list[str]:
    """The numbers of those that are meant by a number, a name, or both as `4621 Voss` or `Voss (4621)`: then the number counts.

    A county in brackets is only a help: `Os (Hordaland)` is Os in a file where nothing is called that, and Os has no other.
    """
    known = register.municipalities
    words = re.sub("[()]", " ", typed).split()
    if numbers := [
        word for word in (typed.strip(), *words) if word in known and (word.isdigit() or word == typed.strip())
    ]:
        return numbers[:1]
    meant, without_aside = _typed_as(typed), _typed_as(bare(typed))
    found = [number for number, municipality in known.items() if meant & known_as(municipality.whole_name)]
    return found or [n for n, municipality in known.items() if without_aside & spellings(municipality.name)]


def _typed_as(typed: str) -> set[str]:
    """The ways that what is typed may be meant: each of its languages may be the only one that a file has."""
    return set[str]().union(*map(spellings, [typed, *re.split(_LANGUAGES, typed)])) - {""}


def _all_of(municipalities: Iterable[Municipality]) -> Value:
    return listed((with_number(one.name, one.number) for one in told_apart(municipalities)), ",")


def _did_you_mean(municipalities: Iterable[Municipality]) -> Sentence:
    return sentence("Did you mean {names}?", names=_all_of(municipalities))


def _does_not_pay(municipality: Municipality, payers: Sequence[Municipality], register: Register) -> CannotRun:
    others = kin(municipality.number, register.municipalities, {m.number: m for m in payers})
    reason = sentence(
        "{municipality} does not pay in this budget.", municipality=with_number(municipality.name, municipality.number)
    )
    if not others:
        return CannotRun(reason, sentence("Only the members of the allocation key pay."))
    return CannotRun(reason, sentence("The same place under another number: {names}.", names=_all_of(others)))


def with_number(name: str, number: str) -> str:
    """A municipality as a reader knows it: `Os (1243)`."""
    return f"{name} ({number})"


def nearest(word: str, known: Iterable[str], most: int = 3) -> list[str]:
    """Those of `known` that are most like a word, the most like it first: what was meant, if it is a slip."""
    return get_close_matches(word, list(known), most)


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
    folded = composed(text).casefold()
    for letter, ways in _TYPED.items():
        folded = folded.replace(letter, ways[1])
    letters = unicodedata.normalize("NFKD", folded).encode("ascii", "ignore").decode()
    return re.sub("[^a-z0-9]+", "-", letters)[:_MOST_OF_A_FILE_NAME].strip("-")


def find_one(typed: str, known: Iterable[str], otherwise: Sentence) -> str:
    """`typed` if it is known. Raises `CannotRun` with `otherwise` and the nearest known ones, or all of a few."""
    names, typed = list(known), composed(typed)
    if typed in names:
        return typed
    if near := nearest(typed, names):
        raise CannotRun(otherwise, sentence("Did you mean {names}?", names=listed(near, ",")))
    raise CannotRun(otherwise, sentence("There are: {names}.", names=listed(names[:30], ",")))


def find_period(typed: str, periods: Mapping[str, Period]) -> str:
    """The identifier of the period that is meant. Raises `CannotRun` with those that there are if there is none, or several."""
    if found := period_meant(typed, periods):
        return found
    reason = sentence('There is no period "{name}" in the budget.', name=typed)
    raise CannotRun(reason, sentence("There are: {names}.", names=listed(periods, ",")))


def period_meant(typed: str, periods: Mapping[str, Period]) -> str | None:
    """The identifier of the period with this identifier, or with this name in one of its languages, in any case; `None` if not one."""
    if composed(typed) in periods:
        return composed(typed)
    called = [
        one for one, period in periods.items() if _plainly(typed) in map(_plainly, period.name.by_language.values())
    ]
    return called[0] if len(called) == 1 else None


def _plainly(text: str) -> str:
    return " ".join(composed(text).casefold().split())


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
    remedy = sentence("There are: {names}.", names=names) if later else sentence("There are none in the budget.")
    raise CannotRun(reason, remedy)
