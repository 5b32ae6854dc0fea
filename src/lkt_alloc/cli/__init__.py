"""The command line: a command is *read → compute → render → write*. The only place that talks, and the only one with exit codes."""

import os
import sys


def main() -> None:
    """Run `lkt-alloc`. What cannot be carried out is said in a sentence; exit codes: 0 done, 1 findings, 2 cannot run, 130 interrupted."""
    if _is_only_asked_for_the_version():
        return
    try:
        _run()
    except (KeyboardInterrupt, SystemExit) as ended:  # while a command runs, Typer turns the one into the other
        if isinstance(ended, SystemExit) and ended.code != _INTERRUPTED:
            raise
        from lkt_alloc.cli.streams import say_interrupted

        say_interrupted(sys.argv, os.environ)
        sys.exit(_INTERRUPTED)


_INTERRUPTED = 130


def _run() -> None:
    from lkt_alloc.cli.app import app, meant, meant_by_tab, prepare
    from lkt_alloc.errors import CannotRun

    sys.set_int_max_str_digits(0)  # exact fractions of many parts are long, and files are limited in size
    is_completion = "_LKT_ALLOC_COMPLETE" in os.environ  # then the words of the command line are elsewhere
    try:
        prepare(meant_by_tab(os.environ) if is_completion else meant(sys.argv[1:]))
        app(prog_name="lkt-alloc")
    except CannotRun as error:
        from lkt_alloc.cli.streams import say_cannot_run

        say_cannot_run(error, sys.argv, os.environ)
        sys.exit(2)
    except OSError as error:  # what Typer itself prints, as help, could not be written
        from lkt_alloc.cli.streams import say

        say(f"lkt-alloc: {error.strerror}\n")
        sys.exit(2)


def _is_only_asked_for_the_version() -> bool:
    """Say the version as Typer would, without importing it. Where that fails Typer says why."""
    if sys.argv[1:] != ["--version"] or "_LKT_ALLOC_COMPLETE" in os.environ or not sys.stdout:
        return False
    from lkt_alloc import __version__

    try:
        sys.stdout.write(f"lkt-alloc {__version__}\n")
        sys.stdout.flush()
    except OSError:
        return False
    return True
