"""The public Python API gives what the command line gives, as values; docs/api.md says what is promised."""

import csv
import doctest
import io
import json
import pickle
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from operator import attrgetter
from pathlib import Path
from typing import Any, assert_type

import pytest

import lkt_alloc
from lkt_alloc.files.disk import embedded
from lkt_alloc.reports.record import decimal_share, kroner
from tests.acceptance.replay import ROOT, environment
from tests.acceptance.test_docs import compare
from tests.cli.inside import inside
from tests.cli.test_what_if import SCENARIO, TWO_KEYS

BASIS = lkt_alloc.read()
BUDGET = embedded("budget").read_text(encoding="utf-8")


def test_importing_it_imports_nothing() -> None:
    def imported(code: str) -> set[str]:
        command = [sys.executable, "-X", "importtime", "-c", code]
        done = subprocess.run(command, env=environment(), cwd=ROOT, capture_output=True, text=True, check=True)
        return {line.rpartition("|")[2].strip() for line in done.stderr.splitlines()}

    assert imported("import lkt_alloc") - imported("pass") == {"lkt_alloc", "__future__"}
    assert "lkt_alloc.language.sentences" in imported("import lkt_alloc; lkt_alloc.Finding")


def test_all_that_is_promised_is_there_and_nothing_else() -> None:
    assert all(hasattr(lkt_alloc, name) for name in lkt_alloc.__all__)
    assert set(lkt_alloc.__all__) <= set(dir(lkt_alloc))
    with pytest.raises(AttributeError, match="'reed'"):
        attrgetter("reed")(lkt_alloc)


def test_a_basis_says_what_can_be_asked_for() -> None:
    assert (BASIS.language, BASIS.periods, BASIS.keys) == ("nn", ["2018", "2019"], ["lkt"])
    assert BASIS.payers == ["hospitals", "municipalities"]
    assert BASIS.posts[0] == "1.1"


@pytest.mark.parametrize("options", [[], ["--by-post"]], ids=" ".join)
def test_rows_are_those_of_csv_as_values(options: list[str], tmp_path: Path) -> None:
    printed, _ = inside(["compute", "--format", "csv", *options], tmp_path)
    rows = BASIS.allocate().rows(by_post=bool(options))
    assert_type(rows, list[dict[str, Any]])
    said = [
        {
            name: decimal_share(row[name]) if name == "share" else str("" if row[name] is None else row[name])
            for name in csv_row
        }
        for row, csv_row in zip(rows, csv.DictReader(io.StringIO(printed)), strict=True)
    ]
    assert said == list(csv.DictReader(io.StringIO(printed)))
    for row in rows:
        assert {name: type(value) for name, value in row.items()} == {
            "period": str, "payer": str, "key": str, **({"post": str} if options else {}), "number": str, "name": str,
            "committee": str, "population": int, "share": Fraction, "amount": Decimal, "amount_ore": int,
        }  # fmt: skip
        assert kroner(row["amount_ore"]) == str(row["amount"])


SAME: list[tuple[dict[str, Any], list[str]]] = [
    ({"without": "Voss,Os"}, ["--without", "Voss,Os"]),
    ({"without": ["1235"], "gap": True}, ["--without", "Voss", "--gap"]),
    ({"only": ["Bergen", "fjell"]}, ["--only", "Bergen,Fjell"]),
    ({"only": "Bergen,Voss"}, ["--only", "Bergen,Voss"]),
    ({"population": date(2019, 1, 1)}, ["--population", "2019-01-01"]),
    ({"key": "alike"}, ["--key", "alike"]),
    ({"key": {"municipalities": "alike"}}, ["--key", "municipalities=alike"]),
    ({"amounts": {("1.4.2", "2019"): 900_000}}, ["--set", "post.1.4.2.2019=900000"]),
    ({"covered": {("1.6", "2019"): "10 000,-"}}, ["--set", "covered.1.6.2019=10000"]),
    ({"external": {("1.5", "2019"): Decimal("200000.00")}}, ["--external", "1.5.2019=200000"]),
    ({"scenario": "s.yaml"}, ["--scenario", "s.yaml"]),
    ({"scenario": "s.yaml", "key": "alike"}, ["--scenario", "s.yaml", "--key", "alike"]),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "flags"), SAME, ids=lambda value: " ".join(map(str, value)))
def test_what_if_says_the_same_as_the_flags(
    changes: dict[str, Any], flags: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("b.yaml").write_text(TWO_KEYS, encoding="utf-8")
    Path("s.yaml").write_text(SCENARIO, encoding="utf-8")
    outcome = lkt_alloc.read("b.yaml").allocate("2019", **changes)
    assert outcome.changes("nb") != outcome.changes("en") != []
    arguments = ["compute", "2019", "--budget", "b.yaml", *flags]
    assert inside([*arguments, "--lang", "en"], tmp_path) == (outcome.text("en"), 0)
    explained = ["explain", "--kommune", "Bergen", "--period", "2019", "--budget", "b.yaml", *flags]
    assert inside(explained, tmp_path) == (outcome.explain("bergen"), 0)


REFUSED: list[tuple[Callable[[], object], str]] = [
    (lambda: BASIS.allocate("1999"), 'There is no period "1999" in the budget. There are: 2018, 2019.'),
    (lambda: BASIS.allocate(without="Vos"), "Did you mean Voss (1235)"),
    (lambda: BASIS.allocate(key="lktt"), "Did you mean lkt?"),
    (lambda: BASIS.allocate(amounts={("9", "2019"): 1}), 'There is no budget item "9".'),
    (lambda: BASIS.allocate(amounts={("1.1", "2020"): 1}), 'There is no period "2020"'),
    (lambda: BASIS.allocate(amounts={("1.1", "2019"): "1.5"}), '"1.5" is not an amount in kroner.'),
    (lambda: BASIS.allocate(amounts={("1.1", "2019"): Decimal("0.005")}), '"0.005" is not an amount in kroner.'),
    (lambda: BASIS.allocate(population=date(1999, 1, 1)), "There are no populations on 1\N{NO-BREAK SPACE}January 1999"),
    (lambda: BASIS.allocate().explain("Oslo"), "Oslo (0301) does not pay in this budget."),
    (lambda: lkt_alloc.compare(BASIS.allocate(), BASIS.allocate("2019")), "Only results of one period can be compared."),
    (lkt_alloc.check, "No file is named."),
    (lambda: lkt_alloc.read("no.yaml"), "There is no file no.yaml."),
    (lambda: lkt_alloc.read(""), "There is no budget file in the folder "),
    *((lambda kr=kr: BASIS.allocate(amounts={("1.1", "2019"): kr}), f'"{kr}" is not an amount in kroner.')
      for kr in (Decimal("NaN"), Decimal("Infinity"), Decimal("1.005"), 10**40)),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "said"), REFUSED, ids=[said for _, said in REFUSED])
def test_what_cannot_be_done_is_said(asked: Callable[[], object], said: str) -> None:
    with pytest.raises(lkt_alloc.CannotRun) as caught:
        asked()
    assert said in str(caught.value)


def test_what_no_type_allows_is_an_error_of_python() -> None:
    with pytest.raises(TypeError, match="no exact amount"):
        BASIS.allocate(amounts={("1.1", "2019"): 0.5})  # type: ignore[dict-item]
    for asked in WRONGLY_TYPED:
        with pytest.raises(TypeError, match=r"give |compare what"):
            asked()
    with pytest.raises(TypeError, match="not both"):
        lkt_alloc.read("b.yaml", text=BUDGET)
    with pytest.raises(ValueError, match="no language 'sv'"):
        BASIS.allocate().text("sv")
    with pytest.raises(ValueError, match="no language 'no'"):
        lkt_alloc.check(text=BUDGET.replace("total: 2 760 000", "total: 2 706 000"))[0].says("no")


UNTYPED: Any = BASIS
WRONGLY_TYPED: list[Callable[[], object]] = [
    lambda: UNTYPED.allocate(2019),
    lambda: UNTYPED.allocate(["2018", "2019"]),
    lambda: UNTYPED.allocate(population="2019-01-01"),
    lambda: UNTYPED.allocate(population=datetime(2019, 1, 1)),
    lambda: UNTYPED.allocate(without=[1243]),
    lambda: UNTYPED.allocate(amounts={("1.1", 2019): 1}),
    lambda: UNTYPED.allocate(amounts={("1.1", "2019"): True}),
    lambda: UNTYPED.allocate(amounts={("1.1", "2019"): None}),
    lambda: UNTYPED.allocate().explain(1243),
    lambda: lkt_alloc.compare(UNTYPED, UNTYPED),
    lambda: lkt_alloc.compare(BASIS.allocate("2018"), BASIS.allocate("2019"), names=["one for two"]),
    lambda: lkt_alloc.read(text=UNTYPED),
]


def test_a_rule_is_named_alone_or_among_others() -> None:
    faulty = BUDGET.replace("total: 2 760 000", "total: 2 706 000")
    assert lkt_alloc.check(text=faulty, select="control-total") == lkt_alloc.check(text=faulty, select=["LKT301"]) != []
    assert lkt_alloc.check(text=faulty, ignore="control-total") == []


def test_what_is_raised_comes_back_from_another_process_as_it_was() -> None:
    for asked in (lambda: BASIS.allocate("2026"), lambda: lkt_alloc.read(text="name: x")):
        with pytest.raises((lkt_alloc.CannotRun, lkt_alloc.Unsound)) as caught:
            asked()
        assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def test_files_and_texts_are_checked_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    faulty = BUDGET.replace("total: 2 760 000", "total: 2 706 000")
    Path("<text>").write_text(faulty, encoding="utf-8")
    findings = lkt_alloc.check("<text>")
    assert_type(findings, list[lkt_alloc.Finding])
    assert lkt_alloc.check(text=faulty) == findings
    assert lkt_alloc.check(text=faulty, municipalities=embedded("municipalities")) == findings
    Path("b.yaml").write_text(faulty, encoding="utf-8")
    assert (
        [finding.code for finding in findings] == [finding.code for finding in lkt_alloc.check(tmp_path)] == ["LKT301"]
    )
    assert lkt_alloc.check("<text>", ignore=["control-total"]) == lkt_alloc.check("<text>", select=["LKT1"]) == []
    with pytest.raises(lkt_alloc.Unsound) as caught:
        lkt_alloc.read(text=faulty)
    assert caught.value.findings == findings
    empty = lkt_alloc.check(text=BUDGET, municipalities_text="format: lkt-alloc/municipalities/1")
    assert "<municipalities>" in {finding.file for finding in empty}


def test_a_warning_is_an_error_when_it_is_asked_for() -> None:
    warned = re.sub("    source: .*\n", "", BUDGET, count=1)
    found = {
        strict: {finding.severity for finding in lkt_alloc.check(text=warned, strict=strict)}
        for strict in (False, True)
    }
    assert found == {False: {"warning"}, True: {"error"}}


SMALL = """format: lkt-alloc/budget/1
name: small
language: nb
periods: {"2023": {name: 2023, from: 2023-01-01, to: 2023-12-31}, "2024": {name: 2024, from: 2024-01-01, to: 2024-12-31}}
payers: {all: {name: kommunene, key: folk}}
keys:
  folk:
    name: etter folketall
    members: ["4621", "4628", "4629"]
    population_date: 2024-01-01
    rounding: 1 kr
    parts: [{share: 100 %, to: all, by: population}]
  likt:
    name: likt
    members: ["4621", "4628"]
    population_date: 2024-01-01
    rounding: 1 kr
    parts: [{share: 100 %, to: ["4621", "4628"], by: equal}]
posts: [{id: drift, name: Drift, paid_by: {all: 100 %}, amounts: {"2023": 80 000, "2024": 90 000}}]
"""


def test_a_comparison_says_what_the_command_says(tmp_path: Path) -> None:
    (tmp_path / "b.yaml").write_text(SMALL, encoding="utf-8")
    basis = lkt_alloc.read(tmp_path / "b.yaml")
    compared = lkt_alloc.compare(basis.allocate("2023"), basis.allocate("2024"))
    command = ["compare", "2023", "2024", "--budget", "b.yaml"]
    assert inside(command, tmp_path) == (compared.text(), 0)
    printed, _ = inside([*command, "--format", "json"], tmp_path)
    for row, said in zip(compared.rows(), json.loads(printed)["differences"], strict=True):
        for name in ("number", "name", "population", "a_ore", "b_ore", "difference_ore"):
            assert row[name] == said[name]
        assert str(row["difference"]) == said["difference"]
        assert {name: row[f"cause_{name}_ore"] for name in said["causes_ore"]} == said["causes_ore"]
        assert {name: str(row[f"cause_{name}"]) for name in said["causes"]} == said["causes"]


def test_sides_of_the_same_period_are_called_as_is_asked_and_causes_taken_as_one_stand_once() -> None:
    basis = lkt_alloc.read(text=SMALL)
    before, after = basis.allocate("2024"), basis.allocate("2024", key="likt")
    assert "A and B" in lkt_alloc.compare(before, after).text("en")
    compared = lkt_alloc.compare(before, after, names=("by population", "equally"))
    assert "by population and equally" in compared.text("en")
    assert {row["side"] for row in compared.rows()} == {"equally"}
    several = lkt_alloc.compare(before, after, before)
    assert {(row["difference_ore"], row["cause_key"]) for row in several.rows() if row["side"] == "C"} == {(0, None)}
    for row in compared.rows():
        causes = [value for name, value in row.items() if name.startswith("cause_") and name.endswith("_ore")]
        assert sum(filter(None, causes)) == row["difference_ore"]
        assert (row["cause_members"], row["cause_members_ore"]) == (None, None)


def test_municipalities_that_pay_are_named_by_number() -> None:
    outcome = BASIS.allocate("2019")
    assert outcome.periods == ["2019"]
    assert (len(outcome.municipalities), outcome.municipalities["1243"]) == (24, "Os")
    assert outcome.changes() == []


PAGE = ROOT / "docs" / "api.md"


class Recorder(doctest.DocTestRunner):
    """Runs examples, and keeps what each prints."""

    def __init__(self) -> None:
        super().__init__()
        self.printed: list[str] = []

    def report_success(self, *reported: Any, **_: Any) -> None:
        self.printed.append(reported[-1])

    report_failure = report_success


def shown(block: str, names: dict[str, Any]) -> str:
    """The examples of a block with what they print now; `names` are those of the blocks before, and get those of this one."""
    test, recorder = doctest.DocTestParser().get_doctest(block, names, "docs/api.md", None, 0), Recorder()
    recorder.run(test, clear_globs=False)
    names.update(test.globs)
    asked = [">>> " + example.source.rstrip("\n").replace("\n", "\n... ") for example in test.examples]
    return "".join(f"{source}\n{got}" for source, got in zip(asked, recorder.printed, strict=True))


def test_the_page_prints_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    said, names = PAGE.read_text(encoding="utf-8"), dict[str, Any]()
    (own,) = re.findall(r"```yaml\n(.*?)```", said, re.DOTALL)
    Path("legevakt.yaml").write_text(own, encoding="utf-8")
    compare(PAGE, re.sub(r"(?<=```pycon\n).*?(?=```)", lambda block: shown(block[0], names), said, flags=re.DOTALL))


def test_the_page_names_all_that_is_promised_and_every_column() -> None:
    said = PAGE.read_text(encoding="utf-8")
    for name in lkt_alloc.__all__:
        assert re.search(rf"\b{name}\b", said), name
    for kind in (lkt_alloc.Basis, lkt_alloc.Outcome, lkt_alloc.Differences):
        for name in vars(kind):
            assert name[0] == "_" or re.search(rf"\b{name}\b", said), name
    compared = lkt_alloc.compare(BASIS.allocate("2019"), BASIS.allocate("2019"))
    for row in (BASIS.allocate("2019").rows(by_post=True)[0], compared.rows()[0]):
        for name in row:
            assert f"`{name}`" in said or name.endswith("_ore"), name
    for code in re.findall(r"```python\n(.*?)```", said, re.DOTALL):
        compile(code, "docs/api.md", "exec")
