"""How much work a command is beside `python -c pass`, in instructions: a ratio that does not wobble as times do."""

import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.instructions import instructions
from tests.programs import needed
from tests.replay import environment
from tests.test_imports import COMPLETION, FILES

MOST = {"version": 1.6, "completion": 9.4, "csv": 10.4, "table": 10.7, "check": 9.9}
"""A twentieth more than was counted with Python 3.11. One more library at the top of a file is more than that."""

COUNTED_WITH = (3, 11)

COMMANDS = {
    "version": ["--version"],
    "completion": [],
    "csv": ["compute", "2019", "--format", "csv"],
    "table": ["compute", "2019"],
    "check": ["check", *FILES],
}


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_executes_no_more_instructions_than_it_did(command: str, tmp_path: Path) -> None:
    if sys.version_info[:2] != COUNTED_WITH:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("another version of Python: count anew")
    valgrind = needed("valgrind", package="valgrind")
    more = COMPLETION if command == "completion" else {}
    around = environment(LKT_ALLOC_CACHE=str(tmp_path), **more)
    words = [sys.executable, "-m", "lkt_alloc", *COMMANDS[command]]
    first = subprocess.run(words, env=around, capture_output=True, check=False)  # what it finds out is remembered
    assert first.stdout or first.stderr
    assert instructions(valgrind, words, around) / bare(valgrind) < MOST[command]


@cache
def bare(valgrind: str) -> int:
    return instructions(valgrind, [sys.executable, "-c", "pass"], environment())
