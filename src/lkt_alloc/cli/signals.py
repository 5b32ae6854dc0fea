"""Ctrl-C, and being told to end: nothing is left half done, one line is said, and the exit code tells which it was."""

import signal
from time import monotonic
from types import FrameType
from typing import Final

from lkt_alloc.files.held import heard

_AT_ONCE: Final = 1.0  # seconds: a key that is held down, and a signal to us and to our whole group, are one wish
_came: list[tuple[int, float]] = []


def listen() -> None:
    """From here on, each of them is a `KeyboardInterrupt`. One that was to be ignored (`nohup`) is."""
    for number in heard():
        signal.signal(number, _stop)


def ignore() -> None:
    """The work is done, or it is being said that it is not: what comes now changes nothing any more."""
    for number in heard():
        signal.signal(number, signal.SIG_IGN)


def exit_code() -> int:
    """As shells have it: 128 and the number of the signal, 130 for Ctrl-C."""
    return 128 + (_came[0][0] if _came else signal.SIGINT)


def has_come() -> bool:
    """Whether someone has wanted us to stop."""
    return bool(_came)


def _stop(number: int, _: FrameType | None) -> None:
    now = monotonic()
    if _came and now - _came[-1][1] < _AT_ONCE:
        return
    _came.append((number, now))
    raise KeyboardInterrupt
