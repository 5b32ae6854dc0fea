"""How grave a finding is, is said in the language of the finding; programs get the same word whatever the language is."""

import json
from pathlib import Path

import pytest

from tests.acceptance.replay import ROOT
from tests.cli.inside import inside

BUDGET = (ROOT / "data" / "budget_2018_2019.yaml").read_text(encoding="utf-8")
WORDS = {
    "nn": ("feil", "åtvaring", "godteke"),
    "nb": ("feil", "advarsel", "godtatt"),
    "en": ("error", "warning", "acknowledged"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A budget with an error, and one with a warning too."""
    (tmp_path / "error.yaml").write_text(BUDGET.replace("rounding: 1 kr", "rounding: 3 øl"), encoding="utf-8")
    (tmp_path / "warning.yaml").write_text(BUDGET.replace('"2019": 400 000', '"2019": -400 000'), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("language", WORDS)
def test_findings_and_rules_are_as_grave_in_each_language(language: str, folder: Path) -> None:
    error, warning, acknowledged = WORDS[language]
    told = inside(["check", "error.yaml", "warning.yaml", "--lang", language], folder)[0]
    assert f": {error}[LKT" in told
    assert f": {warning}[LKT" in told
    summary = folder / "summary.md"
    inside(["check", "error.yaml", "--lang", language, "--format", "github"], folder, GITHUB_STEP_SUMMARY=str(summary))
    assert f"| {error} [LKT" in summary.read_text(encoding="utf-8")
    known = inside(["check", str(ROOT / "examples" / "directive_2018.yaml"), "--lang", language], folder)[0]
    assert f": {acknowledged}[LKT301 " in known
    assert f": {error}." in inside(["rule", "LKT301", "--lang", language], folder)[0]
    assert f" {warning} " in inside(["rule", "--lang", language], folder)[0]


def test_programs_get_one_word_for_it(folder: Path) -> None:
    for form in ("json", "sarif", "junit", "github"):
        outputs = {
            inside(["check", "error.yaml", "--lang", language, "--format", form], folder)[0] for language in WORDS
        }
        assert all('"error"' in said or said.startswith("::error ") for said in outputs), form
    rules = json.loads(inside(["rule", "LKT301", "--lang", "nn", "--format", "json"], folder)[0])
    assert "error" in json.dumps(rules)
