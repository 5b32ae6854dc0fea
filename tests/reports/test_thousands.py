"""Periods in 1000 kr side by side, in every form: what is said with them, and a workbook that adds up by itself."""

import re
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import pytest
from msgspec.structs import replace

from lkt_alloc.checks.reading import read_pair
from lkt_alloc.checks.what_if import allocation
from lkt_alloc.engine.scenario import Scenario
from lkt_alloc.files.disk import embedded
from lkt_alloc.language.sentences import Ore
from lkt_alloc.language.words import Words
from lkt_alloc.render import csv, text
from lkt_alloc.reports.blocks import SUM, Table
from lkt_alloc.reports.thousands import Thousands
from lkt_alloc.reports.workbook.cells import Sheet

SOUND = read_pair(Path(embedded("budget")))
WORDS = Words("en")


def thousands(period: str | None = None, sort: str = "number", **changes: object) -> Thousands:
    """The LKT case in thousands."""
    shared = allocation(SOUND.budget, SOUND.register, period, replace(Scenario(), **changes))
    return Thousands(shared, SOUND.files, WORDS, sort)


def test_the_rows_below_the_sums_lead_to_the_exact_sums() -> None:
    (table,) = (
        block for block in thousands(amounts={("1.1", "2019"): 450_001_50}).report() if isinstance(block, Table)
    )
    assert [WORDS.cell(cell) for cell in table.rows[-1][1:]] == ["Sum", "190", "2,760", "2,950", "1.50", "2,950,001.50"]
    assert [WORDS.cell(cell) for cell in table.total[1:]] == ["Rounding, NOK", "0", "1.50", "1.50", "", ""]
    assert table.limit == len(table.rows) - 1 == 25
    assert (table.summed, table.rows[-1][1]) == (25, SUM)
    assert thousands().in_thousands().rows == thousands().reconciled().rows[:-1]


def test_a_list_by_itself_has_the_rows_that_reconcile_it_and_says_its_units() -> None:
    result = thousands(amounts={("1.1", "2019"): 450_001_50})
    listing = csv.render_for_excel(result.table(), WORDS).splitlines()
    expected = "No.;Municipality;Autumn 2018, 1000 NOK;2019, 1000 NOK;Sum, 1000 NOK;Rounding, NOK;Kroner"
    assert listing[0].removeprefix("\ufeff") == expected
    assert listing[-2:] == [";Sum;190;2760;2950;1,50;2950001,50", ";Rounding, NOK;0,00;1,50;1,50;;"]
    rows = [row for row in result.rows()[1] if row[0] == "2019"]
    assert sum(Fraction(row[5]) for row in rows) == Fraction("1.50")
    assert all(Fraction(row[4]) == 1000 * int(row[3]) + Fraction(row[5]) for row in rows)


def test_what_nobody_pays_and_what_no_key_divides_are_rows_of_their_own() -> None:
    rows = thousands(without=("1235", "1201"), gap=True).in_thousands().rows
    assert [WORDS.cell(row[1]) for row in rows[-2:]] == ["Not covered", "The hospital side"]
    assert [row[2:5] for row in rows[-2:]] == [(61, 826, 887), (78, 1235, 1313)]


def test_one_period_has_no_column_of_sums() -> None:
    columns = [WORDS.title(column.title) for column in thousands("2019").in_thousands().columns]
    assert columns == ["No.", "Municipality", "2019", "Rounding, NOK", "Kroner"]


def test_members_are_in_the_order_that_is_wanted_and_the_amounts_are_the_same() -> None:
    by_number, by_amount = thousands().in_thousands().rows, thousands(sort="-amount").in_thousands().rows
    assert [row[1] for row in by_amount[:3]] == ["Bergen", "Askøy", "Fjell"]
    assert sorted(map(str, by_number)) == sorted(map(str, by_amount))
    assert by_number[-1] == by_amount[-1]


@pytest.mark.parametrize("period", [None, "2019"])
def test_the_workbook_adds_up_by_itself_to_what_it_was_made_with(period: str | None) -> None:
    sheets = {sheet.name: sheet for sheet in thousands(period).workbook().sheets}
    found = [
        (cell.value, calculated(cell.formula, sheet, sheets))
        for sheet in sheets.values()
        for cell in sheet.cells.values()
        if cell.formula
    ]
    assert all(stored == formula for stored, formula in found)
    assert len(found) > 2 * 25


def calculated(formula: str, own: Sheet, sheets: Mapping[str, Sheet]) -> Fraction:
    """The only formulas that there are: a sum, a cell, and a cell less 1000 times another."""

    def at(reference: str) -> Fraction:
        sheet, _, place = reference.rpartition("!")
        column, row = "ABCDEFGH".index(place[0]), int(place[1:]) - 1
        value = sheets[sheet.strip("'") or own.name].cells[row, column].value
        assert isinstance(value, int | Fraction)
        return Fraction(value)

    if added := re.fullmatch(r"SUM\((.)\$?(\d+):(.)\$?(\d+)\)", formula):
        first, row, last, end = added.groups()
        columns = "ABCDEFGH"["ABCDEFGH".index(first) : "ABCDEFGH".index(last) + 1]
        return sum((at(f"{c}{r}") for c in columns for r in range(int(row), int(end) + 1)), Fraction())
    whole, _, part = formula.partition("-1000*")
    return at(whole) - (1000 * at(part) if part else 0)


def test_the_exact_sums_are_said_below_where_there_are_several() -> None:
    said = text.render(thousands().report(), WORDS).replace("\N{NO-BREAK SPACE}", " ")
    assert "The exact sums are NOK 190,000 for autumn 2018, NOK 2,760,000 for 2019, and NOK 2,950,000 in all." in said
    assert "The exact sums" not in text.render(thousands("2019").report(), WORDS)


def test_programs_get_every_amount_twice() -> None:
    header, rows = thousands().rows()
    assert header == ("period", "number", "name", "thousands", "amount", "rounding")
    assert next(iter(rows)) == ("2018", "1201", "Bergen", 56, "56250.00", "250.00")
    record = thousands().record()
    own = {name: record["total"][name] for name in ("thousands", "amount", "rounding")}
    assert own == {"thousands": 2950, "amount": "2950000.00", "rounding": "0.00"}
    assert [line["by_period"][1]["thousands"] for line in record["lines"]][-1] == 1235


MERGING = b"""format: lkt-alloc/budget/1
name: Legevakten
language: nn
periods: {"2019": {name: "2019", from: 2019-01-01, to: 2019-12-31}, "2020": {name: "2020", from: 2020-01-01, to: 2020-12-31}}
payers: {m: {name: the municipalities, key: before, keys_by_period: {"2020": after}}}
keys:
  before: {name: equal, members: [1241, 1243, 1247], rounding: 1 kr, parts: [{share: 100 %, to: all, by: equal}]}
  after: {name: alike, members: [4624, 4627], rounding: 1 kr, parts: [{share: 100 %, to: all, by: equal}]}
posts: [{id: a, name: wages, paid_by: {m: 100 %}, amounts: {"2019": 90 000, "2020": 100 000}}]
"""


def test_members_that_became_others_are_told_of_and_are_in_one_row() -> None:
    path = Path("merging.yaml")
    own = read_pair(path, texts={path: MERGING})
    shared = allocation(own.budget, own.register, None, Scenario())
    result = Thousands(shared, own.files, WORDS, "number")
    assert result.in_thousands().rows == (
        ("4624", "Bjørnafjorden", 60, 50, 110, Ore(0), Ore(110_000_00)),
        ("4627", "Askøy", 30, 50, 80, Ore(0), Ore(80_000_00)),
    )
    assert [line["before"] for line in result.record()["lines"]] == [["1241", "1243"], ["1247"]]
    said = text.render(result.report(), WORDS)
    assert "Municipalities that merged are in the row of what they became; what each of them pays is added up." in said
    assert "Municipalities that only got another number stand under the new one." in said
    assert "each of them is shown, under the number that the municipality has in that period." in said
    of_lkt = text.render(thousands().report(), WORDS)
    assert "Municipalities that" not in of_lkt
    assert "without --thousands each of them is shown." in of_lkt


SPLITTING = MERGING.replace(b"[1241, 1243, 1247]", b"[1850, 1805]").replace(b"[4624, 4627]", b"[1806, 1875]")


def test_what_one_paid_that_was_split_is_said_to_be_divided_and_by_which_shares() -> None:
    """Tysfjord's 45 000 kr are 19 350 for Narvik, which was Narvik and Ballangen too, and 25 650 for Hamarøy."""
    path = Path("splitting.yaml")
    own = read_pair(path, texts={path: SPLITTING})
    result = Thousands(allocation(own.budget, own.register, None, Scenario()), own.files, WORDS, "number")
    assert [line.amounts for line in result.lines()] == [(64_350_00, 50_000_00), (25_650_00, 50_000_00)]
    said = text.render(result.report(), WORDS)
    assert (
        "Tysfjord (1850) was split: what it paid is divided by an estimate of how many of its inhabitants each municipality got "
        "(Narvik (1806) 43.00%, Hamarøy (1875) 57.00%)." in said
    )
    record = result.record()
    into = [{"number": "1806", "share": "43/100"}, {"number": "1875", "share": "57/100"}]
    assert record["splits"] == [{"number": "1850", "estimated": True, "into": into}]
    assert record["lines"][0]["before"] == ["1805", "1850"]


def test_each_note_on_a_method_says_of_which_periods_it_is() -> None:
    path = Path("merging.yaml")
    own = read_pair(path, texts={path: MERGING})
    both, one = (
        text.render(
            Thousands(allocation(own.budget, own.register, period, Scenario()), own.files, WORDS, "number").report(),
            WORDS,
        )
        for period in (None, "2019")
    )
    assert "Shares of the municipalities (equal), 2019\nAllocation key: equal." in both
    assert "Shares of the municipalities (alike), 2020\nAllocation key: alike." in both
    assert "Shares of" not in one
