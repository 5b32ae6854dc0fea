"""What limits change, in lines that can be followed with a calculator: what they hold for, who meets one, who bears it, and the sum."""

from fractions import Fraction

from msgspec.structs import replace

from lkt_alloc.engine.allocate import allocate
from lkt_alloc.engine.model import Index, Key, PartYear
from lkt_alloc.engine.parts import NOBODY, OTHERS, AmountPart, Limit, LimitRate, LimitShare, Part, RestPart, SharePart
from lkt_alloc.engine.register import Measure
from lkt_alloc.language.words import Words
from lkt_alloc.reports.steps.limits import limited
from tests.engine.strategies import THEN, budget_of, errors, key_of, register_of
from tests.reports.papers import text

A, B, C = "0101", "0102", "0103"
ENGLISH, NYNORSK = Words("en"), Words("nn")
HOURS = Measure(text("hours"), {A: Fraction(1), B: Fraction(0), C: Fraction(0)})
REGISTER = replace(register_of({A: {THEN: 30}, B: {THEN: 10}, C: {THEN: 10}}), measures={"hours": HOURS})
PEOPLE = SharePart(Fraction(1), "all", "population")
IN_PROPORTION = "Those who meet no limit take the difference in proportion: together"


def limits_of(
    members: tuple[str, ...], parts: Part | tuple[Part, ...], *limits: Limit, cpi: Fraction | None = None
) -> Key:
    own = parts if isinstance(parts, tuple) else (parts,)
    return replace(key_of(members, *own), limits=limits, index="cpi" if cpi else None)


def said(key: Key, number: str, total: int = 100_000, words: Words = ENGLISH, cpi: Fraction = Fraction(1)) -> list[str]:
    indices = {"cpi": Index(text("cpi"), {"2018": cpi})} if key.index else {}
    budget = replace(budget_of({"k": key}, ({"k": 1}, total, 0)), indices=indices)
    assert errors(budget, REGISTER) == []
    (division,) = allocate(budget, REGISTER, ["2018"]).periods[0].divisions
    (share,) = (share for share in division.shares if share.number == number)
    return [words.say(line).replace("\N{NO-BREAK SPACE}", " ") for line in limited(REGISTER, division, share)]


def test_the_others_bear_it_in_proportion() -> None:
    most = limits_of((A, B), PEOPLE, Limit(60_000, None, borne_by=OTHERS))
    assert said(most, A) == ["The cap is NOK 600: NOK 750 becomes NOK 600."]
    assert said(most, B) == [
        "This one stands at a limit: name 0101 (NOK 750 becomes NOK 600).",
        f"{IN_PROPORTION} NOK 250 becomes NOK 400.",
        "NOK 250 × NOK 400 / NOK 250 = NOK 400",
    ]
    least = limits_of((A, B), PEOPLE, Limit(None, 50_000, (B,)), Limit(None, 10_000))
    assert said(least, B) == ["The floor is NOK 500: NOK 250 becomes NOK 500."]
    assert said(least, A) == [
        "This one stands at a limit: name 0102 (NOK 250 becomes NOK 500).",
        f"{IN_PROPORTION} NOK 750 becomes NOK 500.",
        "NOK 750 × NOK 500 / NOK 750 = NOK 500",
    ]
    assert said(least, A, words=NYNORSK) == [
        "Denne står på ei grense: name 0102 (250 kr blir 500 kr).",
        "Dei som ikkje når noka grense, tek differansen i høve til sine eigne beløp: Til saman blir 750 kr til 500 kr.",
        "750 kr × 500 kr / 750 kr = 500 kr",
    ]


def test_nobody_bears_it() -> None:
    most = limits_of((A, B), PEOPLE, Limit(60_000, None, borne_by=NOBODY))
    assert said(most, A, words=NYNORSK) == ["Taket er 600 kr: 750 kr blir 600 kr."]
    assert said(most, B) == []
    assert said(most, A, -100_000) == said(most, A)


def test_who_is_lifted_to_a_cap_by_the_others_is_shown_how() -> None:
    key = limits_of((A, B, C), PEOPLE, Limit(30_000, None, (A,)), Limit(30_000, None, (B,)))
    assert said(key, A) == ["The cap is NOK 300: NOK 600 becomes NOK 300."]
    assert said(key, B) == [
        "These stand at a limit: name 0101 (NOK 600 becomes NOK 300) and name 0102 (NOK 200 becomes NOK 300).",
        f"{IN_PROPORTION} NOK 200 becomes NOK 400.",
        "NOK 200 × NOK 400 / NOK 200 = NOK 400",
        "The cap is NOK 300: NOK 400 becomes NOK 300.",
    ]


def test_where_everyone_stands_at_a_limit_nobody_has_a_proportion() -> None:
    key = limits_of((A, B), PEOPLE, Limit(None, 60_000, (A,)), Limit(None, 40_000, (B,)))
    assert said(key, A) == ["Everyone meets a limit.", "The floor is NOK 600: NOK 750 becomes NOK 600."]
    assert said(key, B) == ["The floor is NOK 400: NOK 250 becomes NOK 400."]


def test_those_who_are_named_bear_it_alone_or_equally() -> None:
    least = limits_of((A, B), PEOPLE, Limit(None, 40_000, (B,), borne_by=(A,)))
    assert said(least, B) == ["The floor is NOK 400: NOK 250 becomes NOK 400."]
    assert said(least, A) == [
        "This one stands at a limit: name 0102 (NOK 250 becomes NOK 400).",
        "Limits make the amounts of others NOK 150 higher.",
        "It falls to name 0101 alone.",
        "NOK 750 − NOK 150 = NOK 600",
    ]
    most = limits_of((A, B, C), PEOPLE, Limit(50_000, None, (A,), borne_by=(B, C)))
    assert said(most, C) == [
        "This one stands at a limit: name 0101 (NOK 600 becomes NOK 500).",
        "Limits make the amounts of others NOK 100 lower.",
        "It is divided equally among 2 municipalities: NOK 100 / 2 = NOK 50",
        "NOK 200 + NOK 50 = NOK 250",
    ]


def test_what_is_a_cap_and_a_floor_is_called_what_is_met() -> None:
    both = limits_of((A, B), PEOPLE, Limit(60_000, 30_000))
    assert said(both, A) == ["The cap is NOK 600: NOK 750 becomes NOK 600."]
    raised = limits_of((A, B), PEOPLE, Limit(LimitShare(Fraction(3, 4)), LimitShare(Fraction(1, 3))))
    assert said(raised, B) == [
        "The limit is 1/3 of NOK 1,000: NOK 333.333333….",
        "It is rounded to the nearest whole krone: NOK 333.",
        "The floor is NOK 333: NOK 250 becomes NOK 333.",
    ]
    same = limits_of((A, B), PEOPLE, Limit(40_000, 40_000, (B,)))
    assert said(same, B) == ["The floor is NOK 400: NOK 250 becomes NOK 400."]
    same = limits_of((A, B), PEOPLE, Limit(40_000, 40_000, (A,)))
    assert said(same, A) == ["The cap is NOK 400: NOK 750 becomes NOK 400."]


def test_a_rate_is_said_with_what_it_goes_by_and_with_the_part_of_the_period() -> None:
    def rate(measure: str) -> Limit:
        return Limit(LimitRate(Fraction(1_000), measure), None, (A,))

    people = limits_of((A, B), PEOPLE, rate("population"))
    by_people = "The limit goes by population, and name 0101 has 30 inhabitants: NOK 10 × 30"
    assert said(people, A) == [f"{by_people} = NOK 300", "The cap is NOK 300: NOK 750 becomes NOK 300."]
    half = (PartYear("2018", (A,), Fraction(1, 2)),)
    assert said(replace(people, part_year=half), A)[0] == f"{by_people} × 6/12 = NOK 150"
    hours = limits_of((A, B), PEOPLE, rate("hours"), cpi=Fraction(2))
    by_hours = "The limit goes by hours, and name 0101 has 1 (hours): NOK 20 × 1 = NOK 20"
    assert said(hours, A, cpi=Fraction(2))[0] == by_hours
    equal = limits_of((A, B), PEOPLE, rate("equal"))
    assert said(equal, A)[0] == "The limit is NOK 10 for every member."
    assert said(replace(equal, part_year=half), A)[0] == "The limit for every member: NOK 10 × 6/12 = NOK 5"


def test_an_index_moves_a_limit() -> None:
    follows = "The limit follows the index: NOK 600 × 1.0215, rounded to the nearest whole krone, is NOK 613."
    most = limits_of((A, B), PEOPLE, Limit(60_000, None), cpi=Fraction(1))
    assert said(most, A, cpi=Fraction(10_215, 10_000)) == [follows, "The cap is NOK 613: NOK 750 becomes NOK 613."]
    assert said(most, A) == ["The cap is NOK 600: NOK 750 becomes NOK 600."]
    least = limits_of((A, B), PEOPLE, Limit(None, 40_000, (B,), borne_by=NOBODY), cpi=Fraction(1))
    assert said(least, B, cpi=Fraction(2))[0].startswith(
        "The limit follows the index: NOK 400 × 2, rounded to the nearest"
    )


def test_limits_of_some_parts_are_said_with_what_is_outside() -> None:
    halves = SharePart(Fraction(1, 2), "all", "population"), SharePart(Fraction(1, 2), "all", "equal")
    one = limits_of((A, B), halves, Limit(30_000, None, (A,), (1,)))
    assert said(one, A) == [
        "The cap for part 1 is NOK 300: NOK 375 becomes NOK 300.",
        "With part 2: NOK 300 + NOK 250 = NOK 550",
    ]
    each = limits_of((A, B), halves, Limit(30_000, None, (A,), (1,)), Limit(None, 40_000, (A,), (2,)))
    assert said(each, A)[1:] == [
        "The floor for part 2 is NOK 400: NOK 250 becomes NOK 400.",
        "Together: NOK 300 + NOK 400 = NOK 700",
    ]
    three = AmountPart(40_000, "all", "population"), AmountPart(20_000, "all", "equal"), RestPart("all", "hours")
    two = limits_of((A, B), three, Limit(30_000, None, (A,), (1, 2)))
    assert said(two, A, words=NYNORSK) == [
        "Til saman for del 1 og 2: 400 kr",
        "Taket for del 1 og 2 er 300 kr: 400 kr blir 300 kr.",
        "Med del 3: 300 kr + 400 kr = 700 kr",
    ]


def test_who_has_nothing_outside_has_nothing_to_add() -> None:
    parts = SharePart(Fraction(1, 2), (A,), "equal"), SharePart(Fraction(1, 2), "all", "equal")
    key = limits_of((A, B), parts, Limit(20_000, None, (B,), (2,)))
    assert said(key, B) == ["The cap for part 2 is NOK 200: NOK 250 becomes NOK 200."]
