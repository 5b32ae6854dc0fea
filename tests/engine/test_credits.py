"""Credits in a key (negative amounts and rates), and rates for blocks: exact, adding up, within limits."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from lkt_alloc.checks import rules
from lkt_alloc.checks.rules import parts as of_parts
from lkt_alloc.checks.rules.case import Case
from lkt_alloc.diagnostics.findings import Doubts
from lkt_alloc.engine.allocate import allocate
from lkt_alloc.engine.apportion import largest_remainder, to_the_largest
from lkt_alloc.engine.model import Key, PartYear
from lkt_alloc.engine.parts import ALL, NOBODY, OF_REST, OF_TOTAL, OTHERS, Limit, Members, Part, RatePart, Step
from lkt_alloc.engine.post_table import post_table
from tests.engine.naive_keys import Impossible, outcome
from tests.engine.strategies import budget_of, errors
from tests.engine.strategies import key_of as a_key
from tests.engine.test_quotas import NUMBERS, part, register, shared

REST = part("rest")
WHOLE = part("share", share=Fraction(1), of=OF_TOTAL)
PEOPLE = register(700, 290, 10)
A, B, C = NUMBERS[:3]


def credit(amount: int, *to: str, by: str = "equal") -> Part:
    return part("amount", by, to or ALL, amount=-amount)


def a_key_of(*parts: Part, uncovered: bool = False, limits: tuple[Limit, ...] = ()) -> Key:
    return replace(a_key(NUMBERS[:3], *parts, rounding="øre"), uncovered=uncovered, limits=limits)


# What a credit is


def test_the_rest_grows_by_a_credit_and_a_difference_is_left_where_there_is_no_rest() -> None:
    assert shared(a_key_of(REST, credit(5_000, C)), 100_000, PEOPLE).amounts == (73_500, 30_450, 1_050 - 5_000)
    of_rest = part("share", share=Fraction(1), of=OF_REST)
    assert shared(a_key_of(of_rest, credit(5_000, C)), 100_000, PEOPLE).amounts == (73_500, 30_450, -3_950)
    left = shared(a_key_of(WHOLE, credit(5_000, C), uncovered=True), 100_000, PEOPLE)
    assert (left.amounts, left.left) == ((70_000, 29_000, -4_000), 5_000)


def test_a_rate_and_a_class_may_be_credits_too() -> None:
    rate = part("rate", rate=Fraction(-10), to=(B, C))
    assert shared(a_key_of(rate, REST), 1_000, PEOPLE).amounts == (2_800, -2_900 + 1_160, -100 + 40)
    steps = part("steps", steps=(Step(Fraction(100), None, -500), Step(None, Fraction(-1))))
    assert shared(a_key_of(steps, REST), 0 + 100_000, PEOPLE).amounts == (
        70_000 - 700 + Fraction(1490 * 7, 10),
        29_000 - 290 + Fraction(1490 * 29, 100),
        1_000 - 500 + Fraction(1490, 100),
    )


def test_a_refund_is_the_mirror_image() -> None:
    key = a_key_of(REST, credit(5_000, C))
    assert shared(key, -100_000, PEOPLE).amounts == (-73_500, -30_450, 3_950)
    budget = budget_of({"k": replace(key, rounding="1 kr")}, ({"k": 1}, -100_300, 0))
    (division,) = allocate(budget, PEOPLE, ["2018"]).periods[0].divisions
    paid = budget_of({"k": replace(key, rounding="1 kr")}, ({"k": 1}, 100_300, 0))
    (mirror,) = allocate(paid, PEOPLE, ["2018"]).periods[0].divisions
    assert [(s.amount, s.floor, s.extra) for s in division.shares] == [
        (-s.amount, -s.floor, s.extra) for s in mirror.shares
    ]


# Limits


@pytest.mark.parametrize(
    ("limit", "amounts"),
    [
        # nobody's highest amount makes somebody else's credit smaller
        (Limit(60_000, None, (A,)), (60_000, 43_950, -3_950)),
        (Limit(60_000, None, (A,), borne_by=NOBODY), (60_000, 30_450, -3_950)),
        (Limit(60_000, None, (A,), borne_by=(B,)), (60_000, 43_950, -3_950)),
        (Limit(60_000, None, (A,), borne_by=(C,)), (60_000, 30_450, 9_550)),
        (Limit(None, 0), (Fraction(73_500 * 100_000, 103_950), Fraction(30_450 * 100_000, 103_950), 0)),
        (Limit(None, 0, borne_by=NOBODY), (73_500, 30_450, 0)),
        (Limit(None, 0, (C,), borne_by=(A,)), (73_500 - 3_950, 30_450, 0)),
    ],
)
def test_a_limit_holds_for_whom_it_names_and_takes_no_credit_from_others(
    limit: Limit, amounts: tuple[Fraction, ...]
) -> None:
    key = a_key_of(REST, credit(5_000, C), limits=(limit,))
    assert shared(key, 100_000, PEOPLE).amounts == amounts


def test_a_bearer_who_is_paid_already_may_bear() -> None:
    key = a_key_of(REST, credit(5_000, C), limits=(Limit(None, 30_500, (B,), borne_by=(C,)),))
    found = shared(key, 100_000, PEOPLE)
    assert found.impossible[0].members == (C,)
    upwards = replace(key, limits=(Limit(30_400, None, (B,), borne_by=(C,)),))
    assert shared(upwards, 100_000, PEOPLE).amounts == (73_500, 30_400, -3_900)


@st.composite
def keys_with_credits(draw: st.DrawFn) -> tuple[Key, int]:
    to: st.SearchStrategy[Members] = st.sampled_from([ALL, (A,), (B, C), (C,)])
    parts: list[Part] = []
    for _ in range(draw(st.integers(1, 3))):
        amount = draw(st.integers(-900, 200))
        kind = draw(st.sampled_from(["amount", "rate", "blocks", "steps"]))
        more: dict[str, dict[str, Any]] = {
            "amount": {"amount": amount},
            "rate": {"rate": Fraction(amount, 200)},
            "blocks": {"rate": Fraction(amount, 3), "per": Fraction(draw(st.integers(5, 900)), 2), "begun": True},
            "steps": {"steps": (Step(Fraction(50), None, amount), Step(None, Fraction(amount, 500)))},
        }
        own = draw(to)
        parts.append(part({"blocks": "rate"}.get(kind, kind), "population", own, **more[kind]))
    bearers = draw(st.sampled_from([OTHERS, NOBODY, B]))
    limited: st.SearchStrategy[Members] = st.sampled_from([(A,), (C,), (A, C)] if bearers == B else [ALL, (A,), (C,)])
    unit = draw(st.sampled_from(["øre", "1 kr"]))
    size = {"øre": 1, "1 kr": 100}[unit]
    ends = st.none() | st.integers(0, 9).map(lambda n: n * 100 * size)
    limits = tuple(
        Limit(draw(ends), draw(ends), draw(limited), (), (B,) if bearers == B else bearers)
        for _ in range(draw(st.integers(0, 2)))
    )
    years = (PartYear("2018", (C,), Fraction(draw(st.integers(0, 12)), 12)),)
    rest = [] if (uncovered := draw(st.booleans())) else [REST]
    key = replace(a_key(NUMBERS[:3], *parts, *(rest or [WHOLE]), rounding=unit), uncovered=uncovered)
    return replace(key, limits=limits, part_year=years), draw(st.integers(3, 9)) * 100 * size * draw(
        st.sampled_from([1, -1])
    )


@given(keys_with_credits())
def test_credits_are_those_of_a_second_implementation_and_add_up(case: tuple[Key, int]) -> None:
    key, total = case
    budget = budget_of({"k": key}, ({"k": 1}, total // 2, 0), ({"k": 1}, total - total // 2, 0))
    if errors(budget, PEOPLE):
        return
    (period,) = allocate(budget, PEOPLE, ["2018"]).periods
    (division,) = period.divisions
    expected = outcome(key, PEOPLE, "2018", Fraction(1), total)
    assert {s.number: s.quota * 100 for s in division.shares} == expected.exact
    assert {s.number: s.amount for s in division.shares} == expected.paid
    assert sum(s.amount for s in division.shares) + division.left == total
    table = post_table(period, division)
    assert [sum(cells) for cells in zip(*table.cells, strict=True)] == [s.amount for s in division.shares]


def test_what_check_calls_sound_the_second_implementation_can_share_out() -> None:
    key = a_key_of(credit(5_000, C), REST, limits=(Limit(None, 40_000, (A, B, C)),))
    assert errors(budget_of({"k": key}, ({"k": 1}, 100_000, 0)), PEOPLE)
    with pytest.raises(Impossible):
        outcome(key, PEOPLE, "2018", Fraction(1), 100_000)


# Rounding


@given(st.lists(st.integers(0, 99), min_size=1, max_size=6).filter(any), st.integers(0, 999))
def test_what_is_not_negative_is_rounded_as_by_the_largest_remainder(weights: list[int], total: int) -> None:
    quotas = [Fraction(total * weight, sum(weights)) for weight in weights]
    own, usual = to_the_largest(quotas), largest_remainder(total, weights)
    assert (own.shares, own.extra, own.order) == (usual.shares, usual.extra, usual.order)


@given(st.lists(st.fractions(-9, 9, max_denominator=12), min_size=1, max_size=6))
def test_quotas_of_both_signs_are_rounded_down_or_up_and_keep_their_sum(drawn: list[Fraction]) -> None:
    quotas = [*drawn, -sum(drawn, Fraction())]
    found, mirror = to_the_largest(quotas), to_the_largest([-quota for quota in quotas], -1)
    assert sum(found.shares) == 0
    assert all(abs(share - quota) < 1 for share, quota in zip(found.shares, quotas, strict=True))
    assert mirror.shares == [-share for share in found.shares]


def test_posts_are_divided_although_all_pay_nothing_together() -> None:
    key = a_key_of(part("amount", "equal", (A,), amount=1000), credit(999, B), uncovered=True)
    budget = budget_of({"k": replace(key, rounding="10 kr")}, ({"k": 1}, 3_000, 0), ({"k": 1}, 1_000, 0))
    (period,) = allocate(budget, PEOPLE, ["2018"]).periods
    (division,) = period.divisions
    assert [share.amount for share in division.shares] == [1000, -1000, 0]
    assert post_table(period, division).cells == ((1000, -1000, 0), (0, 0, 0))


# Rules


@pytest.mark.parametrize(
    ("parts", "uncovered", "said"),
    [
        ((REST, credit(5_000, C)), False, ["LKT411"]),
        ((REST, credit(500, C)), False, []),
        ((WHOLE, credit(500, C)), True, []),
        ((WHOLE, credit(500, C)), False, ["LKT407"]),
        ((part("share", share=Fraction(1), of=OF_REST), credit(100_000, C)), True, ["LKT411"]),
        ((part("share", share=Fraction(1, 2), of=OF_TOTAL), credit(50_000, C)), True, ["LKT407"]),
        ((part("first", amount=-1), REST), False, ["LKT405"]),
        ((part("rate", rate=Fraction(1), per=Fraction(0)), REST), False, ["LKT405"]),
    ],
)
def test_what_is_said_of_credits(parts: tuple[Part, ...], uncovered: bool, said: list[str]) -> None:
    key = replace(a_key_of(*parts, uncovered=uncovered), source="s")
    assert codes(key, 100_000) == said
    if "LKT405" not in said:
        assert codes(key, -100_000) == (["LKT407"] if uncovered else said)


def codes(key: Key, total: int) -> list[str]:

    case = Case(budget_of({"k": key}, ({"k": 1}, total, 0)), PEOPLE, {"budget": Doubts(), "municipalities": Doubts()})
    checks = (of_parts.kinds, of_parts.differences)
    return [problem.rule.code for problem in rules.problems(checks, case)]


# Blocks


@pytest.mark.parametrize(
    ("per", "begun", "blocks"),
    [(100, True, (7, 3, 1)), (100, False, (7, Fraction(29, 10), Fraction(1, 10))), (700, True, (1, 1, 1))],
)
def test_a_rate_for_each_block_of_units(per: int, begun: bool, blocks: tuple[Fraction, ...]) -> None:
    rate = part("rate", rate=Fraction(1000), per=Fraction(per), begun=begun)
    assert isinstance(rate, RatePart)
    key = a_key_of(rate, uncovered=True)
    assert shared(key, 100_000, PEOPLE).amounts == tuple(1000 * n for n in blocks)
    half = replace(key, part_year=(PartYear("2018", (B,), Fraction(1, 2)),))
    assert shared(half, 100_000, PEOPLE, factor=Fraction(3, 2)).amounts[1] == 1000 * blocks[1] * Fraction(3, 4)
