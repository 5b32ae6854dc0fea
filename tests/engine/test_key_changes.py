"""What is said of a key that stands instead of one of the same name: figure by figure, where it is told apart by figures alone."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from msgspec.structs import replace

from lkt_alloc.engine.key_changes import other_terms
from lkt_alloc.engine.model import Key
from lkt_alloc.engine.parts import (
    AGREED,
    AmountPart,
    FirstPart,
    Limit,
    LimitRate,
    LimitShare,
    RatePart,
    RestPart,
    SharePart,
    Step,
    StepsPart,
)
from lkt_alloc.engine.scenario import Scenario, changed
from lkt_alloc.language.words import Words
from tests.engine.strategies import budget_of, key_of, register_of

REGISTER = register_of({n: {} for n in ("01", "02", "03", "04", "05")})
CLASSES = (Step(Fraction(10), None, 5_000), Step(None, Fraction(200)))


def share(percent: int, **more: Any) -> SharePart:
    return replace(SharePart(Fraction(percent, 100), "all", "equal"), **more)


def agreed(*percents: int) -> Key:
    """A key with a share for each member, listed as in a file."""
    shares = {f"0{n}": Fraction(percent, 100) for n, percent in enumerate(percents, start=1)}
    measure = AGREED + repr(shares)
    return replace(key_of(tuple(shares), SharePart(Fraction(1), tuple(shares), measure)), agreed={measure: shares})


def said(key: Key, before: Key) -> list[str]:
    words = Words("en")
    return [words.say(each).replace("\N{NO-BREAK SPACE}", " ") for each in other_terms(key, before, REGISTER)]


def parts(*given: Any) -> Key:
    return key_of(("01", "02"), *given)


def limits(*given: Limit) -> Key:
    return replace(parts(share(100)), limits=given)


OTHER = ["other terms than in the budget"]
KEYS = {
    "shares": (
        parts(share(45), share(55)),
        parts(share(40), share(60)),
        ["45% in part 1 instead of 40%", "55% in part 2 instead of 60%"],
    ),
    "amount": (
        parts(AmountPart(500, "all", "equal"), RestPart("all", "equal")),
        parts(AmountPart(600, "all", "equal"), RestPart("all", "equal")),
        ["NOK 5 in part 1 instead of NOK 6"],
    ),
    "first": (
        parts(FirstPart(550, "all", "equal")),
        parts(FirstPart(600, "all", "equal")),
        ["NOK 5.50 in part 1 instead of NOK 6"],
    ),
    "rate": (
        parts(RatePart(Fraction(308), "all", "population")),
        parts(RatePart(Fraction(300), "all", "population")),
        ["NOK 3.08 per unit in part 1 instead of NOK 3 per unit"],
    ),
    "blocks": (
        parts(RatePart(Fraction(300), "all", "population", Fraction(50))),
        parts(RatePart(Fraction(300), "all", "population", Fraction(100))),
        ["NOK 3 per 50 units in part 1 instead of NOK 3 per 100 units"],
    ),
    "class": (
        parts(StepsPart((Step(Fraction(12), None, 6_000), Step(None, Fraction(300))), "all", "equal")),
        parts(StepsPart(CLASSES, "all", "equal")),
        [
            "NOK 60 in class 1 of part 1 instead of NOK 50",
            "up to 12 in class 1 of part 1 instead of 10",
            "NOK 3 per unit in class 2 of part 1 instead of NOK 2 per unit",
        ],
    ),
    "agreed shares": (
        agreed(30, 70),
        agreed(40, 60),
        ["30% in part 1 for name 01 instead of 40%", "70% in part 1 for name 02 instead of 60%"],
    ),
    "many agreed shares": (
        agreed(10, 15, 20, 25, 30),
        agreed(30, 25, 5, 20, 20),
        ["5 other figures than in the budget"],
    ),
    "limits": (
        limits(Limit(500, LimitShare(Fraction(1, 10)))),
        limits(Limit(600, LimitShare(Fraction(1, 20)))),
        ["at most NOK 5 in limit 1 instead of NOK 6", "at least 10% in limit 1 instead of 5%"],
    ),
    "limit by rate": (
        limits(Limit(LimitRate(Fraction(500), "population"), None)),
        limits(Limit(LimitRate(Fraction(600), "population"), None)),
        ["at most NOK 5 per unit in limit 1 instead of NOK 6 per unit"],
    ),
    "population date": (
        replace(parts(share(100)), population_date=date(2027, 1, 1)),
        replace(parts(share(100)), population_date=date(2026, 1, 1)),
        ["populations of 1 January 2027 instead of 1 January 2026"],
    ),
    "rounding": (
        replace(parts(share(100)), rounding="10 kr"),
        parts(share(100)),
        ["rounding to NOK 10 instead of NOK 1"],
    ),
    "nothing": (replace(parts(share(100)), source="other"), parts(share(100)), []),
    "kind of a part": (parts(AmountPart(100, "all", "equal")), parts(share(100)), OTHER),
    "kind of a limit": (limits(Limit(500, None)), limits(Limit(LimitShare(Fraction(1, 2)), None)), OTHER),
    "what a limit holds for": (limits(Limit(500, None, parts=(1,))), limits(Limit(500, None)), OTHER),
    "measure": (parts(share(100, measure="population")), parts(share(100)), OTHER),
    "members and shares": (replace(parts(share(45), share(55)), members=("01",)), parts(share(40), share(60)), OTHER),
    "who has agreed shares": (agreed(30, 30, 40), agreed(40, 60), OTHER),
    "whole classes": (
        parts(StepsPart(CLASSES, "all", "equal", marginal=True)),
        parts(StepsPart(CLASSES, "all", "equal")),
        OTHER,
    ),
}


@pytest.mark.parametrize(("key", "before", "expected"), KEYS.values(), ids=KEYS)
def test_a_key_is_told_from_its_namesake_by_what_is_other_in_it(key: Key, before: Key, expected: list[str]) -> None:
    assert said(key, before) == expected
    assert said(before, before) == []


def test_what_is_changed_in_a_key_is_not_from_its_source() -> None:
    old = replace(parts(share(40), share(60)), source="agreement")
    budget = budget_of({"k": old}, ({"k": 1}, 100, 0))
    new = replace(parts(share(45), share(55)), source="agreement")
    for scenario, is_sourced in (
        (Scenario(new_keys={"k": new}), False),
        (Scenario(new_keys={"k": replace(new, source="new agreement")}), True),
        (Scenario(new_keys={"k": old}), True),
        (Scenario(without=("02",)), False),
        (Scenario(), True),
    ):
        assert changed(scenario, budget, REGISTER).keys["k"].is_sourced is is_sourced
