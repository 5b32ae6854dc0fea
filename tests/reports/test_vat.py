"""Whether amounts are with or without value added tax: said where the budget says it, of what is shared alone."""

from dataclasses import dataclass

import pytest
from msgspec.structs import replace

from lkt_alloc.engine.allocate import allocate
from lkt_alloc.language.words import Words
from lkt_alloc.render import text
from lkt_alloc.reports.compute import compute_report
from lkt_alloc.reports.explanation import Explained
from tests.engine.strategies import budget_of, key_of, register_of


@dataclass(frozen=True)
class Case:
    """The label of the budget, those of its two items, and what is said."""

    budget: str | None
    items: tuple[str | None, str | None]
    said: tuple[str, ...]


@pytest.mark.parametrize(
    "case",
    [
        Case(None, (None, None), ()),
        Case("included", (None, None), ("Beløpa er med meirverdiavgift.",)),
        Case("excluded", (None, "excluded"), ("Beløpa er utan meirverdiavgift.",)),
        Case("included", ("excluded", None), ("Post 2 er med meirverdiavgift.", "Post 1 er utan meirverdiavgift.")),
        Case(None, ("included", None), ("Post 1 er med meirverdiavgift.",)),
    ],
)
def test_what_the_budget_says_of_vat_is_said_below_tables_and_steps(case: Case) -> None:
    budget = budget_of(
        {"all": key_of(("0101",)), "other": None}, ({"all": 1}, 100, 0), ({"all": 1}, 100, 0), ({"other": 1}, 5, 0)
    )
    one, two, others = budget.posts
    posts = (replace(one, vat=case.items[0]), replace(two, vat=case.items[1]), replace(others, vat="excluded"))
    allocation = allocate(replace(budget, vat=case.budget, posts=posts), register_of({"0101": {}}), ["2018"])
    for report in (
        compute_report(allocation, [], "number", by_post=False),
        Explained(allocation, [], "0101").report(),
    ):
        printed = text.render(report, Words("nn"))
        assert tuple(line for line in printed.splitlines() if "meirverdiavgift" in line) == case.said
