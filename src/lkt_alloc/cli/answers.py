"""What people answer to the questions of `init`, understood; each raises `CannotRun` with what is wrong with an answer."""

import re
from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from lkt_alloc.engine.model import Municipality, Register
from lkt_alloc.engine.names import find_member, with_number
from lkt_alloc.files import notation, starter
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import listed, sentence


def a_name(typed: str) -> str:
    """The name: one line, of signs that can be seen."""
    name = " ".join(typed.split())
    if not name or not name.isprintable():
        raise CannotRun(sentence("The name is empty, or has signs that cannot be seen."))
    return name


def a_year(typed: str) -> int:
    """The year of the first budget."""
    if not re.fullmatch("(?:19|20)[0-9]{2}", typed.strip()):
        raise CannotRun(sentence('"{said}" is not a year.', said=typed), sentence("Write four digits, as 2026."))
    return int(typed)


def some_members(typed: str, register: Register, year: int) -> tuple[Municipality, ...]:
    """At least two municipalities in use throughout the year, in the order of their numbers."""
    wanted = [part for part in re.split("[,;]", typed) if part.strip()]
    found = {
        m.number: m for m in (find_member(part, register, date(year, 1, 1), date(year, 12, 31)) for part in wanted)
    }
    if len(found) < 2:
        raise CannotRun(sentence("At least two municipalities are needed to share something."))
    return tuple(found[number] for number in sorted(found))


def a_host(typed: str, members: Sequence[Municipality], register: Register, year: int) -> str:
    """The number of a member."""
    host = find_member(typed, register, date(year, 1, 1), date(year, 12, 31))
    if host not in members:
        raise CannotRun(
            sentence("{municipality} is not among the members.", municipality=with_number(host.name, host.number))
        )
    return host.number


def a_key(typed: str) -> str:
    """A kind of key."""
    if typed.strip() not in starter.KEYS:
        raise CannotRun(
            sentence('"{said}" cannot stand here.', said=typed),
            sentence("Write one of these: {names}.", names=listed(starter.KEYS, ",")),
        )
    return typed.strip()


def has_use(option: str, given: str | None, key: str, keys: Sequence[str]) -> None:
    """An option that the key has no use for is refused, not passed over."""
    if given is not None and key not in keys:
        raise CannotRun(
            sentence("The key {key} has no use for {option}.", key=key, option=option),
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
            sentence('"{said}" is not a share between nothing and everything.', said=typed),
            sentence("Write a percentage or a fraction: {examples}.", examples="50 %, 33,3 %, 1/3"),
        )
    return share


def an_amount(typed: str) -> int:
    """Øre, of an amount written in any way that is certain."""
    meant = notation.meant_amount(typed)
    if not meant or not meant[1] or notation.amount_ore(meant[0]) <= 0:
        raise CannotRun(
            sentence('"{said}" is not an amount in kroner.', said=typed),
            sentence("Write the digits alone or in groups of three: 900000 or 900 000."),
        )
    return notation.amount_ore(meant[0])
