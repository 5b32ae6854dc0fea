"""Where a workbook of `compute` says what it was made of, so that it can be read back: known to whoever writes it and whoever reads it."""

from typing import Final

SHEET: Final = "lkt-alloc"
"""The hidden sheet whose first cell says it, in JSON."""

FORMAT: Final = "lkt-alloc/workbook/1"
"""Kind and version of what it says."""
