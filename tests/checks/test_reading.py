"""What results are made from is read as one: sound, or with everything that is wrong; from the disk, or from texts at hand."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from lkt_alloc.checks.check import check_files
from lkt_alloc.checks.reading import read_pair, read_scenario, with_actual, with_scenario
from lkt_alloc.checks.selection import Selection
from lkt_alloc.diagnostics.unsound import Unsound
from lkt_alloc.files.disk import embedded
from lkt_alloc.language.errors import CannotRun
from tests.acceptance.replay import ROOT

BUDGET, REGISTER = (embedded(kind).read_bytes() for kind in ("budget", "municipalities"))
TEXT, OWN = Path("<text>"), Path("<municipalities>")
BUILT_IN = read_pair(embedded("budget"), embedded("municipalities"))


def test_a_text_is_read_with_the_built_in_municipalities_or_with_another_text() -> None:
    texts = {TEXT: BUDGET, OWN: REGISTER + b"# our own\n"}
    assert read_pair(TEXT, texts=texts).files[1].raw == REGISTER
    own = read_pair(TEXT, OWN, texts)
    assert own.register == BUILT_IN.register
    assert [file.name for file in own.files] == ["<text>", "<municipalities>"]
    assert own.files[1].raw == texts[OWN]


def test_the_municipality_file_of_a_budget_is_the_one_beside_it(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_bytes(BUDGET)
    assert read_pair(tmp_path / "b.yaml").files[1].raw == REGISTER
    (tmp_path / "own.yaml").write_bytes(REGISTER + b"# our own\n")
    assert read_pair(tmp_path / "b.yaml").files[1].name == "own.yaml"


def test_a_folder_is_not_a_budget_whatever_is_in_it(tmp_path: Path) -> None:
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_bytes(BUDGET)
    with pytest.raises(CannotRun, match="is a folder, not a file"):
        read_pair(tmp_path)


def test_a_text_has_nothing_to_do_with_files_that_lie_around(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "municipalities.yaml").write_text("format: lkt-alloc/municipalities/1\n", encoding="utf-8")
    assert read_pair(TEXT, texts={TEXT: BUDGET}).register == BUILT_IN.register
    assert check_files([TEXT], selection=Selection(texts={TEXT: BUDGET})).findings == ()


def test_all_errors_come_at_once_each_with_its_place_in_the_language_of_the_budget() -> None:
    faulty = BUDGET.replace(b"total: 2 760 000", b"total: 2 706 000").replace(b'"2019": 400 000', b'"2019": 400.000')
    with pytest.raises(Unsound) as caught:
        read_pair(TEXT, texts={TEXT: faulty})
    findings, lines = caught.value.findings, faulty.decode().splitlines()
    assert caught.value.language == "nn"
    assert [finding.code for finding in findings] == ["LKT105"] * len(findings) != []
    for finding, said in zip(findings, str(caught.value).splitlines(), strict=True):
        assert lines[finding.line - 1][finding.column - 1 :].startswith("400.000")
        assert said == f"<text>:{finding.line}:{finding.column}: error[LKT105 not-an-amount]: {finding.says('nn')}"
        assert finding.says("nn") != finding.says("en")
        assert finding.file == "<text>"
        assert finding.helps("en") == "Write 400000 if that is what is meant."
        assert replace(finding, remedy=None).helps("en") == ""


def test_a_file_that_cannot_be_understood_has_findings_in_nynorsk() -> None:
    with pytest.raises(Unsound) as caught:
        read_pair(TEXT, texts={TEXT: b"format: lkt-alloc/budget/1\nname: [\n"})
    assert caught.value.language == "nn"
    (finding,) = caught.value.findings
    assert finding.code == "LKT002"


def test_a_scenario_and_final_figures_are_read_with_their_budget(tmp_path: Path) -> None:
    scenario = ROOT / "examples" / "scenarios" / "utan_voss.yaml"
    changed = with_scenario(BUILT_IN, scenario)
    assert changed.scenario == read_scenario(scenario)
    assert [file.kind.name for file in changed.files] == ["budget", "municipalities", "scenario"]
    sound, actual = with_actual(BUILT_IN, ROOT / "examples" / "lkt_2018_actual.yaml")
    assert (actual.period, sound.files[-1].kind.name) == ("2018", "actual")
    for path, said in ((embedded("budget"), "is not a scenario file"), (Path("no.yaml"), "There is no file no.yaml.")):
        with pytest.raises(CannotRun, match=said):
            with_scenario(BUILT_IN, path)
    with pytest.raises(CannotRun, match="is not a file of final figures"):
        with_actual(BUILT_IN, scenario)


def test_errors_of_a_scenario_and_of_final_figures_come_as_findings(tmp_path: Path) -> None:
    scenario = (ROOT / "examples" / "scenarios" / "utan_voss.yaml").read_text(encoding="utf-8")
    (tmp_path / "s.yaml").write_text(scenario.replace("1235 Voss", "1235 Bergen"), encoding="utf-8")
    (tmp_path / "a.yaml").write_text('format: lkt-alloc/actual/1\nperiod: "1999"\namounts: {}\n', encoding="utf-8")
    with pytest.raises(Unsound):
        with_scenario(BUILT_IN, tmp_path / "s.yaml")
    with pytest.raises(Unsound):
        with_actual(BUILT_IN, tmp_path / "a.yaml")
    (tmp_path / "empty.yaml").write_text("format: lkt-alloc/scenario/1\n", encoding="utf-8")
    assert read_scenario(tmp_path / "empty.yaml").is_empty


def test_what_cannot_be_done_is_said_with_what_to_do_instead() -> None:
    with pytest.raises(CannotRun) as caught:
        read_pair(embedded("municipalities"))
    assert "is not a budget file" in str(caught.value)
    assert caught.value.in_words("nb") != str(caught.value)
