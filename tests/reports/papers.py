"""Budgets for tests of documents, and documents read back from each format."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from html.parser import HTMLParser
from io import BytesIO

from docx import Document
from markdown_it import MarkdownIt

from lkt_alloc.engine.allocate import Allocation, allocate
from lkt_alloc.engine.model import Budget, Key, Payer, Period, Post
from lkt_alloc.engine.parts import ALL, SharePart
from lkt_alloc.engine.register import Municipality, Register
from lkt_alloc.language.sentences import Sentence, Text, Value, sentence
from lkt_alloc.language.words import Words
from lkt_alloc.reports.blocks import Heading, Numbered, Paragraph, Report
from lkt_alloc.reports.explanation import Explained

THEN = date(2018, 1, 1)
Rows = list[list[str]]


def text(words: str) -> Text:
    return Text({"": words})


def allocation_of(
    kroner: Mapping[str, Sequence[int]], names: Sequence[str] = ("Os", "Voss"), periods: Sequence[str] = ("2019",)
) -> Allocation:
    """An allocation of what each payer bears in each period, divided by population between municipalities with these names."""
    register = Register(
        {
            f"{1201 + n}": Municipality(f"{1201 + n}", name, "", None, None, None, {THEN: 1})
            for n, name in enumerate(names)
        },
        {},
        {},
        {},
    )
    key = Key(
        text("etter folketal"),
        tuple(register.municipalities),
        (SharePart(Fraction(1), ALL, "population"),),
        "1 kr",
        THEN,
    )
    posts = tuple(
        Post(payer, text(payer), {payer: Fraction(1)}, {p: k * 100 for p, k in zip(periods, ks, strict=True)}, {})
        for payer, ks in kroner.items()
    )
    budget = Budget(
        text("Legevakt"),
        "nn",
        {},
        {p: Period(text(p), THEN, THEN) for p in periods},
        {payer: Payer(text(payer), "key") for payer in kroner},
        {"key": key},
        posts,
        {},
    )
    return allocate(budget, register, periods)


def steps_of(allocation: Allocation, number: str, words: Words) -> list[str]:
    """The lines of `explain` for one member from its key on, without those of tables."""
    blocks = Explained(allocation, [], number).report()
    said = [words.say(line) if isinstance(line, Sentence) else words.show(line) for line in _lines(blocks)]
    start = said.index(words.say(sentence("Step 2. The allocation key")))
    return [line.replace("\N{NO-BREAK SPACE}", " ") for line in said[start:]]


def _lines(blocks: Report) -> Iterator[Value]:
    for block in blocks:
        if isinstance(block, Heading):
            yield block.text
        elif isinstance(block, Paragraph | Numbered):
            yield from block.sentences


def points_of_html(printed: str) -> tuple[list[str], list[Rows]]:
    """The numbered points and the tables of an HTML document."""
    reader = _Reader()
    reader.feed(printed)
    assert reader.open == []
    return reader.points, reader.tables


class _Reader(HTMLParser):
    """Also sees to it that every tag is closed in its turn."""

    def __init__(self) -> None:
        super().__init__()
        self.points: list[str] = []
        self.tables: list[Rows] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        del attrs
        if tag not in ("meta", "br"):
            self.open.append(tag)
        if tag == "table":
            self.tables.append([])
        if tag == "tr":
            self.tables[-1].append([])
        if tag in ("td", "th"):
            self.tables[-1][-1].append("")
        if tag == "li":
            self.points.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in ("td", "th"):
            self.tables[-1][-1][-1] += data
        if self.open and self.open[-1] == "li":
            self.points[-1] += data


def points_of_docx(raw: bytes) -> tuple[list[str], list[Rows]]:
    """The numbered points and the tables of a Word document."""
    document = Document(BytesIO(raw))
    points = [p.text for p in document.paragraphs if p.style and p.style.name == "List Number"]
    return points, [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]


def points_of_markdown(printed: str) -> tuple[list[str], list[Rows]]:
    """The numbered points and the tables of a Markdown document, as a reader of Markdown has them."""
    return points_of_html(
        MarkdownIt("commonmark")
        .enable("table")
        .render(printed)
        .replace("<br />", "<br>")
        .replace("<p>", "")
        .replace("</p>", "")
        .replace("<strong>", "")
        .replace("</strong>", "")
    )
