"""The questions of `init`: what is said becomes a plan, what is not is asked for, and what cannot be understood is asked for again."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

import pytest
from msgspec.structs import replace

from lkt_alloc.engine.register import Register
from lkt_alloc.files import norway
from lkt_alloc.files.starter.answers import some_members
from lkt_alloc.files.starter.interview import Answers, Interview, missing, nobody_to_ask, plan_of
from lkt_alloc.files.starter.plan import Plan, PlannedPost, said_of
from lkt_alloc.files.starter.posts import HowToRead, read_posts
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import listed
from lkt_alloc.language.words import Words

NOTHING_SAID = Answers.nothing()
SAID = Answers("Rådet", "1856,1857", None, None, None, "2026-2027", "5;6", (), None)


def asked(typed: Sequence[str], answers: Answers = NOTHING_SAID, language: str = "nb") -> tuple[Plan, list[str]]:
    """What comes of answers that are typed one by one, and all that is shown: each question with its default, and what is said."""
    left, shown = list(typed), list[str]()

    def prompt(question: str, default: str | None) -> str:
        shown.append(f"{question} [{default}]")
        return left.pop(0) or default or ""

    plan = plan_of(Interview(Words(language), prompt, shown.append), answers, lambda _: norway.register())
    assert not left
    return plan, shown


def told(answers: Answers) -> Plan:
    """What comes of options alone."""

    def never(line: str) -> None:
        raise AssertionError(line)

    return plan_of(Interview(Words("nn"), None, never), answers, lambda _: norway.register())


def test_all_that_is_asked_for() -> None:
    plan, shown = asked(
        [
            "?",
            "Rådet",
            "2026, 2028",
            "Vaagan; 1874\n røst",
            "3",
            "Vågan",
            "1/3",
            "",
            "1",
            "2,50",
            "Leige",
            "much",
            "5",
            "-6",
            "",
        ]
    )
    assert (plan.name, plan.years, plan.key, plan.share, plan.host) == (
        "Rådet",
        (2026, 2028),
        "host+population",
        Fraction(1, 3),
        "1865",
    )
    assert [member.name for member in plan.members] == ["Røst", "Vågan", "Moskenes"]
    assert plan.posts == (
        PlannedPost("1", "Drift", {2026: 100, 2028: 250}),
        PlannedPost("2", "Leige", {2026: 500, 2028: -600}),
    )
    assert plan.totals == {2026: 600, 2028: -350}
    assert plan.days == dict.fromkeys(plan.years, date(2026, 1, 1))
    assert [line for line in shown if line.startswith("Post ")] == [
        "Post 1 [Drift]",
        "Post 2 (tomt: ingen flere) []",
        "Post 3 (tomt: ingen flere) []",
    ]
    assert shown[0] == "Et spørsmålstegn forklarer et spørsmål."
    assert shown[2] == "Det samarbeidet skal hete i resultater og saksframlegg, for eksempel Lofotrådet."
    assert "«much» kan ikke leses som beløp. Skriv" in "".join(shown)


def test_options_alone_take_defaults() -> None:
    plan = told(replace(SAID, key="equal+population", share="1/3", day=date(2024, 1, 1)))
    assert (plan.key, plan.share, plan.days[2027], plan.is_chosen) == (
        "equal+population",
        Fraction(1, 3),
        date(2024, 1, 1),
        True,
    )
    assert told(SAID).key == "population"
    assert told(replace(SAID, host="Røst", share="40")).key == "host+population"


def test_what_is_lacking_is_known() -> None:
    table = read_posts("x.csv", b"Namn;2026;2027;2028\nDrift;5;6;7\nSum;5;6;7\n", HowToRead())
    assert str(nobody_to_ask(["--name"])).startswith("These options are missing: --name. In a terminal,")
    assert missing(NOTHING_SAID) == ["--name", "--municipalities", "--period", "--amount"]
    assert missing(replace(SAID, amount=None, key="host+population")) == ["--amount", "--host", "--share"]
    assert missing(replace(SAID, amount=None, post=("a=1",), host="Røst")) == ["--share"]
    assert missing(replace(SAID, amount=None, period=None, table=table)) == []


def test_posts_from_a_table_or_some_of_its_years() -> None:
    table = read_posts("x.csv", b"Namn;2026;2027;2028\nDrift;5;6;7\nSum;5;6;7\n", HowToRead())
    said = replace(SAID, amount=None, period=None, table=table)
    assert told(said).years == (2026, 2027, 2028)
    plan = told(replace(said, period="2027-2028"))
    assert plan.posts == (PlannedPost("1", "Drift", {2027: 600, 2028: 700}, at="x.csv:2"),)
    assert (plan.totals, plan.table) == ({2027: 600, 2028: 700}, table.source)
    with pytest.raises(CannotRun, match="There are not amounts for all of 2027-2029 in"):
        told(replace(said, period="2027-2029"))


def test_only_one_way_to_say_what_is_to_be_paid() -> None:
    assert told(replace(SAID, amount=None, post=("Drift=1;2",))).posts[0].amounts == {2026: 100, 2027: 200}
    with pytest.raises(CannotRun, match="Only one of"):
        told(replace(SAID, post=("Drift=1;2",)))


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"name": "\x00"}, "The name is empty"),
        ({"municipalities": "Røst"}, "At least two"),
        ({"host": "Moskenes", "share": "50"}, "Moskenes (1874) is not among the members"),
        ({"key": "equal", "share": "50"}, "has no use for --share"),
        ({"key": "other"}, '"other" is not allowed here'),
        ({"key": "equal+population", "share": "100"}, "not a share above"),
        ({"key": "equal+population", "share": "half"}, "not a share above"),
        ({"amount": "5"}, 'Amounts in "5": 1. Years: 2.'),
    ],
)
def test_answers_that_cannot_be(changed: dict[str, str], reason: str) -> None:
    with pytest.raises(CannotRun) as refused:
        told(replace(SAID, **changed))
    assert reason in str(refused.value)


def test_what_was_written_is_said() -> None:
    def said(plan: Plan) -> str:
        return " ".join(map(Words("en").title, said_of(plan, listed(["a", "b"])))).replace("\N{NO-BREAK SPACE}", " ")

    assert said(told(SAID)) == (
        "Wrote a and b: 2 municipalities, 1 budget item, 2026–2027. The populations of 1 January are not known here for 2027: "
        "those of 1 January 2026 are used. Look through the files, and try:"
    )
    posts = replace(SAID, amount=None, post=("a=1;2", "b=1;2"), period="2024,2026")
    assert "2 municipalities, 2 budget items, 2024, 2026. Look" in said(told(posts))


def test_members_are_in_use_in_all_years() -> None:
    register: Register = norway.register()
    assert [m.number for m in some_members("Ålesund,Sula", register, [2024, 2027])] == ["1508", "1531"]
    with pytest.raises(CannotRun):
        some_members("Sandøy,Sula", register, [2019, 2020])
