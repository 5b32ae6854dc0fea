"""The tables of `compare`: what everyone pays on every side, and the difference between the first and another."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from lkt_alloc.engine.apportion import to_nearest
from lkt_alloc.engine.comparison import Comparison, Difference
from lkt_alloc.language.sentences import Fixed, Listed, Ore, Sentence, Text, Value, listed, sentence
from lkt_alloc.reports.blocks import NOTHING, NUMBER, PER_HEAD, SUM, Bars, Column, Less, Row, Table
from lkt_alloc.reports.members import kind_of
from lkt_alloc.reports.shares import per_head

SideNames = tuple[Value, ...]
"""What the sides are called."""


def amounts_table(comparison: Comparison, names: SideNames) -> Table:
    """What everyone pays on every side."""
    columns = (*member_columns(comparison), *amounts_columns(names))
    rows = [(*member, *paid) for member, paid in zip(members(comparison), amounts(comparison), strict=True)]
    return Table(columns, tuple(rows[:-1]), rows[-1], 2)


def differences_table(comparison: Comparison, names: SideNames) -> Table:
    """What everyone pays more on each side than on the first, in kroner."""
    columns = (*member_columns(comparison), *amounts_columns(names[1:]))
    sides = zip(*(_with_total(comparison, n) for n in range(len(comparison.against))), strict=True)
    rows = [
        (*member, *(Ore(row.difference) for row in own)) for member, own in zip(members(comparison), sides, strict=True)
    ]
    return Table(columns, tuple(rows[:-1]), rows[-1], 2, drawn=tuple(range(2, len(columns))))


def difference_table(comparison: Comparison, names: SideNames, n: int) -> Table:
    """What everyone pays on the first side and on side `n`, and the difference; per head, where there are heads.

    Of several sides it has no bars, as those of different sides would not be on one scale.
    """
    against, heads = comparison.against[n - 1], has_heads(comparison)
    columns = (
        *member_columns(comparison),
        *amounts_columns((names[0], names[n])),
        *difference_columns(Less(3, 2), heads=heads),
    )
    paid = [(Ore(row.a), Ore(row.b), *difference(row, heads=heads)) for row in (*against.rows, against.total)]
    rows = [(*member, *own) for member, own in zip(members(comparison), paid, strict=True)]
    alone = len(names) == 2
    return Table(columns, tuple(rows[:-1]), rows[-1], 2, Bars(4) if alone else None, drawn=(4,) if alone else ())


def difference_chart(comparison: Comparison, n: int) -> Table:
    """The difference between the first side and side `n`, for bars."""
    against = comparison.against[n - 1]
    _, member = member_columns(comparison)
    rows = [(row.name, Ore(row.difference)) for row in against.rows]
    total = (SUM, Ore(against.total.difference))
    return Table((member, Column(sentence("Difference"), strong=True)), tuple(rows), total, 1, Bars(1, always=True))


def member_columns(comparison: Comparison) -> tuple[Column, Column]:
    """The columns that say whom a row is about."""
    known = comparison.known
    return Column(NUMBER, False), Column(kind_of(known[row.number] for row in comparison.rows), False)


def members(comparison: Comparison) -> list[Row]:
    """Whom each row is about, and the row of sums."""
    return [*((row.number, row.name) for row in comparison.against[0].rows), ("", SUM)]


def amounts_columns(names: Sequence[Value]) -> Iterator[Column]:
    """A column for each side."""
    return (Column(name if isinstance(name, Text | Sentence | Listed | str) else str(name)) for name in names)


def amounts(comparison: Comparison) -> list[Row]:
    """What everyone pays on every side, and the sums."""
    sides = [[row.a for row in _with_total(comparison, 0)]]
    sides += [[row.b for row in _with_total(comparison, n)] for n in range(len(comparison.against))]
    return [tuple(map(Ore, paid)) for paid in zip(*sides, strict=True)]


def _with_total(comparison: Comparison, n: int) -> tuple[Difference, ...]:
    return (*comparison.against[n].rows, comparison.against[n].total)


def difference_columns(made: Less, *, heads: bool, of: Value | None = None) -> Iterator[Column]:
    """The columns of a difference, made of two others: `of` a side, where the table has several."""
    titles = (sentence("Difference"), sentence("Percent"), PER_HEAD)
    if of is not None:
        titles = (
            sentence("{side}: difference", side=of),
            sentence("{side}: percent", side=of),
            sentence("{side}: kroner per head", side=of),
        )
    kroner, in_percent, head = titles
    yield Column(kroner, strong=True, made=made)
    yield Column(in_percent, made=Less(made.column, made.of, percent=True))
    if heads:
        yield Column(head)


def difference(row: Difference, *, heads: bool) -> Row:
    """A difference in kroner, in percent and, where there are heads, per head."""
    return (Ore(row.difference), percent(row), *([per_head(row.difference, row.population)] if heads else []))


def percent(row: Difference) -> Fixed | str:
    """The difference in percent of what was paid, with one decimal; halves away from zero, as a workbook shows them."""
    if not row.a:
        return NOTHING
    return Fixed(to_nearest(Fraction(row.difference * 1000, abs(row.a))), 1, percent=True)


def some_of(names: Sequence[str], most: int = 30) -> Value:
    """All names, or `most` of them and how many more there are; who wants to know of those finds them in a table."""
    if more := len(names[most:]):
        return sentence("{names} and {n} more", names=listed(names[:most], ","), n=more)
    return listed(names)


def has_heads(comparison: Comparison) -> bool:
    """Whether anybody has inhabitants."""
    return any(row.population is not None for row in comparison.rows)
