"""The workbook: what is in it, as people and programs read it. What becomes of it under edits: `test_workbook_edits`."""

import io
import os
import pty
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import pytest
from msgspec.structs import replace
from openpyxl.workbook import Workbook

from lkt_alloc.engine.allocate import allocate
from lkt_alloc.engine.model import LANGUAGES, Budget, Key, PartYear
from lkt_alloc.engine.parts import AGREED, ALL, OTHERS, SharePart
from lkt_alloc.engine.register import Register, Source
from lkt_alloc.files.load import Loaded
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import Text
from lkt_alloc.language.words import Words
from lkt_alloc.render import xlsx
from lkt_alloc.reports.workbook import cells as model
from lkt_alloc.reports.workbook import compute_workbook, not_live
from tests.acceptance.replay import ROOT, environment
from tests.cli.inside import inside
from tests.engine.strategies import THEN, Pair, budget_of, key_of, register_of
from tests.render.hard_budgets import HALF, HARD, by_people, everyone, one_key, people, two_periods
from tests.render.spreadsheets import ENGLISH, laid_out, made, opened, page, place, places, shared


def value(book: Workbook, where: str) -> object:
    sheet, cell = where.rsplit("!", 1)
    return page(book, sheet)[cell].value


def told(raw: bytes, sheet: str = "Method") -> list[object]:
    return [cell.value for cell in opened(raw)[sheet]["A"]]


def test_an_amount_in_oere_of_a_period_that_is_not_shown_counts_too() -> None:
    found = []
    for ore in (0, 1):
        budget, register = two_periods(ore)
        raw = xlsx.render(compute_workbook(allocate(budget, register, ["2018"]), [], ENGLISH), ENGLISH)
        (row,) = (row for row in opened(raw)["Payers"].iter_rows() if str(row[0].value).startswith("Rounding unit"))
        found.append(row[1].value)
    assert str(found[0]).startswith("=IF(SUMPRODUCT")
    assert found[1] in ("=1", 1)


# --- what is in it ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def real(budget: Budget, register: Register, loaded: Mapping[str, Loaded]) -> bytes:
    allocation = allocate(budget, register, list(budget.periods))
    return xlsx.render(compute_workbook(allocation, list(loaded.values()), Words("nb")), Words("nb"))


SHEETS = {
    "nn": "Fordeling, Postar og betalarar, Betalarar, Nøkkel og tal, Utrekning, Per post, Metode, lkt-alloc",
    "nb": "Fordeling, Poster og betalere, Betalere, Nøkkel og tall, Utregning, Per post, Metode, lkt-alloc",
    "en": "Allocation, Items and payers, Payers, Key and figures, Steps, By item, Method, lkt-alloc",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_sheets_are_in_the_language_of_the_reader(language: str, budget: Budget, register: Register) -> None:
    book = opened(made((budget, register), Words(language)))
    assert ", ".join(book.sheetnames) == SHEETS[language]


def test_cells_have_types_and_formats(real: bytes) -> None:
    book = opened(real, values=True)
    shares = book["Fordeling"]
    number, name, share, autumn, *_ = shares[16]
    assert (number.value, name.value, autumn.value) == ("1243", "Os", 6648)
    assert share.value == pytest.approx(20573 / 174081 / 2)
    assert [cell.number_format for cell in (share, autumn)] == ["0.000\xa0%", '#,##0;-#,##0;"–"']
    posts = book["Poster og betalere"]
    assert [posts.cell(8, c).value for c in range(1, 9)] == [
        "1.1", "Prosjektleder 50 %", 225000, 225000, 0, 1, 1, 0,
    ]  # fmt: skip


def test_ore_are_shown_where_there_are_any() -> None:
    book = opened(made(HARD["ore"]()))
    assert book["Allocation"]["D8"].number_format == '#,##0.00;-#,##0.00;"–"'
    whole = opened(made(HARD["ties"]()))["Allocation"]
    rules = [rule.formula[0] for area in whole.conditional_formatting for rule in area.rules]
    assert "ROUND(D8,0)<>D8" in rules


def test_what_can_be_typed_is_coloured_guided_unlocked_and_registered_and_nothing_else_is(
    budget: Budget, register: Register
) -> None:
    laid = laid_out((budget, register), Words("nb"))
    book = opened(xlsx.render(laid, Words("nb")))
    every = {f"{s.title}!{c.coordinate}": c for s in book for row in s.iter_rows() for c in row if c.value is not None}
    coloured = {where for where, cell in every.items() if cell.fill.fgColor.rgb == "FFFFF6D6"}
    legend = next(where for where in coloured if where.startswith("Metode"))
    assert every[legend].value == "En celle som kan endres"
    typed = {place(cell) for cell in laid.inputs}
    guided = {
        f"{sheet.title}!{cell.coordinate}"
        for sheet in book
        for rule in sheet.data_validations.dataValidation
        for area in rule.sqref.ranges
        for row in sheet[area.coord if ":" in area.coord else f"{area.coord}:{area.coord}"]
        for cell in row
    }
    unlocked = {where for where, cell in every.items() if not cell.protection.locked}
    assert coloured - {legend} == guided == unlocked == typed
    assert {*places(book, "cost_2018"), *places(book, "covered_2019")} <= typed
    hosts = [where for where in places(book, "population_lkt") if where not in typed]
    assert [every[where.replace("C", "B")].value for where in hosts if where in every] == []  # whose population counts
    assert all(sheet.protection.sheet and not sheet.protection.password for sheet in book.worksheets[:-1])


def test_headings_stay_and_every_page_is_an_a4_as_wide_as_the_sheet(real: bytes) -> None:
    book = opened(real)
    for sheet in book.worksheets[:-1]:
        assert sheet.page_setup.paperSize == 9
        assert sheet.page_setup.fitToWidth in (None, 1)  # 1 is what it is when nothing is said
        assert sheet.sheet_properties.pageSetUpPr
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.print_title_rows
        assert sheet.print_area
    assert book["Fordeling"].page_setup.fitToHeight in (None, 1)
    assert book["Utregning"].page_setup.fitToHeight == 0
    assert book["Utregning"].page_setup.orientation == "landscape"
    assert book["Fordeling"].page_setup.orientation == "portrait"
    assert book["Fordeling"].column_dimensions["B"].width > 20
    assert book["lkt-alloc"].sheet_state == "veryHidden"


def test_names_stand_for_inputs_and_results(real: bytes) -> None:
    book = opened(real, values=True)
    assert len(places(book, "amounts_municipalities_2019")) == len(places(book, "population_lkt")) == 24
    assert [value(book, where) for where in places(book, "to_pay_hospitals_2018")] == [77500]
    assert [value(book, where) for where in places(book, "total_municipalities_2019")] == [1525000]
    assert sum(int(str(value(book, where))) for where in places(book, "increase_2019")) == 2760000


def test_the_method_is_told_with_sources_versions_and_fingerprints(real: bytes, loaded: Mapping[str, Loaded]) -> None:
    said = "\n".join(map(str, told(real, "Metode")))
    assert "Folketall per 1. januar 2018: Statistisk sentralbyrå (SSB), tabell 07459." in said.replace("\xa0", " ")
    assert "largest-remainder/1, controlled-rounding/1" in said
    for file in loaded.values():
        assert f"{file.name}: sha256 {file.sha256}" in said
        assert file.sha256 in str(opened(real)["lkt-alloc"]["A1"].value)


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
    assert len(found) > 3
    assert {cell.data_type for cell in found} == {"s"}
    assert all(cell.quotePrefix for cell in found)


def test_a_workbook_says_nothing_of_when_it_was_made(real: bytes) -> None:
    """That it is the same bytes in any time zone is tested with all formats, in `tests/cli/test_cli.py`."""
    with zipfile.ZipFile(io.BytesIO(real)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        dates = archive.read("docProps/core.xml").decode()
    assert dates.count("2000-01-01T00:00:00Z") == 2


# --- what does not fit, and what formulas do not follow ---------------------------------------------------------------------


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
    first = places(book, "population_a")
    assert [str(value(book, where)).replace("$", "").replace("'", "") for where in places(book, "population_b")] == [
        f"={where}" for where in first[1:]
    ]
    assert book.sheetnames[3:5] == ["Key key", "Key key 2"]


def test_those_who_share_a_part_are_named() -> None:
    register = people(3, 4, 5, 6, 7)
    group = replace(register, groups={"g": register_of({}, {"Big ones": ("0101",)}).groups["Big ones"]})
    few, many = ("0101", "0102"), ("0101", "0102", "0103", "0104")
    parts = [SharePart(Fraction(1, 5), to, "equal") for to in (ALL, OTHERS, "g", few, many)]
    book = opened(made(one_key(group, 10_000, *parts)))
    start = next(row for row in range(1, 20) if book["Key and figures"].cell(row, 1).value == "Part")
    assert [book["Key and figures"].cell(start + 1 + n, 2).value for n in range(5)] == [
        "All", "The others", "Big ones", "name 0101, name 0102", "4 municipalities",
    ]  # fmt: skip


def test_a_budget_without_a_key_has_no_steps() -> None:
    pair = budget_of({"a": None}, ({"a": 1}, 10_000, 0)), people(3)
    assert opened(made(pair)).sheetnames == ["Allocation", "Items and payers", "Method", "lkt-alloc"]


def test_a_budget_where_nobody_pays_has_no_amounts() -> None:
    key = replace(key_of(("0101",)), absent=("0101",))
    raw = made((budget_of({"k": key}, ({"k": 1}, 10_000, 0)), people(3)))
    assert "amounts_k_2018" not in opened(raw).defined_names


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
    assert "population_all" not in book.defined_names  # nothing goes by it


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
    for name, where in {"cost_a": "A1", "cost_A": "A2", "cost_å": "A3", "cost_Ø": "A4"}.items():
        book.define(name, where)
    book.define("cost_1: 2", "A5")
    book.define("cost_1. 2", "A6")
    assert book.names == {
        "cost_a": "A1", "cost_A_2": "A2", "cost_å": "A3", "cost_Ø": "A4", "cost_1__2": "A5", "cost_1__2_2": "A6",
    }  # fmt: skip


def test_no_row_is_higher_than_excel_allows() -> None:
    budget, register = two_periods()
    payers = {name: replace(payer, name=Text({"": "very long " * 300})) for name, payer in budget.payers.items()}
    rows = opened(made((replace(budget, payers=payers), register)))["Items and payers"].row_dimensions
    assert 408 < rows[6].height <= 409


@pytest.mark.parametrize("periods", [1, 120])
def test_more_parts_or_periods_than_a_formula_can_hold_are_refused(periods: int) -> None:
    register = people(3, 4)
    parts = [by_people(register, Fraction(1, 61))] * (61 if periods == 1 else 1)
    with pytest.raises(CannotRun, match="too many periods, budget items or parts of an allocation key"):
        compute_workbook(shared(many_periods(one_key(register, 100, *parts), periods)), [], ENGLISH)


def many_periods(pair: Pair, count: int) -> Pair:
    """The same budget for so many periods."""
    budget, register = pair
    periods = {f"p{n:03}": budget.periods["2018"] for n in range(count)}
    posts = (replace(post, amounts=dict.fromkeys(periods, 100_00), covered={}) for post in budget.posts)
    return replace(budget, periods=periods, posts=tuple(posts)), register


def formulas(raw: bytes) -> list[str]:
    return [
        str(cell.value) for sheet in opened(raw) for row in sheet.iter_rows() for cell in row if cell.data_type == "f"
    ]


def test_formulas_of_many_parts_periods_and_payers_are_no_longer_than_excel_allows() -> None:
    register = people(3, 4)
    key, eighths = key_of(everyone(register)), dict.fromkeys("abcdefgh", Fraction(1, 8))
    payers = budget_of(dict.fromkeys("abcdefgh", key), (eighths, 100_00, 0))
    parts = [by_people(register, Fraction(1, 60))] * 60
    for pair in (one_key(register, 100_00, *parts), many_periods((payers, register), 12)):
        assert 500 < max(map(len, formulas(made(pair)))) <= 8192


def test_no_text_in_a_formula_is_longer_than_excel_allows() -> None:
    budget, register = one_key(people(3, 4), 100_00)
    long = Text({"": 'what the agreement of 2011 calls "the key" ' * 8})
    keys = {name: replace(key, name=long) for name, key in budget.keys.items()}
    written = formulas(made((replace(budget, keys=keys), register)))
    texts = [piece for said in written for piece in said.replace('""', "'").split('"')[1::2]]
    assert 100 < max(map(len, texts)) <= 255


def test_what_xml_cannot_say_is_replaced(loaded: Mapping[str, Loaded]) -> None:
    budget, register = one_key(people(3, 4), 10_000)
    period = replace(budget.periods["2018"], name=Text({"": "a\ufffeb\uffff"}))
    file = replace(next(iter(loaded.values())), shown="f\udcff.yaml", sha256="0" * 64)
    allocation = shared((replace(budget, periods={"2018": period}), register))
    book = opened(xlsx.render(compute_workbook(allocation, [file], ENGLISH), ENGLISH))
    assert "A\ufffdb\ufffd" in [cell.value for cell in book["Steps"]["A"]]
    assert f"f\ufffd.yaml: sha256 {'0' * 64}" in [cell.value for cell in book["Method"]["A"]]


def test_numbers_of_municipalities_are_text_without_a_warning(real: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(real)) as archive:
        shares = archive.read("xl/worksheets/sheet1.xml").decode()
    assert '<ignoredError sqref="A1:A' in shares


# --- the command ------------------------------------------------------------------------------------------------------------


def test_the_command_writes_a_workbook_by_format_or_by_ending(tmp_path: Path) -> None:
    asked: list[str | Path] = ["compute", "2019", "--lang", "en", "--output"]
    assert inside([*asked, tmp_path / "a", "--format", "xlsx"], ROOT) == ("", 0)
    assert inside([*asked, tmp_path / "b.xlsx"], ROOT) == ("", 0)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    assert "Steps" in opened((tmp_path / "a").read_bytes()).sheetnames
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
    ("key", "said"),
    [
        (
            replace(key_of(("0101", "0102"), by_people(people(), HALF)), share_unit=Fraction(1, 100), uncovered=True),
            "rounded shares that do not make the whole.",
        ),
        (replace(key_of(("0101", "0102")), rounding_of="post"), "budget items that are rounded one by one."),
    ],
)
def test_each_kind_that_formulas_do_not_follow_is_said(key: Key, said: str, tmp_path: Path) -> None:
    budget = budget_of({"k": key}, ({"k": 1}, 100_000, 0))
    allocation = allocate(budget, register_of({"0101": {THEN: 1}, "0102": {THEN: 2}}), ["2018"])
    (reason,) = map(ENGLISH.say, not_live(allocation))
    assert f"what the key has: {said}" in reason
    book = compute_workbook(allocation, [], ENGLISH)
    for sheet, spot in ((book.sheets[0], (3, 0)), (book.sheets[-1], None), (book.sheets[3], None)):
        cells = [sheet.cells[spot]] if spot else sheet.cells.values()
        assert any(said in str(cell.value) for cell in cells), sheet.name


@pytest.mark.parametrize(
    "key",
    [
        replace(key_of(("0101", "0102")), part_year=(PartYear("2018", ("0102",), Fraction(1, 2)),)),
        replace(
            key_of(("0101", "0102"), SharePart(Fraction(1), ("0101", "0102"), AGREED)),
            agreed={AGREED: {"0101": Fraction(1, 4), "0102": Fraction(3, 4)}},
        ),
    ],
)
def test_formulas_follow_parts_of_a_year_and_agreed_shares(key: Key) -> None:
    budget = budget_of({"k": key}, ({"k": 1}, 100_000, 0))
    assert not not_live(allocate(budget, register_of({"0101": {THEN: 1}, "0102": {THEN: 2}}), ["2018"]))


def test_what_does_not_follow_is_said_when_the_file_is_made(tmp_path: Path) -> None:
    asked: list[str | Path] = ["compute", "--lang", "en", "--output", tmp_path / "a.xlsx", "--budget"]
    printed, code = inside([*asked, "tests/acceptance/published/msdsb_2020.yaml"], ROOT)
    assert code == 0
    assert "amounts are values, as formulas do not follow what the key has: budget items that are rounded" in printed
