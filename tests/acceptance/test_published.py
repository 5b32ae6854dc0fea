"""Rules and amounts that were published: each file in published/ has the amounts as what its source states."""

from pathlib import Path

import pytest

from lkt_alloc.checks.check import check_files
from lkt_alloc.files.kinds import BUDGET
from lkt_alloc.files.load import load
from tests.acceptance.replay import ROOT
from tests.cli.inside import inside

FOLDER = ROOT / "tests" / "acceptance" / "published"
STATED = {
    "elgin_1976": 16,
    "elgin_1976_percent": 16,
    "lmcd_2001": 10,
    "msdsb_2020": 14,
    "norra_dalarna_2021": 5,
    "raskc_2013": 0,
    "snohomish_911": 0,
}
"""How many amounts are published in each."""


def test_every_published_rule_is_tried() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == STATED.keys()


@pytest.mark.parametrize("name", STATED)
def test_published_amounts_come_out_exactly(name: str) -> None:
    path = FOLDER / f"{name}.yaml"
    budget = load(path).sound(BUDGET)
    assert sum(len(stated.amounts) for stated in budget.control_totals.values()) == STATED[name]
    assert check_files([path]).findings == ()


@pytest.mark.parametrize("name", STATED)
@pytest.mark.parametrize("command", ["compute", "explain", "document", "invoice"])
def test_what_is_published_can_be_shown(name: str, command: str) -> None:
    budget = load(FOLDER / f"{name}.yaml").sound(BUDGET)
    member, period = next(iter(budget.parties)), next(iter(budget.periods))
    whose = ["--kommune", member] if command in ("explain", "document") else [period] if command == "invoice" else []
    printed, code = inside([command, *whose, "--budget", f"{name}.yaml", "--lang", "en"], FOLDER)
    assert (bool(printed), code) == (True, 0)


def test_the_sum_that_a_source_prints_finds_two_swapped_digits(tmp_path: Path) -> None:
    sound = (FOLDER / "lmcd_2001.yaml").read_text(encoding="utf-8")
    (tmp_path / "budget.yaml").write_text(sound.replace("2 461 997", "2 416 997"), encoding="utf-8")
    printed, code = inside(["check", "budget.yaml", "--lang", "en"], tmp_path)
    assert "Look at Excelsior (EXC) first: with 2,461,997 the sums agree." in printed
    assert ("LKT307 measure-total" in printed, printed.count("LKT308 stated-amount"), code) == (True, 9, 1)
