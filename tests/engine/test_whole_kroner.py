"""Øre under a key in kroner: the total is rounded to whole kroner, and the difference is a row that nobody pays."""

import csv
import json
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any
from zipfile import ZipFile

import pytest
from msgspec.structs import replace

from lkt_alloc.engine.allocate import Allocation, PeriodAllocation, allocate
from lkt_alloc.engine.keys import with_parties
from lkt_alloc.engine.model import OF_POST, Budget, Key
from lkt_alloc.engine.post_table import post_table, rounded_off_by_post
from lkt_alloc.engine.register import Register
from tests.cli.inside import inside
from tests.engine.naive_keys import outcome
from tests.engine.random_budgets import random_budget
from tests.engine.strategies import errors

BUDGET = """\
format: lkt-alloc/budget/1
name: Legevakt
language: nb
sources: {v: {title: vedtak}}
periods:
  "2024": {name: "2024", from: 2024-01-01, to: 2024-12-31}
  "2025": {name: "2025", from: 2025-01-01, to: 2025-12-31}
payers:
  kommuner: {name: kommunene, key: nøkkel}
keys:
  nøkkel:
    name: 1/3 likt, 2/3 etter folketall
    source: v
    members: ["4621", "4628", "4629"]
    population_date: 2024-01-01
    rounding: 1 kr
    parts:
      - {share: 1/3, to: all, by: equal}
      - {share: 2/3, to: all, by: population}
posts:
  - {id: drift, name: Drift, source: v, paid_by: {kommuner: 100 %}, amounts: {"2024": 90 000, "2025": 90 000}}
  - {id: leie, name: Leie, source: v, paid_by: {kommuner: 100 %}, amounts: {"2024": 10 000, "2025": "9 999,75"}}
"""
ACTUAL = """\
format: lkt-alloc/actual/1
period: "2024"
budget: budget.yaml
amounts: {drift: "89 999,50", leie: 10 000}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "budget.yaml").write_text(BUDGET, encoding="utf-8")
    (tmp_path / "actual.yaml").write_text(ACTUAL, encoding="utf-8")
    return tmp_path


def run(folder: Path, line: str) -> str:
    said, code = inside([*line.split(), "--lang", "en"], folder)
    assert code == 0, said
    return said


def rows_of(said: str) -> list[dict[str, str]]:
    # what a command says besides stands before or after the table
    lines = [line for line in said.splitlines() if line.startswith(("period,", "2024,", "2025,"))]
    return list(csv.DictReader(lines))


def record_of(said: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(said[said.index("{") : said.rindex("}") + 1])
    return found


def test_accounts_with_ore_are_settled_in_kroner(folder: Path) -> None:
    said = run(folder, "settle 2024 --actual actual.yaml --budget budget.yaml --format csv")
    assert [(row["number"], row["final"]) for row in rows_of(said)] == [
        ("4621", "64140.00"),
        ("4628", "23513.00"),
        ("4629", "12347.00"),
        ("", "-0.50"),
    ]


def test_balances_are_carried_into_a_period_with_ore(folder: Path) -> None:
    line = "settle 2024 --actual actual.yaml --budget budget.yaml --carry 2025"
    odd = rows_of(run(folder, f"{line} --format csv"))[-1]
    assert (odd["final"], odd["balance"], odd["next_period"]) == ("-0.50", "", "-0.25")
    said = run(folder, line)
    assert "99,999.50" in said
    assert "99,999.75" in said


@pytest.mark.parametrize("by_post", [[], ["--by-post"]])
def test_every_list_adds_up_to_what_is_borne(folder: Path, by_post: list[str]) -> None:
    rows = rows_of(run(folder, " ".join(["compute 2025 --budget budget.yaml --format csv", *by_post])))
    assert sum(Fraction(row["amount"]) for row in rows) == Fraction("99999.75")
    assert [row["amount"] for row in rows if not row["number"]] == ["-0.25"]


def test_programs_are_told_what_is_rounded_off(folder: Path) -> None:
    found = record_of(run(folder, "compute 2025 --budget budget.yaml --format json"))
    (division,) = found["divisions"]
    assert (division["total_ore"], division["rounded_off_ore"], division["left_ore"]) == (9_999_975, -25, 0)
    invoiced = record_of(run(folder, "invoice 2025 --budget budget.yaml --format json"))
    assert (invoiced["total"], invoiced["rounded_off"], invoiced["left"]) == ("100000.00", "-0.25", "0.00")


@pytest.mark.parametrize(
    "command", ["compute", "compute 2025 --by-post", "explain --kommune Voss", "document --kommune Voss"]
)
def test_people_read_that_ore_are_rounded_off(folder: Path, command: str) -> None:
    said = " ".join(run(folder, f"{command} --budget budget.yaml --format markdown").split())
    assert "Before it is shared, a total with øre is rounded to whole kroner" in said
    assert "99,999.75" in said.replace("\u00a0", " ")


@pytest.mark.parametrize("kind", ["html", "xlsx", "docx"])
def test_other_formats_are_made(folder: Path, kind: str) -> None:
    run(folder, f"compute --by-post --budget budget.yaml --format {kind} --output r.{kind}")
    assert (folder / f"r.{kind}").stat().st_size


@pytest.mark.parametrize("by_post", ["", " --by-post"])
def test_lists_for_people_have_the_row_too(folder: Path, by_post: str) -> None:
    said = run(folder, f"compute 2025 --budget budget.yaml --format csv-excel{by_post}").splitlines()
    (own,) = [line for line in said if "Rounding to whole kroner" in line]
    assert own.endswith("-0,25")
    assert ("leie Leie" in own) is bool(by_post)


def test_every_payer_has_its_own_row(folder: Path) -> None:
    halves = BUDGET.replace("{kommuner: 100 %}", "{kommuner: 50 %, andre: 50 %}")
    text = halves.replace("keys:\n", "  andre: {name: andre, key: nøkkel}\nkeys:\n")
    (folder / "budget.yaml").write_text(text, encoding="utf-8")
    said = run(folder, "settle 2024 --actual actual.yaml --budget budget.yaml --format csv")
    assert [(row["payer"], row["final"]) for row in rows_of(said) if not row["number"]] == [
        ("kommuner", "-0.25"),
        ("andre", "-0.25"),
    ]
    printed = run(folder, "settle 2024 --actual actual.yaml --budget budget.yaml")
    assert [line.split()[-1] for line in printed.splitlines() if "Rounding" in line] == ["-0.25", "-0.25", "-0.50"]


@pytest.mark.parametrize("change", ["--set post.drift.2024=89999,49", "--external drift.2024=0,51"])
def test_a_what_if_may_have_ore(folder: Path, change: str) -> None:
    rows = rows_of(run(folder, f"compute 2024 --budget budget.yaml --format csv {change}"))
    assert sum(Fraction(row["amount"]) for row in rows[:-1]) == 99_999
    assert rows[-1]["amount"] == "0.49"


def test_posts_that_are_rounded_by_themselves_say_so_one_by_one(folder: Path) -> None:
    text = BUDGET.replace("rounding: 1 kr", "rounding: 1 kr\n    rounding_of: post").replace("90 000}", '"90 000,25"}')
    (folder / "budget.yaml").write_text(text, encoding="utf-8")
    said = run(folder, "explain --kommune Voss --budget budget.yaml").replace("\u00a0", " ")
    assert "Budget item drift: NOK 90,000.25 is rounded to NOK 90,000 before it is shared" in said
    assert "Budget item leie: NOK 9,999.75 is rounded to NOK 10,000 before it is shared" in said


def test_a_workbook_rounds_the_total_too(folder: Path) -> None:
    run(folder, "compute 2025 --budget budget.yaml --format xlsx --output r.xlsx")
    with ZipFile(folder / "r.xlsx") as book:
        said = b"".join(book.read(name) for name in book.namelist()).decode("utf-8", "replace")
    assert "To be shared, as the key rounds it" in said


def test_instalments_of_a_settlement_keep_to_the_unit_of_the_key(folder: Path) -> None:
    text = BUDGET.replace("rounding: 1 kr", "rounding: 1000 kr").replace('"9 999,75"', "10 000")
    (folder / "budget.yaml").write_text(text, encoding="utf-8")
    actual = (
        ACTUAL.replace('"89 999,50"', '"149 999,50"')
        + "paid: {4621 Voss: 50 000, 4628 Vaksdal: 20 000, 4629 Modalen: 10 000}\n"
    )
    (folder / "actual.yaml").write_text(actual, encoding="utf-8")
    said = run(folder, "invoice 2024 --actual actual.yaml --budget budget.yaml --instalments 3 --format csv")
    assert {Fraction(row["amount"]) % 1000 for row in rows_of(said)} == {0}
    assert sum(Fraction(row["amount"]) for row in rows_of(said)) == 80_000


def test_causes_make_the_difference(folder: Path) -> None:
    said = run(folder, "compare 2024 2025 --budget budget.yaml --format json")
    found = record_of(said)
    assert [side["rounded_off_ore"] for side in found["sides"]] == [0, -25]
    for row in found["differences"]:
        assert sum(row["causes_ore"].values()) == row["difference_ore"]


def test_ore_of_a_total_are_no_units(folder: Path) -> None:
    text = BUDGET.replace("rounding: 1 kr", "rounding: 10 kr")
    (folder / "budget.yaml").write_text(text, encoding="utf-8")
    run(folder, "check budget.yaml")
    (folder / "budget.yaml").write_text(text.replace("9 999,75", "10 004,75"), encoding="utf-8")
    said, code = inside(["check", "budget.yaml", "--lang", "en"], folder)
    assert code == 1
    assert "LKT304" in said
    assert "100,005" in said


# Any budget


def with_ore(seed: int) -> tuple[Budget, Register]:
    """A random budget in kroner to whose amounts some øre are added."""
    random = Random(seed)
    budget, register = random_budget(seed)
    posts = tuple(
        replace(
            post, amounts={p: ore + random.choice([0, 0, random.randint(-99, 99)]) for p, ore in post.amounts.items()}
        )
        for post in budget.posts
    )
    fine = any(key.unit_ore == 1 for key in budget.keys.values())
    keys = {name: key if fine else replace(key, rounding="1 kr") for name, key in budget.keys.items()}
    return replace(budget, posts=posts, keys=keys), register


def test_what_is_rounded_off_and_what_is_paid_make_the_sum() -> None:
    seen = 0
    for seed in range(150):
        budget, register = with_ore(seed)
        if errors(budget, with_parties(budget, register)):
            continue
        result = allocate(budget, register, list(budget.periods))
        for period in result.periods:
            seen += agree(result, period, seed)
    assert seen > 40


def in_kroner(ore: int, key: Key) -> int:
    """Øre as a key shares them: in whole kroner, halves away from zero, where it is in kroner."""
    return (abs(ore) + 50) // 100 * 100 * (-1 if ore < 0 else 1) if key.unit_ore > 1 else ore


def agree(result: Allocation, period: PeriodAllocation, seed: int) -> int:
    """Every division against a naive calculation; how many have øre that are rounded off."""
    found = 0
    for division in period.divisions:
        key = division.key
        posts = [row.increase_by_payer[division.payer] for row in period.posts_of(division).values()]
        borne = sum(posts)
        rounded = [in_kroner(ore, key) for ore in (posts if key.rounding_of == OF_POST else [borne])]
        total = sum(rounded)
        assert (division.borne, division.total, division.rounded_off) == (borne, total, borne - total), seed
        factor = result.budget.indices[key.index].factors[period.id] if key.index else Fraction(1)
        paid_of_each = [outcome(key, result.register, period.id, factor, ore).paid for ore in (*rounded, 0)]
        expected = {n: sum(own[n] for own in paid_of_each) for n in paid_of_each[0]}
        assert {s.number: s.amount for s in division.everyone} == expected, seed
        table = post_table(period, division)
        assert sum(ore for _, ore in rounded_off_by_post(period, division)) == division.rounded_off, seed
        for n, share in enumerate(division.shares):
            assert sum(row[n] for row in table.cells) == share.amount, seed
        paid = sum(map(sum, table.cells))
        assert paid + division.left + division.rounded_off == borne, seed
        found += division.rounded_off != 0
    return found
