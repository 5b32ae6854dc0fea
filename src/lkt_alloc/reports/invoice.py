"""What `invoice` shows: a list of invoices as neutral blocks, and for programs. Knows nothing of any format or language."""

from collections.abc import Callable, Iterator
from typing import Any, ClassVar, Final

from lkt_alloc.engine.invoice import InvoiceLine, InvoiceList, without_years
from lkt_alloc.engine.names import with_number
from lkt_alloc.language.sentences import Ore, Sentence, listed, sentence
from lkt_alloc.language.words import Words
from lkt_alloc.reports.blocks import (
    INVOICE_ADDRESS,
    KEY,
    KRONER,
    NAME,
    NUMBER,
    PAYER,
    PERIOD,
    SUM,
    YOUR_REFERENCE,
    Apart,
    Block,
    Cell,
    Column,
    Heading,
    Paragraph,
    Report,
    Row,
    Rows,
    Table,
)
from lkt_alloc.reports.decisions.said import not_adopted
from lkt_alloc.reports.members import kind_of
from lkt_alloc.reports.notes import inputs_note, method_notes
from lkt_alloc.reports.record import common, csv_row, money, named_inputs, period_fields, said_what_if
from lkt_alloc.reports.results import OfAllocation
from lkt_alloc.reports.vat import vat_notes

FORMAT: Final = "lkt-alloc/invoice/2"
CSV_HEADER: Final = (
    "period", "payer", "key", "number", "name", "organisation_number", "buyer_reference", "amount", "instalment", "due", "text",
    "invoice_address", "answer",
)  # fmt: skip
INSTALMENT: Final = sentence("Instalment")
DUE: Final = sentence("Due date")
TEXT: Final = sentence("Text")


class Invoiced(OfAllocation, frozen=True):
    """What each municipality is to be invoiced. For programs, only the text of invoices is in the language of `words`."""

    is_paper: ClassVar[bool] = True

    words: Words
    invoices: InvoiceList

    def report(self) -> Report:
        """The list without the columns that say nothing on a screen, and what there is to know about it."""
        period = self.invoices.period.period.name
        budget = without_years(self.allocation.budget.name, period)
        said = [
            *(sentence("Invoice text: {text}", text=text) for text in _texts(self.invoices)),
            *_remarks(self.invoices),
        ]
        divisions = self.invoices.period.divisions
        vat = tuple(vat_notes(self.allocation.budget, divisions))
        return (
            Heading(sentence("{budget}: invoices, {period}", budget=budget, period=period), 1),
            *self.what_if(),
            *([Paragraph(vat)] if vat else []),
            _telling(self.table(), self.invoices),
            *_by_due_date(self.table()),
            *([Paragraph(tuple(said))] if said else []),
            *method_notes(self.allocation),
            Paragraph((inputs_note(self.inputs),), note=True),
        )

    def table(self) -> Table:
        """The list with all its columns, as a spreadsheet has it; payers and keys where there are several to tell apart."""
        own, alone = self.invoices, self._alone()
        shown = [(column, cell) for column, cell in _COLUMNS if column.title not in alone]
        rows: tuple[Row, ...] = tuple(tuple(cell(self, line) for _, cell in shown) for line in own.lines)
        total = tuple(
            SUM if column.title is NAME else Ore(own.total) if column.title is KRONER else None for column, _ in shown
        )
        members = Column(kind_of(line.municipality for line in own.lines), False)
        columns = tuple(members if column.title is NAME else column for column, _ in shown)
        due = [column.title for column in columns].index(DUE)
        return Table(columns, rows, total, 2, apart=Apart(due, sentence("no due date")))

    def _alone(self) -> list[Sentence]:
        """The columns that tell nothing: of one payer, of keys where nobody has several invoices of a payer, of addresses of nobody."""
        lines = self.invoices.lines
        payers = {line.payer for line in lines}
        several = self.invoices.terms.by_key and any(len(self.allocation.keys_called(payer)) > 1 for payer in payers)
        addresses = [] if any(line.address for line in lines) else [INVOICE_ADDRESS]
        return [*([PAYER] if len(payers) <= 1 else []), *([] if several else [KEY]), *addresses]

    def rows(self) -> Rows:
        """A row for each invoice."""
        period = {"period": self.invoices.period.id}
        own = ({**period, **_invoice(line, self.words, self.invoices)} for line in self.invoices.lines)
        return CSV_HEADER, (csv_row(CSV_HEADER, fields) for fields in own)

    def record(self) -> dict[str, Any]:
        """All of the list (`lkt_alloc.reports.record`)."""
        own = self.invoices
        return {
            "format": FORMAT,
            "method": common([division.method for division in own.period.divisions]),
            "what_if": said_what_if(own.what_if),
            "inputs": named_inputs(self.inputs),
            **period_fields(own.period),
            "instalments": own.terms.instalments,
            "odd": own.terms.odd,
            **money(total=own.total, left=own.left, rounded_off=own.rounded_off),
            "left_out": own.left_out,
            "invoices": [_invoice(line, self.words, own) for line in own.lines],
        }


_COLUMNS: Final[tuple[tuple[Column, Callable[["Invoiced", InvoiceLine], Cell]], ...]] = (
    (Column(NUMBER, False), lambda _, line: line.municipality.number),
    (Column(NAME, False), lambda _, line: line.municipality.name),
    (Column(PAYER, False), lambda own, line: own.allocation.budget.payers[line.payer].name),
    (Column(KEY, False), lambda own, line: own.allocation.keys_called(line.payer)[line.keys[0]]),
    (Column(sentence("Org. no."), False), lambda _, line: line.municipality.organisation_number),
    (Column(YOUR_REFERENCE, False), lambda _, line: line.municipality.buyer_reference or None),
    (Column(INVOICE_ADDRESS, False), lambda _, line: line.address or None),
    (Column(KRONER, strong=True), lambda _, line: Ore(line.amount)),
    (Column(PERIOD, False), lambda own, _: own.invoices.period.period.name),
    (Column(INSTALMENT), lambda _, line: line.instalment),
    (Column(DUE, False), lambda _, line: line.due),
    (Column(TEXT, False), lambda _, line: line.text),
)


def _invoice(line: InvoiceLine, words: Words, invoices: InvoiceList) -> dict[str, Any]:
    rows = invoices.decided.rows if invoices.decided else ()
    answers = {number: row.answer for row in rows for number in row.numbers}
    return {
        "payer": line.payer,
        "key": common(line.keys),
        "number": line.municipality.number,
        "name": line.municipality.name,
        "organisation_number": line.municipality.organisation_number,
        "buyer_reference": line.municipality.buyer_reference or None,
        **money(amount=line.amount),
        "credit_note": line.amount < 0,
        "instalment": line.instalment,
        "due": line.due.isoformat() if line.due else None,
        "text": words.say(line.text),
        "invoice_address": line.address or None,
        "answer": answers.get(line.municipality.number),
    }


def _telling(table: Table, invoices: InvoiceList) -> Table:
    """The table without empty columns, and without what is the same all the way: the period, an only instalment, the text."""
    unsaid = (PERIOD, TEXT, INSTALMENT) if invoices.terms.instalments == 1 else (PERIOD, TEXT)
    filled = [any(cell is not None for cell in cells) for cells in zip(*table.rows, table.total, strict=True)]
    kept = [i for i, column in enumerate(table.columns) if column.title not in unsaid and (i < table.keys or filled[i])]
    rows = tuple(tuple(row[i] for i in kept) for row in table.rows)
    return Table(tuple(table.columns[i] for i in kept), rows, tuple(table.total[i] for i in kept), table.keys)


def _by_due_date(table: Table) -> Iterator[Block]:
    """What is due when, where there is more than one date."""
    if sums := table.sums_apart():
        place = [column.title for column in table.columns].index(KRONER)
        lacking = sentence("no due date")
        rows: tuple[Row, ...] = tuple((day or lacking, row[place]) for day, row in sums)
        yield Heading(sentence("By due date"))
        yield Table((Column(DUE, False), Column(KRONER, strong=True)), rows, (SUM, table.total[place]), 1)


def _texts(invoices: InvoiceList) -> list[Sentence]:
    """The texts that stand on invoices, each once, in the order of their first use."""
    texts: list[Sentence] = []
    for line in invoices.lines:
        if line.text not in texts:
            texts.append(line.text)
    return texts


def told(invoices: InvoiceList) -> Iterator[Sentence]:
    """What whoever sends invoices is to know of decisions: who has not adopted this, and where answers differ."""
    if invoices.decided is None:
        return
    yield from not_adopted(invoices.decided, _THIS if invoices.settled is None else _BUDGETED)
    for row in invoices.decided.rows:
        for what, several in _SEVERAL:
            if len(said := row.said(what)) > 1:
                yield several.filled(member=with_number(row.name, row.number), said=listed(said))


_THIS: Final = sentence("Adopted another amount than this: {names}.")
_BUDGETED: Final = sentence("Adopted another amount than in the budget: {names}.")
_SEVERAL: Final = (
    (
        "reference",
        sentence("{member}: the answers give several references, {said}; none is used. Write one answer of {member}."),
    ),
    (
        "invoice_address",
        sentence("{member}: the answers give several addresses, {said}; none is used. Write one answer of {member}."),
    ),
)
_ODD: Final = {
    "first": sentence("Instalments are as equal as the rounding allows; the remainder goes to the first ones."),
    "last": sentence("Instalments are as equal as the rounding allows; the remainder goes to the last ones."),
}


def _remarks(invoices: InvoiceList) -> list[Sentence]:
    said = []
    if invoices.terms.instalments > 1:
        said.append(_ODD[invoices.terms.odd])
    if undated := sum(line.due is None for line in invoices.lines):
        said.append(sentence("Invoices without a due date: {n}.", n=undated))
    if credits_ := sum(line.amount < 0 for line in invoices.lines):
        said.append(sentence("Credit notes, with negative amounts: {n}.", n=credits_))
    said += told(invoices)
    if invoices.left_out:
        said.append(sentence("Invoices of {amount} are left out: {n}.", amount=Ore(0), n=invoices.left_out))
    return said
