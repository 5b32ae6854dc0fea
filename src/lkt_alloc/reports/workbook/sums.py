"""The sheet of measures that are sums of others: what everyone has of each term, the weights, and the sum as a formula."""

from fractions import Fraction

from lkt_alloc.engine.allocate import Allocation, Share
from lkt_alloc.engine.measures import terms_of
from lkt_alloc.language.sentences import Value, sentence
from lkt_alloc.language.words import Words
from lkt_alloc.reports.blocks import NUMBER
from lkt_alloc.reports.members import kind_of
from lkt_alloc.reports.steps.measures import measure_name
from lkt_alloc.reports.workbook.cells import SheetCell, Workbook, column_name, near


def sums_sheets(book: Workbook, allocation: Allocation, words: Words) -> None:
    """A sheet for each sum that a key goes by, or that one of those is made of; no amount is calculated from them."""
    found: dict[tuple[str, str], dict[str, tuple[Share, dict[str, Fraction]]]] = {}
    for period, division in allocation.divided:
        for share in division.shares:
            for measure, sizes in ((name, dict(stake.made_of)) for stake in share.stakes for name, _ in stake.made_of):
                if terms_of(measure, allocation.register.measures):
                    found.setdefault((period.id, measure), {}).setdefault(share.number, (share, sizes))
    for (period_id, measure), rows in found.items():
        name = allocation.budget.periods[period_id].name
        title = sentence("{period}: {said}", period=name, said=measure_name(allocation.register, measure))
        _fill(book, allocation, words, (measure, title), list(rows.values()))


def _fill(
    book: Workbook,
    allocation: Allocation,
    words: Words,
    named: tuple[str, Value],
    rows: list[tuple[Share, dict[str, Fraction]]],
) -> None:
    (measure, title), register = named, allocation.register
    weights = terms_of(measure, register.measures)
    sheet = book.add(words.title(title))
    sheet.put(0, 0, SheetCell(words.title(title), role="title"))
    heads: list[tuple[Value, str]] = [(NUMBER, "head"), (kind_of([share for share, _ in rows]), "head")]
    heads += [(measure_name(register, name), "figure head") for name in (*weights, measure)]
    sheet.fill(2, 0, [SheetCell(words.title(head), role=role) for head, role in heads])
    weighted = [_cell(weight, "sum") for weight in weights.values()]
    first = SheetCell(words.title(sentence("Weight")), role="sum")
    sheet.fill(3, 0, [SheetCell(None, role="sum"), first, *weighted, SheetCell(None, role="sum")])
    for row, (share, sizes) in enumerate(rows, start=4):
        figures = [_cell(sizes[term]) for term in weights]
        formula = "+".join(f"{near(row, n)}*{column_name(n)}$4" for n in range(2, 2 + len(weights)))
        who = [SheetCell(words.cell(share.number)), SheetCell(words.cell(share.name))]
        sheet.fill(row, 0, [*who, *figures, _cell(sizes[measure], formula=formula)])
    sheet.widths |= {0: 10, 1: 24} | dict.fromkeys(range(2, 3 + len(weights)), 18)
    sheet.frozen, sheet.head, sheet.printed_columns = (4, 2), range(2, 4), 3 + len(weights)


def _cell(figure: Fraction, role: str = "plain", formula: str | None = None) -> SheetCell:
    """A figure: whole, or with all the decimals that a reader can use."""
    return SheetCell(figure, "number" if figure.denominator == 1 else "fraction", role, formula)
