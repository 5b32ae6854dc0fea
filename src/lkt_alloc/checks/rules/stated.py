"""Rules about what the source states of figures and results: the sum of a measure's values, and what each member pays."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Final

from msgspec.structs import replace

from lkt_alloc.checks.rules.case import BUDGET, REGISTER, Case
from lkt_alloc.checks.rules.members import UNKNOWN_MEMBER, misnamed, unknown_number
from lkt_alloc.checks.rules.outsiders import A_MEMBER, NO_MEMBER
from lkt_alloc.checks.rules.totals import LOOK_HERE, differing, explains, slip_of
from lkt_alloc.diagnostics.findings import Path, Problem, Rule
from lkt_alloc.engine.allocate import allocate
from lkt_alloc.engine.keys import numbers
from lkt_alloc.engine.register import Measure
from lkt_alloc.language.sentences import Ore, Sentence, sentence, shortest

MEASURE_TOTAL: Final = Rule(
    "LKT307",
    "measure-total",
    "error",
    title=sentence("The values of a measure agree with the total that is stated"),
    given=sentence("a measure, and the sum of its values that the source states"),
    when=sentence("the values do not add up to it"),
    then=sentence("correct the value that is wrong, or acknowledge that the source itself is wrong"),
    may_be_acknowledged=True,
)


def in_budget(case: Case) -> Iterator[Problem]:
    """The values of the budget's measures add up to what the source states."""
    yield from _added(case, case.budget.measures, BUDGET)


def in_register(case: Case) -> Iterator[Problem]:
    """The same for those of the municipality file."""
    yield from _added(case, case.register.measures, REGISTER)


def _added(case: Case, measures: Mapping[str, Measure], document: str) -> Iterator[Problem]:
    for name, whole in measures.items():
        by_period = whole.values_by_period
        if whole.sum or not case.sure("measures", name, document=document):
            continue
        if whole.total is not None and by_period:
            yield Problem(MEASURE_TOTAL, ("measures", name, "total"), _BY_PERIOD_TOO, _A_TABLE, document)
        elif whole.total is not None:
            yield from _held(case, whole.in_period(""), ("measures", name, "total"), whole.total, document)
        for period, said in whole.totals.items():
            path = ("measures", name, "total", period)
            if by_period and period not in by_period:
                yield Problem(MEASURE_TOTAL, path, _NO_VALUES, sentence("Add them."), document, on_key=True)
            else:
                yield from _held(case, whole.in_period(period), path, said, document)


def _held(case: Case, measure: Measure, path: Path, said: Fraction, document: str) -> Iterator[Problem]:
    found = sum(measure.values.values(), Fraction())
    if said == found:
        return
    what = sentence("The values add up to {found}.", found=shortest(found))
    message = differing(what, shortest(said), shortest(abs(found - said)), less=said < found)
    scale = _whole(said, *measure.values.values())
    remedy, difference = _CORRECT_A_VALUE, found - said
    suspects = [n for n, value in measure.values.items() if value and explains(value * scale, difference * scale)]
    if slip := slip_of(said * scale, found * scale):
        remedy = LOOK_HERE[slip].filled(found=shortest(found))
    if len(suspects) == 1:  # a value is written by hand more often than a sum
        remedy = _suspected(case, suspects[0], measure.values[suspects[0]] - difference)
    yield Problem(MEASURE_TOTAL, path, message, remedy, document)


def _whole(*numbers: Fraction) -> int:
    """The power of ten that makes decimal numbers whole, so that their digits can be compared."""
    scale = 1
    while any(number.denominator > 1 for number in (own * scale for own in numbers)):
        scale *= 10
    return scale


_NO_VALUES: Final = sentence("There are no values for this period.")
_BY_PERIOD_TOO: Final = sentence("The values are by period; so are their totals.")
_A_TABLE: Final = sentence("Write it like this: {example}", example='total: {"2016": 700, "2017": 720}')
_CORRECT_A_VALUE: Final = sentence("Correct the value that is wrong, or the total.")


def _suspected(case: Case, number: str, meant: Fraction) -> Sentence:
    if not meant:
        return sentence("Look at {name} first: its value alone is the difference.", name=case.called(number))
    return sentence(
        "Look at {name} first: with {meant} the sums agree.", name=case.called(number), meant=shortest(meant)
    )


STATED_AMOUNT: Final = Rule(
    "LKT308",
    "stated-amount",
    "error",
    title=sentence("Members pay what the source states"),
    given=sentence("an amount that the source states for a member in a period, and what the member pays in the result"),
    when=sentence("the two differ"),
    then=sentence("correct what the amount comes from, or acknowledge that the source has another"),
    may_be_acknowledged=True,
)


def members(case: Case) -> Iterator[Problem]:
    """Those whose amounts the source states are members of keys, and called what their numbers are called."""
    budget = case.budget
    keys = [key for _, key in case.known_keys()]
    everyone = {number for key in keys for number in numbers(key.members, case.register)}
    for period, stated in budget.control_totals.items():
        path = ("control_totals", period)
        for at, (number, name) in stated.names.items():
            if not case.exists(number):
                if number.isdigit() or case.stands("parties"):
                    yield replace(unknown_number(case, number, BUDGET, (*path, *at), name), on_key=True)
            elif len(keys) == len(budget.keys) and number not in everyone:
                yield Problem(UNKNOWN_MEMBER, (*path, *at), NO_MEMBER.filled(number=number), A_MEMBER, on_key=True)
        named = {at: both for at, both in stated.names.items() if both[1]}
        yield from (replace(problem, on_key=True) for problem in misnamed(case, named, BUDGET, path))


def amounts(case: Case) -> Iterator[Problem]:
    """Members pay what the source states, exactly; of a budget that can be shared out."""
    budget = case.budget
    for period, stated in budget.control_totals.items():
        if not stated.amounts or period not in budget.periods:
            continue
        paid = dict.fromkeys(stated.amounts, 0)
        for _, division in allocate(budget, case.register, [period]).divided:
            for share in division.shares:
                if share.number in paid:
                    paid[share.number] += share.amount
        places = {number: at for at, (number, _) in reversed([*stated.names.items()])}
        for number, said in stated.amounts.items():
            if said != paid[number]:
                what = sentence(
                    'In period "{period}", the amount to be paid by {payer} is {found}.',
                    period=period,
                    payer=case.called(number),
                    found=Ore(paid[number]),
                )
                yield _differs(what, said, paid[number], ("control_totals", period, *places[number]))


def _differs(what: Sentence, said: int, found: int, path: Path) -> Problem:
    message = differing(what, Ore(said), Ore(abs(found - said)), less=said < found)
    slip = slip_of(said, found)
    remedy = LOOK_HERE[slip].filled(found=Ore(found)) if slip else _CORRECT
    return Problem(STATED_AMOUNT, path, message, remedy)


_CORRECT: Final = sentence(
    "Correct this, or what the amount comes from. Acknowledge it, and lkt-alloc explain shows how it came about."
)
