"""How much memory the program may use while it does what a stranger's file says."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

MOST: Final = 2 * 1024**3
"""Bytes of memory that a whole process may use while it fills in a template."""


@contextmanager
def limited(platform: str) -> Iterator[None]:
    """Within this, asking for too much memory is a `MemoryError`; only where the system can limit it (Linux).

    A template that came by e-mail must not bring a machine to its knees. Ctrl-C stops what only takes long.
    """
    if platform != "linux":
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
