"""Lists as they are printed: days keep to one line, text keeps off tables, and what is wide goes over several pages."""

import io
from datetime import date

from docx import Document
from docx.shared import Pt

from lkt_alloc.language.sentences import sentence
from lkt_alloc.language.words import Words
from lkt_alloc.render import docx
from lkt_alloc.render.paper import cells
from lkt_alloc.reports.blocks import Column, Paragraph, Table

ENGLISH = Words("en")
SAID = sentence("Declined: {names}.", names="A")


def table(columns: int, keys: int = 1) -> Table:
    return Table(tuple(Column(sentence("Note"), False) for _ in range(columns)), (("x" * 30,) * columns,), (), keys)


def test_a_day_keeps_to_one_line() -> None:
    own = Table((Column(sentence("Date"), False),), ((date(2025, 11, 14),), (None,)), (), 1)
    assert cells(own, Words("nn"))[1:] == [["14.\N{NO-BREAK SPACE}november\N{NO-BREAK SPACE}2025"], [""]]


def test_text_keeps_off_the_last_line_of_a_table_and_of_nothing_else() -> None:
    report = (Paragraph((SAID,)), table(1), Paragraph((SAID,)), Paragraph((SAID,)))
    made = Document(io.BytesIO(docx.render(report, ENGLISH)))
    assert [paragraph.paragraph_format.space_before for paragraph in made.paragraphs] == [None, Pt(6), None]
