"""What is said of somebody who is named in a file that is about a budget, and is no member there."""

from collections.abc import Collection, Iterator
from itertools import islice
from typing import Final

from lkt_alloc.checks.rules.members import LOOKED_AT, UNKNOWN_MEMBER, either
from lkt_alloc.diagnostics.catalogue import NAME_MISMATCH
from lkt_alloc.diagnostics.findings import Problem
from lkt_alloc.engine.names import goes_by
from lkt_alloc.engine.register import Municipality, Names, Register
from lkt_alloc.language.sentences import sentence


def no_members(places: Names, everyone: Collection[str], register: Register, document: str) -> Iterator[Problem]:
    """Numbers with perhaps a name after them, by their places, that are no member's (`everyone`), or not called so."""
    for at, (number, name) in places.items():
        if number not in everyone and (called := _members_called(number, everyone, register)):
            message = sentence('There is no number before the name "{name}".', name=number)
            yield Problem(UNKNOWN_MEMBER, at, message, either(called), document)
        elif number not in everyone:
            yield Problem(UNKNOWN_MEMBER, at, NO_MEMBER.filled(number=number), A_MEMBER, document)
        elif name and not goes_by(register.municipalities[number], name):
            own = register.municipalities[number].name
            message = sentence('Number {number} is {name}, not "{said}".', number=number, name=own, said=name)
            yield Problem(NAME_MISMATCH, at, message, sentence("Write {text}.", text=f"{number} {own}"), document)


def _members_called(name: str, everyone: Collection[str], register: Register) -> list[Municipality]:
    """The members of a name, where it stands without a number."""
    known = [register.municipalities[n] for n in sorted(everyone) if n in register.municipalities]
    return [] if name.isdigit() else [one for one in islice(known, LOOKED_AT) if goes_by(one, name)]


NO_MEMBER: Final = sentence('"{number}" is not a member of any allocation key of the budget.')
A_MEMBER: Final = sentence("Write the number of a member, in quotes or with its name.")
