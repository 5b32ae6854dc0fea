"""What members are called in a sentence: the one place that knows who is a municipality, and who is not."""

import re
from collections.abc import Collection, Iterable
from typing import Final, Protocol

from lkt_alloc.engine.names import bare, goes_by
from lkt_alloc.engine.register import Municipality
from lkt_alloc.files import norway
from lkt_alloc.language.sentences import Sentence, Text, Value, counted, sentence

_COUNCILS: Final = {
    "kommunestyret": "the municipal council",
    "heradsstyret": "the municipal council",
    "bystyret": "the city council",
}
"""What councils are called in Norwegian, in both its forms, and in English. By law every municipality's is its kommunestyre."""


class Member(Protocol):
    """Somebody who is a municipality, or a party that is none."""

    @property
    def is_party(self) -> bool:
        """Whether it is no municipality."""


def _of_kind(members: Iterable[Member], municipalities: Sentence, parties: Sentence, both: Sentence) -> Sentence:
    """Of three wordings the one for what all members are."""
    kinds = {member.is_party for member in members}
    return both if len(kinds) > 1 else parties if True in kinds else municipalities


def how_many(members: Collection[Member]) -> Sentence:
    """The number of members, with the word for what all of them are: municipalities, parties, or members where they are both."""
    n = len(members)
    return _of_kind(
        members,
        counted("{n} municipality", "{n} municipalities", n),
        counted("{n} party", "{n} parties", n),
        counted("{n} member", "{n} members", n),
    )


def kind_of(members: Iterable[Member]) -> Sentence:
    """The heading of a column of names, by what all of them are."""
    return _of_kind(members, sentence("Municipality"), sentence("Party"), sentence("Member"))


def kinds_of(members: Iterable[Member]) -> Sentence:
    """The heading above several of them, by what all of them are."""
    return _of_kind(members, sentence("Municipalities"), sentence("Parties"), sentence("Members"))


def each(members: Iterable[Member]) -> Sentence:
    """One of them as it stands in a sentence about them all."""
    return _of_kind(members, sentence("each municipality"), sentence("each party"), sentence("each member"))


def who_goes_first(members: Iterable[Member]) -> Sentence:
    """Which of several members with equal remainders goes first, within a sentence (`lkt_alloc.engine.keys.by_number`)."""
    return _of_kind(
        members,
        sentence("the lower municipality number goes first"),
        sentence("the identifier that is first in the alphabet goes first"),
        sentence("municipalities go first, by number, and then parties, by identifier"),
    )


def with_number_of_municipality(member: Municipality) -> Value:
    """As `called`, with the municipality number; a party has none."""
    if member.is_party:
        return called(member)
    return sentence("{municipality} (number {number})", municipality=called(member), number=member.number)


def called(member: Municipality) -> Text:
    """A member as it is spoken of within a sentence: `Os kommune` (in English `the municipality of Os`), `Ulvik herad`, `Helse Bergen`.

    What the file says comes first, then what the built-in register has of the same municipality, then the name.
    """
    if said := member.called or (Text({"": member.name}) if member.is_party else None):
        return _with_english(said)
    known = _known(member)
    if known and known.called:
        return _with_english(known.called)
    name = bare(known.name if known else member.name)
    return _with_english(Text({"": name if re.search(_SAYS_WHAT, name) else f"{name} kommune"}))


def council(member: Municipality) -> Text | None:
    """What the member's council is called within a sentence; `None` for a party, unless the file says so."""
    if member.council is None and member.is_party:
        return None
    known = _known(member)
    if said := member.council or (known and known.council):
        return _council(said)
    herad = any(name.casefold().endswith(" herad") for name in called(member).by_language.values())
    return _council(Text({"": "heradsstyret" if herad else "kommunestyret"}))


_SAYS_WHAT: Final = "(?i)(kommune|styre| herad)$"
"""Names that say themselves what it is that is called so."""


def _known(member: Municipality) -> Municipality | None:
    """The same municipality in the built-in register: of its number, and not with another name."""
    known = None if member.is_party else norway.municipality(member.number)
    return known if known and goes_by(known, member.name) else None


def _with_english(said: Text) -> Text:
    """The same, with the English for a municipality that is only said in Norwegian."""
    kind = re.fullmatch("(.+) (?:kommune|herad)", said.by_language.get("", ""), re.IGNORECASE)
    return Text({**said.by_language, "en": f"the municipality of {kind[1]}"}) if kind else said


def _council(said: Text) -> Text:
    english = _COUNCILS.get(said.by_language.get("", "").casefold())
    return Text({**said.by_language, "en": english}) if english else said
