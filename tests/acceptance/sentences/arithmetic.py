"""What is calculated in sentences, calculated again: `30 % × 20 573 / 174 081 = 3,545418… %`.

Every equation holds; and in an explanation every number is in a file, in a table of the same paper, or comes from the lines before it.
"""

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from pathlib import Path

from lkt_alloc.engine.allocate import Division
from lkt_alloc.engine.parts import OF_REST, RestPart, SharePart, StepsPart
from lkt_alloc.language.sentences import Fixed, Ore
from tests.acceptance.sentences.figures import NUMBER, SPACE, Number, numbers_in, value_of
from tests.acceptance.sentences.papers import Paper

_NOISE = re.compile(
    r"sha256 \w+|\(?\b[a-z]+(?:-[a-z]+)*/\d+\)?|(?:Steg|Trinn|Step) \d|\d{4}-\d\d-\d\d|\([^()\d]*\)|\(\d{4}\)|(?:tabell|table) \w+"
)
"""Fingerprints, methods with versions, numbers of steps, members and tables, dates for programs, brackets without numbers."""


class _Known:
    """What may stand in an explanation: numbers that are given, and the exact results of the lines so far."""

    def __init__(self, given: set[Fraction | int]) -> None:
        self.given = given
        self.results: list[Fraction] = []

    def has(self, number: Number) -> bool:
        """Whether a number is given, was found before, or is the sum of some of what was found."""
        if abs(number.value) in self.given:
            return True
        found = self.given if number.is_cut else ()
        return any(number.is_shown_of(each) for each in (*self.results, *found, *self._sums()))

    def exactly(self, number: Number) -> Fraction:
        """A number; where it is cut off, the exact one that it is shown of."""
        if not number.is_cut:
            return number.exact
        shown = (
            each for each in (*reversed(self.results), *self.given) if number.is_shown_of(each) and each != number.exact
        )
        return Fraction(next(shown, number.exact))

    def has_result(self, exact: Fraction) -> bool:
        """Whether an exact number is given, or is the sum of some of what was found."""
        return exact in self.given or exact in self._sums()

    def _sums(self) -> set[Fraction]:
        sums = {Fraction()}
        for result in dict.fromkeys(self.results[-10:]):
            sums |= {each + result for each in sums}
        return sums


def follows(paper: Paper) -> Iterator[str]:
    """Everything that is calculated in a paper is right; in an explanation everything follows from what is known."""
    explained, language = paper.command.startswith("explain"), paper.words.language
    # a page has the same sentences as explanations, and other papers have no equations
    if not explained and not paper.command.startswith("document"):
        return
    known = _Known(_given(paper))
    for line in paper.prose:
        rest = _with_equals_signs(_NOISE.sub("", paper.own(line)))
        equations = _equations(rest, language)
        for equation in equations:
            rest = rest.replace(equation, " ")
        alone = list(numbers_in(rest, language))
        wrong = [f"{each.written} is from nowhere" for each in alone if explained and not known.has(each)]
        found = [each.exact for each in alone]
        wrong += filter(
            None, [_worked_out(equation, known, found, language, explained=explained) for equation in equations]
        )
        yield from (f"[{each}] {line}" for each in wrong)
        known.results += found[-1:]
        known.given.update(map(abs, found))


def _with_equals_signs(line: str) -> str:
    """`2 kr are left: 2 × 1 kr` is an equation too."""
    return re.sub(rf"((?:NOK{SPACE}[\d,.]+(?: \w+){{0,3}}|\d{SPACE}kr)): (?=[−-]?\d+ × )", r"\1 = ", line)


def _equations(line: str, language: str) -> list[str]:
    """Runs of numbers with signs between them, with units after them, that have an equals sign in them."""
    number = rf"\(?(?:[−-]?NOK{SPACE})?{NUMBER[language]}(?:{SPACE}?%)?"
    unit = rf"(?:{SPACE}(?:[^\W\d]+|•)){{0,4}}\)?"
    run = rf"{number}(?:{unit}{SPACE}[×/+−–=-]{SPACE}{number}|/\d+)+\)?"
    return [found[0] for found in re.finditer(run, line) if "=" in found[0]]


def _worked_out(equation: str, known: _Known, found: list[Fraction], language: str, *, explained: bool) -> str:
    """What is wrong with an equation, if anything; what its numbers are is `found`, the result last."""
    sides = equation.split("=")
    numbers = [list(numbers_in(side, language)) for side in sides]
    exact = _Sum(sides[0], language, known).value
    for side, own in zip(sides[1:], numbers[1:], strict=True):
        if _Sum(side, language, known).value != exact and not (len(own) == 1 and own[0].is_shown_of(exact)):
            return f"{side.strip()} is not {sides[0].strip()}"
    for number in numbers[0]:
        if explained and not known.has(number) and not known.has_result(exact):
            return f"{number.written} is from nowhere"
    found += [*(number.value for own in numbers for number in own), exact]
    return ""


class _Sum:
    """What a side of an equation comes to: what is in brackets first, then products, then sums."""

    def __init__(self, side: str, language: str, known: _Known) -> None:
        number = rf"{NUMBER[language]}(?:{SPACE}?%)?"
        self._tokens = re.findall(rf"{number}|(?<={SPACE})[×/+−–-](?={SPACE})|/|[()]", side)[::-1]
        self._language, self._known = language, known
        self.value = self._sum()

    def _sum(self) -> Fraction:
        value = self._product()
        while self._tokens and self._tokens[-1] in "+−–-":
            sign = 1 if self._tokens.pop() == "+" else -1
            value += sign * self._product()
        return value

    def _product(self) -> Fraction:
        value = self._one()
        while self._tokens and self._tokens[-1] in "×/":
            value = value * self._one() if self._tokens.pop() == "×" else value / self._one()
        return value

    def _one(self) -> Fraction:
        token = self._tokens.pop()
        if token == "(":
            value = self._sum()
            self._tokens.pop()
            return value
        return self._known.exactly(next(numbers_in(token, self._language)))


def _given(paper: Paper) -> set[Fraction | int]:
    """All that an explanation may start from: the files, its tables, and sums over those who share."""
    given = set[Fraction | int](_written(paper.path))
    for table in paper.tables:
        for row in (*table.rows, table.total):
            given |= {abs(value) for cell in row if (value := of_cell(cell)) is not None}
    for period in paper.about.periods:
        for division in period.divisions:
            given.update(_of_division(division, paper.member))
            given.update(each * division.factor for each in _written(paper.path) if division.factor != 1)
            paid = (row.amounts.increase * row.post.paid_by.get(division.payer, Fraction()) for row in period.posts)
            given.add(sum(paid, Fraction()) / 100)
        own = [
            share.amount for division in period.divisions for share in division.shares if share.number == paper.member
        ]
        given.add(abs(Fraction(sum(own), 100)))
    return given


@cache
def _written(path: Path) -> frozenset[Fraction]:
    """Every number in the file of a budget."""
    text = path.read_text(encoding="utf-8")
    grouped = (abs(value_of(found[0], "nb")) for found in re.finditer(NUMBER["nb"], text))
    return frozenset({*map(Fraction, re.findall(r"\d+", text)), *grouped})


def of_cell(cell: object) -> Fraction | None:
    """The number in a cell, if there is one."""
    match cell:
        case Ore():
            return Fraction(cell.ore, 100)
        case Fixed():
            return Fraction(cell.units, 10**cell.decimals)
        case int():
            return Fraction(cell)
        case Fraction():
            return cell
    return None


def _of_division(division: Division, member: str) -> Iterator[Fraction | int]:
    """What everyone has of what is counted, alone and together, how many they are, and what is left for the rest."""
    everyone, total = division.everyone, Fraction(abs(division.total), 100)
    stakes = [stake for share in everyone for stake in share.stakes]
    pots = {
        n: sum((each.amount for each in stakes if each.number == n), Fraction()) / 100
        for n, _ in enumerate(division.key.parts, 1)
    }
    above = sum((pots[n] for n, part in enumerate(division.key.parts, 1) if not _is_of_rest(part)), Fraction())
    yield from (Fraction(len(everyone)), Fraction(division.key.unit_ore, 100), *pots.values(), *_of_limits(division))
    for share in everyone:
        yield from (Fraction(share.amount, 100), share.population or 0)
        yield from (change.multiple for change in share.adjustments if change.multiple is not None)
        yield from (abs(change.before) / 100 for change in share.adjustments)
        if share.number == member:
            yield sum((stake.amount for stake in share.stakes), Fraction()) / 100
    for stake in stakes:
        yield from (stake.number, stake.members, stake.size, stake.full, stake.size_sum)
        if isinstance(stake.part, SharePart):
            yield stake.part.share * (total - above if _is_of_rest(stake.part) else total)
            yield stake.part.share * 100
        if isinstance(stake.part, StepsPart):
            yield from (stake.full - step.up_to for step in stake.part.steps if step.up_to is not None)


def _of_limits(division: Division) -> Iterator[Fraction]:
    """What those come to together who are at a limit, and those who are at none, before and after: all of them, and all but one."""
    changes = [change for share in division.everyone for change in share.adjustments]
    for at_limit in (True, False):
        own = [change for change in changes if bool(change.limit) == at_limit]
        before, after = (
            sum((getattr(change, when) for change in own), Fraction()) / 100 for when in ("before", "after")
        )
        yield from (before, after, abs(after - before))


def _is_of_rest(part: object) -> bool:
    return isinstance(part, RestPart) or (isinstance(part, SharePart) and part.of == OF_REST)
