"""What members are called in a sentence: the one place that knows who is a municipality, and who is not."""

from collections.abc import Collection

from lkt_alloc.engine.model import Municipality
from lkt_alloc.language.sentences import Sentence, counted


def how_many(members: Collection[Municipality]) -> Sentence:
    """The number of members, with the word for what all of them are: municipalities, parties, or members where they are both."""
    parties = sum(member.is_party for member in members)
    n = len(members)
    if not parties:
        return counted("{n} municipality", "{n} municipalities", n)
    return counted("{n} party", "{n} parties", n) if parties == n else counted("{n} member", "{n} members", n)
