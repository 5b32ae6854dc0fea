"""The one root of what we raise on purpose. Knows nothing of exit codes, colours or languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lkt_alloc.language.sentences import Sentence


class CannotRun(Exception):
    """The command cannot be carried out: no such file, an unknown name, a file in the way. Never about wrong data."""

    def __init__(self, reason: Sentence, remedy: Sentence | None = None) -> None:
        super().__init__(reason, remedy)
        self.reason = reason
        self.remedy = remedy

    def __str__(self) -> str:
        """The reason and the remedy in English, for whoever calls us from Python."""
        return self.in_words("en")

    def in_words(self, language: str) -> str:
        """The reason and the remedy, in `nn`, `nb` or `en`."""
        from lkt_alloc.language.words import Words

        words = Words(language)
        return " ".join(words.title(said) for said in (self.reason, self.remedy) if said)
