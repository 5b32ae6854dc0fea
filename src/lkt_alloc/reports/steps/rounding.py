"""How amounts are rounded, in sentences: by which rule, what that did to one amount, and where a tie decided.

Calculates nothing anew. Knows nothing of how the sentences are laid out.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final, Literal

from lkt_alloc.engine.allocate import Division, PeriodAllocation, Share
from lkt_alloc.engine.apportion import BY_POST, METHOD, NEAREST, SHARE_METHOD, WHOLE_KRONER, Rounding
from lkt_alloc.engine.names import with_number
from lkt_alloc.engine.payers import KRONE
from lkt_alloc.language.sentences import Ore, Sentence, Value, counted, cut, in_kroner, listed, sentence
from lkt_alloc.reports.members import who_goes_first
from lkt_alloc.reports.steps.money import summed

_RULES: Final = {
    "below a table": {
        METHOD: sentence("Every amount for a period is rounded once, to {whole}, by largest remainder ({method})."),
        NEAREST: sentence("Every amount for a period is rounded by itself, to the nearest {unit} ({method})."),
        BY_POST[METHOD]: sentence(
            "Every budget item is rounded by itself, to {whole}, by largest remainder, and everyone pays the sum ({method})."
        ),
        BY_POST[NEAREST]: sentence(
            "Every amount of every budget item is rounded by itself, to the nearest {unit}, and everyone pays the sum ({method})."
        ),
    },
    "after all steps": {
        METHOD: sentence("Rounding: largest remainder ({method})."),
        NEAREST: sentence("Rounding: each amount by itself, to the nearest unit ({method})."),
        BY_POST[METHOD]: sentence("Rounding: largest remainder, for each budget item by itself ({method})."),
        BY_POST[NEAREST]: sentence(
            "Rounding: each amount of each budget item by itself, to the nearest unit ({method})."
        ),
    },
    "below exact amounts": {
        METHOD: sentence("Exact amounts are rounded down or up, to {whole}, so that all amounts add up to the total."),
        NEAREST: sentence("Every exact amount is rounded by itself, to the nearest {unit}."),
        BY_POST[METHOD]: sentence(
            "For each budget item by itself, exact amounts are rounded down or up, to {whole}, so that they add up to its cost;"
            " the rounded amount is the sum of these."
        ),
        BY_POST[NEAREST]: sentence(
            "For each budget item by itself, every exact amount is rounded to the nearest {unit}; the rounded amount is the sum of these."
        ),
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
    return [*([_WHOLE_KRONER] if any(division.has_odd_ore for division in divisions) else []), *rules]


_WHOLE_KRONER: Final = sentence(
    "Before it is shared, a total with øre is rounded to whole kroner ({method}).",
    method=WHOLE_KRONER,
)


def rounded_off(division: Division) -> Iterator[Sentence]:
    """What a total with øre becomes before it is shared by a key in kroner; post by post where each is rounded by itself."""
    for post, own in division.apart.items():
        yield from (of_post(post, said) for said in rounded_off(own))
    if not division.apart:
        yield from total_rounded_off(division)


def total_rounded_off(division: Division) -> Iterator[Sentence]:
    """The same of the whole total, whether it is rounded at once or post by post."""
    if division.rounded_off:
        is_less = abs(division.total) < abs(division.borne)
        said = _ROUNDED_DOWN if is_less else _ROUNDED_UP
        yield said.filled(borne=Ore(division.borne), total=Ore(division.total), odd=Ore(abs(division.rounded_off)))


_ROUNDED_DOWN: Final = sentence("{borne} is rounded to {total} before it is shared: {odd} is not shared.")
_ROUNDED_UP: Final = sentence("{borne} is rounded to {total} before it is shared: {odd} more is shared.")


def cut_off(division: Division, share: Share) -> Fraction:
    """What was cut off a quota, in kroner."""
    rest = share.remainder * division.key.unit_ore / KRONE
    return -rest if division.total < 0 else rest


def rounding_steps(division: Division, share: Share) -> Iterator[Sentence]:
    """From the exact amount to what is paid, or paid back: then in positive amounts too; post by post where each is rounded by itself."""
    if not division.apart:
        yield from _rounded(division, share)
        return
    sign = -1 if division.total < 0 else 1
    amounts = []
    for post, apart, own in division.posts_apart(share.number):
        amounts.append(Fraction(own.amount * sign))
        yield of_post(post, listed(_rounded(apart, own), ""))
    yield sentence("The sum of these: {terms} = {amount}", terms=summed(amounts), amount=Ore(share.amount * sign))


def of_post(post: str, said: Value) -> Sentence:
    """What is said of one post among several."""
    return sentence("Budget item {id}: {said}", id=post, said=said)


def _rounded(division: Division, share: Share) -> Iterator[Sentence]:
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


def rounded_share(division: Division, rounding: Rounding, share: Share) -> Iterator[Sentence]:
    """How a share of the whole is rounded before it is used."""
    unit, everyone = division.key.share_unit or Fraction(1), division.everyone
    place = [other.number for other in everyone].index(share.number)
    floor, rest = unit * rounding.floors[place], unit * Fraction(rounding.remainders[place], rounding.of)
    yield sentence(
        "Shares are rounded to {unit} before they are used ({method}). Rounded down: {floor}, with a remainder of {rest}.",
        unit=unit,
        method=SHARE_METHOD,
        floor=floor,
        rest=cut(rest * 100, percent=True),
    )
    if rounding.extra:
        yield counted(
            "All shares rounded down like this add up to {floors}; the one with the largest remainder gets {unit} more.",
            "All shares rounded down like this add up to {floors}; the {n} with the largest remainders get {unit} more each.",
            rounding.extra,
            floors=unit * sum(rounding.floors),
            unit=unit,
        )
        yield sentence(
            "{municipality} is number {rank} of {count} by remainder: {share}.",
            municipality=share.name,
            rank=rounding.order.index(place) + 1,
            count=len(everyone),
            share=share.share,
        )
    if place in rounding.tied:
        first = who_goes_first([everyone[i] for i in rounding.tied])
        yield sentence("Several have equal remainders; {first}, and that decided here.", first=first)


def _tied(division: Division) -> list[Share]:
    return [share for share in division.everyone if share.number in division.tied]


def ties(period: PeriodAllocation, division: Division) -> list[Sentence]:
    """What ties decided in one period."""
    said = []
    for post, each in division.apart.items() or [("", division)]:
        if each.tied:
            tied = _tied(each)
            decided = sentence(
                "equal remainders decided the rounding for {names}; {first}.",
                names=listed(with_number(share.name, share.number) for share in tied),
                first=who_goes_first(tied),
            )
            said.append(in_period(period, of_post(post, decided) if post else decided))
    if period.payer_tie:
        said.append(in_period(period, _PAYER_TIE if division.key.unit_ore % KRONE == 0 else _PAYER_TIE_IN_ORE))
    return said


def in_period(period: PeriodAllocation, said: Value) -> Sentence:
    """What is said of one period among several."""
    return sentence("{period}: {said}", period=period.period.name, said=said)


_PAYER_TIE: Final = sentence(
    "remainders alone did not decide which payer gets an odd krone: among equal ones it is the first in the budget file, "
    "and no payer gets a krone of a budget item it does not pay for."
)
_PAYER_TIE_IN_ORE: Final = sentence(
    "remainders alone did not decide which payer gets an odd øre: among equal ones it is the first in the budget file, "
    "and no payer gets an øre of a budget item it does not pay for."
)
