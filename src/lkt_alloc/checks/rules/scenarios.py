"""Rules about a scenario: what it names is in the budget, and the budget is still sound when it is changed."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from msgspec.structs import replace

from lkt_alloc.checks.rules.members import UNKNOWN_MEMBER
from lkt_alloc.checks.rules.references import UNKNOWN_REFERENCE, suggested
from lkt_alloc.diagnostics.catalogue import DUPLICATE_MEMBER, DUPLICATE_POST, NAME_MISMATCH
from lkt_alloc.diagnostics.findings import Path, Problem, Rule
from lkt_alloc.engine.keys import numbers, population_dates
from lkt_alloc.engine.model import Budget, Register
from lkt_alloc.engine.names import goes_by
from lkt_alloc.engine.scenario import SOMEBODY_ELSE, Written, called, changed, left_with_nobody
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
    """Posts, periods, payers, keys and members are those of the budget, or of the scenario's own keys; none is named twice."""
    if twice := list(_twice(scenario)):
        yield from twice
        return
    keys = scenario.with_new_keys(budget).keys
    posts, periods = {post.id: None for post in budget.posts}, budget.periods
    for i, (post, by_field) in enumerate(_changes(scenario).items()):
        yield from unknown(
            post, posts, sentence('There is no budget item "{name}".', name=post), ("changes", i, "post")
        )
        for field, period in by_field:
            said = sentence('There is no period "{name}".', name=period)
            for problem in unknown(period, periods, said, ("changes", i, field, period)):
                yield replace(problem, on_key=True)
    for payer, key in scenario.keys.items():
        yield from unknown(
            payer, budget.payers, sentence('There is no payer "{name}".', name=payer), ("use_keys", payer)
        )
        yield from unknown(key, keys, sentence('There is no allocation key "{name}".', name=key), ("use_keys", payer))
    everyone = {n: None for key in keys.values() for n in numbers(key.members, register)}
    for field, members in (("without", scenario.without), ("only", scenario.only)):
        for i, number in enumerate(members):
            name = scenario.names.get((field, i), ("", ""))[1]
            if number not in everyone:
                message = sentence('"{number}" is not a member of any allocation key of the budget.', number=number)
                remedy = sentence("Write the number of a member, in quotes or with its name.")
                yield Problem(UNKNOWN_MEMBER, (field, i), message, remedy, document=kinds.SCENARIO.name)
            elif name and not goes_by(register.municipalities[number], name):
                own = register.municipalities[number].name
                message = sentence('Number {number} is {name}, not "{said}".', number=number, name=own, said=name)
                yield Problem(
                    NAME_MISMATCH,
                    (field, i),
                    message,
                    sentence("Write {text}.", text=f"{number} {own}"),
                    document=kinds.SCENARIO.name,
                )


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
    if scenario.population and scenario.population not in population_dates(after, register):
        message = sentence("There are no populations on {day} for everyone who takes part.", day=scenario.population)
        days = listed(map(str, population_dates(after, register)), ",")
        remedy = sentence("There are: {names}.", names=days)
        yield Problem(UNSOUND_SCENARIO, ("population_date",), message, remedy, document=kinds.SCENARIO.name)
    elif problem := new_error(after, budget, register):
        message = sentence("With these changes the budget is not sound: {reason}", reason=problem.message)
        given = {"changes": scenario.changed_posts, "without": scenario.without, "only": scenario.only}
        at = next((field for field, value in given.items() if value), "use_keys")
        yield Problem(UNSOUND_SCENARIO, (at,), message, problem.remedy, on_key=True, document=kinds.SCENARIO.name)


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
