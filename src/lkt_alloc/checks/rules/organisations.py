"""The rule about organisation numbers: one for each municipality at a time. How they are written is the gate's business."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Final

from lkt_alloc.checks.rules.case import REGISTER, Case
from lkt_alloc.diagnostics.findings import Problem, Rule
from lkt_alloc.engine.register import Municipality
from lkt_alloc.language.sentences import sentence


def own_numbers(case: Case) -> Iterator[Problem]:
    """No two municipalities that are in use on the same day have the same organisation number."""
    owners: dict[str, list[Municipality]] = defaultdict(list)
    for number, municipality in case.register.municipalities.items():
        if municipality.organisation_number and case.knows(number):
            owners[municipality.organisation_number].append(municipality)
    for same in owners.values():
        yield from _at_the_same_time(case, same)


DUPLICATE_ORGANISATION_NUMBER: Final = Rule(
    "LKT209",
    "duplicate-organisation-number",
    "error",
    title=sentence("A municipality has an organisation number of its own"),
    given=sentence("two municipalities in use at the same time"),
    when=sentence("they have the same organisation number"),
    then=sentence("correct one of them: an invoice would go to the other municipality"),
    may_be_acknowledged=True,
)


def _at_the_same_time(case: Case, same: list[Municipality]) -> Iterator[Problem]:
    """One problem for each municipality that begins before an earlier one has ended: a single pass, however many there are."""
    in_order = sorted(same, key=lambda m: (m.valid_from or date.min, m.number))
    last = in_order[0]
    for later in in_order[1:]:
        if (later.valid_from or date.min) <= (last.valid_to or date.max):
            message = sentence(
                "{one} has the same organisation number as {other}, {number}, and both are in use at the same time.",
                one=case.called(later.number),
                other=case.called(last.number),
                number=str(later.organisation_number),
            )
            remedy = sentence(
                "Look both up at brreg.no; if one has taken the number over, add valid_to and valid_from."
            )
            related = ((_path(last), sentence("the other is here")),)
            yield Problem(
                DUPLICATE_ORGANISATION_NUMBER, _path(later), message, remedy, related=related, document=REGISTER
            )
        last = max(last, later, key=lambda m: m.valid_to or date.max)


def _path(municipality: Municipality) -> tuple[str, ...]:
    return ("municipalities", municipality.number, "organisation_number")
