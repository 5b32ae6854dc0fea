"""Terminal sessions, replayed: `$ command` lines, each followed by what it prints. `REWRITE=1` writes what is printed now instead."""

import os
import shlex
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from lkt_alloc.files.disk import embedded
from tests.acceptance.forked import forked

ROOT = Path(__file__).parents[2]
REWRITE = bool(os.environ.get("REWRITE"))
_CACHE = TemporaryDirectory(prefix="lkt-alloc-tests-", ignore_cleanup_errors=True)
"""Files found sound are remembered here, as at a user's; that it makes no difference is for `test_cache` to show."""


def environment(**more: str) -> dict[str, str]:
    """An environment in which output depends on nothing but the command; the budget decides the language."""
    kept = {
        name: os.environ[name]
        for name in ("PATH", "SYSTEMROOT", "HOME", "COVERAGE_PROCESS_START")
        if name in os.environ
    }
    return (
        kept
        | {"LKT_ALLOC_BUDGET": str(embedded("budget"))}  # as somebody who has said which one is meant
        | {"LC_ALL": "C", "LKT_ALLOC_CACHE": _CACHE.name, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
        | more
    )


def run(command: str, cwd: Path, **more: str) -> tuple[str, int]:
    """Run one `lkt-alloc …` command; what it prints on both streams, and its exit code. `NAME=value` may stand in front."""
    words = shlex.split(command)
    while "=" in words[0]:
        name, value = words.pop(0).split("=", 1)
        more[name] = value
    assert words[0] == "lkt-alloc", command
    printed, code = forked(words[1:], cwd, environment(**more))
    return printed.decode("utf-8"), code


def replay(session: str, cwd: Path, *, exit_codes: bool) -> str:
    """The session as it looks when its commands are run now."""
    lines = []
    for line in session.splitlines():
        if line.startswith("-- "):
            lines.append(line)
        if line.startswith("$ "):
            printed, code = run(line[2:], cwd, LKT_ALLOC_BUDGET="")
            lines += [line, *printed.splitlines()]
            if exit_codes:
                lines += [f"[exit {code}]", ""]
    return "\n".join(lines).rstrip("\n") + "\n"
