"""The points of a proposed resolution: of a budget, of accounts, and of what is only imagined."""

from collections.abc import Iterator

from lkt_alloc.engine.allocate import Allocation
from lkt_alloc.engine.model import Budget
from lkt_alloc.engine.settlement import Balance
from lkt_alloc.language.sentences import Ore, Sentence, Value, counted, listed, sentence
from lkt_alloc.reports.case_note.own import Amounts, StrandOfPayer, amounts, portions, to_be_paid
from lkt_alloc.reports.members import called


def paid_from(budget: Budget) -> Value:
    """Where amounts are paid from; where nobody has said it, a blank to be filled in."""
    return budget.case.paid_from or sentence("[budget and account]")


def resolution(allocation: Allocation, number: str) -> Iterator[Sentence]:
    """Support, the key of each payer, and the municipality's own amounts."""
    own, municipality = portions(allocation, number), called(allocation.register.municipalities[number])
    yield from _not_a_proposal(allocation)
    yield sentence(
        '{municipality} supports the collaboration on "{budget}".',
        municipality=municipality,
        budget=allocation.budget.name,
    )
    for portion in own:
        yield _agrees(allocation, portion, municipality)
    yield from _covers(amounts(allocation, own), municipality, paid_from(allocation.budget))


def _not_a_proposal(allocation: Allocation) -> Iterator[Sentence]:
    if allocation.what_if:
        changes = listed(allocation.what_if, "")
        yield sentence("This is a what-if, and no proposed resolution. Changed: {changes}", changes=changes)


def _agrees(allocation: Allocation, portion: StrandOfPayer, municipality: Value) -> Sentence:
    return sentence(
        '{municipality} agrees that {what} is divided by the allocation key "{key}".',
        municipality=municipality,
        what=to_be_paid(allocation, portion.strand),
        key=portion.strand.key.called,
    )


def _covers(own: Amounts, municipality: Value, source: Value) -> Iterator[Sentence]:
    """What is paid, what is got back and what is neither: a point each."""
    values: dict[str, Value] = {"municipality": municipality, "paid_from": source}
    if own.paid:
        yield counted(
            "{municipality} covers its part of the costs with {amounts}, as shown in attachment 1. "
            "The amount is paid from {paid_from}.",
            "{municipality} covers its part of the costs with {amounts}, as shown in attachment 1. "
            "The amounts are paid from {paid_from}.",
            len(own.paid),
            amounts=listed(own.paid),
            **values,
        )
    if own.refunded:
        yield sentence(
            "{municipality} is refunded {amounts}, as shown in attachment 1.", amounts=listed(own.refunded), **values
        )
    if own.received:
        yield sentence(
            "{municipality} receives {amounts}, as shown in attachment 1.", amounts=listed(own.received), **values
        )
    if own.nothing:
        yield sentence("{municipality} pays nothing for {periods}.", periods=listed(own.nothing), **values)


def resolution_on_accounts(final: Allocation, row: Balance) -> Iterator[Sentence]:
    """That the settlement is taken note of, and what is left to pay or is got back."""
    values: dict[str, Value] = {
        "municipality": called(final.register.municipalities[row.number]),
        "share": Ore(row.share),
        "paid": Ore(row.paid),
        "balance": Ore(abs(row.balance)),
        "paid_from": paid_from(final.budget),
    }
    yield sentence(
        '{municipality} takes note of the settlement of "{budget}" for {period}, as shown in attachment 1.',
        budget=final.budget.name,
        period=final.periods[0].period.name,
        **values,
    )
    if row.balance > 0:
        yield sentence(
            "{municipality} pays the {balance} that is left to pay. The amount is paid from {paid_from}.", **values
        )
    elif row.balance < 0 and row.paid <= 0:
        yield sentence("{municipality} receives {amounts}.", amounts=values["balance"], **values)
    elif row.balance < 0:
        yield sentence("{balance} is refunded to {municipality}.", **values)
    else:
        yield sentence("{municipality} has nothing left to pay.", **values)
