"""`check` with its options: acknowledgements, severities, choice of rules, files, corrections; and what passes can be computed."""

import json
import os
import re
import stat
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lkt_alloc.checks.acknowledgements import spoken
from lkt_alloc.checks.catalogue import BY_CODE
from lkt_alloc.checks.check import check_pair
from lkt_alloc.diagnostics.addresses import DOCS
from lkt_alloc.engine.allocate import allocate
from lkt_alloc.engine.model import Budget
from lkt_alloc.engine.register import Register
from lkt_alloc.files.disk import MAX_BYTES, embedded
from lkt_alloc.files.kinds import KINDS
from lkt_alloc.files.load import Loaded, load
from lkt_alloc.files.recognition import kind_of_bytes
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.words import Words
from lkt_alloc.render import text
from lkt_alloc.reports.compute import compute_report
from tests.acceptance.replay import ROOT
from tests.cli.commands import FORMATS
from tests.cli.inside import inside
from tests.render.formats import READERS, from_json

CASES = ROOT / "tests" / "checks" / "cases"
DIRECTIVE = (ROOT / "examples" / "directive_2018.yaml").read_text(encoding="utf-8")
REGISTER = (CASES / "LKT502-zero-population" / "good.yaml").read_text(encoding="utf-8")
BUDGET = (CASES / "LKT305-amount-sign" / "bad.yaml").read_text(encoding="utf-8")
"""With one warning: post 3 is negative."""

SOUND = (CASES / "LKT305-amount-sign" / "good.yaml").read_text(encoding="utf-8")


def acknowledging(rule: str, at: str, reason: str = "styret veit det") -> str:
    return f"acknowledged:\n  - {{rule: {rule}, at: {at}, reason: {reason}}}\n"


def codes(folder: Path, *arguments: str, typed: bytes = b"") -> list[str]:
    """The codes of what `check` finds; acknowledged ones in lower case."""
    printed, _ = inside(["check", *arguments, "--format", "json"], folder, typed)
    found = json.loads(printed[: printed.rindex("}") + 1])["findings"]
    return [f["code"] if f["acknowledged"] is None else f["code"].lower() for f in found]


def written(folder: Path, said: str, name: str = "budget.yaml") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(said.encode())
    return path


# acknowledgements


@pytest.mark.parametrize("rule", ["LKT305", "amount-sign"])
@pytest.mark.parametrize(
    "at", ['[posts, "3", amounts, "2019"]', '[posts, "3", amounts]', '[posts, "3"]', "[posts]", "[posts, 3]"]
)
def test_a_finding_is_acknowledged_at_its_place_or_around_it(tmp_path: Path, rule: str, at: str) -> None:
    written(tmp_path, BUDGET + acknowledging(rule, at))
    assert codes(tmp_path, "budget.yaml") == ["lkt305"]


@pytest.mark.parametrize(
    ("rule", "at"),
    [
        ("LKT305", '[posts, "2"]'),  # another post
        ("LKT305", '[posts, "3", covered]'),  # another field
        ("LKT305", '[posts, "3", amounts, "2019", kr]'),  # further in than the finding
        ("LKT306", '[posts, "3"]'),  # another rule
        ("mixed-vat", "[posts]"),
    ],
)
def test_an_acknowledgement_of_something_else_leaves_the_finding_and_is_one_itself(
    tmp_path: Path, rule: str, at: str
) -> None:
    written(tmp_path, BUDGET + acknowledging(rule, at))
    assert codes(tmp_path, "budget.yaml") == ["LKT305", "LKT701"]


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("LKT999", 'There is no rule "LKT999".'),
        ("LKT3", 'There is no rule "LKT3".'),  # an acknowledgement is of one rule
        ("payer-shares", 'Findings of "payer-shares" cannot be acknowledged.'),
        ("LKT701", 'Findings of "unused-acknowledgement" cannot be acknowledged.'),
    ],
)
def test_an_acknowledgement_must_be_of_a_rule_that_can_be_acknowledged(tmp_path: Path, rule: str, said: str) -> None:
    written(tmp_path, SOUND + acknowledging(rule, "[posts]"))
    printed, code = inside(["check", "budget.yaml", "--lang", "en"], tmp_path)
    assert (said in printed, "warning[LKT701 unused-acknowledgement]" in printed, code) == (True, True, 0)


def test_an_acknowledgement_is_not_called_unused_when_another_fault_hides_what_it_is_about(tmp_path: Path) -> None:
    written(tmp_path, DIRECTIVE.replace("500 000", "5.00", 1))
    assert codes(tmp_path, "budget.yaml") == ["LKT105"]
    written(tmp_path, DIRECTIVE.replace("rule: control-total", "rule: control", 1).replace("500 000", "5.00", 1))
    assert codes(tmp_path, "budget.yaml") == ["LKT105", "LKT701"]  # that one is wrong whatever is found


def test_one_reason_may_be_for_several_findings_and_several_reasons_for_one_file(tmp_path: Path) -> None:
    several = BUDGET.replace("    source: plan\n    paid_by", "    paid_by")
    reasons = "  - {rule: no-source, at: [posts], reason: munnleg}\n  - {rule: LKT305, at: [posts], reason: retur}\n"
    written(tmp_path, several + "acknowledged:\n" + reasons)
    assert codes(tmp_path, "budget.yaml") == ["lkt601", "lkt601", "lkt601", "lkt305"]


def test_a_municipality_file_acknowledges_its_own_findings_and_not_those_of_a_budget(tmp_path: Path) -> None:
    jump = REGISTER.replace("20804", "28004")
    written(tmp_path, jump, "register.yaml")
    assert codes(tmp_path, "register.yaml") == ["LKT503"]
    at = '[municipalities, "1243", population, "2019-01-01"]'
    written(tmp_path, jump + acknowledging("population-jump", at), "register.yaml")
    assert codes(tmp_path, "register.yaml") == ["lkt503"]
    written(tmp_path, jump + acknowledging("LKT503", '[municipalities, "1243"]'), "register.yaml")
    written(tmp_path, BUDGET)
    assert codes(tmp_path, "budget.yaml", "register.yaml") == ["LKT305", "lkt503"]
    written(tmp_path, jump + acknowledging("amount-sign", "[posts]"), "register.yaml")
    written(tmp_path, BUDGET + acknowledging("LKT503", "[municipalities]"))
    assert codes(tmp_path, "budget.yaml", "register.yaml") == ["LKT305", "LKT701", "LKT503", "LKT701"]


def test_places_are_spoken_of_by_the_names_that_people_use() -> None:
    data: dict[str, Any] = {
        "posts": [{"id": "1.1", "name": "a"}, {"name": "no id"}],
        "keys": {"k": {"members": ["1201 Bergen"], "parts": [{"to": ["1201"]}, {"to": "others"}]}},
    }
    assert spoken(("posts", 0, "amounts", "2019"), data) == ("posts", "1.1", "amounts", "2019")
    assert spoken(("posts", 1, "name"), data) == ("posts", "2", "name")
    assert spoken(("keys", "k", "parts", 1, "to"), data) == ("keys", "k", "parts", "2", "to")
    assert spoken(("keys", "k", "members", 0), data) == ("keys", "k", "members", "1201 Bergen")


@pytest.mark.parametrize("options", [[], ["--strict"], ["--fail-on", "warning"], ["--strict", "--fail-on", "warning"]])
def test_an_acknowledged_finding_is_shown_with_its_reason_and_does_not_count(
    tmp_path: Path, options: list[str]
) -> None:
    written(tmp_path, BUDGET + acknowledging("LKT305", '[posts, "3"]'))
    printed, code = inside(["check", "budget.yaml", "--lang", "en", *options], tmp_path)
    assert code == 0
    assert printed.startswith('budget.yaml:34:23: acknowledged[LKT305 amount-sign]: Budget item "3" ')
    assert "  reason: styret veit det\n" in printed
    assert printed.endswith("Errors: 0. Warnings: 0. Acknowledged: 1.\n")


def test_the_directive_budget_passes_with_its_fault_shown_and_is_shared_out() -> None:
    printed, code = inside(["check", "examples/directive_2018.yaml", "--lang", "en"], ROOT)
    assert code == 0
    head, *_, reason, _, counts = printed.replace("\xa0", " ").splitlines()
    assert head.startswith("examples/directive_2018.yaml:56:12: acknowledged[LKT301 control-total]: ")
    assert all(amount in head for amount in ("NOK 1,550,000", "NOK 1,510,000", "NOK 40,000 less"))
    assert reason.startswith("  reason: Direktivet oppgjev sjølv 1 510 000")
    assert counts == "Errors: 0. Warnings: 0. Acknowledged: 1."
    printed, code = inside(["compute", "--budget", "examples/directive_2018.yaml", "--format", "csv"], ROOT)
    amounts = [row.rsplit(",", 1)[1] for row in printed.split("\r\n")[1:-1]]
    assert (code, sum(map(float, amounts)), amounts[0]) == (0, 1_550_000, "775000.00")


# one fault does not hide another, nor make one


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ('format: lkt-alloc/municipalities/1\nmunicipalities:\n  "":\n', {"LKT103"}),
        ("format: lkt-alloc/municipalities/1\npopulation_sources:\n  ssb: [a]\n", {"LKT102", "LKT103", "LKT107"}),
        (REGISTER.replace("2018-01-01: 20573", "2018-01-01:20573"), {"LKT103", "LKT107"}),
        (REGISTER.replace("2018-01-01: 20573", "2018-01-01 20573"), {"LKT103", "LKT107"}),
        (SOUND.replace("    amounts:", '    covered: {"": []}\n    amounts:', 1), {"LKT103", "LKT105"}),
    ],
)
def test_an_entry_with_a_wrong_name_and_a_wrong_value_is_described(
    tmp_path: Path, said: str, expected: set[str]
) -> None:
    written(tmp_path, said, "file.yaml")
    found = codes(tmp_path, "file.yaml")
    assert found
    assert set(found) <= expected


@pytest.mark.parametrize(
    ("old", "new", "column"),
    [
        ('{"2019": 1 525 000}', '{"2019": 1525000,50}', 23),
        ("{kommunane: 100 %}", "{kommunane: 100,00 %}", 26),
        ("{share: 100 %, to", "{share: 100,0 %, to", 17),
    ],
)
def test_a_decimal_comma_between_braces_is_one_finding_where_the_number_begins(
    tmp_path: Path, old: str, new: str, column: int
) -> None:
    """YAML ends the value at the comma, and takes the decimals for a name without a value."""
    assert old in SOUND
    written(tmp_path, SOUND.replace("rounding: 1 kr", "rounding: øre").replace(old, new, 1))
    printed, _ = inside(["check", "budget.yaml", "--format", "json"], tmp_path)
    assert [place[3] for place in from_json(printed)] == [column]


WRONG_TOTAL = SOUND + 'control_totals:\n  "2019": {source: plan, total: 7}\n'


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("language: nn", "language: nn\nyear: 2019", "LKT101"),  # "payers" is not what is meant: it is there
        ("key: folketal", "key: folketall", "LKT201"),
        ("kommunane: 100 %}", "kommunane: 90 %}", "LKT303"),
        ('  "2019": {name', '  "2018": {name: x, from: 2018-01-01, to: 2018-12-31}\n  "2019": {name', ""),
    ],
)
def test_a_total_of_amounts_is_compared_whoever_pays_them(tmp_path: Path, old: str, new: str, code: str) -> None:
    assert old in WRONG_TOTAL
    written(tmp_path, WRONG_TOTAL.replace(old, new, 1))
    assert codes(tmp_path, "budget.yaml") == [*filter(None, [code]), "LKT301"]


def test_an_unknown_rounding_makes_no_other_finding(tmp_path: Path) -> None:
    """Payers' totals are rounded to the finest of the keys' units: while one is unknown, no total is certain."""
    payers = "  kommunane: {name: kommunane, key: folketal}\n"
    key = SOUND[SOUND.index("  folketal:\n") : SOUND.index("posts:\n")]
    said = WRONG_TOTAL.replace("total: 7", "increase: {kommunane: 1 222 501}").replace("1 525 000", "1 525 001")
    said = said.replace(payers, payers + "  verten: {name: verten, key: vert}\n")
    said = said.replace("posts:\n", key.replace("folketal:", "vert:").replace("1 kr", "5 kr") + "posts:\n", 1)
    said = said.replace("{kommunane: 100 %}", "{kommunane: 1/2, verten: 1/2}", 1)
    written(tmp_path, said.replace("5 kr", "1 kr"))
    assert codes(tmp_path, "budget.yaml") == []
    written(tmp_path, said)
    assert codes(tmp_path, "budget.yaml") == ["LKT104"]


def test_an_amount_that_cannot_be_read_leaves_the_totals_of_other_periods_alone(tmp_path: Path) -> None:
    two = WRONG_TOTAL.replace(
        '  "2019": {name', '  "2018": {name: x, from: 2018-01-01, to: 2018-12-31}\n  "2019": {name', 1
    )
    written(tmp_path, two.replace('{"2019": 400 000}', '{"2018": x, "2019": 400 000}'))
    assert codes(tmp_path, "budget.yaml") == ["LKT105", "LKT301"]
    for unclear, code in (('{"2018": 7, "2019": x}', "LKT105"), ('{"2091": 400 000}', "LKT201")):
        written(tmp_path, two.replace('{"2019": 400 000}', unclear))
        assert codes(tmp_path, "budget.yaml") == [code]


@pytest.mark.parametrize(
    ("old", "new", "n", "remedy"),
    [
        ("source: plan", "source: plann", 4, 'Did you mean "plan"?'),
        ("{kommunane: 100 %}", "{kommunen: 100 %}", 3, 'Did you mean "kommunane"?'),
        ('{"2019": 1 525 000}', '{"2091": 7}', 1, 'Add it under "periods:"; or did you mean "2019"?'),
        ('{"2019": 1 525 000}', '{"2091": 7}\n    covered: {"2091": 1}', 2, 'Add it under "periods:"; or did you mean "2019"?'),
        ('amounts: {"2019"', 'amounts: {"2091"', 3, 'Add it under "periods:", with its first and last day.'),
    ],
)  # fmt: skip
def test_a_name_that_is_unknown_in_many_places_is_one_finding(
    tmp_path: Path, old: str, new: str, n: int, remedy: str
) -> None:
    assert old in SOUND
    written(tmp_path, SOUND.replace(old, new))
    printed, _ = inside(["check", "budget.yaml", "--format", "json", "--lang", "en"], tmp_path)
    findings = json.loads(printed)["findings"]
    assert [(found["code"], found["remedy"]) for found in findings] == [("LKT201", remedy)]
    assert (f"It is in {n} places." in findings[0]["message"]) == (n > 1)
    assert len(findings[0]["related"]) == min(n - 1, 3)


# severities


@pytest.mark.parametrize(
    ("options", "severity", "code"),
    [
        ([], "åtvaring", 0),
        (["--fail-on", "error"], "åtvaring", 0),
        (["--fail-on", "warning"], "åtvaring", 1),
        (["--strict"], "feil", 1),
        (["--strict", "--fail-on", "warning"], "feil", 1),
    ],
)
def test_what_gives_exit_code_1(tmp_path: Path, options: list[str], severity: str, code: int) -> None:
    written(tmp_path, BUDGET)
    printed, given_code = inside(["check", "budget.yaml", *options], tmp_path)
    assert (f"{severity}[LKT305 amount-sign]" in printed, given_code) == (True, code)


def test_an_unknown_severity_cannot_be_asked_for(tmp_path: Path) -> None:
    written(tmp_path, BUDGET)
    assert inside(["check", "budget.yaml", "--fail-on", "info"], tmp_path)[1] == 2


# choice of rules

FAULTY = BUDGET.replace("rounding: 1 kr", "rounding: 5 kr").replace("to: 2019-12-31", "to: 31.12.2019")


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([], ["LKT107", "LKT104", "LKT305"]),
        (["--select", "LKT1"], ["LKT107", "LKT104"]),
        (["--select", "lkt104"], ["LKT104"]),
        (["--select", "amount-sign", "--select", "LKT107"], ["LKT107", "LKT305"]),
        (["--ignore", "LKT1"], ["LKT305"]),
        (["--ignore", "not-a-date", "--ignore", "LKT305"], ["LKT104"]),
        (["--select", "LKT1", "--ignore", "LKT104"], ["LKT107"]),
        (["--select", "LKT104", "--ignore", "LKT1"], []),
        (["--select", "LKT"], ["LKT107", "LKT104", "LKT305"]),
        (["--ignore", "LKT"], []),
    ],
)
def test_rules_are_chosen_by_code_name_or_beginning(tmp_path: Path, options: list[str], expected: list[str]) -> None:
    written(tmp_path, FAULTY)
    assert codes(tmp_path, "budget.yaml", *options) == expected


def test_only_what_is_chosen_counts(tmp_path: Path) -> None:
    written(tmp_path, FAULTY)
    assert inside(["check", "budget.yaml", "--ignore", "LKT1"], tmp_path)[1] == 0
    assert inside(["check", "budget.yaml", "--select", "LKT104"], tmp_path)[1] == 1


@pytest.mark.parametrize("option", ["--select", "--ignore"])
@pytest.mark.parametrize("name", ["LKT999", "LKT9", "control-totals", "Control-total", "301", "", "LKT1,LKT2"])
def test_an_unknown_rule_cannot_be_chosen(tmp_path: Path, option: str, name: str) -> None:
    written(tmp_path, SOUND)
    printed, code = inside(["check", "budget.yaml", option, name, "--lang", "en"], tmp_path)
    assert (code, printed.splitlines()[0]) == (2, f'lkt-alloc: There is no rule "{name}".')


# which files


def test_standard_input_is_checked(tmp_path: Path) -> None:
    printed, code = inside(["check", "-", "--lang", "en"], tmp_path, typed=FAULTY.encode())
    assert (printed.startswith("<stdin>:7:48: error[LKT107 not-a-date]: "), code) == (True, 1)
    printed, code = inside(["check", "-", "--lang", "en"], tmp_path, typed=SOUND.encode())
    assert (printed, code) == ("No findings: <stdin>.\n", 0)
    printed, code = inside(["check", "-", "--lang", "en"], tmp_path, typed=b"")
    assert (printed.startswith("<stdin>:1:1: error[LKT002 syntax]: The file is empty."), code) == (True, 1)


def test_standard_input_may_be_one_file_among_several(tmp_path: Path) -> None:
    written(tmp_path, SOUND.replace("[1243 Os, 1244 Austevoll]", "medlemer"))
    printed, code = inside(["check", "budget.yaml", "-", "--lang", "en"], tmp_path, typed=REGISTER.encode())
    assert ('There is no group "medlemer"' in printed, code) == (
        True,
        1,
    )  # which is not the one that the budget is used with
    printed, code = inside(
        ["check", "budget.yaml", "--municipalities", "-", "--lang", "en"], tmp_path, typed=REGISTER.encode()
    )
    assert (printed, code) == ("No findings: budget.yaml, <stdin>.\n", 0)


@pytest.mark.parametrize("arguments", [["-", "-"], ["-", "--fix"], ["-", "--municipalities", "-"]])
def test_standard_input_is_read_once_and_never_written_to(tmp_path: Path, arguments: list[str]) -> None:
    printed, code = inside(["check", *arguments, "--lang", "en"], tmp_path, typed=SOUND.encode())
    assert (printed.startswith("lkt-alloc: Standard input "), printed.count("\n"), code) == (True, 1, 2)


def test_a_folder_means_the_yaml_files_in_it(tmp_path: Path) -> None:
    for name in ("b.yaml", "a.yml", "inner/c.yaml", ".hidden.yaml", ".git/d.yaml", "inner/.e.yaml"):
        written(tmp_path, SOUND, name)
    written(tmp_path, "not: ours", "notes.txt")
    (tmp_path / "folder.yaml").mkdir()
    printed, code = inside(["check", ".", "--lang", "en"], tmp_path)
    assert (printed, code) == ("No findings: a.yml, b.yaml, inner/c.yaml.\n", 0)
    printed, _ = inside(["check", "inner", "a.yml", "--lang", "en"], tmp_path)
    assert printed == "No findings: inner/c.yaml, a.yml.\n"
    printed, _ = inside(["check", ".hidden.yaml", "--lang", "en"], tmp_path)
    assert printed == "No findings: .hidden.yaml.\n"  # named, so meant


def test_a_hidden_folder_that_is_named_is_meant(tmp_path: Path) -> None:
    written(tmp_path, SOUND, ".data/a.yaml")
    assert inside(["check", ".data", "--lang", "en"], tmp_path) == ("No findings: .data/a.yaml.\n", 0)


def test_a_file_that_is_met_twice_is_checked_once(tmp_path: Path) -> None:
    path = written(tmp_path, BUDGET)
    assert codes(tmp_path, "budget.yaml", ".", "./budget.yaml") == ["LKT305"]
    assert codes(tmp_path, "budget.yaml", str(path)) == ["LKT305"]


# ours, and those of others

OTHERS = {
    "mkdocs.yml": "site_name: Budsjett\nrepo_name: owner/lkt-alloc\nnav: [index.md]\n",
    ".pre-commit-config.yaml": "repos:\n  - repo: https://example.org/lkt-alloc\n    rev: abc\n",
    "docker-compose.yml": "services: {web: {image: x}}\n",
    "workflow.yml": "# format: lkt-alloc/budget/1\non: push\njobs:\n  a:\n    run: |\n      format: lkt-alloc/budget/1\n",
    "format.yaml": "format: html\nname: x\n",
    "data.yaml": "municipalities:\n  - {name: Os, population: 20804}\n",
    "template.yaml": "{% if x %}\n  - {{ y\n",
    "empty.yaml": "",
    "list.yaml": "- posts\n- payers\n- keys\n",
    "binary.yaml": "\x00\x01\x02",
}


@pytest.mark.parametrize("said", OTHERS.values(), ids=OTHERS)
def test_yaml_files_of_others_are_none_of_ours(said: str) -> None:
    assert kind_of_bytes(said.encode()) is None


FIRST_LINE = "format: lkt-alloc/budget/1\n"
OURS = {
    "as it should be": SOUND,
    "quoted": SOUND.replace(FIRST_LINE, "'format': \"lkt-alloc/budget/1\"\n"),
    "capitals": SOUND.replace(FIRST_LINE, "Format: LKT-Alloc/budget/1\n"),
    "misspelt name": FIRST_LINE.replace("format", "fromat") + "name: x\n",
    "misspelt value": FIRST_LINE.replace("alloc", "aloc") + "name: x\n",
    "no colon": FIRST_LINE.replace(":", "") + "name: x\n",
    "a sign too many": FIRST_LINE.replace("for", 'fo"r') + "name: x\n",
    "no program": "format: budget/1\nname: x\n",
    "absent": SOUND.replace(FIRST_LINE, ""),
    "a comment": SOUND.replace(FIRST_LINE, f"# {FIRST_LINE}"),
    "on the next line": SOUND.replace(FIRST_LINE, "format:\n  lkt-alloc/budget/1\n"),
    "in a block": SOUND.replace(FIRST_LINE, "format: >-\n  lkt-alloc/budget/1\n"),
    "last": "name: x\n" + FIRST_LINE,
    "far down": "name: x\n" + "# ...\n" * 500_000 + FIRST_LINE,
    "all of it indented": "  format: lkt-alloc/budget/1\n  name: x\n",
    "after a document mark": f"%YAML 1.1\n---\n{FIRST_LINE}name: x\n",
    "braces": "{name: x, format: lkt-alloc/budget/1}\n",
    "JSON": '{\n  "name": "x",\n  "format": "lkt-alloc/budget/1"\n}\n',
    "byte-order mark": f"\ufeff{SOUND}",
    "tab": SOUND.replace("posts:", "\tposts:"),
    "open bracket": f"{FIRST_LINE}name: [x\n",
    "open quote": f'name: "x\n{FIRST_LINE}',
    "control character": SOUND + "note: \x00\n",
}


@pytest.mark.parametrize("said", OURS.values(), ids=OURS)
def test_a_file_that_says_what_it_is_is_ours_whatever_is_wrong_with_it(said: str) -> None:
    assert kind_of_bytes(said.encode()) == "budget"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_a_file_in_another_encoding_is_ours_too(encoding: str) -> None:
    assert kind_of_bytes(f"name: Løn\n{FIRST_LINE}".encode(encoding)) == "budget"
    assert kind_of_bytes("name: Løn\n".encode(encoding)) is None


def test_every_kind_is_told_with_and_without_its_format_line() -> None:
    files = [*ROOT.glob("data/*.yaml"), *ROOT.glob("examples/**/*.yaml"), *ROOT.glob("tests/checks/cases/*/good.yaml")]
    kinds = set()
    for file in files:
        loaded = load(file)
        kinds.add(loaded.kind.name)
        assert kind_of_bytes(loaded.raw) == loaded.kind.name
        is_small = loaded.kind.name in ("scenario", "actual", "decisions")  # these may have hardly a field
        without = kind_of_bytes(re.sub(rb"(?m)^format:.*", b"", loaded.raw))
        assert without in ((loaded.kind.name, None) if is_small else (loaded.kind.name,)), file
    assert kinds == set(KINDS)


def test_a_folder_means_the_files_in_it_that_are_ours_and_the_others_are_counted(tmp_path: Path) -> None:
    for name, said in OTHERS.items():
        written(tmp_path, said, f"repo/inner/{name}")
    written(tmp_path, FAULTY, "repo/inner/BUDSJETT.YML")
    written(tmp_path, "posts: [\n" + FIRST_LINE, "repo/broken.Yaml")
    shown = [name for name in OTHERS if name[0] != "."]
    printed, code = inside(["check", "repo", "--lang", "en"], tmp_path)
    assert (set(re.findall(r"^\S+?(?=:\d)", printed, re.MULTILINE)), code) == (
        {"repo/inner/BUDSJETT.YML", "repo/broken.Yaml"},
        1,
    )
    assert printed.endswith(f"Other YAML files, skipped: {len(shown)}.\n")
    printed, _ = inside(["check", "repo", "repo/inner/list.yaml", "--format", "json"], tmp_path)
    assert json.loads(printed[: printed.rindex("}") + 1])["passed_over"] == len(shown) - 1  # one is named, so meant
    assert f"YAML-filer, hoppa over: {len(shown) - 1}." in printed
    inside(
        ["check", "repo", "--format", "github", "--lang", "en"], tmp_path, GITHUB_STEP_SUMMARY=str(tmp_path / "s.md")
    )
    assert (tmp_path / "s.md").read_text(encoding="utf-8").endswith(f"Other YAML files, skipped: {len(shown)}.\n")


def test_a_file_that_is_named_is_checked_unless_only_ours_are_asked_for(tmp_path: Path) -> None:
    written(tmp_path, OTHERS["mkdocs.yml"], "mkdocs.yml")
    written(tmp_path, SOUND)
    assert inside(["check", "mkdocs.yml", "budget.yaml"], tmp_path)[1] == 1
    printed, code = inside(["check", "--only-ours", "mkdocs.yml", "budget.yaml", "--lang", "en"], tmp_path)
    assert (printed, code) == ("No findings: budget.yaml.\nOther YAML files, skipped: 1.\n", 0)
    printed, code = inside(["check", "--only-ours", "mkdocs.yml", "--lang", "en"], tmp_path)
    assert (printed, code) == ("No file was checked.\nOther YAML files, skipped: 1.\n", 0)
    assert inside(["check", "--only-ours", "mkdocs.yml", "missing.yaml"], tmp_path)[1] == 2
    assert codes(tmp_path, "--only-ours", "-", typed=b"x: 1") == []
    assert codes(tmp_path, "--only-ours", "-", typed=FAULTY.encode()) == ["LKT107", "LKT104", "LKT305"]


@pytest.mark.parametrize("folder", ["empty", ".", ".."])
@pytest.mark.parametrize("names", [[], [".hidden.yaml"], ["notes.txt"], ["inner/mkdocs.yml"]])
def test_a_folder_with_none_of_ours_cannot_be_checked(tmp_path: Path, names: list[str], folder: str) -> None:
    for name in names:
        written(tmp_path, OTHERS["mkdocs.yml"] if "mkdocs" in name else SOUND, f"empty/{name}")
    (tmp_path / "empty" / "inner").mkdir(parents=True, exist_ok=True)
    here = {"empty": tmp_path, ".": tmp_path / "empty", "..": tmp_path / "empty" / "inner"}[folder]
    printed, code = inside(["check", folder, "--lang", "en"], here)
    shown = folder if folder == "empty" else (tmp_path / "empty").resolve()
    there = len([name for name in names if "mkdocs" in name])
    assert (printed, code) == (
        f"lkt-alloc: There is no budget or other file for lkt-alloc in the folder {shown}.\n"
        f'  Such files have the line "format: lkt-alloc/budget/1" or the like. Other YAML files there: {there}.\n',
        2,
    )


@pytest.mark.parametrize(
    ("patterns", "left"),
    [
        ([], "a.yaml b.yaml old/a.yaml old/deep/c.yml x/old/d.yaml"),
        (["old"], "a.yaml b.yaml"),
        (["old/"], "a.yaml b.yaml"),
        (["/old"], "a.yaml b.yaml x/old/d.yaml"),
        (["a.yaml"], "b.yaml old/deep/c.yml x/old/d.yaml"),
        (["a.yaml/"], "a.yaml b.yaml old/a.yaml old/deep/c.yml x/old/d.yaml"),
        (["./a.yaml"], "b.yaml old/a.yaml old/deep/c.yml x/old/d.yaml"),
        (["?.yaml"], "old/deep/c.yml"),
        (["[ab].yaml"], "old/deep/c.yml x/old/d.yaml"),
        (["old/*.yaml"], "a.yaml b.yaml old/deep/c.yml x/old/d.yaml"),
        (["old/*"], "a.yaml b.yaml x/old/d.yaml"),
        (["**/old/*"], "a.yaml b.yaml"),
        (["old/**/c.yml"], "a.yaml b.yaml old/a.yaml x/old/d.yaml"),
        (["x/**", "b.yaml"], "a.yaml old/a.yaml old/deep/c.yml"),
    ],
)
def test_what_is_left_out_of_a_folder(tmp_path: Path, patterns: list[str], left: str) -> None:
    for name in ("a.yaml", "b.yaml", "old/a.yaml", "old/deep/c.yml", "x/old/d.yaml"):
        written(tmp_path, SOUND, f"repo/{name}")
    options = [part for pattern in patterns for part in ("--exclude", pattern)]
    printed, _ = inside(["check", "repo", *options, "--lang", "en"], tmp_path)
    assert printed == f"No findings: {', '.join(f'repo/{name}' for name in left.split())}.\n"


def test_what_is_left_out_of_a_folder_can_be_named(tmp_path: Path) -> None:
    written(tmp_path, SOUND, "old/a.yaml")
    assert codes(tmp_path, "old/a.yaml", "--exclude", "old") == []
    assert inside(["check", ".", "--exclude", "old"], tmp_path)[1] == 2  # nothing is left
    for pattern in ("", "/", "!old"):
        printed, code = inside(["check", ".", "--exclude", pattern, "--lang", "en"], tmp_path)
        assert (printed, code) == (f'lkt-alloc: "{pattern}" is not a pattern for --exclude.\n', 2)


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_what_cannot_be_looked_at_in_a_folder_is_not_passed_over(tmp_path: Path) -> None:
    written(tmp_path, SOUND)
    (tmp_path / "link.yaml").symlink_to("nowhere.yaml")
    printed, code = inside(["check", ".", "--lang", "en"], tmp_path)
    assert (printed, code) == ("lkt-alloc: There is no file link.yaml.\n", 2)
    (tmp_path / "link.yaml").unlink()
    refused = PermissionError(13, "Permission denied", "shut")

    def walk(folder: Path, onerror: Callable[[OSError], None]) -> list[Any]:
        onerror(refused)
        return []

    with patch.object(os, "walk", walk):  # as root, no folder is shut
        printed, code = inside(["check", ".", "--lang", "en"], tmp_path)
    assert (printed, code) == ("lkt-alloc: The path shut cannot be used: you do not have permission.\n", 2)
    (tmp_path / "budget.yaml").unlink()
    with patch.object(Path, "iterdir", side_effect=refused):
        printed, code = inside(["compute", "--budget", ".", "--lang", "en"], tmp_path)
    assert (printed, code) == ("lkt-alloc: The path shut cannot be used: you do not have permission.\n", 2)


@pytest.mark.parametrize("format_", FORMATS["check"])
@pytest.mark.parametrize("names", [[], [""], ["budget.yaml", ""], ["--only-ours"]])
def test_without_a_file_nothing_is_checked_and_that_is_no_success(
    tmp_path: Path, names: list[str], format_: str
) -> None:
    written(tmp_path, SOUND)
    summary = tmp_path / "summary.md"
    printed, code = inside(
        ["check", *names, "--format", format_], tmp_path, GITHUB_STEP_SUMMARY=str(summary), CI="true"
    )
    assert (bool(printed), code, summary.exists()) == (True, 2, False)


# what a budget is held against

GROUP = SOUND.replace("[1243 Os, 1244 Austevoll]", "medlemer")


@pytest.fixture
def two(tmp_path: Path) -> Path:
    """Two collaborations, each with its group in the municipality file beside it, and a budget that has none beside it."""
    for folder, group in (("a", "medlemer"), ("b", "andre")):
        written(tmp_path, REGISTER.replace("medlemer", group), f"{folder}/municipalities.yaml")
        written(tmp_path, SOUND.replace("[1243 Os, 1244 Austevoll]", group), f"{folder}/budget.yaml")
    written(tmp_path, GROUP, "c/budget.yaml")
    return tmp_path


@pytest.mark.parametrize("others", [[], ["b"], ["b/municipalities.yaml"], ["a"], ["a/municipalities.yaml", "c"], ["."]])
def test_what_is_found_in_a_budget_does_not_depend_on_which_others_are_named(two: Path, others: list[str]) -> None:
    def found(name: str) -> list[tuple[str, int]]:
        printed, _ = inside(["check", name, *others, "--format", "json"], two)
        return [(f["code"], f["line"]) for f in json.loads(printed)["findings"] if f["file"] == name]

    assert found("a/budget.yaml") == []
    assert found("c/budget.yaml") == [("LKT201", 14)]  # the built-in file has no such group


def test_the_municipality_file_beside_a_budget_is_reported_on_and_left_alone(two: Path) -> None:
    printed, code = inside(["check", "a/budget.yaml", "--lang", "en"], two)
    assert (printed, code) == ("No findings: a/budget.yaml, a/municipalities.yaml.\n", 0)
    faulty = written(two, REGISTER + "note: 0301\n", "a/municipalities.yaml")
    before = faulty.read_bytes()
    assert codes(two, "a/budget.yaml") == ["LKT005"]
    assert inside(["check", "a/budget.yaml", "--diff"], two) == ("", 1)
    assert inside(["check", "a/budget.yaml", "--fix"], two)[1] == 1
    assert faulty.read_bytes() == before
    assert inside(["check", "a", "--fix"], two)[1] == 0
    assert faulty.read_bytes() == before.replace(b"0301", b'"0301"')


def test_a_municipality_file_with_faults_is_still_the_one_beside_the_budget(two: Path) -> None:
    written(two, REGISTER + "x: [\n", "a/municipalities.yaml")
    assert codes(two, "a/budget.yaml") == ["LKT002"]
    written(two, OTHERS["data.yaml"], "a/municipalities.yaml")  # this is somebody else's
    assert codes(two, "a/budget.yaml") == ["LKT201"]


def test_a_scenario_is_held_against_the_municipality_file_of_its_budget(two: Path) -> None:
    scenario = "format: lkt-alloc/scenario/1\nname: x\nbudget: ../a/budget.yaml\nwithout: [1243 Os]\n"
    written(two, scenario, "s/scenario.yaml")
    for others in ([], ["a"], ["b"], ["b/municipalities.yaml"]):
        assert codes(two, "s/scenario.yaml", *others) == []
    written(two, REGISTER.replace("20804", "0"), "a/municipalities.yaml")
    printed, code = inside(["check", "s/scenario.yaml", "--lang", "en"], two)
    assert ("The file a/municipalities.yaml, which goes with this one, has errors of its own." in printed, code) == (
        True,
        1,
    )
    actual = 'format: lkt-alloc/actual/1\nperiod: "2019"\nbudget: ../a/budget.yaml\n'
    written(two, actual, "s/actual.yaml")
    printed, code = inside(["check", "s/actual.yaml", "--lang", "en"], two)
    assert ("The file a/municipalities.yaml, which goes with this one, has errors of its own." in printed, code) == (
        True,
        1,
    )


def test_a_scenario_beside_a_broken_municipality_file_that_it_names(two: Path) -> None:
    scenario = (
        "format: lkt-alloc/scenario/1\nname: x\nbudget: ../c/budget.yaml\nmunicipalities: ../a/municipalities.yaml\n"
    )
    written(two, scenario, "s/scenario.yaml")
    assert codes(two, "s/scenario.yaml") == []
    assert "LKT801" in codes(two, "s/scenario.yaml", "--municipalities", "b/municipalities.yaml")


# standard input with a name


def test_standard_input_can_have_a_name_and_a_place(two: Path) -> None:
    arguments = ["check", "-", "--stdin-filename", "a/budget.yaml", "--lang", "en"]
    written(two, "not: what is checked\n", "a/budget.yaml")
    assert inside(arguments, two, typed=GROUP.encode()) == ("No findings: a/budget.yaml, a/municipalities.yaml.\n", 0)
    printed, code = inside(arguments, two, typed=FAULTY.encode())
    assert (printed.startswith("a/budget.yaml:7:48: error[LKT107 "), code) == (True, 1)
    printed, _ = inside([*arguments, "--diff"], two, typed=UNTIDY.encode())
    assert printed.startswith("--- a/budget.yaml\n")
    # a file that is not there yet, in a folder that is not there yet
    arguments[3] = "new/budget.yaml"
    assert inside(arguments, two, typed=SOUND.encode()) == ("No findings: new/budget.yaml.\n", 0)


def test_standard_input_stands_for_the_file_wherever_it_takes_part(two: Path) -> None:
    unsaved = REGISTER.replace("medlemer", "nye").encode()
    written(two, GROUP.replace("medlemer", "nye"), "a/budget.yaml")
    for name in ("a/municipalities.yaml", "a/../a/municipalities.yaml"):
        named = ["--stdin-filename", name, "--lang", "en"]
        said, code = inside(["check", "a/budget.yaml", "-", *named], two, typed=unsaved)
        assert (said.startswith("No findings: a/budget.yaml, a/"), code) == (True, 0)
        said, code = inside(["check", "a", "-", *named], two, typed=unsaved)
        assert (said.count("municipalities.yaml"), code) == (1, 0)
        said, code = inside(["check", "a/budget.yaml", "--municipalities", "-", *named], two, typed=unsaved)
        assert (said.startswith("No findings: a/budget.yaml, a/"), code) == (True, 0)


def test_a_name_for_standard_input_needs_standard_input(tmp_path: Path) -> None:
    written(tmp_path, SOUND)
    printed, code = inside(["check", "budget.yaml", "--stdin-filename", "x.yaml", "--lang", "en"], tmp_path)
    assert (printed, code) == (
        "lkt-alloc: --stdin-filename is the name of what is read with -, but - is not among the files.\n", 2,
    )  # fmt: skip


def test_a_budget_cannot_stand_in_for_a_municipality_file(tmp_path: Path) -> None:
    written(tmp_path, SOUND)
    written(tmp_path, BUDGET, "other.yaml")
    printed, code = inside(["check", "budget.yaml", "--municipalities", "other.yaml", "--lang", "en"], tmp_path)
    assert (printed, code) == ("lkt-alloc: The file other.yaml is not a municipality file.\n", 2)


def test_a_file_of_any_size_gets_an_answer(tmp_path: Path) -> None:
    (tmp_path / "large.yaml").write_bytes(b"#" * (MAX_BYTES + 1))
    printed, code = inside(["check", "large.yaml", "--lang", "en"], tmp_path)
    assert (printed.startswith("large.yaml:1:1: error[LKT006 too-large]: "), code) == (True, 1)


# corrections

UNTIDY = """\
# Legevakt – kommentaren står\r
format:   lkt-alloc/budget/1\r
name: 'Legevakt 2019'   # i hermeteikn\r
language: nn\r
\r
sources: {plan: {title: "Plan"}}\r
periods: {"2019": {name: "2019", from: 1.1.2019, to: 31.12.2019}} # to datoar på éi linje\r
payers: {kommunane: {name: kommunane, key: folketal}}\r
keys:\r
    folketal:\r
        name: etter folketal\r
        source: plan\r
        members: [ 1243 Os,   1244 Austevoll ]\r
        population_date: 2018-01-01\r
        rounding: 1 kr\r
        parts: [{share: 1/2, to: all, by: equal}, {share: 1 / 2, to: all, by: population}]\r
posts:\r
-   {id: 1:30, name: Løn, source: plan, paid_by: {kommunane: 100 %}, amounts: {"2019": kr\u00a01\u202f525\u2009000}}  # 😀\r
-   {id: "2", name: Bil, source: plan, paid_by: {kommunane: 100 %}, amounts: {"2019": 1_000}}"""

TIDY = UNTIDY
for old, new in (
    ("1.1.2019", "2019-01-01"),
    ("31.12.2019", "2019-12-31"),
    ("1 / 2", "1/2"),
    ("id: 1:30", 'id: "1:30"'),
    ("kr\u00a01\u202f525\u2009000", "1525000"),
    ("1_000", "1000"),
):
    TIDY = TIDY.replace(old, new, 1)


def test_a_correction_changes_what_it_corrects_and_no_other_byte(tmp_path: Path) -> None:
    path = written(tmp_path, f"\ufeff{UNTIDY}")
    path.chmod(0o640)
    printed, code = inside(["check", "budget.yaml", "--fix", "--lang", "en"], tmp_path)
    assert (printed, code) == ("Corrections made: 7.\nNo findings: budget.yaml.\n", 0)
    assert path.read_bytes() == TIDY.encode()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [file.name for file in tmp_path.iterdir()] == ["budget.yaml"]


def test_a_second_run_has_nothing_to_correct(tmp_path: Path) -> None:
    path = written(tmp_path, TIDY)
    before = path.stat().st_mtime_ns, path.stat().st_ino
    printed, code = inside(["check", "budget.yaml", "--fix", "--lang", "en"], tmp_path)
    assert (printed, code) == ("Corrections made: 0.\nNo findings: budget.yaml.\n", 0)
    assert (path.stat().st_mtime_ns, path.stat().st_ino) == before


def test_what_is_not_certain_is_left_alone_and_still_reported(tmp_path: Path) -> None:
    uncertain = SOUND.replace("1 525 000", "1.525")
    path = written(tmp_path, uncertain.replace("400 000", "kr 400 000"))
    printed, code = inside(["check", "budget.yaml", "--fix", "--lang", "en"], tmp_path)
    assert ("Corrections made: 1.\n" in printed, "1525 if that is what is meant" in printed, code) == (True, True, 1)
    assert path.read_text(encoding="utf-8") == uncertain.replace("400 000", "400000")


def test_only_the_chosen_rules_are_corrected(tmp_path: Path) -> None:
    path = written(tmp_path, f"\ufeff{UNTIDY}")
    inside(["check", "budget.yaml", "--fix", "--select", "LKT001"], tmp_path)
    assert path.read_bytes() == UNTIDY.encode()
    inside(["check", "budget.yaml", "--fix", "--ignore", "not-a-date"], tmp_path)
    assert path.read_bytes() == TIDY.replace("2019-01-01", "1.1.2019").replace("2019-12-31", "31.12.2019").encode()


@pytest.mark.parametrize(
    "amount",
    [
        "{\"2019\": 1525000.50}",
        "\n      \"2019\": kr 1 525\n        000",
        "\n      \"2019\": |\n        1.525.000",
        "\n      \"2019\": >-\n        1.525.000",
        "\n      \"2019\": \"1.525.000\n        \"",
        "{\"2019\": kr\n        1 525 000}",
        "{\"2019\": kr\n        1525000,50}",
    ],
    ids=["decimals in a flow table", "two plain lines", "literal", "folded", "quoted over two lines", "flow, two lines", "flow, comma"],
)  # fmt: skip
def test_a_correction_never_leaves_a_file_worse(tmp_path: Path, amount: str) -> None:
    """After corrections there is nothing left to correct, and nothing new is wrong."""
    sound = SOUND.replace("rounding: 1 kr", "rounding: øre")
    written(tmp_path, sound.replace(' {"2019": 1 525 000}', f" {amount}" if amount[0] == "{" else amount, 1))
    before = codes(tmp_path, "budget.yaml")
    printed, _ = inside(["check", "budget.yaml", "--fix", "--lang", "en"], tmp_path)
    assert codes(tmp_path, "budget.yaml") == ([] if "Corrections made: 1." in printed else before)


def test_a_value_of_a_fixed_set_is_not_corrected_to_another_fault(tmp_path: Path) -> None:
    written(tmp_path, SOUND.replace("language: nn", "language: no"))
    printed, _ = inside(["check", "budget.yaml", "--fix", "--lang", "en"], tmp_path)
    assert codes(tmp_path, "budget.yaml") == ([] if "Corrections made: 1." in printed else ["LKT005"])


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    path = written(tmp_path, UNTIDY, "real.yaml")
    (tmp_path / "link.yaml").symlink_to("real.yaml")
    assert inside(["check", "link.yaml", "--fix"], tmp_path)[1] == 0
    assert (path.read_bytes(), (tmp_path / "link.yaml").is_symlink()) == (TIDY.encode(), True)


@pytest.mark.parametrize("options", [["--diff"], ["--diff", "--fix"], ["--diff", "--strict"]])
def test_a_difference_is_shown_and_nothing_written(tmp_path: Path, options: list[str]) -> None:
    path = written(tmp_path, f"\ufeff{UNTIDY}\r\n")
    before, raw = path.stat(), path.read_bytes()
    printed, code = inside(["check", "budget.yaml", *options], tmp_path)
    assert code == 1
    assert (path.stat().st_ino, path.stat().st_mtime_ns, path.read_bytes()) == (before.st_ino, before.st_mtime_ns, raw)
    lines = printed.split("\n")
    assert (lines[0], lines[1][:2], lines[-1]) == ("--- budget.yaml", "++", "")
    removed = [line[1:] for line in lines[2:] if line.startswith("-")]
    added = [line[1:] for line in lines[2:] if line.startswith("+")]
    assert (len(removed), len(added)) == (5, 5)
    by_hand = f"\ufeff{UNTIDY}\r\n"
    for old, new in zip(removed, added, strict=True):
        assert old in by_hand
        by_hand = by_hand.replace(old, new, 1)
    assert by_hand == f"{TIDY}\r\n"


def test_without_anything_certain_there_is_no_difference(tmp_path: Path) -> None:
    written(tmp_path, SOUND)
    assert inside(["check", "budget.yaml", "--diff"], tmp_path) == ("", 0)
    written(tmp_path, SOUND.replace("rounding: 1 kr", "rounding: 5 kr"))
    assert inside(["check", "budget.yaml", "--diff"], tmp_path) == ("", 1)


def test_a_difference_says_where_a_file_has_no_last_line_end(tmp_path: Path) -> None:
    written(tmp_path, f"{SOUND}note: 0301")
    printed, _ = inside(["check", "budget.yaml", "--diff"], tmp_path)
    lost = "\\ No newline at end of file\n"
    assert printed.endswith(f'-note: 0301\n{lost}+note: "0301"\n{lost}')


def test_standard_input_can_be_compared(tmp_path: Path) -> None:
    printed, code = inside(["check", "-", "--diff"], tmp_path, typed=UNTIDY.encode())
    assert (printed.startswith("--- <stdin>\n+++ <stdin>\n@@ "), code) == (True, 1)


# GitHub


def placed(folder: Path, format_: str, *arguments: str, **more: str) -> set[str]:
    """The files that findings are placed in, in a format whose readers are not where the command runs."""
    printed, _ = inside(["check", *arguments, "--format", format_], folder, b"", **more)
    return {place[1] for place in READERS[format_](printed)}


@pytest.mark.parametrize("format_", ["github", "sarif"])
def test_files_are_named_from_the_root_of_the_repository(tmp_path: Path, format_: str) -> None:
    written(tmp_path, FAULTY, "repo/budgets/å b/budget.yaml")
    written(tmp_path, FAULTY, "other/budget.yaml")
    repo, budgets = tmp_path / "repo", tmp_path / "repo" / "budgets"
    named = "budgets/å b/budget.yaml"
    assert placed(budgets, format_, "å b") == {"å b/budget.yaml"}  # nothing says where the root is
    assert placed(budgets, format_, "å b", GITHUB_WORKSPACE=str(repo)) == {named}
    assert placed(budgets / "å b", format_, "../../budgets", GITHUB_WORKSPACE=str(repo)) == {named}
    assert placed(tmp_path, format_, "repo", GITHUB_WORKSPACE=str(repo)) == {named}
    assert placed(budgets, format_, str(budgets / "å b" / "budget.yaml"), GITHUB_WORKSPACE=str(repo)) == {named}
    (repo / ".git").write_text("gitdir: elsewhere")  # as a worktree has it
    assert placed(budgets, format_, "å b") == {named}
    assert placed(budgets, format_, "å b", GITHUB_WORKSPACE=str(tmp_path / "missing")) == {named}
    assert placed(budgets, format_, "å b", GITHUB_WORKSPACE=str(tmp_path)) == {f"repo/{named}"}
    (elsewhere,) = placed(budgets, format_, "../../other")
    assert elsewhere.removeprefix("file://") == (tmp_path / "other" / "budget.yaml").as_posix()
    assert placed(budgets, "json", "å b") == {"å b/budget.yaml"}  # for who called, names are as they were given


def test_sarif_says_where_the_root_is(tmp_path: Path) -> None:
    written(tmp_path, UNTIDY, "repo/a/budget.yaml")
    workspace = str(tmp_path / "repo")
    printed, _ = inside(["check", ".", "--format", "sarif"], tmp_path / "repo" / "a", GITHUB_WORKSPACE=workspace)
    (run,) = json.loads(printed)["runs"]
    assert run["originalUriBaseIds"] == {"%SRCROOT%": {"uri": f"{(tmp_path / 'repo').resolve().as_uri()}/"}}
    file = {"uri": "a/budget.yaml", "uriBaseId": "%SRCROOT%"}
    assert [artifact["location"] for artifact in run["artifacts"]] == [file]
    for result in run["results"]:
        assert [place["physicalLocation"]["artifactLocation"] for place in result["locations"]] == [file]
        assert [change["artifactLocation"] for fix in result["fixes"] for change in fix["artifactChanges"]] == [file]
    printed, _ = inside(["check", "-", "--format", "sarif"], tmp_path, typed=FAULTY.encode())
    place = json.loads(printed)["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "%3Cstdin%3E"}


def test_sarif_is_written_beside_another_format_from_the_same_check(tmp_path: Path) -> None:
    written(tmp_path, FAULTY)
    arguments = ["check", "budget.yaml", "--sarif", "found.sarif", "--lang", "en"]
    printed, code = inside([*arguments, "--format", "github"], tmp_path)
    sarif = (tmp_path / "found.sarif").read_text(encoding="utf-8")
    assert (READERS["github"](printed), code) == (READERS["sarif"](sarif), 1)
    assert sarif == inside(["check", "budget.yaml", "--format", "sarif", "--lang", "en"], tmp_path)[0]
    assert inside(arguments, tmp_path)[1] == 2  # it is there already
    written(tmp_path, SOUND)
    assert inside([*arguments, "--force"], tmp_path)[1] == 0
    assert READERS["sarif"]((tmp_path / "found.sarif").read_text(encoding="utf-8")) == []
    arguments[3] = "budget.yaml"
    assert inside([*arguments, "--force"], tmp_path)[1] == 2  # nor is what was checked overwritten
    assert (tmp_path / "budget.yaml").read_text(encoding="utf-8") == SOUND


def test_counts_are_outputs_of_the_step(tmp_path: Path) -> None:
    written(tmp_path, FAULTY)
    outputs = written(tmp_path, "before=1\n", "outputs")
    inside(["check", "budget.yaml", "--format", "github"], tmp_path, GITHUB_OUTPUT=str(outputs))
    assert outputs.read_text(encoding="utf-8") == "before=1\nerrors=2\nwarnings=1\n"


# the pages of rules


@pytest.mark.parametrize("lang", ["nn", "nb", "en"])
def test_every_rule_has_an_address_that_leads_to_its_heading(tmp_path: Path, lang: str) -> None:
    written(tmp_path, FAULTY)
    more = {"LKT_ALLOC_DOCS": "https://docs.example/at/"}
    printed, _ = inside(["check", "budget.yaml", "--format", "sarif", "--lang", lang], tmp_path, b"", **more)
    pages = {rule["id"]: rule["helpUri"] for rule in json.loads(printed)["runs"][0]["tool"]["driver"]["rules"]}
    assert list(pages) == list(BY_CODE)
    for code, page in pages.items():
        name, anchor = page.removeprefix("https://docs.example/at/").split("#")
        headings = re.findall(r"^#+ (.*)$", (ROOT / "docs" / name).read_text(encoding="utf-8"), re.MULTILINE)
        assert anchor in [re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings], code
    printed, _ = inside(["rule", "--format", "json", "--lang", lang], tmp_path, b"", **more)
    assert {rule["code"]: rule["page"] for rule in json.loads(printed)["rules"]} == pages
    printed, _ = inside(["rule", "LKT107", "--lang", lang], tmp_path, b"", **more)
    assert printed.endswith(f": {pages['LKT107']}\n")
    summary = tmp_path / "summary.md"
    arguments = ["check", "budget.yaml", "--format", "github", "--lang", lang]
    printed, _ = inside(arguments, tmp_path, b"", GITHUB_STEP_SUMMARY=str(summary), **more)
    assert f"%0A{pages['LKT107']}\n" in printed
    assert f"[LKT107]({pages['LKT107']})" in summary.read_text(encoding="utf-8")


def test_the_stand_in_for_an_address_stands_where_the_readme_has_one() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (repository,) = re.findall(r"- repo: (\S+)", readme)
    assert f"{repository}/docs" == DOCS


def test_the_step_summary_is_added_to_what_is_there(tmp_path: Path) -> None:
    written(tmp_path, FAULTY)
    summary = written(tmp_path, "# Before\n", "summary.md")
    arguments = ["check", "budget.yaml", "--format", "github", "--lang", "en"]
    printed, code = inside(arguments, tmp_path, GITHUB_STEP_SUMMARY=str(summary))
    assert (len(printed.splitlines()), code) == (3, 1)
    said = summary.read_text(encoding="utf-8")
    assert said.startswith("# Before\n## lkt-alloc check\n")
    rows = [line.split(" | ") for line in said.splitlines() if line.startswith(("| error", "| warning"))]
    assert [(re.sub(r"[\[\]]|\(.*\)", "", row[0]), row[1]) for row in rows] == [
        ("| error LKT107", "budget.yaml:7:48"),
        ("| error LKT104", "budget.yaml:16:15"),
        ("| warning LKT305", "budget.yaml:34:23"),
    ]
    inside(arguments, tmp_path, GITHUB_STEP_SUMMARY=str(summary))
    assert summary.read_text(encoding="utf-8").count("## lkt-alloc check\n") == 2


def test_the_step_summary_has_all_findings_where_annotations_are_cut(tmp_path: Path) -> None:
    post = SOUND[SOUND.index('  - id: "2"') : SOUND.index('  - id: "3"')]
    extra = "".join(post.replace('"2"', f'"x{n}"').replace("400 000", "400.5") for n in range(30))
    written(tmp_path, SOUND + extra)
    printed, _ = inside(
        ["check", "budget.yaml", "--format", "github"], tmp_path, GITHUB_STEP_SUMMARY=str(tmp_path / "new.md")
    )
    assert printed.count("::error ") == 30
    assert (tmp_path / "new.md").read_text(encoding="utf-8").count("| feil [LKT105](") == 30


def test_a_step_summary_that_cannot_be_written_is_said_in_a_sentence(tmp_path: Path) -> None:
    written(tmp_path, FAULTY)
    printed, code = inside(
        ["check", "budget.yaml", "--format", "github"], tmp_path, GITHUB_STEP_SUMMARY=str(tmp_path / "no" / "folder")
    )
    assert ("::error " in printed, code) == (True, 2)


def test_other_formats_write_no_step_summary(tmp_path: Path) -> None:
    written(tmp_path, FAULTY)
    inside(["check", "budget.yaml", "--format", "json"], tmp_path, GITHUB_STEP_SUMMARY=str(tmp_path / "new.md"))
    assert not (tmp_path / "new.md").exists()


def test_json_says_what_a_correction_is(tmp_path: Path) -> None:
    written(tmp_path, UNTIDY)
    printed, _ = inside(["check", "budget.yaml", "--format", "json"], tmp_path)
    assert len(from_json(printed)) == 6
    corrections = [f["correction"] for f in json.loads(printed)["findings"]]
    assert corrections[0] == {"line": 7, "column": 40, "end_column": 48, "text": "2019-01-01"}
    assert all(corrections)


# what passes can be computed

REAL = {
    "built-in": (
        embedded("budget").read_text(encoding="utf-8"),
        embedded("municipalities").read_text(encoding="utf-8"),
    ),
    "directive": (DIRECTIVE, embedded("municipalities").read_text(encoding="utf-8")),
    "small": (BUDGET.replace("[1243 Os, 1244 Austevoll]", "medlemer"), REGISTER),
}
PIECES = (
    *("0", "1", "-1", "1/3", "2/3", "100 %", "0 %", "50 %", "33,3 %", "1 525 000", "0,01", "-4 000", "999999999999999999"),
    *("2018-01-01", "2019-01-01", "2020-01-01", "0001-01-01", "9999-12-31", "all", "others", "equal", "population"),
    *("øre", "1 kr", "10 kr", "1000 kr", '"1201"', "1201 Bergen", "1243 Os", "lkt", "medlemer", "[]", "{}", "[1201 Bergen]"),
    *('"2018"', '"2019"', "municipalities", "hospitals", "", "~", "no", '""', "included", "excluded", "&a", "*a", "- ", "a: b"),
)  # fmt: skip


@st.composite
def changed(draw: st.DrawFn, original: str) -> str:
    """A real file in which a few values or lines are changed, swapped, doubled or left out."""
    lines = original.split("\n")
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(lines) - 1))
        act = draw(st.sampled_from(("value", "value", "value", "piece", "delete", "double", "swap")))
        if act == "delete":
            lines[at] = ""
        elif act == "double":
            lines.insert(at, lines[at])
        elif act == "swap":
            other = draw(st.integers(0, len(lines) - 1))
            lines[at], lines[other] = lines[other], lines[at]
        else:
            words = _words(lines[at])
            place = draw(st.integers(0, len(words) - 1))
            words[place] = draw(st.sampled_from(PIECES)) if act == "value" else ""
            lines[at] = "".join(words)
    return "\n".join(lines)


def _words(line: str) -> list[str]:
    """The line in pieces: values between the signs of YAML, and those signs."""
    pieces, word = [], ""
    for char in line:
        if char in ",:{}[]#\"'":
            pieces += [word, char]
            word = ""
        else:
            word += char
    return [*pieces, word]


def results(files: Sequence[Loaded]) -> None:
    """Everything `compute` does after reading; raises if it cannot be done."""
    budget, register = (file.value for file in files)
    assert isinstance(budget, Budget)
    assert isinstance(register, Register)
    allocation = allocate(budget, register, list(budget.periods))
    for period in allocation.periods:
        assert sum(payer.increase for payer in period.payers.values()) == sum(
            row.amounts.increase for row in period.posts
        )
        for division in period.divisions:
            assert sum(share.amount for share in division.shares) == division.total
    for by_post in (False, True):
        text.render(compute_report(allocation, (files[0], files[1]), "number", by_post=by_post), Words("nn"))


@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(st.sampled_from(sorted(REAL)), st.data())
def test_a_budget_is_computed_just_when_check_has_no_error(tmp_path: Path, name: str, data: st.DataObject) -> None:
    budget, register = REAL[name]
    paths = (
        written(tmp_path, data.draw(changed(budget)), "budget.yaml"),
        written(tmp_path, data.draw(changed(register)), "register.yaml"),
    )
    try:
        checked = check_pair(*paths)
    except CannotRun:  # the field that says which kind of file it is was hit
        return
    refused = bool(checked.standing("error"))
    if not refused:
        results(checked.files)
    printed, code = inside(
        ["compute", "--budget", paths[0], "--municipalities", paths[1], "--format", "csv", "--lang", "en"], tmp_path
    )
    assert (code, printed.startswith("period,")) == (int(refused), not refused)
