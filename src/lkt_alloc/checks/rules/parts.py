"""Rules about keys that have more than shares: each part is of one kind, has what it goes by, and all make the total."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import Final, assert_never

from lkt_alloc.checks.rules import limits
from lkt_alloc.checks.rules.case import Case
from lkt_alloc.checks.rules.measures import MEASURE
from lkt_alloc.checks.rules.totals import payers_known
from lkt_alloc.diagnostics.findings import Path, Problem, Rule
from lkt_alloc.engine.allocate import Portion, portions
from lkt_alloc.engine.apportion import to_nearest
from lkt_alloc.engine.keys import Stake, Terms, gone_by, numbers, part_members, part_stakes, share_of, uses_of
from lkt_alloc.engine.measures import counted_in
from lkt_alloc.engine.model import Key
from lkt_alloc.engine.parts import (
    PART_KINDS,
    AmountPart,
    FirstPart,
    FixedPart,
    PricedPart,
    RatePart,
    RestPart,
    SharePart,
    StepsPart,
)
from lkt_alloc.engine.payers import payer_table
from lkt_alloc.engine.quotas import Quotas, quotas, terms_of
from lkt_alloc.language.sentences import Ore, Value, listed, sentence

KEY_PART: Final = Rule(
    "LKT405",
    "key-part",
    "error",
    title=sentence("Each part of an allocation key has a share, an amount, a rate or steps"),
    given=sentence("a part of an allocation key"),
    when=sentence(
        "it has no share, amount, rate or steps, or several of them; or it is not stated what its share is a share of"
    ),
    then=sentence("write one of them, and of: total or of: rest where other parts are amounts or rates"),
    casts_doubt=True,
)


def kinds(case: Case) -> Iterator[Problem]:
    """Every part takes one thing, and says what it is a share of where that is not plain."""
    for name, key in case.budget.keys.items():
        for i in range(len(key.parts)):
            path = ("keys", name, "parts", i)
            if case.sure(*path):
                yield from [_unclear(key.unclear[i], path)] if i in key.unclear else _clear(key, i, path)


def _unclear(said: tuple[str, ...], path: Path) -> Problem:
    """What is wrong with a part that does not say one thing to take."""
    if stray := [field for field in said if field in _BELONGS]:
        return Problem(
            KEY_PART, path, _BELONGS[stray[0]].filled(field=stray[0], shares="shares"), sentence("Delete it.")
        )
    message = sentence("It is not stated what this part takes.")
    if said:
        message = sentence(
            "A part has a share, an amount, a rate or steps; given here: {names}.", names=listed(said, ",")
        )
    names = listed([kind for kind in PART_KINDS if kind != RestPart.kind], ",")
    return Problem(KEY_PART, path, message, sentence("Write one of these: {names}.", names=names))


_OF_RATE: Final = sentence("The field {field} belongs to a rate for units of a measure or of population.")
_BESIDE_SHARES: Final = sentence("The field {field} has no place beside {shares}, which say who shares this part.")
_BELONGS: Final = {
    "of": sentence("The field {field} belongs to a share that is not the rest."),
    "mode": sentence("The field {field} belongs to steps."),
    "per": _OF_RATE,
    "begun": _OF_RATE,
    "shares": sentence("The field {field} belongs to a part that takes a share or an amount."),
    "to": _BESIDE_SHARES,
    "by": _BESIDE_SHARES,
}
"""What a field belongs to that says more of what a part takes."""


def _clear(key: Key, i: int, path: Path) -> Iterator[Problem]:
    """A share says of what where that is not plain, only one part is the rest, and classes are in order."""
    part = key.parts[i]
    match part:
        case SharePart():
            if not part.of and any(isinstance(other, FixedPart) for other in key.parts):
                message = sentence("Is this a share of the total, or of what amounts and rates leave of it?")
                remedy = sentence("Add {a} or {b}.", a="of: total", b="of: rest")
                yield Problem(KEY_PART, path, message, remedy)
        case RestPart():
            if any(isinstance(other, RestPart) for other in key.parts[:i]):
                message = sentence("Only one part can be the rest.")
                yield Problem(KEY_PART, path, message, sentence("Write what share each of them takes."))
        case StepsPart():
            yield from _steps(part, path)
        case FirstPart() if part.amount < 0:
            message = sentence("The first kroner of a total are not less than nothing.")
            remedy = sentence("Correct the amount, or write {amount} instead if it is a credit.", amount="amount")
            yield Problem(KEY_PART, (*path, "first"), message, remedy)
        case RatePart() if not part.per:
            message = sentence("There are no blocks of 0 units.")
            yield Problem(KEY_PART, (*path, "per"), message, sentence("Write how many units a block has."))
        case FirstPart() | AmountPart() | RatePart():
            pass
        case _:
            assert_never(part)


def _steps(part: StepsPart, path: Path) -> Iterator[Problem]:
    """Classes ascend, only the last has no upper end, and each has a rate or an amount."""
    ends = [step.up_to for step in part.steps]
    bounds = [end for end in ends[:-1] if end is not None]
    if ends[-1] is not None or len(bounds) < len(ends) - 1 or bounds != sorted(set(bounds)):
        message = sentence("The classes must have increasing upper limits, and the last one none.")
        remedy = sentence("Write {up_to} in each class but the last, the smallest first.", up_to="up_to")
        yield Problem(KEY_PART, (*path, "steps"), message, remedy)
    for n, step in enumerate(part.steps):
        amount = step.amount is not None
        if amount == (step.rate is not None) or (amount and part.marginal):
            message = sentence("A class has a rate or, if one class applies to everything, an amount; not both.")
            remedy = sentence("Write one of these: {names}.", names="rate" if part.marginal else "rate, amount")
            yield Problem(KEY_PART, (*path, "steps", n), message, remedy)


def somebody(case: Case) -> Iterator[Problem]:
    """In every period in which a key is used, what its parts are divided by is not nothing for all who take part then."""
    uses = uses_of(case.budget)
    for name, key in case.known_keys():
        if not key.part_year or not is_ready(case, name, key):
            continue
        for period, (i, members) in product(uses.get(name, ()), enumerate(part_members(key, case.register))):
            stakes = part_stakes(key, i + 1, members, Terms(case.register, period))
            if not isinstance(key.parts[i], PricedPart) and not any(stake.weight for _, stake in stakes):
                message = sentence(
                    'In period "{period}", nobody of those who share part {n} takes part.', period=period, n=i + 1
                )
                remedy = sentence("Correct how much of the period they take part in here, or who shares the part.")
                yield Problem(MEASURE, ("keys", name, "part_year"), message, remedy)


KEY_PERIOD: Final = Rule(
    "LKT408",
    "key-period",
    "error",
    title=sentence("An index has a factor for every period"),
    given=sentence("an allocation key that follows an index, and a period it is used in"),
    when=sentence("the index has no factor for the period"),
    then=sentence("add the factor"),
    casts_doubt=True,
)


def indexed(case: Case) -> Iterator[Problem]:
    """An index has a factor for every period in which it is used."""
    for name, periods in uses_of(case.budget).items():
        key = case.budget.keys.get(name)
        index = case.budget.indices.get(key.index or "") if key else None
        missing = [period for period in periods if index and period not in index.factors]
        if key and missing and case.sure("indices", str(key.index)):
            message = sentence(
                'The index "{index}" has no factor for: {periods}.', index=str(key.index), periods=listed(missing, ",")
            )
            remedy = sentence("Add it, with its source.")
            yield Problem(KEY_PERIOD, ("keys", name, "index"), message, remedy)


Divided = tuple[Portion, str, Quotas]
"""What one payer shares by one key in a period, the period, and what that makes for everyone."""


def differences(case: Case) -> Iterator[Problem]:
    """In every period, a key's parts take what is to be shared, or the key says that a difference is left; and nobody is paid."""
    for portion, period, exact in _divided(case):
        yield from list(_difference(case, portion, period, exact)) or _paid(case, portion, period, exact)


def _divided(case: Case) -> Iterator[Divided]:
    """What is shared by keys that have more than shares, and can be calculated with."""
    budget = case.budget
    if not uses_of(budget).keys() <= budget.keys.keys():
        return
    ready = {name for name, key in case.known_keys() if not key.is_proportional and is_ready(case, name, key)}
    for period in filter(lambda period: ready and payers_known(case, period), budget.periods):
        for portion in portions(budget, period, payer_table(budget, period).by_post):
            if portion.key_id in ready:
                terms = terms_of(budget.keys[portion.key_id], case.register, budget.indices, period)
                yield portion, period, quotas(budget.keys[portion.key_id], portion.total, terms)


def is_ready(case: Case, name: str, key: Key) -> bool:
    """Whether a key can be calculated with."""
    if case.periods_of(name) == ("",) or not all(limits.is_known(case, name, i) for i in range(len(key.limits))):
        return False
    if not case.sure("keys", name) or (key.index is not None and not case.sure("indices", key.index)):
        return False
    for _, measure, members in gone_by(key, case.register):
        known = case.counts(measure)
        if known and "population" in counted_in(measure, case.register.measures):
            people = [case.register.municipalities[m].population for m in members if case.knows(m)]
            days = {key.in_period(period).population_date for period in case.periods_of(name)}
            known = all(day in own for day in days for own in people)
        if not known or not members or not all(map(case.knows, members)):
            return False
    for n, (part, members) in enumerate(zip(key.parts, part_members(key, case.register), strict=True), start=1):
        for period in case.periods_of(name):
            sums = [stake.weight_sum for _, stake in part_stakes(key, n, members, Terms(case.register, period))]
            if not isinstance(part, PricedPart) and not sums[0] and not key.part_year:
                return False
    members = numbers(key.members, case.register)
    return {n for part in part_members(key, case.register) for n in part} <= set(members)


KEY_DIFFERENCE: Final = Rule(
    "LKT407",
    "key-difference",
    "error",
    title=sentence("The parts of an allocation key take exactly what is to be shared"),
    given=sentence("the amounts, rates and shares of an allocation key, and what is to be shared in a period"),
    when=sentence("they do not add up to the total, or take more than there is"),
    then=sentence("let one part be the rest, or write difference: uncovered, so that the difference is shown"),
)


def _difference(case: Case, portion: Portion, period: str, exact: Quotas) -> Iterator[Problem]:
    key, sign = case.budget.keys[portion.key_id], -1 if portion.total < 0 else 1
    stakes = [stake for own in exact.stakes for stake in own]
    taken = sum((stake.amount for stake in stakes), Fraction()) * sign
    rests = [stake for stake in stakes if isinstance(stake.part, RestPart | SharePart) and stake.pot < 0]
    values: dict[str, Value] = {
        "key": portion.key_id,
        "period": period,
        "total": Ore(portion.total),
        "taken": Ore(to_nearest(taken)),
        "difference": Ore(abs(to_nearest(taken) - portion.total)),
    }
    path = ("keys", portion.key_id, "parts")
    if rests:
        values["taken"] = Ore(to_nearest(portion.total - sign * _whole_rest(rests[0])))
        message = sentence(
            'In period "{period}", what comes before the rest in allocation key "{key}" takes {taken}, more than the {total}'
            " to be shared.",
            **values,
        )
        yield Problem(KEY_DIFFERENCE, path, message, sentence("Correct the amounts, the rates or the shares."))
    elif key.uncovered and portion.total < 0:
        message = sentence(
            'In period "{period}", allocation key "{key}" is to divide a refund, which rates cannot do.', **values
        )
        yield Problem(KEY_DIFFERENCE, path, message, sentence("Share it by another allocation key."))
    elif taken != portion.total and not key.uncovered:
        less = sentence(
            'In period "{period}", the parts of allocation key "{key}" take {taken} of {total}: {difference} too little.',
            **values,
        )
        more = sentence(
            'In period "{period}", the parts of allocation key "{key}" take {taken} of {total}: {difference} too much.',
            **values,
        )
        message = more if abs(taken) > abs(portion.total) else less
        remedy = sentence(
            "Let one part be {rest}, or write {uncovered} if the difference is to be shown and not shared.",
            rest="share: rest",
            uncovered="difference: uncovered",
        )
        yield Problem(KEY_DIFFERENCE, path, message, remedy)
    elif exact.impossible:
        for breach in exact.impossible:
            yield from limits.kept(case, portion.key_id, period, breach)
    elif portion.total and (portion.total - exact.left) * sign <= 0 and any(stake.amount < 0 for stake in stakes):
        message = sentence(
            'In period "{period}", the credits of allocation key "{key}" are no less than all that is paid by it.',
            **values,
        )
        yield Problem(KEY_DIFFERENCE, path, message, sentence("Lower the credits."))


def _whole_rest(stake: Stake) -> Fraction:
    """What is left where a part takes it or a share of it."""
    return stake.pot / (share_of(stake.part) or 1)


_LESS_CREDIT: Final = sentence("Lower the credits, or add {limit}.", limit="limits: [{least: 0, borne_by: others}]")

PAID_MEMBER: Final = Rule(
    "LKT411",
    "paid-member",
    "warning",
    title=sentence("Credits are no larger than what a member pays"),
    given=sentence(
        "the credits (negative amounts and rates) of an allocation key, and what is to be shared in a period"
    ),
    when=sentence("they are larger than what a member pays without them, so that it is paid"),
    then=sentence("lower the credit, give a limit with least: 0, or acknowledge that the member is paid"),
    may_be_acknowledged=True,
)


def _paid(case: Case, portion: Portion, period: str, exact: Quotas) -> Iterator[Problem]:
    """Nobody is paid by a key that others pay by, nor pays where others get money back."""
    amounts = zip(exact.members, exact.amounts, strict=True)
    if paid := [number for number, amount in amounts if amount * portion.total < 0]:
        said = _PAID if portion.total > 0 else _PAYING
        message = said.filled(period=period, key=portion.key_id, names=case.listed(paid))
        yield Problem(PAID_MEMBER, ("keys", portion.key_id, "parts"), message, _LESS_CREDIT)


_PAID: Final = sentence(
    'In period "{period}", the credits of allocation key "{key}" are larger than what these pay, so they are paid: {names}.'
)
_PAYING: Final = sentence(
    'In period "{period}", allocation key "{key}" divides a refund, and these have to pay because of their credits: {names}.'
)
