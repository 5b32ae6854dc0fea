"""Rules about a file of decisions: whose they are, and that each member has given one answer, which says one thing."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

from msgspec.structs import replace

from lkt_alloc.checks.rules.outsiders import no_members
from lkt_alloc.checks.rules.references import UNKNOWN_REFERENCE, suggested
from lkt_alloc.diagnostics.catalogue import DUPLICATE_MEMBER
from lkt_alloc.diagnostics.findings import Path, Problem, Rule
from lkt_alloc.engine.decisions import CONDITIONAL, DECLINED, Answer, Answered, Ways
from lkt_alloc.engine.keys import by_number, numbers
from lkt_alloc.engine.model import Budget
from lkt_alloc.engine.names import with_number
from lkt_alloc.engine.register import Register
from lkt_alloc.engine.succession import heirs_among, kin
from lkt_alloc.files import norway
from lkt_alloc.files.kinds import DECISIONS
from lkt_alloc.language.sentences import Sentence, Value, listed, sentence

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
        "it has a condition that the note does not state, an amount though it declines, or amounts for other periods than its member's"
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

NAMED_DECISIONS: Final = Rule(
    "LKT823",
    "named-decisions",
    "error",
    title=sentence("The file of decisions that a budget names is there, and is about it"),
    given=sentence("a budget that names a file of decisions"),
    when=sentence("there is no such file, it is of another kind, or it names another budget"),
    then=sentence("correct the name, or what the file says that it is about"),
)

IDLE_ANSWER: Final = Rule(
    "LKT824",
    "idle-answer",
    "warning",
    title=sentence("An answer counts for somebody"),
    given=sentence("an answer in a file of decisions"),
    when=sentence(
        "its member shares in nothing in any period: it is in allocation keys that are not used, or comes later"
    ),
    then=sentence("delete the answer, or leave it for years that a scenario adds"),
)


def decisions(answers: Answered, budget: Budget, register: Register) -> Iterator[Problem]:
    """Members and periods are those of the budget, and every answer says one thing and is somebody's."""
    own = answers.decisions
    everyone = {number for key in budget.keys.values() for number in numbers(key.members, register)}
    at = {numbered: path for path, (numbered, _) in own.names.items()}
    same = {number: _same(number, everyone, answers) for number in own.answers}
    standing = everyone | {number for number, those in same.items() if those}
    merged = dict(_together(answers, at))
    known = replace(register, municipalities=answers.known)
    for problem in no_members(own.names, standing, known, DECISIONS.name):
        yield replace(problem, on_key=True)
    for number, answer in own.answers.items():
        for problem in (
            *_said(answer),
            *_amounts(answer, answers.periods_of(number, merged), answers.budgeted, budget),
        ):
            yield replace(problem, path=(*at[number], *problem.path), document=DECISIONS.name)
        if number in standing and not answers.periods_of(number):
            yield _idle(number, [] if number in everyone else same[number], answers, at)
    yield from merged.values()


def _same(number: str, everyone: Collection[str], answers: Answered) -> list[str]:
    """The members that somebody has become, and those who have become it, but for those whom nobody answers for."""
    known = answers.known
    if number not in known:
        return []
    members = {n: known[n] for n in sorted(everyone, key=by_number) if n in known and answers.given.get(n, (n,))}
    return [one.number for one in kin(number, known, members)]


def _idle(number: str, same: Sequence[str], answers: Answered, at: Mapping[str, Path]) -> Problem:
    """An answer that counts for nobody in the periods of the budget: for none of those who are the same either, as they have others."""
    called = with_number(answers.known[number].name, number)
    if any(number in heirs_among(member, answers.known, number.__eq__) for member in same):
        message = sentence("{member} shares in no period of the budget; members that do became it later.")
        remedy = sentence("Leave it if it is for years that a scenario adds, where it counts; else delete it.")
        return Problem(IDLE_ANSWER, at[number], message.filled(member=called), remedy, DECISIONS.name, on_key=True)
    for member in (member for member in same if member in answers.given):
        (by, *_) = answers.given[member]
        other = with_number(answers.known[member].name, member)
        message = sentence("{other} and {member} are the same member now.", other=called, member=other)
        related = ((at[by], sentence("its own answer is here")),)
        remedy = sentence("Keep one of the two.")
        return Problem(DUPLICATE_MEMBER, at[number], message, remedy, DECISIONS.name, on_key=True, related=related)
    message = sentence("{member} shares in nothing here, so that the answer counts for nothing.", member=called)
    remedy = sentence("Delete it, or use an allocation key that it is a member of.")
    return Problem(IDLE_ANSWER, at[number], message, remedy, DECISIONS.name, on_key=True)


def _said(answer: Answer) -> Iterator[Problem]:
    """What an answer says besides its amount."""
    if answer.answer == CONDITIONAL and not answer.note.strip():
        message = sentence("It does not say on what condition.")
        yield Problem(ANSWER, ("answer",), message, sentence("Write the condition in the note."))
    if answer.answer == DECLINED and answer.amounts is not None:
        message = sentence("Who declines adopts no amount.")
        yield Problem(ANSWER, ("amount",), message, sentence("Delete the amount, or correct the answer."), on_key=True)


def _amounts(answer: Answer, here: Sequence[str], budgeted: Sequence[str], budget: Budget) -> Iterator[Problem]:
    """The periods of amounts are those of the budget, and of the `budgeted` ones all in which the answer is somebody's (`here`)."""
    amounts, needed = answer.amounts or {}, [period for period in budgeted if period in here]
    several = sentence("Give an amount for each: {names}.", names=listed(needed or budgeted, ","))
    for period, ore in amounts.items():
        if not period and len(budgeted) > 1:
            message = sentence("The budget has several periods, and this is one amount.")
            yield Problem(ANSWER, ("amount",), message, several)
        elif period and period not in budget.periods:
            message, remedy = sentence('There is no period "{name}".', name=period), suggested(period, budget.periods)
            yield Problem(UNKNOWN_REFERENCE, ("amount", period), message, remedy, on_key=True)
        elif period and here and period not in here and ore:
            message = sentence("It has no part in what is shared in {period}.", period=period)
            yield Problem(ANSWER, ("amount", period), message, sentence("Delete that amount."), on_key=True)
    is_table = amounts and "" not in amounts and answer.answer != DECLINED
    if is_table and (lacking := [period for period in needed if period not in amounts]):
        message = sentence("There is no amount for {names}.", names=listed(lacking))
        yield Problem(ANSWER, ("amount",), message, several, on_key=True)


def _together(answers: Answered, at: Mapping[str, Path]) -> Iterator[tuple[str, Problem]]:
    """By member, that those who answer for it have not all answered, or not the same."""
    theirs = {member: given for member, given in answers.given.items() if given and given != (member,)}
    known = {**norway.register().municipalities, **answers.known} if theirs else {}
    ways = Ways(answers.decisions.answers, answers.members, known)
    for member, given in theirs.items():
        lacking = ways.of(member).lacking
        names = listed(with_number(known[n].name, n) for n in sorted((*given, *lacking), key=by_number))
        values: dict[str, Value] = {"member": with_number(known[member].name, member), "names": names}
        if message := _NOT_ALL if lacking else _unlike(member, answers):
            remedy = sentence("Write one answer of {member}.", **values)
            place = at[given[-1]]
            yield member, Problem(MERGED_ANSWERS, place, message.filled(**values), remedy, DECISIONS.name, on_key=True)


_NOT_ALL: Final = sentence("{member} is the same as {names}, and not all of these have answered.")


def _unlike(member: str, answers: Answered) -> Sentence | None:
    """What is different in the answers that are given for one member; amounts, only where they are asked for."""
    given = answers.of(member).values()
    if len({answer.answer for answer in given}) > 1:
        return sentence("{member} is the same as {names}, and these have not answered the same.")
    is_budgeted = any(member in answers.members[period] for period in answers.budgeted)
    if is_budgeted and len({answer.amounts is None for answer in given}) > 1:
        return sentence("{member} is the same as {names}, and only some of these have given an amount.")
    return None
