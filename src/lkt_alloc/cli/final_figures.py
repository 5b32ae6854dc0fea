"""A file of final figures, read with the files that it is about."""

from pathlib import Path

import typer
from msgspec.structs import replace

from lkt_alloc.checks.check import check_actual, files_of
from lkt_alloc.cli.asked import Asked, WhatIf
from lkt_alloc.cli.reading import Inputs, read_inputs
from lkt_alloc.cli.streams import say
from lkt_alloc.engine.actual import Actual
from lkt_alloc.files.kinds import ACTUAL
from lkt_alloc.files.load import load
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import sentence
from lkt_alloc.render import findings


def read_actual(asked: Asked, path: Path) -> tuple[Inputs, Actual]:
    """The files that a file of final figures is about, and what is in it. Findings end the program with exit code 1."""
    if asked.what_if != WhatIf():
        raise CannotRun(sentence("Final figures are no what-if: leave out --actual, or the changes."))
    loaded = load(path)
    if own := loaded.of(ACTUAL):
        named = files_of(path, own)
        asked = replace(
            asked,
            budget=asked.budget or (named[0] if own.budget else None),
            municipalities=asked.municipalities or (named[1] if own.municipalities else None),
        )
    inputs = read_inputs(asked)
    checked = check_actual(path, inputs.budget, inputs.register)
    if errors := checked.standing("error"):
        say(findings.render(errors, inputs.words))
        raise typer.Exit(1)
    paths = (*inputs.paths, path)
    return replace(inputs, files=(*inputs.files, *checked.files), paths=paths), checked.files[0].sound(ACTUAL)
