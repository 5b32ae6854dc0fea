"""Decisions from end to end: 24 answers of the real case, and the same for other members, keys and periods."""

import csv
import io
import json
from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from lkt_alloc.files.disk import embedded
from tests.acceptance.replay import ROOT
from tests.cli.inside import inside

ANSWERS = ROOT / "examples" / "lkt_decisions.yaml"
DECISIONS = ("--decisions", str(ANSWERS))
FOLDER = ROOT / "examples"


def rows(*arguments: str, folder: Path = FOLDER, **more: str) -> list[dict[str, str]]:
    printed, code = inside([*arguments, "--format", "csv"], folder, b"", **more)
    assert code == 0, printed
    own = csv.DictReader(io.StringIO(printed[printed.index("period,") :]))
    return [row for row in own if None not in (*row, *row.values())]  # what is said beside them is none


@cache
def of_lkt(*arguments: str) -> list[dict[str, str]]:
    """The same of the real case, each asked once."""
    return rows(*arguments)


def kroner(those: list[dict[str, str]], field: str = "amount") -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for row in those:
        found[row["number"]] = found.get(row["number"], Decimal()) + Decimal(row[field])
    return found


def said(*arguments: str, folder: Path = FOLDER) -> str:
    """What is printed in English, with spaces that break."""
    printed, code = inside([*arguments, "--lang", "en"], folder)
    assert code == 0, printed
    return printed.replace("\N{NO-BREAK SPACE}", " ")


def test_24_answers_of_the_real_case() -> None:
    own = of_lkt("decisions", *DECISIONS)
    assert Counter(row["answer"] for row in own) == {"adopted": 36, "declined": 4, "conditional": 2, "missing": 6}
    assert kroner(own, "in_budget") == kroner(of_lkt("compute"))
    adopted = kroner(own, "adopted")
    assert sum(adopted.values()) == Decimal("1542507")
    assert adopted["1243"] == 6648 + 85000
    budgeted, lacking = kroner(own, "in_budget"), kroner(own, "not_adopted")
    assert all(budgeted[n] == adopted[n] + lacking[n] for n in budgeted)


def test_what_each_decline_costs_is_what_compute_says_alone() -> None:
    own, before = of_lkt("decisions", *DECISIONS), kroner(of_lkt("compute"))
    costs = kroner([row for row in own if row["others_pay_more"]], "others_pay_more")
    assert before.keys() - costs.keys() == {"1201"}
    for number in ("1234", "1265", "1235", "1252"):
        alone = kroner(rows("compute", "--without", number))
        assert costs[number] == sum(amount - before[n] for n, amount in alone.items())


def test_what_stands_in_words_is_the_same() -> None:
    printed = said("decisions", *DECISIONS, "--on", "2018-10-20")
    for line in (
        "On 20 October 2018 there are 12 days left.",
        "NOK 1,542,507 of NOK 1,637,500 is adopted, by 18 of 24; NOK 94,993 is not.",
        "Not answered: Eidfjord (1232), Modalen (1252), Masfjorden (1266).",
        "Answered after the deadline: Gulen (1411).",
        "Os (1243) has adopted NOK 85,000 for 2019, and the budget has NOK 90,113.",
        "Voss (1235): that all municipalities take part",
        "If Bergen (1201) alone declined, nothing could be shared: Nobody is left in part 1",
    ):
        assert line in printed
    record = json.loads(inside(["decisions", *DECISIONS, "--format", "json"], FOLDER)[0])
    assert {part["answer"]: part["members"] for part in record["parts"]} == {
        "adopted": 18,
        "conditional": 1,
        "declined": 2,
        "missing": 3,
    }


@pytest.mark.parametrize(
    ("on", "counted"),
    [
        ("2018-10-31", "there is 1 day left"),
        ("2018-11-01", "That is on 1 November"),
        ("2018-11-02", "it was 1 day ago"),
        ("2018-11-11", "it was 10 days ago"),
    ],
)
def test_days_are_counted_from_the_day_that_is_given(on: str, counted: str) -> None:
    assert counted in said("decisions", *DECISIONS, "--on", on)


def test_it_lies_beside_the_budget_or_is_named_by_it_or_is_alone(tmp_path: Path) -> None:
    text = ANSWERS.read_text(encoding="utf-8")
    (tmp_path / "decisions.yaml").write_text(text, encoding="utf-8")
    expected = of_lkt("decisions", *DECISIONS)
    assert rows("decisions", folder=tmp_path, LKT_ALLOC_BUDGET="") == expected
    budget = embedded("budget").read_text(encoding="utf-8")
    (tmp_path / "budget.yaml").write_text(budget, encoding="utf-8")
    assert rows("decisions", folder=tmp_path) == expected
    (tmp_path / "decisions.yaml").rename(tmp_path / "svar.yaml")
    printed, code = inside(["decisions", "--lang", "en"], tmp_path)
    assert (code, "There is no file of decisions." in printed) == (2, True)
    (tmp_path / "budget.yaml").write_text(budget + "decisions: svar.yaml\n", encoding="utf-8")
    assert rows("decisions", folder=tmp_path) == expected
    elsewhere = tmp_path / "her"
    elsewhere.mkdir()
    (elsewhere / "vedtak.yaml").write_text(text + "budget: ../budget.yaml\n", encoding="utf-8")
    assert rows("decisions", "--decisions", "vedtak.yaml", folder=elsewhere) == expected


def test_another_kind_of_file_is_no_file_of_decisions() -> None:
    printed, code = inside(["decisions", "--decisions", "lkt_2018_actual.yaml", "--lang", "en"], FOLDER)
    assert (code, "The file lkt_2018_actual.yaml is not a file of decisions." in printed) == (2, True)


def test_one_period_alone() -> None:
    own = rows("decisions", "2019", *DECISIONS)
    assert {row["period"] for row in own} == {"2019"}
    assert kroner(own, "in_budget") == kroner(rows("compute", "2019"))
