"""A period is settled: what each municipality's share of the final cost is, what it has paid on account, and the difference.

Knows nothing of files, formats or languages.
"""

from msgspec import Struct

from lkt_alloc.actual import Actual
from lkt_alloc.allocate import Allocation, allocate
from lkt_alloc.model import Budget, Register
from lkt_alloc.scenario import changed


class Balance(Struct, frozen=True):
    """One municipality, in øre: its share of the final cost, and what it has paid; `following` is its amount in the next period."""

    number: str
    name: str
    share: int
    paid: int
    following: int | None = None

    @property
    def balance(self) -> int:
        """What is left to pay; negative: to get back."""
        return self.share - self.paid

    @property
    def invoiced(self) -> int:
        """What is to be invoiced in the next period: its amount with the balance carried into it."""
        return self.balance + (self.following or 0)


class Settlement(Struct, frozen=True):
    """All balances by municipality number; `final` is the accounts shared out, `carried_to` the period they are carried into."""

    final: Allocation
    rows: tuple[Balance, ...]
    carried_to: str | None = None


def settle(actual: Actual, budget: Budget, register: Register, carry: str | None = None) -> Settlement:
    """Settle a period, and carry the balances into another if one is named.

    The final cost is shared exactly as a budget with these amounts is. Expects figures that suit the budget (`lkt_alloc.rules`).
    """
    final = allocate(changed(actual.changes(), budget, register), register, [actual.period])
    amounts, names = _amounts(final)
    budgeted, budget_names = _amounts(allocate(budget, register, [actual.period]))
    following, next_names = _amounts(allocate(budget, register, [carry])) if carry else ({}, {})
    names = next_names | budget_names | names
    rows = tuple(
        Balance(
            number,
            names[number],
            amounts.get(number, 0),
            actual.paid.get(number, budgeted.get(number, 0)),
            following.get(number, 0) if carry else None,
        )
        for number in sorted(names)
    )
    return Settlement(final, rows, carry)


def _amounts(allocation: Allocation) -> tuple[dict[str, int], dict[str, str]]:
    """What each pays in all, and what it is called, by number."""
    amounts: dict[str, int] = {}
    names: dict[str, str] = {}
    for period in allocation.periods:
        for division in period.divisions:
            for share in division.shares:
                amounts[share.number] = amounts.get(share.number, 0) + share.amount
                names[share.number] = share.name
    return amounts, names
