"""What we write into YAML is read back as it was, by us and by other programs, wherever it stands."""

from fractions import Fraction

import yaml
from hypothesis import given
from hypothesis import strategies as st

from lkt_alloc.files import notation
from lkt_alloc.files.source import read
from lkt_alloc.files.yaml_text import amount, flow, scalar, share

WORDS = [
    "no",
    "Yes",
    "~",
    "null",
    "0301",
    "12:30",
    "2019-01-01",
    "a: b",
    "a #b",
    "- a",
    "{a}",
    "[",
    "*a",
    "&a",
    "!a",
    "Å, ø",
    "'",
    '"',
    "\\",
    "\t",
]
TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1) | st.sampled_from(WORDS) | st.text(
    "ab :#,-'\"{}[]æø\n\x85\u2028\ufeff", min_size=1
)  # fmt: skip


@given(TEXT)
def test_any_text_is_read_back_as_it_was_with_or_without_braces(text: str) -> None:
    written = f"a: {scalar(text)}\nb: [{scalar(text)}, {scalar(text)}]\nc: {flow({scalar(text): scalar(text)})}\n"
    document = read("f", written.encode())
    assert document.findings == []
    assert document.data == {"a": text, "b": [text, text], "c": {text: text}}
    assert yaml.safe_load(written) == document.data


@given(st.integers(-(10**14), 10**14))
def test_amounts_are_read_back_as_they_were(ore: int) -> None:
    assert notation.amount_ore(amount(ore)) == ore


@given(st.fractions(0, 1, max_denominator=10**6))
def test_shares_are_read_back_as_they_were(value: Fraction) -> None:
    assert notation.share(share(value)) == value
