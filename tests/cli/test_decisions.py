"""Decisions from end to end: 24 answers of the real case, and the same for other members, keys and periods."""

import csv
import io
import json
import re
from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from lkt_alloc.files.disk import embedded
from tests.acceptance.replay import ROOT
from tests.cli.inside import answer, inside

ANSWERS = ROOT / "examples" / "lkt_decisions.yaml"
DECISIONS = ("--decisions", str(ANSWERS))
FOLDER = ROOT / "examples"


def rows(*arguments: str, folder: Path = FOLDER, **more: str) -> list[dict[str, str]]:
    printed, code = inside([*arguments, "--format", "csv"], folder, b"", **more)
    assert code == 0, printed
    own = csv.DictReader(io.StringIO(printed[printed.index("period,") :]))
    return [row for row in own if None not in (*row, *row.values())]  # what is said beside them is none


@cache
def of_lkt(*arguments: str) -> list[dict[str, str]]:
    """The same of the real case, each asked once."""
    return rows(*arguments)


def kroner(those: list[dict[str, str]], field: str = "amount") -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for row in those:
        found[row["number"]] = found.get(row["number"], Decimal()) + Decimal(row[field])
    return found


def said(*arguments: str, folder: Path = FOLDER) -> str:
    return answer(arguments, folder)


def test_24_answers_of_the_real_case() -> None:
    own = of_lkt("decisions", *DECISIONS)
    assert Counter(row["answer"] for row in own) == {"adopted": 36, "declined": 4, "conditional": 2, "missing": 6}
    assert kroner(own, "in_budget") == kroner(of_lkt("compute"))
    adopted = kroner(own, "adopted")
    assert sum(adopted.values()) == Decimal("1542507")
    assert adopted["1243"] == 6648 + 85000
    budgeted, lacking = kroner(own, "in_budget"), kroner(own, "not_adopted")
    assert all(budgeted[n] == adopted[n] + lacking[n] for n in budgeted)


def test_what_each_decline_costs_is_what_compute_says_alone() -> None:
    own, before = of_lkt("decisions", *DECISIONS), kroner(of_lkt("compute"))
    costs = kroner([row for row in own if row["others_pay_more"]], "others_pay_more")
    assert before.keys() - costs.keys() == {"1201"}
    for number in ("1234", "1265", "1235", "1252"):
        alone = kroner(rows("compute", "--without", number))
        assert costs[number] == sum(amount - before[n] for n, amount in alone.items())


def test_what_stands_in_words_is_the_same() -> None:
    printed = said("decisions", *DECISIONS, "--on", "2018-10-20")
    for line in (
        "On 20 October 2018 there are 12 days left.",
        "18 of 24 have adopted NOK 1,542,507 of NOK 1,637,500; NOK 94,993 is not adopted.",
        "Not answered: Eidfjord (1232), Modalen (1252) and Masfjorden (1266).",
        "Answered after the deadline: Gulen (1411).",
        "Os (1243) has adopted NOK 85,000 for 2019, and the budget has NOK 90,113.",
        "Voss (1235): at alle kommunane er med",
        "If Bergen (1201) alone declined, nothing could be shared: Nobody is left in part 1",
    ):
        assert line in printed
    record = json.loads(inside(["decisions", *DECISIONS, "--format", "json"], FOLDER)[0])
    assert {part["answer"]: part["members"] for part in record["parts"]} == {
        "adopted": 18,
        "conditional": 1,
        "declined": 2,
        "missing": 3,
    }


@pytest.mark.parametrize(
    ("on", "counted"),
    [
        ("2018-10-31", "there is 1 day left"),
        ("2018-11-01", "1 November 2018 is the last day to answer."),
        ("2018-11-02", "it was 1 day ago"),
        ("2018-11-11", "it was 10 days ago"),
    ],
)
def test_days_are_counted_from_the_day_that_is_given(on: str, counted: str) -> None:
    assert counted in said("decisions", *DECISIONS, "--on", on)


def test_it_lies_beside_the_budget_or_is_named_by_it_or_is_alone(tmp_path: Path) -> None:
    text = ANSWERS.read_text(encoding="utf-8")
    (tmp_path / "decisions.yaml").write_text(text, encoding="utf-8")
    expected = of_lkt("decisions", *DECISIONS)
    assert rows("decisions", folder=tmp_path, LKT_ALLOC_BUDGET="") == expected
    budget = embedded("budget").read_text(encoding="utf-8")
    (tmp_path / "budget.yaml").write_text(budget, encoding="utf-8")
    assert rows("decisions", folder=tmp_path) == expected
    (tmp_path / "decisions.yaml").rename(tmp_path / "svar.yaml")
    printed, code = inside(["decisions", "--lang", "en"], tmp_path)
    assert (code, "There is no file of decisions." in printed) == (2, True)
    (tmp_path / "budget.yaml").write_text(budget + "decisions: svar.yaml\n", encoding="utf-8")
    assert rows("decisions", folder=tmp_path) == expected
    elsewhere = tmp_path / "her"
    elsewhere.mkdir()
    (elsewhere / "vedtak.yaml").write_text(text + "budget: ../budget.yaml\n", encoding="utf-8")
    assert rows("decisions", "--decisions", "vedtak.yaml", folder=elsewhere) == expected


def test_another_kind_of_file_is_no_file_of_decisions() -> None:
    printed, code = inside(["decisions", "--decisions", "lkt_2018_actual.yaml", "--lang", "en"], FOLDER)
    assert (code, "The file lkt_2018_actual.yaml is not a file of decisions." in printed) == (2, True)


def test_one_period_alone() -> None:
    own = rows("decisions", "2019", *DECISIONS)
    assert {row["period"] for row in own} == {"2019"}
    assert kroner(own, "in_budget") == kroner(rows("compute", "2019"))


@pytest.mark.parametrize("gap", [(), ("--gap",)])
def test_decided_is_the_what_if_of_those_who_declined(gap: tuple[str, ...]) -> None:
    decided = rows("compute", "--decided", *gap, *DECISIONS)
    assert decided == rows("compute", "--without", "Granvin,Fedje", *gap)
    assert not {"1234", "1265"} & {row["number"] for row in decided}
    total = sum(kroner(decided).values())
    assert total == Decimal(1_637_500 - (7_017 if gap else 0))
    printed = said("compute", "2019", "--decided", *gap, *DECISIONS)
    assert "What if: this is not the budget" in printed
    assert "Granvin (1234), Fedje (1265)" in printed
    assert ("is not covered; it is the share of Granvin (1234) and Fedje (1265)" in printed) == bool(gap)


def answered(folder: Path, budget: str, **answers: str) -> tuple[str, ...]:
    """The options for a budget of ours with answers of these members."""
    lines = [f'  "{number.removeprefix("n")}": {{answer: {answer}}}\n' for number, answer in answers.items()]
    text = f"format: lkt-alloc/decisions/1\nbudget: {ROOT / budget}\nanswers:\n{''.join(lines)}"
    (folder / "decisions.yaml").write_text(text, encoding="utf-8")
    return ("--decisions", str(folder / "decisions.yaml"))


def test_decided_besides_other_changes(tmp_path: Path) -> None:
    both = rows("compute", "--decided", "--without", "Os", "--gap", *DECISIONS)
    assert both == rows("compute", "--without", "Os,Granvin,Fedje", "--gap")
    nobody = answered(tmp_path, "data/budget_2018_2019.yaml", n1243="adopted")
    assert rows("compute", "--decided", "--gap", *nobody) == of_lkt("compute")
    here = ("--budget", str(ROOT / "examples" / "innherred_legevakt.yaml"))
    frosta = answered(tmp_path, "examples/innherred_legevakt.yaml", n5036="declined")
    only = rows("compute", "--decided", "--only", "5037,5038", *frosta)
    assert only == rows("compute", "--only", "5037,5038", *here)
    printed, code = inside(["compute", "--decided", "--only", "5036,5038", *frosta, "--lang", "en"], FOLDER)
    assert (code, "have declined, and are among the only ones" in printed) == (2, True)


@pytest.mark.parametrize(
    ("budget", "answers", "without"),
    [
        ("examples/lkt_hospitals.yaml", {"n1265": "declined", "HDS": "adopted"}, "1265"),
        (
            "examples/lkt_2020.yaml",
            {"n1234": "declined", "n1235": "declined", "n1243": "adopted", "n1241": "adopted"},
            "4621",
        ),
        ("data/budget_2018_2019.yaml", {"n4624": "declined"}, "1241,1243"),
        ("examples/innherred_legevakt.yaml", {"n5037": "declined"}, "5037"),
    ],
)
def test_other_members_keys_and_periods(budget: str, answers: dict[str, str], without: str, tmp_path: Path) -> None:
    own = answered(tmp_path, budget, **answers)
    here = ("--budget", str(ROOT / budget))
    assert rows("compute", "--decided", *own) == rows("compute", "--without", without, *here)
    shown = rows("decisions", *own)
    (gone,) = {row["number"] for row in shown if row["answer"] == "declined"}
    assert gone == ("4624" if "n4624" in answers else without)
    before = kroner(rows("compute", *here))
    alone = kroner(rows("compute", "--without", without, *here))
    costs = kroner([row for row in shown if row["number"] == gone], "others_pay_more")
    assert sum(costs.values()) == sum(amount - before[number] for number, amount in alone.items())


def test_nothing_is_decided_without_a_file_of_decisions(tmp_path: Path) -> None:
    for arguments in (["compute", "--decided"], ["document", "--reminder", "--all", "--output", "x"]):
        printed, code = inside([*arguments, "--lang", "en"], tmp_path)
        assert (code, "There is no file of decisions." in printed) == (2, True)


def test_invoices_go_where_members_want_them_and_say_who_has_not_adopted() -> None:
    listed = rows("invoice", "2019", *DECISIONS)
    by_number = {row["number"]: row for row in listed}
    assert kroner(listed) == kroner(rows("invoice", "2019"))
    assert (by_number["1243"]["invoice_address"], by_number["1243"]["buyer_reference"]) == (
        "Postboks 84, 5202 Os",
        "1243-77",
    )
    assert (by_number["1244"]["invoice_address"], by_number["1244"]["answer"]) == ("", "adopted")
    assert Counter(row["answer"] for row in listed) == {"adopted": 18, "declined": 2, "conditional": 1, "missing": 3}
    printed = said("invoice", "2019", *DECISIONS)
    for line in (
        "Declined: Granvin (1234) and Fedje (1265).",
        "Adopted on a condition: Voss (1235).",
        "Not answered: Eidfjord (1232), Modalen (1252) and Masfjorden (1266).",
        "Adopted another amount than this: Os (1243).",
    ):
        assert line in printed
    assert printed.count("Declined: ") == 1
    assert said("invoice", "2019", *DECISIONS, "--format", "csv").count("Declined: ") == 1
    decided = said("invoice", "2019", "--decided", *DECISIONS)
    assert "Declined" not in decided
    assert re.findall(r"Adopted another amount than this: .*", decided) == [
        "Adopted another amount than this: Ulvik (1233), Kvam (1238), Fusa (1241), Samnanger (1242), Os (1243), Austevoll (1244), "
        "Sund (1245), Fjell (1246), Askøy (1247), Vaksdal (1251), Osterøy (1253), Meland (1256), Øygarden (1259), Radøy (1260), "
        "Lindås (1263), Austrheim (1264) and Gulen (1411)."
    ]


def test_invoices_of_a_settlement_go_there_too() -> None:
    final = ("--actual", "lkt_2018_actual.yaml")
    listed = {row["number"]: row for row in rows("invoice", "2018", *final, *DECISIONS)}
    assert listed["1243"]["invoice_address"] == "Postboks 84, 5202 Os"


@pytest.mark.parametrize(
    ("lang", "lines"),
    [
        (
            "en",
            [
                "The deadline is 1 November 2018.",
                "NOK 123 for autumn 2018 and NOK 1,665 for 2019?",
                "The answer goes to: LKT-sek",
            ],
        ),
        (
            "nn",
            [
                "Fristen er 1. november 2018.",
                "123 kr for hausten 2018 og 1 665 kr for 2019?",
                "Svaret skal sendast til: LKT-sek",
            ],
        ),
        (
            "nb",
            [
                "Fristen er 1. november 2018.",
                "123 kr for høsten 2018 og 1 665 kr for 2019?",
                "Svaret skal sendes til: LKT-sek",
            ],
        ),
    ],
)
def test_a_reminder_says_by_when_how_much_and_to_whom(lang: str, lines: list[str]) -> None:
    printed, code = inside(["document", "--reminder", "--kommune", "Modalen", *DECISIONS, "--lang", lang], FOLDER)
    assert code == 0
    assert [line for line in lines if line not in printed.replace("\N{NO-BREAK SPACE}", " ")] == []


def test_reminders_go_to_those_who_have_not_answered(tmp_path: Path) -> None:
    folder = tmp_path / "brev"
    printed, code = inside(
        ["document", "--reminder", "--all", *DECISIONS, "--format", "docx", "--output", folder], FOLDER
    )
    assert code == 0, printed
    names = ["1232-eidfjord.docx", "1252-modalen.docx", "1266-masfjorden.docx"]
    assert sorted(path.name for path in folder.iterdir()) == names
    printed, code = inside(["document", "--reminder", "--kommune", "Os", *DECISIONS, "--lang", "en"], FOLDER)
    assert (code, "Os (1243) has answered." in printed) == (2, True)
    printed, code = inside(["document", "--reminder", "--kommune", "Modalen", "--actual", "x", "--lang", "en"], FOLDER)
    assert (code, "neither template nor settlement" in printed) == (2, True)
    hospitals = {"HB": "adopted", "HDS": "declined"} | {
        f"n{row['number']}": "adopted" for row in of_lkt("compute", "2019")
    }
    everybody = answered(tmp_path, "examples/lkt_hospitals.yaml", **hospitals)
    printed, code = inside(
        ["document", "--reminder", "--all", *everybody, "--output", tmp_path / "ingen", "--lang", "en"], FOLDER
    )
    assert (code, (tmp_path / "ingen").exists()) == (0, False)
    assert printed.endswith("Everybody has answered: there is nobody to remind.\n")


def test_a_reminder_has_the_case_and_who_writes_and_refuses_what_it_cannot_use() -> None:
    asked = ["document", "--reminder", "--kommune", "Modalen", *DECISIONS, "--lang", "en"]
    head = ("--case-number", "18/1", "--officer", "Kari", "--sender", "LKT", "--dated", "2018-11-02")
    assert "From: LKT  \nCase number: 18/1  \nOfficer: Kari  \nDate: 2 November 2018" in answer(
        (*asked[:-2], *head), FOLDER
    )
    for more in (["--committee", "X"], ["--meeting-date", "2018-11-02"], ["--paid-from", "X"]):
        printed, code = inside([*asked, *more], FOLDER)
        assert (code, "A reminder tells of no meetings, nor of what is paid from." in printed) == (2, True)


LATER = """\
format: lkt-alloc/decisions/1
answers:
  1243 Os: {answer: adopted, amount: {"2018": 6 648, "2019": 85 000}}
"""


def over_years(folder: Path, answers: str) -> tuple[str, ...]:
    """The options for two years more of the real case, with the municipalities that the 24 became, and these answers."""
    (folder / "decisions.yaml").write_text(f"{LATER}{answers}", encoding="utf-8")
    return ("--decisions", str(folder / "decisions.yaml"), "--scenario", "scenarios/to_aar_til.yaml")


@pytest.mark.parametrize(
    ("answers", "found"),
    [
        ("  1234 Granvin: {answer: declined}\n  1235 Voss: {answer: adopted}\n", "Voss (4621)"),
        ("  1234 Granvin: {answer: declined}\n", "Voss (4621)"),
        ("", "Bjørnafjorden (4624)"),
    ],
)
def test_those_who_merge_in_added_years_answer_as_one(answers: str, found: str, tmp_path: Path) -> None:
    for period in ("2018", "2020"):
        asked = ["compute", period, "--decided", *over_years(tmp_path, answers), "--lang", "en"]
        printed, code = inside(asked, FOLDER)
        assert (code, "LKT821" in printed, f"help: Write one answer of {found}." in printed) == (1, False, True)


def test_who_declines_is_asked_for_no_more_amounts(tmp_path: Path) -> None:
    (tmp_path / "d.yaml").write_text(
        'format: lkt-alloc/decisions/1\nanswers: {1243 Os: {answer: declined, amount: {"2018": 0}}}\n', encoding="utf-8"
    )
    printed, code = inside(["decisions", "--decisions", tmp_path / "d.yaml", "--lang", "en"], FOLDER)
    assert (code, printed.count("LKT821"), "Who declines adopts no amount." in printed) == (1, 1, True)


def test_an_answer_that_counts_nowhere_is_a_second_one(tmp_path: Path) -> None:
    old = answered(tmp_path, "examples/lkt_2020.yaml", n4621="adopted", n1234="declined")
    printed, code = inside(["decisions", *old, "--lang", "en"], FOLDER)
    assert (
        code,
        "Granvin (1234) and Voss (4621) are the same member now." in printed.replace("\N{NO-BREAK SPACE}", " "),
    ) == (1, True)
    assert "help: Keep one of the two.\n" in printed


def test_who_became_a_part_of_another_does_not_answer_for_it(tmp_path: Path) -> None:
    """Trondheim was there before and after Klæbu became a part of it."""
    folder = small(tmp_path, '{"5030": {answer: declined}}')
    members = (
        SMALL.replace("members: [A, B]", 'members: ["5001", "4601"]')
        .replace("[A]", '["5001"]')
        .replace("[B]", '["4601"]')
    )
    (folder / "budget.yaml").write_text(members.replace("parties: {A: Aas, B: Bo}\n", ""), encoding="utf-8")
    printed, code = inside(["decisions", "--lang", "en"], folder)
    assert (code, "LKT203" in printed) == (1, True), printed


def test_each_period_has_the_answers_of_its_own_members(tmp_path: Path) -> None:
    answers = """\
  1234 Granvin: {answer: declined}
  1235 Voss: {answer: adopted}
  4621 Voss: {answer: adopted}
  4624 Bjørnafjorden: {answer: declined}
"""
    own = over_years(tmp_path, answers)
    added = ("--scenario", "scenarios/to_aar_til.yaml")
    together = rows("compute", "--decided", *own)
    for period, without in (("2018", "1234,1241"), ("2019", "1234,1241"), ("2020", "4624"), ("2021", "4624")):
        alone = rows("compute", period, "--without", without, *added)
        assert rows("compute", period, "--decided", *own) == alone
        assert [row for row in together if row["period"] == period] == alone
    assert "Adopted another amount than this" not in said("invoice", "2020", *own)
    assert "Adopted another amount than this: Os (1243)." in said("invoice", "2019", *own)


def test_one_letter_to_those_who_became_one(tmp_path: Path) -> None:
    own = over_years(tmp_path, "  4624 Bjørnafjorden: {answer: adopted}\n")
    folder = tmp_path / "brev"
    assert inside(["document", "--reminder", "--all", *own, "--output", folder], FOLDER)[1] == 0
    assert len({*folder.iterdir()}) == 17
    letter = said("document", "--reminder", "--kommune", "Granvin", *own)
    paid = kroner(rows("compute", "--scenario", "scenarios/to_aar_til.yaml"))
    assert "# Reminder to the municipality of Voss: " in letter
    assert f"| **Sum** | **{sum(paid[n] for n in ('1234', '1235', '4621')):,.0f}** |" in letter
    assert "The amounts include those of Granvin (1234) and Voss (1235), now the municipality of Voss." in letter
    assert said("document", "--reminder", "--kommune", "Voss", *own) == letter
    letter = said("document", "--reminder", "--kommune", "1247", *own)
    assert "# Reminder to the municipality of Askøy: " in letter
    assert "The amounts include" not in letter


SPLIT = """\
format: lkt-alloc/budget/1
name: T
language: en
sources: {s: {title: S}}
periods: {"2023": {name: "2023", from: 2023-01-01, to: 2023-12-31}, "2024": {name: "2024", from: 2024-01-01, to: 2024-12-31}}
payers: {p: {name: the members, key: a, keys_by_period: {"2024": b}}}
keys:
  a: {name: a, source: s, members: ["1507", "1506"], rounding: 1 kr, parts: [{share: 100 %, to: all, by: equal}]}
  b: {name: b, source: s, members: ["1508", "1580", "1506"], rounding: 1 kr, parts: [{share: 100 %, to: all, by: equal}]}
posts: [{id: "1", name: one, source: s, paid_by: {p: 100 %}, amounts: {"2023": 200 000, "2024": 300 000}}]
"""


def test_those_who_were_split_have_their_shares_of_what_was_before(tmp_path: Path) -> None:
    (tmp_path / "budget.yaml").write_text(SPLIT, encoding="utf-8")
    (tmp_path / "decisions.yaml").write_text("format: lkt-alloc/decisions/1\nanswers: {}\n", encoding="utf-8")
    own = rows("decisions", folder=tmp_path)
    assert [row["number"] for row in own] == ["1506", "1508", "1580"] * 2
    assert sum(kroner(own, "in_budget").values()) == 500_000
    assert kroner([row for row in own if row["period"] == "2023"], "in_budget")["1580"] < 50_000
    costs = kroner(own, "others_pay_more")
    assert (
        costs["1580"]
        == sum(kroner(rows("compute", "--without", "1507,1580", folder=tmp_path)).values()) - 100_000 - 200_000
    )
    told = said("decisions", folder=tmp_path)
    assert "Municipalities that became others are in one row with these, and what they pay is added up." in told
    assert "Haram (1580): the others then pay all of the amounts of Ålesund (1507), not only its part of them." in told
    assert all(row["in_budget"].endswith(".00") for row in own)
    printed, code = inside(["document", "--reminder", "--kommune", "1507", "--lang", "en"], tmp_path)
    assert (code, "Those to be reminded are Ålesund (1508) and Haram (1580): name one of them." in printed) == (2, True)
    answers = '{"1507": {answer: adopted}, "1508": {answer: declined}, "1580": {answer: adopted}}'
    (tmp_path / "decisions.yaml").write_text(f"format: lkt-alloc/decisions/1\nanswers: {answers}\n", encoding="utf-8")
    own = rows("decisions", folder=tmp_path)
    assert [row["number"] for row in own] == ["1506", "1507", "1508", "1580"] * 2


def of_split(folder: Path, answers: str, *arguments: str) -> dict[str, dict[str, str]]:
    """What `decisions` has of those who answer a budget over a split, by number, in the first year."""
    (folder / "budget.yaml").write_text(SPLIT, encoding="utf-8")
    text = f"format: lkt-alloc/decisions/1\ndeadline: 2022-11-01\nanswers: {answers}\n"
    (folder / "decisions.yaml").write_text(text, encoding="utf-8")
    found = rows("decisions", *arguments, folder=folder)
    return {row["number"]: row for row in found if row["period"] == found[0]["period"]}


def test_after_a_split_each_has_its_own_answer_and_amounts(tmp_path: Path) -> None:
    own = of_split(
        tmp_path,
        """{
  "1508": {answer: adopted, date: 2022-10-01, case: A, invoice_address: a, reference: "1", amount: {"2023": 90 000, "2024": 100 000}},
  "1580": {answer: adopted, date: 2022-11-05, case: H, invoice_address: h, reference: "2", amount: {"2023": 7 000, "2024": 100 000}}}""",
    )
    said_by = ("date", "case", "invoice_address", "reference", "adopted")
    assert [own["1508"][field] for field in said_by] == ["2022-10-01", "A", "a", "1", "90000.00"]
    assert [own["1580"][field] for field in said_by] == ["2022-11-05", "H", "h", "2", "7000.00"]
    told = said("decisions", folder=tmp_path)
    assert "Answered after the deadline: Haram (1580)." in told
    assert "the answer " not in told
    told = said("decisions", "2023", folder=tmp_path)
    assert "Ålesund (1507): the answer is that of Ålesund (1508) and Haram (1580)." in told
    assert "Answered after the deadline: Haram (1580)." in told


def test_who_adopts_without_an_amount_adopts_the_budget_not_the_what_if(tmp_path: Path) -> None:
    of_split(tmp_path, '{"1506": {answer: adopted}, "1507": {answer: declined}}')
    invoiced = ("invoice", "2023", "--decided")
    assert "Adopted another amount than this: Molde (1506)." in said(*invoiced, folder=tmp_path)
    assert "another amount" not in said(*invoiced, "--gap", folder=tmp_path)
    of_split(tmp_path, '{"1506": {answer: adopted}, "1507": {answer: adopted}}')
    assert "another amount" not in said(*invoiced, folder=tmp_path)


def test_beside_balances_what_is_adopted_is_held_against_the_budget(tmp_path: Path) -> None:
    final = 'format: lkt-alloc/actual/1\nbudget: budget.yaml\nperiod: "2023"\namounts: {"1": 150 000}\n'
    (tmp_path / "actual.yaml").write_text(final, encoding="utf-8")
    of_split(tmp_path, '{"1506": {answer: adopted, amount: {"2023": 90 000, "2024": 100 000}}}')
    told = said("invoice", "2023", "--actual", "actual.yaml", folder=tmp_path)
    assert "Adopted another amount than in the budget: Molde (1506)." in told
    of_split(tmp_path, '{"1506": {answer: adopted}}')
    assert "another amount" not in said("invoice", "2023", "--actual", "actual.yaml", folder=tmp_path)


def test_references_and_addresses_that_differ_are_told_of_and_not_used(tmp_path: Path) -> None:
    answers = ", ".join(
        f'"{n}": {{answer: adopted, reference: R{n}, invoice_address: A{n}, amount: {{"2023": 1, "2024": 1}}}}'
        for n in ("1508", "1580")
    )
    of_split(tmp_path, f"{{{answers}}}")
    told = [
        "Ålesund (1507): the answers give several references, R1508 and R1580; none is used. Write one answer of Ålesund (1507).",
        "Ålesund (1507): the answers give several addresses, A1508 and A1580; none is used. Write one answer of Ålesund (1507).",
    ]
    for form in ("text", "csv"):
        printed = said("invoice", "2023", "--format", form, folder=tmp_path).splitlines()
        assert [line for line in printed if "several" in line] == told
    assert "several" not in said("invoice", "2024", folder=tmp_path)


def test_a_reminder_after_a_split_says_whose_part_it_is(tmp_path: Path) -> None:
    of_split(tmp_path, '{"1506": {answer: adopted}}')
    asked = ("document", "--reminder", "--kommune")
    for number, name in (("1508", "Ålesund"), ("1580", "Haram")):
        part = f"The amounts include the part of the municipality of {name} in those of Ålesund (1507)."
        letter = said(*asked, number, folder=tmp_path)
        assert [line for line in letter.splitlines() if "amounts include" in line] == [part]
    days = {"2022-11-01": "is", "2022-11-02": "was"}
    for day, tense in days.items():
        assert f"The deadline {tense} 1 November 2022." in said(*asked, "1508", "--dated", day, folder=tmp_path)


def test_the_amounts_of_a_condition_and_notes_are_shown(tmp_path: Path) -> None:
    answers = """{
  "1506": {answer: conditional, note: no more, amount: {"2023": 1, "2024": 2}},
  "1507": {answer: adopted, note: gladly}, "1508": {answer: declined}, "1580": {answer: declined, note: no money}}"""
    own = of_split(tmp_path, answers)
    assert [own["1506"][field] for field in ("adopted", "stated")] == ["0.00", "1.00"]
    assert own["1507"]["stated"] == ""
    told = said("decisions", folder=tmp_path)
    assert "\nMolde (1506): no more (NOK 1 for 2023 and NOK 2 for 2024)\n" in told
    assert "\nNotes\n\nÅlesund (1507): gladly\nHaram (1580): no money\n" in told


SWALLOWED = """\
format: lkt-alloc/budget/1
name: T
language: en
periods:
  "2017": {name: "2017", from: 2017-01-01, to: 2017-12-31}
  "2018": {name: "2018", from: 2018-01-01, to: 2018-12-31}
  "2020": {name: "2020", from: 2020-01-01, to: 2020-12-31}
payers: {p: {name: the members, key: a, keys_by_period: {"2018": b, "2020": c}}}
parties: {A: Aas}
keys:
  a: {name: a, members: [A, "1662"], rounding: 1 kr, parts: [{share: 100 %, to: all, by: equal}]}
  b: {name: b, members: [A, "5030", "5001"], rounding: 1 kr, parts: [{share: 100 %, to: all, by: equal}]}
  c: {name: c, members: [A, "5001"], rounding: 1 kr, parts: [{share: 100 %, to: all, by: equal}]}
posts: [{id: "1", name: one, paid_by: {p: 100 %}, amounts: {"2017": 200, "2018": 300, "2020": 200}}]
"""


def test_one_answer_is_one_row_beside_that_of_what_they_became(tmp_path: Path) -> None:
    folder = small(tmp_path, '{"1662": {answer: declined}, "5001": {answer: adopted}}')
    (folder / "budget.yaml").write_text(SWALLOWED, encoding="utf-8")
    costs = kroner(rows("decisions", folder=folder), "others_pay_more")
    assert costs == {"A": 300, "1662": 200, "5001": 200}


def test_one_decline_is_one_row_with_what_it_costs(tmp_path: Path) -> None:
    own = of_split(tmp_path, '{"1507": {answer: declined}}')
    assert own.keys() == {"1506", "1507"}
    assert kroner(rows("decisions", folder=tmp_path), "others_pay_more")["1507"] == 100_000 + 200_000
    assert "Ålesund (1507): the answer stands for Haram (1580) too, in the same row." in said(
        "decisions", folder=tmp_path
    )
    assert of_split(tmp_path, '{"1507": {answer: declined}}', "2024")["1507"]["others_pay_more"] == "200000.00"
    amounts = 'amount: {"2023": 90 000, "2024": 150 000}'
    own = of_split(tmp_path, f'{{"1507": {{answer: adopted, {amounts}, invoice_address: a}}}}', "2024")
    assert own["1507"]["adopted"] == "150000.00"
    invoiced = {row["number"]: row for row in rows("invoice", "2024", folder=tmp_path)}
    assert [(invoiced[n]["answer"], invoiced[n]["invoice_address"]) for n in ("1508", "1580")] == [("adopted", "a")] * 2


SMALL = """\
format: lkt-alloc/budget/1
name: T
language: en
periods: {"2024": {name: "2024", from: 2024-01-01, to: 2024-12-31}}
payers: {p: {name: the members, key: k}}
parties: {A: Aas, B: Bo}
keys: {k: {name: k, members: [A, B], rounding: 1 kr, parts: [{amount: 100, to: [A], by: equal}, {share: rest, to: [B], by: equal}]}}
posts: [{id: "1", name: one, paid_by: {p: 100 %}, amounts: {"2024": 100}}]
"""


def small(folder: Path, answers: str) -> Path:
    (folder / "budget.yaml").write_text(SMALL, encoding="utf-8")
    (folder / "decisions.yaml").write_text(f"format: lkt-alloc/decisions/1\nanswers: {answers}\n", encoding="utf-8")
    return folder


def test_a_file_of_decisions_is_for_what_is_decided(tmp_path: Path) -> None:
    folder = small(tmp_path, '{A: {answer: adopted, amount: {"2024": 90}}, B: {answer: adopted}}')
    printed, code = inside(["compute", "--decisions", "decisions.yaml", "--lang", "en"], folder)
    assert (code, "changes nothing here without --decided" in printed) == (2, True)
    assert "Adopted another amount than this: Aas (A)." in answer(["invoice", "2024", "--decided"], folder)


def test_an_amount_for_a_period_of_others_is_no_part_of_an_answer(tmp_path: Path) -> None:
    (tmp_path / "budget.yaml").write_text(SPLIT, encoding="utf-8")
    answers = '{"1507": {answer: adopted}, "1580": {answer: adopted, amount: {"2023": 5, "2024": 1}}}'
    (tmp_path / "decisions.yaml").write_text(f"format: lkt-alloc/decisions/1\nanswers: {answers}\n", encoding="utf-8")
    printed, code = inside(["decisions", "--lang", "en"], tmp_path)
    assert (code, "It has no part in what is shared in 2023." in printed) == (1, True), printed


CREDITS = """\
format: lkt-alloc/budget/1
name: T
language: en
periods: {"2024": {name: "2024", from: 2024-01-01, to: 2024-12-31}}
payers: {p: {name: the payers, key: k}, q: {name: those who get back, key: l}}
parties: {A: Aas, B: Bo, C: Dal}
keys:
  k: {name: k, members: [A, B], rounding: 1 kr, parts: [{share: 100 %, to: all, by: equal}]}
  l: {name: l, members: [C], rounding: 1 kr, parts: [{share: 100 %, to: all, by: equal}]}
posts:
  - {id: "1", name: one, paid_by: {p: 100 %}, amounts: {"2024": 200}}
  - {id: "2", name: two, paid_by: {q: 100 %}, amounts: {"2024": -50}}
"""


@pytest.mark.parametrize(
    ("answers", "lines"),
    [
        (
            "{A: {answer: adopted, amount: 130}}",
            [
                "1 of 3 has adopted NOK 100 of NOK 200; NOK 100 is not adopted.",
                "NOK 30 is adopted beyond what the budget has.",
                "Of NOK 50 that members are to get back, NOK 0 is adopted and NOK 50 is not.",
            ],
        ),
        (
            "{A: {answer: adopted}, C: {answer: adopted, amount: -70}}",
            [
                "2 of 3 have adopted NOK 100 of NOK 200; NOK 100 is not adopted.",
                "Of NOK 50 that members are to get back, NOK 50 is adopted and NOK 0 is not.",
                "That NOK 20 more is to be paid back than the budget has, is adopted.",
            ],
        ),
    ],
)
def test_what_one_adopts_too_much_hides_nothing_that_another_lacks(
    answers: str, lines: list[str], tmp_path: Path
) -> None:
    folder = small(tmp_path, answers)
    (folder / "budget.yaml").write_text(CREDITS, encoding="utf-8")
    told = answer(["decisions"], folder).splitlines()
    assert [line for line in told if "adopted" in line][: len(lines)] == lines
    assert "Not adopted, in the tables: what the budget has less what is adopted; it can be negative." in told
    record = json.loads(inside(["decisions", "--format", "json"], folder)[0])
    for own, sign in ((record["payments"], 1), (record["refunds"], -1)):
        amounts = [row["amounts"][0] for row in record["members"]]
        missing = sum(max(0, sign * own["in_budget_ore"]) for own in amounts)
        assert own["adopted_ore"] + own["not_adopted_ore"] == own["in_budget_ore"] == missing
    net = record["total"]["not_adopted_ore"]
    (paid, back) = (record[name]["not_adopted_ore"] - record[name]["beyond_ore"] for name in ("payments", "refunds"))
    assert net == paid - back


def test_nothing_but_refunds(tmp_path: Path) -> None:
    folder = small(tmp_path, "{A: {answer: adopted}}")
    (folder / "budget.yaml").write_text(
        SMALL.replace("amount: 100", "amount: 1").replace('"2024": 100', '"2024": -100'), encoding="utf-8"
    )
    told = answer(["decisions"], folder)
    assert "has adopted the budget.\nOf NOK " in told


def test_what_nobody_has_said_is_not_told(tmp_path: Path) -> None:
    folder = small(tmp_path, "{A: {answer: adopted, invoice_address: Aas 1}, B: {answer: adopted}}")
    told = answer(["decisions"], folder)
    assert "2 of 2 have adopted NOK 100 of NOK 100" in told
    assert not any(
        said in told for said in ("deadline", "Answers go to", "Not answered", "Conditions", "another amount")
    )
    assert ";Aas 1\r\n" in answer(["decisions", "--format", "csv-excel"], folder)


def test_a_deadline_is_told_and_whose_answer_it_is_that_of_the_merged(tmp_path: Path) -> None:
    told = answer(["decisions", *answered(tmp_path, "data/budget_2018_2019.yaml", n4624="adopted")], FOLDER)
    assert "Bjørnafjorden (4624): the answer stands for Fusa (1241) and Os (1243) too, in the same row." in told
    told = answer(["decisions", *DECISIONS], FOLDER)
    assert "The deadline is " in told
    assert " left." not in told


def test_a_reminder_asks_for_no_amount_where_there_is_none_to_pay(tmp_path: Path) -> None:
    letter = answer(["document", "--reminder", "--kommune", "B"], small(tmp_path, "{A: {answer: adopted}}"))
    assert "Does Bo support the collaboration" in letter
    assert not any(said in letter for said in ("cover its part", "deadline", "The answer goes to"))


@pytest.mark.parametrize(
    ("answers", "found"),
    [
        ("{C: {answer: adopted}}", "LKT203"),
        ('{A: {answer: adopted, amount: {"2025": 1}}}', 'LKT201 unknown-reference]: There is no period "2025".'),
        ('{A: {answer: adopted, amount: {"2025": 1}}}', "help: There are: 2024."),
        ("{Aas: {answer: adopted}}", 'LKT203 unknown-member]: There is no number before the name "Aas".'),
        ("{Aas: {answer: adopted}}", "help: Write A Aas."),
        ('{A: {answer: conditional, note: " "}}', "LKT821 answer]: It does not say on what condition."),
        ('{A: {answer: adopted, amount: {"2025": 1}}}', "LKT821 answer]: There is no amount for 2024."),
    ],
)
def test_members_and_periods_of_answers_are_the_budget_s(answers: str, found: str, tmp_path: Path) -> None:
    printed, code = inside(["decisions", "--lang", "en"], small(tmp_path, answers))
    assert (code, found in printed.replace("\N{NO-BREAK SPACE}", " ")) == (1, True), printed


def test_where_nobody_has_declined_that_is_said(tmp_path: Path) -> None:
    folder = small(tmp_path, "{A: {answer: adopted}}")
    said_so = "Nobody who takes part has declined: --decided changes nothing.\n"
    assert said_so in answer(["compute", "--decided", "--gap"], folder)
    assert (
        said_so not in inside(["compute", "--decided", "--lang", "en"], small(tmp_path, "{B: {answer: declined}}"))[0]
    )


def test_who_is_needed_may_be_left_out_with_a_gap(tmp_path: Path) -> None:
    folder = small(tmp_path, "{B: {answer: declined}}")
    printed, code = inside(["compute", "--decided", "--lang", "en"], folder)
    assert (code, "Let nobody pay for those who are left out (--gap)" in printed) == (2, True)
    assert inside(["compute", "--decided", "--gap", "--lang", "en"], folder)[1] == 0


def test_days_are_counted_to_a_deadline_and_where_there_is_room_for_them(tmp_path: Path) -> None:
    folder = small(tmp_path, "{A: {answer: adopted}}")
    printed, code = inside(["decisions", "--on", "2024-01-01", "--lang", "en"], folder)
    assert (code, "There is no deadline to count the days to." in printed) == (2, True)
    for name in ("csv", "csv-excel"):
        asked = ["decisions", *DECISIONS, "--on", "2018-10-20", "--format", name, "--lang", "en"]
        printed, code = inside(asked, FOLDER)
        assert (code, f"There is no room for the days to the deadline in {name}." in printed) == (2, True)


def test_who_is_asked_for_no_amount_may_become_one_with_who_has_given_it(tmp_path: Path) -> None:
    """Os has adopted with amounts and Fusa without: of 2020, in which they are one, nobody is asked for amounts."""
    given = over_years(tmp_path, "  1241 Fusa: {answer: adopted}\n")
    decided = rows("compute", "--decided", *given)
    assert decided == rows("compute", *given[2:])


def test_an_answer_for_added_years_can_stand_beside_those_of_the_budget(tmp_path: Path) -> None:
    both = "  1234 Granvin: {answer: declined}\n  1235 Voss: {answer: adopted}\n"
    given = over_years(tmp_path, f"{both}  1241 Fusa: {{answer: adopted}}\n  4621 Voss: {{answer: declined}}\n")
    printed, code = inside(["check", "decisions.yaml", "--lang", "en"], tmp_path)
    assert (code, "warning[LKT824 idle-answer]" in printed) == (0, True)
    assert "4621" not in {row["number"] for row in rows("compute", "2020", "--decided", *given)}


def test_an_answer_of_who_is_in_an_unused_key_alone_counts_for_nothing(tmp_path: Path) -> None:
    folder = small(tmp_path, "{A: {answer: adopted}, C: {answer: adopted}}")
    other = "other: {name: o, members: [A, C], rounding: 1 kr, parts: [{share: 100 %, to: all, by: equal}]}}\nposts"
    text = SMALL.replace("B: Bo}", "B: Bo, C: Co}").replace("}\nposts", f", {other}", 1)
    (folder / "budget.yaml").write_text(text, encoding="utf-8")
    printed, code = inside(["check", "decisions.yaml", "--lang", "en"], folder)
    assert code == 0
    assert (
        "warning[LKT824 idle-answer]: Co (C) shares in nothing here, so that the answer counts for nothing." in printed
    )
