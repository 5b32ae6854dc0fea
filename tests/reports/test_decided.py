"""What is shown of decisions as tables: everything in the list, and sums by answer and by period that calculate."""

from fractions import Fraction

from lkt_alloc.checks.reading import read_pair
from lkt_alloc.checks.registers import whose_answers
from lkt_alloc.checks.what_if import declines
from lkt_alloc.engine.allocate import allocate
from lkt_alloc.engine.decisions import Decisions
from lkt_alloc.engine.overview import overview, with_costs
from lkt_alloc.files.disk import embedded
from lkt_alloc.files.load import load
from lkt_alloc.language.sentences import Ore
from lkt_alloc.language.words import Words
from lkt_alloc.reports.blocks import Table
from lkt_alloc.reports.decisions import Decided
from lkt_alloc.reports.list_book import list_book
from lkt_alloc.reports.workbook.cells import SheetCell
from tests.acceptance.replay import ROOT

ENGLISH = Words("en")


def decided(*periods: str) -> Decided:
    sound = read_pair(embedded("budget"))
    answers = load(ROOT / "examples" / "lkt_decisions.yaml").value if periods else Decisions()
    assert isinstance(answers, Decisions)
    whole = allocate(sound.budget, sound.register, list(periods) or ["2019"])
    own = overview(whose_answers(answers, sound.budget, sound.register), whole)
    return Decided(with_costs(own, declines(own, sound.budget, sound.register)), sound.files)


def titles(table: Table) -> list[str]:
    return [ENGLISH.title(column.title) for column in table.columns]


def test_the_list_has_all_that_is_said_and_the_amounts_of_each_period() -> None:
    table = decided("2018", "2019").table()
    assert titles(table)[4:13] == [
        "In the budget", "Adopted", "Not adopted", "Others pay more", "Decided by", "Case", "Invoice address", "Your ref.", "Note",
    ]  # fmt: skip
    assert titles(table)[13:] == [
        f"{title}, {period}"
        for period in ("autumn 2018", "2019")
        for title in ("In the budget", "Adopted", "Not adopted", "Others pay more")
    ]
    os_ = next(row for row in table.rows if row[0] == "1243")
    assert os_[4:7] == (Ore(96_761_00), Ore(91_648_00), Ore(5_113_00))
    assert os_[13:] == tuple(map(Ore, (6_648_00, 6_648_00, 0, 6_648_00, 90_113_00, 85_000_00, 5_113_00, 90_113_00)))
    assert table.total[17:20] == (Ore(1_525_000_00), Ore(1_436_182_00), Ore(88_818_00))


def test_what_nobody_has_said_has_no_column() -> None:
    table = decided().table()
    assert titles(table)[2:] == ["Answer", "Date", "In the budget", "Adopted", "Not adopted", "Others pay more"]


def test_sums_by_answer_and_by_period_are_formulas() -> None:
    own = decided("2018", "2019")
    book = list_book(own.table(), own.report(), ENGLISH, own.sheets())
    answers, periods = (sheet for sheet in book.sheets if sheet.name in ("By answer", "By period"))
    cells = answers.cells
    assert cells[7, 1] == SheetCell(24, "number", "sum", "SUM(B$4:B$7)")
    assert cells[7, 4] == SheetCell(Fraction(94_993), "kroner", "sum", "C8-D8")
    assert periods.cells[5, 2] == SheetCell(Fraction(1_542_507), "kroner", "sum", "SUM(C$4:C$5)")
