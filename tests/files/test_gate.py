from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from itertools import product
from pathlib import Path as FilePath
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lkt_alloc.diagnostics.findings import MAX_FINDINGS, Path, Problem
from lkt_alloc.engine.decisions import Decisions
from lkt_alloc.engine.model import LANGUAGES, Budget
from lkt_alloc.engine.register import Register
from lkt_alloc.engine.scenario import Actual, Written
from lkt_alloc.files.disk import embedded
from lkt_alloc.files.gate import conform
from lkt_alloc.files.schema import FORMS, fields
from lkt_alloc.files.schema.form import Form
from lkt_alloc.files.schema.places import every_form, form_at
from lkt_alloc.files.source import read
from lkt_alloc.language.sentences import listed
from lkt_alloc.language.words import Words

WORDS = [Words(language) for language in LANGUAGES]
ENGLISH = Words("en")


def plain_data(kind: str) -> dict[str, Any]:
    """The built-in file of a kind as plain data, with only two of the municipalities."""
    data: dict[str, Any] = read(kind, FilePath(embedded(kind)).read_bytes()).data
    if kind == "municipalities":
        data["municipalities"] = {number: data["municipalities"][number] for number in ("1201", "4601")}
    return data


SOUND = {kind: plain_data(kind) for kind in ("budget", "municipalities")}
SOUND["budget"]["acknowledged"] = [{"rule": "no-source", "at": ["posts", "1.1"], "reason": "an example"}]
SOUND["budget"]["measures"] = {"hours": {"name": "hours", "values": {"1201": "37,5"}}}
SOUND["budget"]["indices"] = {"cpi": {"name": "index", "factors": {"2018": "1"}}}
SOUND["budget"]["parties"] = {"HB": {"name": "Helse Bergen", "called": "foretaket"}, "HF": "Helse Fonna"}
SOUND["budget"]["keys"]["lkt"] |= {
    "limits": [{"most": "900 000", "least": {"rate": "1", "by": "population"}, "parts": ["1"], "borne_by": "others"}],
    "part_year": [{"period": "2018", "members": ["1201 Bergen"], "share": "6/12"}],
}
SOUND["budget"]["keys"]["lkt"]["parts"].append({"steps": [{"rate": "12"}], "to": "all", "by": "population"})
SOUND["budget"]["case"] = {"officer": "Kari Nordmann", "meetings": [{"committee": "formannskapet"}]}
SOUND["budget"]["posts"][0]["keys"] = {"municipalities": "lkt"}
SOUND["scenario"] = {
    "format": "lkt-alloc/scenario/1",
    "name": "what if",
    "periods": {"2020": {"like": "2019", "times": "1,027"}},
    "changes": [{"post": "1.5", "amounts": {"2019": "1"}}],
}
SOUND["actual"] = {"format": "lkt-alloc/actual/1", "period": "2018", "amounts": {"1.5": "1"}, "unchanged": ["1.1"]}
SOUND["decisions"] = {"format": "lkt-alloc/decisions/1", "answers": {"1243 Os": {"answer": "adopted", "amount": "5"}}}
REMOVED = ...

CALLED: list[tuple[str, Path, str]] = [
    ("budget", (), "the budget file"),
    ("budget", ("sources", "cost-overview"), 'source "cost-overview"'),
    ("budget", ("periods", "2018"), 'period "2018"'),
    ("budget", ("payers", "municipalities"), 'payer "municipalities"'),
    ("budget", ("keys", "lkt"), 'allocation key "lkt"'),
    ("budget", ("keys", "lkt", "parts", 1), 'part 2 of allocation key "lkt"'),
    ("budget", ("keys", "lkt", "parts", 2, "steps", 0), 'class 1 of part 3 of allocation key "lkt"'),
    ("budget", ("keys", "lkt", "limits", 0), 'limit 1 of allocation key "lkt"'),
    ("budget", ("keys", "lkt", "limits", 0, "least"), 'the rate of limit 1 of allocation key "lkt"'),
    ("budget", ("keys", "lkt", "part_year", 0), 'entry 1 of part_year of allocation key "lkt"'),
    ("budget", ("measures", "hours"), 'measure "hours"'),
    ("budget", ("indices", "cpi"), 'index "cpi"'),
    ("budget", ("parties", "HB"), 'party "HB"'),
    ("budget", ("case",), '"case"'),
    ("budget", ("case", "meetings", 0), "meeting number 1"),
    ("budget", ("posts", 2), 'budget item "1.3"'),
    ("budget", ("control_totals", "2018"), 'control totals for "2018"'),
    ("budget", ("acknowledged", 0), "acknowledgement number 1"),
    ("actual", (), "the file of final figures"),
    ("decisions", (), "the file of decisions"),
    ("decisions", ("answers", "1243 Os"), 'the answer of "1243 Os"'),
    ("scenario", (), "the scenario file"),
    ("scenario", ("changes", 0), "change number 1"),
    ("scenario", ("periods", "2020"), 'period "2020"'),
    ("municipalities", (), "the municipality file"),
    ("municipalities", ("sources", "reform-2020"), 'source "reform-2020"'),
    ("municipalities", ("municipalities", "1201"), "municipality 1201"),
    ("municipalities", ("groups", "lkt"), 'group "lkt"'),
]
"""Where a table of each kind stands in the files, and what it is called."""

LEVELS: list[tuple[str, Path, type[Form], str]] = [
    (kind, path, form_at(kind, path), called) for kind, path, called in CALLED
]

at_every_level = pytest.mark.parametrize(("kind", "path", "form", "called"), LEVELS, ids=str)


def at(data: Any, path: Path) -> Any:
    for step in path:
        data = data[step]
    return data


def changed(kind: str, path: Path, value: object) -> dict[str, Any]:
    """The sound file with another value at a path; without the value if none is given."""
    data = deepcopy(SOUND[kind])
    *way, last = path
    if value is REMOVED:
        del at(data, tuple(way))[last]
    else:
        at(data, tuple(way))[last] = deepcopy(value)
    return data


def renamed(kind: str, path: Path, field: str, name: str) -> dict[str, Any]:
    data = deepcopy(SOUND[kind])
    table = at(data, path)
    table[name] = table.pop(field)
    return data


def problems(kind: str, data: dict[str, Any]) -> list[Problem]:
    """The problems that `conform` finds; on the way, what holds for any data at all."""
    before = deepcopy(data)
    value, found, doubtful = conform(kind, data)
    assert data == before
    assert isinstance(
        value,
        {"budget": Budget, "municipalities": Register, "scenario": Written, "actual": Actual, "decisions": Decisions}[
            kind
        ],
    )
    assert bool(found) == bool(doubtful)
    for problem in found:
        assert problem.document == kind
        at(data, problem.path)
        assert problem.remedy
        for words in WORDS:
            assert words.say(problem.message)
            assert words.say(problem.remedy)
    return found


def brief(found: list[Problem]) -> list[tuple[str, Path, bool]]:
    return [(problem.rule.name, problem.path, problem.on_key) for problem in found]


def required(form: type[Form]) -> list[str]:
    return [name for name, field in form.fields.items() if field.is_required]


REQUIRED = [(kind, path, called, field) for kind, path, form, called in LEVELS for field in required(form)]


@pytest.mark.parametrize("kind", FORMS)
def test_a_sound_file_has_no_problems(kind: str) -> None:
    assert problems(kind, SOUND[kind]) == []


def test_every_kind_of_table_is_tried_here() -> None:
    assert {form for _, _, form, _ in LEVELS} == {*every_form()}


# fields that are not known, or not there


@at_every_level
def test_an_unknown_field_is_reported_with_all_fields_there_are(
    kind: str, path: Path, form: type[Form], called: str
) -> None:
    (problem,) = problems(kind, changed(kind, (*path, "zzz"), "1"))
    assert brief([problem]) == [("unknown-field", (*path, "zzz"), True)]
    assert ENGLISH.say(problem.message) == f'{called} has no field "zzz".'
    assert problem.remedy
    assert problem.remedy.values == {"names": listed(fields(form), ",")}


@at_every_level
def test_a_field_of_another_kind_of_table_is_unknown(
    kind: str, path: Path, form: type[Form], called: str
) -> None:  # fmt: skip
    elsewhere = {field for _, _, other, _ in LEVELS for field in fields(other)} - {*fields(form), "format"}
    for field in elsewhere:
        assert brief(problems(kind, changed(kind, (*path, field), "1"))) == [("unknown-field", (*path, field), True)]


@pytest.mark.parametrize(("kind", "path"), [(kind, path) for kind, path, _, _ in LEVELS if path], ids=str)
def test_a_format_is_unknown_in_an_inner_table(kind: str, path: Path) -> None:
    assert brief(problems(kind, changed(kind, (*path, "format"), "1"))) == [("unknown-field", (*path, "format"), True)]


@at_every_level
def test_a_field_that_is_nearly_known_is_recognised(
    kind: str, path: Path, form: type[Form], called: str
) -> None:  # fmt: skip
    for field in fields(form):
        data = changed(kind, (*path, field + "x"), "1")
        at(data, path).pop(field, None)
        (problem,) = problems(kind, data)  # also when the field is required: a misspelt field is one fault, not two
        assert brief([problem]) == [("unknown-field", (*path, field + "x"), True)]
        assert problem.remedy
        assert ENGLISH.say(problem.remedy) == f'Did you mean "{field}"?'
        assert conform(kind, data)[2] == {(*path, field)}


@pytest.mark.parametrize(("kind", "path", "called", "field"), REQUIRED, ids=str)
def test_a_missing_field_is_reported_at_what_lacks_it(kind: str, path: Path, called: str, field: str) -> None:
    data = changed(kind, (*path, field), REMOVED)
    (problem,) = problems(kind, data)
    assert brief([problem]) == [("missing-field", path, True)]
    assert problem.message.values["field"] == field
    assert conform(kind, data)[2] == {(*path, field)}


def test_what_lacks_a_field_is_called_by_its_name() -> None:
    said = {
        (path, field): ENGLISH.say(problems(kind, changed(kind, (*path, field), REMOVED))[0].message)
        for kind, path, _, field in REQUIRED
    }
    assert said.pop((("posts", 2), "id")) == 'budget item number 3 lacks the field "id".'
    called = {(path, field): name for _, path, name, field in REQUIRED}
    assert said == {place: f'{called[place]} lacks the field "{place[1]}".' for place in said}


def test_a_post_is_called_by_its_number_when_its_identifier_is_no_text() -> None:
    data = changed("budget", ("posts", 2, "zzz"), "1")
    data["posts"][2]["id"] = ["1.3"]
    assert ENGLISH.say(problems("budget", data)[0].message) == 'budget item number 3 has no field "zzz".'


@pytest.mark.parametrize(
    ("kind", "path", "example"),
    [
        ("budget", ("format",), "format: lkt-alloc/budget/1"),
        ("municipalities", ("format",), "format: lkt-alloc/municipalities/1"),
        ("budget", ("periods", "2018", "from"), "from: 2019-01-01"),
        ("budget", ("keys", "lkt", "parts", 0, "by"), "by: population"),
        ("budget", ("posts", 0, "amounts"), 'amounts: {"2019": 450 000}'),
        ("budget", ("posts",), None),
    ],
)
def test_the_remedy_for_a_missing_field_is_an_example_that_would_do(kind: str, path: Path, example: str | None) -> None:
    (problem,) = problems(kind, changed(kind, path, REMOVED))
    assert problem.remedy
    assert problem.remedy.values == ({"example": example} if example else {})


def test_a_far_name_for_a_required_field_is_both_unknown_and_missing() -> None:
    data = renamed("budget", ("posts", 0), "amounts", "beløp")
    assert brief(problems("budget", data)) == [
        ("unknown-field", ("posts", 0, "beløp"), True),
        ("missing-field", ("posts", 0), True),
    ]


# values of another kind

WRONG_TYPES: list[tuple[str, Path, object, str]] = [
    *(
        (kind, path, "x", "A table")
        for kind, path, _, _ in LEVELS
        if path and path[0] != "parties" and path[-1] != "least"
    ),
    *((kind, path, ["x"], "A table") for kind, path, _, _ in LEVELS if path and path[-1] != "least"),
    ("budget", ("keys", "lkt", "limits", 0, "least"), ["x"], "An amount, a share or a table with a rate"),
    *(("budget", (field,), "x", "A table") for field in ("sources", "periods", "payers", "keys", "control_totals")),
    *(("municipalities", (field,), [], "A table") for field in ("population_sources", "municipalities", "groups")),
    ("budget", ("posts",), {"1.1": {}}, "A list"),
    ("budget", ("keys", "lkt", "parts"), "x", "A list"),
    ("municipalities", ("groups", "lkt", "members"), "1201", "A list"),
    ("budget", ("posts", 0, "paid_by"), "hospitals", "A table"),
    ("budget", ("posts", 0, "amounts"), "225 000", "A table"),
    ("budget", ("posts", 0, "id"), ["1.1"], "A text"),
    ("budget", ("payers", "municipalities", "key"), {"lkt": "x"}, "A text"),
    ("budget", ("keys", "lkt", "members"), {"lkt": "x"}, "A text"),
    ("budget", ("keys", "lkt", "members"), [["1201"]], "A text"),
    ("budget", ("keys", "lkt", "parts", 0, "to"), {}, "A text"),
    ("budget", ("keys", "lkt", "parts", 0, "to", 0), {}, "A text"),
    ("budget", ("keys", "lkt", "parts", 0, "share"), ["50 %"], "A share"),
    ("budget", ("posts", 0, "amounts", "2018"), {"kr": "1"}, "An amount in kroner"),
    ("budget", ("periods", "2018", "from"), [], "A date"),
    ("municipalities", ("municipalities", "1201", "population", "2018-01-01"), [], "A number"),
    ("budget", ("name",), ["x"], "A text"),
    ("budget", ("name", "nn"), {}, "A text"),
    ("budget", ("posts", 0, "keys"), "lkt", "A table"),
    ("budget", ("posts", 0, "keys"), ["lkt"], "A table"),
    ("budget", ("keys", "lkt", "limits", 0, "parts"), "all", "A list"),
    ("scenario", ("municipalities",), [], "A text"),
    ("actual", ("municipalities",), {"1201": {}}, "A text"),
]
"""Where a value of another kind stands; the last ones have the name of a field that is something else in another place."""

EMPTY: list[tuple[str, Path, object]] = [
    *(("budget", (field,), {}) for field in ("name", "periods", "payers", "keys")),
    ("budget", ("posts",), []),
    ("budget", ("keys", "lkt", "parts"), []),
    ("municipalities", ("municipalities",), {}),
    ("municipalities", ("groups", "lkt", "members"), []),
    ("budget", ("name",), ""),
    ("budget", ("name", "nn"), ""),
    ("budget", ("posts", 0, "id"), ""),
    ("budget", ("keys", "lkt", "members"), ""),
    ("budget", ("keys", "lkt", "parts", 0, "to"), [""]),
    ("municipalities", ("municipalities", "1201", "name"), ""),
    ("municipalities", ("population_sources", "2018-01-01"), ""),
    ("municipalities", ("municipalities", "1201", "called"), ""),
    ("budget", ("parties", "HF"), ""),
    ("budget", ("parties", "HB", "called"), ""),
    ("budget", ("parties", "HB", "called"), {}),
]


@pytest.mark.parametrize(("kind", "path", "value", "expected"), WRONG_TYPES)
def test_a_value_of_the_wrong_kind_is_reported_with_the_right_kind(
    kind: str, path: Path, value: object, expected: str
) -> None:
    (problem,) = problems(kind, changed(kind, path, value))
    fault = (*path, 0) if value == [["1201"]] else path
    assert brief([problem]) == [("wrong-type", fault, False)]
    assert ENGLISH.say(problem.message).startswith(f"{expected} is expected here")


@pytest.mark.parametrize(("kind", "path", "value"), EMPTY)
def test_an_empty_value_is_reported(kind: str, path: Path, value: object) -> None:
    (problem,) = problems(kind, changed(kind, path, value))
    assert brief([problem]) == [("wrong-type", (*path, 0) if value == [""] else path, False)]


@pytest.mark.parametrize("path", [(*path, field) for kind, path, _, field in REQUIRED if kind == "budget"], ids=str)
def test_a_field_after_which_nothing_stands_is_called_by_its_name(path: Path) -> None:
    (problem,) = problems("budget", changed("budget", path, None))
    assert brief([problem]) == [("wrong-type", path, False)]
    assert ENGLISH.say(problem.message) == f'There is nothing after "{path[-1]}".'


@pytest.mark.parametrize("path", [("posts", 1), ("keys", "lkt", "parts", 0), ("keys", "lkt", "parts", 0, "to", 0)])
def test_an_item_of_a_list_that_is_not_there_is_not_called_by_its_position(path: Path) -> None:
    (problem,) = problems("budget", changed("budget", path, None))
    assert brief([problem]) == [("wrong-type", path, False)]
    assert problem.message.values == {}


# values that are written in another way

BAD_NOTATION: list[tuple[str, Path, str, str]] = [
    ("budget", ("posts", 0, "amounts", "2018"), "225.000", "not-an-amount"),
    ("budget", ("posts", 0, "covered", "2018"), "kr 1", "not-an-amount"),
    ("budget", ("control_totals", "2018", "total"), "1e3", "not-an-amount"),
    ("budget", ("control_totals", "2018", "covered"), "", "not-an-amount"),
    ("budget", ("control_totals", "2018", "increase", "hospitals"), "x", "not-an-amount"),
    ("budget", ("posts", 0, "paid_by", "hospitals"), "100", "not-a-share"),
    ("budget", ("keys", "lkt", "parts", 0, "share"), "1/0", "not-a-share"),
    ("budget", ("periods", "2018", "from"), "1.8.2018", "not-a-date"),
    ("budget", ("periods", "2018", "to"), "2018-02-30", "not-a-date"),
    ("budget", ("keys", "lkt", "population_date"), "2018", "not-a-date"),
    ("municipalities", ("municipalities", "1201", "valid_from"), "x", "not-a-date"),
    ("municipalities", ("municipalities", "1201", "valid_to"), "x", "not-a-date"),
    ("municipalities", ("municipalities", "1201", "population", "2018-01-01"), "-1", "not-a-number"),
    ("municipalities", ("municipalities", "1201", "organisation_number"), "100000009", "organisation-number"),
    ("budget", ("keys", "lkt", "limits", 0, "parts", 0), "x", "not-a-number"),
    ("budget", ("format",), "lkt-alloc/budget/2", "unknown-value"),
    ("municipalities", ("format",), "lkt-alloc/budget/1", "unknown-value"),
    ("budget", ("language",), "no", "unknown-value"),
    ("budget", ("keys", "lkt", "rounding"), "5 kr", "unknown-value"),
    ("budget", ("keys", "lkt", "parts", 1, "of"), "area", "unknown-value"),
]


@pytest.mark.parametrize(("kind", "path", "said", "rule"), BAD_NOTATION)
def test_a_value_that_is_written_otherwise_is_quoted(kind: str, path: Path, said: str, rule: str) -> None:
    data = changed(kind, path, said)
    (problem,) = problems(kind, data)
    assert brief([problem]) == [(rule, path, False)]
    assert problem.message.values == {"said": said}
    assert conform(kind, data)[2] == {path}


@pytest.mark.parametrize(
    ("kind", "path", "value", "rule"),
    [
        ("municipalities", ("municipalities", "1201", "population", "1.1.2018"), "5", "not-a-date"),
        ("municipalities", ("population_sources", "2018"), "reform-2020", "not-a-date"),
        ("budget", ("name", "sv"), "x", "unknown-value"),
        ("budget", ("posts", 0, "name", "sv"), "x", "unknown-value"),
        ("budget", ("posts", 0, "amounts", ""), "1", "wrong-type"),
        ("municipalities", ("groups", ""), {"name": "x", "members": ["1201"]}, "wrong-type"),
    ],
)
def test_a_key_that_is_written_otherwise_is_pointed_at(kind: str, path: Path, value: object, rule: str) -> None:
    data = changed(kind, path, value)
    (problem,) = problems(kind, data)
    assert brief([problem]) == [(rule, path, True)]
    assert problem.message.values == ({} if rule == "wrong-type" else {"said": path[-1]})
    assert conform(kind, data)[2] == {path}


@pytest.mark.parametrize(
    ("path", "value", "said", "names"),
    [
        (("language",), "sv", "sv", '"nn", "nb", "en"'),
        (("name", "sv"), "projekt", "sv", '"nn", "nb", "en"'),
        (("keys", "lkt", "rounding"), "5 kr", "5 kr", '"øre", "1 kr", "10 kr", "100 kr", "1000 kr"'),
        (("keys", "lkt", "parts", 0, "of"), "area", "area", '"total", "rest"'),
    ],
)
def test_the_remedy_for_an_unknown_value_lists_the_known_ones(path: Path, value: str, said: str, names: str) -> None:
    (problem,) = problems("budget", changed("budget", path, value))
    assert problem.message.values == {"said": said}
    assert problem.remedy
    assert problem.remedy.values == {"names": names}


@pytest.mark.parametrize("value", [["x"], {"x": "y"}])
def test_a_list_is_not_quoted_where_a_word_is_expected(value: object) -> None:
    (problem,) = problems("budget", changed("budget", ("language",), value))
    assert brief([problem]) == [("wrong-type", ("language",), False)]


# several faults, and what is left


def test_all_faults_are_reported_at_once_and_the_rest_is_understood() -> None:
    data = deepcopy(SOUND["budget"])
    data["posts"][0] = "x"
    data["posts"][1]["amounts"]["2018"] = "x"
    data["posts"][2]["paid_by"] = {"hospitals": "x", "municipalities": "100 %"}
    del data["posts"][3]["id"]
    data["posts"][3]["nam"] = data["posts"][3].pop("name")
    del data["keys"]["lkt"]["parts"][0]["by"]
    data["keys"]["lkt"]["rounding"] = None
    data["periods"]["2018"]["zzz"] = "x"
    data["payers"]["hospitals"] = {}
    del data["language"]
    assert set(brief(problems("budget", data))) == {
        ("wrong-type", ("posts", 0), False),
        ("not-an-amount", ("posts", 1, "amounts", "2018"), False),
        ("not-a-share", ("posts", 2, "paid_by", "hospitals"), False),
        ("missing-field", ("posts", 3), True),
        ("unknown-field", ("posts", 3, "nam"), True),
        ("missing-field", ("keys", "lkt", "parts", 0), True),
        ("wrong-type", ("keys", "lkt", "rounding"), False),
        ("unknown-field", ("periods", "2018", "zzz"), True),
        ("missing-field", ("payers", "hospitals"), True),
        ("missing-field", (), True),
    }
    value, found, doubtful = conform("budget", data)
    sound = conform("budget", SOUND["budget"])[0]
    assert len(found) == 10
    assert doubtful == {
        ("posts", 0),
        ("posts", 1, "amounts", "2018"),
        ("posts", 2, "paid_by", "hospitals"),
        ("posts", 3, "id"),
        ("posts", 3, "name"),
        ("keys", "lkt", "parts", 0, "by"),
        ("keys", "lkt", "rounding"),
        ("periods", "2018", "zzz"),
        ("payers", "hospitals", "name"),
        ("language",),
    }
    assert isinstance(value, Budget)
    assert isinstance(sound, Budget)
    assert len(value.posts) == len(sound.posts)
    assert value.posts[4:] == sound.posts[4:]
    assert value.posts[1].amounts == {"2019": sound.posts[1].amounts["2019"]}
    assert value.posts[2].paid_by == {"municipalities": 1}
    assert value.posts[3].amounts == sound.posts[3].amounts
    assert value.keys["lkt"].parts[1] == sound.keys["lkt"].parts[1]
    assert value.keys["lkt"].members == sound.keys["lkt"].members
    assert (value.periods, value.control_totals, value.sources) == (sound.periods, sound.control_totals, sound.sources)


def test_an_empty_table_lacks_every_required_field() -> None:
    for kind, form in FORMS.items():
        found = problems(kind, {})
        assert brief(found) == [("missing-field", (), True)] * len(required(form))
        assert [problem.message.values["field"] for problem in found] == required(form)


@pytest.mark.parametrize(
    ("kind", "path", "table", "rules"),
    [
        ("municipalities", ("municipalities", "1201", "population"), {"1.1.2018": "1.000"}, ["not-a-date", "not-a-number"]),
        ("municipalities", ("population_sources",), {"2018": None}, ["not-a-date", "wrong-type"]),
        ("municipalities", ("municipalities", ""), {}, ["missing-field", "wrong-type"]),
        ("budget", ("name",), {"sv": None}, ["unknown-value", "wrong-type"]),
        ("budget", ("posts", 0, "paid_by"), {"": "50"}, ["not-a-share", "wrong-type"]),
    ],
)  # fmt: skip
def test_a_key_and_its_value_can_both_be_at_fault(kind: str, path: Path, table: object, rules: list[str]) -> None:
    assert sorted(problem.rule.name for problem in problems(kind, changed(kind, path, table))) == rules


REPLACEMENTS: list[object] = [REMOVED, None, "", "x", "1", "50 %", "2018-01-01", [], {}, ["x"], [None], [[]], [{}]]


def paths(data: Any, path: Path = ()) -> Iterator[Path]:
    """Every path into the data but the empty one."""
    steps: Any = data if isinstance(data, dict) else range(len(data)) if isinstance(data, list) else ()
    for step in steps:
        yield (*path, step)
        yield from paths(data[step], (*path, step))


@pytest.mark.no_cover
@pytest.mark.parametrize(("kind", "value"), list(product(FORMS, REPLACEMENTS)), ids=str)
def test_whatever_stands_at_any_place_the_file_can_be_looked_at(kind: str, value: object) -> None:
    for path in paths(SOUND[kind]):
        problems(kind, changed(kind, path, value))


@given(st.data(), st.sampled_from(sorted(FORMS)))
def test_any_number_of_things_can_be_wrong_at_once(data: st.DataObject, kind: str) -> None:
    faulty = deepcopy(SOUND[kind])
    for value in data.draw(st.lists(st.sampled_from(REPLACEMENTS), min_size=2, max_size=6)):
        *way, last = data.draw(st.sampled_from(list(paths(faulty)) or [("name",)]))
        if value is REMOVED:
            at(faulty, tuple(way)).pop(last, None) if isinstance(last, str) else at(faulty, tuple(way)).pop(last)
        else:
            at(faulty, tuple(way))[last] = deepcopy(value)
    problems(kind, faulty)


def test_a_fingerprint_is_64_hexadecimal_digits() -> None:
    data = deepcopy(SOUND["municipalities"])
    for written, conforms in (("0" * 64, True), ("0" * 63, False), ("G" * 64, False), ("0" * 64 + "\n", False)):
        data["sources"]["reform-2020"] = {"title": "T", "sha256": written, "retrieved": "2026-11-20"}
        value, problems, _ = conform("municipalities", data)
        said = [(problem.rule.name, ENGLISH.say(problem.message)) for problem in problems]
        expected = ("wrong-type", "A SHA-256 is expected here: 64 digits and letters from a to f.")
        assert said == ([] if conforms else [expected])
        assert isinstance(value, Register)
        assert value.sources["reform-2020"].retrieved == date(2026, 11, 20)


def test_of_more_faults_than_can_be_shown_nothing_is_understood() -> None:
    value, problems, doubtful = conform("budget", {"posts": [{}] * (MAX_FINDINGS // 4)})
    assert value is None
    assert len(problems) == MAX_FINDINGS + 1
    assert doubtful == {()}
    assert {problem.rule.name for problem in problems} == {"missing-field"}


def test_two_names_of_one_member_or_of_one_thing_are_both_named() -> None:
    data = {kind: deepcopy(SOUND[kind]) for kind in SOUND}
    data["budget"]["parties"] = {"12 Helse": "a", "12": "b"}
    data["budget"]["keys"]["lk\u00e5"] = data["budget"]["keys"]["lkt"]
    data["budget"]["keys"]["lk\u00e5 "] = data["budget"]["keys"]["lkt"]
    register = data["municipalities"]["municipalities"]
    register["9999 Nes"], register["9999"] = register["1201"], register["1201"]
    found = [
        (problem.rule.name, problem.path, problem.related[0][0])
        for kind in ("budget", "municipalities")
        for problem in conform(kind, data[kind])[1]
    ]
    assert found == [
        ("duplicate-key", ("keys", "lk\u00e5 "), ("keys", "lk\u00e5")),
        ("duplicate-member", ("parties", "12"), ("parties", "12 Helse")),
        ("duplicate-member", ("municipalities", "9999"), ("municipalities", "9999 Nes")),
    ]
