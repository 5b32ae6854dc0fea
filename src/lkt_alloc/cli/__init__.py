"""The command line: a command is *read → compute → render → write*. The only place that talks, and the only one with exit codes."""

import os
import sys


def main() -> None:
    """Run `lkt-alloc`. What cannot be carried out is said in a sentence; exit codes: 0 done, 1 findings, 2 cannot run."""
    from lkt_alloc.cli.app import app
    from lkt_alloc.errors import CannotRun

    try:
        app(prog_name="lkt-alloc")
    except CannotRun as error:
        from lkt_alloc.cli.streams import say_cannot_run

        say_cannot_run(error, sys.argv, os.environ)
        sys.exit(2)
