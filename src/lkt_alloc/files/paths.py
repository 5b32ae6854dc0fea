"""Where the built-in data is."""

from pathlib import Path
from typing import Final

EMBEDDED: Final = {"budget": "budget_2018_2019.yaml", "municipalities": "municipalities.yaml"}
"""File names of the built-in LKT data, by kind."""


def embedded(kind: str) -> Path:
    """The built-in file of one kind: inside the installed package, or in the repository of an editable install."""
    here = Path(__file__).parents[1]
    inside = here / "data" / EMBEDDED[kind]
    return inside if inside.exists() else here.parents[1] / "data" / EMBEDDED[kind]
