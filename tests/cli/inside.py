"""The program run within the tests' own process: as quick as a function, with everything it prints.

As a program itself: the fingerprints of what several commands print (a list of their arguments, in JSON).
"""

import io
import json
import os
import sys
from collections.abc import Sequence
from contextlib import chdir
from hashlib import sha256
from pathlib import Path
from unittest.mock import patch

from lkt_alloc.cli import run
from lkt_alloc.cli.streams import say_once
from lkt_alloc.files.disk import embedded


def inside(arguments: Sequence[str | Path], cwd: Path, typed: bytes = b"", **more: str) -> tuple[str, int]:
    """What `lkt-alloc …` prints on both streams, in order, and its exit code (of a workbook, not its bytes). `typed` is standard input.

    A budget that nobody names is the built-in one, by its path, so that nothing is said of it.
    """
    printed, code = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline=""), 0
    entered = io.TextIOWrapper(io.BytesIO(typed))
    streams = patch.multiple(
        sys, stdin=entered, stdout=printed, stderr=printed, argv=["lkt-alloc", *map(str, arguments)]
    )
    environment = (
        {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
        | {"LC_ALL": "C", "LKT_ALLOC_CACHE": "off", "LKT_ALLOC_BUDGET": str(embedded("budget"))}
        | more
    )
    say_once.cache_clear()
    with chdir(cwd), streams, patch.dict(os.environ, environment, clear=True):
        try:
            run()
        except SystemExit as stop:
            code = stop.code if isinstance(stop.code, int) else 0
        printed.flush()
        assert isinstance(printed.buffer, io.BytesIO)
        return printed.buffer.getvalue().decode("utf-8", "backslashreplace"), code


def answer(arguments: Sequence[str | Path], cwd: Path) -> str:
    """What a command that succeeds prints in English, with plain spaces."""
    printed, code = inside([*arguments, "--lang", "en"], cwd)
    assert code == 0, printed
    return printed.replace("\N{NO-BREAK SPACE}", " ")


if __name__ == "__main__":
    for command in json.loads(sys.argv[1]):
        said, code = inside(command, Path.cwd(), b"", **os.environ)
        sys.stdout.write(f"{code} {sha256(said.encode()).hexdigest()}\n")
