"""`lkt-alloc` as a process of its own, with real files and pipes, but without a start: forked from one that has imported everything.

A start takes longer than what most commands do, and the sessions start hundreds. That the program starts, and in which surroundings,
`tests/cli` shows with processes from the ground up.
"""

import gc
import json
import os
import socket
import subprocess
import sys
from atexit import register
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from pkgutil import walk_packages
from typing import NoReturn

import lkt_alloc
from lkt_alloc import cli
from lkt_alloc.files import unseen

_LIBRARIES = ("docx", "docxtpl", "jinja2", "rich.console", "rich.table", "xlsxwriter", "yaml", "pydantic_core")


def forked(arguments: Sequence[str], cwd: Path, environment: Mapping[str, str]) -> tuple[bytes, int]:
    """What a command prints on both streams, in order, and its exit code. Its standard input is empty."""
    reading, writing = os.pipe()
    with Path(os.devnull).open("rb") as empty:
        ended = started(arguments, cwd, environment, empty.fileno(), writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as file:
        printed = file.read()
    return printed, ended()


def started(
    arguments: Sequence[str],
    cwd: Path,
    environment: Mapping[str, str],
    typed: int,
    output: int,
    *,
    lets_signs_be: bool = False,
) -> Callable[[], int]:
    """Start a command that reads from one descriptor and writes to another on both streams; what waits for its exit code.

    `lets_signs_be`: it does not find unseen signs in files, as if they came from elsewhere.
    """
    channel = _server()
    asked = json.dumps([list(arguments), str(cwd), dict(environment), lets_signs_be]).encode()
    socket.send_fds(channel, [len(asked).to_bytes(4, "big")], [typed, output])
    channel.sendall(asked)
    return lambda: int.from_bytes(channel.recv(4), "big", signed=True)


@cache
def _server() -> socket.socket:
    ours, theirs = socket.socketpair()
    process = subprocess.Popen(
        [sys.executable, "-c", f"from {__name__} import serve; serve({theirs.fileno()})"],
        pass_fds=[theirs.fileno()],
        cwd=Path(__file__).parents[2],
        stdin=subprocess.DEVNULL,
    )
    theirs.close()
    register(process.wait)
    register(ours.close)  # before the other: it ends the server
    return ours


def serve(number: int) -> None:
    """Fork for each command that is asked for, until nobody can ask any more."""
    for module in walk_packages(lkt_alloc.__path__, "lkt_alloc."):
        if not module.name.endswith("__main__"):
            __import__(module.name)
    for name in _LIBRARIES:
        __import__(name)
    gc.freeze()
    with socket.socket(fileno=number) as channel:
        while True:
            head, files, _, _ = socket.recv_fds(channel, 4, 2)
            if not head:
                return
            arguments, cwd, environment, lets_signs_be = json.loads(
                channel.recv(int.from_bytes(head, "big"), socket.MSG_WAITALL)
            )
            child = os.fork()
            if not child:
                channel.close()
                if lets_signs_be:
                    unseen.unseen = lambda *_: []
                _run(arguments, cwd, environment, *files)
            for file in files:
                os.close(file)
            code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            channel.sendall(code.to_bytes(4, "big", signed=True))


def _run(arguments: list[str], cwd: str, environment: dict[str, str], typed: int, output: int) -> NoReturn:
    os.setsid()
    for end, stream in ((typed, 0), (output, 1), (output, 2)):
        os.dup2(end, stream)
    os.closerange(3, 256)
    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["lkt-alloc", *arguments]
    sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", encoding="utf-8", closefd=False, buffering=1)
    code = 1
    try:
        cli.main()
        code = 0
    except SystemExit as stop:
        code = stop.code if isinstance(stop.code, int) else int(stop.code is not None)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
