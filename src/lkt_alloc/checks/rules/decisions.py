"""Rules about a file of decisions: whose they are, and that each member has given one answer, which says one thing."""

from collections.abc import Iterator, Mapping
from typing import Final

from msgspec.structs import replace

from lkt_alloc.checks.rules.members import no_members
from lkt_alloc.checks.rules.references import UNKNOWN_REFERENCE, suggested
from lkt_alloc.diagnostics.catalogue import DUPLICATE_MEMBER
from lkt_alloc.diagnostics.findings import Path, Problem, Rule
from lkt_alloc.engine.decisions import CONDITIONAL, DECLINED, Answer, Decisions, given_for, together_with
from lkt_alloc.engine.keys import numbers
from lkt_alloc.engine.model import Budget, Register
from lkt_alloc.engine.names import with_number
from lkt_alloc.files import norway
from lkt_alloc.files.kinds import DECISIONS
from lkt_alloc.language.sentences import Value, listed, sentence

DECIDED_BUDGET: Final = Rule(
    "LKT820",
    "decided-budget",
    "error",
    title=sentence("A budget that is decided on is sound"),
    given=sentence("a file of decisions, and the budget and the municipality file that it is about"),
    when=sentence("one of the two is another kind of file, or has errors that nobody has acknowledged"),
    then=sentence("correct that file first; nothing can be said of decisions on it"),
)

ANSWER: Final = Rule(
    "LKT821",
    "answer",
    "error",
    title=sentence("An answer says one thing"),
    given=sentence("an answer in a file of decisions"),
    when=sentence(
        "it has a condition that the note does not state, or an amount though it declines, or one amount for several periods"
    ),
    then=sentence("write the condition in the note, delete the amount, or give an amount for each period"),
)

MERGED_ANSWERS: Final = Rule(
    "LKT822",
    "merged-answers",
    "error",
    title=sentence("Members who have merged have answered the same"),
    given=sentence("answers of municipalities that have become one member since"),
    when=sentence(
        "one of them has not answered, or they have not answered the same, or only some of them with an amount"
    ),
    then=sentence("write the answer of the member that they have become"),
)


def decisions(own: Decisions, budget: Budget, register: Register) -> Iterator[Problem]:
    """Members and periods are those of the budget, and every answer says one thing. `register` has what members were and became."""
    everyone = {number for key in budget.keys.values() for number in numbers(key.members, register)}
    given = given_for(everyone, own.answers, register.municipalities)
    standing = {number for answered in given.values() for number in answered} | everyone
    at = {numbered: path for path, (numbered, _) in own.names.items()}
    for problem in no_members(own.names, standing, register, DECISIONS.name):
        yield replace(problem, on_key=True)
    for number, answer in own.answers.items():
        for problem in (*_said(answer), *_amounts(answer, budget)):
            yield replace(problem, path=(*at[number], *problem.path), document=DECISIONS.name)
    for member, answered in given.items():
        if answered and answered != [member]:
            yield from _together(member, {number: own.answers[number] for number in answered}, at, register)


def _said(answer: Answer) -> Iterator[Problem]:
    """What an answer says besides its amount."""
    if answer.answer == CONDITIONAL and not answer.note:
        message = sentence("It does not say on what condition.")
        yield Problem(ANSWER, ("answer",), message, sentence("Write the condition in the note."))
    if answer.answer == DECLINED and answer.amounts is not None:
        message = sentence("Who declines adopts no amount.")
        yield Problem(ANSWER, ("amount",), message, sentence("Delete the amount, or correct the answer."), on_key=True)


def _amounts(answer: Answer, budget: Budget) -> Iterator[Problem]:
    """The periods of amounts are those of the budget."""
    for period in answer.amounts or {}:
        if not period and len(budget.periods) > 1:
            message = sentence("The budget has several periods, and this is one amount.")
            remedy = sentence("Give an amount for each: {names}.", names=listed(budget.periods, ","))
            yield Problem(ANSWER, ("amount",), message, remedy)
        elif period and period not in budget.periods:
            message = sentence('There is no period "{name}".', name=period)
            yield Problem(
                UNKNOWN_REFERENCE, ("amount", period), message, suggested(period, budget.periods), on_key=True
            )


def _together(
    member: str, given: Mapping[str, Answer], at: Mapping[str, Path], register: Register
) -> Iterator[Problem]:
    """Answers that others give for a member: not besides its own, and all the same."""
    known = {**norway.register().municipalities, **register.municipalities}
    called = {number: with_number(known[number].name, number) for number in (member, *given)}
    if member in given:
        other = next(number for number in given if number != member)
        message = sentence("{other} and {member} are the same member now.", other=called[other], member=called[member])
        related = ((at[member], sentence("its own answer is here")),)
        remedy = sentence("Keep one of the two.")
        yield Problem(DUPLICATE_MEMBER, at[other], message, remedy, DECISIONS.name, on_key=True, related=related)
        return
    names = listed(with_number(known[number].name, number) for number in together_with(member, given, known))
    values: dict[str, Value] = {"member": called[member], "names": names}
    if not given.keys() >= set(together_with(member, given, known)):
        message = sentence("{member} is the same as {names}, and not all of these have answered.", **values)
    elif len({(answer.answer, answer.amounts is None) for answer in given.values()}) > 1:
        message = sentence("{member} is the same as {names}, and these have not answered the same.", **values)
    else:
        return
    remedy = sentence("Write one answer of {member}.", **values)
    yield Problem(MERGED_ANSWERS, at[[*given][-1]], message, remedy, DECISIONS.name, on_key=True)
