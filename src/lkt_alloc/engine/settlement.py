"""A period is settled: what each municipality's share of the final cost is, what it has paid on account, and the difference.

Payer by payer: who has a part in what several payers pay has a balance with each. Knows nothing of files, formats or languages.
"""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from lkt_alloc.engine.allocate import Allocation, Division, allocate
from lkt_alloc.engine.apportion import largest_remainder
from lkt_alloc.engine.keys import by_number, numbers
from lkt_alloc.engine.model import Budget
from lkt_alloc.engine.payers import KRONE
from lkt_alloc.engine.register import Register
from lkt_alloc.engine.scenario import Actual, changed

Account = tuple[str, str]
"""A payer and a municipality number."""


class Balance(Struct, frozen=True):
    """What one municipality has with one payer, in øre: its share of the final cost, and what it has paid.

    `following` is its amount in the next period. `keys` are those it shares by, and `unit` their (finest) rounding unit.
    """

    payer: str
    number: str
    name: str
    share: int
    paid: int
    following: int | None
    keys: tuple[str, ...]
    unit: int

    @property
    def balance(self) -> int:
        """What is left to pay; negative: to get back."""
        return self.share - self.paid

    @property
    def invoiced(self) -> int:
        """What is to be invoiced: the balance, with the amount of the next period if it is carried into one."""
        return self.balance + (self.following or 0)


class Settlement(Struct, frozen=True):
    """All balances, by payer (as in the budget file) and municipality number.

    `final` is the accounts shared out, `carried_to` the period the balances are carried into and `following` what is shared in
    it. `spread` are the numbers of those whose one payment is divided between several payers.
    """

    final: Allocation
    rows: tuple[Balance, ...]
    carried_to: str | None
    spread: tuple[str, ...]
    following: Allocation | None

    @property
    def payers(self) -> list[str]:
        """Whose balances there are, each once."""
        return list(dict.fromkeys(row.payer for row in self.rows))

    def rounded_off_of(self, payer: str) -> tuple[int, int]:
        """What is rounded off a payer's final cost, and off the period that balances are carried into (`Division.rounded_off`)."""
        found = [self.final.divided, self.following.divided if self.following else ()]
        final, following = (sum(own.rounded_off for _, own in divided if own.payer == payer) for divided in found)
        return final, following

    @property
    def together(self) -> tuple[Balance, ...]:
        """Everyone's balances with all payers together, by number; under no payer."""
        own: dict[str, list[Balance]] = {}
        for row in sorted(self.rows, key=lambda row: by_number(row.number)):
            own.setdefault(row.number, []).append(row)
        return tuple(_together(rows) for rows in own.values())


def _together(rows: Sequence[Balance]) -> Balance:
    """Somebody's balances with several payers, as one with none of them."""
    following = [row.following for row in rows if row.following is not None]
    return replace(
        rows[0],
        payer="",
        share=sum(row.share for row in rows),
        paid=sum(row.paid for row in rows),
        following=sum(following) if following else None,
    )


def settle(actual: Actual, budget: Budget, register: Register, carry: str | None = None) -> Settlement:
    """Settle a period, and carry the balances into another if one is named.

    The final cost is shared exactly as a budget with these amounts is. Expects figures that suit the budget (`lkt_alloc.checks.rules`).
    """
    final = allocate(changed(actual.changes(), budget, register), register, [actual.period])
    following = allocate(budget, register, [carry]) if carry else None
    shares, budgeted = _amounts(final), _amounts(allocate(budget, register, [actual.period]))
    then = _amounts(following) if following else {}
    keys = _keys(final, *([following] if following else []))
    places = {*shares, *budgeted, *then}
    places |= {_first_place(number, budget, register) for number in actual.paid if number not in {n for _, n in places}}
    order = list(budget.payers)
    places_in_order = sorted(places, key=lambda place: (order.index(place[0]), by_number(place[1])))
    paid, spread = _paid(actual, places_in_order, budgeted, shares)
    rows = tuple(
        Balance(
            *place,
            final.register.municipalities[place[1]].name,
            shares.get(place, 0),
            paid[place],
            then.get(place, 0) if carry else None,
            tuple(keys.get(place, {})),
            min(keys.get(place, {}).values(), default=KRONE),
        )
        for place in places_in_order
    )
    return Settlement(final, rows, carry, spread, following)


def _divided(allocation: Allocation) -> Iterator[tuple[Account, int, Division]]:
    """Who pays whom, and how much, by which key."""
    for _, division in allocation.divided:
        for share in division.shares:
            yield (division.payer, share.number), share.amount, division


def _amounts(allocation: Allocation) -> dict[Account, int]:
    """What each pays to each payer in all."""
    amounts: dict[Account, int] = {}
    for place, amount, _ in _divided(allocation):
        amounts[place] = amounts.get(place, 0) + amount
    return amounts


def _keys(*allocations: Allocation) -> dict[Account, dict[str, int]]:
    """The keys by which each shares with each payer, with their rounding units."""
    keys: dict[Account, dict[str, int]] = {}
    for allocation in allocations:
        for place, _, division in _divided(allocation):
            keys.setdefault(place, {})[division.key_id] = division.key.unit_ore
    return keys


def _first_place(number: str, budget: Budget, register: Register) -> Account:
    """Whom somebody has paid who shares nothing in the period: the first payer with a key that it is a member of."""
    for payer, own in budget.payers.items():
        keys = [own.key, *own.keys_by_period.values(), *(post.keys.get(payer) for post in budget.posts)]
        if any(number in numbers(budget.keys[key].members, register) for key in keys if key):
            return payer, number
    return next(iter(budget.payers)), number


def _paid(
    actual: Actual, places: Sequence[Account], budgeted: Mapping[Account, int], shares: Mapping[Account, int]
) -> tuple[dict[Account, int], tuple[str, ...]]:
    """What everyone has paid to each payer: what the budget says, where nothing else is said; and whose payment is divided."""
    paid = {place: budgeted.get(place, 0) for place in places}
    spread = []
    for number, ore in actual.paid.items():
        own = [place for place in places if place[1] == number]
        amounts = between(ore, [paid[place] for place in own], [shares.get(place, 0) for place in own])
        paid |= dict(zip(own, amounts, strict=True))
        spread += [number] if len(own) > 1 else []
    return paid, tuple(spread)


def between(paid: int, budgeted: Sequence[int], final: Sequence[int]) -> list[int]:
    """Divide one payment (øre) between payers, by what the budget says that each is to have.

    What is paid more or less than that is divided in proportion to it, by largest remainder; by the final shares where the budget says
    nothing, and equally where they do not either. So a payment as budgeted is what the budget says, to each payer. It is divided in whole
    kroner where all amounts are, else in øre.

    >>> between(100_000, [10_000, 20_000], [0, 0]), between(100_001, [10_000, 20_000], [0, 0])
    ([33300, 66700], [33334, 66667])
    """
    unit = KRONE if all(amount % KRONE == 0 for amount in (paid, *budgeted)) else 1
    weights = next(sizes for own in (budgeted, final, [1] * len(budgeted)) if any(sizes := list(map(abs, own))))
    more = largest_remainder((paid - sum(budgeted)) // unit, weights).shares
    return [amount + part * unit for amount, part in zip(budgeted, more, strict=True)]
