"""Rows for programs can be told apart, whatever keys a payer has: of every command, in every format that machines read."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from msgspec.structs import replace

from lkt_alloc.engine.allocate import Allocation, allocate
from lkt_alloc.engine.invoice import InvoiceTerms, invoice_list, settlement_list
from lkt_alloc.engine.model import Budget, Payer
from lkt_alloc.engine.register import Register
from lkt_alloc.engine.scenario import Actual
from lkt_alloc.engine.settlement import Settlement, settle
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import Ore, Text
from lkt_alloc.language.words import Words
from lkt_alloc.render import text
from lkt_alloc.reports.compute import compute_listing
from lkt_alloc.reports.explanation import Explained
from lkt_alloc.reports.invoice import Invoiced
from lkt_alloc.reports.results import Computed
from lkt_alloc.reports.rows import compute_rows, compute_rows_by_post
from lkt_alloc.reports.settlement import Settled
from tests.acceptance.test_fields import budgets
from tests.engine.strategies import budget_of, key_of, register_of

ENGLISH = Words("en")
PLACE = ("period", "payer", "key", "number")


NAMES = ("first", "second", "third")


def three_keys() -> tuple[Budget, Register]:
    """One payer with a key of the same name for each of three posts, one of them to 1000 kr; and one that pays a part of the first."""
    keys = {name: replace(key_of(("A", "B")), name=Text({"": "by weight"})) for name in ("k1", "k2")}
    keys |= {"k3": replace(keys["k1"], members=("A", "B", "C"), rounding="1000 kr"), "r": key_of(("A",))}
    posts = ({"m": Fraction(1, 2), "r": Fraction(1, 2)}, 1_370_980_00, 0), ({"m": 1}, 572_870_00, 0)
    budget = budget_of({"m": None, "r": None, **keys}, *posts, ({"m": 1}, 411_000_00, 0))
    first, *others = (replace(post, name=Text({"": name})) for post, name in zip(budget.posts, NAMES, strict=True))
    shared = (first, *(replace(post, keys={"m": f"k{n}"}) for n, post in enumerate(others, start=2)))
    payers = {name: Payer(Text({"": name}), key) for name, key in (("m", "k1"), ("r", "r"))}
    budget = replace(budget, keys=keys, payers=payers, posts=shared)
    return budget, register_of({number: {} for number in "ABC"})


def all_budgets() -> Iterator[tuple[Budget, Register]]:
    yield three_keys()
    yield from ((budget, register) for budget, register, _ in budgets())


@pytest.fixture(scope="module")
def allocations() -> list[Allocation]:
    return [allocate(budget, register, list(budget.periods)) for budget, register in all_budgets()]


def assert_told_apart(rows: Sequence[Mapping[str, Any]], *fields: str) -> None:
    names = Counter(tuple(row[field] for field in (*PLACE, *fields)) for row in rows)
    assert [name for name, count in names.items() if count > 1] == []


def computed(allocation: Allocation, *, by_post: bool) -> Computed:
    return Computed(allocation, [], ENGLISH, "number", by_post=by_post, chart=False)


def csv_of(result: Any) -> list[dict[str, Any]]:
    header, rows = result.rows()
    return [dict(zip(header, row, strict=True)) for row in rows]


@pytest.mark.parametrize("by_post", [False, True])
def test_rows_of_compute_are_told_apart(allocations: list[Allocation], by_post: bool) -> None:
    post = ("post",) if by_post else ()
    for allocation in allocations:
        result = computed(allocation, by_post=by_post)
        in_python = list(compute_rows_by_post(allocation) if by_post else compute_rows(allocation))
        in_json, in_csv = result.record()["cells" if by_post else "shares"], csv_of(result)
        for rows in (in_python, in_json, in_csv):
            assert_told_apart(rows, *post)
        fields = (*PLACE, *post)
        assert [[row[f] for f in fields] for row in in_python] == [[row[f] for f in fields] for row in in_json]
        assert [[row[f] for f in fields] for row in in_csv] == [[row[f] for f in fields] for row in in_json]
        listing = compute_listing(allocation, by_post=by_post)
        names = Counter(tuple(map(ENGLISH.cell, row[:-2])) for row in listing.rows)
        assert max(names.values()) == 1


def test_rows_of_an_explanation_are_told_apart(allocations: list[Allocation]) -> None:
    for allocation in allocations:
        for number in sorted(allocation.members)[:3]:
            record = Explained(allocation, [], number).record()
            assert_told_apart([row | {"number": number} for row in record["shares"]])


def first_period(allocation: Allocation) -> Allocation:
    return allocate(allocation.budget, allocation.register, list(allocation.budget.periods)[:1])


def invoiced(allocation: Allocation, **terms: Any) -> Invoiced:
    return Invoiced(allocation, [], ENGLISH, invoice_list(allocation, InvoiceTerms(**terms)))


@pytest.mark.parametrize("by_key", [False, True])
def test_rows_of_invoices_are_told_apart_and_so_are_invoices(allocations: list[Allocation], by_key: bool) -> None:
    for allocation in map(first_period, allocations):
        result = invoiced(allocation, instalments=2, by_key=by_key)
        in_json, in_csv = result.record()["invoices"], csv_of(result)
        assert_told_apart([row | {"period": ""} for row in in_json], "instalment")
        assert_told_apart(in_csv, "instalment")
        texts = Counter((row["number"], row["text"]) for row in in_csv)
        assert max(texts.values(), default=1) == 1
        if not by_key:
            assert max(Counter((row["payer"], row["number"], row["instalment"]) for row in in_json).values()) == 1


def test_there_is_one_invoice_for_each_payer_and_member_and_it_names_its_posts() -> None:
    allocation = allocate(*three_keys(), ["2018"])
    made = invoiced(allocation, instalments=2)
    # C shares by a key in thousands only, and so do its instalments
    assert [(row["payer"], row["key"], row["number"], row["amount"]) for row in made.record()["invoices"]] == [
        *(("m", None, number, "383090.00") for number in "AABB"),
        ("m", "k3", "C", "69000.00"), ("m", "k3", "C", "68000.00"),
        *(("r", "r", "A", "342745.00") for _ in range(2)),
    ]  # fmt: skip
    texts = {(row["payer"], row["number"]): row["text"] for row in csv_of(invoiced(allocation))}
    assert texts == {
        ("m", "A"): "budget, 2018, m (first, second and third)",
        ("m", "B"): "budget, 2018, m (first, second and third)",
        ("m", "C"): "budget, 2018, m (third)",
        ("r", "A"): "budget, 2018, r",
    }
    by_key = csv_of(invoiced(allocation, by_key=True))
    assert [row["text"] for row in by_key if row["number"] == "A"] == [
        "budget, 2018, m, by weight, k1 (first)",
        "budget, 2018, m, by weight, k2 (second)",
        "budget, 2018, m, by weight, k3 (third)",
        "budget, 2018, r",
    ]
    for row in csv_of(invoiced(allocation)):
        own = [each for each in by_key if (each["payer"], each["number"]) == (row["payer"], row["number"])]
        assert sum(Decimal(each["amount"]) for each in own) == Decimal(row["amount"])


def test_lists_for_people_name_payers_and_keys_where_there_are_several(allocations: list[Allocation]) -> None:
    def titles(allocation: Allocation, *, by_key: bool) -> list[str]:
        return [ENGLISH.title(column.title) for column in invoiced(allocation, by_key=by_key).table().columns[2:4]]

    assert titles(allocations[0], by_key=True) == ["Payer", "Allocation key"]
    assert titles(allocations[0], by_key=False) == ["Payer", "Org. no."]
    assert titles(first_period(allocations[1]), by_key=True) == ["Org. no.", "Your ref."]


def settled(**paid: int) -> tuple[Settlement, Allocation]:
    """The accounts of `three_keys`: the second post is dearer by 10 000, of which m has all."""
    budget, register = three_keys()
    actual = Actual("2018", {"2": 582_870_00}, ("1", "3"), {}, {}, None, paid, {})
    return settle(actual, budget, register), allocate(budget, register, ["2018"])


def test_balances_are_kept_by_payer_and_say_the_key_where_it_is_one() -> None:
    settlement, allocation = settled()
    result = Settled(settlement, [])
    for rows in (result.record()["balances"], csv_of(result)):
        assert_told_apart([row | {"period": ""} for row in rows])
    assert [(row["payer"], row["key"], row["number"], row["balance_ore"]) for row in result.record()["balances"]] == [
        ("m", None, "A", 5_000_00), ("m", None, "B", 5_000_00), ("m", "k3", "C", 0), ("r", "r", "A", 0),
    ]  # fmt: skip
    made = Invoiced(allocation, [], ENGLISH, settlement_list(settlement, allocation, InvoiceTerms()))
    assert [(row["payer"], row["key"], row["number"], row["amount"], row["text"]) for row in csv_of(made)] == [
        ("m", "", "A", "5000.00", "budget: settlement of 2018, m (first, second and third)"),
        ("m", "", "B", "5000.00", "budget: settlement of 2018, m (first, second and third)"),
    ]
    with pytest.raises(CannotRun, match="Balances are not kept by allocation key"):
        settlement_list(settlement, allocation, InvoiceTerms(by_key=True))


def test_who_has_paid_and_shares_nothing_gets_it_back_from_its_payer() -> None:
    budget, register = three_keys()
    posts = (*budget.posts[:2], replace(budget.posts[2], amounts={}))
    actual = Actual("2018", {}, ("1", "2", "3"), {}, {}, None, {"C": 1_500_00}, {})
    settlement = settle(actual, replace(budget, posts=posts), register)
    made = settlement_list(settlement, allocate(budget, register, ["2018"]), InvoiceTerms(2, odd="last"))
    assert [(line.payer, line.municipality.number, line.amount, line.keys) for line in made.lines] == [
        ("m", "C", -750_00, ()), ("m", "C", -750_00, ()),
    ]  # fmt: skip


def test_posts_that_a_key_does_not_share_have_no_rows(allocations: list[Allocation]) -> None:
    own = [(row["payer"], row["key"], row["post"]) for row in compute_rows_by_post(allocations[0])]
    assert Counter(own) == {
        ("m", "k1", "1"): 2, ("m", "k2", "2"): 2, ("m", "k3", "3"): 3, ("r", "r", "1"): 1,
    }  # fmt: skip
    for allocation in allocations:
        total = sum(division.total - division.left for _, division in allocation.divided)
        assert sum(row["amount_ore"] for row in compute_rows_by_post(allocation)) == total


def test_people_see_the_key_where_a_payer_has_several(allocations: list[Allocation]) -> None:
    listing = compute_listing(allocations[0], by_post=False)
    titles = [ENGLISH.title(column.title) for column in listing.columns]
    assert titles == ["Period", "Payer", "Allocation key", "No.", "Municipality", "Share", "Kroner"]
    assert {ENGLISH.cell(row[2]) for row in listing.rows} == {"by weight, k1", "by weight, k2", "by weight, k3", "Key"}
    assert sum(row[-1].ore for row in listing.rows if isinstance(row[-1], Ore)) == 2_354_850_00
    built_in = compute_listing(allocations[1], by_post=False)
    assert "Allocation key" not in {ENGLISH.title(column.title) for column in built_in.columns}


def test_people_see_which_key_a_table_a_page_and_a_workbook_mean_and_read_each_note_once() -> None:
    allocation = allocate(*three_keys(), ["2018"])
    called = ["m (by weight, k1)", "m (by weight, k2)", "m (by weight, k3)", "r"]
    assert [ENGLISH.say(section.title) for section in computed(allocation, by_post=False).page().sections] == [
        f"Shares of {name}, 2018" for name in called
    ]
    assert [ENGLISH.title(section.payer) for section in computed(allocation, by_post=False).page().sections] == [
        "M (by weight, k1)", "M (by weight, k2)", "M (by weight, k3)", "R",
    ]  # fmt: skip
    book = computed(allocation, by_post=False).workbook()
    notes = [str(cell.value) for cell in book.sheets[-1].cells.values()]
    # that of the first two keys is the same, the third rounds otherwise
    assert notes.count("Allocation key: by weight.") == 2
    printed = text.render(invoiced(allocation).report(), ENGLISH)
    assert printed.count("Allocation key: by weight.") == 2
