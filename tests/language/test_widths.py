"""Widths in cells: as another library counts them, and lines that break no number."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from lkt_alloc.language.sentences import Ore
from lkt_alloc.language.widths import cells, padded, wrapped
from lkt_alloc.language.words import Words

LETTERS = "aå Ø–−…►─█日本語の町ㅏＡ\N{COMBINING RING ABOVE}\N{COMBINING ACUTE ACCENT}\N{NO-BREAK SPACE}"


@given(st.text(LETTERS))
def test_a_text_is_as_wide_as_another_library_has_it(text: str) -> None:
    assert cells(text) == cell_len(text)
    for right in (False, True):
        assert cells(padded(text, 40, right=right)) == max(40, cells(text))
    assert padded(text, 3, right=True).endswith(text)
    assert padded(text, 3).startswith(text)


@given(st.lists(st.text("ab本12\N{NO-BREAK SPACE}", min_size=1)), st.integers(0, 3), st.integers(1, 20))
def test_lines_have_all_words_in_order_and_as_many_as_there_is_room_for(
    words: list[str], indent: int, width: int
) -> None:
    text = " " * indent + " ".join(words)
    lines = wrapped(text, width, "  ")
    assert [word for line in lines for word in line.split(" ") if word] == words
    assert lines[0].startswith(" " * indent)
    assert all(line.startswith("  ") for line in lines[1:])
    assert all(cells(line) <= width or " " not in line.lstrip(" ") for line in lines)
    for line, following in pairwise(lines):
        assert cells(line) + 1 + cells(following.lstrip(" ").split(" ")[0]) > width


def test_a_number_and_its_unit_are_on_one_line() -> None:
    amount = Words("nn").show(Ore(276_000_000))
    for width in range(1, 30):
        assert "\n".join(wrapped(f"Det er {amount} i alt", width)).count(amount) == 1
