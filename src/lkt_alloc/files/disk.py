"""The disk, read side: the bytes of a file, what it is known as, and where the built-in files are. Knows nothing of what is in them."""

import os
import sys
from errno import EBADF
from pathlib import Path as FilePath
from typing import Final

from lkt_alloc.files.kinds import KINDS
from lkt_alloc.files.refusals import cannot_read
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import sentence

MAX_BYTES: Final = 20_000_000
"""A larger file is refused unread; a budget of 100 000 posts has about 15 million bytes."""

STDIN: Final = FilePath("-")
"""Stands for standard input."""


def embedded(kind: str) -> FilePath:
    """The built-in file of one kind."""
    return built_in(KINDS[kind].built_in)


def built_in(name: str) -> FilePath:
    """A file that comes with the program: inside the installed package, or in the repository of an editable install."""
    here = FilePath(__file__).parents[1]
    inside = here / "data" / name
    return inside if inside.exists() else here.parents[1] / "data" / name


def read_bytes(path: FilePath) -> tuple[str, bytes]:
    """What a file is known as, and its bytes; of one that is too large, one byte too many. Raises `CannotRun` when the disk says no."""
    if path == STDIN:
        return "<stdin>", _read_stdin()
    return shown(path), bytes_of(path, MAX_BYTES)


def bytes_of(path: FilePath, most: int) -> bytes:
    """The first `most` bytes of a file, and one more if there are more. Raises `CannotRun` when the disk says no."""
    try:
        with path.open("rb") as file:
            return file.read(most + 1)  # one byte more is enough to see that it is too much
    except FileNotFoundError:
        reason = sentence("There is no file {path}.", path=str(path))
    except IsADirectoryError:
        reason = sentence("The path {path} is a folder, not a file.", path=str(path))
    except PermissionError:
        reason = sentence("The file {path} may not be read.", path=str(path))
    except (OSError, ValueError) as error:
        raise cannot_read(str(path), error) from None
    raise CannotRun(reason)


def shown(path: FilePath) -> str:
    """A path as a user would write it: relative where that is shorter."""
    try:
        return str(FilePath(os.path.abspath(path)).relative_to(FilePath.cwd()))  # noqa: PTH100 - a link keeps its name
    except (ValueError, OSError):
        return str(path)


def _read_stdin() -> bytes:
    """The same for standard input, which a program that starts this one can have closed."""
    try:
        if sys.stdin is None:
            raise OSError(EBADF, os.strerror(EBADF))
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    except OSError as error:
        raise cannot_read("<stdin>", error) from None
