"""What the value of an option can be, with the check that Typer makes of it."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from lkt_alloc.cli.help_page import h
from lkt_alloc.cli.misuse import Misused
from lkt_alloc.engine.model import LANGUAGES
from lkt_alloc.files import notation
from lkt_alloc.language.sentences import listed, sentence
from lkt_alloc.language.words import meant_language

SORTS: Final = ("number", "name", "committee", "population", "amount")
"""The names of `reports.shares.SORTS`, which help has no use for."""


def option(
    names: Iterable[str],
    said: str | None,
    *written: str,
    check: Callable[..., object] | None = None,
    offered: Iterable[str] = (),
    show_default: bool | str = True,
) -> Any:
    """An option whose value is one of `names`, or passes a `check` of its own. `said` is its help.

    The shell offers the names, or what is `offered`. `written` is how the option is given where that is not the name of its parameter.
    """
    return typer.Option(
        *written,
        metavar=metavar(names),
        callback=check or one_of(names),
        help=said,
        autocompletion=beginning(offered or names),
        show_default=show_default,
    )


def beginning(names: Iterable[str]) -> Callable[[str], list[str]]:
    """What the shell offers of names: those that begin with what is typed."""

    def offered(incomplete: str) -> list[str]:
        return [name for name in names if name.startswith(incomplete)]

    return offered


def metavar(names: Iterable[str]) -> str:
    """The names as help shows them."""
    return "|".join(names)


def one_of(names: Iterable[str]) -> Callable[[str | None], str | None]:
    """A check that a value is one of `names`."""

    def checked(value: str | None) -> str | None:
        if value is not None and value not in names:
            raise Misused(sentence('"{value}" is not one of {names}.', value=value, names=listed(names, ",")))
        return value

    return checked


def a_path(value: str) -> Path:
    """A path that is not empty: `Path("")` is the folder one stands in, which nobody means who hands on an empty variable."""
    if not value:
        raise Misused(sentence("The name of a file is empty."))
    return Path(value)


def a_sort(value: str) -> str:
    """A check that a value names an order."""
    one_of(SORTS)(value.removeprefix("-"))
    return value


def dates(values: list[str] | None) -> list[str] | None:
    """A check that every value is a date."""
    return values and [str(a_date(value)) for value in values]


def a_date(value: str | None) -> str | None:
    """A check that a value is a date, also as 31.12.2019: as it is handed on, it is year-month-day."""
    meant = notation.meant_date(value or "")
    try:
        return value if value is None else notation.day(meant[0] if meant and meant[1] else value).isoformat()
    except ValueError:
        raise Misused(sentence('"{value}" is not a date: write 31.12.2019 or 2019-12-31.', value=value or "")) from None


def a_count(first: int, last: int) -> Callable[[str | int], int]:
    """A check that a value is a whole number from `first` to `last`."""

    def checked(value: str | int) -> int:
        typed = str(value)
        if not (typed.isascii() and typed.isdigit() and first <= int(typed) <= last):
            raise Misused(
                sentence('"{value}" is not a whole number from {first} to {last}.', value=typed, first=first, last=last)
            )
        return int(typed)

    return checked


def a_language(value: str | None) -> str | None:
    """A check that a value is a language; `no` is bokmål, as in a locale."""
    return one_of(LANGUAGES)(value and (meant_language(value) or value))


Lang = Annotated[
    str | None,
    option(
        LANGUAGES,
        h("Language of help and results. Default: the locale's if it is Norwegian or English, else the budget's."),
        check=a_language,
    ),
]
