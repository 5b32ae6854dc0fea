"""One wrong field is one cause: what only follows from it is no finding of its own, and comes neither at its place nor elsewhere."""

import os
from collections.abc import Iterator
from pathlib import Path as FilePath
from random import Random

import pytest

from lkt_alloc.checks.check import check_files
from lkt_alloc.diagnostics.findings import Path
from lkt_alloc.files.schema import FORMS
from tests.checks.one_fault import Fault, with_fault
from tests.checks.richest import Written, paths, plain, write_files

OF_FORM = ("LKT0", "LKT1")
"""The families of what is wrong with how a file is written."""

WRONG = ("[[x]]", '""')
"""No field of any form is either."""

MENDED: dict[str, list[Path]] = {
    "budget": [
        *(("measures", "timar", "values", "4621"), ("measures", "timar"), ("keys", "k", "members", 1), ("keys", "delvis", "difference")),
        *(("keys", "takst", "parts", 2, "to"), ("keys", "delvis", "parts", 0, "to", 0), ("periods",), ("parties",), ("posts",)),
        *(("posts", 1, "amounts"), ("posts", 2, "id"), ("acknowledged",), ("acknowledged", 0, "rule"), ("acknowledged", 1, "at", 0)),
    ],
    "municipalities": [("groups", "alle", "members", 0), ("groups", "alle", "members"), ("acknowledged", 0)],
    "scenario": [("format",)],
    "actual": [("format",)],
    "decisions": [("format",)],
}  # fmt: skip
"""Fields of which something followed once."""


def consequences(kind: str, fault: Fault, folder: FilePath) -> Iterator[str]:
    """The rules of meaning that have something to say of files of which one field could not be read, and nothing of the sound ones."""
    files = write_files(folder, **{kind: with_fault(fault)})
    pair = [files["budget"], files["municipalities"]]
    found = check_files(pair if kind in ("budget", "municipalities") else [files[kind]]).standing("error", "warning")
    if any(finding.rule.code.startswith(OF_FORM) for finding in found):
        yield from (finding.rule.code for finding in found if not finding.rule.code.startswith(OF_FORM))


@pytest.mark.parametrize("kind", FORMS)
def test_a_field_that_cannot_be_read_has_no_consequences(kind: str, tmp_path: FilePath) -> None:
    wanted, everywhere = os.environ.get("LKT_ALLOC_FAULTS", "25"), [*paths(plain()[kind])]
    some = everywhere if wanted == "all" else Random(kind).sample(everywhere, min(int(wanted), len(everywhere)))
    faults = [Fault(kind, path, Written(WRONG[n % 2])) for n, path in enumerate([*MENDED[kind], *some])]
    found = {fault: codes for fault in faults if (codes := [*consequences(kind, fault, tmp_path)])}
    assert found == {}
