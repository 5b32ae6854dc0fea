"""What `settle` shows: balances as neutral blocks, and field by field. Knows nothing of any format or language."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from lkt_alloc.engine.settlement import Balance, Settlement
from lkt_alloc.language.sentences import Ore, Sentence, listed, sentence
from lkt_alloc.language.words import Words
from lkt_alloc.reports.blocks import (
    NUMBER,
    PAYER,
    ROUNDED_OFF,
    SUM,
    Block,
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
from lkt_alloc.reports.notes import inputs_note, method_notes
from lkt_alloc.reports.record import common, csv_row, division_fields, money, named_inputs, period_fields, said_what_if
from lkt_alloc.reports.results import Result

FORMAT: Final = "lkt-alloc/settlement/3"
FINAL_SHARE: Final = sentence("Final share, NOK")
PAID: Final = sentence("Paid on account, NOK")
BALANCE: Final = sentence("To pay (+) or get back (−), NOK")
CSV_HEADER: Final = (
    "period",
    "payer",
    "key",
    "number",
    "name",
    "final",
    "paid",
    "balance",
    "next_period",
    "to_invoice",
)


class Settled(Result, frozen=True):
    """What everyone is to pay or get back after the accounts, and the files that it was made from."""

    settlement: Settlement
    inputs: Sequence[Input]

    def report(self) -> Report:
        """The balances, and how they came about."""
        final = self.settlement.final
        budget, period = final.budget.name, final.periods[0].period.name
        return (
            Heading(sentence("{budget}: settlement, {period}", budget=budget, period=period), 1),
            self.table(),
            Paragraph(tuple(_said(self.settlement))),
            *_together(self.settlement),
            *method_notes(final),
            Paragraph((inputs_note(self.inputs),), note=True),
        )

    def table(self) -> Table:
        """Share, paid on account and balance, with the payer if there are several; with the next period where balances are carried."""
        return _table(self.settlement, self.settlement.rows, by_payer=len(self.settlement.payers) > 1)

    def rows(self) -> Rows:
        """A row for each balance; the last two fields are empty where nothing is carried. Øre that are rounded off are under no number."""
        period = {"period": self.settlement.final.periods[0].id}
        own = (_balance(row) for row in self.settlement.rows)
        return CSV_HEADER, (csv_row(CSV_HEADER, period | fields) for fields in (*own, *_odd_fields(self.settlement)))

    def record(self) -> dict[str, Any]:
        """The settlement in the manner of the other results (`lkt_alloc.reports.record`)."""
        (period,) = self.settlement.final.periods
        return {
            "format": FORMAT,
            "method": common([division.method for division in period.divisions]),
            "what_if": said_what_if(self.settlement.final.what_if),
            "inputs": named_inputs(self.inputs),
            **period_fields(period),
            "carried_to": self.settlement.carried_to,
            **money(total=sum(row.balance for row in self.settlement.rows)),
            "divisions": [
                division_fields(period, division, self.settlement.final.register) for division in period.divisions
            ],
            "spread": list(self.settlement.spread),
            "balances": [_balance(row) for row in self.settlement.rows],
        }


def _table(settlement: Settlement, balances: Sequence[Balance], *, by_payer: bool) -> Table:
    budget = settlement.final.budget
    known = settlement.final.register.municipalities
    members = kind_of(known[row.number] for row in balances)
    columns = [Column(NUMBER, False), Column(members, False), *([Column(PAYER, False)] if by_payer else [])]
    columns += [Column(FINAL_SHARE), Column(PAID), Column(BALANCE, strong=not settlement.carried_to)]
    if settlement.carried_to:
        name = budget.periods[settlement.carried_to].name
        columns += [
            Column(sentence("{period}, NOK", period=name)),
            Column(sentence("To be invoiced, NOK"), strong=True),
        ]
    amounts = [_amounts(row) for row in balances]
    rows: tuple[Row, ...] = tuple(
        (row.number, row.name, *([budget.payers[row.payer].name] if by_payer else []), *map(Ore, own))
        for row, own in zip(balances, amounts, strict=True)
    )
    sums = [sum(column) for column in zip(*amounts, strict=True)]
    for payer, final, following in _odd(settlement, by_payer=by_payer):
        called = [budget.payers[payer].name] if by_payer else []
        rows = (
            *rows,
            (
                None,
                ROUNDED_OFF,
                *called,
                Ore(final),
                *[None] * 2,
                *([Ore(following), None] if settlement.carried_to else []),
            ),
        )
        sums[0] += final
        if settlement.carried_to:
            sums[3] += following
    return Table(tuple(columns), rows, (None, SUM, *([None] if by_payer else []), *map(Ore, sums)), 2)


def _odd(settlement: Settlement, *, by_payer: bool) -> Iterator[tuple[str, int, int]]:
    """What is rounded off, which nobody pays: of the final cost and of the next period, for each payer or for all together."""
    payers = settlement.final.budget.payers
    odd = [(payer, *settlement.rounded_off_of(payer)) for payer in payers]
    if not by_payer:
        odd = [("", sum(final for _, final, _ in odd), sum(following for *_, following in odd))]
    yield from (row for row in odd if any(row[1:]))


def _odd_fields(settlement: Settlement) -> Iterator[dict[str, Any]]:
    """The same for programs; what has no meaning for these øre is unknown."""
    for payer, final, following in _odd(settlement, by_payer=True):
        amounts = money(final=final, paid=None, balance=None, next_period=None, to_invoice=None)
        if settlement.carried_to:
            amounts |= money(next_period=following)
        yield {"payer": payer, "key": None, "number": "", "name": Words("en").say(ROUNDED_OFF), **amounts}


def _amounts(row: Balance) -> list[int]:
    own = [row.share, row.paid, row.balance]
    return own if row.following is None else [*own, row.following, row.invoiced]


def _said(settlement: Settlement) -> Iterator[Sentence]:
    yield sentence("Plus is to be paid, minus is to be refunded.")
    if settlement.spread:
        names = [settlement.final.register.municipalities[number].name for number in settlement.spread]
        yield sentence(
            "What these have paid on account is divided among the payers as in the budget: {names}.",
            names=listed(names),
        )


def _together(settlement: Settlement) -> Iterator[Block]:
    """Everyone's balance in all, where there are several payers."""
    if len(settlement.payers) > 1:
        yield Heading(sentence("All payers together"))
        yield _table(settlement, settlement.together, by_payer=False)


def _balance(row: Balance) -> dict[str, Any]:
    to_invoice = None if row.following is None else row.invoiced
    amounts = money(
        final=row.share, paid=row.paid, balance=row.balance, next_period=row.following, to_invoice=to_invoice
    )
    return {"payer": row.payer, "key": common(row.keys), "number": row.number, "name": row.name, **amounts}
