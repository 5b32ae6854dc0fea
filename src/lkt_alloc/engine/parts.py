"""What an allocation key is made of: its parts, and limits of what they take. Money is whole øre (`int`), shares are exact rationals."""

from fractions import Fraction
from typing import ClassVar, Final, get_args

from msgspec import Struct

MEASURES: Final = ("equal", "population")
"""What a part of a key may be divided by, besides the measures that the files define."""

AGREED: Final = "\n"
"""What the name of a measure begins with that is no measure of the files: the shares of a part that a key lists member by member."""


def is_agreed(measure: str) -> bool:
    """Whether what a part goes by is the shares that it lists itself."""
    return measure.startswith(AGREED)


Members = str | tuple[str, ...]
"""Municipality numbers, or the name of a group; in a part of a key also `ALL` or `OTHERS`."""

ALL: Final = "all"
"""Every member of the key."""

OTHERS: Final = "others"
"""Every member of the key that no other part names."""

OF_TOTAL, OF_REST = "total", "rest"
"""What a share is a share of: all that the key shares out, or what amounts and rates leave of it."""

NOBODY: Final = "nobody"
"""In a limit: what it takes away is left uncovered."""


class Step(Struct, frozen=True):
    """A class in a table by size, up to and including `up_to` (the last has none): øre for each unit, or øre in all."""

    up_to: Fraction | None
    rate: Fraction | None = None
    amount: int | None = None


class SharePart(Struct, frozen=True):
    """A part that takes a `share` of `of`: `OF_TOTAL` (also where it is empty, since nothing else takes any), or `OF_REST`.

    Like every kind of part it is divided between `to` by `measure` (one of `MEASURES`, or the name of a measure in the files).
    """

    kind: ClassVar[str] = "share"
    share: Fraction
    to: Members
    measure: str
    of: str = ""


class RestPart(Struct, frozen=True):
    """A part that takes what no other part does."""

    kind: ClassVar[str] = "rest"
    to: Members
    measure: str


class FirstPart(Struct, frozen=True):
    """A part that takes the first `amount` (øre) of the total, or all of it if it is less."""

    kind: ClassVar[str] = "first"
    amount: int
    to: Members
    measure: str


class AmountPart(Struct, frozen=True):
    """A part that takes an `amount` (øre), whatever the total; a negative one is a credit, which what is paid by others grows by."""

    kind: ClassVar[str] = "amount"
    amount: int
    to: Members
    measure: str


class RatePart(Struct, frozen=True):
    """A part in which each member pays a `rate`: øre for each unit of its own measure, or for each block of `per` units.

    With `begun` a block that is begun counts as a whole one. A negative rate is a credit.
    """

    kind: ClassVar[str] = "rate"
    rate: Fraction
    to: Members
    measure: str
    per: Fraction = Fraction(1)
    begun: bool = False


class StepsPart(Struct, frozen=True):
    """A part in which each member pays by a table of classes by size.

    With `marginal` each class' rate holds for what lies within the class, else the class that the member's size falls in for all of it.
    """

    kind: ClassVar[str] = "steps"
    steps: tuple[Step, ...]
    to: Members
    measure: str
    marginal: bool = False


PricedPart = RatePart | StepsPart
"""Each member's part is a price times its own measure, whatever the others have."""

FixedPart = FirstPart | AmountPart | PricedPart
"""What the part takes is not a share of anything."""

Part = SharePart | RestPart | FixedPart
"""One part of a key. Who asks what a part takes has an answer for every kind: the type checker sees to it (`assert_never`)."""

PART_KINDS: Final = tuple(kind.kind for kind in get_args(Part))
"""What the kinds are called: by the field that says what a part takes (`share: rest` is a kind of its own)."""


class LimitShare(Struct, frozen=True):
    """A limit that is a `share` of all that the key shares out in the period."""

    share: Fraction


class LimitRate(Struct, frozen=True):
    """A limit that is a `rate`: øre for each unit of what the member has of a `measure`."""

    rate: Fraction
    measure: str


LimitValue = int | LimitShare | LimitRate
"""A limit as it is written: øre, a share, or a rate."""


class Limit(Struct, frozen=True):
    """The most and the least that each of `to` pays through `parts` (numbers from 1; none: all).

    `borne_by` bears the difference: `OTHERS` (everyone else within the same limits, in proportion), `NOBODY`, or those named, equally.
    """

    most: LimitValue | None
    least: LimitValue | None
    to: Members = ALL
    parts: tuple[int, ...] = ()
    borne_by: Members = OTHERS
