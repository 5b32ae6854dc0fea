"""Sentences and values in words: nynorsk, bokmål, English. Sentences come from gettext catalogs, numbers look as CLDR has them.

Knows nothing of what is being said. Number formats are written out here because loading a library for them costs more than the
whole calculation; the tests compare them with Babel.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final

from lkt_alloc.language.sentences import Fixed, Joint, Listed, Money, Ore, Sentence, Text, Typed, Value
from lkt_alloc.language.signs import visible

if TYPE_CHECKING:
    from gettext import NullTranslations

_LONGEST: Final = 10**12  # a fraction with a greater denominator says less than its decimals
_LOCALES: Final = Path(__file__).parent / "locale"
_NBSP: Final = "\N{NO-BREAK SPACE}"
_NORWEGIAN_MONTHS: Final = [
    "januar",
    "februar",
    "mars",
    "april",
    "mai",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "desember",
]
_ENGLISH_MONTHS: Final = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_KEPT: Final = (
    # a unit after its number, and NOK before it
    r"(?<=[\d}]) (?=(?:%|kr)(?!\w))|(?<=\bNOK) (?=[\d{−-])"
    # an attachment and its number
    r"|(?<=\b[Vv]edlegg) (?=\d)|(?<=\b[Aa]ttachment) (?=\d)"
    # a day and its month, thousands and hundreds
    rf"|(?<=\d\.) (?=(?:{'|'.join(_NORWEGIAN_MONTHS)})\b)|(?<=\d) (?=(?:{'|'.join(_ENGLISH_MONTHS)})\b)"
    r"|(?:(?<=\b\d)|(?<=\b\d{2})|(?<=\b\d{3})) (?=\d{3}\b)"
    # so many times a number
    r"|(?<=×) (?=[\d−])|(?<=\b\d) (?=×)|(?<=\b\d{2}) (?=×)"
)
_AND: Final = {
    "nn": ("{}, {}", "{}, {}", "{} og {}", "{} og {}"),
    "nb": ("{}, {}", "{}, {}", "{} og {}", "{} og {}"),
    "en": ("{}, {}", "{}, {}", "{} and {}", "{} and {}"),
}
"""CLDR's list patterns: how several things begin, go on and end, and how two stand. English as in Britain: no comma before `and`."""
_SIGNS: Final[Mapping[Joint, str]] = {",": ", ", "+": " + ", "−": " − ", "": " "}


_FIRST: Final = r"{(\w+)}"


def _one_line(text: str) -> str:
    """A name that the file has in several lines, in one."""
    return re.sub(r"\s*[\n\r]\s*", " ", text.strip("\n\r"))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


class Words:
    """Puts things into words in one language (`nn`, `nb` or `en`). Raises `ValueError` for another."""

    def __init__(self, language: str) -> None:
        if language not in _AND:
            raise ValueError(f"There is no language {language!r}; there are {', '.join(_AND)}.")
        self.language = language
        english = language == "en"
        self._group, self._comma, self._minus = (",", ".", "-") if english else (_NBSP, ",", "\N{MINUS SIGN}")
        self._percent_sign = "%" if english else f"{_NBSP}%"

    def say(self, sentence: Sentence) -> str:
        """The sentence in this language, with its values written out."""
        values = {name: self.show(value) for name, value in sentence.values.items()}
        return self._template(sentence).format_map(values)

    def _template(self, sentence: Sentence) -> str:
        catalog, n = _catalog(self.language), sentence.values.get("n")
        if sentence.plural and isinstance(n, int):
            return held_together(catalog.ngettext(sentence.template, sentence.plural, n))
        return held_together(catalog.gettext(sentence.template))

    def show(self, value: Value) -> str:
        """A value within a sentence."""
        match value:
            case Sentence():
                return self.say(value)
            case Listed():
                return self._in_a_row([self.show(one) for one in value.values], value.joint)
            case Text():
                return held_together(self._name(value))
            case Ore():
                return self._money(self.amount(value.ore))
            case Money():
                return self._money(self.fixed(value.number))
            case date():
                return self._day(value)
            case Fraction():
                return self.percent(value)
            case Fixed():
                return self.fixed(value)
            case int():
                return self.number(value)
        return visible(value)

    def _name(self, value: Text) -> str:
        return visible(_one_line(value.in_language(self.language)))

    def _money(self, kroner: str) -> str:
        return f"NOK{_NBSP}{kroner}" if self.language == "en" else f"{kroner}{_NBSP}kr"

    def _day(self, value: date) -> str:
        if self.language == "en":
            return f"{value.day}{_NBSP}{_ENGLISH_MONTHS[value.month - 1]} {value.year}"
        return f"{value.day}.{_NBSP}{_NORWEGIAN_MONTHS[value.month - 1]} {value.year}"

    def _in_a_row(self, shown: Sequence[str], joint: Joint) -> str:
        if joint != "and":
            begun = [_capital(one) if last.endswith(".") else one for last, one in pairwise(["", *shown])]
            return _SIGNS[joint].join(begun)
        start, middle, end, two = _AND[self.language]
        match shown:
            case [first, second]:
                return two.format(first, second)
            case [first, second, *more, last]:
                row = start.format(first, second)
                for one in more:
                    row = middle.format(row, one)
                return end.format(row, last)
        return "".join(shown)

    def title(self, value: Value) -> str:
        """A value as a heading: with a capital first letter, but where it begins with what somebody has typed."""
        return self.show(value) if self._begins_as_typed(value) else _capital(self.show(value))

    def _begins_as_typed(self, value: Value) -> bool:
        """Whether what stands first is as it was typed."""
        if isinstance(value, Sentence):
            first = re.match(_FIRST, self._template(value))
            return first is not None and self._begins_as_typed(value.values[first[1]])
        if isinstance(value, Listed):
            return bool(value.values) and self._begins_as_typed(value.values[0])
        return isinstance(value, Typed)

    def cell(self, value: Value | None) -> str:
        """A value in a table, where the heading says that an amount is in kroner; a name is as the file has it, to be found again."""
        if value is None:
            return ""
        if isinstance(value, Text):
            return _capital(self._name(value))
        if isinstance(value, str):
            return visible(_one_line(value))
        return self.amount(value.ore) if isinstance(value, Ore) else self.show(value)

    def number(self, value: int, decimals: int = 0) -> str:
        """`value / 10**decimals` with digits in groups of three: `1 525 000` or `33,3`."""
        digits = str(abs(value)).rjust(decimals + 1, "0")
        whole, fraction = digits[: len(digits) - decimals], digits[len(digits) - decimals :]
        grouped = f"{int(whole):,}".replace(",", self._group)
        return (self._minus if value < 0 else "") + grouped + (self._comma + fraction if decimals else "")

    def amount(self, ore: int) -> str:
        """Kroner; with two decimals only when there are øre."""
        return self.number(ore, 2) if ore % 100 else self.number(ore // 100)

    def fixed(self, value: Fixed) -> str:
        """A number with its own number of decimals; three dots if more digits follow."""
        dots = "…" if value.cut else ""
        return self.number(value.units, value.decimals) + dots + (self._percent_sign if value.percent else "")

    def percent(self, share: Fraction) -> str:
        """An exact percentage; where it would go on beyond six decimals the fraction itself, or its first decimals if it is long."""
        for decimals in range(7):
            hundredths = share * 100 * 10**decimals
            if hundredths.denominator == 1:
                return self.number(hundredths.numerator, decimals) + self._percent_sign
        if share.denominator <= _LONGEST:
            return str(share)
        return self.fixed(Fixed(share.numerator * 10**8 // share.denominator, 6, percent=True, cut=True))


@cache
def _catalog(language: str) -> "NullTranslations":
    """All sentences in one language. Read when the first is said: many results have none."""
    from gettext import translation

    return translation("lkt_alloc", _LOCALES, [language], fallback=language == "en")


@lru_cache(1000)
def held_together(text: str) -> str:
    r"""A text in which an amount, a percentage or a date keeps to one line, also where a file has ordinary spaces in it.

    >>> held_together("Bergen 50 % av 1 000 kr per 1. januar")
    'Bergen 50\xa0% av 1\xa0000\xa0kr per 1.\xa0januar'
    >>> held_together("11 × 1 kr")
    '11\xa0×\xa01\xa0kr'
    """
    return re.sub(_KEPT, _NBSP, text)


def preferred(environment: Mapping[str, str]) -> str | None:
    """The language that the locale asks for: `LC_ALL`, else `LC_MESSAGES`, else `LANG`. `None` when it is none of ours."""
    locale = environment.get("LC_ALL") or environment.get("LC_MESSAGES") or environment.get("LANG") or ""
    return meant_language(re.split("[._@-]", locale)[0].lower())


def meant_language(code: str) -> str | None:
    """The language that a code of a language means: Norwegian (`no`) without more is bokmål. `None` when it is none of ours."""
    return {"nn": "nn", "nb": "nb", "no": "nb", "en": "en"}.get(code)
