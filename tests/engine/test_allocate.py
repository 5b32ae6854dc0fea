"""From a sound budget to amounts that add up at every level."""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from math import ceil, floor
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from lkt_alloc.engine.allocate import Allocation, Division, PeriodAllocation, allocate
from lkt_alloc.engine.keys import at_population_date
from lkt_alloc.engine.model import Budget
from lkt_alloc.engine.parts import OTHERS, Members, SharePart
from lkt_alloc.engine.payers import Sum, payer_table, sum_of, whole_weights
from lkt_alloc.engine.post_table import post_table
from lkt_alloc.engine.register import Register
from tests.engine import naive
from tests.engine.strategies import (
    FEW,
    LATER,
    THEN,
    Pair,
    budget_of,
    errors,
    exact_shares,
    key_of,
    register_of,
    sound_budgets,
)

HALF, THIRD = Fraction(1, 2), Fraction(1, 3)
THREE = ("0301", "1103", "0201")
REGISTER = register_of({number: {THEN: 10} for number in THREE})


@st.composite
def crowds(draw: st.DrawFn) -> Budget:
    """A budget of a few posts and up to six payers, most of whom have no part in most posts."""
    payers = "abcdef"[: draw(st.integers(1, 6))]
    weights = st.lists(st.sampled_from([0, 0, 0, 1, 1, 2, 3]), min_size=len(payers), max_size=len(payers)).filter(any)
    posts = st.tuples(weights, st.sampled_from([100, 100, 200, 300, 700, 150, -100]))
    rows = [
        ({payer: Fraction(w, sum(ws)) for payer, w in zip(payers, ws, strict=True)}, amount, 0)
        for ws, amount in draw(st.lists(posts, min_size=1, max_size=5))
    ]
    return budget_of(dict.fromkeys(payers), *rows)


def divided(pair: Pair) -> Iterator[tuple[PeriodAllocation, Division]]:
    budget, register = pair
    for period in allocate(budget, register, list(budget.periods)).periods:
        for division in period.divisions:
            yield period, division


def amounts(allocation: Allocation) -> dict[tuple[str, str, str], int]:
    """What everyone pays, by period, payer and number."""
    return {
        (period.id, division.payer, share.number): share.amount
        for period in allocation.periods
        for division in period.divisions
        for share in division.shares
    }


@FEW
@given(sound_budgets())
def test_generated_budgets_are_sound(pair: Pair) -> None:
    budget, register = pair
    assert errors(budget, register) == []


# Municipalities


@FEW
@given(sound_budgets())
def test_everyone_pays_what_a_naive_second_implementation_says(pair: Pair) -> None:
    for period, division in divided(pair):
        expected = naive.amounts(*pair, period.id)[division.payer]
        assert {share.number: share.amount for share in division.shares} == expected


@FEW
@given(sound_budgets())
def test_every_division_adds_up_to_what_the_payer_pays(pair: Pair) -> None:
    for period, division in divided(pair):
        assert sum(share.amount for share in division.shares) == division.total
        assert division.total == period.payers[division.payer].increase


@FEW
@given(sound_budgets())
def test_the_record_of_the_steps_explains_every_amount(pair: Pair) -> None:
    _, register = pair
    for _, division in divided(pair):
        unit, sign = division.key.unit_ore, -1 if division.total < 0 else 1
        by_rank = sorted(division.shares, key=lambda share: share.rank)
        assert [share.rank for share in by_rank] == list(range(1, len(by_rank) + 1))
        assert by_rank == sorted(division.shares, key=lambda share: (-share.remainder, share.number))
        assert sum(share.extra for share in division.shares) == division.units_left
        for share in division.shares:
            municipality = register.municipalities[share.number]
            assert (share.name, share.committee) == (municipality.name, municipality.committee)
            assert share.population == municipality.population.get(THEN)
            assert share.share == sum(stake.share for stake in share.stakes)
            assert share.quota == share.share * division.total / 100
            assert 0 <= share.remainder < 1
            assert share.floor % unit == 0
            assert share.floor + sign * share.remainder * unit == share.quota * 100
            assert share.extra == (share.rank <= division.units_left)
            assert share.amount == share.floor + sign * share.extra * unit


@FEW
@given(sound_budgets(), st.randoms(use_true_random=False))
def test_the_order_of_municipalities_in_the_files_changes_nothing(pair: Pair, random: Random) -> None:
    budget, register = pair

    def shuffled(members: Members) -> Members:
        return members if isinstance(members, str) else tuple(random.sample(members, len(members)))

    keys = {
        name: replace(
            key,
            members=shuffled(key.members),
            parts=tuple(replace(part, to=shuffled(part.to)) for part in key.parts),
        )
        for name, key in budget.keys.items()
    }
    numbers = random.sample(list(register.municipalities), len(register.municipalities))
    groups = {
        name: replace(group, members=tuple(random.sample(group.members, len(group.members))))
        for name, group in register.groups.items()
    }
    other = replace(register, municipalities={n: register.municipalities[n] for n in numbers}, groups=groups)
    there = allocate(budget, register, list(budget.periods))
    back = allocate(replace(budget, keys=keys), other, list(budget.periods))
    assert amounts(back) == amounts(there)
    assert list(amounts(back)) == list(amounts(there))


@FEW
@given(sound_budgets())
def test_tied_are_those_with_equal_remainders_among_whom_the_lower_numbers_bear_more(pair: Pair) -> None:
    for _, division in divided(pair):
        cut = {share.remainder for share in division.shares if share.extra}
        cut &= {share.remainder for share in division.shares if not share.extra}
        among = [share for share in division.shares if share.remainder in cut]
        assert division.tied == tuple(share.number for share in among)
        assert [share.extra for share in among] == sorted((share.extra for share in among), reverse=True)


def test_a_tie_goes_to_the_lower_number() -> None:
    budget = budget_of({"all": key_of(THREE)}, ({"all": 1}, 50_000, 0))
    (division,) = allocate(budget, REGISTER, ["2018"]).periods[0].divisions
    assert {share.number: share.amount for share in division.shares} == {"0201": 16_700, "0301": 16_700, "1103": 16_600}
    assert division.tied == ("0201", "0301", "1103")
    assert division.units_left == 2


def test_whoever_has_no_share_pays_nothing() -> None:
    key = key_of(THREE, SharePart(Fraction(1), ("0301", "0201"), "equal"), SharePart(Fraction(), OTHERS, "population"))
    budget = budget_of({"all": key}, ({"all": 1}, 10_100, 0))
    allocation = allocate(budget, REGISTER, ["2018"])
    assert list(amounts(allocation).values()) == [5_100, 5_000, 0]
    assert [share.share for share in allocation.periods[0].divisions[0].shares] == [HALF, HALF, 0]


@pytest.mark.parametrize(
    ("rounding", "expected"),
    [
        ("øre", [3_333_334, 3_333_333, 3_333_333]),
        ("1 kr", [3_333_400, 3_333_300, 3_333_300]),
        ("10 kr", [3_334_000, 3_333_000, 3_333_000]),
        ("100 kr", [3_340_000, 3_330_000, 3_330_000]),
        ("1000 kr", [3_400_000, 3_300_000, 3_300_000]),
    ],
)
def test_a_key_rounds_to_its_own_unit(rounding: str, expected: list[int]) -> None:
    budget = budget_of({"all": key_of(THREE, rounding=rounding)}, ({"all": 1}, 10_000_000, 0))
    assert list(amounts(allocate(budget, REGISTER, ["2018"])).values()) == expected


# Payers and posts


@FEW
@given(sound_budgets())
def test_payers_pay_what_a_naive_second_implementation_says(pair: Pair) -> None:
    budget, _ = pair
    for period in budget.periods:
        check_payers(budget, period)


@FEW
@given(sound_budgets())
def test_payers_add_up_to_the_posts(pair: Pair) -> None:
    for period in allocate(*pair, list(pair[0].periods)).periods:
        paid, posts = period.payers.values(), [row.amounts for row in period.posts]
        assert sum(payer.total for payer in paid) == sum(post.total for post in posts)
        assert sum(payer.covered for payer in paid) == sum(post.covered for post in posts)
        assert sum(payer.increase for payer in paid) == sum(post.increase for post in posts)


@FEW
@given(sound_budgets())
def test_increases_by_post_and_payer_add_up_both_ways(pair: Pair) -> None:
    for period in allocate(*pair, list(pair[0].periods)).periods:
        for row in period.posts:
            assert sum(row.increase_by_payer.values()) == row.amounts.increase
        for payer, sums in period.payers.items():
            assert sum(row.increase_by_payer[payer] for row in period.posts) == sums.increase


@FEW
@given(sound_budgets())
def test_a_payer_pays_its_part_of_every_post_rounded_down_or_up(pair: Pair) -> None:
    budget, _ = pair
    for period in allocate(*pair, list(budget.periods)).periods:
        unit = naive.payer_unit(budget)
        for row in period.posts:
            for payer, paid in row.increase_by_payer.items():
                exact = row.post.paid_by.get(payer, Fraction()) * row.amounts.increase / unit
                assert paid in (floor(exact) * unit, ceil(exact) * unit)


@pytest.mark.parametrize(
    ("amount", "covered", "rounding", "paid"),
    [
        (10_100, 0, "1 kr", [5_100, 5_000]),
        (10_100, 5_000, "1000 kr", [5_100, 5_000]),
        (10_150, 0, "1 kr", [5_075, 5_075]),
        (10_100, 50, "1 kr", [5_050, 5_050]),
        (10_100, 0, "øre", [5_050, 5_050]),
    ],
)
def test_payers_pay_whole_kroner_unless_something_is_finer(
    amount: int, covered: int, rounding: str, paid: list[int]
) -> None:
    halves = {"a": Fraction(1, 2), "b": Fraction(1, 2)}
    budget = budget_of({"a": key_of(THREE, rounding=rounding), "b": None}, (halves, amount, covered))
    assert [sums.total for sums in payer_table(budget, "2018").sums.values()] == paid


@pytest.mark.parametrize("field", ["amounts", "covered", "external"])
def test_an_amount_in_oere_in_one_period_makes_payers_pay_oere_in_all(field: str) -> None:
    halves = {"a": Fraction(1, 2), "b": Fraction(1, 2)}
    budget = budget_of({"a": None, "b": None}, (halves, 2_500_100, 0))
    (post,) = budget.posts
    fine = replace(post, amounts={**post.amounts, "2019": 299 if field == "amounts" else 10_000})
    if field != "amounts":
        fine = replace(fine, **{field: {"2019": 299}})
    for posts, paid in (((post,), [1_250_100, 1_250_000]), ((fine,), [1_250_050, 1_250_050])):
        table = payer_table(replace(budget, posts=posts), "2018")
        assert [sums.increase for sums in table.sums.values()] == paid


def test_nobody_pays_for_a_post_that_it_has_no_part_in() -> None:
    half = Fraction(1, 2)
    keys = dict.fromkeys("abcd", key_of(THREE))
    budget = budget_of(keys, ({"a": half, "b": half}, 100, 0), ({"c": half, "d": half}, 100, 0))
    table = payer_table(budget, "2018")
    assert [list(row.values()) for row in table.by_post] == [[100, 0, 0, 0], [0, 0, 100, 0]]
    assert table.tie


def check_payers(budget: Budget, period: str) -> None:
    """What payers pay, of the increase and of what is covered, is what a naive second implementation says."""
    unit = naive.payer_unit(budget)
    covered = naive.payers(budget, {post.id: post.covered.get(period, 0) for post in budget.posts}, unit)
    increase = naive.payers(budget, naive.increases(budget, period), unit)
    assert payer_table(budget, period).sums == {
        payer: Sum(increase[payer] + covered[payer], covered[payer]) for payer in budget.payers
    }


@settings(max_examples=150)
@given(crowds())
def test_among_many_payers_the_largest_fractions_go_first_as_far_as_their_posts_have_units_left(crowd: Budget) -> None:
    check_payers(crowd, "2018")
    by_post = payer_table(crowd, "2018").by_post
    unit = naive.payer_unit(crowd)
    for post, row in zip(crowd.posts, by_post, strict=True):
        exact = {payer: post.paid_by[payer] * naive.increases(crowd, "2018")[post.id] / unit for payer in row}
        assert all(paid in (floor(exact[payer]) * unit, ceil(exact[payer]) * unit) for payer, paid in row.items())


def test_of_many_pairs_one_each_bears_the_odd_krone() -> None:
    """Everyone has half a krone left; the first eight in the file are four pairs, and a pair has one odd krone only."""
    payers = {f"{side}{n}": Fraction(1, 16) for n in range(8) for side in "ab"}
    pairs = [({f"a{n}": HALF, f"b{n}": HALF}, 100, 0) for n in range(8)]
    table = payer_table(budget_of(dict.fromkeys(payers), (payers, 1_600, 0), *pairs), "2018")
    assert {payer: sums.increase for payer, sums in table.sums.items()} == {
        payer: 200 if payer[0] == "a" else 100 for payer in payers
    }
    assert all(paid == 0 for n, row in enumerate(table.by_post[1:]) for p, paid in row.items() if p[1:] != str(n))
    assert table.tie


def test_who_is_passed_over_is_stated_though_no_remainders_are_equal() -> None:
    """a and b have most left, but share one odd krone: the other one goes to d, who has less left than b."""
    first, second = {"a": 49, "b": 48, "c": 3}, {"d": 40, "e": 35, "f": 25}
    posts = [({payer: Fraction(n, 100) for payer, n in shares.items()}, 100, 0) for shares in (first, second)]
    table = payer_table(budget_of(dict.fromkeys("abcdef"), *posts), "2018")
    assert [payer for payer, sums in table.sums.items() if sums.increase] == ["a", "d"]
    assert table.tie


def test_opposite_amounts_give_opposite_payers_also_when_they_cancel_out() -> None:
    halves = {"a": Fraction(1, 2), "b": Fraction(1, 2)}
    there = payer_table(budget_of({"a": None, "b": None}, (halves, 300, 0), ({"b": Fraction(1)}, -300, 0)), "2018")
    back = payer_table(budget_of({"a": None, "b": None}, (halves, -300, 0), ({"b": Fraction(1)}, 300, 0)), "2018")
    assert [-sums.total for sums in there.sums.values()] == [sums.total for sums in back.sums.values()]


@pytest.mark.parametrize(
    ("shares", "amount", "covered", "increases", "tie"),
    [
        ([HALF, HALF], 300, 0, [200, 100], True),
        ([HALF, HALF], -300, 0, [-200, -100], True),
        ([HALF, HALF], 300, 100, [100, 100], False),  # only what is covered was divided by a tie
        ([HALF, HALF], 400, 200, [100, 100], False),
        ([THIRD, 2 * THIRD], 100, 0, [0, 100], False),
        ([HALF, HALF], 301, 0, [151, 150], True),
        ([THIRD, THIRD, THIRD], 200, 0, [100, 100, 0], True),
        ([THIRD, HALF, Fraction(1, 6)], 500, 0, [200, 200, 100], False),
    ],
)
def test_the_odd_krone_goes_to_the_largest_fraction_and_then_to_the_first_payer(
    shares: list[Fraction], amount: int, covered: int, increases: list[int], tie: bool
) -> None:
    payers = {f"payer {n}": share for n, share in enumerate(shares)}
    budget = budget_of(dict.fromkeys(payers), (payers, amount, covered))
    (period,) = allocate(budget, REGISTER, ["2018"]).periods
    assert [payer.increase for payer in period.payers.values()] == increases
    assert period.payer_tie is tie
    assert period.divisions == ()


def test_one_key_to_the_ore_makes_all_payers_pay_whole_ore() -> None:
    keys = {"a": key_of(THREE, rounding="øre"), "b": key_of(THREE), "c": None}
    (period,) = allocate(budget_of(keys, (dict.fromkeys(keys, THIRD), 100, 0)), REGISTER, ["2018"]).periods
    assert [payer.increase for payer in period.payers.values()] == [34, 33, 33]


def test_a_payers_krone_is_rounded_once_for_all_posts_together() -> None:
    budget = budget_of({"a": None, "b": None}, *[({"a": HALF, "b": HALF}, 100, 0)] * 4)
    (period,) = allocate(budget, REGISTER, ["2018"]).periods
    assert {payer: sums.increase for payer, sums in period.payers.items()} == {"a": 200, "b": 200}
    assert [list(row.increase_by_payer.values()) for row in period.posts] == [[100, 0], [0, 100]] * 2
    assert not period.payer_tie


def test_a_cost_and_a_refund_are_set_off_against_each_other() -> None:
    budget = budget_of({"a": None, "b": key_of(THREE)}, ({"a": HALF, "b": HALF}, 700, 0), ({"b": 1}, -2_000, -500))
    (period,) = allocate(budget, REGISTER, ["2018"]).periods
    assert period.payers == {"a": Sum(300, 0), "b": Sum(-1_600, -500)}
    assert [share.amount for share in period.divisions[0].shares] == [-400, -400, -300]


def test_a_period_that_no_post_has_amounts_for_costs_nothing(budget: Budget, register: Register) -> None:
    silent = replace(budget, posts=tuple(replace(post, amounts={}, covered={}) for post in budget.posts))
    assert set(amounts(allocate(silent, register, ["2018", "2019"])).values()) == {0}
    assert {sum_of(post, "2018") for post in silent.posts} == {Sum(0, 0, 0)}


@FEW
@given(sound_budgets())
def test_opposite_amounts_give_opposite_results(pair: Pair) -> None:
    budget, register = pair
    opposite = replace(
        budget,
        posts=tuple(
            replace(
                post,
                amounts={period: -amount for period, amount in post.amounts.items()},
                covered={period: -amount for period, amount in post.covered.items()},
            )
            for post in budget.posts
        ),
    )
    periods = [period for period in budget.periods if sum(naive.increases(budget, period).values())]
    there, back = allocate(budget, register, periods), allocate(opposite, register, periods)
    assert amounts(back) == {key: -amount for key, amount in amounts(there).items()}


# Posts and municipalities


@FEW
@given(sound_budgets())
def test_the_table_of_posts_and_municipalities_adds_up_both_ways(pair: Pair) -> None:
    for period, division in divided(pair):
        rows = [row.increase_by_payer[division.payer] for row in period.posts]
        table = post_table(period, division)
        assert [sum(cells) for cells in table.cells] == rows
        assert [sum(cells) for cells in zip(*table.cells, strict=True)] == [share.amount for share in division.shares]


@FEW
@given(sound_budgets())
def test_cells_are_whole_units_rounded_down_or_up_and_the_others_are_counted(pair: Pair) -> None:
    for period, division in divided(pair):
        unit = division.key.unit_ore
        rows = [row.increase_by_payer[division.payer] for row in period.posts]
        table = post_table(period, division)
        if any(row % unit for row in rows):
            continue
        outside = 0
        for paid, cells in zip(rows, table.cells, strict=True):
            for share, cell in zip(division.shares, cells, strict=True):
                exact = share.share * paid / unit
                outside += cell not in (floor(exact) * unit, ceil(exact) * unit)
                assert cell % unit == 0
        assert table.outside == outside == 0


@FEW
@given(sound_budgets())
def test_where_posts_are_finer_than_the_rounding_cells_follow_the_rounded_amounts(pair: Pair) -> None:
    for period, division in divided(pair):
        rows = [row.increase_by_payer[division.payer] for row in period.posts]
        table = post_table(period, division)
        assert table.from_rounded == (division.total != 0 and any(row % division.key.unit_ore for row in rows))
        if table.from_rounded:
            for paid, cells in zip(rows, table.cells, strict=True):
                for share, cell in zip(division.shares, cells, strict=True):
                    assert abs(cell - Fraction(paid * share.amount, division.total)) < division.key.unit_ore
            assert table.outside == 0


def test_posts_finer_than_the_rounding_have_a_table() -> None:
    key = key_of(THREE[:2], rounding="1000 kr")
    budget = budget_of({"all": key}, ({"all": Fraction(1)}, 50_000, 0), ({"all": Fraction(1)}, 50_000, 0))
    period = allocate(budget, REGISTER, ["2018"]).periods[0]
    table = post_table(period, period.divisions[0])
    assert [sum(cells) for cells in table.cells] == [50_000, 50_000]
    assert sorted(sum(cells) for cells in zip(*table.cells, strict=True)) == [0, 100_000]


def test_posts_finer_than_the_rounding_that_make_nothing_together_are_divided_as_others_are() -> None:
    key = key_of(THREE[:2], rounding="1000 kr")
    budget = budget_of({"all": key}, ({"all": Fraction(1)}, 50_000, 0), ({"all": Fraction(1)}, -50_000, 0))
    period = allocate(budget, REGISTER, ["2018"]).periods[0]
    table = post_table(period, period.divisions[0])
    assert (table.cells, table.from_rounded) == (((30_000, 20_000), (-30_000, -20_000)), False)


def test_a_payers_own_key_has_all_posts_that_no_other_key_takes_whoever_pays_them() -> None:
    budget = budget_of({"a": key_of(THREE), "b": key_of(THREE)}, ({"a": 1}, 100, 0), ({"b": 1}, 100, 0))
    (period,) = allocate(budget, REGISTER, ["2018"]).periods
    assert [(division.posts, division.total) for division in period.divisions] == [((0, 1), 100), ((0, 1), 100)]


@pytest.mark.parametrize("rounding", ["1 kr", "10 kr"])
def test_a_table_has_whole_rounding_units_in_its_cells(rounding: str) -> None:
    budget = budget_of({"all": key_of(THREE, rounding=rounding)}, ({"all": 1}, 10_000, 0), ({"all": 1}, 20_000, 0))
    period = allocate(budget, REGISTER, ["2018"]).periods[0]
    cells = {
        "1 kr": ((3400, 3300, 3300), (6600, 6700, 6700)),
        "10 kr": ((4000, 3000, 3000), (6000, 7000, 7000)),
    }
    assert post_table(period, period.divisions[0]).cells == cells[rounding]


# Asking the result


def test_only_the_periods_asked_for_are_shared_out_in_the_order_asked(budget: Budget, register: Register) -> None:
    assert [period.id for period in allocate(budget, register, ["2019", "2018"]).periods] == ["2019", "2018"]
    assert [period.id for period in allocate(budget, register, ["2018"]).periods] == ["2018"]


@FEW
@given(sound_budgets())
def test_members_are_everyone_who_shares_in_something(pair: Pair) -> None:
    budget, register = pair
    allocation = allocate(budget, register, list(budget.periods))
    used = [budget.keys[payer.key] for payer in budget.payers.values() if payer.key]
    assert allocation.members == {number for key in used for number in naive.members_of(key.members, register)}


@FEW
@given(sound_budgets())
def test_shares_of_everyone_are_all_shares(pair: Pair) -> None:
    allocation = allocate(*pair, list(pair[0].periods))
    found = {
        (period.id, division.payer, number): share.amount
        for number in allocation.members
        for period, division, share in allocation.shares_of(number)
    }
    assert found == amounts(allocation)


def test_who_is_no_member_has_no_shares(budget: Budget, register: Register) -> None:
    assert list(allocate(budget, register, ["2019"]).shares_of("4601")) == []


@given(exact_shares(5))
def test_whole_weights_are_in_the_same_proportion(shares: list[Fraction]) -> None:
    weights = whole_weights(shares)
    assert [Fraction(weight, sum(weights)) for weight in weights] == shares


# The real budget


@pytest.mark.parametrize(
    ("period", "increases"),
    [
        ("2018", {"hospitals": 7_750_000, "municipalities": 11_250_000}),
        ("2019", {"hospitals": 123_500_000, "municipalities": 152_500_000}),
    ],
)
def test_the_real_budget_gives_the_increases_that_the_source_states(
    budget: Budget, register: Register, period: str, increases: dict[str, int]
) -> None:
    payers = allocate(budget, register, [period]).periods[0].payers
    assert {payer: sums.increase for payer, sums in payers.items()} == increases


@pytest.mark.parametrize(("period", "bergen"), [("2018", 5_625_000), ("2019", 76_250_000)])
def test_bergen_pays_half_and_the_23_others_together_the_same(
    budget: Budget, register: Register, period: str, bergen: int
) -> None:
    paid = {number: ore for (_, _, number), ore in amounts(allocate(budget, register, [period])).items()}
    assert paid.pop("1201") == bergen
    assert len(paid) == 23
    assert sum(paid.values()) == bergen


def test_os_pays_90_113_kroner_in_2019(budget: Budget, register: Register) -> None:
    (found,) = allocate(budget, register, ["2019"]).shares_of("1243")
    _, division, share = found
    assert share.quota == Fraction(1_525_000, 2) * Fraction(20_573, 174_081)
    assert (share.name, share.population, share.floor, share.amount) == ("Os", 20_573, 9_011_200, 9_011_300)
    assert division.total == 152_500_000


@pytest.mark.parametrize(("day", "everyone", "without_bergen"), [(THEN, 453_873, 174_081), (LATER, 456_024, 174_834)])
def test_populations_add_up_to_the_published_sums(
    register: Register, day: date, everyone: int, without_bergen: int
) -> None:
    people = {number: register.municipalities[number].population[day] for number in register.groups["lkt"].members}
    assert sum(people.values()) == everyone
    assert everyone - people["1201"] == without_bergen


@pytest.mark.parametrize("day", [THEN, LATER])
def test_the_real_budget_gives_what_a_naive_second_implementation_says(
    budget: Budget, register: Register, day: date
) -> None:
    dated = at_population_date(budget, day)
    for period in dated.periods:
        paid = {number: ore for (_, _, number), ore in amounts(allocate(dated, register, [period])).items()}
        assert {"municipalities": paid} == naive.amounts(dated, register, period)


@pytest.mark.parametrize("period", ["2018", "2019"])
def test_the_real_table_of_posts_adds_up_with_no_cell_outside(budget: Budget, register: Register, period: str) -> None:
    result = allocate(budget, register, [period]).periods[0]
    table = post_table(result, result.divisions[0])
    rows = [row.increase_by_payer["municipalities"] for row in result.posts]
    assert [sum(cells) for cells in table.cells] == rows
    assert [sum(cells) for cells in zip(*table.cells, strict=True)] == [s.amount for s in result.divisions[0].shares]
    assert table.outside == 0
