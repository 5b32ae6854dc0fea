"""Long work at a real terminal: how far it has come is shown, and Ctrl-C stops it in one line."""

from pathlib import Path

import pytest

from tests.replay import ROOT
from tests.terminals import interrupted, said_in_terminal

BUDGET = (ROOT / "data" / "budget_2018_2019.yaml").read_text(encoding="utf-8")
POST = "  - {{id: x{}, name: p, source: cost-overview, paid_by: {{municipalities: 100 %}}, amounts: {{'2018': 5}}}}\n"


def posts(n: int) -> str:
    return BUDGET[: BUDGET.index("posts:")] + "posts:\n" + "".join(map(POST.format, range(n)))


def test_check_of_a_folder_shows_which_file_is_read(tmp_path: Path) -> None:
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(posts(1), encoding="utf-8")
    said, _ = said_in_terminal(["check", "."], tmp_path)
    assert said.startswith("\r1/2 a.yaml\033[K\r2/2 b.yaml\033[K\r\033[K")


@pytest.mark.parametrize(("lang", "line"), [("en", "Interrupted."), ("nn", "Avbroten."), ("nb", "Avbrutt.")])
def test_check_is_stopped_with_one_line(tmp_path: Path, lang: str, line: str) -> None:
    (tmp_path / "a.yaml").write_text(posts(20_000), encoding="utf-8")
    said, code = interrupted(["check", "a.yaml", "--lang", lang], tmp_path, "1/1")
    assert (said.rpartition("\033[K")[2], code) == (f"lkt-alloc: {line}\r\n", 130)


def test_documents_are_stopped_before_any_is_written(tmp_path: Path) -> None:
    said, code = interrupted(
        ["document", "--all", "--output", "out", "--format", "docx", "--lang", "en"], tmp_path, "1/24"
    )
    assert (said.rpartition("\033[K")[2], code) == ("lkt-alloc: Interrupted.\r\n", 130)
    assert not list(tmp_path.iterdir())
