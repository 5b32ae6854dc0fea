"""Columns of costs: only what there is, and the formula that holds for them."""

import pytest

from lkt_alloc.engine.payers import Sum
from lkt_alloc.language.sentences import Ore
from lkt_alloc.language.words import Words
from lkt_alloc.reports.costs import costs_of

ENGLISH, NYNORSK = Words("en"), Words("nn")


@pytest.mark.parametrize(
    ("covered", "external", "columns", "formula", "times_share"),
    [
        (0, 0, "Cost", [], "Kroner = Cost × Share."),
        (
            100,
            0,
            "Cost, Committed, To be shared",
            ["To be shared = Cost − Committed."],
            "Kroner = To be shared × Share.",
        ),
        (
            *(0, 100, "Cost, External funding, To be shared"),
            *(["To be shared = Cost − External funding."], "Kroner = To be shared × Share."),
        ),
        (
            *(100, 100, "Cost, Committed, External funding, To be shared"),
            *(["To be shared = Cost − Committed − External funding."], "Kroner = To be shared × Share."),
        ),
    ],
)
def test_only_what_is_subtracted_is_spoken_of(
    covered: int, external: int, columns: str, formula: list[str], times_share: str
) -> None:
    amounts = Sum(1_000, covered, external)
    costs = costs_of([Sum(500, 0), amounts])
    titles = [column.title for column in costs.columns()]
    assert ", ".join(map(ENGLISH.show, titles)) == columns
    cells = [1_000, *filter(None, (covered, external)), *([1_000 - covered - external] if covered or external else [])]
    assert costs.cells(amounts) == [Ore(ore) for ore in cells]
    assert [ENGLISH.say(said) for said in costs.formula()] == formula
    assert ENGLISH.say(costs.times_share()) == times_share


def test_what_is_covered_is_covered_by_adopted_budgets() -> None:
    titles = [NYNORSK.show(column.title) for column in costs_of([Sum(1_000, 100)]).columns()]
    assert titles == ["Kostnad", "Dekt i vedtekne budsjett", "Til fordeling"]
