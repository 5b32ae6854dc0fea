"""Inhabitants of some ages: put together from the ages of a download, and written as a measure of the municipality file."""

from datetime import date
from fractions import Fraction

import pytest

from lkt_alloc import statbank
from lkt_alloc.checks.check import check_loaded
from lkt_alloc.engine.register import Register
from lkt_alloc.files.load import Loaded, load_bytes
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.words import Words
from lkt_alloc.render import findings, text
from lkt_alloc.reports.population import measure_report
from lkt_alloc.statbank import age_measure, scrutiny
from lkt_alloc.statbank.cells import Ages
from lkt_alloc.statbank.population_update import Origin

DAY = date(2024, 1, 1)
ORIGIN = Origin("07459", date(2026, 11, 20), "0" * 64)
AGES = """\
region;kjønn;alder;Personer 2024
0301 Oslo;Menn;0 år;1
0301 Oslo;Menn;1-17 år;10
0301 Oslo;Menn;18 år eller eldre;100
0301 Oslo;Kvinner;0-17 år;1000
0301 Oslo;Kvinner;18-66 år;10000
0301 Oslo;Kvinner;67 år eller eldre;100000
3201 Bærum;Begge kjønn;Alle aldre;9
3201 Bærum;Begge kjønn;0-17 år;2
3201 Bærum;Begge kjønn;18+;7
"""


def of_ages(download: str, ages: Ages | None) -> tuple[dict[str, int | None], str]:
    table = statbank.read("f", download.encode())
    found = statbank.figures(table, 2024, ages)
    return {number: figure.population for number, figure in found.items()}, findings.render(table.findings, Words("en"))


def sound(raw: str) -> Loaded:
    file = load_bytes("m.yaml", raw.encode())
    assert not check_loaded(file).standing("error")
    return file


def counted(raw: str, name: str = "barn", download: str = AGES) -> age_measure.AgeMeasure:
    register = sound(raw).value
    assert isinstance(register, Register)
    found = statbank.figures(statbank.read("f", download.encode()), 2024, (0, 17))
    return age_measure.count(register, name, found, DAY, (0, 17))


@pytest.mark.parametrize(
    ("ages", "people"),
    [((0, 17), [1011, 2]), ((18, None), [110_100, 7]), (None, [111_111, 9]), ((0, None), [111_111, 9])],
)
def test_ages_are_put_together_from_those_of_the_table(ages: Ages | None, people: list[int]) -> None:
    assert of_ages(AGES, ages) == ({"0301": people[0], "3201": people[1]}, "")


@pytest.mark.parametrize("ages", [(0, 16), (5, 17), (67, None), (1, 17), (200, 210)])
def test_ages_that_the_table_does_not_have_apart_are_refused(ages: Ages) -> None:
    found, said = of_ages(AGES, ages)
    assert not found
    assert "cannot be composed of the age groups in the table" in said
    assert "one-year age groups" in said


def test_a_table_of_children_has_the_ages_that_it_has() -> None:
    children = "region;alder;Personer 2024\n3201 Bærum;0-5 år;8\n3201 Bærum;6-17 år;7\n"
    assert of_ages(children, (0, 17)) == ({"3201": 15}, "")
    assert "ages are missing" in of_ages(children, None)[1]
    assert "cannot be composed" in of_ages("region;Personer 2024\n3201 Bærum;8\n", (0, 17))[1]


FILE = """\
format: lkt-alloc/municipalities/1
municipalities:
  "0301": {name: Oslo}
  "3201": {name: Bærum}  # note
  "3203": {name: Asker}
"""


@pytest.mark.parametrize("more", ["", 'measures:\n  m:\n    name: M\n    values: {"0301": 1}\n'])
def test_a_measure_is_written_with_its_source_and_nothing_else_is_changed(more: str) -> None:
    file = sound(FILE + more)
    new = age_measure.written(file, "barn", counted(FILE + more), ORIGIN)
    after = sound(new.decode()).value
    assert isinstance(after, Register)
    barn = after.measures["barn"]
    assert barn.values == {"0301": Fraction(1011), "3201": Fraction(2)}
    assert barn.name.by_language["nb"] == "innbyggere 0–17 år 1. januar 2024"
    assert after.sources[barn.source or ""].sha256 == ORIGIN.sha256
    lines = iter(new.decode().splitlines())
    assert all(line in lines for line in (FILE + more).splitlines())
    again = age_measure.written(sound(new.decode()), "b", counted(new.decode(), "b"), ORIGIN)
    assert again.count(b"sha256") == 1


def test_what_is_shown_names_those_without_a_figure() -> None:
    assert text.render(measure_report(counted(FILE)), Words("en")).splitlines() == [
        "Inhabitants aged 0–17 on 1\xa0January 2024",
        "═══════════════════════════════════════",
        "",
        "No.   Municipality  In the download",
        "───────────────────────────────────",
        "0301  Oslo                    1,011",
        "3201  Bærum                       2",
        "",
        "Not in the download: 3203 Asker.",
    ]
    everyone = counted(FILE, download=AGES + "3203 Asker;Begge kjønn;0-17 år;1\n")
    assert "Not in" not in text.render(measure_report(everyone), Words("en"))


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (
            FILE + 'measures: {barn: {name: M, values: {"0301": 1}}}\n',
            'a measure "barn" already. Choose another name, such as barn-2024',
        ),
        (FILE.replace('"3201"', '"3024"'), "3024 became 3201 on 1\xa0January 2024. Import the populations"),
        (FILE.replace("0301", "1103").replace("3201", "4601"), "no figures on 1\xa0January 2024 for anyone"),
    ],
)
def test_what_cannot_be_counted_is_said(raw: str, said: str) -> None:
    with pytest.raises(CannotRun) as refused:
        counted(raw)
    assert said in str(refused.value)


def test_a_layout_that_is_too_odd_is_left_alone() -> None:
    raw = FILE + "measures:\n  ? m\n  : name: M\n    values: {'0301': 1}\n"
    with pytest.raises(CannotRun, match="laid out"):
        age_measure.written(sound(raw), "barn", counted(raw), ORIGIN)


def test_there_are_no_more_of_an_age_than_there_are_people() -> None:
    for people, wrong in ((717_710, False), (5, False), (900_000, True)):
        table = statbank.read("f", f"region;alder;Personer 2024\n0301 Oslo;0-17 år;{people}\n".encode())
        scrutiny.scrutinise(table, statbank.figures(table, 2024, (0, 17)), DAY, some=True)
        assert bool(table.findings) == wrong


def test_ages_are_asked_for_together_with_what_they_are_to_be_called() -> None:
    assert age_measure.ages_of(None, None) is None
    assert [age_measure.ages_of(typed, "m") for typed in ("0-17", "67+", "5")] == [(0, 17), (67, None), (5, 5)]
    for typed, name in (("0-17", None), (None, "barn")):
        with pytest.raises(CannotRun, match="belong together"):
            age_measure.ages_of(typed, name)
    for typed in ("barn", "17-0"):
        with pytest.raises(CannotRun, match=f'"{typed}" is not ages'):
            age_measure.ages_of(typed, "barn")
