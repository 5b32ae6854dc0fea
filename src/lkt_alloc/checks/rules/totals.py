"""Rules about sums: rounding units, and the totals that the source states."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Final

from msgspec import Struct

from lkt_alloc.checks.rules.case import BUDGET, Case
from lkt_alloc.diagnostics.catalogue import CONTROL_TOTAL
from lkt_alloc.diagnostics.findings import Path, Problem, Rule
from lkt_alloc.engine.allocate import portions, whole_kroner
from lkt_alloc.engine.keys import uses_of
from lkt_alloc.engine.model import OF_POST, ControlTotal, Post
from lkt_alloc.engine.payers import KRONE, payer_table, sum_of
from lkt_alloc.language.sentences import Ore, Sentence, Value, sentence

ROUNDING_UNIT: Final = Rule(
    "LKT304",
    "rounding-unit",
    "error",
    title=sentence("The total is a whole number of rounding units"),
    given=sentence(
        "what a payer is to share in a period, in whole kroner, and the rounding unit of the allocation key"
    ),
    when=sentence("the total is not a whole number of units"),
    then=sentence("choose a smaller rounding unit, or change the amounts"),
)


def rounding_units(case: Case) -> Iterator[Problem]:
    """What a key shares out is a whole number of its rounding units; øre are rounded off first (`portions`)."""
    budget = case.budget
    if not uses_of(budget).keys() <= budget.keys.keys():
        return
    for period in filter(lambda period: payers_known(case, period), budget.periods):
        for whole in portions(budget, period, payer_table(budget, period).by_post):
            key = budget.keys[whole.key_id]
            rounded = whole.by_post(key) if key.rounding_of == OF_POST else [whole]
            portion = next((each for each in rounded if each.total % key.unit_ore), whole)
            if portion.total % key.unit_ore and case.sure("keys", portion.key_id, "rounding"):
                message = sentence(
                    'In period "{period}", {total} is to be shared ({payer}), which is not a whole number of {unit}.',
                    payer=budget.payers[portion.payer].name,
                    period=period,
                    total=Ore(portion.total),
                    unit=key.rounding,
                )
                remedy = sentence("Choose a smaller rounding unit, or change the amounts.")
                finer = [
                    (("posts", i, "amounts", period), sentence("this amount is not a whole number of units"))
                    for i in portion.posts
                    if portion.payer in budget.posts[i].paid_by
                    and whole_kroner(budget.posts[i].amounts.get(period, 0)) % key.unit_ore
                ]
                path = ("keys", portion.key_id, "rounding")
                yield Problem(ROUNDING_UNIT, path, message, remedy, related=tuple(finer))


def control_totals(case: Case) -> Iterator[Problem]:
    """The posts add up to what the source states."""
    for period, stated in case.budget.control_totals.items():
        if period not in case.budget.periods or not case.stands("control_totals", period):
            continue
        amounts = {i: post.amounts.get(period, 0) for i, post in enumerate(case.budget.posts)}
        covered = {i: post.covered.get(period, 0) for i, post in enumerate(case.budget.posts)}
        if _known(case, period, "amounts"):
            yield from _of_amounts(case, period, stated, amounts)
        if _known(case, period, "covered"):
            found = sum(covered.values())
            what = sentence("What is committed adds up to {found}.", found=Ore(found))
            path = ("control_totals", period, "covered")
            yield from _compare(case, stated.covered, _Found(found, what, "covered", covered), path)
        if payers_known(case, period):
            yield from _of_payers(
                case, period, stated, {i: sum_of(post, period).increase for i, post in enumerate(case.budget.posts)}
            )


def _of_amounts(case: Case, period: str, stated: ControlTotal, amounts: dict[int, int]) -> Iterator[Problem]:
    path = ("control_totals", period)
    found = sum(amounts.values())
    what = sentence("The amounts of the budget items add up to {found}.", found=Ore(found))
    yield from _compare(case, stated.total, _Found(found, what, "amounts", amounts), (*path, "total"))
    certain = all(case.sure("posts", i, "id") for i in amounts)
    below = _below(case.budget.posts, stated.subtotals) if certain else {}
    for prefix, indices in below.items():
        said, own = stated.subtotals[prefix], {i: amounts[i] for i in indices}
        found = sum(own.values())
        what = sentence('Budget item "{prefix}" and those below it add up to {found}.', prefix=prefix, found=Ore(found))
        yield from _compare(case, said, _Found(found, what, "amounts", own), (*path, "subtotals", prefix))


def _of_payers(case: Case, period: str, stated: ControlTotal, increases: dict[int, int]) -> Iterator[Problem]:
    sums = payer_table(case.budget, period).sums
    for payer, said in stated.increase.items():
        if payer in sums:
            found, name = sums[payer].increase, case.budget.payers[payer].name
            what = sentence("The amount to be paid by {payer} is {found}.", payer=name, found=Ore(found))
            own = {i: increases[i] for i, post in enumerate(case.budget.posts) if post.paid_by.get(payer) == 1}
            path = ("control_totals", period, "increase", payer)
            yield from _compare(case, said, _Found(found, what, "amounts", own), path)


def _below(posts: Sequence[Post], prefixes: Collection[str]) -> dict[str, list[int]]:
    """For each beginning of identifiers, the posts that have it: for 1.4 these are 1.4, 1.4.1 and 1.4.2."""
    found: dict[str, list[int]] = {prefix: [] for prefix in prefixes}
    lengths = sorted({prefix.count(".") + 1 for prefix in prefixes})
    for i, post in enumerate(posts):
        steps = post.id.split(".")
        for length in lengths:
            prefix = ".".join(steps[:length])
            if length <= len(steps) and prefix in found:
                found[prefix].append(i)
    return found


def _known(case: Case, period: str, field: str) -> bool:
    """Whether the posts and what they have in `field` for a period is beyond doubt; an unknown period may be this one."""
    in_doubt = {
        path[3] for path in case.doubts[BUDGET] if path[:1] == ("posts",) and path[2:3] == (field,) and path[3:]
    }
    return (
        period not in in_doubt
        and in_doubt <= case.budget.periods.keys()
        and all(case.stands("posts", i, field) for i in range(len(case.budget.posts)))
    )


def payers_known(case: Case, period: str) -> bool:
    """Whether everything that payers' totals in a period are made of, and rounded to, is beyond doubt."""
    return (
        _known(case, period, "amounts")
        and _known(case, period, "covered")
        and _known(case, period, "external")
        and case.sure("payers")
        and all(case.sure("posts", i, "paid_by") for i in range(len(case.budget.posts)))
        and (_unit_known(case) or _whole_anyway(case, period))
    )


def _unit_known(case: Case) -> bool:
    """Whether it is known if a key, or an amount of any period, is finer than kroner, as payers' totals then are too."""
    in_doubt = (path for path in case.doubts[BUDGET] if path[:1] in ((), ("posts",)))
    amounts = any(path[2:3] in ((), ("amounts",), ("covered",), ("external",)) for path in in_doubt)
    return not amounts and case.stands("keys") and all(case.sure("keys", name, "rounding") for name in case.budget.keys)


def _whole_anyway(case: Case, period: str) -> bool:
    """Whether every payer's exact total is whole kroner, so that its rounding does not matter."""
    posts = case.budget.posts
    increases = [sum_of(post, period).increase for post in posts]
    exact = [
        sum(post.paid_by.get(payer, 0) * increase for post, increase in zip(posts, increases, strict=True))
        for payer in case.budget.payers
    ]
    return all(total % KRONE == 0 for total in exact)


class _Found(Struct, frozen=True):
    """A sum of what posts have in `field`: the words that say it, and the amounts, by post, that it is made of."""

    ore: int
    what: Sentence
    field: str
    own: Mapping[int, int]


def _compare(case: Case, said: int | None, found: _Found, path: Path) -> Iterator[Problem]:
    """Compare a stated sum with the posts' own."""
    if said is None or said == found.ore:
        return
    message = differing(found.what, Ore(said), Ore(abs(found.ore - said)), less=said < found.ore)
    suspects = [i for i, amount in found.own.items() if amount and explains(amount, found.ore - said)]
    remedy = sentence("Correct the amount that is wrong, on a budget item or in the control total.")
    related: tuple[tuple[Path, Sentence], ...] = ((("posts",), sentence("the budget items begin here")),)
    if len(suspects) == 1:
        post = case.budget.posts[suspects[0]].id
        amount = found.own[suspects[0]]
        meant = amount - (found.ore - said)
        remedy = sentence('Look at budget item "{id}" first: it alone would explain the difference.', id=post)
        if slip := slip_of(amount, meant):
            remedy = _ON_A_POST[slip].filled(id=post, meant=Ore(meant))
        related = (
            (("posts", suspects[0], found.field, path[1]), sentence("this amount would explain the difference")),
        )
    if slip := slip_of(said, found.ore):  # one slip where the total stands is likelier than a sum that happens to fit
        remedy = LOOK_HERE[slip].filled(found=Ore(found.ore))
        if len(suspects) == 1:
            post = case.budget.posts[suspects[0]].id
            remedy = sentence(
                'Look here first, then at budget item "{id}": a typing error in either would explain the difference.',
                id=post,
            )
    yield Problem(CONTROL_TOTAL, path, message, remedy, related=related)


_ON_A_POST: Final = {
    "few": sentence('Look at budget item "{id}" first: is a zero missing? With {meant} the sums agree.'),
    "many": sentence('Look at budget item "{id}" first: is there a zero too many? With {meant} the sums agree.'),
    "swapped": sentence('Look at budget item "{id}" first: are two digits swapped? With {meant} the sums agree.'),
    "sign": sentence('Look at budget item "{id}" first: is the sign wrong? With {meant} the sums agree.'),
}
LOOK_HERE: Final = {
    "few": sentence("Look here first: is a zero missing? With {found} it agrees."),
    "many": sentence("Look here first: is there a zero too many? With {found} it agrees."),
    "swapped": sentence("Look here first: are two digits swapped? With {found} it agrees."),
    "sign": sentence("Look here first: is the sign wrong? With {found} it agrees."),
}
"""What is said of a stated figure that one slip of the keyboard explains."""


def differing(what: Sentence, said: Value, difference: Value, *, less: bool) -> Sentence:
    """What was found, what is stated in its place, and how much less or more that is."""
    values = {"what": what, "said": said, "difference": difference}
    if less:
        return sentence("{what} Stated here: {said}, which is {difference} less.", **values)
    return sentence("{what} Stated here: {said}, which is {difference} more.", **values)


def explains(amount: Fraction | int, difference: Fraction | int) -> bool:
    """Whether one amount accounts for a difference: left out or added twice, or by a slip of the keyboard."""
    return abs(difference) == abs(amount) or slip_of(amount, amount - difference) is not None


def slip_of(amount: Fraction | int, meant: Fraction | int) -> str | None:
    """The slip of the keyboard that would make `amount` of what was `meant`."""
    if not amount or not meant:
        return None
    if meant == 10 * amount:
        return "few"
    if amount == 10 * meant:
        return "many"
    if meant == -amount:
        return "sign"
    return "swapped" if _swapped(amount, meant) else None


def _swapped(amount: Fraction | int, meant: Fraction | int) -> bool:
    digits, others = str(abs(amount)), str(abs(meant))
    if len(digits) != len(others) or meant * amount < 0:
        return False
    differ = [i for i, (one, other) in enumerate(zip(digits, others, strict=True)) if one != other]
    return len(differ) == 2 and digits[differ[0]] == others[differ[1]] and digits[differ[1]] == others[differ[0]]
