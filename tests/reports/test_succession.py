"""Whose amounts stand under other numbers, in sentences: who was renumbered, who merged and who was split."""

from collections.abc import Collection
from fractions import Fraction

import pytest
from msgspec.structs import replace

from lkt_alloc.engine.succession import heirs_among
from lkt_alloc.files.norway import register, some
from lkt_alloc.language.sentences import sentence
from lkt_alloc.language.words import Words
from lkt_alloc.reports.succession import said_to_have_become, split_records, succession

KNOWN = register().municipalities
RENUMBERED = "Municipalities that only got another number stand under the new one."
MERGED = "They merged."


def said(before: Collection[str], after: Collection[str]) -> list[str]:
    """What is said of those before, by what a budget knows that has only these and what became of them."""
    heirs = {number: heirs_among(number, KNOWN, lambda n: n in after) for number in before}
    became = succession(heirs, some(before).municipalities)
    return list(map(Words("en").title, said_to_have_become(became, sentence("They merged."))))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (["1238"], ["4622"], [RENUMBERED]),
        (["1238", "1263"], ["4622", "4631"], [RENUMBERED, MERGED]),
        (["5030"], ["5001"], [MERGED]),
        (["1141"], ["1103"], [MERGED]),
        (["1601"], ["5001"], [MERGED]),
        ([], [], []),
    ],
    ids=[
        "renumbered",
        "one of three that merged",
        "into one with its number",
        "into one that was there",
        "twice",
        "none",
    ],
)
def test_who_is_alone_under_the_new_number_was_renumbered(
    before: Collection[str], after: Collection[str], expected: list[str]
) -> None:
    assert said(before, after) == expected


def test_who_became_one_that_was_in_use_merged_with_it() -> None:
    old, new = KNOWN["1238"], KNOWN["4622"]
    known = {
        "9001": replace(old, number="9001", merged_into="9002"),
        "9002": replace(new, number="9002", valid_from=old.valid_from),
    }
    became = succession({"9001": {"9002": Fraction(1)}}, known)
    assert became.whole == ([], ["9001"])
    later = {**known, "9002": replace(known["9002"], valid_from=new.valid_from)}
    assert succession(became.heirs, later).whole == (["9001"], [])


@pytest.mark.parametrize(("before", "called"), [(["1613"], "1613"), (["1613", "5012"], "1613, 5012")])
def test_who_got_another_number_before_it_was_split_was_split_itself(before: list[str], called: str) -> None:
    shares = "Heim (5055) 15.00%, Hitra (5056) 34.00%, Orkland (5059) 51.00%"
    how = "what it paid is divided by an estimate of how many of its inhabitants each municipality got"
    assert said(before, ["5055", "5056", "5059"]) == [f"Snillfjord ({called}) was split: {how} ({shares})."]


def test_who_became_part_of_one_that_was_split_is_told_of_with_the_others_unknown() -> None:
    (line,) = said(["1504"], ["1508", "1580"])
    assert line.startswith(
        "Ålesund (1504) became part of Ålesund (1507), which was split: what was paid is divided by how"
    )


def test_programs_get_the_shares_as_fractions() -> None:
    became = succession({"1850": heirs_among("1850", KNOWN, {"1806", "1875"}.__contains__)}, KNOWN)
    into = [{"number": "1806", "share": "43/100"}, {"number": "1875", "share": "57/100"}]
    assert split_records(became) == [{"number": "1850", "estimated": True, "into": into}]
