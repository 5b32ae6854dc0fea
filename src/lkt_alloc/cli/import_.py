"""The command `import`."""

import os
from pathlib import Path
from typing import Annotated

import typer

from lkt_alloc.checks.followers import check_scenario_text
from lkt_alloc.checks.typed import WhatIf
from lkt_alloc.cli.asked import Asked, Wanted
from lkt_alloc.cli.choices import Lang
from lkt_alloc.cli.help_page import h
from lkt_alloc.cli.options import BudgetFile, Force, MunicipalityFile, Output, format_option
from lkt_alloc.cli.reading import Inputs, read_inputs
from lkt_alloc.cli.results import give
from lkt_alloc.cli.streams import say, say_written, write
from lkt_alloc.diagnostics.unsound import Unsound
from lkt_alloc.files.disk import STDIN, embedded, read_bytes
from lkt_alloc.files.kinds import BUDGET
from lkt_alloc.files.load import Loaded
from lkt_alloc.files.own_workbooks import OwnWorkbook, read_back
from lkt_alloc.files.scenario_text import scenario_text
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import sentence
from lkt_alloc.language.words import Words
from lkt_alloc.reports.results import Laid
from lkt_alloc.reports.typed_in import typed_report
from lkt_alloc.reports.workbook.as_scenario import as_scenario, at_cell
from lkt_alloc.reports.workbook.returned import Returned, remade, returned


def import_(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", help=h("A workbook that compute --output FILE.xlsx has made, with changed cells.")
        ),
    ],
    diff: Annotated[
        bool, typer.Option("--diff", help=h("Show which cells are changed, and write no scenario."))
    ] = False,
    format_: Annotated[str | None, format_option(Laid)] = None,
    output: Output = None,
    force: Force = False,
    lang: Lang = None,
    budget: BudgetFile = None,
    municipalities: MunicipalityFile = None,
) -> None:
    """Read back a workbook of compute, and write a scenario file with what was typed in it."""
    if format_ and not diff:
        raise CannotRun(sentence("A scenario is a YAML file: --format is for --diff."))
    if output and not diff and output.suffix not in ("", ".yaml", ".yml"):
        raise CannotRun(sentence("A scenario is a YAML file: let the name after --output end with .yaml."))
    own = read_back(*read_bytes(file))
    inputs = read_inputs(Asked(budget, municipalities, WhatIf(), lang, for_programs=True))
    read = _read(own, inputs)
    if diff:
        give(
            Laid(typed_report(own, read.edits, inputs.budget, inputs.register)),
            Wanted(format_, output, force),
            inputs.talk,
            (*inputs.paths, file),
        )
        return
    text = _scenario(own, read, inputs, output, municipalities)
    if not read.edits:
        say(inputs.talk.title(sentence("No cell is changed in {file}.", file=own.called)) + "\n")
    write(text, output, force=force, inputs=(*inputs.paths, file))
    say_written(output, inputs.talk)


def _read(own: OwnWorkbook, inputs: Inputs) -> Returned:
    """What the workbook says now. Raises `Unsound` with what cannot be, cell by cell."""
    read = returned(remade(own, inputs.budget, inputs.register, inputs.files), own)
    if read.findings:
        raise Unsound(list(read.findings), inputs.budget.language)
    return read


def _scenario(own: OwnWorkbook, read: Returned, inputs: Inputs, output: Path | None, register: Path | None) -> str:
    """The scenario file. Raises `Unsound` with the cells after which the budget cannot be allocated."""
    words, budget = (
        Words(own.made_of.language),
        next(file for file in inputs.files if isinstance(file, Loaded) and file.kind is BUDGET),
    )
    changed, said = as_scenario(own, read, inputs.budget, budget.document.data["keys"], inputs.register.municipalities)
    data = {
        "format": "lkt-alloc/scenario/1",
        "name": words.title(sentence("the changes in {file}", file=own.called)),
        **_files(budget, register, output),
        **changed,
        "note": words.title(sentence("read back from {file}, SHA-256 {sha256}", file=own.called, sha256=own.sha256)),
    }
    text = scenario_text(data, said)
    checked = check_scenario_text(
        output.name if output else "scenario.yaml", text.encode(), inputs.budget, inputs.register
    )
    if errors := checked.standing("error"):
        raise Unsound([at_cell(error, text, read.edits, own) for error in errors], inputs.budget.language)
    return text


def _files(budget: Loaded, register: Path | None, output: Path | None) -> dict[str, str]:
    """The files that the scenario is about, seen from where it is to be; none where it is the built-in budget, or standard input."""
    folder = output.parent if output else Path()
    named = {"budget": Path(budget.shown), "municipalities": register}
    if Path(budget.shown).resolve() == embedded("budget").resolve():
        del named["budget"]
    return {field: _seen_from(folder, path) for field, path in named.items() if path and path != STDIN}


def _seen_from(folder: Path, path: Path) -> str:
    try:
        return Path(os.path.relpath(path, folder)).as_posix()
    except ValueError:  # on another disk
        return path.resolve().as_posix()
