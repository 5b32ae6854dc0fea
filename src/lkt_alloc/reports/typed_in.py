"""What was typed in a workbook that has come back, for people: each cell with what it is about, what it said and what it says."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Final

from lkt_alloc.engine.model import Budget
from lkt_alloc.engine.names import with_number
from lkt_alloc.engine.register import Register
from lkt_alloc.files.own_workbooks import OwnWorkbook
from lkt_alloc.language.sentences import Ore, Sentence, Value, counted, sentence, shortest
from lkt_alloc.reports.blocks import Block, Cell, Column, Heading, Paragraph, Report, Table
from lkt_alloc.reports.workbook.returned import CellEdit


def typed_report(own: OwnWorkbook, edits: Sequence[CellEdit], budget: Budget, register: Register) -> Report:
    """The cells that are other than they were."""
    columns = (
        Column(sentence("Cell"), False),
        Column(sentence("What it says"), False),
        Column(sentence("Was")),
        Column(sentence("Is")),
    )
    rows = tuple((edit.address, said_of(edit.cell.path, budget, register), *_both(edit)) for edit in edits)
    n = counted("{n} cell is changed in {file}.", "{n} cells are changed in {file}.", len(edits), file=own.called)
    blocks: list[Block] = [Heading(sentence("What was typed in {file}", file=own.called), 1)]
    blocks += [Table(columns, rows, (), 2)] if rows else []
    said = n if edits else sentence("No cell is changed in {file}.", file=own.called)
    return (*blocks, Paragraph((said,)))


def _both(edit: CellEdit) -> tuple[Cell, Cell]:
    before, now = (_shown(edit.cell.form, value) for value in (Fraction(edit.cell.value), edit.value))
    return before, now


def _shown(form: str, value: Fraction) -> Cell:
    return Ore(int(value * 100)) if form == "kroner" else shortest(value)


_FIELDS: Final[Mapping[str, Sentence]] = {
    "amounts": sentence("cost of budget item {post}, {period}"),
    "covered": sentence("committed of budget item {post}, {period}"),
    "external": sentence("external funding of budget item {post}, {period}"),
    "whole": sentence("parts in all of budget item {post}"),
    "parts": sentence("parts of {payer} of budget item {post}"),
}
_OF_KEYS: Final[Mapping[str, Sentence]] = {
    "numerator": sentence("parts"),
    "denominator": sentence("parts in all"),
    "amount": sentence("amount"),
    "rate": sentence("rate"),
    "per": sentence("units"),
    "up_to": sentence("largest size"),
    "most": sentence("the most"),
    "least": sentence("the least"),
}


def said_of(path: tuple[str, ...], budget: Budget, register: Register) -> Sentence:
    """What a cell is about."""
    kind, *way = path
    if kind == "posts":
        post, field, *rest = way
        own: dict[str, Value] = {"payer": budget.payers[rest[0]].name} if field == "parts" else {}
        own |= {"period": budget.periods[rest[0]].name} if field in ("amounts", "covered", "external") else {}
        return _FIELDS[field].filled(post=post, **own)
    if kind == "figures":
        return _of_figure(way[0], way[1], way[2], budget, register)
    if kind == "indices":
        return sentence("{index}, {period}", index=budget.indices[way[0]].name, period=budget.periods[way[1]].name)
    return _of_key(way, budget, register)


def _of_figure(counted_: str, period: str, number: str, budget: Budget, register: Register) -> Sentence:
    member = with_number(register.municipalities[number].name, number)
    if counted_ == "population":
        return sentence("population of {member} on {day}", member=member, day=date.fromisoformat(period))
    measure = register.measures[counted_].name
    if not period:
        return sentence("{measure}, {member}", measure=measure, member=member)
    return sentence("{measure}, {member}, {period}", measure=measure, member=member, period=budget.periods[period].name)


def _of_key(way: Sequence[str], budget: Budget, register: Register) -> Sentence:
    key, kind, n, field, *rest = way
    if kind == "steps":
        said = sentence('"{key}", part {n}, class {k}: {what}', k=field, what=_OF_KEYS[rest[0]])
    elif kind == "limits" and rest:
        said = sentence('"{key}", limit {n}, {bound}: {what}', bound=_OF_KEYS[field], what=_OF_KEYS[rest[0]])
    elif kind == "limits":
        said = sentence('"{key}", limit {n}: {what}', what=_OF_KEYS[field])
    elif field == "shares":
        name = register.municipalities[rest[0]].name
        said = sentence('"{key}", part {n}: share of {member}', member=with_number(name, rest[0]))
    else:
        said = sentence('"{key}", part {n}: {what}', what=_OF_KEYS[field])
    return said.filled(**said.values, key=budget.keys[key].name, n=n)
