"""Signals to end, held back while files are half done."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

# SIGHUP: the terminal is closed; Windows has none
_ENDING: Final = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))


@contextmanager
def held() -> Iterator[list[int]]:
    """Within this, nobody is interrupted: what comes is put on the list, and comes into force at the end."""
    came: list[int] = []
    before = {number: signal.getsignal(number) for number in heard()}
    for number in before:
        signal.signal(number, lambda number, _: came.append(number))
    try:
        yield came
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        if came:
            signal.raise_signal(came[0])


def heard() -> list[int]:
    """Those that somebody listens to; `None` is a listener that Python knows nothing of."""
    return [number for number in _ENDING if signal.getsignal(number) not in (signal.SIG_IGN, None)]
