"""The municipalities that a budget is used with: those of its municipality file, and from the built-in register what that lacks."""

from collections.abc import Collection, Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path as FilePath
from typing import Final

from msgspec.structs import replace

from lkt_alloc.checks.selection import AS_NAMED, Desk
from lkt_alloc.engine.allocate import Allocation
from lkt_alloc.engine.decisions import Answered, Decisions, answered
from lkt_alloc.engine.keys import sharing, with_parties
from lkt_alloc.engine.model import Budget
from lkt_alloc.engine.names import find_municipality, told_apart, with_number
from lkt_alloc.engine.parts import Members
from lkt_alloc.engine.register import Register
from lkt_alloc.files import norway
from lkt_alloc.files.kinds import BUDGET, MUNICIPALITIES
from lkt_alloc.files.load import load
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import listed, sentence

NO_REGISTER: Final = Register({}, {}, {}, {})
"""A register with nothing in it."""


def known_to(budget: Budget, own: Register | None) -> Register:
    """The register that a budget is used with: `own`, what is `borrowed`, and the budget's own parties and measures.

    Members who have the same name have more of it.
    """
    register = own or NO_REGISTER
    if found := borrowed(budget, register):
        known = {**found.municipalities, **register.municipalities}
        apart = told_apart(known[number] for number in dict.fromkeys(members_of(budget, register)) if number in known)
        register = replace(
            register,
            municipalities={**known, **{member.number: member for member in apart}},
            sources={**found.sources, **register.sources},
            population_sources={**found.population_sources, **register.population_sources},
        )
    return with_parties(budget, register)


def borrowed(budget: Budget, own: Register) -> Register | None:
    """What the built-in register of Norway has of the members that `own` lacks, with what they became; `None` if it has none of them."""
    lacking = {number for number in members_of(budget, own) if number not in own.municipalities}
    if not lacking:
        return None
    found = norway.some(lacking)
    return found if found.municipalities else None


def whose_answers(decisions: Decisions, budget: Budget, register: Register, added: Collection[str] = ()) -> Answered:
    """Whose the answers are, of those who share something in the periods of a budget, of which some are `added` to it.

    Whom the register lacks of all who have answered, and of what all have become, is from the built-in one.
    """
    lacking = norway.some(number for number in decisions.answers if number not in register.municipalities)
    own = {**lacking.municipalities, **register.municipalities}
    known = norway.with_successors(replace(register, municipalities=own)).municipalities
    members = {period: sharing(budget, register, [period]) for period in budget.periods}
    return answered(decisions, members, known, added)


def members_of(budget: Budget, register: Register) -> Iterator[str]:
    """The numbers that stand in the lists of members of the budget's keys, and in the groups that these name."""
    for key in budget.keys.values():
        lists: list[Members] = [
            key.members,
            *(part.to for part in key.parts),
            *(entry.members for entry in key.part_year),
        ]
        lists += [members for limit in key.limits for members in (limit.to, limit.borne_by)]
        for members in lists:
            if not isinstance(members, str):
                yield from members
            elif members in register.groups:
                yield from register.groups[members].members


def find_payer(typed: str, allocation: Allocation) -> str:
    """The number of the one who pays in an allocation that is meant by a name or a number.

    Raises `CannotRun`, which says of those who would pay without the changes that there are, that they are the reason.
    """
    try:
        return find_among(typed, allocation.register, allocation.members)
    except CannotRun as refused:
        said = refused
    with suppress(CannotRun):
        number = find_municipality(typed, allocation.register, allocation.left_out)
        name = with_number(allocation.register.municipalities[number].name, number)
        reason = sentence("{municipality} does not pay with these changes.", municipality=name)
        said = CannotRun(reason, sentence("Changed: {changes}", changes=listed(allocation.what_if, "")))
    raise said


def find_among(typed: str, register: Register, paying: Collection[str]) -> str:
    """The number of the one in `paying` that is meant by a name or a number (`find_municipality`).

    Raises `CannotRun`, which says of any municipality of Norway that it does not pay, and not that there is none.
    """
    try:
        return find_municipality(typed, register, paying)
    except CannotRun:
        # of several with one name, those of the register are meant before others, and today's before those that were
        others = sorted(norway.register().municipalities.values(), key=lambda m: m.valid_to or date.max, reverse=True)
        own = register.municipalities
        everyone = {**own, **{other.number: other for other in others}, **own}
        return find_municipality(typed, norway.with_successors(replace(register, municipalities=everyone)), paying)


def members_in(budget: FilePath, given: FilePath | None) -> dict[str, str]:
    """The names, by number, of the members of a budget file's keys. Raises `CannotRun`.

    Of one that has none yet, or none that are known, it is all that are in its municipality file.
    """
    desk = Desk(load, AS_NAMED)
    read, beside = desk.load(budget).of(BUDGET), given or desk.companion(budget)
    own = desk.load(beside).of(MUNICIPALITIES) if beside else None
    register = known_to(read, own) if read else own or NO_REGISTER
    known = register.municipalities
    members = [number for number in members_of(read, register) if number in known] if read else []
    return {number: known[number].name for number in members or known}
