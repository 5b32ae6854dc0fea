"""One file on its way to its place: the new one lies beside, and the old one is kept until all are where they belong.

Where a new file can have all that the old one had (owner, permissions, other names), it takes the old one's name in one step.
Elsewhere, as where a file is mounted by itself, the old file is written into.
"""

import os
import re
import stat
from collections.abc import Callable
from contextlib import suppress
from errno import EINVAL, ENOSYS, ENOTSUP
from pathlib import Path
from tempfile import gettempdir
from typing import Final

from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import sentence

_OURS: Final = re.compile(r"\.lkt-alloc-[0-9a-f]{16}\.tmp")


class OnItsWay:
    """A file that is to have new contents. `read`: what stood in it when it was read, if that matters."""

    def __init__(self, named: Path, raw: bytes, read: bytes | None) -> None:
        self.named, self.raw, self._read = named, raw, read
        self.lost: Path | None = None
        self._target = Path(os.path.realpath(named))
        self._beside: list[Path] = []
        self._kept: Path | None = None
        self._undo: Callable[[], object] | None = None

    def lay_beside(self) -> None:
        """Write the new file whole, without touching the old one. Raises `OSError`."""
        self._old = _of(self._target)
        if self._old:  # a file that is read-only is so for a reason, though its folder would let us replace it
            os.close(os.open(self._target, os.O_WRONLY | getattr(os, "O_NONBLOCK", 0)))
        self._fresh, self._is_alike = self._written_beside(self.raw)

    def put_where_nothing_is(self) -> None:
        """Put the new file in its place, if nothing is there; of several that try at once, one does."""
        try:
            os.link(self._fresh, self._target)
        except FileExistsError:
            raise is_there(self.named) from None
        except OSError:  # no hard links here: take the name first
            try:
                os.close(os.open(self._target, os.O_WRONLY | os.O_CREAT | os.O_EXCL))
            except FileExistsError:
                raise is_there(self.named) from None
            self._undo = self._target.unlink
            self._fresh.replace(self._target)
        self._undo = self._target.unlink

    def put_in_place(self) -> None:
        """Put the new file in the place of the old one, or where nothing is. Raises `OSError`, and `CannotRun` if the old has changed."""
        if self._read is not None and _contents(self._target) != self._read:
            raise CannotRun(
                sentence(
                    "Somebody has saved {path} while it was being read; nothing is written to it.", path=str(self.named)
                ),
                sentence("Run the command again."),
            )
        if not self._old:
            self._fresh.replace(self._target)
            self._undo = self._target.unlink
        elif not self._is_alike or self._has_other_names() or not self._takes_its_name():
            self._write_into()

    def put_back(self) -> None:
        """Leave all as it was. Raises `OSError`; then the old contents are in `lost`."""
        if self._undo:
            self.lost = self._kept
            self._undo()
            self.lost = None

    def clear_away(self) -> None:
        """Delete what lies beside, but for what could not be put back."""
        for path in self._beside:
            if path != self.lost:
                with suppress(OSError):
                    path.unlink()

    def _takes_its_name(self) -> bool:
        """Keep the old file under another name, and rename. `False` where that is refused."""
        link = self._name_beside(self._target.parent)
        try:
            os.link(self._target, link)
        except OSError:
            link, _ = self._written_beside(self._target.read_bytes())
        try:
            self._fresh.replace(self._target)
        except OSError:
            return False
        self._kept, self._undo = link, lambda: link.replace(self._target)
        return True

    def _write_into(self) -> None:
        """Write into the old file, once its contents are safe."""
        before = self._target.read_bytes()
        self._kept, _ = self._written_beside(before)
        self._undo = lambda: _write_into(self._target, before)
        _write_into(self._target, self.raw)

    def _has_other_names(self) -> bool:
        """Whether the old file has names besides its own, and those that a run that was killed has left."""
        old = self._target.stat()
        if old.st_nlink == 1:
            return False
        with os.scandir(self._target.parent) as found:
            left = sum(_OURS.fullmatch(file.name) is not None and file.inode() == old.st_ino for file in found)
        return old.st_nlink - left > 1

    def _written_beside(self, raw: bytes) -> tuple[Path, bool]:
        """A new file with these contents, and whether it has all that the old one has."""
        path, descriptor = self._opened_beside()
        with os.fdopen(descriptor, "wb") as file:
            is_alike = path.parent == self._target.parent and (not self._old or _made_alike(descriptor, self._target))
            file.write(raw)
            file.flush()
            _to_disk(descriptor)
        return path, is_alike

    def _opened_beside(self) -> tuple[Path, int]:
        """A new file beside the old one; if its folder takes no more, where the system has room for such things."""
        mode = stat.S_IMODE(self._old.st_mode) if self._old else 0o666
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        path = self._name_beside(self._target.parent)
        try:
            return path, os.open(path, flags, mode)
        except OSError:
            if not self._old:
                raise
        path = self._name_beside(Path(gettempdir()))
        return path, os.open(path, flags, mode)

    def _name_beside(self, folder: Path) -> Path:
        """A name that nobody else has: the number of a process is not enough, as in a container it is always 1."""
        self._beside.append(folder / f".lkt-alloc-{os.urandom(8).hex()}.tmp")
        return self._beside[-1]


def is_there(path: Path) -> CannotRun:
    """Without `--force`, nothing is overwritten."""
    return CannotRun(
        sentence("The file {path} is there already.", path=str(path)),
        sentence("Choose another name, or add --force."),
    )


def _of(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except FileNotFoundError:
        return None


def _contents(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def _made_alike(descriptor: int, old: Path) -> bool:
    """Give a new file owner, permissions and all else that the old one has; some file systems take nothing of it. Whether it has it now."""
    wanted, is_ = _nature(old), _nature(descriptor)
    if wanted[:2] != is_[:2]:
        with suppress(OSError):
            os.fchown(descriptor, wanted[0], wanted[1])
    if wanted[2] != stat.S_IMODE(os.fstat(descriptor).st_mode):
        with suppress(OSError):
            os.fchmod(descriptor, wanted[2])
    for name, value in wanted[3].items():
        if is_[3].get(name) != value:
            with suppress(OSError):
                os.setxattr(descriptor, name, value)
    return _nature(descriptor) == wanted


def _nature(file: Path | int) -> tuple[int, int, int, dict[str, bytes]]:
    """Owner, group, permissions, and extended attributes: access lists are among them."""
    found = os.fstat(file) if isinstance(file, int) else file.stat()
    more: dict[str, bytes] = {}
    if hasattr(os, "listxattr"):
        with suppress(OSError):
            more = {name: os.getxattr(file, name) for name in os.listxattr(file)}
    return found.st_uid, found.st_gid, stat.S_IMODE(found.st_mode), more


def _write_into(target: Path, raw: bytes) -> None:
    """Nothing is cut off before all that is new is there."""
    with os.fdopen(os.open(target, os.O_WRONLY | getattr(os, "O_BINARY", 0)), "wb") as file:
        file.write(raw)
        file.truncate()
        file.flush()
        _to_disk(file.fileno())


def _to_disk(descriptor: int) -> None:
    """Wait until the disk has it. A full disk can say so only here; that a file system knows no such thing is no fault."""
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in (EINVAL, ENOSYS, ENOTSUP):
            raise
