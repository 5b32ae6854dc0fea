"""Parts that list everyone's share: exact, in what-ifs and parts of a year too, and explained in per cent."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import lkt_alloc
from tests.cli.inside import inside

BRIGADE = """format: lkt-alloc/budget/1
name: Brannvesenet
language: en
periods: {"2021": {name: "2021", from: 2021-01-01, to: 2021-12-31}}
payers: {m: {name: the municipalities, key: agreed}}
keys:
  agreed:
    name: agreed shares
    members: [4621 Voss, 4628 Vaksdal, 4629 Modalen]
    population_date: 2021-01-01
    rounding: 1 kr
    parts:
      - {shares: {"4621 Voss": "17,5 %", 4628: "34,7 %", "4629": "47,8 %"}}
posts: [{id: "1", name: fire, paid_by: {m: 100 %}, amounts: {"2021": 57 649 000}}]
"""


def amounts(text: str, folder: Path, **what_if: Any) -> Mapping[str, int]:
    """Everyone's kroner in a budget, by number."""
    path = folder / "b.yaml"
    path.write_text(text, encoding="utf-8")
    outcome = lkt_alloc.read(path).allocate("2021", **what_if)
    return {row["number"]: int(row["amount"]) for row in outcome.rows()}


def test_everyone_pays_its_share_of_what_the_part_takes(tmp_path: Path) -> None:
    assert amounts(BRIGADE, tmp_path) == {"4621": 10_088_575, "4628": 20_004_203, "4629": 27_556_222}
    half = BRIGADE.replace("- {shares", "- {share: 50 %, to: all, by: equal}\n      - {share: 50 %, shares")
    equal = 57_649_000 / 6
    assert amounts(half, tmp_path) == {
        "4621": round(5_044_287.5 + equal),
        "4628": round(10_002_101.5 + equal),
        "4629": round(13_778_111 + equal),
    }


def test_the_first_kroner_an_amount_and_the_rest_are_divided_so_too(tmp_path: Path) -> None:
    for takes in ("first: 600 000", "amount: 600 000"):
        text = BRIGADE.replace("- {shares", f"- {{share: rest, to: [4629], by: equal}}\n      - {{{takes}, shares")
        assert amounts(text, tmp_path) == {"4621": 105_000, "4628": 208_200, "4629": 57_049_000 + 286_800}
    text = BRIGADE.replace("- {shares", "- {amount: 57 049 000, to: [4629], by: equal}\n      - {share: rest, shares")
    assert amounts(text, tmp_path) == {"4621": 105_000, "4628": 208_200, "4629": 57_049_000 + 286_800}


def test_where_somebody_leaves_the_others_keep_their_shares_between_them(tmp_path: Path) -> None:
    left = amounts(BRIGADE, tmp_path, without=["4629"])
    assert left == {"4621": round(57_649_000 * 175 / 522), "4628": round(57_649_000 * 347 / 522)}


def test_part_of_a_year_counts_with_part_of_the_share(tmp_path: Path) -> None:
    text = BRIGADE.replace("    parts:", '    part_year: [{period: "2021", members: [4629], share: 6/12}]\n    parts:')
    assert amounts(text, tmp_path)["4629"] == round(57_649_000 * 239 / 761)
    said, _ = inside(["explain", "Modalen", "--budget", "b.yaml"], tmp_path)
    assert "47.8% × 6/12 = 23.9%" in said


def test_the_share_is_explained_in_per_cent(tmp_path: Path) -> None:
    amounts(BRIGADE, tmp_path)
    said, _ = inside(["explain", "Vaksdal", "--budget", "b.yaml"], tmp_path)
    assert "Part 1 of the allocation key" not in said
    assert "100% × 34.7% = 347 / 1,000 = 34.700000%" in said
    said, _ = inside(["explain", "Vaksdal", "--budget", "b.yaml", "--format", "json"], tmp_path)
    assert '"by": "shares"' in said


@pytest.mark.parametrize(
    ("part", "found"),
    [
        ("{shares: {}}", ["LKT103"]),
        ("{share: 100 %, shares: lots}", ["LKT103"]),
        ("{shares: [4621, 4628, 4629]}", ["LKT103"]),
        ('{shares: {4621: 20 000, 4628: "34,7 %", "4629": "47,8 %"}}', ["LKT106"]),
        ('{shares: {4621: "17,5 %", 4628: "34,7 %", "4629": "47,8 %"}, to: [4621, 4628, 4629]}', ["LKT405"]),
        ("{rate: 5, per: 10, begun: whole, to: all, by: equal}", ["LKT405"]),
    ],
)
def test_one_slip_is_one_finding(part: str, found: list[str], tmp_path: Path) -> None:
    text = re.sub("      - {shares.*", f"      - {part}", BRIGADE)
    (tmp_path / "b.yaml").write_text(text, encoding="utf-8")
    printed, _ = inside(["check", "b.yaml", "--lang", "en"], tmp_path)
    assert re.findall(r"error\[(LKT\d+)", printed) == found
