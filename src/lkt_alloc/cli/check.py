"""The command `check`."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from lkt_alloc.check import Checked, Choice, check_files
from lkt_alloc.cli.cache_folder import remember
from lkt_alloc.cli.replacing import append, replace_files
from lkt_alloc.cli.streams import language, progress, say, write
from lkt_alloc.errors import CannotRun
from lkt_alloc.language import Words
from lkt_alloc.load import STDIN
from lkt_alloc.model import Budget
from lkt_alloc.paths import EMBEDDED, embedded
from lkt_alloc.sentences import sentence

if TYPE_CHECKING:
    from lkt_alloc.findings import Edit


def check(
    files: Sequence[Path], *, municipalities: Path | None, format_: str, fail_on: str, choice: Choice,
    fix: bool, diff: bool, lang: str | None,
) -> None:  # fmt: skip
    """Check files, print what is found, and say how much that is."""
    remember()
    paths = files or [embedded(kind) for kind in EMBEDDED]
    if [*paths, municipalities].count(STDIN) > 1 or (fix and STDIN in paths):
        raise CannotRun(sentence("Standard input (-) can be read once and cannot be written to."))
    checked = _checked(paths, municipalities, choice)
    if diff:
        write(_differences(checked), None, force=False)
    elif fix:
        made = _fix(checked)
        checked = _checked(paths, municipalities, choice)
        say(_words(checked, lang).title(sentence("Corrections made: {n}.", n=made)) + "\n")
    if not diff:
        _show(checked, format_, _words(checked, lang))
    counted = ("error", "warning") if fail_on == "warning" else ("error",)
    if checked.standing(*counted):
        raise typer.Exit(1)


def _checked(paths: Sequence[Path], municipalities: Path | None, choice: Choice) -> Checked:
    """Check the files, and show which is being read to who is waiting."""
    with progress() as show:
        return check_files(paths, municipalities, choice, lambda n, of, path: show(f"{n}/{of} {path}"))


def _words(checked: Checked, lang: str | None) -> Words:
    budgets = [file.value for file in checked.files if isinstance(file.value, Budget)]
    return language(lang, budgets[0].language if budgets else "nn")


def _show(checked: Checked, format_: str, words: Words) -> None:
    if format_ == "text":
        from lkt_alloc.render import findings

        write(findings.render(checked.findings, words), None, force=False)
        say(_summary(checked, words))
        return
    write(_renderer(format_)(checked, words), None, force=False)
    if format_ == "github" and (summary := os.environ.get("GITHUB_STEP_SUMMARY")):
        from lkt_alloc.render import github

        append(Path(summary), github.summary(checked.findings, words))


def _renderer(format_: str) -> Callable[[Checked, Words], str]:
    if format_ == "json":
        from lkt_alloc.render.findings_json import render
    elif format_ == "github":
        from lkt_alloc.render.github import render
    elif format_ == "sarif":
        from lkt_alloc.render.sarif import render
    else:
        from lkt_alloc.render.junit import render
    return render


def _summary(checked: Checked, words: Words) -> str:
    """The closing line: how many files, and how many findings of each kind."""
    names = ", ".join(file.document.name for file in checked.files)
    if not checked.findings:
        return words.title(sentence("No findings: {names}.", names=names)) + "\n"
    counts = sentence(
        "Errors: {errors}. Warnings: {warnings}. Acknowledged: {acknowledged}.",
        errors=len(checked.standing("error")),
        warnings=len(checked.standing("warning", "info")),
        acknowledged=sum(finding.acknowledged is not None for finding in checked.findings),
    )
    return "\n" + words.say(counts) + "\n"


def _edits(checked: Checked) -> "dict[str, list[Edit]]":
    edits: dict[str, list[Edit]] = {}
    for finding in checked.findings:
        if finding.edit and finding.acknowledged is None:
            edits.setdefault(finding.place.file, []).append(finding.edit)
    return edits


def _differences(checked: Checked) -> str:
    from lkt_alloc.corrections import corrected, difference

    edits = _edits(checked)
    return "".join(
        difference(file.document.name, file.raw, corrected(file.raw, edits[file.document.name]))
        for file in checked.files
        if file.document.name in edits
    )


def _fix(checked: Checked) -> int:
    from lkt_alloc.corrections import corrected

    edits = _edits(checked)
    files = {Path(file.document.name): file for file in checked.files if file.document.name in edits}
    new = {path: corrected(file.raw, edits[file.document.name]) for path, file in files.items()}
    replace_files(new, read={path: file.raw for path, file in files.items()})
    return sum(map(len, edits.values()))
