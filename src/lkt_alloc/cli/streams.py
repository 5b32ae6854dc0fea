"""Where results and talk go: standard output, a file, standard error. Always UTF-8; files whole or not at all."""

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from errno import EBADF
from itertools import pairwise
from pathlib import Path

from lkt_alloc.errors import CannotRun
from lkt_alloc.language import Words, preferred
from lkt_alloc.model import LANGUAGES
from lkt_alloc.sentences import sentence

STDOUT = Path("-")
"""As an output file, stands for standard output."""

_settled: list[Words] = []  # the language that a command has settled on, for what is said if it fails later


def language(lang: str | None, budget_language: str) -> Words:
    """The words of the language asked for: by option, else by locale, else by the budget file."""
    words = Words(lang or preferred(os.environ) or budget_language)
    _settled.append(words)
    return words


def terminal_width() -> int | None:
    """The number of columns if standard output is a terminal that can be laid out for."""
    import shutil

    return shutil.get_terminal_size().columns if sys.stdout and sys.stdout.isatty() else None


def wants_colour() -> bool:
    """Whether colours are welcome: https://no-color.org."""
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def say(text: str) -> None:
    """Write to standard error; where that is closed or full, the result still counts."""
    with suppress(OSError, AttributeError, ValueError):
        sys.stderr.flush()
        sys.stderr.buffer.write(text.encode("utf-8", "surrogateescape"))
        sys.stderr.buffer.flush()


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """A way to show on one line, over and over, how far long work has come; from the second second on, also for how long it goes on.

    In the end nothing of it is left. Only for a person at a terminal.
    """
    if not sys.stderr or not sys.stderr.isatty():
        yield lambda _: None
        return
    from threading import Event, Thread
    from time import monotonic

    given, is_shown, ended, started = "", False, Event(), monotonic()

    def show(text: str, more: str = "") -> None:
        nonlocal given, is_shown
        given, is_shown = text, True
        _show_in_place(f"{text}{more}".lstrip())

    def tick() -> None:
        while not ended.wait(1):
            show(given, f" … {monotonic() - started:.0f} s")

    ticking = Thread(target=tick, daemon=True)
    ticking.start()
    try:
        yield show
    finally:
        ended.set()
        ticking.join()
        if is_shown:
            _show_in_place("")


def _show_in_place(text: str) -> None:
    say(f"\r{text}\033[K")


def say_cannot_run(error: CannotRun, argv: Sequence[str], environment: Mapping[str, str]) -> None:
    """Say why nothing was done."""
    words = _likely_words(argv, environment)
    say(f"lkt-alloc: {words.title(error.reason)}\n")
    if error.remedy:
        say(f"  {words.title(error.remedy)}\n")


def say_interrupted(argv: Sequence[str], environment: Mapping[str, str]) -> None:
    """Say that someone has stopped the work."""
    said = sentence("Interrupted.")
    say(f"lkt-alloc: {_likely_words(argv, environment).title(said)}\n")


def _likely_words(argv: Sequence[str], environment: Mapping[str, str]) -> Words:
    """The language is looked for among the arguments, as the command may not have come as far as to settle on one."""
    asked = [a.removeprefix("--lang=") for a in argv if a.startswith("--lang=")]
    asked += [after for a, after in pairwise(argv) if a == "--lang"]
    known = next((lang for lang in asked if lang in LANGUAGES), None) or preferred(environment)
    return Words(known) if known else [Words("nn"), *_settled][-1]


def write(result: str | bytes, output: Path | None, *, force: bool, inputs: Sequence[Path] = ()) -> None:
    """Write a result to `output`, or to standard output. Raises `CannotRun` when that cannot be done."""
    raw = result if isinstance(result, bytes) else result.encode("utf-8", "surrogateescape")
    if isinstance(result, bytes) and output in (None, STDOUT) and terminal_width():
        reason = sentence("This format cannot be shown in a terminal.")
        raise CannotRun(reason, sentence("Write it to a file: --output FILE."))
    try:
        if output is None and sys.stdout is None:
            raise OSError(EBADF, os.strerror(EBADF))
        if output is None or output == STDOUT:
            sys.stdout.buffer.write(raw)
            sys.stdout.buffer.flush()
        else:
            _write_file(raw, output, force, inputs)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise _cannot_write(output or Path("standard output"), error) from None


def _write_file(raw: bytes, output: Path, force: bool, inputs: Sequence[Path]) -> None:
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
        raise _cannot_write(folder, error) from None
    replace_files(targets)


def append(path: Path, text: str) -> None:
    """Add to the end of a file."""
    try:
        with path.open("ab") as file:
            file.write(text.encode("utf-8", "surrogateescape"))
    except OSError as error:
        raise _cannot_write(path, error) from None


def _cannot_write(path: Path, error: OSError) -> CannotRun:
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
        raise _cannot_write(target, error) from None
    try:
        with file:
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        if target.exists():
            beside.chmod(target.stat().st_mode)
        beside.replace(target)
    except OSError as error:
        raise _cannot_write(target, error) from None
    finally:
        beside.unlink(missing_ok=True)
