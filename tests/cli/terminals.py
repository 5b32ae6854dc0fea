"""A real terminal to run the program in."""

import os
import pty
import re
import select
import signal
import subprocess
import sys
import termios
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from tests.acceptance.forked import started
from tests.acceptance.replay import environment


def in_terminal(arguments: list[str], columns: int, **more: str) -> str:
    """What a command prints to a terminal that is `columns` wide."""
    main, worker = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "lkt_alloc", *arguments],
        stdout=worker,
        stderr=subprocess.DEVNULL,
        env=environment(COLUMNS=str(columns), TERM="xterm", **more),
    ) as process:
        printed = _read(main, worker)
    assert process.returncode == 0
    return printed.replace("\r\n", "\n")


def said_in_terminal(arguments: list[str], cwd: Path) -> tuple[str, int]:
    """What a command says to a terminal on both streams together, and its exit code."""
    main, worker = pty.openpty()
    command = [sys.executable, "-m", "lkt_alloc", *arguments]
    with subprocess.Popen(command, cwd=cwd, stdout=worker, stderr=worker, env=environment()) as process:
        said = _read(main, worker)
    return said, process.returncode


def _read(main: int, worker: int) -> str:
    """All that is written to a terminal, until nobody can write to it any more."""
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
    return printed.decode("utf-8")


def answering(arguments: list[str], answers: str, cwd: Path) -> tuple[str, int]:
    """What a command prints on both streams when someone types `answers` at a terminal, and its exit code."""
    main, worker = pty.openpty()
    os.write(main, answers.encode())
    done = subprocess.run(
        [sys.executable, "-m", "lkt_alloc", *arguments],
        stdin=worker,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=environment(TERM="xterm"),
        cwd=cwd,
        timeout=60,  # and killed then: it may wait for an answer that nobody has given
        check=False,
    )
    os.close(worker)
    os.close(main)
    return done.stdout.decode("utf-8"), done.returncode


def interrupted(arguments: list[str], cwd: Path, when: str) -> tuple[str, int]:
    """What a command says to a terminal where someone types Ctrl-C as soon as `when` is seen, and its exit code."""
    child, main = pty.fork()
    if not child:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # what starts the tests may have switched it off
        os.chdir(cwd)
        os.execve(sys.executable, [sys.executable, "-m", "lkt_alloc", *arguments], environment())
    printed = b""
    while when.encode() not in printed:
        printed += os.read(main, 65536)
    os.write(main, b"\x03")
    with suppress(OSError):
        while some := os.read(main, 65536):
            printed += some
    os.close(main)
    return printed.decode("utf-8"), os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def forked(
    arguments: Sequence[str],
    cwd: Path,
    columns: int | None = None,
    typed: bytes = b"",
    *,
    lets_signs_be: bool = False,
    **more: str,
) -> tuple[bytes, int]:
    """What a command writes to a terminal of so many columns (`None`: to a pipe) on both streams, and its exit code.

    `typed` is what someone types, or standard input. `lets_signs_be`: unseen signs in files are not found.
    """
    reads, writes = pty.openpty() if columns else os.pipe()
    keys, pressed = (writes, reads) if columns else os.pipe()
    if columns:
        termios.tcsetwinsize(writes, (24, columns))
    ended = started(arguments, cwd, environment(TERM="xterm", **more), keys, writes, lets_signs_be=lets_signs_be)
    os.close(writes)
    os.write(pressed, typed)
    if not columns:
        os.close(keys)
        os.close(pressed)
    written = b""
    # a command that waits for an answer that nobody gives is left alone: it has no terminal any more then
    while select.select([reads], [], [], 120)[0] and (some := _some(reads)):
        written += some
    os.close(reads)
    shown = re.sub(rb"\r+\n", b"\n", written) if columns else written
    return shown, ended()


def _some(end: int) -> bytes:
    """What is written next; nothing where a terminal has ended."""
    with suppress(OSError):
        return os.read(end, 65536)
    return b""
