"""Downloads from the StatBank: both formats as they really look, sums that leave nothing out, and any bytes at all."""

import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lkt_alloc import statbank
from lkt_alloc.files.disk import MAX_BYTES
from lkt_alloc.language.words import Words
from lkt_alloc.render import findings
from tests.acceptance.replay import ROOT

FILES = ROOT / "tests" / "acceptance" / "sessions" / "files" / "statbank"
CSV = (FILES / "07459_personer.csv").read_bytes()
JSON = (FILES / "06913_folketal.json").read_bytes()


def read(raw: bytes | str, year: int = 2019) -> tuple[dict[str, int | str], list[tuple[str, int, int]]]:
    """The figures of a download, or the marks instead of them; and the findings, as rule, line and column."""
    table = statbank.read("file", raw.encode() if isinstance(raw, str) else raw)
    found = statbank.figures(table, year)
    figures = {
        number: figure.mark if figure.population is None else figure.population for number, figure in found.items()
    }
    return figures, [(f.rule.name, f.place.line, f.place.column) for f in table.findings]


def said(raw: bytes | str, year: int = 2019) -> str:
    table = statbank.read("file", raw.encode() if isinstance(raw, str) else raw)
    statbank.figures(table, year)
    return findings.render(table.findings, Words("en"))


# ---- CSV


def test_a_download_as_the_statbank_writes_it() -> None:
    table = statbank.read("file", CSV)
    assert (table.code, table.years) == ("07459", (2018, 2019, 2020))
    found = statbank.figures(table, 2019)
    assert len(found) == 42  # no counties, not the whole country
    assert (found["1201"].name, found["1201"].population) == ("Bergen", 281_190)
    assert found["1259"].name == "Øygarden"  # Latin-1
    assert found["4601"].population == 0
    assert sum(figure.population or 0 for figure in found.values()) == 456_024


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_encodings_delimiters_and_line_ends_make_no_difference(encoding: str, delimiter: str, line_end: str) -> None:
    text = f'"region"{delimiter}"Personer 2019"\n"1259 Øygarden"{delimiter}4 913\n\n"En ""fotnote"""\n'
    assert read(text.replace("\n", line_end).encode(encoding)) == ({"1259": 4913}, [])


@pytest.mark.parametrize(
    "text",
    [
        "region;Folkemengde 2018;Folkemengde 2019\nK-4601 Bergen;1;2\nF-46 Vestland;8;9\n46 Vestland;8;9",
        "region;statistikkvariabel;2018;2019\n4601;Folketallet 1. januar;1;2\n4601;Døde;7;8",
        "region;år;statistikkvariabel;06913: Befolkning, etter region\n4601;2019;Folkemengde;2\n4601;2018;Folkemengde;1",
        "Region,Tid,ContentsCode,value\nK_4601,2019,Personer1,2\nK_4601,2018,Personer1,1",
        "region;Population 1 January 2019;Live births 2019\n4601 Bergen;2;3",
        "region;sex;Persons 2019\n4601 Bergen;Males;1\n4601 Bergen;Females;1",
        "region;sex;Persons 2019\n4601 Bergen;Both sexes;2\n4601 Bergen;Males;1\n4601 Bergen;Females;1",
        "region;Persons 2019 Males;Persons 2019 Females\n4601 Bergen;1;1",
        "region;alder;Personer 2019\n4601 B;0-17 år;1\n4601 B;18 år;0\n4601 B;19 år eller eldre;1",
        "region;Alder;Personer 2019\n4601 B;999;2\n4601 B;000;1",
        "region;Personer 2019 Menn 0-5 år;Personer 2019 Menn 6 år eller eldre;Personer 2019 Kvinner\n4601 B;1;0;1",
        "region;kjønn;Personer 2019\n4601 B;Menn;1\n4601 B;Menn;1\n4601 B;Kvinner;1",
    ],
)
def test_a_table_may_be_laid_out_in_many_ways(text: str) -> None:
    assert read(text) == ({"4601": 2}, [])


def test_marks_are_kept() -> None:
    text = "region;alder;Personer 2019\n4601 A;0 år;.\n4601 A;1+;.\n4602 B;0 år;3\n4602 B;1+;:\n4603 C;i alt;"
    assert read(text) == ({"4601": ".", "4602": ":", "4603": "."}, [])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", [("missing-field", 1, 1)]),
        ("a;b\nc;d", [("missing-field", 1, 1)]),
        ("region;alder\n4601;0", [("missing-field", 1, 1)]),
        ("region;bydel;Personer 2019\n4601;x;5", [("unknown-field", 1, 8)]),
        ("region;Personer 2018-2019\n4601;5", [("unknown-field", 1, 8)]),
        (
            "07459: Personer\n\nregion;Personer 2019\n4601;5\n4602;5;6\n4603;x",
            [("syntax", 5, 1), ("not-a-number", 6, 6)],
        ),
        ("region;Personer 2019\nBergen (-2019);5\nVoss;6", [("missing-field", 2, 1)]),
        ("region;Døde 2019\n4601;5", [("unknown-value", 1, 1)]),
        ("region;sex;Persons 2019\n4601;Both;5", [("unknown-value", 2, 6)]),
        ("region;age;Persons 2019\n4601;young;5", [("unknown-value", 2, 6)]),
        ("region;sex;Persons 2019\n4601;Males;5\n4602;Males;6", [("wrong-type", 2, 12)]),
        ("region;age;Persons 2019\n4601;0-17 years;5", [("wrong-type", 2, 17)]),
        ("region;age;Persons 2019\n4601;1+;5", [("wrong-type", 2, 9)]),
        ("region;age;Persons 2019\n4601;0-9 years;5\n4601;5+;5", [("wrong-type", 2, 16)]),
        ("region;Persons 2019\n4601;5\n4602;7\n4601;6", [("duplicate-key", 4, 6)]),
        ("10213: Framskrevet folkemengde\nregion;Personer 2019\n4601;5", [("unknown-value", 1, 1)]),
    ],
)
def test_what_is_wrong_has_a_place(text: str, found: list[tuple[str, int, int]]) -> None:
    assert read(text)[1] == found


def test_a_figure_with_a_fault_is_no_figure_and_the_others_are() -> None:
    assert read("region;Persons 2019\n4601;x\n4602;7")[0] == {"4602": 7}


def test_a_table_with_faults_in_every_row_is_not_read_to_its_end() -> None:
    assert len(read("region;Persons 2019\n" + "4601;5;6\n" * 1000)[1]) == 50


def test_a_large_file_is_refused_unread() -> None:
    assert read(b"x" * (MAX_BYTES + 1)) == ({}, [("too-large", 1, 1)])


def test_what_is_said() -> None:
    assert said("region;age;Persons 2019\n4601 Bergen;0-17 years;5") == (
        "file:2:24: error[LKT103 wrong-type]: Some ages are missing or counted twice, "
        "so the figures do not add up to the population.\n"
        "    2 | 4601 Bergen;0-17 years;5\n"
        "      |                        ^\n"
        "  help: Download the table with every age, or without age.\n"
    )


# ---- JSON-stat 2


def test_a_json_stat_download() -> None:
    table = statbank.read("file", JSON)
    assert (table.code, table.years) == ("06913", (2020, 2021, 2022))
    found = statbank.figures(table, 2022)
    assert (found["4601"].population, found["4601"].name) == (286_930, "Bergen")
    assert (found["1201"].population, found["1201"].mark) == (None, ".")
    assert "46" not in found


def cube(**changes: Any) -> dict[str, Any]:
    """A small JSON-stat 2 dataset: two municipalities, both sexes, two years."""
    data = {
        "class": "dataset",
        "label": "07459: Population, by region, sex and year",
        "id": ["Region", "Kjonn", "Tid"],
        "size": [2, 2, 2],
        "dimension": {
            "Region": {
                "category": {"index": ["K-4601", "K-4619"], "label": {"K-4601": "Bergen", "K-4619": "Eidfjord"}}
            },
            "Kjonn": {"category": {"index": {"1": 0, "2": 1}, "label": {"1": "Males", "2": "Females"}}},
            "Tid": {"category": {"index": {"2018": 0, "2019": 1}}},
        },
        "value": [10, 11, 20, 22, 1, 2, 3, 4],
    }
    return data | changes


ONE_TWO = {"category": {"index": ["1", "2"]}}


def dimension(name: str, category: Mapping[str, Any]) -> dict[str, Any]:
    return {**cube()["dimension"], name: {"category": category}}


@pytest.mark.parametrize("indent", [None, 1])
def test_values_are_summed_over_a_dimension(indent: int | None) -> None:
    assert read(json.dumps(cube(), indent=indent)) == ({"4601": 33, "4619": 6}, [])


@pytest.mark.parametrize(
    ("changes", "figures"),
    [
        ({"value": {"1": 11, "3": 22, "5": 2, "7": None}}, {"4601": 33, "4619": "."}),
        ({"status": {"1": "."}}, {"4601": ".", "4619": 6}),
        ({"status": ["", "", "", ":"]}, {"4601": ":", "4619": 6}),
        ({"status": "a"}, {"4601": 33, "4619": 6}),
        ({"dimension": dimension("Kjonn", {"index": ["1", "0"]})}, {"4601": 22, "4619": 4}),
        ({"dimension": dimension("Region", {"index": ["x", "y"], "label": {"x": "4601 Bergen"}})}, {"4601": 33}),
        ({"dimension": dimension("Region", {"index": ["4601", "46"]})}, {"4601": 33}),
    ],
)
def test_json_stat_may_be_written_in_many_ways(changes: dict[str, Any], figures: dict[str, int | str]) -> None:
    assert read(json.dumps(cube(**changes))) == (figures, [])


def test_a_dimension_with_one_category_needs_no_index() -> None:
    one = {"id": ["Region", "Tid"], "size": [2, 1], "value": [5, 6]}
    data = cube(**one, dimension=dimension("Tid", {"label": {"2019": "2019"}}))
    assert read(json.dumps(data)) == ({"4601": 5, "4619": 6}, [])


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"class": "collection"}, "wrong-type"),
        ({"id": "Region"}, "wrong-type"),
        ({"size": [2, 2, "2"]}, "wrong-type"),
        ({"size": [2, True, 2]}, "wrong-type"),
        ({"size": [2, 2]}, "wrong-type"),
        ({"id": ["Region", "Tid", "Tid"]}, "wrong-type"),
        ({"size": [-2, -2, 2]}, "too-large"),
        ({"size": [10**8, 2, 2]}, "too-large"),
        ({"value": [1]}, "wrong-type"),
        ({"value": "1"}, "wrong-type"),
        ({"value": [1.5] * 8}, "not-a-number"),
        ({"value": [10**20] * 8}, "not-a-number"),
        ({"value": [True] * 8}, "not-a-number"),
        ({"dimension": []}, "wrong-type"),
        ({"dimension": dimension("Kjonn", {"index": ["1", "3"]})}, "unknown-value"),
        ({"dimension": dimension("Kjonn", {"index": ["1", 2]})}, "wrong-type"),
        ({"dimension": dimension("Kjonn", {"index": {"1": 0, "2": 5}})}, "wrong-type"),
        ({"dimension": dimension("Kjonn", {"index": {"1": 0, "2": "1"}})}, "wrong-type"),
        ({"dimension": dimension("Kjonn", {"index": 5, "label": 7})}, "wrong-type"),
        ({"dimension": cube()["dimension"] | {"Kjonn": {"category": 5}}}, "wrong-type"),
        ({"id": ["Region", "Bydel", "Tid"]}, "unknown-field"),
        ({"id": ["Kjonn", "Alder", "Tid"], "dimension": dict.fromkeys(("Kjonn", "Alder", "Tid"), ONE_TWO)}, "missing-field"),
        ({"id": ["Region", "ContentsCode", "Tid"], "dimension": dimension("ContentsCode", {"index": ["Dode", "Fodte"]})}, "unknown-value"),
    ],
)  # fmt: skip
def test_odd_json_stat_is_a_finding(changes: dict[str, Any], rule: str) -> None:
    assert rule in [name for name, _, _ in read(json.dumps(cube(**changes)))[1]]


def test_places_in_json_are_those_of_codes() -> None:
    text = json.dumps(cube(dimension=dimension("Kjonn", {"index": ["1", "3"]})), indent=1)
    ((_, line, column),) = read(text)[1]
    assert text.split("\n")[line - 1][column - 1 :] == '"3"'


@pytest.mark.parametrize("raw", ["{", '{"a": 1,\n "b": }', "{" * 100, '{"a":' + "[" * 100_000])
def test_what_is_no_json_is_a_finding(raw: str) -> None:
    assert read(raw)[1][0][0] in ("syntax", "too-large")


def test_half_a_character_does_no_harm() -> None:
    raw = json.dumps(cube(label="\ud800 07459: ")).replace("Eidfjord", "\\udfff").replace('"Kjonn"', '"\\ud801"')
    assert said(raw).encode()


# ---- anything at all


def never_raises(raw: bytes) -> None:
    for year in (2018, 2019):
        table = statbank.read("f", raw)
        statbank.figures(table, year)
        lines = raw.count(b"\n") + raw.count(b"\r") + 1
        assert all(1 <= finding.place.line <= lines for finding in table.findings)
        assert all(finding.place.column < finding.place.end for finding in table.findings)
        findings.render(table.findings, Words("nb")).encode()


@given(st.binary(max_size=300))
def test_any_bytes_are_read_without_a_traceback(raw: bytes) -> None:
    never_raises(raw)


def _put(raw: bytes, at: float, what: bytes, cut: int) -> bytes:
    place = int(len(raw) * at)
    return raw[:place] + what + raw[place + cut :]


DAMAGE = st.tuples(
    st.floats(0, 1, exclude_max=True),
    st.sampled_from(
        [
            b"",
            b'"',
            b";",
            b"\n",
            b"{",
            b"]",
            b"null",
            b"-1",
            b"\xff",
            b"\x00",
            b".",
            b"0.5",
            b"1e9",
            b"Menn",
            b"2019",
            b"\xc2\x85",
        ]
    ),
    st.integers(0, 30),
)
SMALL: list[bytes] = [
    json.dumps(cube()).encode(),
    json.dumps(cube(), indent=1).encode(),
    b'"07459: x"\n\n"region";"kj\xf8nn";"alder";"Personer 2018";"Personer 2019"\n'
    b'"4601 A";"Menn";"0-5 \xe5r";1;2\n"4601 A";"Menn";"6+";1;2\n',
    b"region,Tid,ContentsCode,value\n4601,2019,Personer1,5\n4602,2018,Personer1,6\n",
]


@given(st.sampled_from(SMALL), st.lists(DAMAGE, min_size=1, max_size=4))
@example(SMALL[0], [(0.0, b"[" * 30, 1)])
def test_a_damaged_download_is_read_without_a_traceback(raw: bytes, damage: list[tuple[float, bytes, int]]) -> None:
    for at, what, cut in damage:
        raw = _put(raw, at, what, cut)
    never_raises(raw)


JSONS = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from(["Region", "Tid", "4601", "2019", "\ud800", ""]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["index", "label", "category", "Region", "Tid", "0", "1"]), inner, max_size=4)
    ),
    max_leaves=8,
)


@given(st.sampled_from(["id", "size", "dimension", "value", "status", "label", "class"]), JSONS)
def test_any_json_in_any_field_is_read_without_a_traceback(field: str, value: object) -> None:
    never_raises(json.dumps(cube(**{field: value})).encode())


@given(st.sampled_from(["Region", "Kjonn", "Tid"]), st.sampled_from(["index", "label"]), JSONS)
def test_any_json_in_a_dimension_is_read_without_a_traceback(name: str, field: str, value: object) -> None:
    never_raises(json.dumps(cube(dimension=dimension(name, {"index": ["4601", "1"], field: value}))).encode())


PEOPLE = st.dictionaries(st.integers(101, 9999).map("{:04}".format), st.integers(1, 10**6), min_size=1, max_size=8)


@pytest.mark.parametrize("write", ["csv", "json"])
@given(people=PEOPLE, data=st.data())
def test_a_population_divided_by_sex_and_age_adds_up_again(
    write: str, people: dict[str, int], data: st.DataObject
) -> None:
    limits = sorted(data.draw(st.sets(st.integers(1, 105), max_size=4)))
    ages = [f"{low}-{high - 1} år" for low, high in zip([0, *limits], limits, strict=False)] + [
        f"{[0, *limits][-1]} år eller eldre"
    ]
    parts = {number: _divided(total, 2 * len(ages), data.draw) for number, total in people.items()}
    if write == "csv":
        rows = [
            f"{number};{sex};{age};{parts[number][i * len(ages) + j]}"
            for number in people
            for i, sex in enumerate(("Menn", "Kvinner"))
            for j, age in enumerate(ages)
        ]
        raw = "\n".join(["region;kjønn;alder;Personer 2019", *data.draw(st.permutations(rows))])
    else:
        raw = json.dumps(
            {
                "class": "dataset",
                "id": ["Tid", "Region", "Kjonn", "Alder"],
                "size": [1, len(people), 2, len(ages)],
                "dimension": {
                    "Tid": {"category": {"index": ["2019"]}},
                    "Region": {"category": {"index": list(people)}},
                    "Kjonn": {"category": {"index": ["1", "2"]}},
                    "Alder": {"category": {"index": list(map(str, range(len(ages)))), "label": {str(i): a for i, a in enumerate(ages)}}},
                },
                "value": [people for number in parts for people in parts[number]],
            }
        )  # fmt: skip
    assert read(raw) == (people, [])


def _divided(total: int, into: int, draw: Callable[[Any], Any]) -> list[int]:
    cuts = sorted(draw(st.lists(st.integers(0, total), min_size=into - 1, max_size=into - 1)))
    return [high - low for low, high in zip([0, *cuts], [*cuts, total], strict=True)]
