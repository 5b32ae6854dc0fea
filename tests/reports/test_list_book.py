"""A table as a list in a workbook: cells of every kind as what they are, sums that calculate, and all that is told."""

from datetime import date
from fractions import Fraction

from lkt_alloc.language.sentences import Fixed, Ore, Text, listed, sentence
from lkt_alloc.language.words import Words
from lkt_alloc.reports.blocks import (
    KRONER,
    NAME,
    NOTHING,
    NUMBER,
    SHARE,
    SUM,
    Apart,
    Column,
    Heading,
    Less,
    Paragraph,
    Table,
)
from lkt_alloc.reports.list_book import list_book

DAY = date(2024, 3, 31)
TABLE = Table(
    (
        Column(NUMBER, False),
        Column(NAME, False),
        Column(KRONER),
        Column(SHARE),
        Column("x"),
        Column("n"),
        Column("due", False),
    ),
    (
        ("0101", "=a", Ore(100_50), Fixed(125, 1, percent=True), Fixed(-33, 2), 7, DAY),
        ("0102", "b", None, None, Fixed(33, 2), 8, None),
    ),
    (None, SUM, Ore(100_50), None, Fixed(0, 2), None, None),
    2,
    apart=Apart(6, sentence("no due date")),
)
DIFFERENCE = Table(
    (
        Column(NAME, False),
        Column("a"),
        Column("b"),
        Column("Difference", made=Less(2, 1)),
        Column("Percent", made=Less(2, 1, percent=True)),
        Column(SHARE),
    ),
    (
        ("x", Ore(-400), Ore(100), Ore(500), Fixed(1250, 1, percent=True), Fraction(2, 3)),
        ("y", Ore(0), Ore(100), Ore(100), NOTHING, None),
        (SUM, None, None, None, None, None),
    ),
    (SUM, Ore(-400), Ore(200), Ore(600), Fixed(1500, 1, percent=True), None),
    1,
)
ABOUT = (
    Heading(Text({"": "2024-lista"}), 1),
    Paragraph((listed(["word"] * 40, ""),)),
    TABLE,
    Heading(Text({"": "With its table"})),
    TABLE,
    Heading(Text({"": "More"})),
    Paragraph((listed(["said"], ""),)),
)


def test_cells_are_what_they_are_and_sums_calculate() -> None:
    sheet, _ = list_book(TABLE, ABOUT, Words("en")).sheets
    head = sheet.head.start
    rows = [[sheet.cells[row, column] for column in range(7)] for row in range(head + 1, head + 6)]
    assert [(cell.value, cell.form) for cell in rows[0]] == [
        ("0101", "text"),
        ("=a", "text"),
        (Fraction(201, 2), "kroner"),
        (Fraction(125, 1000), "percent of a list"),
        (Fraction(-33, 100), "rounded"),
        (7, "number"),
        (DAY, "date"),
    ]
    at = head + 2
    assert rows[4][2].formula == f"SUM(C${at}:C${at + 1})"
    assert (rows[4][4].value, rows[4][4].formula, rows[4][4].form) == (0, None, "rounded")
    assert [row[2].value for row in rows[2:]] == [Fraction(201, 2), 0, Fraction(201, 2)]
    assert [row[6].value for row in rows[2:4]] == [DAY, "no due date"]
    called = [str(row[1].value).replace("\N{NO-BREAK SPACE}", " ") for row in rows[2:]]
    assert called == ["Sum, due 31 March 2024", "Sum, no due date", "Sum"]
    assert sheet.widths[1] == len(called[0]) + 4
    assert (sheet.listed, sheet.head) == (range(head + 1, head + 3), range(head, head + 1))


def test_what_is_made_of_other_columns_is_a_formula_in_every_row_that_has_them() -> None:
    sheet, own, _ = list_book(TABLE, ABOUT, Words("en"), [("Own sheet", DIFFERENCE)]).sheets
    at, name = own.head.start + 1, own.name
    assert (sheet.name, name, own.cells[0, 0].value, at) == ("List", "Own sheet", "Own sheet", 3)
    cells = [[own.cells[row, column] for column in range(3, 6)] for row in range(at, at + 4)]
    assert [[(cell.value, cell.formula) for cell in row[:2]] for row in cells] == [
        [(5, "C4-B4"), (Fraction(5, 4), 'IF(B4=0,"–",(C4-B4)/ABS(B4))')],
        [(1, "C5-B5"), ("–", 'IF(B5=0,"–",(C5-B5)/ABS(B5))')],
        [(None, None), (None, None)],
        [(6, "C7-B7"), (Fraction(3, 2), 'IF(B7=0,"–",(C7-B7)/ABS(B7))')],
    ]
    assert [(row[1].form, row[1].role) for row in cells[:2]] == [("percent of a list", "plain")] * 2
    assert [(cells[0][2].value, cells[0][2].form), cells[3][1].role] == [(Fraction(2, 3), "percent"), "sum"]


def test_what_stands_above_is_wrapped_and_the_rest_is_told_on_a_sheet_of_its_own() -> None:
    book = list_book(TABLE, ABOUT, Words("en"))
    sheet, about = book.sheets
    above = [str(sheet.cells[row, 0].value) for row in range(1, sheet.head.start - 1)]
    assert len(above) > 1
    assert " ".join(above).split() == ["Word", *["word"] * 39]
    assert [cell.value for cell in about.cells.values()] == ["2024-lista", "More", "Said"]
    assert book.title == "2024-lista"
