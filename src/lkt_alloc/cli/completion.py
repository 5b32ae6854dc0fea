"""What the shell offers when Tab is pressed: periods, keys, items, dates, rules, municipalities. Silent about everything that is wrong."""

from pathlib import Path
from typing import Any, Final

import typer

from lkt_alloc.language.errors import CannotRun


def periods(ctx: typer.Context, incomplete: str) -> list[str]:
    """The budget's periods, and those that a scenario file adds."""
    named = {**_entries(ctx, "periods"), **_added(ctx)}
    return [period for period in named if period.startswith(incomplete)]


def municipalities(ctx: typer.Context, incomplete: str) -> list[str]:
    """Names of municipalities in any case, or numbers when a digit has been typed."""
    from lkt_alloc.checks.registers import members_in

    given = ctx.params.get("municipalities")
    try:
        known = members_in(_budget(ctx), Path(given) if given else None)
    except CannotRun:
        return []
    if incomplete[:1].isdigit():
        return sorted(number for number in known if number.startswith(incomplete))
    names = {name for name in known.values() if _is_seen(name)}
    # the shell only takes what begins with exactly the letters that were typed
    return sorted(
        incomplete + name[len(incomplete) :] for name in names if name.casefold().startswith(incomplete.casefold())
    )


def several(ctx: typer.Context, incomplete: str) -> list[str]:
    """The same for the last of a list with commas between."""
    before, comma, last = incomplete.rpartition(",")
    return [f"{before}{comma}{name}" for name in municipalities(ctx, last)]


def keys(ctx: typer.Context, incomplete: str) -> list[str]:
    """The budget's keys, also after `PAYER=`."""
    payer, equals, _ = incomplete.rpartition("=")
    return [f"{payer}{equals}{key}" for key in _entries(ctx, "keys")]


def amounts(ctx: typer.Context, incomplete: str) -> list[str]:
    """The budget's items with each period, as an amount is given for them."""
    posts, named = _field(ctx, "posts"), {**_entries(ctx, "periods"), **_added(ctx)}
    ids = (
        [str(post["id"]) for post in posts if isinstance(post, dict) and "id" in post]
        if isinstance(posts, list)
        else []
    )
    offered = (f"{id_}.{period}=" for id_ in ids if _is_seen(id_) for period in named)
    return [amount for amount in offered if amount.startswith(incomplete)]


def changes(ctx: typer.Context, incomplete: str) -> list[str]:
    """The same after what is to be changed: the amount of an item, what of it is covered, or external funding."""
    kind, dot, rest = incomplete.partition(".")
    if dot:
        return [f"{kind}.{amount}" for amount in amounts(ctx, rest)] if kind in _CHANGED else []
    return [f"{name}." for name in _CHANGED if name.startswith(kind)]


def dates(incomplete: str) -> list[str]:
    """The days of the built-in populations, the last first."""
    from lkt_alloc.files import norway

    days = sorted(map(str, norway.register().population_sources), reverse=True)
    return [day for day in days if day.startswith(incomplete)]


def rules(incomplete: str) -> list[str]:
    """Codes of rules, or names once something of one is typed."""
    from lkt_alloc.checks.catalogue import BY_CODE

    names = [rule.name for rule in BY_CODE.values()] if incomplete else []
    return [name for name in (*BY_CODE, *names) if name.startswith(incomplete)]


_CHANGED: Final = ("post", "covered", "external")
"""What an amount can be given for."""


def _is_seen(name: object) -> bool:
    from lkt_alloc.language.signs import visible

    return isinstance(name, str) and visible(name) == name


def _budget(ctx: typer.Context) -> Path:
    """The budget file that a command would take."""
    from lkt_alloc.checks.selection import budget_at_hand, budget_in
    from lkt_alloc.files.disk import embedded

    chosen = ctx.params.get("budget")
    return budget_in(Path(chosen)) if chosen else budget_at_hand(Path()) or embedded("budget")


def _field(ctx: typer.Context, field: str) -> Any:
    """One field of the budget file, whatever is in it."""
    try:
        return _field_of(_budget(ctx), field)
    except CannotRun:
        return None


def _field_of(file: Path, field: str) -> Any:
    from lkt_alloc.files.source import read

    try:
        data = read(file.name, file.read_bytes()).data
    except (OSError, CannotRun):
        return None
    return data.get(field) if isinstance(data, dict) else None


def _entries(ctx: typer.Context, field: str) -> dict[str, Any]:
    """The entries of one field of the budget file."""
    return _seen(_field(ctx, field))


def _added(ctx: typer.Context) -> dict[str, Any]:
    """The periods that the scenario file adds, if one is named."""
    scenario = ctx.params.get("scenario")
    return _seen(_field_of(Path(scenario), "periods")) if scenario else {}


def _seen(entries: Any) -> dict[str, Any]:
    return {name: entry for name, entry in entries.items() if _is_seen(name)} if isinstance(entries, dict) else {}
