"""Files are written whole or not at all, and several of them all or none."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from lkt_alloc.errors import CannotRun
from lkt_alloc.sentences import sentence


def write_file(raw: bytes, output: Path, *, force: bool, inputs: Sequence[Path] = ()) -> None:
    """Write a result to a file that a person has named; a device or a pipe is written to as it is."""
    if output.exists() and not output.is_file() and not output.is_dir():  # a device or a pipe
        output.write_bytes(raw)
        return
    replace_file(_free(output, force, inputs), raw)


def _free(output: Path, force: bool, inputs: Sequence[Path]) -> Path:
    """The file that a path stands for, if it may be written."""
    target = Path(os.path.realpath(output))
    if target.is_dir():
        raise CannotRun(sentence("The path {path} is a folder, not a file.", path=str(output)))
    if target.exists() and any(file.exists() and target.samefile(file) for file in inputs):
        raise CannotRun(sentence("The result is based on the file {path}; it is not overwritten.", path=str(output)))
    if target.exists() and not force:
        raise CannotRun(
            sentence("The file {path} is there already.", path=str(output)),
            sentence("Choose another name, or add --force."),
        )
    return target


def write_all(files: Mapping[str, bytes], folder: Path, *, force: bool, inputs: Sequence[Path] = ()) -> None:
    """Write files to a folder, which is made if it is not there. If one of them cannot be written, or someone stops it, none is."""
    try:
        targets = {_free(folder / name, force, inputs): raw for name, raw in files.items()}
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise CannotRun(sentence("The path {path} is a file, not a folder.", path=str(folder))) from None
    except OSError as error:
        raise cannot_write(folder, error) from None
    replace_files(targets)


def append(path: Path, text: str) -> None:
    """Add to the end of a file."""
    try:
        with path.open("ab") as file:
            file.write(text.encode("utf-8", "surrogateescape"))
    except OSError as error:
        raise cannot_write(path, error) from None


def cannot_write(path: Path, error: OSError) -> CannotRun:
    """Why nothing was written there."""
    return CannotRun(sentence("Cannot write to {path}: {why}.", path=str(path), why=error.strerror or str(error)))


def replace_files(files: Mapping[Path, bytes]) -> None:
    """Write several files, or leave all as they were."""
    before = {target: target.read_bytes() if target.is_file() else None for target in files}
    done: list[Path] = []
    try:
        for target, raw in files.items():
            done.append(
                target
            )  # before, as Ctrl-C can come when it has just been done; to put back what is there does no harm
            replace_file(target, raw)
    except (CannotRun, KeyboardInterrupt):
        for target in done:
            old = before[target]
            if old == (target.read_bytes() if target.is_file() else None):
                continue
            if old is None:
                target.unlink(missing_ok=True)
            else:
                replace_file(target, old)
        raise


def replace_file(target: Path, raw: bytes) -> None:
    """Write a file whole or not at all, with the permissions of the one it replaces."""
    target = Path(os.path.realpath(target))
    beside = target.with_name(f".lkt-alloc-{os.getpid()}.tmp")
    try:
        file = beside.open("xb")
    except OSError as error:  # perhaps it is somebody else's: not to be deleted
        raise cannot_write(target, error) from None
    try:
        with file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            beside.chmod(target.stat().st_mode)
        beside.replace(target)
    except OSError as error:
        raise cannot_write(target, error) from None
    finally:
        beside.unlink(missing_ok=True)
