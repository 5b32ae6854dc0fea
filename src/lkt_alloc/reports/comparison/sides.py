"""What the sides of a comparison are called, and what each of them is."""

from collections.abc import Iterator, Sequence
from typing import Final, TypeVar

from lkt_alloc.engine.comparison import Comparison
from lkt_alloc.engine.model import LANGUAGES
from lkt_alloc.language.sentences import Listed, Sentence, Text, Value, listed, sentence
from lkt_alloc.language.words import Words
from lkt_alloc.reports.comparison.tables import SideNames

T = TypeVar("T")


def side_names(comparison: Comparison, *otherwise: Sequence[Value]) -> SideNames:
    """What the sides are called: their periods, or the first of `otherwise` that tells apart as many as the last; equal ones numbered."""
    periods = [side.budget.periods[side.period].name for side in comparison.sides]
    apart = _told_apart(otherwise[-1])
    return numbered(next(names for names in (periods, *otherwise) if _told_apart(names) >= apart))


def _told_apart(names: Sequence[Value]) -> int:
    """How many different names there are as headings, in the language that has the fewest."""
    return min(len(set(map(Words(language).title, names))) for language in LANGUAGES)


def with_periods(names: Sequence[Value], comparison: Comparison) -> list[Value]:
    """The same names, with their periods where several are one."""
    sides = zip(names, comparison.sides, strict=True)
    return [
        listed((name, side.budget.periods[side.period].name), "") if names.count(name) > 1 else name
        for name, side in sides
    ]


def numbered(names: Sequence[Value]) -> SideNames:
    """The same names, with numbers from 1 where several are one.

    >>> numbered(["2018", "2019", "2019"])[0]
    '2018'
    """
    return tuple(_NUMBERED.filled(side=name, number=turn) if turn else name for name, turn in _turns(names))


def typed_apart(typed: Sequence[str]) -> tuple[str, ...]:
    """What was typed for the sides, numbered in the same way: for programs.

    >>> typed_apart(["2018", "2019", "2019"])
    ('2018', '2019 (1)', '2019 (2)')
    """
    return tuple(f"{name} ({turn})" if turn else name for name, turn in _turns(typed))


def _turns(names: Sequence[T]) -> Iterator[tuple[T, int]]:
    """Each name with which in turn it is of those that are the same; 0 where it is alone."""
    for n, name in enumerate(names):
        yield name, names[: n + 1].count(name) if names.count(name) > 1 else 0


_NUMBERED: Final = sentence("{side} ({number})")


def _is_called_by(name: Value, period: Text) -> bool:
    """Whether a side is called by its period, perhaps numbered, or after something else."""
    own = name.values.get("side") if isinstance(name, Sentence) else name
    return (own.values[-1] if isinstance(own, Listed) else own) in (period, period.in_language("nn"))


def title(comparison: Comparison, names: SideNames) -> Sentence:
    """The sides, and the budget that all of them are of, where it is one."""
    budgets = [side.budget.name for side in comparison.sides]
    if all(budget == budgets[0] for budget in budgets):
        return sentence("{budget}: {sides}", budget=budgets[0], sides=listed(names))
    return sentence("Comparison: {sides}", sides=listed(names))


def what_they_are(comparison: Comparison, names: SideNames) -> Iterator[Sentence]:
    """The budget of each side where these are several, and its period where that is not what the side is called."""
    sides = comparison.sides
    periods = [side.budget.periods[side.period].name for side in sides]
    of_one_budget = all(side.budget.name == sides[0].budget.name for side in sides)
    if of_one_budget and all(map(_is_called_by, names, periods)):
        return
    if of_one_budget and all(period == periods[0] for period in periods):
        yield sentence("Period: {period}.", period=periods[0])
        return
    for name, side, period in zip(names, sides, periods, strict=True):
        of: list[Value] = [] if of_one_budget else [side.budget.name]
        of += [] if _is_called_by(name, period) else [period]
        if of:
            yield sentence("{side}: {what}.", side=name, what=listed(of, ","))
