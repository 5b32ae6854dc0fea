"""What municipalities become: followed to a day, to others, and not for ever."""

from datetime import date
from fractions import Fraction

from lkt_alloc.engine.register import Municipality
from lkt_alloc.engine.succession import heirs_among, is_estimated, kin, successors

HALF, EARLY, LATE = Fraction(1, 2), date(2019, 12, 31), date(2023, 12, 31)


def one(number: str, last: date | None, into: dict[str, Fraction], *, estimated: bool = False) -> Municipality:
    merged = next(iter(into)) if len(into) == 1 else None
    split = {} if merged else into
    return Municipality(number, number, "", None, last, merged, {}, split_into=split, split_estimated=estimated)


KNOWN = {
    m.number: m
    for m in (
        one("a", EARLY, {"b": HALF, "c": HALF}),
        one("b", LATE, {"c": HALF, "d": HALF}, estimated=True),
        one("c", None, {}),
        one("d", LATE, {"unknown": HALF * 2}),
        one("x", EARLY, {"y": HALF * 2}),
        one("y", EARLY, {"x": HALF, "c": HALF}),
    )
}


def test_a_number_is_followed_to_what_is_in_use_on_a_day() -> None:
    assert successors("a", KNOWN, EARLY) == {"a": 1}
    assert successors("a", KNOWN, LATE) == {"b": HALF, "c": HALF}
    assert successors("a", KNOWN, date(2024, 1, 1)) == {"c": HALF + HALF / 2, "d": HALF / 2}
    assert successors("unknown", KNOWN, LATE) == {}


def test_those_that_became_each_other_are_not_followed_for_ever_and_nothing_is_lost() -> None:
    found = successors("x", KNOWN, date(2024, 1, 1))
    assert sum(found.values()) == 1
    assert found == {"c": 1 - HALF**10, "x": HALF**10}


def test_kin_are_found_in_both_directions_over_several_changes() -> None:
    first, last = {n: KNOWN[n] for n in "ay"}, {n: KNOWN[n] for n in "cd"}
    assert [m.number for m in kin("a", KNOWN, last)] == ["c", "d"]
    assert [m.number for m in kin("d", KNOWN, first)] == ["a"]
    assert kin("z", {**KNOWN, "z": one("z", None, {})}, first) == []


def test_a_split_on_the_way_may_be_estimated_and_one_beyond_does_not_count() -> None:
    far = heirs_among("a", KNOWN, lambda n: n in "cd")
    near = heirs_among("a", KNOWN, lambda n: n in "bc")
    assert [is_estimated("a", heirs, KNOWN) for heirs in (far, near)] == [True, False]
    assert not is_estimated("x", {"c": HALF, "y": HALF}, KNOWN)


def test_a_split_is_counted_where_nothing_else_is_said() -> None:
    split = Municipality("a", "a", "", None, EARLY, None, {}, split_into={"b": HALF, "c": HALF})
    assert not is_estimated("a", split.successors, {"a": split})
