"""What a command makes of the options that several commands share."""

from pathlib import Path

from msgspec import Struct


class WhatIf(Struct, frozen=True):
    """What is to be changed in the budget before it is shared out, as typed."""

    population: str | None = None
    gap: bool = False
    scenario: Path | None = None
    key: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    external: tuple[str, ...] = ()
    set_: tuple[str, ...] = ()


class Asked(Struct, frozen=True):
    """What is to be read and shared out, and the language to answer in."""

    budget: Path | None
    municipalities: Path | None
    what_if: WhatIf
    lang: str | None


class Wanted(Struct, frozen=True):
    """The form a result is wanted in, and where it is to go."""

    format_: str | None = None
    output: Path | None = None
    force: bool = False
