"""Formats for programs: valid by their own schemas, whatever stands in files and file names, and the same bytes each time."""

import importlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote_to_bytes
from xml.etree import ElementTree as ET

import pytest

from lkt_alloc.checks.check import check_files
from lkt_alloc.checks.outcome import Checked
from lkt_alloc.files.disk import embedded
from lkt_alloc.language.signs import signs_in, visible
from lkt_alloc.language.words import Words
from lkt_alloc.render import findings, findings_json, github, junit, sarif
from tests.acceptance.replay import ROOT, environment
from tests.checks.scrutiny import in_memory, odd_characters, parsed_commands, parsed_json
from tests.files.mutations import FAULTY

SCHEMAS = ROOT / "tests" / "render" / "schemas"
XS = "{http://www.w3.org/2001/XMLSchema}"
REGISTER = embedded("municipalities")
FORMATS = ("text", "json", "github", "sarif", "junit")

DIRECTIVE = (ROOT / "examples" / "directive_2018.yaml").read_text(encoding="utf-8")
REASON = "Direktivet oppgjev sjølv 1 510 000; dei seks beløpa utgjer 1 550 000. Beløpa er brukte."

HOSTILE_TEXTS = {
    "line ends": "a\nb\r\nc\rd",
    "controls": "\x00\x07\x08\x1b[31mred\x1b[0m\x7f\x85\x9b",
    "XML": "<a b=\"c\" d='e'>&amp;</a>]]><!-- --><![CDATA[",
    "commands": "%0A%25::error::x\n::error file=a,line=1::x, y: z%",
    "Markdown": "| a \\| b `c` **d** [e](http://f) ![g](h) <script>alert(1)</script> ~~i~~ _j_",
    "unseen": "\u200b\u2028\u2029\u202e\u2066\ufeff\ufffe\uffff\xad",
    "wide": "😀 👨‍👩‍👧 æøå é 中文 \U0010ffff",
    "underscores": "x __y__ _z_ a_b_c ~~d~~ https://example.org www.example.org $e$ - 1. f",
    "quotes": "\"'`«»\\ \\u0041 {name} {0} %s $x",
}  # fmt: skip
HOSTILE_NAMES = {
    "plain": "budget.yaml",
    "spaces": " a  b .yaml",
    "line ends": "a\nb\rc.yaml",
    "controls": "\x1b[31m\x07.yaml",
    "separators": "a:1:2: error, b%0A.yaml",
    "XML": "<&\"']]>.yaml",
    "Markdown": "|`*[x](y).yaml",
    "wide": "😀 æøå.yaml",
    "not UTF-8": os.fsdecode(b"\xff\xfe\xe6.yaml"),
}


def quoted(text: str) -> str:
    """The text as a double-quoted YAML scalar, every character of it escaped."""
    return '"' + "".join(f"\\U{ord(char):08X}" for char in text) + '"'


def hostile_budget(text: str) -> str:
    """The directive budget with a hostile name, key, reference and reason: five findings, one of them acknowledged."""
    return (
        DIRECTIVE.replace("language: nn\n", f"language: nn\n{quoted(text)}: 1\n")
        .replace('id: "2", name: Post 2, source: directive', f'id: "2", name: Post 2, source: {quoted(text)}')
        .replace('id: "3"', f"id: {quoted(text)}")
        .replace('id: "4"', f"id: {quoted(text)}")
        .replace("    total: 1 510 000", "    total: 1 510 000\n    subtotals: {" + quoted(text) + ": 1}")
        .replace(REASON, quoted(text))
    )


def checked(name: str, text: str) -> Checked:
    with in_memory(**{name: text.encode("utf-8")}):
        return check_files([Path(name)])


def shown(text: str) -> str:
    return Words("en").title(text)


def schema_errors(log: Any) -> list[str]:
    jsonschema: Any = importlib.import_module("jsonschema")
    schema = json.loads((SCHEMAS / "sarif-2.1.0.json").read_text(encoding="utf-8"))
    return [f"{list(error.path)}: {error.message}" for error in jsonschema.Draft4Validator(schema).iter_errors(log)]


def test_sarif_of_several_files_validates_against_the_official_schema() -> None:
    files = [
        FAULTY,
        ROOT / "data",
        ROOT / "examples" / "directive_2018.yaml",
        *sorted(ROOT.glob("tests/checks/cases/*/*/bad/*.yaml"))[:20],
    ]
    register = ROOT / "data" / "municipalities.yaml"
    for words in map(Words, ("nn", "nb", "en")):
        log = parsed_json(sarif.render(check_files(files, register), words))
        assert log["$schema"] == json.loads((SCHEMAS / "sarif-2.1.0.json").read_text(encoding="utf-8"))["id"]
        assert len(log["runs"][0]["results"]) > 8
        assert schema_errors(log) == []


def test_the_official_schema_is_one_that_objects() -> None:
    log = parsed_json(sarif.render(check_files([FAULTY], REGISTER), Words("en")))
    log["runs"][0]["results"][0]["level"] = "fatal"
    del log["runs"][0]["tool"]["driver"]["name"]
    assert len(schema_errors(log)) == 2


def test_sarif_points_to_rules_and_has_what_was_acknowledged_as_suppressed() -> None:
    log = parsed_json(sarif.render(check_files([ROOT / "examples" / "directive_2018.yaml"]), Words("en")))
    (run,) = log["runs"]
    (result,) = run["results"]
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"] == "LKT301"
    assert result["suppressions"] == [{"kind": "inSource", "justification": REASON}]


def junit_errors(report: ET.Element) -> list[str]:
    """What Jenkins' XML Schema objects to: unknown elements, and attributes that are unknown or missing."""
    schema = ET.parse(SCHEMAS / "junit-10.xsd").getroot()
    forms = {element.attrib["name"]: element for element in schema.findall(f"{XS}element")}
    errors = []
    for element in report.iter():
        form = forms[element.tag]
        attributes = {one.attrib["name"]: one.get("use") for one in form.iter(f"{XS}attribute")}
        children = {one.get("ref") for one in form.iter(f"{XS}element")}
        errors += [f"<{element.tag}> has {name}" for name in element.attrib if name not in attributes]
        errors += [
            f"<{element.tag}> lacks {name}"
            for name, use in attributes.items()
            if use == "required" and name not in element.attrib
        ]
        errors += [f"<{element.tag}> contains <{child.tag}>" for child in element if child.tag not in children]
    return errors


def test_junit_keeps_to_the_xml_schema_and_counts_right() -> None:
    files = [FAULTY, ROOT / "examples" / "directive_2018.yaml", ROOT / "data" / "municipalities.yaml"]
    report = ET.fromstring(junit.render(check_files(files, REGISTER), Words("nn")))
    assert junit_errors(report) == []
    kinds = []
    for suite in report:
        cases = list(suite)
        counts = {"tests": len(cases), "failures": 0, "skipped": 0, "errors": 0}
        counts["failures"] = sum(case.find("failure") is not None for case in cases)
        counts["skipped"] = sum(case.find("skipped") is not None for case in cases)
        assert {name: int(suite.attrib[name]) for name in counts} == counts
        kinds.append((counts["failures"] > 0, counts["skipped"] > 0))
    assert kinds == [(True, False), (False, True), (False, False)]


@pytest.mark.parametrize("lang", ["nn", "nb", "en"])
@pytest.mark.parametrize("text", HOSTILE_TEXTS.values(), ids=HOSTILE_TEXTS)
def test_no_text_in_a_file_breaks_a_format(text: str, lang: str) -> None:
    result = checked("budget.yaml", hostile_budget(text))
    words = Words(lang)
    others = {"unseen-sign"} if signs_in(text) else {"unknown-field", "unknown-reference", "duplicate-post"}
    assert others <= {f.rule.name for f in result.findings}
    _every_format_says_it(result, words, "budget.yaml")
    said = [finding["acknowledged"] for finding in parsed_json(findings_json.render(result, words))["findings"]]
    assert [reason for reason in said if reason is not None] in ([], [text])


@pytest.mark.parametrize("name", HOSTILE_NAMES.values(), ids=HOSTILE_NAMES)
def test_no_file_name_breaks_a_format(name: str) -> None:
    _every_format_says_it(checked(name, hostile_budget("x | y")), Words("en"), name)


def _every_format_says_it(result: Checked, words: Words, name: str) -> None:
    expected = [(f.rule.code, f.place.line, f.place.column, words.title(f.message)) for f in result.findings]
    assert expected
    record = parsed_json(findings_json.render(result, words))
    assert [(f["code"], f["line"], f["column"], f["message"]) for f in record["findings"]] == expected
    assert {f["file"] for f in record["findings"]} == {name}
    log = parsed_json(sarif.render(result, words))
    assert schema_errors(log) == []
    for found, (code, line, _, message) in zip(log["runs"][0]["results"], expected, strict=True):
        place = found["locations"][0]["physicalLocation"]
        assert (found["ruleId"], place["region"]["startLine"]) == (code, line)
        assert found["message"]["text"].startswith(message)
        assert re.fullmatch(r"[A-Za-z0-9._~/%-]+", place["artifactLocation"]["uri"])
        assert unquote_to_bytes(place["artifactLocation"]["uri"]) == os.fsencode(name)
    commands = parsed_commands(github.render(result, words))
    assert [(p["title"].split()[0], int(p["line"]), m.split("\n")[0]) for _, p, m in commands] == [
        (code, line, message) for code, line, _, message in expected
    ]
    assert {p["file"] for _, p, _ in commands} == {re.sub(r"[^\r\n]+", lambda part: visible(part[0]), name)}
    report = ET.fromstring(junit.render(result, words).encode("utf-8"))
    assert junit_errors(report) == []
    assert len(report[0]) == len(expected)
    text = findings.render(result.findings, words)
    assert not odd_characters(text)
    assert len(re.findall(r"^\S?[^\n]*:\d+:\d+: \w+\[LKT", text, re.MULTILINE)) == len(expected)


@pytest.mark.parametrize("text", HOSTILE_TEXTS.values(), ids=HOSTILE_TEXTS)
def test_the_step_summary_shows_text_as_it_is(text: str) -> None:
    markdown_it: Any = importlib.import_module("markdown_it")
    result, words = checked("|`*[x](y).yaml", hostile_budget(text)), Words("en")
    summary = github.summary(result, words)
    assert not odd_characters(summary)
    tokens = markdown_it.MarkdownIt("gfm-like", {"html": True, "linkify": False}).parse(summary)
    inline = [token for token in tokens if token.type == "inline"]
    links = [[child.type for child in token.children if child.type not in ("text", "text_special")] for token in inline]
    assert links[5::4] == [["link_open", "link_close"]] * len(
        result.findings
    )  # the rule's code, and nothing else, is a link
    assert not any(links[:5] + links[6::4] + links[7::4] + links[8::4])
    cells = ["".join(child.content for child in token.children) for token in inline][5:]
    assert len(cells) == 4 * len(result.findings)
    assert cells[2::4] == [" ".join(words.title(finding.message).split()) for finding in result.findings]


def test_workflow_commands_are_escaped_and_read_back() -> None:
    (_, place, message), *_ = parsed_commands(github.render(checked("a:b,c%0A\r\n.yaml", "note: x\n"), Words("en")))
    assert place["file"] == "a:b,c%0A\r\n.yaml"
    printed = github.render(checked("a:b,c%0A\r\n.yaml", "note: x\n"), Words("en"))
    assert "file=a%3Ab%2Cc%250A%0D%0A.yaml,line=1," in printed
    assert message.split("\n")[1].startswith("Add the field")


def test_json_has_the_same_fields_for_every_file_and_finding() -> None:
    """That they are documented is for `test_fields` to see."""
    record = parsed_json(findings_json.render(checked("x.yaml", "note: 0301\nnote: 1\n"), Words("en")))
    assert list(record) == ["format", "files", "findings", "counts", "passed_over"]
    assert record["format"] == findings_json.FORMAT == "lkt-alloc/check/1"
    assert [list(file) for file in record["files"]] == [["name", "kind", "sha256"]]
    assert len({tuple(finding) for finding in record["findings"]}) == 1
    assert list(record["counts"]) == ["error", "warning", "info", "acknowledged"]
    (correction,) = [f["correction"] for f in record["findings"] if f["correction"]]
    assert correction == {"line": 1, "column": 7, "end_column": 11, "text": '"0301"'}
    (related,) = [place for f in record["findings"] for place in f["related"]]
    assert list(related) == ["file", "line", "column", "end_column", "message"]


def test_every_language_gives_the_same_json_but_for_its_sentences() -> None:
    def without_words(lang: str) -> Any:
        record = parsed_json(findings_json.render(check_files([FAULTY], REGISTER), Words(lang)))
        for finding in record["findings"]:
            for name in ("message", "remedy", "related"):
                del finding[name]
        return record

    assert without_words("nn") == without_words("nb") == without_words("en")


EVERY_FORMAT = """
import sys
from pathlib import Path
from lkt_alloc.checks.check import check_files
from lkt_alloc.language.words import Words
from lkt_alloc.render import findings, findings_json, github, junit, sarif
checked = check_files([Path(name) for name in sys.argv[1:]], Path("data/municipalities.yaml"))
for words in map(Words, ("nn", "nb", "en")):
    shown = [render(checked, words) for render in (findings_json.render, github.render, sarif.render, junit.render)]
    shown += [findings.render(checked.findings, words), github.summary(checked, words)]
    sys.stdout.buffer.write("".join(shown).encode("utf-8"))
"""


def test_the_same_files_give_the_same_bytes() -> None:
    files = [str(FAULTY), "data/municipalities.yaml", "examples/directive_2018.yaml"]

    def printed(seed: str) -> bytes:
        command = [sys.executable, "-c", EVERY_FORMAT, *files]
        return subprocess.run(
            command, cwd=ROOT, env=environment(PYTHONHASHSEED=seed), capture_output=True, check=True
        ).stdout

    first = printed("1")
    assert len(first) > 10_000
    assert first == printed("2")


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="file names are text there")
@pytest.mark.parametrize("format_", FORMATS)
def test_a_file_whose_name_is_not_utf_8_can_be_checked(format_: str, tmp_path: Path) -> None:
    name = b"b\xe6rekraft\n\xff.yaml"
    (tmp_path / os.fsdecode(name)).write_text(hostile_budget("x"), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "lkt_alloc", "check", name, "--format", format_, "--lang", "en"],
        cwd=tmp_path,
        env=environment(GITHUB_STEP_SUMMARY=str(tmp_path / "summary.md")),
        capture_output=True,
        check=False,
    )
    assert (done.returncode, b"Traceback" in done.stderr) == (1, False)
    if format_ in ("json", "sarif", "junit"):
        assert done.stdout.decode("utf-8")
    if format_ == "github":
        assert "LKT" in (tmp_path / "summary.md").read_text(encoding="utf-8")
