"""What the parts of a key take and give, as formulas: for each part what it takes in all, and for each member what it weighs and gets."""

from collections.abc import Iterable
from fractions import Fraction
from math import lcm, log10
from typing import Final, NamedTuple

from msgspec import Struct, field

from lkt_alloc.engine.allocate import Division, Share
from lkt_alloc.engine.keys import Stake, part_of_year
from lkt_alloc.engine.model import OF_REST, AmountPart, FirstPart, RatePart, Register, RestPart, SharePart, StepsPart
from lkt_alloc.reports.workbook.cells import Sheet, SheetCell, down, fixed, near
from lkt_alloc.reports.workbook.key import KeySheet, figure_of
from lkt_alloc.reports.workbook.making import step
from lkt_alloc.reports.workbook.typed import DECIMALS

_UNKNOWN: Final = "99"


class Digits(NamedTuple):
    """The logarithm of a denominator: the formula, and what it comes to."""

    formula: str
    value: float

    @classmethod
    def of(cls, value: float) -> "Digits":
        """One that does not change."""
        return cls(repr(value), value)

    def plus(self, *others: "Digits") -> "Digits":
        """That of a product."""
        return Digits("+".join(each.formula for each in (self, *others)), sum(each.value for each in (self, *others)))


def decimals(cells: str, values: Iterable[Fraction]) -> Digits:
    """How many decimals the figures in some cells have, in steps of two."""
    formula, value, known = str(DECIMALS), DECIMALS, list(values)
    for n in range(DECIMALS - 2, -1, -2):
        formula = f"IF(SUMPRODUCT(--(ROUND({cells},{n})<>{cells}))=0,{n},{formula})"
        value = n if all(figure * 10**n % 1 == 0 for figure in known) else value
    return Digits(formula, value)


class Pots(Struct):
    """The columns of one division: the members' weights in each part, then their amounts; what parts take stands in rows above.

    `total` is the cell with what is shared (its magnitude, kroner), `factor` that of the index. `taken` is the row of what each part
    takes, `digits` that of the logarithms of denominators: of what members get under weights, of what parts take under amounts.
    """

    sheet: Sheet
    key: KeySheet
    division: Division
    register: Register
    period: str
    rows: range
    total: str
    factor: str
    taken: int
    digits: int
    first: int = 2
    made_digits: dict[int, float] = field(default_factory=dict)

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

    def sound(self) -> list[str]:
        """What must be so: somebody counts in every part that is divided, and what is left for a rest is not negative."""
        kinds = self.division.key.parts
        divided = (part for part in self.parts if not isinstance(kinds[part], RatePart | StepsPart))
        weighed = [f"SUM({down(self.weight(part), self.rows)})>0" for part in divided]
        return weighed + [f"{self._takes(part)}>=0" for part in self.parts if self._is_of_rest(part)]

    def fill(self) -> None:
        """All cells but those of `total` and `factor`."""
        # what takes the rest has the digits of all others
        for part in sorted(self.parts, key=self._turn):
            self._above(part)
        for row, share in zip(self.rows, self.division.everyone, strict=True):
            stakes = {stake.number - 1: stake for stake in share.stakes}
            for part in self.parts:
                self._member(row, share, part, stakes.get(part))

    def member_digits(self, row: int) -> str:
        """The logarithm of the denominator of what a member gets in all."""
        weights = f"{near(row, self.weight(0))}:{near(row, self.amount(0) - 1)}"
        digits = f"{fixed(self.digits, self.weight(0))}:{fixed(self.digits, self.amount(0) - 1)}"
        return f"SUMPRODUCT(--({weights}<>0),{digits})"

    def made_member_digits(self, row: int) -> Fraction:
        """What that comes to."""
        counting = (part for part in self.parts if self.sheet.cells[row, self.weight(part)].value)
        cells = (self.sheet.cells[self.digits, self.weight(part)].value for part in counting)
        return sum((Fraction(value) for value in cells if isinstance(value, int | Fraction)), Fraction())

    def same(self) -> list[int]:
        """The columns of what a member goes by: two with the same there get the same."""
        return [self.weight(part) for part in self.parts]

    @property
    def is_made(self) -> bool:
        """Whether anything that counts is made of other figures: equal ones may then differ by less than a spreadsheet sees."""
        return any(stake.made_of for share in self.division.everyone for stake in share.stakes)

    def pot(self, part: int) -> Fraction:
        """What a part takes, in øre."""
        found, kind = self._stakes(part), self.division.key.parts[part]
        if isinstance(kind, RatePart | StepsPart):
            return sum((stake.amount for stake in found), Fraction())
        return found[0].pot if found else Fraction()

    def _above(self, part: int) -> None:
        form = "exact"
        self.sheet.put(self.taken, self.amount(part), SheetCell(self.pot(part) / 100, form, "step", self._taken(part)))
        for column, digits in zip((self.amount(part), self.weight(part)), self._digits(part), strict=True):
            self.sheet.put(self.digits, column, step(Fraction(digits.value), digits.formula, "fraction"))

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

    def _digits(self, part: int) -> tuple[Digits, Digits]:
        """The logarithms of what denominators at most are: of what the part takes in all, and of what a member gets of it (in units)."""
        kind = self.division.key.parts[part]
        of_part = self._of_part(part)
        self.made_digits[part] = of_part.value
        if isinstance(kind, RatePart | StepsPart):
            return of_part, self._own(part)
        weights = sum((stake.size for stake in self._stakes(part)), Fraction())
        whole = Digits(f"LOG10(SUM({down(self.weight(part), self.rows)}))", log10(weights or 1))
        found = self._own(part).plus(whole, self._scale(part))
        return of_part, Digits(f"IFERROR({found.formula},{_UNKNOWN})", found.value)

    def _of_part(self, part: int) -> Digits:
        kind, number, of = self.division.key.parts[part], self.key.number(part), self.key.of(part)
        constant = self._constant()
        match kind:
            case SharePart():
                own = Digits(f"LOG10({of}/GCD({number},{of}))", log10(kind.share.denominator))
                others = [self._own(p) for p in self.parts if kind.of == OF_REST and not self._is_of_rest(p)]
                return own.plus(*others)
            case RestPart():
                return Digits.of(0).plus(*(self._own(p) for p in self.parts if p != part))
            case FirstPart() | AmountPart():
                return constant.plus(decimals(number, [Fraction(kind.amount, 100)]))
            case RatePart():
                per = Digits(f"LOG10({of})", log10(kind.per)).plus(decimals(of, [kind.per]))
                rate = decimals(number, [kind.rate / 100])
                return constant.plus(rate, self._scale(part), *([per] if kind.per != 1 else []))
            case _:
                rates = [(one.rate or Fraction()) / 100 for one in kind.steps]
                bounds = [one.up_to or Fraction() for one in kind.steps]
                amounts = [Fraction(one.amount or 0, 100) for one in kind.steps]
                ranges = (self.key.over(part, column) for column in (4, 3, 5))
                found = [decimals(*each) for each in zip(ranges, (rates, bounds, amounts), strict=True)]
                return constant.plus(*found, self._scale(part))

    def _constant(self) -> Digits:
        """What the unit and the index make of every amount in kroner."""
        unit = Digits.of(max(log10(self.division.key.unit_ore) - 2, 0.0))
        return unit.plus(decimals(self.factor, [self.division.factor])) if self.division.key.index else unit

    def _stakes(self, part: int) -> list[Stake]:
        return [stake for share in self.division.everyone for stake in share.stakes if stake.number == part + 1]

    def _own(self, part: int) -> Digits:
        """Where the digits of what a part takes stand."""
        return Digits(fixed(self.digits, self.amount(part)), self.made_digits.get(part, 0.0))

    def _scale(self, part: int) -> Digits:
        """The logarithm of what makes weights whole numbers."""
        key, rows = self.division.key, self.rows
        parts_of_people = key.parts[part].measure == "population" and any(
            stake.full.denominator > 1 for stake in self._stakes(part)
        )
        if self.is_made or parts_of_people:
            return Digits.of(float(_UNKNOWN))
        years = lcm(*(part_of_year(key, share.number, self.period).denominator for share in self.division.everyone))
        if years > 1:
            return Digits.of(log10(years) + DECIMALS)
        return decimals(down(self.weight(part), rows), [stake.size for stake in self._stakes(part)])

    def _size(self, share: Share, stake: Stake) -> str:
        measure = stake.part.measure
        if measure == "equal":
            return "1"
        return self.key.figure(figure_of(measure, self.key.key, self.register, self.period), share.number)

    def _member(self, row: int, share: Share, part: int, stake: Stake | None) -> None:
        weight, amount = self.weight(part), self.amount(part)
        if stake is None:
            self.sheet.put(row, weight, SheetCell(0, "decimal", "step"))
            self.sheet.put(row, amount, SheetCell(0, "exact", "step"))
            return
        kind, year = stake.part, stake.of_period
        size = self._size(share, stake)
        part_of = f"*{year.numerator}/{year.denominator}" if year != 1 else ""
        value, cell = stake.amount / 100, near(row, weight)
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
            scale = 10**DECIMALS
            return f"ROUNDUP(ROUND({size}*{scale},0)/ROUND({per}*{scale},0),0)"
        return size if kind.per == 1 else f"{size}/{per}"

    def _price(self, part: int, kind: StepsPart, size: str) -> str:
        low, rates, amounts, more = (self.key.over(part, column) for column in (2, 4, 5, 6))
        if kind.marginal:
            return f"SUMPRODUCT(({size}>{low})*({size}-{low})*{more})"
        place = f"SUMPRODUCT(--({size}>{low}))"
        at = f"MAX(1,{place})"
        return f"(INDEX({rates},{at})*{size}+INDEX({amounts},{at}))"
