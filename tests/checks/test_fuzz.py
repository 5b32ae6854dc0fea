"""Any bytes at all: never a traceback, never a wrong place, never more than a stated time and memory.

What must hold is in scrutiny.py; bench/fuzz.py looks for inputs that break it, and what it found is here.
"""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lkt_alloc.files.source import read
from lkt_alloc.render import findings, findings_json, github, junit, sarif
from tests.acceptance.replay import ROOT
from tests.checks.scrutiny import leaves, scrutinize
from tests.files.mutations import ACTS, REAL, SMALL, SMALL_REGISTER, TOKENS, Step, mutated

pytestmark = pytest.mark.slow

BUDGET = (ROOT / "data" / "budget_2018_2019.yaml").read_text(encoding="utf-8")
HEAD = BUDGET[: BUDGET.index("posts:")]
POST = "  - {{id: '{0}', name: p, source: cost-overview, paid_by: {{municipalities: 100 %}}, amounts: {{'2018': 5}}}}\n"
REGISTER = "format: lkt-alloc/municipalities/1\nmunicipalities:\n"

# ---- what fuzzing found, each as small as it could be made

FOUND = {
    "a key and its value both at fault": b"format: lkt-alloc/municipalities/1\nmunicipalities: {'1': {name: a, population: {x: }}}\n",
    "a form within a refused key": b"format: lkt-alloc/budget/1\nperiods: {'': {name: a, from: x}}\n",
    "an unknown field called format": b"posts:\n- id: '1'\n  format: lkt-alloc/budget/1",
    "two byte-order marks": b"\xef\xbb\xbf\xef\xbb\xbfnote: 1\n",
    "only a byte-order mark": b"\xef\xbb\xbf",
    "a byte-order mark and bad UTF-8": b"\xef\xbb\xbf\xbf: a\n",
    "a date under a list as a key": b"format: lkt-alloc/budget/1\nperiods: {a: {name: a, []: 2018-12-31}}\n",
    "a date in a table as a key": b"format: lkt-alloc/budget/1\nname: a\n? {b: c, 2018-01-01: d}\n",
    "dates in a key of a key": b"keys:\n  ? [a]\n  :\n    name: b\n  ? members: [c]\n    population_date: 2018-01-01\n",
    "a date as a key, its value doubtful": b"format: lkt-alloc/municipalities/1\ngroups:\n  2018-01-01: 01\n",
    "a number with underscores as a key": b"format: lkt-alloc/budget/1\nsources: {s: {title: a, 1_000: b}}\n",
    "leading zeros and thousands": b"format: lkt-alloc/budget/1\nposts: [{amounts: {a: 0.525.000}}]\n",
    "decimals between braces": b"format: lkt-alloc/budget/1\nposts: [{amounts: {a: 1525000.5}, covered: {a: 112 500,50}}]\n",
    "an empty key on the last line": b"name: Legevak <\npay: folketal}\nkeys:\n  ?810\n\n",
    "an explicit key at the end": b"keys:\n  ? 8\n",
    "a table as members": b"format: lkt-alloc/budget/1\nkeys: {k: {members: {name: x, list: [a]}}}\n",
    "an entry called [key]": b"format: lkt-alloc/budget/1\nposts: [{amounts: {'[key]': x}}]\n",
    "a reason over several lines": (ROOT / "examples" / "directive_2018.yaml")
    .read_bytes()
    .replace(b"reason: Direktivet", b"reason: |\n      a\x0a      b: \xe2\x80\xa8 Direktivet"),
    "controls in names": b'format: lkt-alloc/budget/1\n"a\\e[31m\\nb\\0": x\n',
    "what XML cannot have": b'format: lkt-alloc/budget/1\n"\\uFFFE\\uFFFF]]>": x\n',
    "shares with long denominators": (
        HEAD.replace(
            "    parts:\n",
            "    parts:\n" + "".join(f"      - {{share: 1/{10**18 - 11 - 6 * i}, to: all, by: equal}}\n" for i in range(400)),
        )
        + "posts:\n"
        + POST.format(1)
    ).encode(),
}  # fmt: skip


@pytest.mark.parametrize("raw", FOUND.values(), ids=FOUND)
def test_what_fuzzing_found_stays_mended(raw: bytes) -> None:
    scrutinize(raw, ("nn", "nb", "en"))


# ---- real files with faults put into them

STEPS = st.lists(
    st.builds(
        Step,
        st.sampled_from(ACTS),
        st.floats(0, 1, exclude_max=True),
        st.floats(0, 1, exclude_max=True),
        st.sampled_from(TOKENS),
    ),
    min_size=1,
    max_size=5,
)


@settings(max_examples=80)
@given(st.sampled_from([SMALL, SMALL_REGISTER]), STEPS)
@example(SMALL, [])
@example(SMALL_REGISTER, [])
def test_any_change_of_a_file_is_survived_and_placed(raw: bytes, steps: list[Step]) -> None:
    scrutinize(mutated(raw, steps), ("nn",))


@settings(max_examples=20)
@given(st.sampled_from(REAL), STEPS)
def test_any_change_of_a_real_file_is_survived_and_placed(raw: bytes, steps: list[Step]) -> None:
    scrutinize(mutated(raw, steps))


@settings(max_examples=50)
@given(st.binary(max_size=300))
def test_any_bytes_are_survived(raw: bytes) -> None:
    scrutinize(raw)


@settings(max_examples=50)
@given(st.lists(st.sampled_from(TOKENS), max_size=30).map(b"".join))
def test_any_row_of_signs_is_survived(raw: bytes) -> None:
    scrutinize(raw)


# ---- the public YAML test suite

SUITE = json.loads((ROOT / "tests" / "files" / "yaml_test_suite.json").read_text(encoding="utf-8"))["documents"]
READ_OTHERWISE = {
    "652Z": "a plain text that begins with ? (libyaml takes it for an explicit key)",
    "HM87/1": "the same in a list",
    "L24T/1": "spaces at the very end of a literal text",
}
"""Where the YAML library that we use differs from the suite; none of it is written in a budget."""


@pytest.mark.parametrize("document", SUITE, ids=[document["id"] for document in SUITE])
def test_a_document_of_the_yaml_test_suite_is_read_rightly_or_refused_with_a_finding(document: dict[str, Any]) -> None:
    raw = document["yaml"].encode("utf-8")
    scrutinize(raw)
    found = read("suite.yaml", raw)
    if found.findings:
        assert found.findings[0].rule.code < "LKT100"
    elif "data" in document and document["id"] not in READ_OTHERWISE:
        assert found.data == document["data"]


def test_most_of_the_suite_is_read_and_nearly_all_that_is_invalid_is_refused() -> None:
    outcome = {document["id"]: not read("suite.yaml", document["yaml"].encode()).findings for document in SUITE}
    invalid = [document["id"] for document in SUITE if document.get("invalid")]
    assert len(SUITE) == 402
    assert sum(outcome.values()) > 150
    assert len(invalid) == 94
    assert sum(outcome[name] for name in invalid) <= 11  # libyaml is more lenient than the suite in these
    assert all(any(True for _ in leaves(document["data"])) for document in SUITE if "data" in document)


# ---- explosive inputs: what is spent grows no faster than the input

RENDERERS: dict[str, Callable[..., str]] = {
    "text": lambda checked, words: findings.render(checked.findings, words),
    "json": findings_json.render,
    "github": github.render,
    "sarif": sarif.render,
    "junit": junit.render,
}


def posts(n: int, old: str = "", new: str = "", before: str = HEAD) -> str:
    return before + "posts:\n" + "".join(POST.format(i).replace(old, new) if old else POST.format(i) for i in range(n))


def entries(field: str, entry: str, n: int) -> str:
    """The budget with `n` more entries in a field."""
    return BUDGET.replace(f"{field}:\n", f"{field}:\n" + "".join(f"  x{i}: {entry}\n" for i in range(n)), 1)


def head(field: str, entry: str, n: int) -> str:
    """The same, as far as the posts."""
    return entries(field, entry, n).split("posts:\n", maxsplit=1)[0]


def municipalities(n: int, more: str = "") -> str:
    return REGISTER + "".join(f'  "{i}": {{name: m{i}{more}}}\n' for i in range(1, n + 1))


KEY = (
    "{name: x, members: lkt, population_date: 2018-01-01, rounding: 1 kr, source: committee-case, "
    "parts: [{share: 100 %, to: all, by: equal}]}"
)
PERIOD = "{name: x, from: 2018-01-01, to: 2018-12-31}"


EXPLOSIVE: dict[str, bytes] = {
    "a billion laughs": b"a: &a [x,x,x,x,x,x,x,x,x]\n"
    + b"".join(b"%c: &%c [%s]\n" % (n + 1, n + 1, b",".join([b"*%c" % n] * 9)) for n in range(97, 107)),
    "deep lists": b"[" * 100_000,
    "deep tables": b"{a: " * 100_000,
    "deep items": b"- " * 100_000,
    "deep keys": b"? " * 100_000,
    "a very long line": b"note: " + b"x" * 1_000_000,
}


@pytest.mark.parametrize("raw", EXPLOSIVE.values(), ids=EXPLOSIVE)
def test_a_file_that_expands_without_bound_gets_a_finding(raw: bytes) -> None:
    checked = scrutinize(raw)
    assert checked.standing("error")
