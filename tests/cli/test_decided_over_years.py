"""Who has declined is the same in all periods together as in each alone, over mergers, splits and renumbering."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lkt_alloc.checks.typed import WhatIf
from lkt_alloc.checks.what_if import allocation, declines
from lkt_alloc.cli.asked import Asked
from lkt_alloc.cli.reading import Inputs, read_inputs
from lkt_alloc.diagnostics.unsound import Unsound
from lkt_alloc.engine.decisions import Answered
from lkt_alloc.engine.over_years import amounts_of
from lkt_alloc.engine.overview import Overview, overview
from lkt_alloc.engine.scenario import Scenario
from lkt_alloc.engine.standing import Standing
from lkt_alloc.files import norway

YEARS = {
    "2019": ("1201", "1234", "1235", "1241", "1243", "1504", "1523", "5030"),
    "2020": ("4601", "4621", "4624", "1507", "5001"),
    "2024": ("4601", "4621", "4624", "1508", "1580", "5001"),
}
NUMBERS = sorted({number for own in YEARS.values() for number in own})
KEY = """\
  k{period}: {{name: k, source: s, members: [{members}], population_date: {period}-01-01, rounding: 1 kr, parts: [{parts}]}}
"""
PARTS = (
    "{share: 100 %, to: all, by: population}",
    "{share: 40 %, to: all, by: equal}, {share: 60 %, to: all, by: population}",
)


def budget(members: dict[str, list[str]], parts: str) -> str:
    keys = "".join(
        KEY.format(period=period, members=", ".join(f'"{n}"' for n in own), parts=parts)
        for period, own in members.items()
    )
    periods = ", ".join(f'"{y}": {{name: "{y}", from: {y}-01-01, to: {y}-12-31}}' for y in members)
    amounts = ", ".join(f'"{y}": {100_000 + int(y)}' for y in members)
    by_period = ", ".join(f'"{y}": k{y}' for y in members)
    return f"""\
format: lkt-alloc/budget/1
name: T
language: en
sources: {{s: {{title: S}}}}
periods: {{{periods}}}
payers: {{p: {{name: the members, keys_by_period: {{{by_period}}}}}}}
keys:
{keys}posts: [{{id: "1", name: one, source: s, paid_by: {{p: 100 %}}, amounts: {{{amounts}}}}}]
"""


SWALLOWED = ("5030", "5001")
"""Trondheim was there when Klæbu became a part of it."""


def leads_to(number: str, other: str) -> bool:
    """Whether one has become another, at last or on the way."""
    return any(new == other or leads_to(new, other) for new in norway.register().municipalities[number].successors)


def naive(member: str, answers: dict[str, str], members: dict[str, list[str]]) -> set[str]:
    """What has been answered for a member."""
    return {answers[n] for n in nearest(member, answers, members)}


def nearest(member: str, answers: dict[str, str], members: dict[str, list[str]]) -> set[str]:
    """Whose answers are those of a member: its own, else the nearest of those who became it and those that it became."""
    if member in answers:
        return {member}
    beside = {n for own in members.values() if member in own for n in own}
    free = [n for n in answers if n not in beside]
    became = [n for n in free if leads_to(n, member) and (n, member) != SWALLOWED]
    later = [n for n in free if leads_to(member, n)]
    near = [n for n in became if not any(leads_to(n, other) for other in became)]
    near += [n for n in later if not any(leads_to(other, n) for other in later)]
    return {*near}


def amount(number: str, year: str) -> int:
    """What one adopts in a year, in kroner: of each another amount."""
    return 10_000 + int(number) + int(year)


def periods(number: str, answers: dict[str, str], members: dict[str, list[str]]) -> list[str]:
    """The years in which an answer is somebody's."""
    return [year for year, own in members.items() if any(number in nearest(n, answers, members) for n in own)]


def line(number: str, answers: dict[str, str], members: dict[str, list[str]]) -> str:
    """An answer, with a day, an address and amounts that nobody else has."""
    amounts = ", ".join(f'"{year}": {amount(number, year)}' for year in periods(number, answers, members))
    stated = f", amount: {{{amounts}}}" if answers[number] == "adopted" and amounts else ""
    return f'  "{number}": {{answer: {answers[number]}, date: {number}-01-01, invoice_address: "{number}"{stated}}}\n'


def read(folder: Path, members: dict[str, list[str]], parts: str, answers: dict[str, str]) -> Inputs | None:
    """The budget with its answers; `None` where these do not suit it."""
    (folder / "budget.yaml").write_text(budget(members, parts), encoding="utf-8")
    lines = "".join(line(number, answers, members) for number in answers)
    (folder / "decisions.yaml").write_text(
        "format: lkt-alloc/decisions/1\nanswers:" + (f"\n{lines}" if lines else " {}\n"), encoding="utf-8"
    )
    asked = Asked(folder / "budget.yaml", None, WhatIf(decided=True), "en", decisions=folder / "decisions.yaml")
    try:
        return read_inputs(asked)
    except Unsound as refused:
        codes = {finding.rule.code for finding in refused.findings}
        if "LKT822" not in codes and codes - {"LKT203", "LKT205"}:
            raise
        return None


@st.composite
def cases(draw: st.DrawFn) -> tuple[dict[str, list[str]], str, dict[str, str]]:
    years = draw(st.lists(st.sampled_from([*YEARS]), min_size=1, unique=True).map(sorted))
    members = {
        year: [YEARS[year][0], *draw(st.lists(st.sampled_from(YEARS[year][1:]), unique=True, min_size=1))]
        for year in years
    }
    here = sorted(
        {n for own in members.values() for n in own} | {*draw(st.lists(st.sampled_from(NUMBERS), max_size=2))}
    )
    said = draw(
        st.lists(st.sampled_from(["adopted", "declined", "declined", ""]), min_size=len(here), max_size=len(here))
    )
    answers = {n: answer for n, answer in zip(here, said, strict=True) if answer and n not in ("1201", "4601")}
    return members, draw(st.sampled_from(PARTS)), answers


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("years")


@given(cases())
def test_all_periods_are_what_each_is_alone_without_those_who_declined(folder: Path, case: Any) -> None:
    members, parts, answers = case
    answered = {year: {n: naive(n, answers, members) for n in own} for year, own in members.items()}
    if not (inputs := read(folder, members, parts, answers)):
        return
    assert isinstance(inputs.decided, Answered)
    assert all(len(said) <= 1 for own in answered.values() for said in own.values())
    whole = amounts_of(inputs.allocation(None))
    for year in members:
        gone = tuple(sorted(n for n, said in answered[year].items() if said == {"declined"}))
        alone = amounts_of(allocation(inputs.budget, inputs.register, year, Scenario(without=gone)))
        assert amounts_of(inputs.allocation(year)) == alone
        assert {n: {year: own[year]} for n, own in whole.items() if n in alone} == alone
        assert not any(own[year] for n, own in whole.items() if n not in alone)


def own_answers(row: Standing, shown: Overview, answers: dict[str, str], members: dict[str, list[str]]) -> set[str]:
    """The answers that stand for a row: not those of others who have rows of their own."""
    others = {other.number for other in shown.rows if {*other.numbers} & {*row.numbers}} - {row.number}
    return {by for n in row.numbers for by in nearest(n, answers, members)} - others


@given(cases())
def test_rows_have_all_amounts_once_and_cost_what_all_their_numbers_cost(folder: Path, case: Any) -> None:
    members, parts, answers = case
    if not (inputs := read(folder, members, parts, answers)):
        return
    assert inputs.decided
    before = allocation(inputs.budget, inputs.register, None, Scenario())
    shown, paid = overview(inputs.decided, before), amounts_of(before)
    for year in members:
        assert sum(row.budgeted[year] for row in shown.rows) == sum(own[year] for own in paid.values())
    assert len({row.number for row in shown.rows}) == len(shown.rows)
    assert {n for row in shown.rows for n in row.numbers} == {*paid}
    for row in shown.rows:
        assert {"".join(naive(n, answers, members)) or "missing" for n in row.numbers} == {row.answer}
    own = {row.number: own_answers(row, shown, answers, members) for row in shown.rows}
    for row in shown.rows:
        assert {*row.said("invoice_address")} == {*row.given} == own[row.number]
        assert row.day == max((date(int(by), 1, 1) for by in own[row.number]), default=None)
        for year in members:
            of_others = {by for other, given in own.items() if other != row.number for by in given}
            if row.answer == "adopted" and not own[row.number] & of_others:
                stated = [by for by in own[row.number] if year in periods(by, answers, members)]
                assert row.adopted[year] == 100 * sum(amount(by, year) for by in stated)
    for year in members:
        adopted = [n for n, a in answers.items() if a == "adopted" and year in periods(n, answers, members)]
        assert sum(row.adopted[year] for row in shown.rows) == 100 * sum(amount(by, year) for by in adopted)
    costs = declines(shown, inputs.budget, inputs.register)
    for row in shown.rows[:3]:
        cost = costs[row.number]
        assert isinstance(cost, dict)
        without = amounts_of(allocation(inputs.budget, inputs.register, None, Scenario(without=row.numbers)))
        for year in members:
            more = sum(own[year] for own in without.values()) - sum(
                own[year] for n, own in paid.items() if n not in row.numbers
            )
            assert cost[year] == more
