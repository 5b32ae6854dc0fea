"""How values are written in our YAML files: plain where every program reads the same text, else in quotes. Knows nothing of fields."""

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Final

AMBIGUOUS: Final = re.compile(
    r"""[-+]?0[0-9]+                             # 0301: octal 193 in YAML 1.1
      | =
      | [-+]?0[xob][0-9a-fA-F_]+                 # hexadecimal, octal, binary
      | [-+]?[0-9][0-9_.]*[eE][-+]?[0-9]+        # 1e3
      | [-+]?[0-9]+(?::[0-9]+)+(?:\.[0-9]*)?     # 12:30 is 750 in YAML 1.1
      | [-+]?[0-9]+_[0-9_]*(?:\.[0-9_]*)?        # 1_525_000
      | [-+]?\.(?:inf|Inf|INF) | \.(?:nan|NaN|NAN)
      | ~ | null | Null | NULL
      | y | Y | yes | Yes | YES | n | N | no | No | NO
      | true | True | TRUE | false | False | FALSE | on | On | ON | off | Off | OFF""",
    re.VERBOSE,
)
"""Without quotes: what other programs take for something else, and nobody knows what was meant."""

OTHERWISE: Final = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}|[0-9]+\.[0-9]*0")
"""Without quotes: what other programs take for dates, and for decimals that lose a zero. It depends on the field whether that matters."""

_PLAIN: Final = r"[A-Za-zÆØÅæøåÄÖäöÉé](?:[A-Za-zÆØÅæøåÄÖäöÉé0-9_ .()/%+–-]*[A-Za-zÆØÅæøåÄÖäöÉé0-9_.()/%+–-])?"
_RESERVED: Final = {"null", "y", "yes", "n", "no", "true", "false", "on", "off"}
_ESCAPED: Final = "[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]"


def scalar(text: str) -> str:
    r"""A text as it can stand anywhere in a file.

    >>> print(scalar("Voss"), scalar("no"), scalar("2026"), scalar('Drift: "A" #1'))
    Voss "no" "2026" "Drift: \"A\" #1"
    """
    if re.fullmatch(_PLAIN, text) and text.casefold() not in _RESERVED:
        return text
    return quoted(text)


def quoted(text: str) -> str:
    """The same, in quotes whatever it is."""
    from json import dumps

    written = dumps(text, ensure_ascii=False)
    return re.sub(_ESCAPED, lambda found: f"\\u{ord(found[0]):04x}", written)


def flow(entries: Mapping[str, str]) -> str:
    """A table on one line; its values are written already."""
    return f"{{{', '.join(f'{key}: {value}' for key, value in entries.items())}}}"


def amount(ore: int) -> str:
    """Kroner with digits in groups of three, and øre if there are any.

    >>> amount(90000000), amount(-11250050)
    ('900 000', '-112 500,50')
    """
    kroner, rest = divmod(abs(ore), 100)
    return ("-" if ore < 0 else "") + f"{kroner:,}".replace(",", " ") + (f",{rest:02}" if rest else "")


def number(value: Fraction) -> str:
    """A decimal number, in quotes where it has a comma.

    >>> number(Fraction(700)), number(Fraction(375, 2))
    ('700', '"187,5"')
    """
    written = decimal(value)
    return f'"{written}"' if "," in written else written


def decimal(value: Fraction) -> str:
    """A decimal number as text, with a comma where it needs one.

    >>> decimal(Fraction(375, 2)), decimal(Fraction(-1, 20))
    ('187,5', '-0,05')
    """
    decimals = 0
    while (value * 10**decimals).denominator > 1:
        decimals += 1
    whole, rest = divmod(abs(int(value * 10**decimals)), 10**decimals)
    return ("-" if value < 0 else "") + (f"{whole},{rest:0{decimals}}" if decimals else str(whole))


def share(value: Fraction) -> str:
    """A percentage where that is exact with a few decimals, else a fraction.

    >>> share(Fraction(1, 2)), share(Fraction(333, 1000)), share(Fraction(1, 3))
    ('50 %', '33,3 %', '1/3')
    """
    for decimals in range(5):
        scaled = value * 100 * 10**decimals
        if scaled.denominator == 1:
            whole, rest = divmod(scaled.numerator, 10**decimals)
            return f"{whole},{rest:0{decimals}} %" if decimals else f"{whole} %"
    return f"{value.numerator}/{value.denominator}"
