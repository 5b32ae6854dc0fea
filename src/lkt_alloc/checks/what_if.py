"""What is to be changed in a budget, by people or programs, held against the budget: it suits, or is refused with a reason.

Reasons name the options of the command line. Knows nothing of how changes are typed, nor of files.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from msgspec.structs import replace

from lkt_alloc.checks.contents import new_error
from lkt_alloc.checks.registers import find_among
from lkt_alloc.engine.allocate import Allocation, allocate
from lkt_alloc.engine.changes import called, described
from lkt_alloc.engine.decisions import OreByPeriod
from lkt_alloc.engine.keys import numbers, population_dates, sharing, with_parties
from lkt_alloc.engine.model import Budget
from lkt_alloc.engine.names import find_municipality, find_one, find_period
from lkt_alloc.engine.over_years import amounts_of
from lkt_alloc.engine.overview import DeclineCosts, Overview, others_pay_it_all, own_amounts, paid_more
from lkt_alloc.engine.register import Register
from lkt_alloc.engine.scenario import NOBODY_PAYS, SOMEBODY_ELSE, Scenario, changed, left_out, left_with_nobody
from lkt_alloc.files.notation import MAX_DIGITS, amount_ore, meant_amount
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import Sentence, listed, sentence

PostAndPeriod = tuple[str, str]
"""A post and a period."""

Kroner = int | Decimal | str
"""An amount as Python has it, or as people write it."""


def allocation(budget: Budget, register: Register, period: str | None, scenario: Scenario) -> Allocation:
    """Share out one period of a sound budget, or all, with what is changed. Raises `CannotRun`."""
    periods = list(budget.periods) if period is None else [period]
    changed_budget, said = with_changes(budget, register, period, scenario)
    gone = left_out(scenario, budget, register) if said else ()
    return replace(allocate(changed_budget, register, periods), what_if=said, left_out=gone)


def declines(before: Overview, budget: Budget, register: Register) -> DeclineCosts:
    """For each row of an overview: what all others pay more if it alone is left out, under all its numbers, or why that cannot be."""
    (one, *more) = (period.id for period in before.allocation.periods)
    period, is_known = None if more else one, others_pay_it_all(before.allocation)
    costs: dict[str, OreByPeriod | Sentence] = {}
    paid = amounts_of(before.allocation)
    for row in before.rows:
        alone = Scenario(without=row.numbers)
        try:
            if is_known:
                with_changes(budget, register, period, alone)
                costs[row.number] = own_amounts(row, paid)
            else:
                without = allocation(budget, register, period, alone)
                costs[row.number] = paid_more(before.allocation, without, row.numbers)
        except CannotRun as refused:
            costs[row.number] = refused.reason
    return costs


def with_changes(
    budget: Budget, register: Register, period: str | None, scenario: Scenario
) -> tuple[Budget, tuple[Sentence, ...]]:
    """The budget as it is to be, and what is changed in it, or in the one `period`. Raises `CannotRun` where that cannot be shared out."""
    if scenario.is_empty:
        return budget, ()
    after = changed(scenario, budget, register, [period] if period else ())
    _refuse_what_is_not_sound(scenario, after, budget, register)
    return after, tuple(described(scenario, after, budget, register, [period] if period else after.periods))


def _refuse_what_is_not_sound(scenario: Scenario, budget: Budget, before: Budget, register: Register) -> None:
    """A change that leaves a budget that cannot be shared out is refused with the first reason."""
    if reason := left_with_nobody(scenario, budget, before, register):
        raise CannotRun(reason, NOBODY_PAYS if scenario.without and not scenario.gap else SOMEBODY_ELSE)
    known = population_dates(budget, with_parties(budget, register))
    if scenario.population and scenario.population not in known:
        reason = sentence("There are no populations on {day} for everyone who takes part.", day=scenario.population)
        days = sentence("There are: {names}.", names=listed(map(str, known), ","))
        raise CannotRun(reason, days if known else sentence("Leave out the day: no one day has them for all periods."))
    if problem := new_error(budget, before, register):
        reason = sentence("With these changes the budget is not sound: {reason}", reason=problem.message)
        raise CannotRun(reason, problem.remedy)


def with_everyone(scenario: Scenario) -> Scenario:
    """The same, with nobody left out: what says who the members are, in the file and in the keys that are used."""
    return replace(scenario, population=None, without=(), gap=False, only=())


def together(own: Scenario, file: Scenario, budget: Budget, register: Register, period: str | None) -> Scenario:
    """What is asked for and what a scenario file says, as one; `period` is the one that is asked for.

    `own.without` and `own.only` are as people write them: names or numbers, also several with commas between. What is said in both may be
    said again; where they say different things, that is refused.
    """
    everyone = with_everyone(own).over(with_everyone(file))
    members = _Members(changed(everyone, budget, register), register, period)
    own = replace(own, without=members.called(own.without), only=members.called(own.only))
    _refuse_what_the_file_says_otherwise(own, file)
    both = own.over(file)
    _refuse_contradictions(both, register)
    return both


def also_without(scenario: Scenario, declined: Sequence[str], register: Register, *, gap: bool) -> Scenario:
    """The same, where those who have `declined` do not take part either; with `gap`, nobody pays for those who are left out."""
    if only := tuple(number for number in declined if number in scenario.only):
        reason = sentence(
            "These have declined, and are among the only ones that take part: {names}.", names=called(only, register)
        )
        raise CannotRun(reason, sentence("Leave them out of the only ones, or leave out --decided."))
    gone = () if scenario.only else declined
    without = tuple(dict.fromkeys((*scenario.without, *gone)))
    both = replace(scenario, without=without, gap=(gap or scenario.gap) and bool(without))
    _refuse_contradictions(both, register)
    return both


def key_of_payer(payer: str, name: str, budget: Budget) -> tuple[str, str]:
    """A payer, and the name of the key it is to share by; no payer stands for the only one that shares by a key."""
    if not payer:
        sharing = [payer for payer, own in budget.payers.items() if own.key or own.keys_by_period]
        if len(sharing) != 1:
            reason = sentence("Several payers use an allocation key: {names}.", names=listed(sharing, ","))
            if not sharing:
                reason = sentence("No payer uses an allocation key.")
            one = next(iter(sharing or budget.payers))
            remedy = sentence('Say which payer: "{example}" instead of "{name}".', example=f"{one}={name}", name=name)
            raise CannotRun(reason, remedy)
        payer = sharing[0]
    payer = find_one(payer, budget.payers, sentence('There is no payer "{name}".', name=payer))
    return payer, find_one(name, budget.keys, sentence('There is no allocation key "{name}".', name=name))


def post_called(typed: str, budget: Budget) -> str:
    """The identifier of a post. Raises `CannotRun` with the nearest ones."""
    return find_one(
        typed, [post.id for post in budget.posts], sentence('There is no budget item "{name}".', name=typed)
    )


def keys_called(asked: str | Mapping[str, str] | None, budget: Budget, file: Scenario) -> dict[str, str]:
    """Names of keys, of the budget or of a scenario file, by payer; a name alone is for the only payer that shares by a key."""
    budget = file.with_new_keys(budget)
    given = {"": asked} if isinstance(asked, str) else asked or {}
    return dict(key_of_payer(payer, name, budget) for payer, name in given.items())


def amounts_at(given: Mapping[PostAndPeriod, Kroner] | None, budget: Budget) -> dict[PostAndPeriod, int]:
    """Øre by post and period, of kroner. Raises `CannotRun` for a post, a period or an amount that cannot be."""
    for place in given or {}:
        if [type(part) for part in place] != [str, str]:
            raise TypeError(f"{place!r} is no place of an amount: give a post and a period, both as text.")
    return {
        (post_called(post, budget), find_period(period, budget.periods)): ore_of(kroner)
        for (post, period), kroner in (given or {}).items()
    }


def ore_of(kroner: Kroner) -> int:
    """Øre, of kroner that have no more than two decimals.

    >>> ore_of(3), ore_of(Decimal("12.50")), ore_of("1 525 000,-")
    (300, 1250, 152500000)
    """
    if isinstance(kroner, bool) or not isinstance(kroner, int | Decimal | str):
        raise TypeError(f"{kroner!r} is no exact amount: give whole kroner, a Decimal or text.")
    if isinstance(kroner, str):
        meant = meant_amount(kroner)
        ore = Fraction(amount_ore(meant[0])) if meant and meant[1] else Fraction(1, 2)
    else:
        ore = Fraction(kroner) * 100 if Decimal(kroner).is_finite() else Fraction(1, 2)
    if ore.denominator > 1 or abs(ore) >= 100 * 10**MAX_DIGITS:
        reason = sentence('"{said}" is not an amount in kroner.', said=str(kroner))
        raise CannotRun(reason, sentence("Write the digits alone or in groups of three: 900000 or 900 000."))
    return int(ore)


def _refuse_what_the_file_says_otherwise(own: Scenario, file: Scenario) -> None:
    settings: tuple[tuple[str, Mapping[Any, object], Mapping[Any, object]], ...] = (
        ("--key", own.keys, file.keys),
        ("--set post", own.amounts, file.amounts),
        ("--set covered", own.covered, file.covered),
        ("--external", own.external, file.external),
        ("--population", _whole(own.population), _whole(file.population)),
        ("--without", _whole(frozenset(own.without)), _whole(frozenset(file.without))),
        ("--only", _whole(frozenset(own.only)), _whole(frozenset(file.only))),
    )
    for option, mine, its in settings:
        if any(its.get(what, value) != value for what, value in mine.items()):
            reason = sentence("The scenario file differs from {option}.", option=option)
            raise CannotRun(reason, sentence("Leave the option out, or change the file."))


def _whole(value: object) -> Mapping[Any, object]:
    """A setting that is one thing, as a table of it; nothing if it is not set."""
    return {"": value} if value else {}


def _refuse_contradictions(scenario: Scenario, register: Register) -> None:
    if scenario.both:
        names = called(scenario.both, register)
        reason = sentence("These are both left out and among the only ones that take part: {names}.", names=names)
        raise CannotRun(reason, sentence("Name them in one of the two."))
    if scenario.gap and not scenario.without:
        reason = sentence("It is not stated whose share nobody is to pay (--gap).")
        raise CannotRun(reason, sentence("Specify who is left out: --without NAMES."))
    if partless := scenario.without_a_part:
        reason = sentence(
            "Nobody is to pay the share of {names}, but they have none: only others take part.",
            names=called(partless, register),
        )
        raise CannotRun(reason, sentence("Leave out --gap, or name them in --only too."))


class _Members:
    """Members of a changed budget, by what people call them. They share something in the period that is asked for, if one is."""

    def __init__(self, budget: Budget, register: Register, period: str | None) -> None:
        self._budget, self._register, self._period = budget, register, period

    def called(self, texts: Sequence[str]) -> tuple[str, ...]:
        """The numbers for names or numbers, between commas; each once."""
        # a list without a name, as of an empty variable, is a name that nobody has: what is asked is never left unasked
        wanted = [part for text in texts for part in [p for p in text.split(",") if p.strip()] or [text]]
        if not wanted:
            return ()
        here = sharing(self._budget, self._register, [self._period] if self._period else self._budget.periods)
        return tuple(dict.fromkeys(self._member(part, here) for part in wanted))

    def _member(self, typed: str, here: set[str]) -> str:
        try:
            return find_municipality(typed, self._register, here)
        except CannotRun:
            everyone = {n for key in self._budget.keys.values() for n in numbers(key.members, self._register)}
            number = find_among(typed, self._register, everyone)
            reason = sentence(
                "{municipality} does not take part in what is shared here.",
                municipality=called((number,), self._register),
            )
        raise CannotRun(reason, sentence("It is only among the members of other allocation keys, or of other periods."))
