"""The questions of `init`, in order: what has been said already is taken, what has not is asked for.

Knows what is asked and what each answer means; nothing of terminals.
"""

from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction
from typing import Final, Self, TypeVar

from msgspec import Struct

from lkt_alloc.engine.names import told_apart
from lkt_alloc.engine.register import Municipality, Register
from lkt_alloc.files.starter import answers as understood
from lkt_alloc.files.starter.answers import KEY_NAMES
from lkt_alloc.files.starter.plan import KEYS, Plan, PlannedPost, population_day, sources_of
from lkt_alloc.files.starter.posts.table import TableOfPosts
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import Sentence, listed, sentence
from lkt_alloc.language.words import Words

T = TypeVar("T")

EXPLAIN: Final = "?"
"""What is typed for an explanation of a question."""


class Answers(Struct, frozen=True):
    """What has been said on the command line; what has not is asked for. `day` is the date whose populations are wanted."""

    name: str | None
    municipalities: str | None
    key: str | None
    host: str | None
    share: str | None
    period: str | None
    amount: str | None
    post: tuple[str, ...]
    day: date | None
    table: TableOfPosts | None = None

    @classmethod
    def nothing(cls, day: date | None = None) -> Self:
        """What is there when nothing has been said, but perhaps a date."""
        return cls(None, None, None, None, None, None, None, (), day)


class Interview:
    """Takes an answer that has been given, or asks until there is one that can be understood.

    `prompt` asks a person, with what is answered if nothing is typed; `say` shows a line. Without someone to ask, `prompt` is `None`.
    """

    def __init__(
        self, words: Words, prompt: Callable[[str, str | None], str] | None, say: Callable[[str], None]
    ) -> None:
        self.words, self._prompt, self._say = words, prompt, say

    @property
    def may_ask(self) -> bool:
        """Whether there is someone to ask."""
        return self._prompt is not None

    def get(
        self,
        given: str | None,
        question: Sentence,
        read: Callable[[str], T],
        explained: Sentence,
        default: str | None = None,
    ) -> T:
        """What `read` makes of the answer."""
        if given is not None or self._prompt is None:
            return read(default or "" if given is None else given)
        while True:
            typed = self._prompt(self.words.title(question), default)
            if typed.strip() == EXPLAIN:
                self.show(explained)
                continue
            try:
                return read(typed)
            except CannotRun as error:
                self.show(error.reason, error.remedy)

    def show(self, *said: Sentence | None) -> None:
        """Say something on a line."""
        self._say(" ".join(self.words.title(one) for one in said if one))


def missing(answers: Answers) -> list[str]:
    """The options that must be given where there is nobody to ask."""
    needed: dict[str, object] = {
        "--name": answers.name,
        "--municipalities": answers.municipalities,
    }
    if answers.table is None:
        needed |= {"--period": answers.period, "--amount": answers.amount or answers.post or None}
    if answers.key == "host+population":
        needed |= {"--host": answers.host}
    if answers.host or answers.key in ("host+population", "equal+population"):
        needed |= {"--share": answers.share}
    return [option for option, value in needed.items() if value is None]


def nobody_to_ask(lacking: Sequence[str]) -> CannotRun:
    """What is said where something is lacking and there is no terminal to ask in."""
    return CannotRun(
        sentence("These options are missing: {names}.", names=listed(lacking, ",")),
        sentence("In a terminal, lkt-alloc init asks for what is missing."),
    )


def plan_of(ask: Interview, answers: Answers, register_for: Callable[[int], Register]) -> Plan:
    """All answers, each understood. `register_for` gives the municipalities to choose from, for a budget that begins in a year."""
    if ask.may_ask:
        ask.show(sentence("A question mark explains a question."))
    name = ask.get(answers.name, sentence("name of the collaboration"), understood.a_name, _ABOUT_NAME)
    years = _years(ask, answers)
    register = register_for(years[0])
    members = ask.get(
        answers.municipalities,
        sentence("municipalities, by number or name, with commas between"),
        lambda typed: understood.some_members(typed, register, years),
        _ABOUT_MEMBERS,
    )
    key, share, host = _key(ask, answers, members, register, years)
    posts = _posts(ask, answers, years)
    totals = {year: sum(post.amounts[year] for post in posts) for year in years}
    if answers.table:
        totals = {year: total for year, total in answers.table.totals.items() if year in years}
    days = {year: population_day(members, year, answers.day, needed=key != "equal") for year in years}
    sources = sources_of(members, register)
    source = answers.table.source if answers.table else None
    chosen = answers.day is not None
    members = tuple(told_apart(members))
    return Plan(name, years, posts, totals, key, share, host, members, days, sources, source, is_chosen=chosen)


def _years(ask: Interview, answers: Answers) -> tuple[int, ...]:
    """Those of the table, or some of them; else those that are said."""
    table = answers.table
    if table and answers.period is None:
        return table.years
    years = ask.get(answers.period, sentence("year, or the first and the last"), understood.some_years, _ABOUT_YEARS)
    if table and not {*years} <= {*table.years}:
        raise CannotRun(
            sentence(
                "There are not amounts for all of {said} in {name}.", name=table.grid.file, said=str(answers.period)
            ),
            sentence("There are: {names}.", names=listed(map(str, table.years), ",")),
        )
    return years


def _key(
    ask: Interview, answers: Answers, members: Sequence[Municipality], register: Register, years: Sequence[int]
) -> tuple[str, Fraction, str]:
    given = answers.key or ("host+population" if answers.host else None)
    if given is None and ask.may_ask:
        for n, kind in enumerate(KEYS):
            ask.show(sentence("{number}: {what}", number=str(n + 1), what=KEY_NAMES[kind]))
    question = sentence("how the sum is shared: a number from {first} to {last}", first=1, last=len(KEYS))
    key = ask.get(given, question, understood.a_key, _ABOUT_KEY, "1")
    understood.has_use("--host", answers.host, key, ["host+population"])
    understood.has_use("--share", answers.share, key, [kind for kind in KEYS if "+" in kind])
    host, share = "", Fraction(1, 2)
    if key == "host+population":
        question = sentence("host municipality")
        host = ask.get(
            answers.host, question, lambda typed: understood.a_host(typed, members, register, years), _ABOUT_HOST
        )
    if "+" in key:
        question = sentence("the host's share") if host else sentence("the share that is divided equally")
        share = ask.get(answers.share, question, understood.a_share, _ABOUT_SHARE, "50 %")
    return key, share, host


def _posts(ask: Interview, answers: Answers, years: Sequence[int]) -> tuple[PlannedPost, ...]:
    """Those of options, else one for each name that is typed, until nothing is."""
    if sum((answers.amount is not None, bool(answers.post), answers.table is not None)) > 1:
        raise CannotRun(
            sentence("Only one of --amount, --post and --posts can be used: each gives what is to be paid.")
        )
    if answers.table:
        return answers.table.of(years)
    if answers.post:
        return tuple(understood.a_post(typed, years, n) for n, typed in enumerate(answers.post, 1))
    if answers.amount is not None:
        return (PlannedPost("1", ask.words.say(_OPERATIONS), understood.some_amounts(answers.amount, years)),)
    posts: list[PlannedPost] = []
    while True:
        question, default = sentence("budget item {number}", number=len(posts) + 1), ask.words.say(_OPERATIONS)
        if posts:
            question, default = sentence("budget item {number} (empty: no more)", number=len(posts) + 1), ""
        name = ask.get(None, question, str.strip, _ABOUT_POSTS, default)
        if not name:
            return tuple(posts)
        posts.append(PlannedPost(str(len(posts) + 1), understood.a_name(name), _amounts(ask, name, years)))


def _amounts(ask: Interview, name: str, years: Sequence[int]) -> dict[int, int]:
    return {
        year: ask.get(
            None,
            sentence("{post} in {year}, in kroner", post=name, year=str(year)),
            understood.an_amount,
            _ABOUT_AMOUNTS,
        )
        for year in years
    }


_OPERATIONS: Final = sentence("Operations")

_ABOUT_NAME: Final = sentence("What the collaboration is called in results and case notes, such as Lofotrådet.")
_ABOUT_YEARS: Final = sentence("The years that there are amounts for: 2026, or 2026-2029 for four years.")
_ABOUT_MEMBERS: Final = sentence(
    "Everyone who takes part, such as Røst, Værøy, Moskenes; where several have the same name, the number."
)
_ABOUT_KEY: Final = sentence(
    "The agreement tells how the sum is shared. The allocation key can be changed in the file later, with more parts, amounts and limits."
)
_ABOUT_HOST: Final = sentence("The municipality that pays a fixed share before the others share the rest.")
_ABOUT_SHARE: Final = sentence("Write a percentage or a fraction: {examples}.", examples="50 %, 33,3 %, 1/3")
_ABOUT_POSTS: Final = sentence(
    "What is to be paid: one name at a time. A table of budget items is read with --posts FILE instead."
)
_ABOUT_AMOUNTS: Final = sentence("Kroner, such as 900 000, 900000,50 or 4,25 mill; with a minus for income.")
