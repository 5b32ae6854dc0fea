"""The corrections that are certain, of files that have been checked: shown, or made in the files."""

from collections.abc import Iterator
from pathlib import Path

from lkt_alloc.checks.outcome import Checked
from lkt_alloc.diagnostics.findings import Edit
from lkt_alloc.files.corrections import corrected, difference
from lkt_alloc.files.load import Loaded
from lkt_alloc.files.replacing import replace_files


def differences(checked: Checked) -> str:
    """What would be corrected, as a unified diff of all files."""
    return "".join(difference(file.shown, file.raw, corrected(file.raw, edits)) for file, edits in _certain(checked))


def correct(checked: Checked) -> int:
    """Correct the files, and say how many corrections were made. Raises `CannotRun` when a file cannot be written."""
    certain = list(_certain(checked))
    new = {Path(file.shown): corrected(file.raw, edits) for file, edits in certain}
    replace_files(new, read={Path(file.shown): file.raw for file, _ in certain})
    return sum(len(edits) for _, edits in certain)


def _certain(checked: Checked) -> Iterator[tuple[Loaded, list[Edit]]]:
    """Each file that has corrections, with them; not one that nobody named."""
    edits: dict[str, list[Edit]] = {}
    for finding in checked.findings:
        if finding.edit and finding.acknowledged is None and finding.place.file not in checked.beside:
            edits.setdefault(finding.place.file, []).append(finding.edit)
    return ((file, edits[file.shown]) for file in checked.files if file.shown in edits)
