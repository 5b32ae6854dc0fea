"""The disk, read side: a file becomes text, plain data and then a `lkt_alloc.model` value; what is wrong on the way becomes findings.

Knows nothing of rules or results. A file with faults still gives a value as far as it can be understood, so that later stages can
go on looking; the paths that cannot be relied on are in `document.doubtful`.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path as FilePath

from lkt_alloc.errors import CannotRun
from lkt_alloc.findings import RULES, Finding, covers
from lkt_alloc.gate import conform
from lkt_alloc.model import Budget, Register
from lkt_alloc.sentences import sentence
from lkt_alloc.source import Document, read


@dataclass(frozen=True, slots=True)
class Loaded:
    """One file: its kind (`budget` or `municipalities`), its value if any could be made, and the findings so far.

    `name` is the file's name without folders and `sha256` the fingerprint of its bytes, to be shown with results.
    """

    kind: str
    name: str
    sha256: str
    document: Document
    value: Budget | Register | None
    findings: tuple[Finding, ...]


def load(path: FilePath) -> Loaded:
    """Read one file of either kind. Raises `CannotRun` when the disk says no; never for what the file contains."""
    raw = _bytes(path)
    document = read(_shown(path), raw)
    kind = kind_of(document.data)
    value: Budget | Register | None = None
    findings = list(document.findings)
    if document.readable and not isinstance(document.data, dict):
        place = document.place(())
        message = sentence('The file must be a table: lines of the form "name: value".')
        remedy = sentence("See docs/format.md for how a budget and a municipality file begin.")
        findings.append(Finding(RULES["wrong-type"], place, document.excerpt(place), message, remedy))
    elif document.readable:
        value, problems, doubtful = conform(kind, document.data)
        known = frozenset(document.doubtful)
        document.doubtful |= doubtful
        findings += [document.locate(problem) for problem in problems if not covers(known, problem.path)]
    return Loaded(kind, path.name, hashlib.sha256(raw).hexdigest(), document, value, tuple(findings))


def kind_of(data: object) -> str:
    """Which kind of file this is meant to be: by its format, else by its fields."""
    if not isinstance(data, dict):
        return "budget"
    said = data.get("format")
    if isinstance(said, str) and said.startswith("lkt-alloc/municipalities/"):
        return "municipalities"
    if isinstance(said, str) and said.startswith("lkt-alloc/budget/"):
        return "budget"
    return "municipalities" if "municipalities" in data else "budget"


def _bytes(path: FilePath) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        reason = sentence("There is no file {path}.", path=str(path))
    except IsADirectoryError:
        reason = sentence("The path {path} is a folder, not a file.", path=str(path))
    except PermissionError:
        reason = sentence("The file {path} may not be read.", path=str(path))
    except (OSError, ValueError) as error:
        reason = sentence("The file {path} cannot be read: {why}.", path=str(path), why=str(error))
    raise CannotRun(reason)


def _shown(path: FilePath) -> str:
    """The path as a user would write it: relative where that is shorter."""
    try:
        return str(path.resolve().relative_to(FilePath.cwd()))
    except (ValueError, OSError):
        return str(path)
