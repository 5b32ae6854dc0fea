"""Figures that change from period to period: populations of another day and other values in each, everywhere that they show."""

import json
from pathlib import Path

import pytest

import lkt_alloc
from tests.cli.inside import answer, inside

BUDGET = """format: lkt-alloc/budget/1
name: Legevakten
language: en
periods: {"2020": {name: "2020", from: 2020-01-01, to: 2020-12-31}, "2021": {name: "2021", from: 2021-01-01, to: 2021-12-31}}
payers: {m: {name: the municipalities, key: k}}
keys:
  k:
    name: by population and calls
    members: [4621 Voss, 4628 Vaksdal, 4629 Modalen]
    population_date: {"2020": 2020-01-01, "2021": 2021-01-01}
    rounding: 1 kr
    parts: [{share: 50 %, to: all, by: population}, {share: 50 %, to: all, by: calls}]
measures:
  calls:
    name: calls
    values_by_period: {"2020": {4621: 700, 4628: 200, 4629: 100}, "2021": {4621: 720, 4628: 180, 4629: 100}}
    total: {"2020": 1 000, "2021": 1 000}
posts: [{id: a, name: wages, paid_by: {m: 100 %}, amounts: {"2020": 100 000, "2021": 100 000}}]
"""
PEOPLE = {"2020": (15_740, 3_977, 388), "2021": (15_787, 3_918, 376)}
CALLS = {"2020": (700, 200, 100), "2021": (720, 180, 100)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "b.yaml").write_text(BUDGET, encoding="utf-8")
    return tmp_path


def said(folder: Path, *asked: str) -> str:
    return answer([*asked, "--budget", "b.yaml"], folder)


@pytest.mark.parametrize("period", ["2020", "2021"])
def test_each_period_goes_by_its_own_figures(folder: Path, period: str) -> None:
    rows = lkt_alloc.read(folder / "b.yaml").allocate(period).rows()
    exact = [
        50_000 * people / sum(PEOPLE[period]) + 50_000 * calls / sum(CALLS[period])
        for people, calls in zip(PEOPLE[period], CALLS[period], strict=True)
    ]
    assert all(abs(int(row["amount"]) - share) < 1 for row, share in zip(rows, exact, strict=True))
    assert sum(int(row["amount"]) for row in rows) == 100_000
    assert tuple(row["population"] for row in rows) == PEOPLE[period]


def test_tables_and_notes_say_which_figures_are_which_period_s(folder: Path) -> None:
    both = said(folder, "compute")
    assert "Population, 2020  Calls, 2020  Population, 2021  Calls, 2021" in both
    assert "Population on 1 January 2020" in both
    assert "Population on 1 January 2021" in both
    one = said(folder, "compute", "2021")
    assert "2020" not in one
    assert "15,787  720" in " ".join(one.split("  ")) or "15,787" in one


def test_explain_and_json_have_each_period_s_own(folder: Path) -> None:
    steps = said(folder, "explain", "Vaksdal")
    for own in ("3,977 / 40,210", "200 / 1,000", "1,959 / 20,081", "180 / 1,000"):
        assert own in steps
    record = json.loads(said(folder, "compute", "--format", "json"))
    assert record["population_date"] is None
    assert [each["population_date"] for each in record["divisions"]] == ["2020-01-01", "2021-01-01"]


def test_periods_are_compared_by_their_own_figures(folder: Path) -> None:
    compared = said(folder, "compare", "2020", "2021")
    assert "Municipality  Population + calls  Rounding  Difference" in compared
    assert "No difference comes from: cost, who pays, allocation key and members." in compared


def test_one_date_for_all_is_a_what_if(folder: Path) -> None:
    changed = said(folder, "compute", "--population", "2021-01-01")
    assert "populations of 1 January 2021" in changed
    assert "Population on 1 January 2020" not in changed


def test_another_year_adds_a_date_to_the_table(folder: Path) -> None:
    text = BUDGET.replace(", {share: 50 %, to: all, by: calls}", "").replace("50 %", "100 %")
    file = folder / "budget.yaml"
    file.write_text(text[: text.index("measures:")] + text[text.index("posts:") :], encoding="utf-8")
    printed, code = inside(["init", "--year", "2022", "--force"], folder)
    assert code == 0, printed
    assert "2022: 2022-01-01" in file.read_text(encoding="utf-8").replace('"', "")


def test_a_key_that_counts_nobody_needs_no_date_and_says_none(folder: Path) -> None:
    text = BUDGET.replace('    population_date: {"2020": 2020-01-01, "2021": 2021-01-01}\n', "")
    text = text.replace("{share: 50 %, to: all, by: population}, {share: 50 %", "{share: 100 %")
    (folder / "b.yaml").write_text(text, encoding="utf-8")
    assert "Population" not in said(folder, "compute")
    assert json.loads(said(folder, "compute", "--format", "json"))["divisions"][0]["population_date"] is None
    for asked in (
        ["explain", "Voss"],
        ["document", "--kommune", "Voss"],
        ["invoice", "2021"],
        ["compare", "2020", "2021"],
    ):
        assert said(folder, *asked)


def test_a_sum_with_inhabitants_needs_a_date_and_that_is_all_that_is_said(folder: Path) -> None:
    text = BUDGET.replace('    population_date: {"2020": 2020-01-01, "2021": 2021-01-01}\n', "")
    text = text.replace(
        "{share: 50 %, to: all, by: population}, {share: 50 %, to: all, by: calls}", "{share: 100 %, to: all, by: load}"
    )
    text = text.replace("measures:", "measures:\n  load: {name: load, sum: {calls: 1, population: 1/100}}")
    (folder / "b.yaml").write_text(text, encoding="utf-8")
    printed, code = inside(["check", "b.yaml", "--lang", "en"], folder)
    assert ("does not say on which day" in printed, printed.count("error["), code) == (True, 1, 1)


def test_another_year_of_a_key_that_counts_nobody_asks_for_no_date(folder: Path) -> None:
    text = BUDGET.replace('    population_date: {"2020": 2020-01-01, "2021": 2021-01-01}\n', "")
    text = text.replace(
        "{share: 50 %, to: all, by: population}, {share: 50 %, to: all, by: calls}",
        "{share: 100 %, to: all, by: equal}",
    )
    file = folder / "budget.yaml"
    file.write_text(text[: text.index("measures:")] + text[text.index("posts:") :], encoding="utf-8")
    printed, code = inside(["init", "--year", "2022", "--force"], folder)
    assert (code, "population_date" in file.read_text(encoding="utf-8")) == (0, False), printed


def test_a_key_that_nobody_uses_is_looked_at_where_its_tables_have_figures(folder: Path) -> None:
    others = """  before:
    name: trips
    members: [4621 Voss, 4628 Vaksdal, 4629 Modalen]
    population_date: {"2020": 2020-01-01}
    rounding: 1 kr
    parts: [{share: 50 %, to: all, by: population}, {share: 50 %, to: all, by: trips}]
measures:
  trips: {name: trips, values_by_period: {"2020": {4621: 1, 4628: 2, 4629: 3}}}
"""
    text = BUDGET.replace("measures:\n", others)
    (folder / "b.yaml").write_text(text, encoding="utf-8")
    assert "15,787" in said(folder, "compute", "2021")
    printed, code = inside(["compute", "2020", "--key", "before", "--budget", "b.yaml", "--lang", "en"], folder)
    assert (code, "There is no population date for: 2021" in printed) == (2, True)
    (folder / "b.yaml").write_text(text.replace("4628: 2, 4629: 3", "4628: 2"), encoding="utf-8")
    printed, code = inside(["check", "b.yaml", "--lang", "en"], folder)
    assert (code, 'In 2020 the measure "trips" has nothing for: Modalen' in " ".join(printed.split())) == (1, True)


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ('"2021": 1 000}', '"2022": 1 000}', 'There is no period "2022".'),
        ("    total:", "    sum: {population: 1}\n    total:", "A measure has values, values by period or a sum"),
    ],
)
def test_one_slip_in_a_table_by_period_is_one_finding(folder: Path, old: str, new: str, found: str) -> None:
    (folder / "b.yaml").write_text(BUDGET.replace(old, new), encoding="utf-8")
    printed, _ = inside(["check", "b.yaml", "--lang", "en"], folder)
    assert found in printed
    assert "Errors: 1." in printed


def test_a_sum_of_measures_has_no_totals_by_period(folder: Path) -> None:
    mix = '  mix: {name: mix, sum: {calls: 1}, total: {"2020": 1 000}}\nposts:'
    (folder / "b.yaml").write_text(BUDGET.replace("posts:", mix), encoding="utf-8")
    printed, _ = inside(["check", "b.yaml", "--lang", "en"], folder)
    assert "A sum of measures has no values" in printed
    assert "Errors: 1." in printed


def test_what_changed_is_called_what_it_is(folder: Path) -> None:
    text = BUDGET.replace("{share: 50 %, to: all, by: population}, {share: 50 %", "{share: 100 %")
    (folder / "b.yaml").write_text(text, encoding="utf-8")
    assert "Municipality      Calls  Difference" in said(folder, "compare", "2020", "2021")


def test_a_case_note_says_every_day_whose_populations_count(folder: Path) -> None:
    note = said(folder, "document", "--kommune", "Voss")
    own = note[note.index("### How ") : note.index("## Attachment")]
    assert "Population on 1 January 2020" in own
    assert "Population on 1 January 2021" in own


def test_a_case_note_says_in_which_period_somebody_takes_part_for_some_of_it(folder: Path) -> None:
    part = '    part_year: [{period: "2021", members: [4629 Modalen], share: 1/2}]\n    rounding:'
    (folder / "b.yaml").write_text(BUDGET.replace("    rounding:", part), encoding="utf-8")
    note = said(folder, "document", "--kommune", "Voss")
    own = note[note.index("2021:  \n") :]
    assert "Modalen takes part for 6/12 of the period" in own
    assert "takes part" not in note[: note.index("2021:  \n")]


def test_another_year_has_the_figures_of_the_last_until_its_own_are_known(folder: Path) -> None:
    file = folder / "budget.yaml"
    file.write_text(
        BUDGET.replace("4628: 180, 4629: 100", '4628: "180,5", 4629: "99,5"').replace(', "2021": 1 000}', "}"),
        encoding="utf-8",
    )
    printed, code = inside(["init", "--year", "2022", "--force", "--lang", "en"], folder)
    assert code == 0, printed
    assert "The figures of calls are those of 2021: correct them when those of 2022 are known." in printed
    assert '"2022": {"4621": 720, "4628": "180,5", "4629": "99,5"}' in file.read_text(encoding="utf-8")
    file.write_text(BUDGET, encoding="utf-8")
    assert inside(["init", "--year", "2022", "--force"], folder)[1] == 0
    assert 'total: {"2020": 1 000, "2021": 1 000, "2022": 1000}' in file.read_text(encoding="utf-8")
