"""The form of a scenario file: what is changed in a budget, without touching it."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, Literal

from lkt_alloc.engine.added_years import AddedPeriod
from lkt_alloc.engine.scenario import Written
from lkt_alloc.files.schema.base import WrittenTotal, field_, listed, names_in, numbered, optional, text, text_or_none
from lkt_alloc.files.schema.form import Form
from lkt_alloc.files.schema.keys import KeyForm
from lkt_alloc.files.schema.written import Amount, Day, Factor, Given, Name, WrittenLine, WrittenShare


class ChangeForm(Form):
    """What is changed of one post; what is not named stays."""

    post: WrittenLine = field_("identifier of a post of the budget", "1.5")
    amounts: dict[WrittenLine, Amount] = optional("period: the whole amount in kroner", {})
    covered: dict[WrittenLine, Amount] = optional("period: what of the amount is paid already", {})
    external: dict[WrittenLine, Amount] = optional("period: money from outside", {})
    paid_by: dict[WrittenLine, WrittenShare] = optional(
        "payer: share of the post, for all its payers; the shares make 100%", {}
    )
    note: WrittenLine = optional("anything a reader should know", "")

    def places(self, field: str) -> dict[tuple[str, str], int]:
        """What one field says, by post and period."""
        amounts: dict[str, int] = getattr(self, field)
        return {(self.post, period): ore for period, ore in amounts.items()}


class AddedPeriodForm(Form):
    """A period that the budget does not have yet, as another one is."""

    like: WrittenLine = field_("identifier of a period that is there: of the budget, or added above", "2026")
    times: Factor = optional("what the amounts of posts are multiplied by", Fraction(1), example="1,027")
    name: Given[Name] = optional("name of the period; left out: its identifier")
    from_: Given[Day] = optional(
        "first day; left out: the days of the other period, in the year that is the identifier", alias="from"
    )
    to: Given[Day] = optional("last day")
    use_keys: dict[WrittenLine, WrittenLine] = optional(
        "payer: the key that shares its total in this period, where it is another", {}
    )
    source: WrittenLine = optional("where the factor comes from, which is said with it", "")
    note: WrittenLine = optional("anything a reader should know", "")

    def to_model(self) -> AddedPeriod:
        """The period as the engine's value."""
        return AddedPeriod(
            self.like, self.times, text_or_none(self.name), self.from_, self.to, self.use_keys, self.source
        )


class ScenarioForm(Form):
    """The scenario file: a budget, and what is changed in it."""

    format: Literal["lkt-alloc/scenario/1"] = field_("kind and version of the file")
    name: Name = field_("name of the scenario", "without Voss")
    budget: Given[WrittenLine] = optional(
        "the budget file, seen from this file; left out: the one that is used without it"
    )
    municipalities: Given[WrittenLine] = optional(
        "the municipality file, seen from this file; left out: the one that the budget is used with"
    )
    periods: dict[WrittenLine, AddedPeriodForm] = optional(
        "periods that the budget does not have yet, each like one that it has, or one that stands above it here", {}
    )
    use_keys: dict[WrittenLine, WrittenLine] = optional("payer: the key that shares its total instead of its own", {})
    population_date: Given[Day] = optional("the day whose populations all keys use, in every period")
    without: list[WrittenLine] = optional("members that are left out: numbers, or numbers with a name", [])
    borne_by: Given[Literal["others", "nobody"]] = optional(
        "with without: who bears their part: others (who pay more), or nobody (what lacks is shown)"
    )
    only: list[WrittenLine] = optional("the only members that share: numbers, or numbers with a name", [])
    changes: list[ChangeForm] = optional("what is changed of posts", [])
    figures: dict[WrittenLine, dict[WrittenLine, WrittenTotal]] = optional(
        "population, or the name of a measure: member: what it has, in all periods; or period (of populations day): member: what it has",
        {},
        example='{population: {1243 Os: 14 500}, calls: {"2019": {1243 Os: 700}}}',
    )
    indices: dict[WrittenLine, dict[WrittenLine, Factor]] = optional(
        "index: period: what amounts and rates are multiplied by", {}
    )
    keys: dict[WrittenLine, KeyForm] = optional(
        "keys that the budget does not have, or that stand instead of its own of that name", {}
    )
    note: WrittenLine = optional("anything a reader should know", "")

    def to_model(self) -> Written:
        """The scenario as it is written, with what it is about."""
        fields: dict[str, Any] = {
            field: {place: ore for change in self.changes for place, ore in change.places(field).items()}
            for field in ("amounts", "covered", "external")
        }
        figures = dict(self._figures())
        return Written(
            name=text(self.name),
            budget=self.budget,
            municipalities=self.municipalities,
            names=names_in(self.without, "without")
            | names_in(self.only, "only")
            | {("figures", *at): numbered(at[-1]) for at in figures},
            keys=self.use_keys,
            population=self.population_date,
            without=listed(self.without),
            gap=self.borne_by == "nobody",
            only=listed(self.only),
            changed_posts=tuple(change.post for change in self.changes),
            new_keys={name: form.to_model() for name, form in self.keys.items()},
            paid_by={change.post: change.paid_by for change in self.changes if change.paid_by},
            figures={place_of(at): figure for at, figure in figures.items()},
            indices={(name, period): n for name, factors in self.indices.items() for period, n in factors.items()},
            periods={name: form.to_model() for name, form in self.periods.items()},
            **fields,
        )

    def _figures(self) -> Iterator[tuple[tuple[str, ...], Fraction]]:
        """Every figure of a member, after its place below `figures`."""
        for counted, entries in self.figures.items():
            for name, figure in entries.items():
                if isinstance(figure, dict):
                    yield from (((counted, name, member), own) for member, own in figure.items())
                else:
                    yield (counted, name), figure


def place_of(at: tuple[str, ...]) -> tuple[str, str, str]:
    """What is counted, the period (empty: all) and the number of the member, of the place of a figure."""
    counted, *period, member = at
    return counted, "".join(period), numbered(member)[0]
