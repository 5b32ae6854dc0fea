"""The command `document`: one municipality's case note, or everyone's."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from lkt_alloc.cli.asked import Asked, Wanted, WhatIf
from lkt_alloc.cli.choices import DOCUMENT_FORMATS
from lkt_alloc.cli.reading import Inputs, read_inputs
from lkt_alloc.cli.replacing import write_all
from lkt_alloc.cli.settle import read_actual
from lkt_alloc.cli.streams import STDOUT, as_bytes, progress, write
from lkt_alloc.cli.writing import by_ending, rendered, say_what_if
from lkt_alloc.engine.allocate import Allocation
from lkt_alloc.engine.keys import by_number
from lkt_alloc.engine.names import file_names, find_municipality
from lkt_alloc.engine.settlement import Settlement, settle
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import sentence

Made = Callable[[str], str | bytes]
"""From a municipality's number to its document: text, or bytes if it is none."""

ENDINGS: Final = {"markdown": ".md", "docx": ".docx", "html": ".html"}


def document(
    asked: Asked, wanted: Wanted, kommune: str, period: str | None, template: Path | None, actual: Path | None = None
) -> None:
    """Write one municipality's document."""
    inputs, settlement = _read(asked, actual, template)
    allocation = inputs.allocation(period)
    number = find_municipality(kommune, allocation.register, allocation.members)
    _, made = _maker(inputs, allocation, wanted, template, settlement)
    write(made(number), wanted.output, force=wanted.force, inputs=_sources(inputs, template))
    if template is not None:
        say_what_if(allocation, inputs.words)


def documents(
    asked: Asked, wanted: Wanted, period: str | None, template: Path | None, actual: Path | None = None
) -> None:
    """Write everyone's documents, each to a file in a folder. All are made before the first is written."""
    folder = wanted.output
    if folder is None or folder == STDOUT:
        raise CannotRun(sentence("With --all, say where the files are to go: --output FOLDER."))
    inputs, settlement = _read(asked, actual, template)
    allocation = inputs.allocation(period)
    ending, made = _maker(inputs, allocation, Wanted(wanted.format_, None, wanted.force), template, settlement)
    members = sorted(allocation.members, key=by_number)
    names = file_names([inputs.register.municipalities[number] for number in members])
    files: dict[str, bytes] = {}
    with progress() as show:
        for n, (number, name) in enumerate(zip(members, names, strict=True), start=1):
            files[name + ending] = as_bytes(made(number))
            show(f"{n}/{len(members)} {name}")
    write_all(files, folder, force=wanted.force, inputs=_sources(inputs, template))
    if template is not None:
        say_what_if(allocation, inputs.words)


def _read(asked: Asked, actual: Path | None, template: Path | None) -> tuple[Inputs, Settlement | None]:
    if actual is None:
        return read_inputs(asked), None
    if template:
        raise CannotRun(sentence("A template has no placeholders for a settlement: leave out --actual or --template."))
    inputs, final = read_actual(asked, actual)
    return inputs, settle(final, inputs.budget, inputs.register)


def _sources(inputs: Inputs, template: Path | None) -> tuple[Path, ...]:
    """Files that must not be written over."""
    return (*inputs.paths, template) if template else inputs.paths


def _maker(
    inputs: Inputs, allocation: Allocation, wanted: Wanted, template: Path | None, settlement: Settlement | None
) -> tuple[str, Made]:
    """The ending that documents have, and the function that makes one."""
    if template is not None:
        return _from_template(inputs, allocation, wanted, template)
    chosen = wanted.format_ or by_ending(wanted.output, DOCUMENT_FORMATS) or "markdown"
    from lkt_alloc.reports.resolution import document as case_note

    def made(number: str) -> str | bytes:
        report = case_note(allocation, inputs.files, number, settlement)
        if chosen == "docx":
            from lkt_alloc.render import docx

            return docx.render(report, inputs.words)
        if chosen == "html":
            from lkt_alloc.render import html

            return html.render(report, inputs.words)
        return rendered(report, inputs.words, "markdown", wanted.output)

    return ENDINGS[chosen], made


def _from_template(inputs: Inputs, allocation: Allocation, wanted: Wanted, path: Path) -> tuple[str, Made]:
    if wanted.format_ is not None:
        raise CannotRun(sentence("The template decides the format: leave out --format."))
    from lkt_alloc.cli.memory import limited
    from lkt_alloc.files.disk import bytes_of
    from lkt_alloc.reports.placeholders import placeholders
    from lkt_alloc.reports.templates import MAX_BYTES, ending, fill_text

    raw = bytes_of(path, MAX_BYTES)
    if len(raw) > MAX_BYTES:
        raise CannotRun(sentence("The template {file} is larger than {n} MB.", file=path.name, n=MAX_BYTES // 10**6))
    is_word = path.suffix.lower() == ".docx"

    def made(number: str) -> str | bytes:
        values = placeholders(allocation, inputs.files, number, inputs.words)
        if is_word:
            from lkt_alloc.render import word_template

            with limited():
                return word_template.fill(raw, path.name, values)
        with limited():
            return fill_text(raw, path.name, values)

    return ending(path.name), made


def template_help(lang: str | None) -> None:
    """List every placeholder, with its meaning and what it is for one municipality of the built-in budget."""
    from lkt_alloc.reports.placeholders import help_report, placeholders

    inputs = read_inputs(Asked(None, None, WhatIf(), lang))
    allocation = inputs.allocation(None)
    os_ = find_municipality("Os", inputs.register, allocation.members)
    report = help_report(placeholders(allocation, inputs.files, os_, inputs.words))
    write(rendered(report, inputs.words, "text", None), None, force=False)
