"""Terminal sessions: command, output, exit code. `make golden` writes them anew; the git diff is the review."""

import shutil
from pathlib import Path

import pytest

from tests.acceptance.replay import REWRITE, ROOT, replay

SESSIONS = sorted((ROOT / "tests" / "acceptance" / "sessions").glob("*.txt"))


@pytest.mark.parametrize("session", SESSIONS, ids=lambda path: path.stem)
def test_a_session_prints_what_it_printed_when_it_was_reviewed(session: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "tests" / "acceptance" / "sessions" / "files", tmp_path, dirs_exist_ok=True)
    for folder in ("data", "examples"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    said = session.read_text(encoding="utf-8")
    now = replay(said, tmp_path, exit_codes=True)
    if REWRITE:
        session.write_text(now, encoding="utf-8")
    assert now == said or REWRITE
