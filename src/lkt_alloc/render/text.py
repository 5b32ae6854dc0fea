"""A report as plain text. Nothing is ever folded or cut, however wide a table is."""

from typing import Final

from lkt_alloc.language.widths import cells, padded, widest
from lkt_alloc.language.words import Words
from lkt_alloc.render.bars import MARK, WIDTH, bars
from lkt_alloc.reports.blocks import Heading, Numbered, Report, Table

_GAP: Final = "  "


def render(report: Report, words: Words) -> str:
    """The report as lines of text."""
    parts = []
    for block in report:
        match block:
            case Heading():
                title = words.title(block.text)
                parts.append(f"{title}\n{'═' * cells(title)}" if block.level == 1 else title)
            case Table():
                parts.append(_table(block, words))
            case Numbered():
                said = enumerate(block.sentences, start=1)
                parts.append("\n".join(f"{n}. {words.title(sentence)}" for n, sentence in said))
            case _:
                parts.append("\n".join(words.title(sentence) for sentence in block.sentences))
    return "\n\n".join(parts) + "\n"


def _table(table: Table, words: Words) -> str:
    rows = [[words.title(column.title) for column in table.columns]]
    rows += [[words.cell(cell) for cell in row] for row in table.shown()]
    widths = [widest(column) for column in zip(*rows, strict=True)]
    lines = [_line(row, widths, table) for row in rows]
    if table.marked is not None:
        lines = [f"{MARK if n == table.marked + 1 else ' '}{_GAP}{line}" for n, line in enumerate(lines)]
    drawn = bars(table.bar_amounts(), WIDTH) if table.bars and table.bars.always else []
    for n, bar in enumerate(drawn, start=1):
        lines[n] = f"{lines[n]}{_GAP}{bar}"
    rule = "─" * (cells(lines[0]) + (len(_GAP) + WIDTH if drawn else 0))
    # from below, so that lines which are still to be drawn stay where they are
    for above in sorted({len(table.rows) + 1 if table.total else 1, table.limit + 1, 1}, reverse=True):
        lines.insert(above, rule)
    return "\n".join(line.rstrip() for line in lines)


def _line(row: list[str], widths: list[int], table: Table) -> str:
    columns = zip(row, widths, table.columns, strict=True)
    return _GAP.join(padded(cell, width, right=column.number) for cell, width, column in columns)
