"""The invoice list: exact, complete, and with nothing in it that the files do not say."""

import csv as csv_module
import json as json_module
import os
import pty
import re
import subprocess
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace
from openpyxl import load_workbook

from lkt_alloc.checks import rules
from lkt_alloc.checks.rules.case import Case
from lkt_alloc.diagnostics.findings import Doubts, Problem
from lkt_alloc.engine.allocate import Allocation, allocate
from lkt_alloc.engine.invoice import InvoiceList, InvoiceTerms, instalments, invoice_list, without_years
from lkt_alloc.engine.model import ROUNDINGS, Budget
from lkt_alloc.engine.register import Register
from lkt_alloc.files.disk import embedded
from lkt_alloc.files.notation import meant_organisation_number, organisation_number
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import Ore, Text
from lkt_alloc.language.words import Words
from lkt_alloc.render import csv, text, xlsx
from lkt_alloc.reports.blocks import Table
from lkt_alloc.reports.compute import compute_listing
from lkt_alloc.reports.invoice import FORMAT, Invoiced
from lkt_alloc.reports.record import (
    CSV_HEADER,
    CSV_HEADER_BY_POST,
    csv_rows,
)
from tests.acceptance.replay import ROOT, environment
from tests.cli.inside import inside
from tests.cli.terminals import in_terminal
from tests.cli.test_cli import COMMAND
from tests.engine.strategies import FEW, THEN, Pair, budget_of, key_of, register_of, sound_budgets
from tests.files.test_schemas import errors
from tests.render.soffice import soffice

ENGLISH, NYNORSK = Words("en"), Words("nn")
WEIGHTS = (3, 2, 7, 6, 5, 4, 3, 2)
THREE = ("0101", "0102", "0103")
REGISTER = register_of({number: {THEN: 100} for number in THREE})
SPRING, AUTUMN = date(2018, 3, 31), date(2018, 9, 30)


def with_check_digit(eight: int) -> str:
    """An organisation number that begins with these eight digits; empty if there is none."""
    rest = -sum(int(digit) * weight for digit, weight in zip(f"{eight:08}", WEIGHTS, strict=True)) % 11
    return f"{eight:08}{rest}" if rest < 10 else ""


VALID = [number for number in map(with_check_digit, range(80_000_000, 80_000_040)) if number]


def identified(register: Register, *, buyer_reference: str = "") -> Register:
    """The register with an organisation number for everyone."""
    known = {
        number: replace(municipality, organisation_number=valid, buyer_reference=buyer_reference)
        for (number, municipality), valid in zip(register.municipalities.items(), VALID, strict=False)
    }
    return replace(register, municipalities=known)


def shared(amount: int, register: Register = REGISTER, rounding: str = "1 kr") -> Allocation:
    budget = budget_of({"all": key_of(THREE, rounding=rounding)}, ({"all": 1}, amount, 0))
    return allocate(budget, register, ["2018"])


def invoices(amount: int, terms: InvoiceTerms | None = None, register: Register = REGISTER) -> InvoiceList:
    return invoice_list(shared(amount, register), terms or InvoiceTerms())


def as_result(made: InvoiceList, allocation: Allocation | None = None, words: Words = ENGLISH) -> Invoiced:
    return Invoiced(allocation or shared(300), [], words, made)


def printed(amount: int, terms: InvoiceTerms | None = None, register: Register = REGISTER) -> str:
    allocation = shared(amount, register)
    return text.render(as_result(invoice_list(allocation, terms or InvoiceTerms()), allocation).report(), ENGLISH)


# amounts


@FEW
@given(sound_budgets(), st.integers(1, 12))
def test_the_list_sums_to_what_is_shared_out_to_the_ore(pair: Pair, count: int) -> None:
    budget, register = pair
    for period in budget.periods:
        allocation = allocate(budget, register, [period])
        made = invoice_list(allocation, InvoiceTerms(count))
        by_key = invoice_list(allocation, InvoiceTerms(count, by_key=True))
        assert [replace(line, text=made.lines[0].text) for line in by_key.lines] == [
            replace(line, text=made.lines[0].text) for line in made.lines
        ]  # no payer has several keys
        divisions = allocation.periods[0].divisions
        assert made.total == sum(division.total for division in divisions)
        for division in divisions:
            assert sum(line.amount for line in made.lines if line.payer == division.payer) == division.total
            for share in division.shares:
                own = [
                    line.amount
                    for line in made.lines
                    if (line.payer, line.municipality.number) == (division.payer, share.number)
                ]
                assert sum(own) == share.amount
                assert all(amount and amount % division.key.unit_ore == 0 for amount in own)
        assert len(made.lines) + made.left_out == count * sum(len(division.shares) for division in divisions)


@given(st.integers(-(10**17), 10**17), st.sampled_from(list(ROUNDINGS.values())), st.integers(1, 12))
def test_instalments_are_exact_as_equal_as_can_be_and_the_first_ones_are_not_smaller(
    n: int, unit: int, count: int
) -> None:
    parts = instalments(n * unit, unit, count)
    assert (sum(parts), len(parts)) == (n * unit, count)
    assert all(part % unit == 0 for part in parts)
    assert max(parts) - min(parts) in (0, unit)
    assert list(map(abs, parts)) == sorted(map(abs, parts), reverse=True)


def test_an_odd_krone_goes_to_the_first_instalment() -> None:
    assert instalments(101_00, 100, 2) == [51_00, 50_00]
    assert instalments(-101_00, 100, 2) == [-51_00, -50_00]
    assert instalments(5, 1, 3) == [2, 2, 1]


def test_what_is_left_over_goes_to_the_last_instalments_where_that_is_wanted() -> None:
    # a county's by-law of 1976 has it so
    assert instalments(162_644_71, 1, 2, "last") == [81_322_35, 81_322_36]
    assert instalments(5, 1, 3, "last") == [1, 2, 2]
    assert instalments(-101_00, 100, 2, "last") == [-50_00, -51_00]
    made = invoices(101 * 3 * 100, InvoiceTerms(2, odd="last"))
    assert [line.amount for line in made.lines] == [50_00, 51_00] * 3
    assert "the remainder goes to the last ones." in printed(101 * 3 * 100, InvoiceTerms(2, odd="last"))
    assert [as_result(each).record()["odd"] for each in (made, invoices(300))] == ["last", "first"]


def test_nothing_to_pay_is_left_out_and_counted() -> None:
    made = invoices(200)
    assert [(line.municipality.number, line.amount) for line in made.lines] == [("0101", 100), ("0102", 100)]
    assert made.left_out == 1
    assert "Invoices of NOK\xa00 are left out: 1." in printed(200)
    assert "left out" not in printed(300)


def test_a_list_with_nothing_on_it_is_a_list() -> None:
    assert (invoices(0).lines, invoices(0).left_out, invoices(0).total) == ((), 3, 0)
    assert "Sum" in printed(0)
    assert sheet(0)[-1][1] == "Sum"


def test_a_refund_is_a_credit_note() -> None:
    made = invoices(-300, InvoiceTerms(text="Mat"))
    assert [line.amount for line in made.lines] == [-100, -100, -100]
    assert {ENGLISH.say(line.text) for line in made.lines} == {"Credit note: Mat"}
    assert {NYNORSK.say(line.text) for line in made.lines} == {"Kreditnota: Mat"}
    assert "Credit notes, with negative amounts: 3." in printed(-300)
    assert "Credit note" not in printed(300)
    assert all(line["credit_note"] for line in as_result(made, words=ENGLISH).record()["invoices"])


# what stands on them


def test_the_text_is_the_users_or_names_budget_period_and_instalment() -> None:
    assert [ENGLISH.say(line.text) for line in invoices(300).lines] == ["budget, 2018"] * 3
    said = [NYNORSK.say(line.text) for line in invoices(600, InvoiceTerms(2)).lines]
    assert said == ["budget, 2018, termin 1 av 2", "budget, 2018, termin 2 av 2"] * 3
    own = [ENGLISH.say(line.text) for line in invoices(600, InvoiceTerms(2, text="Legevakt {n} %s")).lines]
    assert own[:2] == ["Legevakt {n} %s, instalment 1 of 2", "Legevakt {n} %s, instalment 2 of 2"]
    assert "Invoice text: Budget" not in printed(300)
    assert printed(600, InvoiceTerms(2)).count("Invoice text: budget, 2018, instalment ") == 2


def test_with_several_payers_the_text_says_whose_share_it_is() -> None:
    half = Fraction(1, 2)
    budget = budget_of({"a": key_of(THREE), "b": key_of(("0101",))}, ({"a": half, "b": half}, 600, 0))
    made = invoice_list(allocate(budget, REGISTER, ["2018"]), InvoiceTerms())
    assert [ENGLISH.say(line.text) for line in made.lines] == ["budget, 2018, a"] * 3 + ["budget, 2018, b"]
    assert [line.municipality.number for line in made.lines] == [*THREE, "0101"]


def test_due_dates_go_to_the_first_instalments_in_order() -> None:
    made = invoices(600, InvoiceTerms(2, (SPRING, AUTUMN)))
    assert [line.due for line in made.lines] == [SPRING, AUTUMN] * 3
    assert [line.due for line in invoices(600, InvoiceTerms(2, (SPRING,))).lines] == [SPRING, None] * 3
    assert "Invoices without a due date: 3." in printed(600, InvoiceTerms(2, (SPRING,)))
    assert "without a due date" not in printed(600, InvoiceTerms(2, (SPRING, AUTUMN)))
    assert "Due date" not in printed(600)


@pytest.mark.parametrize("due", [(SPRING, AUTUMN, date(2018, 12, 1)), (AUTUMN, SPRING), (SPRING, SPRING)])
def test_due_dates_that_do_not_suit_the_instalments_are_refused(due: tuple[date, ...]) -> None:
    with pytest.raises(CannotRun):
        invoices(600, InvoiceTerms(2, due))


def test_who_has_no_organisation_number_is_named_once() -> None:
    assert [m.number for m in invoices(600, InvoiceTerms(2)).without_organisation_number] == list(THREE)
    assert invoices(600, register=identified(REGISTER)).without_organisation_number == []
    some = identified(REGISTER)
    some = replace(some, municipalities={**some.municipalities, "0102": REGISTER.municipalities["0102"]})
    assert [m.number for m in invoices(600, register=some).without_organisation_number] == ["0102"]
    assert [m.number for m in invoices(200).without_organisation_number] == ["0101", "0102"]


# formats


def test_the_report_has_the_columns_that_say_something() -> None:
    known = identified(REGISTER, buyer_reference="ref 7")
    titles = [ENGLISH.title(column.title) for column in as_result(invoices(600)).table().columns]
    assert titles == [
        "No.",
        "Municipality",
        "Org. no.",
        "Your ref.",
        "Kroner",
        "Period",
        "Instalment",
        "Due date",
        "Text",
    ]
    assert printed(600).splitlines()[3].split() == ["No.", "Municipality", "Kroner"]
    full = printed(600, InvoiceTerms(2, (SPRING,)), known)
    assert re.split(" {2,}", full.splitlines()[3]) == [
        "No.", "Municipality", "Org. no.", "Your ref.", "Kroner", "Instalment", "Due date",
    ]  # fmt: skip
    assert "ref 7" in full
    assert "Every amount for a period is rounded once" in full
    assert full.splitlines()[-1].startswith("Based on: ")


def test_the_record_is_field_by_field() -> None:
    known = identified(REGISTER, buyer_reference="0012")
    made = invoices(601 * 100, InvoiceTerms(2, (SPRING,)), known)
    record = as_result(made, words=NYNORSK).record()
    assert list(record) == [
        "format", "method", "what_if", "inputs", "period", "from", "to", "instalments", "odd", "total_ore", "total",
        "left_ore", "left", "rounded_off_ore", "rounded_off", "left_out", "invoices",
    ]  # fmt: skip
    assert (record["format"], record["period"], record["to"]) == (FORMAT, "2018", "2018-12-31")
    assert (record["total_ore"], record["total"], record["left_out"]) == (60_100, "601.00", 0)
    assert (record["left_ore"], record["left"], record["method"]) == (0, "0.00", "largest-remainder/1")
    assert record["invoices"][0] == {
        "payer": "all", "key": "all", "number": "0101", "name": "name 0101", "organisation_number": VALID[0], "buyer_reference": "0012",
        "amount_ore": 10_100, "amount": "101.00", "credit_note": False, "instalment": 1, "due": "2018-03-31",
        "text": "budget, 2018, termin 1 av 2", "invoice_address": None, "answer": None,
    }  # fmt: skip
    assert record["invoices"][1]["due"] is None
    bare = as_result(invoices(300), words=NYNORSK).record()["invoices"][0]
    assert (bare["organisation_number"], bare["buyer_reference"]) == (None, None)


def test_csv_has_a_row_for_each_invoice() -> None:
    made = invoices(600 * 100, InvoiceTerms(2, (SPRING,)), identified(REGISTER, buyer_reference="=1+1"))
    written = csv.render(as_result(made).rows(), ENGLISH)
    first, second, *rest = csv_module.DictReader(StringIO(written, newline=""))
    assert first == {
        "period": "2018", "payer": "all", "key": "all", "number": "0101", "name": "name 0101", "organisation_number": VALID[0],
        "buyer_reference": "'=1+1", "amount": "100.00", "instalment": "1", "due": "2018-03-31",
        "text": "budget, 2018, instalment 1 of 2", "invoice_address": "", "answer": "",
    }  # fmt: skip
    assert (second["instalment"], second["due"]) == ("2", "")
    assert len(rest) == 4


def sheet(amount: int, terms: InvoiceTerms | None = None, register: Register = REGISTER) -> list[tuple[object, ...]]:
    raw = workbook(amount, terms, register)
    return list(load_workbook(BytesIO(raw)).worksheets[0].iter_rows(values_only=True))


def workbook(amount: int, terms: InvoiceTerms | None = None, register: Register = REGISTER) -> bytes:
    allocation = shared(amount, register)
    made = invoice_list(allocation, terms or InvoiceTerms())
    return xlsx.render_list(as_result(made).table(), ENGLISH, as_result(made, allocation).report())


def test_a_sheet_has_typed_cells_and_sums() -> None:
    known = identified(REGISTER, buyer_reference="=HYPERLINK(1)")
    rows = sheet(601 * 100, InvoiceTerms(2, (SPRING,)), known)
    moment = datetime(2018, 3, 31)
    assert rows[0][0] == "Budget: invoices, 2018"
    assert rows[3] == (
        "0101",
        "name 0101",
        VALID[0],
        "=HYPERLINK(1)",
        101,
        "2018",
        1,
        moment,
        "budget, 2018, instalment 1 of 2",
    )
    assert rows[4][7] is None
    assert (rows[-1][1], rows[-1][4]) == ("Sum", "=SUM(E$4:E$9)")
    assert len(rows) == 12
    cached = load_workbook(BytesIO(workbook(601 * 100)), data_only=True).worksheets[0]
    assert cached["E7"].value == 601
    typed = load_workbook(BytesIO(workbook(601 * 100, InvoiceTerms(2, (SPRING,)), known))).worksheets[0]
    assert [typed.cell(4, column).data_type for column in (1, 3, 4, 5, 8)] == ["s", "s", "s", "n", "d"]
    assert typed["E4"].number_format == '#,##0;-#,##0;"–"'
    assert (typed.freeze_panes, typed.page_setup.orientation, typed.print_title_rows) == ("C4", "landscape", "$3:$3")
    assert typed.page_setup.paperSize == 9


def test_each_due_date_has_its_sum_and_so_has_what_has_none() -> None:
    made = invoices(601 * 100, InvoiceTerms(3, (SPRING, date(2018, 9, 30))))
    book = workbook(601 * 100, InvoiceTerms(3, (SPRING, date(2018, 9, 30))))
    sums = list(load_workbook(BytesIO(book), data_only=True).worksheets[0].iter_rows(min_row=13, values_only=True))
    assert [(row[1], row[4], row[7] or "") for row in sums] == [
        ("Sum, due 31\N{NO-BREAK SPACE}March 2018", 201, datetime(2018, 3, 31)),
        ("Sum, due 30\N{NO-BREAK SPACE}September 2018", 201, datetime(2018, 9, 30)),
        ("Sum, no due date", 199, "no due date"),
        ("Sum", 601, ""),
    ]
    formulas = load_workbook(BytesIO(book)).worksheets[0]
    assert formulas["E13"].value == "=SUMPRODUCT((H$4:H$12=H13)*E$4:E$12)"
    assert formulas["E15"].value == '=SUMPRODUCT((H$4:H$12="")*E$4:E$12)'
    by_date = as_result(made).report()[2:4]
    assert isinstance(by_date[1], Table)
    assert [row[1] for row in by_date[1].rows] == [Ore(20_100), Ore(20_100), Ore(19_900)]
    assert not as_result(invoices(300, InvoiceTerms(due=(SPRING,)))).table().sums_apart()


def test_figures_and_text_beside_each_other_are_apart() -> None:
    sheet = load_workbook(BytesIO(workbook(600))).worksheets[0]
    texts = [cell for cell in sheet[4] if cell.data_type == "s"]
    assert texts
    assert {(cell.alignment.indent, cell.alignment.wrap_text) for cell in texts} == {(2, True)}


def test_value_added_tax_stands_above_the_list_where_the_budget_says_it() -> None:
    budget = replace(budget_of({"all": key_of(THREE)}, ({"all": 1}, 300, 0)), vat="excluded")
    allocation = allocate(budget, REGISTER, ["2018"])
    result = as_result(invoice_list(allocation, InvoiceTerms()), allocation)
    raw = xlsx.render_list(result.table(), ENGLISH, result.report())
    assert load_workbook(BytesIO(raw)).worksheets[0]["A2"].value == "Amounts are without VAT."


@pytest.mark.parametrize(
    ("budget", "period", "called"),
    [
        ("LKT 2018–2019", "2019", "LKT"),
        ("Legevakt (2024)", "Våren 2024", "Legevakt"),
        ("Rådet, 2024/25", "2025", "Rådet"),
        ("Rådet 2024", "Våren", "Rådet 2024"),
        ("2024", "2024", "2024"),
        ("Prosjekt 4", "2024", "Prosjekt 4"),
    ],
)
def test_no_year_stands_twice(budget: str, period: str, called: str) -> None:
    assert without_years(Text({"": budget}), Text({"": period})) == Text({"": called})


def test_a_paper_says_nothing_of_the_command_line() -> None:
    said = text.render(as_result(invoices(600, InvoiceTerms(2, (SPRING,)))).report(), ENGLISH)
    assert "Invoices without a due date: 3." in said
    assert "--" not in said


def test_ore_and_early_dates_are_shown_whole() -> None:
    budget = budget_of({"all": key_of(THREE, rounding="øre")}, ({"all": 1}, 12_345_67, 0))
    allocation = allocate(budget, REGISTER, ["2018"])
    made = invoice_list(allocation, InvoiceTerms(due=(date(1850, 1, 1),)))
    raw = xlsx.render_list(as_result(made).table(), ENGLISH, as_result(made, allocation).report())
    first = load_workbook(BytesIO(raw)).worksheets[0][4]
    assert (first[4].value, first[4].number_format) == (4115.23, '#,##0.00;-#,##0.00;"–"')
    assert first[7].value == "1\xa0January 1850"


def test_what_a_cell_cannot_have_is_replaced_or_cut() -> None:
    rows = sheet(300, InvoiceTerms(text="a\udcffb\x00" + "x" * 40_000))
    said = str(rows[3][8])
    assert said.startswith("a\N{REPLACEMENT CHARACTER}b\N{SYMBOL FOR NULL}xx")
    assert len(said) == 32_767


def test_the_second_sheet_says_how_the_amounts_were_found() -> None:
    about = load_workbook(BytesIO(workbook(600))).worksheets[1]
    said = [str(row[0]) for row in about.iter_rows(values_only=True) if row[0]]
    assert said[0] == "Budget: invoices, 2018"
    assert any(line.startswith("Every amount for a period is rounded once") for line in said)
    assert said[-1].startswith("Based on: ")


def test_the_same_list_gives_the_same_bytes_and_no_clock_is_in_them() -> None:
    raw = workbook(601 * 100, InvoiceTerms(2, (SPRING,)))
    assert raw == workbook(601 * 100, InvoiceTerms(2, (SPRING,)))
    with zipfile.ZipFile(BytesIO(raw)) as archive:
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2000-01-01T00:00:00Z" in archive.read("docProps/core.xml")


# CSV for Excel


def excel_rows(written: str) -> list[list[str]]:
    return list(csv_module.reader(StringIO(written.removeprefix("\ufeff"), newline=""), delimiter=";"))


@pytest.mark.parametrize("by_post", [False, True])
@FEW
@given(pair=sound_budgets())
def test_the_rows_for_excel_are_those_of_csv_written_otherwise(pair: Pair, by_post: bool) -> None:
    allocation = allocate(*pair, list(pair[0].periods))
    written = csv.render_for_excel(compute_listing(allocation, by_post=by_post), ENGLISH)
    plain = [[str(value) for value in row] for row in csv_rows(allocation, by_post=by_post)]
    header = CSV_HEADER_BY_POST if by_post else CSV_HEADER
    has_heads = "Population" in excel_rows(written)[0]
    # in these budgets no payer has several keys
    assert len(excel_rows(written)[0]) == len(header) - 1 - (not has_heads)
    numbers = [[cell.replace(".", ",") for cell in row[-3 if has_heads else -2 :]] for row in plain]
    assert [row[-3 if has_heads else -2 :] for row in excel_rows(written)[1:]] == numbers


def test_a_file_for_excel_has_a_mark_semicolons_and_crlf() -> None:
    made = invoices(-2_000_000_00, InvoiceTerms(due=(SPRING,)), identified(REGISTER, buyer_reference="Øk; «a»"))
    written = csv.render_for_excel(as_result(made).table(), NYNORSK)
    assert written.encode("utf-8").startswith(b"\xef\xbb\xbfNr.;Kommune;Org.nr.;Dykkar ref.;Kroner;")
    assert written.count("\r\n") == written.count("\n") == 4
    assert excel_rows(written)[1] == [
        "'0101", "name 0101", VALID[0], "Øk; «a»", "-666667,00", "2018", "1", "2018-03-31", "Kreditnota: budget, 2018",
    ]  # fmt: skip


@pytest.mark.parametrize("said", ["=1+1", "+47", "-Os", "@a", "0301", "1.1", "1.4.1", "1-2", "1/2", "12:30", "1e3",
                                  "12,5", "1 000,5", "123456789012", "-1", "2018-12-31",
                                  "958 935 420", "mai 2019", "1. Mars", "3-dec", "0042"])  # fmt: skip
def test_text_that_excel_would_read_as_something_else_is_guarded(said: str) -> None:
    made = invoices(300, register=identified(REGISTER, buyer_reference=said))
    assert excel_rows(csv.render_for_excel(as_result(made).table(), ENGLISH))[1][3] == f"'{said}"


@pytest.mark.parametrize(
    "said",
    ["1201", "Os", "a=b", "2018", "1.1 Leiar", "0", "mai", "hausten 2018", "mars-møtet 3", "nr. 5", "–", "2018–2019"],
)
def test_other_text_stands_as_it_is(said: str) -> None:
    made = invoices(300, register=identified(REGISTER, buyer_reference=said))
    assert excel_rows(csv.render_for_excel(as_result(made).table(), ENGLISH))[1][3] == said


def test_a_post_stands_with_its_name_so_that_it_is_no_date(budget: Budget, register: Register) -> None:
    listing = compute_listing(allocate(budget, register, ["2019"]), by_post=True)
    assert {row[2].split(" ")[0] for row in excel_rows(csv.render_for_excel(listing, NYNORSK))[1:]} == {
        post.id for post in budget.posts if "municipalities" in post.paid_by
    }


@pytest.mark.slow
def test_libreoffice_reads_the_files_as_they_are_meant(tmp_path: Path) -> None:
    (tmp_path / "municipalities.yaml").write_text(MARKED, encoding="utf-8")
    command = [
        "invoice",
        "2018",
        "--instalments",
        "2",
        "--due",
        "2018-09-30",
        "--lang",
        "nn",
        "--municipalities",
        "municipalities.yaml",
    ]
    assert inside([*command, "--output", "b.xlsx"], tmp_path)[1] == 0
    assert inside([*command, "--format", "csv-excel", "--output", "a.csv"], tmp_path)[1] == 0
    convert(tmp_path, "a.csv", "--infilter=CSV:59,34,UTF8,1,,1044")
    convert(tmp_path, "b.xlsx")
    tables = []
    for name in ("a.xlsx", "b.xlsx"):
        book = load_workbook(tmp_path / "out" / name, data_only=True)
        tables.append([list(row) for row in book.worksheets[0].iter_rows(values_only=True)])
    from_csv, from_xlsx = tables
    assert [row[4] for row in from_xlsx[-3:]] == [56_256, 56_244, 112_500]
    assert sum(int(str(row[4])) for row in from_csv[1:]) == 112_500
    assert all(isinstance(row[4], int) and isinstance(row[7], datetime | None) for row in from_csv[1:])
    assert [[str(row[0]), row[1], *row[4:]] for row in from_csv] == [row[:2] + row[4:] for row in from_xlsx[2:-3]]
    askoy = next(row for row in from_csv if row[1] == "Askøy")
    assert (askoy[0], askoy[2], askoy[3]) == (1247, int(VALID[0]), "'=Økonomi")


MARKED = (
    embedded("municipalities")
    .read_text(encoding="utf-8")
    .replace(
        "    name: Askøy\n",
        f'    name: Askøy\n    organisation_number: {VALID[0]}\n    buyer_reference: "=Økonomi"\n',
        1,
    )
)


def convert(folder: Path, name: str, *options: str) -> None:
    own = f"-env:UserInstallation=file://{folder}/profile"
    command = [soffice(), own, "--headless", *options, "--convert-to", "xlsx", "--outdir", "out", name]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=120)


# the command


def test_missing_organisation_numbers_are_a_warning_and_none_is_invented(tmp_path: Path) -> None:
    (tmp_path / "municipalities.yaml").write_text(MARKED, encoding="utf-8")
    said, code = inside(
        [
            "invoice",
            "2019",
            "--lang",
            "en",
            "--format",
            "json",
            "--output",
            "a.json",
            "--municipalities",
            "municipalities.yaml",
        ],
        tmp_path,
    )
    assert code == 0
    assert said.startswith("Warning: no organisation number is known for Bergen (1201), Eidfjord (1232), ")
    assert (said.count("("), "Askøy" in said, said.count("\n")) == (23, False, 1)
    record = json_module.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    known = [line["organisation_number"] for line in record["invoices"] if line["organisation_number"]]
    assert known == [VALID[0]]
    assert record["total_ore"] == sum(line["amount_ore"] for line in record["invoices"]) == 152_500_000


def test_the_built_in_file_has_no_invented_numbers(register: Register) -> None:
    assert all(m.organisation_number is None and not m.buyer_reference for m in register.municipalities.values())


@pytest.mark.parametrize("columns", [80, 120])
def test_the_list_fits_a_terminal(columns: int) -> None:
    shown = in_terminal(
        ["invoice", "2018", "--instalments", "2", "--due", "2018-09-30", "--lang", "nn"], columns, NO_COLOR="1"
    )
    assert max(map(len, shown.splitlines())) <= columns
    assert "1201  Bergen       28\xa0125       1  30.\xa0september 2018\n" in shown


def test_a_spreadsheet_is_not_poured_into_a_terminal() -> None:
    main, worker = pty.openpty()
    done = subprocess.run(
        [*COMMAND, "invoice", "2018", "--format", "xlsx", "--lang", "en"],
        stdout=worker,
        stderr=subprocess.PIPE,
        env=environment(TERM="xterm"),
        check=False,
    )
    os.close(worker)
    os.close(main)
    assert done.returncode == 2
    assert done.stderr.decode() == (
        "lkt-alloc: This format cannot be shown in a terminal.\n  Write it to a file: --output FILE.\n"
    )


@pytest.mark.parametrize("format_", ["table", "csv", "csv-excel", "json"])
def test_the_same_command_twice_gives_the_same_text(format_: str) -> None:
    command = f"invoice 2018 --instalments 2 --due 2018-09-30 --format {format_}".split()
    assert inside(command, ROOT, PYTHONHASHSEED="1") == inside(command, ROOT, PYTHONHASHSEED="2")


# organisation numbers


@given(st.integers(10_000_000, 99_999_999), st.integers(0, 8), st.integers(1, 9))
def test_any_one_wrong_digit_is_seen(eight: int, place: int, more: int) -> None:
    right = with_check_digit(eight)
    assume(right)
    assert organisation_number(right) == organisation_number(f"{right[:3]} {right[3:6]} {right[6:]}") == right
    wrong = f"{right[:place]}{(int(right[place]) + more) % 10}{right[place + 1 :]}"
    with pytest.raises(ValueError, match=wrong):
        organisation_number(wrong)


@pytest.mark.parametrize("said", ["Os", "10000000", "1000000081", "000000000", "100 000008", "100000 008", "1OOOOOOO8"])
def test_what_is_no_organisation_number_is_refused(said: str) -> None:
    with pytest.raises(ValueError, match=said):
        organisation_number(said)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("NO 100 000 008 MVA", ("100000008", True)),
        ("no100000008mva", ("100000008", True)),
        ("100.000.008", ("100000008", True)),
        ("100\xa0000\xa0008", ("100000008", True)),
        ("100000009", None),
        ("Os", None),
    ],
)
def test_what_was_meant_is_said_if_the_check_digit_fits(said: str, meant: tuple[str, bool] | None) -> None:
    assert meant_organisation_number(said) == meant


@pytest.mark.parametrize(
    ("said", "faults"),
    [("100 000 008", 0), ("100000008", 0), ('"100000008"', 0), ("100 000008", 1), ("NO 100 000 008 MVA", 1), ("12", 1)],
)
def test_an_editor_sees_how_the_number_is_to_be_written(said: str, faults: int) -> None:
    register = (ROOT / "tests" / "acceptance" / "sessions" / "files" / "legevakt_kommuner.yaml").read_text(
        encoding="utf-8"
    )
    assert len(errors("municipalities", register.replace("100000024", said))) == faults


Validity = tuple[int | None, int | None]


def duplicates(years: Sequence[Validity], numbers: Mapping[int, str] | None = None, doubt: str = "") -> list[Problem]:
    """What is said of municipalities with the same organisation number that are in use in these years."""
    register = register_of({f"{i:04}": {} for i in range(len(years))})
    known = {
        number: replace(
            municipality,
            organisation_number=(numbers or {}).get(i, VALID[0]) or None,
            valid_from=date(first, 1, 1) if first else None,
            valid_to=date(last, 12, 31) if last else None,
        )
        for i, ((number, municipality), (first, last)) in enumerate(
            zip(register.municipalities.items(), years, strict=True)
        )
    }
    doubts = Doubts([("municipalities", doubt)] if doubt else [])
    case = Case(Budget(Text({"": ""}), "", {}, {}, {}, {}, (), {}), replace(register, municipalities=known),
                {"budget": Doubts(), "municipalities": doubts})  # fmt: skip
    found = rules.problems(rules.REGISTER_RULES, case)
    return [problem for problem in found if problem.rule.name == "duplicate-organisation-number"]


@pytest.mark.parametrize(
    ("years", "count"),
    [
        ([(None, None), (None, None)], 1),
        ([(None, 2019), (2020, None)], 0),
        ([(2020, None), (None, 2019)], 0),
        ([(2016, 2020), (2020, None)], 1),
        ([(2016, 2030), (2017, 2018), (2025, None)], 2),
        ([(2016, 2017), (2018, 2019), (2020, 2021)], 0),
        ([(None, None)], 0),
    ],
)
def test_an_organisation_number_belongs_to_one_municipality_at_a_time(years: list[Validity], count: int) -> None:
    assert len(duplicates(years)) == count


def test_both_places_of_a_duplicate_are_named() -> None:
    (problem,) = duplicates([(None, None), (None, None)])
    assert problem.path == ("municipalities", "0001", "organisation_number")
    assert [path for path, _ in problem.related] == [("municipalities", "0000", "organisation_number")]
    assert ENGLISH.say(problem.message).startswith(
        "name 0001 (0001) has the same organisation number as name 0000 (0000)"
    )


def test_different_missing_and_doubtful_numbers_are_no_duplicates() -> None:
    always = [(None, None), (None, None)]
    assert duplicates(always, {1: VALID[1]}) == []
    assert duplicates(always, {0: "", 1: ""}) == []
    assert duplicates(always, doubt="0001") == []
