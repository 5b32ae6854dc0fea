"""How amounts, shares, dates and counts are written by hand in the files, and what they mean exactly.

Each function takes the text of one value and returns the value, or raises `ValueError` when it is written in another way.
Knows nothing of fields or files.
"""

import re
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Final

_WHOLE: Final = "0|[1-9][0-9]*"  # what begins with zeros is an identifier, or a slip: 0525000, 0 525 000
_GROUPED: Final = rf"[1-9][0-9]{{0,2}}(?: [0-9]{{3}})+|{_WHOLE}"
_AMOUNT: Final = rf"(-?)({_GROUPED})(?:,([0-9]{{2}}))?"
_COUNT: Final = rf"{_GROUPED}"
_PERCENT: Final = rf"({_WHOLE})(?:[.,]([0-9]+))? ?%"
_WHOLE_FRACTION: Final = rf"(?:{_GROUPED})/(?:[1-9][0-9]{{0,2}}(?: [0-9]{{3}})+|[1-9][0-9]*)"
_FRACTION: Final = rf"({_GROUPED})/({_GROUPED})"
_DECIMAL: Final = rf"({_GROUPED})(?:,([0-9]+))?"
_DATE: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_ORGANISATION: Final = "[1-9][0-9]{2}( ?)[0-9]{3}\\1[0-9]{3}"
_ORGANISATION_WEIGHTS: Final = (3, 2, 7, 6, 5, 4, 3, 2, 1)

MAX_DIGITS: Final = 18
"""More digits than this in one number is a slip, not an amount: a million billion kroner has 16."""


class TooLong(ValueError):
    """What is a number, but has more digits than `MAX_DIGITS`."""


def _digits(text: str) -> int:
    digits = text.replace(" ", "")
    if len(digits) > MAX_DIGITS:
        raise TooLong(text)
    return int(digits)


def _match(pattern: str, text: str) -> re.Match[str]:
    found = re.fullmatch(pattern, text)
    if not found:
        raise ValueError(text)
    return found


def amount_ore(text: str) -> int:
    """Kroner, as `1525000` or `1 525 000`, with a comma and two decimals if there are øre: `112500,50`. Returns øre.

    >>> amount_ore("1 525 000"), amount_ore("-112500,50")
    (152500000, -11250050)
    """
    if text.isdecimal() and text.isascii() and len(text) <= MAX_DIGITS and text[0] != "0":
        return int(text) * 100  # as nearly all are written
    sign, kroner, ore = _match(_AMOUNT, text).groups()
    magnitude = _digits(kroner) * 100 + int(ore or 0)
    return -magnitude if sign else magnitude


def limit(text: str) -> int | Fraction:
    """A limit: kroner (in øre) or a share of a whole.

    >>> limit("51 000"), limit("20 %")
    (5100000, Fraction(1, 5))
    """
    return share(text) if "%" in text or "/" in text else amount_ore(text)


def count(text: str) -> int:
    """A whole number that is not negative, as `20573` or `20 573`.

    >>> count("20 573")
    20573
    """
    return _digits(_match(_COUNT, text)[0])


def share(text: str) -> Fraction:
    """A share of a whole, as a percentage or a fraction: `50 %`, `33,3 %`, `1/3`. Exact.

    >>> share("50 %"), share("1/1 000")
    (Fraction(1, 2), Fraction(1, 1000))
    """
    if "%" in text:
        whole, decimals = _match(_PERCENT, text).groups()
        decimals = decimals or ""
        return Fraction(_digits(whole + decimals), 100 * 10 ** len(decimals))
    numerator, denominator = (_digits(part) for part in _match(_FRACTION, text).groups())
    if denominator == 0:
        raise ValueError(text)
    return Fraction(numerator, denominator)


def quantity(text: str) -> Fraction:
    """A number that is not negative, whole or with a comma, or a fraction: `1 250`, `37,5`, `6/12`. Exact.

    >>> quantity("37,5"), quantity("1 250"), quantity("6/12")
    (Fraction(75, 2), Fraction(1250, 1), Fraction(1, 2))
    """
    if "/" in text:
        return share(text)
    whole, decimals = _match(_DECIMAL, text).groups()
    decimals = decimals or ""
    return Fraction(_digits(whole.replace(" ", "") + decimals), 10 ** len(decimals))


def rate(text: str) -> Fraction:
    """The same with a minus in front where it is a credit: `-36,15`.

    >>> rate("-36,15"), rate("12")
    (Fraction(-723, 20), Fraction(12, 1))
    """
    return -quantity(text[1:]) if text.startswith("-") else quantity(text)


def weight(text: str) -> Fraction:
    """The same or a percentage: `1/1 000 000`, `0,5`, `40 %`, `-1`.

    >>> weight("-1"), weight("40 %")
    (Fraction(-1, 1), Fraction(2, 5))
    """
    if "%" not in text:
        return rate(text)
    return -share(text[1:]) if text.startswith("-") else share(text)


def day(text: str) -> date:
    """A date as year-month-day: `2018-01-01`."""
    return date.fromisoformat(_match(_DATE, text)[0])


def organisation_number(text: str) -> str:
    """A Norwegian organisation number, as `100000008` or `100 000 008`, without its spaces.

    The ninth digit is a check digit (MOD 11): the eight before it times 3, 2, 7, 6, 5, 4, 3, 2, and it itself, add up to a
    multiple of eleven. See Brønnøysundregistrene, "Om organisasjonsnummeret".

    >>> organisation_number("100 000 008")
    '100000008'
    """
    digits = _match(_ORGANISATION, text)[0].replace(" ", "")
    if sum(int(digit) * weight for digit, weight in zip(digits, _ORGANISATION_WEIGHTS, strict=True)) % 11:
        raise ValueError(text)
    return digits


def compared(name: str) -> str:
    """What a name is compared by: the same may be written with more spaces.

    >>> compared(" a  b")
    'a b'
    """
    return " ".join(name.split())


_SPACES: Final = r"[ \t\xa0\u2000-\u200a\u202f\u205f\u3000']"
_LOOKS_LIKE: Final = (
    dict.fromkeys(map(ord, "\xa0\u202f\u205f\u3000"), " ")
    | dict.fromkeys(range(0x2000, 0x200B), " ")
    | dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2212"), "-")
)
_LONG_MINUS: Final = "^[\u2212\u2010-\u2013]"
_UNIT: Final = r"(?i)^(?:kr\.?|nok)|(?:kr\.?|nok)$"
_NO_ORE: Final = r"[,.](?:[-\u2013\u2014\u2212]{1,2}|00)$"
_THOUSANDS: Final = (
    r"-?[0-9]{1,3}(?:(\.)[0-9]{3}(?:\.[0-9]{3})*(?:,[0-9]{2})?|(,)[0-9]{3}(?:,[0-9]{3})*(?:\.[0-9]{2})?)"
)
_SPACED: Final = r"\D?[0-9]{1,3}(?: [0-9]{3})+(?![ 0-9])"
_ONE_GROUP: Final = r"-?[0-9]{1,3}[.,][0-9]{3}"
_PLAIN: Final = r"(-?[0-9]+)(?:[.,]([0-9]{1,2}))?"


_ZEROS: Final = "^(-?)0[0 ]*(?=[0-9])"


def without_zeros(text: str) -> str:
    """A number without the zeros that it begins with, and a fraction without those of both its numbers.

    >>> without_zeros("-0 525 000"), without_zeros("06/012"), without_zeros("0,50")
    ('-525 000', '6/12', '0,50')
    """
    return "/".join(re.sub(_ZEROS, r"\1", part) for part in text.split("/"))


def _begins_with_zeros(text: str, meant: Callable[[str], tuple[str, bool] | None]) -> tuple[str, bool] | None:
    """What a number that begins with zeros was perhaps meant to be: never certain, as it may be an identifier."""
    shorter = without_zeros(text)
    reading = meant(shorter)
    return None if reading is None else (reading[0], False)


def straightened(text: str) -> str:
    """`text` with the keyboard's space and hyphen in place of what only looks like them.

    >>> straightened("\u22121\u2009000")
    '-1 000'
    """
    return text.translate(_LOOKS_LIKE)


def meant_amount(text: str) -> tuple[str, bool] | None:
    """What a pasted amount was probably meant to be, in our notation, and whether that is certain; `None` if it cannot be said.

    >>> meant_amount("kr 1.525.000,-"), meant_amount("1.525"), meant_amount("1.525,-")
    (('1525000', True), ('1525', False), ('1525', True))
    """
    spaced = re.sub(_UNIT, "", re.sub(_SPACES, " ", text).strip()).strip()
    joined = spaced.replace(" ", "")
    ending = re.search(_NO_ORE, joined)
    bare = re.sub(_LONG_MINUS, "-", re.sub(_NO_ORE, "", joined))
    certain = " " not in spaced or bool(re.match(_SPACED, spaced))
    if grouped := re.fullmatch(_THOUSANDS, bare):
        sign = grouped[1] or grouped[2]
        # in 1.525,- the point can only be for thousands
        other_for_decimals = ending is not None and ending[0][0] != sign
        certain = certain and (other_for_decimals or not re.fullmatch(_ONE_GROUP, bare))
        bare = bare.replace(sign, "")
    plain = re.fullmatch(_PLAIN, bare)
    if not plain or len(plain[1]) > MAX_DIGITS:
        return None
    ore = plain[2] or ""
    kroner = without_zeros(plain[1])
    certain = certain and len(ore) != 1 and kroner == plain[1]  # what is 0.525.000?
    return kroner + (f",{ore:0<2}" if int(ore or 0) else ""), certain


def meant_count(text: str) -> tuple[str, bool] | None:
    """The same for a count: `20.573` is 20573, as there are no decimals."""
    meant = meant_amount(text)
    if not meant or "," in meant[0] or meant[0].startswith("-"):
        return None
    return meant[0], meant[1] or bool(re.fullmatch(r"[1-9][0-9]{0,2}[.,][0-9]{3}", text.strip()))


def meant_quantity(text: str) -> tuple[str, bool] | None:
    r"""The same for a number with decimals: `36.15` is probably 36,15.

    >>> meant_quantity("36.15"), meant_quantity("1.000"), meant_quantity("1\u2009000")
    (('36,15', True), None, ('1 000', True))
    """
    bare = straightened(text).strip()
    if without_zeros(bare) != bare:
        return _begins_with_zeros(bare, meant_quantity)
    if re.fullmatch(rf"(?:{_GROUPED})(?:,[0-9]+)?|{_WHOLE_FRACTION}", bare):
        return bare, True
    pointed = re.fullmatch(r"([0-9]+)\.([0-9]+)", bare)
    if not pointed or len(pointed[2]) == 3:  # 1.000 may be a thousand
        return None
    return f"{pointed[1]},{pointed[2]}", True


def meant_rate(text: str) -> tuple[str, bool] | None:
    r"""The same for a rate, which may be a credit: `\u221236.15` is probably -36,15.

    >>> meant_rate("\u221236.15"), meant_rate("36,15")
    (('-36,15', True), ('36,15', True))
    """
    bare = straightened(text).strip()
    meant = meant_quantity(bare.removeprefix("-"))
    return (f"-{meant[0]}", meant[1]) if meant and bare.startswith("-") else meant


def meant_weight(text: str) -> tuple[str, bool] | None:
    r"""The same for a weight, which may be a percentage too.

    >>> meant_weight("\u22120.5"), meant_weight("33,3\u2009%")
    (('-0,5', True), ('33,3 %', True))
    """
    bare = straightened(text).strip()
    if "%" not in bare:
        return meant_rate(text)
    meant = meant_share(bare.removeprefix("-"))
    return (f"-{meant[0]}", meant[1]) if meant and bare.startswith("-") else meant


def meant_limit(text: str) -> tuple[str, bool] | None:
    """The same for a limit: a share where there is a sign of one, or a number below 1; else kroner.

    >>> meant_limit("20%"), meant_limit("0.2"), meant_limit("51.000")
    (('20%', True), ('20 %', False), ('51000', False))
    """
    is_share = "%" in text or "/" in text or re.fullmatch(r"\s*0[.,][0-9]+\s*", text)
    return meant_share(text) if is_share else meant_amount(text)


def meant_share(text: str) -> tuple[str, bool] | None:
    """The same for a share: `50` and `0.5` are probably 50 %, `33.3%` certainly is 33,3 %, which is allowed."""
    bare = straightened(text).strip()
    if without_zeros(bare) != bare:
        return _begins_with_zeros(bare, meant_share)
    if re.fullmatch(_PERCENT, bare) or re.fullmatch(_WHOLE_FRACTION, bare):
        return bare, True
    if decimal := re.fullmatch(r"0[.,]([0-9]{1,6})", bare):
        digits = decimal[1].ljust(2, "0")
        whole, rest = str(int(digits[:2])), digits[2:].rstrip("0")
        return f"{whole},{rest} %" if rest else f"{whole} %", False
    if re.fullmatch(r"[0-9]{1,3}", bare) and int(bare) <= 100:
        return f"{bare} %", False
    spaced = re.fullmatch(r"([0-9]+) / ([1-9][0-9]*)", bare)
    return (f"{spaced[1]}/{spaced[2]}", True) if spaced else None


def meant_date(text: str) -> tuple[str, bool] | None:
    """The same for a date: Norwegian `31.12.2018` is 2018-12-31."""
    norwegian = re.fullmatch(r"([0-9]{1,2})[./]([0-9]{1,2})[./]([0-9]{4})", text.strip())
    if not norwegian:
        return None
    first, second, year = (int(part) for part in norwegian.groups())
    try:
        return date(year, second, first).isoformat(), "/" not in text
    except ValueError:
        return None


def meant_organisation_number(text: str) -> tuple[str, bool] | None:
    """The same for an organisation number: `NO 100 000 008 MVA`, as invoices have it, is 100000008.

    >>> meant_organisation_number("NO 100.000.008 MVA"), meant_organisation_number("100000009")
    (('100000008', True), None)
    """
    bare = re.sub("^NO|MVA$", "", re.sub(r"[\s.]", "", text).upper())
    try:
        return organisation_number(bare), True
    except ValueError:
        return None
