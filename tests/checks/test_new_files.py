"""Another year in files that are there: amounts, dates and populations, and everything else as it stands."""

import re
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from lkt_alloc.checks.new_files import AddedYear, sound_register, with_another_year
from lkt_alloc.diagnostics.unsound import Unsound
from lkt_alloc.engine.model import Budget
from lkt_alloc.engine.register import Register
from lkt_alloc.files import norway
from lkt_alloc.files.load import load_bytes
from lkt_alloc.files.register_text import RegisterText, put_populations, source_fields
from lkt_alloc.files.starter.next_year import WantedYear, a_factor
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.words import Words
from tests.acceptance.replay import ROOT

BUDGET = """\
format: lkt-alloc/budget/1   # mine
name: Rådet
language: nb
sources: {avtale: {title: avtalen}}
periods:
  "2024": {name: "2024", from: 2024-01-01, to: 2024-12-31}
  "2025": {name: "2025", from: 2025-01-01, to: 2025-12-31}   # the last one

payers:
  kommunene: {name: kommunene, key: main, keys_by_period: {"2025": main-2025}}
  verten:
    name: verten
    key: alene
  staten:
    name: staten

keys:
  main: {name: f, source: avtale, members: alle, population_date: 2024-01-01, rounding: 10 kr, parts: [{share: 1/1, to: all, by: equal}]}
  # the newest
  main-2025:
    name: etter folketall
    source: avtale
    members: [1856 Røst, 1857 Værøy]   # both
    population_date: 2025-01-01
    rounding: 10 kr
    parts:
      - {share: 100 %, to: all, by: population}
  alene:
    name: verten alene
    source: avtale
    members: alle
    population_date: 2024-01-01
    rounding: 1 kr
    parts: [{share: 100 %, to: [1856], by: equal}, ]

posts:
  - id: "1"
    name: Drift
    source: avtale
    paid_by: {kommunene: 100 %}
    amounts: {"2024": 100, "2025": 1 500}   # growing
    covered: {"2025": 500}
  - id: "2"
    name: Lokale
    source: avtale
    paid_by: {verten: 50 %, staten: 50 %}
    amounts:
      "2025": 2 000
  - {id: "3", name: Start, source: avtale, paid_by: {kommunene: 100 %}, amounts: {"2024": 50}}
""".replace(", ]", ", {share: 0 %, to: others, by: equal}]")

BRACES = """\
payers: {kommunene: {name: kommunene, key: main}}
keys: {
  main: {name: f, source: avtale, members: alle, population_date: 2025-01-01, rounding: 1 kr, parts: [{share: 1/1, to: all, by: equal}]}
}
"""

REGISTER = """\
format: lkt-alloc/municipalities/1

sources:
  avtale: {title: avtalen}
  ssb: {title: SSB}

population_sources: {2024-01-01: ssb, 2025-01-01: ssb}

municipalities:
  "1856": {name: Røst, population: {2024-01-01: 460, 2025-01-01: 458}}
  "1857": {name: Værøy, population: {2024-01-01: 683, 2025-01-01: 677}}  # far out

groups:
  alle: {name: alle, source: avtale, members: [1856 Røst, 1857 Værøy]}
"""


def added(wanted: WantedYear, folder: Path, budget: str = BUDGET, register: str = REGISTER) -> AddedYear:
    (folder / "budget.yaml").write_text(budget, encoding="utf-8")
    (folder / "municipalities.yaml").write_text(register, encoding="utf-8")
    return with_another_year(folder / "budget.yaml", wanted)


def lines(year: AddedYear) -> list[str]:
    """Those that are added or changed."""
    return [line[1:] for line in year.differences().splitlines() if line.startswith("+") and line[1:2] != "+"]


def said(year: AddedYear) -> str:
    return " ".join(map(Words("en").title, year.said)).replace("\N{NO-BREAK SPACE}", " ")


def test_a_year_is_added_and_all_else_stays(tmp_path: Path) -> None:
    year = added(WantedYear(2026, Fraction(1027, 1000)), tmp_path)
    assert lines(year) == [
        '  "2026": {name: "2026", from: 2026-01-01, to: 2026-12-31}',
        '  kommunene: {name: kommunene, key: main, keys_by_period: {"2025": main-2025, "2026": main-2026}}',
        "  main-2026:",
        "    name: etter folketall",
        "    source: avtale",
        "    members: [1856 Røst, 1857 Værøy]   # both",
        "    population_date: 2026-01-01",
        "    rounding: 10 kr",
        "    parts:",
        "      - {share: 100 %, to: all, by: population}",
        '    amounts: {"2024": 100, "2025": 1 500, "2026": 1 540}   # growing',
        '      "2026": 2 050',
        "  ssb-07459-2026:",
        *(f"    {field}" for field in fields()),
        "population_sources: {2024-01-01: ssb, 2025-01-01: ssb, 2026-01-01: ssb-07459-2026}",
        '  "1856": {name: Røst, population: {2024-01-01: 460, 2025-01-01: 458, 2026-01-01: 471}}',
        '  "1857": {name: Værøy, population: {2024-01-01: 683, 2025-01-01: 677, 2026-01-01: 656}}  # far out',
    ]
    assert said(year) == (
        "Added 2026 to budget.yaml and municipalities.yaml: NOK 3,590 in all. "
        "The amounts are those of 2025 times 1.027, each rounded to 10 kr. "
        "2026 is shared by the populations of 1 January 2026; --date takes others. "
        "2026 is shared by the populations of 1 January 2024; --date takes others. "
        "In 2025 money came from elsewhere for 1: check whether it does in 2026. Look through the files, and try:"
    )
    year.write()
    value = load_bytes("b", (tmp_path / "budget.yaml").read_bytes()).value
    assert isinstance(value, Budget)
    assert value.keys["main-2026"].population_date == date(2026, 1, 1)


def fields() -> list[str]:
    """The source of the built-in populations of 2026, as a file has it."""
    source = norway.register().sources["ssb-07459-2026"]
    return [f"{name}: {value}" for name, value in source_fields(source).items()]


def test_a_year_whose_populations_are_not_known_has_the_newest_and_a_note(tmp_path: Path) -> None:
    once = added(WantedYear(2026), tmp_path)
    once.write()
    twice = with_another_year(tmp_path / "budget.yaml", WantedYear(2028))
    note = "Folketallene per 1. januar 2028 er ikke kjent her. Folketallene per 1. januar 2026 er brukt i stedet."
    assert [line.replace("\N{NO-BREAK SPACE}", " ") for line in lines(twice)] == [
        '  "2028":',
        '    name: "2028"',
        "    from: 2028-01-01",
        "    to: 2028-12-31",
        f'    note: "{note}"',
        '  kommunene: {name: kommunene, key: main, keys_by_period: {"2025": main-2025, "2026": main-2026,',
        '                                                           "2028": main-2026}}',
        '    amounts: {"2024": 100, "2025": 1 500, "2026": 1 500, "2028": 1 500}   # growing',
        '      "2028": 2 000',
    ]
    assert "The amounts are those of 2026. The populations of 1 January are not known here for 2028" in said(twice)
    assert "In 2026 money" not in said(twice)


def test_a_date_that_someone_wants_and_amounts_with_ore(tmp_path: Path) -> None:
    wanted = WantedYear(2026, Fraction(1, 3), date(2024, 1, 1))
    year = added(
        wanted, tmp_path, BUDGET.replace("1 500}", '"1 500,50"}').replace("10 kr", "øre").replace("1 kr", "øre")
    )
    assert lines(year)[1:] == [
        '  kommunene: {name: kommunene, key: main, keys_by_period: {"2025": main-2025, "2026": main-2026}}',
        "  main-2026:",
        "    name: etter folketall",
        "    source: avtale",
        "    members: [1856 Røst, 1857 Værøy]   # both",
        "    population_date: 2024-01-01",
        "    rounding: øre",
        "    parts:",
        "      - {share: 100 %, to: all, by: population}",
        '    amounts: {"2024": 100, "2025": "1 500,50", "2026": "500,17"}   # growing',
        '      "2026": "666,67"',
    ]
    with pytest.raises(CannotRun, match="There are no populations on 1"):
        with_another_year(tmp_path / "budget.yaml", WantedYear(2026, day=date(1999, 1, 1)))


@pytest.mark.parametrize("year", [2023, 2024, 2025])
def test_a_year_that_does_not_come_last_is_refused(year: int, tmp_path: Path) -> None:
    with pytest.raises(CannotRun, match="does not come after the last period"):
        added(WantedYear(year), tmp_path)


def test_where_that_is_not_certain_nothing_is_changed(tmp_path: Path) -> None:
    two_lines = BUDGET.replace("  main-2025:\n", "  ? main-2025\n  :\n")
    partly = REGISTER.replace("458}", "458, 2026-01-01: 471}").replace(
        "2025-01-01: ssb}", "2025-01-01: ssb, 2026-01-01: ssb}"
    )
    in_braces = re.sub("(?s)payers:.*?posts:", f"{BRACES}posts:", BUDGET).replace(
        "{verten: 50 %, staten: 50 %}", "{kommunene: 100 %}"
    )
    for budget, register, reason in (
        (in_braces, REGISTER, "cannot be edited safely"),
        (two_lines, REGISTER, "cannot be edited safely"),
        (BUDGET, partly, "There are populations on 1.January 2026 in municipalities.yaml, but not for 1857"),
    ):
        with pytest.raises(CannotRun, match=reason):
            added(WantedYear(2026), tmp_path, budget, register)


def test_a_year_that_would_not_be_sound_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(Unsound, match="LKT404"):
        added(
            WantedYear(2026),
            tmp_path,
            BUDGET.replace("    rounding: 1 kr\n", "    rounding: 1 kr\n    valid_to: 2025-12-31\n"),
        )


def test_examples_take_another_year_or_say_why_not(tmp_path: Path) -> None:
    register = (ROOT / "examples" / "municipalities.yaml").read_text(encoding="utf-8")
    refused = {}
    for path in (ROOT / "examples").glob("*.yaml"):
        if isinstance(value := load_bytes("b", path.read_bytes()).value, Budget):
            last = max(period.end.year for period in value.periods.values())
            try:
                added(WantedYear(last + 1, Fraction(11, 10)), tmp_path, path.read_text(encoding="utf-8"), register)
            except (Unsound, CannotRun) as error:
                refused[path.stem] = str(error)
    assert {*refused} == {"alesund_haram", "fjellnettverket_2021", "lkt_hospitals", "sogn_regionrad"}
    assert "LKT204" in refused["sogn_regionrad"]


@pytest.mark.parametrize(
    ("times", "percent", "factor"),
    [
        (None, None, Fraction(1)),
        ("1,027", None, Fraction(1027, 1000)),
        ("1.05", None, Fraction(105, 100)),
        (None, "2,7", Fraction(1027, 1000)),
        (None, "2.7 %", Fraction(1027, 1000)),
        (None, "+3", Fraction(103, 100)),
        (None, "−1,5", Fraction(985, 1000)),
    ],
)
def test_what_amounts_are_multiplied_by(times: str | None, percent: str | None, factor: Fraction) -> None:
    assert a_factor(times, percent) == factor


@pytest.mark.parametrize(
    ("times", "percent"),
    [("1.027", None), ("much", None), ("0", None), ("11", None), (None, "-100"), (None, "x"), ("1", "1")],
)
def test_what_they_cannot_be(times: str | None, percent: str | None) -> None:
    with pytest.raises(CannotRun):
        a_factor(times, percent)


def test_a_register_stays_what_it_was() -> None:
    assert isinstance(load_bytes("m", REGISTER.encode()).value, Register)


def test_a_budget_is_no_municipality_file() -> None:
    with pytest.raises(CannotRun, match="is not a municipality file"):
        sound_register(load_bytes("b.yaml", BUDGET.encode()))


def test_a_source_that_the_file_has_is_not_written_again() -> None:
    file = load_bytes("m.yaml", REGISTER.encode())
    register = sound_register(file)
    name, source = next(iter(register.sources.items()))
    text, number = RegisterText(file.raw, file.document), next(iter(register.municipalities))
    filled = put_populations(text, register, date(2031, 1, 1), {number: 5}, (name, source))
    assert (filled.sources, load_bytes("m.yaml", text.result()).value) == (register.sources, filled)
