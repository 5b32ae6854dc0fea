"""An allocation laid out as a workbook: sheets of typed cells, formulas as text, styles by name. Knows no library.

Whoever changes a population, an amount or a share in it sees the whole allocation follow, by the engine's own rules written as
formulas, or `#N/A` with words where they cannot; docs/method.md ("In the spreadsheet") says how it is known which.
"""

import json
from collections.abc import Sequence
from typing import Final

from lkt_alloc import __version__
from lkt_alloc.engine.allocate import Allocation, Division, PeriodAllocation
from lkt_alloc.files.made_of import FORMAT
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import Sentence, Value, listed, sentence
from lkt_alloc.language.words import Words
from lkt_alloc.reports.inputs import Input
from lkt_alloc.reports.strands import Strand, strands
from lkt_alloc.reports.workbook.answer import answer_sheet
from lkt_alloc.reports.workbook.by_post import ByPost
from lkt_alloc.reports.workbook.cells import MAX_COLUMNS, MAX_ROWS, Workbook
from lkt_alloc.reports.workbook.key import key_sheet
from lkt_alloc.reports.workbook.key.places import FigureId, KeySheet
from lkt_alloc.reports.workbook.making import TOP, BlockSpot, Making
from lkt_alloc.reports.workbook.method import method_sheet
from lkt_alloc.reports.workbook.payers import payers_sheet
from lkt_alloc.reports.workbook.posts import PostsBlock, borne, places_of, posts_sheet, stretches
from lkt_alloc.reports.workbook.steps.amounts import Steps, not_followed
from lkt_alloc.reports.workbook.steps.block import StepsBlock
from lkt_alloc.reports.workbook.steps.kept import KEPT
from lkt_alloc.reports.workbook.verdicts import begin_verdicts

_MAX_ORE: Final = 10**15
_MAX_PARTS: Final = 60
"""A function has at most 255 arguments; each part of a key takes its share of them."""

_LONGEST_FORMULA: Final = 8192
"""So many characters Excel takes."""


def compute_workbook(allocation: Allocation, inputs: Sequence[Input], words: Words) -> Workbook:
    """The whole workbook, in the language of `words`. Raises `CannotRun` when its numbers do not fit in a spreadsheet."""
    _refuse_what_does_not_fit(allocation)
    book = Workbook(words.title(allocation.budget.name), creator=f"lkt-alloc {__version__}")
    book.typed = {
        "number": words.title(sentence("Enter a whole number, 0 or more.")),
        "whole": words.title(sentence("Enter a whole number, 1 or more.")),
        "kroner": words.title(sentence("Enter an amount in kroner, with at most two decimals.")),
        "decimal": words.title(sentence("Enter a number, 0 or more.")),
        "signed": words.title(sentence("Enter a number.")),
    }
    making = Making(book, allocation, words, book.add(words.title(sentence("Allocation"))))
    begin_verdicts(making)
    blocks = posts_sheet(making)
    totals = payers_sheet(making, blocks)
    found = list(strands(allocation))
    keys = _key_sheets(making, found)
    made = [(strand, _steps(making, strand, blocks, totals, keys)) for strand in found]
    for strand, steps in made:
        _by_post(making, strand, steps, blocks, keys)
    making.fixed_notes = [making.say(said) for said in not_live(allocation)]
    answer_sheet(making, made, totals)
    method_sheet(making, found, inputs)
    book.made_of = _made_of(allocation, inputs, words)
    _refuse_what_is_too_large(book)
    return book


_TOO_LONG: Final = sentence(
    "A formula would be longer than a spreadsheet takes: there are too many periods, budget items or parts of an allocation key."
)
_INSTEAD: Final = sentence("Use --format csv or json instead.")


def not_live(allocation: Allocation) -> list[Sentence]:
    """What of a workbook does not follow changes, and why: for each payer and key once."""
    found = []
    for strand in strands(allocation):
        reasons = {division.key_id: not_followed(division, allocation.register) for division in strand.divisions}
        found += [KEPT.filled(what=strand.called, reasons=listed(own, ",")) for own in reasons.values() if own]
    return found


def _key_sheets(making: Making, found: Sequence[Strand]) -> dict[str, KeySheet]:
    """A sheet for each key, of all periods that it shares in."""
    by_key: dict[str, list[tuple[PeriodAllocation, Division]]] = {}
    for strand in found:
        for period, division in strand.with_periods():
            by_key.setdefault(division.key_id, []).append((period, division))
    counted: dict[tuple[str, FigureId], str] = {}
    return {
        key: key_sheet(making, _each_period(divided), counted, alone=len(by_key) == 1)
        for key, divided in by_key.items()
    }


def _each_period(divided: list[tuple[PeriodAllocation, Division]]) -> list[tuple[PeriodAllocation, Division]]:
    """Each period once, in order: several payers may share by a key."""
    return list({period.id: (period, division) for period, division in divided}.values())


def _steps(
    making: Making,
    strand: Strand,
    blocks: dict[str, PostsBlock],
    totals: dict[tuple[str, str], str],
    keys: dict[str, KeySheet],
) -> list[Steps]:
    """The sheet of one strand, a block for each period."""
    title = sentence("Shares of {payer}, step by step", payer=strand.called)
    sheet = making.begin(_named(sentence("Steps"), making, strand), title, landscape=True)
    key, row, found = keys[strand.divisions[0].key_id], TOP, []
    for period, division in strand.with_periods():
        block = StepsBlock(BlockSpot(making, sheet, row), period, division, key)
        unchanged = _unchanged(keys)
        if not_followed(division, making.allocation.register):
            unchanged = f"{unchanged},{blocks[period.id].unchanged}"
        total, ok = _total(making, division, blocks[period.id], totals)
        found.append(block.fill(total, unchanged, f"{key.ok},{ok}"))
        _define(making, strand, period, found[-1])
        if row > TOP:
            sheet.pages.append(row)
        row = block.end
    return found


def _named(sheet: Value, making: Making, strand: Strand) -> Value:
    """The name of one of several sheets of a kind."""
    alone = len(list(strands(making.allocation))) == 1
    return sheet if alone else sentence("{sheet} {what}", sheet=sheet, what=strand.called)


def _unchanged(keys: dict[str, KeySheet]) -> str:
    """The test that no key is changed: what one counts may be typed on the sheet of another."""
    return ",".join(key.unchanged for key in keys.values()) or "1=1"


def _total(
    making: Making, division: Division, block: PostsBlock, totals: dict[tuple[str, str], str]
) -> tuple[str, str]:
    """What a payer shares by a key, and whether it is known: the payer's total, or the sum of its posts where it has several keys."""
    payers = list(making.allocation.budget.payers)
    several = len(payers) > 1
    own = {n for n, post in enumerate(block.period.posts) if post.post.paid_by.get(division.payer)}
    if own <= set(division.posts):
        return totals[block.period.id, division.payer], block.ok
    parts = stretches(block, payers.index(division.payer), places_of(block, division), several)
    total = f"ROUND(SUM({','.join(parts) or '0'}),2)"
    if not several:
        return total, block.ok
    # a part of a post that is no whole krone is rounded by a search
    whole = "+".join(f"SUMPRODUCT(ABS(ROUND({part},0)-{part}))" for part in parts) or "0"
    made = division.borne / 100
    return f"IF({whole}<0.0001,{total},IF({block.unchanged},{made!r},NA()))", block.ok


def _define(making: Making, strand: Strand, period: PeriodAllocation, steps: Steps) -> None:
    payer, key = strand.divisions[0].payer, strand.divisions[0].key_id
    own = [division for division in period.divisions if division.payer == payer]
    named = payer if len(own) == 1 and len(making.allocation.keys_called(payer)) == 1 else f"{payer}_{key}"
    making.book.define(f"total_{named}_{period.id}", steps.borne)
    if not any(division.shares for division in own if division.key_id == key):
        return
    rows = list(steps.rows.values())
    area = f"{steps.sheet.at(rows[0], steps.column)}:{steps.sheet.at(rows[-1], steps.column).rpartition('!')[2]}"
    making.book.define(f"amounts_{named}_{period.id}", area)


def _by_post(
    making: Making,
    strand: Strand,
    steps: Sequence[Steps],
    blocks: dict[str, PostsBlock],
    keys: dict[str, KeySheet],
) -> None:
    title = sentence("Shares of {payer} item by item", payer=strand.called)
    sheet = making.begin(_named(sentence("By item"), making, strand), title, landscape=True)
    row = TOP
    for (period, division), made in zip(strand.with_periods(), steps, strict=True):
        if row > TOP:
            sheet.pages.append(row)
        unchanged = f"{_unchanged(keys)},{blocks[period.id].unchanged}"
        payer, several = (
            list(making.allocation.budget.payers).index(division.payer),
            len(making.allocation.budget.payers) > 1,
        )
        block = blocks[period.id]
        parts = {r: borne(block, payer, block.rows[r], several) for r in period.posts_of(division)}
        row = ByPost(BlockSpot(making, sheet, row), (period, division), made, parts).fill(unchanged)
    sheet.head = range(1)


def _made_of(allocation: Allocation, inputs: Sequence[Input], words: Words) -> str:
    """What the workbook was made of, so that it can be read back."""
    facts = {
        "format": FORMAT,
        "language": words.language,
        "periods": [period.id for period in allocation.periods],
        "files": {words.cell(file.called): file.sha256 for file in inputs},
        "what_if": bool(allocation.what_if),
    }
    return json.dumps(facts, ensure_ascii=False, sort_keys=True)


def _refuse_what_is_too_large(book: Workbook) -> None:
    for sheet in book.sheets:
        rows, columns = sheet.size
        if rows > MAX_ROWS or columns > MAX_COLUMNS:
            raise CannotRun(sentence("There are more rows or columns than a spreadsheet can have."), _INSTEAD)
        if any(len(cell.formula or "") > _LONGEST_FORMULA for cell in sheet.cells.values()):
            raise CannotRun(_TOO_LONG, _INSTEAD)


def _refuse_what_does_not_fit(allocation: Allocation) -> None:
    keys = (division.key for period in allocation.periods for division in period.divisions)
    if any(len(key.parts) > _MAX_PARTS for key in keys):
        raise CannotRun(_TOO_LONG, _INSTEAD)
    rows = [row.amounts for period in allocation.periods for row in period.posts]
    people = [m.population.values() for m in allocation.register.municipalities.values()]
    largest = max(sum(abs(row.total) + abs(row.covered) for row in rows), *(n for days in people for n in days), 0)
    if largest >= _MAX_ORE:
        raise CannotRun(
            sentence("A spreadsheet has 15 digits: these amounts and populations do not fit exactly."), _INSTEAD
        )
