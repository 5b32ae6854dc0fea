"""The disk, read side: a file becomes text, plain data and then a value of the model; what is wrong on the way becomes findings.

Knows nothing of rules or results. A file with faults still gives a value as far as it can be understood, so that later stages can
go on looking; the paths that cannot be relied on are in `document.doubtful`.
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
from errno import EBADF
from itertools import compress
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from lkt_alloc.engine.actual import Actual
from lkt_alloc.engine.model import Budget, Register
from lkt_alloc.engine.scenario import Written
from lkt_alloc.files import cache
from lkt_alloc.files.document import MAX_BYTES, Document, ReadWhenAsked
from lkt_alloc.files.refusals import cannot_read
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import sentence

if TYPE_CHECKING:
    from lkt_alloc.diagnostics.findings import Finding, Place, Problem
    from lkt_alloc.files.gate import Content


class Loaded(Struct, frozen=True):
    """One file: its kind (one of `KINDS`), its value if any could be made, and the findings so far.

    `name` is the file's name without folders and `sha256` the fingerprint of its bytes, to be shown with results.
    """

    kind: str
    name: str
    sha256: str
    raw: bytes
    document: Document
    value: Content | None
    findings: tuple[Finding, ...]


STDIN: Final = FilePath("-")
"""Stands for standard input."""


def load(path: FilePath, known_as: FilePath | None = None) -> Loaded:
    """Read one file of any kind. Raises `CannotRun` when the disk says no; never for what the file contains."""
    shown, raw = read_bytes(path)
    return load_bytes(_shown(known_as) if known_as else shown, raw)


def read_bytes(path: FilePath) -> tuple[str, bytes]:
    """What a file is known as, and its bytes; of one that is too large, one byte too many. Raises `CannotRun` when the disk says no."""
    if path == STDIN:
        return "<stdin>", _read_stdin()
    return _shown(path), bytes_of(path, MAX_BYTES)


def load_bytes(shown: str, raw: bytes) -> Loaded:
    """The same for the bytes of a file that is known as `shown`."""
    sha256 = hashlib.sha256(raw).hexdigest()
    match cache.recall("sound file", sha256):
        case (str(kind), value) if type(value) is _VALUES.get(kind):
            return Loaded(kind, FilePath(shown).name, sha256, raw, ReadWhenAsked(shown, raw, _read), value, ())
    loaded = _read_through(shown, raw, sha256)
    if loaded.value and not loaded.findings and not loaded.document.doubtful and len(raw) <= cache.MOST_BYTES:
        cache.keep((loaded.kind, loaded.value), "sound file", sha256)
    return loaded


def _read(shown: str, raw: bytes) -> Document:
    from lkt_alloc.files.source import read

    return read(shown, raw)


def _read_through(shown: str, raw: bytes, sha256: str) -> Loaded:
    """Read a file that is not known to be sound. What that takes is imported here: it is most of what takes time at the start."""
    from lkt_alloc.diagnostics.catalogue import RULES
    from lkt_alloc.diagnostics.findings import Finding, covers
    from lkt_alloc.files.gate import conform, taken_otherwise
    from lkt_alloc.files.unseen import unseen

    document = _read(shown, raw)
    kind = kind_of(document.data if document.readable else "\n".join(document.lines))
    value: Content | None = None
    findings = list(document.findings)
    if document.readable and not isinstance(document.data, dict):
        place = document.place(())
        message = sentence('The file must be a table: lines of the form "name: value".')
        remedy = sentence("See docs/format.md for how a budget and a municipality file begin.")
        findings.append(Finding(RULES["wrong-type"], "error", place, document.excerpt(place), message, remedy))
    elif document.readable:
        signs = unseen(kind, document, raw)
        findings += map(document.locate, signs)
        document.doubtful |= {problem.path for problem in signs}
        value, problems, doubtful = conform(kind, document.data)
        problems += taken_otherwise(kind, document.plain_values)
        known = frozenset(document.doubtful)
        document.doubtful |= doubtful
        seen = [covers(known, p.path[:-1] if _is_about_a_name(p) else p.path) for p in problems]
        findings = _without_vain_quotes(findings, {document.place(p.path): p for p in compress(problems, seen)})
        findings += [document.locate(p) for p, passed_over in zip(problems, seen, strict=True) if not passed_over]
    return Loaded(kind, FilePath(shown).name, sha256, raw, document, value, tuple(findings))


def _without_vain_quotes(findings: list[Finding], places: dict[Place, Problem]) -> list[Finding]:
    """Quotes around a text that cannot stand there anyway only lead to another fault: what the field takes is said instead."""
    return [
        replace(finding, edit=None, remedy=places[finding.place].remedy)
        if finding.place in places and finding.edit and finding.edit.text[:1] == '"'
        else finding
        for finding in findings
    ]


def _is_about_a_name(problem: Problem) -> bool:
    """Whether something is wrong with the name of a field or an entry, whatever stands after it."""
    return problem.on_key and problem.rule in ("unknown-field", "ambiguous-text")


def kind_of(data: object) -> str:
    """Which kind of file this is meant to be: by its format, else by its fields; by its text if it could not be read."""
    if isinstance(data, str):
        said = re.search(_FORMAT, data)
        return _kind_named(said[1]) if said else "municipalities" if re.search(_REGISTER, data) else "budget"
    if not isinstance(data, dict):
        return "budget"
    name = data.get("format")
    if isinstance(name, str) and name.startswith("lkt-alloc/"):
        return _kind_named(name)
    return "municipalities" if isinstance(data.get("municipalities"), dict) else "budget"


def _kind_named(said: str) -> str:
    return next((kind for kind in KINDS if said.startswith(f"lkt-alloc/{kind}")), "budget")


_VALUES: Final = {"budget": Budget, "municipalities": Register, "scenario": Written, "actual": Actual}

KINDS: Final = tuple(_VALUES)
"""Kinds of file."""

_FORMAT: Final = "(?m:^format: *(lkt-alloc/[a-z]+))"  # text: compiled for a file that is not known, not at every start
_REGISTER: Final = "(?m:^municipalities:)"


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


def _read_stdin() -> bytes:
    """The same for standard input, which a program that starts this one can have closed."""
    try:
        if sys.stdin is None:
            raise OSError(EBADF, os.strerror(EBADF))
        return sys.stdin.buffer.read(MAX_BYTES + 1)
    except OSError as error:
        raise cannot_read("<stdin>", error) from None


def _shown(path: FilePath) -> str:
    """The path as a user would write it: relative where that is shorter."""
    try:
        return str(FilePath(os.path.abspath(path)).relative_to(FilePath.cwd()))  # noqa: PTH100 - a link keeps its name
    except (ValueError, OSError):
        return str(path)
