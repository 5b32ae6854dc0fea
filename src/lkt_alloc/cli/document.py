"""The command `document`: one municipality's case note, or everyone's."""

import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from msgspec.structs import replace

from lkt_alloc.checks.registers import find_among, find_payer
from lkt_alloc.checks.typed import WhatIf
from lkt_alloc.cli.asked import Asked, Wanted
from lkt_alloc.cli.help_page import h
from lkt_alloc.cli.misuse import Misused
from lkt_alloc.cli.options import Force, KommuneOption, PeriodOption, format_option, with_options
from lkt_alloc.cli.reading import NO_DECISIONS, Inputs, read_actual, read_decisions, read_inputs
from lkt_alloc.cli.results import chosen, give, say_beside
from lkt_alloc.cli.streams import STDOUT, as_bytes, progress, say, say_written, write
from lkt_alloc.engine.allocate import Allocation
from lkt_alloc.engine.case import CaseFacts
from lkt_alloc.engine.decisions import MISSING
from lkt_alloc.engine.keys import by_number
from lkt_alloc.engine.names import file_names, find_period, with_number
from lkt_alloc.engine.overview import Overview, overview
from lkt_alloc.engine.register import Municipality
from lkt_alloc.engine.settlement import Settlement, settle
from lkt_alloc.files.replacing import write_all
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import listed, sentence
from lkt_alloc.render import TEMPLATES, formats_of
from lkt_alloc.reports.case_note import CaseNote
from lkt_alloc.reports.reminder import Reminder
from lkt_alloc.reports.results import Laid

Made = Callable[[str], str | bytes]
"""From a municipality's number to its document: text, or bytes if it is none."""


@with_options(CaseNote)
def document(
    kommune: KommuneOption = None,
    all_: Annotated[
        bool, typer.Option("--all", help=h("Every municipality: one file each, in the folder --output."))
    ] = False,
    period: PeriodOption = None,
    *,
    asked: Asked,
    format_: Annotated[str | None, format_option(CaseNote)] = None,
    template: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help=h(
                "Your own template: text (Jinja), Word (.docx) or Typst (.typ, which makes a PDF), with placeholders."
            ),
        ),
    ] = None,
    template_help: Annotated[
        bool, typer.Option("--template-help", help=h("List the placeholders of templates, and do nothing else."))
    ] = False,
    actual: Annotated[
        Path | None, typer.Option(metavar="FILE", help=h("Final figures: the note says what is left to pay."))
    ] = None,
    reminder: Annotated[
        bool,
        typer.Option("--reminder", help=h("A letter to those who have not answered, by the file of decisions.")),
    ] = False,
    case: CaseFacts,
    output: Annotated[
        Path | None, typer.Option(metavar="PATH", help=h("Write to this file; with --all, to files in this folder."))
    ] = None,
    force: Force = False,
) -> None:
    """Write the case note with a proposed resolution."""
    if template_help:
        _show_placeholders(asked.lang)
        return
    if (kommune is not None) == all_:
        raise Misused(sentence("Name one municipality with --kommune, or take all of them with --all."))
    folder = _folder(output) if all_ else None
    if reminder:
        if template or actual:
            raise CannotRun(
                sentence("A reminder has neither template nor settlement: leave out --template and --actual.")
            )
        if case.meetings or case.paid_from:
            raise CannotRun(
                sentence("A reminder tells of no meetings, nor of what is paid from."),
                sentence("Leave out --committee, --meeting-date and --paid-from."),
            )
        _remind(read_decisions(asked).about(case), period, kommune, folder, Wanted(format_, output, force))
        return
    inputs, settlement = _read(asked, case, actual, template)
    allocation = _settled(settlement, inputs, period) if settlement else inputs.allocation(period)
    wanted, sources = Wanted(format_, output, force), (*inputs.paths, template) if template else inputs.paths
    if folder is not None:
        ending, made = _maker(inputs, allocation, replace(wanted, output=None), template, settlement)
        members = {number: inputs.register.municipalities[number] for number in allocation.members}
        files = _documents(members, ending, made)
        write_all(files, folder, force=force, inputs=sources)
        say_written(folder, inputs.words, len(files))
    elif kommune is not None:
        number = find_payer(kommune, allocation)
        if template is None:
            give(CaseNote(allocation, inputs.files, number, settlement), wanted, inputs.words, sources)
        else:
            _, filled = _from_template(inputs, allocation, wanted, template)
            write(filled(number), output, force=force, inputs=sources)
            say_written(output, inputs.words)
    if template is not None:
        from lkt_alloc.reports.notes import what_if_note

        say_beside(what_if_note(allocation), inputs.talk)


def _folder(output: Path | None) -> Path:
    if output is None or output == STDOUT:
        raise CannotRun(sentence("With --all, give the folder for the files: --output FOLDER."))
    return output


def _documents(to: Mapping[str, Municipality], ending: str, made: Made) -> dict[str, bytes]:
    """Documents to members by the names of their files. All are made before the first is written."""
    members = sorted(to, key=by_number)
    names = file_names([to[number] for number in members])
    files: dict[str, bytes] = {}
    with progress() as show:
        for n, (number, name) in enumerate(zip(members, names, strict=True), start=1):
            files[name + ending] = as_bytes(made(number))
            show(f"{n}/{len(members)} {name}")
    return files


def _remind(inputs: Inputs, period: str | None, kommune: str | None, folder: Path | None, wanted: Wanted) -> None:
    """Write to one who has not answered, or to all of them, each a file in a folder; nothing if everybody has."""
    if inputs.decided is None:
        raise NO_DECISIONS
    allocation = inputs.allocation(period)
    decided = overview(inputs.decided, allocation)
    letters = {row.number: Reminder(allocation, inputs.files, decided, row) for row in decided.of(MISSING)}
    if kommune is not None:
        number = _found(kommune, decided)
        own = [letter for letter in letters.values() if number in letter.to.numbers]
        if not own:
            name = with_number(inputs.register.municipalities[number].name, number)
            raise CannotRun(sentence("{member} has answered.", member=name))
        if len(own) > 1:
            names = listed(with_number(letter.to.name, letter.to.number) for letter in own)
            raise CannotRun(sentence("Those to be reminded are {names}: name one of them.", names=names))
        give(own[0], wanted, inputs.words, inputs.paths)
    elif not letters:
        say(inputs.talk.title(sentence("Everybody has answered: there is nobody to remind.")) + "\n")
    elif folder is not None:
        form = chosen(Reminder, replace(wanted, output=None))
        members = {number: letter.to.member for number, letter in letters.items()}
        files = _documents(members, form.ending, lambda number: form.of(letters[number], inputs.words))
        write_all(files, folder, force=wanted.force, inputs=inputs.paths)
        say_written(folder, inputs.words, len(files))


def _found(kommune: str, decided: Overview) -> str:
    """The number of the one that is meant: rather one who is there at last than one who has become it. Raises `CannotRun`."""
    with suppress(CannotRun):
        return find_among(kommune, decided.allocation.register, [row.number for row in decided.rows])
    return find_payer(kommune, decided.allocation)


def _read(
    asked: Asked, case: CaseFacts, actual: Path | None, template: Path | None
) -> tuple[Inputs, Settlement | None]:
    if actual is None:
        return read_inputs(asked).about(case), None
    if template:
        raise CannotRun(sentence("A template has no placeholders for a settlement: leave out --actual or --template."))
    inputs, final = read_actual(asked, actual)
    inputs = inputs.about(case)
    return inputs, settle(final, inputs.budget, inputs.register)


def _settled(settlement: Settlement, inputs: Inputs, period: str | None) -> Allocation:
    """What the accounts share out. Raises `CannotRun` if another period is asked for."""
    (own,) = settlement.final.periods
    if period is not None and find_period(period, inputs.budget.periods) != own.id:
        reason = sentence("The final figures are those of another period: {period}.", period=own.period.name)
        raise CannotRun(reason, sentence("Leave out --period."))
    return settlement.final


def _maker(
    inputs: Inputs, allocation: Allocation, wanted: Wanted, template: Path | None, settlement: Settlement | None
) -> tuple[str, Made]:
    """The ending that documents have, and the function that makes one."""
    if template is not None:
        return _from_template(inputs, allocation, wanted, template)
    form = chosen(CaseNote, wanted)
    return form.ending, lambda number: form.of(CaseNote(allocation, inputs.files, number, settlement), inputs.words)


def _from_template(inputs: Inputs, allocation: Allocation, wanted: Wanted, path: Path) -> tuple[str, Made]:
    from lkt_alloc.files.disk import bytes_of
    from lkt_alloc.files.memory import limited
    from lkt_alloc.reports.placeholders import placeholders
    from lkt_alloc.reports.templates import MAX_BYTES

    ending, fill = _filler(path)
    if wanted.format_ is not None and formats_of(CaseNote)[wanted.format_].ending != ending:
        raise CannotRun(sentence("The template decides the format: leave out --format."))
    named = wanted.output.suffix.lower() if wanted.output else ending
    if named != ending and named in {form.ending for form in TEMPLATES.values()}:
        raise CannotRun(
            sentence("The template {file} makes {ending}, not {other}.", file=path.name, ending=ending, other=named)
        )
    raw = bytes_of(path, MAX_BYTES)
    if len(raw) > MAX_BYTES:
        raise CannotRun(sentence("The template {file} is larger than {n} MB.", file=path.name, n=MAX_BYTES // 10**6))

    def made(number: str) -> str | bytes:
        values = placeholders(allocation, inputs.files, number, inputs.words)
        with limited(sys.platform):
            return fill(raw, path.name, values)

    return ending, made


def _filler(path: Path) -> tuple[str, Callable[..., str | bytes]]:
    """The ending of what a template makes, and what fills it in."""
    from lkt_alloc.reports.templates import ending, fill_text

    own = ending(path.name)
    if own not in TEMPLATES:
        return own, fill_text
    form = TEMPLATES[own]
    return form.ending, partial(form.render(), folder=path.parent) if own == ".typ" else form.render()


def _show_placeholders(lang: str | None) -> None:
    """List every placeholder, with its meaning and what it is for one municipality of the built-in budget."""
    from lkt_alloc.files.disk import embedded
    from lkt_alloc.reports.placeholders import help_report, placeholders

    inputs = read_inputs(Asked(embedded("budget"), None, WhatIf(), lang))
    allocation = inputs.allocation(None)
    os_ = find_payer("Os", allocation)
    give(Laid(help_report(placeholders(allocation, inputs.files, os_, inputs.words))), Wanted(), inputs.words)
