"""The two files of a new collaboration: whatever is asked for, they pass every check and share out exactly."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from lkt_alloc.checks.check import check_loaded
from lkt_alloc.engine.allocate import allocate
from lkt_alloc.engine.model import LANGUAGES, Budget, Municipality, Register, Source
from lkt_alloc.files import starter
from lkt_alloc.files.load import load_bytes
from lkt_alloc.files.starter import KEYS, Plan, budget_text, municipalities_text, population_day, sources_of
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import Text
from lkt_alloc.language.signs import signs_in
from lkt_alloc.language.words import Words

DAY = date(2025, 1, 1)
SOURCE = Source(Text({"": "07459: folketal"}), None, None, "NLOD 2.0", "", DAY, "a" * 64)
VOSS = Municipality("4621", "Voss", "", date(2020, 1, 1), None, None, {DAY: 16_436, date(2024, 1, 1): 16_471})
VAKSDAL = Municipality("4628", "Vaksdal", "Voss", None, date(2040, 12, 31), None, {DAY: 3_875})
PLAN = Plan(
    "Legevakt",
    2026,
    90_000_000,
    "population",
    Fraction(1, 2),
    "4621",
    (VOSS, VAKSDAL),
    DAY,
    {date(2024, 1, 1): ("ssb", SOURCE), DAY: ("ssb", SOURCE)},
)
NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20).filter(
    lambda name: name.strip() and not signs_in(name)
)


def sound(plan: Plan, words: Words) -> tuple[Budget, Register]:
    """The files as they will be read; there is nothing at all to say about them."""
    budget = load_bytes("budget.yaml", budget_text(plan, words).encode())
    register = load_bytes("municipalities.yaml", municipalities_text(plan, words).encode())
    assert check_loaded(register, budget).findings == ()
    assert isinstance(budget.value, Budget)
    assert isinstance(register.value, Register)
    return budget.value, register.value


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    numbers = draw(st.lists(st.integers(101, 9999).map("{:04}".format), min_size=2, max_size=12, unique=True))
    year, days = draw(st.integers(2018, 2030)), [DAY, date(2018, 1, 1)]
    kept = [day for day in days if day <= date(year, 1, 1)]
    members = tuple(
        Municipality(number, draw(NAMES), "", None, None, None, dict.fromkeys(kept, 1000 + i))
        for i, number in enumerate(numbers)
    )
    return Plan(
        name=draw(NAMES),
        year=year,
        amount_ore=draw(st.integers(1, 10**6) | st.integers(1, 10**9).map(lambda kroner: kroner * 100)),
        key=draw(st.sampled_from(KEYS)),
        share=draw(st.fractions(0, 1, max_denominator=1000).filter(lambda share: 0 < share < 1)),
        host=draw(st.sampled_from(numbers)),
        members=members,
        day=max(kept),
        sources={day: (draw(st.sampled_from(["ssb", "b: 2"])), SOURCE) for day in kept},
    )


@given(plans(), st.sampled_from(LANGUAGES))
def test_any_collaboration_passes_every_check_and_adds_up(plan: Plan, language: str) -> None:
    budget, register = sound(plan, Words(language))
    assert budget.name.in_language(language) == plan.name
    assert {number: m.name for number, m in register.municipalities.items()} == {m.number: m.name for m in plan.members}
    ((division,),) = (period.divisions for period in allocate(budget, register, [str(plan.year)]).periods)
    assert sum(share.amount for share in division.shares) == plan.amount_ore
    people = sum(municipality.population[plan.day] for municipality in plan.members)
    for share, municipality in zip(division.shares, sorted(plan.members, key=lambda m: m.number), strict=True):
        weight, count = Fraction(municipality.population[plan.day], people), len(plan.members)
        others = people - next(m for m in plan.members if m.number == plan.host).population[plan.day]
        expected = {
            "population": weight,
            "equal": Fraction(1, count),
            "host+population": plan.share
            if municipality.number == plan.host
            else (1 - plan.share) * Fraction(municipality.population[plan.day], others),
            "equal+population": plan.share / count + (1 - plan.share) * weight,
        }
        assert share.share == expected[plan.key]


@pytest.mark.parametrize(
    ("language", "key", "name"),
    [
        ("nn", "population", "etter folketal"),
        ("nb", "equal", "likt"),
        ("nn", "host+population", "Voss 50 %, dei andre 50 % etter folketal"),
        ("en", "equal+population", "50% equally, 50% by population"),
    ],
)
def test_the_key_says_in_words_what_it_does(language: str, key: str, name: str) -> None:
    budget, _ = sound(replace(PLAN, key=key), Words(language))
    assert budget.keys["main"].name.in_language(language) == name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_part_of_the_files_has_a_comment_in_their_language(language: str) -> None:
    said = budget_text(PLAN, Words(language))
    assert said.count("# ") >= 10
    assert ("every field" in said.lower()) == (language == "en")
    assert all(len(line) < 110 for line in said.splitlines())


def test_decimals_stand_in_quotes_between_braces() -> None:
    assert 'amounts: {"2026": "1 000,50"}' in budget_text(replace(PLAN, amount_ore=100_050), Words("nn"))


def test_an_equal_key_needs_no_populations() -> None:
    plan = replace(PLAN, key="equal", members=(replace(VOSS, population={}), VAKSDAL), sources={})
    sound(replace(plan, members=tuple(replace(m, population={}) for m in plan.members)), Words("nb"))


def test_what_the_register_knows_is_carried_over() -> None:
    _, register = sound(PLAN, Words("en"))
    assert register.municipalities["4621"] == VOSS
    assert register.municipalities["4628"] == replace(VAKSDAL, committee="")
    assert register.sources["ssb"] == SOURCE


# ---- which date's populations


def test_the_last_date_that_everyone_has_by_the_beginning_of_the_year() -> None:
    later = {date(2024, 1, 1): 1, DAY: 2, date(2026, 1, 1): 3}
    members = [replace(VOSS, population=later), replace(VAKSDAL, population={**later, date(2027, 1, 1): 4})]
    assert population_day(members, 2026, None, needed=True) == date(2026, 1, 1)
    assert population_day(members, 2025, None, needed=True) == DAY
    assert population_day(members, 2025, date(2026, 1, 1), needed=True) == date(2026, 1, 1)


def test_a_date_without_populations_is_refused_if_the_key_needs_them() -> None:
    with pytest.raises(CannotRun) as refused:
        population_day([VOSS, VAKSDAL], 2026, date(2024, 1, 1), needed=True)
    assert Words("en").say(refused.value.remedy or refused.value.reason) == "There are: 2025-01-01."
    with pytest.raises(CannotRun) as refused:
        population_day([VOSS, replace(VAKSDAL, population={})], 2026, None, needed=True)
    assert "--population FILE" in Words("en").say(refused.value.remedy or refused.value.reason)
    assert population_day([VOSS, VAKSDAL], 2020, None, needed=False) == date(2020, 1, 1)


def test_only_sources_that_there_are_are_carried_over() -> None:
    register = Register({}, {}, {"ssb": SOURCE}, {DAY: "ssb", date(2024, 1, 1): "gone", date(2023, 1, 1): "ssb"})
    assert sources_of([VOSS, VAKSDAL], register) == {DAY: ("ssb", SOURCE)}
    assert starter.KEYS == KEYS
