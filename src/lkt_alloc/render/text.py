"""A report as plain text. Nothing is ever folded or cut, however wide a table is."""

from typing import Final

from lkt_alloc.language.words import Words
from lkt_alloc.render.bars import WIDTH, bars
from lkt_alloc.reports.blocks import Heading, Numbered, Report, Table

_GAP: Final = "  "


def render(report: Report, words: Words) -> str:
    """The report as lines of text."""
    parts = []
    for block in report:
        match block:
            case Heading():
                title = words.title(block.text)
                parts.append(f"{title}\n{'═' * len(title)}" if block.level == 1 else title)
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
    rows += [[words.cell(cell) for cell in row] for row in table.rows]
    rows += [[words.cell(cell) for cell in table.total]] if table.total else []
    widths = [max(map(len, cells)) for cells in zip(*rows, strict=True)]
    drawn = bars(table.bar_amounts(), WIDTH) if table.bars and table.bars.always else []
    lines = [_line(row, widths, table) for row in rows]
    rule = "─" * (sum(widths) + len(_GAP) * (len(widths) - 1))
    for n, bar in enumerate(drawn, start=1):
        lines[n] = f"{lines[n]:<{len(rule)}}{_GAP}{bar}".rstrip()
    rule += "─" * (len(_GAP) + WIDTH) if drawn else ""
    if not table.total:
        return "\n".join([lines[0], rule, *lines[1:]])
    return "\n".join([lines[0], rule, *lines[1:-1], rule, lines[-1]])


def _line(row: list[str], widths: list[int], table: Table) -> str:
    cells = [
        cell.rjust(width) if column.number else cell.ljust(width)
        for cell, width, column in zip(row, widths, table.columns, strict=True)
    ]
    return _GAP.join(cells).rstrip()
