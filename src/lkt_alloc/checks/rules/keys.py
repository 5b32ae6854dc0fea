"""Rules about keys as a whole: shares, use, and when they are valid."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from lkt_alloc.checks.rules.case import Case
from lkt_alloc.diagnostics.findings import Problem, Rule
from lkt_alloc.engine.keys import share_of, uses_of
from lkt_alloc.engine.model import FixedPart, RestPart
from lkt_alloc.language.sentences import Fixed, Sentence, listed, sentence

KEY_SHARES: Final = Rule(
    "LKT401",
    "key-shares",
    "error",
    title=sentence("The parts of an allocation key add up to 100%"),
    given=sentence("the parts of an allocation key, or the shares that a part lists for its members"),
    when=sentence("their shares do not add up to 100%"),
    then=sentence("correct the shares; write thirds as 1/3"),
)


def shares(case: Case) -> Iterator[Problem]:
    """The parts of a key share out all of the total, and no more."""
    for name, key in case.budget.keys.items():
        if any(isinstance(part, FixedPart) for part in key.parts) or key.unclear or key.uncovered:
            continue  # what these make depends on the total: see parts.differences
        found = sum(map(share_of, key.parts), Fraction())
        if any(isinstance(part, RestPart) for part in key.parts):
            found = max(found, Fraction(1))
        sure = all(case.stands("keys", name, "parts", i, "share") for i in range(len(key.parts)))
        sure = sure and case.stands("keys", name, "difference")
        if found != 1 and sure:
            message = sentence(
                'The parts of allocation key "{name}" add up to {found}, not {whole}.',
                name=name,
                found=in_percent(found),
                whole=Fraction(1),
            )
            yield Problem(KEY_SHARES, ("keys", name, "parts"), message, difference(found))


def agreed(case: Case) -> Iterator[Problem]:
    """The shares that a part lists for its members make all that it takes."""
    for name, key in case.budget.keys.items():
        for i, part in enumerate(key.parts):
            path = ("keys", name, "parts", i, "shares")
            found = sum(key.agreed.get(part.measure, {}).values(), Fraction())
            if part.measure in key.agreed and found != 1 and case.sure(*path):
                message = sentence(
                    "The shares of this part add up to {found}, not {whole}.",
                    found=in_percent(found),
                    whole=Fraction(1),
                )
                yield Problem(KEY_SHARES, path, message, difference(found))


def in_percent(share: Fraction) -> Fraction | Sentence:
    """A share, with a rounded percentage beside it where it is written as a fraction."""
    if 10**8 % share.denominator == 0 or share.denominator > 10**12:
        return share
    percent = Fixed(round(share * 10**6), 4, percent=True)
    if percent.units in (0, 10**6):
        return share
    return sentence("{share} (about {percent})", share=share, percent=percent)


def difference(found: Fraction) -> Sentence:
    """How much a sum of shares lacks, or has too much."""
    if found < 1:
        return sentence("{difference} is missing.", difference=in_percent(1 - found))
    return sentence("{difference} is too much.", difference=in_percent(found - 1))


UNUSED_KEY: Final = Rule(
    "LKT403",
    "unused-key",
    "warning",
    title=sentence("Every allocation key is used"),
    given=sentence("an allocation key"),
    when=sentence("no payer and no budget item uses it"),
    then=sentence("delete the allocation key, or name it under a payer or a budget item"),
    may_be_acknowledged=True,
)


def used(case: Case) -> Iterator[Problem]:
    """Every key is used by a payer."""
    uses = uses_of(case.budget)
    posts = case.budget.posts
    # of a post without money it may be that its money could not be read
    in_doubt = {key for i, post in enumerate(posts) if not case.sure("posts", i) for key in post.keys.values()}
    if case.sure("payers") and case.stands("periods") and all(case.sure("posts", i, "keys") for i in range(len(posts))):
        for name in case.budget.keys:
            if name not in uses and name not in in_doubt:
                message = sentence('No payer uses the allocation key "{name}".', name=name)
                remedy = sentence("Delete the allocation key, or name it under a payer.")
                yield Problem(UNUSED_KEY, ("keys", name), message, remedy)


KEY_VALIDITY: Final = Rule(
    "LKT404",
    "key-validity",
    "error",
    title=sentence("An allocation key is valid in the periods it is used for"),
    given=sentence("an allocation key with a first or last day, and a period"),
    when=sentence("the period reaches beyond those days"),
    then=sentence("use the allocation key that is valid then, or acknowledge that this one is used all the same"),
    may_be_acknowledged=True,
)


def validity(case: Case) -> Iterator[Problem]:
    """A key is valid throughout the periods in which a payer's total is shared by it."""
    uses = uses_of(case.budget)
    for name, key in case.budget.keys.items():
        for field, limit in (("valid_from", key.valid_from), ("valid_to", key.valid_to)):
            if limit is None or name not in uses or not case.sure("keys", name, field):
                continue
            outside = [
                period_id
                for period_id, period in case.budget.periods.items()
                if period_id in uses[name]
                and case.sure("periods", period_id)
                and (period.start < limit if field == "valid_from" else limit < period.end)
            ]
            if outside:
                message = sentence(
                    'Periods in which allocation key "{name}" is not valid throughout: {periods}.',
                    name=name,
                    periods=listed(outside, ","),
                )
                remedy = sentence(
                    "Use the allocation key that is valid then, correct the date, or acknowledge that this one is used."
                )
                yield Problem(KEY_VALIDITY, ("keys", name, field), message, remedy)
