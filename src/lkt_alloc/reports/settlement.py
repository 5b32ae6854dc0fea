"""What `settle` shows: balances as neutral blocks, and field by field. Knows nothing of any format or language."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from lkt_alloc.engine.settlement import Balance, Settlement
from lkt_alloc.language.sentences import Ore, Sentence, listed, sentence
from lkt_alloc.reports.blocks import (
    MUNICIPALITY,
    NUMBER,
    PAYER,
    SUM,
    Block,
    Column,
    Heading,
    Paragraph,
    Report,
    Row,
    Table,
)
from lkt_alloc.reports.inputs import Input
from lkt_alloc.reports.notes import inputs_note, method_note
from lkt_alloc.reports.record import common, division_fields, money, named_inputs, period_fields, said_what_if
from lkt_alloc.reports.strands import strands

FORMAT: Final = "lkt-alloc/settlement/2"
FINAL_SHARE: Final = sentence("Final share, kr")
PAID: Final = sentence("Paid on account, kr")
BALANCE: Final = sentence("To pay (+) or get back (−), kr")
CSV_HEADER: Final = ("period", "payer", "number", "name", "final", "paid", "balance", "next_period", "to_invoice")


def settlement_table(settlement: Settlement) -> Table:
    """Share, paid on account and balance, with the payer if there are several; with the next period where balances are carried."""
    return _table(settlement, settlement.rows, by_payer=len(settlement.payers) > 1)


def _table(settlement: Settlement, balances: Sequence[Balance], *, by_payer: bool) -> Table:
    budget = settlement.final.budget
    columns = [Column(NUMBER, False), Column(MUNICIPALITY, False), *([Column(PAYER, False)] if by_payer else [])]
    columns += map(Column, (FINAL_SHARE, PAID, BALANCE))
    if settlement.carried_to:
        name = budget.periods[settlement.carried_to].name
        columns += [Column(sentence("{period}, kr", period=name)), Column(sentence("To be invoiced, kr"))]
    amounts = [_amounts(row) for row in balances]
    rows: tuple[Row, ...] = tuple(
        (row.number, row.name, *([budget.payers[row.payer].name] if by_payer else []), *map(Ore, own))
        for row, own in zip(balances, amounts, strict=True)
    )
    sums = (Ore(sum(column)) for column in zip(*amounts, strict=True))
    return Table(tuple(columns), rows, (None, SUM, *([None] if by_payer else []), *sums), 2)


def _amounts(row: Balance) -> list[int]:
    own = [row.share, row.paid, row.balance]
    return own if row.following is None else [*own, row.following, row.invoiced]


def settlement_report(settlement: Settlement, inputs: Sequence[Input]) -> Report:
    """What `settle` prints."""
    final = settlement.final
    heading = sentence("{budget}: settlement, {period}", budget=final.budget.name, period=final.periods[0].period.name)
    return (
        Heading(heading, 1),
        settlement_table(settlement),
        Paragraph(tuple(_said(settlement))),
        *_together(settlement),
        *(method_note(strand.allocation, strand.divisions, by_post=False) for strand in strands(final)),
        Paragraph((inputs_note(inputs),), note=True),
    )


def _said(settlement: Settlement) -> Iterator[Sentence]:
    yield sentence("Plus is to be paid, minus is to be got back.")
    if settlement.spread:
        names = [settlement.final.register.municipalities[number].name for number in settlement.spread]
        yield sentence(
            "What these have paid on account is divided between the payers as the budget has it: {names}.",
            names=listed(names),
        )


def _together(settlement: Settlement) -> Iterator[Block]:
    """Everyone's balance in all, where there are several payers."""
    if len(settlement.payers) > 1:
        yield Heading(sentence("All payers together"))
        yield _table(settlement, settlement.together, by_payer=False)


def settlement_record(settlement: Settlement, inputs: Sequence[Input]) -> dict[str, Any]:
    """The settlement for programs, in the manner of the other results (`lkt_alloc.reports.record`)."""
    (period,) = settlement.final.periods
    return {
        "format": FORMAT,
        "method": common([division.method for division in period.divisions]),
        "what_if": said_what_if(settlement.final.what_if),
        "inputs": named_inputs(inputs),
        **period_fields(period),
        "carried_to": settlement.carried_to,
        **money(total=sum(row.balance for row in settlement.rows)),
        "divisions": [division_fields(period, division) for division in period.divisions],
        "spread": list(settlement.spread),
        "balances": [_balance(row) for row in settlement.rows],
    }


def _balance(row: Balance) -> dict[str, Any]:
    to_invoice = None if row.following is None else row.invoiced
    amounts = money(
        final=row.share, paid=row.paid, balance=row.balance, next_period=row.following, to_invoice=to_invoice
    )
    return {"payer": row.payer, "number": row.number, "name": row.name, **amounts}


def settlement_rows(settlement: Settlement) -> Iterator[tuple[str, ...]]:
    """The settlement as rows under `CSV_HEADER`; the last two are empty where nothing is carried."""
    for row in settlement.rows:
        fields = {"period": settlement.final.periods[0].id} | _balance(row)
        yield tuple("" if fields[name] is None else fields[name] for name in CSV_HEADER)
