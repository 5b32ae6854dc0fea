"""What a command makes of the options that several commands share."""

from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from lkt_alloc.checks.typed import WhatIf


class Asked(Struct, frozen=True):
    """What is to be read and shared out, and the language to answer in, which for a paper is the budget's where nobody says.

    `for_programs` says that the result has no words in any language.
    """

    budget: Path | None
    municipalities: Path | None
    what_if: "WhatIf"
    lang: str | None
    is_paper: bool = False
    for_programs: bool = False
    decisions: Path | None = None


class Wanted(Struct, frozen=True):
    """The form a result is wanted in, and where it is to go."""

    format_: str | None = None
    output: Path | None = None
    force: bool = False
