"""Two sides and more by one way: each is compared with the first as if alone, with the same members in all, and everything adds up."""

import json
import re
from fractions import Fraction
from io import BytesIO
from pathlib import Path

import openpyxl
from msgspec.structs import replace

from lkt_alloc.engine.comparison import compare
from lkt_alloc.engine.counterfactual import Side
from lkt_alloc.engine.model import Budget
from lkt_alloc.engine.parts import ALL, RatePart
from lkt_alloc.engine.register import Register
from lkt_alloc.files import norway
from lkt_alloc.files.load import load
from lkt_alloc.language.sentences import Fixed, Ore, Typed
from lkt_alloc.language.words import Words
from lkt_alloc.render import page, text
from lkt_alloc.reports.blocks import Table
from lkt_alloc.reports.comparison import Compared
from lkt_alloc.reports.comparison.sides import side_names
from tests.acceptance.replay import ROOT
from tests.cli.inside import inside
from tests.engine.strategies import LATER, PERIODS, THEN, budget_of, key_of, register_of
from tests.engine.strategies import text as text_of
from tests.engine.test_comparison import KEY, A, B, C, D, side

SCENARIOS = [str(ROOT / "examples" / "scenarios" / f"{name}.yaml") for name in ("etter_folketal", "tre_pilotkommunar")]
RATE = RatePart(Fraction(60_00), ALL, "equal")
SOGN = ROOT / "examples" / "sogn_regionrad.yaml"


def test_each_side_is_compared_with_the_first_as_if_alone() -> None:
    first, *others = side(KEY), side(key_of((A, B, C))), side(replace(KEY, members=(A, B)), -500), side(KEY, 0)
    comparison = compare(first, *others)
    assert (comparison.causes, comparison.together, len(comparison.against)) == ((), (), 3)
    for other, own in zip(others, comparison.against, strict=True):
        (alone,) = compare(first, other).against
        assert [replace(row, causes={}) for row in alone.rows] == list(own.rows)
        assert (own.total.a, own.total.b) == (sum(row.a for row in own.rows), sum(row.b for row in own.rows))
        assert own.total.causes == own.cut == {}
    assert [row for other in comparison.against for row in other.rows] == list(comparison.rows)


def test_who_is_a_member_on_some_sides_only_has_a_row_on_all() -> None:
    comparison = compare(side(key_of((A, B))), side(key_of((B, C))), side(key_of((D,))))
    assert [[(row.number, row.a, row.b) for row in other.rows] for other in comparison.against] == [
        [(A, 5000, 0), (B, 5000, 5000), (C, 0, 5000), (D, 0, 0)],
        [(A, 5000, 0), (B, 5000, 0), (C, 0, 0), (D, 0, 10_000)],
    ]


def test_what_has_become_others_again_and_again_is_what_it_is_last() -> None:
    """A became B, which became C: each side has one of them, in any order."""
    become = {A: B, B: C}
    register = side(KEY).register
    known = {n: replace(own, merged_into=become.get(n)) for n, own in register.municipalities.items()}
    totals = {A: 100, B: 200, C: 300}
    for order in ((A, B, C), (C, B, A), (B, C, A)):
        sides = [side(key_of((n,)), totals[n], replace(register, municipalities=known)) for n in order]
        comparison = compare(*sides)
        assert [(row.number, row.before, row.a, row.b) for row in comparison.rows] == [
            (C, (A, B), totals[order[0]], totals[n]) for n in order[1:]
        ]


def test_what_members_have_become_is_said_in_the_same_order_every_time() -> None:
    """Sets of numbers are in another order in every run: of so many, all but never in that of the numbers."""
    everyone = [f"{n:04}" for n in range(101, 141)]
    register = side(KEY).register
    known = {n: replace(register.municipalities[A], number=n, merged_into="0200") for n in everyone}
    known["0200"] = replace(register.municipalities[A], number="0200")
    of = replace(register, municipalities=known)
    comparison = compare(side(key_of(tuple(everyone)), 4000_00, of), side(key_of(("0200",)), 4000_00, of))
    assert list(comparison.merged) == everyone


def test_sides_of_other_years_have_the_same_members_and_nothing_is_lost(budget: Budget, register: Register) -> None:
    after = load(ROOT / "examples" / "lkt_2020.yaml").value
    assert isinstance(after, Budget)
    comparison = compare(Side(budget, register, "2018"), Side(after, register, "2020"), Side(budget, register, "2019"))
    assert [len(other.rows) for other in comparison.against] == [18, 18]
    assert (comparison.against[1].total.a, comparison.against[1].total.b) == (11_250_000, 152_500_000)
    voss = [row for row in comparison.rows if row.name == "Voss"]
    assert [(row.before, row.b, row.population) for row in voss] == [
        (("1234", "1235"), voss[0].b, voss[0].population),
        (("1234", "1235"), 6_792_700, 931 + 14_577),
    ]
    said = text.render(Compared(comparison, [], ("a", "b", "c"), ("a", "b", "c")).report(), Words("en"))
    assert "Municipalities that merged are compared with what they became" in said


def test_who_gains_and_who_loses_is_counted_named_and_measured() -> None:
    """The largest changes in kroner and percent; a percentage of nothing is none; minus is what is got back."""
    comparison = compare(side(key_of((A, B))), side(KEY), side(key_of((A, B)), -10_000))
    result = Compared(comparison, [], ("a", "b", "c"), ("a", "b", "c"))
    said = text.render(result.report(), Words("en")).replace("\N{NO-BREAK SPACE}", " ")
    assert "Pay more: 2 (name 0101 and name 0103). Pay less: 1 (name 0102). Pay the same: 0." in said
    assert (
        "Largest increase: name 0101 and name 0103, NOK 10 each.\nLargest decrease: name 0102, NOK 20 (-40.0%)." in said
    )
    assert "Largest decrease: name 0101 and name 0102, NOK 100 (-200.0%) each." in said
    newcomer = result.table().rows[2]
    assert newcomer[2:8] == (Ore(0), Ore(1000), Ore(0), Ore(1000), "–", Fixed(100, 2))


def test_who_is_a_member_of_other_sides_only_does_not_pay_the_same() -> None:
    comparison = compare(side(key_of((A, B))), side(key_of((B, C))), side(key_of((D,))))
    said = text.render(Compared(comparison, [], tuple(map(Typed, "abc")), ("a", "b", "c")).report(), Words("en"))
    assert (
        "\nb instead of a:\nPay more: 1 (name 0103). Pay less: 1 (name 0101). Pay the same: 1 (name 0102)."
        "\nMembers of neither of the two: 1 (name 0104).\n"
    ) in said
    assert "Members of neither of the two: 1 (name 0103).\n" in said


def test_the_title_and_the_lines_below_it_say_what_the_sides_are() -> None:
    budget = replace(side(KEY).budget, periods=PERIODS)
    own = replace(side(KEY), budget=budget)
    other = replace(own, budget=replace(budget, name=text_of("other budget")))
    later = replace(own, period="2019")
    for sides, names, said in (
        ((own, own), "ab", ["budget: a and b", "Period: 2018."]),
        ((own, later), "ab", ["budget: a and b", "a: 2018.", "b: 2019."]),
        ((own, later), ("2018", "b"), ["budget: 2018 and b", "b: 2019."]),
        ((own, later), ("2018", "2019"), ["budget: 2018 and 2019"]),
        ((own, other), "ab", ["Comparison: a and b", "a: budget, 2018.", "b: other budget, 2018."]),
    ):
        called = tuple(map(Typed, names))
        shown = text.render(Compared(compare(*sides), [], called, called).report(), Words("en"))
        title, _, *lines = shown.split("\n\nPay")[0].replace("Budget", "budget").splitlines()
        assert [title, *filter(None, lines)] == said


def test_what_nobody_pays_and_what_is_paid_too_much_is_said_of_each_side() -> None:
    gap, fixed = side(replace(KEY, absent=(C,))), side(replace(key_of((A, B)), uncovered=True, parts=(RATE,)))
    said = text.render(
        Compared(compare(side(KEY), gap, fixed), [], tuple(map(Typed, "abc")), ("a", "b", "c")).report(), Words("en")
    )
    plain = said.replace("\N{NO-BREAK SPACE}", " ")
    assert "\nb: NOK 10 of NOK 100 is not covered.\nc: NOK 20 more is paid than the NOK 100 that are needed.\n" in plain
    assert "\na: " not in plain


def test_what_is_left_is_said_of_each_payer_and_of_refunds_as_such() -> None:
    """What one payer's members do not pay is not made up for by what another's get too much: together they would be nothing."""
    gap, rate = replace(KEY, absent=(C,)), replace(key_of((A, B)), uncovered=True, parts=(RATE,))
    budget = budget_of({"k": gap, "l": rate}, ({"k": 1}, 20_000, 0), ({"l": 1}, 10_000, 0))
    back = budget_of({"k": gap, "l": rate}, ({"k": 1}, -10_000, 0), ({"l": 1}, 0, 0))
    also = budget_of({"k": rate}, ({"k": 1}, -10_000, 0))
    sides = [Side(own, side(KEY).register, "2018") for own in (budget, back, also)]
    said = text.render(Compared(compare(*sides), [], tuple(map(Typed, "abc")), ("a", "b", "c")).report(), Words("en"))
    assert [
        line for line in said.replace("\N{NO-BREAK SPACE}", " ").splitlines() if "NOK" in line and ": " in line[:6]
    ] == [
        "a, k: NOK 20 of NOK 200 is not covered.",
        "a, l: NOK 20 more is paid than the NOK 100 that are needed.",
        "b, k: NOK 10 of the NOK 100 that are paid back goes to nobody.",
        "c: NOK 20 more is paid back than the NOK 100 there are.",
    ]


def test_programs_get_what_is_left_payer_by_payer_and_the_day_of_the_heads() -> None:
    comparison = compare(side(KEY), side(replace(KEY, absent=(C,), population_date=LATER)), side(key_of((A,))))
    found = Compared(comparison, [], tuple("abc"), tuple("abc")).record()["sides"]
    assert [one["population_date"] for one in found] == ["2018-01-01", "2019-01-01", "2018-01-01"]
    assert [(one["left_ore"], one["unpaid"]) for one in found[:2]] == [
        (0, []),
        (
            2000,
            [
                {"payer": "k", "key": "k", "total_ore": 10_000, "total": "100.00", "left_ore": 2000, "left": "20.00"}
                | {"rounded_off_ore": 0, "rounded_off": "0.00"}
            ],
        ),
    ]


def test_on_which_day_heads_are_counted_is_said_of_each_side_that_counts_them() -> None:
    nothing = replace(key_of((A, B)), population_date=None)
    counted = replace(KEY, population_date=LATER)
    for sides, said in (
        ((KEY, counted, nothing), ["b, per head: 2019", "c, per head: 2018"]),
        ((nothing, counted, nothing), ["Per head: 2019"]),
        ((nothing, KEY, counted, nothing), ["b, per head: 2018", "c, per head: 2019", "d, per head: 2019"]),
        ((nothing, counted, counted), ["Per head: 2019"]),
        ((nothing, nothing, nothing), []),
    ):
        names = tuple("abcd"[: len(sides)])
        result = Compared(compare(*map(side, sides)), [], tuple(map(Typed, names)), names)
        lines = text.render(result.report(), Words("en")).replace("\N{NO-BREAK SPACE}", " ").splitlines()
        lines = [line.replace("divided by the inhabitants on 1 January ", "").rstrip(".") for line in lines]
        assert [line for line in lines if "er head: " in line] == said


def test_amounts_per_head_do_not_depend_on_the_order_of_the_sides() -> None:
    """A side whose key counts nobody has the first side's figures, else the newest of any side."""
    nothing = replace(key_of((A, B)), population_date=None)
    for sides, days in (
        ((nothing, KEY, nothing), [THEN, THEN]),
        ((nothing, nothing, KEY), [THEN, THEN]),
        ((KEY, nothing, replace(KEY, population_date=LATER)), [THEN, LATER]),
        ((nothing, replace(KEY, population_date=LATER), KEY, nothing), [LATER, THEN, LATER]),
    ):
        comparison = compare(*map(side, sides))
        of_a = [(row.population, row.counted_on) for row in comparison.rows if row.number == A]
        assert of_a == [({THEN: 60, LATER: 50}[day], day) for day in days]


def test_who_is_divided_by_the_figures_of_another_day_is_named() -> None:
    """C was a member then and has no later figure."""
    register = register_of({A: {THEN: 60, LATER: 50}, B: {THEN: 30, LATER: 30}, C: {THEN: 10}})
    later = replace(key_of((A, B)), population_date=LATER)
    sides = [side(KEY, register=register), side(later, register=register), side(KEY, register=register)]
    for count, said in (
        (2, ["Per head: 2019.", "Per head, name 0103 (0103): 2018."]),
        (3, ["b, per head: 2019.", "b, per head, name 0103 (0103): 2018.", "c, per head: 2018."]),
    ):
        names = tuple("abc"[:count])
        result = Compared(compare(*sides[:count]), [], tuple(map(Typed, names)), names)
        lines = text.render(result.report(), Words("en")).replace("\N{NO-BREAK SPACE}", " ").splitlines()
        assert [
            line.replace("divided by the inhabitants on 1 January ", "")
            for line in lines
            if "er head" in line and ": " in line
        ] == said
    found = Compared(compare(*sides[:2]), [], ("a", "b"), ("a", "b")).record()["differences"]
    assert [row["population_date"] for row in found] == ["2019-01-01", "2019-01-01", "2018-01-01"]


def test_a_half_of_what_is_shown_goes_away_from_zero_as_in_a_workbook() -> None:
    key = replace(key_of((A,)), population_date=None)
    for before, after, shown in ((2000_00, 2001_00, "0.1%"), (2000_00, 1999_00, "-0.1%"), (2000_00, 2003_00, "0.2%")):
        names = ("a", "b")
        result = Compared(compare(side(key, before), side(key, after)), [], names, names)
        assert f"({shown})" in text.render(result.report(), Words("en"))


def test_all_whose_change_is_the_largest_are_named_or_counted() -> None:
    everyone = tuple(f"{n:04}" for n in range(101, 109))
    register = side(KEY).register
    known = {n: replace(register.municipalities[A], number=n, name=n) for n in everyone}
    of = replace(register, municipalities=known)
    for count, said in (
        (1, "Largest increase: 0101, NOK 1 (100.0%)."),
        (2, "Largest increase: 0101 and 0102, NOK 1 (100.0%) each."),
        (8, "Largest increase: 0101, 0102, 0103, 0104, 0105 and 3 more, NOK 1 (100.0%) each."),
    ):
        key, names = key_of(everyone[:count]), ("a", "b")
        result = Compared(compare(side(key, count * 100, of), side(key, count * 200, of)), [], names, names)
        assert said in text.render(result.report(), Words("en")).replace("\N{NO-BREAK SPACE}", " ")


def of_norway(*numbers: str) -> Side:
    return Side(budget_of({"k": key_of(numbers)}, ({"k": 1}, 10_000, 0)), norway.register(), "2018")


def test_who_only_got_another_number_is_not_said_to_have_merged() -> None:
    """Kvam and Samnanger of 2018 have other numbers in 2020; Fusa and Os became one then."""

    def said(before: tuple[str, ...], after: tuple[str, ...]) -> tuple[bool, bool]:
        comparison = compare(of_norway(*before), of_norway(*after))
        shown = text.render(Compared(comparison, [], ("a", "b"), ("a", "b")).report(), Words("en"))
        return "that merged are compared" in shown, "only got another number" in shown

    assert said(("1238", "1242"), ("4622", "4623")) == (False, True)
    assert said(("1241", "1243"), ("4624",)) == (True, False)
    assert said(("1238", "1241", "1243"), ("4622", "4624")) == (True, True)
    assert said(("1241",), ("4624",)) == (True, False)
    assert said(("4622",), ("4622",)) == (False, False)


def test_who_got_another_number_and_was_split_then_did_not_become_part_of_anything() -> None:
    """Snillfjord was 1613, and 5012 from 2018 on; it was split in 2020."""
    comparison = compare(of_norway("1613"), of_norway("5055", "5056", "5059"))
    shown = text.render(Compared(comparison, [], ("a", "b"), ("a", "b")).report(), Words("en"))
    assert "Snillfjord (1613) was split: what it paid is divided by" in shown
    assert "became part of" not in shown


def test_many_who_gain_are_counted_and_some_are_named() -> None:
    everyone = [f"{n:04}" for n in range(101, 141)]
    register = side(KEY).register
    known = {n: replace(register.municipalities[A], number=n, name=n) for n in everyone}
    of = replace(register, municipalities=known)
    comparison = compare(
        side(key_of(tuple(everyone)), 4000_00, of), side(key_of(tuple(everyone[:39])), 3900_00, of),
    )  # fmt: skip
    assert "Pay less: 1 (0140). Pay the same: 39 (0101," in text.render(
        Compared(comparison, [], ("a", "b"), ("a", "b")).report(), Words("en")
    )
    assert "0130 and 9 more)." in text.render(Compared(comparison, [], ("a", "b"), ("a", "b")).report(), Words("en"))


def test_sides_are_called_by_their_periods_or_else_by_what_tells_them_apart() -> None:
    same = compare(side(KEY), side(KEY))
    assert side_names(same, ("one", "one"), ("x", "y")) == ("x", "y")
    assert side_names(same, ("one", "two"), ("x", "y")) == ("one", "two")
    numbered = side_names(same, (Typed("one"), Typed("one")), (text_of("x"), text_of("x")))
    assert [Words("en").title(name) for name in numbered] == ["2018 (1)", "2018 (2)"]
    three = compare(side(KEY), side(KEY), side(KEY))
    numbered = side_names(three, (Typed("a"), Typed("b"), Typed("a")))
    assert [Words("en").title(name) for name in numbered] == ["a (1)", "b", "a (2)"]


# The command


def test_three_keys_of_the_real_case_add_up_side_by_side() -> None:
    said, code = inside(["compare", "2019", *SCENARIOS, "--lang", "en"], Path.cwd())
    assert code == 0, said
    assert "The LKT project 2018–2019: 2019, Alt etter folketal and Tre pilotkommunar" in said
    assert [line.split() for line in said.splitlines() if line.startswith("      Sum")] == [
        ["Sum", "1,525,000", "1,525,000", "1,425,000"],
        ["Sum", "0", "-100,000"],
        ["Sum", "1,525,000", "1,525,000", "0", "0.0%"],
        ["Sum", "1,525,000", "1,425,000", "-100,000", "-6.6%"],
    ]
    assert "Why the amounts differ" not in said


def test_programs_get_a_row_for_each_member_on_each_side() -> None:
    arguments = ["compare", "2019", *SCENARIOS, "--format"]
    found = json.loads(inside([*arguments, "json"], Path.cwd())[0])
    assert ([one["side"] for one in found["sides"]], found["method"]) == (["2019", *SCENARIOS], None)
    rows = found["differences"]
    assert [row["side"] for row in rows] == [name for name in SCENARIOS for _ in range(24)]
    for total in found["totals"]:
        own = [row for row in rows if row["side"] == total["side"]]
        assert all(sum(row[f] for row in own) == total[f] for f in ("a_ore", "b_ore", "difference_ore"))
    said, _ = inside([*arguments, "csv"], Path.cwd())
    header, *lines = [line.split(",") for line in said.splitlines() if line.count(",") > 10]
    csv = [dict(zip(header, line, strict=True)) for line in lines]
    assert [(row["side"], row["number"], row["difference"], row["cost"]) for row in csv] == [
        (row["side"], row["number"], row["difference"], "") for row in rows
    ]


def test_a_workbook_has_all_sides_side_by_side_and_a_sheet_for_each(tmp_path: Path) -> None:
    assert inside(["compare", "2019", *SCENARIOS, "--output", "sides.xlsx"], tmp_path)[1] == 0
    raw = BytesIO((tmp_path / "sides.xlsx").read_bytes())
    formulas, values = (openpyxl.load_workbook(raw, data_only=only) for only in (False, True))
    first, *sides, _ = values.sheetnames
    assert sides == ["2019", "Alt etter folketal", "Tre pilotkommunar"]
    (place,) = (row for row in values[first].iter_rows() if row[1].value == "Sum")
    sums = [cell.value for cell in place]
    assert sums[2:8] == [1_525_000, 1_525_000, 1_425_000, 0, 0, ""]
    for n, name in enumerate(sides, start=2):
        last = list(values[name].iter_rows(values_only=True))[-1]
        assert (last[1], last[-1]) == ("Sum", sums[n])
        assert [cell.value for cell in values[name][3]] == ["Nr.", "Kommune", "Folketal", "Andel", "Kroner"]
    row = place[1].row
    assert row
    # headings stay in sight, as only what is changed on the sides stands above them
    assert values[first].freeze_panes == f"C{row - 24}"
    assert formulas[first].cell(row, 6).value == f"=D{row}-C{row}"
    assert formulas[first].cell(row - 1, 10).value == f'=IF(C{row - 1}=0,"–",(E{row - 1}-C{row - 1})/ABS(C{row - 1}))'


def test_shares_on_the_sheet_of_a_side_are_percentages(tmp_path: Path) -> None:
    assert inside(["compare", "2018", "2019", "--output", "sides.xlsx"], tmp_path)[1] == 0
    sheet = openpyxl.load_workbook(tmp_path / "sides.xlsx").worksheets[1]
    shares = {str(row[1].value): row[3] for row in sheet.iter_rows() if row[1].value in ("Bergen", "Eidfjord")}
    assert {name: (cell.value, cell.number_format) for name, cell in shares.items()} == {
        "Bergen": (0.5, "0.000\N{NO-BREAK SPACE}%"),
        "Eidfjord": (0.00267, "0.000\N{NO-BREAK SPACE}%"),
    }


def test_a_list_that_is_too_wide_to_be_read_on_one_page_goes_over_several(tmp_path: Path) -> None:
    for count, across in ((2, None), (6, 2)):
        assert inside(["compare", *["2019"] * count, "--output", f"{count}.xlsx"], tmp_path)[1] == 0
        sheet = openpyxl.load_workbook(tmp_path / f"{count}.xlsx").worksheets[0]
        assert sheet.page_setup.fitToWidth == across
        assert (sheet.print_title_cols == "$A:$B") == bool(across)


def test_a_little_per_head_is_no_dash_which_says_that_there_is_none(tmp_path: Path) -> None:
    assert inside(["compare", "2019", "2019", "--output", "sides.xlsx"], tmp_path)[1] == 0
    sheet = openpyxl.load_workbook(tmp_path / "sides.xlsx").worksheets[0]
    (bergen,) = (row for row in sheet.iter_rows() if row[1].value == "Bergen")
    assert (bergen[4].number_format, bergen[6].number_format) == ('#,##0;-#,##0;"–"', "#,##0.00")


def test_keys_of_another_case_side_by_side(tmp_path: Path) -> None:
    keys = {"likt": "{share: 100 %, to: all, by: equal}", "folketal": "{share: 100 %, to: all, by: population}"}
    own = SOGN.read_text(encoding="utf-8")
    members = own[own.index("    members:") : own.index("    parts:")]
    for name, part in keys.items():
        key = f"  {name}:\n    name: {name}\n{members}    parts: [{part}]\n"
        own = own.replace("posts:\n", f"{key}posts:\n", 1).replace(f"\n\n{key}", f"\n{key}\n", 1)
    (tmp_path / "budget.yaml").write_text(own, encoding="utf-8")
    arguments = ["compare", "key:felles", "key:likt", "key:folketal", "--budget", "budget.yaml"]
    said, code = inside([*arguments, "--exit-code"], tmp_path)
    assert code == 1, said
    assert "Sogn regionråd: key:felles, likt og folketal" in said
    assert [line.split()[1:3] for line in said.splitlines() if "420" in line and "Sum" in line] == [["420", "000"]] * 3


def test_the_period_of_a_key_may_be_said_and_must_be_where_others_differ() -> None:
    said, code = inside(["compare", "2018", "2019", "key:lkt", "--lang", "en"], Path.cwd())
    assert (code, 'which period of "key:lkt" is meant' in said) == (2, True)
    found = json.loads(inside(["compare", "2018", "2019", "key:lkt:2019", "--format", "json"], Path.cwd())[0])
    assert [one["period"] for one in found["sides"]] == ["2018", "2019", "2019"]
    assert inside(["compare", "2018", "2018", "key:lkt", "--exit-code"], Path.cwd())[1] == 0


def test_one_side_is_nothing_to_compare() -> None:
    said, code = inside(["compare", "2018", "--lang", "en"], Path.cwd())
    assert (code, "B..." in said) == (2, True), said


def test_a_page_has_the_differences_of_each_side_as_bars_on_its_own_scale() -> None:
    """From the largest decrease to the largest increase of a side is the width of its pictures; zero is at one place."""
    comparison = compare(side(key_of((A, B, C))), side(KEY), side(key_of((A,))))
    shown = page.render_report(Compared(comparison, [], ("a", "b", "c"), ("a", "b", "c")).report(), Words("en"))
    bars = re.findall(
        r'<path class="(less|more)" d="M(\d+) 0h(\d+)v10h-\d+z"/><path class="zero" d="M(\d+) 0v10"/>', shown
    )
    # A pays 26 and 66 kr more, B 3 and 33 kr less, C 23 and 33 kr less
    ends = [(kind, round(int(length), -1), int(zero)) for kind, _, length, zero in bars]
    assert ends == [
        *(("more", 530, 469), ("more", 670, 333)),
        *(("less", 60, 469), ("less", 330, 333)),
        *(("less", 470, 469), ("less", 330, 333)),
    ]
    assert all(int(start) == int(zero) - int(length) for kind, start, length, zero in bars if kind == "less")
    # the names stay in sight on narrow screens
    assert shown.count('<th scope="col" class="held">Municipality</th>') == shown.count("<table>")
    said = "Bars are in proportion to the largest amount of their own column."
    assert said in shown
    same = page.render_report(Compared(compare(side(KEY), side(KEY)), [], ("a", "b"), ("a", "b")).report(), Words("en"))
    assert ("<svg" in same, said in same) == (False, False)


def test_a_page_that_has_too_many_columns_for_a_sheet_that_stands_is_printed_on_one_that_lies() -> None:
    sides = [side(KEY), *(side(key_of((A, B)), n * 1000) for n in range(1, 8))]
    for count, lies in ((6, False), (7, True)):
        names = tuple("abcdefgh"[:count])
        result = Compared(compare(*sides[:count]), [], names, names)
        assert ("landscape" in page.render_report(result.report(), Words("en"))) == lies


def test_tables_of_several_sides_have_no_bars_whose_scales_differ() -> None:
    for sides, bars in (((KEY, KEY), [4]), ((KEY, KEY, KEY), [])):
        names = tuple("abc"[: len(sides)])
        report = Compared(compare(*map(side, sides)), [], names, names).report()
        assert [block.bars.column for block in report if isinstance(block, Table) and block.bars] == bars


def test_a_chart_draws_every_side_on_its_own_scale_and_says_which() -> None:
    said, code = inside(["compare", "2019", *SCENARIOS, "--chart"], Path.cwd())
    longest = {line.split()[0]: line.count("█") for line in said.splitlines() if "█" in line}
    assert (code, longest["Os"], "Prosent" in said) == (0, 27, False)
    assert [line.count("█") for line in said.splitlines() if line.startswith("Bergen")] == [33, 4]
    scales = [line for line in said.replace("\N{NO-BREAK SPACE}", " ").splitlines() if "søyla" in line]
    assert scales == ["Den lengste søyla er 177 834 kr.", "Den lengste søyla er 313 007 kr."]
    assert "søyl" not in inside(["compare", "2018", "2018", "--chart"], Path.cwd())[0]
    said, code = inside(["compare", "2018", "2019", "--chart", "--format", "csv", "--lang", "en"], Path.cwd())
    assert (code, "Bars (--chart) replace the tables." in said) == (2, True)
    for year in ("2018", "2019"):  # of causes that are not shown nothing is said, whether there are any or not
        assert "shapley" not in inside(["compare", "2018", year, "--chart"], Path.cwd())[0]
    assert "Kvifor" not in inside(["compare", "2018", "2019", "--chart", "--format", "markdown"], Path.cwd())[0]
