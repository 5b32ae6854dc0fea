"""Below which folder entries are kept: the user's own for such things, or the one that LKT_ALLOC_CACHE names."""

import os
from collections.abc import Mapping
from typing import Final

from lkt_alloc.files import cache

VARIABLE: Final = "LKT_ALLOC_CACHE"
"""The environment variable: another folder, or `off`."""


def remember(environment: Mapping[str, str], platform: str) -> None:
    """From here on, files that have been found sound before are not looked through again."""
    cache.use(folder(environment, platform))


def folder(environment: Mapping[str, str], platform: str) -> str | None:
    """The folder on a platform, as `sys.platform` calls it; `None` for none."""
    asked = environment.get(VARIABLE)
    if asked is not None:
        return None if asked in ("", "0", "off", "no") else os.path.abspath(asked)  # noqa: PTH100
    named = None if platform == "darwin" else environment.get("XDG_CACHE_HOME")
    if named and os.path.isabs(named):  # noqa: PTH117 - what the XDG rules say
        return named
    home = os.path.expanduser("~")  # noqa: PTH111
    usual = "Library/Caches" if platform == "darwin" else ".cache"
    return os.path.join(home, usual) if os.path.isabs(home) else None  # noqa: PTH117, PTH118
