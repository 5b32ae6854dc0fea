"""What a period really cost, and what was paid on account: what is settled. Knows nothing of files, lines or results."""

from collections.abc import Mapping
from datetime import date

from msgspec import Struct

from lkt_alloc.engine.model import Budget, Names
from lkt_alloc.engine.scenario import Scenario


class Actual(Struct, frozen=True):
    """The final figures of a period, in øre. Every post of the budget is in `amounts` or in `unchanged`.

    `paid` has what members have paid on account, by number; of the others it is taken to be what the budget says. `population` is the
    date of the final populations, where they are not the budget's. `budget` and `municipalities` name the files that it is about.
    """

    period: str
    amounts: Mapping[str, int]
    unchanged: tuple[str, ...]
    covered: Mapping[str, int]
    external: Mapping[str, int]
    population: date | None
    paid: Mapping[str, int]
    names: Names
    budget: str | None = None
    municipalities: str | None = None

    def missing(self, budget: Budget) -> list[str]:
        """The posts of the budget that have no final amount and are not said to be unchanged."""
        return [post.id for post in budget.posts if post.id not in self.amounts and post.id not in self.unchanged]

    def changes(self) -> Scenario:
        """What makes the budget of the period into its accounts."""
        amounts, covered, external = (
            {(post, self.period): ore for post, ore in given.items()}
            for given in (self.amounts, self.covered, self.external)
        )
        return Scenario(population=self.population, amounts=amounts, covered=covered, external=external)
