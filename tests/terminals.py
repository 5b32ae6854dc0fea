"""A real terminal to run the program in."""

import os
import pty
import subprocess
import sys

from tests.replay import environment


def in_terminal(arguments: list[str], columns: int, **more: str) -> str:
    """What a command prints to a terminal that is `columns` wide."""
    main, worker = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "lkt_alloc", *arguments],
        stdout=worker,
        stderr=subprocess.DEVNULL,
        env=environment(COLUMNS=str(columns), TERM="xterm", **more),
    ) as process:
        os.close(worker)
        printed = b""
        while True:
            try:
                some = os.read(main, 65536)
            except OSError:
                break
            if not some:
                break
            printed += some
        os.close(main)
    assert process.returncode == 0
    return printed.decode("utf-8").replace("\r\n", "\n")
