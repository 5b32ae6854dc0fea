"""What the shell offers when Tab is pressed: periods, keys and municipalities. Silent about everything that is wrong."""

from pathlib import Path
from typing import Any

import typer

from lkt_alloc.language.errors import CannotRun


def periods(ctx: typer.Context, incomplete: str) -> list[str]:
    """The budget's periods."""
    return [period for period in _entries(ctx, "periods") if period.startswith(incomplete)]


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


def _is_seen(name: object) -> bool:
    from lkt_alloc.language.signs import visible

    return isinstance(name, str) and visible(name) == name


def _budget(ctx: typer.Context) -> Path:
    """The budget file that a command would take."""
    from lkt_alloc.checks.selection import budget_at_hand, budget_in
    from lkt_alloc.files.disk import embedded

    chosen = ctx.params.get("budget")
    return budget_in(Path(chosen)) if chosen else budget_at_hand(Path()) or embedded("budget")


def _entries(ctx: typer.Context, field: str) -> dict[str, Any]:
    """The entries of one field of the budget file."""
    from lkt_alloc.files.source import read

    try:
        chosen = _budget(ctx)
        data = read(chosen.name, chosen.read_bytes()).data
    except (OSError, CannotRun):
        return {}
    entries = data.get(field) if isinstance(data, dict) else None
    return {name: entry for name, entry in entries.items() if _is_seen(name)} if isinstance(entries, dict) else {}
