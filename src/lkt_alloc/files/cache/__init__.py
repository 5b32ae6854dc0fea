"""What was found out about sound input, kept on disk under the fingerprint of all that it follows from. Off until `use` is called.

Knows nothing of what is kept, nor of environments. Whatever the disk says, and whatever stands in an entry, nothing fails: what
cannot be read is found out anew, what cannot be written is not kept. Entries are in a folder of their own, which only the user can
write to, or they are not looked at; no other file is read or deleted.
"""

import hashlib
import os
import re
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any, Final

from lkt_alloc.files.cache.plain import plain, restored

MOST_BYTES: Final = 2_000_000
"""A larger entry is not kept."""

MOST_ENTRIES: Final = 64
"""When there are more, the oldest half is deleted: the folder never has more than 128 MB, and commonly less than one."""

OWN_FOLDERS: Final = ("lkt-alloc", "entries-2")
"""Below the folder that is given: ours, and within it that of this form of entry."""

_ENTRY: Final = "[0-9a-f]{64}\\.entry"
_UNFINISHED: Final = "[0-9a-f]{64}\\.[0-9a-f]{16}\\.tmp"
_HASH: Final = 32  # bytes of SHA-256
_BESIDE_THE_POINT: Final = ("cli", "render", "reports", "statbank", "locale", "data", "__pycache__")
# those that have a say in what is sound
_LIBRARIES: Final = ("pydantic_core", "pyyaml")
_folder: list[str] = []  # below which entries are; empty: nowhere


def use(folder: str | None) -> None:
    """Keep entries in a folder of our own below this one, made when there is something to keep; `None` for none.

    Where Python cannot tell whose a file is (Windows), nothing is kept.
    """
    _folder[:] = [folder] if folder and hasattr(os, "geteuid") and os.open in os.supports_dir_fd else []


def recall(*question: str) -> Any:
    """The answer kept for a question, or `None`."""
    if not _folder:
        return None
    try:
        key = _key(question)
        with _own_folder(make=False) as folder, os.fdopen(_opened(_name(key), os.O_RDONLY, folder), "rb") as file:
            _only_ours(os.fstat(file.fileno()), stat.S_IFREG)
            raw = file.read(MOST_BYTES + 1)
        if len(raw) > MOST_BYTES or raw[:_HASH] != _seal(key, raw[_HASH:]):
            return None
        return restored(raw[_HASH:].decode("utf-8", "surrogatepass"))
    except Exception:  # an entry that is damaged in any way is no entry
        return None


def keep(answer: object, *question: str) -> None:
    """Keep the answer to a question, which must depend on nothing but the question and this program. Silent if that cannot be done."""
    if not _folder:
        return
    try:
        data = plain(answer).encode("utf-8", "surrogatepass")
        if len(data) + _HASH > MOST_BYTES:
            return
        key = _key(question)
        with _own_folder(make=True) as folder:
            _write(_name(key), _seal(key, data) + data, folder)
            _tidy(folder)
    except (OSError, TypeError, ValueError):  # the disk says no, or the answer would not come back as it was
        return


@contextmanager
def _own_folder(*, make: bool) -> Iterator[int]:
    """The folder of entries, opened step by step so that nobody can put another in its place. Raises `OSError` if it is not ours alone."""
    if make:
        os.makedirs(_folder[0], mode=0o700, exist_ok=True)  # noqa: PTH103 - as all that is kept from pathlib here
    folder = os.open(_folder[0], os.O_RDONLY | os.O_DIRECTORY)
    try:
        if os.fstat(folder).st_uid not in (os.geteuid(), 0):
            raise PermissionError(_folder[0])  # somebody else's: not to be filled with ours, as after `sudo`
        for name in OWN_FOLDERS:
            if make:
                with suppress(FileExistsError):
                    os.mkdir(name, 0o700, dir_fd=folder)
            outer, folder = folder, os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=folder)
            os.close(outer)
            _only_ours(os.fstat(folder), stat.S_IFDIR)
        yield folder
    finally:
        os.close(folder)


def _only_ours(found: os.stat_result, kind: int) -> None:
    """Raises `OSError` for what is not of this kind, or what somebody else owns or can write to."""
    if (
        stat.S_IFMT(found.st_mode) != kind
        or found.st_uid != os.geteuid()
        or found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    ):
        raise PermissionError


def _opened(name: str, flags: int, folder: int) -> int:
    """A file of the user's alone. A link is not followed, a pipe not waited for."""
    return os.open(name, flags | os.O_NOFOLLOW | os.O_NONBLOCK, 0o600, dir_fd=folder)


def _write(name: str, raw: bytes, folder: int) -> None:
    """Write beside, and rename: an entry is there whole, or not. A chance name: the number of a process is 1 in every container."""
    unfinished = f"{name.partition('.')[0]}.{os.urandom(8).hex()}.tmp"
    try:
        with os.fdopen(_opened(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, folder), "wb") as file:
            file.write(raw)
        os.replace(unfinished, name, src_dir_fd=folder, dst_dir_fd=folder)
    except BaseException:  # Ctrl-C is one
        with suppress(OSError):
            os.unlink(unfinished, dir_fd=folder)
        raise


def _tidy(folder: int) -> None:
    """Delete the oldest half if there are too many, and what another process has left unfinished an hour ago. Only our own names."""
    with os.scandir(folder) as found:
        files = [(file.stat(follow_symlinks=False).st_mtime, file.name) for file in found]
    entries = sorted(file for file in files if re.fullmatch(_ENTRY, file[1]))
    old = entries[: len(entries) - MOST_ENTRIES // 2] if len(entries) > MOST_ENTRIES else []
    old += [file for file in files if re.fullmatch(_UNFINISHED, file[1]) and file[0] < time.time() - 3600]
    for _, name in old:
        os.unlink(name, dir_fd=folder)


def _seal(key: bytes, data: bytes) -> bytes:
    return hashlib.sha256(key + data).digest()


def _name(key: bytes) -> str:
    return f"{key.hex()}.entry"


def _key(question: tuple[str, ...]) -> bytes:
    """Fingerprint of a question to this very program."""
    return hashlib.sha256(_program() + repr(question).encode()).digest()


@cache
def _program() -> bytes:
    """Fingerprint of our own source, of the Python that runs it, and of the libraries that have a say. Version numbers can stand still."""
    here = str(Path(__file__).parents[2])
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
