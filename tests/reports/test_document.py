"""Case notes: the right amounts for everyone, in every language and format; right words for every number of periods and sign."""

from collections.abc import Callable
from io import BytesIO
from zipfile import ZipFile

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st

from lkt_alloc.engine.allocate import Allocation, allocate
from lkt_alloc.engine.keys import by_number
from lkt_alloc.engine.model import LANGUAGES, Budget
from lkt_alloc.engine.names import file_names
from lkt_alloc.engine.register import Municipality, Register
from lkt_alloc.files.load import Loaded
from lkt_alloc.language.sentences import Ore, sentence
from lkt_alloc.language.words import Words
from lkt_alloc.render import docx, markdown, page, terminal
from lkt_alloc.render import text as plain
from lkt_alloc.reports.blocks import Column, Heading, Numbered, Paragraph, Table
from lkt_alloc.reports.case_note import CaseNote
from lkt_alloc.reports.case_note.points import resolution
from tests.engine.strategies import Pair, sound_budgets
from tests.reports.papers import Rows, allocation_of, points_of_docx, points_of_html, points_of_markdown

NBSP = "\u00a0"
WORDS = {language: Words(language) for language in LANGUAGES}
every_language = pytest.mark.parametrize("language", LANGUAGES)

READ: dict[str, Callable[[Allocation, list[Loaded], str, Words], tuple[list[str], list[Rows]]]] = {
    "markdown": lambda *a: points_of_markdown(markdown.render(CaseNote(*a[:3]).report(), a[3])),
    "docx": lambda *a: points_of_docx(docx.render(CaseNote(*a[:3]).report(), a[3])),
    "html": lambda *a: points_of_html(page.render_report(CaseNote(*a[:3]).report(), a[3])),
}
"""Each format, made and read back: the points of the resolution, and the tables."""


def points(allocation: Allocation, number: str, language: str) -> list[str]:
    return [WORDS[language].title(said).replace(NBSP, " ") for said in resolution(allocation, number)]


@pytest.fixture(scope="module")
def allocation(budget: Budget, register: Register) -> Allocation:
    return allocate(budget, register, list(budget.periods))


# the real budget


def test_everyone_gets_their_own_amounts(allocation: Allocation) -> None:
    members = sorted(allocation.members, key=by_number)
    assert len(members) == 24
    owed = {number: [share.amount for _, _, share in allocation.shares_of(number)] for number in members}
    totals = [period.divisions[0].total for period in allocation.periods]
    for n, number in enumerate(members):
        words = WORDS[LANGUAGES[n % len(LANGUAGES)]]
        report = CaseNote(allocation, [], number).report()
        said = [words.title(point) for block in report if isinstance(block, Numbered) for point in block.sentences]
        assert [words.show(Ore(amount)) in said[-1] for amount in owed[number]] == [True, True]
        attachment = [block for block in report if isinstance(block, Table)][-1]
        assert [row[0] for row in attachment.rows] == members
        for row in (*attachment.rows, attachment.total):
            amounts = owed.get(str(row[0]), totals)
            assert row[4:] == (*map(Ore, amounts), Ore(sum(amounts)))


@pytest.mark.parametrize(("format_", "language"), list(zip(READ, LANGUAGES, strict=True)))
def test_every_format_has_the_points_and_tables_of_the_report(
    allocation: Allocation, format_: str, language: str
) -> None:
    """A language each: what a format does knows nothing of languages, and the report nothing of formats."""
    words = WORDS[language]
    points, tables = READ[format_](allocation, [], "1243", words)
    blocks = CaseNote(allocation, [], "1243").report()
    said = [words.title(point) for block in blocks if isinstance(block, Numbered) for point in block.sentences]
    shown = [
        [
            [words.title(column.title) for column in table.columns],
            *([words.cell(cell) for cell in row] for row in (*table.rows, table.total) if row),
        ]
        for table in blocks
        if isinstance(table, Table)
    ]
    assert [point.replace(NBSP, " ") for point in points] == [point.replace(NBSP, " ") for point in said]
    assert str(tables).replace(r"\xa0", " ") == str(shown).replace(r"\xa0", " ")


def test_the_resolution_in_three_languages(allocation: Allocation) -> None:
    assert points(allocation, "1243", "nn") == [
        "Os kommune sluttar seg til samarbeidet om «LKT-prosjektet 2018–2019».",
        "Os kommune sluttar seg til at det kommunane skal betale, blir fordelt etter nøkkelen "
        "«Bergen 50 %, dei andre 23 kommunane 50 % etter folketal».",
        f"Os kommune dekkjer sin del av kostnadene med 6 648 kr for hausten 2018 og 90 113 kr for 2019{SEE} {MANY}",
    ]
    assert points(allocation, "1201", "nb") == [
        "Bergen kommune slutter seg til samarbeidet om «LKT-prosjektet 2018–2019».",
        "Bergen kommune slutter seg til at det kommunene skal betale, fordeles etter nøkkelen "
        "«Bergen 50 %, de andre 23 kommunene 50 % etter folketall».",
        f"Bergen kommune dekker sin del av kostnadene med 56 250 kr for høsten 2018 og 762 500 kr for 2019{SEE} "
        "Beløpene dekkes over [ansvar i budsjettet].",
    ]
    assert points(allocation, "1243", "en")[-1] == (
        "The municipality of Os covers its part of the costs with NOK 6,648 for autumn 2018 and NOK 90,113 for 2019, "
        "as shown in attachment 1. The amounts are paid from [budget and account]."
    )


def test_the_calculation_is_the_engines(allocation: Allocation) -> None:
    printed = markdown.render(CaseNote(allocation, [], "1243").report(), WORDS["nn"]).replace(NBSP, " ")
    for said in (
        "Dei har 174 081 innbyggjarar til saman, og Os har 20 573.",
        "50 % × 20 573 / 174 081 = 20 573 / 348 162 = 5,909030… %",
        "| Hausten 2018 | 112 500 | 6 647,659710… | 6 648 |",
        "| 2019 | 1 525 000 | 90 112,720515… | 90 113 |",
        "| **1243** | **Os** | **20 573** | **5,909 %** | **6 648** | **90 113** | **96 761** |",
        "Folketal per 1. januar 2018: Statistisk sentralbyrå (SSB), tabell 07459.",
        "Beløpa i tabellen er rekna ut på grunnlag av desse filene.",
    ):
        assert said in printed


def test_one_period_has_no_column_for_a_sum(budget: Budget, register: Register) -> None:
    one = allocate(budget, register, ["2019"])
    _, tables = READ["markdown"](one, [], "1243", WORDS["nn"])
    assert [len(table[0]) for table in tables] == [5, 4, 5]
    assert (
        points(one, "1243", "nn")[-1] == f"Os kommune dekkjer sin del av kostnadene med 90 113 kr for 2019{SEE} {ONE}"
    )


# number, sign, names

SEE = ", jf. vedlegg 1."
ONE = "Beløpet blir dekt over [ansvar i budsjettet]."
MANY = "Beløpa blir dekte over [ansvar i budsjettet]."
DEL = "dekkjer sin del av kostnadene med"
THREE = ("2018", "2019", "2020")


@pytest.mark.parametrize(
    ("kroner", "said"),
    [
        ((10, 20, 30), [f"{DEL} 5 kr for 2018, 10 kr for 2019 og 15 kr for 2020{SEE} {MANY}"]),
        ((10, 0, 30), [f"{DEL} 5 kr for 2018 og 15 kr for 2020{SEE} {MANY}", "skal ikkje betale noko for 2019."]),
        ((0, 0, 0), ["skal ikkje betale noko for 2018, 2019 og 2020."]),
        ((-10, 0, 0), [f"får tilbake 5 kr for 2018{SEE}", "skal ikkje betale noko for 2019 og 2020."]),
        ((-10, 20, 30), [f"{DEL} 10 kr for 2019 og 15 kr for 2020{SEE} {MANY}", f"får tilbake 5 kr for 2018{SEE}"]),
    ],
)  # fmt: skip
def test_payments_refunds_and_nothing_are_different_points(kroner: tuple[int, ...], said: list[str]) -> None:
    allocation = allocation_of({"kommunane": kroner}, periods=THREE)
    assert points(allocation, "1201", "nn")[2:] == [f"Os kommune {point}" for point in said]


def test_several_payers_are_added_up_and_each_has_its_key_and_table() -> None:
    allocation = allocation_of({"kommunane": [100], "eigarane": [-40]})
    assert points(allocation, "1201", "nb")[1:] == [
        "Os kommune slutter seg til at det kommunane skal betale, fordeles etter nøkkelen «etter folketal».",
        "Os kommune slutter seg til at det eigarane skal ha tilbake, fordeles etter nøkkelen «etter folketal».",
        f"Os kommune dekker sin del av kostnadene med 30 kr for 2019{SEE} Beløpet dekkes over [ansvar i budsjettet].",
    ]
    _, tables = READ["html"](allocation, [], "1201", WORDS["nb"])
    assert [table[1][-1] for table in tables[-3:]] == ["50", "−20", "30"]
    heads = [
        WORDS["nb"].title(b.text)
        for b in CaseNote(allocation, [], "1201").report()
        if isinstance(b, Heading) and b.level == 3
    ]
    assert heads == [
        "Det som skal fordeles, 2019",
        "Fordeling av det kommunane skal betale",
        "Fordeling av det eigarane skal ha tilbake",
        "Det kommunane skal betale",
        "Det eigarane skal ha tilbake",
        "Alt i alt",
    ]


def test_one_who_bears_all_alone_is_not_one_of_several() -> None:
    printed = plain.render(CaseNote(allocation_of({"kommunane": [100]}, ["Os"]), [], "1201").report(), WORDS["nn"])
    assert "Det kommunane skal betale, fell på Os kommune (kommunenummer 1201) åleine." in printed
    assert "blir delt mellom" not in printed


@given(pair=sound_budgets())
def test_any_sound_budget_makes_documents_for_all(pair: Pair) -> None:
    budget, register = pair
    allocation = allocate(budget, register, list(budget.periods))
    for number, language in zip(sorted(allocation.members), LANGUAGES, strict=False):
        report = CaseNote(allocation, [], number).report()
        _, tables = points_of_html(page.render_report(report, WORDS[language]))
        owed = [
            sum(s.amount for p, _, s in allocation.shares_of(number) if p == period) for period in allocation.periods
        ]
        said = " ".join(WORDS[language].say(point) for point in resolution(allocation, number))
        assert all(WORDS[language].show(Ore(abs(amount))) in said for amount in owed if amount)
        assert tables


# formats

MARKUP = "a|b *c* <d> & [e](f) \x00\x1b \ud800"


def report_with_everything() -> tuple[Heading | Paragraph | Numbered | Table, ...]:
    said = sentence("{name}", name=MARKUP)
    table = Table((Column("x", False), Column("y")), ((MARKUP, Ore(100)), ("b", Ore(-50))), ("", Ore(50)), 1, marked=1)
    return Heading(said, 1), Paragraph((said, said)), Numbered((said,)), table, Paragraph((said,), note=True)


def test_what_a_file_says_is_text_in_every_format() -> None:
    seen = MARKUP.replace("\x00", "␀").replace("\x1b", "␛").replace("\ud800", "�")
    printed = page.render_report(report_with_everything(), WORDS["en"])
    (point,), (table,) = points_of_html(printed)
    assert (point, table[1][0]) == (seen[:1].upper() + seen[1:], seen)
    (point,), (table,) = points_of_docx(docx.render(report_with_everything(), WORDS["en"]))
    assert (point, table[1][0]) == (seen[:1].upper() + seen[1:], seen)


def test_points_are_numbered_in_plain_text_and_in_a_terminal_too() -> None:
    report = (Numbered((sentence("{name}", name="first thing"), sentence("{name}", name="second"))),)
    assert plain.render(report, WORDS["en"]) == "1. First thing\n2. Second\n"
    assert terminal.render(report, WORDS["en"], 10, colour=False) == "\n1. First\nthing\n\n2. Second\n"


def test_a_number_stays_with_its_unit_on_paper(allocation: Allocation) -> None:
    report = CaseNote(allocation, [], "1243").report()
    for points in (
        points_of_html(page.render_report(report, WORDS["nn"])),
        points_of_docx(docx.render(report, WORDS["nn"])),
    ):
        assert f"Bergen 50{NBSP}%, dei andre 23 kommunane 50{NBSP}% etter" in points[0][1]


def test_html_needs_nothing_from_elsewhere(allocation: Allocation) -> None:
    printed = page.render_report(CaseNote(allocation, [], "1243").report(), WORDS["nn"])
    assert '<html lang="nn">' in printed
    assert [word for word in ("<script", "http", "src=", "url(", "@import") if word in printed] == []
    assert printed.count('<tr class="marked">') == 1
    assert '<h2 class="new-page">' in printed
    assert "<title></title>" in page.render_report((), WORDS["nn"])


@every_language
def test_a_word_document_has_real_styles_and_says_its_language(allocation: Allocation, language: str) -> None:
    raw = docx.render(CaseNote(allocation, [], "1243").report(), WORDS[language])
    made = Document(BytesIO(raw))
    locale = {"nn": "nn-NO", "nb": "nb-NO", "en": "en-GB"}[language]
    assert made.core_properties.language == locale
    assert {e.get(qn("w:val")) for e in made.styles.element.iter(qn("w:lang"))} == {locale}
    assert made.core_properties.title == made.paragraphs[0].text.replace("\n", " ")
    assert made.paragraphs[0].style is not None
    assert made.paragraphs[0].style.name == "Heading 1"
    assert {table.style.name for table in made.tables if table.style} == {"Allocation"}
    for table in made.tables:
        assert [len(row._tr.findall(f".//{qn('w:tblHeader')}")) for row in table.rows][:2] == [1, 0]
    sizes = [(section.page_width, section.page_height) for section in made.sections]
    assert [[round(side.cm, 1) if side else None for side in size] for size in sizes] == [[21.0, 29.7]] * 2
    assert b"PAGE" in ZipFile(BytesIO(raw)).read("word/footer1.xml")


def test_a_wide_attachment_lies_on_its_side() -> None:
    periods = [f"første halvår {year}" for year in range(2010, 2022)]
    allocation = allocation_of({"kommunane": [10**9] * len(periods)}, periods=periods)
    made = Document(BytesIO(docx.render(CaseNote(allocation, [], "1201").report(), WORDS["nn"])))
    assert [section.orientation for section in made.sections] == [WD_ORIENT.PORTRAIT, WD_ORIENT.LANDSCAPE]
    for table, room in zip(made.tables, [16.6, 16.6, 16.6, 25.3], strict=True):
        assert sum(column.width.cm for column in table.columns if column.width) == pytest.approx(room, abs=0.1)


def test_long_text_makes_room_for_numbers() -> None:
    long = "eit svært langt namn på ein post " * 6
    table = Table((Column("x", False), Column("y")), ((long, Ore(10**11)),), (), 1)
    made = Document(BytesIO(docx.render((Heading(sentence("{name}", name="a"), 1), table), WORDS["nn"])))
    assert [round(column.width.cm, 1) for column in made.tables[0].columns if column.width] == [14.0, 2.6]


def test_headings_of_columns_stand_on_one_line_where_there_is_room_and_no_word_of_them_is_broken() -> None:
    heads = ("Å betale (+) / til gode (−), kr", "Sjukehussida", "Kommunane")
    for more, least in ((0, (5.2, 2.4, 2.1)), (7, (1.5, 2.4, 2.1))):
        columns = tuple(Column(sentence("{name}", name=head)) for head in (*heads, *["kr"] * more))
        table = Table(columns, ((Ore(100),) * len(columns),), (), 0)
        made = Document(BytesIO(docx.render((Heading(sentence("{name}", name="a"), 1), table), WORDS["nn"])))
        widths = [column.width.cm for column in made.tables[0].columns if column.width]
        assert all(width > at_least for width, at_least in zip(widths, least, strict=False)), widths


def test_a_word_document_says_nothing_of_when_it_was_made(allocation: Allocation) -> None:
    """That it is the same bytes at another time is tested with all formats, in `tests/cli/test_cli.py`."""
    with ZipFile(BytesIO(docx.render(CaseNote(allocation, [], "1243").report(), WORDS["nn"]))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.namelist()[0] == "[Content_Types].xml"
        assert archive.namelist()[1:] == sorted(archive.namelist()[1:])
        assert b"dcterms" not in archive.read("docProps/core.xml").split(b">", 2)[2]


# names of files


def municipality(number: str, name: str) -> Municipality:
    return Municipality(number, name, "", None, None, None, {})


@pytest.mark.parametrize(
    ("number", "name", "expected"),
    [
        ("4624", "Bjørnafjorden", "4624-bjoernafjorden"),
        ("1243", "Os", "1243-os"),
        ("1259", "Øygarden", "1259-oeygarden"),
        ("1201", "../../etc/passwd", "1201-etc-passwd"),
        ("1201", "CON", "1201-con"),
        ("", "CON", "x-con"),
        ("1201", "Å/Ø", "1201-aa-oe"),
        ("1201", "…", "1201"),
        ("1201", "", "1201"),
        ("../12", "Os", "12-os"),
        ("1201", "Os (Hordaland)", "1201-os-hordaland"),
        ("1201", "Sámi é", "1201-sami-e"),
        ("1201", "x" * 300, "1201-" + "x" * 40),
    ],
)
def test_files_are_named_by_number_and_name(number: str, name: str, expected: str) -> None:
    assert file_names([municipality(number, name)]) == [expected]


def test_two_names_are_never_the_same() -> None:
    those = [municipality(number, "Os") for number in ("1243", "12.43", "12 43", "12/43")]
    assert file_names(those) == ["1243-os", "12-43-os", "12-43-os-2", "12-43-os-3"]


@given(names=st.lists(st.tuples(st.text(), st.text()), max_size=8))
def test_no_name_leads_out_of_the_folder(names: list[tuple[str, str]]) -> None:
    made = file_names([municipality(*one) for one in names])
    assert len({name.lower() for name in made}) == len(names)
    for name in made:
        assert name.isascii()
        assert name.replace("-", "a").isalnum()
        assert not name.startswith("-")
        assert len(name) < 100


def test_the_texts_of_a_budget_may_be_anything() -> None:
    allocation = allocation_of({"a|b": [3]}, ["<b>", "*"])
    _, tables = READ["markdown"](allocation, [], "1202", WORDS["nn"])
    assert tables[-1][1][1] == "<b>"
