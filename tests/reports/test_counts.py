"""What a key goes by, in columns: the figures of those who share, with their sum, and nothing that the key does not go by."""

from fractions import Fraction

from msgspec.structs import replace

from lkt_alloc.engine.allocate import Allocation, allocate
from lkt_alloc.engine.parts import NOBODY, Limit, LimitRate, SharePart
from lkt_alloc.engine.register import Measure
from lkt_alloc.language.words import Words
from lkt_alloc.reports.blocks import Row, Table
from lkt_alloc.reports.compute import compute_listing
from lkt_alloc.reports.counts import counts
from lkt_alloc.reports.page import page
from lkt_alloc.reports.shares import one_period_table, shares_table
from lkt_alloc.reports.strands import strands
from tests.engine.strategies import THEN, budget_of, key_of, register_of, text

ENGLISH = Words("en")
MEASURES = {
    "metres": Measure(text("shelf metres"), {"0101": Fraction("187.5"), "0102": Fraction("20.25")}),
    "thirds": Measure(text("thirds"), {"0101": Fraction(1, 3), "0102": Fraction(2, 3)}),
    "users": Measure(text("users"), {"0101": Fraction(3), "0102": Fraction(4)}),
}


def shared(*by: str) -> Allocation:
    parts = [SharePart(Fraction(1, len(by)), "all", measure) for measure in by]
    register = register_of({"0101": {THEN: 30}, "0102": {THEN: 10}})
    register = replace(register, measures=MEASURES)
    key = key_of(("0101", "0102"), *parts)
    return allocate(budget_of({"all": key}, ({"all": 1}, 100_000, 0)), register, ["2018"])


def test_what_only_limits_go_by_has_a_column_too() -> None:
    found = shared("users")
    limited = replace(
        found.budget.keys["all"], limits=(Limit(LimitRate(Fraction(9), "metres"), None, ("0101",), (), NOBODY),)
    )
    result = allocate(replace(found.budget, keys={"all": limited}), found.register, ["2018"])
    (strand,) = strands(result)
    assert [each.measure for each in counts(strand)] == ["users", "metres"]


def printed(table: Table) -> list[list[str]]:
    rows: list[Row] = [tuple(column.title for column in table.columns), *table.rows, table.total]
    return [[ENGLISH.cell(cell) for cell in row] for row in rows]


def test_each_measure_has_a_column_with_its_sum_and_only_heads_are_divided_by() -> None:
    (strand,) = strands(shared("users", "metres"))
    assert printed(one_period_table(strand, "number")) == [
        ["No.", "Municipality", "Users", "Shelf metres", "Share", "Kroner"],
        ["0101", "name 0101", "3", "187.50", "66.555%", "666"],
        ["0102", "name 0102", "4", "20.25", "33.445%", "334"],
        ["", "Sum", "7", "207.75", "100.000%", "1,000"],
    ]
    assert [column.title for column in shares_table(strand).columns][2:4] == [
        MEASURES["users"].name,
        MEASURES["metres"].name,
    ]


def test_inhabitants_stand_first_where_a_part_goes_by_them() -> None:
    (strand,) = strands(shared("users", "population"))
    titles, *_, total = printed(one_period_table(strand, "number"))
    assert titles == ["No.", "Municipality", "Population", "Users", "Share", "Kroner", "Kroner per head"]
    assert total[2:4] == ["40", "7"]
    (equally,) = strands(shared("equal"))
    assert printed(one_period_table(equally, "number"))[0] == ["No.", "Municipality", "Share", "Kroner"]
    assert counts(equally) == ()


def test_a_figure_that_does_not_end_has_six_decimals() -> None:
    (strand,) = strands(shared("thirds"))
    (count,) = counts(strand)
    assert (ENGLISH.cell(count.figures["0101"]), ENGLISH.cell(count.total)) == ("0.333333", "1.000000")


def test_the_page_and_the_list_for_spreadsheets_have_the_same_figures() -> None:
    allocation = shared("metres")
    (section,) = page(allocation, [], "number", by_post=False).sections
    assert section.kinds == ("text", "text", "count2", "percent", "ore")
    assert [ENGLISH.cell(entry.row[2]) for entry in section.entries] == ["187.50", "20.25"]
    assert ENGLISH.cell(section.total[2]) == "207.75"
    listing = compute_listing(allocation, by_post=False)
    place = [column.title for column in listing.columns].index(MEASURES["metres"].name)
    assert [ENGLISH.cell(row[place]) for row in listing.rows] == ["187.50", "20.25"]
