"""Workbooks as they are used: read by name, changed by hand, and what the engine says to the same change."""

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cache
from random import Random
from typing import Any

import openpyxl
from msgspec import Struct
from msgspec.structs import replace
from openpyxl.workbook import Workbook as Opened
from openpyxl.worksheet.worksheet import Worksheet

from lkt_alloc.engine.allocate import Allocation, allocate
from lkt_alloc.engine.keys import with_parties
from lkt_alloc.engine.model import Budget, Key
from lkt_alloc.engine.parts import LimitRate, LimitShare, SharePart, StepsPart
from lkt_alloc.language.words import Words
from lkt_alloc.render import xlsx
from lkt_alloc.reports.workbook import compute_workbook
from lkt_alloc.reports.workbook.cells import TypedIn, Workbook, column_name
from tests.engine.strategies import Pair, errors

ENGLISH = Words("en")

Path = tuple[str, ...]


def shared(pair: Pair) -> Allocation:
    budget, register = pair
    return allocate(budget, register, list(budget.periods))


def laid_out(pair: Pair, words: Words = ENGLISH) -> Workbook:
    return compute_workbook(shared(pair), [], words)


def made(pair: Pair, words: Words = ENGLISH) -> bytes:
    return xlsx.render(laid_out(pair, words), words)


@cache
def opened(raw: bytes, *, values: bool = False) -> Opened:
    """A workbook to read, the same one each time: to open it takes longer than anything that is asked of it."""
    return openpyxl.load_workbook(io.BytesIO(raw), data_only=values)


def page(book: Opened, name: str) -> Worksheet:
    """A sheet of a workbook."""
    found = book[name]
    assert isinstance(found, Worksheet)
    return found


def places(book: Opened, name: str) -> list[str]:
    """The cells that a defined name stands for, each as `sheet!cell`."""
    ((sheet, area),) = book.defined_names[name].destinations
    found = book[sheet][area.replace("$", "")]
    rows = found if isinstance(found, tuple) else ((found,),)
    return [f"{sheet}!{cell.coordinate}" for (cell,) in rows]


def place(cell: TypedIn) -> str:
    return f"{cell.sheet}!{column_name(cell.column)}{cell.row + 1}"


def ore(found: object) -> object:
    """An amount that was read, in øre; what is no number as it is."""
    return round(found * 100) if isinstance(found, int | float) else found


Amounts = dict[tuple[str, str, str, str], object]
"""What is to be paid, in øre, by payer, key, period and member; of payers who share with nobody by payer and period."""


def read_amounts(book: Workbook, allocation: Allocation, calculated: Mapping[str, object]) -> Amounts:
    """Everything that is to be paid, as it stands on the first sheet's cells of steps."""
    names = book.names
    found: Amounts = {}
    for period, division in allocation.divided:
        if not division.shares:
            continue
        same = [own for own in period.divisions if own.payer == division.payer]
        alone = len(same) == 1 and len(allocation.keys_called(division.payer)) == 1
        named = division.payer if alone else f"{division.payer}_{division.key_id}"
        sheet, area = _area(names[_plain(f"amounts_{named}_{period.id}")])
        column, _ = area[0]
        for share, row in zip(division.everyone, _rows(area), strict=True):
            if share not in division.shares:
                continue
            found[division.payer, division.key_id, period.id, share.number] = ore(
                calculated.get(f"{sheet}!{column}{row}")
            )
    if len(allocation.budget.payers) > 1:
        for period in allocation.periods:
            for payer in allocation.budget.payers:
                sheet, area = _area(names[_plain(f"to_pay_{payer}_{period.id}")])
                found[payer, "", period.id, ""] = ore(calculated.get(f"{sheet}!{area[0][0]}{area[0][1]}"))
    return found


def _plain(name: str) -> str:
    return "".join(letter if letter.isalnum() else "_" for letter in name)


def _area(reference: str) -> tuple[str, list[tuple[str, int]]]:
    sheet, _, area = reference.rpartition("!")
    ends = []
    for end in area.split(":"):
        _, column, row = end.split("$")
        ends.append((column, int(row)))
    return sheet.strip("'").replace("''", "'"), ends


def _rows(area: list[tuple[str, int]]) -> range:
    return range(area[0][1], area[-1][1] + 1)


def engine_amounts(allocation: Allocation) -> Amounts:
    """The same, as the engine has it."""
    found: Amounts = {}
    for period, division in allocation.divided:
        for share in division.shares:
            found[division.payer, division.key_id, period.id, share.number] = share.amount
    if len(allocation.budget.payers) > 1:
        for period in allocation.periods:
            for payer, amounts in period.payers.items():
                found[payer, "", period.id, ""] = amounts.increase
    return found


class Edit(Struct, frozen=True):
    """What is typed where, and the budget and register that say the same."""

    typed: Mapping[str, object]
    pair: Pair


def edited(raw: bytes, typed: Mapping[str, object]) -> bytes:
    """The workbook after an edit, with the values of formulas as they were: who opens it calculates anew."""
    names = opened(raw).sheetnames
    by_sheet: dict[str, dict[str, object]] = {}
    for at, new in typed.items():
        sheet, cell = at.rsplit("!", 1)
        by_sheet.setdefault(f"xl/worksheets/sheet{names.index(sheet) + 1}.xml", {})[cell] = new
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as before, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            text = before.read(name)
            for cell, new in by_sheet.get(name, {}).items():
                text = _with_cell(text.decode(), cell, new).encode()
            after.writestr(name, text)
    return stream.getvalue()


def _with_cell(sheet: str, cell: str, new: object) -> str:
    """The XML of a sheet with another value in a cell."""
    found = re.search(rf'<c r="{cell}"((?: s="\d+")?)[^>]*?(?:/>|>.*?</c>)', sheet)
    assert found, cell
    kind, value = (' t="inlineStr"', f"<is><t>{new}</t></is>") if isinstance(new, str) else ("", f"<v>{new}</v>")
    written = f'<c r="{cell}"{found[1]}{kind}>{value}</c>' if new is not None else f'<c r="{cell}"{found[1]}/>'
    return sheet[: found.start()] + written + sheet[found.end() :]


def typed_in(pair: Pair, book: Workbook, typed: Mapping[Path, Fraction | int]) -> Pair:
    """The budget and the register after so much was typed into the workbook that was made of them."""
    for path in typed:
        values = {cell.path: cell.value for cell in book.inputs} | dict(typed)
        pair = _typed(pair, path, values)
    return pair


def _typed(pair: Pair, path: Path, values: Mapping[Path, Any]) -> Pair:
    budget, register = pair
    match path:
        case ("posts", post, ("amounts" | "covered" | "external") as field, period):
            return _post(budget, post, field, {period: int(values[path] * 100)}), register
        case ("posts", post, *_):
            return _post_parts(budget, post, values), register
        case ("figures", "population", when, number):
            own = register.municipalities[number]
            new = replace(own, population={**own.population, _day(own, when): int(values[path])})
            return budget, replace(register, municipalities={**register.municipalities, number: new})
        case ("figures", measure, when, number):
            return _measured(pair, measure, when, number, Fraction(values[path]))
        case ("indices", index, period):
            own_index = budget.indices[index]
            new_index = replace(own_index, factors={**own_index.factors, period: Fraction(values[path])})
            return replace(budget, indices={**budget.indices, index: new_index}), register
        case _:
            key = _key(budget.keys[path[1]], path, values)
            return replace(budget, keys={**budget.keys, path[1]: key}), register


def _day(own: Any, when: str) -> Any:
    return next(day for day in own.population if str(day) == when)


def _post(budget: Budget, post: str, field: str, new: Mapping[str, int]) -> Budget:
    posts = (replace(own, **{field: {**getattr(own, field), **new}}) if own.id == post else own for own in budget.posts)
    return replace(budget, posts=tuple(posts))


def _post_parts(budget: Budget, post: str, values: Mapping[Path, Any]) -> Budget:
    whole, payers = values["posts", post, "whole"], list(budget.payers)
    parts = [values["posts", post, "parts", payer] for payer in payers[:-1]]
    parts.append(whole - sum(parts))
    paid_by = {payer: Fraction(part, whole) for payer, part in zip(payers, parts, strict=True) if part}
    return replace(budget, posts=tuple(replace(o, paid_by=paid_by) if o.id == post else o for o in budget.posts))


def _measured(pair: Pair, measure: str, when: str, number: str, value: Fraction) -> Pair:
    budget, register = pair
    in_budget = measure in budget.measures
    measures = dict(budget.measures if in_budget else register.measures)
    own = measures[measure]
    if when:
        by_period = {**own.values_by_period, when: {**own.values_by_period[when], number: value}}
        measures[measure] = replace(own, values_by_period=by_period)
    else:
        measures[measure] = replace(own, values={**own.values, number: value})
    return (
        (replace(budget, measures=measures), register) if in_budget else (budget, replace(register, measures=measures))
    )


def _key(key: Key, path: Path, values: Mapping[Path, Any]) -> Key:
    name, what, n = path[1:4]
    place = int(n) - 1
    if what == "limits":
        return replace(key, limits=_changed(key.limits, place, path[4], _limit(key.limits[place], path, values)))
    part = key.parts[place]
    match path[4:]:
        case ("shares", number):
            agreed = {**key.agreed, part.measure: {**key.agreed[part.measure], number: Fraction(values[path])}}
            return replace(key, agreed=agreed)
        case ("numerator" | "denominator",):
            key = replace(key, parts=_changed(key.parts, place, "share", _share(path[:4], values)))
            return _rest_of(key, name, values)
        case ("amount",):
            return replace(key, parts=_changed(key.parts, place, "amount", int(values[path] * 100)))
        case ("rate",):
            return replace(key, parts=_changed(key.parts, place, "rate", Fraction(values[path]) * 100))
        case ("per",):
            return replace(key, parts=_changed(key.parts, place, "per", Fraction(values[path])))
        case (k, field):
            assert isinstance(part, StepsPart)
            factor = {"rate": 100, "amount": 100, "up_to": 1}[field]
            new = Fraction(values[path]) * factor
            steps = _changed(part.steps, int(k) - 1, field, int(new) if field == "amount" else new)
            return replace(key, parts=_changed(key.parts, place, "steps", steps))
    raise AssertionError(path)


def _changed(these: Sequence[Any], place: int, field: str, new: object) -> tuple[Any, ...]:
    return tuple(replace(one, **{field: new}) if i == place else one for i, one in enumerate(these))


def _share(path: Path, values: Mapping[Path, Any]) -> Fraction:
    return Fraction(values[(*path, "numerator")], values[(*path, "denominator")])


def _limit(limit: Any, path: Path, values: Mapping[Path, Any]) -> object:
    old = getattr(limit, path[4])
    if isinstance(old, LimitShare):
        return LimitShare(_share(path[:5], values))
    if isinstance(old, LimitRate):
        return LimitRate(Fraction(values[path]) * 100, old.measure)
    return int(values[path] * 100)


def _rest_of(key: Key, name: str, values: Mapping[Path, Any]) -> Key:
    """The part without a colour takes what the others leave."""
    own = [("keys", name, "parts", str(n), "numerator") in values for n, _ in enumerate(key.parts, start=1)]
    shares = [isinstance(part, SharePart) for part in key.parts]
    if all(own) or not all(shares):
        return key
    rest = own.index(False)
    left = 1 - sum(
        (part.share for i, part in enumerate(key.parts) if i != rest and isinstance(part, SharePart)), Fraction()
    )
    return replace(key, parts=_changed(key.parts, rest, "share", left))


def is_sound(pair: Pair) -> bool:
    budget, register = pair
    return not errors(budget, with_parties(budget, register))


def some_edit(pair: Pair, book: Workbook, random: Random, *, sound: bool = True) -> Edit:
    """A few cells, drawn by lot, with other values; most of them sound."""
    while True:
        cells = random.sample(book.inputs, min(len(book.inputs), random.choice([1, 1, 1, 2, 3])))
        typed = {cell.path: _new(cell, random) for cell in cells}
        try:
            after = typed_in(pair, book, typed)
        except ZeroDivisionError:
            continue
        if sound == is_sound(after):
            at = {
                place(cell): float(typed[cell.path]) if typed[cell.path] % 1 else int(typed[cell.path])
                for cell in cells
            }
            return Edit(at, after)


def _new(cell: TypedIn, random: Random) -> Fraction | int:
    old: Any = Fraction(cell.value)
    match cell.form:
        case "kroner":
            step = random.choice([Fraction(1), Fraction(1), Fraction(1000), Fraction(1, 100)])
            new = [old + step * random.randint(-5, 50), old * 2, Fraction(0), step * random.randint(0, 10**6)]
            return Fraction(random.choice(new))
        case "whole":
            return max(1, int(random.choice([old + random.randint(-3, 3), old * 2, random.randint(1, 300_000)])))
        case "number":
            return max(0, int(old) + random.randint(-20, 20))
        case _:
            near_by = old + Fraction(random.randint(-30, 30), random.choice([1, 10, 100]))
            return Fraction(int(abs(random.choice([near_by, old * 2])) * 10**6), 10**6)
