"""Rules about keys as a whole: shares, use, and when they are valid."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from msgspec.structs import replace

from lkt_alloc.checks.rules import parts
from lkt_alloc.checks.rules.case import Case
from lkt_alloc.diagnostics.findings import Problem, Rule
from lkt_alloc.engine.apportion import to_nearest
from lkt_alloc.engine.keys import key_shares, share_of, shares_in_units, uses_of
from lkt_alloc.engine.model import OF_POST, Key
from lkt_alloc.engine.parts import FixedPart, RestPart
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


_FINE: Final = Fraction(1, 10_000)

KEY_ROUNDING: Final = Rule(
    "LKT415",
    "key-rounding",
    "error",
    title=sentence("What an allocation key rounds can be rounded so"),
    given=sentence("the unit of shares of an allocation key, or that each budget item is rounded by itself"),
    when=sentence("not all its parts are shares of the total, it has limits, or the unit does not go up in 100%"),
    then=sentence("choose another unit, or leave out what does not suit the allocation key"),
    casts_doubt=True,
)


def rounded(case: Case) -> Iterator[Problem]:
    """Only shares of the total are rounded by themselves, or post by post; and a unit of shares makes the whole."""
    for name, key in case.budget.keys.items():
        fields = [
            *(["share_unit"] if key.share_unit is not None else []),
            *(["rounding_of"] if key.rounding_of == OF_POST else []),
        ]
        for field in fields:
            path = ("keys", name, field)
            if case.stands(*path) and not key.is_proportional and not key.unclear and case.sure("keys", name, "parts"):
                message = sentence(
                    'Allocation key "{key}" has more than shares of the total, so {field} has no meaning.'
                )
                if replace(key, limits=()).is_proportional:
                    message = sentence('Allocation key "{key}" has limits, which {field} cannot be combined with.')
                remedy = sentence("Delete {field}.", field=field)
                yield Problem(KEY_ROUNDING, path, message.filled(key=name, field=field), remedy)
        unit, whole = key.share_unit, _shared_of(key)
        known = case.sure("keys", name, "share_unit") and case.sure("keys", name, "parts")
        if unit is not None and known and not _goes_up(unit, whole):
            message = sentence("No whole number of {unit} makes {whole}.", unit=unit, whole=whole)
            remedy = sentence("Write a unit that goes up in {whole}.", whole=whole)
            if _goes_up(_FINE, whole):
                remedy = sentence("Write a unit that goes up in {whole}, as {example}.", whole=whole, example=_FINE)
            yield Problem(KEY_ROUNDING, ("keys", name, "share_unit"), message, remedy)


def _shared_of(key: Key) -> Fraction:
    """What the parts make of the total: the whole of it, unless a difference may be left uncovered."""
    return sum(map(share_of, key.parts), Fraction()) if key.uncovered and key.is_proportional else Fraction(1)


def _goes_up(unit: Fraction, whole: Fraction) -> bool:
    """Whether a whole number of units makes the whole, which is something."""
    return unit > 0 and whole > 0 and (whole / unit).denominator == 1


NO_SHARE: Final = Rule(
    "LKT416",
    "no-share",
    "warning",
    title=sentence("Rounded shares leave everyone something"),
    given=sentence("an allocation key that rounds shares, and its members"),
    when=sentence("the unit is so coarse that the share of a member becomes nothing"),
    then=sentence("choose a smaller unit, or acknowledge that the member pays nothing"),
    may_be_acknowledged=True,
)


def left_something(case: Case) -> Iterator[Problem]:
    """Nobody who has a share is left without one by the rounding of shares."""
    for name, key in case.known_keys():
        if key.share_unit is None or not key.is_proportional or not parts.is_ready(case, name, key):
            continue
        goes_up = _goes_up(key.share_unit, _shared_of(key))  # else LKT415 has it
        for period in uses_of(case.budget).get(name, ()) if goes_up else ():
            found = key_shares(key.in_period(period), case.register, period)
            units = shares_in_units(key.share_unit, found).shares
            without = [n for n, w, own in zip(found.members, found.weights, units, strict=True) if w and not own]
            if without:
                message = sentence(
                    'In period "{period}", rounding to {unit} leaves nothing for: {names}.',
                    period=period,
                    unit=key.share_unit,
                    names=case.listed(without),
                )
                yield Problem(NO_SHARE, ("keys", name, "share_unit"), message, sentence("Choose a smaller unit."))
                break


def in_percent(share: Fraction) -> Fraction | Sentence:
    """A share, with a rounded percentage beside it where it is written as a fraction."""
    if 10**8 % share.denominator == 0 or share.denominator > 10**12:
        return share
    percent = Fixed(to_nearest(share * 10**6), 4, percent=True)
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
