"""What else is done to a workbook than typing in its coloured cells is found, once, and said with its cell."""

from collections.abc import Callable
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from lkt_alloc.checks import reading
from lkt_alloc.files.kinds import SCENARIO
from lkt_alloc.files.load import load, load_bytes
from lkt_alloc.files.own_workbooks import read_back
from lkt_alloc.files.scenario_text import scenario_text
from lkt_alloc.language.sentences import Sentence
from lkt_alloc.language.words import Words
from lkt_alloc.reports.blocks import Table
from lkt_alloc.reports.typed_in import typed_report
from lkt_alloc.reports.workbook.as_scenario import as_scenario
from lkt_alloc.reports.workbook.returned import CellEdit, Returned, remade, returned
from tests.checks.richest import RICHEST, write_files
from tests.cli.inside import inside
from tests.cli.station import Change, beside, changed, made, put, write_station
from tests.render.spreadsheets import page

KEY, CALLS, POSTS = "Key half equally", "Key by calls", "Items and payers"


@cache
def sound(folder: Path) -> reading.Sound:
    write_station(folder)
    return reading.read_pair(folder)


@pytest.fixture(scope="session")
def station(tmp_path_factory: pytest.TempPathFactory) -> reading.Sound:
    """The station's budget and municipality file."""
    return sound(tmp_path_factory.mktemp("station"))


def read(station: reading.Sound, *changes: Change) -> Returned:
    own = read_back("w.xlsx", changed(made(), *changes))
    return returned(remade(own, station.budget, station.register, station.files), own)


def swapped(sheet: str, one: str, other: str) -> Change:
    """As if two rows of a table had been sorted."""

    def change(book: Workbook) -> None:
        for column in range(4):
            a, b = (beside(book, label, column, sheet) for label in (one, other))
            a.value, b.value = b.value, a.value

    return change


def on(sheet: str, change: Callable[[Worksheet], object]) -> Change:
    return lambda book: change(page(book, sheet))


WRONG: dict[str, tuple[Change, str, str, str]] = {
    "words": (put("Rent", 1, "ninety"), "not-an-amount", f"{POSTS}!C8", '"ninety" cannot be used here.'),
    "a third of an øre": (put("Rent", 1, 0.333), "not-an-amount", f"{POSTS}!C8", '"0.333" cannot be used here.'),
    "nothing in all": (put("Rent", 4, None), "not-a-number", f"{POSTS}!F8", "Nothing stands here."),
    "no part in all": (put("Rent", 4, 0), "not-a-number", f"{POSTS}!F8", '"0" cannot be used here.'),
    "less than nothing": (put("Rent", 5, -1), "not-a-number", f"{POSTS}!G8", '"-1" cannot be used here.'),
    "half an inhabitant": (put("Voss", 1, 1.5, KEY), "not-a-number", f"{KEY}!C15", '"1.5" cannot be used here.'),
    "a negative figure": (put("x1", 3, -2, CALLS), "not-a-quantity", f"{CALLS}!D23", '"-2" cannot be used here.'),
    "too many decimals": (put("1", 4, 0.1234567, CALLS), "not-a-quantity", f"{CALLS}!E10", '"0.1234567" cannot be used here.'),
    "a date": (put("Voss", 1, "2024-01-01", KEY), "not-a-number", f"{KEY}!C15", '"2024-01-01" cannot be used here.'),
    "a formula that was never calculated": (put("Voss", 1, "=1+1", KEY), "not-a-number", f"{KEY}!C15", '"=1+1" cannot be used here.'),
    "rows that were sorted": (swapped(KEY, "4621", "4628"), "unknown-value", f"{KEY}!A15", '"4621" stood here when the workbook was made'),
    "a row that was added": (on(POSTS, lambda s: s.insert_rows(9)), "unknown-value", f"{POSTS}!A9", '"b" stood here when'),
    "a row that was deleted": (on(POSTS, lambda s: s.delete_rows(8)), "unknown-value", f"{POSTS}!A8", '"a" stood here when'),
    "an amount instead of its formula": (put("Rent", 3, 1, POSTS), "unknown-value", f"{POSTS}!E8", "A formula stood here when"),
    "a sheet that is gone": (lambda book: book.remove(book[CALLS]), "missing-field", f"{CALLS}!A1", f'There is no sheet "{CALLS}"'),
}  # fmt: skip


@pytest.mark.parametrize(("change", "rule", "cell", "said"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_read_back_is_one_finding_at_its_cell(
    change: Change, rule: str, cell: str, said: str, station: reading.Sound
) -> None:
    (finding,) = read(station, change).findings
    assert (finding.rule.name, finding.place.cell) == (rule, cell)
    assert finding.says("en").startswith(said)
    assert finding.helps("en")


@pytest.mark.parametrize("most", [b"900 000", b"95 %"])
def test_every_kind_of_cell_has_words_and_a_place_in_a_scenario(most: bytes, tmp_path: Path) -> None:
    write_files(tmp_path, budget=RICHEST["budget"].replace(b"most: 900 000", b"most: " + most))
    files = reading.read_pair(tmp_path / "budget.yaml")
    inside(["compute", "--budget", "budget.yaml", "--output", "w.xlsx", "--lang", "en"], tmp_path)
    own = read_back("w.xlsx", (tmp_path / "w.xlsx").read_bytes())
    book = remade(own, files.budget, files.register, files.files)
    values = {cell.path: Fraction(cell.value) for cell in book.inputs}
    edits = tuple(CellEdit(cell, f"{cell.sheet}!{n}", Fraction(cell.value)) for n, cell in enumerate(book.inputs))
    data, said = as_scenario(
        own,
        Returned(values, edits, ()),
        files.budget,
        load(tmp_path / "budget.yaml").document.data["keys"],
        files.register.municipalities,
    )
    assert sum(map(len, said.values())) == len(edits)
    text = scenario_text({"format": "lkt-alloc/scenario/1", "name": "x", **data}, said)
    written = load_bytes("s.yaml", text.encode())
    assert written.findings == ()
    assert set(written.sound(SCENARIO).new_keys) == {"k", "takst", "delvis"}
    (table,) = (block for block in typed_report(own, edits, files.budget, files.register) if isinstance(block, Table))
    words = [Words("en").show(row[1]) for row in table.rows if isinstance(row[1], Sentence)]
    assert len(set(words)) == len(values)
