import os
import sys
from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from hashlib import sha256
from pathlib import Path
from typing import get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import asdict

from lkt_alloc.engine import model, parts, register
from lkt_alloc.files.disk import STDIN, embedded
from lkt_alloc.files.kinds import KINDS
from lkt_alloc.files.load import Loaded, load
from lkt_alloc.files.recognition import kind_of
from lkt_alloc.files.schema import FORMS
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import Text
from lkt_alloc.language.words import Words

BUDGET = """\
format: lkt-alloc/budget/1
name: {nn: prosjekt, en: project}
language: nb
note: a note
sources:
  plan: {title: the plan, publisher: someone, table: table 1, licence: NLOD 2.0, via: a copy, note: dated May, retrieved: 2018-05-24}
  bare: {title: bare}
periods:
  "2018": {name: autumn, from: 2018-08-01, to: 2018-12-31, note: half a year}
payers:
  state: {name: the state, note: pays}
  members: {name: {nb: kommunene}, key: simple}
keys:
  simple:
    name: by population
    source: plan
    note: decided
    members: ["1201", "1243"]
    population_date: 2018-01-01
    rounding: 10 kr
    parts:
      - {share: 50 %, to: ["1201"], by: equal, note: first}
      - {share: 1/2, to: others, by: population}
posts:
  - {id: "1", name: travel, paid_by: {state: 1/3, members: 2/3}, amounts: {"2018": "1 000,50"}, covered: {"2018": -5}}
  - {id: "2", name: food, note: good, source: plan, paid_by: {state: 100 %}, amounts: {"2018": 7}}
control_totals:
  "2018": {total: 1 007, covered: 2, increase: {state: 3}, source: plan, note: stated}
  "2019": {}
"""
REGISTER = """\
format: lkt-alloc/municipalities/1
note: a note
sources:
  table: {title: {nn: folketal, en: population}}
population_sources: {2018-01-01: table}
municipalities:
  "1201":
    name: Bergen
    committee: west
    valid_from: 2016-01-01
    valid_to: 2019-12-31
    merged_into: "4601"
    population: {2018-01-01: 279 792}
    note: a city
  "4601": {name: Bergen}
groups:
  all: {name: everyone, members: ["1201", "4601"], source: table, note: two}
"""


def same(text: str) -> Text:
    return Text({"": text})


BUDGET_VALUE = model.Budget(
    name=Text({"nn": "prosjekt", "en": "project"}),
    language="nb",
    sources={
        "plan": register.Source(
            same("the plan"),
            same("someone"),
            same("table 1"),
            "NLOD 2.0",
            "a copy",
            date(2018, 5, 24),
            None,
            "dated May",
        ),
        "bare": register.Source(same("bare")),
    },
    periods={"2018": model.Period(same("autumn"), date(2018, 8, 1), date(2018, 12, 31))},
    payers={
        "state": model.Payer(same("the state"), None),
        "members": model.Payer(Text({"nb": "kommunene"}), "simple"),
    },
    keys={
        "simple": model.Key(
            name=same("by population"),
            members=("1201", "1243"),
            parts=(
                parts.SharePart(Fraction(1, 2), ("1201",), "equal"),
                parts.SharePart(Fraction(1, 2), "others", "population"),
            ),
            rounding="10 kr",
            population_date=date(2018, 1, 1),
            source="plan",
        )
    },
    posts=(
        model.Post(
            "1",
            same("travel"),
            {"state": Fraction(1, 3), "members": Fraction(2, 3)},
            {"2018": 100_050},
            {"2018": -500},
            None,
        ),
        model.Post("2", same("food"), {"state": Fraction(1)}, {"2018": 700}, {}, "plan"),
    ),
    control_totals={
        "2018": model.ControlTotal(100_700, 200, {"state": 300}, "plan"),
        "2019": model.ControlTotal(None, None, {}, None),
    },
)
REGISTER_VALUE = register.Register(
    municipalities={
        "1201": register.Municipality(
            "1201",
            "Bergen",
            "west",
            date(2016, 1, 1),
            date(2019, 12, 31),
            "4601",
            {date(2018, 1, 1): 279_792},
        ),
        "4601": register.Municipality("4601", "Bergen", "", None, None, None, {}),
    },
    groups={"all": register.Group(same("everyone"), ("1201", "4601"), "table")},
    sources={"table": register.Source(Text({"nn": "folketal", "en": "population"}))},
    population_sources={date(2018, 1, 1): "table"},
)

Write = Callable[[str], Loaded]


@pytest.fixture
def load_text(tmp_path: Path) -> Write:
    def write_and_load(text: str) -> Loaded:
        path = tmp_path / "file.yaml"
        path.write_text(text, encoding="utf-8", newline="")
        return load(path)

    return write_and_load


def spots(file: Loaded) -> list[str]:
    """Every finding as `line:column:end rule`."""
    return [f"{f.place.line}:{f.place.column}:{f.place.end} {f.rule.name}" for f in file.findings]


# what is there


@pytest.mark.parametrize(
    ("text", "kind", "value"), [(BUDGET, "budget", BUDGET_VALUE), (REGISTER, "municipalities", REGISTER_VALUE)]
)
def test_every_field_ends_up_where_it_belongs(
    load_text: Write, text: str, kind: str, value: model.Budget | register.Register
) -> None:
    file = load_text(text)
    assert file.findings == ()
    assert file.kind.name == kind
    assert file.value
    assert asdict(file.value) == asdict(value)  # shown field by field when they differ
    assert file.value == value


@pytest.mark.parametrize("kind", ["budget", "municipalities"])
def test_the_built_in_files_are_sound(loaded: Mapping[str, Loaded], kind: str) -> None:
    file = loaded[kind]
    assert (file.findings, file.kind, file.name) == ((), KINDS[kind], KINDS[kind].built_in)
    assert file.sha256 == sha256(embedded(kind).read_bytes()).hexdigest()
    assert file.document.doubtful == set()


def test_order_is_that_of_the_file(load_text: Write) -> None:
    periods = 'periods:\n  "2019": {name: b, from: 2019-01-01, to: 2019-12-31}\n'
    value = load_text(BUDGET.replace("periods:\n", periods)).value
    assert isinstance(value, model.Budget)
    assert list(value.periods) == ["2019", "2018"]


def test_a_file_is_named_as_the_user_would(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inside, outside = tmp_path / "here" / "deep" / "file.yaml", tmp_path / "other.yaml"
    inside.parent.mkdir(parents=True)
    for path in (inside, outside):
        path.write_bytes(b"a: no\r\n")
    monkeypatch.chdir(tmp_path / "here")
    assert load(inside).shown == load(Path("deep/../deep/file.yaml")).shown == "deep/file.yaml"
    assert load(outside).shown == str(outside)
    assert load(Path("../other.yaml")).shown == "../other.yaml"
    assert load(outside).name == "other.yaml"
    assert {finding.place.file for finding in load(inside).findings} == {"deep/file.yaml"}
    assert load(inside).sha256 == load(outside).sha256 == sha256(b"a: no\r\n").hexdigest()


# what is not there


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("nothing.yaml", "There is no file {}."),
        (".", "The path {} is a folder, not a file."),
        ("n\0l", 'The file {} cannot be read: in the words of the system: "embedded null byte".'),
        ("x" * 300, "The file {} cannot be read: the name is too long."),
    ],
)
def test_what_the_disk_refuses_is_said(tmp_path: Path, path: str, said: str) -> None:
    with pytest.raises(CannotRun) as error:
        load(tmp_path / path)
    assert Words("en").say(error.value.reason) == said.replace(
        "{}", str(tmp_path / path).replace("\0", "\N{SYMBOL FOR NULL}")
    )


def test_a_standard_input_that_is_closed_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(CannotRun) as error:
        load(STDIN)
    assert Words("en").say(error.value.reason) == "The file <stdin> cannot be read: it is closed."


def test_a_file_that_may_not_be_read_is_said(tmp_path: Path) -> None:
    path = tmp_path / "file.yaml"
    path.touch(0)
    path.chmod(0)
    os.seteuid(os.geteuid() or 65534)  # the superuser may read everything
    try:
        with pytest.raises(CannotRun) as error:
            load(path)
    finally:
        os.seteuid(os.getuid())
    assert Words("en").say(error.value.reason) == f"The file {path} may not be read."


# what is wrong with it


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("- a\n- b\n", ["1:1:4 wrong-type"]),
        ("[a, b]\n", ["1:1:7 wrong-type"]),
        ("# note\njust text\n", ["2:1:10 wrong-type"]),
        ("'a: 1'\n", ["1:1:7 wrong-type"]),
        ("no\n", ["1:1:3 ambiguous-text", "1:1:3 wrong-type"]),
        ("", ["1:1:2 syntax"]),
        ("a: [1\n", ["1:4:5 syntax"]),
        ("a: 1\n---\nb: 1\n", ["2:1:4 yaml-feature"]),
        (BUDGET + "x: 'y\n", ["30:4:5 syntax"]),
    ],
)
def test_a_file_without_a_table_has_no_value(load_text: Write, text: str, found: list[str]) -> None:
    file = load_text(text)
    assert spots(file) == found
    assert file.value is None
    assert file.kind.name == "budget"


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("rounding: 10 kr", "rounding: 7 kr", ["20:15:19 unknown-value"]),
        ("rounding: 10 kr", "roundin: 10 kr", ["20:5:12 unknown-field"]),
        ("    rounding: 10 kr\n", "", ["14:3:9 missing-field"]),
        ("language: nb\n", "", ["1:1:27 missing-field"]),
        ("language: nb", "language:", ["3:10:11 wrong-type"]),
        ('id: "2", ', "", ["26:5:90 missing-field"]),
        ("to: 2018-12-31", "to: 31.12.2018", ["9:48:58 not-a-date"]),
        ('"1 000,50"', "1.000", ["25:84:89 not-an-amount"]),
        ("share: 50 %", "share: 50", ["22:17:19 not-a-share"]),
        # one finding for one fault: what cannot be read is not also judged
        ('"1 000,50"', "1_000", ["25:84:89 ambiguous-text"]),
        ("share: 50 %", "share: *half", ["22:17:22 yaml-feature"]),
        ("language: nb", "language: no", ["3:11:13 ambiguous-text"]),
        ("language: nb", "language: nb\nlanguage: 7", ["4:1:9 duplicate-key"]),
        ("    name: by population\n", "    <<: *base\n", ["15:5:7 yaml-feature"]),
        # several
        ("language: nb\nnote", "languag: nb\nnot", ["3:1:8 unknown-field", "4:1:4 unknown-field"]),
    ],
)
def test_a_fault_of_form_has_a_place(load_text: Write, old: str, new: str, found: list[str]) -> None:
    assert BUDGET.count(old) == 1
    file = load_text(BUDGET.replace(old, new))
    assert spots(file) == found
    assert isinstance(file.value, model.Budget)
    assert file.document.doubtful


def test_a_fault_in_the_municipality_file_has_a_place(load_text: Write) -> None:
    file = load_text(REGISTER.replace("279 792", "279.792").replace("2018-01-01:", "1.1.2018:", 1))
    assert spots(file) == ["5:22:30 not-a-date", "13:30:37 not-a-number"]
    assert isinstance(file.value, register.Register)
    assert list(file.value.municipalities) == ["1201", "4601"]


def test_carriage_returns_change_nothing(load_text: Write) -> None:
    faulty = BUDGET.replace("10 kr", "7 kr")
    assert spots(load_text(faulty.replace("\n", "\r\n"))) == spots(load_text(faulty))
    assert load_text(BUDGET.replace("\n", "\r\n")).value == BUDGET_VALUE


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        ({"format": "lkt-alloc/budget/1"}, "budget"),
        ({"format": "lkt-alloc/municipalities/1"}, "municipalities"),
        ({"format": "lkt-alloc/municipalities/9", "posts": []}, "municipalities"),
        ({"format": "lkt-alloc/budget/1", "municipalities": {}}, "budget"),
        ({"municipalities": {}}, "municipalities"),
        ({"format": "lkt-alloc", "municipalities": {}}, "municipalities"),
        ({"format": ["lkt-alloc/municipalities/1"]}, "budget"),
        ({"posts": []}, "budget"),
        ({}, "budget"),
        (None, "budget"),
        ("municipalities", "budget"),
        (["municipalities"], "budget"),
    ],
)
def test_the_kind_of_a_file_is_told_by_its_format_else_by_its_fields(data: object, kind: str) -> None:
    assert kind_of(data) == kind


@given(st.integers(0, len(BUDGET) - 1), st.integers(0, 12), st.sampled_from(["", " ", "\n", "x", '"', "{", ": ", "\t"]))
def test_a_file_that_was_damaged_anywhere_is_looked_at_to_its_end(
    tmp_path_factory: pytest.TempPathFactory, start: int, length: int, instead: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "damaged.yaml"
    path.write_text(BUDGET[:start] + instead + BUDGET[start + length :], encoding="utf-8")
    file = load(path)
    assert file.value is not None or file.findings


def test_every_kind_of_file_has_a_form_that_gives_its_value() -> None:
    assert list(FORMS) == list(KINDS)
    for kind in KINDS.values():
        assert get_type_hints(FORMS[kind.name].to_model)["return"] is kind.value
