"""Five files that belong together and are sound, with every field of every form in them: what faults are put into.

That nothing lacks is tested in test_one_fault.py: a form that gets a new field makes it fail until the field is here too.
"""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path as FilePath
from typing import Any

from lkt_alloc.diagnostics.findings import Path
from lkt_alloc.files.schema import FORMS
from lkt_alloc.files.source import read
from tests.acceptance.replay import ROOT

FOLDER = ROOT / "tests" / "checks" / "richest_files"
NAMES = {kind: f"{kind}.yaml" for kind in FORMS}
"""What the files are called: as the scenario and the final figures call them."""

RICHEST = {kind: (FOLDER / name).read_bytes() for kind, name in NAMES.items()}
"""The bytes of each file, by kind."""


@cache
def plain() -> dict[str, dict[str, Any]]:
    """What the files hold as tables, lists and texts. To be copied before it is changed."""
    return {kind: read(NAMES[kind], raw).data for kind, raw in RICHEST.items()}


class Written(str):
    """A value as it stands in a file, quotes and all."""


class Twice:
    """A value that stands twice under its name."""

    def __init__(self, value: Any) -> None:
        self.value = value


def as_yaml(data: dict[str, Any]) -> bytes:
    """A file with these values: a field on each line."""
    return "".join(f"{entry}\n" for key, value in data.items() for entry in _entries(key, value)).encode()


def _entries(key: str, value: Any) -> list[str]:
    times, value = (2, value.value) if isinstance(value, Twice) else (1, value)
    return [f"{_inline(key)}: {_inline(value)}"] * times


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(entry for key, inside in value.items() for entry in _entries(key, inside)) + "}"
    if isinstance(value, list):
        items = [item for inside in value for item in ([inside.value] * 2 if isinstance(inside, Twice) else [inside])]
        return "[" + ", ".join(map(_inline, items)) + "]"
    return str(value) if isinstance(value, Written) else json.dumps(value, ensure_ascii=False)


def paths(data: Any, path: Path = ()) -> Iterator[Path]:
    """Every place in the data but the whole."""
    steps: Any = data if isinstance(data, dict) else range(len(data)) if isinstance(data, list) else ()
    for step in steps:
        yield (*path, step)
        yield from paths(data[step], (*path, step))


def write_files(folder: FilePath, **changed: bytes) -> dict[str, FilePath]:
    """Write all four files, some of them with other bytes; where each is, by kind."""
    files = {kind: folder / name for kind, name in NAMES.items()}
    for kind, file in files.items():
        file.write_bytes(changed.get(kind) or RICHEST[kind])
    return files
