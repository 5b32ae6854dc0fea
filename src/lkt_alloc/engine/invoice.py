"""What is to be invoiced for a period: an allocation as a list of lines, one for each municipality and instalment.

Knows nothing of formats or languages. It divides amounts that have been found already; it finds none.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from msgspec import Struct

from lkt_alloc.engine.allocate import Allocation, Division, PeriodAllocation, Share
from lkt_alloc.engine.apportion import largest_remainder
from lkt_alloc.engine.model import ROUNDINGS, Municipality
from lkt_alloc.engine.settlement import Balance, Settlement
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import Sentence, Text, sentence


class InvoiceTerms(Struct, frozen=True):
    """How a period is to be invoiced: in how many instalments, due when (the first ones, in order), and with which text."""

    instalments: int = 1
    due: tuple[date, ...] = ()
    text: str | None = None


class InvoiceLine(Struct, frozen=True):
    """One invoice: who pays it, the amount in øre (negative for a credit note), when it is due, and what is to stand on it."""

    payer: str
    municipality: Municipality
    amount: int
    instalment: int
    due: date | None
    text: Sentence


class InvoiceList(Struct, frozen=True):
    """The lines of a period, by payer, municipality number and instalment; `left_out` counts those of zero kroner.

    The amounts make the total of what the payers share out, to the øre, but for what is `left`: that nobody is to pay. `what_if` says
    what is changed in the budget, where that is not as its file has it.
    """

    period: PeriodAllocation
    terms: InvoiceTerms
    lines: tuple[InvoiceLine, ...]
    left_out: int
    left: int
    what_if: tuple[Sentence, ...]

    @property
    def total(self) -> int:
        """The sum of all lines in øre."""
        return sum(line.amount for line in self.lines)

    @property
    def without_organisation_number(self) -> list[Municipality]:
        """Everyone who is to be invoiced and has no organisation number in the municipality file, each once."""
        lacking = [line.municipality for line in self.lines if line.municipality.organisation_number is None]
        return list({municipality.number: municipality for municipality in lacking}.values())


def invoice_list(allocation: Allocation, terms: InvoiceTerms) -> InvoiceList:
    """The invoices of an allocation's only period. Raises `CannotRun` when the due dates do not suit the instalments."""
    _check(terms)
    (period,) = allocation.periods
    lines = [
        line
        for division in period.divisions
        for share in division.shares
        for line in _lines(allocation, period, division, share, terms)
    ]
    return _list_of(lines, allocation, terms, _left(allocation))


def _list_of(lines: Sequence[InvoiceLine], allocation: Allocation, terms: InvoiceTerms, left: int) -> InvoiceList:
    to_pay = tuple(line for line in lines if line.amount)
    return InvoiceList(allocation.periods[0], terms, to_pay, len(lines) - len(to_pay), left, allocation.what_if)


def _left(allocation: Allocation) -> int:
    return sum(division.left for period in allocation.periods for division in period.divisions)


def settlement_list(settlement: Settlement, allocation: Allocation, terms: InvoiceTerms) -> InvoiceList:
    """The invoices of a settlement: balances, or what they come to with the period they are carried into.

    `allocation` has the period that is invoiced. Whoever is to get something back gets a credit note.
    """
    _check(terms)
    (period,) = allocation.periods
    budget, settled = allocation.budget.name, settlement.final.periods[0].period.name
    subject = sentence("{budget}: settlement of {period}", budget=budget, period=settled)
    if settlement.carried_to:
        subject = sentence(
            "{budget}, {period}, with the settlement of {settled}",
            budget=budget,
            period=period.period.name,
            settled=settled,
        )
    several = len(settlement.payers) > 1
    lines = []
    for row in settlement.rows:
        payer, municipality = allocation.budget.payers[row.payer], allocation.register.municipalities[row.number]
        own = sentence("{text}, {payer}", text=subject, payer=payer.name) if several else subject
        text = own if terms.text is None else Text({"": terms.text})
        for n, amount in enumerate(instalments(row.invoiced, _unit(row), terms.instalments), start=1):
            due = terms.due[n - 1] if n <= len(terms.due) else None
            lines.append(InvoiceLine(row.payer, municipality, amount, n, due, _text(text, n, amount, terms)))
    left = _left(settlement.final) + (_left(allocation) if settlement.carried_to else 0)
    return _list_of(lines, allocation, terms, left)


def _unit(row: Balance) -> int:
    """The unit in øre of instalments: that of the key, or the next finer one in which what is owed is whole."""
    return max(size for size in ROUNDINGS.values() if size <= row.unit and row.invoiced % size == 0)


def _check(terms: InvoiceTerms) -> None:
    if len(terms.due) > terms.instalments:
        reason = sentence("Due dates: {dates}. Instalments: {n}.", dates=len(terms.due), n=terms.instalments)
        raise CannotRun(reason, sentence("Give one --due for each instalment, or raise --instalments."))
    if list(terms.due) != sorted(set(terms.due)):
        raise CannotRun(sentence("Due dates must come in order, each later than the one before."))


def instalments(amount: int, unit: int, count: int) -> Sequence[int]:
    """Divide an amount in øre into `count` instalments of whole units that are as equal as can be.

    Largest remainder with equal weights: all remainders are equal, so the units left over go to the first instalments.

    >>> instalments(9_011_300, 100, 2)
    [4505700, 4505600]
    """
    return [part * unit for part in largest_remainder(amount // unit, [1] * count).shares]


def _lines(
    allocation: Allocation, period: PeriodAllocation, division: Division, share: Share, terms: InvoiceTerms
) -> Iterator[InvoiceLine]:
    municipality = allocation.register.municipalities[share.number]
    amounts = instalments(share.amount, division.key.unit_ore, terms.instalments)
    subject = _subject(allocation, period, division, terms)
    for n, amount in enumerate(amounts, start=1):
        due = terms.due[n - 1] if n <= len(terms.due) else None
        yield InvoiceLine(division.payer, municipality, amount, n, due, _text(subject, n, amount, terms))


def _subject(
    allocation: Allocation, period: PeriodAllocation, division: Division, terms: InvoiceTerms
) -> Text | Sentence:
    """What it is that is paid for: in the user's words, else the budget and the period, and whose share if there are several."""
    if terms.text is not None:
        return Text({"": terms.text})
    budget, name = allocation.budget.name, period.period.name
    if len(period.divisions) == 1:
        return sentence("{budget}, {period}", budget=budget, period=name)
    payer = allocation.budget.payers[division.payer].name
    return sentence("{budget}, {period}, {payer}", budget=budget, period=name, payer=payer)


def _text(subject: Text | Sentence, n: int, amount: int, terms: InvoiceTerms) -> Sentence:
    """The subject, which instalment it is if there are several, and that it is a credit note if it is one."""
    text = sentence("{text}", text=subject)
    if terms.instalments > 1:
        text = sentence("{text}, instalment {n} of {count}", text=text, n=n, count=terms.instalments)
    return sentence("Credit note: {text}", text=text) if amount < 0 else text
