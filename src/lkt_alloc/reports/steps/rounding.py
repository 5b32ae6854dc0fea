"""How amounts are rounded, in sentences: by which rule, what that did to one amount, and where a tie decided.

Calculates nothing anew. Knows nothing of how the sentences are laid out.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final, Literal

from lkt_alloc.engine.allocate import Division, PeriodAllocation, Share
from lkt_alloc.engine.apportion import METHOD, NEAREST, WHOLE_KRONER
from lkt_alloc.engine.names import with_number
from lkt_alloc.engine.payers import KRONE
from lkt_alloc.language.sentences import Ore, Sentence, Value, counted, in_kroner, listed, sentence
from lkt_alloc.reports.members import who_goes_first

_RULES: Final = {
    "below a table": {
        METHOD: sentence("Every amount for a period is rounded once, to {whole}, by largest remainder ({method})."),
        NEAREST: sentence("Every amount for a period is rounded by itself, to the nearest {unit} ({method})."),
    },
    "after all steps": {
        METHOD: sentence("Rounding: largest remainder ({method})."),
        NEAREST: sentence("Rounding: each amount by itself, to the nearest unit ({method})."),
    },
    "below exact amounts": {
        METHOD: sentence("Exact amounts are rounded down or up, to {whole}, so that all amounts add up to the total."),
        NEAREST: sentence("Every exact amount is rounded by itself, to the nearest {unit}."),
    },
}


def nearest(unit_ore: int) -> Value:
    """A rounding unit as amounts are rounded to the nearest of them: one krone, one øre, or so many kroner."""
    if unit_ore == 1:
        return sentence("whole øre")
    return sentence("whole krone") if unit_ore == KRONE else Ore(unit_ore)


def whole(unit_ore: int) -> Value:
    """A rounding unit as amounts are in whole ones of it."""
    if unit_ore == 1:
        return sentence("whole øre")
    return sentence("whole kroner") if unit_ore == KRONE else sentence("whole units of {unit}", unit=Ore(unit_ore))


def _half(unit_ore: int) -> Value:
    if unit_ore == 1:
        return sentence("half an øre")
    return sentence("half a krone") if unit_ore == KRONE else Ore(unit_ore // 2)


def rounding_rules(
    divisions: Sequence[Division], where: Literal["below a table", "after all steps", "below exact amounts"]
) -> list[Sentence]:
    """By which rule amounts are rounded, each rule once, in the words that fit `where` it is said."""
    ore = divisions[0].key.unit_ore
    methods = dict.fromkeys(division.method for division in divisions)
    rules = [_RULES[where][method].filled(unit=nearest(ore), whole=whole(ore), method=method) for method in methods]
    return [*([_WHOLE_KRONER] if any(division.rounded_off for division in divisions) else []), *rules]


_WHOLE_KRONER: Final = sentence(
    "Before it is shared, a total with øre is rounded to whole kroner, and nobody pays the difference ({method}).",
    method=WHOLE_KRONER,
)


def rounded_off(division: Division) -> Iterator[Sentence]:
    """What a total with øre becomes before it is shared by a key in kroner."""
    if division.rounded_off:
        yield sentence(
            "{borne} is rounded to {total} before it is shared; nobody pays the difference of {odd}.",
            borne=Ore(division.borne),
            total=Ore(division.total),
            odd=Ore(division.rounded_off),
        )


def cut_off(division: Division, share: Share) -> Fraction:
    """What was cut off a quota, in kroner."""
    rest = share.remainder * division.key.unit_ore / KRONE
    return -rest if division.total < 0 else rest


def rounding_steps(division: Division, share: Share) -> Iterator[Sentence]:
    """From the exact amount to what is paid, or paid back: then in positive amounts too."""
    if not division.total:
        yield _so(division, share)
    elif division.method == NEAREST:
        yield sentence(
            "The allocation key leaves a difference, so every amount is rounded by itself, to the nearest {unit};"
            " {half} or more is rounded up.",
            unit=nearest(division.key.unit_ore),
            half=_half(division.key.unit_ore),
        )
        yield _so(division, share)
    elif not division.units_left:
        yield sentence("All amounts are {whole} already.", whole=whole(division.key.unit_ore))
        yield _so(division, share)
    else:
        yield from _by_largest_remainder(division, share)


def _so(division: Division, share: Share) -> Sentence:
    """What is paid, where nothing comes in addition."""
    values: dict[str, Value] = {"municipality": share.name, "amount": Ore(abs(share.amount))}
    if share.amount < 0 < division.total:
        return sentence("So {municipality} is paid {amount}.", **values)
    if division.total < 0 and share.amount <= 0:
        return sentence("So {municipality} gets {amount} back.", **values)
    return sentence("So {municipality} pays {amount}.", **values)


def _by_largest_remainder(division: Division, share: Share) -> Iterator[Sentence]:
    floors = sum(other.floor for other in division.everyone)
    yield sentence(
        "Rounded down to the nearest {unit}: {floor}, with a remainder of {rest}.",
        unit=nearest(division.key.unit_ore),
        floor=Ore(-share.floor if division.total < 0 else share.floor),
        rest=in_kroner(abs(cut_off(division, share))),
    )
    yield sentence(
        "All amounts rounded down like this add up to {floors}. The total is {total}, so {difference} is left.",
        floors=Ore(abs(floors)),
        total=Ore(abs(division.total)),
        difference=Ore(abs(division.total - floors)),
    )
    yield _who_gets_more(division)
    yield _place(division, share)
    if share.number in division.tied:
        first = who_goes_first(_tied(division))
        yield sentence("Several have equal remainders; {first}, and that decided here.", first=first)


def _who_gets_more(division: Division) -> Sentence:
    """Who gets the units that are left."""
    n, unit = division.units_left, Ore(division.key.unit_ore)
    if division.total < 0:
        return counted(
            "The one with the largest remainder gets {unit} more back.",
            "The {n} with the largest remainders get {unit} more back each.",
            n,
            unit=unit,
        )
    return counted(
        "The one with the largest remainder pays {unit} more.",
        "The {n} with the largest remainders pay {unit} more each.",
        n,
        unit=unit,
    )


def _place(division: Division, share: Share) -> Sentence:
    """Whether one municipality is among them, and what that makes."""
    values: dict[str, Value] = {
        "municipality": share.name,
        "rank": share.rank,
        "count": len(division.everyone),
        "amount": Ore(abs(share.amount)),
    }
    if share.amount * division.total < 0:
        return _place_of_credit(division, share, values)
    if not share.extra and division.total < 0:
        return sentence("{municipality} is number {rank} of {count} by remainder, and gets {amount} back.", **values)
    if not share.extra:
        return sentence("{municipality} is number {rank} of {count} by remainder, and pays {amount}.", **values)
    values["extra"] = Ore(abs(share.amount - share.floor))
    if division.total < 0:
        return sentence(
            "{municipality} is number {rank} of {count} by remainder, and gets {extra} more back: {amount}.", **values
        )
    return sentence(
        "{municipality} is number {rank} of {count} by remainder, and pays {extra} more: {amount}.", **values
    )


def _place_of_credit(division: Division, share: Share, values: Mapping[str, Value]) -> Sentence:
    """The same for somebody who is paid where others pay, or who pays where others get money back."""
    less = Ore(abs(share.amount - share.floor))
    if division.total < 0:
        return sentence("{municipality} is number {rank} of {count} by remainder, so it pays {amount}.", **values)
    if share.extra:
        return sentence(
            "{municipality} is number {rank} of {count} by remainder, and is paid {less} less: {amount}.",
            **values,
            less=less,
        )
    return sentence("{municipality} is number {rank} of {count} by remainder, and is paid {amount}.", **values)


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
                names=listed(with_number(share.name, share.number) for share in tied),
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
