"""Populations from a download into a municipality file: what changes, what does not, and a text that is otherwise as it was."""

import hashlib
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from lkt_alloc import statbank
from lkt_alloc.checks.check import check_loaded
from lkt_alloc.engine.register import Register
from lkt_alloc.files.disk import embedded
from lkt_alloc.files.load import Loaded, load, load_bytes
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import sentence
from lkt_alloc.language.words import Words
from lkt_alloc.render import text
from lkt_alloc.reports.population import population_report
from lkt_alloc.statbank import Figure, population_update, scrutiny
from lkt_alloc.statbank.population_update import Origin, compare, is_needed, note_on, register_of, rewritten
from tests.acceptance.replay import ROOT

DAY = date(2019, 1, 1)
ORIGIN = Origin("07459", date(2026, 11, 20), "0" * 64)
BUILT_IN = embedded("municipalities").read_bytes()
CSV = (ROOT / "tests" / "acceptance" / "sessions" / "files" / "statbank" / "07459_personer.csv").read_bytes()


def figures(people: Mapping[str, int | str | None]) -> dict[str, Figure]:
    """Figures as a download would have them; a name after the number."""
    found = {}
    for label, said in people.items():
        number, _, name = label.partition(" ")
        population = said if isinstance(said, int) else None
        found[number] = Figure(
            number, name, population, "" if population is not None else str(said or "."), (0, ("", 0, 1))
        )
    return found


def sound(raw: bytes | str) -> Loaded:
    file = load_bytes("m.yaml", raw.encode() if isinstance(raw, str) else raw)
    assert not check_loaded(file).standing("error")
    return file


def register(file: Loaded) -> Register:
    assert isinstance(file.value, Register)
    return file.value


def imported(raw: bytes | str, people: Mapping[str, int | str | None], day: date = DAY, note: str = "") -> str:
    file = sound(raw)
    return rewritten(file, compare(register(file), figures(people), day), ORIGIN, note).decode()


def test_a_download_is_a_register_with_names_that_can_be_read() -> None:
    known = register(sound(BUILT_IN))
    people: dict[str, int | str | None] = {
        "1201 Bergen": 5,
        "1243 Os p\ufffd nytt": 6,
        "1245": 7,
        "9999": 8,
        "1246": ":",
    }
    found = register_of(figures(people), DAY, ORIGIN, known)
    names = {number: (own.name, dict(own.population)) for number, own in found.municipalities.items()}
    assert names == {
        "1201": ("Bergen", {DAY: 5}),
        "1243": ("Os", {DAY: 6}),
        "1245": ("Sund", {DAY: 7}),
        "9999": ("9999", {DAY: 8}),
    }
    assert found.sources == {"ssb-07459-2026-11-20": ORIGIN.source()}
    assert found.population_sources == {DAY: "ssb-07459-2026-11-20"}


def shown(raw: bytes | str, people: Mapping[str, int | str | None], day: date = DAY) -> str:
    return text.render(population_report(compare(register(sound(raw)), figures(people), day)), Words("en"))


SOURCE = """\
  ssb-07459-2026-11-20:
    title: {nn: Folketal 1. januar etter kommune, nb: Folketall 1. januar etter kommune, en: Population on 1 January by municipality}
    publisher: {nn: Statistisk sentralbyrå (SSB), nb: Statistisk sentralbyrå (SSB), en: Statistics Norway (SSB)}
    table: "07459"
    licence: NLOD 2.0
    retrieved: 2026-11-20
    sha256: "0000000000000000000000000000000000000000000000000000000000000000"
"""


# ---- what a download means


def test_what_changes_is_shown_with_the_change_in_per_cent() -> None:
    people = {"1201": 281_000, "1232": 1006, "1233": 1093, "1234": 0, "1235": None, "1238": ":", "4601": 5, "4619": 0}
    lines = shown(BUILT_IN.replace(b", 2019-01-01: 906", b""), people).splitlines()
    assert lines[3:] == [
        "No.   Municipality  In the file  In the download  Change  Change in per cent",
        "────────────────────────────────────────────────────────────────────────────",
        "1201  Bergen            281,190          281,000    -190              -0.07%",
        "1232  Eidfjord                             1,006",
        "",
        "New or changed: 2. The same: 1.",
        "Not in the download: 1241 Fusa, 1242 Samnanger, 1243 Os, 1244 Austevoll, 1245 Sund, 1246 Fjell, 1247 Askøy, "
        "1251 Vaksdal, 1252 Modalen, 1253 Osterøy, 1256 Meland, 1259 Øygarden, 1260 Radøy, 1263 Lindås, 1264 Austrheim, "
        "1265 Fedje, 1266 Masfjorden, 1411 Gulen.",
        "Without a figure in the download, so not written: 1234 Granvin (0), 1235 Voss (.), 1238 Kvam (:).",
        "Not in use on that date according to the municipality file, so not written: 4601 Bergen.",
    ]


def test_a_population_that_was_zero_has_no_change_in_per_cent() -> None:
    file = load_bytes(
        "m", b'format: lkt-alloc/municipalities/1\nmunicipalities: {"0301": {name: A, population: {2019-01-01: 0}}}'
    )
    rows = text.render(population_report(compare(register(file), figures({"0301": 5}), DAY)), Words("en")).splitlines()
    assert rows[5].split() == ["0301", "A", "0", "5", "5"]


def test_without_changes_there_is_no_table() -> None:
    assert "─" not in shown(BUILT_IN, {"1201": 281_190})


@pytest.mark.parametrize(
    ("ours", "theirs", "said"),
    [
        ("Os", "Os (Hordaland) (-2019)", False),
        ("Bergen", "Bergen (-2019)", False),
        ("Trondheim", "Trondheim - Tråante", False),
        ("Trondheim - Tråante", "Trondheim", False),
        ("Våler (Østfold)", "VÅLER KOMMUNE", False),
        ("Oslo", "", False),
        ("Voss", "Granvin", True),
        ("Os", "Osen", True),
    ],
)
def test_a_name_that_does_not_fit_the_number_is_said(ours: str, theirs: str, said: bool) -> None:
    file = sound(f'format: lkt-alloc/municipalities/1\nmunicipalities: {{"1201": {{name: "{ours}"}}}}')
    download = statbank.read("f.csv", f"region;Personer 2019\n1201 {theirs};5\n4601 X;3".encode())
    called = sentence("the municipality file")
    found = scrutiny.misnamed(register(file), called, statbank.figures(download, 2019), download)
    assert [(f.severity, f.rule.name, f.place.line, f.place.column) for f in found] == (
        [("warning", "name-mismatch", 2, len(f"1201 {theirs};") + 1)] if said else []
    )


# ---- the file


def test_importing_into_the_built_in_file_changes_only_the_lines_it_must() -> None:
    before = BUILT_IN.decode().replace("2019-01-01: 281190", "2019-01-01: 281109").replace(", 2019-01-01: 906", "")
    file = sound(before)
    download = statbank.read("f", CSV)
    update = compare(register(file), statbank.figures(download, 2019), DAY)
    after = rewritten(file, update, ORIGIN).decode()
    expected = BUILT_IN.decode().replace("2019-01-01: ssb-07459-fhidata", "2019-01-01: ssb-07459-2026-11-20")
    assert after == expected.replace("table: KLASS 131\n", f"table: KLASS 131\n{SOURCE}")
    again = sound(after)
    assert not is_needed(register(again), compare(register(again), statbank.figures(download, 2019), DAY), ORIGIN)
    assert is_needed(register(file), update, ORIGIN)


def test_a_second_date_of_the_same_download_has_the_same_source() -> None:
    once = imported(BUILT_IN, {"1201": 5})
    twice = imported(once, {"1201": 6}, date(2018, 1, 1))
    assert twice.count("sha256") == 1
    assert twice.count(": ssb-07459-2026-11-20\n") == 2


def test_another_download_of_the_same_day_has_a_name_of_its_own() -> None:
    file = sound(imported(BUILT_IN, {"1201": 5}))
    other = Origin("07459", ORIGIN.retrieved, "1" * 64)
    after = rewritten(file, compare(register(file), figures({"1201": 6}), DAY), other).decode()
    assert "  2019-01-01: ssb-07459-2026-11-20-2\n" in after
    assert after.count("sha256") == 2


def test_those_who_keep_another_figure_are_named_in_a_note() -> None:
    file = sound(BUILT_IN)
    update = compare(register(file), figures({str(n): 5 for n in range(1201, 1300)}), DAY)
    note = note_on(register(file), update)
    assert note is not None
    said = Words("en").say(note)
    assert said == "The figures for 1411 Gulen on 1\xa0January 2019 are from ssb-07459-fhidata."
    source = register(sound(rewritten(file, update, ORIGIN, said))).sources["ssb-07459-2026-11-20"]
    assert source.note == said
    assert note_on(register(file), compare(register(file), figures({"4635": 5, "1411": 5}), date(2014, 1, 1))) is None


LAYOUTS = {
    "a line each": (
        'format: lkt-alloc/municipalities/1\nsources:\n  s: {title: S}\npopulation_sources:\n  2018-01-01: s # eldst\n\n'
        'municipalities:\n  "0301":\n    name: Oslo\n    population:\n      2018-01-01: 673469 # i fjor\n'
        "      # neste år\n      2020-01-01: 693494\n",
        'format: lkt-alloc/municipalities/1\nsources:\n  s: {title: S}\n@population_sources:\n  2018-01-01: s # eldst\n'
        '  2019-01-01: ssb-07459-2026-11-20\n\nmunicipalities:\n  "0301":\n    name: Oslo\n    population:\n'
        "      2018-01-01: 673469 # i fjor\n      2019-01-01: 681071\n      # neste år\n      2020-01-01: 693494\n",
    ),
    "first in line": (
        'format: lkt-alloc/municipalities/1\npopulation_sources: {2020-01-01: s}\nsources:\n  s: {title: S}\nmunicipalities:\n'
        '  "0301":\n    population:\n      2020-01-01: 693494\n    name: Oslo\n',
        'format: lkt-alloc/municipalities/1\npopulation_sources: {2019-01-01: ssb-07459-2026-11-20, 2020-01-01: s}\nsources:\n'
        '  s: {title: S}\n@municipalities:\n  "0301":\n    population:\n      2019-01-01: 681071\n      2020-01-01: 693494\n'
        "    name: Oslo\n",
    ),
    "nothing there": (
        'format: lkt-alloc/municipalities/1\nmunicipalities:\n  "0301":\n    name: Oslo\n    note: |\n      a\n      # b\n'
        '# slutt\n  "0101": {name: Halden}',
        'format: lkt-alloc/municipalities/1\n\nsources:\n@@\n\npopulation_sources:\n  2019-01-01: ssb-07459-2026-11-20\n'
        'municipalities:\n  "0301":\n    name: Oslo\n    note: |\n      a\n      # b\n    population: {2019-01-01: 681071}\n'
        '# slutt\n  "0101": {name: Halden, population: {2019-01-01: 31373}}',
    ),
    "empty braces": (
        'format: lkt-alloc/municipalities/1\nsources: {}\nmunicipalities:\n  "0301": {population: {}, name: Oslo}\n',
        None,
    ),
    "all in braces": (
        '{format: lkt-alloc/municipalities/1, municipalities: {"0301": {population: {2018-01-01: 5}, name: Oslo}}}\n',
        None,
    ),
}  # fmt: skip


@pytest.mark.parametrize("layout", [name for name, (_, after) in LAYOUTS.items() if not after])
def test_what_is_in_braces_can_be_added_to(layout: str) -> None:
    after = register(sound(imported(LAYOUTS[layout][0], {"0301": 681_071})))
    assert after.municipalities["0301"].population[DAY] == 681_071
    assert after.sources[after.population_sources[DAY]].sha256 == ORIGIN.sha256


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("layout", [name for name, (_, after) in LAYOUTS.items() if after])
def test_an_entry_follows_the_layout_around_it(layout: str, line_end: str) -> None:
    before, after = LAYOUTS[layout]
    assert after is not None
    fields = [line.strip() for line in SOURCE.splitlines()]
    between_braces = f"  {fields[0]} {{{', '.join(fields[1:])}}}"
    after = after.replace("@@", between_braces).replace("@", SOURCE)
    found = imported(before.replace("\n", line_end), {"0301": 681_071, "0101": 31_373})
    assert found == after.replace("\n", line_end)


def test_a_long_line_between_braces_is_broken() -> None:
    people = ", ".join(f"{year}-01-01: 100000" for year in range(2010, 2014))
    later = ", ".join(f"{year}-01-01: 1000000" for year in range(2014, 2018))
    before = (
        "format: lkt-alloc/municipalities/1\nsources: {s: {title: S}}\n"
        "population_sources: {2010-01-01: s}\nmunicipalities:\n"
        f'  "0301":\n    name: Oslo\n    population: {{{people},\n                 {later}}}\n'
    )
    assert ",\n                 2019-01-01: 7}\n" in imported(before, {"0301": 7})


@pytest.mark.parametrize(
    "raw",
    [
        "format: lkt-alloc/municipalities/1\nsources: {s: {title: S}}\npopulation_sources:\n  2019-01-01: >-\n    s\n"
        'municipalities: {"0301": {name: Oslo}}',
        'format: lkt-alloc/municipalities/1\nmunicipalities:\n  ? "0301"\n  : ? name\n    : Oslo\n',
    ],
)
def test_a_layout_that_is_too_odd_is_left_alone(raw: str) -> None:
    file = sound(raw)
    update = compare(register(file), figures({"0301": 7}), DAY)
    with pytest.raises(CannotRun, match="laid out"):
        rewritten(file, update, ORIGIN)


# ---- any change at all

PEOPLE = st.integers(1, 10**6)
REGISTER = load(embedded("municipalities"))
NUMBERS = sorted(register(REGISTER).municipalities)


@given(st.dictionaries(st.sampled_from(NUMBERS), PEOPLE, min_size=1), st.integers(2014, 2030), st.booleans())
def test_what_is_imported_reads_back_equal_and_every_other_line_is_as_it_was(
    people: dict[str, int], year: int, crlf: bool
) -> None:
    raw = BUILT_IN.replace(b"\n", b"\r\n") if crlf else BUILT_IN
    file, day = load_bytes("m.yaml", raw), date(year, 1, 1)
    update = compare(register(file), figures(people), day)
    assume(update.changes)
    new = rewritten(file, update, ORIGIN)
    after = register(load_bytes("m.yaml", new))
    for number, municipality in register(file).municipalities.items():
        expected = dict(municipality.population)
        if number in people and municipality.is_valid(day, day):
            expected[day] = people[number]
        assert after.municipalities[number].population == expected
    assert after.sources[after.population_sources[day]].sha256 == ORIGIN.sha256
    changed = len(set(new.splitlines()) - set(raw.splitlines()))
    assert changed <= len(update.changes) * 2 + 8
    kept = [line for line in raw.splitlines() if b"population: {" not in line and b"-01-01: " not in line]
    lines = iter(new.splitlines())
    assert all(line in lines for line in kept)  # in order
    assert (b"\r\n" in new) == crlf
    assert new.count(b"\n") == (new.count(b"\r\n") if crlf else new.count(b"\n"))


BLOCK, FLOW = "a line each", "braces"


@st.composite
def registers(draw: st.DrawFn) -> str:
    """A municipality file in any mixture of layouts, with comments."""
    comment = st.sampled_from(["", "  # note", "   # 2019-01-01: 5"])
    lines = ["# top", "format: lkt-alloc/municipalities/1" + draw(comment)]
    if draw(st.booleans()):
        lines += (
            ["sources: {s: {title: T}}"]
            if draw(st.booleans())
            else ["sources:", "  # c", "  s:", "    title: >-", "      a", "      b"]
        )
        if draw(st.booleans()):
            lines += (
                ["population_sources: {2018-01-01: s}"]
                if draw(st.booleans())
                else ["population_sources:", "    2018-01-01: s"]
            )
    lines.append("municipalities:")
    for number in draw(st.lists(st.sampled_from(["0301", "1103", "4601", "5001"]), min_size=1, unique=True)):
        days: list[int] = draw(st.lists(st.integers(2014, 2024), unique=True, max_size=4))
        lines.append(f'  "{number}":{draw(comment)}')
        fields: list[list[str]] = [["    name: A"]]
        a_line_each = draw(st.booleans())
        if days and a_line_each:
            fields.append(
                ["    population:" + draw(comment), *(f"       {day}-01-01: {day}" + draw(comment) for day in days)]
            )
        elif days:
            gap = draw(st.sampled_from([", ", ",\n      ", ",   "]))
            fields.append([f"    population: {{{gap.join(f'{day}-01-01: {day}' for day in days)}}}" + draw(comment)])
        for field in draw(st.permutations(fields)):
            lines += field
    return "\n".join(lines) + draw(st.sampled_from(["", "\n", "\n\n# end\n"]))


@given(registers(), st.dictionaries(st.sampled_from(["0301", "1103", "4601", "5001"]), PEOPLE, min_size=1))
def test_any_mixture_of_layouts_can_be_imported_into(raw: str, people: dict[str, int]) -> None:
    file = load_bytes("m.yaml", raw.encode())
    update = compare(register(file), figures(people), DAY)
    assume(update.changes)
    new = rewritten(file, update, ORIGIN).decode()
    after = register(load_bytes("m.yaml", new.encode()))
    for change in update.changes:
        assert after.municipalities[change.municipality.number].population[DAY] == change.new
    assert new.count("#") == raw.count("#")
    rest = iter(new)
    assert all(char in rest for char in raw if not char.isdigit())  # nothing is taken away but digits


def test_the_origin_is_read_back_from_the_file() -> None:
    raw = Path(ROOT / "tests" / "acceptance" / "sessions" / "files" / "statbank" / "07459_personer.csv").read_bytes()
    origin = Origin("07459", date(2026, 1, 2), hashlib.sha256(raw).hexdigest())
    file = sound(BUILT_IN)
    new = rewritten(file, compare(register(file), figures({"1201": 7}), DAY), origin)
    source = register(sound(new)).sources["ssb-07459-2026-01-02"]
    assert (source.sha256, source.retrieved, source.licence) == (
        origin.sha256,
        origin.retrieved,
        population_update.LICENCE,
    )


# ---- numbers that changed

OLD = """\
format: lkt-alloc/municipalities/1
municipalities:
  "0301": {name: Oslo}
  "3024": {name: Bærum, committee: A, organisation_number: "935478715", buyer_reference: B7, population: {2023-01-01: 129874}}
  "1507":
    name: Ålesund
    population: {2023-01-01: 67520}
"""


def test_a_register_of_2023_gets_the_numbers_of_2024() -> None:
    people: dict[str, int | str | None] = {"0301": 717_710, "3201": 130_921, "1508": 58_509, "1580": 9357}
    day = date(2024, 1, 1)
    after = imported(OLD, people, day)
    municipalities = register(sound(after)).municipalities
    assert municipalities["3024"].merged_into == "3201"
    assert municipalities["1507"].split_into == {"1508": Fraction(58_509, 67_866), "1580": Fraction(9357, 67_866)}
    new = municipalities["3201"]
    assert (new.name, new.committee, new.organisation_number, new.buyer_reference) == ("Bærum", "A", "935478715", "B7")
    assert {n: m.population.get(day) for n, m in municipalities.items()} == {**people, "3024": None, "1507": None}
    assert shown(OLD, people, day).splitlines()[3:7] == [
        "3024 became 3201 Bærum on 1\xa0January 2024.",
        "1507 became 1508 Ålesund and 1580 Haram on 1\xa0January 2024.",
        "Groups and allocation keys still use the old numbers: list the new ones there for periods from that day.",
        "",
    ]
    again = sound(after)
    assert not compare(register(again), figures(people), day).renumbered


def test_numbers_that_changed_twice_are_followed_and_new_ones_without_a_figure_are_said() -> None:
    before = 'format: lkt-alloc/municipalities/1\nmunicipalities:\n  "0101": {name: Halden}\n  "0301": {name: Oslo}\n'
    people: dict[str, int | str | None] = {"0301": 717_710}
    municipalities = register(sound(imported(before, people, date(2024, 1, 1)))).municipalities
    chain = [(n, municipalities[n].valid_to, municipalities[n].merged_into) for n in ("0101", "3001", "3101")]
    assert chain == [("0101", date(2019, 12, 31), "3001"), ("3001", date(2023, 12, 31), "3101"), ("3101", None, None)]
    assert "Not in the download: 3101 Halden." in shown(before, people, date(2024, 1, 1))


@pytest.mark.parametrize(
    "own", ["name: Bærum, valid_to: 2025-12-31", "name: Sandvika", 'name: Bærum, merged_into: "9999"']
)
def test_what_the_file_says_itself_of_a_number_is_left_alone(own: str) -> None:
    raw = f'format: lkt-alloc/municipalities/1\nmunicipalities:\n  "3024": {{{own}}}\n'
    file = load_bytes("m", raw.encode())
    assert not compare(register(file), figures({}), date(2024, 1, 1)).renumbered


def test_a_new_number_that_the_file_has_already_is_only_pointed_to() -> None:
    raw = 'format: lkt-alloc/municipalities/1\nmunicipalities:\n  "3024": {name: Bærum}\n  "3201": {name: Bærum kommune}\n'
    municipalities = register(sound(imported(raw, {"3201": 130_921}, date(2024, 1, 1)))).municipalities
    assert municipalities["3201"].name == "Bærum kommune"
    assert municipalities["3024"].merged_into == "3201"


def test_shares_of_a_split_that_were_never_counted_are_written_as_estimates() -> None:
    raw = 'format: lkt-alloc/municipalities/1\nmunicipalities:\n  "1850": {name: Tysfjord}\n  "0301": {name: Oslo}\n'
    municipalities = register(sound(imported(raw, {"0301": 693_494}, date(2020, 1, 1)))).municipalities
    assert municipalities["1850"].split_estimated
    assert set(municipalities["1850"].split_into) <= set(municipalities)
