"""The first sheet, to sign: who pays what, by which key, populations and method in a line, two verdicts, and room for date and name."""

from collections.abc import Sequence
from fractions import Fraction
from textwrap import wrap

from lkt_alloc.language.sentences import sentence
from lkt_alloc.reports.blocks import NUMBER, PAYER, SHARE, SUM
from lkt_alloc.reports.members import kind_of
from lkt_alloc.reports.notes import method_note
from lkt_alloc.reports.strands import Strand
from lkt_alloc.reports.workbook.cells import SheetCell, down, near
from lkt_alloc.reports.workbook.making import (
    FIRST_PERIOD,
    TOP,
    Control,
    Making,
    money,
    put_what_if,
    text_in_formula,
)
from lkt_alloc.reports.workbook.steps.amounts import Steps, may_leave


def answer_sheet(
    making: Making, made: Sequence[tuple[Strand, Sequence[Steps]]], payers: dict[tuple[str, str], str]
) -> None:
    """Fill the first sheet, when all others are made."""
    sheet, allocation = making.answer, making.allocation
    sheet.put(0, 0, SheetCell(making.say(allocation.budget.name), role="title"))
    row = put_what_if(sheet, TOP, allocation, making.words)
    row = row + 1 if row > TOP else row
    width = making.answer_width
    for strand, steps in made:
        row = _block(making, row, strand, steps)
    if len(allocation.budget.payers) > 1:
        row = _payers(making, row, payers)
    sheet.widths |= {0: 8, 1: 30, 2: 12} | dict.fromkeys(range(FIRST_PERIOD, width), 16)
    row = _said(making, row, [strand for strand, _ in made], sum(sheet.widths.values()))
    _to_sign(making, row, width)
    sheet.printed_columns, sheet.head, sheet.frozen = width, range(1), (0, 0)
    sheet.landscape = len(allocation.periods) > 3


def _block(making: Making, row: int, strand: Strand, steps: Sequence[Steps]) -> int:
    """Who pays what of one payer's totals by one key."""
    sheet, periods = making.answer, [period.period.name for period, _ in strand.with_periods()]
    sheet.put(row, 0, SheetCell(making.say(sentence("Shares of {payer}", payer=strand.called)), role="period"))
    several = len(periods) > 1
    heads = making.head(
        NUMBER, kind_of(strand.divisions[0].shares), SHARE, *periods, *([SUM] if several else []), texts=2
    )
    sheet.fill(row + 1, 0, heads)
    rows = range(row + 2, row + 2 + len(strand.divisions[0].shares))
    last = FIRST_PERIOD + len(periods)
    shares = strand.shares
    for at, own in zip(rows, strand.members, strict=True):
        number = own[0].number
        origin = steps[0].rows[number]
        names = (making.words.cell(number), making.words.cell(own[0].name))
        cells = [SheetCell(name, formula=steps[0].sheet.at(origin, column)) for column, name in enumerate(names)]
        cells.append(_share(steps, number, shares.get(number), is_any=bool(strand.total)))
        cells += [money(share.amount, made.amount(number)) for share, made in zip(own, steps, strict=True)]
        if several:
            cells.append(money(sum(s.amount for s in own), f"SUM({near(at, FIRST_PERIOD)}:{near(at, last - 1)})"))
        sheet.fill(at, 0, cells)
    return _sums(making, rows, strand, steps)


def _share(steps: Sequence[Steps], number: str, share: Fraction | None, *, is_any: bool) -> SheetCell:
    """A member's share of the sum of all periods, for reading: its exact amounts of all totals."""
    if share is None or not is_any:
        return SheetCell(None, "percent")
    if any(made.live is None for made in steps):
        return SheetCell(
            share,
            "percent",
            "plain",
            f"IF({'+'.join(made.certain for made in steps)}={len(steps)},{float(share):.17f},NA())",
        )
    exact = "+".join(made.live.exact_kroner(number) for made in steps if made.live)
    total = f"({'+'.join(made.total for made in steps)})"
    return SheetCell(share, "percent", "plain", f'IF({total}=0,"",({exact})/{total})')


def _sums(making: Making, rows: range, strand: Strand, steps: Sequence[Steps]) -> int:
    sheet, divisions = making.answer, strand.divisions
    at, last, several = rows.stop, FIRST_PERIOD + len(divisions), len(divisions) > 1
    paid = [sum(share.amount for share in division.shares) for division in divisions]
    left = [division.borne - amount for division, amount in zip(divisions, paid, strict=True)]
    is_left = any(left) or any(may_leave(d) or d.absent for d in divisions)
    if is_left:
        sheet.fill(at, 0, [SheetCell(None), SheetCell(making.say(sentence("Nobody pays"))), SheetCell(None)])
        for n, (ore, made) in enumerate(zip(left, steps, strict=True)):
            column = FIRST_PERIOD + n
            sheet.put(
                at, column, money(ore, f"ROUND({made.borne}-SUM({down(column, range(rows.start - 1, rows.stop))}),2)")
            )
        if several:
            sheet.put(at, last, money(sum(left), f"SUM({near(at, FIRST_PERIOD)}:{near(at, last - 1)})"))
        at += 1
    whole = range(rows.start - 1, at)
    sheet.fill(at, 0, [SheetCell(None, role="sum")] * (last + several))
    sheet.put(at, 1, SheetCell(making.say(SUM), role="sum"))
    for n, (ore, extra) in enumerate(zip(paid, left, strict=True)):
        column = FIRST_PERIOD + n
        sheet.put(at, column, money(ore + (extra if is_left else 0), f"SUM({down(column, whole)})", "sum"))
    if several:
        total = sum(paid) + (sum(left) if is_left else 0)
        sheet.put(at, last, money(total, f"SUM({down(last, whole)})", "sum"))
    _controls(making, at, strand, [made.borne if is_left else made.total for made in steps])
    return at + 2


def _controls(making: Making, at: int, strand: Strand, totals: Sequence[str]) -> None:
    payer = making.allocation.budget.payers[strand.divisions[0].payer].name
    for n, ((period, _), total) in enumerate(zip(strand.with_periods(), totals, strict=True)):
        label = sentence("{payer}, {period}: the amounts add up to the total", payer=payer, period=period.period.name)
        reference = f"ROUND({making.answer.at(at, FIRST_PERIOD + n)}-{total},2)"
        making.controls.append(Control(making.say(label), reference))


def _payers(making: Making, row: int, payers: dict[tuple[str, str], str]) -> int:
    """What each payer pays, where there are several."""
    sheet, allocation = making.answer, making.allocation
    periods, several = allocation.periods, len(allocation.periods) > 1
    heads = making.head("", PAYER, "", *(p.period.name for p in periods), *([SUM] if several else []), texts=2)
    sheet.fill(row, 0, heads)
    last = FIRST_PERIOD + len(periods)
    rows = range(row + 1, row + 1 + len(allocation.budget.payers))
    for at, (payer, named) in zip(rows, allocation.budget.payers.items(), strict=True):
        amounts = [period.payers[payer].increase for period in periods]
        sheet.fill(at, 0, [SheetCell(None), SheetCell(making.say(named.name)), SheetCell(None)])
        for n, (period, ore) in enumerate(zip(periods, amounts, strict=True)):
            sheet.put(at, FIRST_PERIOD + n, money(ore, payers[period.id, payer]))
        if several:
            sheet.put(at, last, money(sum(amounts), f"SUM({near(at, FIRST_PERIOD)}:{near(at, last - 1)})"))
    sheet.fill(rows.stop, 0, [SheetCell(None, role="sum")] * (last + several))
    sheet.put(rows.stop, 1, SheetCell(making.say(SUM), role="sum"))
    for n, period in enumerate(periods):
        total = sum(period.payers[payer].increase for payer in allocation.budget.payers)
        sheet.put(rows.stop, FIRST_PERIOD + n, money(total, f"SUM({down(FIRST_PERIOD + n, rows)})", "sum"))
    if several:
        total = sum(sum_.increase for period in periods for sum_ in period.payers.values())
        sheet.put(rows.stop, last, money(total, f"SUM({down(last, rows)})", "sum"))
    return rows.stop + 2


def _said(making: Making, row: int, found: Sequence[Strand], width: int) -> int:
    """Key, populations' date and method, each key's once: in lines that are no longer than the table is wide."""
    notes: dict[str, None] = {}
    for strand in found:
        said = method_note(strand.allocation, strand.divisions, by_post=False).sentences
        notes |= dict.fromkeys(map(making.words.title, said))
    as_made = making.quoted(sentence("As made: "))
    for note in notes:
        before = f'IF({making.is_changed}=0,"",{as_made})'
        # in smaller letters than the table, and prose is narrower than figures
        for line in wrap(note, width * 5 // 4):
            making.answer.put(row, 0, SheetCell(line, role="quiet", formula=f"{before}&{text_in_formula(line)}"))
            before, row = '""', row + 1
    return row + 1


def _to_sign(making: Making, row: int, width: int) -> None:
    for n, label in enumerate((sentence("Date"), sentence("Name"))):
        at = row + 2 * n
        making.answer.put(at, 1, SheetCell(making.say(label), role="note"))
        for column in range(2, width):
            making.answer.put(at, column, SheetCell(None, role="line"))
