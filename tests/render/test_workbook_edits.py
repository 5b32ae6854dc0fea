"""The workbook under edits: LibreOffice calculates what the engine does, as made and after typing, or says that it cannot."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from random import Random

import pytest
from msgspec import Struct
from msgspec.structs import replace

from lkt_alloc.engine.model import Budget
from lkt_alloc.engine.register import Register
from lkt_alloc.language.words import Words
from lkt_alloc.render import xlsx
from lkt_alloc.reports.workbook.cells import Workbook
from tests.engine.random_budgets import random_budget
from tests.engine.strategies import Pair
from tests.render.hard_budgets import HARD, UNSURE, four_payers_twice
from tests.render.small_edits import SMALL
from tests.render.soffice import recalculated
from tests.render.spreadsheets import (
    ENGLISH,
    edited,
    engine_amounts,
    laid_out,
    opened,
    place,
    read_amounts,
    shared,
    some_edit,
    typed_in,
)

Calculated = dict[str, dict[str, object]]
Typed = Mapping[tuple[str, ...], Fraction | int]

GENERATED = (1, 3, 21, 30, 57)
"""Seeds of budgets with everything that a budget can have."""


class Case(Struct, frozen=True):
    """A workbook, what is typed into it, and the budget that says the same (none: nothing does)."""

    book: Workbook
    pair: Pair
    raw: bytes
    after: Pair | None


def case(pair: Pair, words: Words = ENGLISH) -> Case:
    book = laid_out(pair, words)
    return Case(book, pair, xlsx.render(book, words), pair)


def after(made: Case, typed: Mapping[str, object], pair: Pair | None = None) -> Case:
    return replace(made, raw=edited(made.raw, typed), after=pair)


def said(made: Case, typed: Typed) -> Case:
    """What is typed, by what it says."""
    at = {place(cell): float(typed[cell.path]) for cell in made.book.inputs if cell.path in typed}
    assert len(at) == len(typed)
    return after(made, at, typed_in(made.pair, made.book, typed))


YEAR: dict[str, Typed] = {
    "host-45": {("keys", "lkt", "parts", "1", "numerator"): 45},
    "host-third": {("keys", "lkt", "parts", "1", "numerator"): 1, ("keys", "lkt", "parts", "1", "denominator"): 3},
    "a-tie": {("figures", "population", "2018-01-01", "1265"): 931},
    "odd-krone": {("posts", "1.6", "amounts", "2019"): 50_001},
    "ore": {("posts", "1.5", "amounts", "2019"): Fraction(4_000_005, 10)},
    "refund": {("posts", "1.4.2", "amounts", "2019"): -9_000_001, ("posts", "1.4.2", "covered", "2019"): 0},
    "parts": {("posts", "1.5", "parts", "hospitals"): 35},
}
REFUSED: dict[str, tuple[Callable[[Workbook], Mapping[str, object]], str]] = {
    "text": (lambda book: {at(book, "posts", "1.5", "amounts", "2019"): "25 000"}, "an amount in kroner"),
    "thousandths": (lambda book: {at(book, "posts", "1.5", "amounts", "2019"): 25_000.001}, "an amount in kroner"),
    "covered": (lambda book: {at(book, "posts", "1.5", "covered", "2019"): 10**7}, "what is committed must be"),
    "fraction": (lambda book: {at(book, "figures", "population", "2018-01-01", "1243"): 8455.5}, "a whole number of 1"),
    "empty": (lambda book: {at(book, "figures", "population", "2018-01-01", "1243"): None}, "a whole number of 1"),
    "more-than-all": (lambda book: {at(book, "keys", "lkt", "parts", "1", "numerator"): 130}, "more than 100%"),
    "parts": (lambda book: {at(book, "posts", "1.5", "parts", "hospitals"): 130}, "more than there are in all"),
    "decimal-share": (lambda book: {at(book, "keys", "lkt", "parts", "1", "numerator"): 0.45}, "a whole number of 0"),
}


def at(book: Workbook, *path: str) -> str:
    (found,) = (place(cell) for cell in book.inputs if cell.path == path)
    return found


@pytest.fixture(scope="module")
def cases(budget: Budget, register: Register) -> dict[str, Case]:
    english = case((budget, register))
    found = {"real": case((budget, register), Words("nn"))}
    found |= {f"year-{name}": said(english, typed) for name, typed in YEAR.items()}
    found |= {f"refused-{name}": after(english, typed(english.book)) for name, (typed, _) in REFUSED.items()}
    sheet = place(english.book.inputs[0]).rpartition("!")[0]
    found["refused-order"] = after(english, {f"{sheet}!A8": None, f"{sheet}!K8": 99})
    found |= {name: case(make()) for name, make in (HARD | UNSURE).items()}
    found |= {f"small-{name}": said(case(edit.make()), edit.typed) for name, edit in SMALL.items()}
    in_2019: Typed = {("posts", "1", "amounts", "2019"): Fraction("1001.5")}
    found["ore-in-another-period"] = said(case(four_payers_twice()), in_2019)
    for seed in GENERATED:
        made, random = case(random_budget(seed)), Random(seed)
        found[f"generated-{seed}"] = made
        for n in range(2):
            edit = some_edit(made.pair, made.book, random)
            found[f"generated-{seed}-{n}"] = after(made, edit.typed, edit.pair)
    return found


@pytest.fixture(scope="module")
def calculated(cases: Mapping[str, Case], tmp_path_factory: pytest.TempPathFactory) -> Calculated:
    return recalculated({name: case.raw for name, case in cases.items()}, tmp_path_factory.mktemp("soffice"))


def same(one: object, other: object) -> bool:
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) <= 1e-6 * max(1, abs(one))
    return (
        str(one) == str(other)
        or {one, other} <= {"", None}
        or (isinstance(one, str) and one.isdigit() and int(one) == other)
    )


@pytest.mark.slow
def test_libreoffice_calculates_every_formula_to_the_value_that_was_written(
    cases: Mapping[str, Case], calculated: Calculated
) -> None:
    counted = 0
    for name, each in cases.items():
        if each.after is not each.pair or name.startswith("generated") or name in UNSURE:
            continue
        written, formulas = opened(each.raw, values=True), opened(each.raw)
        for sheet in formulas:
            for cell in (cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"):
                where = f"{sheet.title}!{cell.coordinate}"
                value = written[sheet.title][cell.coordinate].value
                counted += 1
                if not (isinstance(value, str) and "|" in value):  # what a member goes by has a comma or a point
                    assert same(value, calculated[name].get(where)), (name, where, cell.value)
    assert counted > 2_000


@pytest.mark.slow
def test_every_amount_is_the_engine_s_or_none_as_made_and_after_edits(
    cases: Mapping[str, Case], calculated: Calculated
) -> None:
    right = none = 0
    for name, each in cases.items():
        if each.after is None or name.startswith("small"):
            continue
        found = read_amounts(each.book, shared(each.pair), calculated[name])
        wanted = engine_amounts(shared(each.after))
        if each.after is each.pair:
            assert found == wanted, name
            continue
        wrong = {key: (found[key], ore) for key, ore in wanted.items() if found[key] not in (ore, "#N/A")}
        assert not wrong, name
        none += "#N/A" in found.values()
        right += "#N/A" not in found.values()
        if name.startswith("year"):
            assert found == wanted, name
    assert right > none


def test_the_written_values_are_the_engine_s_for_whoever_does_not_recalculate(cases: Mapping[str, Case]) -> None:
    for each in cases.values():
        if each.after is each.pair:
            book = opened(each.raw, values=True)
            written = {f"{s.title}!{c.coordinate}": c.value for s in book for row in s.iter_rows() for c in row}
            assert read_amounts(each.book, shared(each.pair), written) == engine_amounts(shared(each.pair))


def verdicts(name: str, cases: Mapping[str, Case], calculated: Calculated, sheet: int = 0) -> list[str]:
    """What a sheet says below its title."""
    title = cases[name].book.sheets[sheet].name
    return [str(calculated[name].get(f"{title}!A{row}") or "") for row in (2, 3, 4)]


@pytest.mark.slow
def test_two_verdicts_stand_on_every_sheet(cases: Mapping[str, Case], calculated: Calculated) -> None:
    for name in ("real", "ties", "refund", "payers-refund", "three-payers", "ore", *UNSURE):
        for n, _ in enumerate(cases[name].book.sheets):
            assert [said[0] for said in verdicts(name, cases, calculated, n)[:2]] == ["✓", "✓"], name
    assert verdicts("real", cases, calculated)[:2] == [
        "✓ Alt stemmer",
        "✓ Ingenting er endra etter at arbeidsboka vart laga",
    ]
    assert verdicts("year-host-45", cases, calculated)[:2] == [
        "✓ Everything adds up",
        "One cell is changed since the workbook was made",
    ]
    assert verdicts("year-refund", cases, calculated)[1].startswith("One cell is changed")


@pytest.mark.slow
def test_what_is_refused_says_which_cell_and_why(cases: Mapping[str, Case], calculated: Calculated) -> None:
    for name, (typed, reason) in REFUSED.items():
        (where,) = typed(cases["refused-text"].book)
        case_name, (sheet, cell) = f"refused-{name}", where.split("!")
        found = read_amounts(cases[case_name].book, shared(cases[case_name].pair), calculated[case_name])
        assert set(found.values()) <= {"#N/A", *engine_amounts(shared(cases[case_name].pair)).values()}, name
        first = verdicts(case_name, cases, calculated)[0]
        assert first.startswith("Cannot be calculated: Cell "), name
        assert reason in first, name
        own = str(calculated[case_name][f"{sheet}!A4"])
        assert own in first, name
        assert cell in own or name in ("more-than-all", "parts", "decimal-share"), name
    assert "rows were added, deleted or moved" in verdicts("refused-order", cases, calculated)[0]


@pytest.mark.slow
def test_an_edit_gives_the_engine_s_amounts_or_none_and_why(cases: Mapping[str, Case], calculated: Calculated) -> None:
    for name, edit in SMALL.items():
        each = cases[f"small-{name}"]
        found = read_amounts(each.book, shared(each.pair), calculated[f"small-{name}"])
        first = verdicts(f"small-{name}", cases, calculated)[0]
        if edit.said:
            assert set(found.values()) == {"#N/A"}, name
            assert edit.said in first, name
            continue
        assert each.after
        assert found == engine_amounts(shared(each.after)), name
        assert first == "✓ Everything adds up", name


@pytest.mark.slow
def test_the_name_of_a_changed_key_says_so(cases: Mapping[str, Case], calculated: Calculated) -> None:
    names = [calculated[name]["Key and figures!A1"] for name in ("year-odd-krone", "year-host-45")]
    assert [str(name).partition(" Bergen")[0] for name in names] == [
        "Allocation key:",
        "Allocation key, changed (it was:",
    ]
