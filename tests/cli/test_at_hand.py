"""Which budget and which municipality file a command takes when nobody names one, or names a folder."""

from pathlib import Path

import pytest

from lkt_alloc.checks.selection import register_at_hand
from tests.cli.inside import inside
from tests.cli.test_cli import complete

BUDGET = """\
format: lkt-alloc/budget/1
name: Lofotrådet
language: nb
sources: {v: {title: vedtak}}
periods:
  "2024": {name: {nb: våren 2024, en: spring 2024}, from: 2024-01-01, to: 2024-06-30}
payers:
  kommuner: {name: kommunene, key: likt}
keys:
  likt:
    name: likt
    source: v
    members: [1856 Røst, 1857 Værøy]
    population_date: 2024-01-01
    rounding: 1 kr
    parts: [{share: 100 %, to: all, by: population}]
posts:
  - {id: drift, name: Drift, source: v, paid_by: {kommuner: 100 %}, amounts: {"2024": 90 000}}
"""
LKT = "LKT-prosjektet"
BUILT_IN = "There is no budget.yaml here: this is the built-in LKT case.\n"


def unnamed(arguments: list[str], cwd: Path) -> tuple[str, int]:
    """What somebody gets who has named no budget, not even in the environment."""
    return inside(arguments, cwd, LKT_ALLOC_BUDGET="")


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A folder with a budget in another folder of it, and none of its own."""
    (tmp_path / "lofoten").mkdir()
    (tmp_path / "lofoten" / "budget.yaml").write_text(BUDGET, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    "command", ["compute", "explain Røst", "invoice 2024", "compare 2024 key:likt", "document --kommune Røst"]
)
def test_the_budget_of_the_folder_one_stands_in_is_used(command: str, here: Path) -> None:
    printed, code = unnamed(command.split(), here / "lofoten")
    assert (code, LKT in printed) == (0, False), printed
    assert "det innebygde registeret over Norge 2026-01-01" in printed
    assert (printed, code) == unnamed([*command.split(), "--budget", "lofoten"], here)
    assert (printed, code) == inside(command.split(), here, LKT_ALLOC_BUDGET="lofoten")


def test_everyone_of_the_folder_gets_a_document(here: Path) -> None:
    assert unnamed(["document", "--all", "--output", "saker"], here / "lofoten")[1] == 0
    assert [path.name for path in sorted((here / "lofoten" / "saker").iterdir())] == [
        "1856-roest.md",
        "1857-vaeroey.md",
    ]


def test_that_it_is_the_built_in_case_is_said_once_and_never_taken_for_ones_own(here: Path) -> None:
    printed, code = unnamed(["compare", "2018", "2019", "--lang", "en"], here)
    assert (printed.count(BUILT_IN), printed.startswith(BUILT_IN), code) == (1, True, 0)
    assert "Based on: the built-in budget_2018_2019.yaml (sha256 " in printed
    printed, _ = unnamed(["compute", "2019", "--format", "json", "--lang", "en"], here)
    assert printed.startswith(BUILT_IN)
    assert '"name": "the built-in municipalities.yaml"' in printed


def test_two_files_are_compared_without_a_word_of_the_built_in_case(here: Path) -> None:
    printed, code = unnamed(["compare", "lofoten/budget.yaml", "lofoten/budget.yaml"], here)
    assert (code, "LKT" in printed, "Lofotrådet" in printed) == (0, False, True)


def test_check_takes_it_too_but_never_nothing(here: Path) -> None:
    assert unnamed(["check"], here / "lofoten") == ("Ingen funn: budget.yaml.\n", 0)
    assert unnamed(["check", "--lang", "en"], here)[0].startswith("lkt-alloc: No file is named.\n")
    for format_ in ("github", "sarif", "junit", "json"):
        printed, code = unnamed(["check", "--format", format_, "--lang", "en"], here / "lofoten")
        assert (code, "No file is named." in printed) == (2, True)


def test_the_shell_offers_what_is_in_that_budget(here: Path) -> None:
    more = {"LKT_ALLOC_BUDGET": str(here / "lofoten")}
    assert complete("lkt-alloc compute ", **more) == ["2024"]
    assert complete("lkt-alloc explain R", **more) == ["Røst"]
    assert complete("lkt-alloc explain 185", **more) == ["1856", "1857"]


def test_a_period_goes_by_its_name_too(here: Path) -> None:
    assert inside(["invoice", "Våren 2024"], here / "lofoten") == inside(["invoice", "2024"], here / "lofoten")
    assert inside(["compare", "spring 2024", "key:likt"], here / "lofoten")[1] == 0


def test_one_municipality_is_named_once(here: Path) -> None:
    for words in ([], ["Røst", "--kommune", "Røst"]):
        printed, code = inside(["explain", *words, "--lang", "en"], here / "lofoten")
        assert (code, "Name one municipality" in printed) == (2, True)


def test_the_municipality_file_at_hand_is_that_of_the_budget(here: Path) -> None:
    folder = here / "lofoten"
    assert register_at_hand(folder) is None
    (folder / "municipalities.yaml").write_text("format: lkt-alloc/municipalities/1\n", encoding="utf-8")
    assert register_at_hand(folder) == folder / "municipalities.yaml"
    (folder / "budget.yaml").write_text(BUDGET.replace("[1856 Røst, 1857 Værøy]", "lkt"), encoding="utf-8")
    (folder / "municipalities.yaml").unlink()
    assert register_at_hand(folder) is None


def test_a_key_that_a_scenario_adds_may_have_others_of_norway(here: Path) -> None:
    folder = here / "lofoten"
    members = "members: [1856 Røst, 1804 Bodø], population_date: 2024-01-01"
    key = f"{{name: ny, {members}, rounding: 1 kr, parts: [{{share: 100 %, to: all, by: equal}}]}}"
    scenario = (
        f"format: lkt-alloc/scenario/1\nname: x\nbudget: budget.yaml\nuse_keys: {{kommuner: ny}}\nkeys: {{ny: {key}}}\n"
    )
    (folder / "s.yaml").write_text(scenario, encoding="utf-8")
    assert inside(["check", "s.yaml"], folder) == ("Ingen funn: s.yaml.\n", 0)
    printed, code = inside(["compute", "--scenario", "s.yaml", "--format", "csv"], folder)
    assert (code, "1804,Bodø,53712,0.500000000000,45000.00" in printed) == (0, True), printed


def test_names_that_stay_in_another_language_are_told_of_but_not_to_programs(tmp_path: Path) -> None:
    (tmp_path / "budget.yaml").write_text(BUDGET, encoding="utf-8")
    told = 'The budget has these names in another language than that of the result: "kommunene", "likt".'
    for form, times in (("text", 1), ("csv-excel", 1), ("csv", 0), ("json", 0)):
        assert inside(["compute", "--lang", "en", "--format", form], tmp_path)[0].count(told) == times, form
    assert told[:20] not in inside(["compute", "--lang", "nb"], tmp_path)[0]
    # a payer with the name of the key: said once
    (tmp_path / "budget.yaml").write_text(BUDGET.replace("name: kommunene", "name: likt"), encoding="utf-8")
    assert told.replace('"kommunene", ', "") in inside(["compute", "--lang", "en"], tmp_path)[0]
