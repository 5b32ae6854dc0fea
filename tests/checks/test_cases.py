"""Each rule by its cases: a bad file with exactly this fault, what is said of it, and the file mended.

`cases/CODE-name/` and `CODE-name-variant/` are discovered, never listed. `make golden` writes `expected.txt` anew; the git diff is the
review. The same files are the examples in docs/checks.md.
"""

import gettext
import re
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from lkt_alloc.checks.catalogue import BY_CODE
from lkt_alloc.checks.check import check_files
from lkt_alloc.checks.outcome import Checked, Choice
from lkt_alloc.diagnostics.findings import Rule
from lkt_alloc.language.words import Words
from lkt_alloc.render import findings as text
from lkt_alloc.render import findings_json, github, junit, sarif
from tests.acceptance.replay import REWRITE, ROOT, run
from tests.cli.commands import FORMATS
from tests.cli.inside import inside
from tests.render.formats import READERS, found

CASES = sorted((ROOT / "tests" / "checks" / "cases").iterdir())
each_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


def rule_of(case: Path) -> Rule:
    return BY_CODE[case.name[:6]]


def register_of(case: Path) -> Path | None:
    register = case / "municipalities.yaml"
    return register if register.exists() else None


def arguments(case: Path, file: str) -> list[str]:
    return ["check", file, *(["--municipalities", "municipalities.yaml"] if register_of(case) else []), "--lang", "en"]


@cache
def check(case: Path, file: str, *, strict: bool = False) -> Checked:
    return check_files([case / file], register_of(case), Choice(strict=strict))


def test_every_rule_has_a_case_named_after_it() -> None:
    names = {case.name for case in CASES}
    assert {rule_of(case).code for case in CASES} == set(BY_CODE)
    assert {f"{rule.code}-{rule.name}" for rule in BY_CODE.values()} <= names
    assert all(f"{case.name}-".startswith(f"{rule_of(case).code}-{rule_of(case).name}-") for case in CASES)


@each_case
def test_a_bad_file_gives_the_expected_output(case: Path) -> None:
    printed, code = inside(arguments(case, "bad.yaml"), case)
    now = f"{printed}[exit {code}]\n".encode()
    if REWRITE:
        (case / "expected.txt").write_bytes(now)
    assert now == (case / "expected.txt").read_bytes()


def test_a_process_of_its_own_prints_the_same() -> None:
    case = ROOT / "tests" / "checks" / "cases" / "LKT201-unknown-reference-group"
    printed, code = run("lkt-alloc " + " ".join(arguments(case, "bad.yaml")), case)
    assert f"{printed}[exit {code}]\n".encode() == (case / "expected.txt").read_bytes()


@each_case
def test_a_bad_file_has_this_fault_and_no_other(case: Path) -> None:
    findings = check(case, "bad.yaml").findings
    assert {finding.rule.code for finding in findings} == {rule_of(case).code}
    assert {Path(finding.place.file).name for finding in findings} == {"bad.yaml"}


RENDERERS: dict[str, Callable[[Checked, Words], str]] = {
    "text": lambda checked, words: text.render(checked.findings, words),
    "json": findings_json.render,
    "github": github.render,
    "sarif": sarif.render,
    "junit": junit.render,
}


@pytest.mark.parametrize("case", CASES[::7], ids=lambda case: case.name)
def test_every_format_has_the_same_findings(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(case)
    checked = check_files([Path("bad.yaml")], register_of(Path()))
    for format_ in FORMATS["check"]:
        assert READERS[format_](RENDERERS[format_](checked, Words("en"))) == found(checked), format_


@each_case
def test_a_good_file_has_no_finding(case: Path) -> None:
    assert check(case, "good.yaml", strict=True).findings == ()


def test_a_correction_gives_the_good_file_byte_by_byte(tmp_path: Path) -> None:
    """Of each case that has one; which those are is known when all are checked, not before the first test."""
    corrected = [case for case in CASES if any(finding.edit for finding in check(case, "bad.yaml").findings)]
    assert len(corrected) > 20
    for case in corrected:
        folder = tmp_path / case.name
        shutil.copytree(case, folder)
        _, code = inside([*arguments(case, "bad.yaml"), "--fix"], folder)
        assert (case.name, code) == (case.name, 0)
        assert (folder / "bad.yaml").read_bytes() == (case / "good.yaml").read_bytes()
        printed, code = inside([*arguments(case, "bad.yaml"), "--strict"], folder)
        assert (case.name, printed.startswith("No findings: "), code) == (case.name, True, 0)


@pytest.mark.parametrize("page", ["checks.md", "checks.nn.md", "checks.nb.md"])
def test_every_rule_has_a_section(page: str) -> None:
    headings = re.findall(
        r"^### (LKT\d{3}) ([a-z-]+)$", (ROOT / "docs" / page).read_text(encoding="utf-8"), re.MULTILINE
    )
    assert headings == [(rule.code, rule.name) for rule in BY_CODE.values()]


@pytest.mark.parametrize("language", ["nn", "nb"])
def test_every_rule_is_translated(language: str) -> None:
    catalog = gettext.translation("lkt_alloc", ROOT / "src" / "lkt_alloc" / "language" / "locale", [language])
    said = [part.template for rule in BY_CODE.values() for part in (rule.title, rule.given, rule.when, rule.then)]
    assert [template for template in said if catalog.gettext(template) == template] == []
