"""Who pays more and who pays less than on the first side: how many, who, and by how much at most."""

from collections.abc import Iterator, Sequence

from lkt_alloc.engine.comparison import Against, Comparison, Difference
from lkt_alloc.language.sentences import Ore, Sentence, Value, sentence
from lkt_alloc.reports.blocks import NOTHING, Paragraph
from lkt_alloc.reports.comparison.tables import SideNames, percent, some_of


def scale(comparison: Comparison, n: int) -> Iterator[Paragraph]:
    """How long the bars of a side are, each side having a scale of its own: so the smallest changes are seen too."""
    if largest := max((abs(row.difference) for row in comparison.against[n - 1].rows), default=0):
        yield Paragraph((sentence("The longest bar is {amount}.", amount=Ore(largest)),), note=True)


def gains(comparison: Comparison, names: SideNames) -> Iterator[Paragraph]:
    """A paragraph for each side but the first; where there are several, it says of which."""
    head = sentence("{side} instead of {first}:", first=names[0])
    for name, other in zip(names[1:], comparison.against, strict=True):
        of = [head.filled(side=name, first=names[0])] if len(names) > 2 else []
        yield Paragraph((*of, *_said(other)))


def _said(other: Against) -> Iterator[Sentence]:
    rows = [row for row in other.rows if row.is_member]
    less, more = ([row for row in rows if row.difference * sign > 0] for sign in (-1, 1))
    same = [row for row in rows if not row.difference]
    yield sentence(
        "Pay more: {more}. Pay less: {less}. Pay the same: {same}.",
        more=_who(more, len(rows)),
        less=_who(less, len(rows)),
        same=_who(same, len(rows)),
    )
    if outside := [row for row in other.rows if not row.is_member]:
        yield sentence("Members of neither of the two: {names}.", names=_who(outside, 0))
    for those, of_one, of_several in (
        (
            more,
            sentence("Largest increase: {municipality}, {amount}."),
            sentence("Largest increase: {municipality}, {amount} each."),
        ),
        (
            less,
            sentence("Largest decrease: {municipality}, {amount}."),
            sentence("Largest decrease: {municipality}, {amount} each."),
        ),
    ):
        most = max((abs(row.difference) for row in those), default=0)
        if largest := [row for row in those if abs(row.difference) == most]:
            names = some_of([row.name for row in largest], most=5)
            amounts = [_amount(row) for row in largest]
            amount = amounts[0] if all(own == amounts[0] for own in amounts) else Ore(most)
            yield (of_several if len(largest) > 1 else of_one).filled(municipality=names, amount=amount)


def _who(those: Sequence[Difference], of: int) -> Value:
    """How many, and who; that it is nobody or everyone says enough."""
    if len(those) in (0, of):
        return len(those)
    return sentence("{n} ({names})", n=len(those), names=some_of([row.name for row in those]))


def _amount(row: Difference) -> Value:
    """By how much, also in percent where something was paid."""
    amount, part = Ore(abs(row.difference)), percent(row)
    return amount if part == NOTHING else sentence("{amount} ({percent})", amount=amount, percent=part)
