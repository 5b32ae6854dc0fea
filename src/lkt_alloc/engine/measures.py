"""Measures that are made of others: in which order they are added up, and what a member has of each. Knows nothing of keys or money."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from graphlib import CycleError, TopologicalSorter

from lkt_alloc.engine.parts import MEASURES
from lkt_alloc.engine.register import Measure

Measures = Mapping[str, Measure]
"""The measures of the files, by name."""


def terms_of(measure: str, measures: Measures) -> Mapping[str, Fraction]:
    """What a measure is a sum of, each with its weight; nothing if it has figures of its own, or there is none of that name."""
    return measures[measure].sum if measure in measures and measure not in MEASURES else {}


def mean_of(terms: Mapping[str, Fraction]) -> int:
    """How many terms a sum is the mean of, as they all count the same and together 1; 0 if it is no mean.

    >>> mean_of({"a": Fraction(1, 2), "b": Fraction(1, 2)}), mean_of({"a": Fraction(1), "b": Fraction(1)})
    (2, 0)
    """
    return len(terms) if len(terms) > 1 and set(terms.values()) == {Fraction(1, len(terms))} else 0


def in_order(measure: str, measures: Measures) -> tuple[str, ...]:
    """A measure and all that it is made of, each after its terms. Raises `graphlib.CycleError` if it is made of itself."""
    return tuple(TopologicalSorter(_made_of(measure, measures)).static_order())


def _made_of(measure: str, measures: Measures) -> dict[str, tuple[str, ...]]:
    """A measure and all that it is made of, each with its terms."""
    found: dict[str, tuple[str, ...]] = {}
    waiting = [measure]
    for name in waiting:
        if name not in found:
            found[name] = tuple(terms_of(name, measures))
            waiting += found[name]
    return found


def counted_in(measure: str, measures: Measures) -> tuple[str, ...]:
    """What is counted in a measure: it itself, or what has figures of its own among all that it is made of."""
    return tuple(name for name, terms in _made_of(measure, measures).items() if not terms)


def figures_of(measure: str, measures: Measures, counted: Callable[[str], Fraction]) -> dict[str, Fraction]:
    """What a member has of a measure and of all that it is made of, where `counted` is what it has of what is no sum.

    >>> from lkt_alloc.language.sentences import Text
    >>> load = Measure(Text({"": "load"}), {}, sum={"calls": Fraction(1), "population": Fraction(1, 100)})
    >>> figures = figures_of("load", {"load": load}, {"calls": Fraction(7), "population": Fraction(300)}.__getitem__)
    >>> {name: int(figure) for name, figure in figures.items()}
    {'calls': 7, 'population': 300, 'load': 10}
    """
    if not terms_of(measure, measures):
        return {measure: counted(measure)}
    found: dict[str, Fraction] = {}
    for name in in_order(measure, measures):
        terms = terms_of(name, measures)
        added = sum((weight * found[term] for term, weight in terms.items()), Fraction())
        found[name] = added if terms else counted(name)
    return found


def circles(measures: Measures) -> list[tuple[str, ...]]:
    """The measures that are made of themselves: each circle once, from one measure to its term and on until it is the first again."""
    terms = {name: set(terms_of(name, measures)) for name in measures}
    found: list[tuple[str, ...]] = []
    while True:
        try:
            TopologicalSorter(terms).prepare()
        except CycleError as error:
            circle = _from_the_first(error.args[1][:0:-1], list(measures))
            terms[circle[0]] = terms[circle[0]] - {circle[1]}
            found.append(circle)
        else:
            return found


def _from_the_first(circle: list[str], names: list[str]) -> tuple[str, ...]:
    """A circle from the measure that is the first of them in the files."""
    first = min(range(len(circle)), key=lambda i: names.index(circle[i]))
    return (*circle[first:], *circle[:first], circle[first])
