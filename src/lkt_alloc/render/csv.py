"""Rows of plain values as CSV by RFC 4180: commas, CRLF, quotes where needed, UTF-8 without byte-order mark."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO


def render(header: Sequence[str], rows: Iterable[Sequence[str | int]]) -> str:
    """The rows as CSV. Text that a spreadsheet would take for a formula is given an apostrophe in front; numbers are not touched."""
    stream = StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(header)
    for row in rows:
        writer.writerow([_guarded(value) if isinstance(value, str) else value for value in row])
    return stream.getvalue()


def _guarded(text: str) -> str:
    is_number = text.lstrip("-").replace(".", "", 1).isdigit()
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) and not is_number else text
