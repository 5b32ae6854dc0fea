"""The command `check`."""

from collections.abc import Sequence
from pathlib import Path

import typer

from lkt_alloc.check import check_files
from lkt_alloc.cli.streams import language, say, write
from lkt_alloc.model import Budget
from lkt_alloc.paths import EMBEDDED, embedded
from lkt_alloc.render import findings
from lkt_alloc.sentences import sentence


def check(files: Sequence[Path], *, municipalities: Path | None, lang: str | None) -> None:
    """Check files, print what is found, and say how much that is."""
    checked = check_files(files or [embedded(kind) for kind in EMBEDDED], municipalities)
    budgets = [file.value for file in checked.files if isinstance(file.value, Budget)]
    words = language(lang, budgets[0].language if budgets else "nn")
    if not checked.findings:
        names = ", ".join(file.document.name for file in checked.files)
        say(words.title(sentence("No findings: {names}.", names=names)) + "\n")
        return
    write(findings.render(checked.findings, words), None, force=False)
    say("\n" + words.title(sentence("Findings: {n}.", n=len(checked.findings))) + "\n")
    raise typer.Exit(1)
