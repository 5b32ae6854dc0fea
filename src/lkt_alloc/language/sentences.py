"""Sentences for people, before they are put into words: an English template (the gettext message id) with named values.

Knows nothing of languages or of how anything is printed.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import Final, Literal

from msgspec import Struct, field

Joint = Literal["and", ",", "+", "−", ""]
"""What stands between values in a row: a word, or a sign with a blank; nothing but the blank where it is empty."""


class Text(Struct, frozen=True):
    """A name as a file gives it: one text for all languages under `""`, or one text for each language."""

    by_language: Mapping[str, str]

    def in_language(self, language: str) -> str:
        """The text in `language`, else in the first language there is."""
        texts = self.by_language
        return texts.get(language) or texts.get("") or next(iter(texts.values()))

    def is_in(self, language: str, of_file: str) -> bool:
        """Whether the text is there in `language`; one for all languages is in that of its file."""
        return language in self.by_language or ("" in self.by_language and language == of_file)


class Typed(str):
    """What somebody typed: it has no capital where a sentence begins with it, as it is to be found again."""

    __slots__ = ()


class Ore(Struct, frozen=True):
    """An amount of money in øre, so that each language can write it its own way."""

    ore: int


class Fixed(Struct, frozen=True):
    """A number that has been rounded already: `units / 10**decimals`, perhaps a percentage; `cut` if digits follow."""

    units: int
    decimals: int
    percent: bool = False
    cut: bool = False


class Money(Struct, frozen=True):
    """An amount of money in kroner that may have more decimals than øre; see `in_kroner`."""

    number: Fixed


class Sentence(Struct, frozen=True):
    """A sentence for a person: `template` is an English message id, with `{name}` where a value goes.

    A whole number is written in groups, a `Fraction` as a percentage, `Ore` and `Money` as money, a date in words; a `Sentence` within a
    sentence is translated too, and so are those in a row. Where `plural` is the form for several, the whole number `n` chooses.
    """

    template: str
    values: "Mapping[str, Value]" = field(default_factory=dict)
    plural: str = ""

    def filled(self, **values: "Value") -> "Sentence":
        """The same sentence with these values too: for sentences that are chosen first, and get their values then."""
        return Sentence(self.template, {**self.values, **values}, self.plural)


class Listed(Struct, frozen=True):
    """Values in a row, with a word or a sign between them; see `listed`."""

    values: "tuple[Value, ...]"
    joint: Joint


Value = str | int | Fraction | Ore | Money | Fixed | date | Text | Sentence | Listed


def sentence(template: str, **values: Value) -> Sentence:
    """Make a `Sentence`. Also the marker by which translators' tools find its template."""
    return Sentence(template, values)


def counted(one: str, many: str, n: int, **values: Value) -> Sentence:
    """A sentence about `n` of something, in the form for one or for many; marks both for the translators' tools, as gettext's plurals.

    >>> counted("{n} member", "{n} members", 2).plural
    '{n} members'
    """
    return Sentence(one, {"n": n, **values}, many)


def listed(values: Iterable[Value], joint: Joint = "and") -> Listed:
    """Things in a row: `a`, `a and b`, `a, b and c` as each language has it, or with another joint between them."""
    return Listed(tuple(values), joint)


def cut(value: Fraction, *, percent: bool = False) -> Fixed:
    """A decimal number, cut off (not rounded) after six decimals."""
    scaled = abs(value) * 10**_DECIMALS
    units = scaled.numerator // scaled.denominator
    return Fixed(-units if value < 0 else units, _DECIMALS, percent, cut=scaled.denominator != 1)


def shortest(value: Fraction) -> Fixed:
    """The same with no more decimals than the number needs, six at most.

    >>> shortest(Fraction(75, 2)), shortest(Fraction(20573))
    (Fixed(units=375, decimals=1, percent=False, cut=False), Fixed(units=20573, decimals=0, percent=False, cut=False))
    """
    for decimals in range(_DECIMALS):
        scaled = value * 10**decimals
        if scaled.denominator == 1:
            return Fixed(scaled.numerator, decimals)
    return cut(value)


def in_kroner(amount: Fraction) -> Money:
    """An exact amount in kroner as money: whole, with two decimals, or with as many as it needs, six at most.

    >>> in_kroner(Fraction(75, 2)).number, in_kroner(Fraction(1, 8)).number
    (Fixed(units=3750, decimals=2, percent=False, cut=False), Fixed(units=125, decimals=3, percent=False, cut=False))
    """
    number = shortest(amount)
    return Money(Fixed(number.units * 10, 2) if number.decimals == 1 else number)


_DECIMALS: Final = 6
