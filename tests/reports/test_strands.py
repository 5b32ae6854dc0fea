"""The share of a result over several periods is that of their sum, wherever it is shown; and no two tables have one heading."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

import pytest
from hypothesis import given, settings
from msgspec.structs import replace

from lkt_alloc.engine.allocate import Allocation, allocate
from lkt_alloc.engine.model import Budget, Key, PartYear, Payer, Post
from lkt_alloc.engine.parts import ALL, AmountPart, RatePart, RestPart, SharePart
from lkt_alloc.engine.register import Register
from lkt_alloc.files.disk import embedded
from lkt_alloc.files.load import load
from lkt_alloc.language.sentences import Fixed, Ore
from lkt_alloc.language.words import Words
from lkt_alloc.render import text
from lkt_alloc.reports.blocks import POST, SHARE, Block, Heading, Table
from lkt_alloc.reports.case_note import CaseNote
from lkt_alloc.reports.compute import compute_report
from lkt_alloc.reports.explanation import Explained
from lkt_alloc.reports.page import page
from lkt_alloc.reports.placeholders import placeholders
from lkt_alloc.reports.shares import shares_table
from lkt_alloc.reports.strands import Strand, strands
from tests.acceptance.replay import ROOT
from tests.engine.strategies import LATER, PERIODS, THEN, Pair, key_of, register_of, sound_budgets
from tests.engine.strategies import text as named

ENGLISH = Words("en")
REGISTER = register_of(
    {"0101": {THEN: 700, LATER: 100}, "0102": {THEN: 200, LATER: 100}, "0103": {THEN: 100, LATER: 200}}
)
EVERYONE = tuple(REGISTER.municipalities)
BASE = key_of(
    EVERYONE,
    AmountPart(9_000_000, ALL, "equal"),
    RestPart(ALL, "population"),
)
"""90 000 kr equally, the rest by population."""
BY_PEOPLE = key_of(EVERYONE, SharePart(Fraction(1), ALL, "population"))


def shared(keys: dict[str, Key], *amounts: int, by_period: dict[str, str] | None = None) -> Allocation:
    """What everyone pays of one post that costs these amounts (kroner), by the first of the keys or another in some periods."""
    periods = dict(list(PERIODS.items())[: len(amounts)])
    costs = {period: amount * 100 for period, amount in zip(periods, amounts, strict=True)}
    payer = Payer(named("all"), next(iter(keys)), by_period or {})
    post = Post("1", named("post"), {"all": Fraction(1)}, costs, {}, None)
    budget = Budget(named("budget"), "nn", {}, periods, {"all": payer}, keys, (post,), {})
    return allocate(budget, REGISTER, list(periods))


def only(allocation: Allocation) -> Strand:
    (strand,) = strands(allocation)
    return strand


def shown(allocation: Allocation) -> list[list[str]]:
    """The cells of the column of shares, of each table of `compute`, of the page and of the placeholders; with the row of sums."""
    found = []
    for block in compute_report(allocation, [], "number", by_post=False):
        if isinstance(block, Table) and "Share" in (
            titles := [ENGLISH.title(column.title) for column in block.columns]
        ):
            column = titles.index("Share")
            found.append([ENGLISH.cell(row[column]) for row in (*block.rows, block.total)])
    return found


def test_the_share_is_that_of_the_sum_where_a_key_has_an_amount() -> None:
    strand = only(shared({"key": BASE}, 100_000, 900_000))
    paid = 2 * 30_000 + Fraction(7, 10) * (10_000 + 810_000)
    assert strand.share_of("0101") == paid / 1_000_000 == Fraction(634, 1000)
    assert sum(strand.shares.values()) == 1
    assert shown(strand.allocation) == [["63.400%", "22.400%", "14.200%", "100.000%"]]


def test_everyone_who_shows_a_share_shows_the_same_one() -> None:
    allocation = shared({"key": BASE}, 100_000, 900_000)
    (section,) = page(allocation, [], "number", by_post=False).sections
    place = section.kinds.index("percent")
    assert [ENGLISH.cell(entry.row[place]) for entry in section.entries] == ["63.400%", "22.400%", "14.200%"]
    assert ENGLISH.cell(section.total[place]) == "100.000%"
    (payer,) = placeholders(allocation, [], "0101", ENGLISH)["payers"]
    assert payer.share == "63.400000%"
    assert [period.share for period in payer.periods] == ["37.000000%", "66.333333…%"]
    assert [row.share for row in payer.rows] == ["63.400%", "22.400%", "14.200%"]
    assert "63.400%" in text.render(CaseNote(allocation, [], "0101").report(), ENGLISH)
    assert "37.000%" not in text.render(CaseNote(allocation, [], "0101").report(), ENGLISH)


def test_part_years_count_with_what_each_period_costs() -> None:
    key = replace(BY_PEOPLE, part_year=(PartYear("2018", ("0101",), Fraction(1, 7)),))
    strand = only(shared({"key": key}, 100_000, 300_000))
    assert strand.shares == {
        "0101": (Fraction(1, 4) + 3 * Fraction(7, 10)) / 4,
        "0102": (Fraction(1, 2) + 3 * Fraction(2, 10)) / 4,
        "0103": (Fraction(1, 4) + 3 * Fraction(1, 10)) / 4,
    }
    note = text.render(CaseNote(strand.allocation, [], "0101").report(), ENGLISH)
    assert "= 25.000000%" in note  # of the first period
    assert "= 70.000000%" in note  # and of the second


def test_a_key_with_the_same_share_in_every_period_has_it_in_the_sum_too_whatever_is_paid() -> None:
    for amounts in ((100_000, 900_000), (100_000, -100_000), (0, 0), (-5, -7)):
        assert only(shared({"key": BY_PEOPLE}, *amounts)).share_of("0101") == Fraction(7, 10)


@pytest.mark.parametrize("amounts", [(100_000, -500_000), (100_000, -200_000), (0, 0), (0,)])
def test_no_share_is_shown_where_there_is_none(amounts: Sequence[int]) -> None:
    allocation = shared({"key": BASE}, *amounts)
    strand = only(allocation)
    assert (dict(strand.shares), strand.share_of("0101")) == ({}, None)
    assert shown(allocation) == [["", "", "", ""]]
    (section,) = page(allocation, [], "number", by_post=False).sections
    assert [entry.row[section.kinds.index("percent")] for entry in section.entries] == [None] * 3
    assert placeholders(allocation, [], "0101", ENGLISH)["payers"][0].share == ""


def test_a_period_without_cost_and_refunds_count_as_they_are() -> None:
    assert only(shared({"key": BASE}, 0, 900_000)).share_of("0101") == Fraction(597_000, 900_000)
    assert only(shared({"key": BASE}, -100_000, -900_000)).share_of("0101") == Fraction(634, 1000)


def test_each_key_has_its_own_population_and_its_own_table() -> None:
    later = replace(BY_PEOPLE, name=named("later"), population_date=LATER)
    allocation = shared({"then": BY_PEOPLE, "later": later}, 100, 400, 400, by_period={"2020": "later"})
    assert shown(allocation) == [
        ["70.000%", "20.000%", "10.000%", "100.000%"],
        ["25.000%", "25.000%", "50.000%", "100.000%"],
    ]
    first, second = strands(allocation)
    assert (first.people, second.people, first.is_whole, second.is_whole) == (1000, 400, False, False)
    assert (first.total, second.total) == (50_000, 40_000)
    assert headings(compute_report(allocation, [], "number", by_post=False)) == [
        ("All shares together",),
        ("Shares of all (key), 2018 and 2019",),
        ("Shares of all (later), 2020",),
        ("What is to be shared",),
    ]


def test_what_nobody_pays_has_the_rest_of_the_percentages() -> None:
    rate = RatePart(Fraction(2_000_000), ALL, "equal")
    uncovered = key_of(EVERYONE, rate)
    uncovered = replace(uncovered, uncovered=True)
    assert shown(shared({"key": uncovered}, 100_000, 140_000)) == [
        ["16.667%", "16.667%", "16.666%", "50.000%", "100.000%"]
    ]
    assert shown(shared({"key": uncovered}, 50_000)) == [["40.000%", "40.000%", "40.000%", "-20.000%", "100.000%"]]
    assert shown(shared({"key": uncovered}, 50_000, 70_000)) == [
        ["33.334%", "33.333%", "33.333%", "0.000%", "100.000%"]
    ]


@settings(max_examples=20)
@given(sound_budgets())
def test_shares_of_the_sum_are_the_exact_amounts_of_the_totals(pair: Pair) -> None:
    for strand in strands(allocate(*pair, list(pair[0].periods))):
        for shares in strand.members:
            if strand.total:
                assert strand.share_of(shares[0].number) == sum(share.quota for share in shares) * 100 / strand.total
        table = shares_table(strand)
        place = [column.title for column in table.columns].index(SHARE)
        cells = [row[place] for row in table.rows]
        assert sum(cell.units for cell in cells if isinstance(cell, Fixed)) == 100_000


# No two tables of a result have the same headings


def headings(blocks: Sequence[Block]) -> list[tuple[str, ...]]:
    """The headings that each table stands below, from the outermost."""
    found, above = [], list[tuple[int, str]]()
    for block in blocks:
        if isinstance(block, Heading):
            above = [(level, said) for level, said in above if level < block.level]
            above.append((block.level, ENGLISH.title(block.text)))
        elif isinstance(block, Table):
            found.append(tuple(said for level, said in above if level > 1))
    return found


def budgets() -> Iterator[tuple[Budget, Register]]:
    """The built-in budget and all examples, each with its municipalities."""
    own, built_in = load(ROOT / "examples" / "municipalities.yaml").value, load(embedded("municipalities")).value
    assert isinstance(own, Register)
    assert isinstance(built_in, Register)
    for path in (embedded("budget"), *sorted((ROOT / "examples").glob("*.yaml"))):
        value = load(path).value
        if isinstance(value, Budget):
            yield value, built_in if path == embedded("budget") or "lkt" in path.name else own


def reports(allocation: Allocation) -> Iterator[Sequence[Block]]:
    for by_post, chart in ((False, False), (True, False), (False, True)):
        yield compute_report(allocation, [], "number", by_post=by_post, chart=chart)
    members = sorted(allocation.members)
    for number in {members[0], members[-1]} if members else ():
        yield Explained(allocation, [], number).report()
        yield CaseNote(allocation, [], number).report()
    sections = page(allocation, [], "number", by_post=True).sections
    yield [Heading(section.title) if n == 0 else Table((), (), (), 0) for section in sections for n in (0, 1)]


def is_told_apart(allocation: Allocation) -> None:
    for report in reports(allocation):
        found = headings(report)
        assert len(found) == len(set(found)), found


def test_no_two_tables_of_an_example_have_the_same_headings() -> None:
    """Of each that is a budget; which those are is known when all are read, not before the first test."""
    for budget, register in budgets():
        is_told_apart(allocate(budget, register, list(budget.periods)))


@settings(max_examples=20)
@given(sound_budgets())
def test_no_two_tables_of_any_budget_have_the_same_headings(pair: Pair) -> None:
    is_told_apart(allocate(*pair, list(pair[0].periods)))


def two_keys() -> Allocation:
    """One payer whose second post is shared by another key, of the same name; and then by that key alone."""
    allocation = shared({"one": BASE, "two": BY_PEOPLE}, 100_000, 400_000, 100_000, by_period={"2020": "two"})
    (post,) = allocation.budget.posts
    other = replace(post, id="2", keys={"all": "two"})
    return allocate(replace(allocation.budget, posts=(post, other)), REGISTER, ["2018", "2019", "2020"])


def test_two_keys_of_one_payer_are_told_apart_also_by_the_same_name() -> None:
    allocation = two_keys()
    is_told_apart(allocation)
    said = [said for (said,) in headings(compute_report(allocation, [], "number", by_post=False))]
    assert said == [
        "All shares together",
        "Shares of all (key, one), 2018 and 2019",
        "Shares of all (key, two), all periods",
        "What is to be shared",
    ]


def test_a_case_note_has_every_post_that_a_key_shares_in_some_period() -> None:
    first, second = (
        block
        for block in CaseNote(two_keys(), [], "0101").report()
        if isinstance(block, Table) and block.columns[0].title == POST and len(block.columns) > 4
    )
    assert [
        (row[0], *(cell.ore for cell in row[2:] if isinstance(cell, Ore))) for row in (*first.rows, *second.rows)
    ] == [
        ("1", 10_000_000, 40_000_000, 50_000_000),
        ("1", 0, 0, 10_000_000, 10_000_000),
        ("2", 10_000_000, 40_000_000, 10_000_000, 60_000_000),
    ]


@pytest.mark.parametrize("sort", ["number", "-amount", "population", "-name"])
def test_all_shares_together_are_in_the_order_that_was_asked_for(sort: str) -> None:
    allocation = two_keys()
    tables = [block for block in compute_report(allocation, [], sort, by_post=False) if isinstance(block, Table)]
    orders = {"number": "123", "-amount": "123", "population": "321", "-name": "321"}
    assert [[str(row[0])[-1] for row in table.rows] for table in tables[:-1]] == [list(orders[sort])] * 3
