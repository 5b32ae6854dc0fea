"""What we raise on purpose, and the sentence it carries.

Knows nothing of exit codes, colours or languages: a sentence is an English template (the gettext message id) with named
values, and is put into words at the very end.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Ore:
    """An amount of money inside a sentence, in øre, so that each language can write it its own way."""

    ore: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence for a person: `template` is an English message id, with `{name}` where a value goes.

    A whole number is written with grouping, a `Fraction` as a percentage, `Ore` as kroner, a date in full; a `Sentence` within a
    sentence is translated too.
    """

    template: str
    values: "Mapping[str, Value]" = field(default_factory=dict)


Value = str | int | Fraction | Ore | date | Sentence


def sentence(template: str, **values: Value) -> Sentence:
    """Make a `Sentence`. Also the marker by which translators' tools find its template."""
    return Sentence(template, values)


class CannotRun(Exception):
    """The command cannot be carried out: no such file, an unknown name, a file in the way. Never about wrong data."""

    def __init__(self, reason: Sentence, remedy: Sentence | None = None) -> None:
        super().__init__(reason.template)
        self.reason = reason
        self.remedy = remedy
