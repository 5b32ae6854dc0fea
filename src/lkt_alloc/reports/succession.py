"""What municipalities have become from one table to another, in sentences and for programs. Knows nothing of any format."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

from lkt_alloc.engine.apportion import to_nearest
from lkt_alloc.engine.names import with_number
from lkt_alloc.engine.register import Municipality, Register
from lkt_alloc.engine.succession import Heirs, Succession
from lkt_alloc.files.norway import with_kin
from lkt_alloc.language.sentences import Fixed, Listed, Sentence, listed, sentence
from lkt_alloc.reports.record import fraction


def succession(heirs: Mapping[str, Heirs], known: Mapping[str, Municipality]) -> Succession:
    """What some have become, with all others who have become that, so that who only got another number can be told."""
    everyone = with_kin(Register(known, {}, {}, {})).municipalities if heirs else known
    return Succession(heirs, everyone, Counter(new for one in everyone.values() for new in one.successors))


def said_to_have_become(became: Succession, merged: Sentence) -> Iterator[Sentence]:
    """Whose amounts stand under another number, and why; `merged` is what is said of those who became one with others."""
    renumbered, with_others = became.whole
    if renumbered:
        yield sentence("Municipalities that only got another number stand under the new one.")
    if with_others:
        yield merged
    yield from _splits(became)


def _splits(became: Succession) -> Iterator[Sentence]:
    """How what was paid is divided where a municipality was split, or one that others had become part of."""
    found: dict[str, list[str]] = {}
    for number in became.splits:
        found.setdefault(became.split_as(number), []).append(number)
    for split, numbers in found.items():
        itself = [number for number in numbers if became.is_same(number, split)]
        merged = [_called(became, number) for number in numbers if number not in itself]
        is_estimated = any(map(became.is_estimated, numbers))
        for those, said in ((merged, _MERGED_AND_SPLIT), (itself, _SPLIT)):
            if those:
                yield said[is_estimated].filled(
                    municipalities=listed(merged),
                    municipality=_called(became, *(itself or [split])),
                    shares=_shares(became, numbers[0]),
                )


def _called(became: Succession, *numbers: str) -> str:
    """One municipality, with the numbers that it has had."""
    return with_number(became.known[numbers[-1]].name, ", ".join(numbers))


def _shares(became: Succession, number: str) -> Listed:
    """What each has got, in percent with two decimals."""
    heirs = became.heirs[number].items()
    percent = {heir: Fixed(to_nearest(share * 10_000), 2, percent=True) for heir, share in heirs}
    return listed((listed((_called(became, heir), share), "") for heir, share in percent.items()), ",")


def split_records(became: Succession) -> list[dict[str, Any]]:
    """Those who have become several, each with the shares of these."""
    return [
        {
            "number": number,
            "estimated": became.is_estimated(number),
            "into": [{"number": heir, "share": fraction(share)} for heir, share in heirs.items()],
        }
        for number, heirs in became.splits.items()
    ]


_SPLIT: Final = (
    sentence(
        "{municipality} was split: what it paid is divided by how many of its inhabitants each municipality got ({shares})."
    ),
    sentence(
        "{municipality} was split: what it paid is divided by an estimate of how many of its inhabitants each municipality got ({shares})."
    ),
)
_MERGED_AND_SPLIT: Final = (
    sentence(
        "{municipalities} became part of {municipality}, which was split: what was paid is divided by how many of the inhabitants of that "
        "each municipality got ({shares})."
    ),
    sentence(
        "{municipalities} became part of {municipality}, which was split: what was paid is divided by an estimate of how many of the "
        "inhabitants of that each municipality got ({shares})."
    ),
)
"""By whether the shares are an estimate."""
