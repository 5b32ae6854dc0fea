"""What everyone pays in several periods, side by side: a row for each member, under the number that it has in the last of them.

Knows nothing of files, formats or wording.
"""

from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from lkt_alloc.engine.allocate import Allocation, PeriodAllocation, Share
from lkt_alloc.engine.keys import by_number
from lkt_alloc.engine.mergers import handed_on
from lkt_alloc.engine.register import Municipality
from lkt_alloc.engine.succession import Heirs, ends, heirs_among


class OverYears(Struct, frozen=True):
    """One member: its `amounts` in øre, one for each period. `shares` are what they come from, those of the last period first.

    What those paid who became it before (`before`: their numbers) is among them, each by its share.
    """

    number: str
    name: str
    shares: tuple[Share, ...]
    amounts: tuple[int, ...]
    before: tuple[str, ...]


def over_years(allocation: Allocation, known: Mapping[str, Municipality]) -> list[OverYears]:
    """A row for each member, ascending by number. `known` has what municipalities have become, and those that they became."""
    became = became_over_years(allocation, known)
    found: dict[str, list[tuple[int, Share]]] = {}
    for n, period in enumerate(allocation.periods):
        for share in _shares(period):
            for new, amount in handed_on(share.number, share.amount, became):
                found.setdefault(new, []).append((n, replace(share, amount=amount)))
    return [_row(known[number], found[number], len(allocation.periods)) for number in sorted(found, key=by_number)]


def _row(member: Municipality, paid: Sequence[tuple[int, Share]], periods: int) -> OverYears:
    amounts = [0] * periods
    for n, share in paid:
        amounts[n] += share.amount
    number, name = member.number, member.name
    before = dict.fromkeys(share.number for _, share in paid if share.number != number)
    shares = (replace(share, number=number, name=name) for _, share in reversed(paid))
    return OverYears(number, name, tuple(shares), tuple(amounts), tuple(before))


def became_over_years(allocation: Allocation, known: Mapping[str, Municipality]) -> dict[str, Heirs]:
    """What members have become that are members in a later period: by number, the ends of the ways that lead there."""
    last: dict[str, int] = {}
    for n, period in enumerate(allocation.periods):
        last |= {share.number: n for share in _shares(period)}
    found: dict[str, Heirs] = {}
    for number, n in last.items():
        later = {other for other, its in last.items() if its > n}
        heirs = heirs_among(number, known, later.__contains__) if later and number in known else {}
        found |= {number: heirs} if later & heirs.keys() else {}
    return {number: ends(number, lambda n: found.get(n, {})) for number in found}


def amounts_of(allocation: Allocation) -> dict[str, dict[str, int]]:
    """What each member pays in each period, to all payers together, in øre."""
    periods = [period.id for period in allocation.periods]
    found: dict[str, dict[str, int]] = {}
    for period, division in allocation.divided:
        for share in division.shares:
            own = found.setdefault(share.number, dict.fromkeys(periods, 0))
            own[period.id] += share.amount
    return found


def _shares(period: PeriodAllocation) -> list[Share]:
    return [share for division in period.divisions for share in division.shares]


def not_divided(period: PeriodAllocation) -> dict[str, int]:
    """What each payer pays in a period that no key shares, in øre, in the order of the payers; only where there is any."""
    borne = {payer: total.increase for payer, total in period.payers.items()}
    for division in period.divisions:
        borne[division.payer] -= division.borne
    return {payer: ore for payer, ore in borne.items() if ore}
