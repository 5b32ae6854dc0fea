"""The sheet of a key: what its parts take, its index, classes and limits, and what is counted for each member; all of it typed in here."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import lcm
from typing import Final

from msgspec import Struct, field

from lkt_alloc.engine.allocate import Division, PeriodAllocation
from lkt_alloc.engine.keys import Terms, gone_by, share_of, sizes_of
from lkt_alloc.engine.measures import in_order, terms_of
from lkt_alloc.engine.model import (
    ALL,
    OF_REST,
    OTHERS,
    AmountPart,
    FirstPart,
    Key,
    Limit,
    LimitRate,
    LimitShare,
    LimitValue,
    Part,
    RatePart,
    Register,
    SharePart,
    StepsPart,
    is_agreed,
)
from lkt_alloc.language.sentences import Sentence, Value, sentence
from lkt_alloc.reports.blocks import NUMBER, SHARE, SUM
from lkt_alloc.reports.members import how_many, kind_of
from lkt_alloc.reports.steps import population_notes
from lkt_alloc.reports.steps.measures import measure_name
from lkt_alloc.reports.steps.sums import what_is_meant
from lkt_alloc.reports.workbook.cells import Sheet, SheetCell, down, fixed, near
from lkt_alloc.reports.workbook.making import TOP, WHY_NOT, Making, kroner, step
from lkt_alloc.reports.workbook.typed import NOT_NEGATIVE, InputArea, put_refusals

_NUMBER, OF_COLUMN, _SHARE = 4, 5, 6
_LEAST_WIDTH: Final = 7
_NAMED: Final = 3  # members that are named one by one

FigureId = tuple[str, str]
"""What is counted, and when: population on a day, a measure in a period or (nothing) in all."""


class KeySheet(Struct):
    """Where other sheets find what a key says, in formulas for any sheet."""

    sheet: Sheet
    key: Key
    parts: range = range(0)
    factors: dict[str, str] = field(default_factory=dict)
    classes: dict[int, range] = field(default_factory=dict)
    limits: dict[tuple[int, str], int] = field(default_factory=dict)
    members: range = range(0)
    rows: dict[str, int] = field(default_factory=dict)
    figures: dict[FigureId, int] = field(default_factory=dict)
    unchanged: str = ""
    ok: str = ""

    def number(self, part: int) -> str:
        """The number that a part (from 0) says: a numerator, kroner, a rate."""
        return self.sheet.at(self.parts[part], _NUMBER)

    def of(self, part: int) -> str:
        """What the number is of: a denominator, or so many units."""
        return self.sheet.at(self.parts[part], OF_COLUMN)

    def limit(self, place: int, bound: str) -> tuple[str, str]:
        """The number and the denominator of a limit."""
        row = self.limits[place, bound]
        return self.sheet.at(row, _NUMBER), self.sheet.at(row, OF_COLUMN)

    def figure(self, figure: FigureId, number: str) -> str:
        """What a member has of something."""
        return self.sheet.of(near(self.rows[number], self.figures[figure]))

    def over(self, part: int, column: int) -> str:
        """A column of the classes of a part: 2 more than, 3 up to, 4 rate, 5 amount, 6 rate less the rate before."""
        return self.sheet.of(down(column, self.classes[part]))


def figure_of(measure: str, key: Key, register: Register, period: str) -> FigureId:
    """Which column has what a part goes by in a period."""
    if measure == "population":
        return measure, str(key.in_period(period).population_date)
    if terms := terms_of(measure, register.measures):
        found = {figure_of(term, key, register, period)[1] for term in terms}
        return measure, ", ".join(sorted(found - {""}))
    known = register.measures.get(measure)
    return measure, period if known and known.values_by_period else ""


def key_sheet(
    making: Making,
    divided: list[tuple[PeriodAllocation, Division]],
    counted: dict[tuple[str, FigureId], str],
    *,
    alone: bool,
) -> KeySheet:
    """Make the sheet of a key, of all periods that it shares in. `counted` is where figures stand already; each is typed in once."""
    division = divided[0][1]
    kind = sentence("Key and figures")
    name = kind if alone else sentence("{sheet} {what}", sheet=sentence("Key"), what=division.key.name)
    title = sentence("Allocation key: {key}", key=division.key.called)
    sheet = making.begin(name, title, landscape=True)
    made = KeySheet(sheet, making.allocation.budget.keys[division.key_id])
    return _Keys(making, made, divided, counted).fill()


class _Keys:
    """The tables of a key's sheet, one below the other."""

    def __init__(
        self,
        making: Making,
        made: KeySheet,
        divided: list[tuple[PeriodAllocation, Division]],
        counted: dict[tuple[str, FigureId], str],
    ) -> None:
        self.making, self.made, self.divided, self.counted = making, made, divided, counted
        self.sheet, self.register = made.sheet, making.allocation.register
        self.key_id = divided[0][1].key_id
        self.figures = list(dict.fromkeys(self._figures()))
        self.width = max(_LEAST_WIDTH, 2 + len(self.figures))
        self.areas: list[InputArea] = []
        self.more: list[str] = []

    def fill(self) -> KeySheet:
        making, sheet = self.making, self.sheet
        row = TOP
        notes = [
            *population_notes(self.register, [d for _, d in self.divided]),
            *what_is_meant(self.register, self.made.key),
        ]
        for note in notes:
            sheet.put(row, 0, SheetCell(making.say(note), role="note"))
            row += 1
        row = self._parts(row + 1)
        row = self._index(row)
        row = self._classes(row)
        row = self._limits(row)
        row = self._members(row)
        tests = [test for area in self.areas for test in area.refusals()] + self.more
        row = put_refusals(making, sheet, row + 1, tests)
        sheet.put(row, 1, SheetCell(making.say(sentence("Changed cells")), role="step"))
        sheet.put(row, 2, step(0, "+".join(area.changed() for area in self.areas)))
        sheet.folded.append(range(row, row + 1))
        sheet.changed += [(rows, columns, area.far) for area in self.areas for rows, columns in area.rectangles()]
        making.changed.append(sheet.at(row, 2))
        self.made.unchanged, self.made.ok = f"{sheet.at(row, 2)}=0", f'{sheet.at(WHY_NOT, 0)}=""'
        self._name_changes(row)
        sheet.widths |= {0: 7, 1: 34, 2: 16, 3: 20} | dict.fromkeys(range(4, self.width), 14)
        sheet.printed_columns, sheet.landscape = self.width, self.width > _LEAST_WIDTH
        return self.made

    def _name_changes(self, row: int) -> None:
        """A key's name may say shares that are changed: then the title says so."""
        title = self.making.say(sentence("Allocation key: {key}", key=self.made.key.called))
        changed = self.making.quoted(sentence("Allocation key, changed (it was: {key})", key=self.made.key.called))
        formula = f"IF({fixed(row, 2)}=0,{self.making.quoted(sentence('Allocation key: {key}', key=self.made.key.called))},{changed})"
        self.sheet.put(0, 0, SheetCell(title, role="title", formula=formula))

    def _area(self, head: int, rows: range) -> InputArea:
        area = InputArea(self.making, self.sheet, head, rows, self.width)
        self.areas.append(area)
        return area

    def _parts(self, row: int) -> int:
        heads = (
            *(sentence("Part"), sentence("Shared by"), sentence("Divided by"), sentence("What it takes")),
            *(sentence("Number"), sentence("Of"), SHARE),
        )
        self.sheet.fill(row, 0, self.making.head(*heads, texts=4))
        parts = self.made.key.parts
        self.made.parts = rows = range(row + 1, row + 1 + len(parts))
        area, rest = self._area(row, rows), self._rest()
        for n, (at, part) in enumerate(zip(rows, parts, strict=True)):
            by = sentence("equally") if part.measure == "equal" else measure_name(self.register, part.measure)
            labels = [str(n + 1), self._whom(part.to), self.making.say(by), self.making.say(_taken(part))]
            self.sheet.fill(at, 0, [SheetCell(label) for label in labels])
            self._number(area, at, n, part, is_rest=n == rest)
            self.making.book.define(f"share_{self.key_id}_{n + 1}", self.sheet.at(at, _NUMBER))
        if rest is not None:
            self._take_the_rest(area, rows, rest)
        if any(isinstance(part, SharePart) for part in parts):
            self.sheet.fill(rows.stop + 1, 0, [SheetCell(None, role="sum")] * _LEAST_WIDTH)
            self.sheet.put(rows.stop + 1, 1, SheetCell(self.making.say(SUM), role="sum"))
            whole = sum((share_of(part) for part in parts), Fraction())
            span = range(row, rows.stop + 1)
            self.sheet.put(rows.stop + 1, _SHARE, SheetCell(whole, "percent", "sum", f"SUM({down(_SHARE, span)})"))
        return rows.stop + 3

    def _rest(self) -> int | None:
        """The part whose share is what the others leave, where all are shares that make the whole."""
        parts, key = self.made.key.parts, self.made.key
        shares = [part for part in parts if isinstance(part, SharePart) and part.of != OF_REST]
        if len(shares) < len(parts) or sum(map(share_of, parts), Fraction()) != 1 or key.uncovered:
            return None
        return next((n for n, part in enumerate(parts) if part.to == OTHERS), len(parts) - 1)

    def _number(self, area: InputArea, row: int, n: int, part: Part, *, is_rest: bool) -> None:
        path = ("keys", self.key_id, "parts", str(n + 1))
        match part:
            case SharePart():
                self._share(area, row, part.share, path, is_rest=is_rest)
            case FirstPart() | AmountPart():
                area.put(row, _NUMBER, SheetCell(kroner(part.amount), "kroner"), (*path, "amount"))
                if isinstance(part, FirstPart):
                    self._not_negative(area, row)
            case RatePart():
                area.put(row, _NUMBER, SheetCell(kroner(part.rate), "signed"), (*path, "rate"))
                if part.per != 1:
                    area.put(row, OF_COLUMN, SheetCell(part.per, "decimal"), (*path, "per"))
                else:
                    self.sheet.put(row, OF_COLUMN, SheetCell(1, "number"))
            case _:
                pass

    def _not_negative(self, area: InputArea, row: int) -> None:
        """What a first amount or a limit says is nothing or more."""
        own = range(row, row + 1)
        self.more.append(area.refused(f"--({down(_NUMBER, own)}<0)", own, _NUMBER, NOT_NEGATIVE))

    def _share(
        self, area: InputArea, row: int, share: Fraction, path: tuple[str, ...], *, is_rest: bool = False
    ) -> None:
        numerator, of = written(share)
        cells = (("numerator", _NUMBER, numerator, "number"), ("denominator", OF_COLUMN, of, "whole"))
        for said, column, value, form in cells:
            if is_rest:
                self.sheet.put(row, column, SheetCell(value, "number"))
            else:
                area.put(row, column, SheetCell(value, form), (*path, said))
        self.sheet.put(
            row, _SHARE, SheetCell(share, "percent", "plain", f"{near(row, _NUMBER)}/{near(row, OF_COLUMN)}")
        )

    def _take_the_rest(self, area: InputArea, rows: range, rest: int) -> None:
        """Formulas for the numerator and denominator of the part that takes the rest; none where it is the only one."""
        others = [row for n, row in enumerate(rows) if n != rest]
        if not others:
            return
        shares = [share_of(part) for n, part in enumerate(self.made.key.parts) if n != rest]
        whole = lcm(*(written(share)[1] for share in shares))
        numerator = int((1 - sum(shares, Fraction())) * whole)
        denominators = ",".join(near(row, OF_COLUMN) for row in others)
        own = near(rows[rest], OF_COLUMN)
        taken = "".join(f"-{near(row, _NUMBER)}*({own}/{near(row, OF_COLUMN)})" for row in others)
        self.sheet.put(rows[rest], _NUMBER, SheetCell(numerator, "number", "plain", f"{own}{taken}"))
        self.sheet.put(rows[rest], OF_COLUMN, SheetCell(whole, "number", "plain", f"LCM({denominators})"))
        at = range(rows[rest], rows[rest] + 1)
        self.more.append(area.refused(f"--({down(_NUMBER, at)}<0)", at, _NUMBER, _TOO_MUCH))

    def _index(self, row: int) -> int:
        key = self.made.key
        if key.index is None:
            return row
        index = self.making.allocation.budget.indices[key.index]
        heads = (NUMBER, sentence("Index: {index}", index=index.name), "", "", sentence("Factor"))
        self.sheet.fill(row, 0, self.making.head(*heads, texts=4))
        rows = range(row + 1, row + 1 + len(self.divided))
        area = self._area(row, rows)
        for n, (at, (period, _)) in enumerate(zip(rows, self.divided, strict=True), start=1):
            self.sheet.fill(at, 0, [SheetCell(str(n)), SheetCell(self.making.say(period.period.name))])
            factor, path = SheetCell(index.factors[period.id], "decimal"), ("indices", key.index, period.id)
            known = self.counted.setdefault((key.index, ("index", period.id)), self.sheet.at(at, _NUMBER))
            if known == self.sheet.at(at, _NUMBER):
                area.put(at, _NUMBER, factor, path)
            else:
                self.sheet.put(at, _NUMBER, SheetCell(factor.value, "decimal", "plain", known))
            self.made.factors[period.id] = self.sheet.at(at, _NUMBER)
        return rows.stop + 2

    def _classes(self, row: int) -> int:
        for n, part in enumerate(self.made.key.parts):
            if isinstance(part, StepsPart):
                row = self._classes_of(row, n, part)
        return row

    def _classes_of(self, row: int, n: int, part: StepsPart) -> int:
        heads = (
            *(NUMBER, sentence("Classes of part {n}", n=n + 1), sentence("More than"), sentence("Up to")),
            *(sentence("Rate, NOK"), sentence("Amount, NOK"), sentence("More than before")),
        )
        self.sheet.fill(row, 0, self.making.head(*heads, texts=2))
        self.made.classes[n] = rows = range(row + 1, row + 1 + len(part.steps))
        area, before = self._area(row, rows), Fraction()
        below = Fraction()
        for k, (at, one) in enumerate(zip(rows, part.steps, strict=True), start=1):
            path = ("keys", self.key_id, "steps", str(n + 1), str(k))
            self.sheet.fill(at, 0, [SheetCell(str(k)), SheetCell(None)])
            self.sheet.put(at, 2, SheetCell(below, "decimal", "plain", near(at - 1, 3) if k > 1 else None))
            if one.up_to is not None:
                area.put(at, 3, SheetCell(one.up_to, "decimal"), (*path, "up_to"))
                below = one.up_to
            rate = kroner(one.rate or Fraction())
            if one.amount is not None:
                area.put(at, 5, SheetCell(kroner(one.amount), "kroner"), (*path, "amount"))
                self.sheet.put(at, 4, SheetCell(0, "decimal"))
            else:
                area.put(at, 4, SheetCell(rate, "signed"), (*path, "rate"))
                self.sheet.put(at, 5, SheetCell(0, "kroner"))
            more = f"{near(at, 4)}-{near(at - 1, 4)}" if k > 1 else near(at, 4)
            self.sheet.put(at, 6, SheetCell(rate - before, "decimal", "plain", more))
            before = rate
        if len(rows) > 1:
            own = range(rows.start, rows.stop - 1)
            self.more.append(area.refused(f"--({down(3, own)}<={down(2, own)})", own, 3, _ASCENDING))
        return rows.stop + 2

    def _limits(self, row: int) -> int:
        limits = self.made.key.limits
        bounds = [(k, bound, value) for k, limit in enumerate(limits) for bound, value in both(limit)]
        if not bounds:
            return row
        heads = (sentence("Limit"), sentence("Holds for"), sentence("Borne by"), sentence("What it says"))
        self.sheet.fill(row, 0, self.making.head(*heads, sentence("Number"), sentence("Of"), SHARE, texts=4))
        rows = range(row + 1, row + 1 + len(bounds))
        area = self._area(row, rows)
        for at, (k, bound, value) in zip(rows, bounds, strict=True):
            self.made.limits[k, bound] = at
            labels = (
                str(k + 1),
                self._whom(limits[k].to),
                self._whom(limits[k].borne_by),
                self.making.say(self._said(bound, value)),
            )
            self.sheet.fill(at, 0, [SheetCell(label) for label in labels])
            path = ("keys", self.key_id, "limits", str(k + 1), bound)
            match value:
                case LimitShare():
                    self._share(area, at, value.share, path)
                case LimitRate():
                    area.put(at, _NUMBER, SheetCell(kroner(value.rate), "decimal"), path)
                case _:
                    area.put(at, _NUMBER, SheetCell(kroner(value), "kroner"), path)
                    self._not_negative(area, at)
                    if self.made.key.index is None:
                        own = range(at, at + 1)
                        units = f"{down(_NUMBER, own)}*100/{self.made.key.unit_ore}"
                        self.more.append(
                            area.refused(f"--(ABS(ROUND({units},0)-{units})>0.000001)", own, _NUMBER, _BETWEEN)
                        )
        return rows.stop + 2

    def _said(self, bound: str, value: LimitValue) -> Sentence:
        least = bound == "least"
        match value:
            case LimitShare():
                return sentence("at least, share of the total") if least else sentence("at most, share of the total")
            case LimitRate():
                name = measure_name(self.register, value.measure)
                return (
                    sentence("at least, NOK by {measure}", measure=name)
                    if least
                    else sentence("at most, NOK by {measure}", measure=name)
                )
            case _:
                return sentence("at least, NOK") if least else sentence("at most, NOK")

    def _whom(self, members: str | tuple[str, ...]) -> str:
        making = self.making
        named = {ALL: sentence("all"), OTHERS: sentence("the others"), "nobody": sentence("nobody")}
        if isinstance(members, str) and members in named:
            return making.say(named[members])
        if isinstance(members, str):
            return making.say(self.register.groups[members].name)
        if len(members) > _NAMED:
            return making.say(how_many([self.register.municipalities[number] for number in members]))
        return ", ".join(making.words.cell(self.register.municipalities[number].name) for number in members)

    def _figures(self) -> Iterator[FigureId]:
        """All that is counted in the periods, each after what it is made of."""
        key, known = self.made.key, self.register.measures
        for period, _ in self.divided:
            for _, measure, _ in gone_by(key, self.register):
                for name in in_order(measure, known):
                    if name != "equal":
                        yield figure_of(name, key, self.register, period.id)

    def _members(self, row: int) -> int:
        division = self.divided[0][1]
        heads = [self._figure_name(figure) for figure in self.figures]
        self.sheet.fill(row, 0, self.making.head(NUMBER, kind_of(division.shares), *heads, texts=2))
        self.sheet.frozen = (row + 1, 2) if row < 20 else (0, 2)
        self.sheet.head = range(row, row + 1)
        self.made.members = rows = range(row + 1, row + 1 + len(division.everyone))
        self.made.figures = {figure: 2 + n for n, figure in enumerate(self.figures)}
        self.made.rows = {share.number: at for at, share in zip(rows, division.everyone, strict=True)}
        area = self._area(row, rows)
        sizes = self._sizes()
        for at, share in zip(rows, division.everyone, strict=True):
            self.sheet.fill(
                at, 0, [SheetCell(self.making.words.cell(share.number)), SheetCell(self.making.words.cell(share.name))]
            )
            for figure in self.figures:
                if (share.number, figure) in sizes:
                    self._figure(area, at, share.number, figure, sizes[share.number, figure])
                else:
                    self.sheet.put(at, self.made.figures[figure], SheetCell(None, "number"))
        self._figure_sums(row, rows)
        return rows.stop + 2

    def _sizes(self) -> Mapping[tuple[str, FigureId], Fraction]:
        """What every member that is measured has."""
        found: dict[tuple[str, FigureId], Fraction] = {}
        for period, _ in self.divided:
            terms = Terms(self.register, period.id)
            for _, measure, members in gone_by(self.made.key, self.register):
                for number in members:
                    for name, size in sizes_of(measure, number, self.made.key, terms).items():
                        found[number, figure_of(name, self.made.key, self.register, period.id)] = size
        return found

    def _figure(self, area: InputArea, row: int, number: str, figure: FigureId, size: Fraction) -> None:
        measure, when = figure
        column = self.made.figures[figure]
        terms = terms_of(measure, self.register.measures)
        whole = size.denominator == 1 and measure == "population"
        form = "whole" if whole else "decimal"
        if terms:
            period = self._a_period_of(figure)
            at = [near(row, self.made.figures[figure_of(term, self.made.key, self.register, period)]) for term in terms]
            formula = "+".join(
                f"{weight.numerator}/{weight.denominator}*{cell}"
                for weight, cell in zip(terms.values(), at, strict=True)
            )
            self.sheet.put(row, column, SheetCell(size, "decimal", "plain", formula))
        elif (known := self.counted.get((number, figure))) is not None:
            self.sheet.put(row, column, SheetCell(size, form, "plain", known))
        elif measure == "population" and not whole:
            self.sheet.put(row, column, SheetCell(size, form))
        else:
            self.counted[number, figure] = self.sheet.at(row, column)
            area.put(row, column, SheetCell(size, form), self._path(measure, when, number))

    def _path(self, measure: str, when: str, number: str) -> tuple[str, ...]:
        if is_agreed(measure):
            n = next(n for n, part in enumerate(self.made.key.parts, start=1) if part.measure == measure)
            return ("keys", self.key_id, "parts", str(n), "shares", number)
        return ("figures", measure, when, number)

    def _a_period_of(self, figure: FigureId) -> str:
        key = self.made.key
        return next(
            period.id for period, _ in self.divided if figure_of(figure[0], key, self.register, period.id) == figure
        )

    def _figure_name(self, figure: FigureId) -> Value:
        measure, when = figure
        name = measure_name(self.register, measure)
        if len([other for other in self.figures if other[0] == measure]) == 1:
            return name
        return sentence("{measure}, {when}", measure=name, when=when)

    def _figure_sums(self, head: int, rows: range) -> None:
        at = rows.stop + 1
        self.sheet.fill(at, 0, [SheetCell(None, role="sum")] * (2 + len(self.figures)))
        self.sheet.put(at, 1, SheetCell(self.making.say(SUM), role="sum"))
        for figure, column in self.made.figures.items():
            cells = (self.sheet.cells[row, column].value for row in rows)
            total = sum((value for value in cells if isinstance(value, int | Fraction)), Fraction())
            form = "number" if figure[0] == "population" else "decimal"
            self.sheet.put(
                at, column, SheetCell(total, form, "sum", f"SUM({down(column, range(head, rows.stop + 1))})")
            )
            if is_agreed(figure[0]):
                row = range(at, at + 1)
                self.more.append(
                    self.areas[-1].refused(f"--(ABS({down(column, row)}-1)>0.000000001)", row, column, _NOT_WHOLE)
                )
            if figure[0] == "population":
                area = f"{fixed(rows.start, column)}:{fixed(rows[-1], column)}"
                self.making.book.define(f"population_{self.key_id}", self.sheet.of(area))


_TOO_MUCH: Final = sentence("Cell {cell}: the other parts are more than 100%.")
_BETWEEN: Final = sentence("Cell {cell}: a limit must be a whole number of rounding units.")
_ASCENDING: Final = sentence("Cell {cell}: every class must reach further than the one before.")
_NOT_WHOLE: Final = sentence("Cell {cell}: the agreed shares must make 100%.")


def written(share: Fraction) -> tuple[int, int]:
    """A share as people write it: of 100 if it is a whole percentage, else in lowest terms."""
    return (int(share * 100), 100) if 100 % share.denominator == 0 else (share.numerator, share.denominator)


def both(limit: Limit) -> Iterator[tuple[str, LimitValue]]:
    """What a limit says, lowest first."""
    if limit.least is not None:
        yield "least", limit.least
    if limit.most is not None:
        yield "most", limit.most


def _taken(part: Part) -> Sentence:
    match part:
        case SharePart():
            return sentence("share of the rest") if part.of == OF_REST else sentence("share of the total")
        case FirstPart():
            return sentence("the first kroner")
        case AmountPart():
            return sentence("amount, NOK")
        case RatePart():
            return sentence("NOK for each one") if part.per == 1 else sentence("NOK for so many")
        case StepsPart():
            return sentence("by classes")
        case _:
            return sentence("the rest")
