"""What the cells of a table of posts mean exactly: kroner as øre, and who pays with which share.

Knows how amounts and payers are written in spreadsheets and in text; nothing of where a cell stands.
"""

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Final

from lkt_alloc.files import notation
from lkt_alloc.files.sheets import GridCell

_NEGLIGIBLE: Final = Decimal(1) / 10**6
"""Of an øre: a spreadsheet keeps decimals as binary fractions, and what it calculates is off by less than this."""

_NOTHING: Final = frozenset({"", "-", "\N{EN DASH}", "\N{EM DASH}", "\N{MINUS SIGN}"})
_NOTE: Final = re.compile(r"^\*+ ?| ?\*+$")
_IN_PARENTHESES: Final = re.compile(r"\((.+)\)")
_BETWEEN_PAYERS: Final = re.compile(r"[;+\n]|,(?!\d)| og | and ")
_SHARE: Final = re.compile(r"\d+(?:[.,]\d+)? ?%|\d+/\d+")
_MUNICIPALITIES: Final = re.compile(
    r"(?:alle |dei |de |all |the )*(?:kommun(?:e|ar|er|ane|ene)|municipalit(?:y|ies))", re.IGNORECASE
)


def ore_of(cell: GridCell, unit: int) -> int | None:
    """The øre of a cell in kroner times `unit`; `None` where nothing stands, or a dash. Raises `ValueError` where it is not certain.

    >>> (
    ...     ore_of(Decimal("1525.5"), 1),
    ...     ore_of("(4 000)", 1),
    ...     ore_of("1 525 000,- *", 1),
    ...     ore_of("kr 1,5", 1000),
    ...     ore_of("–", 1),
    ... )
    (152550, -400000, 152500000, 150000, None)
    """
    if isinstance(cell, str):
        return _typed(cell.strip(), unit)
    if isinstance(cell, date):
        raise ValueError(cell)
    exact = Decimal(cell) * 100 * unit
    ore = exact.to_integral_value()
    if abs(exact - ore) > _NEGLIGIBLE or ore.adjusted() > notation.MAX_DIGITS:
        raise ValueError(cell)
    return int(ore)


def _typed(text: str, unit: int) -> int | None:
    bare = _NOTE.sub("", text).strip()
    if bare in _NOTHING:
        return None
    if inner := _IN_PARENTHESES.fullmatch(bare):
        return -(_typed(inner[1].strip(), unit) or 0)
    number = re.sub(r"^(?:kr|nok)\.? ?| ?(?:kr|nok)\.?$", "", notation.straightened(bare), flags=re.IGNORECASE)
    if unit != 1 and (decimal := re.fullmatch(r"(-?)([0-9 ]+),([0-9]+)", number)):  # 1 525,5 thousand
        scaled = Fraction(int(decimal[2].replace(" ", "") + decimal[3]) * 100 * unit, 10 ** len(decimal[3]))
        if scaled.denominator != 1:
            raise ValueError(text)
        return int(-scaled if decimal[1] else scaled)
    tenths = re.fullmatch(r"-?[0-9 ]+,[0-9]", number)
    meant = notation.meant_amount(f"{number}0" if tenths else number)
    if not meant or not meant[1]:
        raise ValueError(text)
    return notation.amount_ore(meant[0]) * unit


def payers_of(text: str) -> dict[str, Fraction]:
    """Who pays, each with its share; the municipalities have no name. Raises `ValueError` where it is not certain.

    >>> payers_of("Kommunane 60 %, Helse Nord 40 %"), payers_of(""), payers_of("Nordland fylkeskommune")
    ({'': Fraction(3, 5), 'Helse Nord': Fraction(2, 5)}, {'': Fraction(1, 1)}, {'Nordland fylkeskommune': Fraction(1, 1)})
    """
    parts = [part.strip() for part in _BETWEEN_PAYERS.split(text) if part.strip()]
    if not parts:
        return {"": Fraction(1)}
    found: dict[str, Fraction] = {}
    for part in parts:
        shares = _SHARE.findall(part)
        if len(shares) != (1 if len(parts) > 1 else len(shares[:1])):
            raise ValueError(text)
        name = " ".join(_SHARE.sub(" ", part).strip(" :()").split())
        if not name or not name.isprintable():
            raise ValueError(text)
        found["" if _MUNICIPALITIES.fullmatch(name) else name] = notation.share(shares[0]) if shares else Fraction(1)
    if sum(found.values()) != 1 or len(found) < len(parts):
        raise ValueError(text)
    return found
