from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from lkt_alloc.diagnostics.catalogue import WRONG_TYPE
from lkt_alloc.diagnostics.findings import Path, Place, Problem
from lkt_alloc.files import decoding, source
from lkt_alloc.files.document import Document
from lkt_alloc.files.source import MAX_DEPTH, read
from lkt_alloc.language.sentences import sentence
from lkt_alloc.language.words import Words

ENGLISH = Words("en")


def found(text: str | bytes) -> list[str]:
    """Every finding about a file, as `line:column:end rule`."""
    return [f"{spot(finding.place)} {finding.rule.name}" for finding in document(text).findings]


def document(text: str | bytes) -> Document:
    raw = text.encode() if isinstance(text, str) else text
    return read("file.yaml", raw)


def spot(place: Place) -> str:
    assert place.file == "file.yaml"
    return f"{place.line}:{place.column}:{place.end}"


# plain data


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("a: 1\nb: two words\n", {"a": "1", "b": "two words"}),
        ("a: 2018-01-01\nb: 1 525 000\nc: 50 %\nd: 1/3\n", {"a": "2018-01-01", "b": "1 525 000", "c": "50 %", "d": "1/3"}),
        ("a:\nb: ''\nc: \"\"\n", {"a": None, "b": "", "c": ""}),
        ("- x\n-\n- [v, 'z']\n", ["x", None, ["v", "z"]]),
        ("a: {b: 1,\n    c: [2,\n 3]}\nd: {}\n", {"a": {"b": "1", "c": ["2", "3"]}, "d": {}}),
        ("a: |\n  one\n  two\nb: >-\n  one\n  two\n", {"a": "one\ntwo\n", "b": "one two"}),
        ("a: one\n  two\n", {"a": "one two"}),
        ("? a\n: b\n", {"a": "b"}),
        ("# note\n--- # and more\na: x # y\n...\n", {"a": "x"}),
        ("a: 'it''s'\nb: \"\\u00e5\\n\"\n", {"a": "it's", "b": "å\n"}),
        ("a: 1\r\nb:\r\n  - 2\r\n", {"a": "1", "b": ["2"]}),
        ("a:\t1\nb: {\n\tc: 2}\n", {"a": "1", "b": {"c": "2"}}),
        ("'<<': x\nb: '<<'\n", {"<<": "x", "b": "<<"}),
        ("pa\u030aslag: 'A\u030alesund'\nb: [\"a\\u030a\"]\n", {"p\u00e5slag": "\u00c5lesund", "b": ["\u00e5"]}),
        ("just text\n", "just text"),
    ],
)  # fmt: skip
def test_plain_yaml_is_read_as_the_text_that_stands_there(text: str, data: object) -> None:
    assert found(text) == []
    assert document(text).data == data
    assert document(text).readable


# text that other programs read in another way

AMBIGUOUS = [
    *("0301", "00", "0x1F", "-0xff", "0o17", "0b101", "1e3", "1E3", "-1.5e+3", "1_525_000", "1_000.5", "-1_0"),
    *("12:30", "1:1:1", "-12:30", "12:30.5", ".inf", "-.INF", "+.Inf", ".nan", ".NaN", ".NAN"),
    *("~", "null", "Null", "NULL", "y", "Y", "yes", "Yes", "YES", "n", "N", "no", "No", "NO"),
    *("true", "True", "TRUE", "false", "False", "FALSE", "on", "On", "ON", "off", "Off", "OFF"),
]
CLEAR = [
    *("0", "10", "1525000", "1 525 000", "-5", "112500,50", "0.5", "1.1", "50 %", "1/3", "2018-01-01", "1.4.1"),
    *(
        "Norge",
        "noe",
        "nO",
        "yEs",
        "nulL",
        "x y",
        "ON1",
        "~x",
        "1e",
        "e3",
        "1:a",
        "a_1",
        "_1",
        "0301 Oslo",
        "kl. 12:30",
    ),
]


@pytest.mark.parametrize("text", AMBIGUOUS)
def test_an_ambiguous_text_is_reported_as_value_in_a_list_and_as_key(text: str) -> None:
    end = 4 + len(text)
    for written, place, data, doubtful in [
        (f"a: {text}\n", f"1:4:{end}", {"a": text}, {("a",)}),
        (f"a: {text} # note\n", f"1:4:{end}", {"a": text}, {("a",)}),
        (f"- x\n-\n- {text}\n", f"3:3:{end - 1}", ["x", None, text], {(2,)}),
        (f"å: [x, {text} ]\n", f"1:8:{end + 4}", {"å": ["x", text]}, {("å", 1)}),
        (f"{text}: x\n", f"1:1:{end - 3}", {text: "x"}, set()),
        (f"a:\n- b: {{{text}: x}}\n", f"2:7:{end + 3}", {"a": [{"b": {text: "x"}}]}, set()),
        (f"{text}\n", f"1:1:{end - 3}", text, {()}),
        (f"'': {text}\n", f"1:5:{end + 1}", {"": text}, {("",)}),
    ]:
        assert found(written) == [f"{place} ambiguous-text"], written
        assert document(written).data == data
        assert document(written).doubtful == doubtful


@pytest.mark.parametrize("text", AMBIGUOUS)
def test_quotes_make_it_clear(text: str) -> None:
    quoted = f"'{text}': \"{text}\"\nb: ['{text}']\nc: |-\n  {text}\nd: >-\n  {text}\n"
    assert found(quoted) == []
    assert document(quoted).data == {text: text, "b": [text], "c": text, "d": text}


@pytest.mark.parametrize("text", CLEAR)
def test_what_everybody_reads_alike_needs_no_quotes(text: str) -> None:
    assert found(f"a: {text}\n") == []


def test_no_short_plain_text_is_read_otherwise_by_pyyaml() -> None:
    signs = "017_:eExobnyN~"
    for text in (a + b + c for a in signs for b in ["", *signs] for c in ["", *signs]):
        written = f"a: {text}\n"
        if not found(written):
            assert str(yaml.safe_load(written)["a"]) == text


@pytest.mark.parametrize("text", ["-0301", "+0301", "="])
def test_rarer_ambiguous_texts_are_reported(text: str) -> None:
    assert found(f"a: {text}\n") == [f"1:4:{4 + len(text)} ambiguous-text"]


# parts of YAML that are not used


@pytest.mark.parametrize(
    ("text", "places", "data", "doubtful"),
    [
        ("a: &x 1\n", ["1:4:8"], {"a": "1"}, set()),
        ("a: &x\n  b: 1\n", ["1:4:6"], {"a": {"b": "1"}}, set()),
        ("&x a: 1\n", ["1:1:5"], {"a": "1"}, set()),
        ("a: &x\n", ["1:4:6"], {"a": None}, set()),
        ("a: 1\nb: *x\n", ["2:4:6"], {"a": "1", "b": None}, {("b",)}),
        ("- a\n- *x\n- b\n", ["2:3:5"], ["a", None, "b"], {(1,)}),
        ("*x : 1\nb: 2\n", ["1:1:3"], {"b": "2"}, set()),
        ("a: !!str 1\n", ["1:4:11"], {"a": "1"}, set()),
        ("a: !x {b: 1}\n", ["1:4:8"], {"a": {"b": "1"}}, set()),
        ("a: !x\n- 1\n", ["1:4:6"], {"a": ["1"]}, set()),
        ("a: &x !y 1\n", ["1:4:11", "1:4:11"], {"a": "1"}, set()),
        ("a:\n  <<: {b: 1}\n  c: 2\n", ["2:3:5"], {"a": {"c": "2"}}, {("a",)}),
        ("<<: {b: 1}\nc: 2\n", ["1:1:3"], {"c": "2"}, {()}),
        ("a:\n  b: 1\n  <<: *x\n", ["3:3:5"], {"a": {"b": "1"}}, {("a",)}),
        ("? [a, b]\n: 1\nc: 2\n", ["1:3:9"], {"c": "2"}, set()),
        ("[a, b]: {c: 1}\nc: 2\n", ["1:1:7"], {"c": "2"}, set()),
        ("{a: b}: 1\nc: 2\n", ["1:1:7"], {"c": "2"}, set()),
        ("? - a\n  - b\n: 1\n", ["1:3:6"], {}, set()),
    ],
)
def test_a_feature_that_is_not_used_is_refused_and_the_rest_is_read(
    text: str, places: list[str], data: object, doubtful: set[Path]
) -> None:
    assert found(text) == [f"{place} yaml-feature" for place in places]
    assert document(text).data == data
    assert document(text).doubtful == doubtful
    assert document(text).readable


@pytest.mark.parametrize("text", ["a: 1\n---\nb: 2\n", "a: 1\n---\n", "a: 1\n---\nb: [\n", "[]\n---\nb: 2\n"])
def test_a_second_document_ends_the_reading(text: str) -> None:
    assert found(text) == ["2:1:4 yaml-feature"]
    assert not document(text).readable


def test_a_second_document_is_refused_after_an_empty_one_too() -> None:
    assert found("---\n---\nb: 2\n") == ["2:1:4 yaml-feature"]


def test_a_tag_is_shown_as_it_is_written() -> None:
    (finding,) = document("a: !kr 1\n").findings
    assert ENGLISH.say(finding.message) == 'The tag "!kr" is not allowed here.'


def test_a_standard_tag_is_shown_as_it_is_written() -> None:
    (finding,) = document("a: !!str 1\n").findings
    assert ENGLISH.say(finding.message) == 'The tag "!!str" is not allowed here.'


# repeated keys


@pytest.mark.parametrize(
    ("text", "places", "firsts", "data", "doubtful"),
    [
        ("a: 1\nb: 2\na: 3\n", ["3:1:2"], ["1:1:2"], {"a": "1", "b": "2"}, {("a",)}),
        ("a: 1\n'a': 3\n", ["2:1:4"], ["1:1:2"], {"a": "1"}, {("a",)}),
        ("a: {b: 1, b: {c: 2}}\n", ["1:11:12"], ["1:5:6"], {"a": {"b": "1"}}, {("a", "b")}),
        ("- å: 1\n  å: 2\n  å: [3]\n", ["2:3:4", "3:3:4"], ["1:3:4", "1:3:4"], [{"å": "1"}], {(0, "å")}),
        ("a:\na: 1\n", ["2:1:2"], ["1:1:2"], {"a": None}, {("a",)}),
    ],
)
def test_a_repeated_key_is_reported_with_the_first_one_which_counts(
    text: str, places: list[str], firsts: list[str], data: object, doubtful: set[Path]
) -> None:
    assert found(text) == [f"{place} duplicate-key" for place in places]
    assert [spot(place) for finding in document(text).findings for place, _ in finding.related] == firsts
    assert document(text).data == data
    assert document(text).doubtful == doubtful


def test_the_value_of_a_repeated_key_is_looked_at_but_not_used() -> None:
    text = "a: 1\na:\n  - b: no\n    b: 2\nc: 3\n"
    assert found(text) == ["2:1:2 duplicate-key", "3:8:10 ambiguous-text", "4:5:6 duplicate-key"]
    assert document(text).data == {"a": "1", "c": "3"}


# encoding and size


WINDOWS = 'The file looks like Windows-1252 ("ANSI", Latin-1), not UTF-8: byte number 7 is 0xD8.'


@pytest.mark.parametrize(
    ("raw", "place", "message"),
    [
        ("navn: Øygarden\n".encode("latin-1"), "1:7:8", WINDOWS),
        ("a: 1\r\nå: Bømlo\n".encode().replace("ø".encode(), b"\xf8"), "2:5:6", "The file is not UTF-8: byte number 12 is 0xF8."),
        ("a: 1\n".encode("utf-16"), "1:1:2", "The file looks like UTF-16, not UTF-8."),
        ("a: 1\n".encode("utf-32"), "1:1:2", "The file looks like UTF-32, not UTF-8."),
        ("a: 1\nb: 2\n".encode("utf-16-le"), "1:1:2", "The file looks like UTF-16, not UTF-8."),
        ("a: 1\nb: 2\n".encode("utf-16-be"), "1:1:2", "The file looks like UTF-16, not UTF-8."),
        (b"a: \xed\xa0\x80\n", "1:4:5", "The file is not UTF-8: byte number 4 is 0xED."),
        (b"\n\na: \xc3", "3:4:5", "The file is not UTF-8: byte number 6 is 0xC3."),
        (b"x" * 1234 + b"\x80", "1:1235:1236", "The file is not UTF-8: byte number 1,235 is 0x80."),
    ],
)  # fmt: skip
def test_another_encoding_is_refused_at_its_first_byte(raw: bytes, place: str, message: str) -> None:
    assert found(raw) == [f"{place} encoding"]
    assert ENGLISH.say(document(raw).findings[0].message) == message
    assert not document(raw).readable


def test_a_byte_order_mark_is_reported_and_the_rest_is_read_as_if_it_were_not_there() -> None:
    text = b"\xef\xbb\xbfa: no\n"
    assert found(text) == ["1:1:2 encoding", "1:4:6 ambiguous-text"]
    assert document(text).data == {"a": "no"}
    assert document(text).findings[0].excerpt == "a: no"


@pytest.mark.parametrize(
    ("text", "place", "code"),
    [
        ("a: 1\nb: \0\n", "2:4:5", "U+0000"),
        ("å: \x1b[31m", "1:4:5", "U+001B"),
        ("a: \x7f", "1:4:5", "U+007F"),
        ("a: \x80\r\n\x81", "1:4:5", "U+0080"),
        ("a: 1\r\n\r\n\uffff: 2\n", "3:1:2", "U+FFFF"),
    ],
)
def test_a_control_character_is_pointed_at(text: str, place: str, code: str) -> None:
    assert found(text) == [f"{place} syntax"]
    assert ENGLISH.say(document(text).findings[0].message) == f"Here is an invisible control character, {code}."
    assert not document(text).readable


@pytest.mark.parametrize("text", ["", "\n", "# note\n", "---\n", "---\n...\n"])
def test_a_file_with_nothing_in_it_is_reported(text: str) -> None:
    assert found(text) == ["1:1:2 syntax"]
    assert ENGLISH.say(document(text).findings[0].message) == "The file is empty."
    assert not document(text).readable


@pytest.mark.parametrize("text", ["~\n", "*x\n", "\ufeff"])
def test_a_file_that_has_another_finding_is_not_called_empty(text: str) -> None:
    assert len(found(text)) == 1
    assert document(text).readable


def test_depth_is_limited() -> None:
    deepest = "[" * MAX_DEPTH
    assert found(deepest + "]" * MAX_DEPTH) == []
    assert found(deepest + "[" + "]" * (MAX_DEPTH + 1)) == [f"1:{MAX_DEPTH + 1}:{MAX_DEPTH + 2} too-large"]
    assert found("a:\n" + "- " * MAX_DEPTH + "b: no") == [f"2:{2 * MAX_DEPTH - 1}:{2 * MAX_DEPTH} too-large"]
    assert not document("[" * 1000).readable


def test_the_number_of_tables_and_lists_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(source, "MAX_TABLES", 3)
    assert found("- {}\n- []\n") == []
    assert found("- {}\n- []\n- {}\n") == ["3:3:4 too-large"]
    assert not document("- {}\n- []\n- {}\n").readable


@pytest.mark.parametrize(
    ("text", "instead"), [("kr 1.525.000,-", "1525000"), ("90.000,-", "90000"), ("5 000,--", "5000"), ("12 34,-", None)]
)
def test_an_amount_without_ore_between_braces_is_one_finding(text: str, instead: str | None) -> None:
    (finding,) = document(f"a: {{x: {text}, z: 1}}").findings
    assert (finding.rule.name, finding.place.column, finding.place.end) == ("ambiguous-text", 8, 8 + len(text))
    assert (finding.edit.text if finding.edit else None) == instead
    assert ENGLISH.say(finding.remedy or finding.message).startswith("Write ")


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("[1,5: x]", ["1", {"5": "x"}]),
        ("x: no\na: [1,5: x]", {"x": "no", "a": ["1", {"5": "x"}]}),
        ("x: no\na: [b: 1,5: x]", {"x": "no", "a": [{"b": "1"}, {"5": "x"}]}),
    ],
)
def test_a_table_without_braces_in_a_list_begins_with_its_own_name(text: str, data: object) -> None:
    assert document(text).data == data


def test_a_dash_after_what_is_no_amount_is_an_entry_as_in_yaml() -> None:
    assert document("a: {x: post 5,-}").data == {"a": {"x": "post 5", "-": None}}


def test_size_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "MAX_BYTES", 5)
    assert found("a: 1\n") == []
    assert found("a: 10\n") == ["1:1:2 too-large"]
    said = ENGLISH.say(document("a: 10\n").findings[0].message)
    assert said == "The file has more than 5 bytes, which is the limit."
    assert not document("a: 10\n").readable


# syntax

QUOTE = "A quoted text begins here, but its closing quotation mark is missing."
LIST = "This list is never closed, or a comma is missing in it."
TABLE = "This table is never closed, or a comma is missing in it."
COLONS = "There is one colon too many here, or the indentation is wrong."
NO_COLON = "A colon is missing after this."
INDENTATION = "The indentation does not fit with the lines above."
TAB = "Here is a tab."
OTHER = "This cannot be read as YAML."


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ('a: "x\nb: 1\n', "1:4:5", QUOTE),
        ("- å\n- {b: 'x}\n", "2:7:8", QUOTE),
        ("a: [1, 2\nb: 1\n", "1:4:5", LIST),
        ("a:\n  [1, 2\n", "2:3:4", LIST),
        ("a: ['1' '2']\n", "1:4:5", LIST),
        ("a: {b: 1\nc: 2\n", "1:4:5", TABLE),
        ("a: {b: 1 c: 2}\n", "1:4:5", TABLE),
        ("a: {b: 1", "1:4:5", TABLE),
        ("a: b: c\n", "1:5:6", COLONS),
        ("a: 1\n  b: 2\n", "2:4:5", COLONS),
        ("a 1\nb: 2\n", "2:2:3", COLONS),
        ("a:\n    b: 1\n  c: 2\n", "3:3:4", INDENTATION),
        ("a:\n  - 1\n - 2\n", "3:2:3", INDENTATION),
        ("a: 1\r\n- b\r\n", "2:1:2", INDENTATION),
        ("a:\n\tb: 1\n", "2:1:2", TAB),
        ("a:\n  b: 1\n\tc: 1\n", "3:1:2", TAB),
        ("a: @x\n", "1:4:5", OTHER),
        ('å: "😀\\q"\n', "1:6:7", OTHER),
        ("%YAML 3.0\n---\na: 1\n", "1:1:2", OTHER),
    ],
)
def test_a_slip_of_syntax_is_explained_where_it_is(text: str, place: str, message: str) -> None:
    assert found(text) == [f"{place} syntax"]
    assert ENGLISH.say(document(text).findings[0].message) == message
    assert not document(text).readable


@pytest.mark.parametrize(("text", "place"), [("a: 1\nb\nc: 2\n", "2:1:2"), ("a: 1\nb\n", "2:1:2")])
def test_a_missing_colon_is_shown_at_its_key(text: str, place: str) -> None:
    assert ENGLISH.say(document(text).findings[0].message) == NO_COLON
    assert found(text) == [f"{place} syntax"]


def test_a_slip_at_the_very_end_is_placed_behind_the_last_character() -> None:
    (finding,) = document("a: 1\nb: [x").findings
    assert spot(finding.place) == "2:4:5"
    (finding,) = document("a: 1\nb: |x").findings
    assert finding.excerpt == "b: |x"


def test_findings_before_a_slip_of_syntax_are_kept() -> None:
    assert found("a: no\na: 1\nb: ]\n") == ["1:4:6 ambiguous-text", "2:1:2 duplicate-key", "3:4:5 syntax"]


# places

SAMPLE = """\
# note
a:
  b: "x y"
  c:
    - one
    - d: 1
      e: 2
    -
  f:
  g: >-
    long
    text
  h: {i: 1,
    j: 2}   # note
"å😀日": {k: "日😀", l: x}
"""


@pytest.mark.parametrize(
    ("path", "value_place", "key_place"),
    [
        ((), "2:1:3", "2:1:3"),
        (("a",), "2:1:2", "2:1:2"),
        (("a", "b"), "3:6:11", "3:3:4"),
        (("a", "c"), "4:3:4", "4:3:4"),
        (("a", "c", 0), "5:7:10", "5:7:10"),
        (("a", "c", 1), "6:7:11", "6:7:11"),
        (("a", "c", 1, "e"), "7:10:11", "7:7:8"),
        (("a", "c", 1, "nowhere"), "6:7:11", "6:7:11"),
        (("a", "c", 2), "8:6:7", "8:6:7"),
        (("a", "f"), "9:5:6", "9:3:4"),
        (("a", "g"), "10:6:8", "10:3:4"),
        (("a", "h"), "13:3:4", "13:3:4"),
        (("a", "h", "j"), "14:8:9", "14:5:6"),
        (("å😀日",), "15:1:6", "15:1:6"),
        (("å😀日", "k"), "15:12:16", "15:9:10"),
        (("å😀日", "l"), "15:21:22", "15:18:19"),
        (("nowhere", "at", "all"), "2:1:3", "2:1:3"),
        (("a", "b", "nowhere"), "3:6:11", "3:3:4"),
        (("a", 0), "2:1:2", "2:1:2"),
        (("a", "c", "nowhere"), "4:3:4", "4:3:4"),
    ],
)
def test_every_path_has_a_place_counted_in_characters(path: Path, value_place: str, key_place: str) -> None:
    sample = document(SAMPLE)
    assert spot(sample.place(path)) == value_place
    assert spot(sample.place(path, on_key=True)) == key_place


def test_a_problem_gets_the_place_and_the_line_of_its_path() -> None:
    said, remedy = sentence("said"), sentence("remedy")
    problem = Problem(WRONG_TYPE, ("a", "b"), said, remedy, related=((("a", "c", 1, "e"), sentence("other")),))
    finding = document(SAMPLE).locate(problem)
    assert (finding.rule.name, spot(finding.place), finding.excerpt) == ("wrong-type", "3:6:11", '  b: "x y"')
    assert (finding.message, finding.remedy) == (said, remedy)
    assert [(spot(place), text) for place, text in finding.related] == [("7:10:11", sentence("other"))]


def test_the_end_of_a_value_of_several_lines_is_the_end_of_its_first_line() -> None:
    assert spot(document("- {a: 1,  \n   b: 2}\n").place((0,))) == "1:3:9"
    assert found("a: &x 'one\n  two'\n") == ["1:4:11 yaml-feature"]


def test_nothing_at_the_end_of_a_file_has_a_place_in_the_file() -> None:
    assert document("a: x\n? b").place(("b",)).line == 2


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r", "\u0085", "\u2028", "\u2029"])
def test_lines_end_where_yaml_says(line_break: str) -> None:
    text = line_break.join(["a: 'x'", "", "b: no", ""])
    assert found(text) == ["3:4:6 ambiguous-text"]
    assert document(text).findings[0].excerpt == "b: no"


# whatever the file contains

FRAGMENTS = [
    *("a", "b", "no", "å", "😀", "1", ": ", ":", "- ", "\n", "\n  ", "\r\n", "[", "]", "{", "}", ", ", '"', "'", "# "),
    *("|\n", ">-\n", "&x ", "*x ", "!t ", "\t", "? ", "<<", "---\n", "...\n", "\u2028", "\ufeff", "%", "@", "~"),
]
TEXTS = st.text() | st.lists(st.sampled_from(FRAGMENTS), max_size=25).map("".join)


def assert_well_formed(read_file: Document) -> None:
    """What holds for every document, whatever is wrong with it."""
    for finding in read_file.findings:
        for place in (finding.place, *(place for place, _ in finding.related)):
            assert 1 <= place.line <= len(read_file.lines)
            assert 1 <= place.column <= len(read_file.excerpt(place)) + 1
            assert place.column < place.end
        assert finding.excerpt == read_file.lines[finding.place.line - 1]
        assert ENGLISH.say(finding.message)
    assert read_file.readable or read_file.findings


def walk(data: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every path into the data, with what stands there."""
    yield path, data
    steps: Any = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, value in steps:
        yield from walk(value, (*path, step))


@given(st.binary() | TEXTS.map(lambda text: text.encode("utf-8", "replace")) | TEXTS.map(lambda t: t.encode("utf-16")))
@settings(max_examples=300)
def test_no_bytes_at_all_are_an_accident(raw: bytes) -> None:
    assert_well_formed(document(raw))


VALUES = ["", "x", "1 000", "å 😀 # note", "'q''r'", '"s: t" ', "[u, [v], w]", "{k: v, 'l': ''}", "# note", "x\n   y"]


@st.composite
def hand_written(draw: st.DrawFn, indent: int = 0, depth: int = 3) -> str:
    """A value as someone might write it, with what comes before it on its line left out."""
    start = "\n" + " " * indent
    kind = draw(st.sampled_from(["value", "text", "list", "table", "table"] if depth else ["value", "text"]))
    inner = hand_written(indent + draw(st.integers(1, 3)), depth - 1)
    if kind == "list":
        return "".join(f"{start}- {draw(inner)}" for _ in range(draw(st.integers(1, 3))))
    if kind == "table":
        keys = draw(st.lists(st.sampled_from(["a", "b c", "'d'", "1", '"no"']), min_size=1, unique=True))
        return "".join(f"{start}{key}: {draw(inner)}" for key in keys)
    if kind == "text":
        return draw(st.sampled_from(["|", ">-", ">+"])) + f"{start} one{start} two"
    return draw(st.sampled_from(VALUES))


@given(hand_written())
@settings(max_examples=200)
def test_what_is_accepted_is_read_as_pyyaml_reads_it_without_guessing_types(text: str) -> None:
    read_file = document(text)
    if not read_file.findings:
        assert emptied(read_file.data) == yaml.load(text, yaml.BaseLoader)


def emptied(data: Any) -> Any:
    """The data with empty text where nothing stands, as PyYAML's plainest loader has it."""
    if isinstance(data, dict):
        return {key: emptied(value) for key, value in data.items()}
    return [emptied(value) for value in data] if isinstance(data, list) else data or ""


@given(
    st.recursive(
        st.text(), lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4), max_leaves=12
    ),
    st.booleans(),
)  # fmt: skip
def test_data_that_is_written_in_quotes_is_read_back_and_every_place_is_that_of_its_text(
    data: Any, escape: bool
) -> None:
    text = yaml.safe_dump(data, default_style='"', width=10**9, allow_unicode=not escape)
    read_file = document(text)
    assert read_file.findings == []
    assert read_file.data == data
    for path, value in walk(data):
        if isinstance(value, str):
            assert yaml.safe_load(cut_out(read_file, read_file.place(path))) == value
        if path and isinstance(path[-1], str):
            assert yaml.safe_load(cut_out(read_file, read_file.place(path, on_key=True))) == path[-1]


def cut_out(read_file: Document, place: Place) -> str:
    return read_file.excerpt(place)[place.column - 1 : place.end - 1]
