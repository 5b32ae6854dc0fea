"""What `invoice` shows: a list of invoices as neutral blocks. Knows nothing of any format or language."""

from collections.abc import Callable, Sequence
from typing import Final

from lkt_alloc.engine.allocate import Allocation
from lkt_alloc.engine.invoice import InvoiceLine, InvoiceList
from lkt_alloc.language.sentences import Ore, Sentence, sentence
from lkt_alloc.reports.blocks import (
    KRONER,
    MUNICIPALITY,
    NUMBER,
    PERIOD,
    SUM,
    Cell,
    Column,
    Heading,
    Paragraph,
    Report,
    Row,
    Table,
)
from lkt_alloc.reports.inputs import Input
from lkt_alloc.reports.notes import inputs_note, method_note, what_if_note
from lkt_alloc.reports.strands import strands

INSTALMENT: Final = sentence("Part")
DUE: Final = sentence("Due date")
TEXT: Final = sentence("Text")

_COLUMNS: Final[tuple[tuple[Column, Callable[[InvoiceList, InvoiceLine], Cell]], ...]] = (
    (Column(NUMBER, False), lambda _, line: line.municipality.number),
    (Column(MUNICIPALITY, False), lambda _, line: line.municipality.name),
    (Column(sentence("Org. no."), False), lambda _, line: line.municipality.organisation_number),
    (Column(sentence("Your ref."), False), lambda _, line: line.municipality.buyer_reference or None),
    (Column(KRONER), lambda _, line: Ore(line.amount)),
    (Column(PERIOD, False), lambda invoices, _: invoices.period.period.name),
    (Column(INSTALMENT), lambda _, line: line.instalment),
    (Column(DUE, False), lambda _, line: line.due),
    (Column(TEXT, False), lambda _, line: line.text),
)


def invoice_table(invoices: InvoiceList) -> Table:
    """The list with all its columns, as a spreadsheet has it."""
    rows: tuple[Row, ...] = tuple(tuple(cell(invoices, line) for _, cell in _COLUMNS) for line in invoices.lines)
    total = tuple(
        SUM if column.title is MUNICIPALITY else Ore(invoices.total) if column.title is KRONER else None
        for column, _ in _COLUMNS
    )
    return Table(tuple(column for column, _ in _COLUMNS), rows, total, 2)


def invoice_report(allocation: Allocation, invoices: InvoiceList, inputs: Sequence[Input]) -> Report:
    """What `invoice` prints: the list without the columns that say nothing there, and what there is to know about it."""
    budget, period = allocation.budget.name, invoices.period.period.name
    heading = Heading(sentence("{budget}: invoices, {period}", budget=budget, period=period), 1)
    said = [sentence("Invoice text: {text}", text=text) for text in _texts(invoices)] + _remarks(invoices)
    methods = [method_note(strand.allocation, strand.divisions, by_post=False) for strand in strands(allocation)]
    return (
        heading,
        *what_if_note(allocation),
        _telling(invoice_table(invoices), invoices),
        *([Paragraph(tuple(said))] if said else []),
        *methods,
        Paragraph((inputs_note(inputs),), note=True),
    )


def _telling(table: Table, invoices: InvoiceList) -> Table:
    """The table without empty columns, and without what is the same all the way: the period, an only instalment, the text."""
    unsaid = (PERIOD, TEXT, INSTALMENT) if invoices.terms.instalments == 1 else (PERIOD, TEXT)
    filled = [any(cell is not None for cell in cells) for cells in zip(*table.rows, table.total, strict=True)]
    kept = [i for i, column in enumerate(table.columns) if column.title not in unsaid and (i < table.keys or filled[i])]
    rows = tuple(tuple(row[i] for i in kept) for row in table.rows)
    return Table(tuple(table.columns[i] for i in kept), rows, tuple(table.total[i] for i in kept), table.keys)


def _texts(invoices: InvoiceList) -> list[Sentence]:
    """The texts that stand on invoices, each once, in the order of their first use."""
    texts: list[Sentence] = []
    for line in invoices.lines:
        if line.text not in texts:
            texts.append(line.text)
    return texts


def _remarks(invoices: InvoiceList) -> list[Sentence]:
    said = []
    if invoices.terms.instalments > 1:
        said.append(
            sentence("Instalments are as equal as the rounding allows; what is left over goes to the first ones.")
        )
    if undated := sum(line.due is None for line in invoices.lines):
        said.append(sentence("Invoices without a due date: {n}. Say --due to give them one.", n=undated))
    if credits_ := sum(line.amount < 0 for line in invoices.lines):
        said.append(sentence("Credit notes, with negative amounts: {n}.", n=credits_))
    if invoices.left_out:
        said.append(sentence("Invoices of 0 kr are left out: {n}.", n=invoices.left_out))
    return said
