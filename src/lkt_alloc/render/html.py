"""A report as one plain HTML document: no script, nothing from the network, a decent sheet of A4 when printed."""

from html import escape
from typing import Final

from lkt_alloc.language.words import Words, held_together
from lkt_alloc.reports.blocks import Heading, Numbered, Report, Table

_STYLE: Final = """\
:root { color-scheme: light; }
body { max-width: 46rem; margin: 2.5rem auto; padding: 0 1.25rem; color: #1a1a1a; background: #fff;
  font: 1rem/1.5 "Source Serif 4", Cambria, Georgia, "Liberation Serif", serif; }
h1, h2, h3, table { font-family: "Source Sans 3", Calibri, "Segoe UI", Carlito, "Liberation Sans", sans-serif; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 1.5rem; padding-bottom: .6rem; border-bottom: 3px solid #1f4e79; }
h2 { font-size: 1.25rem; color: #1f4e79; margin: 2rem 0 .5rem; }
h3 { font-size: 1.05rem; margin: 1.4rem 0 .4rem; }
p { margin: .5rem 0; }
.note { font-size: .85rem; color: #4a4a4a; }
ol { padding-left: 1.6rem; }
li { margin: .4rem 0; }
.wide { overflow-x: auto; margin: .75rem 0; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; line-height: 1.3; }
th, td { padding: .28rem .6rem .28rem 0; text-align: left; vertical-align: bottom; }
th { font-weight: 600; }
td { vertical-align: top; }
thead th { border-bottom: 1.5px solid #1a1a1a; }
tbody th { font-weight: 400; white-space: nowrap; }
tbody tr { border-bottom: 1px solid #ddd; }
tbody tr.marked > * { font-weight: 700; background: #eaf1f8; }
tfoot > tr > * { font-weight: 700; border-top: 1.5px solid #1a1a1a; }
.number { text-align: right; padding: .28rem 0 .28rem .9rem; font-variant-numeric: tabular-nums; }
td.number { white-space: nowrap; }
@page { size: A4; margin: 2.2cm 2cm; @bottom-right { content: counter(page); font: 9pt sans-serif; } }
@media print {
  body { max-width: none; margin: 0; padding: 0; font-size: 10pt; line-height: 1.35; }
  h1 { font-size: 16pt; }
  h1 { margin-bottom: .8rem; }
  h2 { margin: 1rem 0 .25rem; }
  h3 { margin: .8rem 0 .2rem; }
  p, li, .wide { margin: .25rem 0; }
  h2, h3 { break-after: avoid; }
  td, th, .number { padding-top: .18rem; padding-bottom: .18rem; }
  tr, li { break-inside: avoid; }
  .new-page { break-before: page; margin-top: 0; }
  .wide { overflow: visible; }
  tbody tr.marked > * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
"""


def render(report: Report, words: Words) -> str:
    """The report as a document of its own; what a file says is text, never markup."""
    title = next((words.title(block.text) for block in report if isinstance(block, Heading)), "")
    lines = [
        "<!DOCTYPE html>",
        f'<html lang="{words.language}">',
        "<head>",
        '<meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{_escaped(title)}</title>",
        f"<style>\n{_STYLE}</style>",
        "</head>",
        "<body>",
        "<main>",
    ]
    for block in report:
        match block:
            case Heading():
                new_page = ' class="new-page"' if block.new_page else ""
                lines.append(f"<h{block.level}{new_page}>{_escaped(words.title(block.text))}</h{block.level}>")
            case Numbered():
                points = [f"<li>{_escaped(words.title(sentence))}</li>" for sentence in block.sentences]
                lines += ["<ol>", *points, "</ol>"]
            case Table():
                lines += _table(block, words)
            case _:
                text = "<br>\n".join(_escaped(words.title(sentence)) for sentence in block.sentences)
                lines.append(f'<p class="note">{text}</p>' if block.note else f"<p>{text}</p>")
    return "\n".join([*lines, "</main>", "</body>", "</html>", ""])


def _table(table: Table, words: Words) -> list[str]:
    titles = [words.title(column.title) for column in table.columns]
    heads = [
        f'<th scope="col"{_kind(column.number)}>{_escaped(title)}</th>'
        for column, title in zip(table.columns, titles, strict=True)
    ]
    lines = ['<div class="wide">', "<table>", f"<thead><tr>{''.join(heads)}</tr></thead>", "<tbody>"]
    for n, row in enumerate(table.rows):
        marked = ' class="marked"' if n == table.marked else ""
        lines.append(f"<tr{marked}>{_cells(table, [words.cell(cell) for cell in row])}</tr>")
    lines.append("</tbody>")
    if table.total:
        lines.append(f"<tfoot><tr>{_cells(table, [words.cell(cell) for cell in table.total])}</tr></tfoot>")
    return [*lines, "</table>", "</div>"]


def _cells(table: Table, cells: list[str]) -> str:
    """A row; its last key column is what a screen reader calls it."""
    return "".join(
        f'<th scope="row"{_kind(column.number)}>{_escaped(cell)}</th>'
        if n == table.keys - 1
        else f"<td{_kind(column.number)}>{_escaped(cell)}</td>"
        for n, (column, cell) in enumerate(zip(table.columns, cells, strict=True))
    )


def _kind(number: bool) -> str:
    return ' class="number"' if number else ""


def _escaped(text: str) -> str:
    return escape(held_together(text).encode("utf-8", "replace").decode("utf-8"))
