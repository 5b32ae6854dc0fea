"""A register of one year gets the numbers of a later one: what became of municipalities, as the built-in register of Norway has it."""

from collections.abc import Mapping
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from lkt_alloc.engine.names import goes_by
from lkt_alloc.engine.register import Municipality, Register
from lkt_alloc.files import norway


class Renumbered(Struct, frozen=True):
    """A municipality whose number went out of use, and those that it became, each as the file is to have it."""

    old: Municipality
    new: tuple[Municipality, ...]

    @property
    def day(self) -> date:
        """The first day of the new numbers."""
        return self.new[0].valid_from or date.min


def renumbered(register: Register, day: date) -> tuple[Renumbered, ...]:
    """Those of a register that have another number on a day, though it does not say so; also what they were in between.

    What the register says itself is left alone, and so is a number that it has another name for.
    """
    known, found = norway.register().municipalities, dict[str, Renumbered]()
    waiting = [own for number, own in register.municipalities.items() if _is_gone(own, known.get(number), day)]
    for own in waiting:
        theirs = known[own.number]
        new = tuple(register.municipalities.get(n) or _carried(known[n], own) for n in theirs.successors)
        old = replace(
            own,
            valid_to=theirs.valid_to,
            merged_into=theirs.merged_into,
            split_into=theirs.split_into,
            split_estimated=theirs.split_estimated,
        )
        found[own.number] = Renumbered(old, new)
        waiting += [one for one in new if one.number not in found and _is_gone(one, known.get(one.number), day)]
    return tuple(found.values())


def grown(register: Register, those: tuple[Renumbered, ...]) -> Register:
    """The register with what has been renumbered."""
    return replace(register, municipalities={**register.municipalities, **entries(those)})


def entries(those: tuple[Renumbered, ...]) -> Mapping[str, Municipality]:
    """The municipalities that have ended, and then those that are new, by number."""
    ended = {one.old.number: one.old for one in those}
    return ended | {new.number: new for one in those for new in one.new if new.number not in ended}


def _is_gone(own: Municipality, theirs: Municipality | None, day: date) -> bool:
    if theirs is None or own.successors or own.valid_to or not goes_by(theirs, own.name):
        return False
    return theirs.valid_to is not None and theirs.valid_to < day


def _carried(new: Municipality, old: Municipality) -> Municipality:
    """A new number in the place of an old one, with what only the file knows."""
    one_for_one = not old.split_into and goes_by(new, old.name)
    return Municipality(
        new.number,
        new.name,
        old.committee,
        new.valid_from,
        None,
        None,
        {},
        old.organisation_number if one_for_one else None,
        old.buyer_reference if one_for_one else "",
        called=new.called or (old.called if one_for_one else None),
        council=new.council or (old.council if one_for_one else None),
    )
