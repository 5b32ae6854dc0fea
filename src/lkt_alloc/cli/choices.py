"""What an option can be: each list once, with the check that Typer makes of a value."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import typer

LANGUAGES: Final = ("nn", "nb", "en")
FAIL_ON: Final = ("error", "warning")
STARTING_KEYS: Final = ("population", "equal", "host+population", "equal+population")
STATBANK_TABLES: Final = ("07459", "06913")
KINDS: Final = ("budget", "municipalities", "scenario", "actual")
SORTS: Final = ("number", "name", "committee", "population", "amount")


def metavar(names: Sequence[str]) -> str:
    """The names as help shows them."""
    return "|".join(names)


def one_of(names: Sequence[str]) -> Callable[[str | None], str | None]:
    """A check that a value is one of `names`."""

    def checked(value: str | None) -> str | None:
        if value is not None and value not in names:
            raise typer.BadParameter(f'"{value}" is not one of {", ".join(names)}.')
        return value

    return checked


def a_path(value: str) -> Path:
    """A path that is not empty: `Path("")` is the folder one stands in, which nobody means who hands on an empty variable."""
    if not value:
        raise typer.BadParameter("The name of a file is empty.")
    return Path(value)


def a_sort(value: str) -> str:
    """A check that a value names an order."""
    one_of(SORTS)(value.removeprefix("-"))
    return value


def dates(values: list[str] | None) -> list[str] | None:
    """A check that every value is a date."""
    return values and [str(a_date(value)) for value in values]


def a_date(value: str | None) -> str | None:
    """A check that a value is a date."""
    if value is None:
        return None
    from lkt_alloc.files.notation import day

    try:
        return day(value).isoformat()
    except ValueError:
        raise typer.BadParameter(f'"{value}" is not a date: write year-month-day, as 2019-01-01.') from None
