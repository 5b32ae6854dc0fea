"""Where the amounts of one payer by one key stand in a period, and whether they are formulas: what other sheets ask the sheets of steps."""

from collections.abc import Mapping
from fractions import Fraction

from msgspec import Struct

from lkt_alloc.engine.allocate import Division
from lkt_alloc.engine.limits import by_parts
from lkt_alloc.engine.measures import counted_in
from lkt_alloc.engine.parts import NOBODY, LimitRate, RatePart
from lkt_alloc.engine.register import Register
from lkt_alloc.language.sentences import Sentence, sentence
from lkt_alloc.reports.workbook.cells import Sheet, down
from lkt_alloc.reports.workbook.typed import DECIMALS


class Steps(Struct, frozen=True):
    """Where other sheets find a division's amounts, what they share (to the øre, and as rounded), and whether they could be calculated."""

    sheet: Sheet
    rows: Mapping[str, int]
    column: int
    borne: str
    total: str
    certain: str
    live: "LiveSteps | None" = None

    def amount(self, number: str) -> str:
        """The amount of a member."""
        return self.sheet.at(self.rows[number], self.column)


class LiveSteps(Struct, frozen=True):
    """Where the steps stand that amounts are formulas of: the columns and cells of one division, for formulas in any sheet."""

    sheet: Sheet
    rows: Mapping[str, int]
    exact: int
    digits: int
    same: int
    unit: str
    sign: str
    units: str
    t: str
    t_made: Fraction

    def exact_units(self, number: str) -> str:
        """The exact amount of a member, in units without the total's sign."""
        return self.sheet.at(self.rows[number], self.exact)

    def exact_kroner(self, number: str) -> str:
        """The same in kroner with its sign."""
        return f"{self.exact_units(number)}*{self.unit}*{self.sign}"

    def digits_of(self, number: str) -> str:
        """The logarithm of a member's denominator."""
        return self.sheet.at(self.rows[number], self.digits)

    def same_as(self, number: str) -> str:
        """What a member goes by, as text."""
        return self.sheet.at(self.rows[number], self.same)

    def all_the_same(self) -> str:
        """The column of that."""
        rows = list(self.rows.values())
        return self.sheet.of(down(self.same, range(rows[0], rows[-1] + 1)))


def not_followed(division: Division, register: Register) -> list[Sentence]:
    """What formulas do not know of a division: each kind once, in words."""
    limited = division.key.limits and any(by_parts(division.key))
    kinds = (
        (bool(division.rounded_shares) and may_leave(division), sentence("rounded shares that do not make the whole")),
        (bool(division.apart), sentence("budget items that are rounded one by one")),
        (bool(limited), sentence("limits of some parts of the allocation key")),
        (_is_fine(division, register), sentence("limits or begun blocks of figures with more than 6 decimals")),
    )
    return [said for is_so, said in kinds if is_so]


def _is_fine(division: Division, register: Register) -> bool:
    """Whether what is rounded before it is used has more decimals than a workbook can tell: a limit, or the number of begun blocks."""
    key = division.key
    bounds = [bound for limit in key.limits for bound in (limit.least, limit.most)]
    figures = [bound.rate / 100 for bound in bounds if isinstance(bound, LimitRate)]
    figures += [division.factor] if key.limits else []
    for stake in (stake for share in division.everyone for stake in share.stakes):
        if isinstance(stake.part, RatePart) and stake.part.begun:
            known = dict(stake.made_of) or {stake.part.measure: stake.full}
            figures += [stake.part.per, *(known[name] for name in counted_in(stake.part.measure, register.measures))]
    return any(figure * 10**DECIMALS % 1 for figure in figures)


def may_leave(division: Division) -> bool:
    """Whether a key may leave some of the total, as nobody bears it or it is said so."""
    limits = division.key.limits
    return division.key.uncovered or (bool(limits) and limits[0].borne_by == NOBODY)
