"""Periods that a scenario adds: what they take from the one that they are like, how amounts are rounded, and when they are."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from lkt_alloc.engine.added_years import AddedPeriod, unit_of, with_added
from lkt_alloc.engine.allocate import PeriodAllocation, allocate
from lkt_alloc.engine.keys import with_parties
from lkt_alloc.engine.model import Period
from lkt_alloc.engine.register import Measure
from lkt_alloc.engine.scenario import Scenario, changed
from tests.engine.random_budgets import random_budget
from tests.engine.strategies import PERIODS, THEN, budget_of, errors, key_of, register_of, text

HALF, WHOLE = Fraction(1, 2), Fraction(1)
REGISTER = register_of({"0101": {THEN: 60}, "0102": {THEN: 40}})


def plainly(period: PeriodAllocation) -> object:
    """What everyone pays, and of what, without what the period is called."""
    rows = [(row.post.id, row.amounts, row.increase_by_payer) for row in period.posts]
    shares = [
        (division.payer, division.key_id, division.total, division.left, division.tied, share)
        for division in period.divisions
        for share in division.everyone
    ]
    return rows, shares


def test_a_period_that_is_like_another_is_shared_out_as_that_is() -> None:
    seen = 0
    for seed in range(16):
        budget, own_register = random_budget(seed)
        register = with_parties(budget, own_register)
        if not errors(budget, register):
            for like in budget.periods:
                scenario = Scenario(periods={"2090": AddedPeriod(like), "2091": AddedPeriod("2090")})
                after = changed(scenario, budget, register)
                own, *others = allocate(after, register, [like, "2090", "2091"]).periods
                assert [plainly(other) for other in others] == [plainly(own)] * 2, (seed, like)
                assert errors(after, with_parties(after, register)) == []
                seen += 1
    assert seen > 3


@given(st.lists(st.integers(-(10**6), 10**6), min_size=3, max_size=3), st.fractions(0, 9, max_denominator=1000))
def test_what_is_covered_and_external_is_never_more_than_the_amount(ore: list[int], times: Fraction) -> None:
    sign = -1 if ore[0] < 0 else 1
    covered, external, rest = (abs(n) * sign for n in ore)
    amounts = {"2018": covered + external + rest}
    budget = budget_of({"p": key_of(("0101",))}, ({"p": 1}, 0, 0))
    posts = (replace(budget.posts[0], amounts=amounts, covered={"2018": covered}, external={"2018": external}),)
    (post,) = with_added(replace(budget, posts=posts), {"2019": AddedPeriod("2018", times)}, REGISTER).posts
    left = post.amounts["2019"] - post.covered.get("2019", 0) - post.external.get("2019", 0)
    assert left * sign >= 0
    assert post.covered.get("2019", 0) * sign >= 0
    assert abs(post.amounts["2019"] - amounts["2018"] * times) <= 50


@pytest.mark.parametrize(
    ("rounding", "amount", "grown"),
    [
        ("1 kr", 100_00, 103_00),
        ("1 kr", 100_01, 102_51),
        ("øre", 101_00, 103_53),
        ("1000 kr", 4_000_00_000, 4_100_00_000),
    ],
)
def test_amounts_are_rounded_to_the_unit_of_keys_that_they_are_whole_in(rounding: str, amount: int, grown: int) -> None:
    budget = budget_of({"p": key_of(("0101",), rounding=rounding)}, ({"p": 1}, amount, 0))
    (post,) = with_added(budget, {"2019": AddedPeriod("2018", Fraction(1025, 1000))}, REGISTER).posts
    assert post.amounts["2019"] == grown
    assert unit_of(budget, [amount]) == ("øre" if amount % 100 else rounding)


def test_it_stands_where_it_begins_and_has_the_days_of_the_other_in_its_own_year() -> None:
    autumn, leap = (
        Period(text("a"), date(2020, 8, 1), date(2020, 12, 31)),
        Period(text("l"), date(2020, 2, 29), date(2020, 2, 29)),
    )
    budget = replace(
        budget_of({"p": key_of(("0101",))}, ({"p": 1}, 0, 0)),
        periods={"2018": PERIODS["2018"], "2020": autumn, "leap": leap},
    )
    added = {
        "2019": AddedPeriod("2018"),
        "2021": AddedPeriod("2020", name=text("hausten")),
        "2022": AddedPeriod("leap"),
        "1999": AddedPeriod("2021", start=date(1999, 1, 1), end=date(1999, 6, 30)),
    }
    after = with_added(budget, added, REGISTER)
    assert list(after.periods) == ["1999", "2018", "2019", "2020", "leap", "2021", "2022"]
    days = {name: (after.periods[name].start, after.periods[name].end) for name in added}
    assert days == {
        "2019": (date(2019, 1, 1), date(2019, 12, 31)),
        "2021": (date(2021, 8, 1), date(2021, 12, 31)),
        "2022": (date(2022, 2, 28), date(2022, 2, 28)),
        "1999": (date(1999, 1, 1), date(1999, 6, 30)),
    }
    assert (after.periods["2021"].name, after.periods["2022"].name) == (text("hausten"), text("2022"))
    assert with_added(after, added, REGISTER) == after


@pytest.mark.parametrize("period", [AddedPeriod("2018", start=THEN), AddedPeriod("2018", end=THEN)])
def test_one_day_is_not_enough_and_neither_is_a_name_that_is_no_year(period: AddedPeriod) -> None:
    assert period.days("2019", PERIODS["2018"]) is None
    assert AddedPeriod("2018").days("neste", PERIODS["2018"]) is None
    assert AddedPeriod("2018").days("20190", PERIODS["2018"]) is None


def test_a_period_with_another_key_is_shared_by_that_key_alone() -> None:
    keys = {"p": key_of(("0101",)), "q": key_of(("0102",))}
    budget = budget_of(keys, ({"p": 1}, 90, 0), ({"q": 1}, 0, 0))
    after = with_added(budget, {"2019": AddedPeriod("2018", keys={"p": "q"})}, REGISTER)
    first, second = allocate(after, REGISTER, ["2018", "2019"]).periods
    assert [(p.divisions[0].key_id, p.divisions[0].shares[0].amount) for p in (first, second)] == [
        ("p", 100),
        ("q", 100),
    ]


def test_a_figure_for_all_periods_is_for_those_that_are_added_too() -> None:
    measure = Measure(text("calls"), {}, values_by_period={"2018": {"0101": WHOLE, "0102": HALF}})
    budget = replace(budget_of({"p": key_of(("0101",))}, ({"p": 1}, 90, 0)), measures={"calls": measure})
    scenario = Scenario(periods={"2019": AddedPeriod("2018")}, figures={("calls", "", "0101"): HALF})
    after = changed(scenario, budget, REGISTER)
    assert with_parties(after, REGISTER).measures["calls"].values_by_period == {
        "2018": {"0101": HALF, "0102": HALF},
        "2019": {"0101": HALF, "0102": HALF},
    }
