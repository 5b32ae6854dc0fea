"""What a key goes by, said by the measure's own name and unit, with the file's own numbers and each member's part of the period."""

from fractions import Fraction
from typing import Final

import pytest
from msgspec.structs import replace

from lkt_alloc.engine.allocate import Allocation, allocate
from lkt_alloc.engine.model import PartYear
from lkt_alloc.engine.parts import Part, RatePart, RestPart, SharePart
from lkt_alloc.engine.register import Measure
from lkt_alloc.language.words import Words
from lkt_alloc.reports.notes import method_note
from tests.engine.strategies import PERIODS, THEN, budget_of, errors, key_of, register_of
from tests.reports.papers import steps_of, text

A, B, C = "0101", "0102", "0103"
NYNORSK, BOKMAL, ENGLISH = map(Words, ("nn", "nb", "en"))
WHOLE: Final = Fraction(1)
REGISTER = replace(
    register_of({A: {THEN: 30}, B: {THEN: 10}, C: {THEN: 7}}),
    measures={
        "users": Measure(
            text("brukarar av fagsystemet"), {A: Fraction(5), B: Fraction(1), C: Fraction(2)}, text("brukarar")
        ),
        "metres": Measure(text("hyllemeter"), {A: Fraction(5, 2), B: Fraction(1), C: Fraction(0)}),
    },
)
"""`metres` has no unit."""


def allocated(*parts: Part, part_year: Fraction = WHOLE, total: int = 100_000) -> Allocation:
    """What three members share by a key of `parts`, where the last takes part for `part_year`."""
    entries = (PartYear("2018", (C,), part_year),) if part_year != 1 else ()
    key = replace(key_of((A, B, C), *parts), part_year=entries)
    budget = budget_of({"k": key}, ({"k": 1}, total, 0))
    assert errors(budget, REGISTER) == []
    return allocate(budget, REGISTER, ["2018"])


def share(by: str, of: Fraction = WHOLE) -> SharePart:
    return SharePart(of, "all", by)


def test_a_measure_has_its_own_name_and_unit() -> None:
    said = steps_of(allocated(share("users")), A, NYNORSK)
    # of the only part that one has a part in, no number is said
    assert "100 % blir fordelt på 3 kommunar etter brukarar av fagsystemet." in said
    assert "Dei har 8 brukarar til saman, og name 0101 har 5." in said
    assert "100 % × 5 / 8 = 5 / 8 = 62,500000 %" in said
    assert not any("innbyggjar" in line or "olketal" in line for line in said)


def test_a_measure_without_a_unit_has_its_name() -> None:
    said = steps_of(allocated(share("metres")), A, BOKMAL)
    assert "De har 3,5 (hyllemeter) til sammen, og name 0101 har 2,5." in said
    assert "100 % × 2,5 / 3,5 = 5 / 7 = 71,428571… %" in said


def test_one_of_something_is_not_said_with_the_word_for_several() -> None:
    each = [RatePart(Fraction(100), "all", measure) for measure in ("users", "population")]
    rates = allocated(*each, RestPart("all", "equal"))
    assert "Del 1: name 0102 har 1 (brukarar av fagsystemet). 1 kr × 1 = 1 kr" in steps_of(rates, B, NYNORSK)
    assert "Del 1: name 0103 har 2 brukarar. 1 kr × 2 = 2 kr" in steps_of(rates, C, NYNORSK)
    assert "Del 2: name 0103 har 7 innbyggjarar. 1 kr × 7 = 7 kr" in steps_of(rates, C, NYNORSK)


def test_several_parts_by_several_measures() -> None:
    third = Fraction(1, 3)
    said = steps_of(allocated(share("equal", third), share("users", third), share("population", third)), B, ENGLISH)
    assert "Part 1: 1/3 goes to 3 municipalities in equal shares, name 0102 being one." in said
    assert "Part 2: 1/3 goes to 3 municipalities by brukarar av fagsystemet." in said
    assert "Together they have 8 brukarar, and name 0102 has 1." in said
    assert "Part 3: 1/3 goes to 3 municipalities by population." in said
    assert "Together they have 47 inhabitants, and name 0102 has 10." in said


def test_a_part_of_the_period_is_said_and_counts() -> None:
    half = allocated(share("equal", Fraction(3, 10)), share("population", Fraction(7, 10)), part_year=Fraction(1, 2))
    equal = "Del 1 av nøkkelen: 30 % blir fordelt på 3 kommunar etter kor stor del av perioden kvar er med i."
    counts = "Kvar tel med den delen av perioden han er med i: Til saman tel dei"
    said = steps_of(half, C, NYNORSK)
    assert "name 0103 er med i 6/12 av perioden og tel 3,5 innbyggjarar." in said
    assert said[said.index(equal) + 1 :][:2] == [
        f"{counts} 2,5, og name 0103 tel 1 × 6/12 = 0,5.",
        "30 % × 0,5 / 2,5 = 3 / 50 = 6,000000 %",
    ]
    assert f"{counts} 43,5, og name 0103 tel 7 × 6/12 = 3,5." in said
    assert "70 % × 3,5 / 43,5 = 49 / 870 = 5,632183… %" in said
    assert f"{counts} 43,5, og name 0101 tel 30." in steps_of(half, A, NYNORSK)
    assert not any("likt" in line for line in said)


@pytest.mark.parametrize(
    ("parts", "part_year", "said"),
    [
        ([share("equal")], Fraction(1, 4), "3/12 av perioden og tel 0,25."),
        ([share("users")], Fraction(1, 4), "3/12 av perioden og tel 0,5 brukarar."),
        ([share("population")], Fraction(1, 7), "1/7 av perioden og tel 1 innbyggjar."),
        ([share("population")], Fraction(31, 365), "31/365 av perioden og tel 0,594520… innbyggjarar."),
        (
            [share("users", Fraction(1, 2)), share("population", Fraction(1, 2))],
            Fraction(1, 2),
            "6/12 av perioden og tel 1 (brukarar av fagsystemet) og 3,5 innbyggjarar.",
        ),
        ([RatePart(Fraction(100), "all", "users"), RestPart((A,), "equal")], Fraction(1, 12), "1/12 av perioden."),
    ],
)
def test_below_the_table_too(parts: list[Part], part_year: Fraction, said: str) -> None:
    note = method_note(made := allocated(*parts, part_year=part_year), made.periods[0].divisions, by_post=False)
    shown = [NYNORSK.show(line).replace("\N{NO-BREAK SPACE}", " ") for line in note.sentences]
    assert [line for line in shown if " er med i " in line] == [f"name 0103 er med i {said}"]


def test_with_several_periods_it_is_said_in_which_somebody_takes_part_for_some_of_it() -> None:
    one = allocated(share("equal"), part_year=Fraction(1, 2)).budget
    posts = tuple(replace(post, amounts={"2018": 100_000, "2019": 100_000}) for post in one.posts)
    periods = {year: PERIODS[year] for year in ("2018", "2019")}
    two = allocate(replace(one, periods=periods, posts=posts), REGISTER, ["2018", "2019"])
    note = method_note(two, [period.divisions[0] for period in two.periods], by_post=False)
    shown = [NYNORSK.show(line) for line in note.sentences]
    assert [line for line in shown if " er med i " in line] == ["2018: name 0103 er med i 6/12 av perioden og tel 0,5."]
