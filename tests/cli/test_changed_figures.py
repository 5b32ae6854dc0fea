"""What a scenario file says of figures, payers, keys and indices gives exactly what the edited files give, and is said above results."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.inside import answer, inside

REGISTER = """\
format: lkt-alloc/municipalities/1
sources: {s: {title: S}}
population_sources: {2024-01-01: s, 2025-01-01: s}
municipalities:
  "4621": {name: Voss, population: {2024-01-01: 16 100, 2025-01-01: 16 200}}
  "4628": {name: Vaksdal, population: {2024-01-01: 3 900, 2025-01-01: 3 950}}
  "4629": {name: Modalen, population: {2024-01-01: 390, 2025-01-01: 400}}
measures:
  hours: {name: hours on call, values: {4621 Voss: 150, 4628 Vaksdal: 38, x1: 12}, source: s}
"""
BUDGET = """\
format: lkt-alloc/budget/1
name: The station
language: en
sources: {s: {title: S}}
periods: {"2024": {name: "2024", from: 2024-01-01, to: 2024-12-31}, "2025": {name: "2025", from: 2025-01-01, to: 2025-12-31}}
payers: {state: {name: the state}, all: {name: the members, key: k, keys_by_period: {"2025": calls}}}
parties: {x1: The hospital}
keys:
  k:
    name: half equally
    members: ["4621", "4628", "4629"]
    population_date: 2024-01-01
    rounding: 1 kr
    source: s
    parts: [{share: 50 %, to: all, by: equal}, {share: 50 %, to: all, by: population}]
  calls:
    name: by calls
    members: ["4621", "4628", x1]
    population_date: 2025-01-01
    rounding: øre
    source: s
    index: prices
    parts:
      - {rate: 30, to: all, by: calls}
      - {share: 40 %, of: rest, to: all, by: load}
      - {share: 60 %, of: rest, to: ["4621", "4628"], by: population}
measures:
  calls:
    name: calls
    values_by_period: {"2024": {"4621": 7, "4628": 5, x1: 2}, "2025": {"4621": 9, "4628": 4, x1: 1}}
    total: {"2025": 14}
    source: s
  load: {name: load, sum: {hours: 1, calls: 1/2}}
indices: {prices: {name: prices, factors: {"2024": 1, "2025": "1,04"}, source: s}}
posts:
  - {id: a, name: Rent, source: s, paid_by: {state: 25 %, all: 75 %}, amounts: {"2024": 90 000, "2025": 95 000}}
  - {id: b, name: Staff, source: s, paid_by: {all: 100 %}, amounts: {"2024": 400 000, "2025": 410 000}}
control_totals: {"2024": {total: 490 000, source: s}}
"""
HEAD = "format: lkt-alloc/scenario/1\nname: What if\n"
OTHER_KEY = """\
keys:
  k: {name: NAME, members: ["4621", "4629"], population_date: 2024-01-01, rounding: 1 kr, parts: [{share: 100 %, to: all, by: equal}]}
"""
NAMED = "    name: half equally\n    members"


def edited(text: str, *changes: tuple[str, str]) -> str:
    """The text with changes that each fit one place."""
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def no_totals(*changes: tuple[str, str]) -> Callable[[str, str], tuple[str, str]]:
    """The budget with changes, without the totals that are about it as it was."""
    return lambda budget, register: (edited(budget.split("control_totals")[0], *changes), register)


def of_register(*changes: tuple[str, str]) -> Callable[[str, str], tuple[str, str]]:
    return lambda budget, register: (budget, edited(register, *changes))


CASES = {
    "population": (
        "figures: {population: {4621 Voss: 1 000}}\n",
        of_register(("16 100", "1 000"), ("16 200", "1 000")),
        ["The population of Voss (4621) is 1,000."],
    ),
    "population of a day": (
        "figures: {population: {4621: 99, 2025-01-01: {4621: 1 000}}}\n",
        of_register(("16 100", "99"), ("16 200", "1 000")),
        ["The population of Voss (4621) is 99.", "The population of Voss (4621) on 1 January 2025 is 1,000."],
    ),
    "population of the scenario's own day": (
        "population_date: 2024-01-01\nfigures: {population: {4628: 5 000}}\n",
        lambda b, r: (edited(b, ("population_date: 2025-01-01", "population_date: 2024-01-01")), edited(r, ("3 900", "5 000"))),
        ["The populations are those of 1 January 2024.", "The population of Vaksdal (4628) is 5,000."],
    ),
    "measure of the municipality file": (
        'figures: {hours: {x1: "12,5"}}\n',
        of_register(("x1: 12}", 'x1: "12,5"}')),
        ['By the measure "hours on call", The hospital (x1) has 12.5.'],
    ),
    "measure of one period": (
        'figures: {calls: {"2025": {x1: 8}}}\n',
        no_totals(("x1: 1}", "x1: 8}"), ('    total: {"2025": 14}\n', "")),
        ['By the measure "calls", The hospital (x1) has 8 in 2025.'],
    ),
    "measure of all periods": (
        "figures: {calls: {x1: 8}}\n",
        no_totals(("x1: 1}", "x1: 8}"), ("x1: 2}", "x1: 8}"), ('    total: {"2025": 14}\n', "")),
        ['By the measure "calls", The hospital (x1) has 8.'],
    ),
    "payers": (
        "changes: [{post: a, paid_by: {all: 1/3, state: 2/3}}]\n",
        no_totals(("{state: 25 %, all: 75 %}", "{all: 1/3, state: 2/3}")),
        ["Budget item a is paid by the members (1/3) and the state (2/3)."],
    ),
    "index": (
        'indices: {prices: {"2025": "1,1"}}\n',
        no_totals(('"2025": "1,04"', '"2025": "1,1"')),
        ['The index "prices" is 1.1 in 2025.'],
    ),
    "key of another name": (
        OTHER_KEY.replace("NAME", "equally"),
        no_totals(
            (f'{NAMED}: ["4621", "4628", "4629"]', '    name: equally\n    members: ["4621", "4629"]'),
            ("{share: 50 %, to: all, by: equal}, {share: 50 %, to: all, by: population}", "{share: 100 %, to: all, by: equal}"),
        ),
        ['The allocation key "equally" stands instead of "half equally".'],
    ),
    "key of the same name": (
        OTHER_KEY.replace("NAME", "half equally"),
        no_totals(
            ('members: ["4621", "4628", "4629"]', 'members: ["4621", "4629"]'),
            ("{share: 50 %, to: all, by: equal}, {share: 50 %, to: all, by: population}", "{share: 100 %, to: all, by: equal}"),
        ),
        ['The allocation key "half equally" is changed: other terms than in the budget.'],
    ),
}  # fmt: skip


def write(folder: Path, budget: str, register: str, scenario: str = "") -> None:
    for name, text in (("budget", budget), ("municipalities", register), ("s", HEAD + scenario)):
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")


def computed(folder: Path, *more: str) -> tuple[str, list[str]]:
    """What everyone pays in every period, as CSV, and what is said beside it."""
    said, code = inside(["compute", "--output", "out.csv", "--force", *more], folder)
    assert code == 0, said
    return (folder / "out.csv").read_text(encoding="utf-8"), said.replace("\N{NO-BREAK SPACE}", " ").splitlines()[1:]


@pytest.mark.parametrize(("scenario", "edit", "said"), CASES.values(), ids=CASES)
def test_a_scenario_gives_what_the_edited_files_give_and_says_what_is_changed(
    scenario: str, edit: Callable[[str, str], tuple[str, str]], said: list[str], tmp_path: Path
) -> None:
    write(tmp_path, BUDGET, REGISTER, scenario)
    assert inside(["check", "s.yaml"], tmp_path)[1] == 0
    before, what_if = computed(tmp_path), computed(tmp_path, "--scenario", "s.yaml")
    write(tmp_path, *edit(BUDGET, REGISTER))
    assert what_if == (computed(tmp_path)[0], said)
    assert what_if[0] != before[0]


def test_what_is_changed_is_a_cause_of_a_difference(tmp_path: Path) -> None:
    given = {"population": 'figures: {population: {"4621": 99}, hours: {x1: 90}}\n', "payers": CASES["payers"][0]}
    given["key"] = CASES["index"][0]
    for cause, scenario in given.items():
        write(tmp_path, BUDGET, REGISTER, scenario)
        printed, code = inside(["compare", "2025", "s.yaml:2025", "--format", "json"], tmp_path)
        assert code == 0, printed
        moved = {name for row in json.loads(printed)["differences"] for name, ore in row["causes_ore"].items() if ore}
        assert moved - {"rounding"} == {cause}


def test_a_key_that_stands_instead_of_one_of_the_same_name_is_not_taken_for_it(tmp_path: Path) -> None:
    write(tmp_path, BUDGET, REGISTER, CASES["key of the same name"][0])
    printed, _ = inside(["compute", "2024", "--scenario", "s.yaml"], tmp_path)
    assert "half equally (with this change: other terms than in the budget)" in " ".join(printed.split())


SAME_TERMS = """\
keys:
  k:
    name: half equally
    members: ["4621", "4628", "4629"]
    population_date: 2024-01-01
    rounding: 1 kr
    source: s
    parts: [{share: 30 %, to: all, by: equal}, {share: 70 %, to: all, by: population}]
"""
POSTS, PEOPLE, FIGURES, FOR = (
    "Source: S.",
    "Population on 1 January {}: S.",
    "Source of {}: S.",
    " For {} the figures come from this what-if.",
)
THEN, NOW, CALLS = PEOPLE.format(2024), PEOPLE.format(2025), FIGURES.format("calls")
HOURS = FIGURES.format("hours on call")
WHAT_IF = "These figures come from this what-if."
SOURCES = {
    "amounts": (
        'changes: [{post: a, amounts: {"2024": 80 000}}]\n',
        ["The figures of item a come from this what-if.", "Source of the other budget items: S.", POSTS, THEN],
        [POSTS, POSTS, NOW, CALLS, HOURS],
    ),
    "what is paid already, and from outside": (
        'changes: [{post: a, covered: {"2025": 1 000}}, {post: b, external: {"2025": 1 000}}]\n',
        [POSTS, POSTS, THEN],
        [WHAT_IF, POSTS, NOW, CALLS, HOURS],
    ),
    "who pays": (
        CASES["payers"][0],
        *(
            ["The figures of item a come from this what-if.", "Source of the other budget items: S.", POSTS, *more]
            for more in ([THEN], [NOW, CALLS, HOURS])
        ),
    ),
    "population": (
        "figures: {population: {4621 Voss: 1 000}}\n",
        [POSTS, POSTS, THEN + FOR.format("Voss")],
        [POSTS, POSTS, NOW + FOR.format("Voss"), CALLS, HOURS],
    ),
    "populations of all": (
        'figures: {population: {2024-01-01: {"4621": 9, "4628": 9, "4629": 9}}}\n',
        [POSTS, POSTS, "Population on 1 January 2024: from this what-if."],
        [POSTS, POSTS, NOW, CALLS, HOURS],
    ),
    "measure": (
        'figures: {calls: {"2024": {x1: 8}, "2025": {"4628": 8}}, hours: {x1: 1}}\n',
        [POSTS, POSTS, THEN],
        [POSTS, POSTS, NOW, CALLS + FOR.format("Vaksdal"), HOURS + FOR.format("The hospital")],
    ),
    "measure of another period": (
        'figures: {calls: {"2024": {x1: 8}}}\n',
        [POSTS, POSTS, THEN],
        [POSTS, POSTS, NOW, CALLS, HOURS],
    ),
    "key": (SAME_TERMS, [POSTS, "Source of what is not changed: S.", THEN], [POSTS, POSTS, NOW, CALLS, HOURS]),
    "members": (
        "without: [4629 Modalen]\n",
        [POSTS, "Source of what is not changed: S.", THEN],
        [POSTS, POSTS, NOW, CALLS, HOURS],
    ),
}


@pytest.mark.parametrize(("scenario", "then", "now"), SOURCES.values(), ids=SOURCES)
def test_no_source_is_said_to_have_what_is_changed(
    scenario: str, then: list[str], now: list[str], tmp_path: Path
) -> None:
    write(tmp_path, BUDGET, REGISTER, scenario)
    assert [sources_said(period, tmp_path) for period in ("2024", "2025")] == [then, now]


def sources_said(period: str, folder: Path) -> list[str]:
    """What the steps of one member say of where figures come from, in order."""
    printed, code = inside(["explain", "4621", "--period", period, "--scenario", "s.yaml"], folder)
    assert code == 0, printed
    lines = printed[printed.index("Step 1") :].replace("\N{NO-BREAK SPACE}", " ").splitlines()
    return [line for line in lines if any(word in line for word in ("Source", "Population on", "what-if"))]


def test_a_year_that_is_not_budgeted_has_its_figures_from_no_source(tmp_path: Path) -> None:
    write(tmp_path, BUDGET, REGISTER, 'periods: {"2026": {like: "2025", times: "1,03"}}\n')
    lines = sources_said("2026", tmp_path)
    assert lines == [WHAT_IF, POSTS, NOW, "The figures of calls come from this what-if.", HOURS]
    assert sources_said("2025", tmp_path) == [POSTS, POSTS, NOW, CALLS, HOURS]


def test_notes_case_notes_and_pages_say_it_too(tmp_path: Path) -> None:
    write(tmp_path, BUDGET, REGISTER, "figures: {population: {4621 Voss: 1 000}}\n" + SAME_TERMS)
    asked = ["--scenario", "s.yaml", "--period", "2024"]
    note, page = (
        inside(words, tmp_path)[0].replace("\N{NO-BREAK SPACE}", " ")
        for words in (["document", "--kommune", "4621", *asked], ["compute", "2024", *asked[:2], "--format", "html"])
    )
    for text in (note, page):
        assert THEN in text
        assert text.count(THEN) == text.count(THEN + FOR.format("Voss"))
        assert "Source of what is not changed: S." in text
    assert "30% in part 1 instead of 50%" in note[note.index("agrees that") :]
    assert "These are the sources of the budget as it is in the file, without what is changed." in page


WRONG = {
    "figures: {cals: {x1: 1}}": ("LKT201", 'There is no measure "cals"', 'Did you mean "calls"?'),
    "figures: {load: {x1: 1}}": ("LKT802", 'The measure "load" is a sum', "Give figures of hours and calls."),
    "figures: {population: {2023-01-01: {4621: 1}}}": ("LKT802", "uses the populations of \"2023-01-01\"", "2024-01-01, 2025-01-01"),
    "figures: {population: {4621 Voss: 1, '4621': 2}}": ("LKT205", 'is the same member as "4621 Voss"', "Keep one of the two."),
    "figures: {population: {'4621': 1/2}}": ("LKT108", "Inhabitants are a whole number, and more than 0.", "20573"),
    "figures: {population: {'4621': 0}}": ("LKT108", "Inhabitants are a whole number, and more than 0.", "20573"),
    'figures: {calls: {"2026": {x1: 1}}}': ("LKT201", 'There is no period "2026"', "2025"),
    'figures: {hours: {"2025": {x1: 1}}}': ("LKT802", "has the same figures in all periods", "without a period"),
    "figures: {hours: {x2: 1}}": ("LKT203", '"x2" is not a member', "Write the number of a member"),
    "figures: {hours: {4621 Vaksdal: 1}}": ("LKT206", 'Number 4621 is Voss, not "Vaksdal"', "Write 4621 Voss."),
    "figures: {hours: {x1: -1}}": ("LKT109", '"-1"', ""),
    'indices: {price: {"2025": 1}}': ("LKT201", 'There is no index "price"', 'Did you mean "prices"?'),
    'indices: {prices: {"2026": 1}}': ("LKT201", 'There is no period "2026"', "2025"),
    "changes: [{post: a, paid_by: {al: 100 %}}]": ("LKT201", 'There is no payer "al"', 'Did you mean "all"?'),
    "changes: [{post: a, paid_by: {all: 90 %}}]": ("LKT801", "With these changes the budget is not sound", "10% is missing."),
    "keys: {k: {name: k, members: [x1], rounding: 1 kr, parts: [{share: 90 %, to: all, by: equal}]}}": ("LKT401", "", ""),
}  # fmt: skip


def test_what_makes_a_budget_unsound_is_pointed_at_where_several_things_are_changed(tmp_path: Path) -> None:
    nothing = "figures: {calls: {'4621': 0, '4628': 0, x1: 0}, hours: {'4621': 0, '4628': 0, x1: 0}}\n"
    too_much = "changes: [{post: a, covered: {'2024': 99 000}}]\n"
    for scenario in (
        nothing + "changes: [{post: a, amounts: {'2024': 95 000}}]\n",
        too_much + "figures: {hours: {x1: 7}}\n",
    ):
        write(tmp_path, BUDGET, REGISTER, scenario)
        printed, _ = inside(["check", "s.yaml", "--lang", "en"], tmp_path)
        assert printed.startswith("s.yaml:3:1: error[LKT801 scenario]"), printed


@pytest.mark.parametrize("scenario", WRONG)
def test_what_a_scenario_cannot_change_is_a_finding_at_its_place(scenario: str, tmp_path: Path) -> None:
    code_, message, remedy = WRONG[scenario]
    write(tmp_path, BUDGET, REGISTER, scenario + "\n")
    printed, code = inside(["check", "s.yaml", "--lang", "en"], tmp_path)
    text = " ".join(printed.split())
    assert (code, f"[{code_} " in text, printed.count("error[")) == (1, True, 1), printed
    assert message in text
    assert remedy in text
    assert printed.startswith("s.yaml:3:")


def test_a_key_with_another_source_alone_is_not_said_to_be_changed(tmp_path: Path) -> None:
    """Nothing in it makes an amount another one."""
    (tmp_path / "b.yaml").write_text(BUDGET_OF_SOURCES, encoding="utf-8")
    (tmp_path / "s.yaml").write_text(
        "format: lkt-alloc/scenario/1\nname: s\nkeys: {k: {name: k, source: t, members: [A, B], rounding: 1 kr,"
        " parts: [{share: 100 %, to: all, by: equal}]}}\n",
        encoding="utf-8",
    )
    asked = ["compute", "--budget", "b.yaml", "--scenario", "s.yaml"]
    assert "is changed" not in answer(asked, tmp_path)


BUDGET_OF_SOURCES = """\
format: lkt-alloc/budget/1
name: T
language: en
periods: {"2024": {name: "2024", from: 2024-01-01, to: 2024-12-31}}
sources: {s: {title: S}, t: {title: T}}
payers: {p: {name: the members, key: k}}
parties: {A: Aas, B: Bo}
keys: {k: {name: k, source: s, members: [A, B], rounding: 1 kr, parts: [{share: 100 %, to: all, by: equal}]}}
posts: [{id: "1", name: one, paid_by: {p: 100 %}, amounts: {"2024": 100}}]
"""
