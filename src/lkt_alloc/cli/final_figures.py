"""A file of final figures, read with the files that it is about."""

from pathlib import Path

from msgspec.structs import replace

from lkt_alloc.checks.check import files_of
from lkt_alloc.checks.reading import with_actual
from lkt_alloc.cli.asked import Asked, WhatIf
from lkt_alloc.cli.reading import Inputs, read_inputs, stopping_at_findings
from lkt_alloc.engine.actual import Actual
from lkt_alloc.files.kinds import ACTUAL
from lkt_alloc.files.load import load
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import sentence


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
    with stopping_at_findings(asked.lang):
        sound, actual = with_actual(inputs.sound, path)
    return replace(inputs, sound=sound, paths=(*inputs.paths, path)), actual
