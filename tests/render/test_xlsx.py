"""The workbook: what is in it, that LibreOffice calculates what the engine does, and that it does so after an edit too."""

import html
import io
import os
import pty
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from msgspec import Struct
from msgspec.structs import replace

from lkt_alloc.engine.allocate import allocate
from lkt_alloc.engine.keys import with_parties
from lkt_alloc.engine.model import (
    AGREED,
    ALL,
    LANGUAGES,
    OTHERS,
    Budget,
    Key,
    Part,
    PartYear,
    Register,
    SharePart,
    Source,
)
from lkt_alloc.files.load import Loaded, load
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import Text
from lkt_alloc.language.words import Words
from lkt_alloc.render import xlsx
from lkt_alloc.reports.workbook import cells as model
from lkt_alloc.reports.workbook import compute_workbook
from tests.acceptance.replay import ROOT, environment
from tests.cli.inside import inside
from tests.engine.strategies import PERIODS, THEN, Pair, budget_of, key_of, register_of, sound_budgets
from tests.render.soffice import recalculated
from tests.render.spreadsheets import (
    ENGLISH,
    Edit,
    amount_edit,
    cells,
    edited,
    engine_amounts,
    made,
    opened,
    payer_edit,
    population_edit,
    read_amounts,
    share_edit,
    shared,
    some_edit,
    value,
)

HALF = Fraction(1, 2)
GENERATED = 8
MODEST = st.integers(-9, 99) | st.integers(-(10**6), 10**7)


Calculated = dict[str, dict[str, object]]


def generated(count: int) -> list[Pair]:
    """So many sound budgets, always the same."""
    found: list[Pair] = []

    @settings(max_examples=count, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(sound_budgets(MODEST))
    def collect(pair: Pair) -> None:
        found.append(pair)

    collect()
    return found


# --- budgets made for the hard places -------------------------------------------------------------------------------------


def people(*counts: int) -> Register:
    return register_of({f"{n:04}": {THEN: count} for n, count in enumerate(counts, start=101)})


def everyone(register: Register) -> tuple[str, ...]:
    return tuple(register.municipalities)


def by_people(register: Register, share: Fraction = Fraction(1)) -> Part:
    return SharePart(share, ALL, "population")


def one_key(register: Register, amount: int, *parts: Part, rounding: str = "1 kr") -> Pair:
    key = key_of(everyone(register), *(parts or (by_people(register),)), rounding=rounding)
    return budget_of({"all": key}, ({"all": 1}, amount, 0)), register


def two_payers(*amounts: int) -> Pair:
    register = people(100, 200, 300)
    key = key_of(everyone(register))
    posts = (({"a": HALF, "b": HALF}, amount, 0) for amount in amounts)
    return budget_of({"a": key, "b": None}, *posts), register


def apart() -> Pair:
    """Two payers that have no post in common."""
    register = people(5, 8, 7)
    posts = (({"a": 1}, -25_001_00, 0), ({"b": 1}, 333_00, 0))
    return budget_of({"a": key_of(everyone(register)), "b": None}, *posts), register


def three_payers() -> Pair:
    """Two payers with half a krone each, and a third that has nothing to do with them."""
    register = people(5, 5, 7)
    key = key_of(everyone(register), by_people(register))
    posts: tuple[tuple[Mapping[str, Fraction | int], int, int], ...] = (
        ({"a": HALF, "b": HALF}, -25_001_00, 0),
        ({"c": 1}, 100_000_00, 40_000_00),
        ({"a": 1}, 3_00, 0),
    )
    return budget_of({"a": key, "b": key, "c": None}, *posts), register


def two_periods(ore: int = 0) -> Pair:
    """Two payers with half a krone each in one period, and perhaps øre in the other."""
    register = people(5, 7)
    halves = {"a": HALF, "b": HALF}
    budget = budget_of(
        {"a": None, "b": None, "c": key_of(everyone(register))}, (halves, 25_001_00, 0), ({"c": 1}, 300_00, 0)
    )
    first, second = budget.posts
    posts = (replace(first, amounts={**first.amounts, "2019": 3_00 - ore}), second)
    return replace(budget, periods={period: PERIODS[period] for period in ("2018", "2019")}, posts=posts), register


def four_payers() -> Pair:
    register = people(1, 2)
    key = key_of(everyone(register))
    quarter = dict.fromkeys("abcd", Fraction(1, 4))
    return budget_of({"a": key, "b": None, "c": None, "d": None}, (quarter, 1001_00, 0)), register


def finely_divided() -> Pair:
    """Two parts by population whose sums have no divisor in common: the common denominator has 15 digits."""
    register = people(99_999_989, 1, 1_000_003)
    thirds = SharePart(Fraction(1, 3), ALL, "population"), SharePart(Fraction(2, 3), ("0101", "0102"), "population")
    return one_key(register, 1_000_000_00, *thirds)


HARD: dict[str, Callable[[], Pair]] = {
    "ties": lambda: one_key(people(*[7] * 9), 100_00),
    "refund": lambda: one_key(people(*[7] * 9), -100_00),
    "nothing": lambda: one_key(people(3, 4), 0),
    "thousands": lambda: one_key(people(31, 7, 11), 1_234_000_00, rounding="1000 kr"),
    "ore": lambda: one_key(people(31, 7, 11), 1_234_567_89, rounding="øre"),
    "two-parts": lambda: one_key(
        people(20_573, 279_792, 931, 931),
        9_999_999_999_00,
        SharePart(Fraction(1, 3), ALL, "equal"),
        SharePart(Fraction(2, 3), ALL, "population"),
    ),
    "large": lambda: one_key(people(5_000_001, 279_792, 931), 9_999_999_999_00, by_people(people())),
    "payers-tie": lambda: two_payers(25_001_00),
    "payers-refund": lambda: two_payers(-25_001_00),
    "payers-nothing": lambda: two_payers(-25_001_00, 0, 25_001_00),
    "apart": apart,
    "three-payers": three_payers,
    "two-periods": two_periods,
    "two-periods-ore": lambda: two_periods(1),
}

FIXED: dict[str, Callable[[], Pair]] = {
    "four-payers": four_payers,
    "finely-divided": finely_divided,
    "too-large": lambda: one_key(people(5_000_001, 999_983), 9_999_999_999_999_00),
}
"""Budgets whose amounts are values, wholly or in part."""


# --- one call of LibreOffice for all of them ------------------------------------------------------------------------------


class Case(Struct, frozen=True):
    raw: bytes
    pair: Pair
    edit: Edit | None = None

    @property
    def after(self) -> Pair:
        return self.edit.pair if self.edit else self.pair

    @property
    def file(self) -> bytes:
        return edited(self.raw, self.edit) if self.edit else self.raw


def _real_edits(raw: bytes, pair: Pair) -> dict[str, Edit]:
    host = share_edit(raw, pair, "lkt", 0, Fraction(451, 1000))
    people_too = population_edit(raw, host.pair, "lkt", "1243", 30_000)
    return {
        "host-third": share_edit(raw, pair, "lkt", 0, Fraction(1, 3)),
        "host-45": share_edit(raw, pair, "lkt", 0, Fraction(45, 100)),
        "a-tie": population_edit(raw, pair, "lkt", "1265", 380),
        "odd-krone": amount_edit(raw, pair, "2019", 6, 50_001_00),
        "refund": amount_edit(raw, pair, "2019", 4, -9_000_001_00),
        "several": Edit({**host.typed, **people_too.typed}, people_too.pair),
    }


def _beyond(raw: bytes, pair: Pair) -> dict[str, Edit]:
    """Edits that the formulas must not answer."""
    book = opened(raw)
    (share,) = cells(book, "share_all_1")
    (cost,) = cells(book, "cost_2018")
    return {
        "digits": Edit({share: 123_456_789, share.replace("D", "E"): 999_999_937}, pair),
        "fraction": Edit({cells(book, "population_all")[1]: 8455.5}, pair),
        "negative": Edit({share: 4}, pair),
        "ore": Edit({cost: 25_000.5}, pair),
        "thousandths": Edit({cost: 25_000.001}, pair),
        "text": Edit({cost: "25 000"}, pair),
        "empty": Edit({cells(book, "population_all")[1]: None}, pair),
        "large": Edit({cost: 10**12}, pair),
    }


BEYOND = ("digits", "fraction", "negative", "ore", "thousandths", "text", "empty", "large")


@pytest.fixture(scope="module")
def cases(budget: Budget, register: Register) -> dict[str, Case]:
    real = budget, register
    found = {"real": Case(made(real, Words("nn")), real)}
    year = replace(budget, periods={"2019": budget.periods["2019"]}), register
    raw = made(year, Words("nn"))
    found |= {f"real-{name}": Case(raw, year, edit) for name, edit in _real_edits(raw, year).items()}
    found |= {name: Case(made(pair()), pair()) for name, pair in (HARD | FIXED).items()}
    parts = found["two-parts"]
    found |= {f"beyond-{name}": replace(parts, edit=edit) for name, edit in _beyond(parts.raw, parts.pair).items()}
    apart = found["apart"]
    found["apart-shared"] = replace(apart, edit=payer_edit(apart.raw, apart.pair, 0, (1, 1)))
    for before, after in (("two-periods", 2_99), ("two-periods-ore", 3_00)):
        periods = found[before]
        found[f"{before}-edited"] = replace(periods, edit=amount_edit(periods.raw, periods.pair, "2019", 0, after))
    three = found["three-payers"]
    found["beyond-payers"] = replace(three, edit=Edit({"Items and payers!G7": 1, "Items and payers!F7": 2}, three.pair))
    random = Random(4)  # the same edits every time
    for n, pair in enumerate(generated(GENERATED)):
        raw = made(pair)
        found[f"generated-{n}"] = Case(raw, pair)
        edit = some_edit(raw, pair, random)
        if edit:
            found[f"generated-{n}-edited"] = Case(raw, pair, edit)
    return found


@pytest.fixture(scope="module")
def calculated(cases: Mapping[str, Case], tmp_path_factory: pytest.TempPathFactory) -> Calculated:
    return recalculated({name: case.file for name, case in cases.items()}, tmp_path_factory.mktemp("soffice"))


def same(one: object, other: object) -> bool:
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) <= 1e-9 * max(1, abs(one))
    return one == other or {one, other} <= {"", None}


@pytest.mark.slow
def test_libreoffice_calculates_every_formula_to_the_value_that_was_written(
    cases: Mapping[str, Case], calculated: Calculated
) -> None:
    counted = 0
    for name, case in cases.items():
        if case.edit:
            continue
        written, formulas = opened(case.raw, values=True), opened(case.raw)
        for sheet in formulas:
            for cell in (cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"):
                place = f"{sheet.title}!{cell.coordinate}"
                counted += 1
                assert same(value(written, place), calculated[name].get(place)), (name, place, cell.value)
    assert counted > 5_000


@pytest.mark.slow
def test_every_amount_is_the_engine_s_before_and_after_edits(cases: Mapping[str, Case], calculated: Calculated) -> None:
    compared = 0
    for name, case in cases.items():
        if name in FIXED or name.startswith("beyond"):
            continue
        formulas = read_amounts(opened(case.raw), case.pair[0])
        if case.edit and not all(isinstance(cell, str) for amounts in formulas.values() for cell in amounts):
            continue  # some of it is values, and says so
        found = read_amounts(opened(case.raw), case.pair[0], calculated[name])
        assert found == engine_amounts(case.after), name
        compared += case.edit is not None
    assert compared > GENERATED


def test_the_written_values_are_the_engine_s_for_whoever_does_not_recalculate(cases: Mapping[str, Case]) -> None:
    for case in cases.values():
        assert read_amounts(opened(case.raw, values=True), case.pair[0]) == engine_amounts(case.pair)


def test_an_amount_in_oere_of_a_period_that_is_not_shown_counts_too() -> None:
    found = []
    for ore in (0, 1):
        budget, register = two_periods(ore)
        book = opened(xlsx.render(compute_workbook(allocate(budget, register, ["2018"]), [], ENGLISH), ENGLISH))
        sheet = book["Items and payers"]
        (row,) = (row for row in range(1, 30) if str(sheet.cell(row, 2).value).startswith("Rounding unit"))
        found.append(sheet.cell(row, 5).value)
    assert str(found[0]).startswith("=IF(SUMPRODUCT")
    assert found[1] in ("=1", 1)


def control(name: str, cases: Mapping[str, Case], calculated: Calculated) -> str:
    """What the workbook says of all its controls."""
    (place,) = cells(opened(cases[name].raw), "controls")
    return str(calculated[name][place])


@pytest.mark.slow
def test_controls_are_0_and_say_so_until_an_edit_that_posts_do_not_follow(
    cases: Mapping[str, Case], calculated: Calculated
) -> None:
    for name in ("ties", "refund", "payers-refund", "three-payers", "ore", *FIXED):
        assert control(name, cases, calculated) == "All controls are 0", name
    assert control("real", cases, calculated) == "Alle kontrollane er 0"
    for name in ("real-host-45", "real-refund"):
        assert control(name, cases, calculated).startswith("Nokre kontrollar er ikkje 0"), name
        controls = {calculated[name][f"Metode!A{row}"]: calculated[name][f"Metode!B{row}"] for row in range(11, 16)}
        assert controls["Kommunane, 2019: Summen av beløpa er lik totalen"] == 0
        assert controls["Kommunane, 2019: Summen for postane er lik beløpa"] != 0


@pytest.mark.slow
def test_an_edit_of_who_pays_for_what_among_three_payers_gives_no_amounts(
    cases: Mapping[str, Case], calculated: Calculated
) -> None:
    found, book = calculated["beyond-payers"], opened(cases["three-payers"].raw)
    assert {found[cells(book, f"to_pay_{payer}_2018")[0]] for payer in "abc"} == {"#N/A"}
    assert {found[place] for place in cells(book, "amounts_a_2018")} == {"#N/A"}


@pytest.mark.slow
@pytest.mark.parametrize("name", BEYOND)
def test_an_edit_that_cannot_be_answered_exactly_gives_no_amounts(
    name: str, cases: Mapping[str, Case], calculated: Calculated
) -> None:
    found = calculated[f"beyond-{name}"]
    assert {found[place] for place in cells(opened(cases["two-parts"].raw), "amounts_all_2018")} == {"#N/A"}
    for sheet in ("Shares", "Steps 2018"):
        assert str(found[f"{sheet}!A2"]).startswith("Nothing is allocated")
    assert control(f"beyond-{name}", cases, calculated).startswith("Some controls are not 0")


# --- what is in it ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def real(budget: Budget, register: Register, loaded: Mapping[str, Loaded]) -> bytes:
    allocation = allocate(budget, register, list(budget.periods))
    return xlsx.render(compute_workbook(allocation, list(loaded.values()), Words("nb")), Words("nb"))


SHEETS = {
    "nn": "Postar og betalarar, Folketal og nøkkel, Fordeling, Utrekning hausten 2018, Utrekning 2019, "
    "Per post hausten 2018, Per post 2019, Metode",
    "nb": "Poster og betalere, Folketall og nøkkel, Fordeling, Utregning høsten 2018, Utregning 2019, "
    "Per post høsten 2018, Per post 2019, Metode",
    "en": "Items and payers, Populations and key, Shares, Steps autumn 2018, Steps 2019, "
    "By item autumn 2018, By item 2019, Method",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_sheets_are_in_the_language_of_the_reader(language: str, budget: Budget, register: Register) -> None:
    book = opened(made((budget, register), Words(language)))
    assert ", ".join(book.sheetnames) == SHEETS[language]


def test_cells_have_types_and_formats(real: bytes) -> None:
    book = opened(real, values=True)
    shares = book["Fordeling"]
    number, name, people_, share, autumn, *_ = shares[13]
    assert (number.value, name.value, people_.value, autumn.value) == ("1243", "Os", 20573, 6648)
    assert share.value == pytest.approx(20573 / 174081 / 2)
    assert [cell.number_format for cell in (people_, share, autumn)] == ['#,##0;-#,##0;"–"', "0.000\xa0%", "#,##0"]
    posts = book["Poster og betalere"]
    assert [posts.cell(6, c).value for c in range(1, 8)] == [
        "1.1", "Prosjektleder 50 %", 225000, 225000, 0, 100, 100,
    ]  # fmt: skip


def test_ore_are_shown_where_there_are_any() -> None:
    book = opened(made(HARD["ore"]()))
    assert book["Shares"]["E5"].number_format == "#,##0.00"


def test_inputs_are_marked_and_guided_and_nothing_else_is(real: bytes) -> None:
    book = opened(real)
    marked = {
        f"{sheet.title}!{cell.coordinate}"
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.fill.fgColor.rgb == "FFFFF6D6" and cell.value is not None
    }
    legend = next(place for place in marked if place.startswith("Metode"))
    assert value(book, legend) == "En celle som kan endres"
    inputs = marked - {legend}
    assert {*cells(book, "population_lkt"), *cells(book, "cost_2018"), *cells(book, "covered_2019")} <= inputs
    assert all(isinstance(value(book, place), int) for place in inputs)
    guided = {
        f"{sheet.title}!{cell.coordinate}"
        for sheet in book
        for rule in sheet.data_validations.dataValidation
        for area in rule.sqref.ranges
        for row in sheet[area.coord if ":" in area.coord else f"{area.coord}:{area.coord}"]
        for cell in row
    }
    assert guided == inputs


def test_headings_stay_and_every_page_is_an_a4_as_wide_as_the_sheet(real: bytes) -> None:
    book = opened(real)
    for sheet in book:
        assert (sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == (9, 0)
        assert sheet.page_setup.fitToWidth in (None, 1)  # 1 is what it is when nothing is said
        assert sheet.sheet_properties.pageSetUpPr
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows
        assert sheet.print_area
    assert book["Utregning 2019"].print_area.endswith("$A$1:$I$32")  # the steps of the parts are not printed
    assert book["Utregning 2019"].page_setup.orientation == "landscape"
    assert book["Fordeling"].freeze_panes == "C5"
    assert book["Fordeling"].page_setup.orientation == "portrait"
    assert book["Folketall og nøkkel"].freeze_panes == "C11"
    assert book["Fordeling"].column_dimensions["B"].width > 20


def test_names_stand_for_inputs_and_results(real: bytes) -> None:
    book = opened(real, values=True)
    assert len(cells(book, "amounts_municipalities_2019")) == len(cells(book, "population_lkt")) == 24
    assert [value(book, place) for place in cells(book, "to_pay_hospitals_2018")] == [77500]
    assert [value(book, place) for place in cells(book, "total_municipalities_2019")] == [1525000]
    assert sum(int(str(value(book, place))) for place in cells(book, "increase_2019")) == 2760000


def test_the_method_is_told_with_sources_versions_and_fingerprints(real: bytes, loaded: Mapping[str, Loaded]) -> None:
    said = "\n".join(str(cell.value) for cell in opened(real)["Metode"]["A"])
    assert "Folketall per 1. januar 2018: Statistisk sentralbyrå (SSB), tabell 07459." in said.replace("\xa0", " ")
    assert "largest-remainder/1, controlled-rounding/1" in said
    for file in loaded.values():
        assert f"{file.name}: sha256 {file.sha256}" in said


@pytest.mark.parametrize("sign", "=+-@")
def test_text_that_looks_like_a_formula_stays_text(sign: str) -> None:
    name = f'{sign}HYPERLINK("http://x";"y")'
    budget, register = one_key(people(3, 4), 10_000)
    own = {n: replace(m, name=name) for n, m in register.municipalities.items()}
    post = replace(budget.posts[0], name=Text({"": name}), id=f"{sign}1")
    named = {"=1+1": replace(budget.periods["2018"], name=Text({"": "=1+1"}))}
    post = replace(post, amounts={"=1+1": 10_000}, covered={})
    payers = {"all": replace(budget.payers["all"], name=Text({"": name}))}
    budget = replace(budget, name=Text({"": name}), posts=(post,), periods=named, payers=payers)
    raw = made((budget, replace(register, municipalities=own)))
    found = [cell for sheet in opened(raw) for row in sheet.iter_rows() for cell in row if cell.value == name]
    assert len(found) > 5
    assert {cell.data_type for cell in found} == {"s"}
    assert all(cell.quotePrefix for cell in found)


def test_a_workbook_says_nothing_of_when_it_was_made(real: bytes) -> None:
    """That it is the same bytes in any time zone is tested with all formats, in `tests/cli/test_cli.py`."""
    with zipfile.ZipFile(io.BytesIO(real)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        dates = archive.read("docProps/core.xml").decode()
    assert dates.count("2000-01-01T00:00:00Z") == 2


# --- where formulas cannot be exact -----------------------------------------------------------------------------------------


def fixed_amounts(name: str, area: str) -> list[object]:
    book = opened(made(FIXED[name]()))
    return [value(book, place) for place in cells(book, area)]


@pytest.mark.parametrize(
    ("name", "area", "said"),
    [
        ("four-payers", "to_pay_a_2018", "2018: the payers' totals are values"),
        ("finely-divided", "amounts_all_2018", "Key: the shares are too finely divided"),
        ("too-large", "amounts_all_2018", "All, 2018: the total is too large"),
    ],
)
def test_what_formulas_cannot_give_exactly_is_values_and_is_said(name: str, area: str, said: str) -> None:
    assert all(isinstance(amount, int | float) for amount in fixed_amounts(name, area))
    told = "\n".join(str(cell.value) for cell in opened(made(FIXED[name]()))["Method"]["A"])
    assert said in told
    assert said not in "\n".join(str(cell.value) for cell in opened(made(HARD["ties"]()))["Method"]["A"])


def test_a_note_on_the_sheet_says_that_its_amounts_are_values() -> None:
    assert (
        opened(made(FIXED["too-large"]()))["Steps 2018"]["A2"].value == "Values, not formulas: see the sheet on method."
    )


def test_numbers_that_a_spreadsheet_cannot_hold_are_refused() -> None:
    for pair in (one_key(people(3, 4), 10**15), one_key(people(3, 10**15), 100)):
        with pytest.raises(CannotRun, match="15 digits"):
            compute_workbook(shared(pair), [], ENGLISH)


def test_more_columns_than_a_spreadsheet_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lkt_alloc.reports.workbook.MAX_COLUMNS", 12)
    with pytest.raises(CannotRun, match="more rows or columns"):
        compute_workbook(shared(HARD["two-parts"]()), [], ENGLISH)


# --- keys and payers of all kinds -------------------------------------------------------------------------------------------


def test_a_population_is_typed_in_once_however_many_keys_use_it() -> None:
    register = people(3, 4, 5)
    keys = {"a": key_of(everyone(register), by_people(register)), "b": key_of(("0102", "0103"), by_people(register))}
    raw = made((budget_of(keys, ({"a": HALF, "b": HALF}, 10_000, 0)), register))
    book = opened(raw)
    assert [value(book, place) for place in cells(book, "population_b")] == [
        "='Populations and key'!$C$11",
        "='Populations and key'!$C$12",
    ]
    assert book.sheetnames[1:3] == ["Populations and key", "Populations and key 2"]


def test_those_who_share_a_part_are_named() -> None:
    register = people(3, 4, 5, 6, 7)
    group = replace(register, groups={"g": register_of({}, {"Big ones": ("0101",)}).groups["Big ones"]})
    few, many = ("0101", "0102"), ("0101", "0102", "0103", "0104")
    parts = [SharePart(Fraction(1, 5), to, "equal") for to in (ALL, OTHERS, "g", few, many)]
    book = opened(made(one_key(group, 10_000, *parts)))
    assert [book["Populations and key"].cell(5 + n, 2).value for n in range(5)] == [
        "All", "The others", "Big ones", "name 0101, name 0102", "4 municipalities",
    ]  # fmt: skip


def test_a_budget_without_a_key_has_posts_and_method_only() -> None:
    pair = budget_of({"a": None}, ({"a": 1}, 10_000, 0)), people(3)
    assert opened(made(pair)).sheetnames == ["Items and payers", "Method"]


def test_sources_of_all_kinds_are_listed(register: Register) -> None:
    budget, own = one_key(people(3, 4), 10_000)
    sources = {
        "a": Source(Text({"": "A count"}), Text({"": "SSB"}), Text({"": "7"}), "NLOD"),
        "b": Source(Text({"": "-b"})),
    }
    said = [cell.value for cell in opened(made((replace(budget, sources=sources), own)))["Method"]["A"]]
    assert "A count, SSB, 7, NLOD" in said
    assert "-b" in said


def test_a_number_and_population_that_are_unknown_stay_empty() -> None:
    register = register_of({"0101": {}, "0102": {THEN: 5}})
    book = opened(made(one_key(register, 10_000, SharePart(Fraction(1), ALL, "equal"))))
    assert [book["Populations and key"][f"C{row}"].value for row in (10, 11)] == [None, 5]
    assert [book["Shares"][f"C{row}"].value for row in (5, 6)] == [None, "='Populations and key'!C11"]


def test_names_of_sheets_are_what_spreadsheets_allow() -> None:
    book = model.Workbook("x")
    long = "a" * 40
    for name in ("a/b:c", "A b C", long, long, "'quoted'", "[]", "?"):
        book.add(name)
    names = [sheet.name for sheet in book.sheets]
    assert names == ["a b c", "A b C 2", "a" * 31, "a" * 29 + " 2", "quoted", "–", "– 2"]
    assert model.Sheet("it's").at(0, 0) == "'it''s'!$A$1"


def test_names_of_sheets_are_counted_as_excel_counts() -> None:
    book = model.Workbook("x")
    for _ in range(2):
        book.add("Steps " + "\N{GRINNING FACE}" * 20)
    assert [sheet.name for sheet in book.sheets] == [
        f"Steps {faces}" for faces in ("\N{GRINNING FACE}" * 12, "\N{GRINNING FACE}" * 11 + " 2")
    ]


def test_defined_names_differ_in_more_than_case() -> None:
    book = model.Workbook("x")
    for name, place in {"cost_a": "A1", "cost_A": "A2", "cost_å": "A3", "cost_Ø": "A4"}.items():
        book.define(name, place)
    assert book.names == {"cost_a": "A1", "cost__": "A3"}


def test_no_row_is_higher_than_excel_allows() -> None:
    budget, register = one_key(people(3, 4), 10_000)
    payers = {"all": replace(budget.payers["all"], name=Text({"": "very long " * 300}))}
    rows = opened(made((replace(budget, payers=payers), register)))["Items and payers"].row_dimensions
    assert 408 < rows[4].height <= 409


def test_more_parts_or_payers_than_a_formula_can_hold_are_refused() -> None:
    register = people(3, 4)
    parts = [by_people(register, Fraction(1, 61))] * 61
    payers = {"a": key_of(everyone(register)), **{f"b{n}": None for n in range(240)}}
    for pair in (one_key(register, 100, *parts), (budget_of(payers, ({"a": 1}, 100, 0)), register)):
        with pytest.raises(CannotRun, match="so many parts of an allocation key, or so many payers"):
            compute_workbook(shared(pair), [], ENGLISH)


def test_formulas_of_many_parts_are_no_longer_than_excel_allows() -> None:
    register = people(3, 4)
    book = opened(made(one_key(register, 100_00, *[by_people(register, Fraction(1, 60))] * 60)))
    lengths = {len(str(cell.value)) for sheet in book for row in sheet.iter_rows() for cell in row}
    assert 1000 < max(lengths) <= 8192


def test_what_xml_cannot_say_is_replaced(loaded: Mapping[str, Loaded]) -> None:
    budget, register = one_key(people(3, 4), 10_000)
    period = replace(budget.periods["2018"], name=Text({"": "a\ufffeb\uffff"}))
    file = replace(next(iter(loaded.values())), shown="f\udcff.yaml", sha256="0" * 64)
    allocation = shared((replace(budget, periods={"2018": period}), register))
    book = opened(xlsx.render(compute_workbook(allocation, [file], ENGLISH), ENGLISH))
    assert "Steps a\ufffdb\ufffd" in book.sheetnames
    assert f"f\ufffd.yaml: sha256 {'0' * 64}" in [cell.value for cell in book["Method"]["A"]]


def test_numbers_of_municipalities_are_text_without_a_warning(real: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(real)) as archive:
        shares = archive.read("xl/worksheets/sheet3.xml").decode()
    assert '<ignoredErrors><ignoredError sqref="A1:A31 A4:G4" numberStoredAsText="1"/></ignoredErrors>' in shares


# --- the command ------------------------------------------------------------------------------------------------------------


def test_the_command_writes_a_workbook_by_format_or_by_ending(tmp_path: Path) -> None:
    asked: list[str | Path] = ["compute", "2019", "--lang", "en", "--output"]
    assert inside([*asked, tmp_path / "a", "--format", "xlsx"], ROOT) == ("", 0)
    assert inside([*asked, tmp_path / "b.xlsx"], ROOT) == ("", 0)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    assert "Steps 2019" in opened((tmp_path / "a").read_bytes()).sheetnames
    piped = subprocess.run(
        [sys.executable, "-m", "lkt_alloc", "compute", "2019", "--lang", "en", "--format", "xlsx"],
        check=True, capture_output=True, cwd=ROOT, env=environment(),
    )  # fmt: skip
    assert piped.stdout == (tmp_path / "a").read_bytes()


def test_a_workbook_is_not_poured_into_a_terminal() -> None:
    ours, theirs = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "lkt_alloc", "compute", "--lang", "en", "--format", "xlsx"],
        check=False, stdout=theirs, stderr=subprocess.PIPE, cwd=ROOT, env=environment(),
    )  # fmt: skip
    os.close(theirs)
    os.close(ours)
    assert done.returncode == 2
    assert done.stderr.decode() == (
        "lkt-alloc: This format cannot be shown in a terminal.\n  Write it to a file: --output FILE.\n"
    )


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "ikt_nordhordland",
            "several allocation keys for one payer, measures other than population, "
            "budget items with allocation keys of their own.",
        ),
        ("sogn_regionrad", "amounts, rates, limits or a rest in an allocation key."),
        ("lkt_hospitals", "external funding."),
    ],
)
def test_a_workbook_of_values_says_what_formulas_do_not_follow(name: str, said: str) -> None:
    examples = ROOT / "examples"
    budget, register = (load(examples / f"{file}.yaml").value for file in (name, "municipalities"))
    assert isinstance(budget, Budget)
    assert isinstance(register, Register)
    book = compute_workbook(allocate(budget, with_parties(budget, register), list(budget.periods)), [], ENGLISH)
    told = str(book.sheets[-1].cells[2, 0].value)
    assert told == f"Amounts are values from the program, as formulas do not follow what this budget has: {said}"


@pytest.mark.parametrize(
    ("key", "said"),
    [
        (replace(key_of(("0101", "0102")), absent=("0102",)), "a difference that is left uncovered."),
        (
            replace(key_of(("0101", "0102")), part_year=(PartYear("2018", ("0102",), Fraction(1, 2)),)),
            "members that take part for some of a period.",
        ),
        (
            replace(
                key_of(("0101", "0102"), SharePart(Fraction(1), ("0101", "0102"), AGREED)),
                agreed={AGREED: {"0101": Fraction(1, 4), "0102": Fraction(3, 4)}},
            ),
            "agreed shares of members.",
        ),
    ],
)
def test_each_kind_that_formulas_do_not_follow_is_said_alone(key: Key, said: str) -> None:
    budget = budget_of({"k": key}, ({"k": 1}, 100_000, 0))
    book = compute_workbook(
        allocate(budget, register_of({"0101": {THEN: 1}, "0102": {THEN: 2}}), ["2018"]), [], ENGLISH
    )
    assert str(book.sheets[-1].cells[2, 0].value).endswith(f"what this budget has: {said}")


@pytest.mark.parametrize("name", ["2024-budsjett", "2024", "8 & 9", "&P"])
def test_the_foot_of_a_page_has_the_whole_name(name: str) -> None:
    budget, register = one_key(people(3, 4), 10_000)
    allocation = shared((replace(budget, name=Text({"": name})), register))
    raw = xlsx.render(compute_workbook(allocation, [], ENGLISH), ENGLISH)
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    foot = html.unescape(sheet.split("<oddFooter>")[1].split("</oddFooter>")[0])
    # digits right after the size would be taken for more of it
    assert foot.startswith(f'&L&8&"-,Regular"{name.replace("&", "&&")} – ')
