"""The members of a budget file, as the shell offers them."""

from pathlib import Path

from lkt_alloc.checks.registers import members_in
from lkt_alloc.files.disk import embedded


def test_members_are_found_beside_the_budget_or_in_the_file_that_is_given(tmp_path: Path) -> None:
    known = members_in(embedded("budget"), None)
    assert known["1201"] == "Bergen"
    assert members_in(embedded("budget"), embedded("municipalities")) == known
    (tmp_path / "budget.yaml").write_text("format: lkt-alloc/budget/1\n")
    assert members_in(tmp_path / "budget.yaml", None) == {}
    assert members_in(tmp_path / "budget.yaml", embedded("municipalities")).items() > known.items()
