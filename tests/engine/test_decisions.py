"""Answers are held against the budget: each follows its member, and what it adopts and would cost adds up."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from msgspec.structs import replace

from lkt_alloc.checks.reading import Sound, read_pair
from lkt_alloc.checks.registers import whose_answers
from lkt_alloc.checks.what_if import allocation, declines
from lkt_alloc.engine.allocate import Allocation, allocate
from lkt_alloc.engine.decisions import (
    ADOPTED,
    CONDITIONAL,
    DECLINED,
    MISSING,
    Answer,
    Decisions,
    OreByPeriod,
    answered,
)
from lkt_alloc.engine.over_years import amounts_of
from lkt_alloc.engine.overview import Overview, others_pay_it_all, overview, paid_more
from lkt_alloc.engine.scenario import Scenario
from lkt_alloc.files import norway
from lkt_alloc.files.disk import embedded
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import Sentence
from tests.engine.strategies import Pair, sound_budgets
from tests.engine.test_succession import one

EXAMPLES = Path(__file__).parents[2] / "examples"
BUDGETS = {
    "the real case": (embedded("budget"), None),
    "after the mergers": (EXAMPLES / "lkt_2020.yaml", None),
    "hospitals, two keys": (EXAMPLES / "lkt_hospitals.yaml", None),
    "an exact third, posts by use": (EXAMPLES / "ikt_nordhordland.yaml", EXAMPLES / "municipalities.yaml"),
    "several kinds of part": (EXAMPLES / "ika_nordland.yaml", EXAMPLES / "municipalities.yaml"),
}
each_budget = pytest.mark.parametrize("name", BUDGETS)


def sound(name: str) -> Sound:
    return read_pair(*BUDGETS[name])


def over(name: str, **answers: Answer) -> Overview:
    own = sound(name)
    whole = allocate(own.budget, own.register, list(own.budget.periods))
    decided = Decisions(answers={number.removeprefix("n"): answer for number, answer in answers.items()})
    return overview(whose_answers(decided, own.budget, own.register), whole)


YES, NO = Answer(ADOPTED), Answer(DECLINED)


def adopted(*amounts: int) -> Answer:
    return Answer(ADOPTED, amounts=dict(zip(("2018", "2019") if len(amounts) > 1 else ("",), amounts, strict=True)))


@each_budget
def test_what_a_decline_costs_is_the_what_if_alone(name: str) -> None:
    own, before = sound(name), over(name)
    costs = declines(before, own.budget, own.register)
    paid = amounts_of(before.allocation)
    assert costs.keys() == before.allocation.members
    for number, cost in costs.items():
        if not isinstance(cost, Sentence):
            alone = amounts_of(allocation(own.budget, own.register, None, Scenario(without=(number,))))
            more = [sum(by.values()) - sum(paid[n].values()) for n, by in alone.items() if n != number]
            assert number not in alone
            assert sum(cost.values()) == sum(more)
    possible = [number for number, cost in costs.items() if not isinstance(cost, Sentence)]
    assert possible


@given(sound_budgets())
def test_what_is_known_without_calculating_is_what_is_calculated(pair: Pair) -> None:
    """Where all keys divide all there is, the others pay just what whoever declines was to pay."""
    budget, register = pair
    whole = allocate(budget, register, list(budget.periods))
    assert others_pay_it_all(whole)
    before = overview(whose_answers(Decisions(), budget, register), whole)
    for row in before.rows[:4]:
        (cost,) = declines(replace(before, rows=(row,)), budget, register).values()
        assert cost == calculated(whole, pair, row.numbers)


def calculated(whole: Allocation, pair: Pair, without: tuple[str, ...]) -> OreByPeriod | Sentence:
    period = None if len(whole.periods) > 1 else whole.periods[0].id
    try:
        return paid_more(whole, allocation(*pair, period, Scenario(without=without)), without)
    except CannotRun as refused:
        return refused.reason


def test_in_which_keys_that_is_known() -> None:
    known = {name: others_pay_it_all(over(name).allocation) for name in BUDGETS}
    assert known == {**dict.fromkeys(BUDGETS, True), "several kinds of part": False}


def test_what_a_decline_costs_in_the_real_case_is_its_own_part() -> None:
    own, before = sound("the real case"), over("the real case")
    costs = declines(before, own.budget, own.register)
    reason = costs["1201"]
    assert isinstance(reason, Sentence)
    assert "Bergen" in str(reason.values["names"])
    assert costs == {**amounts_of(before.allocation), "1201": reason}
    later = overview(whose_answers(Decisions(), own.budget, own.register), allocate(own.budget, own.register, ["2019"]))
    assert declines(later, own.budget, own.register)["1243"] == {"2019": 90_113_00}


@each_budget
def test_all_parts_make_the_whole(name: str) -> None:
    first, second, *_ = sorted(sound(name).budget.periods and over(name).allocation.members)
    own = over(name, **{f"n{first}": YES, f"n{second}": NO})
    for field in ("count", "budgeted", "adopted", "lacking"):
        assert sum(getattr(part, field) for part in own.parts) == getattr(own.whole, field)
    assert own.whole.budgeted == sum(own.whole_of(period.id).budgeted for period in own.allocation.periods)
    assert own.whole.adopted == own.of(ADOPTED)[0].part.budgeted
    assert [row.number for row in own.of(DECLINED)] == [second]
    assert len(own.of(MISSING)) == len(own.rows) - 2


@pytest.mark.parametrize(
    ("answers", "members", "given"),
    [
        ("1243", ["1241 1243"], {"1243": "1243"}),
        ("1243", ["4624 4601"], {"4624": "1243"}),
        ("4624", ["1241 1243 1201"], {"1241": "4624", "1243": "4624"}),
        ("4624 1243", ["1241 1243"], {"1241": "4624", "1243": "1243"}),
        ("1507", ["1508 1580"], {"1508": "1507", "1580": "1507"}),
        ("1580", ["1507"], {"1507": "1580"}),
        ("1580 1507", ["1507"], {"1507": "1507"}),
        ("1504 1507", ["1508"], {"1508": "1507"}),
        ("1201", ["4601"], {"4601": "1201"}),
        ("HB", ["HB 4601"], {"HB": "HB"}),
        ("HX 0301", ["HB 4601"], {}),
        ("1234 1235", ["1234 1235", "4621"], {"1234": "1234", "1235": "1235", "4621": "1234 1235"}),
        ("1234 1235 4621", ["1234 1235", "4621"], {"1234": "1234", "1235": "1235", "4621": "4621"}),
        ("1234", ["1234 4621"], {"1234": "1234"}),
        ("1234", ["1235 4621"], {}),
        ("5030", ["5001"], {}),
        ("1601", ["5001"], {"5001": "1601"}),
        ("5001", ["5030"], {"5030": "5001"}),
        ("5001", ["5030 5001"], {"5001": "5001"}),
    ],
)
def test_an_answer_follows_its_member(answers: str, members: list[str], given: dict[str, str]) -> None:
    """By period, who the members are: an own answer first, then the nearest on each way, of nobody who is a member beside it."""
    decided = Decisions(answers=dict.fromkeys(answers.split(), YES))
    by_period = {str(n): own.split() for n, own in enumerate(members)}
    own = answered(decided, by_period, norway.register().municipalities)
    assert {member: " ".join(numbers) for member, numbers in own.given.items() if numbers} == given


def test_two_ways_to_one_who_has_answered_are_one_answer() -> None:
    """What was split and became one again."""
    known = {
        "a": one("a", date(2018, 12, 31), {"b": Fraction(1, 2), "c": Fraction(1, 2)}),
        "b": one("b", date(2019, 12, 31), {"d": Fraction(1)}),
        "c": one("c", date(2019, 12, 31), {"d": Fraction(1)}),
        "d": one("d", None, {}),
    }
    assert answered(Decisions(answers={"a": YES}), {"2020": ["d"]}, known).given == {"d": ("a",)}


def test_an_answer_of_the_merged_is_one_for_all_of_them() -> None:
    own = over("the real case", n4624=adopted(10_000_00, 100_000_00))
    row = next(row for row in own.rows if row.answer == ADOPTED)
    assert (row.number, row.numbers, row.others) == ("4624", ("1241", "1243"), ())
    assert row.adopted == {"2018": 10_000_00, "2019": 100_000_00}


def test_answers_of_those_who_merged_are_added_up() -> None:
    own = over("after the mergers", n1241=adopted(17_000_00), n1243=adopted(80_000_00))
    row = next(row for row in own.rows if row.number == "4624")
    assert (row.answer, row.stated) == (ADOPTED, {"2020": 97_000_00})
    assert row.others == ("Fusa (1241)", "Os (1243)")


def test_without_an_amount_it_is_the_budgets_and_what_is_not_named_is_not_adopted() -> None:
    own = over("the real case", n1243=YES, n1235=Answer(ADOPTED, amounts={"2019": 1_00}), n1247=Answer(CONDITIONAL))
    rows = {row.number: row for row in own.rows}
    assert rows["1243"].adopted == rows["1243"].budgeted
    assert rows["1243"].otherwise == {}
    assert rows["1235"].adopted == {"2018": 0, "2019": 1_00}
    assert rows["1235"].otherwise == {"2019": (63_849_00, 1_00)}
    assert rows["1247"].adopted == {"2018": 0, "2019": 0}
    assert rows["1247"].otherwise == {}


def test_an_answer_after_the_deadline_counts_and_is_told_of() -> None:
    own = replace(
        over("the real case", n1243=replace(YES, day=date(2018, 11, 2)), n1235=YES), deadline=date(2018, 11, 1)
    )
    assert own.late == ("Os (1243)",)
    assert replace(own, deadline=date(2018, 11, 2)).late == ()
