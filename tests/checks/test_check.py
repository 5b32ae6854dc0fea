"""What `check` finds in faulty files, and where: every planted fault, at its line and column, and nothing else."""

from collections.abc import Sequence
from fractions import Fraction
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

from lkt_alloc.checks import rules
from lkt_alloc.checks.catalogue import BY_CODE, rules_called
from lkt_alloc.checks.check import check_files, check_pair
from lkt_alloc.diagnostics import catalogue
from lkt_alloc.diagnostics.findings import MAX_FINDINGS, Finding, Rule
from lkt_alloc.engine.parts import ALL, SharePart
from lkt_alloc.files.disk import embedded
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import Ore, sentence
from lkt_alloc.language.words import Words
from tests.engine.strategies import budget_of, errors, key_of, register_of

BUDGET = embedded("budget").read_text(encoding="utf-8")
REGISTER = embedded("municipalities").read_text(encoding="utf-8")

Edit = tuple[str, str]


def planted(original: str, edits: Sequence[Edit]) -> str:
    for old, new in edits:
        assert old in original
        original = original.replace(old, new, 1)
    return original


def found(folder: Path, budget: Sequence[Edit] = (), register: Sequence[Edit] = ()) -> tuple[Finding, ...]:
    (folder / "budget.yaml").write_text(planted(BUDGET, budget), encoding="utf-8")
    (folder / "municipalities.yaml").write_text(planted(REGISTER, register), encoding="utf-8")
    return check_files([folder / "budget.yaml", folder / "municipalities.yaml"]).findings


def said(findings: Sequence[Finding], folder: Path) -> list[tuple[str, str, str]]:
    """For each finding its rule, its file, and the text that the carets stand under."""
    return [(f.rule.name, Path(f.place.file).name, f.excerpt[f.place.column - 1 : f.place.end - 1]) for f in findings]


BUDGET_FAULTS = [
    # rule, what is replaced, by what, what the carets stand under
    ("unknown-reference", "    key: lkt\n", "    key: lkr\n", "lkr"),
    ("unknown-reference", "paid_by: {hospitals: 100 %}", "paid_by: {hospital: 100 %}", "hospital"),
    ("unknown-reference", 'covered: {"2018": 75 000}', 'covered: {"2017": 75 000}', '"2017"'),
    ("unknown-reference", 'amounts: {"2018": 75 000,', 'amounts: {"208": 75 000,', '"208"'),
    ("unknown-reference", "    source: committee-case", "    source: committee", "committee"),
    ("unknown-reference", "    source: cost-overview", "    source: overview", "overview"),
    ("unknown-reference", 'control_totals:\n  "2018"', 'control_totals:\n  "2108"', '"2108"'),
    ("unknown-reference", "  increase: {hospitals: 77 500", "  increase: {hospital: 77 500", "hospital"),
    ("unknown-reference", '  "2018":\n    source: cost-overview', '  "2018":\n    source: x', "x"),
    ("unknown-reference", "members: lkt\n", "members: ltk\n", "ltk"),
    ("unknown-reference", "to: others", "to: other", "other"),
    ("unknown-member", 'to: [1201 Bergen]', 'to: ["1202"]', '"1202"'),
    ("unknown-member", 'to: [1201 Bergen]', "to: [Bergen]", "Bergen"),
    ("unknown-member", 'to: [1201 Bergen]', 'to: ["4601"]', '"4601"'),
    ("unknown-member", 'to: [1201 Bergen]', 'to: ["1201", "4601"]', '"4601"'),
    ("duplicate-member", 'to: [1201 Bergen]', 'to: ["1201", "1201"]', '"1201"'),
    ("name-mismatch", "to: [1201 Bergen]", "to: [1201 Oslo]", "1201 Oslo"),
    ("invalid-member", "to: 2019-12-31", "to: 2020-06-30", "lkt"),
    ("invalid-member", "from: 2018-08-01", "from: 2015-08-01", "lkt"),
    ("duplicate-post", 'id: "1.3"', 'id: "1.2"', '"1.2"'),
    ("period-dates", "to: 2018-12-31", "to: 2018-07-31", "2018-07-31"),
    ("covered-amount", 'covered: {"2018": 75 000}', 'covered: {"2018": 75 001}', "75 001"),
    ("covered-amount", 'covered: {"2018": 75 000}', 'covered: {"2018": -1}', "-1"),
    ("payer-shares", "hospitals: 1/2, municipalities: 1/2", "hospitals: 1/2, municipalities: 49 %", "paid_by"),
    ("payer-shares", "paid_by: {hospitals: 100 %}", "paid_by: {hospitals: 101 %}", "paid_by"),
    ("key-shares", "share: 50 %", "share: 49,9 %", "parts"),
    ("key-shares", "share: 50 %", "share: 2/3", "parts"),
    ("key-members", "to: others", 'to: ["1243"]', "parts"),
    ("key-members", 'to: [1201 Bergen]', "to: lkt", "others"),
    ("population", "population_date: 2018-01-01", "population_date: 2018-02-01", "2018-02-01"),
    ("rounding-unit", "rounding: 1 kr", "rounding: 1000 kr", "1000 kr"),
    ("control-total", "total: 710 000", "total: 711 000", "711 000"),
    ("control-total", "covered: 520 000", "covered: 502 000", "502 000"),
    ("control-total", "municipalities: 112 500", "municipalities: 121 500", "121 500"),
    ("unknown-field", "langauge", "langauge", "langauge"),
    ("missing-field", "    rounding: 1 kr\n", "", "lkt"),
    ("wrong-type", "paid_by: {hospitals: 100 %}", "paid_by: hospitals", "hospitals"),
    ("unknown-value", "rounding: 1 kr", "rounding: 5 kr", "5 kr"),
    ("not-an-amount", "total: 710 000", "total: 710.000", "710.000"),
    ("not-a-share", "share: 50 %", "share: 50", "50"),
    ("not-a-date", "to: 2018-12-31", "to: 31.12.2018", "31.12.2018"),
    ("duplicate-key", "language: nn", "language: nn\nlanguage: nb", "language"),
    ("ambiguous-text", "language: nn", "language: no", "no"),
    ("yaml-feature", "language: nn", "language: &a nn", "&a nn"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "old", "new", "under"), BUDGET_FAULTS, ids=[f"{rule}-{i}" for i, (rule, *_) in enumerate(BUDGET_FAULTS)]
)
def test_one_planted_fault_is_one_finding_at_its_place(
    tmp_path: Path, rule: str, old: str, new: str, under: str
) -> None:
    edits = [("language: nn", "langauge: nn")] if old == "langauge" else [(old, new)]
    assert said(found(tmp_path, edits), tmp_path) == [(rule, "budget.yaml", under)]


REGISTER_FAULTS = [
    ("unknown-reference", "2016-01-01: ssb-07459-fhidata", "2016-01-01: ssb", "ssb"),
    ("unknown-member", 'merged_into: "4601"', 'merged_into: "4699"', '"4699"'),
    ("unknown-member", "- 1201 Bergen", '- "1202"', '"1202"'),
    ("duplicate-member", "- 1201 Bergen", '- "1232"', "1232 Eidfjord"),
    ("period-dates", "valid_to: 2019-12-31", "valid_to: 2015-12-31", "2015-12-31"),
    ("zero-population", "2017-01-01: 921,", "2017-01-01: 0,", "0"),
    ("not-a-number", "2017-01-01: 921,", "2017-01-01: 92.1,", "92.1"),
    ("not-a-number", "2017-01-01: 921,", "2017-01-01: -921,", "-921"),
]


@pytest.mark.parametrize(
    ("rule", "old", "new", "under"),
    REGISTER_FAULTS,
    ids=[f"{rule}-{i}" for i, (rule, *_) in enumerate(REGISTER_FAULTS)],
)
def test_a_fault_in_the_municipality_file_is_found_there(
    tmp_path: Path, rule: str, old: str, new: str, under: str
) -> None:
    findings = [f for f in found(tmp_path, register=[(old, new)]) if Path(f.place.file).name == "municipalities.yaml"]
    assert (rule, "municipalities.yaml", under) in said(findings, tmp_path)


def test_a_missing_population_is_found_where_the_key_asks_for_it(tmp_path: Path) -> None:
    findings = found(tmp_path, register=[("2018-01-01: 931, ", "")])
    assert said(findings, tmp_path) == [("population", "budget.yaml", "2018-01-01")]


def test_findings_have_exact_lines_and_columns(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, [("total: 710 000", "total: 711 000")])
    line = next(n for n, text in enumerate(BUDGET.splitlines(), 1) if "total: 710 000" in text)
    assert (finding.place.line, finding.place.column, finding.place.end) == (line, 12, 19)


def test_many_faults_are_found_in_one_run_sorted_by_place(tmp_path: Path) -> None:
    edits = [
        ("language: nn", "langauge: nn"),
        ("to: 2018-12-31", "to: 2018-07-31"),
        ("share: 50 %", "share: 40 %"),
        ("paid_by: {hospitals: 100 %}", "paid_by: {hospitals: 90 %}"),
        ("total: 2 760 000", "total: 2 706 000"),
    ]
    findings = found(tmp_path, edits)
    assert [f.rule.name for f in findings] == [
        "unknown-field",
        "period-dates",
        "key-shares",
        "payer-shares",
        "control-total",
    ]
    assert [f.place for f in findings] == sorted(f.place for f in findings)


def test_a_payer_s_total_is_not_blamed_when_an_amount_of_another_period_may_have_oere(tmp_path: Path) -> None:
    edits = [
        ('"2018": 25 000, "2019": 50 000', '"2018": 2.5x, "2019": 50 001'),
        ("total: 2 760 000", "total: 2 760 001"),
        (
            "hospitals: 1 235 000, municipalities: 1 525 000",
            'hospitals: "1 235 000,50", municipalities: "1 525 000,50"',
        ),
    ]
    assert said(found(tmp_path, edits), tmp_path) == [("not-an-amount", "budget.yaml", "2.5x")]


def test_a_total_is_not_blamed_when_an_amount_cannot_be_read(tmp_path: Path) -> None:
    findings = found(tmp_path, [('"2018": 225 000, "2019": 450 000', '"2018": 225.000, "2019": 450 000')])
    assert said(findings, tmp_path) == [("not-an-amount", "budget.yaml", "225.000")]


def test_a_control_total_says_stated_found_and_difference(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, [("total: 710 000", "total: 700 000")])
    assert {name: getattr(value, "ore", None) for name, value in finding.message.values.items()} == {
        "what": None,
        "said": 70_000_000,
        "difference": 1_000_000,
    }


def test_a_broken_municipality_file_brings_no_findings_in_the_budget(tmp_path: Path) -> None:
    findings = found(tmp_path, register=[("municipalities:", "municipalities: {")])
    assert {Path(f.place.file).name for f in findings} == {"municipalities.yaml"}


def test_members_listed_one_by_one_are_found_one_by_one(tmp_path: Path) -> None:
    edits = [("members: lkt\n", 'members: ["1201", "1243", "4624"]\n')]
    findings = found(tmp_path, edits)
    assert said(findings, tmp_path) == [("invalid-member", "budget.yaml", '"4624"')]


def test_a_budget_is_checked_with_the_built_in_municipalities_unless_told_otherwise(tmp_path: Path) -> None:
    (tmp_path / "budget.yaml").write_text(BUDGET, encoding="utf-8")
    (tmp_path / "elsewhere").mkdir()
    register = tmp_path / "elsewhere" / "municipalities.yaml"
    register.write_text(planted(REGISTER, [("  lkt:", "  ltk:")]), encoding="utf-8")
    assert check_files([tmp_path / "budget.yaml", register]).findings == ()
    findings = check_files([tmp_path / "budget.yaml"], register).findings
    assert [f.rule.name for f in findings] == ["unknown-reference"]


@pytest.mark.parametrize("kind", ["budget", "municipalities"])
def test_a_file_of_the_other_kind_is_refused(kind: str) -> None:
    with pytest.raises(CannotRun, match="is not a"):
        check_pair(embedded(kind), embedded(kind))


@pytest.mark.parametrize("to", ["lkt", "[1201 Bergen, 1243 Os]"])
def test_a_part_for_strangers_is_found(tmp_path: Path, to: str) -> None:
    edits = [("members: lkt\n", "members: [1243 Os, 1244 Austevoll]\n"), ("to: [1201 Bergen]", f"to: {to}")]
    findings = found(tmp_path, edits)
    assert "unknown-member" in {f.rule.name for f in findings}
    assert all(
        f.message.template == "Not among the members of the allocation key: {names}."
        for f in findings
        if f.rule.name == "unknown-member"
    )


def test_a_date_that_is_none_gets_no_suggestion(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, [("to: 2018-12-31", "to: 31.13.2018")])
    assert (finding.rule.name, finding.edit) == ("not-a-date", None)


@pytest.mark.parametrize(("total", "suspected"), [("2 310 000", True), ("2 760 001", False)])
def test_a_single_post_that_explains_a_difference_is_named(tmp_path: Path, total: str, *, suspected: bool) -> None:
    (finding,) = found(tmp_path, [("total: 2 760 000", f"total: {total}")])
    assert finding.remedy
    assert (finding.remedy.values.get("id") == "1.1") == suspected


def test_a_member_that_was_merged_away_before_the_period_is_found(tmp_path: Path) -> None:
    edits = [("members: lkt\n", "members: [1201 Bergen, 1243 Os]\n"), ("to: 2019-12-31", "to: 2020-12-31")]
    findings = found(tmp_path, edits)
    assert [f.rule.name for f in findings] == ["invalid-member", "invalid-member"]
    assert all(f.message.template.startswith("{municipality} was in use until {day}") for f in findings)


def test_swapped_digits_are_seen(tmp_path: Path) -> None:
    edits = [
        ('"2018": 140 000, "2019": 300 000', '"2018": 140 000, "2019": 310 000'),
        ("2 760 000", "2 590 000"),
        ("1 525 000", "1 355 000"),
    ]
    findings = [f for f in found(tmp_path, edits) if f.rule.name == "control-total"]
    assert findings
    assert all(f.remedy and f.remedy.values.get("id") for f in findings)


@pytest.mark.parametrize(
    ("stated", "question"),
    [
        ("276 000", "is a zero missing?"),
        ("27 600 000", "is there a zero too many?"),
        ("-2 760 000", "is the sign wrong?"),
        ("2 670 000", "are two digits swapped?"),
    ],
)
def test_a_slip_in_the_total_itself_is_asked_about(tmp_path: Path, stated: str, question: str) -> None:
    (finding,) = found(tmp_path, [("total: 2 760 000", f"total: {stated}")])
    assert finding.remedy
    assert finding.remedy.template == f"Look here first: {question} With {{found}} it agrees."


def test_a_subtotal_is_of_the_posts_that_have_its_beginning(tmp_path: Path) -> None:
    (finding,) = found(
        tmp_path, [("total: 2 760 000", "total: 2 760 000\n    subtotals: {1.4: 1 400 001, 1.4.1: 400 000}")]
    )
    assert (finding.message.values["difference"], finding.rule.name) == (Ore(100), "control-total")


def test_a_reference_to_nothing_at_all_is_said_so(tmp_path: Path) -> None:
    start, end = BUDGET.index("sources:\n"), BUDGET.index("periods:\n")
    findings = found(tmp_path, [(BUDGET[start:end], "")])
    assert {f.remedy.template for f in findings if f.remedy} == {"There are none in the file."}


def test_a_date_that_stands_twice_as_a_name_is_found(tmp_path: Path) -> None:
    twice = "  2018-01-01: {name: x, from: 2018-01-01, to: 2018-01-02}\n" * 2
    findings = found(tmp_path, [("periods:\n", f"periods:\n{twice}")])
    assert [f.rule.name for f in findings] == ["ambiguous-text", "duplicate-key"]


def test_every_rule_is_in_the_catalogue_under_a_code_and_a_name_of_its_own() -> None:
    pages = [catalogue, *(import_module(m.name) for m in iter_modules(rules.__path__, f"{rules.__name__}."))]
    made = {id(value): value for page in pages for value in vars(page).values() if isinstance(value, Rule)}.values()
    assert len(made) == len({rule.code for rule in made}) == len({rule.name for rule in made}) == len(BY_CODE)
    assert [(rule.code, *rules_called(rule.name)) for rule in made] == [(rule.code, rule) for rule in made]
    assert {rule.severity for rule in made} <= {"error", "warning", "info"}


# Too much


LARGE = """\
format: lkt-alloc/budget/1
name: Large
language: en
sources:
  s: {{title: x}}
periods:
  "2019": {{name: "2019", from: 2019-01-01, to: 2019-12-31}}
payers:
{payers}
keys:
  all:
    name: equal parts
    source: s
    members: [1243 Os]
    population_date: 2018-01-01
    rounding: 1 kr
    parts:
{parts}
posts:
{posts}
"""


def large(folder: Path, *, payers: int = 1, posts: int = 1, parts: int = 1, amounts: str = '"2019": 1') -> Path:
    """A budget of so many payers, posts and parts of its key. Its posts all have the same identifier, which is a fault."""
    written = LARGE.format(
        payers="\n".join(f"  p{n}: {{name: x, key: all}}" for n in range(payers)),
        parts="\n".join(f"      - {{share: 1/{parts}, to: all, by: equal}}" for _ in range(parts)),
        posts=f'  - {{id: "1", name: x, source: s, paid_by: {{p0: 100 %}}, amounts: {{{amounts}}}}}\n' * posts,
    )
    (folder / "large.yaml").write_text(written, encoding="utf-8")
    return folder / "large.yaml"


ENGLISH = Words("en")


def test_after_ten_thousand_findings_one_says_that_there_are_more(tmp_path: Path) -> None:
    path = large(tmp_path, amounts=",\n".join(f"      y{n}: 1" for n in range(MAX_FINDINGS + 5)))
    *shown, last = check_files([path]).findings
    assert [finding.rule.name for finding in shown] == ["unknown-reference"] * MAX_FINDINGS
    assert (last.rule.name, last.severity) == ("too-large", "error")
    assert (last.place.line, last.place.column) == (shown[-1].place.line + 1, 7)
    assert ENGLISH.say(last.message) == "There are more than 10,000 findings; the others are not shown."
    assert last.remedy == sentence("Correct these first.")


@pytest.mark.parametrize(
    ("payers", "posts", "parts", "message"),
    [
        (1_000, 501, 1, "This is too much for one budget. Budget items: 501. Payers: 1,000. Periods: 1."),
        (1, 2, 1_001, "This is too much for one budget. Budget items: 2. Payers: 1. Periods: 1."),
    ],
)
def test_what_takes_too_long_to_share_out_is_one_finding_and_nothing_else_is_looked_at(
    tmp_path: Path, payers: int, posts: int, parts: int, message: str
) -> None:
    path, register = large(tmp_path, payers=payers, posts=posts, parts=parts), tmp_path / "municipalities.yaml"
    members = "".join(f'      - "{number}"\n' for number in range(1_000, 6_000))
    register.write_text(f"{REGISTER}\n  many:\n    name: x\n    members:\n{members}", encoding="utf-8")
    (finding,) = [f for f in check_files([path], register).findings if f.place.file == str(path)]
    assert said([finding], tmp_path) == [("too-large", "large.yaml", "posts")]
    assert ENGLISH.say(finding.message) == message
    assert finding.remedy == sentence("Divide it into several files.")


@pytest.mark.no_cover
def test_the_largest_budget_that_is_allowed_is_looked_at(tmp_path: Path) -> None:
    findings = check_files([large(tmp_path, payers=1_000, posts=500)]).findings
    assert {f.rule.name for f in findings} == {"duplicate-post"}


def test_of_many_names_the_first_thirty_are_listed(tmp_path: Path) -> None:
    path = large(tmp_path, payers=33)
    path.write_text(path.read_text(encoding="utf-8").replace("p0: 100 %", "q: 100 %"), encoding="utf-8")
    (finding,) = check_files([path]).findings
    assert said([finding], tmp_path) == [("unknown-reference", "large.yaml", "q")]
    assert finding.remedy
    thirty = ", ".join(f"p{n}" for n in range(30))
    assert ENGLISH.say(finding.remedy) == f"There are: {thirty} and 3 more."


def test_a_population_date_that_is_none_brings_no_missing_populations(tmp_path: Path) -> None:
    (finding,) = found(tmp_path, [("population_date: 2018-01-01", "population_date: 2018-13-01")])
    assert finding.rule.name == "not-a-date"


def test_where_no_populations_are_known_they_are_to_be_added() -> None:
    by_population = key_of(("0101", "0102"), SharePart(Fraction(1), ALL, "population"))
    budget = budget_of({"all": by_population}, ({"all": 1}, 100, 0))
    (problem,) = errors(budget, register_of({"0101": {}, "0102": {}}))
    assert problem.rule.name == "population"
    assert problem.remedy == sentence("Add the figures to the municipality file, with their source.")
