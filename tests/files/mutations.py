"""Faults put into real files, byte by byte and token by token. Used by the tests and by the fuzzer (bench/fuzz.py)."""

import re
from pathlib import Path
from random import Random
from typing import NamedTuple

from tests.acceptance.replay import ROOT

FAULTY = ROOT / "tests" / "acceptance" / "sessions" / "files" / "faults.yaml"

# a small budget with everything in it, so that each mutation hits something
SMALL = b"""\
format: lkt-alloc/budget/1
name: {nn: Legevakt, nb: Legevakt, en: Out-of-hours}
language: nb
vat: excluded
sources: {vedtak: {title: Vedtak, publisher: Voss, table: "1"}}
periods:
  "2024": {name: "2024", from: 2024-01-01, to: 2024-12-31}
payers:
  stat: {name: staten}
  kommuner: {name: kommunene, key: k}
keys:
  k:
    name: halvt likt
    members: ["4621", 4628 Vaksdal, "4629"]
    population_date: 2024-01-01
    rounding: 1 kr
    source: vedtak
    valid_from: 2020-01-01
    parts:
      - {share: 1/3, to: ["4621"], by: equal}
      - {share: 1/3, to: others, by: population}
      - {share: 1/3, to: all, by: equal}
posts:
  - id: "1.1"
    name: Drift
    source: vedtak
    paid_by: {kommuner: 50 %, stat: 1/2}
    amounts: {"2024": 90 000}
    covered: {"2024": 10 000,50}
  - {id: "1.2", name: Bil, source: vedtak, paid_by: {kommuner: 100 %}, amounts: {"2024": -4 000}, vat: included}
control_totals:
  "2024": {source: vedtak, total: 86 000, covered: 10 000,50, subtotals: {"1": 86 000}, increase: {stat: 39 999,75}}
acknowledged:
  - {rule: LKT306, at: [posts, "1.2"], reason: bilen}
  - {rule: amount-sign, at: [posts, "1.2", amounts], reason: en retur}
note: slutt
"""

SMALL_REGISTER = b"""\
format: lkt-alloc/municipalities/1
sources: {ssb: {title: Folketall, licence: NLOD 2.0}}
population_sources: {2018-01-01: ssb, 2019-01-01: ssb}
municipalities:
  "1201": {name: Bergen, valid_to: 2019-12-31, merged_into: "4601", population: {2018-01-01: 279 792, 2019-01-01: 281190}}
  "1243": {name: Os, valid_from: 2016-01-01, valid_to: 2019-12-31, merged_into: "4624", population: {2018-01-01: 20 573}}
  "4601": {name: Bergen, valid_from: 2020-01-01, organisation_number: 100 000 008, buyer_reference: 12 A}
  "4624": {name: Bj\xc3\xb8rnafjorden, valid_from: 2020-01-01}
groups:
  lkt: {name: to, members: ["1201", 1243 Os], source: ssb, note: n}
acknowledged: [{rule: no-source, at: [groups, lkt], reason: r}]
"""

REAL = tuple(path.read_bytes() for path in sorted([*ROOT.glob("data/*.yaml"), *ROOT.glob("examples/*.yaml"), FAULTY]))


def seeds() -> dict[str, bytes]:
    """Every file that mutations start from, by a name: data, examples, planted faults, and what is written here."""
    paths: list[Path] = [
        path for part in ("data", "examples", "tests") for path in sorted((ROOT / part).rglob("*.y*ml"))
    ]
    return {str(path.relative_to(ROOT)): path.read_bytes() for path in paths} | {
        "small": SMALL,
        "small-register": SMALL_REGISTER,
    }


TOKENS = tuple(
    token.encode("utf-8", "surrogatepass")
    for token in (
        *"{}[]:,-#&*!|>'\"%@`?~<=\\/\t\n\r \x00\x1b\x7f\x85\xa0\u2028\u2029\ufeff\ufffe\ud800\U0001f600",
        *("- ", ": ", ", ", " #", "\r\n", "---\n", "...\n", "<<: ", "<<: *a", "&a ", "*a", "!!str ", "!t ", "? ", "|\n  ", ">-\n  "),
        *("0301", '"0301"', "no", "NO", "~", "null", "12:30", "1e3", "1_000", "0x1F", ".inf", "-.5", "2018-01-01", "2018-1-1"),
        *("1.525.000", "1 525 000", "kr 1 525 000,-", "\u22121 000", "1\u202f525\u202f000", "0,5", "50", "50 %", "33,3%", "1/0", "1/3"),
        *("9" * 18, "9" * 19, "9" * 400, "-0", "0", "-1", "00", "0000-00-00", "9999-12-31", "0001-01-01", "31.12.2018"),
        *("", '""', "''", '"a\\nb"', '"\\e[31m"', '"\\0"', '"\\uFFFE"', '"\\u2028"', "a" * 300, "æøå", "{}", "[]", "[[]]", "{{}}", "{?}"),
        *("all", "others", "lkt", "population", "equal", "øre", "1 kr", "1201", '"1201"', "1201 Bergen", "1243 Os", "LKT301", "LKT"),
        *("format", "name", "note", "from", "to", "id", "at", "total", "posts", "keys", "parts", "amounts", "municipalities", "groups"),
        *("lkt-alloc/budget/1", "lkt-alloc/municipalities/1", "lkt-alloc/budget/2", "control-total", "acknowledged", "covered"),
    )
)  # fmt: skip
"""What mutations put in: what YAML, our notations and the formats of output are sensitive to."""

_WORDS = re.compile(rb'"[^"\n]*"|[\w./%-]+(?: [0-9]{3})*|[ ]+|\n|[^\w\s]')


class Step(NamedTuple):
    """One mutation: what is done, where (as a share of the length), with which token or from which other place."""

    act: str
    where: float
    other: float = 0.0
    token: bytes = b""


ACTS = (
    "insert",
    "replace",
    "delete",
    "swap",
    "copy-line",
    "delete-line",
    "indent",
    "cut",
    "byte",
    "repeat",
    "move-block",
)


def mutated(raw: bytes, steps: list[Step]) -> bytes:
    """The file after some mutations."""
    for step in steps:
        raw = _mutated(raw, step)
    return raw


def random_steps(random: Random, most: int = 6) -> list[Step]:
    """Some mutations, by chance."""
    return [
        Step(random.choice(ACTS), random.random(), random.random(), random.choice(TOKENS))
        for _ in range(random.randint(1, most))
    ]


def _mutated(raw: bytes, step: Step) -> bytes:
    act, where, other, token = step
    at = int(where * len(raw))
    if act == "cut":
        return raw[:at]
    if act == "byte":
        return raw[:at] + bytes([int(other * 256)]) + raw[at + 1 :]
    if act in ("insert", "replace", "delete", "swap", "repeat"):
        words = list(_WORDS.finditer(raw))
        if not words:
            return token
        one, two = words[int(where * len(words))], words[int(other * len(words))]
        new = {"insert": token + one[0], "replace": token, "delete": b"", "swap": two[0], "repeat": one[0] * 2}[act]
        return raw[: one.start()] + new + raw[one.end() :]
    lines = raw.splitlines(keepends=True) or [b""]
    one_line, two_line = sorted((int(where * len(lines)), int(other * len(lines))))
    if act == "copy-line":
        lines.insert(two_line, lines[one_line])
    elif act == "delete-line":
        del lines[one_line]
    elif act == "indent":
        lines[one_line] = (b"  " + lines[one_line]) if other < 0.5 else lines[one_line].lstrip()
    else:
        lines = lines[:one_line] + lines[two_line:] + lines[one_line:two_line]
    return b"".join(lines)
