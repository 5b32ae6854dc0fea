"""Rules about a scenario: what it names is in the budget, and the budget is still sound when it is changed."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from msgspec.structs import replace

from lkt_alloc.checks.rules import figures
from lkt_alloc.checks.rules.outsiders import no_members
from lkt_alloc.checks.rules.references import UNKNOWN_REFERENCE, suggested
from lkt_alloc.diagnostics.catalogue import DUPLICATE_MEMBER, DUPLICATE_POST
from lkt_alloc.diagnostics.findings import Path, Problem, Rule
from lkt_alloc.engine.changes import called
from lkt_alloc.engine.keys import numbers, population_dates, with_parties
from lkt_alloc.engine.model import Budget, Key
from lkt_alloc.engine.register import Register
from lkt_alloc.engine.scenario import SOMEBODY_ELSE, Written, changed, left_with_nobody
from lkt_alloc.files import kinds
from lkt_alloc.files.notation import compared
from lkt_alloc.language.sentences import Sentence, listed, sentence

UNSOUND_SCENARIO: Final = Rule(
    "LKT801",
    "scenario",
    "error",
    title=sentence("A budget that a scenario changes is sound before and after"),
    given=sentence("a scenario file, the budget that it changes and the municipality file"),
    when=sentence(
        "one of the two has errors that nobody has acknowledged, or the budget cannot be allocated with the changes"
    ),
    then=sentence("correct the budget, or change something else"),
)


def names(scenario: Written, budget: Budget, register: Register) -> Iterator[Problem]:
    """What is named is in the budget, or among the scenario's own keys; nothing is named twice."""
    if twice := [*_twice(scenario), *figures.twice(scenario)]:
        yield from twice
        return
    keys = scenario.with_new_keys(budget).keys
    yield from _in_posts(scenario, budget)
    for payer, key in scenario.keys.items():
        yield from payer_and_key(payer, key, budget, keys, ("use_keys", payer))
    everyone = {n for key in keys.values() for n in numbers(key.members, register)}
    listed_: dict[Path, tuple[str, str]] = {
        (field, i): scenario.names.get((field, i), (number, ""))
        for field, members in (("without", scenario.without), ("only", scenario.only))
        for i, number in enumerate(members)
    }
    yield from no_members(listed_, everyone, register, kinds.SCENARIO.name)
    yield from figures.known(scenario, budget, register, everyone)
    for name, period in scenario.indices:
        said, at = sentence('There is no index "{name}".', name=name), ("indices", name)
        yield from _on_key(unknown(name, budget.indices, said, at))
        yield from _on_key(unknown(period, budget.periods, NO_PERIOD.filled(name=period), (*at, period)))


def _in_posts(scenario: Written, budget: Budget) -> Iterator[Problem]:
    """The posts that are changed, and the periods and payers of what is changed of them, are those of the budget."""
    posts = {post.id: None for post in budget.posts}
    for i, (post, by_field) in enumerate(_changes(scenario).items()):
        at = ("changes", i)
        yield from unknown(post, posts, sentence('There is no budget item "{name}".', name=post), (*at, "post"))
        for field, period in by_field:
            said = NO_PERIOD.filled(name=period)
            yield from _on_key(unknown(period, budget.periods, said, (*at, field, period)))
        for payer in scenario.paid_by.get(post, ()):
            said = _NO_PAYER.filled(name=payer)
            yield from _on_key(unknown(payer, budget.payers, said, (*at, "paid_by", payer)))


def payer_and_key(payer: str, key: str, budget: Budget, keys: Mapping[str, Key], at: Path) -> Iterator[Problem]:
    """The payer that is to share by another key, and the key, are known."""
    yield from unknown(payer, budget.payers, _NO_PAYER.filled(name=payer), at)
    yield from unknown(key, keys, sentence('There is no allocation key "{name}".', name=key), at)


NO_PERIOD: Final = sentence('There is no period "{name}".')
_NO_PAYER: Final = sentence('There is no payer "{name}".')


def _on_key(problems: Iterable[Problem]) -> Iterator[Problem]:
    return (replace(problem, on_key=True) for problem in problems)


def _twice(scenario: Written) -> Iterator[Problem]:
    """What one entry says of a post or a member, another would take back."""
    first: dict[tuple[str, str], Path] = {}
    for field, named in (("changes", scenario.changed_posts), ("without", scenario.without), ("only", scenario.only)):
        for i, name in enumerate(named):
            path: Path = ("changes", i, "post") if field == "changes" else (field, i)
            earlier = first.setdefault((field, compared(name)), path)
            if earlier != path:
                broken = DUPLICATE_POST if field == "changes" else DUPLICATE_MEMBER
                message = sentence('"{name}" is in this list more than once.', name=name)
                related = ((earlier, sentence("the first is here")),)
                yield Problem(
                    broken,
                    path,
                    message,
                    sentence("Keep one of the two."),
                    related=related,
                    document=kinds.SCENARIO.name,
                )


def _changes(scenario: Written) -> dict[str, list[tuple[str, str]]]:
    """By post, in the order of the file: the fields and periods that are changed."""
    found: dict[str, list[tuple[str, str]]] = {}
    for post in scenario.changed_posts:
        found[post] = []
    for field in ("amounts", "covered", "external"):
        for post, period in getattr(scenario, field):
            found[post].append((field, period))
    return found


def unknown(name: str, known: Mapping[str, object], message: Sentence, path: Path) -> Iterator[Problem]:
    """A name that is not known, with the nearest that is."""
    if name not in known:
        yield Problem(UNKNOWN_REFERENCE, path, message, suggested(name, known), document=kinds.SCENARIO.name)


def soundness(
    scenario: Written,
    budget: Budget,
    register: Register,
    new_error: Callable[[Budget, Budget, Register], Problem | None],
) -> Iterator[Problem]:
    """The changed budget can be shared out. `new_error` looks for what the change has made wrong."""
    if problem := _gap_of_nobody(scenario, register):
        yield problem
        return
    after = changed(scenario, budget, register)
    if message := left_with_nobody(scenario, after, budget, register):
        remedy = SOMEBODY_ELSE
        yield Problem(
            UNSOUND_SCENARIO,
            ("only" if scenario.only else "without",),
            message,
            remedy,
            on_key=True,
            document=kinds.SCENARIO.name,
        )
        return
    days = population_dates(after, with_parties(after, register))
    if scenario.population and scenario.population not in days:
        message = sentence("There are no populations on {day} for everyone who takes part.", day=scenario.population)
        remedy = sentence("There are: {names}.", names=listed(map(str, days), ","))
        yield Problem(UNSOUND_SCENARIO, ("population_date",), message, remedy, document=kinds.SCENARIO.name)
    elif problem := new_error(after, budget, register):
        message = sentence("With these changes the budget is not sound: {reason}", reason=problem.message)
        given = _given(scenario)
        at = next((field for field in _MADE_BY.get(problem.rule.code[3], ()) if field in given), given[0])
        yield Problem(UNSOUND_SCENARIO, (at,), message, problem.remedy, on_key=True, document=kinds.SCENARIO.name)


_MADE_BY: Final = {"2": ("periods",), "3": ("changes",), "4": ("keys", "figures"), "5": ("figures",)}
"""By the family of the rule that is broken, the fields of a scenario that may have done it, the likeliest first."""


def _given(scenario: Written) -> list[str]:
    """The fields that change anything, the likeliest to make a budget unsound first."""
    given = {
        "periods": scenario.periods,
        "changes": scenario.changed_posts,
        "without": scenario.without,
        "only": scenario.only,
        "use_keys": scenario.keys,
        "keys": scenario.new_keys,
        "figures": scenario.figures,
        "indices": scenario.indices,
    }
    return [field for field, value in given.items() if value]


def _gap_of_nobody(scenario: Written, register: Register) -> Problem | None:
    """A gap is the part of somebody who is left out."""
    if scenario.both:
        message = sentence(
            "These are both left out and among the only ones that take part: {names}.",
            names=called(scenario.both, register),
        )
        return Problem(
            UNSOUND_SCENARIO,
            ("without",),
            message,
            sentence("Name them in one of the two."),
            document=kinds.SCENARIO.name,
        )
    if scenario.gap and not scenario.without:
        message = sentence("It is not stated whose share nobody is to pay.")
        remedy = sentence('Write "without" with those who are left out, or delete this.')
        return Problem(UNSOUND_SCENARIO, ("borne_by",), message, remedy, document=kinds.SCENARIO.name)
    if partless := scenario.without_a_part:
        message = sentence(
            "Nobody is to pay the share of {names}, but they have none: only others take part.",
            names=called(partless, register),
        )
        remedy = sentence('Name them in "only" too, or let the others cover their share.')
        return Problem(UNSOUND_SCENARIO, ("borne_by",), message, remedy, document=kinds.SCENARIO.name)
    return None
