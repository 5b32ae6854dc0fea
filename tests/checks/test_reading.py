"""What results are made from is read as one: sound, or with everything that is wrong; from the disk, or from texts at hand."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from lkt_alloc.checks.check import check_files
from lkt_alloc.checks.reading import Sound, read_pair, read_scenario, with_actual, with_scenario
from lkt_alloc.checks.selection import Selection
from lkt_alloc.diagnostics.unsound import Unsound
from lkt_alloc.files.disk import embedded
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.words import Words
from tests.acceptance.replay import ROOT

BUDGET, REGISTER = (embedded(kind).read_bytes() for kind in ("budget", "municipalities"))
TEXT, OWN = Path("<text>"), Path("<municipalities>")
BUILT_IN = read_pair(embedded("budget"), embedded("municipalities"))
MEMBERS = ", ".join(f'"{number}"' for number in BUILT_IN.register.groups["lkt"].members)
NUMBERS = BUDGET.replace(b"members: lkt\n", f"members: [{MEMBERS}]\n".encode())
"""The same budget, with the numbers of all members in it."""


def called(sound: Sound) -> list[str]:
    return [Words("en").show(file.called) for file in sound.files]


def test_a_text_is_read_with_the_register_of_norway_or_with_another_text() -> None:
    texts = {TEXT: NUMBERS, OWN: REGISTER}
    assert called(read_pair(TEXT, texts=texts)) == ["<text>", "the built-in register of Norway 2026-01-01"]
    own = read_pair(TEXT, OWN, texts)
    assert own.register == BUILT_IN.register
    assert called(own) == ["<text>", "<municipalities>"]


def test_the_municipality_file_of_a_budget_is_the_one_beside_it(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_bytes(NUMBERS)
    assert called(read_pair(tmp_path / "b.yaml")) == ["b.yaml", "the built-in register of Norway 2026-01-01"]
    (tmp_path / "municipalities.yaml").write_bytes(REGISTER)
    assert called(read_pair(tmp_path / "b.yaml")) == ["b.yaml", "municipalities.yaml"]
    assert called(BUILT_IN) == ["the built-in budget_2018_2019.yaml", "the built-in municipalities.yaml"]


def test_a_budget_names_its_municipality_file(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_bytes(NUMBERS + b"municipalities: elsewhere/ours.yaml\n")
    (tmp_path / "municipalities.yaml").write_bytes(b"format: lkt-alloc/municipalities/1\n")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "ours.yaml").write_bytes(REGISTER)
    assert called(read_pair(tmp_path / "b.yaml")) == ["b.yaml", "ours.yaml"]
    assert called(read_pair(tmp_path / "b.yaml", embedded("municipalities")))[1] == "the built-in municipalities.yaml"


def test_what_a_municipality_file_lacks_is_from_the_register_of_norway(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_bytes(NUMBERS)
    without = REGISTER.replace(b'  "1243":\n    name: Os\n', b'  "0999":\n    name: Os\n')
    without = b"\n".join(line for line in without.splitlines() if b"1243 Os" not in line)
    (tmp_path / "municipalities.yaml").write_bytes(without)
    sound = read_pair(tmp_path / "b.yaml")
    assert called(sound) == ["b.yaml", "municipalities.yaml", "the built-in register of Norway 2026-01-01"]
    there = sound.register.municipalities["1243"]
    assert (there.name, there.full_name) == ("Os", "Os (Hordaland)")
    assert there.population == BUILT_IN.register.municipalities["1243"].population
    assert "4624" in sound.register.municipalities  # what it became


def test_a_folder_is_the_budget_in_it(tmp_path: Path) -> None:
    with pytest.raises(CannotRun, match="There is no budget file in the folder"):
        read_pair(tmp_path)
    (tmp_path / "a.yaml").write_bytes(NUMBERS)
    (tmp_path / "x.yaml").write_bytes(b"nav: []\n")
    assert called(read_pair(tmp_path))[0] == "a.yaml"
    (tmp_path / "b.yaml").write_bytes(NUMBERS)
    with pytest.raises(CannotRun, match="There are several budget files in the folder"):
        read_pair(tmp_path)
    (tmp_path / "budget.yaml").write_bytes(NUMBERS)
    assert called(read_pair(tmp_path))[0] == "budget.yaml"


def test_a_text_has_nothing_to_do_with_files_that_lie_around(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "municipalities.yaml").write_text("format: lkt-alloc/municipalities/1\n", encoding="utf-8")
    assert called(read_pair(TEXT, texts={TEXT: NUMBERS}))[1:] == ["the built-in register of Norway 2026-01-01"]
    assert check_files([TEXT], selection=Selection(texts={TEXT: NUMBERS})).findings == ()


def test_all_errors_come_at_once_each_with_its_place_in_the_language_of_the_budget() -> None:
    faulty = BUDGET.replace(b"total: 2 760 000", b"total: 2 706 000").replace(b'"2019": 400 000', b'"2019": 400.000')
    with pytest.raises(Unsound) as caught:
        read_pair(TEXT, texts={TEXT: faulty})
    findings, lines = caught.value.findings, faulty.decode().splitlines()
    assert caught.value.language == "nn"
    assert [finding.code for finding in findings] == ["LKT105"] * len(findings) != []
    for finding, said in zip(findings, str(caught.value).splitlines(), strict=True):
        assert lines[finding.line - 1][finding.column - 1 :].startswith("400.000")
        assert said == f"<text>:{finding.line}:{finding.column}: feil[LKT105 not-an-amount]: {finding.says('nn')}"
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
    assert called(changed)[2:] == ["utan_voss.yaml"]
    sound, actual = with_actual(BUILT_IN, ROOT / "examples" / "lkt_2018_actual.yaml")
    assert (actual.period, called(sound)[-1]) == ("2018", "lkt_2018_actual.yaml")
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


def test_who_is_no_more_in_a_period_is_said_with_what_it_became_though_its_file_does_not_know(tmp_path: Path) -> None:
    register = "{name: Ålesund, valid_to: 2023-12-31, population: {2023-01-01: 67866}}"
    (tmp_path / "municipalities.yaml").write_text(
        f'format: lkt-alloc/municipalities/1\nmunicipalities:\n  "1507": {register}\n', encoding="utf-8"
    )
    (tmp_path / "budget.yaml").write_text(
        "format: lkt-alloc/budget/1\nname: x\nperiods: {'2024': {name: '2024', from: 2024-01-01, to: 2024-12-31}}\n"
        "payers: {p: {name: p, key: k}}\nkeys: {k: {name: k, members: ['1507'], population_date: 2023-01-01, rounding: 1 kr,"
        " parts: [{share: 100 %, to: all, by: equal}]}}\nposts: [{id: '1', name: d, paid_by: {p: 100 %}, amounts: {'2024': 5}}]\n",
        encoding="utf-8",
    )
    with pytest.raises(Unsound) as caught:
        read_pair(tmp_path / "budget.yaml")
    said = {finding.code: finding.helps("en") for finding in caught.value.findings}
    assert said["LKT204"] == (
        "Ålesund (1507) became Ålesund (1508) and Haram (1580) on 1\N{NO-BREAK SPACE}January 2024: use the municipalities of that time."
    )
