import csv as csv_module
import json as json_module
import re
from collections import Counter
from collections.abc import Callable
from io import BytesIO, StringIO
from itertools import pairwise
from unicodedata import normalize

import pytest
from docx import Document
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from msgspec.structs import replace
from rich.cells import cell_len

from lkt_alloc.diagnostics.catalogue import RULES
from lkt_alloc.diagnostics.findings import Finding, Place
from lkt_alloc.engine.model import LANGUAGES
from lkt_alloc.language.sentences import Fixed, Ore, Text, sentence
from lkt_alloc.language.words import Words
from lkt_alloc.render import csv, docx, findings, json, markdown, page, terminal, text
from lkt_alloc.render.paper import cells
from lkt_alloc.reports.blocks import SUM, Bars, Column, Heading, Numbered, Paragraph, Report, Row, Table

ENGLISH, NYNORSK = Words("en"), Words("nn")
NAMES = [
    "Os",
    "Øygarden og dei nord-vestlege øyane",
    "a|b *c* <d> _e_ `f` [g](h) \\ ~~i~~ {j} #1",
    "[bold]k[/bold]",
]
PERIODS = ["2018", "hausten 2019", "2020", "2021", "2022", "2023"]
WIDTHS = [40, 60, 80, 120, 400]


def report() -> Report:
    """One small report with all kinds of blocks and cells; no two of its numbers are the same."""
    columns = (
        Column(sentence("No."), number=False),
        Column(sentence("Municipality"), number=False),
        Column(sentence("Population")),
        Column(sentence("Share")),
        *(Column(Text({"": period})) for period in PERIODS),
    )
    rows: tuple[Row, ...] = tuple(
        (
            f"{1201 + i}",
            name,
            None if i == 0 else 1_000_000 + i,
            Fixed(10_000 + i, 3, percent=True),
            *(Ore((-1) ** i * (10 ** (4 + j) + i)) for j in range(len(PERIODS))),
        )
        for i, name in enumerate(NAMES)
    )
    totals = (Ore(-(7 * 10 ** (5 + j))) for j in range(len(PERIODS)))
    total: Row = ("", sentence("Sum"), 4_000_006, Fixed(100_000, 3, percent=True), *totals)
    long = sentence(
        "In {period} a tie decided: {names} have equal remainders.", period=Text({"": "2018"}), names=", ".join(NAMES)
    )
    return (
        Heading(sentence("{budget}: shares", budget=Text({"": "prosjekt_1"})), 1),
        Paragraph((sentence("Allocation key: {key}.", key=Text({"": "by *heart*"})), sentence("{total} kr", total=Ore(123_456_789_000)))),
        Heading(sentence("What is to be shared")),
        Table(columns, rows, total, 2),
        Paragraph((long, sentence("No tie decided anything.")), note=True),
    )  # fmt: skip


def table() -> Table:
    return next(block for block in report() if isinstance(block, Table))


def number_cells(words: Words) -> list[str]:
    cells = [cell for row in table().shown() for cell in row[2:]]
    return [words.cell(cell) for cell in cells if cell is not None]


def cells_of(line: str) -> list[str]:
    """The cells of a printed line; two spaces part them."""
    return re.split(" {2,}", line.strip())


def on_terminal(words: Words, width: int) -> str:
    return terminal.render(report(), words, width, colour=False)


def without_colour(printed: str) -> str:
    lines = re.sub("\x1b\\[[0-9;]*m", "", printed).split("\n")
    return "\n".join(line.rstrip() for line in lines)


# all of them


@pytest.mark.parametrize("words", [Words(language) for language in LANGUAGES])
@pytest.mark.parametrize("width", WIDTHS)
def test_every_number_stands_whole_and_once_at_every_width(words: Words, width: int) -> None:
    for printed in (on_terminal(words, width), text.render(report(), words)):
        seen = Counter(cell for line in printed.split("\n") for cell in cells_of(line))
        assert [cell for cell in number_cells(words) if seen[cell] != 1] == []


def test_the_same_report_gives_the_same_bytes() -> None:
    for words in (ENGLISH, NYNORSK):
        assert text.render(report(), words) == text.render(report(), words)
        assert markdown.render(report(), words) == markdown.render(report(), words)
        for width in WIDTHS:
            for colour in (False, True):
                printed = [terminal.render(report(), words, width, colour=colour) for _ in range(2)]
                assert printed[0] == printed[1]


@pytest.mark.parametrize("printed", [text.render(report(), NYNORSK), markdown.render(report(), NYNORSK)])
def test_a_file_ends_with_one_line_break(printed: str) -> None:
    assert printed.endswith("\n")
    assert not printed.endswith("\n\n")


# plain text

SMALL: Report = (
    Heading(sentence("{budget}: shares", budget=Text({"": "lån"})), 1),
    Paragraph((sentence("No tie decided anything."), sentence("Use the number."))),
    Heading(sentence("What is to be shared")),
    Table(
        (Column(sentence("No."), number=False), Column(Text({"": "navn"}), number=False), Column("kr")),
        (("1", "Os", Ore(100_000_000)), ("12", Text({"": "øvrige"}), None)),
        ("", sentence("Sum"), Ore(-50)),
        2,
    ),
)


SMALL_TEXT = """\
Lån: shares
═══════════

No tie decided anything.
Use the number.

What is to be shared

No.  Navn              Kr
─────────────────────────
1    Os      1,000,000.00
12   Øvrige
─────────────────────────
     Sum            -0.50
"""

SMALL_MARKDOWN = """\
# Lån: shares

No tie decided anything.  \nUse the number.

## What is to be shared

| No. | Navn | Kr |
| --- | --- | ---: |
| 1 | Os | 1,000,000.00 |
| 12 | Øvrige |  |
|  | **Sum** | **-0.50** |
"""


@pytest.mark.parametrize(("render", "printed"), [(text.render, SMALL_TEXT), (markdown.render, SMALL_MARKDOWN)])
def test_a_text_is_laid_out_for_people(render: Callable[[Report, Words], str], printed: str) -> None:
    """Plain text in columns; Markdown so that it reads well also before anything has made a page of it."""
    assert render(SMALL, ENGLISH) == printed


def test_where_a_column_has_ore_all_its_amounts_have_two_decimals() -> None:
    """In every format for people alike; another column has its own form."""
    rows = (("a", Ore(5_490_000_00), Ore(100)), ("b", Ore(-262_593_20), Ore(200)))
    own = Table((Column("name", number=False), Column("x"), Column("y")), rows, (SUM, Ore(5_227_406_80), Ore(300)), 1)
    for printed in (
        text.render((own,), ENGLISH),
        terminal.render((own,), ENGLISH, 80, colour=False),
        markdown.render((own,), ENGLISH),
        page.render_report((own,), ENGLISH),
        str(cells(own, ENGLISH)),
    ):
        assert [printed.count(amount) for amount in ("5,490,000.00", "-262,593.20", "5,227,406.80")] == [1, 1, 1]
        assert not any(amount in printed for amount in ("1.00", "2.00", "3.00"))


def test_a_continued_table_uses_the_room_there_is_and_folds_words_that_have_none() -> None:
    name = "a post about cars, drivers and what else there is"
    columns = (Column("id", number=False), Column("name", number=False), *(Column("x" * 12) for _ in range(4)))
    wide = Table(columns, (("1", name, *(Ore(n * 1_000_000_00) for n in range(4))),), (), 2)
    *_, last = terminal.render((wide,), ENGLISH, 60, colour=False).split("\n\n")
    assert [line.split() for line in last.splitlines()[2:]] == [
        ["1", *["a", "post", "about", "cars,", "drivers", "and", "what", "else"], "3,000,000"],
        ["there", "is"],
    ]
    word = "brannslukkingsutstyrsvedlikeholdsavtaleoppfølgingskostnader"
    for width in (30, 40, 60, 80):
        long = replace(wide, rows=(("1", word, *(Ore(n) for n in range(4))),), columns=(*columns[:-1], Column(word)))
        printed = terminal.render((long,), ENGLISH, width, colour=False)
        assert max(map(len, printed.splitlines())) <= width
        assert word in "".join(line[4:].split("  ")[0] for line in printed.split("\n\n")[0].splitlines()[2:])


def test_a_continued_table_has_its_text_where_it_stands() -> None:
    columns = (Column("id", number=False), *(Column("x" * 12) for _ in range(4)), Column("note", number=False))
    table = Table(columns, (("1", *(Ore(n * 100) for n in range(4)), "what is said of it in a few words"),), (), 1)
    first, *_, last = terminal.render((table,), ENGLISH, 40, colour=False).split("\n\n")
    assert ("few" in first, "few" in last) == (False, True)
    amounts = Table(columns, (("1", *(Ore(n * 10**13) for n in range(1, 5)), "a few words"),), (), 1)
    narrow = terminal.render((amounts,), ENGLISH, 12, colour=False)
    assert [f"{n}00,000,000,000" in narrow for n in range(1, 5)] == [True] * 4


def test_plain_text_is_never_broken_however_wide() -> None:
    lines = text.render(report(), ENGLISH).split("\n")
    for name in NAMES:
        assert sum(name in line for line in lines) == 2  # in its row and in the paragraph


# terminal


def test_a_terminal_shows_what_plain_text_shows_when_there_is_room() -> None:
    assert terminal.render(SMALL, ENGLISH, 80, colour=False) == (
        "Lån: shares\n\n"
        "No tie decided anything.\nUse the number.\n\n"
        "What is to be shared\n"
        "No.  Navn              Kr\n"
        "─────────────────────────\n"
        "1    Os      1,000,000.00\n"
        "12   Øvrige\n"
        "─────────────────────────\n"
        "     Sum            -0.50\n"
    )


def test_an_empty_line_parts_a_table_from_its_continuation() -> None:
    columns = (Column("No.", number=False), Column("Year"), Column("Kr"))
    wide = Table(columns, (("1", 123_456, Ore(-200_050)),), ("Sum", 7, None), 1)
    assert terminal.render((wide,), ENGLISH, 15, colour=False) == (
        "No.     Year\n"
        "────────────\n"
        "1    123,456\n"
        "────────────\n"
        "Sum        7\n"
        "\n"
        "No.         Kr\n"
        "──────────────\n"
        "1    -2,000.50\n"
    )


@pytest.mark.parametrize("width", WIDTHS)
def test_lines_are_no_longer_than_the_terminal_is_wide(width: int) -> None:
    for words in (ENGLISH, NYNORSK):
        assert max(len(line) for line in on_terminal(words, width).split("\n")) <= width


@pytest.mark.parametrize(("width", "parts"), [(40, 8), (60, 3), (80, 2), (400, 1)])
def test_a_wide_table_is_continued_below_with_the_key_columns_again(width: int, parts: int) -> None:
    lines = on_terminal(NYNORSK, width).split("\n")
    assert sum(set(line) == {"─"} for line in lines) == 2 * parts
    for first in ["Nr.", "1201", "1202", "1203", "1204", "Sum"]:
        assert sum(cells_of(line)[0] == first for line in lines) == parts
    assert sum(cells_of(line)[:2] == ["1201", "Os"] for line in lines) == parts
    headings = "Folketal Andel 2018 2020 2021 2022 2023"
    shown = [cell for line in lines for cell in cells_of(line)]
    assert [word for word in shown if word in headings.split()] == headings.split()


def rule(printed: str) -> int:
    """How wide the widest table is."""
    return max(len(line) for line in printed.split("\n") if "─" in line)


def test_headings_are_broken_before_names_and_names_before_a_table_is_divided() -> None:
    whole = rule(on_terminal(NYNORSK, 10_000))
    assert "Hausten 2019" in on_terminal(NYNORSK, whole)
    full = rule(on_terminal(NYNORSK, whole - 1))
    slack = max(map(len, NAMES)) - max(len(word) for name in NAMES for word in name.split())
    for width in (full, full - 1, full - slack):
        printed = on_terminal(NYNORSK, width)
        assert "Hausten 2019" not in printed
        assert printed.count("Folketal") == printed.count("1201") == 1
        assert rule(printed) == width
    assert on_terminal(NYNORSK, full - slack - 1).count("1201") == 2


def heads(width: int, *titles: str, marked: int | None = None) -> list[str]:
    """The lines of the headings of a table of amounts of ten letters each, in a terminal of some width."""
    columns = (Column("No.", number=False), *(Column(title) for title in titles))
    rows: tuple[Row, ...] = (("1", *(Ore(1_234_567_800) for _ in titles)),)
    printed = terminal.render((Table(columns, rows, (), 1, marked=marked),), ENGLISH, width, colour=False)
    return printed.partition("─")[0].split("\n")[:-1]


def test_headings_have_as_few_lines_as_there_is_room_for() -> None:
    title = "To pay (+) or get back (−), NOK"
    assert heads(36, title) == ["No.  To pay (+) or get back (−), NOK"]
    assert heads(35, title) == heads(22, title) == ["     To pay (+) or get", "No.      back (−), NOK"]
    assert heads(21, title) == ["      To pay (+)", "     or get back", "No.     (−), NOK"]
    assert [len(heads(width, title, "Sum")) for width in (48, 47, 34, 33, 28, 27)] == [1, 2, 2, 3, 3, 4]
    assert [len(heads(width, title, marked=0)) for width in (39, 38)] == [1, 2]


def test_bars_have_room_before_headings_have_one_line() -> None:
    columns = (Column("No.", number=False), Column("In the autumn"))
    shown = Table(columns, (("1", Ore(1_234_567_800)),), (), 1, Bars(1))
    for width, lines, longest in ((17, 2, 0), (18, 1, 0), (24, 1, 0), (25, 2, 8), (27, 2, 10), (28, 1, 8)):
        printed = terminal.render((shown,), ENGLISH, width, colour=False)
        assert (len(printed.partition("─")[0].split("\n")) - 1, printed.count("█")) == (lines, longest), width


def test_headings_are_in_full_where_three_lines_have_room_for_them() -> None:
    columns = (Column("No.", number=False), *(Column(f"1.{n}", full=f"1.{n} Travel and meetings") for n in range(1, 5)))
    posts: Report = (Table(columns, (("1", *(Ore(100) for _ in range(4))),), (), 1),)
    wide, narrow = (terminal.render(posts, ENGLISH, width, colour=False) for width in (51, 50))
    assert wide.count("meetings") == 4
    assert "Travel" not in narrow
    assert "Travel" not in text.render(posts, ENGLISH)


def test_a_table_has_its_own_row_marked_and_the_limit_drawn() -> None:
    rows: tuple[Row, ...] = (("Os", Ore(200)), ("Voss", Ore(100)), ("Ulvik", Ore(0)))
    columns = (Column("Name", number=False), Column("Kr", strong=True))
    ranked: Report = (Table(columns, rows, ("Sum", Ore(300)), 1, marked=1, limit=2),)
    shown = "   Name   Kr\n────────────\n   Os      2\n►  Voss    1\n────────────\n   Ulvik   0\n────────────\n   Sum     3\n"
    assert text.render(ranked, ENGLISH) == shown
    assert terminal.render(ranked, ENGLISH, 80, colour=False) == shown
    coloured = terminal.render(ranked, ENGLISH, 80, colour=True)
    assert re.search("\x1b\\[1m *2", coloured)  # what is to be paid, in every row
    assert re.search("\x1b\\[1mVoss", coloured)
    assert not re.search("\x1b\\[1mUlvik", coloured)


def test_sums_that_are_not_the_last_row_are_bold_in_every_format_that_has_bold() -> None:
    rows: tuple[Row, ...] = (("Os", 2), ("Sum", 2))
    table = Table((Column("Name", number=False), Column("Kr")), rows, ("Rounding", Ore(0)), 1, summed=1, limit=1)
    assert "| **Sum** | **2** |" in markdown.render((table,), ENGLISH)
    assert '<tr class="summed">' in page.render_report((table,), ENGLISH)
    assert re.search("\x1b\\[1mSum", terminal.render((table,), ENGLISH, 80, colour=True))
    bold = [
        [run.bold for cell in row.cells for run in cell.paragraphs[0].runs]
        for row in Document(BytesIO(docx.render((table,), ENGLISH))).tables[0].rows
    ]
    assert bold == [[True, True], [None, None], [True, True], [True, True]]


def test_an_answer_is_bold_in_a_terminal() -> None:
    answer: Report = (Paragraph((sentence("Use the number."),), strong=True),)
    assert terminal.render(answer, ENGLISH, 80, colour=True) == "\n\x1b[1mUse the number.\x1b[0m\n"


MARKS: Report = (
    Heading(sentence("Share"), 1),
    Paragraph((sentence("Use the number."),), strong=True),
    Table(
        (Column("Name", number=False), Column("Kr", strong=True)),
        (("Os", Ore(200)), ("Voss", Ore(100)), ("Ulvik", Ore(0))),
        ("Sum", Ore(300)),
        1,
        limit=2,
    ),
)
"""An answer, a column that the table is read for, and a line below the second row."""


def test_a_page_has_the_same_marks() -> None:
    shown = page.render_report(MARKS, ENGLISH)
    assert '<p class="strong">Use the number.</p>' in shown
    assert re.findall(r"<tr( class=.limit.)?><th.*?>(\w+)</th><td class=.(.*?).>", shown) == [
        ("", "Os", "number strong"),
        (' class="limit"', "Voss", "number strong"),
        ("", "Ulvik", "number strong"),
        ("", "Sum", "number strong"),
    ]


def test_a_word_document_has_the_same_marks() -> None:
    document = Document(BytesIO(docx.render(MARKS, ENGLISH)))
    assert [run.bold for paragraph in document.paragraphs for run in paragraph.runs][1:] == [True]
    (table,) = document.tables
    runs = [[cell.paragraphs[0].runs[0].bold for cell in row.cells] for row in table.rows]
    assert runs == [[True, True], *[[None, True]] * 3, [True, True]]
    lines = [len(list(row._tr.iter(qn("w:tcBorders")))) for row in table.rows]
    assert lines == [0, 0, 2, 0, 0]


@pytest.mark.parametrize(("rows", "columns", "torn"), [(24, 3, 0), (60, 3, 55), (24, 13, 19), (9, 13, 0)])
def test_tables_in_word_are_torn_where_they_are_long_and_never_near_their_ends(
    rows: int, columns: int, torn: int
) -> None:
    heads = (Column("Name", number=False), *[Column("Kroner")] * columns)
    row: Row = ("Os", *[Ore(10**10)] * columns)
    shown = Table(heads, (row,) * rows, (), 1)
    note = Paragraph((sentence("Population"),), note=True)
    report: Report = (
        Heading(sentence("Sum"), 1),
        Heading(sentence("Item"), new_page=True),
        Paragraph((sentence("Cost"),)),
        shown,
        note,
        note,
    )
    document = Document(BytesIO(docx.render(report, ENGLISH)))
    (table,) = document.tables
    kept = [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in table.rows]
    assert kept == [True, True, True, *[None] * torn, *[True] * (len(kept) - 3 - torn)]
    assert [each.paragraph_format.keep_with_next for each in document.paragraphs][-3:] == [True, True, None]


STRANGE = ("Ålåvåg på åsen", "Voss", "日本語の町")
"""Names that are wider or narrower than they have letters: marks on letters, and wide letters."""


def test_columns_and_headings_are_as_wide_as_they_are_seen() -> None:
    names = [normalize("NFD", name) for name in STRANGE]
    rows: tuple[Row, ...] = tuple((name, Ore(100)) for name in names)
    shown: Report = (
        Heading(sentence("{name}", name=names[2])),
        Heading(sentence("{name}", name=names[0]), 1),
        Table((Column(names[0], number=False), Column(names[2])), rows, ("Sum", Ore(300)), 1, Bars(1, always=True)),
    )
    for printed in (text.render(shown, ENGLISH), terminal.render(shown, ENGLISH, 68, colour=False)):
        body = [line for line in printed.split("\n") if line.endswith("█")]
        assert [cell_len(line) for line in body] == [68] * 3
        assert [cell_len(line.partition("█")[0]) for line in body] == [28] * 3
    assert "\n" + "═" * 14 + "\n" in text.render(shown, ENGLISH)


def test_lines_are_broken_by_what_is_seen() -> None:
    said: Report = (Paragraph((sentence("{a} {b} {c}", a="日本語", b="語の町", c=normalize("NFD", "åååååå")),)),)
    assert terminal.render(said, ENGLISH, 13, colour=False) == f"\n日本語 語の町\n{normalize('NFD', 'åååååå')}\n"


@pytest.mark.parametrize("width", WIDTHS)
def test_names_and_sentences_are_broken_between_words_only(width: int) -> None:
    printed = on_terminal(ENGLISH, width)
    words = Counter(printed.split())
    for name in NAMES:
        for word in name.split():
            assert words[word] + words[word + ","] >= 2  # in its row and in the paragraph


def test_a_table_may_consist_of_numbers_only() -> None:
    numbers: Report = (Table((Column(sentence("Share")), Column(sentence("Sum"))), ((Ore(100), 20_573),), (), 1),)
    assert "20,573" in terminal.render(numbers, ENGLISH, 10, colour=False)
    assert docx.render(numbers, ENGLISH)[:2] == b"PK"


def test_a_number_in_a_sentence_is_not_broken() -> None:
    amount = sentence("Sum {a} {a} {a} {a} {a}", a=Ore(123_456_789_000))
    for width in range(1, 60):
        printed = terminal.render((Paragraph((amount,)),), NYNORSK, width, colour=False)
        assert printed.count(NYNORSK.show(Ore(123_456_789_000))) == 5


@pytest.mark.parametrize("width", WIDTHS)
def test_colours_change_nothing_else(width: int) -> None:
    coloured = terminal.render(report(), NYNORSK, width, colour=True)
    assert without_colour(coloured) == on_terminal(NYNORSK, width)
    assert "\x1b[1m" in coloured
    assert "\x1b[2m" in coloured
    assert "\x1b[1;36m" in coloured
    assert "\x1b" not in on_terminal(NYNORSK, width)


def test_a_text_column_is_no_narrower_than_its_heading() -> None:
    columns = (Column("Municipality", number=False), *(Column(str(period)) for period in range(4)))
    rows: tuple[Row, ...] = (("Os", *(Ore(10**10 + period) for period in range(4))),)
    wide = (Table(columns, rows, ("Sum", *(Ore(period) for period in range(4))), 1),)
    assert max(len(line) for line in terminal.render(wide, NYNORSK, 50, colour=False).split("\n")) <= 50


# bars


def charted(*, always: bool) -> tuple[Table]:
    """Three names and amounts, ten columns wide, with bars for the amounts."""
    rows: tuple[Row, ...] = (("Os", Ore(80_00)), ("Voss", Ore(40_00)), ("Ulvik", Ore(0)))
    return (Table((Column("Name", number=False), Column("Kr")), rows, ("Sum", Ore(120_00)), 1, Bars(1, always=always)),)


@pytest.mark.parametrize(("width", "longest"), [(18, 0), (19, 0), (20, 8), (32, 20), (52, 40), (200, 40)])
def test_a_terminal_with_room_gets_bars_that_fill_it(width: int, longest: int) -> None:
    printed = terminal.render(charted(always=False), ENGLISH, width, colour=False)
    lines = printed.split("\n")
    assert [line.count("█") for line in lines[2:5]] == [longest, longest // 2, 0]
    assert max(map(len, lines)) == (12 + longest if longest else 10)
    assert lines[6].endswith("120")


def test_a_chart_is_drawn_as_far_as_there_is_room() -> None:
    for width, longest in ((10, 0), (12, 0), (13, 1), (16, 4), (80, 68), (212, 200)):
        printed = terminal.render(charted(always=True), ENGLISH, width, colour=False)
        assert printed.count("█") == longest + longest // 2
        assert " 40" in printed


def test_bars_are_coloured_where_colours_are_wanted() -> None:
    assert f"\x1b[36m{'█' * 68}" in terminal.render(charted(always=True), ENGLISH, 80, colour=True)


def test_plain_text_and_markdown_draw_charts_only() -> None:
    for render in (text.render, markdown.render):
        assert "█" not in render(charted(always=False), ENGLISH)
    assert text.render(charted(always=True), ENGLISH) == (
        f"Name    Kr\n{'─' * 52}\nOs      80  {'█' * 40}\nVoss    40  {'█' * 20}\nUlvik    0\n{'─' * 52}\nSum    120\n"
    )
    assert markdown.render(charted(always=True), ENGLISH) == (
        "| Name | Kr |  |\n"
        "| --- | ---: | --- |\n"
        f"| Os | 80 | {'█' * 40} |\n"
        f"| Voss | 40 | {'█' * 20} |\n"
        "| Ulvik | 0 |  |\n"
        "| **Sum** | **120** |  |\n"
    )


# markdown

COMMONMARK = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def table_texts(source: str) -> list[list[str]]:
    """The cells of the tables of a Markdown text as a reader of Markdown sees them: any markup in them shows as tags."""
    rows: list[list[str]] = []
    for token in COMMONMARK.parse(source):
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline" and token.level == 4 and rows:
            seen = [child.content if child.type == "text" else f"<{child.tag}>" for child in token.children or []]
            rows[-1].append("".join(seen))
    return rows


def test_a_reader_of_markdown_sees_every_cell_as_it_is() -> None:
    heading, *rows, total = table_texts(markdown.render(report(), ENGLISH))
    assert heading == [ENGLISH.title(column.title) for column in table().columns]
    *shown, sums = [[ENGLISH.cell(cell) for cell in row] for row in table().shown()]
    assert rows == shown
    assert total == ["", *(f"<strong>{cell}<strong>" for cell in sums[1:])]


@given(st.text("\\`*_{}[]<>#|~!()+-.:/@\"'=^$%;0aå "))
def test_no_name_is_markup(name: str) -> None:
    block = Table((Column("name", number=False), Column("n")), ((name, 1),), ("Sum", 1), 1)
    assert table_texts(markdown.render((block,), ENGLISH))[1] == [name.strip(), "1"]
    (token,) = (
        t for t in COMMONMARK.parse(markdown.render((Heading(sentence("x{x}x", x=name)),), ENGLISH)) if t.children
    )
    assert "".join(child.content for child in token.children or []) == f"X{name}x"
    assert {child.type for child in token.children or []} <= {"text", "text_special"}


def test_no_name_is_an_entity() -> None:
    block = Table((Column("name", number=False), Column("n")), (("a &lt; b", 1),), ("Sum", 1), 1)
    assert table_texts(markdown.render((block,), ENGLISH))[1] == ["a &lt; b", "1"]


@pytest.mark.parametrize("render", [text.render, markdown.render])
def test_a_row_is_one_line_whatever_a_name_contains(render: Callable[[Report, Words], str]) -> None:
    block = Table((Column("name", number=False), Column("n")), (("a\nb\n", 1),), ("Sum", 1), 1)
    one_line = Table((Column("name", number=False), Column("n")), (("a b", 1),), ("Sum", 1), 1)
    assert render((block,), ENGLISH) == render((one_line,), ENGLISH)


# csv and json


def test_csv_is_read_back_as_it_was() -> None:
    rows: list[list[str | int]] = [["a,b", 'c "d"', "e\nf"], ["", -1, 1234567], ["Øygarden", "0301", "-12.50"]]
    printed = csv.render((["x", "y", "z"], rows), ENGLISH)
    assert printed.startswith("x,y,z\r\n")
    assert printed.count("\r\n") == 4
    assert list(csv_module.reader(StringIO(printed, newline=""))) == [
        ["x", "y", "z"],
        *([str(value) for value in row] for row in rows),
    ]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        *(
            (value, f"'{value}")
            for value in ["=1+1", "+47 55", "-Os", "@SUM(A1)", "\t=1", "-", "-1,5", "-1.5.5", "=", "+1", "--5", "-²"]
        ),
        *((value, value) for value in ["Os", "a=b", "1-2", "-1", "-1.50", "-0.5", "12", "", " "]),
        (-1525000, "-1525000"),
        (0, "0"),
    ],
)
def test_text_that_looks_like_a_formula_is_guarded_and_a_number_is_not(value: str | int, written: str) -> None:
    printed = csv.render((["a", "b"], [[value, "x"]]), ENGLISH)
    assert list(csv_module.reader(StringIO(printed, newline="")))[1] == [written, "x"]


def test_json_keeps_order_and_letters() -> None:
    record = {"b": "Øygarden", "a": [1, None, {"c": "1/3"}]}
    printed = json.render(record, ENGLISH)
    assert printed == (
        '{\n  "b": "Øygarden",\n  "a": [\n    1,\n    null,\n    {\n      "c": "1/3"\n    }\n  ]\n}\n'
    )  # fmt: skip
    assert json_module.loads(printed) == record


# findings


def finding(excerpt: str = "", column: int = 1, end: int = 2, *, remedy: bool = True, related: int = 0) -> Finding:
    return Finding(
        RULES["syntax"],
        "error",
        Place("dir/file.yaml", 12, column, end),
        excerpt,
        sentence("the file is empty {n}", n=1234),
        sentence("Delete it.") if remedy else None,
        tuple((Place("other.yaml", n, 3, 4), sentence("the first is here")) for n in range(1, related + 1)),
    )


HEAD = "error[LKT002 syntax]: The file is empty 1,234\n"


@pytest.mark.parametrize(
    ("one", "printed"),
    [
        (finding(remedy=False), "dir/file.yaml:12:1: " + HEAD),
        (finding("   "), "dir/file.yaml:12:1: " + HEAD + "  help: Delete it.\n"),
        (
            finding("  a: 1 000", 6, 11),
            "dir/file.yaml:12:6: " + HEAD + "   12 |   a: 1 000\n      |      ^^^^^\n  help: Delete it.\n",
        ),
        (
            finding("\tå\t: x", 5, 6, remedy=False),
            "dir/file.yaml:12:5: " + HEAD + "   12 | \tå\t: x\n      | \t \t ^\n",
        ),
        (
            finding("日本\te\N{COMBINING ACUTE ACCENT}: 本.", 8, 10, remedy=False),
            "dir/file.yaml:12:8: " + HEAD + "   12 | 日本\te\N{COMBINING ACUTE ACCENT}: 本.\n      |     \t   ^^^\n",
        ),
        (
            finding("a: 1", 5, 6, related=2),
            "dir/file.yaml:12:5: " + HEAD + "   12 | a: 1\n      |     ^\n"
            "  other.yaml:1:3: The first is here\n  other.yaml:2:3: The first is here\n  help: Delete it.\n",
        ),
    ],
)  # fmt: skip
def test_a_finding_shows_its_place_its_line_and_what_to_do(one: Finding, printed: str) -> None:
    assert findings.render([one], ENGLISH) == printed


def test_a_terminal_gets_findings_in_lines_with_the_excerpt_cut() -> None:
    one = finding("a: " + "1 000 " * 20, 40, 45, related=1)
    assert findings.on_screen([one], ENGLISH, 40, colour=False) == (
        "dir/file.yaml:12:40:\n    error[LKT002 syntax]: The file is\n    empty 1,234\n"
        "   12 | 000 1 000 1 000 1 000 1 000 1 00\n      |                 ^^^^^\n"
        "  other.yaml:1:3: The first is here\n  help: Delete it.\n"
    )
    wide = finding("日" * 40, 20, 22, remedy=False)
    assert findings.on_screen([wide], ENGLISH, 40, colour=False).split("\n")[-3:] == [
        "   12 | " + "日" * 16,
        "      | " + " " * 16 + "^^^^",
        "",
    ]


@pytest.mark.parametrize(("severity", "colour"), [("error", "1;31"), ("warning", "1;33"), ("info", "1;36")])
def test_place_severity_and_caret_are_coloured_in_a_terminal(severity: str, colour: str) -> None:
    one = replace(finding("a: 1", 4, 5), severity=severity)
    printed = findings.on_screen([one], ENGLISH, 80, colour=True)
    heading = f"{severity}[LKT002 syntax]"
    assert printed == (
        f"\x1b[1mdir/file.yaml:12:4\x1b[0m: \x1b[{colour}m{heading}\x1b[0m: The file is empty 1,234\n"
        f"   12 | a: 1\n      |    \x1b[{colour}m^\x1b[0m\n\x1b[1m  help:\x1b[0m Delete it.\n"
    )
    assert without_colour(printed) == findings.on_screen([one], ENGLISH, 80, colour=False)
    assert without_colour(printed) == findings.render([one], ENGLISH)
    let_be = findings.on_screen([replace(one, acknowledged="because")], ENGLISH, 80, colour=True)
    assert f"\x1b[{colour}m" not in let_be
    assert "\x1b[1macknowledged[LKT002 syntax]\x1b[0m" in let_be


def test_an_empty_line_parts_findings() -> None:
    one = finding(remedy=False)
    alone = findings.render([one], NYNORSK)
    assert findings.render([one, one, one], NYNORSK) == "\n".join([alone] * 3)
    assert findings.render([], NYNORSK) == ""


@pytest.mark.parametrize(
    ("language", "severity", "heading"), [("nn", "feil", "hjelp"), ("nb", "feil", "hjelp"), ("en", "error", "help")]
)
def test_findings_are_told_in_the_language_asked_for(language: str, severity: str, heading: str) -> None:
    words = Words(language)
    printed = findings.render([finding()], words)
    assert printed.startswith(f"dir/file.yaml:12:1: {severity}[LKT002 syntax]: ")
    assert printed.endswith(f"\n  {heading}: {words.say(sentence('Delete it.'))}\n")


NAME = st.text("\\`*_{}[]<>#|~!()+-.:/@\"'=^$%;&10aåA \t", max_size=12) | st.sampled_from(
    [
        "1. halvår 2024",
        "1) a",
        "123456789. a",
        "- x",
        "+",
        "* x",
        "# x",
        "> x",
        "===",
        "---",
        "***",
        "~~~",
        "```",
        "    x",
        "__x__",
        "x __y__ z",
        "~~x~~",
        "&amp;",
        "&#42;",
        "x\\",
        "<b>x</b>",
        "<!-- x",
        "[x]: y",
        "[x](y)",
        "![x](y)",
        "<http://x.no>",
        ":---",
    ]
)


def seen(source: str) -> list[tuple[str, str]]:
    """What a reader of Markdown sees: the tag around each text, and the text with its line breaks."""
    tokens, texts = COMMONMARK.parse(source), []
    for before, token in pairwise(tokens):
        if token.type == "inline":
            said = [
                "\n" if child.type == "hardbreak" else child.content if child.type[:4] == "text" else f"<{child.tag}>"
                for child in token.children or []
            ]
            texts.append((before.tag, "".join(said)))
    return texts


@given(st.lists(NAME.filter(str.strip), min_size=1, max_size=3), NAME.filter(str.strip))
def test_no_name_is_markup_wherever_it_stands(names: list[str], name: str) -> None:
    said = tuple(sentence("{name}", name=each) for each in names)
    shown = [ENGLISH.title(each).strip() for each in said]
    columns = (Column(sentence("{name}", name=name), number=False), Column(sentence("Sum")))
    blocks: Report = (
        Heading(sentence("{name}", name=name), 2),
        Paragraph(said),
        Numbered(said),
        Table(columns, tuple((each, 1) for each in names), (name, 2), 1),
    )
    title, cell = ENGLISH.title(name).strip(), ENGLISH.cell(name).strip()
    assert seen(markdown.render(blocks, ENGLISH)) == [
        ("h2", title),
        ("p", "\n".join(shown)),
        *(("p", each) for each in shown),
        ("th", title),
        ("th", "Sum"),
        *((tag, text) for each in names for tag, text in (("td", ENGLISH.cell(each).strip()), ("td", "1"))),
        ("td", f"<strong>{cell}<strong>"),
        ("td", "<strong>2<strong>"),
    ]
