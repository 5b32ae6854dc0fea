"""What is said of one value that is written in another way: the character by name, the day that is not, how it was meant."""

from fractions import Fraction

import pytest

from lkt_alloc.checks.rules.keys import in_percent
from lkt_alloc.files.gate import conform
from lkt_alloc.files.source import read
from lkt_alloc.files.wordings import Reading, as_amount, misspelt
from lkt_alloc.language.words import Words

ENGLISH = Words("en")


def said(rule: str, text: str) -> tuple[str, str, str | None]:
    reading = misspelt(rule, text)
    message, remedy = (ENGLISH.say(sentence) if sentence else "" for sentence in (reading.message, reading.remedy))
    return message, remedy, reading.certain


@pytest.mark.parametrize(
    ("sign", "name"),
    [
        ("\xa0", "a no-break space (U+00A0)"),
        ("\u2007", "a figure space (U+2007)"),
        ("\u2009", "a thin space (U+2009)"),
        ("\u202f", "a narrow no-break space (U+202F)"),
        ("\u2003", "the character U+2003"),
    ],
)
@pytest.mark.parametrize("rule", ["not-an-amount", "not-a-number"])
def test_a_space_that_is_not_the_keyboards_is_named(rule: str, sign: str, name: str) -> None:
    message, remedy, certain = said(rule, f"1{sign}525{sign}000")
    assert message.endswith(f" has {name} in it, which is not allowed in a number.")
    assert (remedy, certain) == ("Write 1525000; use the ordinary space of the keyboard, or none.", "1525000")


@pytest.mark.parametrize(
    ("sign", "name"),
    [("\u2212", "a long minus (U+2212)"), ("\u2013", "an en dash (U+2013)"), ("\u2010", "the character U+2010")],
)
def test_a_minus_that_is_not_the_keyboards_is_named(sign: str, name: str) -> None:
    message, remedy, certain = said("not-an-amount", f"{sign}5")
    assert message.endswith(f" has {name} in it, which is not allowed in a number.")
    assert (remedy, certain) == ("Write -5, with the hyphen of the keyboard.", "-5")


def test_a_sign_is_not_named_where_it_is_not_all_that_is_wrong() -> None:
    assert said("not-an-amount", "kr\xa05") == ("", "Write 5.", "5")


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        ("2019-02-29", "The last day of that month is 2019-02-28."),
        ("2020-04-31", "The last day of that month is 2020-04-30."),
        ("2018-13-01", "Write year-month-day, with a month from 01 to 12: 2018-01-31."),
        ("2018-00-01", "Write year-month-day, with a month from 01 to 12: 2018-01-31."),
    ],
)
def test_a_day_that_is_not_is_said_not_to_be(text: str, remedy: str) -> None:
    assert said("not-a-date", text) == (f"The date {text} does not exist.", remedy, None)


def test_what_cannot_be_guessed_is_left() -> None:
    assert misspelt("not-a-date", "soon") == misspelt("not-an-amount", "much") == Reading()


def test_one_can_be_all_of_it_or_a_hundredth() -> None:
    assert said("not-a-share", "1") == ("", "Write 100 % if all of it is meant, 1 % if a hundredth.", None)


def test_an_amount_within_braces_has_its_comma_in_quotes() -> None:
    assert (as_amount("1 000"), as_amount("1,50"), as_amount("x")) == ("1 000", '"1,50"', None)


@pytest.mark.parametrize(
    ("periods", "value", "example"),
    [
        ({"2020": {}}, "1 000", '{"2020": 1 000}'),
        ([], "much", '{"2019": 450 000}'),
        ({}, "1,50", '{"2019": "1,50"}'),
    ],
)
def test_a_number_for_a_table_is_shown_as_a_table(periods: object, value: str, example: str) -> None:
    _, problems, _ = conform("budget", {"periods": periods, "posts": [{"amounts": value}]})
    remedies = [ENGLISH.say(p.remedy) for p in problems if p.remedy and p.path[-1:] == ("amounts",)]
    assert remedies == [f"Write it like this: amounts: {example}"]


def test_a_fraction_has_its_percentage_beside_it_where_that_says_something() -> None:
    shares = [Fraction(1, 2), Fraction(2999, 3000), Fraction(1, 3 * 10**9), Fraction(3 * 10**9 - 1, 3 * 10**9)]
    assert [ENGLISH.show(in_percent(share)) for share in shares] == [
        "50%", "2999/3000 (about 99.9667%)", "1/3000000000", "2999999999/3000000000",
    ]  # fmt: skip


RATE = """\
format: lkt-alloc/budget/1
keys: {k: {parts: [{rate: "RATE", to: all, by: equal}]}}
"""


@pytest.mark.parametrize(
    ("written", "remedy"),
    [
        ("\u221236,15", 'Write "-36,15", with the hyphen of the keyboard.'),
        ("-36.15", 'Write "-36,15".'),
        ("36.15", 'Write "36,15".'),
        ("x", "Write the digits alone or in groups of three, and a comma before decimals: 1250, 1 250 or 36,15."),
    ],
)
def test_a_rate_may_be_a_credit(written: str, remedy: str) -> None:
    _, problems, _ = conform("budget", read("b.yaml", RATE.replace("RATE", written).encode()).data)
    (found,) = (problem for problem in problems if problem.path[-1:] == ("rate",))
    assert found.remedy
    assert (found.rule.code, ENGLISH.say(found.remedy).replace("\xa0", " ")) == ("LKT109", remedy)


LONG = "9" * 19
SMALLER = "Write a smaller number: there are perhaps digits too many."


@pytest.mark.parametrize(
    ("rule", "written", "remedy"),
    [
        ("not-a-quantity", "1,0000000000000000001", "Write it with fewer decimals."),
        ("not-a-quantity", "1.0000000000000000001", "Write it with fewer decimals."),
        ("not-a-quantity", LONG, SMALLER),
        ("not-a-quantity", f"{LONG},5", SMALLER),
        ("not-a-rate", f"-{LONG}", SMALLER),
        ("not-a-weight", f"1/{LONG}", "Write the fraction with smaller numbers."),
        ("not-a-share", f"33,{LONG} %", "Write it with fewer decimals."),
        ("not-a-share", f"1/{LONG}", "Write the fraction with smaller numbers."),
        ("not-an-amount", f"{LONG},50", SMALLER),
        ("not-an-amount", "9 999 999 999 999 999 999", SMALLER),
        ("not-a-limit", LONG, SMALLER),
        ("not-a-number", LONG, SMALLER),
    ],
)
def test_a_number_with_too_many_digits_is_said_to_have_them(rule: str, written: str, remedy: str) -> None:
    reading = misspelt(rule, written)
    assert reading.message
    assert reading.remedy
    assert ENGLISH.say(reading.message) == f'"{written}" has too many digits: a number may have 18 at most.'
    assert (ENGLISH.say(reading.remedy), reading.certain) == (remedy, None)


def test_as_many_digits_as_there_may_be_are_not_too_many() -> None:
    assert misspelt("not-an-amount", "9" * 18 + ".50").certain == '"' + "9" * 18 + ',50"'
