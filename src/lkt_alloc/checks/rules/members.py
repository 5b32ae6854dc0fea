"""Rules about the members of keys and groups: known, named once, in a part, in use when they are to pay."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import islice
from typing import Final

from lkt_alloc.checks.rules.case import BUDGET, REGISTER, Case
from lkt_alloc.diagnostics.catalogue import DUPLICATE_MEMBER, NAME_MISMATCH
from lkt_alloc.diagnostics.findings import Path, Problem, Rule
from lkt_alloc.engine.keys import numbers, part_members, uses_of
from lkt_alloc.engine.model import Key
from lkt_alloc.engine.names import goes_by, nearest, told_apart
from lkt_alloc.engine.parts import Members, is_agreed
from lkt_alloc.engine.register import Municipality, Names, Register
from lkt_alloc.files import norway
from lkt_alloc.language.sentences import Sentence, listed, sentence


def of_keys(case: Case) -> Iterator[Problem]:
    """The numbers that a key names are in the municipality file, each once."""
    for name, key in case.budget.keys.items():
        lists: list[tuple[Path, Members]] = [(("keys", name, "members"), key.members)]
        lists += [
            (("keys", name, "parts", i, "shares" if is_agreed(part.measure) else "to"), part.to)
            for i, part in enumerate(key.parts)
        ]
        lists += [(("keys", name, "limits", i, "to"), limit.to) for i, limit in enumerate(key.limits)]
        lists += [(("keys", name, "limits", i, "borne_by"), limit.borne_by) for i, limit in enumerate(key.limits)]
        lists += [(("keys", name, "part_year", i, "members"), entry.members) for i, entry in enumerate(key.part_year)]
        for path, members in lists:
            if not isinstance(members, str) and case.stands(*path):
                yield from _unknown_numbers(case, members, key.names, BUDGET, path)
                yield from _repeated(case, members, BUDGET, path)


def of_groups(case: Case) -> Iterator[Problem]:
    """The numbers that a group names are in the file, each once."""
    for name, group in case.register.groups.items():
        path = ("groups", name, "members")
        yield from _unknown_numbers(case, group.members, group.names, REGISTER, path)
        yield from _repeated(case, group.members, REGISTER, path)


def named_in_keys(case: Case) -> Iterator[Problem]:
    """A name that stands after a number in a key is the municipality's name."""
    for name, key in case.budget.keys.items():
        yield from misnamed(case, key.names, BUDGET, ("keys", name))


def named_in_groups(case: Case) -> Iterator[Problem]:
    """A name that stands after a number in a group is the municipality's name."""
    for name, group in case.register.groups.items():
        yield from misnamed(case, group.names, REGISTER, ("groups", name))


def misnamed(case: Case, names: Names, document: str, path: Path) -> Iterator[Problem]:
    """Names after numbers, by their places below `path`, that are not what the number is called."""
    for at, (number, said) in names.items():
        if case.knows(number) and not goes_by(case.register.municipalities[number], said):
            known = case.register.municipalities[number]
            message = sentence('Number {number} is {name}, not "{said}".', number=number, name=known.name, said=said)
            called = _called(said, case.register)
            yield Problem(NAME_MISMATCH, (*path, *at), message, either([known, *called]), document=document)


def either(called: Sequence[Municipality]) -> Sentence:
    """To write one of these, with its number."""
    if len(called) == 1:
        return sentence("Write {text}.", text=f"{called[0].number} {called[0].name}")
    return sentence(
        "Write one of these: {names}.", names=listed((f"{m.number} {m.name}" for m in told_apart(called)), ",")
    )


def of_parties(case: Case) -> Iterator[Problem]:
    """A party is not called by the number of a municipality."""
    for number, party in case.budget.parties.items():
        if case.knows(number) and case.register.municipalities[number].name != party.name:
            message = sentence('"{number}" is {municipality}.', number=number, municipality=case.called(number))
            remedy = sentence(
                "Give the party another identifier; municipalities need not be listed here to be named in allocation keys."
            )
            yield Problem(DUPLICATE_MEMBER, ("parties", number), message, remedy, on_key=True)


def _unknown_numbers(case: Case, members: Sequence[str], names: Names, document: str, path: Path) -> Iterator[Problem]:
    if case.stands("municipalities", document=REGISTER):
        for i, number in enumerate(members):
            if not case.exists(number) and (number.isdigit() or case.stands("parties")):
                name = names.get((*path[2:], i), ("", ""))[1]
                yield unknown_number(case, number, document, (*path, i), name)


UNKNOWN_MEMBER: Final = Rule(
    "LKT203",
    "unknown-member",
    "error",
    title=sentence("Every member is a municipality or a party that is known"),
    given=sentence("a municipality number, or a party's identifier, in an allocation key or a group"),
    when=sentence(
        "it is neither a municipality's number nor in parties, or not among the members of the allocation key"
    ),
    then=sentence("correct the number, or add the municipality or the party"),
    casts_doubt=True,
)


def unknown_number(case: Case, number: str, document: str, path: Path, name: str = "") -> Problem:
    """What is said of a number that no municipality has, with those that may be meant: by the name after it, else the nearest."""
    message = (
        sentence('There is no municipality "{number}", neither in the municipality file nor in Norway since 2016.')
        if number.isdigit()
        else sentence('"{number}" is neither the number of a municipality nor the identifier of a party.')
    ).filled(number=number)
    called, close = _called(name, case.register), _nearest(number, case.register) or _nearest(number, norway.register())
    if near := [municipality for municipality in called if municipality in close] or called or close:
        remedy = sentence("Did you mean {names}?", names=listed((f'"{m.number}" ({m.name})' for m in near), ","))
    elif number.isdigit():
        remedy = sentence(
            "Write the number in quotes as it is in the municipality file, or add the municipality there."
        )
    else:
        remedy = sentence("Write the number of a municipality, or add the party to parties.")
    return Problem(UNKNOWN_MEMBER, path, message, remedy, document=document)


def _called(name: str, register: Register) -> list[Municipality]:
    """At most three municipalities of the name that stands after an unknown number."""
    for known in (register, norway.register()) if name else ():
        looked_at = islice(known.municipalities.values(), LOOKED_AT)
        if called := [municipality for municipality in looked_at if goes_by(municipality, name)]:
            return called[:3]
    return []


def _nearest(typed: str, register: Register) -> list[Municipality]:
    """At most three municipalities whose number has one other digit or two swapped, or whose name is like what stands there."""
    if typed.isdigit():
        length = min(len(typed), 8)
        one_off = {f"{typed[:i]}{digit}{typed[i + 1 :]}" for i in range(length) for digit in "0123456789"}
        one_off |= {f"{typed[:i]}{typed[i + 1]}{typed[i]}{typed[i + 2 :]}" for i in range(length - 1)}
        return [register.municipalities[number] for number in sorted(one_off) if number in register.municipalities][:3]
    known = list(islice(register.municipalities.values(), LOOKED_AT))
    names = nearest(typed.casefold(), {m.name.casefold() for m in known}, 1)
    return [m for m in known if m.name.casefold() in names][:3]


LOOKED_AT: Final = 1000
"""So many names are compared at most: a file can have a million, and as many slips."""


def _repeated(case: Case, members: Sequence[str], document: str, path: Path) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for i, number in enumerate(members):
        if number in first:
            message = sentence("{municipality} is in this list more than once.", municipality=case.called(number))
            related = (((*path, first[number]), sentence("the first is here")),)
            yield Problem(
                DUPLICATE_MEMBER,
                (*path, i),
                message,
                sentence("Delete one of the two."),
                related=related,
                document=document,
            )
        first.setdefault(number, i)


KEY_MEMBERS: Final = Rule(
    "LKT402",
    "key-members",
    "error",
    title=sentence("Every member of an allocation key is in one of its parts"),
    given=sentence("the members and the parts of an allocation key"),
    when=sentence("a member is in no part, or a part is for nobody"),
    then=sentence("add the member to a part, or delete the part"),
)


def in_parts(case: Case) -> Iterator[Problem]:
    """The parts of a key have members, only members of the key, and together all of them."""
    for name, key in case.known_keys():
        members = set(numbers(key.members, case.register))
        parts = part_members(key, case.register)
        if not all(map(case.knows, {*members, *(number for part in parts for number in part)})):
            continue
        for i, (part, to) in enumerate(zip(key.parts, parts, strict=True)):
            path = ("keys", name, "parts", i, "shares" if is_agreed(part.measure) else "to")
            if not case.sure(*path):
                continue
            if strangers := [number for number in to if number not in members]:
                yield _strangers(case, part.to, strangers, path)
            if not to:
                message = sentence("This part applies to nobody: every member of the allocation key is in other parts.")
                yield Problem(
                    KEY_MEMBERS, path, message, sentence("Delete the part, or name the municipalities it applies to.")
                )
        is_known = all(case.sure("keys", name, "parts", i, "shares") for i in range(len(key.parts)))
        if is_known and (missing := sorted(members.difference(*parts))):
            message = sentence("In no part of the allocation key: {names}.", names=case.listed(missing))
            remedy = sentence('Add them to a part, or let one part go to "others" or "all".')
            yield Problem(KEY_MEMBERS, ("keys", name, "parts"), message, remedy)


def _strangers(case: Case, to: Members, strangers: Sequence[str], path: Path) -> Problem:
    if not isinstance(to, str):
        path = (*path, to.index(strangers[0]))
    message = sentence("Not among the members of the allocation key: {names}.", names=case.listed(strangers))
    return Problem(
        UNKNOWN_MEMBER, path, message, sentence("Add them to the allocation key's members, or leave them out here.")
    )


def not_in_use(case: Case, name: str, key: Key) -> dict[str, str]:
    """Members whose number is not in use throughout every period, each with the first such period."""
    found: dict[str, str] = {}
    uses = uses_of(case.budget)
    unsure = not uses.keys() <= case.budget.keys.keys()  # a misspelt name may mean this key
    for period_id, period in case.budget.periods.items():
        if case.sure("periods", period_id) and (period_id in uses.get(name, ()) or (unsure and name not in uses)):
            for number in filter(case.knows, numbers(key.members, case.register)):
                if not case.register.municipalities[number].is_valid(period.start, period.end):
                    found.setdefault(number, period_id)
    return found


INVALID_MEMBER: Final = Rule(
    "LKT204",
    "invalid-member",
    "error",
    title=sentence("Every member exists throughout the period"),
    given=sentence("the members of an allocation key and a period in which they pay"),
    when=sentence("a member's number is not in use throughout the period, as before or after a merger"),
    then=sentence("use the municipalities of that time"),
)


def in_use(case: Case) -> Iterator[Problem]:
    """Members exist under their number throughout every period in which they are to pay."""
    for name, key in case.known_keys():
        found = not_in_use(case, name, key)
        path = ("keys", name, "members")
        if isinstance(key.members, str):
            for period in dict.fromkeys(found.values()):
                those = [number for number in found if found[number] == period]
                message = sentence(
                    'Not in use throughout period "{period}": {names}.', period=period, names=case.listed(those)
                )
                yield Problem(INVALID_MEMBER, path, message, _successor(case, those[0]))
        else:
            for number, period in found.items():
                message = _when_in_use(case, case.register.municipalities[number], period)
                where = (*path, key.members.index(number))
                yield Problem(INVALID_MEMBER, where, message, _successor(case, number))


def _when_in_use(case: Case, municipality: Municipality, period: str) -> Sentence:
    called = case.called(municipality.number)
    if municipality.valid_to and municipality.valid_to < case.budget.periods[period].end:
        return sentence(
            '{municipality} was in use until {day}, so not throughout period "{period}".',
            municipality=called,
            day=municipality.valid_to,
            period=period,
        )
    return sentence(
        '{municipality} is in use from {day}, so not throughout period "{period}".',
        municipality=called,
        day=municipality.valid_from or "?",
        period=period,
    )


def _successor(case: Case, number: str) -> Sentence:
    own = case.register.municipalities[number]
    municipality = own if own.successors else norway.municipality(number) or own
    last, new = municipality.valid_to, [successor for successor in municipality.successors if case.exists(successor)]
    if new and last and last < date.max:
        return sentence(
            "{old} became {new} on {day}: use the municipalities of that time.",
            old=case.called(number),
            new=listed(case.called(successor) for successor in new),
            day=last + timedelta(days=1),
        )
    return sentence("Use municipalities that exist in the period, or correct the dates in the municipality file.")
