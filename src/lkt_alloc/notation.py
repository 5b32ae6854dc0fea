"""How amounts, shares, dates and counts are written by hand in the files, and what they mean exactly.

Each function takes the text of one value and returns the value, or raises `ValueError` when it is written in another way.
Knows nothing of fields or files.
"""

import re
from datetime import date
from fractions import Fraction

_GROUPED = r"[0-9]{1,3}(?: [0-9]{3})+|[0-9]+"
_AMOUNT = re.compile(rf"(-?)({_GROUPED})(?:[.,]([0-9]{{2}}))?")
_COUNT = re.compile(rf"{_GROUPED}")
_PERCENT = re.compile(r"([0-9]+)(?:[.,]([0-9]+))? ?%")
_FRACTION = re.compile(r"([0-9]+)/([0-9]+)")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

MAX_DIGITS = 18
"""More digits than this in one number is a slip, not an amount: a million billion kroner has 16."""


def _digits(text: str) -> int:
    digits = text.replace(" ", "")
    if len(digits) > MAX_DIGITS:
        raise ValueError(text)
    return int(digits)


def _match(pattern: re.Pattern[str], text: str) -> re.Match[str]:
    found = pattern.fullmatch(text)
    if not found:
        raise ValueError(text)
    return found


def amount_ore(text: str) -> int:
    """Kroner, as `1525000` or `1 525 000`, with two decimals if there are øre: `112500,50`. Returns øre.

    >>> amount_ore("1 525 000"), amount_ore("-112500,50")
    (152500000, -11250050)
    """
    sign, kroner, ore = _match(_AMOUNT, text).groups()
    magnitude = _digits(kroner) * 100 + int(ore or 0)
    return -magnitude if sign else magnitude


def count(text: str) -> int:
    """A whole number that is not negative, as `20573` or `20 573`.

    >>> count("20 573")
    20573
    """
    return _digits(_match(_COUNT, text)[0])


def share(text: str) -> Fraction:
    """A share of a whole, as a percentage or a fraction: `50 %`, `33,3 %`, `1/3`. Exact.

    >>> share("50 %"), share("1/3")
    (Fraction(1, 2), Fraction(1, 3))
    """
    if "%" in text:
        whole, decimals = _match(_PERCENT, text).groups()
        decimals = decimals or ""
        return Fraction(_digits(whole + decimals), 100 * 10 ** len(decimals))
    numerator, denominator = (_digits(part) for part in _match(_FRACTION, text).groups())
    if denominator == 0:
        raise ValueError(text)
    return Fraction(numerator, denominator)


def day(text: str) -> date:
    """A date as year-month-day: `2018-01-01`."""
    return date.fromisoformat(_match(_DATE, text)[0])
