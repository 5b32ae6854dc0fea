"""Tables as people have them: what each cell is and where it stands, whatever the file is; what is no table is named as what it is."""

import gzip
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from lkt_alloc.diagnostics.findings import Place
from lkt_alloc.files.sheets import Grid, column_letters, sheets, written
from lkt_alloc.language.errors import CannotRun


def book(*fill: Callable[[Any], object], name: str = "Ark1") -> bytes:
    """An xlsx file whose sheets are filled in by functions."""
    out = BytesIO()
    with xlsxwriter.Workbook(out) as workbook:
        for i, one in enumerate(fill):
            one(workbook.add_worksheet(name if not i else f"{name} {i}"))
    return out.getvalue()


def zipped(*parts: str) -> bytes:
    """An archive with these parts: names and contents in turn."""
    out = BytesIO()
    with ZipFile(out, "w") as archive:
        for name, content in zip(parts[::2], parts[1::2], strict=True):
            archive.writestr(name, content)
    return out.getvalue()


def one_sheet(raw: bytes) -> Grid:
    (sheet,) = sheets("f", raw)
    return sheet


def test_the_cells_of_a_workbook_are_exact_and_keep_their_addresses() -> None:
    def fill(sheet: Any) -> None:
        sheet.write_row("B2", ["0301 Oslo", 709037, 1234.56, 0.1 + 0.2, 1e15, -7.5e-7, True])
        sheet.merge_range("B4:D4", "Personer")
        sheet.write_datetime("B5", datetime(2024, 1, 1))
        sheet.write_formula("C5", "=1/0", None, "#DIV/0!")

    sheet = one_sheet(book(fill))
    assert [list(row) for row in sheet.rows[1:4:2]] == [
        ["", "0301 Oslo", 709037, Decimal("1234.56"), Decimal("0.3"), 10**15, Decimal("-7.5E-7"), "TRUE"],
        ["", "Personer", "", "", "", "", "", ""],
    ]
    assert [written(cell) for cell in sheet.rows[1][3:7]] == ["1234.56", "0.3", "1000000000000000", "-0.00000075"]
    assert sheet.rows[4][2] == "#DIV/0!"
    assert sheet.merged == ((3, 1, 3, 3),)
    assert sheet.spot(1, 2) == (
        Place("f", 2, 16, 22, "Ark1!C2"),
        " | 0301 Oslo | 709037 | 1234.56 | 0.3 | 1000000000000000 | -0.00000075 | TRUE",
    )
    assert str(sheet.spot(1, 2)[0]) == "f:Ark1!C2"


def test_what_was_never_calculated_is_its_formula_and_what_is_hidden_is_said() -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    sheet.append(["a", 1, 2])
    sheet["B3"] = '=SUM(B1:C1)&"<"'
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["C"].hidden = True
    out = BytesIO()
    workbook.save(out)
    grid = one_sheet(out.getvalue())
    assert [list(row) for row in grid.rows] == [["a", 1, 2], [], ["", '=SUM(B1:C1)&"<"']]
    assert {*grid.hidden} == {"2:2", "C:C"}
    with ZipFile(BytesIO(out.getvalue())) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace('<c r="B3">', '<c r="B3" t="str">')
    empty = one_sheet(zipped(*(text for part in parts.items() for text in part)))
    assert [cell for row in empty.rows[1:] for cell in row if cell] == []


_NAMES = "urn:oasis:names:tc:opendocument:xmlns"
_TEXT = '<table:table-cell office:value-type="string"><text:p>0301 Oslo</text:p></table:table-cell>'
_NUMBER = '<table:table-cell office:value-type="float" office:value="709037.5"/>'
ODS = (
    f'<office:document-content xmlns:office="{_NAMES}:office:1.0" xmlns:table="{_NAMES}:table:1.0" xmlns:text="{_NAMES}:text:1.0">'
    f'<office:body><office:spreadsheet><table:table table:name="Ark1"><table:table-row>{_TEXT}{_NUMBER}</table:table-row>'
    "</table:table></office:spreadsheet></office:body></office:document-content>"
)


def test_a_workbook_of_libreoffice_is_read_too() -> None:
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    raw = zipped("mimetype", kind, "META-INF/manifest.xml", manifest, "content.xml", ODS)
    assert [list(row) for row in one_sheet(raw).rows] == [["0301 Oslo", Decimal("709037.5")]]


def test_dates_are_dates() -> None:
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"default_date_format": "dd.mm.yyyy hh:mm"}) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_datetime(0, 0, datetime(2024, 1, 1))
        sheet.write_datetime(0, 1, datetime(2024, 1, 1, 12, 30))
    assert list(one_sheet(out.getvalue()).rows[0]) == [date(2024, 1, 1), "2024-01-01 12:30:00"]


def test_sheets_have_their_names_and_those_that_are_hidden_are_not_seen() -> None:
    assert [sheet.name for sheet in sheets("f", book(lambda s: s.write(0, 0, 1), lambda s: s.hide(), lambda s: s))] == [
        "Ark1",
        "Ark1 2",
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_text_in_any_encoding_is_cut_where_most_lines_can_be(encoding: str, delimiter: str) -> None:
    text = f'07459: A; b, c, d\r\n\r\nregion{delimiter}"2019"\r\n1259 Øygarden{delimiter}"4 ""913"'
    sheet = one_sheet(text.encode(encoding))
    assert [list(row) for row in sheet.rows[2:]] == [["region", "2019"], ["1259 Øygarden", '4 "913']]
    assert sheet.spot(3, 1) == (Place("f", 4, 15, 24), text.split("\r\n")[3])


_SOME = zipped("xl/workbook.xml", "")
_SIZE = _SOME.index(b"PK\x01\x02") + 24
ZIP_BOMB = _SOME[:_SIZE] + (10**9).to_bytes(4, "little") + _SOME[_SIZE + 4 :]
"""It says that it has a thousand million bytes inside."""


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b'CHARSET="ANSI";\nAXIS-VERSION="2013";', "kind px"),
        (b"\n<!DOCTYPE html><html>", "kind HTML"),
        ('\ufeff<?xml version="1.0"?><Workbook/>'.encode("utf-16"), "kind XML"),
        (b"%PDF-1.7", "kind PDF"),
        (b"PAR1\x15\x04", "kind Parquet"),
        (gzip.compress(b"region;2019", mtime=0), r"compressed file \(gzip\)"),
        (zipped("07459.csv", "region;2019"), r"compressed file \(zip\)"),
        (zipped("word/document.xml", ""), "Word document"),
        (zipped("xl/workbook.xml", ""), "not a workbook"),
        (b"PK\x03\x04 and no more", "not a workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "not a workbook"),
        (book(lambda s: s.write(0, 0, "a") or s.write(1_048_575, 16_383, 1)), "more cells than 2,000,000"),
        (book(lambda s: s.write(0, 0, "a"))[:-30], "not a workbook"),
        (ZIP_BOMB, "more cells than"),
    ],
)
def test_what_is_no_table_is_named_as_what_it_is(raw: bytes, said: str) -> None:
    with pytest.raises(CannotRun, match=said):
        sheets("f", raw)


@given(st.binary(max_size=50), st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe"]))
def test_any_bytes_are_a_table_or_refused(raw: bytes, beginning: bytes) -> None:
    try:
        for sheet in sheets("f", beginning + raw):
            assert [sheet.spot(row, 0) for row in range(len(sheet.rows))]
    except CannotRun:
        pass


def test_columns_have_letters() -> None:
    assert [column_letters(column) for column in (0, 25, 26, 701, 702, 16_383)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]
