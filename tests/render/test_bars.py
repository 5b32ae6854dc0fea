"""Bars: to an eighth of a letter, in proportion, and nothing that is there is invisible."""

from hypothesis import given
from hypothesis import strategies as st

from lkt_alloc.render.bars import bars

EIGHTHS = dict(zip(" ▏▎▍▌▋▊▉█", range(9), strict=True))


def eighths(bar: str) -> int:
    return sum(EIGHTHS[letter] for letter in bar)


@given(st.lists(st.integers(0, 10**17)), st.sampled_from([1, -1]), st.integers(1, 60))
def test_lengths_are_the_proportions_rounded_down(amounts: list[int], sign: int, width: int) -> None:
    amounts = [sign * amount for amount in amounts]
    longest = max(map(abs, amounts), default=0)
    for amount, bar in zip(amounts, bars(amounts, width), strict=True):
        assert len(bar) <= width
        assert not set(bar[:-1]) - {"█"}
        assert eighths(bar) == (max(1, abs(amount) * width * 8 // longest) if amount else 0)


@given(st.lists(st.integers(-(10**17), 10**17)), st.integers(-(10**17), -1), st.integers(1, 10**17), st.integers(3, 60))
def test_what_is_less_than_nothing_goes_to_the_other_side_of_a_line(
    more: list[int], least: int, most: int, width: int
) -> None:
    amounts = [least, most, *more]
    drawn = bars(amounts, width)
    (place,) = {bar.index("│") for bar in drawn}
    lengths = []
    for amount, bar in zip(amounts, drawn, strict=True):
        before, after = bar[:place].strip(), bar[place + 1 :]
        assert (bool(before), bool(after), len(bar) <= width) == (amount < 0, amount > 0, True)
        lengths.append((abs(amount), len(before) + len(after)))
    lengths.sort()
    assert [length for _, length in lengths] == sorted(length for _, length in lengths)


def test_where_there_is_no_room_for_two_sides_one_is_drawn() -> None:
    assert bars([10, -5, 0], 2) == ["██", "", ""]
