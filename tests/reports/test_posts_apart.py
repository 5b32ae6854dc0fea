"""Posts that are rounded by themselves, with øre and refunds: tables add up, signs stand, programs get what people read."""

import json
from pathlib import Path

import pytest

from tests.cli.inside import answer

BUDGET = """format: lkt-alloc/budget/1
name: T
language: en
periods: {"2024": {name: "2024", from: 2024-01-01, to: 2024-12-31}}
parties: {A: Aas, B: Bo}
payers: {p: {name: the members, key: k}, q: {name: the others}}
keys: {k: {name: k, members: [A, B], rounding: 1 kr, rounding_of: post, parts: [{share: 100 %, to: all, by: equal}]}}
posts:
  - {id: "1", name: one, paid_by: {p: 100 %}, amounts: {"2024": "100,50"}}
  - {id: "2", name: two, paid_by: {p: 100 %}, amounts: {"2024": "-40,50"}}
  - {id: "3", name: three, paid_by: {q: 100 %}, amounts: {"2024": 7}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "b.yaml").write_text(BUDGET, encoding="utf-8")
    return tmp_path


def said(folder: Path, *asked: str) -> str:
    return answer([*asked, "--budget", "b.yaml"], folder)


def test_ore_that_cancel_between_posts_have_their_row_and_their_line(folder: Path) -> None:
    table = " ".join(said(folder, "compute", "--by-post").split())
    assert "Rounding to whole kroner -0.50 0.50 0" in table
    assert "A Aas 51.00 -21.00 30" in table
    assert "rounded to whole kroner (whole-kroner/1)" in table


def test_a_refund_among_posts_keeps_its_sign_and_the_sum_can_be_followed(folder: Path) -> None:
    steps = said(folder, "explain", "A")
    assert "Budget item 2: NOK -41 × 1 / 2 = NOK -41 / 2 = NOK -20.50" in steps
    assert "The sum of these: NOK 51 − NOK 21 = NOK 30" in steps
    assert "Budget item 3" not in steps
    assert "NOK 100.50 is rounded to NOK 101 before it is shared: NOK 0.50 more is shared." in steps


def test_a_case_note_has_each_post(folder: Path) -> None:
    note = said(folder, "document", "--kommune", "A")
    assert "Budget item 1: NOK 101 × 1 / 2 = NOK 101 / 2 = NOK 50.50, rounded to NOK 51." in note
    assert "Budget item 2: NOK -41 × 1 / 2 = NOK -41 / 2 = NOK -20.50, rounded to NOK -21." in note


def test_a_tie_says_its_post_and_programs_know_of_it(folder: Path) -> None:
    assert "2024: Budget item 2: equal remainders decided" in said(folder, "compute")
    assert json.loads(said(folder, "compute", "--format", "json"))["divisions"][0]["tied"] == ["A", "B"]


def test_programs_get_pieces_of_parts_of_all_posts(folder: Path) -> None:
    (share,) = json.loads(said(folder, "explain", "A", "--format", "json"))["shares"]
    assert (share["parts"][0]["exact"], share["quota"]) == ("30/1", "30/1")
    (folder / "b.yaml").write_text(BUDGET.replace('"100,50"', "10"), encoding="utf-8")
    (share,) = json.loads(said(folder, "explain", "A", "--format", "json"))["shares"]
    assert (share["parts"][0]["exact"], share["quota"]) == (share["quota"],) * 2


def test_a_total_that_is_rounded_down_says_what_is_not_shared(folder: Path) -> None:
    text = BUDGET.replace(", rounding_of: post", "").replace('"-40,50"', '"-40,25"')
    (folder / "b.yaml").write_text(text, encoding="utf-8")
    assert "NOK 60.25 is rounded to NOK 60 before it is shared: NOK 0.25 is not shared." in said(folder, "explain", "A")


def test_a_tie_between_payers_is_about_ore_where_keys_are_in_ore(folder: Path) -> None:
    text = BUDGET.replace("1 kr, rounding_of: post", "øre").replace("{p: 100 %}", "{p: 50 %, q: 50 %}", 1)
    (folder / "b.yaml").write_text(text.replace("100,50", "100,51"), encoding="utf-8")
    assert "which payer gets an odd øre" in said(folder, "compute")


def test_a_comparison_says_what_of_the_totals_stands_in_no_amount(folder: Path) -> None:
    two = BUDGET.replace(
        "to: 2024-12-31}}", 'to: 2024-12-31}, "2025": {name: "2025", from: 2025-01-01, to: 2025-12-31}}'
    )
    (folder / "b.yaml").write_text(two.replace('"-40,50"', '-40, "2025": 10'), encoding="utf-8")
    compared = said(folder, "compare", "2024", "2025")
    assert "2024: NOK 60.50 is rounded to NOK 61 before it is shared: NOK 0.50 more is shared." in compared
    assert "2025: these amounts" not in compared
