"""Workbooks as they are used: read by name, changed by hand, and what the engine says to the same change."""

import io
from collections.abc import Mapping
from fractions import Fraction
from functools import cache, partial
from random import Random

import openpyxl
from msgspec import Struct
from msgspec.structs import replace
from openpyxl.workbook import Workbook

from lkt_alloc.engine.allocate import Allocation, allocate
from lkt_alloc.engine.keys import key_shares, share_of
from lkt_alloc.engine.model import OTHERS, Budget
from lkt_alloc.language.words import Words
from lkt_alloc.render import xlsx
from lkt_alloc.reports.workbook import compute_workbook
from tests.engine.strategies import Pair, errors

ENGLISH = Words("en")


def shared(pair: Pair) -> Allocation:
    budget, register = pair
    return allocate(budget, register, list(budget.periods))


def made(pair: Pair, words: Words = ENGLISH) -> bytes:
    return xlsx.render(compute_workbook(shared(pair), [], words), words)


@cache
def opened(raw: bytes, *, values: bool = False) -> Workbook:
    """A workbook to read, the same one each time: to open it takes longer than anything that is asked of it."""
    return openpyxl.load_workbook(io.BytesIO(raw), data_only=values)


def cells(book: Workbook, name: str) -> list[str]:
    """The cells that a defined name stands for, each as `sheet!cell`."""
    plain = "".join(c if c.isascii() and c.isalnum() else "_" for c in name)
    ((sheet, area),) = book.defined_names[plain].destinations
    found = book[sheet][area.replace("$", "")]
    rows = found if isinstance(found, tuple) else ((found,),)
    return [f"{sheet}!{cell.coordinate}" for (cell,) in rows]


def value(book: Workbook, place: str) -> object:
    sheet, cell = place.rsplit("!", 1)
    return book[sheet][cell].value


def put(book: Workbook, place: str, new: object) -> None:
    sheet, cell = place.rsplit("!", 1)
    book[sheet][cell].value = new


def ore(found: object) -> object:
    """An amount that was read, in øre; what is no number as it is."""
    return round(found * 100) if isinstance(found, int | float) else found


def read_amounts(
    book: Workbook, budget: Budget, calculated: Mapping[str, object] | None = None
) -> dict[tuple[str, str, str], list[object]]:
    """Everything that is to be paid, by the payers of each period and by those who share, as written or as `calculated`."""
    read = partial(value, book) if calculated is None else calculated.__getitem__
    found = {}
    for period in budget.periods:
        for payer_id, payer in budget.payers.items():
            found["payer", period, payer_id] = [ore(read(p)) for p in cells(book, f"to_pay_{payer_id}_{period}")]
            if payer.key:
                name = f"amounts_{payer_id}_{period}"
                found["members", period, payer_id] = [ore(read(p)) for p in cells(book, name)]
    return found


def engine_amounts(pair: Pair) -> dict[tuple[str, str, str], list[object]]:
    """The same, as the engine has it."""
    found: dict[tuple[str, str, str], list[object]] = {}
    for period in shared(pair).periods:
        for payer, amounts in period.payers.items():
            found["payer", period.id, payer] = [amounts.increase]
        for division in period.divisions:
            found["members", period.id, division.payer] = [share.amount for share in division.shares]
    return found


class Edit(Struct, frozen=True):
    """What is typed into which cells, and the budget and register that say the same."""

    typed: Mapping[str, object]
    pair: Pair


def edited(raw: bytes, edit: Edit) -> bytes:
    """The workbook after the edit, as a program without a calculator leaves it: formulas without values."""
    book = openpyxl.load_workbook(io.BytesIO(raw))
    for place, new in edit.typed.items():
        put(book, place, new)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def population_edit(raw: bytes, pair: Pair, key_id: str, number: str, people: int) -> Edit:
    budget, register = pair
    book = opened(raw)
    row = key_shares(budget.keys[key_id], register).members.index(number)
    place = cells(book, f"population_{key_id}")[row]
    day = budget.keys[key_id].population_date
    old = register.municipalities[number]
    new = replace(old, population={**old.population, day: people})
    return Edit({place: people}, (budget, replace(register, municipalities={**register.municipalities, number: new})))


def amount_edit(raw: bytes, pair: Pair, period: str, post: int, amount: int) -> Edit:
    budget, register = pair
    book = opened(raw)
    place = cells(book, f"cost_{period}")[post]
    posts = list(budget.posts)
    posts[post] = replace(posts[post], amounts={**posts[post].amounts, period: amount})
    return Edit({place: amount / 100}, (replace(budget, posts=tuple(posts)), register))


def payer_edit(raw: bytes, pair: Pair, post: int, parts: tuple[int, int]) -> Edit:
    """Which parts of a post two payers bear."""
    budget, register = pair
    sheet, first = cells(opened(raw), f"cost_{next(iter(budget.periods))}")[post].split("!")
    row = int(first.lstrip("ABCDEFGHIJ"))
    posts = list(budget.posts)
    shares = {payer: Fraction(part, sum(parts)) for payer, part in zip(budget.payers, parts, strict=True)}
    posts[post] = replace(posts[post], paid_by=shares)
    typed = {f"{sheet}!F{row}": sum(parts), f"{sheet}!G{row}": parts[0]}
    return Edit(typed, (replace(budget, posts=tuple(posts)), register))


def share_edit(raw: bytes, pair: Pair, key_id: str, part: int, share: Fraction) -> Edit:
    """A part's share; the part that has the rest takes the difference."""
    budget, register = pair
    book = opened(raw)
    (place,) = cells(book, f"share_{key_id}_{part + 1}")
    sheet, cell = place.rsplit("!", 1)
    beside = f"{sheet}!{book[sheet][cell].offset(0, 1).coordinate}"
    parts = list(budget.keys[key_id].parts)
    rest = next((n for n, p in enumerate(parts) if p.to == OTHERS), len(parts) - 1)
    together = share_of(parts[rest]) + share_of(parts[part])
    parts[rest] = replace(parts[rest], share=together - share)
    parts[part] = replace(parts[part], share=share)
    keys = {**budget.keys, key_id: replace(budget.keys[key_id], parts=tuple(parts))}
    return Edit({place: share.numerator, beside: share.denominator}, (replace(budget, keys=keys), register))


def some_edit(raw: bytes, pair: Pair, random: Random) -> Edit | None:
    """An edit drawn by lot that leaves the budget sound; `None` if none was found."""
    budget, register = pair
    book = opened(raw)
    for _ in range(30):
        kind = random.choice(["population", "amount", "share"])
        key_id = random.choice([payer.key for payer in budget.payers.values() if payer.key] or [""])
        if kind == "amount" or not key_id:
            post, period = random.randrange(len(budget.posts)), random.choice(list(budget.periods))
            step = random.choice([1, 50, 100, 100, 1000, 100_000]) * random.randint(-30, 3000)
            edit = amount_edit(raw, pair, period, post, budget.posts[post].amounts.get(period, 0) + step)
        elif kind == "population":
            number = random.choice(key_shares(budget.keys[key_id], register).members)
            edit = population_edit(raw, pair, key_id, number, random.randint(1, 300_000))
        else:
            parts = budget.keys[key_id].parts
            rest = next((n for n, p in enumerate(parts) if p.to == OTHERS), len(parts) - 1)
            part = random.randrange(len(parts))
            if part == rest:
                continue
            most = share_of(parts[part]) + share_of(parts[rest])
            edit = share_edit(raw, pair, key_id, part, most * Fraction(random.randint(0, 7), random.choice([7, 9, 10])))
        inputs = [value(book, place) for place in edit.typed]
        if not errors(*edit.pair) and not any(isinstance(old, str) for old in inputs):
            return edit
    return None
