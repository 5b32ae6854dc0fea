"""Thirty faults of thirty rules in one budget with its municipality file: thirty findings, each at its place, in one run.

`cases_thirty/planted.txt` says where each was put, written down before `check` was asked.
"""

import re
from pathlib import Path

import pytest

from lkt_alloc.checks.catalogue import BY_CODE
from lkt_alloc.checks.check import check_files
from tests.acceptance.replay import ROOT
from tests.cli.commands import FORMATS
from tests.cli.inside import inside
from tests.render.formats import READERS, Read, found

FOLDER = ROOT / "tests" / "checks" / "cases_thirty"
FILES = ("budget.yaml", "municipalities.yaml")


def planted() -> Read:
    said = (FOLDER / "planted.txt").read_text(encoding="utf-8")
    places = re.findall(r"^(.+):(\d+):(\d+) (LKT\d{3})$", said, re.MULTILINE)
    return [(code, file, int(line), int(column)) for file, line, column, code in places]


def test_the_planted_faults_are_thirty_of_every_family_that_leaves_a_file_readable() -> None:
    codes = {code for code, *_ in planted()}
    assert (len(planted()), len(codes)) == (30, 30)
    assert {code[:4] for code in codes} == {code[:4] for code in BY_CODE} - {"LKT8"}  # of other kinds of file


def test_one_run_finds_exactly_the_planted_faults_each_at_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FOLDER)
    assert found(check_files([Path(name) for name in FILES])) == planted()


@pytest.mark.parametrize("format_", FORMATS["check"])
@pytest.mark.parametrize("lang", ["nn", "nb", "en"])
def test_every_format_has_the_same_thirty(format_: str, lang: str) -> None:
    arguments = ["check", *FILES, "--format", format_, "--lang", lang]
    printed, code = inside(arguments, FOLDER, GITHUB_WORKSPACE=str(FOLDER))  # from which github and sarif name files
    assert (READERS[format_](printed), code) == (planted(), 1)


def test_the_order_of_the_files_changes_nothing_but_the_order() -> None:
    printed, _ = inside(["check", *reversed(FILES), "--format", "json"], FOLDER)
    assert sorted(READERS["json"](printed)) == sorted(planted())
