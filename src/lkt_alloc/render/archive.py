"""Zip archives with the same bytes every time: names in order, no time of day. Knows nothing of what is in them."""

from collections.abc import Callable
from io import BytesIO
from typing import Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_FIRST: Final = "[Content_Types].xml"  # where some readers of Office files look for it


def timeless(raw: bytes, change: Callable[[str, bytes], bytes] = lambda _, data: data) -> bytes:
    """The same archive with entries sorted by name and dated 1 January 1980, the first day that a zip archive can have.

    `change` makes of an entry's name and contents what is to stand in it.
    """
    stream = BytesIO()
    with ZipFile(BytesIO(raw)) as old, ZipFile(stream, "w") as new:
        for name in sorted(old.namelist(), key=lambda name: (name != _FIRST, name)):
            entry = ZipInfo(name)
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = 0  # else the bytes depend on the operating system
            new.writestr(entry, change(name, old.read(name)))
    return stream.getvalue()
