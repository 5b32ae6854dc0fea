"""Nothing goes in that is not the population of these municipalities: what a download says is held against the built-in register."""

from datetime import date

import pytest

from lkt_alloc import statbank
from lkt_alloc.files import norway
from lkt_alloc.language.sentences import sentence
from lkt_alloc.language.words import Words
from lkt_alloc.render import findings
from lkt_alloc.statbank import scrutiny


def scrutinised(rows: str, year: int = 2024) -> tuple[str, str]:
    """What is wrong with a download of one year, and what is remarked."""
    table = statbank.read("f", f"region;Personer {year}\n{rows}".encode())
    found = statbank.figures(table, year)
    assert not table.findings
    scrutiny.scrutinise(table, found, date(year, 1, 1))
    words = Words("en")
    return findings.render(table.findings, words), findings.render(table.remarks, words)


def named(rows: str) -> list[tuple[str, int]]:
    table = statbank.read("f", f"region;Personer 2024\n{rows}".encode())
    found = statbank.figures(table, 2024)
    wrong = scrutiny.misnamed(norway.register(), sentence("the municipality file"), found, table)
    return [(finding.severity, finding.line) for finding in wrong]


@pytest.mark.parametrize(
    ("rows", "year"),
    [
        ("4601 Bergen;291940\n3101 Halden;31935", 2024),
        ("1201 Bergen;278556", 2017),
        ("0301 Oslo;760000", 2028),  # nobody knows yet
        ("0301 Oslo;400000", 1970),
        ("0301 Oslo;548617\n0999 Nowhere;5", 2008),
        ("9999 Nowhere;5", 2028),  # numbers of the future
        ("1580 Haram;0\n1508 Ålesund;.", 2023),
        ("4601 Bergen;279792", 2018),  # the merged series: 1201
    ],
)
def test_published_figures_have_nothing_to_be_said_of(rows: str, year: int) -> None:
    assert scrutinised(rows, year) == ("", "")


def test_a_figure_that_is_far_from_the_published_one_is_refused() -> None:
    wrong, remarked = scrutinised("1201 Bergen;271740\n0101 Halden;26695", 2017)  # adults, from a file that was met
    assert wrong.startswith(
        "f:2:13: error[LKT103 wrong-type]: 1201 Bergen had 278,556 inhabitants on 1\xa0January 2017 according to the built-in register of "
        "Norway 2026-01-01, but here the figure is 271,740.\n"
    )
    assert wrong.count("error[") == 2
    assert "all inhabitants" in wrong
    assert not remarked


def test_a_figure_that_is_a_little_off_is_a_warning() -> None:
    wrong, remarked = scrutinised("4601 Bergen;291949")
    assert not wrong
    assert "warning[LKT103 wrong-type]: 4601 Bergen had 291,940" in remarked


@pytest.mark.parametrize(("rows", "year"), [("4601 Bergen;44321", 2028), ("4601 Bergen;512", 2008)])
def test_figures_of_part_of_the_people_and_of_part_of_the_land_are_refused(rows: str, year: int) -> None:
    assert "error[LKT103" in scrutinised(rows, year)[0]


def test_a_figure_of_the_merged_series_that_is_not_its_own_is_not_used() -> None:
    table = statbank.read("f", "region;Personer 2023\n1508 Ålesund;67520\n3201 Bærum;129874".encode())
    used = scrutiny.scrutinise(table, statbank.figures(table, 2023), date(2023, 1, 1))
    assert list(used) == ["3201"]
    assert not table.findings
    assert "1508 Ålesund had 58,211 inhabitants" in findings.render(table.remarks, Words("en"))
    assert scrutinised("1508 Ålesund;5", 2024)[0]


def test_not_more_than_ten_figures_are_named() -> None:
    numbers = [n for n, own in norway.register().municipalities.items() if date(2024, 1, 1) in own.population]
    assert scrutinised("\n".join(f"{n};5" for n in numbers[:30]))[0].count("error[") == 10


def test_numbers_of_another_country_are_refused() -> None:
    wrong, _ = scrutinised("0114 Upplands Väsby;44605\n0115 Vallentuna;32785\n0123 Järfälla;74412", 2017)
    assert "Of 3 numbers 2 belong to no municipality in Norway: 0114 Upplands Väsby, 0115 Vallentuna." in wrong


def test_one_name_may_be_a_slip_and_most_of_them_may_not() -> None:
    assert named("4601 Bergen;5\n3101 Haldn;5\n0301 Oslo;5") == [("warning", 3)]
    assert named("4601 Brgen;5") == [("warning", 2)]
    assert named("4601 Malmö;5\n3101 Lund;5\n0301 Oslo;5") == [("error", 2)]
    assert named("4601;5\n9999 Nowhere;5") == []


@pytest.mark.parametrize(
    "name", ["Deatnu-Tana", "Deatnu - Tana", "Tana", "Oslo municipality", "OSLO KOMMUNE", "D\ufffdatnu - T?na"]
)
def test_names_in_two_languages_are_the_same(name: str) -> None:
    number = "0301" if "oslo" in name.casefold() else "5628"
    assert named(f"{number} {name};5") == []
    assert named("3449 Nord-Aurdal;5") == [("warning", 2)]  # Sør-Aurdal
