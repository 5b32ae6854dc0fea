"""What is said of one value that is written in another way than ours: what is odd about it, and how it was probably meant.

Knows the notations; nothing of fields or files.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from typing import Final, NamedTuple

from lkt_alloc.files.notation import (
    MAX_DIGITS,
    TooLong,
    amount_ore,
    count,
    limit,
    meant_amount,
    meant_count,
    meant_date,
    meant_limit,
    meant_organisation_number,
    meant_quantity,
    meant_rate,
    meant_share,
    meant_weight,
    quantity,
    rate,
    share,
    straightened,
    weight,
)
from lkt_alloc.language.sentences import Sentence, sentence

_NUMBER: Final = (
    sentence('"{said}" is not a number.'),
    sentence("Write the digits alone or in groups of three, and a comma before decimals: 1250, 1 250 or 36,15."),
)

NOTATIONS: Final = {
    "not-an-amount": (
        sentence('"{said}" is not an amount in kroner.'),
        sentence(
            "Write the digits alone or in groups of three, and a comma before øre: 1525000, 1 525 000 or 112 500,50."
        ),
    ),
    "not-a-share": (
        sentence('"{said}" is not a share.'),
        sentence("Write a percentage or a fraction: {examples}.", examples="50 %, 33,3 %, 1/3"),
    ),
    "not-a-limit": (
        sentence('"{said}" is neither an amount in kroner nor a share.'),
        sentence("Write kroner, or a percentage of the total: {examples}.", examples="51 000, 20 %, 1/5"),
    ),
    "not-a-date": (
        sentence('"{said}" is not a date.'),
        sentence("Write year-month-day: 2018-01-01."),
    ),
    "not-a-number": (
        sentence('"{said}" is not a whole number.'),
        sentence("Write the digits alone or in groups of three: 20573 or 20 573."),
    ),
    "not-a-quantity": _NUMBER,
    "not-a-rate": _NUMBER,
    "not-a-weight": _NUMBER,
    "organisation-number": (
        sentence('"{said}" is not an organisation number.'),
        sentence("It has nine digits; the last is a check digit (MOD 11). Look the number up at brreg.no."),
    ),
}
"""For each notation of a value, what is said when it is not followed."""

_MEANT: Final[dict[str, Callable[[str], tuple[str, bool] | None]]] = {
    "not-an-amount": meant_amount,
    "not-a-number": meant_count,
    "not-a-share": meant_share,
    "not-a-limit": meant_limit,
    "not-a-quantity": meant_quantity,
    "not-a-rate": meant_rate,
    "not-a-weight": meant_weight,
    "not-a-date": meant_date,
    "organisation-number": meant_organisation_number,
}
"""For a notation, what a value that does not follow it was probably meant to be, and whether that is certain."""

_READERS: Final[dict[str, Callable[[str], object]]] = {
    "not-an-amount": amount_ore,
    "not-a-number": count,
    "not-a-share": share,
    "not-a-limit": limit,
    "not-a-quantity": quantity,
    "not-a-rate": rate,
    "not-a-weight": weight,
}

_A_NUMBER: Final = sentence("A number is expected here, not a list or a table.")
_EXPECTED: Final = {
    "list_type": sentence("A list is expected here."),
    "dict_type": sentence('A table is expected here: lines of the form "name: value".'),
    "model_type": sentence('A table is expected here: lines of the form "name: value".'),
    "string_type": sentence("A text is expected here, not a list or a table."),
    "too_short": sentence("This list or table is empty."),
    "string_too_short": sentence("This is empty."),
    "not-an-amount": sentence("An amount in kroner is expected here, not a list or a table."),
    "not-a-share": sentence("A share is expected here, not a list or a table."),
    "not-a-limit": sentence("An amount, a share or a table with a rate is expected here."),
    "not-a-date": sentence("A date is expected here, not a list or a table."),
    "not-a-number": _A_NUMBER,
    "not-a-quantity": _A_NUMBER,
    "not-a-rate": _A_NUMBER,
    "not-a-weight": _A_NUMBER,
    "string_pattern_mismatch": sentence("A SHA-256 is expected here: 64 digits and letters from a to f."),
}
_NAME_EXPECTED: Final = sentence(
    "A text is expected here, or a table with a text for each language: {example}.", example="{nn: …, nb: …, en: …}"
)


def expected(fault: str, field: str) -> Sentence:
    """What should have stood in a field where something of another kind stands."""
    if fault == "dict_type" and field in ("name", "title", "publisher", "table"):
        return _NAME_EXPECTED
    return _EXPECTED.get(fault, _EXPECTED["string_type"])


class Reading(NamedTuple):
    """A better message and remedy for one value, where there are any; `certain` is what may be written instead."""

    message: Sentence | None = None
    remedy: Sentence | None = None
    certain: str | None = None


def misspelt(rule: str, said: str) -> Reading:
    """What is known of a value that breaks the notation of `rule`."""
    if rule == "not-a-date" and (no_such := _no_such_day(said)):
        return no_such
    if rule == "not-a-share" and said.strip() == "1":
        either = sentence("Write {all} if all of it is meant, {part} if a hundredth.", all="100 %", part="1 %")
        return Reading(remedy=either)
    meant = _MEANT[rule](said) if rule in _MEANT else None
    if _is_too_long(rule, meant[0] if meant else straightened(said).strip()):
        return _too_long(said)
    if not meant:
        return Reading()
    text, certain = meant
    text = f'"{text}"' if "," in text else text  # between braces, a bare comma begins the next entry
    if not certain:
        return Reading(remedy=sentence("Write {text} if that is what is meant.", text=text))
    sign = _odd_sign(rule, said)
    remedy = sentence("Write {text}.", text=text)
    return Reading(_has_sign(said, sign), _without_sign(sign, text), text) if sign else Reading(None, remedy, text)


def _is_too_long(rule: str, said: str) -> bool:
    """Whether nothing is wrong with a number but that it has more digits than we read. Those of øre are not counted."""
    try:
        _READERS.get(rule, str)(said)
    except TooLong:
        return True
    except ValueError:
        pass
    return False


def _too_long(said: str) -> Reading:
    """The reason, and what helps: of decimals there may be fewer, of a fraction both numbers smaller."""
    message = sentence('"{said}" has too many digits: a number may have {most} at most.', said=said, most=MAX_DIGITS)
    whole, sign, _ = straightened(said).replace(".", ",").partition(",")
    if "/" in said:
        return Reading(message, sentence("Write the fraction with smaller numbers."))
    if sign and sum(map(str.isdigit, whole)) <= MAX_DIGITS:
        return Reading(message, sentence("Write it with fewer decimals."))
    return Reading(message, sentence("Write a smaller number: there are perhaps digits too many."))


def as_amount(said: str) -> str | None:
    """An amount as it stands within braces, if that is what was written."""
    try:
        amount_ore(said)
    except ValueError:
        return None
    return f'"{said}"' if "," in said else said


_SIGNS: Final = {
    "\xa0": sentence("a no-break space (U+00A0)"),
    "\u2007": sentence("a figure space (U+2007)"),
    "\u2009": sentence("a thin space (U+2009)"),
    "\u202f": sentence("a narrow no-break space (U+202F)"),
    "\u2212": sentence("a long minus (U+2212)"),
    "\u2013": sentence("an en dash (U+2013)"),
}
"""What looks like a space or a hyphen on the screen, by name."""


def _odd_sign(rule: str, said: str) -> str | None:
    """The sign that is all that is wrong with a number, so that nobody can see what is wrong."""
    try:
        _READERS[rule](straightened(said))
    except (KeyError, ValueError):
        return None
    return next(sign for sign in said if straightened(sign) != sign)


def _has_sign(said: str, sign: str) -> Sentence:
    name = _SIGNS.get(sign) or sentence("the character {code}", code=f"U+{ord(sign):04X}")
    return sentence('"{said}" has {sign} in it, which is not allowed in a number.', said=said, sign=name)


def _without_sign(sign: str, text: str) -> Sentence:
    if straightened(sign) == "-":
        return sentence("Write {text}, with the hyphen of the keyboard.", text=text)
    return sentence("Write {text}; use the ordinary space of the keyboard, or none.", text=text)


_DATE: Final = "([0-9]{4})-([0-9]{2})-([0-9]{2})"


def _no_such_day(said: str) -> Reading | None:
    found = re.fullmatch(_DATE, said)
    if not found:
        return None
    year, month, day = (int(part) for part in found.groups())
    message = sentence("The date {said} does not exist.", said=said)
    if year and 1 <= month <= 12 and day:
        last = monthrange(year, month)[1]
        return Reading(message, sentence("The last day of that month is {day}.", day=f"{said[:8]}{last}"))
    return Reading(message, sentence("Write year-month-day, with a month from 01 to 12: 2018-01-31."))
