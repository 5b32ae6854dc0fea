"""`compare`: what may be typed for a side, what sides are called, and what is answered where a side cannot be."""

from pathlib import Path

import pytest

from tests.acceptance.replay import ROOT
from tests.cli.inside import answer, inside

KEYS = """keys:
  a: {name: List, members: [4621 Voss, 4628 Vaksdal], rounding: 1 kr, parts: [{share: 100 %, to: all, by: equal}]}
  b: {name: list, members: [4621 Voss, 4629 Modalen], rounding: 1 kr, parts: [{share: 100 %, to: all, by: equal}]}
"""
BUDGET = f"""format: lkt-alloc/budget/1
name: Legevakten
language: en
periods: {{"2020": {{name: {{nn: hausten 2020, nb: høsten 2020, en: autumn 2020}}, from: 2020-07-01, to: 2020-12-31}}}}
payers: {{m: {{name: the municipalities, key: a}}, h: {{name: the hospital}}}}
{KEYS}posts:
  - {{id: a, name: wages, paid_by: {{m: 50 %, h: 50 %}}, amounts: {{"2020": 100 000}}}}
"""
SCENARIO = """format: lkt-alloc/scenario/1
name: Later
budget: budget.yaml
periods:
  "2021": {like: "2020", times: "1,027", name: "2021"}
  "2022": {like: "2021", name: "2022"}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "x:y").mkdir()
    files = {
        "budget.yaml": BUDGET,
        "x:y/e.yaml": BUDGET,
        "s.yaml": SCENARIO,
        "none.yaml": BUDGET.replace(", key: a", ""),
    }
    files["two.yaml"] = BUDGET.replace("the hospital}", "the hospital, key: b}")
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def compared(folder: Path, *typed: str, lang: str = "en", budget: str = "budget.yaml") -> str:
    printed, _ = inside(["compare", *typed, "--lang", lang, "--budget", budget], folder)
    return printed.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        (("key:a", "s.yaml:2021"), "autumn 2020 and 2021"),
        (("x:y/e.yaml", "s.yaml:2021"), "autumn 2020 and 2021"),
        (("2020", "s.yaml:2020", "s.yaml:2021"), "autumn 2020, Later autumn 2020 and Later 2021"),
        (("hausten 2020", "Autumn 2020", "s.yaml:2021"), "autumn 2020 (1), autumn 2020 (2) and 2021"),
        (("2020", "./x:y/e.yaml:2020"), "autumn 2020 and e:2020"),
        (("./s.yaml:2020", "x:y/e.yaml:2020", "x:y/e.yaml"), "Later, e:2020 and e"),
        (("key:a", "key:b"), "key:a and key:b"),
        (("key:m=a", "key:m=b:2020"), "key:m=a and key:m=b:2020"),
    ],
    ids=" ".join,
)
def test_sides_are_called_by_what_tells_them_apart_and_never_by_a_path(
    folder: Path, typed: tuple[str, ...], title: str
) -> None:
    assert compared(folder, *typed).splitlines()[0] == f"Legevakten: {title}"


def test_who_is_called_by_scenario_and_period_is_not_told_of_the_period_again(folder: Path) -> None:
    said = compared(folder, "2020", "s.yaml:2020", "s.yaml:2021").splitlines()
    assert said[3:5] == [
        "What if: Later 2021 is not the budget as it is in the file. Changed:",
        "2021 is not in the budget, and is taken as autumn 2020: its amounts times 1.027, each rounded to 1 kr.",
    ]


@pytest.mark.parametrize(
    ("typed", "reason", "remedy"),
    [
        (("s.yaml", "s.yaml"), 'It is not stated which period of "s.yaml" is meant.', "There are: 2020, 2021, 2022."),
        (
            ("2020", "s.yaml:2019"),
            'There is no period "2019" in the budget of "s.yaml:2019".',
            "There are: 2020, 2021, 2022.",
        ),
        (
            ("2020", "m=a"),
            '"m=a" cannot be compared.',
            "Write a period (2020), key:NAME, or a budget or scenario file, as budget.yaml:2019.",
        ),
    ],
)
def test_a_side_that_cannot_be_is_named(folder: Path, typed: tuple[str, ...], reason: str, remedy: str) -> None:
    assert compared(folder, *typed).splitlines() == [f"lkt-alloc: {reason}", f"  {remedy}"]


def test_which_payer_a_key_is_for_is_asked_for_in_a_way_that_works(folder: Path) -> None:
    assert compared(folder, "2020", "key:b", budget="two.yaml").splitlines() == [
        "lkt-alloc: Several payers use an allocation key: m, h.",
        '  Say which payer: "m=b" instead of "b".',
    ]
    assert inside(["compare", "2020", "key:m=b", "--budget", "two.yaml"], folder)[1] == 0
    assert compared(folder, "2020", "key:b", budget="none.yaml").splitlines() == [
        "lkt-alloc: No payer uses an allocation key.",
        '  Say which payer: "m=b" instead of "b".',
    ]
    assert inside(["compare", "2020", "key:m=b", "--budget", "none.yaml"], folder)[1] == 0


def test_what_stands_for_a_name_is_in_the_language_of_the_person(folder: Path) -> None:
    assert "key:NAMN" in compared(folder, "2020", "m=a", lang="nn")
    assert "key:NAVN" in compared(folder, "2020", "m=a", lang="nb")


def test_a_budget_that_lacks_the_period_of_the_others_is_asked_which(folder: Path) -> None:
    """The built-in one has two periods."""
    printed, code = inside(["compare", "key:lkt", str(folder / "s.yaml:2021"), "--lang", "en"], ROOT)
    assert (code, 'which period of "key:lkt" is meant' in printed) == (2, True)
    assert "2021" in answer(["compare", "key:lkt:2018", str(folder / "s.yaml:2021")], ROOT)
