"""What of a scenario matters in the periods that a result is of: what it leaves as it is there is not said to be changed."""

from collections.abc import Collection, Mapping

from msgspec.structs import replace

from lkt_alloc.engine.added_years import Added
from lkt_alloc.engine.keys import key_of, keys_that_share, sharing
from lkt_alloc.engine.model import Budget, Figures
from lkt_alloc.engine.register import Register
from lkt_alloc.engine.scenario import AmountsByPost, Scenario


def changes_in(
    periods: Collection[str], scenario: Scenario, after: Budget, before: Budget, register: Register
) -> Scenario:
    """The same scenario without what changes nothing in `periods`. `after` is the budget as it makes it of `before`.

    `before` has the periods that the scenario adds already.
    """
    keyed, used = scenario.with_new_keys(before), keys_that_share(after, periods)
    here = sharing(replace(after, keys=keyed.keys), register, periods)
    days = {keyed.keys[name].in_period(period).population_date for name in used for period in periods} - {None}
    new = {name: key for name, key in scenario.new_keys.items() if name in used and before.keys.get(name) != key}
    posts = {post.id: post for post in before.posts}

    def other(amounts: AmountsByPost, field: str) -> AmountsByPost:
        old: dict[str, Mapping[str, int]] = {name: getattr(post, field) for name, post in posts.items()}
        return {
            (post, period): ore
            for (post, period), ore in amounts.items()
            if period in periods and old[post].get(period, 0) != ore
        }

    return replace(
        scenario,
        keys={
            payer: name
            for payer, name in scenario.keys.items()
            if name in new or any(key_of(before, payer, period) != name for period in periods)
        },
        population=scenario.population if days - {scenario.population} else None,
        without=tuple(number for number in scenario.without if number in here),
        only=scenario.only if here - {*scenario.only} else (),
        amounts=other(scenario.amounts, "amounts"),
        covered=other(scenario.covered, "covered"),
        external=other(scenario.external, "external"),
        new_keys=new,
        paid_by={post: shares for post, shares in scenario.paid_by.items() if posts[post].paid_by != shares},
        figures=_figures_in(periods, scenario, after),
        indices={
            (name, period): factor
            for (name, period), factor in scenario.indices.items()
            if period in periods and before.indices[name].factors.get(period) != factor
        },
        periods=_added_for(periods, scenario.periods),
    )


def _figures_in(periods: Collection[str], scenario: Scenario, after: Budget) -> Figures:
    """Figures of the periods, of all periods, and of the days whose populations are used."""
    used = keys_that_share(after, periods)
    days = {after.keys[name].in_period(period).population_date for name in used for period in periods}
    places = {"", *periods, *map(str, days)}
    return {place: figure for place, figure in scenario.figures.items() if place[1] in places}


def _added_for(periods: Collection[str], added: Added) -> Added:
    """The periods that are added, and those that they are like, on and on."""
    wanted = set(periods)
    for name in reversed(list(added)):
        if name in wanted:
            wanted.add(added[name].like)
    return {name: period for name, period in added.items() if name in wanted}
