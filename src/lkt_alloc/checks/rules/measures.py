"""Rules about measures: what they have or are made of, and that everyone who is measured has a figure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Final

from lkt_alloc.checks.rules.case import BUDGET, REGISTER, Case
from lkt_alloc.diagnostics.findings import Path, Problem, Rule
from lkt_alloc.engine.keys import Terms, gone_by, size_of
from lkt_alloc.engine.measures import circles, in_order, terms_of
from lkt_alloc.engine.model import Key
from lkt_alloc.engine.parts import MEASURES, PricedPart
from lkt_alloc.engine.register import Measure
from lkt_alloc.language.sentences import Value, listed, sentence

DERIVED_MEASURE: Final = Rule(
    "LKT412",
    "derived-measure",
    "error",
    title=sentence("A measure has values, or is a sum of others"),
    given=sentence("a measure"),
    when=sentence(
        "it has neither values nor a sum, or both; or its sum leads back to itself, has a term that counts nothing, or is less than 0"
    ),
    then=sentence("write one of the two, and correct the terms of the sum"),
    casts_doubt=True,
)


def in_budget(case: Case) -> Iterator[Problem]:
    """Measures of the budget have values or a sum whose terms count, and none is made of itself."""
    yield from _made(case, case.budget.measures, BUDGET)


def in_register(case: Case) -> Iterator[Problem]:
    """The same for those of the municipality file."""
    yield from _made(case, case.register.measures, REGISTER)


def _made(case: Case, measures: Mapping[str, Measure], document: str) -> Iterator[Problem]:
    for name, measure in measures.items():
        path = ("measures", name)
        if sum(map(bool, (measure.values, measure.values_by_period, measure.sum))) != 1 and case.sure(
            *path, document=document
        ):
            yield _neither_nor(measure, path, document)
        elif measure.sum and (measure.total is not None or measure.totals):
            yield Problem(DERIVED_MEASURE, (*path, "total"), _NO_TOTAL, _TOTALS_OF_TERMS, document)
        for term, weight in measure.sum.items():
            if term == "equal" or not weight:
                said = _EQUAL if term == "equal" else sentence("With the weight 0, this counts nothing.")
                remedy = sentence("Delete it, or write a measure.") if term == "equal" else _NO_WEIGHT
                yield Problem(DERIVED_MEASURE, (*path, "sum", term), said, remedy, document, on_key=term == "equal")
    for circle in circles(case.register.measures):
        own = [(name, term) for name, term in pairwise(circle) if case.document_of(name) == document]
        if own:
            yield _circle(circle, own, document)


_EQUAL: Final = sentence('"equal" is not a figure that can be added.')
_NO_WEIGHT: Final = sentence("Write its weight, or delete it.")
_NO_TOTAL: Final = sentence("A sum of measures has no values that could be added up to this total.")
_TOTALS_OF_TERMS: Final = sentence("Write the totals of the measures that it is made of, or delete this.")


def _neither_nor(measure: Measure, path: Path, document: str) -> Problem:
    message = sentence("A measure has values, values by period or a sum: only one of them.")
    if not (measure.sum or measure.values or measure.values_by_period):
        message = sentence("It is not stated what everyone has of this measure.")
    return Problem(
        DERIVED_MEASURE,
        path,
        message,
        sentence("Write one of these: {names}.", names="values, values_by_period, sum"),
        document,
    )


def _circle(circle: Sequence[str], own: Sequence[tuple[str, str]], document: str) -> Problem:
    """What is wrong with measures that are made of themselves, from the first of them in the document on."""
    names: Value = circle[0]
    for name in circle[1:]:
        names = sentence("{names} → {name}", names=names, name=name)
    paths = [("measures", name, "sum", term) for name, term in own]
    message = sentence("This measure is made of itself: {names}.", names=names)
    related = tuple((path, sentence("and here")) for path in paths[1:])
    remedy = sentence("Delete one of these terms.")
    return Problem(DERIVED_MEASURE, paths[0], message, remedy, document, on_key=True, related=related)


MEASURE: Final = Rule(
    "LKT409",
    "measure",
    "error",
    title=sentence("Every member has a value of the measure that is used"),
    given=sentence("a part of an allocation key that goes by a measure"),
    when=sentence("a member has none, or all have nothing"),
    then=sentence("add what is missing; 0 if it is nothing"),
    casts_doubt=True,
)


def measured(case: Case) -> Iterator[Problem]:
    """Everyone who shares a part by a measure has it, not less than nothing, and not all have nothing."""
    said: set[Path] = set()
    for name, key in case.known_keys():
        for place, measure, members in gone_by(key, case.register):
            path = ("keys", name, *place)
            if measure in MEASURES or not case.counts(measure) or not case.sure(*path):
                continue
            periods = case.periods_of(name)
            problems = list(_lacking(case, measure, members, path, periods))
            problems = problems or [*_sizes(case, (name, key), measure, members, path)]
            yield from (problem for problem in problems if problem.path not in said)
            said |= {problem.path for problem in problems}


def _lacking(case: Case, measure: str, members: Sequence[str], path: Path, periods: Iterable[str]) -> Iterator[Problem]:
    """Who has no figure of what is counted in a measure: at the part that goes by it, or at the term of a sum."""
    measures = case.register.measures
    made_of = in_order(measure, measures)
    for name in made_of:
        if name in MEASURES or terms_of(name, measures):
            continue
        if measures[name].values_by_period:
            yield from _lacking_in_periods(case, name, members, periods)
        elif missing := [number for number in members if number not in measures[name].values]:
            message = sentence(
                'The measure "{measure}" has nothing for: {names}.', measure=name, names=case.listed(missing)
            )
            remedy = _ADD_IT
            parent = next((other for other in made_of if name in terms_of(other, measures)), None)
            if parent is None:
                yield Problem(MEASURE, path, message, remedy)
            else:
                where, document = ("measures", parent, "sum", name), case.document_of(parent)
                yield Problem(MEASURE, where, message, remedy, document, on_key=True)


_ADD_IT: Final = sentence("Add it; 0 if it is nothing.")


def _lacking_in_periods(case: Case, name: str, members: Sequence[str], periods: Iterable[str]) -> Iterator[Problem]:
    """In which of some periods a measure has no figures, or none of somebody; the one without a name asks for none."""
    path, document = ("measures", name, "values_by_period"), case.document_of(name)
    by_period = case.register.measures[name].values_by_period
    if without := [period for period in periods if period and period not in by_period]:
        message = sentence(
            'The measure "{measure}" has no figures for: {periods}.', measure=name, periods=listed(without, ",")
        )
        yield Problem(MEASURE, path, message, sentence("Add them."), document)
    for period in periods:
        if missing := [number for number in members if number not in by_period.get(period, members)]:
            message = sentence(
                'In {period} the measure "{measure}" has nothing for: {names}.',
                period=period,
                measure=name,
                names=case.listed(missing),
            )
            yield Problem(MEASURE, (*path, period), message, _ADD_IT, document, on_key=True)


def _sizes(case: Case, named: tuple[str, Key], measure: str, members: Sequence[str], path: Path) -> Iterator[Problem]:
    """Who has less than nothing of a sum, and whether all have nothing, in any period that the key is used in."""
    name, key = named
    for period in case.periods_of(name):
        try:
            sizes = {n: size_of(measure, n, key, Terms(case.register, period)) for n in members}
        except KeyError:  # somebody is unknown, or has no population: that is said by the rules for it
            return
        if below := [number for number, size in sizes.items() if size < 0]:
            message = sentence(
                'The sum "{measure}" is less than 0 for: {names}.', measure=measure, names=case.listed(below)
            )
            remedy = sentence("Correct its terms, or their weights.")
            where, document = ("measures", measure, "sum"), case.document_of(measure)
            yield Problem(DERIVED_MEASURE, where, message, remedy, document)
            return
        divides = path[2] == "parts" and not isinstance(key.parts[int(path[3])], PricedPart)
        if sizes and divides and sum(sizes.values(), Fraction()) == 0:
            message = sentence('The measure "{measure}" is 0 for everyone here.', measure=measure)
            yield Problem(MEASURE, path, message, sentence("Correct it, or divide by something else."))
            return
