"""What the parts of a key take and give, as formulas: for each part what it takes in all, and for each member what it weighs and gets."""

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from math import lcm, log10, prod

from msgspec import field

from lkt_alloc.engine.allocate import Share
from lkt_alloc.engine.keys import Stake, part_of_year, share_of
from lkt_alloc.engine.measures import Measures, counted_in, in_order, terms_of
from lkt_alloc.engine.parts import OF_REST, AmountPart, FirstPart, RatePart, RestPart, SharePart, StepsPart
from lkt_alloc.reports.workbook.cells import SheetCell, down, fixed, near
from lkt_alloc.reports.workbook.key.places import figure_of
from lkt_alloc.reports.workbook.making import step
from lkt_alloc.reports.workbook.steps.certainty import BELOW_NOTHING, NOBODY_COUNTS, Test
from lkt_alloc.reports.workbook.steps.denominators import UNKNOWN, Denominator, Digits, decimals, whole
from lkt_alloc.reports.workbook.steps.table import DivisionTable
from lkt_alloc.reports.workbook.typed import DECIMALS


def _constant(denominator: int) -> Denominator:
    return Denominator(others=Digits.of(log10(denominator)))


def fractions_of(measure: str, known: Measures) -> int:
    """What a measure must be multiplied by to be a sum of its figures, each a whole number of times."""
    terms = (terms_of(name, known) for name in in_order(measure, known))
    return prod(lcm(*(weight.denominator for weight in own.values())) for own in terms)


class Pots(DivisionTable):
    """The columns of one division: the members' weights in each part, then their amounts; what parts take stands in rows above.

    `total` is the cell with what is shared (its magnitude, kroner), `factor` that of the index; where shares are rounded before they are
    used, `total` is what makes the whole of them, and so are all amounts here. `taken` is the row of what each part
    takes. `decimals` and the row after it have the digits of denominators: of what members get under weights, of what parts take under
    amounts.
    """

    total: str
    factor: str
    taken: int
    decimals: int
    first: int = 2
    made: dict[int, Denominator] = field(default_factory=dict)

    @property
    def parts(self) -> range:
        """The places of the parts, from 0."""
        return range(len(self.division.key.parts))

    def weight(self, part: int) -> int:
        """The column of the weights in a part."""
        return self.first + part

    def amount(self, part: int) -> int:
        """The column of what members get through a part."""
        return self.first + len(self.parts) + part

    @property
    def end(self) -> int:
        """The first column after."""
        return self.first + 2 * len(self.parts)

    @property
    def all_taken(self) -> str:
        """What all parts take, as a range."""
        return f"{fixed(self.taken, self.amount(0))}:{fixed(self.taken, self.end - 1)}"

    def sound(self) -> Iterator[Test]:
        """What must be so: somebody counts in every part that is divided, and what is left for a rest is not negative."""
        for part in self.parts:
            if not isinstance(self.division.key.parts[part], RatePart | StepsPart):
                yield f"SUM({down(self.weight(part), self.rows)})>0", NOBODY_COUNTS.filled(n=part + 1)
            if self._is_of_rest(part):
                yield f"{self._takes(part)}>=0", BELOW_NOTHING.filled(n=part + 1)

    def fill(self) -> None:
        """All cells but those of `total` and `factor`."""
        # what takes the rest has the digits of all others
        for part in sorted(self.parts, key=self._turn):
            self._above(part)
        for row, share in zip(self.rows, self.division.everyone, strict=True):
            stakes = {stake.number - 1: stake for stake in share.stakes}
            for part in self.parts:
                self._member(row, share, part, stakes.get(part))

    def member_digits(self, row: int) -> Digits:
        """The digits of the denominator of what a member gets in all: of the parts that it counts in."""
        counts = f"({near(row, self.weight(0))}:{near(row, self.amount(0) - 1)}<>0)"
        formula = f"SUMPRODUCT(MAX({counts}*{self._digits_of(0)}))+SUMPRODUCT({counts}*{self._digits_of(1)})"
        counting = [part for part in self.parts if self.sheet.cells[row, self.weight(part)].value]
        value = self._value(map(self.weight, counting), max, 0) + self._value(map(self.weight, counting), sum, 1)
        return Digits(formula, float(value))

    def digits_of_all(self) -> Digits:
        """The same of all that parts take."""
        return self._together(self.amount(0), self.end)

    def digits_of_differences(self) -> Digits:
        """The same of the difference between any two members' amounts: what both are divided by counts once."""
        return self._together(self.weight(0), self.amount(0))

    def _together(self, start: int, stop: int) -> Digits:
        most, others = (f"{fixed(row, start)}:{fixed(row, stop - 1)}" for row in (self.decimals, self.decimals + 1))
        columns = range(start, stop)
        return Digits(
            f"(MAX({most})+SUM({others}))", float(self._value(columns, max, 0) + self._value(columns, sum, 1))
        )

    def _digits_of(self, row: int) -> str:
        """Under the weights, the row of decimals (0) or that of other denominators (1)."""
        return f"{fixed(self.decimals + row, self.weight(0))}:{fixed(self.decimals + row, self.amount(0) - 1)}"

    def _value(self, columns: Iterable[int], join: Callable[[list[Fraction]], Fraction | int], row: int) -> Fraction:
        cells = [self.sheet.cells[self.decimals + row, column].value for column in columns]
        return Fraction(join([Fraction(value) for value in cells if isinstance(value, int | Fraction)] or [Fraction()]))

    def same(self) -> list[int]:
        """The columns of what a member goes by: two with the same there get the same."""
        return [self.weight(part) for part in self.parts]

    @property
    def is_made(self) -> bool:
        """Whether anything that counts is made of other figures: equal ones may then differ by less than a spreadsheet sees."""
        return any(stake.made_of for share in self.division.everyone for stake in share.stakes)

    def pot(self, part: int) -> Fraction:
        """What a part takes, in øre, or in hundredths of the unit that shares are rounded to."""
        found, kind = self._stakes(part), self.division.key.parts[part]
        if self.division.key.share_unit:
            return 100 * share_of(kind) / self.division.key.share_unit
        if isinstance(kind, RatePart | StepsPart):
            return sum((stake.amount for stake in found), Fraction())
        return found[0].pot if found else Fraction()

    def _above(self, part: int) -> None:
        """What a part takes, and the digits of this and of what members get of it."""
        taken = SheetCell(self.pot(part) / 100, "exact", "step", self._taken(part))
        self.sheet.put(self.taken, self.amount(part), taken)
        self.made[part] = of_part = self._of_part(part)
        for column, denominator in ((self.amount(part), of_part), (self.weight(part), self._of_members(part))):
            for row, digits in enumerate(denominator, start=self.decimals):
                cell = step(Fraction(digits.value), f"IFERROR({digits.formula},{UNKNOWN})", "fraction")
                self.sheet.put(row, column, cell)

    def _takes(self, part: int) -> str:
        return fixed(self.taken, self.amount(part))

    def _taken(self, part: int) -> str:
        kind = self.division.key.parts[part]
        match kind:
            case FirstPart():
                before = "".join(
                    f"-{self._takes(p)}" for p in range(part) if isinstance(self.division.key.parts[p], FirstPart)
                )
                return f"MIN({self.key.number(part)}*{self.factor},{self.total}{before})"
            case AmountPart():
                return f"{self.key.number(part)}*{self.factor}"
            case SharePart() if kind.of != OF_REST:
                return f"{self.total}*{self.key.number(part)}/{self.key.of(part)}"
            case SharePart():
                rest = "".join(f"-{self._takes(p)}" for p in self.parts if not self._is_of_rest(p))
                return f"({self.total}{rest})*{self.key.number(part)}/{self.key.of(part)}"
            case RestPart():
                return self.total + "".join(f"-{self._takes(p)}" for p in self.parts if p != part)
            case _:
                return f"SUM({down(self.amount(part), self.rows)})"

    def _turn(self, part: int) -> int:
        """When what a part takes is known: after what it leaves of."""
        return 2 if isinstance(self.division.key.parts[part], RestPart) else int(self._is_of_rest(part))

    def _is_of_rest(self, part: int) -> bool:
        kind = self.division.key.parts[part]
        return isinstance(kind, RestPart) or (isinstance(kind, SharePart) and kind.of == OF_REST)

    def _of_members(self, part: int) -> Denominator:
        """What members get of a part: all of it by their weights, which are multiplied once where several parts go by the same."""
        kinds, taken = self.division.key.parts, self._seen(part)
        kind = kinds[part]
        if isinstance(kind, RatePart | StepsPart):
            return taken
        divided = (p for p in range(part) if not isinstance(kinds[p], RatePart | StepsPart))
        if any((kinds[p].measure, kinds[p].to) == (kind.measure, kind.to) for p in divided):
            return taken
        weights = sum((stake.size for stake in self._stakes(part)), Fraction())
        scale = self._scale(part)
        summed = whole(f"SUM({down(self.weight(part), self.rows)})", weights or 1)
        # a sum of decimal numbers divides, so that its decimals are none of the quotient's
        return taken.times(summed, Denominator(others=scale.decimals), Denominator(others=scale.others))

    def _of_part(self, part: int) -> Denominator:
        """What a part takes in all, in units."""
        kind, number, of = self.division.key.parts[part], self.key.number(part), self.key.of(part)
        match kind:
            case SharePart():
                own = whole(f"{of}/GCD({number},{of})", kind.share.denominator)
                others = [self._seen(p) for p in self.parts if kind.of == OF_REST and not self._is_of_rest(p)]
                return own.times(Denominator().beside(*others))
            case RestPart():
                return Denominator().beside(*(self._seen(p) for p in self.parts if p != part))
            case FirstPart() | AmountPart():
                return self._constant().times(decimals(number, [Fraction(kind.amount, 100)]))
            case RatePart():
                rate = self._constant().times(decimals(number, [kind.rate / 100]))
                if kind.begun:
                    return rate.times(self._years())
                per = [whole(of, kind.per), decimals(of, [kind.per])] if kind.per != 1 else []
                return rate.times(self._scale(part), *per)
            case _:
                rates, bounds, amounts = (
                    decimals(self.key.over(part, column), values)
                    for column, values in (
                        (4, [(one.rate or Fraction()) / 100 for one in kind.steps]),
                        (3, [one.up_to or Fraction() for one in kind.steps]),
                        (5, [Fraction(one.amount or 0, 100) for one in kind.steps]),
                    )
                )
                return self._constant().times(rates.times(self._scale(part).beside(bounds)).beside(amounts))

    def _constant(self) -> Denominator:
        """What the unit and the index make of every amount in kroner."""
        unit = Denominator(Digits.of(max(log10(self.division.key.unit_ore) - 2, 0.0)))
        return unit.times(decimals(self.factor, [self.division.factor])) if self.division.key.index else unit

    def _stakes(self, part: int) -> list[Stake]:
        return [stake for share in self.division.everyone for stake in share.stakes if stake.number == part + 1]

    def _seen(self, part: int) -> Denominator:
        """What a part takes, by the cells that have its digits."""
        values = (digits.value for digits in self.made[part])
        cells = (fixed(self.decimals + n, self.amount(part)) for n in range(2))
        return Denominator(*map(Digits, cells, values))

    def _years(self) -> Denominator:
        """The parts of the period that members are there for."""
        key, everyone = self.division.key, self.division.everyone
        return _constant(lcm(*(part_of_year(key, share.number, self.period).denominator for share in everyone)))

    def _scale(self, part: int) -> Denominator:
        """What the weights of a part are as numbers: sums of decimal figures, perhaps times a fraction, and parts of a period."""
        measure, known = self.division.key.parts[part].measure, self.register.measures
        if measure == "equal":
            return self._years()
        figures = [self._figures(counted) for counted in counted_in(measure, known)]
        return figures[0].beside(*figures[1:]).times(self._years(), _constant(fractions_of(measure, known)))

    def _figures(self, measure: str) -> Denominator:
        """What all have of a measure, where it is typed in."""
        cell, value = self.key.decimals[figure_of(measure, self.key.key, self.register, self.period)]
        return Denominator(Digits(cell, value))

    def _member(self, row: int, share: Share, part: int, stake: Stake | None) -> None:
        weight, amount = self.weight(part), self.amount(part)
        if stake is None:
            self.sheet.put(row, weight, SheetCell(0, "decimal", "step"))
            self.sheet.put(row, amount, SheetCell(0, "exact", "step"))
            return
        kind, year = stake.part, stake.of_period
        size = self.figure(stake.part.measure, share.number)
        part_of = f"*{year.numerator}/{year.denominator}" if year != 1 else ""
        unit = self.division.key.share_unit
        value, cell = stake.share / unit if unit else stake.amount / 100, near(row, weight)
        priced = isinstance(kind, RatePart | StepsPart)
        self.sheet.put(
            row, weight, step(stake.full if priced else stake.size, size if priced else f"{size}{part_of}", "decimal")
        )
        if isinstance(kind, RatePart):
            blocks = self._blocks(part, kind, cell)
            formula = f"{self.key.number(part)}*{blocks}{part_of}*{self.factor}"
        elif isinstance(kind, StepsPart):
            formula = f"{self._price(part, kind, cell)}{part_of}*{self.factor}"
        else:
            formula = f"IF({cell}=0,0,{self._takes(part)}*{cell}/SUM({down(weight, self.rows)}))"
        self.sheet.put(row, amount, SheetCell(value, "exact", "step", formula))

    def _blocks(self, part: int, kind: RatePart, size: str) -> str:
        per = self.key.of(part)
        if kind.begun:
            # whole numbers, so that a whole number of blocks is one
            times = fractions_of(kind.measure, self.register.measures)
            scale = 10**DECIMALS
            return f"ROUNDUP(ROUND({size}*{times * scale},0)/(ROUND({per}*{scale},0)*{times}),0)"
        return size if kind.per == 1 else f"{size}/{per}"

    def _price(self, part: int, kind: StepsPart, size: str) -> str:
        low, rates, amounts, more = (self.key.over(part, column) for column in (2, 4, 5, 6))
        if kind.marginal:
            return f"SUMPRODUCT(({size}>{low})*({size}-{low})*{more})"
        place = f"SUMPRODUCT(--({size}>{low}))"
        at = f"MAX(1,{place})"
        return f"(INDEX({rates},{at})*{size}+INDEX({amounts},{at}))"
