"""Why the disk says no, in a person's language: the one place for it, for reading and writing alike."""

import errno
from collections.abc import Mapping
from typing import Final

from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import Sentence, sentence

_NO_PERMISSION: Final = sentence("you do not have permission")

_REASONS: Final[Mapping[int, Sentence]] = {
    errno.EACCES: _NO_PERMISSION,
    errno.EPERM: _NO_PERMISSION,
    errno.ENOENT: sentence("there is no such folder"),
    errno.ENOTDIR: sentence("a part of the path is a file, not a folder"),
    errno.EISDIR: sentence("it is a folder"),
    errno.ENOSPC: sentence("the disk is full"),
    errno.EDQUOT: sentence("the quota on the disk is used up"),
    errno.EFBIG: sentence("the file is larger than what is allowed here"),
    errno.EROFS: sentence("the disk is read-only"),
    errno.ENAMETOOLONG: sentence("the name is too long"),
    errno.ELOOP: sentence("the link leads in a circle"),
    errno.EBUSY: sentence("it is in use by another program"),
    errno.ETXTBSY: sentence("it is in use by another program"),
    errno.EIO: sentence("the disk does not work as it should"),
    errno.EBADF: sentence("it is closed"),
    errno.EMFILE: sentence("too many files are open"),
    errno.ENFILE: sentence("too many files are open"),
    errno.ENOTEMPTY: sentence("there is something in its place"),
    errno.EEXIST: sentence("there is something in its place"),
}

STDOUT: Final = sentence("standard output")


def why(error: OSError | ValueError) -> Sentence:
    """The reason, to stand after a colon. What is not known here is quoted, as the system's own words."""
    known = _REASONS.get(error.errno or 0) if isinstance(error, OSError) else None
    own_words = getattr(error, "strerror", None) or str(error)
    return known or sentence('in the words of the system: "{said}"', said=own_words)


def cannot_write(path: str | Sentence, error: OSError) -> CannotRun:
    """Nothing was written there."""
    return CannotRun(sentence("Cannot write to {path}: {why}.", path=path, why=why(error)))


def cannot_read(path: str, error: OSError | ValueError) -> CannotRun:
    """A file that is there was not read."""
    return CannotRun(sentence("The file {path} cannot be read: {why}.", path=path, why=why(error)))


def refused(error: OSError) -> CannotRun:
    """What is said when nobody nearer to it had more to say."""
    if error.filename is None:
        return cannot_write(STDOUT, error)
    return CannotRun(sentence("The path {path} cannot be used: {why}.", path=str(error.filename), why=why(error)))
