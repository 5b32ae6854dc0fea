"""What the shell offers when Tab is pressed: periods and municipalities. Silent about everything that is wrong."""

from pathlib import Path
from typing import Any

import typer


def periods(ctx: typer.Context, incomplete: str) -> list[str]:
    """The budget's periods."""
    return [period for period in _data(ctx, "budget").get("periods", {}) if period.startswith(incomplete)]


def municipalities(ctx: typer.Context, incomplete: str) -> list[str]:
    """Names of municipalities, or numbers when a digit has been typed."""
    known: dict[str, Any] = _data(ctx, "municipalities").get("municipalities", {})
    if incomplete[:1].isdigit():
        return [number for number in known if number.startswith(incomplete)]
    names = {str(municipality.get("name")) for municipality in known.values()}
    return sorted(name for name in names if name.casefold().startswith(incomplete.casefold()))


def _data(ctx: typer.Context, kind: str) -> dict[str, Any]:
    from lkt_alloc.paths import embedded
    from lkt_alloc.source import read

    chosen: Path = ctx.params.get(kind) or embedded(kind)
    try:
        data = read(chosen.name, chosen.read_bytes()).data
    except OSError:
        return {}
    return data if isinstance(data, dict) else {}
