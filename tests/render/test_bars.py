"""Bars: to an eighth of a letter, in proportion, and nothing that is there is invisible."""

from hypothesis import given
from hypothesis import strategies as st

from lkt_alloc.render.bars import bars

EIGHTHS = dict(zip(" ▏▎▍▌▋▊▉█", range(9), strict=True))


def eighths(bar: str) -> int:
    return sum(EIGHTHS[letter] for letter in bar)


@given(st.lists(st.integers(-(10**17), 10**17)), st.integers(1, 60))
def test_lengths_are_the_proportions_rounded_down(amounts: list[int], width: int) -> None:
    longest = max(map(abs, amounts), default=0)
    for amount, bar in zip(amounts, bars(amounts, width), strict=True):
        assert len(bar) <= width
        assert not set(bar[:-1]) - {"█"}
        assert eighths(bar) == (max(1, abs(amount) * width * 8 // longest) if amount else 0)
