"""What is drawn with letters: bars, to an eighth of a letter, and the mark of a row. Knows nothing of tables."""

from collections.abc import Sequence
from typing import Final

WIDTH: Final = 40
"""Letters of the longest bar where nothing else decides."""

MARK: Final = "►"
"""Stands before the row that the reader looks for."""

_EIGHTHS: Final = ("", "▏", "▎", "▍", "▌", "▋", "▊", "▉")


_RIGHT_EIGHTHS: Final = ("", "▕", "▕", "▕", "▐", "▐", "▐", "▐")
_ZERO: Final = "│"
_LEAST: Final = 3  # letters of bars to both sides: with fewer none are drawn of what is less than nothing


def bars(amounts: Sequence[int], width: int) -> list[str]:
    """A bar for each amount, the longest `width` letters; whatever is not zero is seen. Refunds alone are drawn as charges are.

    Where some are less than nothing and others more, the bars go to either side of a line.

    >>> bars([100, 50, 1, 0], 4)
    ['████', '██', '▏', '']
    >>> bars([200, -100, 0], 7)
    ['  │████', '██│', '  │']
    """
    less, more = max((-ore for ore in amounts), default=0), max(amounts, default=0)
    if min(less, more) > 0 and width < _LEAST:
        amounts, less = [max(ore, 0) for ore in amounts], 0
    if min(less, more) <= 0:
        return [_bar(_eighths(ore, width, max(less, more) or 1)) for ore in amounts]
    room = width - len(_ZERO)
    left = min(max(-(-room * less // (less + more)), 1), room - 1)
    right = room - left
    # one scale for both sides, on which both have room
    letters, of = (left, less) if left * more < right * less else (right, more)
    return [_two_sided(ore, _eighths(ore, letters, of), left) for ore in amounts]


def _eighths(ore: int, letters: int, longest: int) -> int:
    return max(abs(ore) * letters * 8 // longest, ore != 0)


def _bar(eighths: int) -> str:
    return "█" * (eighths // 8) + _EIGHTHS[eighths % 8]


def _two_sided(ore: int, eighths: int, left: int) -> str:
    if ore >= 0:
        return " " * left + _ZERO + _bar(eighths)
    return (_RIGHT_EIGHTHS[eighths % 8] + "█" * (eighths // 8)).rjust(left) + _ZERO
