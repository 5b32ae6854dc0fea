"""Rules about limits of keys: each limits somebody, together they have a plain meaning, and they can be kept."""

from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor
from typing import Final

from msgspec.structs import replace

from lkt_alloc.checks.rules.case import Case
from lkt_alloc.diagnostics.findings import Path, Problem, Rule
from lkt_alloc.engine.apportion import to_nearest
from lkt_alloc.engine.keys import Terms, numbers
from lkt_alloc.engine.limits import Breach, bearers_of, bounds_of, by_parts, limited_by
from lkt_alloc.engine.model import Key
from lkt_alloc.engine.parts import ALL, NOBODY, OTHERS, Limit, LimitRate, LimitShare, LimitValue
from lkt_alloc.language.sentences import Listed, Ore, Sentence, Value, listed, sentence

KEY_LIMIT: Final = Rule(
    "LKT406",
    "key-limit",
    "error",
    title=sentence("The limits of an allocation key can be kept"),
    given=sentence("a limit of an allocation key, and what is to be shared"),
    when=sentence("it limits nothing or contradicts itself, or the members cannot cover the total within it"),
    then=sentence("correct the amounts, or let somebody else cover the difference"),
    casts_doubt=True,
)


def alone(case: Case) -> Iterator[Problem]:
    """A limit limits somebody to something, and somebody bears the difference."""
    for name, key in case.known_keys():
        for i, limit in enumerate(key.limits):
            if is_known(case, name, i) and (found := _of_limit(case, name, key, limit)):
                yield Problem(KEY_LIMIT, ("keys", name, "limits", i), *found)


def is_known(case: Case, name: str, i: int) -> bool:
    """Whether nothing in a limit is in doubt, and it can be said whom it holds for and who bears it."""
    limit = case.budget.keys[name].limits[i]
    groups = [group for group in (limit.to, limit.borne_by) if isinstance(group, str)]
    return case.sure("keys", name, "limits", i) and all(
        group in (ALL, OTHERS, NOBODY) or group in case.register.groups for group in groups
    )


def _of_limit(case: Case, name: str, key: Key, limit: Limit) -> tuple[Sentence, Sentence] | None:
    strangers = {*_named(case, limit.to), *_named(case, limit.borne_by)} - {*numbers(key.members, case.register)}
    if strangers:
        message = sentence(
            "Not among the members of the allocation key: {names}.", names=case.listed(sorted(strangers))
        )
        return message, sentence("Add them to the allocation key's members, or leave them out here.")
    if not limit.to:
        message = sentence('A limit of allocation key "{key}" applies to nobody.', key=name)
        return message, sentence("Name those it applies to, or delete it.")
    if not limit.borne_by:
        message = sentence(
            'Nobody is left to cover the difference that a limit of allocation key "{key}" causes.', key=name
        )
        return message, sentence("Name somebody, or write one of: {names}.", names="others, nobody")
    if limit.most is None and limit.least is None:
        return sentence("This limits nothing."), sentence("Write one of these: {names}.", names="most, least")
    if any(_size(value) < 0 for value in (limit.most, limit.least) if value is not None):
        return sentence("A limit is not negative."), sentence("Correct the amount.")
    if _are_crossed(limit):
        return sentence("The floor is higher than the cap."), sentence("Correct one of them.")
    if any(not 1 <= n <= len(key.parts) for n in limit.parts):
        return sentence("The allocation key has no part with that number."), sentence("Count the parts from 1.")
    return None


def _size(value: LimitValue) -> Fraction:
    match value:
        case LimitShare():
            return value.share
        case LimitRate():
            return value.rate
        case _:
            return Fraction(value)


def _are_crossed(limit: Limit) -> bool:
    """Whether the floor is higher than the cap whatever is shared: both are amounts, shares, or rates by the same measure."""
    most, least = limit.most, limit.least
    alike = type(most) is type(least) and getattr(most, "measure", "") == getattr(least, "measure", "")
    return alike and most is not None and least is not None and _size(most) < _size(least)


def _named(case: Case, members: str | tuple[str, ...]) -> tuple[str, ...]:
    return () if members in (ALL, OTHERS, NOBODY) else numbers(members, case.register)


def _keys_with_limits(case: Case) -> Iterator[tuple[str, Key]]:
    """The keys with limits of which each by itself is in order."""
    for name, key in case.known_keys():
        if key.limits and all(is_known(case, name, i) for i in range(len(key.limits))):
            yield name, key


def together(case: Case) -> Iterator[Problem]:
    """The limits of a key are borne alike, by people they do not hold for, and their parts are the same or separate."""
    for name, key in _keys_with_limits(case):
        yield from _borne_differently(case, name, key)
        yield from _limited_bearers(case, name, key)
        yield from _overlapping(name, key)


def _borne_differently(case: Case, name: str, key: Key) -> Iterator[Problem]:
    """At the first limit whose bearers are others than those of the first."""
    all_bearers = [bearers_of(limit, case.register) for limit in key.limits]
    other = next((i for i, bearers in enumerate(all_bearers) if bearers != all_bearers[0]), None)
    if other is not None:
        message = sentence(
            'The differences of limits {i} and {j} of allocation key "{key}" are covered by different members: {one} – {other}.',
            **_pair(name, 0, other),
            one=_bearers(case, all_bearers[0]),
            other=_bearers(case, all_bearers[other]),
        )
        remedy = sentence(
            "Let the same members cover the differences of all limits of an allocation key, or divide some "
            "budget items by an allocation key of their own."
        )
        yield _mixture(("keys", name, "limits", other, "borne_by"), 0, message, remedy)


def _bearers(case: Case, bearers: str | frozenset[str]) -> Value:
    return bearers if isinstance(bearers, str) else case.listed(sorted(bearers))


def _overlapping(name: str, key: Key) -> Iterator[Problem]:
    """At the first limit that has a part which an earlier one has among others."""
    groups = {limit: parts for parts, limits in by_parts(key).items() for limit in limits}
    first: dict[int, int] = {}
    for j, limit in enumerate(key.limits):
        own = groups[limit]
        for part in own or range(1, len(key.parts) + 1):
            i = first.setdefault(part, j)
            if groups[key.limits[i]] != own:
                message = sentence(
                    'Limits {i} and {j} of allocation key "{key}" apply to different parts that overlap: {one} – {other}.',
                    **_pair(name, i, j),
                    one=_parts(key, groups[key.limits[i]]),
                    other=_parts(key, own),
                )
                remedy = sentence("Let both hold for the same parts, or each for parts that the other does not have.")
                yield _mixture(("keys", name, "limits", j, "parts"), i, message, remedy)
                return


def _parts(key: Key, parts: tuple[int, ...]) -> Listed:
    return listed(map(str, parts or range(1, len(key.parts) + 1)), ",")


def _pair(name: str, i: int, j: int) -> dict[str, Value]:
    return {"key": name, "i": i + 1, "j": j + 1}


LIMIT_MIXTURE: Final = Rule(
    "LKT420",
    "limit-mixture",
    "error",
    title=sentence("The limits of an allocation key have one clear meaning together"),
    given=sentence("the limits of an allocation key"),
    when=sentence(
        "their differences are covered by different members or by somebody they apply to, or they apply to parts that overlap"
    ),
    then=sentence(
        "let the same members cover all differences, let the limits apply to the others, and to the same parts or to separate ones"
    ),
    casts_doubt=True,
)


def _mixture(path: Path, i: int, message: Sentence, remedy: Sentence) -> Problem:
    """A finding at a field of one limit, about another too: number `i`, from 0."""
    related = (((*path[:-2], i), _OTHER),) if i != path[-2] else ()
    return Problem(LIMIT_MIXTURE, path, message, remedy, related=related)


_OTHER: Final = sentence("the other limit is here")


def _limited_bearers(case: Case, name: str, key: Key) -> Iterator[Problem]:
    """At the first limit that is borne by somebody for whom a limit of the key holds."""
    bearers: dict[str, int] = {}
    limited: dict[str, int] = {}
    for i, limit in enumerate(key.limits):
        bearers = dict.fromkeys(_named(case, limit.borne_by), i) | bearers
        limited = dict.fromkeys(limited_by(limit, key, case.register), i) | limited
    if both := [number for number in bearers if number in limited]:
        message = sentence(
            'Those who cover the difference that limits of allocation key "{key}" cause have a limit themselves: {names}.',
            key=name,
            names=case.listed(both),
        )
        remedy = sentence(
            'Under "{to}", name only those who do not cover the difference, or write {others}.',
            to="to",
            others="borne_by: others",
        )
        yield _mixture(("keys", name, "limits", bearers[both[0]], "borne_by"), limited[both[0]], message, remedy)


def not_crossed(case: Case) -> Iterator[Problem]:
    """Nobody is to pay at least more by one limit than at most by another, as far as these are amounts; see `kept` for others."""
    for name, key in _keys_with_limits(case):
        places = {limit: i for i, limit in enumerate(key.limits)}
        for limits in by_parts(key).values():
            amounts = {
                replace(
                    limit,
                    most=limit.most if isinstance(limit.most, int) else None,
                    least=limit.least if isinstance(limit.least, int) else None,
                ): limit
                for limit in limits
            }
            found: dict[tuple[Limit, Limit], list[str]] = {}
            exactly = replace(key, rounding="øre")
            for number, own in bounds_of([*amounts], exactly, Fraction(), Terms(case.register, "")).items():
                if own.is_empty and own.least and own.most:
                    found.setdefault((amounts[own.least], amounts[own.most]), []).append(number)
            for (least, most), members in found.items():
                yield _crossed(case, name, (places[least], places[most]), members)


def _crossed(case: Case, name: str, at: tuple[int, int], members: list[str]) -> Problem:
    limits = case.budget.keys[name].limits
    least, most = at
    message = sentence(
        "To pay at least {least} by limit {i}, and at most {most} by limit {j}: {names}.",
        **_pair(name, least, most),
        least=_amount(limits[least].least),
        most=_amount(limits[most].most),
        names=case.listed(members),
    )
    path = ("keys", name, "limits")
    related = (((*path, min(at)), _OTHER),)
    remedy = sentence("Correct one of the amounts, or whom one of the limits holds for.")
    return Problem(KEY_LIMIT, (*path, max(at)), message, remedy, related=related)


def _amount(value: LimitValue | None) -> Ore:
    return Ore(value if isinstance(value, int) else 0)


def units(case: Case) -> Iterator[Problem]:
    """A limit is a whole number of the key's rounding units; one that follows an index is rounded, where that changes it."""
    for name, key in case.known_keys():
        index = case.budget.indices.get(key.index or "")
        plain = key.index is None or (index is not None and 1 in index.factors.values())
        for i, limit in enumerate(key.limits if plain and case.sure("keys", name, "rounding") else ()):
            for field, ore in (("most", limit.most), ("least", limit.least)):
                path = ("keys", name, "limits", i, field)
                if isinstance(ore, int) and ore % key.unit_ore and case.stands(*path):
                    yield _between_units(key, ore, path)


LIMIT_UNIT: Final = Rule(
    "LKT421",
    "limit-unit",
    "error",
    title=sentence("A limit is a whole number of the allocation key's rounding units"),
    given=sentence("a limit of an allocation key, and the unit that amounts are rounded to"),
    when=sentence("the limit is between two amounts that can be paid, so that rounding would break it"),
    then=sentence("write one of the two amounts, or choose a smaller rounding unit"),
)


def _between_units(key: Key, ore: int, path: Path) -> Problem:
    message = sentence(
        "{amount} is not a whole number of {unit}, so no rounded amount can be at this limit.",
        amount=Ore(ore),
        unit=key.rounding,
    )
    below = ore // key.unit_ore * key.unit_ore
    remedy = sentence(
        "Write {below} or {above}, or choose a smaller rounding unit.",
        below=Ore(below),
        above=Ore(below + key.unit_ore),
    )
    return Problem(LIMIT_UNIT, path, message, remedy)


def kept(case: Case, name: str, period: str, breach: Breach) -> Iterator[Problem]:
    """What a period's total makes impossible of a key's limits."""
    key = case.budget.keys[name]
    message, remedy = _KEPT[breach.kind]
    field = "most" if breach.kind in ("most", "crossed") else "least"
    limits = sentence('limits of allocation key "{key}"', key=name)
    if breach.parts:
        limits = sentence(
            'limits for part {parts} of allocation key "{key}"', key=name, parts=_parts(key, breach.parts)
        )
    values: dict[str, Value] = {
        "period": period,
        "limits": limits,
        "bound": Ore(to_nearest(breach.bound)),
        # a broken øre never looks as if it could be kept
        "total": Ore(ceil(breach.total) if breach.kind == "most" else floor(breach.total)),
        "names": case.listed(breach.members),
    }
    own = by_parts(key)[breach.parts]
    first, *more = [
        ("keys", name, "limits", i)
        for i, limit in enumerate(key.limits)
        if limit in own and (breach.kind == "crossed" or getattr(limit, field) is not None)
    ]
    related = tuple((path, sentence("this limit takes part in it")) for path in more)
    remedy = remedy.filled(field=field)
    yield Problem(KEY_LIMIT, first, message.filled(**values), remedy, related=related)


_KEPT: Final = {
    "most": (
        sentence(
            'In period "{period}", {limits} make the members pay at most {bound} together, but {total} is to be shared.'
        ),
        sentence('Raise "{field}", or let somebody else cover the difference.'),
    ),
    "least": (
        sentence(
            'In period "{period}", {limits} make the members pay at least {bound} together, but {total} is to be shared.'
        ),
        sentence('Lower "{field}", or let somebody else cover the difference.'),
    ),
    "crossed": (
        sentence('In period "{period}", {limits} set a floor above the cap for: {names}.'),
        sentence("Raise the cap, or lower the floor."),
    ),
    "negative": (
        sentence('In period "{period}", {limits} leave less than nothing to those who cover the difference: {names}.'),
        sentence('Lower "{field}", or let others cover the difference.'),
    ),
}
