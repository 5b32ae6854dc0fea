"""Signs that nobody sees: which they are, that `check` finds them in every text, and that none is printed or written anywhere."""

import io
import json
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from lkt_alloc.checks.check import check_files
from lkt_alloc.diagnostics.findings import Place
from lkt_alloc.files.document import Document
from lkt_alloc.files.load import load_bytes
from lkt_alloc.language.signs import escaped, is_unseen, signs_in, visible, visible_lines
from tests.acceptance.replay import ROOT
from tests.cli.commands import FORMATS
from tests.cli.inside import inside
from tests.cli.terminals import forked
from tests.render.papers import words_of

ESCAPE, RIGHT_TO_LEFT, ZERO_WIDTH, C1, TAG = "\x1b[31m", "\u202e", "\u200b", "\x9b", "\U000e0041"
HARMLESS = "Bærum, Kárášjohka–Karasjok 1\xa0525\u202f000 Snåase e\u0301 « » − … 中文 😀\n\t"
FOUND = {  # what stands for each when it is shown
    "escape": (ESCAPE, "␛[31m"),
    "DEL": ("\x7f", "␡"),
    "carriage return": ("\r", "␍"),
    "C1": (C1, "�"),
    "direction": (RIGHT_TO_LEFT, "�"),
    "isolate": ("\u2066", "�"),
    "mark": ("\u200f", "�"),
    "zero width": (ZERO_WIDTH, "�"),
    "joiner": ("\u200d", "�"),
    "word joiner": ("\u2060", "�"),
    "byte-order mark": ("\ufeff", "�"),
    "soft hyphen": ("\xad", "�"),
    "line separator": ("\u2028", "�"),
    "tag": (TAG, "�"),
    "variation": ("\ufe0f", "�"),
    "filler": ("\u3164", "�"),
}
each = pytest.mark.parametrize(("sign", "shown"), FOUND.values(), ids=FOUND)

# which they are


def test_they_are_what_unicode_calls_control_format_and_separators_and_halves() -> None:
    kinds = {code: unicodedata.category(chr(code)) for code in (*range(0x20000), *range(0xE0000, 0xE1000))}
    seen = {  # signs around a number in Arabic, Syriac and Kaithi: they are drawn
        *range(0x600, 0x606), 0x6DD, 0x70F, 0x890, 0x891, 0x8E2, 0x110BD, 0x110CD,
    }  # fmt: skip
    odd = {code for code, kind in kinds.items() if kind in ("Cc", "Cf", "Cs", "Zl", "Zp")}
    assert {code for code in odd if not is_unseen(code)} <= seen
    letters = {code for code, kind in kinds.items() if kind[0] in "LNPS" and is_unseen(code)}
    assert letters == {0x115F, 0x1160, 0x3164, 0xFFA0}  # fillers, which are letters by name only


@each
def test_each_is_shown_and_nothing_else_is_touched(sign: str, shown: str) -> None:
    assert visible(f"Os{sign}") == visible_lines(f"Os{sign}") == f"Os{shown}"
    assert visible_lines(HARMLESS) == HARMLESS
    assert visible("a\n\tb") == "a␊␉b"


@given(st.text(st.characters()))
def test_what_is_shown_has_none_and_json_reads_back(text: str) -> None:
    assert signs_in(visible(text)) == signs_in(visible_lines(text)) == []
    assert len(visible(text)) == len(text)
    written = escaped(json.dumps(text, ensure_ascii=False))
    assert signs_in(written) == []
    assert json.loads(written) == text


# found in files


def in_yaml(sign: str) -> str:
    return "".join(f"\\U{ord(char):08X}" for char in sign)


REGISTER = ROOT / "data" / "municipalities.yaml"
FILES = {
    "budget": ROOT / "data" / "budget_2018_2019.yaml",
    "municipalities": REGISTER,
    "scenario": ROOT / "examples" / "scenarios" / "utan_voss.yaml",
    "actual": ROOT / "examples" / "lkt_2018_actual.yaml",
}


def texts(document: Document, data: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[Place, str]]:
    """Every text and every key of a file that stands on one line."""
    inside = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, value in inside:
        if isinstance(step, str):
            yield document.place((*path, step), on_key=True), step
        place = document.place((*path, step))
        if isinstance(value, str) and value in document.excerpt(place)[: place.end - 1]:
            yield place, value
        yield from texts(document, value, (*path, step))


@pytest.mark.parametrize("kind", FILES)
def test_a_sign_is_found_in_every_text_and_key_of_every_kind_of_file(kind: str) -> None:
    read = load_bytes("x.yaml", FILES[kind].read_bytes())
    lines = read.document.lines
    tried = list(texts(read.document, read.document.data))
    for place, text in tried[:: max(1, len(tried) // 25)]:
        line = lines[place.line - 1]
        changed = f'{line[: place.column - 1]}"{text}\\u202E"{line[place.end - 1 :]}'
        raw = "\n".join([*lines[: place.line - 1], changed, *lines[place.line :]]).encode()
        found = load_bytes("x.yaml", raw).findings
        places = {f.place for f in found if f.rule.code == "LKT007"}
        assert places == {replace(place, end=place.column + len(text) + 8)}, changed


SMALL = (ROOT / "tests" / "checks" / "cases" / "LKT007-unseen-sign" / "good.yaml").read_text(encoding="utf-8")


def named(written: str) -> str:
    return SMALL.replace("name: Legevakt 2019", f"name: {written}", 1)


@each
@pytest.mark.parametrize("is_raw", [True, False])
def test_each_is_found_as_it_is_and_as_an_escape(sign: str, shown: str, is_raw: bool) -> None:
    read = load_bytes("b.yaml", named(f'"LKT{sign if is_raw else in_yaml(sign)}"').encode())
    codes = {f.rule.code for f in read.findings}
    assert codes <= {"LKT002", "LKT007"}  # the first where YAML cannot have it at all
    assert codes or (sign == "\r" and is_raw)  # an end of a line
    if not is_raw:
        (finding,) = read.findings
        assert (finding.place.line, finding.place.column) == (2, 7)
        assert f"U+{ord(sign[0]):04X}" in str(finding.message)


def test_what_is_harmless_is_not_found() -> None:
    for text in (HARMLESS.strip(), "two\\nlines", "a\\tb"):
        assert load_bytes("b.yaml", named(f'"{text}"').encode()).findings == ()


@pytest.mark.parametrize(
    ("written", "mended"),
    [
        ("Lege\xadvakt", "Legevakt"),
        ('"a: \u200bb"', '"a: b"'),
        ("'a\ufe0f'", "'a'"),
        ("\u200b- x", None),  # would be a list
        ("a\u200b: b", None),
        ("a \u200b# b", None),
        ("no\u200b", None),
        ("030\u200b1", None),
        ("\u200b", None),
        ('"a\u202eb"', None),  # nobody knows which way it is meant
        ('"\u200b\\u200b"', None),
    ],
)
def test_what_hides_is_deleted_where_nothing_else_changes(written: str, mended: str | None, tmp_path: Path) -> None:
    file = tmp_path / "b.yaml"
    file.write_text(named(written), encoding="utf-8")
    edits = [f.edit for f in check_files([file]).findings if f.rule.code == "LKT007"]
    if mended is None:
        assert edits in ([None], [])
        return
    inside(["check", "b.yaml", "--fix"], tmp_path)
    assert file.read_text(encoding="utf-8") == named(mended)


# never printed or written

EVERYTHING = f"x{ESCAPE}{RIGHT_TO_LEFT}{ZERO_WIDTH}{C1}{TAG}\x7f\r\xad\u2028 Os"
COMMANDS = {
    "compute 2019": FORMATS["compute"],
    "compute 2019 --by-post": FORMATS["compute"],
    "explain --kommune 1243": FORMATS["explain"],
    "compare 2018 2019": FORMATS["compare"],
    "invoice 2019": FORMATS["invoice"],
    "document --kommune 1243": FORMATS["document"],
    "check budget.yaml": FORMATS["check"],
}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder where every name has every sign."""
    folder = tmp_path_factory.mktemp("hostile")
    for kind in ("budget", "municipalities"):
        text = re.sub(r"(?m)\b(\d{4}) [A-ZÆØÅ]\w+(?=[\],]|$)", r'"\1"', FILES[kind].read_text(encoding="utf-8"))
        document = load_bytes(f"{kind}.yaml", text.encode()).document
        lines = list(document.lines)
        for place, said in reversed(list(texts(document, document.data))):
            line = lines[place.line - 1]
            if re.search(r"\b(name|title|publisher|note|nn|nb|en): $", line[: place.column - 1]):
                start, end = line[: place.column - 1], line[place.end - 1 :]
                lines[place.line - 1] = f'{start}"{in_yaml(EVERYTHING)} {said}"{end}'
        (folder / f"{kind}.yaml").write_text("\n".join(lines), encoding="utf-8")
    return folder


def unseen(written: bytes) -> list[str]:
    """What nobody would see in a file, or in the files in an archive."""
    if written[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(written)) as archive:
            return [sign for name in archive.namelist() if "jpeg" not in name for sign in unseen(archive.read(name))]
    if written.startswith(b"%PDF"):
        return unseen(re.sub("[\f\xad]", "", words_of(written)).encode())
    text = re.sub(r"\r[^\n]*?\x1b\[K", "", written.decode("utf-8")).removeprefix("\ufeff").replace("\r\n", "\n")
    return [f"U+{code:04X}" for code in signs_in(text)] if text != visible_lines(text) else []


@pytest.mark.parametrize(
    ("command", "format_"), [(command, each) for command in COMMANDS for each in COMMANDS[command]]
)
def test_no_format_has_any_of_them(command: str, format_: str, hostile: Path) -> None:
    """Even if `check` let them be, as it does for what comes from elsewhere."""
    given_files = ["--municipalities", "municipalities.yaml"]
    given_files += [] if "check" in command else ["--budget", "budget.yaml"]
    asked = [*command.split(), *given_files, "--format", format_]
    written, code = forked(asked, hostile, lets_signs_be=True, LKT_ALLOC_CACHE="off")
    assert code == 0, written
    assert len(written) > 1000 or "check" in command
    assert unseen(written) == []


def test_no_format_of_check_says_any_of_them(tmp_path: Path) -> None:
    budget = FILES["budget"].read_text(encoding="utf-8").replace("key: lkt", f'key: "{in_yaml(EVERYTHING)}"')
    budget += f'"{in_yaml(EVERYTHING)}": 1\n'
    name = "b\x1b\u202e\u200b\x9b.yaml"
    (tmp_path / name).write_text(budget, encoding="utf-8")
    for format_ in FORMATS["check"]:
        summary = tmp_path / f"{format_}.md"
        written, code = forked(["check", name, "--format", format_], tmp_path, GITHUB_STEP_SUMMARY=str(summary))
        assert (code, unseen(written)) == (1, []), format_
        assert format_ != "github" or unseen(summary.read_bytes()) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["explain", "--kommune", EVERYTHING],
        ["explain", "--kommune", "Os", EVERYTHING],
        ["compute", EVERYTHING],
        ["compute", f"--{EVERYTHING}"],
        ["compute", "--format", EVERYTHING],
        ["compute", "--budget", EVERYTHING],
        ["compute", "--output", f"{EVERYTHING}/x"],
        ["check", EVERYTHING],
        ["invoice", "2019", "--due", EVERYTHING],
        ["rule", EVERYTHING],
        ["init", EVERYTHING, "--name=x", "--municipalities=4621,4628", "--period=2026", "--amount=1"],
        [EVERYTHING],
        ["compute", "\udc9b\udcff"],
    ],
)
def test_nothing_that_is_said_of_arguments_has_any(arguments: list[str], tmp_path: Path) -> None:
    for columns in (None, 80):
        said, code = forked(arguments, tmp_path, columns)
        assert code == (0 if "init" in arguments and not columns else 2)
        assert said
        assert unseen(said) == []


def test_names_with_norwegian_letters_are_said_as_they_are(tmp_path: Path) -> None:
    said, _ = forked(["compute", "--format", "Kárášjohka æøå\xa01"], tmp_path)
    assert "Kárášjohka æøå\xa01" in said.decode("utf-8")


def test_a_terminal_gets_no_sign_of_a_template_or_a_difference(tmp_path: Path) -> None:
    (tmp_path / "t.txt").write_text(f"{{{{ municipality.number }}}}{EVERYTHING}", encoding="utf-8")
    said, code = forked(["document", "--kommune", "Os", "--template", "t.txt"], tmp_path, 80)
    assert (code, unseen(said)) == (0, [])
    assert re.sub(r"\r[^\x1b\n]*\x1b\[K", "", said.decode("utf-8")).startswith(
        "1243x␛[31m"
    )  # after what was waited for
    (tmp_path / "b.yaml").write_text(named("Lege\xadvakt"), encoding="utf-8")
    said, _ = forked(["check", "--diff", "b.yaml"], tmp_path, 80)
    assert "-name: Lege�vakt\n+name: Legevakt\n" in said.decode("utf-8")


def test_progress_shows_a_file_name_without_them(tmp_path: Path) -> None:
    name = "a\x1b[2J\u202e.yaml"
    (tmp_path / name).write_text("x: 1\n")
    said, _ = forked(["check", name], tmp_path, 80)
    assert b"\r1/1 a\xe2\x90\x9b[2J\xef\xbf\xbd.yaml\x1b[K" in said


def test_no_page_of_ours_has_any() -> None:
    pages = [*ROOT.glob("docs/*.md"), *ROOT.glob("*.md"), *ROOT.glob("src/lkt_alloc/language/locale/**/*.po")]
    assert [str(page) for page in pages if visible_lines(text := page.read_text("utf-8")) != text] == []
