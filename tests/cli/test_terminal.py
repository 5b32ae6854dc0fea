"""Every command in every format, to a terminal and to a pipe. Found by discovery: a new command fails until it has a line here."""

import re
import shlex
import shutil
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.acceptance.replay import ROOT
from tests.acceptance.tutorials import TUTORIALS, followed
from tests.cli import commands
from tests.cli.inside import inside
from tests.cli.terminals import forked, said_in_terminal

WIDTHS = (80, 200)
WIDE = (1000,)  # nothing that is said is broken there
CALLS = {
    "compute": ["2019", "", "--by-post", "--thousands"],
    "explain": ["--kommune Os", "--kommune Os --period 2019"],
    "compare": ["2018 2019"],
    "invoice": ["2019 --instalments 2"],
    "decisions": ["--decisions examples/lkt_decisions.yaml"],
    "document": ["--kommune Os", "--kommune Os --actual examples/lkt_2018_actual.yaml", "--kommune Os --output -"],
    "settle": ["2018 --actual examples/lkt_2018_actual.yaml", "2018 --actual examples/lkt_2018_actual.yaml --carry 2019"],
    "check": ["examples/lkt_2020.yaml", "alone/feil.txt"],
    "rule": ["", "control-total"],
    "schema": ["budget", "actual"],
    "help": ["", "format"],
    "import": ["fordeling.xlsx --diff"],
    "init": ["new --name Legevakt --municipalities 4621,4628 --period 2026 --amount 90000"],
    "population import": [
        "statbank/07459_personer.csv --date 2019-01-01 --municipalities own.yaml --diff",
        "statbank/07459_personer.csv --date 2019-01-01 --municipalities own.yaml",
    ],
}  # fmt: skip
"""How each command is called, in ways that print something different."""

NO_TEXT = ("xlsx", "docx", "pdf")
LAID_OUT = ("text", "")
"""What may look different in terminals of different widths."""
REFUSED = b"lkt-alloc: This format cannot be shown in a terminal.\n  Write it to a file: --output FILE.\n"
OTHERS = [
    "",
    "--version",
    "--help",
    "document --template-help",
    "document --kommune Os --template brev.txt",
    "document --kommune Os --template brev.txt --output -",
    "document --all --output saker",
    "compute 2019 --chart",
    "compute 2017",
    "compute --format odt",
    "check --diff alone/feil.txt",
    "population",
    "--show-completion bash",
]
"""What else there is to see."""


FORMATS = {command: commands.FORMATS.get(command, ("",)) for command in commands.PARAMETERS}
"""Every command, and the formats that its help names; one that has no choice has an empty one."""


def call(command: str, arguments: str, format_: str) -> list[str]:
    return [*shlex.split(f"{command} {arguments}"), *(["--format", format_] if format_ else []), "--lang", "en"]


@cache
def workbook() -> bytes:
    """One that `compute` makes."""
    with TemporaryDirectory() as name:
        inside(["compute", "--output", "w.xlsx"], Path(name))
        return (Path(name) / "w.xlsx").read_bytes()


def in_a_folder(folder: Path) -> Path:
    """Files to work on, anew each time: some commands write."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(ROOT / "tests" / "acceptance" / "sessions" / "files", folder)
    (folder / "examples").symlink_to(ROOT / "examples")
    (folder / "fordeling.xlsx").write_bytes(workbook())
    (folder / "alone").mkdir()  # where no municipality file lies beside it
    (folder / "feil.txt").rename(folder / "alone" / "feil.txt")
    return folder


def test_every_command_has_a_line_here() -> None:
    assert set(FORMATS) == set(CALLS)


@pytest.mark.parametrize(("command", "format_"), [(command, each) for command in FORMATS for each in FORMATS[command]])
def test_every_format_is_shown_in_a_terminal_as_in_a_pipe(command: str, format_: str, tmp_path: Path) -> None:
    for arguments in CALLS[command]:
        said = call(command, arguments, format_)
        said = said[:-2] if command == "schema" else said
        piped, code = forked(said, in_a_folder(tmp_path / "x"))
        assert code == (1 if "feil.txt" in arguments else 0), piped
        for columns in WIDTHS if format_ in LAID_OUT else WIDE:
            shown, there = forked(said, in_a_folder(tmp_path / "x"), columns)
            if format_ in NO_TEXT:
                assert (plain(shown).encode(), there, piped[:2]) == (REFUSED, 2, b"%P" if format_ == "pdf" else b"PK")
                break
            assert there == code, shown
            assert plain(shown) or "lkt_2020" in arguments
            if format_ not in LAID_OUT:
                assert plain(shown) == plain(piped).removeprefix("\ufeff")
            # posts have their names too where there is room, and one of those has a figure
            in_names = {"30"} if "--by-post" in arguments else set()
            assert figures(shown) - in_names == figures(piped) - in_names, said


@pytest.mark.parametrize("said", OTHERS)
def test_whatever_else_there_is_to_see(said: str, tmp_path: Path) -> None:
    arguments = [*shlex.split(said), *(["--lang", "en"] if " " in said and "completion" not in said else [])]
    piped, code = forked(arguments, in_a_folder(tmp_path / "x"), _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1")
    for columns in WIDTHS:
        shown, there = forked(
            arguments, in_a_folder(tmp_path / "x"), columns, _TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION="1"
        )
        assert there == code, shown
        assert plain(shown) or not piped
        assert figures(re.sub(rb".* written to .*", b"", shown)) == figures(piped), said


@pytest.mark.parametrize(("page", "faults"), [(ROOT / "README.md", 0), (TUTORIALS[0], 1)], ids=["README", "tutorial"])
def test_every_command_of_a_page_answers_in_a_terminal(page: Path, faults: int, tmp_path: Path) -> None:
    codes = []

    def run(session: str) -> str:
        for command in re.findall(r"^\$ lkt-alloc (.*)$", session, re.MULTILINE):
            shown, code = forked(shlex.split(command.replace("docx", "html")), tmp_path, 120)
            assert plain(shown) or "--output" in command
            codes.append(code)
        return session

    said = page.read_text(encoding="utf-8")
    assert followed(said, tmp_path, run) == said
    assert len(codes) > 6
    assert [code for code in codes if code] == faults * [1]  # what check is to find


def test_init_asks_its_questions_in_a_terminal(tmp_path: Path) -> None:
    typed = "Legevakt\n2026\n4621, Vaksdal\nhost+population\nVoss\n\nDrift\n90 000\n\n"
    for columns in WIDTHS:
        shown, code = forked(["init", str(columns), "--lang", "nb"], tmp_path, columns, typed.encode())
        assert code == 0, shown
        assert "Vertskommunens andel [50 %]: " in shown.decode()
        assert (tmp_path / str(columns) / "budget.yaml").exists()


def plain(shown: bytes) -> str:
    """What is seen, and an end to the test where anything but colours and a line written over is meant for the terminal."""
    text = re.sub(r"\x1b\[[0-9;]*m", "", shown.decode("utf-8"))
    text = re.sub(r"\r[^\x1b\n]*\x1b\[K", "", text.replace("\r\n", "\n"))
    assert "Traceback" not in text
    assert "".join(text.removeprefix("\ufeff").split()).isprintable()
    return text


def figures(shown: bytes) -> set[str]:
    return set(re.findall("[0-9]+", plain(shown)))


def test_a_person_is_told_where_results_have_gone(tmp_path: Path) -> None:
    said, code = said_in_terminal(["document", "--all", "--output", "saker", "--lang", "nn"], tmp_path)
    assert ("24 filer er lagra i saker." in said, code) == (True, 0)
    said, code = said_in_terminal(["compute", "2019", "--output", "t.csv", "--lang", "nb"], tmp_path)
    assert ("Lagret i t.csv." in said, code) == (True, 0)


BAD = """\
format: lkt-alloc/budget/1
name: Legevakt
language: nb
periods:
  "2024": {name: "2024", from: 2024-01-01, to: 2024-12-31}
posts:
  - {id: drift, name: Drift, amounts: {"2024": 90 000 000,50 kr}}
"""


@pytest.mark.parametrize("command", ["check b.yaml", "compute --budget b.yaml"])
def test_findings_are_laid_out_for_the_terminal_that_shows_them(command: str, tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text(BAD, encoding="utf-8")
    arguments = [*command.split(), "--lang", "nb"]
    shown, piped = (forked(arguments, tmp_path, columns)[0] for columns in (60, None))
    assert b"\x1b[1;31mfeil[LKT" in shown
    assert b"\x1b" not in piped
    assert b"\x1b[1" not in forked(arguments, tmp_path, 60, NO_COLOR="1")[0]
    assert max(map(len, plain(shown).split("\n"))) <= 60 < max(map(len, plain(piped).split("\n")))
    words = [
        [word for line in plain(said).split("\n") if " | " not in line for word in line.split()]
        for said in (shown, piped)
    ]
    assert words[0] == words[1]


def test_what_is_said_is_broken_between_words_and_what_is_to_be_copied_is_not(tmp_path: Path) -> None:
    said = plain(forked(["invoice", "2019", "--lang", "nb", "--output", "f.csv"], tmp_path, 50)[0])
    assert max(map(len, said.split("\n"))) <= 50
    assert "Advarsel: Organisasjonsnummeret mangler for Bergen" in said.replace("\n", " ")
    init = call("init", CALLS["init"][0].replace("new", "a-folder-with-a-rather-long-name"), "")
    assert "\n  lkt-alloc explain 4621 --budget a-folder-with-a-rather-long-name\n" in plain(
        forked(init, tmp_path, 50)[0]
    )


@pytest.mark.parametrize(
    ("said", "amount"),
    [
        ("compute 2019", "90,113"),
        ("compute", "96,761"),
        ("compute 2019 --by-post", "90,113"),
        ("settle 2018 --actual examples/lkt_2018_actual.yaml", "-124"),
        ("settle 2018 --actual examples/lkt_2018_actual.yaml --carry 2019", "89,989"),
        ("compare 2018 2019", "83,465"),
        ("invoice 2019", "90,113"),
    ],
)
def test_the_answer_comes_first_and_is_bold(said: str, amount: str, tmp_path: Path) -> None:
    shown, _ = forked([*said.split(), "--lang", "en"], in_a_folder(tmp_path / "x"), 120)
    above, own = re.split("(?m)^(?=1243)", shown.decode(), maxsplit=1)
    assert above.count("─\x1b") + above.count("─\n") == 1  # no table before it
    bold = {cell.strip() for cell in re.findall(r"\x1b\[1m([^\x1b]*)\x1b", own.partition("\n")[0])}
    assert bold - {""} == {amount}
