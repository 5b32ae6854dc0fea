"""What people answer to the questions of `init`, understood; each raises `CannotRun` with what is wrong with an answer."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Final

from lkt_alloc.engine.names import find_member, with_number
from lkt_alloc.engine.register import Municipality, Register
from lkt_alloc.files import notation
from lkt_alloc.files.starter.plan import KEYS, PlannedPost
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import Sentence, listed, sentence

KEY_NAMES: Final[Mapping[str, Sentence]] = {
    "population": sentence("by population"),
    "equal": sentence("equally"),
    "host+population": sentence("a host pays a fixed share, the others share the rest by population"),
    "equal+population": sentence("a part equally, the rest by population"),
}
"""What each kind of key does, for those who choose."""

_MOST_YEARS: Final = 20
_YEAR: Final = "(?:19|20)[0-9]{2}"


def a_name(typed: str) -> str:
    """The name: one line, of signs that can be seen."""
    name = " ".join(typed.split())
    if not name or not name.isprintable():
        raise CannotRun(sentence("The name is empty, or has invisible characters."))
    return name


def some_years(typed: str) -> tuple[int, ...]:
    """The years of the budget: one, the first and the last, or several with commas between.

    >>> some_years("2026"), some_years("2026-2028"), some_years("2027, 2026")
    ((2026,), (2026, 2027, 2028), (2026, 2027))
    """
    years: set[int] = set()
    for part in re.split("[,;]", typed):
        found = re.fullmatch(f"({_YEAR})(?: ?[-\u2013] ?({_YEAR}))?", part.strip())
        first, last = (int(found[1]), int(found[2] or found[1])) if found else (1, 0)
        if not first <= last < first + _MOST_YEARS:
            raise CannotRun(
                sentence('"{said}" is not a year or a span of years.', said=typed),
                sentence("Write four digits, as 2026, or the first and the last, as 2026-2029."),
            )
        years |= {*range(first, last + 1)}
    return tuple(sorted(years))


def some_members(typed: str, register: Register, years: Sequence[int]) -> tuple[Municipality, ...]:
    """At least two municipalities in use throughout the years, in the order of their numbers."""
    wanted = [part for part in re.split("[,;\n]", typed) if part.strip()]
    found = {m.number: m for m in (_member(part, register, years) for part in wanted)}
    if len(found) < 2:
        raise CannotRun(sentence("At least two municipalities are needed to share a cost."))
    return tuple(found[number] for number in sorted(found))


def a_host(typed: str, members: Sequence[Municipality], register: Register, years: Sequence[int]) -> str:
    """The number of a member."""
    host = _member(typed, register, years)
    if host not in members:
        raise CannotRun(
            sentence("{municipality} is not among the members.", municipality=with_number(host.name, host.number))
        )
    return host.number


def _member(typed: str, register: Register, years: Sequence[int]) -> Municipality:
    return find_member(typed, register, date(min(years), 1, 1), date(max(years), 12, 31))


def a_key(typed: str) -> str:
    """A kind of key, by its name or by its number in the list.

    >>> a_key("equal"), a_key("2")
    ('equal', 'equal')
    """
    chosen = typed.strip()
    if chosen in [str(n + 1) for n in range(len(KEYS))]:
        return KEYS[int(chosen) - 1]
    if chosen not in KEYS:
        raise CannotRun(
            sentence('"{said}" is not allowed here.', said=typed),
            sentence("Write one of these: {names}.", names=listed(KEYS, ",")),
        )
    return chosen


def has_use(option: str, given: str | None, key: str, keys: Sequence[str]) -> None:
    """An option that the key has no use for is refused, not passed over."""
    if given is not None and key not in keys:
        raise CannotRun(
            sentence("The allocation key {key} has no use for {option}.", key=key, option=option),
            sentence("Leave it out, or choose --key {names}.", names=listed(keys, ",")),
        )


def a_share(typed: str) -> Fraction:
    """A share of more than nothing and less than everything; a bare number is a percentage."""
    written = typed.strip()
    try:
        share = notation.share(written if re.search("[%/]", written) else f"{written} %")
    except ValueError:
        share = Fraction(0)
    if not 0 < share < 1:
        raise CannotRun(
            sentence('"{said}" is not a share above 0% and below 100%.', said=typed),
            sentence("Write a percentage or a fraction: {examples}.", examples="50 %, 33,3 %, 1/3"),
        )
    return share


def an_amount(typed: str) -> int:
    """Øre, of an amount written in any way that is certain, also in millions.

    >>> an_amount("1.525.000,50"), an_amount("kr 900 000,-"), an_amount("4,25 mill."), an_amount("-7,5")
    (152500050, 90000000, 425000000, -750)
    """
    if million := _MILLIONS.fullmatch(typed.strip()):
        ore = _exactly(million[1]) * 100_000_000
        if ore.denominator == 1:
            return int(ore)
    elif tenths := re.fullmatch(r"(-?[0-9 ]+,[0-9])", typed.strip()):
        return an_amount(f"{tenths[1]}0")
    elif (meant := notation.meant_amount(typed)) and meant[1]:
        return notation.amount_ore(meant[0])
    raise CannotRun(
        sentence('"{said}" is not an amount in kroner.', said=typed),
        sentence("Write the digits alone or in groups of three: 900000 or 900 000."),
    )


_MILLIONS: Final = re.compile(
    r"(-?[0-9]+(?:,[0-9]+)?) ?mill(?:\.|ionar|ioner|ion|ions)?(?: kr(?:oner)?)?", re.IGNORECASE
)


def _exactly(number: str) -> Fraction:
    whole, _, decimals = number.partition(",")
    return Fraction(int(whole + decimals), 10 ** len(decimals))


def some_amounts(typed: str, years: Sequence[int]) -> dict[int, int]:
    """Øre by year, of an amount for each with semicolons between, since a comma is for decimals."""
    amounts = [an_amount(part) for part in typed.split(";")]
    if len(amounts) != len(years):
        raise CannotRun(
            sentence('Amounts in "{said}": {count}. Years: {years}.', said=typed, count=len(amounts), years=len(years)),
            sentence(
                "Write one for each year, with semicolons between: {example}.",
                example=";".join(["900 000"] * len(years)),
            ),
        )
    return dict(zip(years, amounts, strict=True))


def a_post(typed: str, years: Sequence[int], at: int) -> PlannedPost:
    """A post as an option has it: `Drift=900 000;920 000`."""
    name, equals, amounts = typed.rpartition("=")
    if not equals:
        raise CannotRun(
            sentence('"{said}" is not a budget item with its amounts.', said=typed),
            sentence("Write its name and the amount of each year: {example}.", example="Drift=900 000;920 000"),
        )
    return PlannedPost(str(at), a_name(name), some_amounts(amounts, years))
