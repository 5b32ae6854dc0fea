"""What is drawn with letters: bars, to an eighth of a letter, and the mark of a row. Knows nothing of tables."""

from collections.abc import Sequence
from typing import Final

WIDTH: Final = 40
"""Letters of the longest bar where nothing else decides."""

MARK: Final = "►"
"""Stands before the row that the reader looks for."""

_EIGHTHS: Final = ("", "▏", "▎", "▍", "▌", "▋", "▊", "▉")


def bars(amounts: Sequence[int], width: int, longest: int = 0) -> list[str]:
    """A bar for each amount, the longest `width` letters; whatever is not zero is seen. A refund is as long as a charge.

    With `longest`, that amount and not the largest is as long as `width`.

    >>> bars([100, 50, 1, 0], 4)
    ['████', '██', '▏', '']
    """
    longest = longest or max(map(abs, amounts), default=0) or 1
    lengths = [max(abs(amount) * width * 8 // longest, amount != 0) for amount in amounts]
    return ["█" * (length // 8) + _EIGHTHS[length % 8] for length in lengths]
