"""Every field of every result in JSON stands in docs/format.md, and every field that stands there is written."""

import json
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from lkt_alloc.checks.check import check_files
from lkt_alloc.checks.followers import files_of
from lkt_alloc.checks.reading import read_pair
from lkt_alloc.checks.registers import known_to, whose_answers
from lkt_alloc.checks.what_if import declines
from lkt_alloc.engine.allocate import allocate
from lkt_alloc.engine.comparison import compare
from lkt_alloc.engine.counterfactual import Side
from lkt_alloc.engine.decisions import Decisions
from lkt_alloc.engine.invoice import InvoiceTerms, invoice_list
from lkt_alloc.engine.model import Budget
from lkt_alloc.engine.overview import overview, with_costs
from lkt_alloc.engine.register import Register
from lkt_alloc.engine.scenario import Actual
from lkt_alloc.engine.settlement import settle
from lkt_alloc.files.disk import embedded
from lkt_alloc.files.kinds import KINDS
from lkt_alloc.files.load import Loaded, load
from lkt_alloc.language.words import Words
from lkt_alloc.render import findings_json
from lkt_alloc.reports.comparison import Compared
from lkt_alloc.reports.decisions import Decided
from lkt_alloc.reports.invoice import Invoiced
from lkt_alloc.reports.record import compute_record, explain_record
from lkt_alloc.reports.settlement import Settled
from lkt_alloc.reports.thousands import Thousands
from tests.acceptance.replay import ROOT
from tests.cli.inside import inside

ENGLISH = Words("en")
NAMED_BY_DATA = {"a", "b", "cost", "key", "members", "merger", "payers", "population", "rounding"}
"""Sides and causes: tables with these are one field each, whatever is in them."""


def budgets() -> Iterator[tuple[Budget, Register, list[Loaded]]]:
    """The built-in budget and all examples, each with a municipality file that it is sound with."""
    registers = (embedded("municipalities"), ROOT / "examples" / "municipalities.yaml")
    for path in (embedded("budget"), *sorted((ROOT / "examples").glob("*.yaml"))):
        budget = load(path).value
        if isinstance(budget, Budget):
            known = next(known for known in registers if not check_files([path], known).standing("error"))
            register = load(known).value
            assert isinstance(register, Register)
            yield budget, known_to(budget, register), [load(path), load(known)]


def records() -> Iterator[dict[str, Any]]:
    for budget, register, inputs in budgets():
        periods = list(budget.periods)
        allocation = allocate(budget, register, periods)
        yield compute_record(allocation, inputs, by_post=True)
        yield from (explain_record(allocation, inputs, number) for number in sorted(allocation.members)[:3])
        first = allocate(budget, register, periods[:1])
        yield Invoiced(first, inputs, ENGLISH, invoice_list(first, InvoiceTerms())).record()
        yield Thousands(allocation, inputs, ENGLISH, "number").record()
        as_budgeted = Actual(periods[0], {}, tuple(post.id for post in budget.posts), {}, {}, None, {}, {})
        yield Settled(settle(as_budgeted, budget, register), inputs).record()
        sides = [Side(budget, register, period, ()) for period in (periods[0], periods[-1])]
        yield Compared(compare(*sides), inputs, ("a", "b"), ("a", "b")).record()
    yield from settlements()
    yield from answers()
    cases = sorted((ROOT / "tests" / "checks" / "cases").glob("LKT[1347]*"))
    yield from (json.loads(findings_json.render(check_files([case / "bad.yaml"]), ENGLISH)) for case in cases)
    yield json.loads(inside(["rule", "--format", "json"], ROOT)[0])


def settlements() -> Iterator[dict[str, Any]]:
    for path in sorted((ROOT / "examples").glob("*.yaml")):
        actual = load(path).value
        if isinstance(actual, Actual):
            named, beside = files_of(path, actual)
            budget, register = load(named or embedded("budget")).value, load(beside or embedded("municipalities")).value
            assert isinstance(budget, Budget)
            assert isinstance(register, Register)
            yield Settled(settle(actual, budget, register, list(budget.periods)[-1]), [load(path)]).record()


def answers() -> Iterator[dict[str, Any]]:
    sound = read_pair(embedded("budget"))
    decided = load(ROOT / "examples" / "lkt_decisions.yaml").value
    assert isinstance(decided, Decisions)
    whole = allocate(sound.budget, sound.register, list(sound.budget.periods))
    own = overview(whose_answers(decided, sound.budget, sound.register), whole)
    own = with_costs(own, declines(own, sound.budget, sound.register))
    yield Decided(own, sound.files, decided.deadline).record()


def fields(value: Any, path: str = "") -> Iterator[str]:
    """The paths of all fields: `shares[].amount` for one of a table in a list."""
    if isinstance(value, dict) and not set(value) <= NAMED_BY_DATA:
        for name, inner in value.items():
            yield from fields(inner, f"{path}.{name}" if path else name)
        return
    if isinstance(value, list) and value and isinstance(value[0], dict):
        for inner in value:
            yield from fields(inner, f"{path}[]")
    yield path


@cache
def written() -> dict[str, set[str]]:
    """By format, all fields that some result has."""
    found: dict[str, set[str]] = {}
    for record in records():
        found.setdefault(record["format"], set()).update(fields(record))
    return found


def documented() -> dict[str, list[str]]:
    """By format, all fields in the first column of its table."""
    page = (ROOT / "docs" / "format.md").read_text(encoding="utf-8")
    sections = re.findall(r"^###[^\n]*--format json`: `([^`]+)`\n(.*?)(?=^##)", page, re.DOTALL | re.MULTILINE)
    return {
        name: [
            field
            for row in re.findall(r"^\| (`[^|]*`) \|", text, re.MULTILINE)
            for field in re.findall("`([^`]+)`", row)
        ]
        for name, text in sections
    }


def test_every_format_that_the_program_writes_is_documented_and_tried() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src" / "lkt_alloc").rglob("*.py"))
    others = (*KINDS, "workbook")  # what we read; a workbook says it of itself, for `import` alone
    formats = {name for name in re.findall(r'"(lkt-alloc/[a-z]+/[0-9]+)"', source) if name.split("/")[1] not in others}
    assert formats == set(documented()) == set(written())


@pytest.mark.parametrize("format_", documented())
def test_fields_are_those_of_the_documentation(format_: str) -> None:
    stands = documented()[format_]
    assert len(stands) == len(set(stands))
    assert written()[format_] - set(stands) == set()
    assert set(stands) - written()[format_] == set()
