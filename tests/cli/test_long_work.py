"""Long work at a real terminal: how far it has come is shown, and Ctrl-C stops it in one line."""

import os
import re
from pathlib import Path

import pytest

from tests.acceptance.replay import ROOT
from tests.cli.terminals import interrupted, said_in_terminal

BUDGET = (ROOT / "data" / "budget_2018_2019.yaml").read_text(encoding="utf-8")


def endless(path: Path) -> None:
    """A file that is never read to its end, on the fastest of machines: a pipe that nobody writes to."""
    os.mkfifo(path)


def test_check_of_a_folder_shows_which_file_is_read(tmp_path: Path) -> None:
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(BUDGET, encoding="utf-8")
    said, _ = said_in_terminal(["check", "."], tmp_path)
    said = re.sub(r"\r[^\r]*… \d+ s\033\[K", "", said)  # how long it took differs from machine to machine
    assert said.startswith("\r1/2 a.yaml\033[K\r2/2 b.yaml\033[K\r\033[K")


@pytest.mark.parametrize(("lang", "line"), [("en", "Interrupted."), ("nn", "Avbroten."), ("nb", "Avbrutt.")])
def test_check_is_stopped_with_one_line(tmp_path: Path, lang: str, line: str) -> None:
    endless(tmp_path / "a.yaml")
    said, code = interrupted(["check", "a.yaml", "--lang", lang], tmp_path, "1/1")
    assert (said.rpartition("\033[K")[2], code) == (f"lkt-alloc: {line}\r\n", 130)


def test_documents_are_stopped_before_any_is_written(tmp_path: Path) -> None:
    said, code = interrupted(
        ["document", "--all", "--output", "out", "--format", "docx", "--lang", "en"], tmp_path, "1/24"
    )
    assert (said.rpartition("\033[K")[2], code) == ("lkt-alloc: Interrupted.\r\n", 130)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [(["check", "a.yaml"], "\r1/1 a.yaml … 1 s\033[K"), (["compute", "2018", "--budget", "a.yaml"], "\r… 1 s\033[K")],
    ids=["check", "compute"],
)
def test_one_file_shows_for_how_long_it_is_read(tmp_path: Path, arguments: list[str], shown: str) -> None:
    endless(tmp_path / "a.yaml")
    said, code = interrupted([*arguments, "--lang", "en"], tmp_path, shown)
    assert (said.rpartition("\033[K")[2], code) == ("lkt-alloc: Interrupted.\r\n", 130)


def test_what_was_done_at_once_shows_nothing(tmp_path: Path) -> None:
    said, code = said_in_terminal(["compute", "2019", "--format", "csv"], tmp_path)
    assert (said[:9], code) == ("period,pa", 0)
