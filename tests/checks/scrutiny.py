"""What must hold of `check` for any bytes at all. Used by the tests and by the fuzzer (bench/fuzz.py).

A violation raises `AssertionError`; anything else that is raised is a crash of the program.
"""

import json
import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any
from unittest.mock import patch
from xml.etree import ElementTree as ET

from lkt_alloc.checks import check as checking
from lkt_alloc.checks.check import check_files
from lkt_alloc.checks.outcome import Checked
from lkt_alloc.checks.registers import known_to
from lkt_alloc.diagnostics.findings import Edit, Finding, Place
from lkt_alloc.engine.allocate import allocate
from lkt_alloc.engine.model import Budget
from lkt_alloc.engine.register import Register
from lkt_alloc.files.corrections import corrected, difference
from lkt_alloc.files.disk import embedded
from lkt_alloc.files.kinds import BUDGET, MUNICIPALITIES
from lkt_alloc.files.load import Loaded, load, load_bytes
from lkt_alloc.language.words import Words
from lkt_alloc.render import findings, findings_json, github, junit, sarif
from lkt_alloc.render import text as plain
from lkt_alloc.reports.compute import compute_report
from lkt_alloc.reports.explanation import Explained
from lkt_alloc.reports.record import compute_record, explain_record

BREAKS = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_COMMAND = re.compile(r"::(error|warning|notice) ([^:\r\n]*)::([^\r\n]*)")


@cache
def _built_in(kind: str) -> Loaded:
    return load(embedded(kind))


@contextmanager
def in_memory(**files: bytes) -> Iterator[None]:
    """`check` sees these files and the built-in ones, and no disk."""
    loaded = {Path(name): load_bytes(name, raw) for name, raw in files.items()}
    loaded |= {embedded(kind): _built_in(kind) for kind in ("budget", "municipalities")}
    with patch.object(checking, "load", loaded.__getitem__):
        yield


def check_bytes(raw: bytes, *, with_budget: bool = False) -> Checked:
    """One file, perhaps together with the built-in budget."""
    with in_memory(file=raw):
        return check_files([Path("file"), *([embedded("budget")] if with_budget else [])])


def scrutinize(raw: bytes, languages: tuple[str, ...] = ("en",)) -> Checked:
    """Check `raw` in every way there is, and hold the outcome against what must always be so."""
    checked = check_bytes(raw)
    file = checked.files[0]
    places_lie_in_their_files(checked)
    for language in languages:
        formats_say_the_same(checked, Words(language))
    what_is_not_read_has_a_finding(file)
    corrections_do_what_they_say(checked)
    if file.kind is BUDGET:
        if not checked.standing("error"):
            results_can_be_made(file, _built_in("municipalities"))
        return checked
    if file.kind is not MUNICIPALITIES:
        return checked
    together = check_bytes(raw, with_budget=True)
    places_lie_in_their_files(together)
    formats_say_the_same(together, Words("nn"))
    if not together.standing("error"):
        results_can_be_made(_built_in("budget"), file)
    return checked


def what_is_not_read_has_a_finding(file: Loaded) -> None:
    if file.value is None or not file.document.readable:
        assert file.findings, "a file is refused without a word"


def places_lie_in_their_files(checked: Checked) -> None:
    """Lines and columns exist in the text itself, and the excerpt is that line."""
    lines = {file.shown: _lines_of(file) for file in checked.files}
    known = lines | {_built_in(kind).shown: _lines(_built_in(kind).raw) for kind in ("budget", "municipalities")}
    for finding in checked.findings:
        for place in (finding.place, *(place for place, _ in finding.related)):
            text = known[place.file]
            assert 1 <= place.line <= len(text), (finding.rule.name, place)
            line = text[place.line - 1]
            assert 1 <= place.column <= len(line) + 1, (finding.rule.name, place, line)
            assert place.column < place.end <= max(len(line) + 1, place.column + 1), (finding.rule.name, place, line)
        if finding.rule.name != "too-large" or "bytes" not in finding.message.template:
            assert finding.excerpt == known[finding.place.file][finding.place.line - 1]
    order = {name: n for n, name in enumerate(lines)}
    ranks = [(order.get(f.place.file, len(order)), f.place.line, f.place.column) for f in checked.findings]
    assert ranks == sorted(ranks)


def _lines_of(file: Loaded) -> list[str]:
    """In another encoding, the lines are those of the encoding that the file was taken for."""
    taken_for = any("looks like" in finding.message.template for finding in file.findings)
    return file.document.lines if taken_for else _lines(file.raw)


def _lines(raw: bytes) -> list[str]:
    return BREAKS.split(raw.decode("utf-8", "replace").lstrip("\ufeff"))


def formats_say_the_same(checked: Checked, words: Words) -> None:
    """Every format has every finding, at the same place, and can be read by a program that reads the format."""
    expected = [(f.place.line, f.place.column) for f in checked.findings]
    by_file = sorted((f.place.file, f.place.line, f.place.column) for f in checked.findings)
    record = parsed_json(findings_json.render(checked, words))
    assert [(f["line"], f["column"]) for f in record["findings"]] == expected
    (run,) = parsed_json(sarif.render(checked, words))["runs"]
    regions = [result["locations"][0]["physicalLocation"]["region"] for result in run["results"]]
    assert [(region["startLine"], region["startColumn"]) for region in regions] == expected
    commands = parsed_commands(github.render(checked, words))
    assert [(int(p["line"]), int(p["col"])) for _, p, _ in commands] == expected
    summary = github.summary(checked, words)
    if checked.findings:
        assert len(summary.split("\n")) == len(checked.findings) + 5
    assert not odd_characters(summary)
    suites = ET.fromstring(valid_utf8(junit.render(checked, words)))
    cases = [case for case in suites.iter("testcase") if len(case)]
    known = {file.shown for file in checked.files}
    assert len(cases) == sum(file in known for file, *_ in by_file)
    shown = findings.render(checked.findings, words)
    assert not odd_characters(shown)
    assert len(re.findall(r"^[^ \n][^\n]*:\d+:\d+: \w+\[LKT\d{3} [\w-]+\]: ", shown, re.MULTILINE)) == len(expected)


def parsed_json(text: str) -> Any:
    return json.loads(valid_utf8(text))


def valid_utf8(text: str) -> bytes:
    return text.encode("utf-8")


def parsed_commands(text: str) -> list[tuple[str, dict[str, str], str]]:
    """GitHub's workflow commands as its runner reads them: level, properties, message."""
    commands = []
    lines = text.split("\n")
    assert lines.pop() == ""
    for line in lines:
        found = _COMMAND.fullmatch(line)
        assert found, line
        pairs = [pair.split("=", 1) for pair in found[2].split(",")]
        commands.append((found[1], {name: _unescaped(value) for name, value in pairs}, _unescaped(found[3])))
    return commands


def _unescaped(text: str) -> str:
    for code, char in (("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
        text = text.replace(code, char)
    return text


def odd_characters(text: str) -> set[str]:
    """What a terminal would obey: everything of the kinds Cc and Zl/Zp, other than line ends and tabs."""
    return {char for char in set(text) - set("\n\t") if unicodedata.category(char) in ("Cc", "Zl", "Zp")}


def edits_of(checked: Checked) -> list[Edit]:
    """The corrections of the first file."""
    name = checked.files[0].shown
    return [f.edit for f in checked.findings if f.edit and f.acknowledged is None and f.place.file == name]


def corrections_do_what_they_say(checked: Checked) -> None:
    """Edits do not overlap; the new file has the same data elsewhere; what was mended is not found again."""
    edits = sorted(set(edits_of(checked)), key=lambda edit: (edit.line, edit.column))
    if not edits:
        return
    for one, other in pairwise(edits):
        assert (one.line, one.end) <= (other.line, other.column) or one.column == 0, (one, other)
    file = checked.files[0]
    after = corrected(file.raw, edits)
    assert after != file.raw
    assert corrected(file.raw, reversed(edits)) == after
    assert difference("file", file.raw, after).startswith("--- file\n+++ file\n@@ ")
    again = check_bytes(after)
    assert not set(edits_of(again)), edits_of(again)
    if file.document.readable and file.document.data is not None:
        assert again.files[0].document.readable
        edited = {_path_at(file, edit) for edit in edits}
        kept, now = (
            {path: leaf for path, leaf in leaves(loaded.document.data) if path not in edited}
            for loaded in (file, again.files[0])
        )
        assert kept == now


def _path_at(file: Loaded, edit: Edit) -> tuple[str | int, ...] | None:
    """The path of the value that stands where an edit is made."""
    for path, _ in leaves(file.document.data):
        place: Place = file.document.place(path)
        if (place.line, place.column) == (edit.line, edit.column):
            return path
    return None


def leaves(data: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Every value that is no list or table, with its path; empty lists and tables count as values."""
    inside = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    if not data or not isinstance(data, (dict, list)):
        yield path, data
    for step, value in inside:
        yield from leaves(value, (*path, step))


def results_can_be_made(budget: Loaded, register: Loaded) -> None:
    """What `check` lets pass, `compute` and `explain` can carry out, in every form; and every sum is right."""
    assert isinstance(budget.value, Budget)
    assert isinstance(register.value, Register)
    allocation = allocate(budget.value, known_to(budget.value, register.value), list(budget.value.periods))
    for period in allocation.periods:
        for division in period.divisions:
            assert sum(share.amount for share in division.shares) + division.left == division.total
    inputs = (budget, register)
    for by_post in (False, True):
        json.dumps(compute_record(allocation, inputs, by_post=by_post))
        plain.render(compute_report(allocation, inputs, "number", by_post=by_post), Words("nn"))
    for number in sorted(allocation.members)[:2]:
        json.dumps(explain_record(allocation, inputs, number))
        plain.render(Explained(allocation, inputs, number).report(), Words("en"))


def summary_of(found: tuple[Finding, ...]) -> list[tuple[str, int, int]]:
    """Findings in short: rule, line, column."""
    return [(finding.rule.name, finding.place.line, finding.place.column) for finding in found]
