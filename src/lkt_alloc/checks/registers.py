"""The municipalities that a budget is used with: those of its municipality file, and from the built-in register what that lacks."""

from collections.abc import Iterator
from typing import Final

from msgspec.structs import replace

from lkt_alloc.engine.keys import with_parties
from lkt_alloc.engine.model import Budget, Members, Register
from lkt_alloc.files import norway

NO_REGISTER: Final = Register({}, {}, {}, {})
"""A register with nothing in it."""


def known_to(budget: Budget, own: Register | None) -> Register:
    """The register that a budget is used with: `own`, what is `borrowed`, and the budget's own parties and measures."""
    register = own or NO_REGISTER
    if found := borrowed(budget, register):
        register = replace(
            register,
            municipalities={**found.municipalities, **register.municipalities},
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
