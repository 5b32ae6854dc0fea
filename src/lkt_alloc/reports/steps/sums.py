"""What a key goes by that is made of other measures, in words: what is meant by it, and what one member has.

Calculates nothing anew. Knows nothing of how the sentences are laid out.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from lkt_alloc.engine.allocate import Share
from lkt_alloc.engine.keys import gone_by
from lkt_alloc.engine.measures import in_order, mean_of, terms_of
from lkt_alloc.engine.model import Key
from lkt_alloc.engine.parts import MEASURES
from lkt_alloc.engine.register import Register
from lkt_alloc.language.sentences import Sentence, Value, listed, sentence, shortest
from lkt_alloc.reports.steps.measures import figure, measure_name, quantity


def what_is_meant(register: Register, key: Key) -> Iterator[Sentence]:
    """What everything is that a key goes by and that is a sum, the whole before its terms."""
    for measure in reversed(measures_of(register, key)):
        if terms := terms_of(measure, register.measures):
            values: dict[str, Value] = {"measure": measure_name(register, measure)}
            if count := mean_of(terms):
                names = listed(measure_name(register, term) for term in terms)
                yield sentence("By {measure} is meant the mean of {names}.", **values, names=names, count=count)
            else:
                named = {term: measure_name(register, term) for term in terms}
                yield sentence("By {measure} is meant {terms}.", **values, terms=_added(named, terms, times_one=False))


def own_sums(register: Register, share: Share) -> Iterator[Sentence]:
    """How what one member counts with is added up, once for each sum, terms before what they are terms of."""
    found = {measure: size for stake in share.stakes for measure, size in stake.made_of}
    found |= {measure: size for change in share.adjustments for measure, size in change.exact.sizes}
    for measure, size in found.items():
        if not (terms := terms_of(measure, register.measures)):
            continue
        if count := mean_of(terms):
            together = listed((figure(term, found[term]) for term in terms), "+")
            said: Value = sentence("({terms}) / {count}", terms=together, count=count)
        else:
            said = _added({term: quantity(register, term, found[term]) for term in terms}, terms, times_one=True)
        yield sentence(
            "{municipality}, {measure}: {terms} = {amount}",
            municipality=share.name,
            measure=measure_name(register, measure),
            terms=said,
            amount=quantity(register, measure, size),
        )


def measures_of(register: Register, key: Key) -> list[str]:
    """Every measure that a key goes by or that one of those is made of, terms first."""
    found = {
        name: None
        for _, measure, _ in gone_by(key, register)
        for name in in_order(measure, register.measures)
        if name not in MEASURES
    }
    return list(found)


def _added(said: Mapping[str, Value], weights: Mapping[str, Fraction], *, times_one: bool) -> Value:
    """Terms times their weights, in a row: what is less than nothing is taken away."""
    row: Value = ""
    for n, (term, weight) in enumerate(weights.items()):
        size = abs(weight) if n else weight
        one = (
            said[term]
            if size == 1 and not times_one
            else sentence("{size} × {weight}", size=said[term], weight=_weight(size))
        )
        row = listed((row, one), "−" if weight < 0 else "+") if n else one
    return row


def _weight(weight: Fraction) -> Value:
    """A weight as a number with few decimals, or as a fraction."""
    written = shortest(weight)
    if weight.denominator == 1 or not (written.cut or abs(weight.numerator) == 1):
        return written
    return sentence("{numerator}/{denominator}", numerator=weight.numerator, denominator=weight.denominator)
