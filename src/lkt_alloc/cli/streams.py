"""Where results and talk go: standard output, a file, standard error. Always UTF-8."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from errno import EBADF
from functools import cache
from io import TextIOWrapper
from itertools import pairwise
from pathlib import Path
from typing import Final, TextIO

from lkt_alloc.diagnostics.findings import Finding
from lkt_alloc.diagnostics.unsound import Unsound
from lkt_alloc.files.refusals import STDOUT as STANDARD_OUTPUT
from lkt_alloc.files.refusals import cannot_write
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import counted, sentence
from lkt_alloc.language.signs import visible, visible_lines
from lkt_alloc.language.widths import wrapped
from lkt_alloc.language.words import Words, meant_language, preferred

STDOUT: Final = Path("-")
"""As an output file, stands for standard output."""

_settled: list[Words] = []  # the language that a command has settled on, for what is said if it fails later


def language(lang: str | None, budget_language: str) -> Words:
    """The words of the language asked for: by option, else by locale, else by the budget file."""
    words = Words(lang or preferred(os.environ) or budget_language)
    _settled.append(words)
    return words


def terminal_width() -> int | None:
    """The number of columns if standard output is a terminal that can be laid out for."""
    return _width(sys.stdout)


def _width(stream: TextIO | None) -> int | None:
    if not stream or not stream.isatty():
        return None
    import shutil

    # where standard output is no terminal, this one is asked
    own = os.get_terminal_size(stream.fileno())
    return shutil.get_terminal_size((own.columns or 80, own.lines)).columns


def wants_colour() -> bool:
    """Whether colours are welcome: https://no-color.org."""
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def say(text: str, *, to_be_copied: bool = False) -> None:
    """Write to standard error, with nothing in it that a terminal would obey. Where that is closed or full, the result still counts.

    A terminal gets its lines broken between words, but for what is `to_be_copied` from there.
    """
    text, width = visible_lines(text), None if to_be_copied else _width(sys.stderr)
    _say("\n".join(_broken(line, width) for line in text.split("\n")) if width else text)


def _broken(line: str, width: int) -> str:
    indent = " " * (len(line) - len(line.lstrip(" ")))
    return "\n".join(wrapped(line, width, indent))


def say_written(output: Path | None, words: Words, files: int = 1) -> None:
    """Tell a person at a terminal where a result has gone, where it is in files. Through a pipe success is silent."""
    if output not in (None, STDOUT) and sys.stderr and sys.stderr.isatty():
        path = str(output)
        many = counted("{n} file is written to {path}.", "{n} files are written to {path}.", files, path=path)
        say(words.title(many if files > 1 else sentence("Written to {path}.", path=path)) + "\n")


@cache
def say_once(text: str) -> None:
    """The same for what may come up several times in one run."""
    say(text)


def _say(text: str) -> None:
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
    _say(f"\r{visible(text)}\033[K")


def say_cannot_run(error: CannotRun, words: Words | None = None) -> None:
    """Say why nothing was done."""
    words = words or _likely_words()
    say(f"lkt-alloc: {words.title(error.reason)}\n")
    if error.remedy:
        say(f"  {words.title(error.remedy)}\n")


def say_unsound(unsound: Unsound) -> None:
    """Say everything that is wrong with files, in their own language if no other is asked for."""
    say_findings(unsound.findings, Words(_asked_for() or unsound.language))


def say_findings(found: Sequence[Finding], words: Words) -> None:
    """Say what has been found in files as a terminal shows it, where standard error is one."""
    from lkt_alloc.render import findings

    width = _width(sys.stderr)
    _say(findings.on_screen(found, words, width, colour=wants_colour()) if width else findings.render(found, words))


def say_interrupted() -> None:
    """Say that someone has stopped the work."""
    said = sentence("Interrupted.")
    say(f"lkt-alloc: {_likely_words().title(said)}\n")


def words_of_help() -> Words:
    """The language of help, and of what is said of a command line that is not understood: that of results; without a budget, English."""
    known = _asked_for()
    if not known:
        from lkt_alloc.checks.selection import language_at_hand

        known = language_at_hand(Path())
    return Words(known or "en")


def _likely_words() -> Words:
    known = _asked_for()
    return Words(known) if known else [Words("nn"), *_settled][-1]


def _asked_for() -> str | None:
    """The language is looked for among the arguments, as the command may not have come as far as to settle on one."""
    asked = [a.removeprefix("--lang=") for a in sys.argv if a.startswith("--lang=")]
    asked += [after for a, after in pairwise(sys.argv) if a == "--lang"]
    return next(filter(None, map(meant_language, asked)), None) or preferred(os.environ)


def write(result: str | bytes, output: Path | None, *, force: bool, inputs: Sequence[Path] = ()) -> None:
    """Write a result to `output`, or to standard output. Raises `CannotRun` when that cannot be done.

    A result in bytes is one that no terminal can show; text is shown anywhere.
    """
    if output in (None, STDOUT) and terminal_width():
        result = _on_screen(result)
    raw = as_bytes(result)
    try:
        if output is None and sys.stdout is None:
            raise OSError(EBADF, os.strerror(EBADF))
        if output is None or output == STDOUT:
            sys.stdout.buffer.write(raw)
            sys.stdout.buffer.flush()
        else:
            from lkt_alloc.files.replacing import write_file

            write_file(raw, output, force=force, inputs=inputs)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise cannot_write(STANDARD_OUTPUT if output in (None, STDOUT) else str(output), error) from None


class Drawn(str):
    """Text laid out for this terminal, with colours: all that may have signs for a terminal in it."""

    __slots__ = ()


def _on_screen(result: str | bytes) -> str:
    """A result as a terminal gets it: text without what it would obey, and without a byte-order mark."""
    if isinstance(result, bytes):
        reason = sentence("This format cannot be shown in a terminal.")
        raise CannotRun(reason, sentence("Write it to a file: --output FILE."))
    if isinstance(result, Drawn):
        return result
    return visible_lines(result.removeprefix("\ufeff").replace("\r\n", "\n"))


def as_bytes(result: str | bytes) -> bytes:
    """A result as it is written, to whatever it is."""
    return result if isinstance(result, bytes) else result.encode("utf-8", "surrogateescape")


class _Screened(TextIOWrapper):
    def write(self, text: str) -> int:
        return super().write(visible_lines(text))


@contextmanager
def screened() -> Iterator[None]:
    """While this lasts, nothing gets to standard error that a terminal would obey or nobody would see.

    Typer repeats arguments in what it says of them, with whatever signs are in them.
    """
    before = sys.stderr
    if not isinstance(before, TextIOWrapper):  # closed
        yield
        return
    before.flush()
    screen = sys.stderr = _Screened(before.buffer, "utf-8", "replace", write_through=True)
    try:
        yield
    finally:
        sys.stderr = before
        with suppress(OSError, ValueError):
            screen.detach()
