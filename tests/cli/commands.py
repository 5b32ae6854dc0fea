"""What the program takes, by discovery: its commands, and the formats that each says it has."""

from collections.abc import Iterator
from typing import Any

from lkt_alloc.cli.app import COMMANDS, loaded


def leaves() -> Iterator[tuple[str, Any]]:
    """Every command that can be run, by what is typed for it."""
    for name in COMMANDS:
        command = loaded(name)
        for inner, leaf in getattr(command, "commands", {"": command}).items():
            yield f"{name} {inner}".strip(), leaf


PARAMETERS = {name: {param.name: param for param in leaf.params} for name, leaf in leaves()}
FORMATS: dict[str, tuple[str, ...]] = {
    name: tuple(params["format_"].metavar.split("|")) for name, params in PARAMETERS.items() if "format_" in params
}
"""Of the commands that have a choice, as their help names it."""
