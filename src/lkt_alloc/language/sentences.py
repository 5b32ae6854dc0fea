"""Sentences for people, before they are put into words: an English template (the gettext message id) with named values.

Knows nothing of languages or of how anything is printed.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from msgspec import Struct, field


class Text(Struct, frozen=True):
    """A name as a file gives it: one text for all languages under `""`, or one text for each language."""

    by_language: Mapping[str, str]

    def in_language(self, language: str) -> str:
        """The text in `language`, else in the first language there is."""
        texts = self.by_language
        return texts.get(language) or texts.get("") or next(iter(texts.values()))


class Ore(Struct, frozen=True):
    """An amount of money in øre, so that each language can write it its own way."""

    ore: int


class Fixed(Struct, frozen=True):
    """A number that has been rounded already: `units / 10**decimals`, perhaps a percentage; `cut` if digits follow."""

    units: int
    decimals: int
    percent: bool = False
    cut: bool = False


class Sentence(Struct, frozen=True):
    """A sentence for a person: `template` is an English message id, with `{name}` where a value goes.

    A whole number is written with grouping, a `Fraction` as a percentage, `Ore` as kroner, a date in full; a `Sentence` within a
    sentence is translated too.
    """

    template: str
    values: "Mapping[str, Value]" = field(default_factory=dict)

    def filled(self, **values: "Value") -> "Sentence":
        """The same sentence with these values: for sentences that are chosen first, and get their values then."""
        return Sentence(self.template, values)


Value = str | int | Fraction | Ore | Fixed | date | Text | Sentence


def sentence(template: str, **values: Value) -> Sentence:
    """Make a `Sentence`. Also the marker by which translators' tools find its template."""
    return Sentence(template, values)


def listed(values: Sequence[Value]) -> Value:
    """One thing or more in a row: `a`, `a and b`, `a, b and c`."""
    *before, last = values
    if not before:
        return last
    first, *rest = before
    for value in rest:
        first = sentence("{before}, {next}", before=first, next=value)
    return sentence("{before} and {last}", before=first, last=last)
