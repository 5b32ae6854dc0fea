"""A file becomes text, plain data and then a value of the model; what is wrong on the way becomes findings.

Knows nothing of rules or results. A file with faults still gives a value as far as it can be understood, so that later stages can
go on looking; the paths that cannot be relied on are `doubtful`.
"""

from __future__ import annotations

import hashlib
from functools import cached_property
from itertools import compress
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from lkt_alloc.files import cache
from lkt_alloc.files.disk import built_in, read_bytes, shown
from lkt_alloc.files.kinds import KINDS, Content, Kind, T
from lkt_alloc.language.sentences import Value, sentence

if TYPE_CHECKING:
    from collections.abc import Set

    from lkt_alloc.diagnostics.findings import Finding, Path, Place, Problem
    from lkt_alloc.files.document import Document


class Loaded(Struct, frozen=True, dict=True):
    """One file: its kind, its value if any could be made, and the findings so far.

    `shown` is the file as a user would write it, and `sha256` the fingerprint of its bytes, to be shown with results. `read` is the
    text with its places, if it had to be read; of a file that is known to be sound it is read when somebody asks for it.
    """

    kind: Kind[Any]
    shown: str
    sha256: str
    raw: bytes
    value: Content | None
    findings: tuple[Finding, ...] = ()
    read: Document | None = None

    @property
    def name(self) -> str:
        """The file's name without folders."""
        return FilePath(self.shown).name

    @property
    def called(self) -> Value:
        """What the file is called where a result says what it was made from: one of the program's is never taken for the user's."""
        own = FilePath(self.shown).parent.resolve() != built_in(self.name).parent.resolve()
        return self.name if own else sentence("the built-in {name}", name=self.name)

    @property
    def doubtful(self) -> Set[Path]:
        """The paths whose value cannot be relied on, because a finding about it has been made."""
        return self.read.doubtful if self.read else frozenset()

    @cached_property
    def document(self) -> Document:
        """The text as data that keeps its places."""
        return self.read or _read(self.shown, self.raw)

    def of(self, kind: Kind[T]) -> T | None:
        """The value, if the file is of this kind and one could be made."""
        return self.value if isinstance(self.value, kind.value) else None

    def sound(self, kind: Kind[T]) -> T:
        """The value of a file of this kind that has no errors: there is one, as a file without a value has a finding."""
        if (value := self.of(kind)) is None:
            raise AssertionError(self.shown)
        return value


def load(path: FilePath, known_as: FilePath | None = None) -> Loaded:
    """Read one file of any kind. Raises `CannotRun` when the disk says no; never for what the file contains."""
    name, raw = read_bytes(path)
    return load_bytes(shown(known_as) if known_as else name, raw)


def load_bytes(name: str, raw: bytes) -> Loaded:
    """The same for the bytes of a file that is shown as `name`."""
    sha256 = hashlib.sha256(raw).hexdigest()
    match cache.recall("sound file", sha256):
        case (str(kind), value) if kind in KINDS and type(value) is KINDS[kind].value:
            return Loaded(KINDS[kind], name, sha256, raw, value)
    loaded = _read_through(name, raw, sha256)
    if loaded.value and not loaded.findings and not loaded.doubtful and len(raw) <= cache.MOST_BYTES:
        cache.keep((loaded.kind.name, loaded.value), "sound file", sha256)
    return loaded


def _read(name: str, raw: bytes) -> Document:
    from lkt_alloc.files.source import read

    return read(name, raw)


def _read_through(name: str, raw: bytes, sha256: str) -> Loaded:
    """Read a file that is not known to be sound. What that takes is imported here: it is most of what takes time at the start."""
    from lkt_alloc.diagnostics.catalogue import WRONG_TYPE
    from lkt_alloc.diagnostics.findings import Finding, covers
    from lkt_alloc.files.gate import conform, taken_otherwise
    from lkt_alloc.files.recognition import kind_of
    from lkt_alloc.files.unseen import unseen

    document = _read(name, raw)
    kind = kind_of(document.data if document.readable else "\n".join(document.lines))
    value: Content | None = None
    findings = list(document.findings)
    if document.readable and not isinstance(document.data, dict):
        place = document.place(())
        message = sentence('The file must be a table: lines of the form "name: value".')
        remedy = sentence("See lkt-alloc help format for how a budget and a municipality file begin.")
        findings.append(Finding(WRONG_TYPE, "error", place, document.excerpt(place), message, remedy))
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
    return Loaded(KINDS[kind], name, sha256, raw, value, tuple(findings), document)


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
    return problem.on_key and problem.rule.name in ("unknown-field", "ambiguous-text")
