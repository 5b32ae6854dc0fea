"""What was found out about sound input, kept on disk under the fingerprint of all that it follows from. Off until `use` is called.

Knows nothing of what is kept, nor of environments. Whatever the disk says, and whatever stands in an entry, nothing fails: what
cannot be read is found out anew, what cannot be written is not kept. Entries are trusted as Python's own `__pycache__` is.
"""

import hashlib
import marshal
import os
import sys
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from lkt_alloc.plain import plain, restored

MOST_BYTES = 2_000_000
"""A larger entry is not kept."""

MOST_ENTRIES = 64
"""When there are more, the oldest half is deleted: the folder never has more than 128 MB, and commonly less than one."""

_ENDING, _UNFINISHED = ".entry", ".tmp"
_HASH = 32  # bytes of SHA-256
_BESIDE_THE_POINT = ("cli", "render", "statbank", "workbook", "locale", "data", "__pycache__")
_LIBRARIES = ("pydantic", "pyyaml", "annotated_types", "typing_extensions")  # those that have a say in what is sound
_folder: list[str] = []  # where entries are; empty: nowhere


def use(folder: str | None) -> None:
    """Keep entries in this folder, which is made when there is something to keep; `None` for none."""
    _folder[:] = [folder] if folder else []


def recall(*question: str) -> Any:
    """The answer kept for a question, or `None`."""
    if not _folder:
        return None
    try:
        key = _key(question)
        with open(_path(key), "rb", opener=_opened) as file:
            raw = file.read(MOST_BYTES + 1)
        if len(raw) > MOST_BYTES or raw[:_HASH] != _seal(key, raw[_HASH:]):
            return None
        return restored(marshal.loads(raw[_HASH:]))
    except Exception:  # an entry that is damaged in any way is no entry
        return None


def keep(answer: object, *question: str) -> None:
    """Keep the answer to a question, which must depend on nothing but the question and this program. Silent if that cannot be done."""
    if not _folder:
        return
    try:
        data = marshal.dumps(plain(answer))
        if len(data) + _HASH > MOST_BYTES:
            return
        key = _key(question)
        os.makedirs(_folder[0], mode=0o700, exist_ok=True)  # noqa: PTH103 - as all that is kept from pathlib here
        _write(_path(key), _seal(key, data) + data)
        _tidy()
    except (OSError, TypeError, ValueError):  # the disk says no, or the answer would not come back as it was
        return


def _opened(path: str, flags: int) -> int:
    """A file of the user's alone. A pipe in its place is not waited for."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0), 0o600)


def _write(path: str, raw: bytes) -> None:
    """Write beside, and rename: an entry is there whole, or not."""
    unfinished = f"{path}.{os.getpid()}{_UNFINISHED}"
    file = open(unfinished, "xb", opener=_opened)  # noqa: SIM115 - one that is there already is not ours to delete
    try:
        with file:
            file.write(raw)
        os.replace(unfinished, path)  # noqa: PTH105
    except OSError:
        os.unlink(unfinished)  # noqa: PTH108
        raise


def _tidy() -> None:
    """Delete the oldest half if there are too many, and what another process has left unfinished an hour ago."""
    with os.scandir(_folder[0]) as found:
        ours = [(file.stat().st_mtime, file.path) for file in found if file.name.endswith((_ENDING, _UNFINISHED))]
    entries = sorted(entry for entry in ours if entry[1].endswith(_ENDING))
    old = entries[: len(entries) - MOST_ENTRIES // 2] if len(entries) > MOST_ENTRIES else []
    old += [file for file in ours if file[1].endswith(_UNFINISHED) and file[0] < time.time() - 3600]
    for _, path in old:
        os.unlink(path)  # noqa: PTH108


def _seal(key: bytes, data: bytes) -> bytes:
    return hashlib.sha256(key + data).digest()


def _path(key: bytes) -> str:
    return os.path.join(_folder[0], key.hex() + _ENDING)  # noqa: PTH118


def _key(question: tuple[str, ...]) -> bytes:
    """Fingerprint of a question to this very program."""
    return hashlib.sha256(_program() + repr(question).encode()).digest()


@cache
def _program() -> bytes:
    """Fingerprint of our own source, of the Python that runs it, and of the libraries that have a say. Version numbers can stand still."""
    here = str(Path(__file__).parent)
    found = hashlib.sha256(f"{sys.version}\0{sys.implementation.cache_tag}".encode())
    sources = list(_sources(here))
    if not sources:
        raise OSError  # we cannot tell one state of the program from another
    for path in sources:
        with open(path, "rb") as file:  # noqa: PTH123
            found.update(path.encode("utf-8", "surrogateescape") + hashlib.sha256(file.read()).digest())
    for folder in sys.path:
        try:
            names = sorted(name for name in os.listdir(folder or ".") if name.lower().startswith(_LIBRARIES))  # noqa: PTH208
        except OSError:
            continue
        found.update("\0".join(names).encode("utf-8", "surrogateescape"))
    return found.digest()


def _sources(folder: str) -> Iterator[str]:
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        if entry.name.endswith(".py"):
            yield entry.path
        elif entry.name not in _BESIDE_THE_POINT and entry.is_dir():
            yield from _sources(entry.path)
