"""What a source states of figures and results: when it is compared, and where what is said of it stands."""

from pathlib import Path

import pytest

from lkt_alloc.checks.check import check_files
from tests.acceptance.replay import ROOT
from tests.cli.inside import inside

CASES = ROOT / "tests" / "checks" / "cases"
WRONG = (CASES / "LKT308-stated-amount" / "bad.yaml").read_text(encoding="utf-8")
TOTAL = (CASES / "LKT307-measure-total" / "bad.yaml").read_text(encoding="utf-8")
LET_BE = "acknowledged:\n  - {rule: stated-amount, at: [control_totals, '2019', amounts, 1243 Os], reason: avskrift}\n"
STATED = "{1243 Os: 1 236 621, 1244 Austevoll: 288 388}"
REGISTER = """\
format: lkt-alloc/municipalities/1
sources: {s: {title: tal}}
municipalities:
  "1243": {name: Os}
  "1244": {name: Austevoll}
measures:
  turar: {name: turar, source: s, values: {1243 Os: 51 859, 1244 Austevoll: 12 031}, total: 63 620}
"""


def found(folder: Path, budget: str, register: str = "") -> list[tuple[str, str]]:
    """The codes of what is found in a budget and the file beside it, those of acknowledged findings in lower case, and the files."""
    (folder / "budget.yaml").write_text(budget, encoding="utf-8")
    if register:
        (folder / "municipalities.yaml").write_text(register, encoding="utf-8")
    findings = check_files([folder / "budget.yaml"]).findings
    return [(f.rule.code.lower() if f.acknowledged else f.rule.code, Path(f.place.file).name) for f in findings]


def test_a_stated_amount_that_differs_can_be_let_be(tmp_path: Path) -> None:
    assert found(tmp_path, WRONG) == [("LKT308", "budget.yaml")]
    assert found(tmp_path, WRONG + LET_BE) == [("lkt308", "budget.yaml")]


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [("{kommunane: 100 %}", "{kommunane: 90 %}", "LKT303"), ("rounding: 1 kr", "rounding: 1000 kr", None)],
)
def test_a_budget_with_an_error_is_not_held_against_its_decision(
    tmp_path: Path, old: str, new: str, code: str | None
) -> None:
    budget = WRONG.replace(old, new).replace("1 525 000", "1 525 500") if code is None else WRONG.replace(old, new)
    assert found(tmp_path, budget + LET_BE) == [(code or "LKT304", "budget.yaml")]


def test_nor_is_one_whose_municipality_file_has_an_error(tmp_path: Path) -> None:
    circle = REGISTER.replace("measures:", "measures:\n  halve: {name: halve, source: s, sum: {halve: 1}}")
    assert ("LKT412", "municipalities.yaml") in found(tmp_path, WRONG + LET_BE, circle)
    assert ("LKT701", "budget.yaml") not in found(tmp_path, WRONG + LET_BE, circle)


def test_the_total_of_a_measure_in_a_municipality_file_is_compared_there(tmp_path: Path) -> None:
    own = "measures:\n" + TOTAL.split("measures:\n")[1].split("keys:")[0]
    assert ("LKT307", "municipalities.yaml") in found(tmp_path, TOTAL.replace(own, ""), REGISTER)


def test_what_everyone_pays_by_several_keys_is_added_and_who_pays_nothing_pays_0(tmp_path: Path) -> None:
    two = WRONG.replace(
        "posts:", "posts:\n  - {id: '2', name: Bil, source: plan, paid_by: {alle: 100 %}, amounts: {'2019': 10}}"
    )
    two = two.replace("payers:", "payers:\n  alle: {name: alle, key: likt}")
    likt = (
        "  likt: {name: likt, source: plan, members: [1243 Os, 1245 Sund], rounding: 1 kr, population_date: 2018-01-01,"
    )
    two = two.replace("keys:", f"keys:\n{likt} parts: [{{share: 100 %, to: all, by: equal}}]}}")
    stated = "{1243 Os: 1 236 617, 1244 Austevoll: 288 388, 1245 Sund: 5}"
    assert found(tmp_path, two.replace(STATED, stated)) == []
    assert found(tmp_path, two.replace(STATED, stated).replace("{'2019': 10}", "{'2019': 0}")) == [
        ("LKT308", "budget.yaml"),
        ("LKT308", "budget.yaml"),
    ]


def test_a_member_that_is_stated_twice_is_told_of(tmp_path: Path) -> None:
    assert found(tmp_path, WRONG.replace(STATED, '{1243 Os: 1 236 612, "1243": 1}')) == [("LKT205", "budget.yaml")]


def test_a_period_of_which_no_amounts_are_stated_is_not_held_against_any(tmp_path: Path) -> None:
    text = """format: lkt-alloc/budget/1
name: Legevakten
language: en
periods: {"2020": {name: "2020", from: 2020-01-01, to: 2020-12-31}, "2021": {name: "2021", from: 2021-01-01, to: 2021-12-31}}
payers: {m: {name: the municipalities, key: k}}
keys: {k: {name: k, members: [4621 Voss, 4628 Vaksdal], rounding: 1 kr, parts: [{share: 100 %, to: all, by: equal}]}}
posts: [{id: a, name: a, paid_by: {m: 100 %}, amounts: {"2020": 100, "2021": 200}}]
control_totals: {"2020": {total: 100}, "2021": {amounts: {4621: 100, 4628: 99}}}
"""
    (tmp_path / "b.yaml").write_text(text, encoding="utf-8")
    printed, code = inside(["check", "b.yaml", "--lang", "en"], tmp_path)
    assert (printed.count("error["), "LKT308 stated-amount" in printed, code) == (1, True, 1)


def test_a_value_with_swapped_digits_is_named_though_the_total_would_agree_with_them_too(tmp_path: Path) -> None:
    values = "{A: 2 416 997, B: 5 000 000, C: 1 000 000}"
    text = f"""format: lkt-alloc/budget/1
name: T
language: en
periods: {{"2024": {{name: "2024", from: 2024-01-01, to: 2024-12-31}}}}
parties: {{A: Aas, B: Bo, C: Gol}}
payers: {{p: {{name: the members, key: k}}}}
keys: {{k: {{name: k, members: [A, B, C], rounding: 1 kr, parts: [{{share: 100 %, to: all, by: x}}]}}}}
measures: {{x: {{name: value, values: {values}, total: 8 461 997}}}}
posts: [{{id: "1", name: one, paid_by: {{p: 100 %}}, amounts: {{"2024": 100}}}}]
"""
    (tmp_path / "b.yaml").write_text(text, encoding="utf-8")
    printed, _ = inside(["check", "b.yaml", "--lang", "en"], tmp_path)
    assert "Look at Aas (A) first: with 2,461,997 the sums agree." in printed
