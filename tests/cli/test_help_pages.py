"""`--help` in three languages: every page whole, with groups of commands and an example of each that works."""

import re
import shlex
import shutil
from pathlib import Path

import pytest

from lkt_alloc.cli.app import COMMANDS
from lkt_alloc.cli.help_page import TYPERS, placeholder
from lkt_alloc.engine.model import LANGUAGES
from lkt_alloc.files.disk import embedded
from lkt_alloc.language.words import Words
from tests.acceptance.replay import ROOT
from tests.cli.commands import PARAMETERS
from tests.cli.inside import inside
from tests.cli.terminals import forked

every_language = pytest.mark.parametrize("language", LANGUAGES)
DOWNLOAD = ROOT / "tests" / "acceptance" / "sessions" / "files" / "statbank" / "07459_personer.csv"
PAGES = ["", *COMMANDS, "population import"]
LOCALES = {"nn": "nn_NO.UTF-8", "nb": "nb_NO.UTF-8", "en": "en_GB.UTF-8"}


def page(command: str, language: str, folder: Path) -> str:
    """The help of a command, on one line."""
    printed, code = inside([*command.split(), "--help"], folder, LC_ALL=LOCALES[language])
    assert code == 0
    return " ".join(printed.split())


@pytest.mark.parametrize("command", PARAMETERS)
@every_language
def test_every_parameter_is_explained_in_the_language(command: str, language: str, tmp_path: Path) -> None:
    shown = page(command, language, tmp_path)
    for param in PARAMETERS[command].values():
        assert placeholder(param.metavar or "", Words(language)) in shown
        if param.help:
            assert (param.help in shown) == (language == "en"), param.help


@pytest.mark.parametrize("command", PAGES)
def test_no_page_has_the_words_of_typer_or_of_another_language(command: str, tmp_path: Path) -> None:
    pages = [page(command, language, tmp_path) for language in LANGUAGES]
    assert len({shown.partition("lkt-alloc")[2].partition("[")[2] for shown in pages}) == 3
    for shown in pages[:2]:
        assert not [text for text in ("Usage", "Options:", "OPTIONS", "required", "default:", *TYPERS) if text in shown]


def test_typer_has_no_words_for_its_own_options_but_those_that_are_known(tmp_path: Path) -> None:
    assert [text for text in TYPERS if text not in page("", "en", tmp_path)] == []


@pytest.mark.parametrize(
    ("line", "more", "word"),
    [
        ("--help", {"LC_ALL": "nn_NO.UTF-8"}, "Bruk: lkt-alloc [VAL]"),
        ("compute --lang nb --help", {"LC_ALL": "nn_NO.UTF-8"}, "[VALG]"),
        ("compute --help --lang nb", {"LC_ALL": "nn_NO.UTF-8"}, "[VALG]"),
        ("--lang no compute --help", {"LC_ALL": "nn_NO.UTF-8"}, "[VALG]"),
        ("--lang en schema --help", {"LC_ALL": "nn_NO.UTF-8"}, "[OPTIONS]"),
        ("compute --help", {"LKT_ALLOC_BUDGET": ""}, "[OPTIONS]"),
        ("compute --help", {"LKT_ALLOC_BUDGET": str(embedded("budget"))}, "[VAL]"),
    ],
)
def test_the_language_of_help_is_chosen_as_that_of_results(
    line: str, more: dict[str, str], word: str, tmp_path: Path
) -> None:
    assert word in inside(line.split(), tmp_path, b"", **more)[0].splitlines()[0] + " "


def test_a_language_before_the_command_is_that_of_its_result(tmp_path: Path) -> None:
    for words, said in (("--lang en", "Municipality"), ("--lang no", "Navn"), ("--lang en", "Municipality")):
        assert said in inside([*words.split(), "compute", "2019"], tmp_path)[0]
    assert "Kommune" in inside(["--lang", "en", "compute", "2019", "--lang", "no"], tmp_path)[0]
    download = ["population", "import", str(DOWNLOAD), "--date", "2019-01-01", "--diff"]
    assert "Populations" in inside(["--lang", "en", *download], tmp_path)[0]


def test_without_a_command_help_is_printed_beside_results(tmp_path: Path) -> None:
    for group in ("", "population"):
        printed, code = inside(group.split(), tmp_path, LC_ALL="nb_NO.UTF-8")
        assert (code, printed) == (2, inside([*group.split(), "--help"], tmp_path, LC_ALL="nb_NO.UTF-8")[0])


@every_language
def test_commands_stand_in_groups_and_none_is_cut(language: str, tmp_path: Path) -> None:
    printed, _ = inside(["--help"], tmp_path, LC_ALL=LOCALES[language])
    assert "..." not in printed.partition("\n")[2]
    groups = re.findall(r"^(\S[^:]*):\n((?:  .*\n)+)", printed, re.MULTILINE)
    assert [re.findall(r"^  ([a-z]+)", rows, re.MULTILINE) for _, rows in groups[1:]] == [
        ["compute", "explain", "compare"],
        ["decisions", "document", "invoice", "settle"],
        ["check", "rule"],
        ["import", "init", "population", "schema"],
        ["help"],
    ]


def test_help_in_a_terminal_is_the_same(tmp_path: Path) -> None:
    shown, code = forked(["compute", "--help"], tmp_path, 80, LC_ALL="nn_NO.UTF-8")
    assert (shown.decode(), code) == inside(["compute", "--help"], tmp_path, LC_ALL="nn_NO.UTF-8")


@pytest.mark.parametrize("command", [command for command in COMMANDS if command != "init"])
def test_the_example_of_a_command_works(command: str, tmp_path: Path) -> None:
    shutil.copy(ROOT / "examples" / "lkt_2018_actual.yaml", tmp_path / "accounts.yaml")
    shutil.copy(ROOT / "examples" / "lkt_decisions.yaml", tmp_path / "decisions.yaml")
    shutil.copy(DOWNLOAD, tmp_path / "07459.csv")
    shutil.copy(embedded("budget"), tmp_path / "budget.yaml")
    shutil.copy(embedded("municipalities"), tmp_path / "municipalities.yaml")
    if command == "import":
        inside(["compute", "--output", "fordeling.xlsx"], tmp_path)
    example = COMMANDS[command].example
    assert f"lkt-alloc {example}" in page(command, "nn", tmp_path)
    printed, code = inside(shlex.split(example), tmp_path)
    assert code == 0, printed
