"""Numbers as sentences have them, read back."""

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

SPACE = "[ \N{NO-BREAK SPACE}]"

_NORWEGIAN = rf"[−-]?(?:\d{{1,3}}(?:{SPACE}\d{{3}})+(?!\d)|\d+)(?:,\d+…?)?"
_ENGLISH = r"[−-]?(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+…?)?"
NUMBER = {"nn": _NORWEGIAN, "nb": _NORWEGIAN, "en": _ENGLISH}
"""A number in a language."""


def value_of(written: str, language: str) -> Fraction:
    """What a number is, as far as it is written out."""
    plain = written.rstrip("…").replace("−", "-")
    if language == "en":
        return Fraction(plain.replace(",", ""))
    return Fraction(re.sub(SPACE, "", plain).replace(",", "."))


class Number(NamedTuple):
    """A number in a line: its value before any percent sign, whether there is one, and how far it is written out."""

    written: str
    value: Fraction
    is_percent: bool
    is_cut: bool
    decimals: int

    @property
    def exact(self) -> Fraction:
        """As a number to calculate with."""
        return self.value / 100 if self.is_percent else self.value

    def is_shown_of(self, exact: Fraction | int) -> bool:
        """Whether this is what is shown of an exact number: all of it, or its first decimals."""
        if not self.is_cut:
            return self.exact == exact
        scale: int = 10**self.decimals * (100 if self.is_percent else 1)
        return bool(int(exact * scale) == self.exact * scale)


def numbers_in(line: str, language: str) -> Iterator[Number]:
    """The numbers of a line, but for those in brackets with words."""
    pattern = rf"(?<![\w.,])({NUMBER[language]})({SPACE}?%)?"
    for found in re.finditer(pattern, re.sub(r"\([^()\d]*\)", "", line)):
        _, _, decimals = found[1].rstrip("…").partition("." if language == "en" else ",")
        yield Number(found[0], value_of(found[1], language), bool(found[2]), "…" in found[1], len(decimals))
