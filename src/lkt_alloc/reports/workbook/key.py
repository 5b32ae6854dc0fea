"""The sheet of a key: its parts, the populations to type in, and what each member weighs in each part."""

from datetime import date
from fractions import Fraction
from math import lcm
from typing import Final

from msgspec import Struct

from lkt_alloc.engine.allocate import Division, Share
from lkt_alloc.engine.keys import Stake, share_of
from lkt_alloc.engine.model import ALL, OTHERS, Key, Part
from lkt_alloc.language.sentences import sentence
from lkt_alloc.reports.blocks import NUMBER, POPULATION, SHARE, SUM
from lkt_alloc.reports.members import how_many, kind_of
from lkt_alloc.reports.steps import population_notes
from lkt_alloc.reports.workbook.cells import Sheet, SheetCell, column_name, down, fixed, near
from lkt_alloc.reports.workbook.making import EXACT, SPLIT, Making, step

_NUMERATOR, _OF, _SHARE, _SUM, _LOWEST, _DENOMINATOR, _COMMON = 3, 4, 5, 6, 7, 8, 9
_WEIGHTS: Final = 3
_NAMED: Final = 3  # members that are named one by one in the list of parts
_HEAD: Final = 3


class KeySheet(Struct):
    """Where other sheets find what a key gives. `live` says whether formulas can follow it exactly."""

    sheet: Sheet
    parts: range
    members: range
    live: bool
    ok: str = ""

    @property
    def share(self) -> int:
        """The column of the members' shares."""
        return _WEIGHTS + len(self.parts)

    def weight(self, part: int, row: int) -> str:
        """A member's weight in a part, times the part's numerator in lowest terms."""
        lowest = self.sheet.at(self.parts[part], _LOWEST)
        return f"{lowest}*{self.sheet.of(near(row, _WEIGHTS + part))}"

    def denominator(self, part: int) -> str:
        """What the weights of a part are of."""
        return self.sheet.at(self.parts[part], _DENOMINATOR)

    @property
    def common(self) -> str:
        """The common denominator of all parts."""
        return self.sheet.at(self.parts[-1], _COMMON)

    @property
    def largest(self) -> str:
        """The largest denominator of a part."""
        return f"MAX({self.sheet.of(down(_DENOMINATOR, self.parts))})"


def denominators(division: Division) -> list[int]:
    """For each part of the key, the denominator that its members' shares have in common."""
    found = {stake.number: stake.denominator for share in division.shares for stake in share.stakes}
    return [found[n] for n in range(1, len(division.key.parts) + 1)]


def can_follow(division: Division) -> bool:
    """Whether the key's weights and denominators are small enough for exact formulas."""
    own = denominators(division)
    return max(own) < EXACT // (2 * SPLIT) and len(own) * lcm(*own) < EXACT


def key_sheet(making: Making, division: Division, counted: dict[tuple[str, date | None], str]) -> KeySheet:
    """Make the sheet of a key. `counted` is where populations stand already; each is typed in once."""
    key = division.key
    sheet = making.book.add(making.say(sentence("Populations and key")), landscape=True)
    sheet.put(0, 0, SheetCell(making.say(key.called), role="title"))
    for note in population_notes(making.allocation.register, [division]):
        sheet.put(1, 0, SheetCell(making.say(note), role="note"))
    parts = range(_HEAD + 1, _HEAD + 1 + len(key.parts))
    start = parts.stop + 3 + can_follow(division)
    made = KeySheet(sheet, parts, range(start, start + len(division.shares)), can_follow(division))
    _parts(making, made, division)
    _members(making, made, division, counted)
    sheet.frozen = (start if start < 18 else 0, 2)
    sheet.head, sheet.printed_columns = range(start - 1, start), max(_COMMON, made.share) + 1
    sheet.widths |= {0: 7, 1: 30, 2: 12} | dict.fromkeys(range(_WEIGHTS, sheet.printed_columns), 14)
    making.book.define(f"population_{division.key_id}", sheet.of(f"{fixed(start, 2)}:{fixed(made.members[-1], 2)}"))
    return made


def _parts(making: Making, made: KeySheet, division: Division) -> None:
    sheet, key = made.sheet, division.key
    heads = (
        *(sentence("Part"), sentence("Shared by"), sentence("Divided by")),
        *(sentence("Numerator"), sentence("Denominator"), SHARE, sentence("Sum of weights")),
    )
    exact = (sentence("Numerator, lowest terms"), sentence("Denominator in all"), sentence("Common denominator"))
    sheet.fill(_HEAD, 0, making.head(*heads, *(exact if made.live else ()), texts=3))
    rest = next((n for n, part in enumerate(key.parts) if part.to == OTHERS), len(key.parts) - 1)
    shares = [share_of(part) for part in key.parts]
    written = [_written(share) for share in shares]
    if len(written) > 1:
        whole = lcm(*(of for n, (_, of) in enumerate(written) if n != rest))
        written[rest] = (int(shares[rest] * whole), whole)
    own, common = denominators(division), 1
    for n, (row, part) in enumerate(zip(made.parts, key.parts, strict=True)):
        measure = sentence("population") if part.measure == "population" else sentence("equally")
        role = "plain" if n == rest else "input"
        numerator, of = _rest(made.parts, rest) if n == rest else (None, None)
        numerator_cell, of_cell = near(row, _NUMERATOR), near(row, _OF)
        cells = [
            SheetCell(str(n + 1)),
            SheetCell(_whom(making, part)),
            SheetCell(making.words.say(measure)),
            SheetCell(written[n][0], "number", role, numerator),
            SheetCell(written[n][1], "number", role, of),
            SheetCell(shares[n], "percent", "plain", f"{numerator_cell}/{of_cell}"),
            SheetCell(own[n] // shares[n].denominator, "number", "plain", f"SUM({down(_WEIGHTS + n, made.members)})"),
        ]
        sheet.fill(row, 0, cells)
        making.book.define(f"share_{division.key_id}_{n + 1}", sheet.at(row, _NUMERATOR))
        if made.live:
            common = lcm(common, own[n])
            above, denominator = near(row - 1, _COMMON), near(row, _DENOMINATOR)
            chain = f"{above}/GCD({above},{denominator})*{denominator}" if n else denominator
            divisor = f"GCD({numerator_cell},{of_cell})"
            sheet.put(row, _LOWEST, step(shares[n].numerator, f"{numerator_cell}/{divisor}"))
            sheet.put(row, _DENOMINATOR, step(own[n], f"{of_cell}/{divisor}*{near(row, _SUM)}"))
            sheet.put(row, _COMMON, step(common, chain))
    _below_parts(making, made, division, rest)


def _written(share: Fraction) -> tuple[int, int]:
    """A share as people write it: of 100 if it is a whole percentage, else in lowest terms."""
    return (int(share * 100), 100) if 100 % share.denominator == 0 else (share.numerator, share.denominator)


def _rest(parts: range, rest: int) -> tuple[str | None, str | None]:
    """Formulas for the numerator and denominator of the part that takes the rest; none where it is the only one."""
    if len(parts) == 1:
        return None, None
    others = [row for n, row in enumerate(parts) if n != rest]
    own = near(parts[rest], _OF)
    taken = "".join(f"-{near(row, _NUMERATOR)}*({own}/{near(row, _OF)})" for row in others)
    return f"{own}{taken}", f"LCM({','.join(near(row, _OF) for row in others)})"


def _whom(making: Making, part: Part) -> str:
    register = making.allocation.register
    if part.to == ALL:
        return making.say(sentence("all"))
    if part.to == OTHERS:
        return making.say(sentence("the others"))
    if isinstance(part.to, str):
        return making.say(register.groups[part.to].name)
    if len(part.to) > _NAMED:
        return making.say(how_many([register.municipalities[number] for number in part.to]))
    return making.words.cell(", ".join(register.municipalities[number].name for number in part.to))


def _below_parts(making: Making, made: KeySheet, division: Division, rest: int) -> None:
    sheet, row, last = made.sheet, made.parts.stop, _COMMON if made.live else _SUM
    sheet.fill(row, 0, [SheetCell(None, role="sum")] * (last + 1))
    sheet.put(row, 1, SheetCell(making.say(SUM), role="sum"))
    sheet.put(row, _SHARE, SheetCell(Fraction(1), "percent", "sum", f"SUM({down(_SHARE, made.parts)})"))
    if made.live:
        sheet.fill(row + 1, 0, [SheetCell(None, role="step")] * (last + 1))
        said = sentence("All figures can be calculated with exactly (1 = yes)")
        sheet.put(row + 1, 1, SheetCell(making.say(said), role="step"))
        sheet.put(row + 1, _COMMON, step(1, _all_exact(made, division, rest)))
        made.ok = sheet.at(row + 1, _COMMON)
    else:
        said = sentence(
            "{key}: the shares are too finely divided for exact formulas; its amounts are values and do not follow edits.",
            key=division.key.called,
        )
        making.fixed_notes.append(making.say(said))


def _all_exact(made: KeySheet, division: Division, rest: int) -> str:
    numbers, of, n = down(_NUMERATOR, made.parts), down(_OF, made.parts), len(made.parts)
    without = sum(n - len(share.stakes) for share in division.shares)
    last = column_name(_WEIGHTS + len(made.parts) - 1)
    weights = f"{column_name(_WEIGHTS)}${made.members.start + 1}:{last}${made.members.stop}"
    tests = [
        f"COUNT({numbers})+COUNT({of})={2 * n}",
        f"COUNT({weights})={n * len(made.members)}",
        *(f"SUMPRODUCT(--(INT({whole})<>{whole}))=0" for whole in (numbers, of, weights)),
        f'COUNTIF({numbers},"<0")+COUNTIF({of},"<1")+COUNTIF({weights},"<0")=0',
        f"COUNTIF({weights},0)={without}",  # no population of zero
        f"MAX({of})*{near(made.parts[rest], _OF)}<{EXACT}",
        f"MIN({down(_SUM, made.parts)})>0",
        f"MAX({down(_DENOMINATOR, made.parts)})<{EXACT // (2 * SPLIT)}",
        f"{n}*MAX({down(_COMMON, made.parts)})<{EXACT}",
    ]
    return f"IFERROR(IF(AND({','.join(tests)}),1,0),0)"


def _members(making: Making, made: KeySheet, division: Division, counted: dict[tuple[str, date | None], str]) -> None:
    parts = range(1, len(made.parts) + 1)
    heads = [sentence("Weight in part {n}", n=n) for n in parts]
    made.sheet.fill(
        made.members.start - 1, 0, making.head(NUMBER, kind_of(division.shares), POPULATION, *heads, SHARE, texts=2)
    )
    for row, share in zip(made.members, division.shares, strict=True):
        stakes = {stake.number: stake for stake in share.stakes}
        cells = [
            SheetCell(making.words.cell(share.number)),
            SheetCell(making.words.cell(share.name)),
            _population(made, row, share, division.key, counted),
            *(_weight(row, stakes.get(n)) for n in parts),
            SheetCell(share.share, "percent", "plain", _share(made, row)),
        ]
        made.sheet.fill(row, 0, cells)
    _sum(making, made)


def _population(
    made: KeySheet, row: int, share: Share, key: Key, counted: dict[tuple[str, date | None], str]
) -> SheetCell:
    origin = counted.get((share.number, key.population_date))
    if origin is None:
        counted[share.number, key.population_date] = made.sheet.at(row, 2)
        return SheetCell(share.population, "number", "input")
    return SheetCell(share.population, "number", "plain", None if share.population is None else origin)


def _weight(row: int, stake: Stake | None) -> SheetCell:
    if stake is None:
        return SheetCell(0, "number")
    return SheetCell(stake.weight, "number", "plain", near(row, 2) if stake.part.measure == "population" else None)


def _share(made: KeySheet, row: int) -> str:
    """A member's share, for reading: formulas of amounts do not use it."""
    return "+".join(
        f"{fixed(part, _SHARE)}*{near(row, _WEIGHTS + n)}/{fixed(part, _SUM)}" for n, part in enumerate(made.parts)
    )


def _sum(making: Making, made: KeySheet) -> None:
    sums = [SheetCell(None, role="sum"), SheetCell(making.say(SUM), role="sum")]
    for column in range(2, made.share):
        value = sum(cell.value for r in made.members if isinstance((cell := made.sheet.cells[r, column]).value, int))
        sums.append(SheetCell(value, "number", "sum", f"SUM({down(column, made.members)})"))
    sums.append(SheetCell(Fraction(1), "percent", "sum", f"SUM({down(made.share, made.members)})"))
    made.sheet.fill(made.members.stop, 0, sums)
