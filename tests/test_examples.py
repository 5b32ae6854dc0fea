"""Every budget in examples/: sound, shared out to the krone, shown in every language; and what is published, by hand."""

from pathlib import Path

import pytest

from lkt_alloc.allocate import Allocation, allocate
from lkt_alloc.check import check_files
from lkt_alloc.explanation import explain_report
from lkt_alloc.language import Words
from lkt_alloc.model import LANGUAGES, PART_KINDS, Budget, Register
from lkt_alloc.page import page
from lkt_alloc.placeholders import placeholders
from lkt_alloc.record import compute_record, explain_record
from lkt_alloc.render import page as html
from lkt_alloc.render import text
from lkt_alloc.report import compute_report
from lkt_alloc.resolution import document
from lkt_alloc.workbook import compute_workbook
from tests.replay import ROOT

FOLDER = ROOT / "examples"
REGISTER = FOLDER / "municipalities.yaml"
EXAMPLES = sorted(path for path in FOLDER.glob("*.yaml") if path != REGISTER)
each_example = pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)


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
        for number in allocation.members:
            assert "None" not in text.render(explain_report(allocation, [], number), words)
            assert text.render(document(allocation, [], number), words)
            assert placeholders(allocation, [], number, words)["total"]
    for number in allocation.members:
        assert explain_record(allocation, [], number)["shares"]
    assert compute_record(allocation, [], by_post=True)["shares"]


def test_the_examples_use_every_kind_of_part() -> None:
    used = {part.kind for path in EXAMPLES for key in shared(path).budget.keys.values() for part in key.parts}
    assert used == set(PART_KINDS)


def test_ks_2020_is_a_base_a_rate_and_a_cap_that_one_part_is_outside() -> None:
    people = {
        "Oslo": 693_494,
        "Trondheim": 205_163,
        "Bergen": 283_929,
        "Stavanger": 143_574,
        "Haugesund": 37_357,
        "Arendal": 44_999,
    }
    within = {name: min(108_142 * 100 + 3_615 * count, 913_312_100) for name, count in people.items()}
    assert amounts("ks_2020", "2020") == {name: (within[name] + 100 * people[name] + 50) // 100 for name in people}
    assert {name for name in people if within[name] == 913_312_100} == {"Oslo", "Bergen"}


def test_fjellnettverket_2021_is_a_rate_for_each_head_with_a_cap() -> None:
    people = {
        "Lom": 2204,
        "Vågå": 3564,
        "Sel": 5592,
        "Hemsedal": 2546,
        "Hol": 4434,
        "Rindal": 1989,
        "Ringsaker": 34_897,
    }
    assert amounts("fjellnettverket_2021", "2021") == {n: min((308 * c + 50) // 100, 66_635) for n, c in people.items()}


def test_sogn_shares_only_what_is_above_50_000() -> None:
    found = amounts("sogn_regionrad", "2019")
    assert found["Sogndal"] == 50_000 + round(185_000 / 7 + 185_000 * 8191 / 23_633)
    assert found["Vik"] == round(185_000 / 7 + 185_000 * 2672 / 23_633)


def test_the_fire_brigade_of_drammen_has_a_host_whose_share_falls() -> None:
    assert amounts("drammensregionens_brannvesen", "2017")["Drammen"] == 90_000_000 * 451 // 1000
    assert amounts("drammensregionens_brannvesen", "2018")["Drammen"] == 92_000_000 * 401 // 1000


def test_the_archive_of_nordland_adds_up_its_parts() -> None:
    people = {
        "Bodø": 52_357,
        "Vefsn": 13_278,
        "Rana": 26_184,
        "Fauske": 9739,
        "Vestvågøy": 11_433,
        "Vågan": 9608,
        "Sortland": 10_566,
    }
    metres = {
        "Bodø": 620,
        "Vefsn": 310,
        "Rana": 415,
        "Fauske": 205,
        "Vestvågøy": 187.5,
        "Vågan": 190,
        "Sortland": 172.25,
    }
    priced = {
        name: 40_000
        + 12 * min(n, 10_000)
        + 9 * min(max(n - 10_000, 0), 10_000)
        + 6 * max(n - 20_000, 0)
        + 250 * metres[name]
        for name, n in people.items()
    }
    rest = 3_200_000 - sum(priced.values())  # the position (750 000) and what is left both go by population
    expected = {name: priced[name] + rest * n / sum(people.values()) for name, n in people.items()}
    found = {name.split(" - ")[0]: paid for name, paid in amounts("ika_nordland", "2020").items()}
    assert found.keys() == expected.keys()
    assert all(abs(found[name] - expected[name]) < 1 for name in found)


def test_innherred_changes_its_key_in_2020() -> None:
    for year, equal, people in (("2019", 30, (20_254, 14_933, 6804)), ("2020", 20, (20_164, 14_948, 6816))):
        total = {"2019": 12_000_000, "2020": 12_500_000}[year]
        expected = [total * equal / 300 + total * (100 - equal) / 100 * n / sum(people) for n in people]
        assert all(abs(a - b) < 1 for a, b in zip(amounts("innherred_legevakt", year).values(), expected, strict=True))


def test_lkt_in_2020_has_18_members_and_the_hospitals_can_be_parties() -> None:
    found = amounts("lkt_2020", "2020")
    assert (len(found), found["Bergen"], sum(found.values())) == (18, 762_500, 1_525_000)
    both = amounts("lkt_hospitals", "2019")
    assert (both["Helse Bergen"], both["Haraldsplass Diakonale Sjukehus"], both["Bergen"]) == (100_000, 25_000, 62_500)
