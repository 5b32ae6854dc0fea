"""What `compare` shows: two sides, their difference and its causes, as neutral blocks and for programs. Knows nothing of any format."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, Final

from lkt_alloc.engine.comparison import METHOD, Comparison, Difference
from lkt_alloc.engine.keys import gone_by, uses_of
from lkt_alloc.engine.measures import counted_in
from lkt_alloc.engine.model import Measure, is_agreed
from lkt_alloc.engine.names import with_number
from lkt_alloc.language.sentences import Fixed, Listed, Ore, Sentence, Text, Value, listed, sentence
from lkt_alloc.reports.blocks import (
    NUMBER,
    PER_HEAD,
    SUM,
    Cell,
    Column,
    Heading,
    Paragraph,
    Report,
    Row,
    Rows,
    Table,
)
from lkt_alloc.reports.inputs import Input
from lkt_alloc.reports.members import kind_of
from lkt_alloc.reports.notes import inputs_note
from lkt_alloc.reports.record import common, fraction, kroner, money, named_inputs, said_what_if
from lkt_alloc.reports.results import Result
from lkt_alloc.reports.shares import per_head

FORMAT: Final = "lkt-alloc/compare/2"

CAUSES: Final = {
    "merger": sentence("merger"),
    "cost": sentence("cost"),
    "payers": sentence("who pays"),
    "key": sentence("allocation key"),
    "population": sentence("population"),
    "members": sentence("members"),
    "rounding": sentence("rounding"),
}
"""What causes are called, within a sentence."""

SideNames = tuple[Value, Value]
"""What the two sides are called."""


def side_names(comparison: Comparison, otherwise: tuple[str, str]) -> SideNames:
    """What the two sides are called: their periods, or `otherwise` if that would be the same for both."""
    a, b = (side.budget.periods[side.period].name for side in (comparison.a, comparison.b))
    return (a, b) if a != b else otherwise


class Compared(Result, frozen=True):
    """Two sides, what they are called, what was typed for them, and the files that they are made from."""

    comparison: Comparison
    inputs: Sequence[Input]
    names: SideNames
    typed: tuple[str, str]

    def what_if(self) -> Sequence[Paragraph]:
        """What is changed on each side that is not as its file has it."""
        head = sentence("What if: {side} is not the budget as it is in the file. Changed:")
        sides = zip((self.comparison.a, self.comparison.b), self.names, strict=True)
        return [Paragraph((head.filled(side=name), *side.what_if)) for side, name in sides if side.what_if]

    def report(self) -> Report:
        """The amounts side by side, who wins and loses, and the causes."""
        (a, b), budget = self.names, self.comparison.b.budget.name
        return (
            Heading(sentence("{budget}: {a} and {b}", budget=budget, a=a, b=b), 1),
            *self.what_if(),
            Paragraph(tuple(_winners(self.comparison))),
            Heading(sentence("What is paid, and the difference")),
            amounts_table(self.comparison, self.names),
            Heading(sentence("Why the amounts differ, in kroner")),
            causes_table(self.comparison),
            Paragraph(
                (*_odd(self.comparison, self.names), *_method(self.comparison), inputs_note(self.inputs)), note=True
            ),
        )

    def table(self) -> Table:
        """Everything in one table, as a spreadsheet has it: causes are amounts to calculate with."""
        amounts, causes = amounts_table(self.comparison, self.names), causes_table(self.comparison)
        return Table(
            (*amounts.columns, *causes.columns[2:-1]),
            tuple((*left, *_as_ore(right)) for left, right in zip(amounts.rows, causes.rows, strict=True)),
            (*amounts.total, *_as_ore(causes.total)),
            2,
        )

    def rows(self) -> Rows:
        """A row for each municipality, for programs."""
        return CSV_HEADER, csv_rows(self.comparison)

    def record(self) -> dict[str, Any]:
        """Everything, for programs."""
        own = self.comparison
        total = {name: value for name, value in _row(own.total).items() if name in _SUMMED}
        return {
            "format": FORMAT,
            "method": METHOD,
            "rounding_method": common(own.methods),
            "a": self.typed[0],
            "b": self.typed[1],
            "what_if": {name: said_what_if(side.what_if) for name, side in (("a", own.a), ("b", own.b))},
            "inputs": named_inputs(self.inputs),
            "together": list(own.together),
            "splits": [_split(number, own) for number in own.splits],
            "differences": [_row(row) for row in own.rows],
            "total": total,
            "left_ore": dict(zip("ab", own.left, strict=True)),
            "left": dict(zip("ab", map(kroner, own.left), strict=True)),
            "rounded_off_ore": dict(zip("ab", own.rounded_off, strict=True)),
            "rounded_off": dict(zip("ab", map(kroner, own.rounded_off), strict=True)),
        }


def _odd(comparison: Comparison, names: SideNames) -> Iterator[Sentence]:
    """What is rounded off on the sides, which stands in no member's amount."""
    paid = (comparison.total.a, comparison.total.b)
    for name, ore, amount in zip(names, comparison.rounded_off, paid, strict=True):
        if ore:
            yield sentence(
                "{side}: these amounts make {total} with {odd} of rounding to whole kroner.",
                side=name,
                total=Ore(amount + ore),
                odd=Ore(ore),
            )


def _winners(comparison: Comparison) -> Iterator[Sentence]:
    rows = comparison.rows
    less, more = ([row for row in rows if row.difference * sign > 0] for sign in (-1, 1))
    yield sentence(
        "Pay more: {more}. Pay less: {less}. Pay the same: {same}.",
        more=len(more),
        less=len(less),
        same=len(rows) - len(less) - len(more),
    )
    for those, template in (
        (more, sentence("Largest increase: {municipality}, {amount}.")),
        (less, sentence("Largest decrease: {municipality}, {amount}.")),
    ):
        if those:
            most = max(those, key=lambda row: abs(row.difference))
            yield template.filled(municipality=most.name, amount=Ore(abs(most.difference)))


def amounts_table(comparison: Comparison, names: SideNames) -> Table:
    """What everyone pays on both sides, and the difference in kroner, in percent and, where there are heads, per head."""
    heads = _has_heads(comparison)
    a, b = (name if isinstance(name, Text | Sentence) else str(name) for name in names)
    columns = (
        Column(NUMBER, False),
        Column(_members(comparison), False),
        Column(a),
        Column(b),
        Column(sentence("Difference"), strong=True),
        Column(sentence("Percent")),
        *([Column(PER_HEAD)] if heads else []),
    )
    rows: tuple[Row, ...] = tuple((row.number, row.name, *_amounts(row, heads=heads)) for row in comparison.rows)
    return Table(columns, rows, ("", SUM, *_amounts(comparison.total, heads=heads)), 2)


def _has_heads(comparison: Comparison) -> bool:
    """Whether anybody has inhabitants."""
    return any(row.population is not None for row in comparison.rows)


def _members(comparison: Comparison) -> Sentence:
    known = {**comparison.a.joined.municipalities, **comparison.b.joined.municipalities}
    return kind_of(known[row.number] for row in comparison.rows)


def _amounts(row: Difference, *, heads: bool) -> Row:
    amounts = (Ore(row.a), Ore(row.b), Ore(row.difference), _percent(row))
    return (*amounts, per_head(row.difference, row.population)) if heads else amounts


def _percent(row: Difference) -> Cell:
    """The difference in percent of what was paid, with one decimal; nothing where nothing was."""
    if not row.a:
        return None
    return Fixed(round(Fraction(row.difference * 1000, abs(row.a))), 1, percent=True)


def causes_table(comparison: Comparison) -> Table:
    """What each cause makes of everyone's difference; causes that make nothing for anybody are left out."""
    shown = [cause for cause in comparison.causes if any(row.causes[cause] for row in comparison.rows)]
    columns = (
        Column(NUMBER, False),
        Column(_members(comparison), False),
        *(Column(_called(cause, comparison)) for cause in shown),
        Column(sentence("Difference")),
    )
    rows: tuple[Row, ...] = tuple(
        (row.number, row.name, *(Fixed(row.causes[cause], 2) for cause in shown), Fixed(row.difference, 2))
        for row in comparison.rows
    )
    total = comparison.total
    sums = (*(Fixed(total.causes[cause], 2) for cause in shown), Fixed(total.difference, 2))
    return Table(columns, rows, ("", SUM, *sums), 2)


def _called(cause: str, comparison: Comparison) -> Sentence | Listed:
    called: dict[str, Sequence[Value]] = {name: [said] for name, said in CAUSES.items()}
    if comparison.splits:
        called["merger"] = [sentence("merger or split")]
    called["population"] = _figures(comparison)
    together = comparison.together if cause in comparison.together else [cause]
    return listed((said for name in together for said in called[name]), "+")


def _figures(comparison: Comparison) -> list[Value]:
    """What keys go by whose figures differ between the sides: measures by their names, and inhabitants where they count."""
    sides = (comparison.a, comparison.b)
    counted = {
        own: None
        for side in sides
        for name, periods in uses_of(side.budget).items()
        if side.period in periods
        for _, measure, _ in gone_by(side.budget.keys[name], side.joined)
        for own in counted_in(measure, side.joined.measures)
    }
    known = [{own: measure.in_period(side.period) for own, measure in side.joined.measures.items()} for side in sides]
    measures = [{**known[0], **known[1]}[own] for own in counted if _differs(own, *known)]
    return [*([CAUSES["population"]] if "population" in counted or not measures else []), *(m.name for m in measures)]


def _differs(measure: str, a: Mapping[str, Measure], b: Mapping[str, Measure]) -> bool:
    """Whether a measure of the files has other figures on the one side than on the other."""
    is_on_both = measure in a and measure in b and not is_agreed(measure)
    return is_on_both and a[measure].values != b[measure].values


def _method(comparison: Comparison) -> Iterator[Sentence]:
    yield sentence(
        "How much each cause matters depends on the order in which the causes are changed. The figures are the average "
        "over all orders ({method}); together they are the difference.",
        method=METHOD,
    )
    nothing = [cause for cause in comparison.causes if not any(row.causes[cause] for row in comparison.rows)]
    nothing = [cause for cause in nothing if cause != "population" or _has_heads(comparison)]
    if nothing:
        causes = listed(_called(cause, comparison) for cause in nothing)
        yield sentence("No difference comes from: {causes}.", causes=causes)
    if comparison.together:
        yield sentence("Where the two sides cannot be mixed, causes are taken together.")
    if comparison.merged.keys() - comparison.splits:
        yield sentence(
            "Municipalities that merged are compared with what they became; what each of them paid is added up."
        )
    for number, heirs in comparison.splits.items():
        shares = (listed((_named(heir, comparison), _rounded(share)), "") for heir, share in heirs.items())
        said = _SPLIT_BY_ESTIMATE if number in comparison.estimated else _SPLIT
        yield said.filled(municipality=_named(number, comparison), shares=listed(shares, ","))


_SPLIT: Final = sentence(
    "{municipality} was split: what it paid is divided by how many of its inhabitants each municipality got ({shares})."
)
_SPLIT_BY_ESTIMATE: Final = sentence(
    "{municipality} was split: what it paid is divided by an estimate of how many of its inhabitants each municipality got ({shares})."
)


def _named(number: str, comparison: Comparison) -> str:
    known = {**comparison.a.joined.municipalities, **comparison.b.joined.municipalities}
    return with_number(known[number].name, number)


def _rounded(share: Fraction) -> Fixed:
    """A share in percent with two decimals."""
    return Fixed(round(share * 10_000), 2, percent=True)


def _split(number: str, comparison: Comparison) -> dict[str, Any]:
    return {
        "number": number,
        "estimated": number in comparison.estimated,
        "into": [{"number": heir, "share": fraction(share)} for heir, share in comparison.splits[number].items()],
    }


def _row(row: Difference) -> dict[str, Any]:
    return {
        "number": row.number,
        "name": row.name,
        "before": list(row.before),
        "population": row.population,
        **money(a=row.a, b=row.b, difference=row.difference),
        "causes_ore": dict(row.causes),
        "causes": {cause: kroner(ore) for cause, ore in row.causes.items()},
    }


_SUMMED: Final = ("a_ore", "a", "b_ore", "b", "difference_ore", "difference", "causes_ore", "causes")


def csv_rows(comparison: Comparison) -> Iterator[tuple[str | int, ...]]:
    """One row for each municipality. Of causes that are taken as one, the first has it all, and the others are empty."""
    others = comparison.together[1:]
    for row in comparison.rows:
        yield (
            row.number,
            row.name,
            "" if row.population is None else row.population,
            kroner(row.a),
            kroner(row.b),
            kroner(row.difference),
            *("" if cause in others else kroner(row.causes.get(cause, 0)) for cause in CAUSES),
            "+".join(comparison.together),
        )


CSV_HEADER: Final = ("number", "name", "population", "a", "b", "difference", *CAUSES, "together")


def _as_ore(row: Row) -> Iterator[Cell]:
    for cell in row[2:-1]:
        yield Ore(cell.units) if isinstance(cell, Fixed) else cell
