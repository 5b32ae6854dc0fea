"""Every budget in examples/: sound, shared out to the krone, shown in every language; and what is published, by hand."""

import re
from fractions import Fraction
from functools import cache
from itertools import cycle
from pathlib import Path

import pytest

from lkt_alloc.checks.check import check_files
from lkt_alloc.engine.allocate import Allocation, allocate
from lkt_alloc.engine.model import LANGUAGES, Budget
from lkt_alloc.engine.parts import PART_KINDS
from lkt_alloc.engine.register import Register
from lkt_alloc.language.words import Words
from lkt_alloc.render import page as html
from lkt_alloc.render import text
from lkt_alloc.reports.case_note import CaseNote
from lkt_alloc.reports.compute import compute_report
from lkt_alloc.reports.explanation import Explained
from lkt_alloc.reports.page import page
from lkt_alloc.reports.placeholders import placeholders
from lkt_alloc.reports.record import compute_record, explain_record
from lkt_alloc.reports.workbook import compute_workbook
from tests.acceptance.replay import ROOT

FOLDER = ROOT / "examples"
REGISTER = FOLDER / "municipalities.yaml"
EXAMPLES = sorted(
    path for path in FOLDER.glob("*.yaml") if "format: lkt-alloc/budget/" in path.read_text(encoding="utf-8")
)
each_example = pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)


@cache
def shared(path: Path) -> Allocation:
    checked = check_files([path, REGISTER])
    budget, register = (file.value for file in checked.files)
    assert checked.standing("error", "warning") == []
    assert isinstance(budget, Budget)
    assert isinstance(register, Register)
    return allocate(budget, register, list(budget.periods))


def amounts(name: str, period: str) -> dict[str, int]:
    """What everyone pays, in kroner, by name."""
    found: dict[str, int] = {}
    for own in shared(FOLDER / f"{name}.yaml").periods:
        for division in own.divisions if own.id == period else ():
            for share in division.shares:
                found[share.name] = found.get(share.name, 0) + share.amount // 100
    return found


@each_example
def test_an_example_is_shared_out_to_the_krone(path: Path) -> None:
    for period in shared(path).periods:
        for division in period.divisions:
            assert sum(share.amount for share in division.shares) + division.left == division.total
            assert sum(
                row.increase_by_payer[division.payer] for i, row in enumerate(period.posts) if i in division.posts
            ) == (division.total)


@each_example
def test_an_example_is_shown_in_every_form_and_language(path: Path) -> None:
    allocation = shared(path)
    for words in map(Words, LANGUAGES):
        for by_post in (False, True):
            assert text.render(compute_report(allocation, [], "number", by_post=by_post), words)
        assert html.render(page(allocation, [], "number", by_post=True), words)
        assert compute_workbook(allocation, [], words).sheets
    for number, words in zip(allocation.members, cycle(map(Words, LANGUAGES)), strict=False):
        assert "None" not in text.render(Explained(allocation, [], number).report(), words)
        assert text.render(CaseNote(allocation, [], number).report(), words)
        assert placeholders(allocation, [], number, words)["total"]
        assert explain_record(allocation, [], number)["shares"]
    assert compute_record(allocation, [], by_post=True)["shares"]


def test_the_examples_use_every_kind_of_part() -> None:
    used = {part.kind for path in EXAMPLES for key in shared(path).budget.keys.values() for part in key.parts}
    assert used == set(PART_KINDS)


def test_the_table_in_the_docs_names_every_example() -> None:
    table = (
        (ROOT / "docs" / "format.md")
        .read_text(encoding="utf-8")
        .split("### Published rules as examples")[1]
        .split("\n### ")[0]
    )
    assert sorted(re.findall(r"\]\(\.\./examples/(\w+\.yaml)\)", table)) == [path.name for path in EXAMPLES]


def test_ekommune_sunnmore_gives_the_published_percentages() -> None:
    published = {
        "Ålesund": "43.287",
        "Ørskog": "5.673",
        "Norddal": "5.143",
        "Skodje": "7.659",
        "Sula": "11.295",
        "Giske": "10.599",
        "Haram": "11.550",
        "Sandøy": "4.794",
    }
    (division,) = shared(FOLDER / "ekommune_sunnmore.yaml").periods[0].divisions
    assert {share.name: f"{round(share.share * 100_000) / 1000:.3f}" for share in division.shares} == published
    assert sum(share.population or 0 for share in division.shares) == 83_566


def test_ikt_nordhordland_is_thirds_and_a_system_that_its_users_pay() -> None:
    people = {"Modalen": 376, "Alver": 29_337, "Austrheim": 2860, "Fedje": 525, "Masfjorden": 1660}
    users = {"Alver": 212, "Austrheim": 31, "Masfjorden": 18}
    found = amounts("ikt_nordhordland", "2021")
    expected = {
        name: Fraction(3_000_000, 5)
        + 6_000_000 * Fraction(count, sum(people.values()))
        + 500_000 * Fraction(users.get(name, 0), sum(users.values()))
        for name, count in people.items()
    }
    assert found.keys() == expected.keys()
    assert all(abs(found[name] - expected[name]) < 2 for name in found)  # two keys, each rounded to the krone
    assert sum(found.values()) == 9_500_000
    assert found["Modalen"] == 600_000 + 64_906
    assert found["Fedje"] == 600_000 + 90_627


def test_ks_2020_is_a_base_a_rate_a_cap_of_its_own_for_oslo_and_a_part_outside_the_caps() -> None:
    people = {
        "Oslo": 681_071,
        "Trondheim": 196_159 + 6076,
        "Bergen": 281_190,
        "Stavanger": 134_037 + 3150 + 4847,
        "Haugesund": 37_250,
        "Arendal": 44_785,
    }
    cap = dict.fromkeys(people, 913_312_100) | {"Oslo": 1_639_810_400}
    within = {name: min(108_142 * 100 + 3_615 * count, cap[name]) for name, count in people.items()}
    assert amounts("ks_2020", "2020") == {name: (within[name] + 602 * people[name] + 50) // 100 for name in people}
    assert {name for name in people if within[name] == cap[name]} == {"Oslo", "Bergen"}


def test_fjellnettverket_2021_is_a_rate_for_each_head_with_a_cap_for_regional_councils() -> None:
    people = {"Lom": 2204, "Vågå": 3564, "Sel": 5592, "Rindal": 1989, "Ringsaker": 34_897}
    regions = {"Fjellregionen": 22_152, "Hallingdal": 20_575, "Valdres": 17_450}
    found = amounts("fjellnettverket_2021", "2021")
    priced = {name: (308 * count + 50) // 100 for name, count in (people | regions).items()}
    assert found == priced | {"Fjellregionen": 66_635}
    assert priced["Fjellregionen"] > 66_635
    assert found["Ringsaker"] > 66_635


def test_sogn_shares_only_what_is_above_50_000() -> None:
    found = amounts("sogn_regionrad", "2019")
    people = 4091 + 2672 + 1279 + 2331 + 8191 + 1764 + 2151 + 5245 + 5195
    assert len(found) == 9
    assert found["Sogndal"] == 50_000 + round(185_000 / 9 + 185_000 * 8191 / people)
    assert found["Vik"] == round(185_000 / 9 + 185_000 * 2672 / people)
    assert found["Luster"] == round(185_000 / 9 + 185_000 * 5195 / people)


def test_the_fire_brigade_of_drammen_has_a_host_whose_share_falls() -> None:
    assert amounts("drammensregionens_brannvesen", "2017")["Drammen"] == 90_000_000 * 451 // 1000
    assert amounts("drammensregionens_brannvesen", "2018")["Drammen"] == 92_000_000 * 401 // 1000
    rest = 92_000_000 * 599 // 1000 - 7 * 500_000
    others = 3488 + 2277 + 18_926 + 24_917 + 25_980 + 6672 + 9726
    assert abs(amounts("drammensregionens_brannvesen", "2018")["Sande"] - 500_000 - rest * 9726 / others) < 1


def test_the_archive_of_nordland_has_a_rate_for_each_class_of_size() -> None:
    people = {
        "Bodø": 52_357,
        "Vefsn": 13_278,
        "Nesna": 1761,
        "Rana": 26_184,
        "Fauske": 9739,
        "Vestvågøy": 11_433,
        "Vågan": 9608,
        "Sortland": 10_566,
    }
    metres = {
        "Bodø": "620",
        "Vefsn": "310",
        "Nesna": "64",
        "Rana": "415",
        "Fauske": "205",
        "Vestvågøy": "187.5",
        "Vågan": "190",
        "Sortland": "172.25",
    }
    everyone = sum(people.values())
    expected = {
        name: 40_000
        + n * (12 if n < 2000 else 9 if n < 10_000 else 6)
        + 250 * Fraction(metres[name])
        + Fraction(750_000 * n, everyone)
        for name, n in people.items()
    }
    found = {name.split(" - ")[0]: paid for name, paid in amounts("ika_nordland", "2020").items()}
    assert found == {name: int(amount + Fraction(1, 2)) for name, amount in expected.items()}


def test_innherred_changes_its_key_in_2020() -> None:
    people = {"Frosta": 2632, "Levanger": 20_254, "Verdal": 14_933, "Inderøy": 6804}
    for year, total, equal in (("2019", 12_000_000, 30), ("2020", 12_500_000, 20)):
        found = amounts("innherred_legevakt", year)
        assert found.keys() == people.keys()
        for name, n in people.items():
            exact = total * equal / 400 + total * (100 - equal) / 100 * n / sum(people.values())
            assert abs(found[name] - exact) < 1


def test_lkt_in_2020_has_18_members_and_the_hospitals_can_be_parties() -> None:
    found = amounts("lkt_2020", "2020")
    assert (len(found), found["Bergen"], sum(found.values())) == (18, 762_500, 1_525_000)
    both = amounts("lkt_hospitals", "2019")
    assert (both["Helse Bergen"], both["Haraldsplass Diakonale Sjukehus"], both["Bergen"]) == (100_000, 25_000, 62_500)
