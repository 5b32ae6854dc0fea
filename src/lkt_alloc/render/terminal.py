"""A report for a terminal, with a width and perhaps colours. Text is broken between words; a number never is."""

from collections.abc import Sequence
from io import StringIO
from itertools import zip_longest
from textwrap import wrap
from typing import Final, Literal

from msgspec import Struct
from rich import box
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text as RichText

from lkt_alloc.language.words import Words
from lkt_alloc.render.bars import WIDTH, bars
from lkt_alloc.reports.blocks import Column, Heading, Numbered, Report, Table

_GAP: Final = 2
_SHORTEST: Final = 8  # a bar that is no longer than this says nothing


def render(report: Report, words: Words, width: int, *, colour: bool) -> str:
    """The report for a terminal of `width` columns. Tables that are too wide are continued below themselves."""
    stream = StringIO()
    console = Console(
        file=stream,
        width=10_000,
        force_terminal=colour,
        color_system="standard" if colour else None,
        no_color=not colour,
        highlight=False,
        markup=False,
        legacy_windows=False,
        _environ={},
    )
    for block in report:
        match block:
            case Heading(level=1):
                console.print(RichText(words.title(block.text), style="bold"))
            case Heading():
                console.print(RichText("\n" + words.title(block.text), style="bold cyan"))
            case Table():
                for n, table in enumerate(_fit(block, words, width)):
                    console.print(*([""] if n else []), table, sep="\n")
            case Numbered():
                for n, sentence in enumerate(block.sentences, start=1):
                    console.print(RichText("\n".join(["", *_wrapped(f"{n}. {words.title(sentence)}", width)])))
            case _:
                lines = [line for sentence in block.sentences for line in _wrapped(words.title(sentence), width)]
                console.print(RichText("\n" + "\n".join(lines), style="dim" if block.note else ""))
    return "\n".join(line.rstrip() for line in stream.getvalue().split("\n"))


def _wrapped(text: str, width: int) -> list[str]:
    # textwrap breaks at ordinary spaces only, so the no-break spaces within numbers hold; rich would break there
    return wrap(text, max(width, 1), break_long_words=False, break_on_hyphens=False)


class _Laid(Struct, frozen=True):
    """A table in words: headings in lines, rows with the sums last, and how wide each column is."""

    columns: tuple[Column, ...]
    titles: list[list[str]]
    rows: list[list[str]]
    widths: list[int]


def _fit(table: Table, words: Words, width: int) -> list[RichTable]:
    """The table as one or several tables that are no wider than `width`, if its columns let it."""
    rows = [[words.cell(cell) for cell in row] for row in (*table.rows, table.total or [None] * len(table.columns))]
    filled = [max(map(len, cells)) for cells in zip(*rows, strict=True)]
    titles = [
        _title(words.title(column.title), column, least) for column, least in zip(table.columns, filled, strict=True)
    ]
    titles = [[""] * (max(map(len, titles)) - len(title)) + title for title in titles]
    widths = [max(least, *map(len, title)) for title, least in zip(titles, filled, strict=True)]
    _squeeze(widths, table, [[words.title(column.title) for column in table.columns], *rows], width)
    keys = list(range(table.keys))
    parts, part, used = [], list(keys), 0
    room = width - sum(widths[i] + _GAP for i in keys)
    for i in range(table.keys, len(widths)):
        if used + widths[i] > room and part != keys:
            parts.append(part)
            part, used = list(keys), 0
        part.append(i)
        used += widths[i] + _GAP
    parts.append(part)
    room -= used
    drawn = []
    if table.bars and len(parts) == 1 and room >= (1 if table.bars.always else _SHORTEST):
        drawn = bars(table.bar_amounts(), min(room, WIDTH))
    laid = _Laid(table.columns, titles, rows, widths)
    return [_table(laid, part) for part in parts[:-1]] + [_table(laid, parts[-1], drawn)]


def _title(text: str, column: Column, width: int) -> list[str]:
    """A heading in lines: over numbers, no wider than they are if its words let it."""
    return _wrapped(text, max([width, *map(len, text.split(" "))])) if column.number else [text]


def _squeeze(widths: list[int], table: Table, texts: list[list[str]], width: int) -> None:
    """Make the widest text column narrower, but no narrower than its longest word, if the table is too wide."""
    text = [i for i, column in enumerate(table.columns) if not column.number] or range(len(widths))
    widest = max(text, key=widths.__getitem__)
    longest_word = max(len(word) for row in texts for word in row[widest].split(" "))
    excess = sum(widths) + _GAP * (len(widths) - 1) - width
    if excess > 0:
        widths[widest] = max(widths[widest] - excess, longest_word)


def _table(laid: _Laid, part: list[int], drawn: Sequence[str] = ()) -> RichTable:
    table = RichTable(
        box=box.HORIZONTALS,
        padding=(0, _GAP - 1, 0, 0),
        pad_edge=False,
        show_edge=False,
        header_style="bold",
        show_footer=any(laid.rows[-1]),
        footer_style="bold",
    )
    *body, total = laid.rows
    for i in part:
        justify: Literal["left", "right"] = "right" if laid.columns[i].number else "left"
        table.add_column("\n".join(laid.titles[i]), total[i], justify=justify, no_wrap=True, min_width=laid.widths[i])
    if drawn:
        table.add_column("", style="cyan", no_wrap=True)
    for row, bar in zip_longest(body, drawn, fillvalue=""):
        cells = [row[i] if laid.columns[i].number else "\n".join(_wrapped(row[i], laid.widths[i])) for i in part]
        table.add_row(*cells, *([bar] if drawn else []))
    return table
