"""How wide a text is in cells, as terminals and typefaces of one width show it, and where its lines may be broken.

The one definition, for everything that is laid out in columns. Knows nothing of tables, files or formats.
"""

import unicodedata
from collections.abc import Iterable
from typing import Final


def cells(text: str) -> int:
    """How many cells a text takes: a mark on another letter none, a wide letter two.

    >>> cells("日本"), cells("A\N{COMBINING RING ABOVE}lesund")
    (4, 7)
    """
    return len(text) if text.isascii() else sum(map(_WIDTHS.__getitem__, text))


class _Widths(dict[str, int]):
    """The width of each letter, found out when it is first met."""

    def __missing__(self, letter: str) -> int:
        is_wide, is_mark = unicodedata.east_asian_width(letter) in "WF", unicodedata.category(letter) in _MARKS
        self[letter] = width = 0 if is_mark else 1 + is_wide
        return width


_MARKS: Final = ("Mn", "Me")
_WIDTHS: Final = _Widths()


def widest(texts: Iterable[str]) -> int:
    """The most cells that any of them takes."""
    return max(map(cells, texts), default=0)


def padded(text: str, width: int, *, right: bool = False) -> str:
    """A text in so many cells, to their left or right; a longer one as it is."""
    space = " " * (width - cells(text))
    return space + text if right else text + space


def wrapped(text: str, width: int, hanging: str = "") -> list[str]:
    """A text in lines of no more than so many cells, if its words let it; the first keeps its indent, the others begin with `hanging`.

    Lines are broken at ordinary spaces only: what a no-break space holds, as in numbers and their units, stays whole.
    """
    if cells(text) <= width:
        return [text]
    said = text.lstrip(" ")
    lines, used = [text[: len(text) - len(said)]], 0
    for word in filter(None, said.split(" ")):
        if used and used + 1 + cells(word) > width:
            lines.append(hanging)
            used = 0
        lines[-1] += f" {word}" if used else word
        used = cells(lines[-1])
    return lines


def folded(text: str, width: int) -> list[str]:
    """The same, with words broken anywhere that are longer than a line.

    >>> folded("no antidisestablishmentarianism", 12)
    ['no', 'antidisestab', 'lishmentaria', 'nism']
    """
    lines: list[str] = []
    for line in wrapped(text, width):
        lines.append("")
        for letter in line:
            if cells(lines[-1] + letter) > width:
                lines.append("")
            lines[-1] += letter
    return lines
