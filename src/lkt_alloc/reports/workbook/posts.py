"""The sheet of posts: amounts to type in, and who bears which parts of each."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import groupby
from math import lcm
from typing import Final

from msgspec import Struct

from lkt_alloc.engine.allocate import Division, PeriodAllocation
from lkt_alloc.engine.model import Post
from lkt_alloc.language.sentences import sentence
from lkt_alloc.reports.blocks import COST, COVERED, EXTERNAL, NAME, POST, SUM, TO_BE_SHARED
from lkt_alloc.reports.workbook.cells import Sheet, SheetCell, down, fixed, frozen, near
from lkt_alloc.reports.workbook.making import TOP, WHY_NOT, Making, money, put_what_if
from lkt_alloc.reports.workbook.typed import InputArea, put_refusals

_COST, _COVERED, _EXTERNAL = 2, 3, 4

_TOO_MUCH: Final = sentence("Cell {cell}: what is committed must be between zero and the amount of the budget item.")
_TOO_MUCH_EXTERNAL: Final = sentence(
    "Cell {cell}: external funding must be between zero and what is left of the budget item."
)
_PARTS: Final = sentence("Cell {cell}: the payers' parts are more than there are in all.")
_BEARERS: Final = sentence(
    "Cell {cell}: who bears a part of this item cannot be changed here. Change the budget file instead."
)


class PostsBlock(Struct):
    """One period's rows, and where other sheets find what they need in them. PostColumns of parts and exact parts go by payer."""

    sheet: Sheet
    period: PeriodAllocation
    rows: range
    increase: int
    whole: int
    parts: range
    exact: range
    numbered: int = 0
    unchanged: str = ""
    ok: str = ""

    def across(self, column: int) -> str:
        """A column of the block, for formulas in any sheet."""
        return self.sheet.of(down(column, self.rows))

    @property
    def sum_row(self) -> int:
        """The row of the sums, below the low one."""
        return self.rows.stop + 1


class PostColumns(Struct, frozen=True):
    """Which columns the sheet has: external money and payers' parts only where there are any."""

    payers: tuple[str, ...]
    has_external: bool

    @property
    def inputs(self) -> list[tuple[int, str]]:
        """The columns that are typed in, with the field of a post that each is."""
        found = [(_COST, "amounts"), (_COVERED, "covered")]
        return [*found, (_EXTERNAL, "external")] if self.has_external else found

    @property
    def increase(self) -> int:
        """The column of what is to be shared."""
        return 2 + len(self.inputs)

    @property
    def whole(self) -> int:
        """The column of how many parts there are."""
        return self.increase + 1

    @property
    def parts(self) -> range:
        """The columns of the payers' parts."""
        several = len(self.payers) if len(self.payers) > 1 else 0
        return range(self.whole + 1, self.whole + 1 + several)

    @property
    def exact(self) -> range:
        """The columns of the payers' exact parts in kroner."""
        return range(self.parts.stop, self.parts.stop + len(self.parts))

    @property
    def width(self) -> int:
        """How many columns people see."""
        return self.exact.stop if self.parts else self.whole


def parts_of(post: Post, payers: Sequence[str]) -> tuple[int, list[int]]:
    """Who bears a post, as whole numbers: how many parts there are in all, and those of each payer; of 100 for whole percentages."""
    shares = [post.paid_by.get(payer, Fraction()) for payer in payers]
    whole = lcm(*(share.denominator for share in shares))
    whole = 100 if whole > 1 and 100 % whole == 0 else whole
    return whole, [int(share * whole) for share in shares]


def posts_sheet(making: Making) -> dict[str, PostsBlock]:
    """Make the sheet; one block of rows for each period, all in the same columns. Gives the blocks by period."""
    budget = making.allocation.budget
    columns = PostColumns(tuple(budget.payers), any(post.external for post in budget.posts))
    title = sentence("{budget}: budget items and payers", budget=budget.name)
    sheet = making.begin(sentence("Items and payers"), title, landscape=len(columns.payers) > 1)
    top = put_what_if(sheet, TOP, making.allocation, making.words)
    _heads(making, sheet, columns, top)
    blocks: dict[str, PostsBlock] = {}
    areas, row = [], top + 1
    for period in making.allocation.periods:
        sheet.put(row, 0, SheetCell(making.say(period.period.name), role="period"))
        rows = range(row + 1, row + 1 + len(period.posts))
        own = PostsBlock(sheet, period, rows, columns.increase, columns.whole, columns.parts, columns.exact)
        area = InputArea(making, sheet, row, rows, columns.width)
        own.numbered = area.far
        _fill(making, area, columns, own, next(iter(blocks.values()), own))
        blocks[period.id] = own
        areas.append(area)
        row = own.sum_row + 2
    _below(making, sheet, row, columns, list(zip(blocks.values(), areas, strict=True)))
    _names(making, blocks, columns)
    sheet.widths |= {0: 8, 1: 44} | dict.fromkeys(range(2, columns.width), 15)
    sheet.frozen, sheet.head = frozen(top + 1, 2), range(top, top + 1)
    sheet.printed_columns = columns.width
    return blocks


def _heads(making: Making, sheet: Sheet, columns: PostColumns, top: int) -> None:
    titles = {"amounts": COST, "covered": COVERED, "external": EXTERNAL}
    heads = making.head(POST, NAME, *(titles[field] for _, field in columns.inputs), TO_BE_SHARED, texts=2)
    if columns.parts:
        payers = making.allocation.budget.payers.values()
        heads += making.head(sentence("Parts in all"), *(sentence("Parts of {payer}", payer=p.name) for p in payers))
        heads += making.head(*(sentence("Exact part of {payer}, NOK", payer=payer.name) for payer in payers))
    sheet.fill(top, 0, heads)


def _fill(making: Making, area: InputArea, columns: PostColumns, block: PostsBlock, first: PostsBlock) -> None:
    """The rows of a period, and their sums; the parts of posts are typed in the first period."""
    for row, post in zip(block.rows, block.period.posts, strict=True):
        sums = {"amounts": post.amounts.total, "covered": post.amounts.covered, "external": post.amounts.external}
        area.sheet.put(row, 0, SheetCell(making.words.cell(post.post.id)))
        area.sheet.put(row, 1, SheetCell(making.words.cell(post.post.name)))
        for column, field in columns.inputs:
            area.put(row, column, money(sums[field]), ("posts", post.post.id, field, block.period.id))
        left = "-".join(near(row, column) for column, _ in columns.inputs)
        area.sheet.put(row, columns.increase, money(post.amounts.increase, f"ROUND({left},2)"))
        if columns.parts:
            _shares(area, columns, row, post.post, first.rows[row - block.rows.start] if first is not block else None)
            whole, parts = parts_of(post.post, columns.payers)
            for column, part, share in zip(columns.exact, columns.parts, parts, strict=True):
                exact = f"{near(row, columns.increase)}*{near(row, part)}/{near(row, columns.whole)}"
                value = Fraction(post.amounts.increase * share, whole * 100)
                area.sheet.put(row, column, SheetCell(value, "exact", "plain", exact))
    _sums(making, area.sheet, columns, block)


def _shares(area: InputArea, columns: PostColumns, row: int, post: Post, origin: int | None) -> None:
    whole, parts = parts_of(post, columns.payers)
    if origin is not None:
        for column, value in zip((columns.whole, *columns.parts), (whole, *parts), strict=True):
            area.sheet.put(row, column, SheetCell(value, "number", "plain", near(origin, column)))
        return
    area.put(row, columns.whole, SheetCell(whole, "whole"), ("posts", post.id, "whole"))
    for column, payer, part in zip(columns.parts[:-1], columns.payers, parts, strict=False):
        area.put(row, column, SheetCell(part, "number"), ("posts", post.id, "parts", payer))
    rest = f"{near(row, columns.whole)}-SUM({near(row, columns.parts[0])}:{near(row, columns.parts[-2])})"
    area.sheet.put(row, columns.parts[-1], SheetCell(parts[-1], "number", "plain", rest))
    area.sheet.put(row, area.far + columns.parts[-1], SheetCell(parts[-1], "number", "step"))


def _sums(making: Making, sheet: Sheet, columns: PostColumns, block: PostsBlock) -> None:
    """From the row above the first to the low row below the last: so that whoever adds a row sees it added up, and refused."""
    rows, at = range(block.rows.start - 1, block.rows.stop + 1), block.sum_row
    sheet.fill(at, 0, [SheetCell(None, role="sum")] * columns.width)
    sheet.put(at, 1, SheetCell(making.say(SUM), role="sum"))
    for column in (*(c for c, _ in columns.inputs), columns.increase, *columns.exact):
        form = "exact" if column in columns.exact else "kroner"
        cells = (sheet.cells[row, column].value for row in block.rows)
        total = sum((value for value in cells if isinstance(value, int | Fraction)), Fraction())
        sheet.put(at, column, SheetCell(total, form, "sum", f"SUM({down(column, rows)})"))


def _below(
    making: Making, sheet: Sheet, row: int, columns: PostColumns, made: list[tuple[PostsBlock, InputArea]]
) -> None:
    """What is wrong in the blocks, and how many cells are changed in each: in folded rows."""
    refusals = [test for _, area in made for test in (*area.refusals(), *_together(area, columns))]
    first = made[0][1] if made else None
    if first and columns.parts:
        refusals += _of_parts(first, columns)
    row = put_refusals(making, sheet, row, refusals)
    start = row
    for block, area in made:
        label = sentence("Changed cells: {what}", what=block.period.period.name)
        sheet.put(row, 1, SheetCell(making.say(label), role="step"))
        sheet.put(row, 2, SheetCell(0, "number", "step", area.changed()))
        making.changed.append(sheet.at(row, 2))
        own = sheet.at(row, 2)
        block.unchanged = f"{own}=0" if not columns.parts or row == start else f"{own}+{sheet.at(start, 2)}=0"
        block.ok = f'{sheet.at(WHY_NOT, 0)}=""'
        sheet.changed += [(rows, cols, area.far) for rows, cols in area.rectangles()]
        row += 1
    sheet.folded.append(range(start, row))


def _together(area: InputArea, columns: PostColumns) -> list[str]:
    """Amounts that do not fit each other."""
    cost, covered = (f"ROUND({down(column, area.rows)}*100,0)" for column in (_COST, _COVERED))
    within = f"({covered}>=0)*({covered}<={cost})+({covered}<=0)*({covered}>={cost})"
    found = [area.refused(f"1-(({within})>0)", area.rows, _COVERED, _TOO_MUCH)]
    if columns.has_external:
        external = f"ROUND({down(_EXTERNAL, area.rows)}*100,0)"
        within = f"({external}>=0)*({external}<={cost}-{covered})+({external}<=0)*({external}>={cost}-{covered})"
        found.append(area.refused(f"1-(({within})>0)", area.rows, _EXTERNAL, _TOO_MUCH_EXTERNAL))
    return found


def _of_parts(area: InputArea, columns: PostColumns) -> list[str]:
    last = columns.parts[-1]
    found = [area.refused(f"--({down(last, area.rows)}<0)", area.rows, last, _PARTS)]
    if len(columns.payers) > 2:  # who bears a part of what decides which payers share odd kroner
        found += [
            area.refused(
                f"--(({down(column, area.rows)}>0)<>({down(area.far + column, area.rows)}>0))",
                area.rows,
                column,
                _BEARERS,
            )
            for column in columns.parts
        ]
    return found


def _names(making: Making, blocks: dict[str, PostsBlock], columns: PostColumns) -> None:
    names = {"amounts": "cost", "covered": "covered", "external": "external"}
    for period, block in blocks.items():
        for column, field in (*columns.inputs, (columns.increase, "increase")):
            area = f"{fixed(block.rows.start, column)}:{fixed(block.rows.stop - 1, column)}"
            making.book.define(f"{names.get(field, field)}_{period}", block.sheet.of(area))


def places_of(block: PostsBlock, division: Division) -> list[int]:
    """The rows of the posts that a division shares."""
    return [block.rows[place] for place in block.period.posts_of(division)]


def stretches(block: PostsBlock, payer: int, rows: Sequence[int], several: bool) -> list[str]:
    """What a payer bears of some posts, exactly, as ranges of rows that follow each other."""
    column = block.exact[payer] if several else block.increase
    runs = groupby(enumerate(rows), lambda item: item[1] - item[0])
    whole = ([row for _, row in run] for _, run in runs)
    return [block.sheet.of(down(column, range(own[0], own[-1] + 1))) for own in whole]


def borne(block: PostsBlock, payer: int, row: int, several: bool) -> str:
    """What a payer bears of a post, exactly, for formulas in any sheet."""
    return block.sheet.at(row, block.exact[payer] if several else block.increase)
