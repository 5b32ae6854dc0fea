"""Below which folder what is known of sound files is kept: the user's own for such things, or the one that LKT_ALLOC_CACHE names."""

import os
import sys
from typing import Final

from lkt_alloc.files import cache

VARIABLE: Final = "LKT_ALLOC_CACHE"
"""The environment variable: another folder, or `off`."""


def remember() -> None:
    """From here on, files that have been found sound before are not looked through again."""
    cache.use(_folder())


def _folder() -> str | None:
    asked = os.environ.get(VARIABLE)
    if asked is not None:
        return None if asked in ("", "0", "off", "no") else os.path.abspath(asked)  # noqa: PTH100
    if sys.platform == "darwin":
        return _at_home("Library/Caches")
    base = os.environ.get("XDG_CACHE_HOME") or ""
    return base if os.path.isabs(base) else _at_home(".cache")  # noqa: PTH117 - what the XDG rules say


def _at_home(folder: str) -> str | None:
    home = os.path.expanduser("~")  # noqa: PTH111
    return os.path.join(home, folder) if os.path.isabs(home) else None  # noqa: PTH117, PTH118
