"""What the limits of a key change, in sentences that can be followed with a calculator: what they hold for, who meets one, who bears it.

Calculates nothing anew. Knows nothing of how the steps are laid out. Amounts are of the total's magnitude.
"""

from collections.abc import Iterator
from fractions import Fraction

from lkt_alloc.engine.allocate import Division, Share
from lkt_alloc.engine.limits import Adjustment
from lkt_alloc.engine.parts import LimitRate, LimitShare
from lkt_alloc.engine.register import Register
from lkt_alloc.language.sentences import (
    Ore,
    Sentence,
    Value,
    counted,
    listed,
    sentence,
    shortest,
)
from lkt_alloc.reports.members import how_many
from lkt_alloc.reports.steps.measures import measure_name, part_of_period, quantity
from lkt_alloc.reports.steps.money import kroner, summed
from lkt_alloc.reports.steps.rounding import nearest


def named_parts(numbers: tuple[int, ...]) -> Sentence:
    """Parts of a key by their numbers: `part 1`, `parts 1 and 2`."""
    return counted("part {parts}", "parts {parts}", len(numbers), parts=listed(map(str, numbers)))


def limited(register: Register, division: Division, share: Share) -> Iterator[Sentence]:
    """What the limits change for one municipality, for each group of parts that have limits of their own; then the sum of it all."""
    for change in share.adjustments:
        own = [stake for stake in share.stakes if not change.parts or stake.number in change.parts]
        if change.parts and len(own) > 1:
            yield sentence(
                "Together for {parts}: {amount}",
                parts=named_parts(tuple(stake.number for stake in own)),
                amount=kroner(change.before),
            )
        yield from _change(register, division, share, change)
    if any(change.parts for change in share.adjustments):
        yield from _in_all(share)


def _in_all(share: Share) -> Iterator[Sentence]:
    """What is limited and the parts outside make in all, where there is more than one thing to add up."""
    inside = {number for change in share.adjustments for number in change.parts}
    outside = [stake for stake in share.stakes if stake.number not in inside]
    terms = [change.after for change in share.adjustments] + [stake.amount for stake in outside]
    if len(terms) == 1:
        return
    values: dict[str, Value] = {
        "terms": summed(terms),
        "amount": kroner(sum(terms, Fraction())),
    }
    if outside:
        parts = named_parts(tuple(stake.number for stake in outside))
        yield sentence("With {parts}: {terms} = {amount}", **values, parts=parts)
    else:
        yield sentence("Together: {terms} = {amount}", **values)


def _change(register: Register, division: Division, share: Share, change: Adjustment) -> Iterator[Sentence]:
    """From what the parts come to, to what is paid."""
    if not change.limit and change.multiple is None:
        yield from _borne(division, share, change)
        return
    before: Value = kroner(change.before)
    if change.multiple is not None and not _is_beyond(change):
        free = [o for o in _changes(division, change) if o.before > 0 and o.before * change.multiple == o.after]
        if not free:
            yield sentence("Everyone meets a limit.")
        else:
            yield from _at_limits(division, change)
            own = kroner(sum((other.before for other in free), Fraction()))
            paid = kroner(sum((other.after for other in free), Fraction()))
            yield sentence(
                "Those who meet no limit take the difference in proportion: together {own} becomes {paid}.",
                own=own,
                paid=paid,
            )
            product = kroner(change.before * change.multiple)
            values: dict[str, Value] = {"before": before, "own": own, "paid": paid, "product": product}
            yield sentence("{before} × {paid} / {own} = {product}", **values)
            before = product
    if change.limit:
        yield from _found(register, division, share, change)
        yield _limit(change, before)


def _at_limits(division: Division, change: Adjustment) -> Iterator[Sentence]:
    """Who stands at a limit of the same parts, with what it would have paid and what it pays: what the others bear is the sum of these."""
    stand = [
        sentence("{name} ({before} becomes {after})", name=o.name, before=kroner(own.before), after=kroner(own.after))
        for o in division.everyone
        for own in o.adjustments
        if own.parts == change.parts and own.limit
    ]
    said = counted(
        "This one stands at a limit: {members}.",
        "These stand at a limit: {members}.",
        len(stand),
        members=listed(stand),
    )
    yield from [said] if stand else []


def _is_beyond(change: Adjustment) -> bool:
    """Whether what the parts come to is itself more or less than the limit that is met lets it be."""
    if not change.limit:
        return False
    return change.before > change.after if change.is_capped else change.before < change.after


def _changes(division: Division, change: Adjustment) -> list[Adjustment]:
    """What the limits of the same parts change for everyone."""
    return [other for share in division.everyone for other in share.adjustments if other.parts == change.parts]


def _limit(change: Adjustment, before: Value) -> Sentence:
    """The limit that is met."""
    values: dict[str, Value] = {"limit": Ore(int(change.after)), "before": before, "after": kroner(change.after)}
    if change.parts:
        values["parts"] = named_parts(change.parts)
        if change.is_capped:
            return sentence("The cap for {parts} is {limit}: {before} becomes {after}.", **values)
        return sentence("The floor for {parts} is {limit}: {before} becomes {after}.", **values)
    if change.is_capped:
        return sentence("The cap is {limit}: {before} becomes {after}.", **values)
    return sentence("The floor is {limit}: {before} becomes {after}.", **values)


def _found(register: Register, division: Division, share: Share, change: Adjustment) -> Iterator[Sentence]:
    """How a limit that is no plain amount is found, and rounded."""
    written = (change.limit.most if change.is_capped else change.limit.least) if change.limit else None
    exact = change.exact.amount
    values: dict[str, Value] = {
        "factor": shortest(division.factor),
        "exact": kroner(exact),
        "unit": nearest(division.key.unit_ore),
        "bound": Ore(int(change.after)),
    }
    if isinstance(written, LimitShare):
        values |= {"share": written.share, "total": Ore(abs(division.total))}
        yield sentence("The limit is {share} of {total}: {exact}.", **values)
    elif isinstance(written, LimitRate):
        yield _by_rate(register, written, division.factor, share, change)
    elif written is not None and division.factor != 1:
        yield sentence(
            "The limit follows the index: {written} × {factor}, rounded to the nearest {unit}, is {bound}.",
            **values,
            written=Ore(written),
        )
        return
    if exact != change.after:
        yield sentence("It is rounded to the nearest {unit}: {bound}.", **values)


def _by_rate(register: Register, written: LimitRate, factor: Fraction, share: Share, change: Adjustment) -> Sentence:
    """A limit for what the municipality has, some of which may count only for a part of the period."""
    size, of_period = dict(change.exact.sizes)[written.measure], change.exact.of_period
    exact = kroner(change.exact.amount)
    terms: Value = kroner(written.rate * factor)
    if written.measure != "equal":
        terms = sentence("{rate} × {within}", rate=terms, within=shortest(size))
    if of_period != 1:
        terms = sentence("{rate} × {within}", rate=terms, within=part_of_period(of_period))
    elif written.measure == "equal":
        return sentence("The limit is {exact} for every member.", exact=exact)
    if written.measure == "equal":
        return sentence("The limit for every member: {terms} = {exact}", terms=terms, exact=exact)
    return sentence(
        "The limit goes by {measure}, and {municipality} has {size}: {terms} = {exact}",
        measure=measure_name(register, written.measure),
        municipality=share.name,
        size=quantity(register, written.measure, size),
        terms=terms,
        exact=exact,
    )


def _borne(division: Division, share: Share, change: Adjustment) -> Iterator[Sentence]:
    """What limits change for others, where it is borne by those who are named."""
    each = change.after - change.before
    bearers = [
        other
        for other in division.everyone
        for borne in other.adjustments
        if borne.parts == change.parts and not borne.limit
    ]
    values: dict[str, Value] = {
        "municipality": share.name,
        "members": how_many(bearers),
        "count": len(bearers),
        "pot": kroner(abs(each) * len(bearers)),
        "amount": kroner(abs(each)),
    }
    yield from _at_limits(division, change)
    if each > 0:
        yield sentence("Limits make the amounts of others {pot} lower.", **values)
    else:
        yield sentence("Limits make the amounts of others {pot} higher.", **values)
    if len(bearers) == 1:
        yield sentence("It falls to {municipality} alone.", **values)
    else:
        yield sentence("It is divided equally among {members}: {pot} / {count} = {amount}", **values)
    yield sentence("{terms} = {amount}", terms=summed((change.before, each)), amount=kroner(change.after))
