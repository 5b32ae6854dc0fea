from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lkt_alloc.files.notation import (
    MAX_DIGITS,
    amount_ore,
    count,
    day,
    meant_amount,
    meant_count,
    meant_quantity,
    meant_share,
    quantity,
    share,
)

NBSP, THIN, NARROW, MINUS = "\u00a0", "\u2009", "\u202f", "\u2212"
LONGEST, TOO_LONG = "9" * MAX_DIGITS, "9" * (MAX_DIGITS + 1)
GROUPED = "999 " * (MAX_DIGITS // 3 - 1) + "999"
BELOW_LIMIT = st.integers(0, 10**MAX_DIGITS - 1)

ACCEPTED: list[tuple[Callable[[str], object], str, object]] = [
    (amount_ore, "0", 0),
    (amount_ore, "-0", 0),
    (amount_ore, "1525000", 152_500_000),
    (amount_ore, "1 525 000", 152_500_000),
    (amount_ore, "-1 525 000", -152_500_000),
    (amount_ore, "112500,50", 11_250_050),
    (amount_ore, "112 500,05", 11_250_005),
    (amount_ore, "-0,05", -5),
    (amount_ore, LONGEST, int(LONGEST) * 100),
    (amount_ore, GROUPED + ",99", int(LONGEST) * 100 + 99),
    (count, "0", 0),
    (count, "20573", 20_573),
    (count, "20 573", 20_573),
    (count, LONGEST, int(LONGEST)),
    (share, "50 %", Fraction(1, 2)),
    (share, "50%", Fraction(1, 2)),
    (share, "100 %", Fraction(1)),
    (share, "0 %", Fraction(0)),
    (share, "250 %", Fraction(5, 2)),
    (share, "33,3 %", Fraction(333, 1000)),
    (share, "33.3%", Fraction(333, 1000)),
    (share, "0,05 %", Fraction(1, 2000)),
    (share, "1/3", Fraction(1, 3)),
    (share, "0/7", Fraction(0)),
    (share, f"1/{LONGEST}", Fraction(1, int(LONGEST))),
    (day, "2018-01-01", date(2018, 1, 1)),
    (day, "2020-02-29", date(2020, 2, 29)),
    (day, "0001-01-01", date.min),
    (day, "9999-12-31", date.max),
]

PASTED = [
    "1.525.000",
    "1.525.000,50",
    "1,525,000",
    "kr 1 525 000,-",
    "1525000,-",
    "1525000 kr",
    "NOK 100",
    f"{MINUS}100",
    f"1{NBSP}525{NBSP}000",
    f"1{THIN}525{THIN}000",
    f"1{NARROW}525{NARROW}000",
    "1'525'000",
    "1e3",
    "1_000",
    "0x10",
    "１００",
    "١٠٠",
    "²",
    "½",
]
"""Forms that are pasted from elsewhere or typed for other programs: no number of ours is written like this."""

BLANK = ["", " ", "-", " 1", "1 ", "1\n", "\t1", "x", "None", "nan", "inf", "- 1", "--1", "+1"]
MISGROUPED = ["1 5", "15 25", "1525 000", "1 5250", "1  525", "1 525000", "1 52 000", " 525"]
REFUSED: list[tuple[Callable[[str], object], list[str]]] = [
    (amount_ore, ["0525000", "0 525 000", "010", "00", "-010", "-0 010", "00,50", "000 525", "007,50"]),
    (count, ["0525000", "0 525 000", "010", "00", "0 010"]),
    (share, ["050 %", "00 %", "0 50 %", "00,5 %", "06/12", "6/012", "00/5"]),
    (quantity, ["0525", "0 525", "010", "00,5", "007,5", "06/12", "0 007,5"]),
    (amount_ore, [*PASTED, *BLANK, *MISGROUPED, "1,5", "1,500", "1.", ",50", "1,-5", "1, 50", "50 %", "1/2"]),
    (amount_ore, [TOO_LONG, "-" + TOO_LONG, "1 " + GROUPED]),
    (count, [*PASTED, *BLANK, *MISGROUPED, "-1", "1,0", "1.0", TOO_LONG, "1 " + GROUPED]),
    (share, [*PASTED, *BLANK, "50", "0,5", "0.5", "-50 %", "50 %%", "% 50", "50  %", f"50{NBSP}%", "50,%", "1 000 %"]),
    (share, ["1/0", "0/0", "1 / 2", "-1/2", "1/-2", "1/2/3", "1/2 %", "1,5/2", "½ %", "1/", "/2", "５０ %"]),
    (share, [f"{TOO_LONG}/1", f"1/{TOO_LONG}", f"{TOO_LONG} %", f"0,{LONGEST} %"]),
    (day, ["", "1.1.2018", "01.01.2018", "2018-1-1", "18-01-01", "20180101", "2018-W01-1", "2018/01/01", "2018–01–01"]),
    (day, ["2018-13-01", "2018-00-01", "2018-02-30", "2019-02-29", "0000-01-01", "2018-01-01 ", "2018-01-01\n"]),
    (day, ["2018-01-01T00:00", "+2018-01-01", "10000-01-01", "２０１８-01-01", "2018-01"]),
]


def value_or_none(read: Callable[[str], object], text: str) -> object:
    """What the text means; nothing when it is refused in the agreed way."""
    try:
        return read(text)
    except ValueError:
        return None


@pytest.mark.parametrize(("read", "text", "value"), ACCEPTED)
def test_what_is_written_as_agreed_is_read_exactly(read: Callable[[str], object], text: str, value: object) -> None:
    assert read(text) == value


@pytest.mark.parametrize(("read", "text"), [(read, text) for read, texts in REFUSED for text in texts])
def test_what_is_written_otherwise_is_refused(read: Callable[[str], object], text: str) -> None:
    assert value_or_none(read, text) is None


@given(BELOW_LIMIT, st.integers(0, 99), st.booleans(), st.sampled_from(["", " "]))
def test_an_amount_is_read_back_however_it_is_written(kroner: int, ore: int, negative: bool, group: str) -> None:
    text = ("-" if negative else "") + f"{kroner:,}".replace(",", group)
    sign = -1 if negative else 1
    assert amount_ore(f"{text},{ore:02}") == sign * (kroner * 100 + ore)
    assert amount_ore(text) == sign * kroner * 100


@given(BELOW_LIMIT, st.sampled_from(["", " "]))
def test_a_count_is_read_back_however_it_is_written(value: int, group: str) -> None:
    assert count(f"{value:,}".replace(",", group)) == value


@given(st.integers(0, 999), st.text("0123456789", max_size=9), st.sampled_from(",."), st.sampled_from(["", " "]))
def test_a_percentage_keeps_all_its_decimals(whole: int, decimals: str, comma: str, gap: str) -> None:
    written = f"{whole}{comma}{decimals}" if decimals else str(whole)
    assert share(f"{written}{gap}%") == Fraction(f"{whole}.{decimals or 0}") / 100


@given(BELOW_LIMIT, BELOW_LIMIT.filter(bool))
def test_a_fraction_is_exact(numerator: int, denominator: int) -> None:
    assert share(f"{numerator}/{denominator}") == Fraction(numerator, denominator)


@given(st.dates())
def test_a_date_is_read_back(value: date) -> None:
    assert day(f"{value.year:04}-{value.month:02}-{value.day:02}") == value


@given(st.text() | st.text("0123456789 ,.-/%+eE_'\u00a0\u2212", max_size=12))
def test_any_text_is_either_read_or_refused(text: str) -> None:
    for read in (amount_ore, count, share, day):
        if value_or_none(read, text) is not None:
            assert text.isascii()
            assert text == text.strip()


@pytest.mark.parametrize(
    ("meant", "said", "instead"),
    [
        (meant_amount, "0525000", "525000"),
        (meant_amount, "0 525 000", "525000"),
        (meant_amount, "0.525.000", "525000"),
        (meant_amount, "-010", "-10"),
        (meant_amount, "00,50", "0,50"),
        (meant_count, "0 525", "525"),
        (meant_count, "0.573", "573"),
        (meant_count, "010", "10"),
        (meant_quantity, "0 525", "525"),
        (meant_quantity, "007,5", "7,5"),
        (meant_quantity, "00.5", "0,5"),
        (meant_quantity, "06/12", "6/12"),
        (meant_share, "050 %", "50 %"),
        (meant_share, "050", "50 %"),
        (meant_share, "06/012", "6/12"),
        (meant_share, "00.5", "50 %"),
    ],
)
def test_zeros_in_front_are_never_left_out_for_certain(
    meant: Callable[[str], tuple[str, bool] | None], said: str, instead: str
) -> None:
    assert meant(said) == (instead, False)


def test_a_number_that_cannot_be_read_without_its_zeros_either_gets_no_suggestion() -> None:
    assert (meant_quantity("00x"), meant_share("00x"), meant_share("01 000 %")) == (None,) * 3


@pytest.mark.parametrize("read", [amount_ore, count, quantity])
def test_nothing_is_a_number(read: Callable[[str], object]) -> None:
    assert read("0") == 0
