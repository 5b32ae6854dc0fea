"""A report for a terminal, with a width and perhaps colours. Text is broken between words where they have room; a number never is."""

from bisect import bisect_left
from collections.abc import Sequence
from functools import cache
from io import StringIO
from itertools import zip_longest
from typing import Final

from msgspec import Struct
from rich import box
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text as RichText

from lkt_alloc.language.widths import cells, folded, widest, wrapped
from lkt_alloc.language.words import Words
from lkt_alloc.render.bars import MARK, WIDTH, bars
from lkt_alloc.reports.blocks import Heading, Numbered, Report, Table

_GAP: Final = 2
_SHORTEST: Final = 8  # a bar that is no longer than this says nothing
_READABLE: Final = 20  # a column of text with folded words that is no wider is hard to read
_TALLEST: Final = 3  # lines of a heading that leaves room for more than the figures below it


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
                console.print(RichText("\n".join(wrapped(words.title(block.text), width)), style="bold"))
            case Heading():
                console.print(RichText("\n".join(["", *wrapped(words.title(block.text), width)]), style="bold cyan"))
            case Table():
                for n, table in enumerate(_fit(block, words, width)):
                    console.print(*([""] if n else []), table, sep="\n")
            case Numbered():
                for n, sentence in enumerate(block.sentences, start=1):
                    console.print(RichText("\n".join(["", *wrapped(f"{n}. {words.title(sentence)}", width)])))
            case _:
                lines = [line for sentence in block.sentences for line in wrapped(words.title(sentence), width)]
                style = "dim" if block.note else "bold" if block.strong else ""
                console.print(RichText("\n" + "\n".join(lines), style=style))
    return "\n".join(line.rstrip() for line in stream.getvalue().split("\n"))


class _Laid(Struct, frozen=True):
    """A table in words: headings, in full or not, rows with the sums last, and how wide each column is without its heading."""

    table: Table
    titles: list[str]
    rows: list[list[str]]
    filled: list[int]


def _laid(table: Table, words: Words, *, in_full: bool = False) -> _Laid:
    titles = [words.title((in_full and column.full) or column.title) for column in table.columns]
    rows = [[words.cell(cell) for cell in row] for row in table.shown()]
    rows += [] if table.total else [[""] * len(table.columns)]
    return _Laid(table, titles, rows, [widest(column) for column in zip(*rows, strict=True)])


def _fit(table: Table, words: Words, width: int) -> list[RichTable]:
    """The table as one or several tables that are no wider than `width`, if its columns let it."""
    room = width - (len(MARK) + _GAP if table.marked is not None else 0)
    laid, in_full = _laid(table, words), _laid(table, words, in_full=True)
    every = range(len(table.columns))
    if any(column.full for column in table.columns) and (widths := _widths(in_full, every, room, _TALLEST)):
        return [_table(in_full, every, widths)]
    beside = _GAP + _SHORTEST if table.bars else 0
    if widths := _widths(laid, every, room - beside, _TALLEST) or _widths(laid, every, room):
        return [_table(laid, every, widths, _bars(table, room - _taken(widths) - _GAP))]
    widths = _squeezed(laid, room)
    parts = _parts(table.keys, widths, room)
    return [_table(laid, part, _widths(laid, part, room) or _widened(laid, part, widths, room)) for part in parts]


def _widths(laid: _Laid, part: Sequence[int], room: int, most: int | None = None) -> list[int] | None:
    """How wide columns are when their headings take as few lines as there is room for, or `None` where there is not."""
    tallest = max(len(laid.titles[i].split(" ")) for i in part)
    for lines in range(1, min(tallest, most or tallest) + 1):
        widths = [max(laid.filled[i], _narrowest(laid.titles[i], lines)) for i in part]
        if _taken(widths) <= room:
            return widths
    return None


@cache
def _narrowest(text: str, lines: int) -> int:
    """The width at which a text takes no more than so many lines."""
    least = widest(text.split(" "))
    return least + bisect_left(range(least, cells(text)), -lines, key=lambda width: -len(wrapped(text, width)))


def _taken(widths: Sequence[int]) -> int:
    return sum(widths) + _GAP * (len(widths) - 1)


def _bars(table: Table, room: int) -> list[str]:
    """Bars for the room beside a table: all of it where they are what it is about, else no more than they need."""
    if not table.bars or room < (1 if table.bars.always else _SHORTEST):
        return []
    return bars(table.bar_amounts(), room if table.bars.always else min(room, WIDTH))


def _squeezed(laid: _Laid, room: int) -> list[int]:
    """The narrowest headings, and then the widest text column as narrow as its longest word if there still is no room.

    Words are folded where they leave no room for one column beside those that say what a row is about; figures are not.
    """
    keys, broken = laid.table.keys, _broken(laid)
    words = [widest(title.split(" ")) for title in laid.titles]
    about = [_SHORTEST if i == broken else max(laid.filled[i], words[i]) for i in range(keys)]
    most = max(room - _taken(about) - _GAP, _SHORTEST)
    widths = [max(filled, min(word, most)) for filled, word in zip(laid.filled, words, strict=True)]
    longest = widest(word for row in [laid.titles, *laid.rows] for word in row[broken].split(" "))
    beside = [width for i, width in enumerate(widths[:keys]) if i != broken]
    beside += [max(widths[keys:], default=0)] if broken < keys else []
    alone, together = max(room - _taken(beside) - _GAP, _SHORTEST), widths[broken] - max(0, _taken(widths) - room)
    # words that are folded anyway are folded so that all columns stand beside each other
    least = longest if longest <= alone else 0 if together >= _READABLE else alone
    widths[broken] = max(together, least)
    return widths


def _broken(laid: _Laid) -> int:
    """The widest text column: the one that is broken over lines."""
    text = [i for i, column in enumerate(laid.table.columns) if not column.number] or range(len(laid.filled))
    return max(text, key=laid.filled.__getitem__)


def _widened(laid: _Laid, part: Sequence[int], widths: Sequence[int], room: int) -> list[int]:
    """Columns that stand beside each other, the broken one as wide as there is room for."""
    own = {i: widths[i] for i in part}
    if (broken := _broken(laid)) in own:
        own[broken] = max(own[broken], min(laid.filled[broken], own[broken] + room - _taken([*own.values()])))
    return [*own.values()]


def _parts(keys: int, widths: Sequence[int], room: int) -> list[list[int]]:
    """Which columns stand beside each other, those that say what a row is about first in each part."""
    parts = [list(range(keys))]
    for i in range(keys, len(widths)):
        if _taken([widths[j] for j in (*parts[-1], i)]) > room and len(parts[-1]) > keys:
            parts.append(list(range(keys)))
        parts[-1].append(i)
    return parts


def _table(laid: _Laid, part: Sequence[int], widths: Sequence[int], drawn: Sequence[str] = ()) -> RichTable:
    *body, total = laid.rows
    keys = laid.table.keys if len(part) < len(laid.titles) else 0  # which alone are no sums
    table = RichTable(
        box=box.HORIZONTALS,
        padding=(0, _GAP - 1, 0, 0),
        pad_edge=False,
        show_edge=False,
        header_style="bold",
        show_footer=any(total[i] for i in part[keys:]),
        footer_style="bold",
    )
    titles = [folded(laid.titles[i], width) for i, width in zip(part, widths, strict=True)]
    marked = laid.table.marked
    if marked is not None:
        table.add_column("", no_wrap=True, min_width=len(MARK))
    for i, width, title in zip(part, widths, titles, strict=True):
        column = laid.table.columns[i]
        table.add_column(
            "\n" * (max(map(len, titles)) - len(title)) + "\n".join(title),
            total[i],
            justify="right" if column.number else "left",
            style="bold" if column.strong else "",
            no_wrap=True,
            min_width=width,
        )
    if drawn:
        table.add_column("", style="cyan", no_wrap=True)
    for n, (row, bar) in enumerate(zip_longest(body, drawn, fillvalue="")):
        own = ["\n".join(folded(row[i], width)) for i, width in zip(part, widths, strict=True)]
        table.add_row(
            *([] if marked is None else [MARK if n == marked else ""]),
            *own,
            *([bar] if drawn else []),
            style="bold" if n in laid.table.strong else "",
            end_section=n + 1 == laid.table.limit,
        )
    return table
