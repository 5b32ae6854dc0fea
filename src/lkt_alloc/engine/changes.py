"""What a scenario changes, in sentences: what stands above a result. Knows nothing of formats."""

from collections.abc import Collection, Iterator
from datetime import date

from lkt_alloc.engine.added_years import size_of, with_added
from lkt_alloc.engine.changes_here import changes_in
from lkt_alloc.engine.key_changes import other_terms
from lkt_alloc.engine.model import ROUNDINGS, Budget
from lkt_alloc.engine.names import with_number
from lkt_alloc.engine.register import Register
from lkt_alloc.engine.scenario import Scenario
from lkt_alloc.language.sentences import Listed, Ore, Sentence, Value, listed, sentence, shortest


def described(
    scenario: Scenario, budget: Budget, before: Budget, register: Register, periods: Collection[str]
) -> Iterator[Sentence]:
    """What is changed in `periods`, one sentence for each thing. `budget` is the changed one, `before` as its file has it."""
    with_periods = with_added(before, scenario.periods, register)
    scenario = changes_in(periods, scenario, budget, with_periods, register)
    yield from _periods(scenario, budget, with_periods)
    yield from _keys(scenario, budget, before, register)
    if scenario.population:
        yield sentence("The populations are those of {day}.", day=scenario.population)
    yield from _members(scenario, register)
    for template, amounts in (
        (sentence("Budget item {post} costs {amount} in {period}."), scenario.amounts),
        (sentence("Of budget item {post}, {amount} is committed in {period}."), scenario.covered),
        (sentence("Budget item {post} gets {amount} of external funding in {period}."), scenario.external),
    ):
        for (post, period), ore in amounts.items():
            yield template.filled(post=post, period=budget.periods[period].name, amount=Ore(ore))
    for post, shares in scenario.paid_by.items():
        paid = [
            sentence("{payer} ({share})", payer=budget.payers[payer].name, share=share)
            for payer, share in shares.items()
        ]
        yield sentence("Budget item {post} is paid by {payers}.", post=post, payers=listed(paid))
    yield from _figures(scenario, budget, register)
    for (name, period), factor in scenario.indices.items():
        index, when = budget.indices[name].name, budget.periods[period].name
        said = sentence('The index "{index}" is {factor} in {period}.')
        yield said.filled(index=index, factor=shortest(factor), period=when)


def _periods(scenario: Scenario, budget: Budget, before: Budget) -> Iterator[Sentence]:
    """The periods that are added, each with what it is like, and how their amounts are rounded."""
    for name, period in scenario.periods.items():
        own, like = budget.periods[name].name, budget.periods[period.like].name
        as_it_is = sentence("{period} is not in the budget, and is taken as {like}.")
        times = sentence(
            "{period} is not in the budget, and is taken as {like}: its amounts times {factor}, each rounded to {unit}."
        )
        size = size_of(before, period.like)
        unit: Value = next((unit for unit, ore in ROUNDINGS.items() if ore == size), Ore(size))
        said = (as_it_is if period.times == 1 else times).filled(
            period=own, like=like, factor=shortest(period.times), unit=unit
        )
        yield said
        if period.source:
            yield sentence("The source of {period}: {source}.", period=own, source=period.source)
        for payer, key in period.keys.items():
            yield sentence(
                'In {period}, the amount to be paid by {payer} is divided by the allocation key "{key}".',
                period=own,
                payer=budget.payers[payer].name,
                key=budget.keys[key].name,
            )


def _keys(scenario: Scenario, budget: Budget, before: Budget, register: Register) -> Iterator[Sentence]:
    """The keys that stand instead of others of the budget, and those that payers share by instead of their own."""
    for name, key in scenario.new_keys.items():
        old = before.keys.get(name)
        if old and old.name == key.name:
            if terms := other_terms(key, old, register):
                yield sentence('The allocation key "{key}" is changed: {changes}.', key=key.name, changes=listed(terms))
        elif old:
            yield sentence('The allocation key "{key}" stands instead of "{other}".', key=key.name, other=old.name)
    for payer, name in scenario.keys.items():
        yield sentence(
            'The amount to be paid by {payer} is divided by the allocation key "{key}".',
            payer=budget.payers[payer].name,
            key=budget.keys[name].name,
        )


def _members(scenario: Scenario, register: Register) -> Iterator[Sentence]:
    """Who takes part, and who does not."""
    if scenario.only:
        yield sentence("Only these take part: {names}.", names=called(scenario.only, register))
    if scenario.without and scenario.gap:
        yield sentence(
            "These pay nothing, and nobody pays for them: {names}.", names=called(scenario.without, register)
        )
    elif scenario.without:
        yield sentence(
            "These do not take part, and the others pay more: {names}.", names=called(scenario.without, register)
        )


def _figures(scenario: Scenario, budget: Budget, register: Register) -> Iterator[Sentence]:
    """What members have, where it is not what the files say."""
    for (counted, period, number), figure in scenario.figures.items():
        member = with_number(register.municipalities[number].name, number)
        if counted == "population" and period:
            said = sentence("The population of {member} on {day} is {figure}.", day=date.fromisoformat(period))
        elif counted == "population":
            said = sentence("The population of {member} is {figure}.")
        elif period:
            when = budget.periods[period].name
            said = sentence('By the measure "{measure}", {member} has {figure} in {period}.', period=when)
        else:
            said = sentence('By the measure "{measure}", {member} has {figure}.')
        own = {} if counted == "population" else {"measure": register.measures[counted].name}
        yield said.filled(**said.values, **own, member=member, figure=shortest(figure))


def called(members: tuple[str, ...], register: Register) -> Listed:
    """Members by name and number, as they are listed in a sentence."""
    return listed((with_number(register.municipalities[number].name, number) for number in members), ",")
