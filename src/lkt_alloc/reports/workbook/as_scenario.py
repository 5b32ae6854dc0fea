"""What was typed in a workbook that has come back, as a scenario: what is changed of posts, figures, keys and indices, cell by cell.

A key whose parts or limits are changed stands whole in the scenario, as it is written in the budget file but for what was typed.
"""

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from fractions import Fraction
from typing import Any, Final

from msgspec.structs import replace

from lkt_alloc.diagnostics.findings import Finding, Path
from lkt_alloc.diagnostics.unsound import Unsound
from lkt_alloc.engine.model import Budget
from lkt_alloc.engine.parts import SharePart
from lkt_alloc.engine.register import Municipality
from lkt_alloc.files.own_workbooks import OwnWorkbook
from lkt_alloc.files.schema.base import numbered
from lkt_alloc.files.yaml_text import amount, decimal, scalar, share
from lkt_alloc.language.sentences import sentence
from lkt_alloc.reports.workbook.returned import CellEdit, Returned

Comments = dict[Path, list[str]]
"""What is said above what stands at a path."""

_POST_FIELDS: Final = ("amounts", "covered", "external")


def as_scenario(
    own: OwnWorkbook, read: Returned, budget: Budget, written: Mapping[str, Any], members: Mapping[str, Municipality]
) -> tuple[dict[str, Any], Comments]:
    """What the scenario says, and the cells that it comes from. `written` are the keys as the budget file has them.

    Raises `Unsound` where parts are more than the whole.
    """
    making = _Making(own, read, budget, written, members)
    for edit in read.edits:
        making.add(edit)
    return making.data, making.said


def what_was_typed(edit: CellEdit) -> str:
    """A cell, with what it said and what it says."""
    return f"{edit.address}: {number(edit.cell.form, Fraction(edit.cell.value))} → {number(edit.cell.form, edit.value)}"


def number(form: str, value: Fraction) -> str:
    """A number of a cell as it is written in our files; what was no decimal number when the workbook was made is a fraction."""
    if form == "kroner" or value.denominator == 1:
        return amount(int(value * 100))
    return decimal(value) if _is_decimal(value) else f"{value.numerator}/{value.denominator}"


def _is_decimal(value: Fraction) -> bool:
    return 10**12 % value.denominator == 0


def at_cell(finding: Finding, text: str, edits: Sequence[CellEdit], own: OwnWorkbook) -> Finding:
    """What is wrong with a scenario that was read back, at the cell that it comes from: the comment above it, or within it, says which."""
    lines, n = text.splitlines(), finding.line - 1
    above, below = reversed(lines[:n]), lines[n:]
    order = [*below, *above] if lines[n][:1] != " " else [*above, *below]
    said = {f"# {what_was_typed(edit)}": edit for edit in edits}
    edit = next(said[line.strip()] for line in order if line.strip() in said)
    place, excerpt = own.spot(edit.cell.sheet, edit.cell.row, edit.cell.column)
    return replace(finding, place=place, excerpt=excerpt, related=(), edit=None)


class _Making:
    """A scenario in the making."""

    def __init__(
        self,
        own: OwnWorkbook,
        read: Returned,
        budget: Budget,
        written: Mapping[str, Any],
        members: Mapping[str, Municipality],
    ) -> None:
        self.own, self.values, self.budget, self.written, self.members = own, read.values, budget, written, members
        self.data: dict[str, Any] = {}
        self.said: Comments = {}

    def add(self, edit: CellEdit) -> None:
        """Say what one cell says."""
        kind, *way = edit.cell.path
        match kind:
            case "posts":
                at = self._post(edit, *way)
            case "figures":
                at = self._figure(edit, *way)
            case "indices":
                index, period = way
                self.data.setdefault("indices", {}).setdefault(index, {})[period] = number("decimal", edit.value)
                at = ("indices", index, period)
            case _:
                at = self._key(way[0], way[1:], edit)
        self.said.setdefault(at, []).append(what_was_typed(edit))

    def _post(self, edit: CellEdit, post: str, field: str, *way: str) -> Path:
        changes = self.data.setdefault("changes", [])
        if post not in [change["post"] for change in changes]:
            changes.append({"post": post})
        n = next(n for n, change in enumerate(changes) if change["post"] == post)
        if field in _POST_FIELDS:
            ore = int(self.values["posts", post, field, way[0]] * 100)
            changes[n].setdefault(field, {})[way[0]] = amount(ore)
            return ("changes", n, field, way[0])
        changes[n]["paid_by"] = {payer: share(own) for payer, own in self._payers(edit, post).items() if own}
        return ("changes", n, "paid_by")

    def _payers(self, edit: CellEdit, post: str) -> dict[str, Fraction]:
        """Everyone's share of a post: the last bears what the others leave."""
        *others, last = self.budget.payers
        whole = self.values["posts", post, "whole"]
        shares = {payer: self.values["posts", post, "parts", payer] / whole for payer in others}
        return {**shares, last: self._left(edit, shares.values())}

    def _left(self, edit: CellEdit, shares: Iterable[Fraction]) -> Fraction:
        """What shares leave of the whole."""
        if (left := 1 - sum(shares, Fraction())) < 0:
            at = (edit.cell.sheet, edit.cell.row, edit.cell.column)
            remedy = sentence("Correct them, so that they are no more than 100%.")
            message = sentence("The parts are {more} more than the whole.", more=-left)
            raise Unsound([self.own.finding("not-a-share", at, message, remedy)], self.budget.language)
        return left

    def _figure(self, edit: CellEdit, counted: str, period: str, member: str) -> Path:
        table = self.data.setdefault("figures", {}).setdefault(counted, {})
        table = table.setdefault(period, {}) if period else table
        name = self._called(member)
        table[name] = number("decimal", edit.value)
        return ("figures", counted, *([period] if period else []), name)

    def _called(self, member: str) -> str:
        """A number with its name, where that can stand without quotes; a party by its identifier."""
        name = self.members[member].name
        return f"{member} {name}" if member.isdigit() and scalar(name) == name else member

    def _key(self, key: str, way: Sequence[str], edit: CellEdit) -> Path:
        """A key as it is written, with what one cell says; and the shares that follow from it."""
        keys = self.data.setdefault("keys", {})
        own = keys.setdefault(key, deepcopy(self.written[key]))
        kind, place = way[0], int(way[1]) - 1
        if kind == "steps":
            own["parts"][place]["steps"][int(way[2]) - 1][way[3]] = _money(way[3], edit.value)
            return ("keys", key, "parts", place, "steps", int(way[2]) - 1, way[3])
        entry = own[kind][place]
        field = way[2]
        if kind == "limits":
            self._limit(entry, field, ("keys", key, *way[:3]), edit)
        elif field == "shares":
            field, name = "shares", next(name for name in entry["shares"] if numbered(name)[0] == way[3])
            entry["shares"][name] = share(edit.value)
            return ("keys", key, kind, place, field, name)
        elif field in ("numerator", "denominator"):
            self._shares(edit, key, own["parts"])
            field = "share"
        else:
            field = "first" if "first" in entry else field
            entry[field] = _money(field, edit.value)
        return ("keys", key, kind, place, field)

    def _limit(self, limit: dict[str, Any], field: str, path: tuple[str, ...], edit: CellEdit) -> None:
        if (*path, "numerator") in self.values:
            limit[field] = share(self._share_at(path))
        elif isinstance(limit[field], dict):
            limit[field]["rate"] = number("decimal", edit.value)
        else:
            limit[field] = amount(int(edit.value * 100))

    def _shares(self, edit: CellEdit, key: str, parts: Sequence[dict[str, Any]]) -> None:
        """What each part takes that is a share; one without a cell of its own takes what the others leave."""
        paths = {n: ("keys", key, "parts", str(n + 1)) for n, _ in enumerate(parts)}
        known = {n: self._share_at(path) for n, path in paths.items() if (*path, "numerator") in self.values}
        for n, part in enumerate(self.budget.keys[key].parts):
            if isinstance(part, SharePart):
                parts[n]["share"] = share(known[n] if n in known else self._left(edit, known.values()))

    def _share_at(self, path: tuple[str, ...]) -> Fraction:
        return self.values[*path, "numerator"] / self.values[*path, "denominator"]


def _money(field: str, value: Fraction) -> str:
    return amount(int(value * 100)) if field in ("amount", "first") else number("decimal", value)
