"""A result for programs: the fields of JSON and the rows of CSV, which others depend on."""

import csv
import hashlib
import json
from collections.abc import Mapping, Sequence
from fractions import Fraction
from io import StringIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from lkt_alloc.engine.allocate import Allocation, allocate
from lkt_alloc.engine.apportion import METHOD, TABLE_METHOD
from lkt_alloc.engine.keys import at_population_date
from lkt_alloc.engine.model import Budget
from lkt_alloc.engine.parts import SharePart
from lkt_alloc.engine.post_table import post_table
from lkt_alloc.engine.register import Register
from lkt_alloc.files.disk import embedded
from lkt_alloc.files.load import Loaded
from lkt_alloc.language.words import Words
from lkt_alloc.render.csv import render
from lkt_alloc.reports.record import (
    COMPUTE_FORMAT,
    CSV_HEADER,
    CSV_HEADER_BY_POST,
    EXPLAIN_FORMAT,
    compute_record,
    csv_rows,
    decimal_share,
    explain_record,
    fraction,
    kroner,
)
from tests.engine.strategies import LATER, THEN, Pair, budget_of, key_of, register_of, sound_budgets

DIVISION = {
    "period": str, "payer": str, "key": str, "rounding": str, "population_date": str, "method": str,
    "total_ore": int, "left_ore": int, "rounded_off_ore": int, "absent": list, "units_left": int, "tied": list, "payer_tie": bool,
}  # fmt: skip
FIELDS: dict[str, dict[str, type]] = {
    "inputs": {"name": str, "sha256": str},
    "periods": {"period": str, "from": str, "to": str},
    "payers": {
        "period": str, "payer": str, "total_ore": int, "covered_ore": int, "external_ore": int,
        "increase_ore": int, "tie": bool,
    },
    "divisions": DIVISION,
    "shares": {
        "period": str, "payer": str, "key": str, "number": str, "name": str, "population": int, "share": str, "quota": str,
        "amount_ore": int, "amount": str,
    },
    "cells": {"period": str, "payer": str, "key": str, "post": str, "number": str, "amount_ore": int, "amount": str},
    "posts": {
        "post": str, "total_ore": int, "covered_ore": int, "external_ore": int, "increase_ore": int, "share": str,
        "paid_ore": int,
    },
    "parts": {
        "part": int, "kind": str, "share": str, "by": str, "members": int, "weight": int, "weight_sum": int, "size": str,
        "size_sum": str, "exact": str,
    },
}  # fmt: skip
EXPLAINED = DIVISION | {
    "posts": list, "parts": list, "limits": list, "population": int, "share": str, "quota": str, "floor_ore": int, "remainder": str,
    "rank": int, "of": int, "extra_ore": int, "amount_ore": int, "amount": str,
}  # fmt: skip


@pytest.fixture(scope="session")
def inputs(loaded: Mapping[str, Loaded]) -> Sequence[Loaded]:
    return list(loaded.values())


@pytest.fixture(scope="session")
def allocation(budget: Budget, register: Register) -> Allocation:
    return allocate(budget, register, ["2018", "2019"])


@pytest.fixture
def record(allocation: Allocation, inputs: Sequence[Loaded]) -> dict[str, Any]:
    return compute_record(allocation, inputs, by_post=True)


def types_of(record: Mapping[str, object]) -> list[tuple[str, type]]:
    """Field names in their order, each with the type of its value."""
    return [(field, type(value)) for field, value in record.items()]


def read_back(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text, newline="")))


def one_division(rounding: str = "1 kr") -> Allocation:
    """10 kr shared equally by two, of whom only one has a population; and a payer that shares with nobody."""
    register = register_of({"0101": {}, "0102": {THEN: 7}})
    key = key_of(("0102", "0101"), rounding=rounding)
    half = Fraction(1, 2)
    budget = budget_of({"towns": key, "state": None}, ({"towns": half, "state": half}, 2_000, 0), ({"state": 1}, 50, 0))
    return allocate(budget, register, ["2018"])


# JSON of compute


def test_a_result_has_these_fields_in_this_order(record: dict[str, Any]) -> None:
    assert types_of(record) == [
        ("format", str), ("method", str), ("rounding", str), ("population_date", str), ("what_if", list), ("inputs", list),
        ("periods", list), ("payers", list), ("divisions", list), ("shares", list), ("table_method", str), ("cells_from_rounded", bool),
        ("cells", list),
    ]  # fmt: skip


@pytest.mark.parametrize("table", ["inputs", "periods", "payers", "divisions", "shares", "cells"])
def test_a_row_of_a_result_has_these_fields_in_this_order(table: str, record: dict[str, Any]) -> None:
    assert record[table]
    for row in record[table]:
        assert types_of(row) == list(FIELDS[table].items())


def test_only_a_result_by_post_has_cells(
    allocation: Allocation, inputs: Sequence[Loaded], record: dict[str, Any]
) -> None:
    del record["table_method"], record["cells_from_rounded"], record["cells"]
    assert compute_record(allocation, inputs, by_post=False) == record


def test_a_result_names_its_format_its_methods_and_what_it_was_made_from(record: dict[str, Any]) -> None:
    assert (record["format"], record["method"], record["table_method"]) == (COMPUTE_FORMAT, METHOD, TABLE_METHOD)
    assert (COMPUTE_FORMAT, EXPLAIN_FORMAT) == ("lkt-alloc/compute/2", "lkt-alloc/explain/1")
    assert (METHOD, TABLE_METHOD) == ("largest-remainder/1", "controlled-rounding/1")
    files = [embedded("budget"), embedded("municipalities")]
    assert record["inputs"] == [
        {"name": f"the built-in {file.name}", "sha256": hashlib.sha256(file.read_bytes()).hexdigest()} for file in files
    ]


def test_a_result_states_periods_payers_and_divisions(record: dict[str, Any]) -> None:
    assert record["periods"] == [
        {"period": "2018", "from": "2018-08-01", "to": "2018-12-31"},
        {"period": "2019", "from": "2019-01-01", "to": "2019-12-31"},
    ]
    assert [tuple(payer.values()) for payer in record["payers"]] == [
        ("2018", "hospitals", 42_000_000, 34_250_000, 0, 7_750_000, False),
        ("2018", "municipalities", 29_000_000, 17_750_000, 0, 11_250_000, False),
        ("2019", "hospitals", 123_500_000, 0, 0, 123_500_000, False),
        ("2019", "municipalities", 152_500_000, 0, 0, 152_500_000, False),
    ]
    assert [tuple(division.values())[:7] for division in record["divisions"]] == [
        ("2018", "municipalities", "lkt", "1 kr", "2018-01-01", METHOD, 11_250_000),
        ("2019", "municipalities", "lkt", "1 kr", "2018-01-01", METHOD, 152_500_000),
    ]


def test_shares_are_those_of_the_engine(record: dict[str, Any], allocation: Allocation) -> None:
    assert [(row["period"], row["payer"], row["number"], row["amount_ore"]) for row in record["shares"]] == [
        (period.id, division.payer, share.number, share.amount)
        for period in allocation.periods
        for division in period.divisions
        for share in division.shares
    ]
    assert record["shares"][24] == {
        "period": "2019",
        "payer": "municipalities",
        "key": "lkt",
        "number": "1201",
        "name": "Bergen",
        "population": 279_792,
        "share": "1/2",
        "quota": "762500/1",
        "amount_ore": 76_250_000,
        "amount": "762500.00",
    }


def test_cells_are_those_of_the_engine(record: dict[str, Any], allocation: Allocation) -> None:
    expected = []
    for period in allocation.periods:
        for division in period.divisions:
            for row, cells in zip(period.posts, post_table(period, division).cells, strict=True):
                expected += [
                    (period.id, division.payer, "lkt", row.post.id, share.number, cell, kroner(cell))
                    for share, cell in zip(division.shares, cells, strict=True)
                    if "municipalities" in row.post.paid_by
                ]
    assert [tuple(cell.values()) for cell in record["cells"]] == expected


def test_units_left_and_ties_are_stated_for_each_division() -> None:
    (division,) = compute_record(one_division(), [], by_post=False)["divisions"]
    assert (division["units_left"], division["tied"]) == (0, [])
    key = key_of(("0102", "0101"), rounding="1 kr")
    odd = allocate(budget_of({"all": key}, ({"all": 1}, 500, 0)), register_of({"0101": {}, "0102": {}}), ["2018"])
    (division,) = compute_record(odd, [], by_post=False)["divisions"]
    assert (division["units_left"], division["tied"]) == (1, ["0101", "0102"])


def test_a_tie_between_payers_and_an_unknown_population_are_stated() -> None:
    result = compute_record(one_division(), [], by_post=False)
    assert [payer["tie"] for payer in result["payers"]] == [False, False]
    assert [share["population"] for share in result["shares"]] == [None, 7]
    half = Fraction(1, 2)
    odd = allocate(budget_of({"a": None, "b": None}, ({"a": half, "b": half}, 100, 0)), register_of({}), ["2018"])
    assert [payer["tie"] for payer in compute_record(odd, [], by_post=False)["payers"]] == [True, True]


def test_rounding_and_population_date_are_null_when_keys_differ_in_them(budget: Budget, register: Register) -> None:
    people = SharePart(Fraction(1), "all", "population")
    keys = {unit[0]: key_of(("1201",), people, rounding=unit[1]) for unit in (("a", "1 kr"), ("b", "10 kr"))}
    other = budget_of(keys, ({"a": 1}, 1_000, 0), ({"b": 1}, 1_000, 0))
    result = compute_record(allocate(other, register, ["2018"]), [], by_post=False)
    assert (result["rounding"], result["population_date"]) == (None, "2018-01-01")

    keys["b"] = replace(keys["a"], population_date=LATER)
    other = budget_of(keys, ({"a": 1}, 1_000, 0))
    result = compute_record(allocate(other, register, ["2018"]), [], by_post=False)
    assert (result["rounding"], result["population_date"]) == ("1 kr", None)

    unshared = budget_of({"a": None}, ({"a": 1}, 1_000, 0))
    result = compute_record(allocate(unshared, register, ["2018"]), [], by_post=True)
    assert (result["rounding"], result["population_date"]) == (None, None)
    assert (result["divisions"], result["shares"], result["cells"]) == ([], [], [])


def test_another_population_date_is_stated(budget: Budget, register: Register) -> None:
    changed = allocate(at_population_date(budget, LATER), register, ["2019"])
    result = compute_record(changed, [], by_post=False)
    assert result["population_date"] == "2019-01-01"
    assert sum(share["population"] for share in result["shares"]) == 456_024


@given(sound_budgets())
def test_a_result_survives_json_and_holds_no_float(pair: Pair) -> None:
    result = compute_record(allocate(*pair, list(pair[0].periods)), [], by_post=False)
    text = json.dumps(result)
    assert json.loads(text, parse_float=pytest.fail) == result


# JSON of explain


def test_an_explanation_has_these_fields_in_this_order(allocation: Allocation, inputs: Sequence[Loaded]) -> None:
    result = explain_record(allocation, inputs, "1243")
    assert types_of(result) == [
        ("format", str), ("method", str), ("what_if", list), ("inputs", list), ("number", str), ("name", str), ("shares", list),
    ]  # fmt: skip
    assert (result["format"], result["method"]) == (EXPLAIN_FORMAT, METHOD)
    assert (result["number"], result["name"]) == ("1243", "Os")
    assert types_of(result["inputs"][1]) == list(FIELDS["inputs"].items())
    assert [share["period"] for share in result["shares"]] == ["2018", "2019"]
    for share in result["shares"]:
        assert types_of(share) == list(EXPLAINED.items())
        for table in ("posts", "parts"):
            assert [types_of(row) for row in share[table]] == [list(FIELDS[table].items())] * len(share[table])


def test_an_explanation_repeats_the_steps_of_the_engine(allocation: Allocation) -> None:
    explained = explain_record(allocation, [], "1243")["shares"]
    for said, (period, division, share) in zip(explained, allocation.shares_of("1243"), strict=True):
        assert (said["period"], said["payer"], said["total_ore"]) == (period.id, division.payer, division.total)
        assert (said["floor_ore"], said["amount_ore"]) == (share.floor, share.amount)
        assert (said["rank"], said["of"], said["units_left"]) == (share.rank, 24, division.units_left)
        assert said["floor_ore"] + said["extra_ore"] == said["amount_ore"]
        assert Fraction(said["share"]) * division.total / 100 == Fraction(said["quota"])
        assert said["floor_ore"] + Fraction(said["remainder"]) * 100 == Fraction(said["quota"]) * 100
        assert said["amount"] == kroner(share.amount)


def test_an_explanation_lists_the_posts_that_the_payer_pays_for(allocation: Allocation) -> None:
    first, second = explain_record(allocation, [], "1201")["shares"]
    assert [tuple(post.values()) for post in first["posts"]] == [
        ("1.3", 14_000_000, 14_000_000, 0, 0, "1/1", 0),
        ("1.4.2", 10_000_000, 0, 0, 10_000_000, "1/1", 10_000_000),
        ("1.5", 7_500_000, 7_500_000, 0, 0, "1/2", 0),
        ("1.6", 2_500_000, 0, 0, 2_500_000, "1/2", 1_250_000),
    ]
    assert sum(post["paid_ore"] for post in second["posts"]) == second["total_ore"]


def test_an_explanation_lists_the_parts_of_the_key(allocation: Allocation) -> None:
    parts = {
        number: explain_record(allocation, [], number)["shares"][0]["parts"] for number in ("1201", "1243", "1232")
    }
    assert [tuple(part.values())[:7] for part in parts["1201"]] == [(1, "share", "1/2", "equal", 1, 1, 1)]
    assert [tuple(part.values())[:7] for part in parts["1243"]] == [
        (2, "share", "1/2", "population", 23, 20_573, 174_081)
    ]
    assert [tuple(part.values())[:7] for part in parts["1232"]] == [(2, "share", "1/2", "population", 23, 931, 174_081)]


@given(sound_budgets())
def test_the_posts_of_an_explanation_add_up_to_what_the_payer_pays(pair: Pair) -> None:
    allocation = allocate(*pair, list(pair[0].periods))
    for number in allocation.members:
        for share in explain_record(allocation, [], number)["shares"]:
            assert sum(post["paid_ore"] for post in share["posts"]) == share["total_ore"]


# CSV


@pytest.mark.parametrize(("by_post", "header"), [(False, CSV_HEADER), (True, CSV_HEADER_BY_POST)])
def test_csv_follows_rfc_4180(allocation: Allocation, by_post: bool, header: tuple[str, ...]) -> None:
    text = render((header, csv_rows(allocation, by_post=by_post)), Words("en"))
    lines = text.split("\r\n")
    assert lines[0] == ",".join(header)
    assert lines.pop() == ""
    assert "\n" not in "".join(lines)
    assert len(lines) == 1 + 2 * 24 * (4 if by_post else 1)


def test_csv_read_back_has_the_amounts_of_the_engine(allocation: Allocation, record: dict[str, Any]) -> None:
    rows = read_back(render((CSV_HEADER, csv_rows(allocation, by_post=False)), Words("en")))
    assert [
        (*(row[f] for f in ("period", "payer", "key", "number", "name")), int(row["population"]), row["amount"])
        for row in rows
    ] == [
        tuple(share[f] for f in ("period", "payer", "key", "number", "name", "population", "amount"))
        for share in record["shares"]
    ]
    totals = {"2018": 112_500, "2019": 1_525_000}
    for row, share in zip(rows, record["shares"], strict=True):
        approximately = Fraction(row["share"]) * totals[row["period"]]
        assert abs(approximately - Fraction(share["quota"])) < Fraction(1, 2)
        assert abs(approximately - Fraction(row["amount"])) < 1


def test_a_name_with_commas_and_quotes_is_read_back_whole(budget: Budget, register: Register) -> None:
    name = 'Os, "Hordaland"'
    municipalities = {**register.municipalities, "1243": replace(register.municipalities["1243"], name=name)}
    changed = allocate(budget, replace(register, municipalities=municipalities), ["2019"])
    rows = read_back(render((CSV_HEADER, csv_rows(changed, by_post=False)), Words("en")))
    assert [row["name"] for row in rows if row["number"] == "1243"] == [name]


def test_csv_by_post_read_back_has_the_cells_of_the_engine(allocation: Allocation, record: dict[str, Any]) -> None:
    rows = read_back(render((CSV_HEADER_BY_POST, csv_rows(allocation, by_post=True)), Words("en")))
    fields = ("period", "payer", "key", "post", "number", "amount")
    assert [tuple(row[f] for f in fields) for row in rows] == [
        tuple(cell[f] for f in fields) for cell in record["cells"]
    ]
    members = {share["number"]: (share["name"], str(share["population"])) for share in record["shares"]}
    assert all((row["name"], row["population"]) == members[row["number"]] for row in rows)


def test_an_unknown_population_is_an_empty_cell() -> None:
    assert list(csv_rows(one_division("øre"), by_post=False)) == [
        ("2018", "towns", "towns", "0101", "name 0101", "", "0.500000000000", "5.00"),
        ("2018", "towns", "towns", "0102", "name 0102", 7, "0.500000000000", "5.00"),
    ]


@given(sound_budgets())
def test_csv_shares_are_within_half_a_digit_of_the_exact_ones(pair: Pair) -> None:
    allocation = allocate(*pair, ["2018"])
    rows = read_back(render((CSV_HEADER, csv_rows(allocation, by_post=False)), Words("en")))
    shares = [share for division in allocation.periods[0].divisions for share in division.shares]
    for row, share in zip(rows, shares, strict=True):
        assert abs(Fraction(row["share"]) - share.share) <= Fraction(1, 2 * 10**12)
        assert Fraction(row["amount"]) * 100 == share.amount


# Notation


@pytest.mark.parametrize(
    ("ore", "text"),
    [
        (0, "0.00"),
        (5, "0.05"),
        (-5, "-0.05"),
        (50, "0.50"),
        (100, "1.00"),
        (-100, "-1.00"),
        (9_011_300, "90113.00"),
        (10**17 + 1, "1000000000000000.01"),
    ],
)
def test_kroner_have_two_decimals_and_a_point(ore: int, text: str) -> None:
    assert kroner(ore) == text


@given(st.integers())
def test_kroner_are_exact(ore: int) -> None:
    assert Fraction(kroner(ore)) * 100 == ore


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (Fraction(0), "0.000000000000"),
        (Fraction(1), "1.000000000000"),
        (Fraction(1, 3), "0.333333333333"),
        (Fraction(2, 3), "0.666666666667"),
        (Fraction(1, 2 * 10**12), "0.000000000001"),
        (Fraction(1, 2 * 10**12 + 1), "0.000000000000"),
        (Fraction(10**13 - 1, 10**13), "1.000000000000"),
    ],
)
def test_a_decimal_share_has_twelve_digits_rounded_half_up(share: Fraction, text: str) -> None:
    assert decimal_share(share) == text


@pytest.mark.parametrize(
    ("value", "text"), [(Fraction(5), "5/1"), (Fraction(), "0/1"), (Fraction(6, 4), "3/2"), (Fraction(-1, 3), "-1/3")]
)
def test_a_fraction_is_in_lowest_terms_with_its_denominator(value: Fraction, text: str) -> None:
    assert fraction(value) == text
