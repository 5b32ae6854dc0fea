"""PDFs read back: tagged, with their language and title, to be archived, and the same bytes every time."""

import io
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from msgspec.structs import replace
from typst import TypstError

from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import Ore, sentence
from lkt_alloc.language.words import Words
from lkt_alloc.render import FORMATS, pdf
from lkt_alloc.reports.blocks import Block, Column, Heading, Numbered, Paragraph, Report, Table
from tests.acceptance.replay import environment
from tests.cli.inside import inside
from tests.render.papers import words_of

ENGLISH = Words("en")
COLUMNS = (Column("Municipality", number=False), Column("Kroner"))
SHARES = Table(COLUMNS, (("Voss", Ore(100)), ("Kvam", Ore(200))), ("Sum", Ore(300)), 1, marked=1)
TITLE = sentence("Explanation for Voss: {name}", name="Health #project_1 *2018*–2019")
REPORT: Report = (
    Heading(TITLE, 1),
    Paragraph((sentence("Item"), sentence("Cost"))),
    Heading(sentence("Period"), 2),
    SHARES,
    Paragraph((sentence("Payer"),), note=True),
    Numbered((sentence("Share"), sentence("Sum"))),
)


def read(raw: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(raw))


def tags(document: pikepdf.Pdf) -> Counter[str]:
    """How often each kind of thing stands in the structure that a screen reader follows."""

    def below(element: Any) -> Iterator[str]:
        if isinstance(element, pikepdf.Array):
            for each in element:
                yield from below(each)
        elif isinstance(element, pikepdf.Dictionary):
            if "/S" in element:
                yield str(element.S)
            if "/K" in element:
                yield from below(element.K)

    return Counter(below(document.Root.StructTreeRoot.K))


@pytest.mark.parametrize(("language", "tag"), [("nn", "nn-NO"), ("nb", "nb-NO"), ("en", "en-GB")])
def test_a_pdf_says_what_it_is_and_in_which_language(language: str, tag: str) -> None:
    document, title = read(pdf.render(REPORT, Words(language))), Words(language).title(TITLE)
    assert str(document.Root.Lang) == tag
    assert bool(document.Root.MarkInfo.Marked)
    assert bool(document.Root.ViewerPreferences.DisplayDocTitle)
    with document.open_metadata() as metadata:
        assert metadata["dc:title"] == title
        kept_to = [metadata[name] for name in ("pdfaid:part", "pdfaid:conformance", "pdfuaid:part")]
    assert kept_to == ["2", "A", "1"]
    with document.open_outline() as outline:
        assert [item.title for item in outline.root] == [title]


def test_headings_tables_and_lists_are_tagged_as_such() -> None:
    """Sums and notes are the foot of a table."""
    found = tags(read(pdf.render(REPORT, ENGLISH)))
    kinds = {
        name: found[name] for name in ("/H1", "/H2", "/Table", "/THead", "/TR", "/TH", "/TD", "/TFoot", "/L", "/LI")
    }
    assert kinds == dict(zip(kinds, (1, 1, 1, 1, 5, 2, 7, 1, 1, 2), strict=True))


def test_all_that_is_said_stands_there_and_nothing_is_markup() -> None:
    shown = words_of(pdf.render(REPORT, ENGLISH))
    for said in ("Explanation for Voss:", "Health #project_1 *2018*–2019", "Kvam", "2", "Sum", "1. Share", "2. Sum"):
        assert said in shown


def test_the_same_report_gives_the_same_bytes() -> None:
    assert pdf.render(REPORT, ENGLISH) == pdf.render(REPORT, ENGLISH)


def test_an_answer_a_column_that_is_read_for_and_a_limit_are_seen() -> None:
    plain = ((Column("x"), Column("y")), tuple((n, n) for n in (3, 2, 1)), (), 1)
    shown: Report = (REPORT[0], Paragraph((sentence("Period"),)), Table(*plain))
    marked = Table((plain[0][0], replace(plain[0][1], strong=True)), *plain[1:], limit=2)
    bold, lines = drawn(pdf.render(shown, ENGLISH))
    assert drawn(pdf.render((*shown[:2], marked), ENGLISH)) == (bold + 3, lines + 1)
    assert drawn(pdf.render((*shown[:2], replace(shown[2], summed=1)), ENGLISH)) == (bold + 2, lines)
    assert drawn(pdf.render((shown[0], replace(shown[1], strong=True), shown[2]), ENGLISH)) == (bold + 1, lines)


def drawn(raw: bytes) -> tuple[int, int]:
    """How many texts of the first page are bold, and how many of its lines are blue."""
    document = read(raw)
    first = document.pages[0]
    bold, blue, texts, lines = False, False, 0, 0
    for instruction in pikepdf.parse_content_stream(first):
        operands: list[Any] = [*instruction.operands]
        operator = str(instruction.operator)
        if operator == "Tf":
            bold = "Bold" in str(first.Resources.Font[operands[0]].BaseFont)
        texts += bold and operator in ("TJ", "Tj")
        if operator == "SCN":
            # fine lines are grey
            blue = operands[0] < operands[2] / 2
        lines += blue and operator == "S"
    return texts, lines


def table(columns: int, rows: int) -> Table:
    heads = (Column("Name", number=False), *(Column("Kroner") for _ in range(columns)))
    return Table(heads, tuple((f"row {n}", *[Ore(1_000_000_00)] * columns) for n in range(rows)), (), 1)


@pytest.mark.parametrize(("columns", "sides"), [(3, [False, False]), (14, [False, True]), (40, [False, True])])
def test_what_begins_a_page_has_one_on_its_side_where_a_table_is_wide(columns: int, sides: list[bool]) -> None:
    report = (*REPORT, Heading(sentence("Committee"), new_page=True), table(columns, 2))
    raw = pdf.render(report, ENGLISH)
    boxes = [page.mediabox for page in read(raw).pages]
    assert [box[2] > box[3] for box in boxes] == sides
    assert words_of(raw).count("1\xa0000\xa0000") == 2 * columns or words_of(raw).count("1,000,000") == 2 * columns


@pytest.mark.parametrize(("rows", "pages"), [(30, [False, True]), (100, [True, True])])
def test_a_table_is_torn_only_where_it_has_no_room_on_a_page_and_its_head_is_repeated(
    rows: int, pages: list[bool]
) -> None:
    lines: list[Block] = [Paragraph((sentence("Item"),)) for _ in range(30)]
    report = (REPORT[0], *lines, Heading(sentence("Sum")), table(1, rows))
    *shown, _ = words_of(pdf.render(report, ENGLISH)).split("\f")
    has_rows = ["row " in page for page in shown]
    heads = sum("Kroner" in page for page in shown)
    assert has_rows[:2] == pages
    assert heads == sum(has_rows)


NOTE = Paragraph((sentence("Rounding to whole kroner"), sentence("Population")), note=True)


@pytest.mark.parametrize(("before", "rows"), [(0, 48), (0, 57), (20, 110), (33, 40), (37, 48), (40, 40), (43, 5)])
def test_a_table_begins_below_its_heading_and_ends_above_its_notes(before: int, rows: int) -> None:
    lines: list[Block] = [Paragraph((sentence("Item"),)) for _ in range(before)]
    report = (
        REPORT[0],
        *lines,
        Heading(sentence("Sum")),
        table(1, rows),
        NOTE,
        NOTE,
        NOTE,
        Paragraph((sentence("Cost"),)),
    )
    *pages, _ = words_of(pdf.render(report, ENGLISH)).split("\f")
    shown = [page.count("row ") for page in pages]
    assert sum(shown) == rows
    assert all("row " in page or "Item" in page or "Cost" in page for page in pages)
    for said in ("Sum", "Population"):
        assert next(n for page, n in zip(pages, shown, strict=True) if said in page) >= min(rows // 2 or 1, 3)


def test_only_what_is_about_a_wide_table_stands_on_its_side() -> None:
    text = Paragraph((sentence("Item"),))
    about = (Heading(sentence("Sum")), text, Heading(sentence("Share"), 3), table(14, 2), NOTE)
    report = (REPORT[0], text, Heading(sentence("Committee")), text, *about, Heading(sentence("Payer")), text)
    assert sides_of(pdf.render(report, ENGLISH)) == [False, True, False]
    assert sides_of(pdf.render((REPORT[0], *about), ENGLISH)) == [True]
    assert sides_of(pdf.render((REPORT[0], text, table(10, 2)), ENGLISH)) == [False]


def sides_of(raw: bytes) -> list[bool]:
    return [page.mediabox[2] > page.mediabox[3] for page in read(raw).pages]


@pytest.mark.parametrize("note", [False, True])
def test_text_is_not_torn_between_pages(note: bool) -> None:
    said = Paragraph(tuple(sentence("{a} {b}", a="Voss", b=n) for n in range(9)), note=note)
    for before in (38, 40, 42):
        lines: list[Block] = [Paragraph((sentence("Item"),)) for _ in range(before)]
        *pages, _ = words_of(pdf.render((REPORT[0], *lines, said), ENGLISH)).split("\f")
        assert [page.count("Voss ") for page in pages][-1] == 9


def test_a_long_title_is_short_in_the_foot_and_in_what_the_file_says_of_itself() -> None:
    name = "Samarbeid om brann og redning i Namdal " * 9
    document = read(raw := pdf.render((Heading(sentence("{name}", name=name), 1),), ENGLISH))
    with document.open_metadata() as metadata:
        assert len(metadata["dc:title"]) <= 200
    assert words_of(raw).count("…") == 1
    foot = words_of(raw).strip().splitlines()[-1]
    assert "…" in foot
    assert foot.endswith("1/1")


@pytest.mark.parametrize(("said", "character"), [("日本 Voss", "日"), ("Voss 😀", "😀")])
def test_what_no_typeface_has_is_refused(said: str, character: str) -> None:
    with pytest.raises(CannotRun) as refusal:
        pdf.render((Heading(sentence("{name}", name=said), 1),), ENGLISH)
    assert ENGLISH.say(refusal.value.reason) == f'The typefaces of PDFs cannot show "{character}".'


def test_letters_of_the_north_and_signs_are_shown() -> None:
    name = "Guovdageaidnu ŋŧđžšáø Gáivuotna − ½ × … α"
    shown = words_of(pdf.render((Heading(sentence("{name}", name=name), 1),), ENGLISH))
    assert name in " ".join(shown.split())


def test_where_typst_is_not_installed_the_command_says_how_to_install_it(tmp_path: Path) -> None:
    code = "import sys; sys.modules['typst'] = None; from lkt_alloc.cli import main; main()"
    said = subprocess.run(
        [sys.executable, "-c", code, "compute", "--format", "pdf", "--output", "a.pdf", "--lang", "en"],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 2
    assert said.stderr.splitlines()[-2:] == [
        "lkt-alloc: The format pdf needs typst, which is not installed.",
        "  Install it: pip install 'lkt-alloc[pdf]'",
    ]
    assert not (tmp_path / "a.pdf").exists()


def test_a_format_whose_library_is_not_installed_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    monkeypatch.delitem(sys.modules, "lkt_alloc.render.pdf")
    form = next(form for form in FORMATS if form.name == "pdf")
    with pytest.raises(CannotRun) as refusal:
        form.render()
    assert ENGLISH.say(refusal.value.reason) == "The format pdf needs typst, which is not installed."
    monkeypatch.setitem(sys.modules, "lkt_alloc.render.text", None)
    with pytest.raises(ModuleNotFoundError):
        FORMATS[0].render()


def test_a_paper_without_a_title_is_an_error_of_ours() -> None:
    with pytest.raises(TypstError):
        pdf.render((Paragraph((sentence("Item"),)),), ENGLISH)


@pytest.mark.slow
def test_papers_pass_the_checks_of_pdf_ua_and_wcag(tmp_path: Path) -> None:
    commands = ["compute --by-post", "explain Os", "document --kommune Os", "invoice 2019", "compare 2018 2019"]
    for n, command in enumerate(commands):
        language = ("nn", "nb", "en")[n % 3]
        said, code = inside([*command.split(), "--lang", language, "--output", f"{n}.pdf"], tmp_path)
        assert code == 0, said
    made = sorted(tmp_path.glob("*.pdf"))
    assert len(made) == len(commands)
    checked = subprocess.run(
        [sys.executable, "-m", "outloud.cli", "--no-info", "--fail-on", "warning", *made],
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout
    assert checked.stdout.count("PASS") == len(commands)
