"""What if, on models: what a scenario makes of a budget, and what is said of it."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from lkt_alloc.engine.added_years import AddedPeriod
from lkt_alloc.engine.allocate import allocate
from lkt_alloc.engine.changes import described
from lkt_alloc.engine.keys import keys_that_share, numbers
from lkt_alloc.engine.model import Budget, ControlTotal, Index, PartYear, Payer
from lkt_alloc.engine.parts import NOBODY, OTHERS, Limit, SharePart
from lkt_alloc.engine.scenario import Actual, Scenario, changed, left_with_nobody
from lkt_alloc.language.words import Words
from tests.engine.strategies import LATER, THEN, Pair, budget_of, errors, key_of, register_of, sound_budgets, text

ONE = Fraction(1)
REGISTER = register_of({n: {} for n in ("01", "02", "03")})


@given(sound_budgets(), st.data())
def test_leaving_out_is_the_key_without_them(pair: Pair, data: st.DataObject) -> None:
    budget, register = pair
    name = data.draw(st.sampled_from(sorted(budget.keys)))
    everyone = numbers(budget.keys[name].members, register)
    gone = tuple(data.draw(st.lists(st.sampled_from(everyone), unique=True)))
    after = changed(Scenario(without=gone), budget, register)
    if set(gone) == set(everyone) and name not in keys_that_share(budget, budget.periods):
        assert after.keys[name] == budget.keys[name]
        return
    assert set(numbers(after.keys[name].members, register)) == set(everyone) - set(gone)
    if not errors(after, register):
        assert not set(gone) & allocate(after, register, list(after.periods)).members
    only = changed(Scenario(only=tuple(n for n in everyone if n not in gone)), budget, register)
    if set(everyone) - set(gone):
        assert set(numbers(only.keys[name].members, register)) == set(everyone) - set(gone)


def test_who_is_left_out_is_gone_from_limits_and_part_years() -> None:
    register = register_of({n: {} for n in ("01", "02", "03")})
    key = replace(
        key_of(("01", "02", "03"), SharePart(ONE, ("01", "02"), "equal")),
        limits=(
            Limit(1, None, ("02", "03"), (), ("01",)),
            Limit(1, None, borne_by=NOBODY),
            Limit(1, None, borne_by=OTHERS),
        ),
        part_year=(PartYear("2018", ("02",), ONE), PartYear("2018", ("01", "02"), ONE)),
    )
    after = changed(Scenario(without=("02",)), budget_of({"k": key}, ({"k": 1}, 100, 0)), register).keys["k"]
    assert (after.members, after.parts[0].to) == (("01", "03"), ("01",))
    assert [(limit.to, limit.borne_by) for limit in after.limits] == [
        (("03",), ("01",)),
        ("all", NOBODY),
        ("all", OTHERS),
    ]
    assert [entry.members for entry in after.part_year] == [("01",)]


def said_in(period: str, scenario: Scenario, budget: Budget) -> list[str]:
    after = changed(scenario, budget, REGISTER, [period])
    return [Words("en").say(one) for one in described(scenario, after, budget, REGISTER, [period])]


def test_what_a_scenario_leaves_as_it_is_in_a_period_is_not_said_to_be_changed() -> None:
    """The second key, of member 03 alone, shares in 2019 only; the payer of the first has the key that it is to share by already."""
    budget = two_keys()
    index = Index(text("index"), {"2018": ONE, "2019": ONE})
    budget = replace(budget, indices={"i": index}, keys={**budget.keys, "m": key_of(("01", "02"))})
    other = replace(budget.keys["l"], parts=())
    for scenario, in_2018, in_2019 in (
        (Scenario(keys={"k": "k"}), 0, 0),
        (Scenario(keys={"k": "m"}), 1, 1),
        (Scenario(keys={"l": "l"}), 1, 0),
        (Scenario(without=("03",)), 0, 1),
        (Scenario(only=("01", "02")), 0, 1),
        (Scenario(population=THEN), 0, 0),
        (Scenario(population=LATER), 1, 1),
        (Scenario(amounts={("1", "2018"): 100}), 0, 0),
        (Scenario(amounts={("1", "2018"): 101}), 1, 0),
        (Scenario(covered={("2", "2018"): 10}, external={("2", "2019"): 0}), 0, 0),
        (Scenario(new_keys={"l": other}), 0, 1),
        (Scenario(new_keys={"l": budget.keys["l"]}), 0, 0),
        (Scenario(keys={"k": "k"}, new_keys={"k": replace(budget.keys["k"], parts=())}), 2, 2),
        (Scenario(paid_by={"1": {"k": ONE}}), 0, 0),
        (Scenario(indices={("i", "2019"): ONE * 2}), 0, 1),
        (Scenario(indices={("i", "2019"): ONE}), 0, 0),
        (Scenario(figures={("population", "2018-01-01", "01"): ONE}), 1, 1),
        (Scenario(figures={("population", "2019-01-01", "01"): ONE}), 0, 0),
    ):
        found = (len(said_in("2018", scenario, budget)), len(said_in("2019", scenario, budget)))
        assert found == (in_2018, in_2019), scenario


def test_of_the_periods_that_are_added_those_are_said_that_one_is_like() -> None:
    budget = budget_of({"k": key_of(("01", "02"))}, ({"k": 1}, 100, 0))
    budget = replace(budget, periods={"2018": budget.periods["2018"]})
    added = {"2019": AddedPeriod("2018"), "2020": AddedPeriod("2018"), "2021": AddedPeriod("2019")}
    for period, said in (("2018", []), ("2019", ["2019"]), ("2020", ["2020"]), ("2021", ["2019", "2021"])):
        assert [one[:4] for one in said_in(period, Scenario(periods=added), budget)] == said


@given(sound_budgets(), st.data())
def test_where_nothing_is_said_nobody_pays_another_amount(pair: Pair, data: st.DataObject) -> None:
    budget, register = pair
    everyone = sorted(number for key in budget.keys.values() for number in numbers(key.members, register))
    some = st.lists(st.sampled_from(everyone), unique=True).map(tuple)
    post, period = data.draw(st.sampled_from(budget.posts)), data.draw(st.sampled_from(list(budget.periods)))
    amounts = {(post.id, period): data.draw(st.sampled_from([post.amounts.get(period, 0), 100]))}
    use = {data.draw(st.sampled_from(list(budget.payers))): data.draw(st.sampled_from(list(budget.keys)))}
    scenario = Scenario(use, without=data.draw(some), only=data.draw(some), amounts=amounts)
    for own in budget.periods:
        after = changed(scenario, budget, register, [own])
        if not any(described(scenario, after, budget, register, [own])):
            before, now = (allocate(each, register, [own]).periods[0].divisions for each in (budget, after))
            assert [[share.amount for share in of.shares] for of in before] == [
                [share.amount for share in of.shares] for of in now
            ]


def test_one_scenario_over_another() -> None:
    below = Scenario({"a": "x", "b": "x"}, without=("1",), amounts={("1", "2018"): 1, ("2", "2018"): 1})
    above = Scenario({"a": "y"}, only=("2",), amounts={("1", "2018"): 2}, gap=True)
    both = above.over(below)
    assert both == Scenario(
        {"a": "y", "b": "x"}, None, ("1",), True, ("2",), {("1", "2018"): 2, ("2", "2018"): 1}
    )  # fmt: skip
    file = Scenario(without=("1",), gap=True)
    assert Scenario(without=("1",)).over(file) == file == Scenario().over(file)
    assert Scenario(gap=True).over(Scenario(without=("1",))) == file
    assert Scenario(gap=True).is_empty
    assert not both.is_empty


def test_who_is_named_both_ways_is_refused_but_for_a_gap_among_the_only_ones() -> None:
    both = Scenario(without=("01", "02"), only=("02", "03"))
    gap = replace(both, gap=True)
    assert (both.both, both.without_a_part) == (("02",), ())
    assert (gap.both, gap.without_a_part) == ((), ("01",))
    assert replace(gap, only=()).without_a_part == ()


def two_keys() -> Budget:
    """One key that shares in both periods, and one that shares in the second only."""
    budget = budget_of({"k": key_of(("01", "02")), "l": key_of(("03",))}, ({"k": 1}, 100, 0), ({"l": 1}, 50, 10))
    payers = {**budget.payers, "l": Payer(text("l"), None, {"2019": "l"})}
    return replace(budget, payers=payers, periods={"2018": budget.periods["2018"], "2019": budget.periods["2018"]})


def test_a_key_that_shares_nothing_in_the_periods_stays_rather_than_be_left_with_nobody() -> None:
    budget = two_keys()
    for periods, members in ((["2018"], ("03",)), (["2019"], ()), ((), ())):
        scenario = Scenario(without=("02", "03"))
        after = changed(scenario, budget, REGISTER, periods)
        assert (after.keys["k"].members, after.keys["l"].members) == (("01",), members)
        said = left_with_nobody(scenario, after, budget, REGISTER)
        assert (said and said.values) == (None if members else {"key": text("key")})
    fewer = changed(Scenario(without=("02",)), replace(budget, payers={"k": Payer(text("k"), None)}), REGISTER)
    assert fewer.keys["k"].members == ("01",)


def test_a_gap_keeps_those_who_pay_nothing_and_only_some_may_share() -> None:
    budget = budget_of({"k": key_of(("01", "02", "03"))}, ({"k": 1}, 100, 0))
    gap = changed(Scenario(without=("03", "02", "09"), gap=True), budget, REGISTER).keys["k"]
    assert (gap.members, gap.absent) == (("01", "02", "03"), ("02", "03"))
    only = changed(Scenario(without=("02",), gap=True, only=("01", "02")), budget, REGISTER).keys["k"]
    assert (only.members, only.absent) == (("01", "02"), ("02",))
    assert changed(Scenario(without=("09",), gap=True), budget, REGISTER).keys == budget.keys
    assert changed(Scenario(), budget, REGISTER).keys == budget.keys


def test_amounts_keys_and_populations_stand_instead_of_the_budgets() -> None:
    budget = replace(two_keys(), control_totals={"2018": ControlTotal(150, 10, {})})
    scenario = Scenario(
        keys={"k": "new"},
        population=LATER,
        amounts={("1", "2018"): 1, ("2", "2019"): 2},
        covered={("2", "2018"): 3},
        external={("1", "2019"): 4},
        new_keys={"new": key_of(("03",))},
    )
    after = changed(scenario, budget, REGISTER)
    assert [(post.amounts, post.covered, post.external) for post in after.posts] == [
        ({"2018": 1}, {"2018": 0}, {"2019": 4}),
        ({"2018": 50, "2019": 2}, {"2018": 3}, {}),
    ]
    assert {payer: (own.key, own.keys_by_period) for payer, own in after.payers.items()} == {
        "k": ("new", {}), "l": (None, {"2019": "l"}),
    }  # fmt: skip
    assert {key.population_date for key in after.keys.values()} == {LATER}
    assert (list(after.keys), after.control_totals) == (["k", "l", "new"], {})
    assert [Words("en").say(said) for said in described(scenario, after, budget, REGISTER, budget.periods)] == [
        'The amount to be paid by k is divided by the allocation key "key".',
        "The populations are those of 1\N{NO-BREAK SPACE}January 2019.",
        "Budget item 1 costs NOK\N{NO-BREAK SPACE}0.01 in 2018.",
        "Budget item 2 costs NOK\N{NO-BREAK SPACE}0.02 in 2018.",
        "Of budget item 2, NOK\N{NO-BREAK SPACE}0.03 is committed in 2018.",
        "Budget item 1 gets NOK\N{NO-BREAK SPACE}0.04 of external funding in 2018.",
    ]


def test_who_shares_is_said() -> None:
    def said(scenario: Scenario) -> list[str]:
        return [
            Words("en").say(sentence)
            for sentence in described(scenario, two_keys(), two_keys(), REGISTER, ["2018", "2019"])
        ]

    assert said(Scenario()) == said(Scenario(gap=True)) == []
    assert said(Scenario(only=("01", "03"))) == ["Only these take part: name 01 (01), name 03 (03)."]
    assert said(Scenario(without=("02",))) == ["These do not take part, and the others pay more: name 02 (02)."]
    gap = "These pay nothing, and nobody pays for them: name 02 (02)."
    assert said(Scenario(without=("02",), gap=True)) == [gap]


def test_final_figures_are_of_their_period_and_may_lack_posts() -> None:
    actual = Actual("2018", {"1": 5}, (), {"1": 6}, {"2": 7}, LATER, {}, {})
    assert actual.missing(two_keys()) == ["2"]
    assert replace(actual, unchanged=("2",)).missing(two_keys()) == []
    assert actual.changes() == Scenario(
        population=LATER, amounts={("1", "2018"): 5}, covered={("1", "2018"): 6}, external={("2", "2018"): 7}
    )
