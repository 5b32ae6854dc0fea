"""How much room text takes in the tables of Word documents: no typeface is read, so all widths are estimates, and no less than they are."""

from collections.abc import Sequence
from math import ceil
from typing import Final

from lkt_alloc.reports.blocks import Table

SIZE: Final = 9.0
"""How large the type of tables is, in points."""

_POINT: Final = 2.54 / 72  # centimetres
_NARROW: Final = frozenset("fijlrt.,:;-/()[] \u00a0")
_BROAD: Final = frozenset("mwMW%æÆ@…")
_PADDING: Final = 0.3
_LINE: Final = 0.39  # centimetres
_AIR: Final = 0.11  # centimetres, above and below the lines of a row


def least_and_liked(block: Table, texts: list[list[str]]) -> list[tuple[float, float]]:
    """How wide each column must be so that no word and no number is broken, and how wide it would like to be, in centimetres."""
    widths = []
    for column, (head, *below) in zip(block.columns, zip(*texts, strict=True), strict=True):
        unbroken = [*head.split(" "), *(below if column.number else " ".join(below).split(" "))]
        widths.append(tuple(max(map(_width, parts)) + _PADDING for parts in (unbroken, [head, *below])))
    return [(least, liked) for least, liked in widths]


def fitted(block: Table, texts: list[list[str]], room: float) -> tuple[list[float], float]:
    """Widths that fill the line, and the size of type in points: where words have no room, everything gets smaller."""
    needed = least_and_liked(block, texts)
    least = sum(column[0] for column in needed)
    more = sum(column[1] for column in needed) - least
    part = min(1.0, max(0.0, room - least) / more) if more else 0.0
    widths = [own + (liked - own) * part for own, liked in needed]
    scale = room / sum(widths)
    return [width * scale for width in widths], max(SIZE * min(1.0, scale), 5.0)


def height(texts: list[list[str]], widths: Sequence[float], size: float) -> float:
    """About how high a table is with columns of these widths, in centimetres."""
    lines = (
        max(ceil(_width(text) * size / SIZE / width) for text, width in zip(row, widths, strict=True)) for row in texts
    )
    return sum(_LINE * max(count, 1) + _AIR for count in lines)


def _width(text: str) -> float:
    """About how wide a text is in bold type of the size of tables, in centimetres, and no less."""
    ems = sum(
        0.37 if sign in _NARROW else 0.92 if sign in _BROAD else 0.76 if sign.isupper() else 0.61 for sign in text
    )
    return ems * SIZE * _POINT
