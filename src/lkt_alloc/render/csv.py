"""CSV in two dialects: RFC 4180 for programs, and the one that a Norwegian Excel opens as it stands.

In both, text that a spreadsheet would take for a formula is given an apostrophe in front; numbers are not touched.
"""

import csv
import re
from collections.abc import Iterable, Sequence
from datetime import date
from io import StringIO
from typing import Final

from lkt_alloc.language.sentences import Fixed, Ore
from lkt_alloc.language.signs import visible_lines
from lkt_alloc.language.words import Words
from lkt_alloc.reports.blocks import Cell, Rows, Table

_BOM: Final = "\ufeff"
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_NUMBER: Final = r"-?[0-9]+(?:\.[0-9]+)?"  # text: compiled when there is something to match, not at every start
_NUMERIC: Final = r"[0-9][0-9 .,:/eE+-]*"
_PLAIN: Final = "0|[1-9][0-9]{0,10}"
_MONTH: Final = r"(?i:[0-9. -]*(?:jan|feb|mar|apr|ma[iy]|jun|jul|aug|sep|o[kc]t|nov|de[sc])[a-z]*[. -]*[0-9]*)"


def render(rows: Rows, _: Words) -> str:
    """Rows of plain values by RFC 4180: commas, CRLF, quotes where needed, UTF-8 without byte-order mark."""
    header, below = rows
    guarded = ([_guarded(value) if isinstance(value, str) else value for value in row] for row in below)
    return _written([header, *guarded], ",")


def _guarded(text: str) -> str:
    text = visible_lines(text)
    return f"'{text}" if text.startswith(_FORMULA) and not re.fullmatch(_NUMBER, text) else text


def render_for_excel(table: Table, words: Words) -> str:
    """A table for Excel with Norwegian settings: semicolons, decimal commas, CRLF, UTF-8 with byte-order mark.

    Numbers are digits with an ordinary minus and no grouping, amounts always with two decimals, dates year-month-day. Text that
    Excel would read as a number or a date gets an apostrophe too. There are no sums: they would be sorted among the rows.
    """
    titles = [words.title(column.title) for column in table.columns]
    return _BOM + _written([titles, *([_for_excel(cell, words) for cell in row] for row in table.rows)], ";")


def _for_excel(cell: Cell, words: Words) -> str:
    match cell:
        case None:
            return ""
        case Ore(ore):
            return _decimal(ore, 2)
        case Fixed(units, decimals):
            return _decimal(units, decimals)
        case date():
            return cell.isoformat()
        case int():
            return str(cell)
    text = words.cell(cell)
    return f"'{text}" if text.startswith(_FORMULA) or _is_misread(text) else text


def _is_misread(text: str) -> bool:
    """Whether Excel shows text as something else: without zeros or spaces, as 1E+12, as a fraction, a time or a date."""
    looks_like_a_date = re.fullmatch(_MONTH, text) and any(char.isdigit() for char in text)
    return bool((re.fullmatch(_NUMERIC, text) and not re.fullmatch(_PLAIN, text)) or looks_like_a_date)


def _decimal(units: int, decimals: int) -> str:
    digits = str(abs(units)).rjust(decimals + 1, "0")
    return f"{'-' if units < 0 else ''}{digits[:-decimals]},{digits[-decimals:]}"


def _written(rows: Iterable[Sequence[str | int]], delimiter: str) -> str:
    stream = StringIO(newline="")
    csv.writer(stream, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    return stream.getvalue()
