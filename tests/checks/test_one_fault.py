"""`check` says what is wrong, or every command works: one wrong thing at a time, and what such runs have found.

Each run tries a sample, with a seed of its own: `LKT_ALLOC_FAULTS=all` tries every fault there is (more than 25 000, half an hour
of one core), a number so many of them. `LKT_ALLOC_SEED` chooses others than usual.
"""

import os
from collections import Counter
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from random import Random

import pytest

from lkt_alloc.checks.check import check_files
from lkt_alloc.engine.allocate import allocate
from lkt_alloc.engine.model import Budget
from lkt_alloc.files.schema.places import every_form, form_at
from tests.checks.one_fault import (
    FORMATS,
    GIVEN,
    LAYOUT,
    OPTIONS,
    Options,
    complaint,
    faults,
    parameters,
    plain_commands,
    tried,
    with_options,
)
from tests.checks.richest import NAMES, as_yaml, paths, plain, write_files
from tests.cli.inside import inside
from tests.engine.random_budgets import random_budget
from tests.files.as_files import budget_data, register_data

pytestmark = pytest.mark.slow

BUDGET = """\
format: lkt-alloc/budget/1
name: Limits
language: en
periods: {"2024": {name: "2024", from: 2024-01-01, to: 2024-12-31}, "2025": {name: "2025", from: 2025-01-01, to: 2025-12-31}}
payers: {kommuner: {name: the municipalities, key: k}}
sources: {s: {title: S}}
keys:
  k:
    name: K
    members: ["4621", "4628", "4629"]
    population_date: 2024-01-01
    rounding: 1 kr
    source: s
    parts: [{share: 100 %, to: all, by: equal}]
posts:
  - {id: a, name: P, source: s, paid_by: {kommuner: 100 %}, amounts: {"2024": 360 000}}
"""
REGISTER = """\
format: lkt-alloc/municipalities/1
sources: {s: {title: S}}
population_sources: {2024-01-01: s}
municipalities:
  "4621": {name: Voss, population: {2024-01-01: 16 100}}
  "4628": {name: Vaksdal, population: {2024-01-01: 3 900}}
  "4629": {name: Modalen, population: {2024-01-01: 390}}
"""


def files(folder: Path, budget: str = BUDGET, **others: str) -> None:
    """Write the budget and the municipality file above, and others by name."""
    for name, text in {"b": budget, "m": REGISTER, **others}.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")


def asked(folder: Path, *arguments: str) -> tuple[str, int]:
    """Run a command with the two files, in English."""
    return inside([*arguments, "--budget", "b.yaml", "--municipalities", "m.yaml", "--lang", "en"], folder)


# ---- the files that faults are put into


@pytest.mark.parametrize("kind", NAMES)
def test_the_richest_files_are_sound(kind: str, tmp_path: Path) -> None:
    written = write_files(tmp_path, **{kind: as_yaml(plain()[kind])})
    checked = check_files(list(written.values()))
    assert [finding.message for finding in checked.findings if finding.acknowledged is None] == []
    assert checked.files[list(NAMES).index(kind)].document.data == plain()[kind]


def test_the_richest_files_have_every_field_of_every_form() -> None:
    found: Counter[tuple[str, str]] = Counter()
    for kind, data in plain().items():
        for path in paths(data):
            try:
                found[form_at(kind, path[:-1]).__name__, str(path[-1])] += 1
            except LookupError:
                continue
    known = {(form.__name__, name) for form in every_form() for name in form.fields}
    assert known - found.keys() == set()


def test_every_option_of_every_command_is_tried() -> None:
    assert {name for command in FORMATS for name in parameters(command)} == OPTIONS.keys() | GIVEN


# ---- the systematic run


@pytest.mark.no_cover
def test_one_fault_gives_findings_or_everything_works(tmp_path: Path) -> None:
    wanted, random = os.environ.get("LKT_ALLOC_FAULTS", "100"), Random(os.environ.get("LKT_ALLOC_SEED", "one fault"))
    chosen = faults() if wanted == "all" else random.sample(faults(), int(wanted))
    complaints = {fault: found for fault in chosen if (found := tried(fault, tmp_path, random, 1).complaints)}
    assert complaints == {}


@pytest.mark.no_cover
def test_what_is_sound_works_with_any_options_that_a_command_takes(tmp_path: Path) -> None:
    wanted = os.environ.get("LKT_ALLOC_FAULTS", "20")
    assert tried(None, tmp_path, Random("options"), None if wanted == "all" else int(wanted)).complaints == []


def what_ifs(budget: Budget, members: Sequence[str], random: Random) -> Options:
    """Questions about a budget of its own names."""
    post, period = random.choice(budget.posts).id, random.choice(list(budget.periods))
    some = ",".join(random.sample(members, random.randint(1, len(members)))) if members else "0"
    payer, key = random.choice(list(budget.payers)), random.choice(list(budget.keys))
    ore = random.choice((0, 100, -100, 12_345_600, *random.choice(budget.posts).amounts.values()))
    kroner = f"{'-' if ore < 0 else ''}{abs(ore) // 100},{abs(ore) % 100:02}"
    return {
        "population": (("--population", "2018-01-01"),),
        "gap": (("--gap", "--without", some),),
        "key": (("--key", f"{payer}={key}"),),
        "without": (("--without", some),),
        "only": (("--only", some),),
        "external": (("--external", f"{post}.{period}={kroner}"),),
        "set_": tuple(("--set", f"{what}.{post}.{period}={kroner}") for what in ("post", "covered", "external")),
    }


@pytest.mark.no_cover
def test_whatever_a_budget_has_if_it_is_sound_everything_works(tmp_path: Path) -> None:
    first, count = int(os.environ.get("FIRST_BUDGET", "0")), int(os.environ.get("BUDGETS", "20"))
    files = {kind: tmp_path / NAMES[kind] for kind in ("budget", "municipalities")}
    sound, complaints = 0, dict[int, list[str]]()
    for seed in range(first, first + count):
        random, (budget, register) = Random(seed), random_budget(seed)
        files["budget"].write_bytes(as_yaml(budget_data(budget)))
        files["municipalities"].write_bytes(as_yaml(register_data(register)))
        if check_files(list(files.values())).standing("error"):
            continue
        sound += 1
        everyone = sorted(allocate(budget, register, list(budget.periods)).members)
        periods, members = list(budget.periods), everyone[:1] + everyone[-1:]
        others = NAMES.keys() - files.keys()
        plainly = [each for each in plain_commands(periods, members) if not {NAMES[kind] for kind in others} & {*each}]
        options = {**LAYOUT, **what_ifs(budget, everyone, random)}
        asking = islice(with_options(periods, members, random, options=options), 2)
        found = [text for each in random.sample(plainly, 2) for text in complaint(each, tmp_path, must_work=True)]
        found += [text for each in asking for text in complaint(each, tmp_path, must_work=False)]
        complaints |= {seed: found} if found else {}
    assert complaints == {}
    assert sound > count // 3


# ---- what it found, each as small as it could be made

OWN_KEY = """\
format: lkt-alloc/scenario/1
name: S
budget: b.yaml
municipalities: m.yaml
use_keys: {kommuner: own}
keys:
  own:
    name: own
    members: [4621 Voss, "4628"]
    population_date: 2024-01-01
    rounding: 1 kr
    parts: [{share: 50 %, to: all, by: equal}, {share: 50 %, to: others, by: population}]
    limits: [{most: 900 000, to: all, borne_by: others}]
"""
FAULTY_KEYS = {
    "members: lktt": ('members: [4621 Voss, "4628"]', "LKT201", "lktt"),
    "members: all": ('members: [4621 Voss, "4628"]', "LKT201", "all"),
    "members: [9999 X]": ('members: [4621 Voss, "4628"]', "LKT203", "9999"),
    "members: [4621 Os]": ('members: [4621 Voss, "4628"]', "LKT206", "Voss"),
    "to: lktt": ("to: others", "LKT201", "lktt"),
    'to: ["9999"]': ("to: others", "LKT203", "9999"),
    'to: ["4629"]': ("to: others", "LKT203", "4629"),
    "by: people": ("by: population", "LKT201", "people"),
    "share: 40 %": ("share: 50 %", "LKT401", "90"),
    "to: lkt, borne_by": ("to: all, borne_by", "LKT201", "lkt"),
    "borne_by: othrs": ("borne_by: others", "LKT201", "othrs"),
    "borne_by: ['9999']": ("borne_by: others", "LKT203", "9999"),
    "index: cpi\n    members:": ("members:", "LKT201", "cpi"),
    "source: nowhere\n    members:": ("members:", "LKT201", "nowhere"),
}


@pytest.mark.parametrize("wrong", FAULTY_KEYS)
def test_a_scenarios_own_key_is_checked_as_a_budgets_is(wrong: str, tmp_path: Path) -> None:
    right, code, named = FAULTY_KEYS[wrong]
    files(tmp_path, good=OWN_KEY, bad=OWN_KEY.replace(right, wrong, 1))
    assert inside(["check", "good.yaml", "--lang", "en"], tmp_path) == ("No findings: good.yaml.\n", 0)
    assert asked(tmp_path, "compute", "2024", "--scenario", "good.yaml")[1] == 0
    for printed, exit_code in (
        inside(["check", "bad.yaml"], tmp_path),
        asked(tmp_path, "compute", "--scenario", "bad.yaml"),
    ):
        assert exit_code == 1
        assert "bad.yaml:" in printed
        assert code in printed
        assert named in printed


def test_a_scenario_is_held_against_the_budget_that_it_is_used_with(tmp_path: Path) -> None:
    files(tmp_path, s=OWN_KEY.replace("kommuner: own", "staten: own"), c=BUDGET.replace("kommuner", "staten"))
    printed, code = asked(tmp_path, "compute", "2024", "--scenario", "s.yaml")
    assert (code, 'There is no payer "staten".' in printed) == (1, True)
    arguments = ["compute", "2024", "--budget", "c.yaml", "--municipalities", "m.yaml", "--scenario", "s.yaml"]
    assert inside(arguments, tmp_path)[1] == 0


REFUND = BUDGET.replace('amounts: {"2024": 360 000}', 'amounts: {"2024": -1 200}').replace(
    "parts: [{share: 100 %, to: all, by: equal}]",
    "parts: [{share: 100 %, to: all, by: population}]\n    limits: [{most: 300, borne_by: nobody}]",
)


def test_a_refund_whose_key_leaves_a_difference_is_the_mirror_of_a_payment(tmp_path: Path) -> None:
    printed = {}
    for sign in ("", "-"):
        files(tmp_path, REFUND.replace("-1 200", f"{sign}1 200"))
        csv, code = asked(tmp_path, "compute", "2024", "--by-post", "--format", "csv")
        assert code == 0
        text, code = asked(tmp_path, "compute", "2024", "--by-post")
        assert code == 0
        assert "Budget items have smaller units than the rounding" not in text
        assert (
            "The allocation key leaves a difference: what each municipality pays is divided among the budget items."
            in text
        )
        assert f"NOK {sign}647 of NOK {sign}1,200 is not covered by the allocation key." in text.replace("\xa0", " ")
        printed[sign] = csv
    assert printed["-"].replace(",-", ",") == printed[""]


@pytest.mark.parametrize("by", ["equal", "population"])
@pytest.mark.parametrize("limits", ["", "limits: [{most: 900 000, borne_by: others}]"])
def test_when_nobody_takes_part_in_a_period_there_is_a_finding(by: str, limits: str, tmp_path: Path) -> None:
    part_year = 'part_year: [{period: "2024", members: ["4621", "4628", "4629"], share: 0 %}]'
    files(
        tmp_path,
        BUDGET.replace("by: equal", f"by: {by}").replace(
            "    rounding", f"    {part_year}\n    {limits}\n    rounding"
        ),
    )
    printed, code = inside(["check", "b.yaml", "--municipalities", "m.yaml", "--lang", "en"], tmp_path)
    assert (code, printed.count("error[")) == (1, 1)
    assert 'In period "2024", nobody of those who share part 1 takes part.' in printed
    unused = BUDGET.replace("name: the municipalities", 'name: the municipalities, keys_by_period: {"2024": other}')
    other = unused[unused.index("  k:\n") : unused.index("posts:")].replace("  k:", "  other:")
    unused = unused.replace("posts:", f"{other}posts:").replace("    rounding", f"    {part_year}\n    rounding", 1)
    files(tmp_path, unused)
    assert inside(["check", "b.yaml", "--municipalities", "m.yaml"], tmp_path)[1] == 0
    assert asked(tmp_path, "compute")[1] == 0
    printed, code = asked(tmp_path, "compute", "2024", "--key", "k")
    assert (code, "nobody of those who share part 1 takes part" in printed) == (2, True)


def test_a_key_of_a_post_without_money_in_a_period_has_nothing_to_do_there(tmp_path: Path) -> None:
    own = BUDGET[BUDGET.index("  k:\n") : BUDGET.index("posts:")].replace("  k:", "  own:")
    own = own.replace("    rounding", "    index: cpi\n    rounding")
    budget = BUDGET.replace("posts:", f'{own}indices: {{cpi: {{name: C, source: s, factors: {{"2024": 2}}}}}}\nposts:')
    files(tmp_path, budget.replace("360 000}", "360 000}, keys: {kommuner: own}"))
    assert inside(["check", "b.yaml", "--municipalities", "m.yaml", "--lang", "en"], tmp_path)[1] == 0
    assert asked(tmp_path, "compute")[1] == 0
