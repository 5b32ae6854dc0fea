"""Columns of costs: only what there is, and the formula that holds for them."""

import pytest

from lkt_alloc.engine.payers import Sum
from lkt_alloc.language.sentences import Ore
from lkt_alloc.language.words import Words
from lkt_alloc.reports.costs import costs_of

ENGLISH, NYNORSK = Words("en"), Words("nn")


@pytest.mark.parametrize(
    ("covered", "external", "columns", "formula", "explained"),
    [
        (0, 0, "Cost", "Kroner = cost × share.", []),
        (
            *(
                100,
                0,
                "Cost, Committed, To be shared",
                "To be shared = cost − committed. Kroner = to be shared × share.",
            ),
            ["What is shared is the cost, less what adopted budgets cover."],
        ),
        (
            *(0, 100, "Cost, External funding, To be shared"),
            "To be shared = cost − external funding. Kroner = to be shared × share.",
            ["What is shared is the cost, less external funding."],
        ),
        (
            *(100, 100, "Cost, Committed, External funding, To be shared"),
            "To be shared = cost − committed − external funding. Kroner = to be shared × share.",
            ["What is shared is the cost, less what adopted budgets cover and external funding."],
        ),
    ],
)
def test_only_what_is_subtracted_is_spoken_of(
    covered: int, external: int, columns: str, formula: str, explained: list[str]
) -> None:
    amounts = Sum(1_000, covered, external)
    costs = costs_of([Sum(500, 0), amounts])
    titles = [column.title for column in costs.columns()]
    assert ", ".join(map(ENGLISH.show, titles)) == columns
    cells = [1_000, *filter(None, (covered, external)), *([1_000 - covered - external] if covered or external else [])]
    assert costs.cells(amounts) == [Ore(ore) for ore in cells]
    assert ENGLISH.say(costs.formula()) == formula
    assert [ENGLISH.say(said) for said in costs.explained()] == explained


def test_what_is_covered_is_covered_by_adopted_budgets() -> None:
    titles = [NYNORSK.show(column.title) for column in costs_of([Sum(1_000, 100)]).columns()]
    assert titles == ["Kostnad", "Dekt i vedtekne budsjett", "Til fordeling"]
