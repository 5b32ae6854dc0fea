"""Rules about posts and periods: identifiers, what is covered, shares, signs, dates."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from lkt_alloc.checks.rules.case import BUDGET, REGISTER, Case
from lkt_alloc.checks.rules.keys import difference, in_percent
from lkt_alloc.diagnostics.catalogue import DUPLICATE_POST, PAYER_SHARES, TOO_LARGE
from lkt_alloc.diagnostics.findings import Path, Problem, Rule
from lkt_alloc.files.notation import compared
from lkt_alloc.language.sentences import Ore, listed, sentence

MAX_CELLS: Final = 500_000
"""Posts × payers × periods, of which a budget of 100 000 posts has 400 000; and a tenth of parts and limits of keys × members × periods."""


def size(case: Case) -> Iterator[Problem]:
    """A budget can be shared out in a reasonable time."""
    posts, payers, periods = len(case.budget.posts), len(case.budget.payers), len(case.budget.periods)
    members = max((len(group.members) for group in case.register.groups.values()), default=0)
    parts = sum(len(key.parts) + len(key.limits) for key in case.budget.keys.values())
    if posts * payers * periods > MAX_CELLS or parts * members * periods > 10 * MAX_CELLS:
        message = sentence(
            "This is too much for one budget. Budget items: {posts}. Payers: {payers}. Periods: {periods}.",
            posts=posts,
            payers=payers,
            periods=periods,
        )
        yield Problem(TOO_LARGE, ("posts",), message, sentence("Divide it into several files."))


def post_ids(case: Case) -> Iterator[Problem]:
    """A post has an identifier of its own."""
    first: dict[str, int] = {}
    for i, post in enumerate(case.budget.posts):
        same = compared(post.id)
        if same in first and case.sure("posts", i, "id"):
            message = sentence('Budget item "{id}" is listed more than once.', id=post.id)
            related = ((("posts", first[same], "id"), sentence("the first is here")),)
            remedy = sentence("Give it an identifier of its own, or delete it.")
            yield Problem(DUPLICATE_POST, ("posts", i, "id"), message, remedy, related=related)
        first.setdefault(same, i)


COVERED_AMOUNT: Final = Rule(
    "LKT302",
    "covered-amount",
    "error",
    title=sentence("No more is committed than the budget item costs"),
    given=sentence("what is committed of a budget item"),
    when=sentence("it is not between zero and the budget item's amount"),
    then=sentence("correct one of them"),
    casts_doubt=True,
)


def covered(case: Case) -> Iterator[Problem]:
    """What is covered lies between zero and the amount of the post, and external money between zero and what that leaves."""
    for i, post in enumerate(case.budget.posts):
        for period, part in post.external.items():
            left = post.amounts.get(period, 0) - post.covered.get(period, 0)
            sure = case.sure("posts", i, "amounts") and case.sure("posts", i, "covered")
            if not (0 <= part <= left or left <= part <= 0) and sure:
                message = sentence(
                    'Budget item "{id}" gets {external} of external funding, but only {left} of it is left to pay.',
                    id=post.id,
                    external=Ore(part),
                    left=Ore(left),
                )
                remedy = sentence("External funding must be between zero and what is left of the budget item.")
                yield Problem(COVERED_AMOUNT, ("posts", i, "external", period), message, remedy)
        for period, part in post.covered.items():
            amount = post.amounts.get(period, 0)
            within = 0 <= part <= amount or amount <= part <= 0
            if not within and case.sure("posts", i, "amounts"):
                message = sentence(
                    'Of budget item "{id}", {covered} is committed, but its amount is {amount}.',
                    id=post.id,
                    covered=Ore(part),
                    amount=Ore(amount),
                )
                remedy = sentence("What is committed must be between zero and the amount of the budget item.")
                yield Problem(COVERED_AMOUNT, ("posts", i, "covered", period), message, remedy)


def payer_shares(case: Case) -> Iterator[Problem]:
    """The payers of a post pay all of it, and no more."""
    for i, post in enumerate(case.budget.posts):
        found = sum(post.paid_by.values(), Fraction())
        if found != 1 and case.sure("posts", i, "paid_by"):
            message = sentence(
                'The payers of budget item "{id}" pay {found} together, not {whole}.',
                id=post.id,
                found=in_percent(found),
                whole=Fraction(1),
            )
            yield Problem(PAYER_SHARES, ("posts", i, "paid_by"), message, difference(found))


AMOUNT_SIGN: Final = Rule(
    "LKT305",
    "amount-sign",
    "warning",
    title=sentence("Amounts have the same sign"),
    given=sentence("the amounts of a period"),
    when=sentence("some are negative while most are positive, or the other way round"),
    then=sentence("correct the sign, or acknowledge the refund"),
    may_be_acknowledged=True,
)


def signs(case: Case) -> Iterator[Problem]:
    """Amounts of a period have the same sign. A post that differs in several periods is told of once."""
    found: dict[int, list[str]] = {}
    for period in case.budget.periods:
        amounts = {i: post.amounts.get(period, 0) for i, post in enumerate(case.budget.posts)}
        negative = [i for i, amount in amounts.items() if amount < 0]
        positive = [i for i, amount in amounts.items() if amount > 0]
        for i in min(negative, positive, key=len) if negative and positive else ():
            found.setdefault(i, []).append(period)
    for i, periods in found.items():
        post, path = case.budget.posts[i], ("posts", i, "amounts")
        amount = Ore(post.amounts[periods[0]])
        message = sentence(
            'Budget item "{id}" is {amount}, with the opposite sign of most others.', id=post.id, amount=amount
        )
        if len(periods) > 1:
            several = sentence('Budget item "{id}" has the opposite sign of most others in {n} periods: {periods}.')
            message = several.filled(id=post.id, n=len(periods), periods=listed(periods, ","))
        remedy = sentence(
            "Correct the sign, or acknowledge it if it is a refund (acknowledged: in lkt-alloc help format)."
        )
        yield Problem(AMOUNT_SIGN, path if len(periods) > 1 else (*path, periods[0]), message, remedy)


MIXED_VAT: Final = Rule(
    "LKT306",
    "mixed-vat",
    "warning",
    title=sentence("Either all amounts include VAT, or none do"),
    given=sentence("the budget items of a budget"),
    when=sentence("some amounts include VAT and others do not"),
    then=sentence("write all amounts in one way, or acknowledge that they differ"),
    may_be_acknowledged=True,
)


def vat(case: Case) -> Iterator[Problem]:
    """Amounts include VAT, or they do not; not some of them."""
    labels = [post.vat or case.budget.vat for post in case.budget.posts]
    seen: dict[str, int] = {}  # the first post with each label
    for i, post in enumerate(case.budget.posts):
        first = min((n for other, n in seen.items() if other != labels[i]), default=None)
        if label := labels[i]:
            seen.setdefault(label, i)
        if post.vat and first is not None:
            message = sentence(
                'Budget item "{id}" has "vat: {label}", while others have "vat: {other}".',
                id=post.id,
                label=post.vat,
                other=str(labels[first]),
            )
            remedy = sentence(
                "Write all amounts in the same way, or acknowledge that they differ (acknowledged: in lkt-alloc help format)."
            )
            related = ((("posts", first), sentence("this budget item is labelled differently")),)
            yield Problem(MIXED_VAT, ("posts", i, "vat"), message, remedy, related=related)


def period_dates(case: Case) -> Iterator[Problem]:
    """A period begins before it ends."""
    for name, period in case.budget.periods.items():
        if period.end < period.start:
            yield _ends_first(BUDGET, ("periods", name, "to"))


def validity_dates(case: Case) -> Iterator[Problem]:
    """A municipality's number comes into use before it goes out of it."""
    for number, municipality in case.register.municipalities.items():
        if municipality.valid_from and municipality.valid_to and municipality.valid_to < municipality.valid_from:
            yield _ends_first(REGISTER, ("municipalities", number, "valid_to"))


PERIOD_DATES: Final = Rule(
    "LKT207",
    "period-dates",
    "error",
    title=sentence("A period begins before it ends"),
    given=sentence("a first and a last day"),
    when=sentence("the last comes before the first"),
    then=sentence("correct one of them"),
    casts_doubt=True,
)


def _ends_first(document: str, path: Path) -> Problem:
    return Problem(
        PERIOD_DATES,
        path,
        sentence("The last day comes before the first."),
        sentence("Check both dates."),
        document=document,
    )
