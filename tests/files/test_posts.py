"""Posts from a table as people have it: what is certain becomes posts, what is not is a finding that names the cell."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lkt_alloc.files.starter.plan import PlannedPost
from lkt_alloc.files.starter.posts import HowToRead, read_posts
from lkt_alloc.files.starter.posts.columns import role_of
from lkt_alloc.files.starter.posts.table import TableOfPosts
from lkt_alloc.files.starter.posts.values import ore_of, payers_of
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.words import Words
from lkt_alloc.render import text
from lkt_alloc.reports.posts import posts_report
from tests.files.test_sheets import book

NOTHING = HowToRead()
WHOLE = {"": Fraction(1)}


def of_text(said: str, reading: HowToRead = NOTHING) -> TableOfPosts:
    return read_posts("posts.csv", said.encode(), reading)


def found(table: TableOfPosts) -> list[str]:
    return [f"{finding.place} {finding.rule.name}: {Words('en').title(finding.message)}" for finding in table.findings]


def fill(sheet: Any) -> None:
    sheet.write(0, 0, "Lofotrådet: budsjett")
    sheet.write_row(2, 0, ["Nr.", "Namn", "Budsjett\n2026", "Merknad", 2027, "Dekt frå før 2027", "Hvem betaler?"])
    sheet.write_row(3, 0, ["1", "Lønn"])
    sheet.write_row(4, 0, ["1.1", "Dagleg  leiar", 850000, "ny", "875 000,50", 0.1 + 0.2])
    sheet.write_row(5, 0, ["1.2", "Reise", "(4 000)", "", "–", "", "Kommunane 60 %, Helse Nord 40 %"])
    sheet.write_row(6, 0, ["", "Sum lønn", 846000, "", 875000.5, 0.3])
    sheet.write_row(7, 0, [2, "Lokale", 100, "", 0, ""])
    sheet.write_row(8, 0, ["Sum", "", 846100, "", 875000.5])
    sheet.write(10, 1, "* tal frå rådet")
    sheet.merge_range("A5:A6", "1.1")
    sheet.merge_range("A1:D1", "Lofotrådet: budsjett")
    sheet.set_column("D:D", None, None, {"hidden": True})
    sheet.write("A6", "1.2")


def test_a_workbook_becomes_posts_with_their_cells_and_sums_become_control_totals() -> None:
    table = read_posts("b/poster.xlsx", book(fill, lambda sheet: sheet.write(0, 0, "hei"), name="Plan"), NOTHING)
    assert found(table) == []
    assert table.posts == [
        PlannedPost("1.1", "Dagleg leiar", {2026: 85000000, 2027: 87500050}, {2027: 30}, WHOLE, "Plan!C5"),
        PlannedPost("1.2", "Reise", {2026: -400000}, {}, {"": Fraction(3, 5), "Helse Nord": Fraction(2, 5)}, "Plan!C6"),
        PlannedPost("2", "Lokale", {2026: 10000, 2027: 0}, {}, WHOLE, "Plan!C8"),
    ]
    assert table.totals == {2026: 84610000, 2027: 87500050}
    assert table.years == (2026, 2027)
    assert table.of([2027])[0].covered == {2027: 30}
    assert table.of([2026])[0] == PlannedPost("1.1", "Dagleg leiar", {2026: 85000000}, {}, WHOLE, "Plan!C5")
    assert (table.source.title.in_language("nb"), table.source.note) == ("poster.xlsx", "Plan")
    assert table.source.sha256
    shown = text.render(posts_report(table), Words("nn"))
    for said in (
        "Kolonnar (--columns endrar dei): head=3,A=id,B=name,C=2026,E=2027,F=covered 2027,G=payer.",
        "Kommunane 60\N{NO-BREAK SPACE}%, Helse Nord 40\N{NO-BREAK SPACE}%",
        "Plan!C7 «Sum lønn», Plan!C9 «Sum»",
        "Plan!A4 «1 Lønn», Plan!B11 «* tal frå rådet»",
        "D «Merknad»",
        "Plan!A5:A6",
        "Skjulte rader og kolonnar er òg lesne: D:D.",
        "2026 846\N{NO-BREAK SPACE}100\N{NO-BREAK SPACE}kr",
    ):
        assert said.casefold() in shown.casefold()


def test_a_row_for_each_post_and_year() -> None:
    table = of_text("Post;År;Beløp\nDrift;2026;100\nLokale;2026;1 000,50\nDrift;2027;110\nSum;2026;1100,50\nandre;;5\n")
    assert [(post.id, post.name, post.amounts) for post in table.posts] == [
        ("1", "Drift", {2026: 10000, 2027: 11000}),
        ("2", "Lokale", {2026: 100050}),
    ]
    assert table.totals == {2026: 110050}
    assert table.passed_over == ["posts.csv:6 «andre»"]
    assert "posts.csv:5:13 duplicate-post: 2 Lokale is listed" in "".join(
        found(of_text("Post;År;Beløp\nDrift;2026;100\nLokale;2026;1\n\nLokale;2026;2\n"))
    )


@pytest.mark.parametrize(
    ("said", "finding"),
    [
        ("Namn;2026\nDrift;1.525\n", '2:7 not-an-amount: "1.525" is not certain to be an amount in kroner'),
        ("Namn;2026\nDrift;#DIV/0!\n", '2:7 not-an-amount: "#DIV/0!"'),
        (
            "Namn;2026;2027\nDrift;5;6\nSum;5;7\n",
            "3:7 control-total: Sum is NOK\N{NO-BREAK SPACE}7, but the budget items",
        ),
        (
            "Namn;2026;2027\na;5;6\nSum;5;6\nb;2;3\nSum b;2;4\n",
            "5:9 control-total: Sum b is NOK\N{NO-BREAK SPACE}4, but the budget items above add up to NOK\N{NO-BREAK SPACE}3",
        ),
        ("Nr;Namn;2026\n1;Drift;5\n1;Leige;6\n", "3:9 duplicate-post: 1 Drift is listed more than once"),
        ("Nr;Namn;2026\n1;Drift;5\n;Leige;6\n", "3:1 missing-field: This is empty, but the row has amounts"),
        ("Namn;2026\nDrift;5\nLeige;7\n;6\n", "4:1 missing-field: This is empty"),
        ("Namn;2026\nDrift;5\n\nNavn;2027\n", "4:1 unknown-value: Another table begins here"),
        ("Namn;2026;Budsjett 2026\nDrift;5;6\n", '1:6 duplicate-key: Several columns are "2026"'),
        (
            "Namn;2026;Betaler\nDrift;5;A 50 %\n",
            '2:9 payer-shares: "A 50 %" does not tell who pays the whole budget item',
        ),
        ("Namn;2026\n", "1:1 missing-field: There are no budget items below the headings"),
    ],
)
def test_what_is_not_certain_is_a_finding_with_its_cell(said: str, finding: str) -> None:
    assert f"posts.csv:{finding}" in found(of_text(said))[0]


def test_a_sum_without_a_name_is_one_if_it_agrees_and_a_sum_that_posts_come_after_is_no_total() -> None:
    table = of_text("Namn;2026\nDrift;5\nLeige;7\n;12\nTilskot;-2\n")
    assert (found(table), len(table.posts), table.totals, table.sums) == ([], 3, {}, ["posts.csv:4"])
    assert of_text("Namn;2026\nSum;5\nDrift;5\n").findings
    table = of_text("Namn;2026\na;5\nSum a;5\nb;7\nDelsum b;7\nI alt;12\n")
    assert (found(table), len(table.posts), table.totals, len(table.sums)) == ([], 2, {2026: 1200}, 3)
    table = of_text("Namn;2026;2027\na;5;1\nLøn\nb;7;2\nc;-3;3\nSum løn;4;5\nd;1;1\nSum;10;7\n")
    assert (found(table), len(table.posts), table.totals, len(table.sums)) == ([], 4, {2026: 1000, 2027: 700}, 2)


@pytest.mark.parametrize(
    ("said", "reading", "reason"),
    [
        ("Drift;2026\nx;5\n", NOTHING, '--columns "head=1,A=name,B=2026"'),
        ("Drift\n5\n", NOTHING, '--columns "head=3,A=id'),
        ("Post;Tekst her;2026\n1;Drift;5\n", NOTHING, '--columns "head=1,B=name,C=2026"'),
        ("", NOTHING, "There is nothing to read"),
        (
            "Alle tall i hele tusen\nNamn;2026\nDrift;5\n",
            NOTHING,
            'in the unit that posts.csv:1 names, "Alle tall i hele tusen"',
        ),
        ("Namn;2026 (mill. kr)\nDrift;5\n", NOTHING, "--unit million"),
        ("Namn;2026\n", HowToRead(columns="A"), '"A" does not tell what a column is'),
        ("Namn;2026\n", HowToRead(columns="A=name,B=regnskap"), '"B=regnskap"'),
        ("Namn;2026\n", HowToRead(columns="A=name"), "one column with the name"),
        ("Namn;2026\n", HowToRead(columns="A=name,B=2026,C=2026"), "one column with the name"),
    ],
)
def test_where_it_is_not_clear_how_to_read_a_table_someone_must_say(said: str, reading: HowToRead, reason: str) -> None:
    with pytest.raises(CannotRun) as refused:
        of_text(said, reading)
    assert reason in str(refused.value)


def test_columns_and_units_can_be_said() -> None:
    table = of_text(
        "Rekneskap;Tekst;2026\n1,5;Drift;1 250,5\n", HowToRead(columns="B=name,C=2026,A=covered 2026", unit="1000")
    )
    assert table.posts == [PlannedPost("1", "Drift", {2026: 125050000}, {2026: 150000}, WHOLE, "posts.csv:2")]
    assert "Amounts are counted in 1,000 kroner." in text.render(posts_report(table), Words("en"))
    table = of_text("a;b\nDrift;5\n", HowToRead(columns="head=1,AA=id,A=name,B=2026"))
    assert "This is empty" in found(table)[0]
    assert of_text("a;b\nDrift;5\n", HowToRead(columns="A=name,B=2026")).years == (2026,)


def test_a_formula_that_was_never_calculated_is_to_be() -> None:
    (finding,) = of_text("Namn;2026\nDrift;=A1\n").findings
    assert finding.remedy
    assert "never been calculated" in Words("en").title(finding.remedy)


def test_sheets_are_chosen_by_name_where_several_can_be_meant() -> None:
    def sheet(name: str) -> Any:
        return lambda one: (one.write_row(0, 0, ["Namn", 2026]), one.write_row(1, 0, [name, 5]))

    raw = book(sheet("a"), sheet("b"))
    with pytest.raises(CannotRun, match="Several sheets"):
        read_posts("x.xlsx", raw, NOTHING)
    assert read_posts("x.xlsx", raw, HowToRead(sheet="ark1 1")).posts[0].name == "b"
    with pytest.raises(CannotRun, match="There are: Ark1, Ark1 1"):
        read_posts("x.xlsx", raw, HowToRead(sheet="Ark2"))


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("Post nr.", "id"),
        ("Navn på posten", "name"),
        ("Beløp i kr", "amount"),
        ("Vedtatt budsjett 2026", "2026"),
        ("Regnskap 2024", ""),
        ("Endring 2025–2026", ""),
        ("Namn og nr.", ""),
        ("2026", "2026"),
    ],
)
def test_a_heading_says_what_its_column_is_or_it_is_not_read(heading: str, role: str) -> None:
    assert role_of(heading) == role


@pytest.mark.parametrize("cell", ["1.525", "fem", "TRUE", "1,234", "(x)", "2026-01-01", "1e6"])
def test_cells_that_are_no_certain_amounts(cell: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        ore_of(cell, 1)


def test_cells_that_are() -> None:
    assert ore_of("1 250,5", 1000) == 125_050_000
    assert ore_of("(1,5)", 1_000_000) == -150_000_000
    for cell, unit in (
        (Decimal("0.001"), 1),
        (Decimal("0.000001"), 1000),
        ("0,0000000001", 1000),
        (date(2026, 1, 1), 1),
    ):
        with pytest.raises(ValueError, match=r"."):
            ore_of(cell, unit)


@given(st.integers(-(10**14), 10**14))
def test_what_a_spreadsheet_has_is_exact(ore: int) -> None:
    def put(sheet: Any) -> None:
        sheet.write_row(0, 0, ["Namn", 2026])
        sheet.write_row(1, 0, ["Drift", ore / 100])

    (post,) = read_posts("x.xlsx", book(put), NOTHING).posts
    assert post.amounts == {2026: ore}


@pytest.mark.parametrize(
    "said", ["50 %", "A og B", "A 50 %, B 40 %", "A 50 % 50 %", "A, A", "kommunane 50 %, kommunene 50 %", "A\x00"]
)
def test_payers_that_are_not_certain(said: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        payers_of(said)


def test_payers_with_decimals_and_fractions() -> None:
    assert payers_of("A 33,3 %, B 66,7 %") == {"A": Fraction(333, 1000), "B": Fraction(667, 1000)}
    assert payers_of("1/3 A og 2/3 dei andre kommunane") == {"A": Fraction(1, 3), "dei andre kommunane": Fraction(2, 3)}


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("Post;2026\nA;100\nB;50\nC;70\nSum totalt;120\n", "Sum totalt is"),  # B and C alone
        ("Post;2026\nA;100\nSum;100\nB;50\nI alt;50\n", "I alt is"),
        (
            "Nr;Post;2026\n1;Lege;1000\n1.1;A;400\n1.2;B;600\n2;C;2000\n",
            "1 Lege is the sum of 1.1 and 1.2 and would be counted twice",
        ),
        ("Post;Budsjett 2026;Justert budsjett 2026\nA;100;150\n", 'Several columns are "2026"'),
        ("Post;2026;2027\nA;100;\nB;50;\n", "There are no amounts for 2027"),
    ],
)
def test_what_would_be_a_guess_is_a_finding(table: str, said: str) -> None:
    found = of_text(table).findings
    assert found
    assert said in Words("en").say(found[0].message)


def test_of_two_columns_for_a_year_either_can_be_said() -> None:
    found = of_text("Post;Budsjett 2026;Justert budsjett 2026\nA;100;150\n").findings
    said = [Words("en").say(finding.remedy) for finding in found if finding.remedy]
    assert ["A=id" in one or "A=name" in one for one in said] == [True, True]
    assert ["B=2026" in one for one in said] == [True, False]
    assert ["C=2026" in one for one in said] == [False, True]
