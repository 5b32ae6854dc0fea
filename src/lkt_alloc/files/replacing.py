"""Files are written whole or not at all, and several of them all or none: also on a full disk, or when someone stops it.

All new files are written beside the old ones before the first takes its place. What that leaves out is in docs/decisions.md.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from lkt_alloc.files.held import held
from lkt_alloc.files.on_its_way import OnItsWay, is_there
from lkt_alloc.files.refusals import cannot_write
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import sentence


def write_file(raw: bytes, output: Path, *, force: bool, inputs: Sequence[Path] = ()) -> None:
    """Write a result to a file that a person has named; a device or a pipe is written to as it is."""
    if output.exists() and not output.is_file() and not output.is_dir():
        output.write_bytes(raw)
        return
    _may_be_written(output, force, inputs)
    replace_files({output: raw}, force=force)


def write_all(files: Mapping[str, bytes], folder: Path, *, force: bool, inputs: Sequence[Path] = ()) -> None:
    """Write files to a folder, which is made if it is not there. If one of them cannot be written, or someone stops it, none is."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    try:
        for name in files:
            _may_be_written(folder / name, force, inputs)
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise CannotRun(sentence("The path {path} is a file, not a folder.", path=str(folder))) from None
    except OSError as error:
        raise cannot_write(str(folder), error) from None
    try:
        replace_files({folder / name: raw for name, raw in files.items()}, force=force)
    except (CannotRun, KeyboardInterrupt):
        with suppress(OSError):  # somebody else may have put something there
            for made in missing:
                made.rmdir()
        raise


def replace_files(files: Mapping[Path, bytes], *, force: bool = True, read: Mapping[Path, bytes] | None = None) -> None:
    """Write several files, or leave all as they were. Raises `CannotRun` when that cannot be done.

    Without `force` a file that has appeared meanwhile is left alone. `read` is what stood in files when they were read: if somebody
    has saved them since, nothing is written.
    """
    with held() as came:
        changes = [OnItsWay(target, raw, (read or {}).get(target)) for target, raw in files.items()]
        try:
            for step in (OnItsWay.lay_beside, OnItsWay.put_in_place if force else OnItsWay.put_where_nothing_is):
                for change in changes:
                    _carried_out(step, change)
                    if came:
                        raise _Stopped
        except BaseException as error:  # whatever it is; Ctrl-C is held
            _put_back(changes)
            if not isinstance(error, _Stopped):
                raise
        finally:
            for change in changes:
                change.clear_away()


class _Stopped(Exception):
    """Someone wants us to stop."""


def _carried_out(step: Callable[[OnItsWay], None], change: OnItsWay) -> None:
    try:
        step(change)
    except OSError as error:
        raise cannot_write(str(change.named), error) from None


def _put_back(changes: Sequence[OnItsWay]) -> None:
    """All that can be is put back before anything is said of what cannot be."""
    lost = []
    for change in reversed(changes):
        try:
            change.put_back()
        except OSError as error:
            reason = cannot_write(str(change.named), error).reason
            lost.append(CannotRun(reason, sentence("The previous content is in {path}.", path=str(change.lost))))
    for refusal in lost:
        raise refusal


def _may_be_written(output: Path, force: bool, inputs: Sequence[Path]) -> None:
    """Raises `CannotRun` if a path may not be written, for all that can be seen before it is done."""
    if output.is_dir():
        raise CannotRun(sentence("The path {path} is a folder, not a file.", path=str(output)))
    if output.exists() and not output.is_file():
        raise CannotRun(sentence("The path {path} is not an ordinary file.", path=str(output)))
    if output.exists() and any(file.exists() and output.samefile(file) for file in inputs):
        raise CannotRun(sentence("The result is based on the file {path}; it is not overwritten.", path=str(output)))
    if not force and (output.exists() or output.is_symlink()):
        raise is_there(output)


def append(path: Path, text: str) -> None:
    """Add to the end of a file."""
    try:
        with path.open("ab") as file:
            file.write(text.encode("utf-8", "surrogateescape"))
    except OSError as error:
        raise cannot_write(str(path), error) from None
