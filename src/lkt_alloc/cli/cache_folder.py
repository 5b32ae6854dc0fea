"""Where what is known of sound files is kept: the user's folder for such things on this system, or where LKT_ALLOC_CACHE says."""

import os
import sys

from lkt_alloc import cache

VARIABLE = "LKT_ALLOC_CACHE"
"""The environment variable: another folder, or `off`."""


def remember() -> None:
    """From here on, files that have been found sound before are not looked through again."""
    cache.use(_folder())


def _folder() -> str | None:
    asked = os.environ.get(VARIABLE)
    if asked is not None:
        return None if asked in ("", "0", "off", "no") else os.path.abspath(asked)  # noqa: PTH100
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or os.environ.get("APPDATA") or ""
    elif sys.platform == "darwin":
        base = _at_home("Library/Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or ""
        base = base if os.path.isabs(base) else _at_home(".cache")  # noqa: PTH117 - what the XDG rules say
    return os.path.join(base, "lkt-alloc") if base else None  # noqa: PTH118


def _at_home(folder: str) -> str:
    home = os.path.expanduser("~")  # noqa: PTH111
    return os.path.join(home, folder) if os.path.isabs(home) else ""  # noqa: PTH117, PTH118
