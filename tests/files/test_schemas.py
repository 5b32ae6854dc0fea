"""The JSON Schemas for editors: what is committed is what the program prints, and what `check` says of form they say too."""

import importlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from lkt_alloc.checks.catalogue import BY_CODE
from lkt_alloc.checks.check import check_files
from lkt_alloc.files.schema import FORMS
from lkt_alloc.files.schema.json_schema import json_schema
from tests.acceptance.replay import REWRITE, ROOT, run

SMALL = """\
format: lkt-alloc/budget/1
name: Legevakt
language: nb
periods:
  "2024": {name: "2024", from: 2024-01-01, to: 2024-12-31}
payers:
  kommuner: {name: {nn: kommunane, nb: kommunene}, key: k}
keys:
  k:
    name: 1/3 likt, 2/3 etter folketall
    members: ["4621", 4628 Vaksdal]
    population_date: 2024-01-01
    rounding: 1 kr
    parts:
      - {share: 1/3, to: all, by: equal}
      - {share: 2/3, to: others, by: population}
posts:
  - id: "1"
    name: Drift
    paid_by: {kommuner: 100 %}
    amounts: {"2024": 90 000}
    covered: {"2024": "10 000,50"}
control_totals:
  "2024": {total: -1, increase: {kommuner: 79999}, subtotals: {1: 90 000}}
acknowledged:
  - {rule: LKT301, at: [control_totals, "2024"], reason: r}
"""


class _Core(yaml.SafeLoader):
    """YAML 1.2 as editors read it (the core schema): numbers are numbers, dates are text."""


_Core.yaml_implicit_resolvers = {}
for _tag, _regexp, _first in (
    ("null", r"^(?:null|Null|NULL|~|)$", "nN~\0"),
    ("bool", r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF"),
    ("int", r"^[-+]?[0-9]+$", "-+0123456789"),
    ("float", r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$", "-+.0123456789"),
):
    _Core.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(_regexp), [*_first])


def as_an_editor(text: str) -> Any:
    """The data as text keys and YAML 1.2 values."""
    loaded = yaml.load(text, _Core)
    return json.loads(json.dumps(loaded))  # keys are text in JSON


def errors(kind: str, text: str) -> list[str]:
    jsonschema: Any = importlib.import_module("jsonschema")
    validator = jsonschema.Draft202012Validator(json_schema(kind, BY_CODE.values()))
    return [f"{'/'.join(map(str, e.path))}: {e.message}" for e in validator.iter_errors(as_an_editor(text))]


def kind_of(path: Path) -> str:
    said = re.search("^format: lkt-alloc/([a-z]+)/", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert said
    return said[1]


@pytest.mark.parametrize("kind", FORMS)
def test_the_committed_schema_is_what_the_program_prints(kind: str) -> None:
    path = ROOT / "schemas" / f"{kind}.schema.json"
    printed, code = run(f"lkt-alloc schema {kind}", ROOT)
    if REWRITE:
        path.write_text(printed, encoding="utf-8")
    assert (code, path.read_text(encoding="utf-8")) == (0, printed), (
        "write it anew: REWRITE=1 pytest tests/files/test_schemas.py"
    )


@pytest.mark.parametrize("kind", FORMS)
def test_a_schema_is_a_valid_one(kind: str) -> None:
    jsonschema: Any = importlib.import_module("jsonschema")
    schema = json_schema(kind, BY_CODE.values())
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    jsonschema.Draft202012Validator.check_schema(schema)


FILES = [*sorted((ROOT / "data").glob("*.yaml")), *sorted((ROOT / "examples").glob("*.yaml"))]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_files_we_ship_conform(path: Path) -> None:
    assert errors(kind_of(path), path.read_text(encoding="utf-8")) == []


FAULTS = [
    # what is replaced, by what, and where the editor says so
    ("format: lkt-alloc/budget/1", "format: lkt-alloc/budget/2", "format"),
    ("language: nb", "language: no", "language"),
    ("language: nb", "langauge: nb", ""),
    ("name: Legevakt\n", "", ""),
    ("name: Legevakt", "name: {sv: Jour}", "name"),
    ("name: Legevakt", "name: [a]", "name"),
    ("from: 2024-01-01", "from: 01.01.2024", "periods/2024/from"),
    ("from: 2024-01-01", "from: 2024", "periods/2024/from"),
    ("key: k}", "key: k, colour: red}", "payers/kommuner"),
    ("rounding: 1 kr", "rounding: 5 kr", "keys/k/rounding"),
    ("share: 1/3", "share: 0.33", "keys/k/parts/0/share"),
    ("share: 1/3", "share: 33", "keys/k/parts/0/share"),
    ("by: equal", "by: equal, of: area", "keys/k/parts/0/of"),
    ("members: [", "members: {a: 1}  # [", "keys/k/members"),
    ('id: "1"\n', "id: []\n", "posts/0/id"),
    ("90 000}\n", "90.000.000}\n", "posts/0/amounts/2024"),
    ("90 000}\n", "1.5}\n", "posts/0/amounts/2024"),
    ("90 000}\n", "kr 5}\n", "posts/0/amounts/2024"),
    ("{kommuner: 100 %}", "kommuner", "posts/0/paid_by"),
    ("    paid_by: {kommuner: 100 %}\n", "", "posts/0"),
    ("total: -1", "total: one", "control_totals/2024/total"),
    ("rule: LKT301", "rule: not-an-amount", "acknowledged/0/rule"),
    ("reason: r", "because: r", "acknowledged/0"),
    ("posts:\n", "posts: []\nnote:\n", "posts"),
]  # fmt: skip


def test_the_file_that_faults_are_put_into_conforms(tmp_path: Path) -> None:
    assert errors("budget", SMALL) == []
    assert [finding.rule.name for finding in _checked(SMALL, tmp_path) if finding.rule.code < "LKT200"] == []


@pytest.mark.parametrize(
    ("old", "new", "place"), FAULTS, ids=[f"{n}-{new.split(chr(10))[0]}" for n, (_, new, _) in enumerate(FAULTS)]
)
def test_a_fault_of_form_is_seen_by_editors_and_by_check(old: str, new: str, place: str, tmp_path: Path) -> None:
    assert SMALL.count(old) >= 1
    faulty = SMALL.replace(old, new, 1)
    said = errors("budget", faulty)
    assert place in {message.split(": ")[0] for message in said}, said
    assert any(finding.severity != "info" for finding in _checked(faulty, tmp_path))


def _checked(text: str, folder: Path) -> Any:
    (folder / "budget.yaml").write_text(text, encoding="utf-8")
    return check_files([folder / "budget.yaml"]).findings


def _forms(kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
    schema = json_schema(kind, BY_CODE.values())
    yield kind, schema
    yield from schema.get("$defs", {}).items()


@pytest.mark.parametrize("kind", FORMS)
def test_every_form_and_every_field_explains_itself_in_an_editor(kind: str) -> None:
    for name, form in _forms(kind):
        assert form["description"], name
        assert "Form" not in form["title"]
        for field, said in form["properties"].items():
            assert said.get("description"), f"{name}.{field}"
            assert "default" not in said, "an editor would insert it"
            assert said.get("type") not in ("object", "array") or "examples" not in said, (
                "an editor would insert it as text"
            )


@pytest.mark.parametrize("kind", FORMS)
def test_a_field_that_is_unknown_here_is_unknown_to_an_editor(kind: str) -> None:
    assert all(form["additionalProperties"] is False for _, form in _forms(kind))


@pytest.mark.parametrize("kind", FORMS)
def test_the_fields_of_the_schema_are_those_of_the_form(kind: str) -> None:
    form = FORMS[kind]
    assert set(json_schema(kind, BY_CODE.values())["properties"]) == form.fields.keys()
    assert set(json_schema(kind, BY_CODE.values())["required"]) == {
        name for name, field in form.fields.items() if field.is_required
    }
