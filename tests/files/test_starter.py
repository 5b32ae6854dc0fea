"""The two files of a new collaboration: whatever is asked for, they pass every check and share out exactly."""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from lkt_alloc.checks.check import check_loaded
from lkt_alloc.engine.allocate import Share, allocate
from lkt_alloc.engine.model import LANGUAGES, Budget
from lkt_alloc.engine.register import Municipality, Register, Source
from lkt_alloc.files.load import load_bytes
from lkt_alloc.files.starter.answers import a_post, an_amount, some_years
from lkt_alloc.files.starter.plan import KEYS, Plan, PlannedPost, population_day, sources_of
from lkt_alloc.files.starter.texts import budget_text, municipalities_text
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import Text
from lkt_alloc.language.signs import composed, signs_in
from lkt_alloc.language.words import Words

DAY = date(2025, 1, 1)
SOURCE = Source(Text({"": "07459: folketal"}), None, None, "NLOD 2.0", "", DAY, "a" * 64)
VOSS = Municipality("4621", "Voss", "", date(2020, 1, 1), None, None, {DAY: 16_436, date(2024, 1, 1): 16_471})
VAKSDAL = Municipality("4628", "Vaksdal", "Voss", None, date(2040, 12, 31), None, {DAY: 3_875}, "100000008")
PLAN = Plan(
    "Legevakt",
    (2026,),
    (PlannedPost("1", "Drift", {2026: 90_000_000}),),
    {2026: 90_000_000},
    "population",
    Fraction(1, 2),
    "4621",
    (VOSS, VAKSDAL),
    {2026: DAY},
    {date(2024, 1, 1): ("ssb", SOURCE), DAY: ("ssb", SOURCE)},
)
NAMES = (
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)
    .map(composed)  # as it is read
    .filter(lambda name: name.strip() and not signs_in(name))
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
    numbers = draw(st.lists(st.integers(101, 9999).map("{:04}".format), min_size=2, max_size=5, unique=True))
    first, days = draw(st.integers(2018, 2030)), [DAY, date(2018, 1, 1)]
    years = tuple(range(first, first + draw(st.integers(1, 5))))
    members = tuple(
        Municipality(number, draw(NAMES), "", None, None, None, dict.fromkeys(days, 1000 + i))
        for i, number in enumerate(numbers)
    )
    amounts = st.integers(1, 10**6) | st.integers(1, 10**9).map(lambda kroner: kroner * 100)
    shared = st.just({"": Fraction(1)}) | st.just({"": Fraction(2, 3), "Helse, Bergen": Fraction(1, 3)})
    posts = tuple(
        PlannedPost(f"0{n}", draw(NAMES), {year: draw(amounts) for year in years}, {}, draw(shared))
        for n in range(draw(st.integers(1, 2)))
    )
    return Plan(
        name=draw(NAMES),
        years=years,
        posts=posts,
        totals={year: sum(post.amounts[year] for post in posts) for year in years},
        key=draw(st.sampled_from(KEYS)),
        share=draw(st.fractions(0, 1, max_denominator=1000).filter(lambda share: 0 < share < 1)),
        host=draw(st.sampled_from(numbers)),
        members=members,
        days={year: population_day(members, year, None, needed=True) for year in years},
        sources={day: (draw(st.sampled_from(["ssb", "b: 2"])), SOURCE) for day in days},
    )


@given(plans(), st.sampled_from(LANGUAGES))
@settings(max_examples=12)
def test_any_collaboration_passes_every_check_and_adds_up(plan: Plan, language: str) -> None:
    budget, register = sound(plan, Words(language))
    assert budget.name.in_language(language) == plan.name
    assert {number: m.name for number, m in register.municipalities.items()} == {m.number: m.name for m in plan.members}
    for period in allocate(budget, register, [str(year) for year in plan.years]).periods:
        (division,) = period.divisions
        bill = sum(post.amounts[int(period.id)] for post in plan.posts if len(post.paid_by) == 1)
        assert sum(share.amount for share in division.shares) == division.total >= bill
        everyone_has_its_share(plan, division.shares, plan.days[int(period.id)])


def everyone_has_its_share(plan: Plan, shares: Sequence[Share], day: date) -> None:
    people = sum(municipality.population[day] for municipality in plan.members)
    for share, municipality in zip(shares, sorted(plan.members, key=lambda m: m.number), strict=True):
        weight, count = Fraction(municipality.population[day], people), len(plan.members)
        others = people - next(m for m in plan.members if m.number == plan.host).population[day]
        expected = {
            "population": weight,
            "equal": Fraction(1, count),
            "host+population": plan.share
            if municipality.number == plan.host
            else (1 - plan.share) * Fraction(municipality.population[day], others),
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
    post = PlannedPost("1", "Drift", {2026: 100_050}, {2026: 100})
    text = budget_text(replace(PLAN, posts=(post,)), Words("nn"))
    assert 'amounts: {"2026": "1 000,50"}' in text
    assert 'covered: {"2026": 1}' in text
    assert "    # Her er ho øre, fordi nokre av beløpa har øre.\n    rounding: øre\n" in text


def test_an_equal_key_needs_no_populations() -> None:
    plan = replace(PLAN, key="equal", members=(replace(VOSS, population={}), VAKSDAL), sources={})
    sound(replace(plan, members=tuple(replace(m, population={}) for m in plan.members)), Words("nb"))


def test_what_a_table_says_keeps_its_cells_and_its_fingerprint() -> None:
    table = Source(Text({"": "b.xlsx"}), sha256="b" * 64, note="Ark1")
    plan = replace(PLAN, table=table, posts=(replace(PLAN.posts[0], at="Ark1!C5"),))
    budget, _ = sound(plan, Words("nb"))
    assert budget.sources["posts"] == table
    assert {budget.posts[0].source, budget.control_totals["2026"].source} == {"posts"}
    assert "# Summene som tabellen selv har: " in budget_text(plan, Words("nb"))
    assert '    note: "Ark1!C5"\n' in budget_text(plan, Words("nb"))


def test_what_the_register_knows_is_carried_over() -> None:
    _, register = sound(PLAN, Words("en"))
    assert register.municipalities["4621"] == replace(VOSS, population={DAY: 16_436})
    assert register.municipalities["4628"] == replace(VAKSDAL, committee="")
    assert register.sources["ssb"] == SOURCE


# ---- several years


def test_each_year_has_the_populations_of_its_own_beginning_and_years_with_the_same_share_a_key() -> None:
    days = {2024: date(2024, 1, 1), 2025: DAY, 2026: DAY, 2027: DAY}
    posts = (PlannedPost("1", "Drift", dict.fromkeys(days, 100)),)
    members = (VOSS, replace(VAKSDAL, population=dict.fromkeys(days.values(), 3_875)))
    plan = replace(PLAN, years=tuple(days), days=days, posts=posts, totals={}, members=members)
    budget, register = sound(plan, Words("nb"))
    assert {name: key.population_date for name, key in budget.keys.items()} == {"main": days[2024], "main-2025": DAY}
    assert budget.payers["municipalities"].keys_by_period == dict.fromkeys(["2025", "2026", "2027"], "main-2025")
    assert not budget.control_totals
    assert register.municipalities["4621"] == VOSS
    said = (
        "Folketallene per 1. januar 2026 og 2027 er ikke kjent her. Folketallene per 1. januar 2025 er brukt i stedet."
    )
    assert (
        " ".join(
            budget_text(plan, Words("nb")).replace("\n    #", "").replace("\N{NO-BREAK SPACE}", " ").split()
        ).count(said)
        == 1
    )
    assert plan.stand_in(days[2024]) is None
    assert replace(plan, is_chosen=True).stand_in(DAY) is None
    assert replace(plan, key="equal").stand_in(DAY) is None


# ---- what is typed


@pytest.mark.parametrize(
    ("typed", "ore"),
    [
        ("900000", 90_000_000),
        ("900 000,50", 90_000_050),
        ("900\N{NO-BREAK SPACE}000", 90_000_000),
        ("kr 1.525.000,-", 152_500_000),
        ("112,5", 11_250),
        ("4,25 mill", 425_000_000),
        ("1 million kr", 100_000_000),
        ("0,000001 mill", 100),
        ("−4 000", -400_000),
        ("0", 0),
    ],
)
def test_amounts_are_typed_as_norwegians_do(typed: str, ore: int) -> None:
    assert an_amount(typed) == ore


@pytest.mark.parametrize("typed", ["", "much", "1.525", "0,000000001 mill", "1,2,3", "4 25 mill"])
def test_an_amount_that_is_not_certain_is_asked_for_again(typed: str) -> None:
    with pytest.raises(CannotRun):
        an_amount(typed)


@pytest.mark.parametrize("typed", ["", "26", "2026-", "2029-2026", "1999-2099", "2026 2027"])
def test_years_that_are_none(typed: str) -> None:
    with pytest.raises(CannotRun):
        some_years(typed)


def test_a_post_has_an_amount_for_each_year() -> None:
    assert a_post(" a=b = 1;2,50", [2026, 2028], 3) == PlannedPost("3", "a=b", {2026: 100, 2028: 250})
    for typed in ("Drift", "Drift=1;2;3", "=1;2", "Drift=1"):
        with pytest.raises(CannotRun):
            a_post(typed, [2026, 2027], 1)


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
