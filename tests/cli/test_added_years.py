"""Years that are not budgeted yet, by a scenario: in every command as if the budget file had them."""

from pathlib import Path

import pytest

import lkt_alloc
from tests.cli.inside import answer, inside

BUDGET = """format: lkt-alloc/budget/1
name: Legevakten
language: en
periods: {"2020": {name: "2020", from: 2020-01-01, to: 2020-12-31}}
payers: {m: {name: the municipalities, key: k}, h: {name: the hospital}}
keys:
  k:
    name: by population
    members: [4621 Voss, 4628 Vaksdal, 4629 Modalen]
    population_date: 2020-01-01
    rounding: 1 kr
    parts: [{share: 100 %, to: all, by: population}]
posts:
  - {id: a, name: wages, paid_by: {m: 50 %, h: 50 %}, amounts: {"2020": 100 000}, external: {"2020": 20 000}}
  - {id: b, name: rent, paid_by: {m: 100 %}, amounts: {"2020": 33 333}}
"""
SCENARIO = """format: lkt-alloc/scenario/1
name: Two more
budget: b.yaml
periods:
  "2021": {like: "2020", times: "1,027", source: the deflator}
  "2022": {like: "2021", times: 103/100}
changes:
  - {post: b, amounts: {"2022": 0}}
"""
EDITED = (
    BUDGET.replace(
        "periods: {",
        'periods: {"2021": {name: "2021", from: 2021-01-01, to: 2021-12-31}, '
        '"2022": {name: "2022", from: 2022-01-01, to: 2022-12-31}, ',
    )
    .replace('{"2020": 100 000}', '{"2020": 100 000, "2021": 102 700, "2022": 105 781}')
    .replace('{"2020": 20 000}', '{"2020": 20 000, "2021": 20 540, "2022": 21 156}')
    .replace('{"2020": 33 333}', '{"2020": 33 333, "2021": 34 233, "2022": 0}')
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (("b.yaml", BUDGET), ("s.yaml", SCENARIO), ("edited.yaml", EDITED)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("period", ["2020", "2021", "2022"])
def test_they_are_shared_out_as_those_of_an_edited_budget_are(folder: Path, period: str) -> None:
    by_scenario = lkt_alloc.read(folder / "b.yaml").allocate(period, scenario=folder / "s.yaml")
    assert by_scenario.rows(by_post=True) == lkt_alloc.read(folder / "edited.yaml").allocate(period).rows(by_post=True)


@pytest.mark.parametrize(
    ("asked", "amount"),
    [
        (("compute", "--scenario", "s.yaml"), "58,962"),
        (("compute", "--thousands", "--scenario", "s.yaml"), "59"),
        (("compute", "2021", "--scenario", "s.yaml", "--set", "post.a.2021=30540"), "30,715"),
        (("explain", "Voss", "--period", "2021", "--scenario", "s.yaml"), "58,962"),
        (("document", "--kommune", "Voss", "--period", "2021", "--scenario", "s.yaml"), "58,962"),
        (("invoice", "2021", "--scenario", "s.yaml"), "58,962"),
        (("compare", "2020", "s.yaml:2021", "--budget", "b.yaml"), "58,962"),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else "",
)
def test_every_command_has_them_and_says_what_they_are(folder: Path, asked: tuple[str, ...], amount: str) -> None:
    printed, code = inside([*asked, "--lang", "en"], folder)
    assert code == 0, printed
    printed = printed.replace("\N{NO-BREAK SPACE}", " ")
    assert amount in printed
    assert "2021 is not in the budget, and is taken as 2020: its amounts times 1.027, each rounded to 1 kr." in printed
    assert "The source of 2021: the deflator." in printed


def test_what_is_not_multiplied_is_said_to_be_as_the_other_is(folder: Path) -> None:
    (folder / "s.yaml").write_text(SCENARIO.replace(', times: "1,027"', ""), encoding="utf-8")
    printed, _ = inside(["compute", "--scenario", "s.yaml", "--lang", "en"], folder)
    assert "2021 is not in the budget, and is taken as 2020.\n" in printed


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('like: "2020"', 'like: "2019"', '5:18: error[LKT201 unknown-reference]: There is no period "2019".'),
        (
            'times: "1,027"',
            "use_keys: {m: l}",
            '5:40: error[LKT201 unknown-reference]: There is no allocation key "l".',
        ),
        ('times: "1,027"', "use_keys: {q: k}", '5:40: error[LKT201 unknown-reference]: There is no payer "q".'),
        ('times: "1,027"', 'times: "-1"', "5:33: error[LKT109"),
        (
            "changes:",
            '  later: {like: "2020", from: 2016-01-01, to: 2016-12-31}\nchanges:',
            "error[LKT801 scenario]: With these changes the budget is not sound:",
        ),
    ],
)
def test_what_cannot_be_is_an_error_of_the_scenario(folder: Path, old: str, new: str, said: str) -> None:
    (folder / "s.yaml").write_text(SCENARIO.replace(old, new, 1), encoding="utf-8")
    printed, code = inside(["check", "s.yaml", "--lang", "en"], folder)
    assert code == 1
    assert said in printed, printed


def test_what_is_said_of_an_added_year_has_its_source_and_only_what_differs(folder: Path) -> None:
    own = BUDGET[BUDGET.index("keys:") : BUDGET.index("posts:")]
    by_k = SCENARIO.replace("source: the deflator", "use_keys: {m: k}, source: the deflator")
    (folder / "s.yaml").write_text(by_k + own, encoding="utf-8")
    printed = answer(["compute", "2021", "--budget", "b.yaml", "--scenario", "s.yaml"], folder)
    assert "The source of 2021: the deflator." in printed
    assert 'to be paid by the municipalities is divided by the allocation key "by population".' in " ".join(
        printed.split()
    )
    assert "is changed" not in printed


def test_a_factor_without_a_source_is_told_of_and_nothing_else_is(folder: Path) -> None:
    (folder / "s.yaml").write_text(SCENARIO, encoding="utf-8")
    printed, code = inside(["check", "s.yaml", "--lang", "en"], folder)
    said = 's.yaml:6:3: warning[LKT601 no-source]: The factor of the period "2022" has no source.'
    assert (code, printed.count("no-source"), said in printed.replace("\N{NO-BREAK SPACE}", " ")) == (0, 1, True), (
        printed
    )
    assert 'Write in "source:" where it comes from.' in printed


def test_sides_that_are_as_their_file_has_them_are_not_said_to_be_changed(folder: Path) -> None:
    asked = ["compare", "--budget", "b.yaml", "2020", "key:k:2020", "s.yaml:2020", "s.yaml:2021"]
    said = [
        line for line in answer(asked, folder).splitlines() if line.startswith("What if: ") or "is taken as" in line
    ]
    assert said == [
        "What if: Two more 2021 is not the budget as it is in the file. Changed:",
        "2021 is not in the budget, and is taken as 2020: its amounts times 1.027, each rounded to 1 kr.",
    ]


def test_halves_of_an_added_year_are_whole_units_where_those_of_the_other_are(folder: Path) -> None:
    """5 000 kr times 1,027 are 5 135: rounded to 5 100, half of it would be no whole number of 100 kr."""
    coarse = (
        BUDGET.replace("1 kr", "100 kr")
        .replace('100 000}, external: {"2020": 20 000}', "5 000}")
        .replace("33 333", "200")
    )
    (folder / "b.yaml").write_text(coarse, encoding="utf-8")
    printed = answer(["compute", "2021", "--budget", "b.yaml", "--scenario", "s.yaml"], folder)
    assert "its amounts times 1.027, each rounded to NOK 200." in " ".join(
        printed.replace("\N{NO-BREAK SPACE}", " ").split()
    )
    assert "2,600" in printed
