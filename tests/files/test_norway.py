"""The built-in register of Norway adds up to what Statistics Norway publishes, and hangs together."""

import csv
import re
from collections import Counter
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

import lkt_alloc
from lkt_alloc.engine.register import Municipality, Register
from lkt_alloc.engine.succession import successors
from lkt_alloc.files import norway
from lkt_alloc.files.notation import organisation_number
from lkt_alloc.language.words import Words
from tests.cli.inside import inside

NORWAY = norway.register()
KNOWN = NORWAY.municipalities
DAYS = [date(year, 1, 1) for year in range(2016, 2027)]


def test_sums_of_the_country_and_of_counties_are_those_that_are_published() -> None:
    """National sums are Statistics Norway's own; those of counties (the first two digits) were added up outside this program."""
    count, people = Counter[tuple[date, str]](), Counter[tuple[date, str]]()
    for number, municipality in KNOWN.items():
        for day, population in municipality.population.items():
            for area in ("NO", number[:2]):
                count[day, area] += 1
                people[day, area] += population
    with (Path(__file__).parent / "norway_sums.csv").open(encoding="utf-8", newline="") as file:
        rows = {(date.fromisoformat(row["date"]), row["area"]): row for row in csv.DictReader(file)}
    assert {place: (count[place], people[place]) for place in rows} == {
        place: (int(row["municipalities"]), int(row["sum_of_municipalities"])) for place, row in rows.items()
    }
    assert set(count) == set(rows)
    assert (len(KNOWN), sum(len(m.population) for m in KNOWN.values())) == (838, 4193)


def test_a_number_has_a_population_on_each_1_january_on_which_it_is_in_use_and_on_no_other() -> None:
    for municipality in KNOWN.values():
        assert list(municipality.population) == [day for day in DAYS if municipality.is_valid(day, day)]
        assert min(municipality.population.values()) > 0


def test_what_ended_became_something_that_is_in_use_the_day_after_and_shares_make_the_whole() -> None:
    splits = {}
    for number, municipality in KNOWN.items():
        assert bool(municipality.valid_to) == bool(municipality.successors)
        if municipality.valid_to:
            day = municipality.valid_to + timedelta(days=1)
            assert all(KNOWN[new].is_valid(day, day) for new in municipality.successors)
            assert sum(municipality.successors.values()) == 1
        if municipality.split_into:
            splits[number] = (len(municipality.split_into), municipality.split_estimated)
    assert splits == {"0720": (2, True), "1507": (2, False), "1850": (2, True), "5012": (3, True)}
    there, haram = (KNOWN[number].population[date(2024, 1, 1)] for number in ("1508", "1580"))
    assert KNOWN["1507"].split_into == {
        "1508": Fraction(there, there + haram),
        "1580": Fraction(haram, there + haram),
    }


def test_all_that_was_in_use_leads_to_what_is_in_use_today() -> None:
    today = {number for number, municipality in KNOWN.items() if municipality.valid_to is None}
    assert len(today) == 357
    led = {number: successors(number, KNOWN, DAYS[-1]) for number in KNOWN}
    assert {new for found in led.values() for new in found} == today
    assert all(sum(found.values()) == 1 for found in led.values())
    assert led["3024"] == led["0219"] == {"3201": 1}
    assert led["1504"] == led["1507"] == KNOWN["1507"].split_into
    assert led["4601"] == {"4601": 1}


def test_organisation_numbers_have_their_check_digit_and_belong_to_one_each_year() -> None:
    for day in DAYS[-1], date(2023, 1, 1):
        numbers = [m.organisation_number for m in KNOWN.values() if m.is_valid(day, day) and m.organisation_number]
        assert len(set(numbers)) == len(numbers) == 356
        assert all(organisation_number(number) == number for number in numbers)
    assert [m.name for m in KNOWN.values() if m.valid_to is None and not m.organisation_number] == ["Haram"]


def test_figures_are_those_of_the_lkt_file_where_both_have_one(register: Register) -> None:
    for number, own in register.municipalities.items():
        there = KNOWN[number]
        same = (own.population, own.valid_to, own.merged_into, own.valid_from)
        assert same == (there.population, there.valid_to, there.merged_into, there.valid_from)
        assert own.organisation_number in (None, there.organisation_number)
    assert (KNOWN["1243"].name, KNOWN["1243"].full_name) == ("Os", "Os (Hordaland)")


def test_every_series_has_a_source_with_publisher_and_licence() -> None:
    assert set(NORWAY.population_sources) == set(DAYS)
    assert {*NORWAY.population_sources.values(), "klass-131", "klass-582"} == set(NORWAY.sources)
    for source in NORWAY.sources.values():
        assert source.licence == "NLOD 2.0"
        assert source.publisher == norway.PUBLISHER
        assert source.via
    assert [name for name, source in NORWAY.sources.items() if "DERIVED" in source.note] == ["ssb-07459-2016"]


@pytest.mark.parametrize("number", ["1507", "0101", "5636", "3024"])
def test_one_is_found_without_the_others(number: str) -> None:
    assert norway.municipality(number) == KNOWN[number]


@pytest.mark.parametrize("number", ["", "2016", "101", "01011", "number", "ssb-07459-2016", "٠٣٠١", "0101;Halden"])
def test_what_is_no_number_of_a_municipality_is_not_found(number: str) -> None:
    assert norway.municipality(number) is None


def test_it_is_called_by_the_last_day_that_it_has() -> None:
    said = {language: Words(language).say(norway.called()) for language in ("nn", "nb", "en")}
    assert said == {
        "nn": "det innebygde registeret over Noreg 2026-01-01",
        "nb": "det innebygde registeret over Norge 2026-01-01",
        "en": "the built-in register of Norway 2026-01-01",
    }
    assert len(norway.sha256()) == 64


def test_a_register_gets_what_its_municipalities_became_where_it_does_not_say_so() -> None:
    def one(number: str, name: str, into: str | None = None) -> Municipality:
        return Municipality(number, name, "", None, None, into, {DAYS[0]: 7})

    own = [
        one("0219", "Bærum kommune"),
        one("1507", "Ålesund", "1508"),
        one("1263", "Lindås", "9999"),
        one("1243", "Nes"),
    ]
    known = norway.with_successors(Register({m.number: m for m in own}, {}, {}, {})).municipalities
    assert {number: [*m.successors] for number, m in known.items()} == {
        "0219": ["3024"],
        "3024": ["3201"],
        "3201": [],
        "1507": ["1508", "1580"],
        "1508": [],
        "1580": [],
        "1263": ["9999"],
        "1243": [],
    }
    assert known["0219"].population == {DAYS[0]: 7}


def test_compare_knows_a_split_that_the_files_of_init_say_nothing_of(tmp_path: Path) -> None:
    for year, members in (("2023", "Ålesund,Sula"), ("2024", "Ålesund,Haram,Sula")):
        asked = ["--municipalities", members, "--key", "population", "--period", year, "--amount", "1000000"]
        assert inside(["init", year, "--name", "X", *asked, "--lang", "en"], tmp_path)[1] == 0
    files = [[tmp_path / year / name for name in ("budget.yaml", "municipalities.yaml")] for year in ("2023", "2024")]
    before, after = (lkt_alloc.read(*pair).allocate() for pair in files)
    said = lkt_alloc.compare(before, after).text("en")
    assert (
        "Ålesund (1507) was split: what it paid is divided by how many of its inhabitants each municipality got" in said
    )
    (none,) = re.findall("No difference comes from: (.*)", said)
    assert "merger or split" in none
