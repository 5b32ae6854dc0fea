"""Below which folder entries are kept: the user's own for such things, or the one that LKT_ALLOC_CACHE names."""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
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
        return None if asked in ("", "0", "off", "no") else str(Path(asked).absolute())
    named = None if platform == "darwin" else environment.get("XDG_CACHE_HOME")
    if named and Path(named).is_absolute():  # others do not count, as the XDG rules say
        return named
    found = None
    with suppress(RuntimeError):  # somebody without a home
        usual = Path.home() / ("Library/Caches" if platform == "darwin" else ".cache")
        found = str(usual) if usual.is_absolute() else None
    return found
