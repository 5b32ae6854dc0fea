"""Why amounts differ: what each cause makes of everyone's difference between two sides, and how that was found."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from lkt_alloc.engine.causes import METHOD
from lkt_alloc.engine.comparison import Comparison
from lkt_alloc.engine.keys import gone_by, uses_of
from lkt_alloc.engine.measures import counted_in
from lkt_alloc.engine.parts import is_agreed
from lkt_alloc.engine.register import Measure
from lkt_alloc.language.sentences import Fixed, Listed, Sentence, Value, listed, sentence
from lkt_alloc.reports.blocks import SUM, Column, Row, Table
from lkt_alloc.reports.comparison.tables import has_heads, member_columns
from lkt_alloc.reports.succession import said_to_have_become, succession

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
CUT: Final = sentence("Rounding to øre")
"""What the row is called that has what causes lack to their sums."""


def causes_table(comparison: Comparison) -> Table:
    """What each cause makes of everyone's difference; causes that make nothing for anybody are left out.

    What causes lack to their sums, as they are cut row by row, is a row of its own, where it is anything.
    """
    (against,) = comparison.against
    shown = _shown(comparison)
    columns = (
        *member_columns(comparison),
        *(Column(_called(cause, comparison)) for cause in shown),
        Column(sentence("Difference")),
    )

    def in_kroner(causes: Mapping[str, int], difference: int) -> Row:
        return (*(Fixed(causes[cause], 2) for cause in shown), Fixed(difference, 2))

    rows = [(row.number, row.name, *in_kroner(row.causes, row.difference)) for row in against.rows]
    if any(against.cut.values()):
        rows.append(("", CUT, *in_kroner(against.cut, 0)))
    return Table(columns, tuple(rows), ("", SUM, *in_kroner(against.total.causes, against.total.difference)), 2)


def _shown(comparison: Comparison) -> list[str]:
    """The causes that make something of anybody's difference, or of the sum."""
    (against,) = comparison.against
    return [cause for cause in comparison.causes if any(row.causes[cause] for row in (*against.rows, against.total))]


def _called(cause: str, comparison: Comparison) -> Sentence | Listed:
    called: dict[str, Sequence[Value]] = {name: [said] for name, said in CAUSES.items()}
    if comparison.splits:
        called["merger"] = [sentence("merger or split")]
    called["population"] = _figures(comparison)
    together = comparison.together if cause in comparison.together else [cause]
    return listed((said for name in together for said in called[name]), "+")


def _figures(comparison: Comparison) -> list[Value]:
    """What keys go by whose figures differ between the sides: measures by their names, and inhabitants where they count."""
    sides = comparison.sides
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


def brought_together(comparison: Comparison) -> Iterator[Sentence]:
    """What is compared with what where members have merged, were split, or only got another number."""
    yield from said_to_have_become(succession(comparison.merged, comparison.known), _MERGED)


_MERGED: Final = sentence(
    "Municipalities that merged are compared with what they became; what each of them paid is added up."
)


def method(comparison: Comparison) -> Iterator[Sentence]:
    """How causes were found, where there are any."""
    if not comparison.causes:
        return
    (against,) = comparison.against
    yield sentence(
        "How much each cause matters depends on the order in which the causes are changed. The figures are the average "
        "over all orders ({method}); together they are the difference.",
        method=METHOD,
    )
    if any(against.cut.values()):
        yield sentence(
            "Causes are rounded to whole øre row by row; what that changes in their sums is a row of its own."
        )
    nothing = [cause for cause in comparison.causes if cause not in _shown(comparison)]
    nothing = [cause for cause in nothing if cause != "population" or has_heads(comparison)]
    if nothing:
        causes = listed(_called(cause, comparison) for cause in nothing)
        yield sentence("No difference comes from: {causes}.", causes=causes)
    if comparison.together:
        yield sentence("Where the two sides cannot be mixed, causes are taken together.")
