"""Finding a municipality or a period by what a person types."""

import unicodedata
from collections.abc import Collection
from datetime import date, timedelta

import pytest

from lkt_alloc.engine.model import Budget, Period
from lkt_alloc.engine.names import (
    file_names,
    find_later_period,
    find_member,
    find_municipality,
    find_one,
    find_period,
    known_as,
    nearest,
    spellings,
)
from lkt_alloc.engine.register import Municipality, Register
from lkt_alloc.files import norway
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import Sentence, Text, sentence
from lkt_alloc.language.words import Words


@pytest.fixture
def paying(register: Register) -> Collection[str]:
    return register.groups["lkt"].members


def refusal(typed: str, register: Register, paying: Collection[str]) -> tuple[str, str]:
    """What is said in English, and the remedy, when nobody can be meant."""
    with pytest.raises(CannotRun) as caught:
        find_municipality(typed, register, paying)
    return worded(caught.value.reason), worded(caught.value.remedy)


def worded(said: Sentence | None) -> str:
    return Words("en").say(said) if said else ""


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("Os", "1243"),
        ("os", "1243"),
        ("OS", "1243"),
        ("Os kommune", "1243"),
        ("  os   KOMMUNE ", "1243"),
        ("1243", "1243"),
        (" 1243 ", "1243"),
        ("Askøy", "1247"),
        ("ASKØY", "1247"),
        ("Askoey", "1247"),
        ("askoy", "1247"),
        ("Asköy", "1247"),
        ("Lindås", "1263"),
        ("Lindaas", "1263"),
        ("lindas", "1263"),
        ("LINDAAS KOMMUNE", "1263"),
        (unicodedata.normalize("NFD", "Lindås"), "1263"),
        (unicodedata.normalize("NFD", "Øygarden"), "1259"),
        ("Oeygarden", "1259"),
        ("Os herad", "1243"),
        ("1243 Os", "1243"),
        ("Os (1243)", "1243"),
        ("1243 1247", "1243"),
        ("Askøy / Askey", "1247"),
    ],
)
def test_a_name_is_found_however_it_is_typed(
    typed: str, number: str, register: Register, paying: Collection[str]
) -> None:
    assert find_municipality(typed, register, paying) == number


def test_every_member_is_found_by_its_name_and_its_number(register: Register, paying: Collection[str]) -> None:
    for number in paying:
        assert find_municipality(register.municipalities[number].name, register, paying) == number
        assert find_municipality(number, register, paying) == number


@pytest.mark.parametrize(
    ("name", "also"),
    [
        ("Bærum", ["bærum", "baerum", "barum"]),
        ("Bodø kommune", ["bodø", "bodoe", "bodo"]),
        ("Ålesund", ["ålesund", "aalesund", "alesund"]),
        ("Vågsøy", ["vågsøy", "vaagsoey", "vagsoy", "vaagsøy"]),
        ("Bærøy", ["bærøy", "baeroey", "baroy", "baeroy"]),
    ],
)
def test_a_name_is_also_spelt_without_the_norwegian_letters(name: str, also: list[str]) -> None:
    assert spellings(name) >= set(also)


@pytest.mark.parametrize(("name", "typed"), [("Sør-Trøndelag", "SÖR-TRÖNDELAG"), ("Bærum", "Bärum")])
def test_a_name_may_be_typed_with_swedish_letters(name: str, typed: str) -> None:
    assert spellings(typed) & spellings(name)


@pytest.mark.parametrize(
    ("name", "typed"),
    [("Gáivuotna", "gaivuotna"), ("Porsángu", "Porsáŋgu"), ("Evenášši", "Evenassi"), ("Sør-Varanger", "soer varanger")],
)
def test_marks_of_sami_letters_and_hyphens_may_be_left_out(name: str, typed: str) -> None:
    assert spellings(typed) & spellings(name)


@pytest.mark.parametrize("year", [2018, 2020, 2024])
def test_each_of_all_in_norway_is_found_by_its_name_or_it_is_asked_which(year: int) -> None:
    register, days = norway.register(), (date(year, 1, 1), date(year, 12, 31))
    in_use = [m for m in register.municipalities.values() if m.is_valid(*days)]
    asked = set()
    for municipality in in_use:
        try:
            assert find_member(municipality.whole_name, register, *days) is municipality
        except CannotRun as refused:
            asked.add(Words("en").say(refused.reason))
    several = {
        '"Bø" can be several: Bø (Telemark) (0821), Bø (1867).',
        '"Sande" can be several: Sande (Vestfold) (0713), Sande (1514).',
    }
    assert asked == (several if year == 2018 else set())


@pytest.mark.parametrize(
    ("typed", "year", "number"),
    [
        ("Ulvik herad", 2018, "1233"),
        ("Os (Hordaland)", 2018, "1243"),
        ("Vang (Oppland)", 2018, "0545"),
        ("Tråante", 2024, "5001"),
        ("Snåsa", 2024, "5041"),
        ("Karasjok", 2024, "5610"),
        ("Gaivuotna", 2024, "5540"),
        ("Ålesund", 2023, "1507"),
        ("Haram", 2024, "1580"),
        ("nord aurdal", 2024, "3451"),
    ],
)
def test_one_of_all_in_norway_is_found_as_people_call_it(typed: str, year: int, number: str) -> None:
    assert find_member(typed, norway.register(), date(year, 1, 1), date(year, 12, 31)).number == number


def test_a_municipality_called_kommune_keeps_its_name() -> None:
    assert spellings("Kommune") == {"kommune"}


@pytest.mark.parametrize(("typed", "old", "new"), [("Voss", "1235", "4621"), ("Øygarden", "1259", "4626")])
def test_a_name_shared_over_time_is_the_one_that_pays(typed: str, old: str, new: str, register: Register) -> None:
    assert find_municipality(typed, register, [old, "1201"]) == old
    assert find_municipality(typed, register, [new, "4601"]) == new


def test_a_name_that_two_payers_share_must_be_given_as_a_number(register: Register) -> None:
    both = ["1235", "4621"]
    reason, remedy = refusal("voss", register, both)
    assert '"voss"' in reason
    assert "Voss (1235), Voss (4621)" in reason
    assert "Use the number" in remedy
    assert find_municipality("4621", register, both) == "4621"


def test_when_a_new_municipality_does_not_pay_those_it_was_made_of_are_named(register: Register) -> None:
    reason, remedy = refusal("Alver", register, ["1201", "1263", "1260", "1256"])
    assert "Alver (4631) does not pay" in reason
    assert remedy.endswith(": Meland (1256), Radøy (1260), Lindås (1263).")


def test_when_an_old_municipality_does_not_pay_the_one_it_became_is_named(register: Register) -> None:
    reason, remedy = refusal("1263", register, ["4601", "4631"])
    assert "Lindås (1263) does not pay" in reason
    assert remedy.endswith(": Alver (4631).")


def test_when_a_municipality_and_its_kin_do_not_pay_it_is_no_member(register: Register) -> None:
    reason, remedy = refusal("Os", register, ["1201"])
    assert "Os (1243) does not pay" in reason
    assert remedy == "Only the members of the allocation key pay."


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Bergn", "Bergen (1201)"),
        ("bergen komune", "Bergen (1201)"),
        ("Lindos", "Lindås (1263)"),
        ("Askoyy", "Askøy (1247)"),
        ("1244x", "Austevoll (1244)"),
    ],
)
def test_a_near_miss_is_answered_with_what_was_probably_meant(
    typed: str, name: str, register: Register, paying: Collection[str]
) -> None:
    reason, remedy = refusal(typed, register, paying)
    assert f'"{typed}"' in reason
    assert remedy.startswith("Did you mean ")
    assert name in remedy


@pytest.mark.parametrize("typed", ["Xyz", "", "  "])
def test_a_far_miss_is_answered_with_all_who_pay(typed: str, register: Register) -> None:
    reason, remedy = refusal(typed, register, ["1247", "1201"])
    assert f'"{typed}"' in reason
    assert remedy.endswith(": Bergen, Askøy.")


def test_only_payers_are_suggested(register: Register) -> None:
    _, remedy = refusal("Alverr", register, ["1201", "1264"])
    assert "Alver" not in remedy


def test_a_period_is_found_by_its_identifier(budget: Budget) -> None:
    assert find_period("2018", budget.periods) == "2018"
    assert find_period(" HAUSTEN  2018", budget.periods) == find_period("autumn 2018", budget.periods) == "2018"


@pytest.mark.parametrize("typed", ["2020", "", "autumn", "201"])
def test_an_unknown_period_is_answered_with_those_there_are(typed: str, budget: Budget) -> None:
    with pytest.raises(CannotRun) as caught:
        find_period(typed, budget.periods)
    assert f'"{typed}"' in worded(caught.value.reason)
    assert worded(caught.value.remedy).endswith(": 2018, 2019.")


def test_a_name_with_several_of_the_letters_may_be_typed_in_any_way() -> None:
    assert {"vågsøy", "vaagsoey", "vagsoy", "vaagsoy", "vagsoey"} <= spellings("Vågsøy")


def test_a_very_long_name_is_no_explosion() -> None:
    assert len(spellings("æøå" * 1000)) == 27


THIS_YEAR = (date(2026, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize("typed", ["4621", "Voss", " voss kommune", "4621 Voss", "4621  Granvin"])
def test_a_new_member_is_found_among_those_in_use(typed: str, register: Register) -> None:
    assert find_member(typed, register, *THIS_YEAR).number == "4621"


@pytest.mark.parametrize(
    ("typed", "reason", "remedy"),
    [
        (
            "1235",
            "Voss (1235) is not in use from 1\xa0January 2026 to 31\xa0December 2026.",
            "Did you mean Voss (4621)?",
        ),
        (
            "granvin",
            "Granvin (1234) is not in use from 1\xa0January 2026 to 31\xa0December 2026.",
            "Did you mean Voss (4621)?",
        ),
        ("4622x", 'There is no municipality "4622x" here.', "Did you mean Kvam (4622)"),
        ("Vakdal", 'There is no municipality "Vakdal" here.', "Did you mean Vaksdal (4628)?"),
        ("Hammerfest", 'There is no municipality "Hammerfest" here.', None),
    ],
)
def test_a_new_member_that_is_not_in_use_is_refused(
    typed: str, reason: str, remedy: str | None, register: Register
) -> None:
    with pytest.raises(CannotRun) as refused:
        find_member(typed, register, *THIS_YEAR)
    words = Words("en")
    assert words.say(refused.value.reason) == reason
    said = words.say(refused.value.remedy) if refused.value.remedy else None
    assert said is None if remedy is None else said and said.startswith(remedy)


def test_a_successor_leads_back_to_those_it_was_made_of(register: Register) -> None:
    with pytest.raises(CannotRun) as refused:
        find_member("4624", register, date(2018, 1, 1), date(2018, 12, 31))
    assert Words("en").say(refused.value.remedy or refused.value.reason) == "Did you mean Fusa (1241), Os (1243)?"


def test_two_of_the_same_name_need_a_number() -> None:
    same = {n: Municipality(n, "Våler", "", None, None, None, {}) for n in ("3018", "3419")}
    with pytest.raises(CannotRun) as refused:
        find_member("våler", Register(same, {}, {}, {}), *THIS_YEAR)
    assert Words("en").say(refused.value.reason) == '"våler" can be several: Våler (3018), Våler (3419).'


FULL = {n: Municipality(n, name, "", None, None, None, {}) for n, name in (
    ("5001", "Trondheim - Tråante"), ("1243", "Os (Hordaland)"), ("0441", "Os (Hedmark)"), ("4622", "Kvam herad"),
    ("3018", "Våler"), ("3419", "Våler (Innlandet)"),
)}  # fmt: skip
FULL_REGISTER = Register(FULL, {}, {}, {})


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("trondheim", "5001"),
        ("Traante", "5001"),
        ("Tråante - Trondheim", "5001"),
        ("os (hedmark)", "0441"),
        ("Os (1243)", "1243"),
        ("kvam", "4622"),
        ("Kvam kommune", "4622"),
        ("Kvam (Hordaland)", "4622"),
        ("Trondheim Traante", "5001"),
        ("Våler (Innlandet)", "3419"),
    ],
)
def test_both_commands_know_all_ways_to_write_a_name(typed: str, number: str) -> None:
    assert find_municipality(typed, FULL_REGISTER, FULL) == number
    assert find_member(typed, FULL_REGISTER, *THIS_YEAR).number == number


def test_a_name_in_brackets_that_is_another_is_no_match() -> None:
    assert refusal("Os (Troms)", FULL_REGISTER, FULL)[0] == 'There is no municipality "Os (Troms)" here.'
    assert "can be several" in refusal("Os", FULL_REGISTER, FULL)[0]
    assert find_municipality("Os", FULL_REGISTER, ["0441", "3018"]) == "0441"
    assert "Våler (3018), Våler (Innlandet) (3419)" in refusal("Våler", FULL_REGISTER, FULL)[0]


def test_a_party_is_found_by_its_letters_and_a_word_of_a_name_is_none() -> None:
    parties = {
        n: Municipality(n, name, "", None, None, None, {}) for n, name in (("HB", "Helse Bergen"), ("Helse", "x"))
    }
    register = Register(parties, {}, {}, {})
    assert find_municipality(" HB ", register, parties) == "HB"
    assert find_municipality("Helse Bergen", register, parties) == "HB"
    assert find_municipality("Helse", register, parties) == "Helse"


def test_the_nearest_comes_first() -> None:
    assert nearest("fordelling", ["fordeler", "fordeling", "fordelingar", "annet"]) == [
        "fordeling",
        "fordelingar",
        "fordeler",
    ]
    assert nearest("fordelling", iter(["fordeler", "fordeling"]), 1) == ["fordeling"]


def test_what_is_not_known_is_answered_with_the_nearest_or_with_a_few_of_all() -> None:
    names = [f"k{n}" for n in range(40)]
    assert find_one("k39", iter(names), sentence("Use the number.")) == "k39"
    for typed, remedy in (("xyz", f"There are: {', '.join(names[:30])}."), ("k390", "Did you mean k39, k30, k9?")):
        with pytest.raises(CannotRun) as refused:
            find_one(typed, names, sentence("Use the number."))
        assert (worded(refused.value.reason), worded(refused.value.remedy)) == ("Use the number.", remedy)


def test_a_later_period_begins_after_the_last_day_of_the_one_before() -> None:
    def period(first: date, last: date) -> Period:
        return Period(Text({"": str(first)}), first, last)

    first = period(date(2018, 1, 1), date(2018, 12, 31))
    periods = {
        "a": first,
        "b": period(first.end, date(2019, 12, 31)),
        "c": period(date(2019, 1, 1), date(2019, 12, 31)),
    }
    assert find_later_period("c", periods, "a") == "c"
    with pytest.raises(CannotRun) as refused:
        find_later_period("b", periods, "a")
    assert worded(refused.value.remedy) == "There are: c."


def test_a_number_is_in_use_from_its_first_day_to_its_last() -> None:
    first, last = THIS_YEAR
    day = timedelta(1)
    own = Municipality("1", "x", "", first, last, None, {})
    assert own.is_valid(first, last)
    assert not own.is_valid(first - day, last)
    assert not own.is_valid(first, last + day)
    for_ever = Municipality("1", "x", "", None, None, None, {})
    assert for_ever.is_valid(date.min, date.max)


LONG = "Interkommunalt samarbeid for brannvern i Nordhordland og Gulen (Hordaland)"


def test_a_long_name_is_known_whole_and_without_what_stands_in_brackets() -> None:
    whole = LONG.casefold()
    assert {whole, whole.removesuffix(" (hordaland)")} == known_as(LONG)


def test_long_names_that_begin_alike_are_different_names() -> None:
    other = LONG.replace("Gulen", "Masfjorden")
    assert not known_as(LONG) & known_as(other)


def test_a_file_name_is_cut_short_and_a_name_to_search_for_is_cut_late() -> None:
    municipality = Municipality("X", "a" * 500, "", None, None, None, {})
    assert file_names([municipality]) == ["x-" + "a" * 40]
    assert known_as("a" * 500) == {"a" * 200}


def test_files_that_would_have_one_name_are_numbered_from_two() -> None:
    alike = [Municipality(number, "", "", None, None, None, {}) for number in ("X", "x", "x.")]
    assert file_names(alike) == ["x", "x-2", "x-3"]
