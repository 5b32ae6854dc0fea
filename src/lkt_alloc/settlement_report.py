"""What `settle` shows: balances as neutral blocks, and field by field. Knows nothing of any format or language."""

from collections.abc import Sequence
from typing import Any

from lkt_alloc.blocks import Column, Heading, Paragraph, Report, Row, Table
from lkt_alloc.columns import MUNICIPALITY, NUMBER, SUM
from lkt_alloc.load import Loaded
from lkt_alloc.notes import inputs_note, method_note
from lkt_alloc.record import kroner
from lkt_alloc.sentences import Ore, sentence
from lkt_alloc.settlement import Balance, Settlement
from lkt_alloc.strands import strands

FINAL_SHARE = sentence("Final share, kr")
PAID = sentence("Paid on account, kr")
BALANCE = sentence("To pay (+) or get back (−), kr")
CSV_HEADER = ("municipality", "name", "share_kr", "paid_kr", "balance_kr", "next_period_kr", "to_invoice_kr")


def settlement_table(settlement: Settlement) -> Table:
    """Share, paid on account and balance; with the next period where the balances are carried."""
    columns = [
        Column(NUMBER, False),
        Column(MUNICIPALITY, False),
        *map(Column, (FINAL_SHARE, PAID, BALANCE)),
    ]
    if settlement.carried_to:
        name = settlement.final.budget.periods[settlement.carried_to].name
        columns += [Column(sentence("{period}, kr", period=name)), Column(sentence("To be invoiced, kr"))]
    amounts = [_amounts(row) for row in settlement.rows]
    rows: tuple[Row, ...] = tuple(
        (row.number, row.name, *map(Ore, own)) for row, own in zip(settlement.rows, amounts, strict=True)
    )
    total: Row = (None, SUM, *(Ore(sum(column)) for column in zip(*amounts, strict=True)))
    return Table(tuple(columns), rows, total, 2)


def _amounts(row: Balance) -> list[int]:
    own = [row.share, row.paid, row.balance]
    return own if row.following is None else [*own, row.following, row.invoiced]


def settlement_report(settlement: Settlement, inputs: Sequence[Loaded]) -> Report:
    """What `settle` prints."""
    final = settlement.final
    heading = sentence("{budget}: settlement, {period}", budget=final.budget.name, period=final.periods[0].period.name)
    said = sentence("Plus is to be paid, minus is to be got back.")
    methods = [method_note(strand.allocation, strand.divisions, by_post=False) for strand in strands(final)]
    return (
        Heading(heading, 1),
        settlement_table(settlement),
        Paragraph((said,)),
        *methods,
        Paragraph((inputs_note(inputs),), note=True),
    )


def settlement_record(settlement: Settlement, inputs: Sequence[Loaded]) -> dict[str, Any]:
    """The settlement for programs, amounts in kroner as text."""
    return {
        "format": "lkt-alloc/settlement/1",
        "inputs": [{"file": file.name, "sha256": file.sha256} for file in inputs],
        "period": settlement.final.periods[0].id,
        "carried_to": settlement.carried_to,
        "municipalities": [dict(zip(CSV_HEADER, _fields(row), strict=False)) for row in settlement.rows],
        "total_balance_kr": kroner(sum(row.balance for row in settlement.rows)),
    }


def settlement_rows(settlement: Settlement) -> list[tuple[str | int, ...]]:
    """The settlement as rows under `CSV_HEADER`; the last two are empty where nothing is carried."""
    return [(*own, *[""] * (len(CSV_HEADER) - len(own))) for own in map(_fields, settlement.rows)]


def _fields(row: Balance) -> tuple[str, ...]:
    return (row.number, row.name, *map(kroner, _amounts(row)))
