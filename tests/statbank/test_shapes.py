"""Downloads as people have them: each shape that has been met gives the right figures, or is refused with the reason."""

import json
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import pytest
import xlsxwriter

from lkt_alloc import statbank
from lkt_alloc.language.words import Words
from lkt_alloc.render import findings

TITLE = "07459: Befolkning, etter region, statistikkvariabel og år"


def book(*sheets: Sequence[Sequence[object]]) -> bytes:
    """An xlsx file with these rows in its sheets."""
    out = BytesIO()
    with xlsxwriter.Workbook(out) as workbook:
        for rows in sheets:
            sheet = workbook.add_worksheet()
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
    return out.getvalue()


def read(raw: bytes | str, year: int = 2024) -> statbank.Download:
    return statbank.read("f", raw.encode() if isinstance(raw, str) else raw)


def figures(raw: bytes | str, year: int = 2024) -> dict[str, tuple[str, int | None]]:
    table = read(raw)
    found = statbank.figures(table, year)
    assert table.findings == []
    return {number: (figure.name, figure.population) for number, figure in found.items()}


def said(raw: bytes | str, year: int = 2024) -> str:
    table = read(raw)
    statbank.figures(table, year)
    return findings.render(table.findings, Words("en"))


STATBANK: list[list[object]] = [
    [TITLE],
    [],
    ["", "Personer", ""],
    ["", "2023", "2024"],
    ["0 Hele landet", 5488984, 5550203],
    ["31 Østfold", 0, 312152],
    ["3101 Halden", 0, 31935],
    ["4601 Bergen", 289330, 291940],
    [],
    ["Tall for 1. januar; se «Om statistikken»."],
    ["Kilde: Statistisk sentralbyrå"],
]
AGES: list[list[object]] = [
    [TITLE],
    [],
    ["", "", "", "Personer"],
    ["", "", "", 2024],
    ["3101 Halden", "Menn", "0-17 år", 3000],
    ["", "", "18 år eller eldre", 12900],
    ["", "Kvinner", "0-17 år", 2935],
    ["", "", "18 år eller eldre", 13100],
    ["4601 Bergen", "Menn", "0-17 år", 30000],
    ["", "", "18 år eller eldre", 115000],
    ["", "Kvinner", "0-17 år", 29940],
    ["", "", "18 år eller eldre", 117000],
]
HALDEN_BERGEN = {"3101": ("Halden", 31935), "4601": ("Bergen", 291940)}


def as_csv(rows: Sequence[Sequence[object]], delimiter: str = ";") -> str:
    """As Excel saves the sheet."""
    wide = max(map(len, rows))
    return "\r\n".join(delimiter.join(map(str, [*row, *[""] * (wide - len(row))])) for row in rows)


@pytest.mark.parametrize("rows", [STATBANK, AGES])
def test_excel_of_the_statbank_is_read_as_it_is_and_as_excel_saves_it(rows: list[list[object]]) -> None:
    assert figures(book(rows)) == HALDEN_BERGEN
    assert figures(as_csv(rows)) == HALDEN_BERGEN
    assert figures(as_csv(rows).encode("cp1252")) == HALDEN_BERGEN
    for encoding in ("utf-16", "utf-16-le"):
        assert figures(as_csv(rows, "\t").encode(encoding)) == HALDEN_BERGEN
    table = read(book(rows))
    assert (table.code, table.years[-1]) == ("07459", 2024)


@pytest.mark.parametrize(
    "text",
    [
        "Region;region;Personer 2024\n3101;Halden;31935\n4601;Bergen;291940",
        ";;Personer\n;;2024\n3101;Halden;31935\n4601;Bergen;291940",
        ";;;Personer\n;;;2024\n3101;Halden;Begge kjønn;31935\n4601;Bergen;Begge kjønn;291940",
        "Kommunenr;Kommune;2024\n3101;Halden;31 935\n4601;Bergen;291 940\n;Sum;323 875",
        "Kommunenr;Kommune;01.01.2024;\n3101;Halden;31 935;\n4601;Bergen;291 940;\n",
        "Fylke;Kommunenr.;Navn;Folketall 1.1.2024\nØstfold;3101;Halden;31935\nVestland;4601;Bergen;291940",
        'Region - region,Personer1 - Personer 2024 - 2024\n"3101 - Halden","31935"\n"4601 - Bergen","291940"',
        "Region - region,Kjonn - kjønn,Alder - alder,Tid - år,ContentsCode - statistikkvariabel,value\n"
        "3101 - Halden,1 - Menn,000 - 0 år,2024 - 2024,Personer1 - Personer,10000\n"
        "3101 - Halden,1 - Menn,105+ - 1 år eller eldre,2024 - 2024,Personer1 - Personer,5935\n"
        "3101 - Halden,2 - Kvinner,999 - Alle aldre,2024 - 2024,Personer1 - Personer,16000\n"
        "4601 - Bergen,0 - Begge kjønn,999 - Alle aldre,2024 - 2024,Personer1 - Personer,291940",
        "Region;Personer;\n;2023;2024\n3101 Halden;0;31935\n4601 Bergen;289330;291940",
        ";Personer;\nRegion;2023;2024\n3101 Halden;0;31935\n4601 Bergen;289330;291940",
        ";;Personer\n3101 Halden;2023;0\n;2024;31935\n4601 Bergen;2023;289330\n;2024;291940",
        ",region,år,value\n0,3101 Halden,2024,31935\n1,4601 Bergen,2024,291940",
        "kommunenummer,navn,dato,folketall\n3101,Halden,2024-01-01,31935\n4601,Bergen,2024-01-01,291940".replace("dato", "år"),
        "region;Personer 2024;\n3101 Halden;31935;\n4601 Bergen;291940;\nFotnote; med semikolon;",
    ],
)  # fmt: skip
def test_numbers_and_names_stand_in_many_ways(text: str) -> None:
    assert figures(text) == HALDEN_BERGEN


def test_a_download_may_have_numbers_only() -> None:
    assert figures("Region,Tid,Personer1\n3101,2024,31935") == {"3101": ("", 31935)}


def test_a_lost_zero_is_said() -> None:
    table = read(
        "region;Personer 2024\n301;717710\nK301 Oslo;717710\n4 601 Bergen;291940\n5001.0;214565\n46 Vestland;1"
    )
    found = statbank.figures(table, 2024)
    assert [(n, f.name, f.population) for n, f in found.items()] == [
        ("0301", "", 717710), ("4601", "Bergen", 291940), ("5001", "", 214565),
    ]  # fmt: skip
    assert findings.render(table.remarks[:1], Words("en")) == (
        'f:2:1: warning[LKT005 ambiguous-text]: "301" is read as municipality number 0301.\n'
        "    2 | 301;717710\n"
        "      | ^^^\n"
        "  help: A spreadsheet or a program has taken the number for an amount, and dropped a zero in front. Look at what is "
        "read here, or download the table anew.\n"
    )
    assert [remark.line for remark in table.remarks] == [2, 3, 4, 5]


def test_of_many_lost_zeros_some_are_said() -> None:
    table = read("region;Personer 2024\n" + "\n".join(f"{n};5" for n in range(101, 131)))
    assert len(statbank.figures(table, 2024)) == 30
    assert len(table.remarks) == 20


def test_which_of_several_columns_is_taken_is_said() -> None:
    table = read("tid,region,inntekt,folkemengde\n2024,4601 Bergen,400000,291940\n")
    assert statbank.figures(table, 2024)["4601"].population == 291940
    assert (
        'f:1:20: warning[LKT101 unknown-field]: The figures are taken from the column "folkemengde".'
        in findings.render(table.remarks, Words("en"))
    )
    assert not read("06913: Folkemengde\nregion;Personer 2024;Døde 2024\n4601 Bergen;5;6\n").remarks


def test_a_heading_without_rows_has_no_figures() -> None:
    assert figures("region;Personer 2024") == {}


def test_a_table_that_is_divided_by_something_else_is_refused() -> None:
    said_of = 'The table is also divided by "{}".'
    assert said_of.format("næring") in said("Region,næring,Tid,value\n4601,Jordbruk,2024,512")
    assert said_of.format("næring") in said("Region,næring,Tid,value\n4601,01,2024,512")
    assert said_of.format("kategori") in said("region;kategori;år;Personer\n4601 Bergen;Innvandrere;2024;44321")
    assert said_of.format("bydel") in said("region;bydel;Personer 2024\n4601 Bergen;Arna;14000")
    assert "It is not clear" in said("region;næring;Personer 2024\n4601 Bergen;01;512")
    assert 'divided by ""' in said(",region,år,value\nJordbruk,3101 Halden,2024,31935")
    rows: list[list[object]] = [
        [TITLE],
        [],
        ["", "", "Personer"],
        ["", "", "2024"],
        ["4601 Bergen", "Innvandrere", 44321],
    ]
    assert 'divided by ""' in said(book(rows))


def test_days_in_headings_of_a_workbook_are_years_if_they_are_the_first_of_january() -> None:
    rows: list[list[object]] = [
        ["Kommunenr", "Kommune", "2024-01-01"],
        [3101, "Halden", 31935],
        [4601, "Bergen", 291940],
    ]
    assert figures(book(rows)) == HALDEN_BERGEN
    rows[0][2] = "2024-07-01"
    assert "is of another day than 1\xa0January" in said(book(rows))


def test_a_note_on_sources_is_not_one_on_the_publisher() -> None:
    assert figures("region;2024\n3101 Halden;31935\n4601 Bergen;291940\nKildene er mange.\nKilde: SSB") == HALDEN_BERGEN


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("region;Personer 2024\n01 Østfold;300000\nFotnote;", 'no municipalities here, only other regions, as "01 Østfold"'),
        ("region;Personer 2024\nHalden;300000", "names and no numbers"),
        ("region;2024\n4601 Malmö;300000\nKälla: SCB;", "are from SCB, and not from Statistics Norway"),
        ("region;2024\n4601 Malmö;300000\nSource:\nStatistics Denmark", "from Statistics Denmark, and not"),
        (b'CHARSET="ANSI";\nAXIS-VERSION="2013";\n', "the kind px (PC-Axis), which is not read"),
        (b"<!doctype html>\n<table>", "the kind HTML"),
        (b"\x1f\x8b\x08\x00", "compressed file (gzip)"),
        (b"PK\x03\x04\x00", "not a workbook"),
        (book([["Notat"]]), 'There is no column "region"'),
        (book(), 'There is no column "region"'),
        (book(STATBANK, STATBANK), "Several sheets have a table: Sheet1, Sheet2."),
        (book([["region", "Personer 2024"], ["4601 Bergen", 4.913]]), 'f:Sheet1!B2: error[LKT108 not-a-number]: "4.913"'),
        ('[{"a": 1}]', "JSON-stat 2"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said(raw: bytes | str, words: str) -> None:
    assert words in said(raw)


def cube(**more: Any) -> str:
    """One municipality in JSON-stat 2."""
    dimension = {"Region": {"category": {"index": ["4601"]}}, "Tid": {"category": {"index": ["2024"]}}}
    return json.dumps(
        {"class": "dataset", "id": ["Region", "Tid"], "size": [1, 1], "dimension": dimension, "value": [5]} | more
    )


def test_json_of_another_publisher_is_refused() -> None:
    assert figures(cube(source="Statistics Norway")) == {"4601": ("", 5)}
    assert "from SCB, and not" in said(cube(source="SCB"))


def test_json_says_its_table_in_its_extension_too() -> None:
    assert read(cube(extension={"px": {"tableid": "07459"}})).code == "07459"
    assert read(cube(extension={"px": 5})).code == read(cube(extension=5)).code == ""
