"""The workbook of a comparison, recalculated: all amounts of the list come from the sheets of the sides, and follow them."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from msgspec.structs import replace

from lkt_alloc.engine.comparison import Comparison, compare
from lkt_alloc.engine.counterfactual import Side
from lkt_alloc.engine.model import Budget
from lkt_alloc.engine.register import Register
from lkt_alloc.files import norway
from lkt_alloc.files.load import load
from lkt_alloc.language.sentences import Typed
from lkt_alloc.language.words import Words
from lkt_alloc.render import xlsx
from lkt_alloc.reports.comparison import Compared
from lkt_alloc.reports.workbook.cells import column_name
from tests.acceptance.replay import ROOT
from tests.engine.strategies import LATER, PERIODS, THEN, budget_of, key_of, register_of
from tests.render.soffice import recalculated
from tests.render.spreadsheets import edited, opened, ore, page

A, B, C, D, E, F = (f"010{n}" for n in range(1, 7))
PARTS = {C: Fraction(1, 3), D: Fraction(1, 3), E: Fraction(1, 3)}


def split_in_three() -> Comparison:
    """A and B share what two payers pay, and one of them gets something back; A becomes three, and B is F after that."""
    register = register_of({number: {THEN: 60, LATER: 20} for number in (A, B, C, D, E, F)})
    eve, known = date(2018, 12, 31), register.municipalities
    gone = {A: replace(known[A], split_into=PARTS, valid_to=eve), B: replace(known[B], merged_into=F, valid_to=eve)}
    register = replace(register, municipalities={**known, **gone})
    half = {"p": Fraction(1, 2), "q": Fraction(1, 2)}
    old, new = key_of((A, B), rounding="øre"), replace(key_of((C, D, E, F), rounding="øre"), population_date=LATER)
    before = budget_of({"p": old, "q": replace(old, members=(A,))}, (half, 100_01, 0), ({"q": 1}, -30_02, 0))
    after = budget_of({"p": new, "q": None}, ({"p": 1}, 90_07, 0))
    budgets = (before, after, replace(after, posts=(replace(after.posts[0], amounts={"2018": 0}),)))
    return compare(*(Side(replace(own, periods=PERIODS), register, "2018") for own in budgets))


def of_the_real_case(budget: Budget, register: Register) -> Comparison:
    later = load(ROOT / "examples" / "lkt_2020.yaml").value
    assert isinstance(later, Budget)
    known = norway.with_kin(register)
    return compare(Side(budget, known, "2018"), Side(budget, known, "2019"), Side(later, known, "2020"))


@pytest.fixture(scope="module")
def comparisons(budget: Budget, register: Register) -> dict[str, Comparison]:
    real = of_the_real_case(budget, register)
    return {"split": split_in_three(), "real": real, "two": compare(real.sides[0], real.sides[2])}


def book(comparison: Comparison) -> bytes:
    typed = tuple(f"it's {n}" for n in range(len(comparison.sides)))
    result = Compared(comparison, [], tuple(map(Typed, typed)), typed)
    return xlsx.render_list(result.table(), Words("en"), result.report(), result.sheets())


@pytest.mark.slow
def test_what_is_calculated_is_what_the_engine_has(comparisons: dict[str, Comparison], tmp_path: Path) -> None:
    books = {name: book(own) for name, own in comparisons.items()}
    calculated = recalculated(books, tmp_path)
    for name, comparison in comparisons.items():
        list_ = page(opened(books[name]), "List")
        heads = [str(cell.value) for cell in list_["A"]].index("No.") + 1
        at = {str(list_.cell(row, 1).value or "Sum"): row for row in range(heads + 1, list_.max_row + 1)}
        found = calculated[name]
        for n, other in enumerate(comparison.against):
            for row in (*other.rows, other.total):
                place = at[row.number or "Sum"]
                assert ore(found[f"List!C{place}"]) == row.a
                assert ore(found[f"List!{column_name(n + 3)}{place}"]) == row.b
                difference = column_name(len(comparison.sides) + 2 + 3 * n)
                assert ore(found[f"List!{difference}{place}"]) == row.b - row.a
        amounts = list_.iter_rows(heads + 1, None, 3, len(comparison.sides) + 2, values_only=True)
        assert all(str(cell).startswith("=SUM") for row in amounts for cell in row if cell not in (None, ""))


@pytest.mark.slow
def test_an_amount_that_is_changed_on_a_side_is_changed_in_the_list(
    comparisons: dict[str, Comparison], tmp_path: Path
) -> None:
    """Voss on the sheet of 2019, which is the second side: what Voss of 2020 is compared with, and the sums, follow."""
    raw = book(comparisons["real"])
    side, list_ = page(opened(raw), "it's 1"), page(opened(raw), "List")
    (voss,) = (cell.row for cell in side["A"] if cell.value == "1235")
    (row,) = (cell.row for cell in list_["A"] if cell.value == "4621")
    assert voss
    assert row
    (last,) = (cell.row for cell in list_["B"] if cell.value == "Sum")
    calculated = recalculated({"w": edited(raw, {f"it's 1!E{voss}": 1_000_000})}, tmp_path)["w"]
    assert calculated[f"List!D{row}"] == 1_000_000 + 4078
    assert calculated[f"List!D{last}"] == 1_525_000 - 63_849 + 1_000_000
    assert calculated[f"List!F{row}"] == 1_000_000 + 4078 - 5011
    assert calculated[f"List!H{row}"] == round((1_000_000 + 4078 - 5011) / 15_508, 2)


def test_the_parts_of_what_was_split_have_the_ore_that_the_largest_remainder_gives_them(
    comparisons: dict[str, Comparison],
) -> None:
    """Thirds of what A pays are no whole number of øre: each is rounded up, and the last gets an øre less."""
    list_ = page(opened(book(comparisons["split"])), "List")
    formulas = [str(cell.value) for cell in list_["C"] if "ROUND" in str(cell.value)]
    assert [formula.rpartition(",2)")[2] for formula in formulas] == ["", "", "-1/100"]


def test_a_side_where_nobody_shares_is_nothing_and_members_without_inhabitants_have_no_amount_per_head() -> None:
    nobody = Side(budget_of({"k": None}, ({"k": 1}, 10_000, 0)), register_of({A: {THEN: 60}}), "2018")
    some = replace(nobody, budget=budget_of({"k": key_of((A,))}, ({"k": 1}, 10_000, 0)))
    list_ = page(opened(book(compare(nobody, some))), "List")
    row = [cell.value for cell in list_[list_.max_row - 1]]
    assert (row[:3], row[4], "/60,2)" in str(row[6])) == ([A, f"name {A}", 0], "=D7-C7", True)
    without = replace(some, register=register_of({A: {}}))
    list_ = page(opened(book(compare(without, without))), "List")
    assert [cell.value for cell in list_["5:5"]][2:] == ["it's 0", "it's 1", "Difference", "Percent"]
