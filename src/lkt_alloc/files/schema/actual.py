"""The form of a file of final figures: what a period really cost, and what was paid on account."""

from typing import Literal

from lkt_alloc.engine.scenario import Actual
from lkt_alloc.files.schema.base import by_number, field_, numbered, optional
from lkt_alloc.files.schema.form import Form
from lkt_alloc.files.schema.written import Amount, Day, Given, WrittenLine


class ActualForm(Form):
    """The final figures of a period."""

    format: Literal["lkt-alloc/actual/1"] = field_("kind and version of the file")
    period: WrittenLine = field_("the period of the budget that is settled", "2018")
    budget: Given[WrittenLine] = optional(
        "the budget file, seen from this file; left out: the one that is used without it"
    )
    municipalities: Given[WrittenLine] = optional(
        "the municipality file, seen from this file; left out: the one that the budget is used with"
    )
    amounts: dict[WrittenLine, Amount] = optional("post: what it really cost, the whole amount in kroner", {})
    unchanged: list[WrittenLine] = optional(
        "posts that cost what the budget says; every post is here or in amounts", []
    )
    covered: dict[WrittenLine, Amount] = optional(
        "post: what of it was covered, where that is not as in the budget", {}
    )
    external: dict[WrittenLine, Amount] = optional("post: money from outside, where that is not as in the budget", {})
    population_date: Given[Day] = optional("the day whose populations the final shares use")
    paid: dict[WrittenLine, Amount] = optional(
        "municipality: what it has paid on account; left out: its amount in the budget", {}
    )
    source: WrittenLine = optional("where the figures come from", "")
    note: WrittenLine = optional("anything a reader should know", "")

    def to_model(self) -> Actual:
        """The figures as the engine's value."""
        return Actual(
            self.period,
            self.amounts,
            tuple(self.unchanged),
            self.covered,
            self.external,
            self.population_date,
            by_number(self.paid),
            {("paid", member): numbered(member) for member in self.paid},
            self.budget,
            self.municipalities,
        )
