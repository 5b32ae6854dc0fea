"""What the shell offers when Tab is pressed: periods, keys and municipalities. Silent about everything that is wrong."""

from pathlib import Path
from typing import Any

import typer


def periods(ctx: typer.Context, incomplete: str) -> list[str]:
    """The budget's periods."""
    return [period for period in _entries(ctx, "budget", "periods") if period.startswith(incomplete)]


def municipalities(ctx: typer.Context, incomplete: str) -> list[str]:
    """Names of municipalities in any case, or numbers when a digit has been typed."""
    known = _entries(ctx, "municipalities", "municipalities")
    if incomplete[:1].isdigit():
        return [number for number in known if number.startswith(incomplete)]
    names = {str(entry["name"]) for entry in known.values() if isinstance(entry, dict) and _is_seen(entry.get("name"))}
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
    return [f"{payer}{equals}{key}" for key in _entries(ctx, "budget", "keys")]


def _is_seen(name: object) -> bool:
    from lkt_alloc.language.signs import visible

    return isinstance(name, str) and visible(name) == name


def _entries(ctx: typer.Context, kind: str, field: str) -> dict[str, Any]:
    """The entries of one field of the file that has been chosen, or of the built-in one."""
    from lkt_alloc.files.disk import embedded
    from lkt_alloc.files.source import read

    chosen = Path(ctx.params.get(kind) or embedded(kind))
    try:
        data = read(chosen.name, chosen.read_bytes()).data
    except OSError:
        return {}
    entries = data.get(field) if isinstance(data, dict) else None
    return {name: entry for name, entry in entries.items() if _is_seen(name)} if isinstance(entries, dict) else {}
