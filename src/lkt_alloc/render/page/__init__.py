"""HTML, each time one file that needs nothing else: a page with styles, script and drawing in it, and a report as a plain document.

What the files of a budget say is text, never markup: every value goes through Jinja2's escaping.
"""

from base64 import b64encode
from collections.abc import Callable, Sequence
from functools import partial
from hashlib import sha256
from html import escape
from itertools import accumulate, pairwise
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from msgspec import Struct

from lkt_alloc.language.sentences import Fixed, Ore, Sentence, Value, sentence
from lkt_alloc.language.words import Words, held_together
from lkt_alloc.render.page.sankey import BAR, FRAMES, LINE, drawing
from lkt_alloc.reports.blocks import Cell, Heading, Numbered, Report, Table
from lkt_alloc.reports.flow import Flow
from lkt_alloc.reports.page import Entry, Page, Section

_HERE: Final = Path(__file__).parent
_LONGEST: Final = 1000  # the length of the longest bar
_UPRIGHT: Final = 8  # so many columns have room on a sheet that stands
_SCALE: Final = sentence("Bars are in proportion to the largest amount of their own column.")

LABELS: Final = {
    "title": sentence("Shares"),
    "skip": sentence("To the table"),
    "flow": sentence("From budget items to amounts"),
    "posts": sentence("Budget items"),
    "payers": sentence("Payers"),
    "shown": sentence("{n} of {count}", n="{n}", count="{count}"),
    "sum_shown": sentence("Sum of those shown"),
    "bar": sentence("Bar"),
    "calculation": sentence("Calculation"),
    "common": sentence("What all calculations share"),
    "common_link": sentence("The budget items, and all remainders by size"),
    "about": sentence("What is this?"),
    "link": sentence("Link to this calculation"),
}
"""What the page itself says, around what it shows."""


def render(page: Page, words: Words) -> str:
    """The page as HTML."""
    style, script = (_read(name) for name in ("page.css", "page.js"))
    return (
        _environment(words)
        .get_template("page.html.j2")
        .render(
            page=page,
            label=LABELS,
            sample=words.number(-123456, 2),
            percent=words.fixed(Fixed(0, 3, percent=True)),
            drawings=[drawing(page.flow, words, frame) for frame in FRAMES] if isinstance(page.flow, Flow) else [],
            heads=(LABELS["posts"], LABELS["payers"], page.members),
            bar_width=BAR,
            line=LINE,
            flow_said=_said(page.flow, words) if isinstance(page.flow, Flow) else words.title(page.flow),
            lang=words.language,
            style=style,
            script=script,
            style_hash=_hash(style),
            script_hash=_hash(script),
            sections=[_laid_out(n, section) for n, section in enumerate(page.sections, start=1)],
        )
    )


def render_report(report: Report, words: Words) -> str:
    """A report as a plain HTML document: no script, a decent sheet of A4 when printed."""
    return (
        _environment(words, lambda text: Markup(escape(text)))
        .get_template("report.html.j2")
        .render(
            report=report,
            heading=next((block for block in report if isinstance(block, Heading)), None),
            lang=words.language,
            style=_read("report.css"),
            scale=_SCALE,
            landscape=any(isinstance(block, Table) and len(block.columns) > _UPRIGHT for block in report),
        )
    )


def _environment(words: Words, written: Callable[[str], str] = str) -> Environment:
    """The templates, with filters that put values into words; `written` is how their text is, where Jinja's own escaping is not wanted."""
    environment = Environment(
        loader=FileSystemLoader(_HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["bar"] = _bar
    ways = {"cell": words.cell, "title": words.title, "show": words.show}
    environment.filters |= {name: partial(_held_together, way, written) for name, way in ways.items()}
    environment.tests |= {
        "heading": lambda block: isinstance(block, Heading),
        "numbered": lambda block: isinstance(block, Numbered),
        "table": lambda block: isinstance(block, Table),
    }
    return environment


class _Bar(Struct, frozen=True):
    """An amount between the least and the largest of a table, from 0 to `_LONGEST`: where its bar starts, how long it is, and nothing."""

    start: int
    length: int
    zero: int
    less: bool


def _bar(cell: Cell, span: tuple[int, int] | None) -> _Bar | None:
    """The bar of a cell between two amounts, if it is drawn; whatever is not zero is seen."""
    if not span or not isinstance(cell, Ore) or span[0] == span[1]:
        return None
    least, room = span[0], span[1] - span[0]
    zero = -least * _LONGEST // room
    length = max(abs(cell.ore) * _LONGEST // room, 2 * (cell.ore != 0))
    return _Bar(zero - length if cell.ore < 0 else zero, length, zero, cell.ore < 0)


def _held_together(way: Callable[[Value], str], written: Callable[[str], str], value: Value) -> str:
    """A value in words, with no break where there should be none."""
    return written(held_together(way(value)))


def _said(flow: Flow, words: Words) -> str:
    """The flow in words, for those who do not see it."""
    return "; ".join(
        f"{words.title(place.name)} {words.show(Ore(place.said))}" for column in flow.columns for place in column
    )


def _read(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """A hash as a Content-Security-Policy has it: the only style and the only script that may be run."""
    return f"sha256-{b64encode(sha256(text.encode('utf-8')).digest()).decode('ascii')}"


class _LaidOut(Struct, frozen=True):
    """A section with what its table needs: anchors and bars. The first one's anchors are the bare numbers.

    `stacked`: bars have a part for each period; not where some are refunded what they pay for another, as parts would not make the sum.
    """

    n: int
    section: Section
    stacked: bool
    rows: tuple["_Row", ...]


class _Row(Struct, frozen=True):
    entry: Entry
    anchor: str
    order: str
    how: Sentence
    bar: tuple[tuple[int, int], ...]


def _laid_out(n: int, section: Section) -> _LaidOut:
    stacked = not any(min(entry.amounts) < 0 < max(entry.amounts) for entry in section.entries)
    parts = [entry.amounts if stacked else (sum(entry.amounts),) for entry in section.entries]
    longest = max(sum(map(abs, amounts)) for amounts in parts) or 1
    rows = (_row(n, entry, amounts, longest) for entry, amounts in zip(section.entries, parts, strict=True))
    return _LaidOut(n, section, stacked, tuple(rows))


def _row(n: int, entry: Entry, amounts: Sequence[int], longest: int) -> _Row:
    number = "_".join(entry.number.split())  # an anchor has no spaces
    anchor = number if n == 1 else f"{number}-{n}"
    order = " ".join("-" if value is None else str(value) for value in entry.order)
    ends = [reached * _LONGEST // longest for reached in accumulate(map(abs, amounts), initial=0)]
    how = sentence("How the amount of {municipality} is calculated", municipality=entry.name)
    return _Row(entry, anchor, order, how, tuple((start, end - start) for start, end in pairwise(ends)))
