"""An allocation laid out as a workbook: sheets of typed cells, formulas as text, styles by name. Knows no library.

Whoever changes a population, an amount or a share in it sees the whole allocation follow, by the engine's own rules written as
formulas; docs/method.md ("In the spreadsheet") says how they stay exact, and how far.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from lkt_alloc import __version__
from lkt_alloc.engine.allocate import Allocation
from lkt_alloc.engine.model import MEASURES, is_agreed
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import Sentence, sentence
from lkt_alloc.language.words import Words
from lkt_alloc.reports.inputs import Input
from lkt_alloc.reports.strands import strands
from lkt_alloc.reports.workbook.by_post import by_post_sheet
from lkt_alloc.reports.workbook.cells import MAX_COLUMNS, MAX_ROWS, Workbook
from lkt_alloc.reports.workbook.key import KeySheet, key_sheet
from lkt_alloc.reports.workbook.making import Making
from lkt_alloc.reports.workbook.method import method_sheet
from lkt_alloc.reports.workbook.posts import posts_sheet
from lkt_alloc.reports.workbook.shares import shares_sheet
from lkt_alloc.reports.workbook.steps import steps_sheet
from lkt_alloc.reports.workbook.values import values_workbook

_MAX_ORE: Final = 10**15
_MAX_PARTS, _MAX_PAYERS = 60, 240
"""A formula has at most 8192 characters and a function 255 arguments; each part or payer takes its share of them."""


def compute_workbook(allocation: Allocation, inputs: Sequence[Input], words: Words) -> Workbook:
    """The whole workbook, in the language of `words`. Raises `CannotRun` when its numbers do not fit in a spreadsheet."""
    _refuse_what_does_not_fit(allocation)
    if reasons := list(_not_followed(allocation)):
        return values_workbook(allocation, inputs, words, reasons)
    book = Workbook(words.title(allocation.budget.name), creator=f"lkt-alloc {__version__}")
    book.typed = {
        "number": words.title(sentence("Enter a whole number, 0 or more.")),
        "kroner": words.title(sentence("Enter an amount in kroner, with at most two decimals.")),
    }
    making = Making(book, allocation, words)
    posts = posts_sheet(making)
    divided = [strand.divisions for strand in strands(allocation)]
    counted: dict[tuple[str, date | None], str] = {}
    keys: dict[str, KeySheet] = {}
    for divisions in divided:
        first = divisions[0]
        if first.key_id not in keys:
            keys[first.key_id] = key_sheet(making, first, counted)
    for divisions in divided:
        key = keys[divisions[0].key_id]
        sheet = book.add(words.title(sentence("Shares")), landscape=len(divisions) > 2)
        steps = [
            steps_sheet(making, period, division, key, posts.to_pay[period.id, division.payer])
            for period, division in zip(allocation.periods, divisions, strict=True)
        ]
        shares_sheet(making, divisions, key, steps, sheet)
        for period, division, made in zip(allocation.periods, divisions, steps, strict=True):
            by_post_sheet(making, period, division, posts, made)
    method_sheet(making, divided, inputs)
    for made_sheet in book.sheets:
        rows, columns = made_sheet.size
        if rows > MAX_ROWS or columns > MAX_COLUMNS:
            raise CannotRun(sentence("There are more rows or columns than a spreadsheet can have."), _INSTEAD)
    return book


_INSTEAD: Final = sentence("Use --format csv or json instead.")


def _not_followed(allocation: Allocation) -> Iterator[Sentence]:
    """What of the budget the formulas do not know: each kind of it once, in words."""
    budget, found = allocation.budget, list(strands(allocation))
    divisions = [division for period in allocation.periods for division in period.divisions]
    measures = [part.measure for division in divisions for part in division.key.parts]
    are_shares = all(division.key.is_proportional for division in divisions)
    one_each = len({strand.divisions[0].payer for strand in found}) == len(found)
    kinds = (
        (not are_shares, sentence("amounts, rates, limits or a rest in an allocation key")),
        (are_shares and any(each.left for each in divisions), sentence("a difference that is left uncovered")),
        (any(each.rounded_off for each in divisions), sentence("a total with øre and an allocation key in kroner")),
        (not one_each or not all(s.is_whole for s in found), sentence("several allocation keys for one payer")),
        (
            any(key.population_dates for key in budget.keys.values()),
            sentence("populations of another day in each period"),
        ),
        (any(map(is_agreed, measures)), sentence("agreed shares of members")),
        (not all(m in MEASURES or is_agreed(m) for m in measures), sentence("measures other than population")),
        (any(each.rounded_shares for each in divisions), sentence("shares that are rounded before they are used")),
        (any(each.apart for each in divisions), sentence("budget items that are rounded one by one")),
        (any(each.key.part_year for each in divisions), sentence("members that take part for some of a period")),
        (any(post.external for post in budget.posts), sentence("external funding")),
        (any(post.keys for post in budget.posts), sentence("budget items with allocation keys of their own")),
    )
    yield from (said for is_so, said in kinds if is_so)


def _refuse_what_does_not_fit(allocation: Allocation) -> None:
    keys = (division.key for period in allocation.periods for division in period.divisions)
    if any(len(key.parts) > _MAX_PARTS for key in keys) or len(allocation.budget.payers) > _MAX_PAYERS:
        said = sentence("A spreadsheet formula has no room for so many parts of an allocation key, or so many payers.")
        raise CannotRun(said, _INSTEAD)
    rows = [row.amounts for period in allocation.periods for row in period.posts]
    people = [m.population.values() for m in allocation.register.municipalities.values()]
    largest = max(sum(abs(row.total) + abs(row.covered) for row in rows), *(n for days in people for n in days), 0)
    if largest >= _MAX_ORE:
        raise CannotRun(
            sentence("A spreadsheet has 15 digits: these amounts and populations do not fit exactly."), _INSTEAD
        )
