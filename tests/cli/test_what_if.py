"""What if: every flag, and a scenario file, gives exactly what the edited budget file gives."""

import csv
import io
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from fractions import Fraction
from functools import partial
from itertools import product
from pathlib import Path
from unicodedata import normalize

import openpyxl
import pytest
from docx import Document

from lkt_alloc.engine.names import find_one
from lkt_alloc.files.disk import embedded
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import sentence
from lkt_alloc.language.words import Words
from tests.acceptance.replay import environment
from tests.cli.commands import FORMATS
from tests.cli.inside import inside
from tests.render.papers import words_of
from tests.render.soffice import recalculated

ONE = Fraction(1)
BUDGET = embedded("budget").read_text(encoding="utf-8")
REGISTER = embedded("municipalities").read_text(encoding="utf-8")
LKT = re.findall(
    "^      - ([0-9]{4}) .*$", REGISTER[REGISTER.index("  lkt:") : REGISTER.index("  lkt-2020:")], re.MULTILINE
)
TWO_KEYS = BUDGET.replace(
    "keys:\n  lkt:",
    """keys:
  alike:
    name: {nn: alike, nb: alike, en: alike}
    members: lkt
    population_date: 2018-01-01
    rounding: 1 kr
    parts:
      - {share: 100 %, to: all, by: equal}
  lkt:""",
    1,
)


def members(*those: str) -> Callable[[str], str]:
    own = f"municipalities: {embedded('municipalities')}\n"  # a list of numbers does not say so by itself
    return lambda text: (
        own + text.replace("    members: lkt\n", f"    members: [{', '.join(map(json.dumps, those))}]\n")
    )


def no_totals(text: str) -> str:
    return text[: text.index("control_totals:")]


def with_external(text: str) -> str:
    return no_totals(text).replace(
        '    covered: {"2018": 75 000}\n', '    covered: {"2018": 75 000}\n    external: {"2019": 200 000}\n'
    )


def with_covered(text: str) -> str:
    last = 'amounts: {"2018": 25 000, "2019": 50 000}\n'
    return no_totals(text).replace(last, f'{last}    covered: {{"2019": 10 000}}\n')


CASES: list[tuple[list[str], str, Callable[[str], str]]] = [
    (["--population", "2019-01-01"], BUDGET, lambda text: text.replace("population_date: 2018", "population_date: 2019")),
    (["--without", "Voss"], BUDGET, members(*(n for n in LKT if n != "1235"))),
    (["--without", "Voss,1234", "--without", "gulen"], BUDGET, members(*(n for n in LKT if n not in ("1234", "1235", "1411")))),
    (["--only", "Bergen,Os,Lindås"], BUDGET, members("1201", "1243", "1263")),
    (["--external", "1.5=200000"], BUDGET, with_external),
    (["--external", "1.5.2019=200 000"], BUDGET, with_external),
    (["--set", "external.1.5.2019=200.000,-"], BUDGET, with_external),
    (["--set", "post.1.4.2.2019=900000"], BUDGET, lambda text: no_totals(text).replace('"2019": 1 000 000', '"2019": 900 000')),
    (["--set", "covered.1.6.2019=10 000"], BUDGET, with_covered),
    (["--key", "alike"], TWO_KEYS, lambda text: text.replace("    key: lkt\n", "    key: alike\n")),
    (["--key", "municipalities=alike"], TWO_KEYS, lambda text: text.replace("    key: lkt\n", "    key: alike\n")),
]  # fmt: skip


def amounts(arguments: list[str], folder: Path) -> list[list[str]]:
    output = ["--output", "result.csv", "--force"]
    printed, code = inside(["compute", "2019", "--budget", "b.yaml", *output, *arguments], folder)
    assert code == 0, printed
    return rows_of(folder / "result.csv")


def rows_of(file: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(file.read_text(encoding="utf-8"), newline="")))


@pytest.mark.parametrize(
    ("flags", "text", "edit"), CASES, ids=lambda value: " ".join(value) if isinstance(value, list) else ""
)
def test_a_flag_gives_what_the_edited_file_gives(
    flags: list[str], text: str, edit: Callable[[str], str], tmp_path: Path
) -> None:
    (tmp_path / "b.yaml").write_text(text, encoding="utf-8")
    with_flag, before = amounts(flags, tmp_path), amounts([], tmp_path)
    (tmp_path / "b.yaml").write_text(edit(text), encoding="utf-8")
    assert edit(text) != text
    assert with_flag == amounts([], tmp_path) != before


SCENARIO = """format: lkt-alloc/scenario/1
name: everything at once
budget: b.yaml
use_keys: {municipalities: alike}
population_date: 2019-01-01
without: [1235 Voss]
borne_by: nobody
changes:
  - {post: "1.5", external: {"2019": 200 000}}
  - {post: "1.4.2", amounts: {"2019": 900 000}, covered: {"2019": 0}}
"""
FLAGS = [
    "--key", "alike", "--population", "2019-01-01", "--without", "Voss", "--gap", "--external", "1.5=200000",
    "--set", "post.1.4.2.2019=900000", "--set", "covered.1.4.2.2019=0",
]  # fmt: skip


def test_a_scenario_file_says_the_same_as_flags(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text(TWO_KEYS, encoding="utf-8")
    (tmp_path / "s.yaml").write_text(SCENARIO, encoding="utf-8")
    said, code = inside(["compute", "2019", "--scenario", "s.yaml", "--output", "s.csv"], tmp_path)
    assert (rows_of(tmp_path / "s.csv"), code) == (amounts(FLAGS, tmp_path), 0), said
    assert amounts(["--scenario", "s.yaml", *FLAGS], tmp_path) == rows_of(tmp_path / "s.csv")


def test_a_gap_is_shown_and_the_others_pay_as_before(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text(BUDGET, encoding="utf-8")
    gap, before = amounts(["--without", "Voss", "--gap"], tmp_path), amounts([], tmp_path)
    assert gap == [row for row in before if row[4] != "Voss"]
    printed, _ = inside(["compute", "2019", "--without", "Voss", "--gap", "--lang", "en"], tmp_path)
    assert "Not covered" in printed
    assert "63,849 of NOK\N{NO-BREAK SPACE}1,525,000 is not covered; it is the share of Voss (1235)" in printed


@pytest.mark.parametrize("format_", FORMATS["compute"])
def test_every_format_can_show_a_gap(format_: str, tmp_path: Path) -> None:
    output = tmp_path / "result"
    printed, code = inside(
        ["compute", "--without", "Voss", "--gap", "--format", format_, "--output", str(output)], tmp_path
    )
    assert (output.exists(), code) == (True, 0), printed


def test_what_is_changed_stands_above_the_result_and_in_json() -> None:
    flags = ["--without", "Voss", "--set", "post.1.6.2019=1", "--lang", "en"]
    for command in (["compute", "2019"], ["explain", "--kommune", "Os", "--period", "2019"]):
        printed, _ = inside([*command, *flags], Path.cwd())
        assert "What if: this is not the budget as it is in the file" in printed.split("\n\n")[1]
        printed, _ = inside([*command, *flags, "--format", "json"], Path.cwd())
        assert json.loads(printed)["what_if"] == [
            "These do not take part, and the others pay more: Voss (1235).",
            "Budget item 1.6 costs NOK\N{NO-BREAK SPACE}1 in 2019.",
        ]


@pytest.mark.parametrize("format_", ["csv", "csv-excel"])
def test_what_is_changed_is_said_beside_csv(format_: str) -> None:
    command = [sys.executable, "-m", "lkt_alloc", "compute", "2019", "--lang", "en", "--format", format_]
    plain, what_if = (
        subprocess.run([*command, *flags], capture_output=True, check=True, env=environment())
        for flags in ((), ("--population", "2019-01-01"))
    )
    assert len(what_if.stdout.splitlines()) == len(plain.stdout.splitlines())
    assert plain.stderr == b""
    assert what_if.stderr.decode().splitlines() == [
        "What if: this is not the budget as it is in the file. Changed:",
        "The populations are those of 1\N{NO-BREAK SPACE}January 2019.",
    ]


SAID = "What if: this is not the budget as it is in the file. Changed:"
VOSS = "These do not take part, and the others pay more: Voss (1235)."


@pytest.mark.parametrize("format_", FORMATS["invoice"])
def test_invoices_of_what_if_are_those_of_the_edited_file_and_say_so(format_: str, tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text(members(*(n for n in LKT if n != "1235"))(BUDGET), encoding="utf-8")
    command = ["invoice", "2019", "--lang", "en", "--format", format_, "--output"]
    said, code = inside([*command, "what_if", "--without", "Voss"], tmp_path)
    assert code == 0, said
    inside([*command, "edited", "--budget", "b.yaml"], tmp_path)
    what_if, edited = ((tmp_path / name).read_bytes() for name in ("what_if", "edited"))
    if format_.startswith("csv"):
        assert said.splitlines()[:2] == [SAID, VOSS]
        assert what_if == edited
    elif format_ == "json":
        assert json.loads(what_if)["what_if"] == [VOSS]
        assert json.loads(edited)["what_if"] == []
        assert json.loads(what_if)["invoices"] == json.loads(edited)["invoices"]
    elif format_ == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(what_if))
        assert {SAID, VOSS} <= {cell.value for cells in book.worksheets[0].iter_rows() for cell in cells}
    elif format_ == "docx":
        paragraphs = [[p.text for p in Document(io.BytesIO(raw)).paragraphs] for raw in (what_if, edited)]
        assert any(SAID in text for text in paragraphs[0])
        assert not any(SAID in text for text in paragraphs[1])
    elif format_ == "pdf":
        assert [SAID in words_of(raw) for raw in (what_if, edited)] == [True, False]
    elif format_ == "html":
        assert SAID in what_if.decode()
        assert SAID not in edited.decode()
    else:
        assert SAID in what_if.decode().split("\n\n")[1]
        assert SAID not in edited.decode()


@pytest.mark.parametrize("format_", FORMATS["compare"])
def test_a_comparison_says_what_is_changed_on_a_side_in_every_format(format_: str, tmp_path: Path) -> None:
    scenario = "format: lkt-alloc/scenario/1\nname: x\nwithout: [1235 Voss]\nborne_by: others\n"
    (tmp_path / "s.yaml").write_text(scenario, encoding="utf-8")
    said, code = inside(
        ["compare", "2019", "s.yaml:2019", "--lang", "en", "--format", format_, "--output", "out"], tmp_path
    )
    assert code == 0, said
    raw = (tmp_path / "out").read_bytes()
    if format_.startswith("csv"):
        assert VOSS in said
    elif format_ in ("docx", "xlsx"):
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            assert any(VOSS in archive.read(name).decode(errors="replace") for name in archive.namelist())
    elif format_ == "pdf":
        assert VOSS in words_of(raw)
    else:
        assert VOSS in raw.decode()


def test_a_case_note_of_what_if_has_its_amounts_and_says_so(tmp_path: Path) -> None:
    scenario = "format: lkt-alloc/scenario/1\nname: x\nwithout: [1235 Voss]\n"
    (tmp_path / "s.yaml").write_text(scenario, encoding="utf-8")
    (tmp_path / "t.txt").write_text("{{ total.amount_ore }}", encoding="utf-8")
    for flags in (["--without", "Voss"], ["--scenario", "s.yaml"]):
        os_ = ["--kommune", "Os", "--period", "2019", *flags, "--lang", "en"]
        explained, _ = inside(["explain", *os_, "--format", "json"], tmp_path)
        share = json.loads(explained)["shares"][0]
        note, code = inside(["document", *os_], tmp_path)
        assert code == 0, note
        assert note.split("\n\n")[1] == f"{SAID}  \n{VOSS}"
        assert f"{share['amount_ore'] // 100:,}" in note
        printed, _ = inside(["document", *os_, "--template", "t.txt"], tmp_path)
        assert printed.split("\n", 2) == [f"{share['amount_ore']}{SAID}", VOSS, ""]
    everyone = ["document", "--all", "--without", "Voss", "--lang", "en", "--output", "all", "--template", "t.txt"]
    assert inside(everyone, tmp_path) == (f"{SAID}\n{VOSS}\n", 0)
    assert not list((tmp_path / "all").glob("1235*"))


@pytest.mark.parametrize("gap", [[], ["--gap"]], ids=["formulas", "values"])
def test_a_workbook_says_what_is_changed_on_its_first_sheet_and_on_its_last(gap: list[str], tmp_path: Path) -> None:
    output, said = tmp_path / "w.xlsx", SAID
    changes = ["--set", "post.1.6.2019=60000", "--set", "post.1.5.2019=500000"]
    flags = ["--without", "Voss", *gap, "--lang", "en", "--output", str(output), "--force"]
    inside(["compute", *flags], tmp_path)
    few = openpyxl.load_workbook(output)
    inside(["compute", *changes, *flags], tmp_path)
    for n, book in ((1, few), (3, openpyxl.load_workbook(output))):
        for sheet in (book.worksheets[0], book.worksheets[-2]):
            texts = [str(cells[0].value) for cells in sheet.iter_rows(max_col=1)]
            lines = texts[texts.index(said) + 1 :][:n]
            assert "Voss (1235)" in lines[0]
            assert all("costs" in line for line in lines[1:])


def test_formulas_below_what_is_changed_give_what_the_program_does(tmp_path: Path) -> None:
    output = tmp_path / "w.xlsx"
    inside(["compute", "--without", "Voss", "--lang", "en", "--output", str(output)], tmp_path)
    calculated = recalculated({"w": output.read_bytes()}, tmp_path)["w"]
    book = openpyxl.load_workbook(output, data_only=True)
    for sheet in book.worksheets:
        for cell in (cell for cells in sheet.iter_rows() for cell in cells if isinstance(cell.value, int)):
            assert calculated[f"{sheet.title}!{cell.coordinate}"] == cell.value
    assert "✓ Everything adds up" in calculated.values()


def test_a_workbook_with_many_changes_freezes_no_rows_of_them(tmp_path: Path) -> None:
    posts = {"1.1": 1, "1.2": 2, "1.3": 3, "1.4.1": 4, "1.4.2": 5, "1.5": 6, "1.6": 7}
    changes = [f"post.{post}.{period}={n}000000" for post, n in posts.items() for period in (2018, 2019)]
    output = tmp_path / "w.xlsx"
    printed, code = inside(["compute", *(f"--set={one}" for one in changes), "--output", str(output)], tmp_path)
    assert (printed, code) == ("", 0)
    assert openpyxl.load_workbook(output).worksheets[0].freeze_panes == "A1"


@pytest.mark.parametrize(
    ("flags", "said"),
    [
        (["--key", "lkx"], 'There is no allocation key "lkx"'),
        (["--key", "hospitalz=lkt"], 'There is no payer "hospitalz"'),
        (["--without", "Vos"], "Did you mean"),
        (["--without", "Bergen"], "Nobody is left in part 1 of the allocation key"),
        (["--only", "Bergen"], "with only Bergen taking part."),
        (["--gap"], "It is not stated whose share nobody is to pay (--gap)"),
        (["--gap", "--only", "Os,Lindås"], "It is not stated whose share nobody is to pay (--gap)"),
        (["--gap", "--without", "Voss,Os", "--only", "Os,Lindås"], "Nobody is to pay the share of Voss (1235), but"),
        (["--population", "2030-01-01"], "There are no populations on"),
        (["--external", "1.5"], '"1.5" is not a budget item with an amount'),
        (["--external", "1.9=1"], "There is no budget item"),
        (["--external", "1.5=500000"], "external funding"),
        (["--external", "1.5.2031=5"], "does not end with a period"),
        (["--set", "pots.1.5.2019=5"], '"pots" cannot be set'),
        (["--set", "post.1.5=5"], "There is no budget item"),
        (["--scenario", "b.yaml"], "is not a scenario file"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_in_a_sentence(flags: list[str], said: str, tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text(BUDGET, encoding="utf-8")
    printed, code = inside(["compute", "2019", *flags, "--lang", "en"], tmp_path)
    assert code == 2
    assert said in printed


def test_a_name_that_is_not_there_is_guessed_or_all_are_listed() -> None:
    for typed, said in (("brukarar", "Did you mean bruk?"), ("likt", "There are: felles, bruk.")):
        with pytest.raises(CannotRun) as refused:
            find_one(typed, ["felles", "bruk"], sentence('There is no allocation key "{name}".', name=typed))
        assert refused.value.remedy
        assert Words("en").say(refused.value.remedy) == said


def test_external_money_without_a_period_goes_where_there_is_one(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text(BUDGET, encoding="utf-8")
    printed, code = inside(["compute", "--external", "1.6=1000", "--lang", "en"], tmp_path)
    assert (code, "in which period" in printed) == (2, True)
    printed, code = inside(["compute", "--external", "1.5=1000", "--lang", "en"], tmp_path)
    assert (code, "in 2019" in printed) == (0, True)


def test_several_payers_with_keys_must_be_told_apart(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text(
        TWO_KEYS.replace("hospitals:\n", "hospitals:\n    key: alike\n", 1), encoding="utf-8"
    )
    printed, code = inside(["compute", "2019", "--budget", "b.yaml", "--key", "lkt", "--lang", "en"], tmp_path)
    assert (code, 'Say which payer: "hospitals=lkt" instead of "lkt".' in printed) == (2, True)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("without: [1235 Os]\n", "LKT206"),
        ("budget: broken.yaml\n", "LKT801"),
        ("budget: register.yaml\n", "LKT801"),
        ("name: again\n", "LKT004"),
    ],
)
def test_a_faulty_scenario_gives_findings_and_no_result(text: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text(BUDGET.replace("share: 50 %", "share: 40 %", 1), encoding="utf-8")
    (tmp_path / "register.yaml").write_text(REGISTER, encoding="utf-8")
    (tmp_path / "s.yaml").write_text(f"format: lkt-alloc/scenario/1\nname: x\n{text}", encoding="utf-8")
    printed, code = inside(["check", "s.yaml"], tmp_path)
    assert (code, said in printed) == (1, True)


def test_a_gap_of_one_of_the_only_ones_that_share_is_shown(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text(BUDGET, encoding="utf-8")
    only = ["--only", "Bergen,Os,Lindås"]
    gap = amounts([*only, "--without", "Os", "--gap"], tmp_path)
    assert gap == [row for row in amounts(only, tmp_path) if row[4] != "Os"]


@pytest.mark.parametrize("typed", ["0525000", "0 525 000", "010", "-010"])
@pytest.mark.parametrize("option", ["--set=post.1.6.2019", "--set=covered.1.6.2019", "--external=1.6.2019"])
def test_an_amount_that_begins_with_zeros_is_refused(option: str, typed: str) -> None:
    printed, code = inside(["compute", "2019", f"{option}={typed}", "--lang", "en"], Path.cwd())
    assert (code, "is not a budget item with an amount in kroner" in printed) == (2, True)


ALL_AND_TWO = """format: lkt-alloc/budget/1
name: two keys
language: en
periods:
  "2018": {name: "2018", from: 2018-01-01, to: 2018-12-31}
  "2018.1": {name: "spring", from: 2018-01-01, to: 2018-05-31}
payers:
  all: {name: all, key: three}
keys:
  three: &
    members: [1201 Bergen, 1235 Voss, 1243 Os]
  two: &
    members: [1201 Bergen, 1235 Voss]
  unused: &
    members: [1234 Granvin]
posts:
  - {id: "1", name: P, paid_by: {all: 100 %}, amounts: {"2018": 300 000, "2018.1": 3 000}}
  - {id: "2", name: Q, paid_by: {all: 100 %}, amounts: {"2018": 200 000}, keys: {all: two}}
  - {id: "2.2018", name: R, paid_by: {all: 100 %}, amounts: {"2018": 100 000}}
""".replace(
    " &",
    "\n    name: k\n    population_date: 2018-01-01\n    rounding: 1 kr\n    parts: [{share: 100 %, to: all, by: equal}]",
)


def said(arguments: list[str], folder: Path, *files: tuple[str, str]) -> tuple[str, int]:
    for name, text in (("b.yaml", ALL_AND_TWO), *files):
        (folder / name).write_text(text, encoding="utf-8")
    budget = [] if "--scenario" in arguments else ["--budget", "b.yaml"]
    return inside(["compute", *budget, "--lang", "en", *arguments], folder)


@pytest.mark.parametrize(
    ("flags", "reason"),
    [
        (["2018", "--only", "Os"], "nobody is left to share by the allocation key"),
        (["2018", "--without", "Bergen,Voss"], "nobody is left to share by the allocation key"),
        (["--only", "Os"], "nobody is left to share by the allocation key"),
        (
            ["2018", "--only", "Os,Bergen", "--without", "Os"],
            "both left out and among the only ones that take part: Os",
        ),
        (["2018", "--without", "Granvin"], "Granvin (1234) does not take part in what is shared here"),
        (["2018", "--only", "Granvin"], "Granvin (1234) does not take part in what is shared here"),
        (["2018", "--only", "Oslo"], "Oslo (0301) does not pay in this budget"),
        (["2018", "--set", "post.1.2018=5", "--set", "post.1.2018=6"], "set the same to different things"),
        (["2018", "--set", "external.1.2018=5", "--external", "1.2018=6"], "set the same to different things"),
        (["2018", "--external", "1=5", "--external", "1.2018=6"], "set the same to different things"),
        (["2018", "--key", "two", "--key", "all=three"], "set the same to different things"),
        (["2018", "--external", "2.2018=5"], '"2.2018" can be several: 2.2018, ?; 2, 2018.'),
        (["2018", "--set", "post.3.2018.1=5"], 'There is no budget item "3"'),
        (["2018", "--set", "post.3.2017=5"], 'There is no budget item "3"'),
        (["2018", "--set", "post.1.2017=5"], '"1.2017" does not end with a period of the budget'),
        (["2018", "--set", "post.1=5"], '"1" does not end with a period'),
        (["2018", "--lang", "nn"], "The option --lang is given more than once"),
        (["2018", "--budget=b.yaml"], "The option --budget is given more than once"),
        (["2018", "--population", "2018-01-01", "--population", "2018-01-01"], "--population is given more than once"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_is_contradicted_or_not_obeyed_is_refused(flags: list[str], reason: str, tmp_path: Path) -> None:
    printed, code = said(flags, tmp_path)
    assert (code, reason in printed) == (2, True), printed


@pytest.mark.parametrize(
    ("flags", "amounts"),
    [
        (["2018", "--only", "Bergen"], {"1201": 600_000}),
        (["2018", "--without", "Voss"], {"1201": 400_000, "1243": 200_000}),
        (["2018.1", "--set", "post.1.2018.1=6"], {"1201": 2, "1235": 2, "1243": 2}),
        (["2018", "--set", "post.2.2018=0", "--set", "post.2.2018=0", "--force", "--force"], None),
        (["2018", "--key", "two", "--key", "all=two"], {"1201": 300_000, "1235": 300_000}),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_is_said_twice_is_taken_once_and_who_shares_is_so_in_every_key(
    flags: list[str], amounts: dict[str, int] | None, tmp_path: Path
) -> None:
    printed, code = said([*flags, "--output", "r.csv"], tmp_path)
    assert code == 0, printed
    found: dict[str, int] = {}
    for row in rows_of(tmp_path / "r.csv")[1:]:
        found[row[3]] = found.get(row[3], 0) + int(Fraction(row[7]))
    assert amounts is None or found == amounts


OVERRULED = """format: lkt-alloc/scenario/1
name: what if
budget: b.yaml
use_keys: {all: two}
population_date: 2018-01-01
without: [1235 Voss]
changes: [{post: "1", amounts: {"2018": 5}, covered: {"2018": 0}, external: {"2018": 0}}]
"""


@pytest.mark.parametrize(
    ("option", "value", "same"),
    [
        ("--key", "three", "two"),
        ("--population", "2019-01-01", "2018-01-01"),
        ("--without", "Bergen", "Voss"),
        ("--set", "post.1.2018=6", "post.1.2018=5"),
        ("--set", "covered.1.2018=1", "covered.1.2018=0"),
        ("--external", "1.2018=1", "1.2018=0"),
    ],
)
def test_a_flag_that_says_something_else_than_the_file_is_refused(
    option: str, value: str, same: str, tmp_path: Path
) -> None:
    printed, code = said(["2018", "--scenario", "s.yaml", option, value], tmp_path, ("s.yaml", OVERRULED))
    assert (code, "The scenario file differs from" in printed) == (2, True), printed
    printed, code = said(["2018", "--scenario", "s.yaml", option, same], tmp_path, ("s.yaml", OVERRULED))
    assert code == 0, printed


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ("only: [1243 Os]", "nobody is left to share by the allocation key"),
        ("without: [1235 Voss, 1201 Bergen]", "nobody is left to share by the allocation key"),
        ("only: [1201 Bergen, 1235 Voss]\nwithout: [1235 Voss]", "both left out and among the only ones"),
    ],
)
def test_a_file_that_cannot_be_obeyed_is_a_finding(changed: str, reason: str, tmp_path: Path) -> None:
    text = f"format: lkt-alloc/scenario/1\nname: what if\nbudget: b.yaml\n{changed}\n"
    printed, code = said(["2018", "--scenario", "s.yaml"], tmp_path, ("s.yaml", text))
    assert (code, "LKT801" in printed, reason in printed) == (1, True, True), printed


@pytest.mark.parametrize("option", ["--without", "--only"])
@pytest.mark.parametrize("names", ["", ",", " , "])
def test_a_list_without_a_name_is_not_taken_for_no_question(tmp_path: Path, option: str, names: str) -> None:
    said, code = inside(["compute", "2019", option, names, "--lang", "en"], tmp_path)
    assert (said.splitlines()[0], code) == (f'lkt-alloc: There is no municipality "{names}" here.', 2)


def test_a_letter_is_the_same_however_it_is_typed(tmp_path: Path) -> None:
    """`å` as one sign in the file and as two on the command line, and the other way round."""
    budget = TWO_KEYS.replace("\n  alike:", "\n  måte:").replace('"2019"', '"år"').replace('id: "1.3"', "id: på")
    changes = ["--key", "municipalities=måte", "--set", "post.på.år=250000", "--without", "Lindås"]
    said = set()
    forms: list[Callable[[str], str]] = [str, partial(normalize, "NFD")]
    for in_the_file, typed in product(forms, repeat=2):
        (tmp_path / "budget.yaml").write_text(in_the_file(budget), encoding="utf-8")
        words = [typed(word) for word in ("år", *changes)]
        said.add(inside(["compute", *words, "--budget", "budget.yaml", "--format", "csv"], tmp_path))
    (one,) = said
    assert one[1] == 0, one


@pytest.mark.parametrize(
    ("period", "typed"), [(["2019"], "1.4.2=100"), (["2019"], "1.4.2.2019=100"), ([], "1.4.2.2019=100")]
)
def test_a_post_alone_is_understood_where_the_period_is_clear(tmp_path: Path, period: list[str], typed: str) -> None:
    plainly = ["compute", *period, "--format", "csv", "--set"]
    printed, code = inside([*plainly, typed], tmp_path)
    assert code == 0
    assert printed == inside([*plainly, "post.1.4.2.2019=100"], tmp_path)[0]


def test_a_post_alone_in_several_periods_is_answered_with_how_to_write_it(tmp_path: Path) -> None:
    assert inside(["compute", "--set", "1.4.2=100", "--lang", "en"], tmp_path) == (
        'lkt-alloc: It is not stated in which period budget item "1.4.2" is to have another amount.\n'
        "  Write --set post.1.4.2.2019=100.\n",
        2,
    )


@pytest.mark.parametrize(
    "command", ["explain {}", "document --kommune {}", "compute --without {}", "compute --only {}"]
)
def test_who_is_in_norway_but_does_not_pay_is_known_by_name(tmp_path: Path, command: str) -> None:
    def said(name: str) -> tuple[str, int]:
        return inside([*command.format(name).split(), "--lang", "en"], tmp_path)

    assert said("Trondheim") == (
        "lkt-alloc: Trondheim (5001) does not pay in this budget.\n  Only the members of the allocation key pay.\n",
        2,
    )
    reason, remedy = said("Bjørnafjorden")[0].splitlines()
    assert reason == "lkt-alloc: Bjørnafjorden (4624) does not pay in this budget."
    assert remedy == "  The same place under another number: Fusa (1241), Os (1243)."
    assert said("Atlantis")[0].startswith('lkt-alloc: There is no municipality "Atlantis" here.')


def test_too_few_due_dates_are_told_of_where_a_file_is_written(tmp_path: Path) -> None:
    dates = ["--instalments", "2", "--due", "2019-03-31"]
    told, missing = (
        "Invoices without a due date: 24.",
        ["invoice", "2019", "--output", "f.csv", "--lang", "en", "--force"],
    )
    assert told in inside([*missing, *dates], tmp_path)[0]
    assert told not in inside([*missing, *dates, "--due", "2019-09-30"], tmp_path)[0]
    assert told not in inside(missing, tmp_path)[0]


@pytest.mark.parametrize("command", ["explain Voss", "document --kommune 1235"])
@pytest.mark.parametrize(
    ("flags", "changed"),
    [
        ("--without Voss", "These do not take part, and the others pay more: Voss (1235)."),
        ("--without Voss --gap", "These pay nothing, and nobody pays for them: Voss (1235)."),
        ("--only Bergen,Os", "Only these take part: Bergen (1201), Os (1243)."),
    ],
)
def test_who_is_left_out_by_an_option_is_told_of_the_option(
    tmp_path: Path, command: str, flags: str, changed: str
) -> None:
    printed, code = inside([*command.split(), *flags.split(), "--lang", "en"], tmp_path)
    assert (printed, code) == (
        f"lkt-alloc: Voss (1235) does not pay with these changes.\n  Changed: {changed}\n",
        2,
    )
    assert "does not pay in this budget" in inside(["explain", "Oslo", *flags.split(), "--lang", "en"], tmp_path)[0]
