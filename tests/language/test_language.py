import ast
import re
from collections import Counter
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from babel import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal, format_percent, get_minus_sign_symbol
from hypothesis import given
from hypothesis import strategies as st

import lkt_alloc
from lkt_alloc.engine.model import LANGUAGES
from lkt_alloc.language.sentences import Fixed, Ore, Sentence, Text, Typed, Value, counted, in_kroner, listed, sentence
from lkt_alloc.language.words import Words, preferred

NBSP = "\u00a0"
BABEL = {"nn": "nn", "nb": "nb", "en": "en_GB"}
WORDS = {language: Words(language) for language in LANGUAGES}
BIG = st.integers(-(10**20), 10**20)

every_language = pytest.mark.parametrize("language", LANGUAGES)


def with_its_minus(text: str, language: str) -> str:
    """What Babel writes, with the minus sign of the locale, which it knows but does not use."""
    return text.replace("-", get_minus_sign_symbol(BABEL[language]))


# numbers, money, dates: Babel has the rules of CLDR, written independently of ours


@every_language
@given(value=BIG | st.integers(-10_000, 10_000))
def test_whole_numbers_are_written_as_in_cldr(language: str, value: int) -> None:
    expected = with_its_minus(format_decimal(value, locale=BABEL[language]), language)
    assert WORDS[language].number(value) == WORDS[language].show(value) == WORDS[language].cell(value) == expected


@every_language
@given(units=BIG | st.integers(-1000, 1000), decimals=st.integers(0, 9))
def test_decimals_are_written_as_in_cldr(language: str, units: int, decimals: int) -> None:
    pattern = "#,##0" + (f".{'0' * decimals}" if decimals else "")
    exact = Decimal(units).scaleb(-decimals)
    expected = with_its_minus(format_decimal(exact, pattern, locale=BABEL[language]), language)
    assert WORDS[language].show(Fixed(units, decimals)) == expected
    in_percent = Locale.parse(BABEL[language]).percent_formats[None].pattern.replace("#,##0", pattern)
    percentage = with_its_minus(format_percent(exact / 100, in_percent, locale=BABEL[language]), language)
    sign = percentage.removeprefix(expected)
    assert WORDS[language].show(Fixed(units, decimals, percent=True)) == percentage
    assert WORDS[language].show(Fixed(units, decimals, percent=True, cut=True)) == expected + "…" + sign
    assert WORDS[language].show(Fixed(units, decimals, cut=True)) == expected + "…"


@every_language
@given(millionths=BIG | st.integers(0, 10**8))
def test_percentages_are_written_as_in_cldr(language: str, millionths: int) -> None:
    exact = Decimal(millionths).scaleb(-8)
    expected = format_percent(exact, locale=BABEL[language], decimal_quantization=False)
    assert WORDS[language].show(Fraction(exact)) == with_its_minus(expected, language)


@pytest.mark.parametrize("share", ["1/3", "2/7", "1/1000000000", "1234567/3"])
@every_language
def test_a_percentage_that_would_not_end_is_a_fraction(language: str, share: str) -> None:
    assert WORDS[language].show(Fraction(share)) == share


def test_a_fraction_too_long_to_read_is_cut_off() -> None:
    assert WORDS["en"].show(Fraction(10**20, 3 * 10**20 + 1)) == "33.333333…%"


@every_language
@given(ore=BIG | st.integers(-200, 200))
def test_money_is_written_as_in_cldr(language: str, ore: int) -> None:
    exact = Decimal(ore).scaleb(-2)
    pattern = "#,##0.00" if ore % 100 else "#,##0"
    number = with_its_minus(format_decimal(exact, pattern, locale=BABEL[language]), language)
    assert WORDS[language].cell(Ore(ore)) == number
    assert WORDS[language].show(Ore(ore)) == (f"NOK{NBSP}{number}" if language == "en" else f"{number}{NBSP}kr")
    if language != "en" and ore % 100:
        currency = format_currency(exact, "NOK", locale=BABEL[language])
        assert WORDS[language].show(Ore(ore)) == with_its_minus(currency, language)


@every_language
@given(value=st.dates())
def test_dates_are_written_as_in_cldr_but_the_day_is_not_parted_from_its_month(language: str, value: date) -> None:
    expected = format_date(value, "long", locale=BABEL[language]).replace(" ", NBSP, 1)
    assert WORDS[language].show(value) == expected


@every_language
@given(things=st.lists(st.text("aåb ,{}"), max_size=6))
def test_things_in_a_row_are_written_as_in_cldr(language: str, things: list[str]) -> None:
    assert WORDS[language].show(listed(things)) == format_list(things, locale=BABEL[language])


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (-1525000, ["−1_525_000", "−1_525_000", "-1,525,000"]),
        (Fraction(1, 3), ["1/3", "1/3", "1/3"]),
        (Fraction(1, 2), ["50_%", "50_%", "50%"]),
        (Fraction(333, 1000), ["33,3_%", "33,3_%", "33.3%"]),
        (Ore(152500000), ["1_525_000_kr", "1_525_000_kr", "NOK_1,525,000"]),
        (Ore(-11250050), ["−112_500,50_kr", "−112_500,50_kr", "NOK_-112,500.50"]),
        (Ore(5), ["0,05_kr", "0,05_kr", "NOK_0.05"]),
        (in_kroner(Fraction(-112500)), ["−112_500_kr", "−112_500_kr", "NOK_-112,500"]),
        (in_kroner(Fraction(1, 2)), ["0,50_kr", "0,50_kr", "NOK_0.50"]),
        (in_kroner(Fraction(3617, 1000)), ["3,617_kr", "3,617_kr", "NOK_3.617"]),
        (in_kroner(Fraction(20000, 3)), ["6_666,666666…_kr", "6_666,666666…_kr", "NOK_6,666.666666…"]),
        (Fixed(-5, 2, percent=True, cut=True), ["−0,05…_%", "−0,05…_%", "-0.05…%"]),
        (date(2018, 1, 1), ["1._januar 2018", "1._januar 2018", "1_January 2018"]),
        (date(2019, 12, 31), ["31._desember 2019", "31._desember 2019", "31_December 2019"]),
        ("as it is", ["as it is"] * 3),
        (Text({"nn": "ein", "nb": "en", "en": "one"}), ["ein", "en", "one"]),
        (Text({"": "same"}), ["same"] * 3),
        (Text({"": "other", "nn": "ein"}), ["ein", "other", "other"]),
        (Text({"nb": "en", "en": "one"}), ["en", "en", "one"]),
        (
            Text({"": "dei første 1 050 000 kr, 50 % per 25. mai 2018"}),
            ["dei første 1_050_000_kr, 50_% per 25._mai 2018"] * 3,
        ),
        (
            Text({"": "NOK 50 000 on 1 May 2018; table 1 2018, 2018 450"}),
            ["NOK_50_000 on 1_May 2018; table 1 2018, 2018 450"] * 3,
        ),
        (listed([Ore(100), Fraction(1, 2)], ","), ["1_kr, 50_%", "1_kr, 50_%", "NOK_1, 50%"]),
        (listed([1, 2, 3], "+"), ["1 + 2 + 3"] * 3),
        (listed([sentence("Municipality"), "4601"], ""), ["Kommune 4601", "Kommune 4601", "Municipality 4601"]),
        (listed(["a.", Text({"": "os, b."}), "c"], ""), ["a. Os, b. C"] * 3),
        (sentence("Sum"), ["Sum", "Sum", "Sum"]),
        (sentence("Municipality"), ["Kommune", "Kommune", "Municipality"]),
    ],
)
def test_every_kind_of_value_has_its_words(value: Value, shown: list[str]) -> None:
    assert [words.show(value).replace(NBSP, "_") for words in WORDS.values()] == shown


def test_a_sentence_within_a_sentence_is_translated_too() -> None:
    inner = sentence("the budget file")
    outer = sentence('{thing} lacks the field "{field}".', thing=inner, field="x")
    for words in WORDS.values():
        assert words.say(inner) in words.say(outer)
    assert WORDS["nn"].say(inner) != WORDS["en"].say(inner)


def test_what_is_counted_has_a_form_for_one_and_a_form_for_many() -> None:
    said = {n: [w.say(counted("{n} member", "{n} members", n)) for w in WORDS.values()] for n in (0, 1, 2)}
    assert said[0] == ["0 medlemer", "0 medlemmer", "0 members"]
    assert said[1] == ["1 medlem", "1 medlem", "1 member"]
    assert said[2] == ["2 medlemer", "2 medlemmer", "2 members"]


@pytest.mark.parametrize(
    ("value", "title", "cell"),
    [
        (Text({"": "øvrig"}), "Øvrig", "Øvrig"),
        (Text({"": "McX kommune"}), "McX kommune", "McX kommune"),
        ("os", "Os", "os"),
        ("", "", ""),
        (1000, "1,000", "1,000"),
        (sentence("part {n}", n=2), "Part 2", "part 2"),
    ],
)
def test_a_title_has_a_capital_and_a_cell_has_one_if_it_is_a_name_in_several_languages(
    value: Value, title: str, cell: str
) -> None:
    assert (WORDS["en"].title(value), WORDS["en"].cell(value)) == (title, cell)


def test_what_was_typed_stays_as_it_was_where_something_begins_with_it() -> None:
    typed, said = Typed("os.yaml"), sentence("{side} ({number})")
    for value, title in (
        (typed, "os.yaml"),
        (said.filled(side=typed, number=1), "os.yaml (1)"),
        (said.filled(side="os", number=1), "Os (1)"),
        (listed((typed, "b")), "os.yaml and b"),
        (listed(()), ""),
    ):
        assert Words("en").title(value) == title


def test_an_empty_cell_is_empty() -> None:
    assert WORDS["nn"].cell(None) == ""


# which language


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({"LANG": "nn_NO.UTF-8"}, "nn"),
        ({"LANG": "nb_NO.UTF-8"}, "nb"),
        ({"LANG": "no_NO"}, "nb"),
        ({"LANG": "nn"}, "nn"),
        ({"LANG": "en_US.UTF-8"}, "en"),
        ({"LANG": "EN_gb"}, "en"),
        ({"LANG": "en.utf8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, None),
        ({"LANG": "C.UTF-8"}, None),
        ({"LANG": "POSIX"}, None),
        ({"LANG": ""}, None),
        ({}, None),
        ({"LANG": "nn_NO", "LC_MESSAGES": "en_GB"}, "en"),
        ({"LANG": "nn_NO", "LC_MESSAGES": "nb_NO", "LC_ALL": "en_GB"}, "en"),
        ({"LANG": "nn_NO", "LC_MESSAGES": "", "LC_ALL": ""}, "nn"),
        ({"LANG": "nn_NO", "LC_ALL": "C"}, None),
        ({"LC_MESSAGES": "nb_NO"}, "nb"),
        ({"LC_NUMERIC": "nb_NO", "LANGUAGE": "nn"}, None),
    ],
)
def test_the_locale_chooses_the_language(environment: dict[str, str], language: str | None) -> None:
    assert preferred(environment) == language


def test_a_language_that_is_not_ours_is_not_taken_for_english() -> None:
    with pytest.raises(ValueError, match="nn, nb, en"):
        Words("sv")


# catalogs

SOURCE = Path(lkt_alloc.__file__).parent
PO = {path.parents[1].name: path for path in sorted(SOURCE.glob("language/locale/*/LC_MESSAGES/lkt_alloc.po"))}

every_catalog = pytest.mark.parametrize("language", PO)


@cache
def templates() -> list[str | tuple[str, ...]]:
    """The sentences that stand in the source; of what is counted, the form for one and the form for many."""
    keywords = {"sentence": None, "s": None, "counted": (1, 2), "h": None}
    found = extract_from_dir(SOURCE, method_map=[("**.py", "python")], keywords=keywords)
    return sorted({message for _, _, message, _, _ in found}, key=str)


@pytest.mark.slow
def test_the_tools_find_every_sentence_in_the_source() -> None:
    """Babel loses a sentence that has a name of ours, such as `counted`, among its values."""
    first = {
        node.args[0].value
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in ("sentence", "s", "h", "counted")
        if node.args and isinstance(node.args[0], ast.Constant)
    }
    assert first == {forms(message)[0] for message in templates()}


def test_no_sentence_has_a_currency_of_its_own() -> None:
    """An amount is a value, so that it has its sign before or after it; what is left are headings, and the roundings of the format."""
    said = [form for message in templates() for form in forms(message) if re.search(r"\bkr\b", form)]
    assert said == ["The smallest unit: øre, 1 kr, 10 kr, 100 kr or 1000 kr."]
    for message in (message for language in PO for message in messages(language)):
        assert not re.search(
            r"\}.kr\b|\bNOK\b", " ".join(forms(message.string)).replace("{quota_denominator} kr", "")
        ), message


def forms(message: object) -> tuple[str, ...]:
    """All forms of a message, or of its translation."""
    return tuple(map(str, message)) if isinstance(message, tuple | list) else (str(message),)


def catalog(language: str) -> Catalog:
    with PO[language].open("rb") as file:
        return read_po(file, language)


def messages(language: str) -> list[Message]:
    return [message for message in catalog(language) if message.id]


def placeholders(template: str) -> Counter[str]:
    return Counter(name for _, name, _, _ in Formatter().parse(template) if name is not None)


def test_there_is_a_catalog_for_every_language_but_english() -> None:
    assert {*PO, "en"} == set(LANGUAGES)


@every_catalog
def test_every_message_is_translated_and_nothing_else(language: str) -> None:
    assert sorted((message.id for message in messages(language)), key=str) == templates()
    assert [message.id for message in messages(language) if message.fuzzy or not all(forms(message.string))] == []
    assert not catalog(language).obsolete


@every_catalog
def test_every_translation_has_the_same_placeholders(language: str) -> None:
    for message in messages(language):
        for one, other in zip(forms(message.string), forms(message.id), strict=True):
            assert placeholders(one) == placeholders(other), message.id


@every_catalog
def test_every_translation_ends_as_the_message_does(language: str) -> None:
    end = re.compile(r"[.:?]?$")
    for message in messages(language):
        for one, other in zip(forms(message.string), forms(message.id), strict=True):
            assert end.findall(one)[0] == end.findall(other)[0], message.id


@every_catalog
def test_the_compiled_catalog_is_up_to_date(language: str) -> None:
    """By message: a compiled catalog also holds the version of what compiled it. `make catalogs` compiles anew."""
    with PO[language].with_suffix(".mo").open("rb") as compiled:
        known = {forms(m.id): forms(m.string) for m in read_mo(compiled) if m.id}
    assert known == {forms(m.id): forms(m.string) for m in messages(language)}


@every_language
def test_every_message_can_be_filled(language: str) -> None:
    for template in (form for message in templates() for form in forms(message)):
        names = placeholders(template)
        filled = WORDS[language].say(Sentence(template, {name: f"<{name}>" for name in names}))
        assert Counter(re.findall(r"<(\w+)>", filled)) == names
        assert "{{" not in filled
        assert not re.search(r"\d (%|kr\b)", filled)
