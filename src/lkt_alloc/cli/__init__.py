"""The command line: a command is *read → compute → render → write*. The only place that talks, and the only one with exit codes."""

import gc
import os
import sys
from typing import Final, NoReturn


def main() -> None:
    """Run `lkt-alloc` as a process of its own."""
    gc.set_threshold(100_000)  # at the start much is made, and nothing thrown away
    try:
        from lkt_alloc.cli import signals
    except KeyboardInterrupt:
        sys.exit(130)
    try:
        signals.listen()
        run()
    except KeyboardInterrupt:
        _say_interrupted()
    finally:
        signals.ignore()


def run() -> None:
    """Run `lkt-alloc` within a process. What cannot be carried out is said in a sentence.

    Exit codes: 0 done, 1 findings, 2 cannot run, 130 interrupted, 143 told to end.
    """
    from lkt_alloc.cli.signals import has_come

    try:
        _run()
    except KeyboardInterrupt:
        _say_interrupted()
    except SystemExit as ended:  # while a command runs, Typer turns an interruption into this
        if ended.code != _INTERRUPTED and not has_come():
            raise
        _say_interrupted()


_INTERRUPTED: Final = 130


def _say_interrupted() -> NoReturn:
    from lkt_alloc.cli import signals

    signals.ignore()
    from lkt_alloc.cli.streams import say_interrupted

    say_interrupted()
    sys.exit(signals.exit_code())


def _run() -> None:
    from lkt_alloc.cli.app import run_app
    from lkt_alloc.cli.signals import has_come
    from lkt_alloc.cli.streams import say_cannot_run, say_unsound, screened
    from lkt_alloc.diagnostics.unsound import Unsound
    from lkt_alloc.language.errors import CannotRun

    sys.set_int_max_str_digits(0)  # exact fractions of many parts are long, and files are limited in size
    try:
        with screened():
            if "_LKT_ALLOC_COMPLETE" in os.environ:
                from lkt_alloc.cli.shells import complete

                complete(run_app)
            else:
                run_app()
    except CannotRun as error:
        if has_come():  # at a question, Typer turns an interruption into an end of the answers
            raise KeyboardInterrupt from None
        say_cannot_run(error)
        sys.exit(2)
    except Unsound as unsound:
        say_unsound(unsound)
        sys.exit(1)
    except OSError as error:  # what nobody nearer to it has put into words
        from lkt_alloc.files.refusals import refused

        say_cannot_run(refused(error))
        sys.exit(2)
