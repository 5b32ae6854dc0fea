"""A report as Markdown, with tables as GitHub and Pandoc read them."""

from itertools import zip_longest

from lkt_alloc.language.marking import marked_down
from lkt_alloc.language.words import Words
from lkt_alloc.render.bars import WIDTH, bars
from lkt_alloc.reports.blocks import Heading, Numbered, Report, Table


def render(report: Report, words: Words) -> str:
    """The report as Markdown; what a file says is text, never markup."""
    parts = []
    for block in report:
        match block:
            case Heading():
                parts.append(f"{'#' * block.level} {marked_down(words.title(block.text))}")
            case Table():
                parts.append(_table(block, words))
            case Numbered():
                said = enumerate(block.sentences, start=1)
                parts.append("\n".join(f"{n}. {marked_down(words.title(sentence))}" for n, sentence in said))
            case _:
                parts.append("  \n".join(marked_down(words.title(sentence)) for sentence in block.sentences))
    return "\n\n".join(parts) + "\n"


def _table(table: Table, words: Words) -> str:
    rows = [
        [marked_down(words.title(column.title)) for column in table.columns],
        ["---:" if column.number else "---" for column in table.columns],
        *([marked_down(words.cell(cell)) for cell in row] for row in table.shown()),
    ]
    strong = table.strong | ({len(table.rows)} if table.total else set())
    rows = [_bold(row) if n - 2 in strong else row for n, row in enumerate(rows)]
    if table.bars and table.bars.always:
        drawn = ["", "---", *bars(table.bar_amounts(), WIDTH)]
        rows = [[*row, bar] for row, bar in zip_longest(rows, drawn, fillvalue="")]
    return "\n".join(map(_line, rows))


def _bold(cells: list[str]) -> list[str]:
    return [f"**{cell}**" if cell else "" for cell in cells]


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"
