"""How much memory a template may use: one that came by e-mail must not bring a machine to its knees. Ctrl-C stops what only takes long."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

MOST: Final = 2 * 1024**3
"""Bytes, of the whole process."""


@contextmanager
def limited() -> Iterator[None]:
    """Within this, asking for too much memory is a `MemoryError`; only where the system can limit it (Linux)."""
    if sys.platform != "linux":
        yield
        return
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    least = min(limit for limit in (soft, hard, MOST) if limit != resource.RLIM_INFINITY)
    resource.setrlimit(resource.RLIMIT_AS, (least, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
