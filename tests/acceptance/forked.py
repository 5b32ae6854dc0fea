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
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from pkgutil import walk_packages
from typing import NoReturn

import lkt_alloc
from lkt_alloc import cli

_LIBRARIES = ("docx", "docxtpl", "jinja2", "rich.console", "rich.table", "xlsxwriter", "yaml", "pydantic")


def forked(arguments: Sequence[str], cwd: Path, environment: Mapping[str, str]) -> tuple[bytes, int]:
    """What a command prints on both streams, in order, and its exit code."""
    channel = _server()
    reading, writing = os.pipe()
    asked = json.dumps([list(arguments), str(cwd), dict(environment)]).encode()
    socket.send_fds(channel, [len(asked).to_bytes(4, "big")], [writing])
    channel.sendall(asked)
    os.close(writing)
    with os.fdopen(reading, "rb") as file:
        printed = file.read()
    return printed, int.from_bytes(channel.recv(4), "big", signed=True)


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
            head, files, _, _ = socket.recv_fds(channel, 4, 1)
            if not head:
                return
            arguments, cwd, environment = json.loads(channel.recv(int.from_bytes(head, "big"), socket.MSG_WAITALL))
            child = os.fork()
            if not child:
                channel.close()
                _run(arguments, cwd, environment, files[0])
            os.close(files[0])
            code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            channel.sendall(code.to_bytes(4, "big", signed=True))


def _run(arguments: list[str], cwd: str, environment: dict[str, str], output: int) -> NoReturn:
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.close(output)
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
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        os._exit(code)
