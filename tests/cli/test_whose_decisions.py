"""Which budget a file of decisions is about, whoever asks: the one that it names, or that names it, else the one at hand."""

from pathlib import Path

import pytest

from tests.acceptance.replay import ROOT
from tests.cli.inside import inside
from tests.cli.test_decisions import small

DECLINED = "format: lkt-alloc/decisions/1\nanswers: {B: {answer: declined}}\n"


def folder_with(folder: Path, *, line: str = "", answers: str = DECLINED, name: str = "decisions.yaml") -> Path:
    """A folder with a small budget, perhaps with a line more, and a file of decisions."""
    small(folder, "{}")
    (folder / "decisions.yaml").unlink()
    own = folder / "budget.yaml"
    own.write_text(own.read_text(encoding="utf-8") + line, encoding="utf-8")
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text(answers, encoding="utf-8")
    return folder


def said(folder: Path, *arguments: str) -> tuple[str, int]:
    printed, code = inside([*arguments, "--lang", "en"], folder, LKT_ALLOC_BUDGET="")
    return printed.replace("\N{NO-BREAK SPACE}", " "), code


@pytest.mark.parametrize("files", [["."], ["sub/svar.yaml"], ["budget.yaml", "sub"]])
def test_a_file_is_held_against_the_budget_that_names_it(files: list[str], tmp_path: Path) -> None:
    own = folder_with(tmp_path, line="decisions: sub/svar.yaml\n", name="sub/svar.yaml")
    printed, code = said(own, "check", *files)
    assert (code, "LKT203" in printed, "built-in" in printed) == (0, False, False)


def test_what_names_no_budget_is_held_against_the_one_of_the_folder_one_stands_in(tmp_path: Path) -> None:
    own = folder_with(
        tmp_path,
        name="sub/scenario.yaml",
        answers='format: lkt-alloc/scenario/1\nname: x\nchanges: [{post: "1", amounts: {"2024": 200}}]\n',
    )
    assert said(own, "check", "sub/scenario.yaml")[1] == 0


def test_among_the_budgets_that_are_checked_is_the_one_that_names_it(tmp_path: Path) -> None:
    own = folder_with(tmp_path, line="decisions: svar.yaml\n", name="svar.yaml")
    (own / "budget.yaml").rename(own / "legevakt.yaml")
    assert said(own, "check", ".")[1] == 0
    printed, code = said(own, "check", "svar.yaml")
    assert code == 1
    assert "No budget is named in svar.yaml, and none is at hand: this is the built-in LKT case.\n" in printed
    assert 'help: Name the budget that it is about with the line "budget: FILE", or write the number' in printed
    printed, _ = inside(["check", "svar.yaml", "--lang", "nn"], own, LKT_ALLOC_BUDGET="")
    assert "\nsvar.yaml nemner ikkje noko budsjett, og det finst ikkje noko her: Dette er" in printed


def test_a_file_that_is_about_the_built_in_case_says_so() -> None:
    printed, code = said(ROOT / "examples", "check", "lkt_decisions.yaml")
    assert (code, "this is the built-in LKT case" in printed) == (0, True)


@pytest.mark.parametrize(
    ("answers", "name", "found"),
    [
        (DECLINED, "d.yaml", "There is no file svar.yaml."),
        ("format: lkt-alloc/scenario/1\nname: x\n", "svar.yaml", "The file svar.yaml is not a file of decisions."),
        (DECLINED + "budget: x.yaml\n", "svar.yaml", "The file svar.yaml is about another budget: x.yaml."),
    ],
)
def test_a_budget_names_a_file_of_decisions_that_is_there(answers: str, name: str, found: str, tmp_path: Path) -> None:
    own = folder_with(tmp_path, line="decisions: svar.yaml\n", name=name, answers=answers)
    for command in (["check", "budget.yaml"], ["decisions"], ["invoice", "2024"], ["compute"]):
        printed, code = said(own, *command)
        assert (code, f"error[LKT823 named-decisions]: {found}" in printed) == (1, True), printed


def test_a_name_that_cannot_be_read_leads_nowhere(tmp_path: Path) -> None:
    printed, _ = said(folder_with(tmp_path, line="decisions: [a]\n"), "check", "budget.yaml")
    assert "LKT823" not in printed


def test_a_file_that_names_another_budget_is_not_this_ones(tmp_path: Path) -> None:
    own = folder_with(tmp_path, answers=DECLINED + "budget: other.yaml\n")
    text = (own / "budget.yaml").read_text(encoding="utf-8")
    (own / "other.yaml").write_text(text.replace("name: T", "name: Other", 1), encoding="utf-8")
    another = "The file decisions.yaml is about another budget: other.yaml."
    for command in (["decisions"], ["compute", "--decided"]):
        printed, code = said(own, *command)
        assert (code, another in printed, "There is no file of decisions." in printed) == (2, True, True)
    printed, code = said(own, "invoice", "2024")
    assert (code, another in printed, "Declined" in printed) == (0, True, False)
    for asked in (["--decisions", "decisions.yaml"], ["--budget", "other.yaml"]):
        printed, code = said(own, "decisions", *asked)
        assert (code, another in printed, printed.startswith("Other: decisions")) == (0, False, True), printed
    printed, code = said(own, "decisions", "--decisions", "decisions.yaml", "--budget", "budget.yaml")
    assert (code, another in printed, printed.startswith("T: decisions")) == (0, False, True), printed
    (own / "actual.yaml").write_text('format: lkt-alloc/actual/1\nperiod: "2024"\nunchanged: ["1"]\n', encoding="utf-8")
    printed, code = said(own, "invoice", "2024", "--actual", "actual.yaml", "--decisions", "decisions.yaml")
    assert (code, another in printed, "--budget FILE" in printed) == (2, True, True), printed
