"""What reports say, in words: of totals, ties, payers, roundings, and every step of an explanation."""

import re
from collections.abc import Mapping
from fractions import Fraction

import pytest
from hypothesis import given
from msgspec.structs import replace

from lkt_alloc.checks.catalogue import BY_CODE
from lkt_alloc.checks.outcome import Checked
from lkt_alloc.engine.allocate import Allocation, allocate
from lkt_alloc.engine.model import Budget, Key
from lkt_alloc.engine.parts import ALL, SharePart
from lkt_alloc.engine.register import Register, Source
from lkt_alloc.files.load import Loaded
from lkt_alloc.language.sentences import Ore, Text
from lkt_alloc.language.words import Words
from lkt_alloc.render import github, markdown, text
from lkt_alloc.reports.blocks import Bars, Table
from lkt_alloc.reports.compute import compute_report
from lkt_alloc.reports.explanation import Explained
from lkt_alloc.reports.rule_pages import rule_list, rule_page
from lkt_alloc.reports.shares import SORTS
from tests.acceptance.replay import ROOT
from tests.cli.inside import inside
from tests.engine.strategies import THEN, Pair, budget_of, key_of, register_of, sound_budgets

ENGLISH = Words("en")
HALF = Fraction(1, 2)
REGISTER = register_of({"0101": {THEN: 100}, "0102": {THEN: 200}, "0103": {THEN: 300}})
EVERYONE = ("0101", "0102", "0103")
BY_PEOPLE = SharePart(Fraction(1), ALL, "population")


def shared(budget: Budget, register: Register = REGISTER) -> Allocation:
    return allocate(budget, register, list(budget.periods))


def computed(budget: Budget, register: Register = REGISTER, *, by_post: bool = False) -> str:
    return text.render(compute_report(shared(budget, register), [], "number", by_post=by_post), ENGLISH)


def explained(budget: Budget, number: str, register: Register = REGISTER) -> str:
    return text.render(Explained(shared(budget, register), [], number).report(), ENGLISH)


def one_payer(key: Key, *amounts: int) -> Budget:
    return budget_of({"all": key}, *(({"all": 1}, amount, 0) for amount in amounts))


def test_a_tie_is_named_with_those_it_decided_among() -> None:
    said = computed(one_payer(key_of(EVERYONE), 100))
    assert "equal remainders decided the rounding for name 0101 (0101), name 0102 (0102) and name 0103 (0103);" in said
    assert "No equal remainders" not in said
    assert "No equal remainders decided the rounding." in computed(one_payer(key_of(EVERYONE), 300))


def test_who_shares_with_several_payers_is_told_first_what_that_is_in_all() -> None:
    keys = {"a": key_of(EVERYONE), "b": key_of(("0101",))}
    for refund, answer in ((-40_00, "2018: NOK 60 to pay in all"), (-140_00, "2018: NOK 40 to get in all")):
        budget = budget_of(keys, ({"a": 1}, 300_00, 0), ({"b": 1}, refund, 0))
        said = explained(budget, "0101").replace("\N{NO-BREAK SPACE}", " ").split("\n\n")
        assert (said[1], said[2].count("\n")) == (answer, 1)
        assert "in all" not in explained(budget, "0102")


def test_a_tie_between_payers_is_named_and_derived() -> None:
    budget = budget_of({"a": key_of(EVERYONE), "b": None}, ({"a": HALF, "b": HALF}, 300, 0))
    assert "remainders alone did not decide which payer" in computed(budget)
    said = explained(budget, "0101")
    assert "remainders alone did not decide which payer" in said
    assert "The exact amount to be paid by a is NOK\xa01.50; a payer's total is rounded once, to NOK\xa02." in said


def test_posts_finer_than_the_rounding_are_said_to_be() -> None:
    budget = one_payer(key_of(EVERYONE, rounding="1000 kr"), 50_000, 50_000)
    assert "Budget items have smaller units than the rounding" in computed(budget, by_post=True)
    assert "Budget items have smaller" not in computed(one_payer(key_of(EVERYONE), 30_000), by_post=True)


@pytest.mark.parametrize("number", EVERYONE)
def test_an_explanation_says_who_gets_the_odd_krone_and_why(number: str) -> None:
    said = explained(one_payer(key_of(EVERYONE, BY_PEOPLE), 10_000), number)
    amounts = {"0101": "17", "0102": "33", "0103": "50"}
    assert said.count(f"NOK\xa0{amounts[number]}") >= 2
    assert "The one with the largest remainder pays NOK\xa01 more." in said
    assert ("by remainder, and pays NOK\xa01 more: NOK" in said) == (number == "0101")


def test_an_equal_part_and_a_part_for_one_are_explained_in_their_own_words() -> None:
    parts = (SharePart(HALF, ("0101",), "equal"), SharePart(HALF, ALL, "equal"))
    said = explained(one_payer(key_of(EVERYONE, *parts), 60_000), "0101")
    assert "Part 1: 50% goes to name 0101 alone." in said
    assert "Part 2: 50% goes to 3 municipalities in equal shares, name 0101 being one." in said
    assert "50% = 1 / 2 = 50.000000%" in said
    assert "50% × 1 / 3 = 1 / 6 = 16.666666…%" in said
    assert "Together: 2 / 3 = 66.666666…%" in said
    assert "NOK\xa0600 × 2 / 3 = NOK\xa0400" in said
    assert "So name 0101 pays NOK\xa0400." in said


def test_a_refund_is_explained_as_the_mirror_of_a_payment() -> None:
    said = explained(one_payer(key_of(EVERYONE, BY_PEOPLE), -10_000), "0101")
    assert "2018: NOK\xa017 back, of the amount to be refunded to all" in said
    assert "What is to be shared is a refund of NOK\xa0100." in said
    assert "NOK\xa0100 × 1 / 6 = NOK\xa050 / 3 = NOK\xa016.666666…" in said
    assert "Rounded down to the nearest whole krone: NOK\xa016, with a remainder of NOK\xa00.666666…." in said
    assert "add up to NOK\xa099. The total is NOK\xa0100, so NOK\xa01 is left." in said
    assert "The one with the largest remainder gets NOK\xa01 more back." in said
    assert "Name 0101 is number 1 of 3 by remainder, and gets NOK\xa01 more back: NOK\xa017." in said


def test_a_tie_is_explained_to_whoever_was_in_it() -> None:
    budget = one_payer(key_of(EVERYONE), 100)
    assert "Several have equal remainders; the lower municipality number goes first" in explained(budget, "0102")
    assert "Name 0102 is number 2 of 3 by remainder, and pays NOK\xa00." in explained(budget, "0102")


def test_a_municipality_that_pays_for_two_payers_is_told_of_both() -> None:
    budget = budget_of({"a": key_of(EVERYONE), "b": key_of(EVERYONE)}, ({"a": HALF, "b": HALF}, 60_000, 0))
    said = explained(budget, "0101")
    assert "NOK\xa0100 of the amount to be paid by a" in said
    assert said.count("NOK\xa0100 of the amount to be paid by b") == 1
    assert "\n\n2018: a\n" in said
    assert "\n\n2018: b\n" in said


def test_sources_of_key_posts_and_populations_are_named() -> None:
    budget = one_payer(key_of(EVERYONE, BY_PEOPLE), 30_000)
    sources = {
        "agreement": Source(Text({"": "The agreement"}), Text({"": "The council"})),
        "plan": Source(Text({"": "The plan"})),
    }
    budget = replace(
        budget,
        sources=sources,
        keys={"all": replace(budget.keys["all"], source="agreement")},
        posts=tuple(replace(post, source="plan") for post in budget.posts),
    )
    for source, said in (
        (Source(Text({"": "Count"})), "Count."),
        (Source(Text({"": "Count"}), Text({"": "SSB"}), Text({"": "7"})), "SSB, table 7."),
    ):
        register = replace(REGISTER, sources={"ssb": source}, population_sources={THEN: "ssb"})
        printed = explained(budget, "0101", register)
        assert "Source: The agreement, The council." in printed
        assert "Source: The plan." in printed
        assert f": {said}" in printed
    assert "Population on 1\xa0January 2018." in explained(budget, "0101")


def test_kroner_per_head_are_left_out_where_a_population_is_not_known() -> None:
    register = register_of({"0101": {THEN: 100}, "0102": {}, "0103": {THEN: 300}})
    rows = computed(one_payer(key_of(EVERYONE), 30_000), register).splitlines()
    assert next(row for row in rows if row.startswith("0102")).split()[-2:] == ["33.333%", "100"]
    assert next(row for row in rows if row.lstrip().startswith("Sum") and "100.000%" in row).split()[-1] == "300"


def test_an_unknown_order_is_none_of_ours() -> None:
    assert {name.removeprefix("-") for name in SORTS} == {"number", "name", "committee", "population", "amount"}


@pytest.mark.parametrize("sort", [sign + name for name in SORTS for sign in ("", "-")])
def test_every_order_shows_everyone_once(sort: str) -> None:
    printed, code = inside(["compute", "2019", "--sort", sort, "--lang", "nb"], ROOT)
    numbers = re.findall(r"^(\d{4})  [A-ZÆØÅ]", printed, re.MULTILINE)
    assert (code, len(numbers), len(set(numbers))) == (0, 24, 24)
    names = [line.split()[1] for line in printed.splitlines() if re.match(r"\d{4}  [A-ZÆØÅ]", line)]
    if sort == "name":
        assert names[-1] == "Øygarden"
    if sort == "-name":
        assert names[0] == "Øygarden"


@given(sound_budgets())
def test_every_sound_budget_can_be_reported_and_explained_in_every_language(pair: Pair) -> None:
    budget, register = pair
    allocation = allocate(budget, register, list(budget.periods))
    for words in map(Words, ("nn", "nb", "en")):
        for by_post in (False, True):
            assert text.render(compute_report(allocation, [], "-amount", by_post=by_post), words)
        for number in sorted(allocation.members)[:2]:
            assert text.render(Explained(allocation, [], number).report(), words)


def test_a_step_summary_without_findings_says_how_much_was_looked_at(loaded: Mapping[str, Loaded]) -> None:
    said = "## lkt-alloc check\n\nNo findings. Files checked: 2.\n"
    assert github.summary(Checked(tuple(loaded.values()), ()), ENGLISH) == said
    assert github.summary(Checked((), ()), ENGLISH) == "## lkt-alloc check\n\nNo file was checked.\n"


def test_rules_have_a_list_and_pages() -> None:
    listed = text.render(rule_list(list(BY_CODE.values())), ENGLISH)
    assert all(f"{rule.code}  {rule.name} " in listed for rule in BY_CODE.values())
    assert markdown.render(rule_list([BY_CODE["LKT301"]]), ENGLISH).endswith(
        "| The budget items agree with the control totals |\n"
    )
    page = text.render(rule_page(BY_CODE["LKT301"]), ENGLISH)
    assert "Can be acknowledged with a reason." in page
    assert "Cannot be acknowledged." in text.render(rule_page(BY_CODE["LKT303"]), ENGLISH)


def test_committees_have_a_column_where_somebody_has_one(budget: Budget, register: Register) -> None:
    without = {n: replace(m, committee="") for n, m in register.municipalities.items()}
    for known, columns in ((register, 7), (replace(register, municipalities=without), 6)):
        table = compute_report(allocate(budget, known, ["2019"]), [], "number", by_post=False)[2]
        assert isinstance(table, Table)
        assert len(table.columns) == columns
        assert {len(row) for row in (*table.rows, table.total)} == {columns}


def test_a_chart_has_the_sums_of_all_periods_as_bars(budget: Budget, register: Register) -> None:
    for periods, bergen in ((["2019"], 76_250_000), (["2018", "2019"], 81_875_000)):
        allocation = allocate(budget, register, periods)
        blocks = compute_report(allocation, [], "-amount", by_post=False, chart=True)
        table = blocks[2]
        assert isinstance(table, Table)
        assert table.bars == Bars(1, always=True)
        assert table.bar_amounts()[0] == bergen
        assert sum(table.bar_amounts()) == sum(period.divisions[0].total for period in allocation.periods)
        assert table.total[1] == Ore(sum(table.bar_amounts()))
