"""Members over several periods: a row each, under the number that it has last, also where it merged or was split in between."""

from datetime import date
from fractions import Fraction

from msgspec.structs import replace

from lkt_alloc.engine.allocate import Allocation, allocate
from lkt_alloc.engine.model import Budget, Payer
from lkt_alloc.engine.over_years import not_divided, over_years
from lkt_alloc.engine.register import Municipality, Register
from tests.engine.strategies import PERIODS, THEN, budget_of, key_of, register_of, text

A, B, C, D, E = "0101", "0102", "0103", "0104", "0105"


def became(register: Register, **heirs: dict[str, Fraction]) -> Register:
    """The register in which some went out of use at the end of 2018."""
    known = dict(register.municipalities)
    for number, shares in heirs.items():
        known[number[1:]] = replace(known[number[1:]], valid_to=date(2018, 12, 31), split_into=shares)
    return replace(register, municipalities=known)


def changing(before: tuple[str, ...], after: tuple[str, ...]) -> Budget:
    """A budget of 90 kr in each of two years, shared equally by other members in the last."""
    budget = budget_of({"p": key_of(before), "q": key_of(after), "r": None}, ({"p": 1}, 9000, 0), ({"r": 1}, 70, 0))
    payers = {"p": Payer(text("p"), "p", {"2019": "q"}), "r": budget.payers["r"]}
    posts = tuple(replace(post, amounts={**post.amounts, "2019": post.amounts["2018"]}) for post in budget.posts)
    return replace(budget, payers=payers, posts=posts, periods={year: PERIODS[year] for year in ("2018", "2019")})


def shown(budget: Budget, register: Register) -> dict[str, tuple[tuple[int, ...], tuple[str, ...]]]:
    allocation: Allocation = allocate(budget, register, list(budget.periods))
    known: dict[str, Municipality] = dict(allocation.register.municipalities)
    return {row.number: (row.amounts, row.before) for row in over_years(allocation, known)}


PEOPLE = register_of({number: {THEN: 10} for number in (A, B, C, D, E)})
WHOLE, QUARTER = Fraction(1), Fraction(1, 4)


def test_who_merged_is_in_one_row_with_what_it_became() -> None:
    register = became(PEOPLE, n0101={D: WHOLE}, n0102={D: WHOLE})
    assert shown(changing((A, B, C), (C, D)), register) == {
        C: ((3000, 4500), ()),
        D: ((6000, 4500), (A, B)),
    }


def test_what_was_split_is_divided_among_its_heirs_to_the_ore() -> None:
    register = became(PEOPLE, n0101={D: QUARTER, E: 1 - QUARTER})
    assert shown(changing((A, B, C), (B, C, D)), register) == {
        B: ((3000, 3000), ()),
        C: ((3000, 3000), ()),
        D: ((750, 3000), (A,)),
        E: ((2250, 0), (A,)),
    }


def test_who_left_and_became_no_member_keeps_its_row() -> None:
    register = became(PEOPLE, n0101={E: WHOLE})
    assert shown(changing((A, B), (B, C)), register) == {A: ((4500, 0), ()), B: ((4500, 4500), ()), C: ((0, 4500), ())}


def test_a_renumbering_of_a_renumbering_is_followed_to_the_last() -> None:
    register = became(PEOPLE, n0101={D: WHOLE}, n0104={E: WHOLE})
    assert shown(changing((A, B), (B, E)), register) == {B: ((4500, 4500), ()), E: ((4500, 4500), (A,))}


def test_what_no_key_divides_is_each_payer_s() -> None:
    budget = changing((A, B), (A, B))
    (first, _) = allocate(budget, PEOPLE, list(budget.periods)).periods
    assert not_divided(first) == {"r": 70}
