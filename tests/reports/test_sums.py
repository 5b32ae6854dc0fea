"""What is a sum of others is explained term by term, so that every line can be followed with a pocket calculator."""

from fractions import Fraction
from typing import Final

from msgspec.structs import replace

from lkt_alloc.engine.allocate import Allocation, allocate
from lkt_alloc.engine.model import PartYear
from lkt_alloc.engine.parts import Part, RatePart, RestPart, SharePart
from lkt_alloc.engine.register import Measure, Source
from lkt_alloc.language.words import Words
from lkt_alloc.reports.compute import compute_listing
from lkt_alloc.reports.counts import counts_of
from lkt_alloc.reports.notes import method_note
from lkt_alloc.reports.record import explain_record
from lkt_alloc.reports.workbook import compute_workbook
from tests.engine.strategies import THEN, budget_of, errors, key_of, register_of, text
from tests.reports.papers import steps_of

A, B = "0101", "0102"
NYNORSK, BOKMAL, ENGLISH = map(Words, ("nn", "nb", "en"))
HALF, THIRD = Fraction(1, 2), Fraction(1, 3)


def calls(year: int, a: int, b: int) -> Measure:
    return Measure(text(f"calls {year}"), {A: Fraction(a), B: Fraction(b)}, text("calls"), "log")


def derived(name: str, unit: str | None = None, source: str | None = None, **terms: Fraction) -> Measure:
    return Measure(text(name), {}, text(unit) if unit else None, source, terms)


REGISTER: Final = replace(
    register_of({A: {THEN: 5000}, B: {THEN: 1000}}),
    sources={"log": Source(text("the log"), text("the centre"), text("table 3"))},
    measures={
        "y1": calls(2016, 7, 5),
        "y2": calls(2017, 8, 5),
        "y3": calls(2018, 10, 6),
        "mean": derived("mean calls", "calls", y1=THIRD, y2=THIRD, y3=THIRD),
        "area": Measure(text("area"), {A: Fraction(1), B: Fraction("2.5")}),
    },
)
OWN: Final = {
    "load": derived("load", "points", "plan", y3=Fraction(1), population=Fraction(1, 1000), area=Fraction(-1, 4)),
    "top": derived("top", mean=Fraction(3), load=Fraction("0.4"), area=Fraction(2, 3)),
}


def allocated(*parts: Part, part_year: Fraction | None = None) -> Allocation:
    entries = (PartYear("2018", (B,), part_year),) if part_year else ()
    budget = budget_of({"k": replace(key_of((A, B), *parts), part_year=entries)}, ({"k": 1}, 100_000, 0))
    budget = replace(budget, measures=OWN, sources={"plan": Source(text("the plan"))})
    assert errors(budget, replace(REGISTER, measures={**REGISTER.measures, **OWN})) == []
    return allocate(budget, REGISTER, ["2018"])


def share(by: str, of: Fraction = Fraction(1)) -> SharePart:
    return SharePart(of, "all", by)


def test_a_mean_is_said_to_be_one() -> None:
    said = steps_of(allocated(share("mean")), A, ENGLISH)
    assert said[2:8] == [
        "By mean calls is meant the mean of calls 2016, calls 2017 and calls 2018.",
        "Source of calls 2016, calls 2017 and calls 2018: the log, the centre, table 3.",
        "name 0101, mean calls: (7 + 8 + 10) / 3 = 8.333333… calls",
        "100% goes to 2 municipalities by mean calls.",
        "Together they have 13.666666… calls, and name 0101 has 8.333333….",
        "100% × 8.333333… / 13.666666… = 25 / 41 = 60.975609…%",
    ]


def test_a_sum_is_added_up_term_by_term_with_what_is_subtracted() -> None:
    said = steps_of(allocated(share("load")), A, NYNORSK)
    assert said[2] == "Folketal per 1. januar 2018."
    assert "Med load er det meint calls 2018 + folketal × 1/1 000 − area × 1/4." in said
    assert "Kjelde for load: the plan." in said
    assert "name 0101, load: 10 calls × 1 + 5 000 innbyggjarar × 1/1 000 − 1 (area) × 1/4 = 14,75 points" in said
    assert "Dei har 21,125 points til saman, og name 0101 har 14,75." in said


def test_sums_of_sums_are_added_up_once_and_in_order_whatever_takes_its_part_by_them() -> None:
    parts = (share("top", HALF), share("load", HALF))
    rates = (RatePart(Fraction(10), "all", "top"), RestPart("all", "load"))
    lines = [
        "name 0102, mean calls: (5 + 5 + 6) / 3 = 5,333333… calls",
        "name 0102, load: 6 calls × 1 + 1 000 innbyggere × 1/1 000 − 2,5 (area) × 1/4 = 6,375 points",
        "name 0102, top: 5,333333… calls × 3 + 6,375 points × 0,4 + 2,5 (area) × 2/3 = 20,216666… (top)",
    ]
    for said in (steps_of(allocated(*own), B, BOKMAL) for own in (parts, rates)):
        assert sorted(line for line in said if line.startswith("name 0102, ")) == sorted(lines)
        assert said.index(lines[0]) < said.index(lines[2]) > said.index(lines[1])
        meant = [line for line in said if line.startswith("Med ")]
        assert meant[0] == "Med top menes mean calls × 3 + load × 0,4 + area × 2/3."
        assert len(meant) == 3


def test_who_takes_part_for_half_of_the_period_has_all_of_its_sum_first() -> None:
    said = steps_of(allocated(share("mean"), part_year=HALF), B, ENGLISH)
    assert "name 0102, mean calls: (5 + 5 + 6) / 3 = 5.333333… calls" in said
    assert any("5.333333… × 6/12 = 2.666666…" in line for line in said)


def test_below_tables_it_is_said_what_is_meant_and_on_which_day_people_are_counted() -> None:
    allocation = allocated(share("load"))
    note = method_note(allocation, allocation.periods[0].divisions, by_post=False)
    said = [NYNORSK.show(one).replace("\N{NO-BREAK SPACE}", " ") for one in note.sentences]
    assert said[1:3] == [
        "Folketal per 1. januar 2018.",
        "Med load er det meint calls 2018 + folketal × 1/1 000 − area × 1/4.",
    ]


def test_tables_have_the_sum_in_a_column_and_people_where_they_count() -> None:
    allocation = allocated(share("load"))
    division = allocation.periods[0].divisions[0]
    heads, load = counts_of(allocation.register, [division.key], division.shares, 6000)
    assert [NYNORSK.title(one.column.title) for one in (heads, load)] == ["Folketal", "Load"]
    assert [NYNORSK.cell(load.figures[number]) for number in (A, B)] == ["14,750", "6,375"]
    assert NYNORSK.cell(load.total) == "21,125"
    listing = compute_listing(allocation, by_post=False)
    assert [ENGLISH.cell(cell) for cell in listing.rows[0]][4:6] == ["5,000", "14.750"]


def test_programs_get_every_term_with_its_weight() -> None:
    record = explain_record(allocated(share("load", HALF), share("area", HALF)), [], A)
    sums, none = (part.get("sums") for part in record["shares"][0]["parts"])
    assert none is None
    assert sums == [
        {
            "measure": "load",
            "size": "59/4",
            "terms": [
                {"measure": "y3", "weight": "1/1", "size": "10/1"},
                {"measure": "population", "weight": "1/1000", "size": "5000/1"},
                {"measure": "area", "weight": "-1/4", "size": "1/1"},
            ],
        }
    ]


def test_a_workbook_has_the_terms_and_the_sum_as_a_formula() -> None:
    book = compute_workbook(allocated(share("load")), [], ENGLISH)
    sheet = next(sheet for sheet in book.sheets if sheet.name == "Key and figures")
    (head,) = (row for (row, column), cell in sheet.cells.items() if column == 2 and cell.value == "Calls 2018")
    assert [sheet.cells[head, column].value for column in range(6)] == [
        "No.", "Municipality", "Calls 2018", "Population", "Area", "Load",
    ]  # fmt: skip
    assert [sheet.cells[head + 1, column].value for column in range(6)] == [
        A, "name 0101", 10, 5000, 1, Fraction("14.75"),
    ]  # fmt: skip
    row = head + 2
    assert sheet.cells[head + 1, 5].formula == f"1/1*C{row}+1/1000*D{row}+-1/4*E{row}"
