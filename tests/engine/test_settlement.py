"""Settlement: balances are exact, and the file of final figures is checked at its places."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from lkt_alloc.checks.check import check_files
from lkt_alloc.checks.followers import check_actual
from lkt_alloc.engine.allocate import allocate
from lkt_alloc.engine.apportion import METHOD
from lkt_alloc.engine.invoice import InvoiceTerms, settlement_list
from lkt_alloc.engine.model import Budget, Payer
from lkt_alloc.engine.names import find_later_period
from lkt_alloc.engine.parts import ALL, SharePart
from lkt_alloc.engine.register import Register
from lkt_alloc.engine.scenario import Actual
from lkt_alloc.engine.settlement import Settlement, between, settle
from lkt_alloc.files.disk import embedded
from lkt_alloc.files.load import load
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import Ore, sentence
from lkt_alloc.language.words import Words
from lkt_alloc.render import text
from lkt_alloc.reports.blocks import SUM, Table
from lkt_alloc.reports.case_note import CaseNote
from lkt_alloc.reports.settlement import (
    BALANCE,
    FINAL_SHARE,
    PAID,
    Settled,
)
from tests.cli.commands import FORMATS
from tests.cli.inside import inside
from tests.engine.strategies import PERIODS as YEARS
from tests.engine.strategies import budget_of, key_of, register_of
from tests.engine.strategies import text as named

EXAMPLE = Path(__file__).parents[2] / "examples" / "lkt_2018_actual.yaml"


@pytest.fixture(scope="module")
def built_in() -> tuple[Budget, Register]:
    budget, register = (load(embedded(kind)).value for kind in ("budget", "municipalities"))
    assert isinstance(budget, Budget)
    assert isinstance(register, Register)
    return budget, register


@pytest.fixture(scope="module")
def example() -> Actual:
    actual = load(EXAMPLE).value
    assert isinstance(actual, Actual)
    return actual


def test_actual_as_budgeted_leaves_nothing(built_in: tuple[Budget, Register], example: Actual) -> None:
    as_budgeted = replace(example, amounts={}, paid={}, unchanged=tuple(post.id for post in built_in[0].posts))
    assert {row.balance for row in settle(as_budgeted, *built_in).rows} == {0}


def test_sums_are_exact(built_in: tuple[Budget, Register], example: Actual) -> None:
    rows = settle(example, *built_in).rows
    assert sum(row.share for row in rows) == 11_040_000  # 94 500 + half of 31 800
    assert sum(row.paid for row in rows) == 11_250_000 - 5_625_000 + 6_000_000
    assert rows[0].balance == 5_520_000 - 6_000_000


def test_carried_into_the_next_period(built_in: tuple[Budget, Register], example: Actual) -> None:
    settlement = settle(example, *built_in, "2019")
    following = allocate(*built_in, ["2019"]).periods[0].divisions[0].shares
    assert [row.following for row in settlement.rows] == [share.amount for share in following]
    assert [row.invoiced for row in settlement.rows] == [
        share.amount + row.balance for share, row in zip(following, settlement.rows, strict=True)
    ]
    assert len(Settled(settlement, []).table().columns) == 7
    assert next(iter(Settled(settlement, []).rows()[1])) == (
        *(
            "2018",
            "municipalities",
            "lkt",
            "1201",
            "Bergen",
            "55200.00",
            "60000.00",
            "-4800.00",
            "762500.00",
            "757700.00",
        ),
    )
    record = Settled(settlement, []).record()
    assert (record["total_ore"], record["total"], record["carried_to"]) == (-585_000, "-5850.00", "2019")


def test_the_example_is_sound() -> None:
    assert not check_files([EXAMPLE]).findings


@pytest.mark.parametrize(
    ("old", "new", "line", "rule"),
    [
        ('period: "2018"', 'period: "2081"', 5, "unknown-reference"),
        ('"1.6": 31 800', '"1.9": 31 800', 8, "unknown-reference"),
        ('"1.1", ', '"1.0", ', 9, "unknown-reference"),
        ('"1.1", ', "", 6, "settlement"),
        ('"1.1", ', '"1.1", "1.6", ', 9, "settlement"),
        ("1201 Bergen: 60 000", '"9999": 60 000', 12, "unknown-member"),
        ('period: "2018"', 'period: "2018"\npopulation_date: 1999-01-01', 6, "settlement"),
        ('"1.4.2": 94 500', '"1.1": 1 000\n  "1.4.2": 94 500', 10, "settlement"),
        ("note:", 'covered: {"1.6": 99 000}\nnote:', 6, "settlement"),
        ("1201 Bergen: 60 000", "1201 Voss: 60 000", 12, "name-mismatch"),
    ],
)
def test_what_does_not_suit_the_budget_is_found_at_its_line(
    tmp_path: Path, old: str, new: str, line: int, rule: str
) -> None:
    file = tmp_path / "actual.yaml"
    file.write_text(EXAMPLE.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    found = [(finding.rule.name, finding.place.line) for finding in check_files([file]).findings]
    assert (rule, line) in found


@pytest.mark.parametrize("format_", [name for name in FORMATS["settle"] if name not in ("xlsx", "docx", "pdf")])
def test_every_format_has_the_balance(tmp_path: Path, format_: str) -> None:
    words = ["settle", "2018", "--actual", str(EXAMPLE), "--lang", "en", "--format", format_]
    printed, code = inside(words, tmp_path)
    assert code == 0
    assert any(balance in printed for balance in ("-4,800", "-4800", "−4,800"))


def test_the_figures_of_another_period_are_refused(tmp_path: Path) -> None:
    printed, code = inside(["settle", "2019", "--actual", str(EXAMPLE), "--lang", "en"], tmp_path)
    assert code == 2
    assert "has the figures of 2018, not of 2019" in printed


# Invoices and documents


def test_balances_are_invoiced_and_what_is_got_back_is_a_credit_note(
    built_in: tuple[Budget, Register], example: Actual
) -> None:
    settlement = settle(example, *built_in)
    invoices = settlement_list(settlement, allocate(*built_in, ["2018"]), InvoiceTerms())
    assert [line.amount for line in invoices.lines] == [row.balance for row in settlement.rows if row.balance]
    assert invoices.total == -585_000
    assert Words("en").say(invoices.lines[0].text).startswith("Credit note: The LKT project: settlement of autumn 2018")


def test_a_carried_balance_is_invoiced_with_the_next_period(built_in: tuple[Budget, Register], example: Actual) -> None:
    settlement = settle(example, *built_in, "2019")
    terms = InvoiceTerms(2, (date(2019, 3, 1),))
    invoices = settlement_list(settlement, allocate(*built_in, ["2019"]), terms)
    assert invoices.total == 152_500_000 - 585_000
    assert [line.due for line in invoices.lines[:2]] == [date(2019, 3, 1), None]
    own = settlement_list(settlement, allocate(*built_in, ["2019"]), InvoiceTerms(text="ours"))
    assert Words("en").show(own.lines[0].text) == "ours"


def test_odd_ore_and_nothing_to_pay(built_in: tuple[Budget, Register], example: Actual) -> None:
    odd = replace(example, paid={"1201": 5_519_999, "1232": 29_500})
    settlement = settle(odd, *built_in)
    invoices = settlement_list(settlement, allocate(*built_in, ["2018"]), InvoiceTerms(2))
    assert [line.amount for line in invoices.lines if line.municipality.number == "1201"] == [1]
    assert not [line for line in invoices.lines if line.municipality.number == "1232"]


@pytest.mark.parametrize(
    ("paid", "said"), [(0, "is left to pay"), (1_000_000, "it gets"), (652_400, "which is its share")]
)
def test_a_case_note_says_what_is_left_to_pay(
    built_in: tuple[Budget, Register], example: Actual, paid: int, said: str
) -> None:
    settlement = settle(replace(example, paid={"1243": paid}), *built_in)
    allocation = allocate(*built_in, ["2018"])
    note = text.render(CaseNote(allocation, [], "1243", settlement).report(), Words("en"))
    assert 'the settlement of "The LKT project 2018–2019" for autumn 2018' in note
    assert "covers its part" not in note
    assert said in note
    assert "Settlement" not in text.render(CaseNote(allocation, [], "1243").report(), Words("en"))
    assert "Settlement" not in text.render(
        CaseNote(allocation, [], "1243", replace(settlement, rows=())).report(), Words("en")
    )


def test_the_commands_take_a_file_of_final_figures(tmp_path: Path) -> None:
    for command, said in (
        (["invoice", "2018"], "-4,800"),
        (["invoice", "2019"], "757,700"),
        (["document", "--kommune", "Os"], "it gets NOK\N{NO-BREAK SPACE}124 back"),
    ):
        printed, code = inside([*command, "--actual", EXAMPLE, "--lang", "en"], tmp_path)
        assert (code, said in printed) == (0, True), printed
    template = tmp_path / "t.txt"
    template.write_text("x", encoding="utf-8")
    printed, code = inside(
        ["document", "--kommune", "Os", "--actual", EXAMPLE, "--template", template, "--lang", "en"], tmp_path
    )
    assert (code, "no placeholders for a settlement" in printed) == (2, True)


def test_a_file_may_name_only_its_municipality_file(tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_bytes(embedded("municipalities").read_bytes())
    own = EXAMPLE.read_text(encoding="utf-8").replace('period: "2018"', 'municipalities: m.yaml\nperiod: "2018"', 1)
    (tmp_path / "a.yaml").write_text(own, encoding="utf-8")
    printed, code = inside(["settle", "2018", "--actual", "a.yaml"], tmp_path)
    assert (code, "m.yaml (sha256" in printed) == (0, True), printed


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("format: lkt-alloc/actual/1\nperiod: [\n", "LKT002"),
        ("format: lkt-alloc/actual/1\nperiod: []\n", "LKT103"),
        ('format: lkt-alloc/actual/1\nperiod: "2018"\nbudget: broken.yaml\n', "LKT810"),
        ('format: lkt-alloc/actual/1\nperiod: "2018"\nbudget: m.yaml\n', "m.yaml is not a budget file"),
        ('format: lkt-alloc/actual/1\nperiod: "2018"\nmunicipalities: broken.yaml\n', "is not a municipality file"),
        ('format: lkt-alloc/actual/1\nperiod: "2018"\nmunicipalities: r/r.yaml\n', "a.yaml:3:17: error[LKT810"),
    ],
)
def test_a_file_of_final_figures_that_cannot_be_settled(tmp_path: Path, text: str, said: str) -> None:
    budget = embedded("budget").read_text(encoding="utf-8")
    (tmp_path / "broken.yaml").write_text(budget.replace("share: 50 %", "share: 40 %", 1), encoding="utf-8")
    (tmp_path / "m.yaml").write_bytes(embedded("municipalities").read_bytes())
    municipalities = embedded("municipalities").read_text(encoding="utf-8")
    (tmp_path / "r").mkdir()
    (tmp_path / "r" / "r.yaml").write_text(
        municipalities.replace("lkt-alloc/municipalities/1", "lkt-alloc/municipalities/9")
    )
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    printed, code = inside(["check", "a.yaml", "--lang", "en"], tmp_path)
    assert (code, said in printed) == (1, True), printed
    assert inside(["settle", "2018", "--actual", "a.yaml"], tmp_path)[1] in (1, 2)


def test_a_budget_is_no_file_of_final_figures(built_in: tuple[Budget, Register]) -> None:
    with pytest.raises(CannotRun):
        check_actual(embedded("budget"), *built_in)


@pytest.mark.parametrize(
    "text",
    [
        EXAMPLE.read_text(encoding="utf-8").replace(
            "format: lkt-alloc/actual/1", "format: lkt-alloc/actual/1\nbudget: b.yaml"
        ),
        "format: lkt-alloc/scenario/1\nname: s\nbudget: b.yaml\npopulation_date: 2019-01-01\n",
    ],
    ids=["final figures", "scenario"],
)
def test_an_acknowledged_error_of_the_budget_stops_nothing_that_is_about_it(tmp_path: Path, text: str) -> None:
    budget = embedded("budget").read_text(encoding="utf-8").replace("total: 710 000", "total: 700 000")
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "b.yaml").write_text(budget, encoding="utf-8")
    printed, code = inside(["check", "a.yaml", "--lang", "en"], tmp_path)
    assert (code, "which goes with this one, has errors" in printed) == (1, True)
    reason = """acknowledged:
  - {rule: control-total, at: [control_totals, "2018", total], reason: the paper adds up wrongly}
"""
    (tmp_path / "b.yaml").write_text(budget + reason, encoding="utf-8")
    assert inside(["check", "b.yaml"], tmp_path)[1] == 0
    assert inside(["check", "a.yaml"], tmp_path)[1] == 0
    if "actual" in text:
        assert inside(["settle", "2018", "--actual", "a.yaml"], tmp_path)[1] == 0


PERIODS = """  "2017": {name: "2017", from: 2017-01-01, to: 2017-12-31}
  within: {name: "1 December 2018", from: 2018-12-01, to: 2019-01-31}
"""


@pytest.mark.parametrize("command", ["settle 2018 --actual {} --carry", "invoice --actual {}"])
@pytest.mark.parametrize("period", ["2018", "2017", "within", "2016", "2019"])
def test_balances_are_carried_into_a_later_period_only(command: str, period: str, tmp_path: Path) -> None:
    budget = embedded("budget").read_text(encoding="utf-8")
    amounts = 'amounts: {"2018": 25 000, "2019": 50 000}'
    more = 'amounts: {"2017": 1 000, within: 1 000, "2018": 25 000, "2019": 50 000}'
    assert amounts in budget
    text_ = budget.replace("periods:\n", f"periods:\n{PERIODS}", 1).replace(amounts, more, 1)
    (tmp_path / "b.yaml").write_text(text_, encoding="utf-8")
    asked = [*command.format(EXAMPLE).split(), period, "--budget", "b.yaml", "--lang", "en"]
    printed, code = inside(asked, tmp_path)
    if period == "2019" or (period == "2018" and asked[0] == "invoice"):
        assert code == 0, printed
    elif period == "2016":
        assert (code, "There is no period" in printed) == (2, True), printed
    else:
        assert (code, "can only be carried into a period that comes after it" in printed) == (2, True), printed
        assert "There are: 2019." in printed


def test_after_the_last_period_there_is_none_to_carry_into(built_in: tuple[Budget, Register]) -> None:
    with pytest.raises(CannotRun) as refused:
        find_later_period("2018", built_in[0].periods, "2019")
    assert refused.value.remedy == sentence("There are none in the budget.")


# Several payers


def two_payers(final: tuple[int, int] = (150_000, 100_000), **paid: int) -> tuple[Actual, Budget, Register]:
    """What two payers share (in kroner, to 1000 kr and to the krone), 01 being a member of both keys, and what it really cost."""
    register = register_of({"01": {}, "02": {}, "03": {}})
    keys = {"k": key_of(("01", "02"), rounding="1000 kr"), "r": key_of(("01", "03"))}
    budget = budget_of(keys, ({"k": 1}, 9_000_000, 0), ({"r": 1}, 3_000_000, 0))
    later = {**budget.periods, "2019": YEARS["2019"]}
    posts = tuple(replace(post, amounts={**post.amounts, "2019": 4_000_000}) for post in budget.posts)
    amounts = {"1": final[0] * 100, "2": final[1] * 100}
    numbers = {number.removeprefix("n"): ore for number, ore in paid.items()}
    return Actual("2018", amounts, (), {}, {}, None, numbers, {}), replace(budget, periods=later, posts=posts), register


def balances(settlement: Settlement) -> list[tuple[str, str, int, int, int]]:
    return [(row.payer, row.number, row.share, row.paid, row.balance) for row in settlement.rows]


def test_a_member_of_two_payers_keys_has_a_balance_with_each() -> None:
    settlement = settle(*two_payers())
    assert balances(settlement) == [
        ("k", "01", 7_500_000, 4_500_000, 3_000_000),
        ("k", "02", 7_500_000, 4_500_000, 3_000_000),
        ("r", "01", 5_000_000, 1_500_000, 3_500_000),
        ("r", "03", 5_000_000, 1_500_000, 3_500_000),
    ]
    assert [(row.payer, row.number, row.share, row.paid) for row in settlement.together] == [
        ("", "01", 12_500_000, 6_000_000), ("", "02", 7_500_000, 4_500_000), ("", "03", 5_000_000, 1_500_000),
    ]  # fmt: skip
    assert (settlement.payers, settlement.spread) == (["k", "r"], ())


def test_balances_with_several_payers_are_put_together_by_number_with_the_next_period() -> None:
    actual, budget, register = two_payers()
    keys = {"k": replace(budget.keys["k"], members=("02", "03")), "r": replace(budget.keys["r"], members=("01", "03"))}
    rows = settle(actual, replace(budget, keys=keys), register, "2019").together
    assert [(row.number, row.balance, row.following, row.invoiced) for row in rows] == [
        ("01", 3_500_000, 2_000_000, 5_500_000),
        ("02", 3_000_000, 2_000_000, 5_000_000),
        ("03", 6_500_000, 4_000_000, 10_500_000),
    ]


@pytest.mark.parametrize("carry", [None, "2019"])
@pytest.mark.parametrize("count", [1, 3])
def test_the_invoices_of_each_payer_make_its_balances_to_the_ore(carry: str | None, count: int) -> None:
    actual, budget, register = two_payers((151_000, 100_001), n01=7_000_003)
    settlement = settle(actual, budget, register, carry)
    allocation = allocate(budget, register, [carry or "2018"])
    invoices = settlement_list(settlement, allocation, InvoiceTerms(count))
    for payer in ("k", "r"):
        own = [row for row in settlement.rows if row.payer == payer]
        owed = sum(row.invoiced if carry else row.balance for row in own)
        assert sum(line.amount for line in invoices.lines if line.payer == payer) == owed
        assert owed == sum(row.share - row.paid for row in own) + (4_000_000 if carry else 0)


def test_one_payment_is_dividedbetween_payers_as_the_budget_has_it() -> None:
    settlement = settle(*two_payers(n01=8_000_000, n03=0))
    assert [row.paid for row in settlement.rows] == [6_000_000, 4_500_000, 2_000_000, 0]
    assert settlement.spread == ("01",)
    said = text.render(Settled(settlement, []).report(), Words("en"))
    assert "What these have paid on account is divided among the payers as in the budget: name 01." in said
    assert "divided among the payers" not in text.render(Settled(settle(*two_payers()), []).report(), Words("en"))


@pytest.mark.parametrize(
    ("paid", "budgeted", "final", "divided"),
    [
        (0, [1, 2], [5, 5], [0, 0]),
        (10_000, [0, 0], [1, 3], [2_500, 7_500]),
        (101, [0, 0], [0, 0], [51, 50]),
        (1_400_000, [1_491_900, 500_000], [0, 0], [1_048_600, 351_400]),
        (1_400_001, [1_491_900, 500_000], [0, 0], [1_048_577, 351_424]),
        (0, [-30, 60], [1, 1], [-40, 40]),
        (7, [5], [0], [7]),
    ],
)
def test_a_payment_is_divided_to_the_ore(paid: int, budgeted: list[int], final: list[int], divided: list[int]) -> None:
    assert between(paid, budgeted, final) == divided


def test_a_payment_goes_by_final_shares_where_the_budget_has_nothing_of_it() -> None:
    actual, budget, register = two_payers((0, 200), n01=1_000_000)
    posts = tuple(replace(post, amounts={**post.amounts, "2018": 0}) for post in budget.posts)
    payers = {**budget.payers, "k": Payer(budget.payers["k"].name, None, {"2019": "k"})}
    settlement = settle(actual, replace(budget, posts=posts, payers=payers), register, "2019")
    assert [own for own in balances(settlement) if own[1] == "01"] == [
        ("k", "01", 0, 0, 0),
        ("r", "01", 10_000, 1_000_000, -990_000),
    ]


@given(st.integers(), st.lists(st.tuples(st.integers(), st.integers()), min_size=1, max_size=5))
def test_no_ore_of_a_payment_is_lost(paid: int, amounts: list[tuple[int, int]]) -> None:
    budgeted, final = map(list, zip(*amounts, strict=True))
    assert sum(between(paid, budgeted, final)) == paid
    assert between(sum(budgeted), budgeted, final) == budgeted


def test_tables_say_whose_the_balances_are_and_what_they_are_together() -> None:
    settlement = settle(*two_payers())
    first, second = (block for block in Settled(settlement, []).report() if isinstance(block, Table))
    assert first == Settled(settlement, []).table()
    assert [row[:3] for row in first.rows] == [
        (number, f"name {number}", named(payer)) for payer, number, *_ in balances(settlement)
    ]
    assert first.total == (None, SUM, None, *map(Ore, (25_000_000, 12_000_000, 13_000_000)))
    assert [row[0] for row in second.rows] == ["01", "02", "03"]
    assert second.total == (None, SUM, *map(Ore, (25_000_000, 12_000_000, 13_000_000)))
    assert [column.title for column in second.columns[2:]] == [FINAL_SHARE, PAID, BALANCE]
    note = text.render(CaseNote(settlement.final, [], "01", settlement).report(), Words("en"))
    assert "NOK\N{NO-BREAK SPACE}65,000 is left to pay" in note


def test_instalments_are_whole_units_of_the_key_where_what_is_owed_is() -> None:
    actual, budget, register = two_payers((246_000, 100_001), n02=4_500_000)
    invoices = settlement_list(settle(actual, budget, register), allocate(budget, register, ["2018"]), InvoiceTerms(3))
    own = [line.amount for line in invoices.lines if line.municipality.number == "02"]
    assert own == [2_600_000, 2_600_000, 2_600_000]  # 78 000
    actual, budget, register = two_payers((182_000, 100_001), n02=4_500_000)
    invoices = settlement_list(settle(actual, budget, register), allocate(budget, register, ["2018"]), InvoiceTerms(3))
    own = [line.amount for line in invoices.lines if line.municipality.number == "02"]
    assert own == [1_600_000, 1_500_000, 1_500_000]  # 46 000, in thousands
    assert [line.amount for line in invoices.lines if line.municipality.number == "03"] == [
        1_166_700,
        1_166_700,
        1_166_600,
    ]


@pytest.mark.parametrize(("carry", "left"), [(None, 5_000_000), ("2019", 7_000_000)])
def test_what_keys_leave_of_the_accounts_and_of_the_next_period_is_on_no_invoice(carry: str | None, left: int) -> None:
    actual, budget, register = two_payers()
    half = replace(budget.keys["r"], parts=(SharePart(Fraction(1, 2), ALL, "equal"),), uncovered=True)
    budget = replace(budget, keys={**budget.keys, "r": half})
    allocation = allocate(budget, register, [carry or "2018"])
    assert settlement_list(settle(actual, budget, register, carry), allocation, InvoiceTerms()).left == left


def test_the_finest_unit_of_the_keys_counts() -> None:
    actual, budget, register = two_payers((182_000, 100_000))
    keys = {**budget.keys, "fine": key_of(("01", "02"), rounding="10 kr")}
    payers = {**budget.payers, "k": Payer(budget.payers["k"].name, "k", {"2019": "fine"})}
    settlement = settle(actual, replace(budget, keys=keys, payers=payers), register, "2019")
    assert [row.unit for row in settlement.rows] == [1_000, 1_000, 100, 100]
    assert {row.unit for row in settle(actual, budget, register, "2019").rows} == {100_000, 100}


def test_a_what_if_is_kept_and_the_text_says_which_payer() -> None:
    actual, budget, register = two_payers()
    what_if = (sentence("Only these take part: {names}.", names="01"),)
    allocation = replace(allocate(budget, register, ["2018"]), what_if=what_if)
    invoices = settlement_list(settle(actual, budget, register), allocation, InvoiceTerms())
    assert invoices.what_if == what_if
    assert [Words("en").say(line.text) for line in invoices.lines[1:3]] == [
        "budget: settlement of 2018, k", "budget: settlement of 2018, r",
    ]  # fmt: skip
    own = settlement_list(settle(actual, budget, register), allocation, InvoiceTerms(text="ours"))
    assert {Words("en").say(line.text) for line in own.lines} == {"ours"}


def test_who_joins_who_leaves_and_who_has_paid_for_nothing_have_a_row() -> None:
    actual, budget, register = two_payers(n02=100, n03=7)
    joins = replace(budget.keys["r"], members=("01", "02"))
    payers = {
        "k": Payer(budget.payers["k"].name, None, {"2019": "k"}),
        "r": Payer(budget.payers["r"].name, "r", {"2018": "joins"}),
    }
    budget = replace(budget, keys={**budget.keys, "joins": joins}, payers=payers)
    settlement = settle(actual, budget, register, "2019")
    assert [(*own[:4], row.following) for own, row in zip(balances(settlement), settlement.rows, strict=True)] == [
        ("k", "01", 0, 0, 2_000_000),
        ("k", "02", 0, 0, 2_000_000),
        ("r", "01", 5_000_000, 1_500_000, 2_000_000),
        ("r", "02", 5_000_000, 100, 0),
        ("r", "03", 0, 7, 2_000_000),
    ]
    alone = settle(actual, budget, register)
    assert balances(alone) == [
        ("r", "01", 5_000_000, 1_500_000, 3_500_000),
        ("r", "02", 5_000_000, 100, 4_999_900),
        ("r", "03", 0, 7, -7),
    ]
    unused = replace(budget, payers={"k": Payer(budget.payers["k"].name, "k")}, posts=budget.posts[:1])
    assert balances(settle(replace(actual, amounts={"1": 9_000_000}), unused, register))[-1] == ("k", "03", 0, 7, -7)


def test_the_record_is_field_by_field_in_ore_and_in_kroner() -> None:
    actual, budget, register = two_payers(n01=8_000_000)
    record = Settled(settle(actual, budget, register, "2019"), []).record()
    assert list(record) == [
        *("format", "method", "what_if", "inputs", "period", "from", "to", "carried_to", "total_ore", "total"),
        *("divisions", "spread", "balances"),
    ]
    assert (record["format"], record["method"], record["spread"]) == ("lkt-alloc/settlement/3", METHOD, ["01"])
    assert [division["left_ore"] for division in record["divisions"]] == [0, 0]
    assert record["balances"][0] == {
        "payer": "k",
        "key": "k",
        "number": "01",
        "name": "name 01",
        "final_ore": 7_500_000,
        "final": "75000.00",
        "paid_ore": 6_000_000,
        "paid": "60000.00",
        "balance_ore": 1_500_000,
        "balance": "15000.00",
        "next_period_ore": 2_000_000,
        "next_period": "20000.00",
        "to_invoice_ore": 3_500_000,
        "to_invoice": "35000.00",
    }
    alone = Settled(settle(actual, budget, register), []).record()["balances"][0]
    assert [alone[name] for name in ("next_period_ore", "next_period", "to_invoice_ore", "to_invoice")] == [None] * 4
    assert next(iter(Settled(settle(actual, budget, register), []).rows()[1]))[-2:] == ("", "")
