"""How amounts are rounded, in sentences: by which rule, what that did to one amount, and where a tie decided.

Calculates nothing anew. Knows nothing of how the sentences are laid out.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Final, Literal

from lkt_alloc.engine.allocate import Division, PeriodAllocation, Share
from lkt_alloc.engine.apportion import METHOD, NEAREST
from lkt_alloc.engine.names import with_number
from lkt_alloc.engine.payers import KRONE
from lkt_alloc.language.sentences import Ore, Sentence, Value, in_kroner, listed, sentence
from lkt_alloc.reports.members import each, who_goes_first

_RULES: Final = {
    "below a table": {
        METHOD: sentence("{each}'s total for a period is rounded once, to {unit}, by largest remainder ({method})."),
        NEAREST: sentence("{each}'s total for a period is rounded by itself, to the nearest {unit} ({method})."),
    },
    "after all steps": {
        METHOD: sentence("Rounding: largest remainder ({method})."),
        NEAREST: sentence("Rounding: each amount by itself, to the nearest unit ({method})."),
    },
    "below exact amounts": {
        METHOD: sentence(
            "Exact amounts are rounded down or up, to {unit}, so that everybody's amounts make the total."
        ),
        NEAREST: sentence("Every exact amount is rounded by itself, to the nearest {unit}."),
    },
}


def rounding_rules(
    divisions: Sequence[Division], where: Literal["below a table", "after all steps", "below exact amounts"]
) -> list[Sentence]:
    """By which rule amounts are rounded, each rule once, in the words that fit `where` it is said."""
    unit, of_each = Ore(divisions[0].key.unit_ore), each(divisions[0].shares)
    methods = dict.fromkeys(division.method for division in divisions)
    return [_RULES[where][method].filled(unit=unit, method=method, each=of_each) for method in methods]


def cut_off(division: Division, share: Share) -> Fraction:
    """What was cut off a quota, in kroner."""
    rest = share.remainder * division.key.unit_ore / KRONE
    return -rest if division.total < 0 else rest


def rounding_steps(division: Division, share: Share) -> Iterator[Sentence]:
    """From the exact amount to what is paid."""
    if division.method == NEAREST:
        yield from _to_nearest(division, share)
    else:
        yield from _by_largest_remainder(division, share)


def _to_nearest(division: Division, share: Share) -> Iterator[Sentence]:
    yield sentence(
        "The allocation key leaves a difference, so every amount is rounded by itself, to the "
        "nearest {unit}; half a unit or more is rounded up.",
        unit=Ore(division.key.unit_ore),
    )
    yield sentence("So {municipality} pays {amount}.", municipality=share.name, amount=Ore(share.amount))


def _by_largest_remainder(division: Division, share: Share) -> Iterator[Sentence]:
    values: dict[str, Value] = {
        "unit": Ore(division.key.unit_ore),
        "floor": Ore(share.floor),
        "rest": in_kroner(cut_off(division, share)),
    }
    floors = sum(other.floor for other in division.shares)
    if division.total < 0:
        yield sentence("Rounded towards zero to the nearest {unit}: {floor}, with a remainder of {rest}.", **values)
    else:
        yield sentence("Rounded down to the nearest {unit}: {floor}, with a remainder of {rest}.", **values)
    yield sentence(
        "All amounts rounded down like this add up to {floors}. The total is {total}, so {difference} remains: {n} × {unit}.",
        floors=Ore(floors),
        total=Ore(division.total),
        difference=Ore(division.total - floors),
        n=division.units_left,
        unit=Ore(division.key.unit_ore if division.total >= 0 else -division.key.unit_ore),
    )
    if division.units_left:
        yield from _extra(division, share)
    else:
        yield sentence("So {municipality} pays {amount}.", municipality=share.name, amount=Ore(share.amount))


def _extra(division: Division, share: Share) -> Iterator[Sentence]:
    """Who gets the units that are left, and whether this municipality is among them."""
    yield sentence(
        "They go one each to the {n} largest remainders. {municipality} ranks {rank} of {count}.",
        n=division.units_left,
        municipality=share.name,
        rank=share.rank,
        count=len(division.everyone),
    )
    if share.number in division.tied:
        first = who_goes_first(_tied(division))
        yield sentence("Several have equal remainders; {first}, and that decided here.", first=first)
    values: dict[str, Value] = {
        "rank": share.rank,
        "n": division.units_left,
        "municipality": share.name,
        "amount": Ore(share.amount),
    }
    if share.extra:
        extra = Ore(share.amount - share.floor)
        yield sentence(
            "{rank} is within {n}, so {municipality} gets {extra} in addition and pays {amount}.", **values, extra=extra
        )
    else:
        yield sentence("{rank} is beyond {n}, so {municipality} gets nothing in addition and pays {amount}.", **values)


def _tied(division: Division) -> list[Share]:
    return [share for share in division.everyone if share.number in division.tied]


def ties(period: PeriodAllocation, division: Division) -> list[Sentence]:
    """What ties decided in one period."""
    said = []
    if division.tied:
        tied = _tied(division)
        said.append(
            sentence(
                "{period}: equal remainders decided the rounding for {names}; {first}.",
                period=period.period.name,
                names=listed((with_number(share.name, share.number) for share in tied), ","),
                first=who_goes_first(tied),
            )
        )
    if period.payer_tie:
        said.append(
            sentence(
                "{period}: remainders alone did not decide which payer gets an odd krone: among "
                "equal ones it is the first in the budget file, "
                "and no payer gets a krone of a budget item it does not pay for.",
                period=period.period.name,
            )
        )
    return said
