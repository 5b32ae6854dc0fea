"""Shares that are rounded before they are used, and posts that are rounded by themselves: as published tables have them, and adding up."""

import json
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from lkt_alloc.engine.allocate import allocate
from lkt_alloc.engine.model import OF_POST
from lkt_alloc.engine.parts import SharePart
from lkt_alloc.engine.post_table import post_table
from tests.cli.inside import answer, inside
from tests.engine.strategies import THEN, budget_of, errors, key_of, register_of

NUMBERS = ("0101", "0102", "0103", "0104")
PEOPLE = SharePart(Fraction(1), "all", "population")


def by_hand(total: int, weights: Sequence[Fraction]) -> list[int]:
    """Largest remainder, naively: units one by one to whoever lacks most."""
    exact = [total * weight / sum(weights) for weight in weights]
    given_ = [int(each) for each in exact]
    while sum(given_) < total:
        lacking = [each - own for each, own in zip(exact, given_, strict=True)]
        given_[lacking.index(max(lacking))] += 1
    return given_


@given(
    st.lists(st.integers(1, 5_000), min_size=4, max_size=4),
    st.integers(0, 10**7),
    st.sampled_from([Fraction(1, 10_000), Fraction(1, 1_000), Fraction(1, 100), Fraction(1, 7)]),
)
def test_shares_are_rounded_by_largest_remainder_and_then_used(people: list[int], kroner: int, unit: Fraction) -> None:
    register = register_of({number: {THEN: n} for number, n in zip(NUMBERS, people, strict=True)})
    key = replace(key_of(NUMBERS, PEOPLE), rounding="1 kr", share_unit=unit)
    budget = budget_of({"k": key}, ({"k": 1}, kroner * 100, 0))
    assert errors(budget, register) == []
    division = allocate(budget, register, ["2018"]).periods[0].divisions[0]
    units = by_hand(int(1 / unit), [Fraction(n) for n in people])
    assert [share.share for share in division.shares] == [unit * n for n in units]
    assert [share.amount // 100 for share in division.shares] == by_hand(kroner, [Fraction(n) for n in units])


@given(
    st.lists(st.integers(1, 5_000), min_size=4, max_size=4),
    st.lists(st.integers(0, 10**6), min_size=1, max_size=5),
    st.booleans(),
)
def test_each_post_is_rounded_by_itself_and_everyone_pays_the_sum(
    people: list[int], posts: list[int], back: bool
) -> None:
    sign = -1 if back else 1
    register = register_of({number: {THEN: n} for number, n in zip(NUMBERS, people, strict=True)})
    key = replace(key_of(NUMBERS, PEOPLE), rounding="1 kr", rounding_of=OF_POST)
    budget = budget_of({"k": key}, *(({"k": 1}, kroner * 100 * sign, 0) for kroner in posts))
    period = allocate(budget, register, ["2018"]).periods[0]
    (division,) = period.divisions
    apart = [by_hand(kroner, [Fraction(n) for n in people]) for kroner in posts]
    assert [list(row) for row in post_table(period, division).cells] == [[n * 100 * sign for n in row] for row in apart]
    assert [share.amount for share in division.shares] == [sum(own) * 100 * sign for own in zip(*apart, strict=True)]
    assert (sum(share.amount for share in division.shares), division.left) == (division.total, 0)


BUDGET = """format: lkt-alloc/budget/1
name: Legevakten
language: en
periods: {"2020": {name: "2020", from: 2020-01-01, to: 2020-12-31}}
payers: {m: {name: the municipalities, key: k}}
keys:
  k:
    name: by population
    members: [4621 Voss, 4628 Vaksdal, 4629 Modalen]
    population_date: 2020-01-01
    rounding: 1 kr
    parts: [{share: 100 %, to: all, by: population}]
posts:
  - {id: a, name: wages, paid_by: {m: 100 %}, amounts: {"2020": 100 001}}
  - {id: b, name: rent, paid_by: {m: 100 %}, amounts: {"2020": 50 002}}
"""


def said(field: str, folder: Path, *asked: str) -> str:
    (folder / "b.yaml").write_text(BUDGET.replace("    parts:", f"    {field}\n    parts:"), encoding="utf-8")
    return answer([*asked, "--budget", "b.yaml"], folder)


def test_a_rounded_share_is_explained(tmp_path: Path) -> None:
    explained = said('share_unit: "0,1 %"', tmp_path, "explain", "Modalen")
    assert "Shares are rounded to 0.1% before they are used (rounded-shares/1). Rounded down: 1.9%" in explained
    assert "Modalen is number 3 of 3 by remainder: 1.9%." in explained
    assert "NOK 150,003 × 19 / 1,000 = NOK 2,850,057 / 1,000 = NOK 2,850.057" in explained
    assert "Shares are rounded to 0.1% first (rounded-shares/1)." in said('share_unit: "0,1 %"', tmp_path, "compute")


def test_posts_that_are_rounded_by_themselves_are_explained_one_by_one(tmp_path: Path) -> None:
    explained = said("rounding_of: post", tmp_path, "explain", "Modalen")
    assert "Budget item a: NOK 100,001 × " in explained
    assert "Budget item b: Rounded down to the nearest whole krone: NOK " in explained
    assert "The sum of these: NOK 1,930 + NOK 965 = NOK 2,895" in explained
    assert "All remainders by size, 2020: Budget item b" in explained
    assert '"by_post": [' in said("rounding_of: post", tmp_path, "explain", "Modalen", "--format", "json")
    for command in (
        ["compute", "--by-post"],
        ["document", "--kommune", "Voss"],
        ["invoice", "2020"],
        ["compare", "2020", "2020"],
    ):
        assert said("rounding_of: post", tmp_path, *command)


def test_a_tie_between_shares_goes_to_the_lower_number_and_says_so(tmp_path: Path) -> None:
    equal = BUDGET.replace("by: population}", "by: equal}")
    (tmp_path / "b.yaml").write_text(
        equal.replace("    parts:", '    share_unit: "0,1 %"\n    parts:'), encoding="utf-8"
    )
    voss, modalen = (
        inside(["explain", name, "--budget", "b.yaml"], tmp_path)[0].replace("\N{NO-BREAK SPACE}", " ")
        for name in ("Voss", "Modalen")
    )
    assert "the one with the largest remainder gets 0.1% more." in voss
    assert "Voss is number 1 of 3 by remainder: 33.4%." in voss
    assert "Several have equal remainders; the lower municipality number goes first" in modalen
    whole = equal.replace(", 4629 Modalen", "").replace("    parts:", "    share_unit: 50 %\n    parts:")
    (tmp_path / "b.yaml").write_text(whole, encoding="utf-8")
    printed, _ = inside(["explain", "Voss", "--budget", "b.yaml"], tmp_path)
    assert "Rounded down: 50%" in printed
    assert "by remainder: 50%" not in printed


def test_rounded_shares_make_what_the_parts_make_where_a_difference_is_left(tmp_path: Path) -> None:
    parts = "parts: [{share: 90 %, to: all, by: population}]"
    budget = BUDGET.replace("parts: [{share: 100 %, to: all, by: population}]", f"difference: uncovered\n    {parts}")
    (tmp_path / "b.yaml").write_text(budget.replace("    parts:", "    share_unit: 1 %\n    parts:"), encoding="utf-8")
    printed, code = inside(["compute", "--budget", "b.yaml", "--format", "json"], tmp_path)
    assert code == 0, printed
    shares = json.loads(printed)["shares"]
    assert sum(Fraction(row["share"]) for row in shares) == Fraction(9, 10)
    text, _ = inside(["explain", "Voss", "--budget", "b.yaml"], tmp_path)
    assert "add up to 88%" in text.replace("\N{NO-BREAK SPACE}", " ")


def test_a_unit_that_does_not_go_up_in_what_the_parts_make_is_found(tmp_path: Path) -> None:
    parts = "parts: [{share: 2/3, to: all, by: population}]"
    budget = BUDGET.replace("parts: [{share: 100 %, to: all, by: population}]", f"difference: uncovered\n    {parts}")
    (tmp_path / "b.yaml").write_text(budget.replace("    parts:", "    share_unit: 1 %\n    parts:"), encoding="utf-8")
    printed, code = inside(["check", "b.yaml"], tmp_path)
    assert (code, "LKT415" in printed) == (1, True)
    assert "Write a unit that goes up in 2/3." in printed


def test_whoever_a_later_period_leaves_nothing_is_found(tmp_path: Path) -> None:
    later = BUDGET.replace(
        "to: 2020-12-31}}", 'to: 2020-12-31}, "2021": {name: "2021", from: 2021-01-01, to: 2021-12-31}}'
    )
    later = later.replace("100 001}", '100 001, "2021": 5}').replace("50 002}", '50 002, "2021": 5}')
    later = later.replace("by: population", "by: v").replace("    parts:", "    share_unit: 10 %\n    parts:")
    later = later.replace(
        "payers:",
        'measures: {v: {name: calls, values_by_period: {"2020": {4621: 3, 4628: 3, 4629: 3}, '
        '"2021": {4621: 3, 4628: 3, 4629: 1 000}}}}\npayers:',
    )
    (tmp_path / "b.yaml").write_text(later, encoding="utf-8")
    printed, _ = inside(["check", "b.yaml"], tmp_path)
    assert 'In period "2021", rounding to 10% leaves nothing for: Voss (4621), Vaksdal (4628).' in printed
