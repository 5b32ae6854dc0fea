"""Credits and blocks in words: every line can be followed with a calculator, and who is paid is never said to pay."""

from fractions import Fraction
from pathlib import Path

import pytest
from msgspec.structs import replace

from lkt_alloc.engine.allocate import allocate
from lkt_alloc.engine.model import Key
from lkt_alloc.engine.parts import AmountPart, Limit, Part, RatePart, RestPart, SharePart, Step, StepsPart
from lkt_alloc.language.words import Words
from lkt_alloc.render import text
from lkt_alloc.reports.explanation import Explained, amount_of
from tests.cli.inside import inside
from tests.engine.strategies import THEN, budget_of, errors, key_of, register_of

A, B, C = "0101", "0102", "0103"
REGISTER = register_of({A: {THEN: 12_300}, B: {THEN: 5_000}, C: {THEN: 0 + 100}})
REST = RestPart("all", "population")
TO_C = AmountPart(-5_000_00, (C,), "equal")


def explained(key: Key, number: str, total: int = 100_000_00) -> str:
    budget = budget_of({"k": key}, ({"k": 1}, total, 0))
    assert errors(budget, REGISTER) == []
    said = text.render(Explained(allocate(budget, REGISTER, ["2018"]), [], number).report(), Words("en"))
    return said.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("part", "number", "said"),
    [
        (TO_C, C, "Part 1: minus NOK 5,000, a credit to name 0103 alone.\nPart 2: the rest: NOK 100,000 + NOK 5,000 = NOK 105,000"),
        (
            AmountPart(-3_000_00, "all", "equal"),
            A,
            "Part 1: minus NOK 3,000, a credit.\nIt is divided equally among 3 municipalities: NOK -3,000 / 3 = NOK -1,000",
        ),
        (AmountPart(-3_000_00, (A, B), "population"), B, "NOK -3,000 × 5,000 / 17,300 = NOK -867.052023…"),
        (RatePart(Fraction(-200), "all", "population"), A, "NOK -2 × 12,300 = NOK -24,600"),
        (RatePart(Fraction(-200), "all", "equal"), A, "Part 1: every member has NOK 2 less to pay, a credit.\n"),
        (
            RatePart(Fraction(10_000_00), "all", "population", Fraction(5_000), True),
            A,
            "Part 1: name 0101 has 12,300 inhabitants, which is 3 begun blocks of 5,000 inhabitants. NOK 10,000 × 3 = NOK 30,000",
        ),
        (
            RatePart(Fraction(10_000_00), "all", "population", Fraction(5_000), True),
            C,
            "which is 1 begun block of 5,000 inhabitants. NOK 10,000 × 1 = NOK 10,000",
        ),
        (
            RatePart(Fraction(10_000_00), "all", "population", Fraction(5_000)),
            A,
            "Part 1: name 0101 has 12,300 inhabitants. NOK 10,000 × 12,300 / 5,000 = NOK 24,600",
        ),
        (
            StepsPart((Step(Fraction(5_000), Fraction(-100)), Step(None, Fraction(200))), "all", "population", True),
            A,
            "Class by class: NOK -1 × 5,000 + NOK 2 × 7,300 = NOK 9,600",
        ),
        (
            StepsPart((Step(Fraction(5_000), Fraction(200)), Step(None, Fraction(-100))), "all", "population", True),
            A,
            "Class by class: NOK 2 × 5,000 − NOK 1 × 7,300 = NOK 2,700",
        ),
        (StepsPart((Step(None, None, -100_00),), "all", "population"), B, "In that class: NOK -100\n"),
    ],
)  # fmt: skip
def test_a_part_says_what_it_gives_or_takes(part: Part, number: str, said: str) -> None:
    assert said in explained(key_of((A, B, C), part, REST), number)


def test_a_heading_says_who_is_paid() -> None:
    budget = budget_of({"k": key_of((A, B, C), TO_C, REST)}, ({"k": 1}, 100_000_00, 0))
    (period,) = allocate(budget, REGISTER, ["2018"]).periods
    said = Words("en").say(amount_of(period, period.divisions[0], -4_396_00))
    assert said.replace("\N{NO-BREAK SPACE}", " ") == "2018: NOK 4,396 paid out"


def test_who_is_paid_is_said_to_be_and_by_how_much_less_after_rounding() -> None:
    said = explained(key_of((A, B, C), TO_C, REST), C)
    assert "2018: NOK 4,396 paid out, as credits are larger than the part of the amount to be paid by k\n" in said
    assert "\n\nCalculation for 2018\n\n" in said
    assert "Rounded down to the nearest whole krone: NOK -4,397, with a remainder of NOK 0.448275….\n" in said
    assert "Name 0103 is number 1 of 3 by remainder, and is paid NOK 1 less: NOK 4,396.\n" in said
    without = explained(key_of((A, B, C), TO_C, REST), C, 100_001_00)
    assert "Name 0103 is number 3 of 3 by remainder, and is paid NOK 4,397.\n" in without


def test_who_pays_where_others_get_money_back_is_said_to_pay() -> None:
    said = explained(key_of((A, B, C), TO_C, REST), C, -100_000_00)
    assert "2018: NOK 4,396 to pay, as credits are larger than the part of the amount to be refunded to k\n" in said
    assert "Name 0103 is number 1 of 3 by remainder, so it pays NOK 4,396.\n" in said


def test_whole_kroner_are_paid_out_as_they_are() -> None:
    key = replace(key_of((A, B, C), SharePart(Fraction(1), (A,), "equal", "total"), TO_C), uncovered=True)
    said = explained(replace(key, parts=(*key.parts, SharePart(Fraction(), (B,), "equal", "total"))), C)
    assert "So name 0103 is paid NOK 5,000." in said


def test_a_floor_takes_a_credit_away_in_one_step_and_the_others_pay_in_proportion() -> None:
    key = replace(key_of((A, B, C), TO_C, REST), limits=(Limit(None, 0),))
    assert "The floor is NOK 0: NOK -4,396.551724… becomes NOK 0.\n" in explained(key, C)
    assert "together NOK 104,396.551724… becomes NOK 100,000." in explained(key, A)


BUDGET = """\
format: lkt-alloc/budget/1
name: Brannvernet
language: nn
sources: {s: {title: Vedtak}}
periods: {"2024": {name: "2024", from: 2024-01-01, to: 2024-12-31}}
payers: {k: {name: kommunane, key: felles}}
keys:
  felles:
    name: folketal med frådrag
    source: s
    members: [4621 Voss, 4628 Vaksdal, 4629 Modalen]
    population_date: 2024-01-01
    rounding: 1 kr
    parts:
      - {amount: -100 000, to: [4629 Modalen], by: equal}
      - {share: rest, to: all, by: population}
posts: [{id: "1", name: Drift, source: s, paid_by: {k: 100 %}, amounts: {"2024": 900 000}}]
"""
ACTUAL = 'format: lkt-alloc/actual/1\nperiod: "2024"\namounts: {"1": 950 000}\npaid: {"4629": 0}\n'


@pytest.mark.parametrize(
    ("lang", "said", "settled"),
    [
        ("nn", "Modalen kommune får utbetalt 81 456 kr for 2024, jf. vedlegg 1.", "Modalen kommune får utbetalt 80 528 kr."),
        ("nb", "Modalen kommune får utbetalt 81 456 kr for 2024, jf. vedlegg 1.", "Modalen kommune får utbetalt 80 528 kr."),
        ("en", "Modalen receives NOK 81,456 for 2024, as shown in attachment 1.", "Modalen receives NOK 80,528."),
    ],
)  # fmt: skip
def test_a_case_note_says_that_the_municipality_is_paid(lang: str, said: str, settled: str, tmp_path: Path) -> None:
    (tmp_path / "budget.yaml").write_text(BUDGET, encoding="utf-8")
    (tmp_path / "actual.yaml").write_text(ACTUAL, encoding="utf-8")

    def printed(*arguments: str) -> str:
        found, code = inside([*arguments, "--lang", lang], tmp_path)
        assert code == 0, found
        return found.replace("\N{NO-BREAK SPACE}", " ")

    note = printed("document", "--kommune", "Modalen")
    assert said in note
    assert said.partition(", jf.")[0].partition(", as")[0] + "." in note
    assert settled in printed("document", "--kommune", "Modalen", "--actual", "actual.yaml")
    assert ",-0.09050" in printed("compute", "--format", "csv")
