"""How amounts are rounded, as people say it: whole kroner, who pays one more or gets one more back; nothing where nothing is rounded."""

from fractions import Fraction

import pytest
from msgspec.structs import replace

from lkt_alloc.engine.allocate import Division, allocate
from lkt_alloc.engine.parts import NOBODY, AmountPart, Limit, RatePart, SharePart
from lkt_alloc.language.words import Words
from lkt_alloc.reports.steps.rounding import rounding_rules, rounding_steps, ties
from tests.engine.strategies import THEN, budget_of, errors, key_of, register_of
from tests.reports.papers import steps_of

A, B, C = "0101", "0102", "0103"
NYNORSK, BOKMAL = Words("nn"), Words("nb")
REGISTER = register_of({A: {THEN: 3}, B: {THEN: 2}, C: {THEN: 2}})
PEOPLE = SharePart(Fraction(1), "all", "population")
ONE = replace(key_of((A, B), PEOPLE), rounding="1 kr")


def divided(total: int, rounding: str = "1 kr", members: tuple[str, ...] = (A, B, C), **more: object) -> Division:
    key = replace(key_of(members, PEOPLE), rounding=rounding, **more)
    budget = budget_of({"k": key}, ({"k": 1}, total, 0))
    assert errors(budget, REGISTER) == []
    return allocate(budget, REGISTER, ["2018"]).periods[0].divisions[0]


def steps(division: Division, number: str, words: Words = NYNORSK) -> list[str]:
    (share,) = (share for share in division.shares if share.number == number)
    return [words.say(line).replace("\N{NO-BREAK SPACE}", " ") for line in rounding_steps(division, share)]


def test_one_pays_one_more() -> None:
    assert steps(divided(100_00), A) == [
        "Runda ned til nærmaste heile krone: 42 kr. Rest: 0,857142… kr.",
        "Når alle beløpa er runda ned slik, er summen 98 kr. Det som skal fordelast, er 100 kr, så det står att 2 kr.",
        "Dei 2 som har størst rest, betaler 1 kr meir kvar.",
        "Etter storleiken på resten er name 0101 nummer 1 av 3 og betaler 1 kr meir, i alt 43 kr.",
    ]
    two = divided(99_00, members=(A, B))
    assert steps(two, B)[2:] == [
        "Den som har størst rest, betaler 1 kr meir.",
        "Etter storleiken på resten er name 0102 nummer 1 av 2 og betaler 1 kr meir, i alt 40 kr.",
    ]
    assert steps(two, A, BOKMAL)[2:] == [
        "Den som har størst rest, betaler 1 kr mer.",
        "Etter størrelsen på resten er name 0101 nummer 2 av 2 og betaler 59 kr.",
    ]


def test_a_refund_is_got_back_in_positive_amounts() -> None:
    assert steps(divided(-100_00), A)[2:] == [
        "Dei 2 som har størst rest, får 1 kr meir tilbake kvar.",
        "Etter storleiken på resten er name 0101 nummer 1 av 3 og får 1 kr meir tilbake, i alt 43 kr.",
    ]
    assert steps(divided(-99_00, members=(A, B)), A, BOKMAL)[1:] == [
        "Når alle beløpene er rundet ned slik, er summen 98 kr. Det som skal fordeles, er 99 kr, så det gjenstår 1 kr.",
        "Den som har størst rest, får 1 kr mer tilbake.",
        "Etter størrelsen på resten er name 0101 nummer 2 av 2 og får tilbake 59 kr.",
    ]


@pytest.mark.parametrize(
    ("total", "rounding", "said"),
    [
        (70_00, "1 kr", ["Alle beløpa går opp i heile kroner.", "Altså betaler name 0101 30 kr."]),
        (-70_00, "1 kr", ["Alle beløpa går opp i heile kroner.", "Altså får name 0101 tilbake 30 kr."]),
        (7, "øre", ["Alle beløpa går opp i heile øre.", "Altså betaler name 0101 0,03 kr."]),
        (70_00, "10 kr", ["Alle beløpa går opp i heile 10 kr.", "Altså betaler name 0101 30 kr."]),
        (0, "1 kr", ["Altså betaler name 0101 0 kr."]),
    ],
)
def test_nothing_is_said_of_what_is_left_over_where_nothing_is(total: int, rounding: str, said: list[str]) -> None:
    assert steps(divided(total, rounding), A) == said


@pytest.mark.parametrize(
    ("rounding", "unit", "half"),
    [("øre", "heile øre", "eit halvt øre"), ("1 kr", "heile krone", "ei halv krone"), ("100 kr", "100 kr", "50 kr")],
)
def test_halves_are_rounded_up_and_what_a_half_is_is_said(rounding: str, unit: str, half: str) -> None:
    limit = Limit(10_000, None, (A,), borne_by=NOBODY)
    assert steps(divided(100_000, rounding, limits=(limit,)), A)[0] == (
        f"Fordelingsnøkkelen gjev ein differanse, så kvart beløp blir runda av for seg, til nærmaste {unit};"
        f" {half} eller meir blir runda opp."
    )


@pytest.mark.parametrize(
    ("rounding", "whole"), [("øre", "heile øre"), ("1 kr", "heile kroner"), ("10 kr", "heile 10 kr")]
)
def test_below_a_table_amounts_are_rounded_to_whole_units(rounding: str, whole: str) -> None:
    (rule,) = rounding_rules([divided(70_00, rounding)], "below a table")
    assert NYNORSK.say(rule).replace("\N{NO-BREAK SPACE}", " ") == (
        f"Kvart beløp for ein periode er runda av éin gong, til {whole}, etter største brøks metode (largest-remainder/1)."
    )


def test_equal_remainders_are_listed_with_an_and() -> None:
    budget = budget_of({"k": replace(key_of((B, C), PEOPLE), rounding="1 kr")}, ({"k": 1}, 1_00, 0))
    period = allocate(budget, REGISTER, ["2018"]).periods[0]
    (said,) = (NYNORSK.say(line) for line in ties(period, period.divisions[0]))
    assert (
        said
        == "2018: Like store restar avgjorde avrundinga for name 0102 (0102) og name 0103 (0103); det lågaste kommunenummeret går føre."
    )


def test_where_nothing_is_to_be_shared_nothing_is_calculated() -> None:
    for parts in ((PEOPLE,), (RatePart(Fraction(100), "all", "population"), AmountPart(-7_00, "all", "equal"))):
        budget = budget_of({"k": key_of((A, B, C), *parts)}, ({"k": 1}, 0, 0))
        said = steps_of(allocate(budget, REGISTER, ["2018"]), A, NYNORSK)
        assert said[said.index("Steg 3. Det nøyaktige beløpet") :][1] == "Det er ingenting å fordele."
