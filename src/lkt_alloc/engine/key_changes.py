"""What a what-if changes in a key, in sentences: what its name, and who decided it, know nothing of. Knows nothing of formats."""

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any, Final, assert_never

from msgspec import Struct
from msgspec.structs import replace

from lkt_alloc.engine.keys import counts_people, numbers
from lkt_alloc.engine.model import Key
from lkt_alloc.engine.parts import (
    AGREED,
    AmountPart,
    FirstPart,
    LimitRate,
    LimitShare,
    LimitValue,
    Part,
    RatePart,
    RestPart,
    SharePart,
    StepsPart,
    is_agreed,
)
from lkt_alloc.engine.payers import KRONE
from lkt_alloc.engine.register import Register
from lkt_alloc.language.sentences import Listed, Ore, Sentence, Value, counted, in_kroner, listed, sentence, shortest

_MOST: Final = 4
"""So many figures are named one by one within a name."""

FigurePlace = tuple[Sentence, Value]
"""What is said of a figure of a key, without the figure; and the figure."""


def other_terms(key: Key, before: Key, register: Register) -> tuple[Sentence, ...]:
    """What is other in a key than in the one of the budget that it stands instead of; nothing if that is the same.

    Figure by figure, where nothing but figures is other, and they are few.
    """
    places, old = list(_figures(key, register)), list(_figures(before, register))
    if _bare(key) != _bare(before) or [said for said, _ in places] != [said for said, _ in old]:
        return (sentence("other terms than in the budget"),)
    changed = [
        sentence("{new} instead of {old}", new=said.filled(figure=new), old=figure)
        for (said, new), (_, figure) in zip(places, old, strict=True)
        if new != figure
    ]
    if len(changed) > _MOST:
        n = len(changed)
        return (counted("{n} other figure than in the budget", "{n} other figures than in the budget", n),)
    return tuple(changed)


def other_members(key: Key, before: Key, register: Register) -> Iterator[Sentence]:
    """Other populations, members whose part nobody pays, and members who are gone."""

    def named(members: Iterable[str]) -> Listed:
        return listed(register.municipalities[number].name for number in members)

    staying = numbers(key.members, register)
    gone = [number for number in numbers(before.members, register) if number not in staying]
    days = (before.population_date, before.population_dates)
    if (
        key.population_date
        and days != (key.population_date, {})
        and counts_people(key, register)
        and not key.population_dates
    ):
        yield sentence("populations of {day}", day=key.population_date)
    if key.absent:
        yield sentence("nobody pays for {names}", names=named(key.absent))
    if len(gone) > len(staying):
        yield sentence("only {names} take part", names=named(staying))
    elif gone:
        yield sentence("{names} not taking part", names=named(gone))


def _figures(key: Key, register: Register) -> Iterator[FigurePlace]:
    """Every figure of a key by its place, in the order of the file."""
    if key.population_date:
        yield sentence("populations of {figure}"), key.population_date
    yield sentence("rounding to {figure}"), Ore(key.unit_ore)
    for n, part in enumerate(key.parts, start=1):
        for said, figure in _of_part(part):
            yield said.filled(n=n), figure
        for number, share in key.agreed.get(part.measure, {}).items():
            yield sentence("{figure} in part {n} for {name}", n=n, name=register.municipalities[number].name), share
    for n, limit in enumerate(key.limits, start=1):
        if limit.most is not None:
            yield sentence("at most {figure} in limit {n}", n=n), _of_limit(limit.most)
        if limit.least is not None:
            yield sentence("at least {figure} in limit {n}", n=n), _of_limit(limit.least)


def _of_part(part: Part) -> Iterator[FigurePlace]:
    in_part, in_class = sentence("{figure} in part {n}"), sentence("{figure} in class {k} of part {n}")
    match part:
        case SharePart():
            yield in_part, part.share
        case RestPart():
            pass
        case FirstPart() | AmountPart():
            yield in_part, Ore(part.amount)
        case RatePart():
            yield in_part, _of_rate(part.rate, part.per)
        case StepsPart():
            for k, step in enumerate(part.steps, start=1):
                yield in_class.filled(k=k), _of_rate(step.rate) if step.rate is not None else Ore(step.amount or 0)
                if step.up_to is not None:
                    yield sentence("up to {figure} in class {k} of part {n}", k=k), shortest(step.up_to)
        case _:
            assert_never(part)


def _of_rate(rate: Fraction, per: Fraction = Fraction(1)) -> Sentence:
    price = in_kroner(rate / KRONE)
    if per == 1:
        return sentence("{rate} per unit", rate=price)
    return sentence("{rate} per {units} units", rate=price, units=shortest(per))


def _of_limit(value: LimitValue) -> Value:
    match value:
        case LimitShare():
            return value.share
        case LimitRate():
            return _of_rate(value.rate)
        case _:
            return Ore(value)


def _bare(key: Key) -> tuple[Any, ...]:
    """A key without its figures, and without what decides no amount; and what its limits hold for, by number."""
    bare = replace(key, population_date=None, rounding="", source=None, names={}, agreed={}, parts=(), limits=())
    return bare, _without_figures((key.parts, key.limits)), [limit.parts for limit in key.limits]


def _without_figures(value: Any) -> Any:
    match value:
        case bool():
            return value
        case int() | Fraction():
            return 0
        case str():
            return AGREED if is_agreed(value) else value
        case tuple():
            return tuple(map(_without_figures, value))
        case Struct():
            return replace(value, **{name: _without_figures(getattr(value, name)) for name in value.__struct_fields__})
        case _:
            return value
