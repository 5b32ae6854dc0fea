"""Rules about final figures: what they name is in the budget, and every post has a final amount."""

from collections.abc import Callable, Iterator
from typing import Final

from msgspec.structs import replace

from lkt_alloc.checks.rules.outsiders import no_members
from lkt_alloc.checks.rules.scenarios import unknown
from lkt_alloc.diagnostics.findings import Problem, Rule
from lkt_alloc.engine.keys import numbers, population_dates
from lkt_alloc.engine.model import Budget
from lkt_alloc.engine.register import Register
from lkt_alloc.engine.scenario import Actual, changed
from lkt_alloc.files.kinds import ACTUAL
from lkt_alloc.language.sentences import listed, sentence

SETTLED_BUDGET: Final = Rule(
    "LKT810",
    "settled-budget",
    "error",
    title=sentence("A budget that is settled is sound"),
    given=sentence("a file of final figures, and the budget and the municipality file that it is about"),
    when=sentence("one of the two is another kind of file, or has errors that nobody has acknowledged"),
    then=sentence("correct that file first; nothing can be settled by it"),
)


def actuals(actual: Actual, budget: Budget, register: Register) -> Iterator[Problem]:
    """The period, the posts and the members are those of the budget; no post is forgotten or named twice."""
    said = sentence('There is no period "{name}".', name=actual.period)
    for problem in unknown(actual.period, budget.periods, said, ("period",)):
        yield replace(problem, document="actual")
    yield from _posts(actual, budget)
    yield from _members(actual, budget, register)


SETTLEMENT: Final = Rule(
    "LKT811",
    "settlement",
    "error",
    title=sentence("Every budget item of a settled period has one final amount"),
    given=sentence("a file of final figures and the budget that it settles"),
    when=sentence(
        "a budget item neither has a final amount nor is listed as unchanged, or is both; or the final figures cannot be allocated"
    ),
    then=sentence("give the final amount, or list the budget item under unchanged"),
)


def _posts(actual: Actual, budget: Budget) -> Iterator[Problem]:
    posts = {post.id: None for post in budget.posts}
    for field, named in (("amounts", actual.amounts), ("covered", actual.covered), ("external", actual.external)):
        for post in named:
            for problem in unknown(
                post, posts, sentence('There is no budget item "{name}".', name=post), (field, post)
            ):
                yield replace(problem, document="actual", on_key=True)
    for i, post in enumerate(actual.unchanged):
        for problem in unknown(post, posts, sentence('There is no budget item "{name}".', name=post), ("unchanged", i)):
            yield replace(problem, document="actual")
        if post in actual.amounts:
            message = sentence('Budget item "{post}" has a final amount and is also listed as unchanged.', post=post)
            remedy = sentence("Delete it in one of the two places.")
            yield Problem(SETTLEMENT, ("unchanged", i), message, remedy, document=ACTUAL.name)
    if missing := actual.missing(budget):
        message = sentence("These budget items have no final amount: {names}.", names=listed(missing, ","))
        remedy = sentence("Give their amounts, or list them under unchanged if they cost what is in the budget.")
        yield Problem(SETTLEMENT, ("amounts",), message, remedy, document=ACTUAL.name)


def _members(actual: Actual, budget: Budget, register: Register) -> Iterator[Problem]:
    everyone = {number for key in budget.keys.values() for number in numbers(key.members, register)}
    for problem in no_members(actual.names, everyone, register, ACTUAL.name):
        yield replace(problem, on_key=True)


def final_soundness(
    actual: Actual, budget: Budget, register: Register, new_error: Callable[[Budget, Budget, Register], Problem | None]
) -> Iterator[Problem]:
    """The accounts can be shared out. `new_error` looks for what the final figures have made wrong."""
    after = changed(actual.changes(), budget, register)
    days = population_dates(after, register)
    if actual.population and actual.population not in days:
        message = sentence("There are no populations on {day} for everyone who takes part.", day=actual.population)
        remedy = sentence("There are: {names}.", names=listed(map(str, days), ","))
        yield Problem(SETTLEMENT, ("population_date",), message, remedy, document=ACTUAL.name)
    elif problem := new_error(after, budget, register):
        message = sentence("With these figures the budget is not sound: {reason}", reason=problem.message)
        yield Problem(SETTLEMENT, ("amounts",), message, problem.remedy, on_key=True, document=ACTUAL.name)
