"""A workbook of `compute` comes back: what was typed in it becomes a scenario, and whatever else was done to it is said, with its cell."""

import csv
import io
import os
from pathlib import Path
from random import Random

import pytest

from lkt_alloc.checks import reading
from lkt_alloc.checks.what_if import allocation
from lkt_alloc.diagnostics.unsound import Unsound
from lkt_alloc.engine.allocate import Allocation
from lkt_alloc.engine.scenario import Scenario
from lkt_alloc.render.xlsx import render
from lkt_alloc.reports.workbook import compute_workbook
from tests.checks.richest import as_yaml
from tests.cli.commands import FORMATS
from tests.cli.inside import inside
from tests.cli.station import FILES, Change, changed, made, made_of, put, write_station
from tests.cli.test_changed_figures import BUDGET
from tests.engine.random_budgets import random_budget
from tests.files.as_files import budget_data, register_data
from tests.render.soffice import recalculated
from tests.render.spreadsheets import ENGLISH, edited, shared, some_edit

SEEDS = range(int(os.environ.get("LKT_ALLOC_EDITS", "4")))
"""Of the budgets that are typed in at random; so many at least are sound."""


def paid(found: Allocation) -> list[object]:
    """What everyone pays, in every period."""
    return [(d.payer, d.key_id, [(s.number, s.amount) for s in d.shares]) for p in found.periods for d in p.divisions]


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_read_back_gives_what_the_edited_budget_gives(seed: int, tmp_path: Path) -> None:
    budget, register = random_budget(seed)
    (tmp_path / "budget.yaml").write_bytes(as_yaml(budget_data(budget)))
    (tmp_path / "municipalities.yaml").write_bytes(as_yaml(register_data(register)))
    try:
        sound = reading.read_pair(tmp_path)
    except Unsound:
        return
    pair = sound.budget, sound.register
    book = compute_workbook(allocation(*pair, None, Scenario()), sound.files, ENGLISH)
    edit = some_edit(pair, book, Random(seed), sound=seed % 4 != 3)
    (tmp_path / "w.xlsx").write_bytes(edited(render(book, ENGLISH), edit.typed))
    printed, code = inside(["import", "w.xlsx", "--budget", ".", "--output", "s.yaml"], tmp_path)
    assert code == (1 if seed % 4 == 3 else 0), printed
    if code == 0:
        back = reading.with_scenario(sound, tmp_path / "s.yaml")
        assert paid(allocation(back.budget, back.register, None, back.scenario)) == paid(shared(edit.pair))


@pytest.fixture
def station(tmp_path: Path) -> Path:
    """A folder with the station's budget and municipality file."""
    write_station(tmp_path)
    return tmp_path


def read_back(folder: Path, raw: bytes, *more: str) -> tuple[str, int]:
    (folder / "w.xlsx").write_bytes(raw)
    return inside(["import", "w.xlsx", *FILES, *more], folder)


EDITS: dict[str, tuple[list[Change], str]] = {
    "nothing": ([], ""),
    "an amount": (
        [put("Rent", 1, 91000.5)],
        'changes:\n  - post: a\n    amounts:\n      # Items and payers!C8: 90 000 → 91 000,50\n      "2024": "91 000,50"\n',
    ),
    "an amount that is taken away": (
        [put("Staff", 1, None)],
        'changes:\n  - post: b\n    amounts:\n      # Items and payers!C9: 400 000 → 0\n      "2024": 0\n',
    ),
    "who pays": (
        [put("Rent", 4, 3), put("Rent", 5, 1)],
        "changes:\n  - post: a\n    # Items and payers!F8: 100 → 3\n    # Items and payers!G8: 25 → 1\n"
        "    paid_by:\n      state: 1/3\n      all: 2/3\n",
    ),
    "nobody else pays": (
        [put("Rent", 5, 0)],
        "changes:\n  - post: a\n    # Items and payers!G8: 25 → 0\n    paid_by:\n      all: 100 %\n",
    ),
    "figures": (
        [put("x1", 2, 8), put("x1", 3, 12.5), put("Voss", 1, 17000, "Key half equally")],
        'figures:\n  population:\n    "2024-01-01":\n      # Key half equally!C15: 16 100 → 17 000\n      4621 Voss: 17 000\n'
        '  calls:\n    "2025":\n      # Key by calls!C23: 1 → 8\n      x1: 8\n'
        '  hours:\n    # Key by calls!D23: 12 → 12,5\n    x1: "12,5"\n',
    ),
    "an index": (
        [put("2025", 3, 1.1, "Key by calls")],
        'indices:\n  prices:\n    # Key by calls!E17: 1,04 → 1,1\n    "2025": "1,1"\n',
    ),
    "a part, and what it leaves": (
        [put("1", 4, 45, "Key half equally")],
        "    parts:\n      # Key half equally!E9: 50 → 45\n      - share: 45 %\n        to: all\n        by: equal\n      - share: 55 %\n",
    ),
    "a rate": ([put("1", 4, -12.25, "Key by calls")], '      # Key by calls!E10: 30 → -12,25\n      - rate: "-12,25"\n'),
}  # fmt: skip


TOGETHER = (
    ["nothing"],
    ["an amount", "an amount that is taken away", "figures", "an index", "a part, and what it leaves", "a rate"],
    ["who pays"],
    ["nobody else pays"],
)


@pytest.mark.parametrize("names", TOGETHER, ids=", ".join)
def test_each_cell_becomes_a_line_with_what_it_was(names: list[str], station: Path) -> None:
    changes = [change for name in names for change in EDITS[name][0]]
    printed, code = read_back(station, changed(made(), *changes), "--output", "s.yaml")
    assert (printed, code) == ("" if changes else "No cell is changed in w.xlsx.\n", 0)
    text = (station / "s.yaml").read_text(encoding="utf-8")
    assert text.startswith("format: lkt-alloc/scenario/1\nname: The changes in w.xlsx\nbudget: budget.yaml\n")
    for name in names:
        assert EDITS[name][1].removeprefix("changes:\n") in text
    assert inside(["check", "s.yaml", "--lang", "en"], station) == ("No findings: s.yaml.\n", 0)


def test_the_workbook_shows_what_the_scenario_gives(station: Path) -> None:
    """Typed in, calculated by a spreadsheet, read back and calculated by us."""
    raw = changed(made(), *EDITS["an amount"][0], *EDITS["figures"][0], *EDITS["a part, and what it leaves"][0])
    assert read_back(station, raw, "--output", "s.yaml")[1] == 0
    shown = recalculated({"w": raw}, station)["w"]
    inside(["compute", "--scenario", "s.yaml", "--output", "r.csv"], station)
    rows = csv.DictReader(io.StringIO((station / "r.csv").read_text(encoding="utf-8")))
    own = {row["name"]: float(row["amount"]) for row in rows if (row["period"], row["number"] > "") == ("2024", True)}
    places = {
        text: place for place, text in reversed(shown.items()) if place.startswith("Allocation!B") and text in own
    }
    assert {name: shown[place.replace("!B", "!D")] for name, place in places.items()} == own


def test_what_was_typed_is_shown_in_every_format_and_nothing_is_written(station: Path) -> None:
    raw = changed(made(), put("Rent", 1, 91000), put("Voss", 1, 17000, "Key half equally"), put("x1", 2, 8))
    printed, code = read_back(station, raw, "--diff")
    rows = [" ".join(line.split()) for line in printed.replace("\N{NO-BREAK SPACE}", " ").splitlines()]
    assert code == 0
    assert "Items and payers!C8 cost of budget item a, 2024 90,000 91,000" in rows
    assert "Key half equally!C15 population of Voss (4621) on 1 January 2024 16,100 17,000" in rows
    assert "calls, The hospital (x1), 2025 1 8" in rows[-3]
    assert "3 cells are changed in w.xlsx." in rows
    for format_ in FORMATS["import"]:
        printed, code = read_back(station, raw, "--diff", "--format", format_, "--output", f"out.{format_}")
        assert (printed, code, (station / f"out.{format_}").exists()) == ("", 0, True)
    assert "No cell is changed in w.xlsx." in read_back(station, made(), "--diff")[0]


def test_a_scenario_is_on_standard_output_where_no_file_is_named(station: Path) -> None:
    raw = changed(made(), put("Rent", 1, 91000))
    printed, _ = read_back(station, raw)
    (station / "in").mkdir()
    assert read_back(station, raw, "--output", "in/s.yaml", "--municipalities", "municipalities.yaml") == ("", 0)
    text = (station / "in" / "s.yaml").read_text(encoding="utf-8")
    assert (
        text.replace('"../budget.yaml"', "budget.yaml").replace('municipalities: "../municipalities.yaml"\n', "")
        == printed
    )


def test_the_built_in_budget_is_not_named(tmp_path: Path) -> None:
    inside(["compute", "2019", "--output", "w.xlsx"], tmp_path)
    printed, code = inside(["import", "w.xlsx"], tmp_path)
    assert ("budget:" in printed, code) == (False, 0)


def test_what_the_budget_cannot_be_is_said_at_the_cell(station: Path) -> None:
    raw = changed(made(), put("Staff", 1, 500000), put("Rent", 2, 95000))
    printed, code = read_back(station, raw, "--output", "s.yaml")
    assert (code, (station / "s.yaml").exists()) == (1, False)
    assert printed.startswith(
        "w.xlsx:Items and payers!D8: error[LKT801 scenario]: With these changes the budget is not sound:"
    )
    printed, code = read_back(station, changed(made(), put("Rent", 5, 140)))
    line, shown, *_ = printed.replace("\N{NO-BREAK SPACE}", " ").splitlines()
    said = "w.xlsx:Items and payers!G8: error[LKT106 not-a-share]: The parts are 40% more than the whole."
    assert (code, line) == (1, said)
    assert shown.startswith("    8 | a | Rent | 90000 | 0 | ")
    assert shown.count(" | ") == 10  # without the hidden columns


def test_what_is_no_workbook_of_this_budget_is_refused_with_what_to_do(station: Path) -> None:
    def said(raw: bytes, *more: str) -> tuple[str, int]:
        printed, code = read_back(station, raw, *more)
        return " ".join(printed.split()), code

    what_if, _ = said(made("--without", "Vaksdal"))
    assert what_if.startswith(
        "lkt-alloc: The workbook was made of a budget with changes (what if). Make one of the budget as it is"
    )
    other = changed(made(), lambda book: book.remove(book["lkt-alloc"]))
    assert "This workbook does not say which budget it was made of." in said(other)[0]
    for text in (
        "{}",
        "[]",
        '{"format": "lkt-alloc/workbook/1", "language": "xx", "periods": [], "files": {}, "what_if": 0}',
    ):
        broken = changed(made(), made_of(text))
        assert "This workbook does not say which budget it was made of." in said(broken)[0]
    newer = changed(made(), made_of('{"format": "lkt-alloc/workbook/9"}'))
    assert "The workbook is from another version of lkt-alloc." in said(newer)[0]
    for more in (("--format", "text"), ("--output", "s.xlsx")):
        printed, code = said(made(), *more)
        assert ("A scenario is a YAML file:" in printed, code) == (True, 2)
    (station / "budget.yaml").write_text(BUDGET.replace("90 000", "90 001"), encoding="utf-8")
    printed, code = said(made())
    assert code == 1
    assert "w.xlsx:Allocation!A1: error" in printed
    assert "The workbook was not made of these files as they are now: budget.yaml." in printed
