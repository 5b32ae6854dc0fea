"""Rows for programs can be told apart, whatever keys a payer has: of every command, in every format that machines read."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

import pytest
from msgspec.structs import replace

from lkt_alloc.engine.allocate import Allocation, allocate
from lkt_alloc.engine.model import Budget, Payer, Register
from lkt_alloc.language.sentences import Ore, Text
from lkt_alloc.language.words import Words
from lkt_alloc.reports.compute import compute_listing
from lkt_alloc.reports.explanation import Explained
from lkt_alloc.reports.results import Computed
from lkt_alloc.reports.rows import compute_rows, compute_rows_by_post
from tests.acceptance.test_fields import budgets
from tests.engine.strategies import budget_of, key_of, register_of

ENGLISH = Words("en")
PLACE = ("period", "payer", "key", "number")


def three_keys() -> tuple[Budget, Register]:
    """One payer with a key of the same name for each of three posts, one of them to 1000 kr; and one that pays a part of the first."""
    keys = {name: replace(key_of(("A", "B")), name=Text({"": "by weight"})) for name in ("k1", "k2")}
    keys |= {"k3": replace(keys["k1"], members=("A", "B", "C"), rounding="1000 kr"), "r": key_of(("A",))}
    posts = ({"m": Fraction(1, 2), "r": Fraction(1, 2)}, 1_370_980_00, 0), ({"m": 1}, 572_870_00, 0)
    budget = budget_of({"m": None, "r": None, **keys}, *posts, ({"m": 1}, 411_000_00, 0))
    first, *others = budget.posts
    shared = (first, *(replace(post, keys={"m": f"k{n}"}) for n, post in enumerate(others, start=2)))
    payers = {name: Payer(Text({"": name}), key) for name, key in (("m", "k1"), ("r", "r"))}
    budget = replace(budget, keys=keys, payers=payers, posts=shared)
    return budget, register_of({number: {} for number in "ABC"})


def all_budgets() -> Iterator[tuple[Budget, Register]]:
    yield three_keys()
    yield from ((budget, register) for budget, register, _ in budgets())


@pytest.fixture(scope="module")
def allocations() -> list[Allocation]:
    return [allocate(budget, register, list(budget.periods)) for budget, register in all_budgets()]


def assert_told_apart(rows: Sequence[Mapping[str, Any]], *fields: str) -> None:
    names = Counter(tuple(row[field] for field in (*PLACE, *fields)) for row in rows)
    assert [name for name, count in names.items() if count > 1] == []


def computed(allocation: Allocation, *, by_post: bool) -> Computed:
    return Computed(allocation, [], ENGLISH, "number", by_post=by_post, chart=False)


def csv_of(result: Any) -> list[dict[str, Any]]:
    header, rows = result.rows()
    return [dict(zip(header, row, strict=True)) for row in rows]


@pytest.mark.parametrize("by_post", [False, True])
def test_rows_of_compute_are_told_apart(allocations: list[Allocation], by_post: bool) -> None:
    post = ("post",) if by_post else ()
    for allocation in allocations:
        result = computed(allocation, by_post=by_post)
        in_python = list(compute_rows_by_post(allocation) if by_post else compute_rows(allocation))
        in_json, in_csv = result.record()["cells" if by_post else "shares"], csv_of(result)
        for rows in (in_python, in_json, in_csv):
            assert_told_apart(rows, *post)
        fields = (*PLACE, *post)
        assert [[row[f] for f in fields] for row in in_python] == [[row[f] for f in fields] for row in in_json]
        assert [[row[f] for f in fields] for row in in_csv] == [[row[f] for f in fields] for row in in_json]
        listing = compute_listing(allocation, by_post=by_post)
        names = Counter(tuple(map(ENGLISH.cell, row[:-2])) for row in listing.rows)
        assert max(names.values()) == 1


def test_rows_of_an_explanation_are_told_apart(allocations: list[Allocation]) -> None:
    for allocation in allocations:
        for number in sorted(allocation.members)[:3]:
            record = Explained(allocation, [], number).record()
            assert_told_apart([row | {"number": number} for row in record["shares"]])


def test_posts_that_a_key_does_not_share_have_no_rows(allocations: list[Allocation]) -> None:
    own = [(row["payer"], row["key"], row["post"]) for row in compute_rows_by_post(allocations[0])]
    assert Counter(own) == {
        ("m", "k1", "1"): 2, ("m", "k2", "2"): 2, ("m", "k3", "3"): 3, ("r", "r", "1"): 1,
    }  # fmt: skip
    for allocation in allocations:
        total = sum(division.total - division.left for _, division in allocation.divided)
        assert sum(row["amount_ore"] for row in compute_rows_by_post(allocation)) == total


def test_people_see_the_key_where_a_payer_has_several(allocations: list[Allocation]) -> None:
    listing = compute_listing(allocations[0], by_post=False)
    titles = [ENGLISH.title(column.title) for column in listing.columns]
    assert titles == ["Period", "Payer", "Allocation key", "No.", "Municipality", "Share", "Kroner"]
    assert {ENGLISH.cell(row[2]) for row in listing.rows} == {"by weight, k1", "by weight, k2", "by weight, k3", "Key"}
    assert sum(row[-1].ore for row in listing.rows if isinstance(row[-1], Ore)) == 2_354_850_00
    built_in = compute_listing(allocations[1], by_post=False)
    assert "Allocation key" not in {ENGLISH.title(column.title) for column in built_in.columns}
