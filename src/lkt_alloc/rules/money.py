"""Rules about posts and money: identifiers, what is covered, shares, units, and the totals that the source states."""

from collections.abc import Iterator
from fractions import Fraction

from lkt_alloc.findings import Path, Problem
from lkt_alloc.payers import payer_table
from lkt_alloc.rules.case import Case
from lkt_alloc.sentences import Ore, Sentence, Value, sentence


def post_ids(case: Case) -> Iterator[Problem]:
    """A post has an identifier of its own."""
    first: dict[str, int] = {}
    for i, post in enumerate(case.budget.posts):
        if post.id in first and case.sure("posts", i, "id"):
            message = sentence('Post "{id}" stands more than once.', id=post.id)
            related = ((("posts", first[post.id], "id"), sentence("the first is here")),)
            remedy = sentence("Give it an identifier of its own, or delete it.")
            yield Problem("duplicate-post", "budget", ("posts", i, "id"), message, remedy, related=related)
        first.setdefault(post.id, i)


def covered(case: Case) -> Iterator[Problem]:
    """What is covered lies between zero and the amount of the post."""
    for i, post in enumerate(case.budget.posts):
        for period, part in post.covered.items():
            amount = post.amounts.get(period, 0)
            within = 0 <= part <= amount or amount <= part <= 0
            if not within and case.sure("posts", i, "amounts"):
                message = sentence(
                    'Post "{id}" has {covered} covered of {amount}.', id=post.id, covered=Ore(part), amount=Ore(amount)
                )
                remedy = sentence("What is covered must lie between zero and the amount of the post.")
                yield Problem("covered-amount", "budget", ("posts", i, "covered", period), message, remedy)


def payer_shares(case: Case) -> Iterator[Problem]:
    """The payers of a post pay all of it, and no more."""
    for i, post in enumerate(case.budget.posts):
        found = sum(post.paid_by.values(), Fraction())
        if found != 1 and case.sure("posts", i, "paid_by"):
            message = sentence(
                'The payers of post "{id}" pay {found} together, not {whole}.',
                id=post.id,
                found=found,
                whole=Fraction(1),
            )
            yield Problem("payer-shares", "budget", ("posts", i, "paid_by"), message, _difference(found))


def key_shares(case: Case) -> Iterator[Problem]:
    """The parts of a key share out all of the total, and no more."""
    for name, key in case.budget.keys.items():
        found = sum((part.share for part in key.parts), Fraction())
        sure = all(case.stands("keys", name, "parts", i, "share") for i in range(len(key.parts)))
        if found != 1 and sure:
            message = sentence(
                'The parts of key "{name}" make {found} together, not {whole}.',
                name=name,
                found=found,
                whole=Fraction(1),
            )
            yield Problem("key-shares", "budget", ("keys", name, "parts"), message, _difference(found))


def _difference(found: Fraction) -> Sentence:
    if found < 1:
        return sentence("{difference} is missing.", difference=1 - found)
    return sentence("{difference} is too much.", difference=found - 1)


def period_dates(case: Case) -> Iterator[Problem]:
    """A period begins before it ends."""
    for name, period in case.budget.periods.items():
        if period.end < period.start:
            yield _ends_first("budget", ("periods", name, "to"))


def validity_dates(case: Case) -> Iterator[Problem]:
    """A municipality's number comes into use before it goes out of it."""
    for number, municipality in case.register.municipalities.items():
        if municipality.valid_from and municipality.valid_to and municipality.valid_to < municipality.valid_from:
            yield _ends_first("municipalities", ("municipalities", number, "valid_to"))


def _ends_first(document: str, path: Path) -> Problem:
    return Problem(
        "period-dates", document, path, sentence("The last day comes before the first."), sentence("Check both dates.")
    )


def rounding_units(case: Case) -> Iterator[Problem]:
    """What a key shares out is a whole number of its rounding units."""
    for payer_id, payer in case.budget.payers.items():
        if payer.key is None or payer.key not in case.budget.keys or not case.sure("keys", payer.key, "rounding"):
            continue
        key = case.budget.keys[payer.key]
        for period in filter(lambda period: _sums_known(case, period), case.budget.periods):
            total = payer_table(case.budget, period).sums[payer_id].increase
            if total % key.unit_ore:
                message = sentence(
                    'In period "{period}", {payer} share {total}, which cannot be divided into steps of {unit}.',
                    payer=payer.name,
                    period=period,
                    total=Ore(total),
                    unit=key.rounding,
                )
                remedy = sentence("Choose a finer rounding, or change the amounts.")
                yield Problem("rounding-unit", "budget", ("keys", payer.key, "rounding"), message, remedy)


def control_totals(case: Case) -> Iterator[Problem]:
    """The posts add up to what the source states."""
    for period, stated in case.budget.control_totals.items():
        if not _sums_known(case, period):
            continue
        sums = payer_table(case.budget, period).sums
        path = ("control_totals", period)
        total = Ore(sum(payer.total for payer in sums.values()))
        part = Ore(sum(payer.covered for payer in sums.values()))
        yield from _compare(
            stated.total, total, (*path, "total"), sentence("The amounts of the posts make {found}.", found=total)
        )
        yield from _compare(
            stated.covered, part, (*path, "covered"), sentence("What is covered makes {found}.", found=part)
        )
        for payer, said in stated.increase.items():
            if payer in sums:
                found = Ore(sums[payer].increase)
                what = sentence(
                    "The increase for {payer} is {found}.", payer=case.budget.payers[payer].name, found=found
                )
                yield from _compare(said, found, (*path, "increase", payer), what)


def _sums_known(case: Case, period: str) -> bool:
    """Whether every amount and share that a period's totals are made of is beyond doubt."""
    return (
        period in case.budget.periods
        and case.sure("payers")
        and case.stands("posts")
        and all(
            case.sure("posts", i, field)
            for i in range(len(case.budget.posts))
            for field in ("id", "paid_by", "amounts", "covered")
        )
    )


def _compare(said: int | None, found: Ore, path: Path, what: Sentence) -> Iterator[Problem]:
    if said is None or said == found.ore:
        return
    values: dict[str, Value] = {"what": what, "said": Ore(said), "difference": Ore(abs(found.ore - said))}
    if said < found.ore:
        message = sentence("{what} Stated here: {said}, which is {difference} less.", **values)
    else:
        message = sentence("{what} Stated here: {said}, which is {difference} more.", **values)
    remedy = sentence("Correct the amount that is wrong, on a post or in the control total.")
    yield Problem("control-total", "budget", path, message, remedy)
