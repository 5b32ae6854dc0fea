"""Own templates: every placeholder and its value, text and Word, and what is said when a template is wrong."""

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document

from lkt_alloc.engine.allocate import Allocation, allocate
from lkt_alloc.engine.model import LANGUAGES, Budget
from lkt_alloc.engine.register import Register
from lkt_alloc.files.load import Loaded
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.sentences import Ore
from lkt_alloc.language.words import Words
from lkt_alloc.render import markdown, word_template
from lkt_alloc.reports.placeholders import PLACEHOLDERS, PlaceholderGroup, help_report, placeholders
from lkt_alloc.reports.templates import ending, fill_text
from tests.reports.papers import allocation_of

NBSP = "\u00a0"
EN = Words("en")


@pytest.fixture(scope="module")
def allocation(budget: Budget, register: Register) -> Allocation:
    return allocate(budget, register, list(budget.periods))


@pytest.fixture(scope="module")
def values(allocation: Allocation, loaded: dict[str, Loaded]) -> dict[str, Any]:
    return placeholders(allocation, list(loaded.values()), "1243", Words("nn"))


def filled(template: str, values: dict[str, Any], file: str = "brev.md") -> str:
    return fill_text(template.encode(), file, values).replace(NBSP, " ")


def refused(template: str, values: dict[str, Any], file: str = "brev.md") -> list[str]:
    """The sentences that a template is refused with."""
    with pytest.raises(CannotRun) as refusal:
        filled(template, values, file)
    return said_in(refusal.value)


def said_in(error: CannotRun) -> list[str]:
    return [EN.title(said) for said in (error.reason, error.remedy) if said]


# placeholders


def names_in(value: Any, before: str = "") -> Iterator[str]:
    """The names of all placeholders that there are values for."""
    if isinstance(value, (PlaceholderGroup, dict)):
        for name, inner in (value if isinstance(value, dict) else vars(value)).items():
            yield from names_in(inner, f"{before}.{name}" if before else name)
    elif isinstance(value, list):
        for inner in value:
            yield from names_in(inner, f"{before}[]")
    else:
        assert isinstance(value, (str, int))
        yield before


def test_every_placeholder_has_a_meaning_and_a_value(values: dict[str, Any]) -> None:
    assert set(names_in(values)) == set(PLACEHOLDERS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_values_are_the_engines_for_everyone(allocation: Allocation, language: str) -> None:
    words = Words(language)
    for number in allocation.members:
        own = [share for _, _, share in allocation.shares_of(number)]
        made = placeholders(allocation, [], number, words)
        assert [period.amount_ore for period in made["periods"]] == [share.amount for share in own]
        assert [period.amount for period in made["periods"]] == [words.show(Ore(share.amount)) for share in own]
        assert [period.kroner for period in made["periods"]] == [words.amount(share.amount) for share in own]
        assert made["total"].amount_ore == sum(share.amount for share in own)
        (payer,) = made["payers"]
        (row,) = (row for row in payer.rows if row.own)
        assert (row.number, row.amounts) == (number, [period.kroner for period in made["periods"]])
        assert (row.sum, row.population) == (made["total"].kroner, payer.population)
        assert payer.sums.amounts == [words.amount(period.divisions[0].total) for period in allocation.periods]


def test_a_budget_of_one_period_has_sums_too() -> None:
    made = placeholders(allocation_of({"kommunane": [3]}), [], "1202", Words("nn"))
    (payer,) = made["payers"]
    assert [(row.amounts, row.sum) for row in payer.rows] == [(["2"], "2"), (["1"], "1")]
    assert (payer.sums.amounts, payer.sums.sum, payer.sums.population) == (["3"], "3", "2")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_help_lists_them_all(values: dict[str, Any], language: str) -> None:
    printed = markdown.render(help_report(values), Words(language)).replace("\\", "")
    assert [name for name in PLACEHOLDERS if f"| {name} |" not in printed] == []


# text


def test_a_text_template_is_filled_in(values: dict[str, Any]) -> None:
    template = (
        "\ufeff# {{ municipality.called }} ({{ municipality.number }})\n"
        "{% for period in periods %}\n"
        "- {{ period.name }}: {{ period.amount }}, {{ period.amount_ore // 100 }}\n"
        "{% endfor %}\n"
        "{{ budget.name|upper }} {{ resolution|length }}{{ nothing|default('') }}\n"
    )
    assert filled(template, values) == (
        "# Os kommune (1243)\n- hausten 2018: 6 648 kr, 6648\n- 2019: 90 113 kr, 90113\nLKT-PROSJEKTET 2018–2019 3\n"
    )


@pytest.mark.parametrize(
    ("file", "expected"),
    [("a.html", "&lt;b&gt;"), ("a.html.j2", "&lt;b&gt;"), ("a.xml", "&lt;b&gt;"), ("a.md", "<b>"), ("a", "<b>")],
)
def test_only_markup_is_escaped(file: str, expected: str) -> None:
    made = placeholders(allocation_of({"k": [1]}, ["<b>", "Os"]), [], "1201", Words("nn"))
    assert filled("{{ municipality.name }}", made, file) == expected


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("a.md", ".md"),
        ("a.md.j2", ".md"),
        ("a.b.TXT.jinja", ".txt"),
        ("a.jinja2", ".txt"),
        ("a", ".txt"),
        ("a.docx", ".docx"),
    ],
)
def test_the_ending_is_the_templates(file: str, expected: str) -> None:
    assert ending(file) == expected


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("a\n\n{{ municipality.nme }}", [
            'The template brev.md, line 3: there is no placeholder "nme".',
            "Did you mean name? There are: called, committee, name, number.",
        ]),
        ("{{ munisipality.name }}", [
            'The template brev.md, line 1: there is no placeholder "munisipality".',
            "Did you mean municipality? There are: budget, inputs, language, municipality, payers, periods, posts, resolution, total.",
        ]),
        ("{% for p in periods %}\n{{ p.zzzzz }}\n{% endfor %}", [
            'The template brev.md, line 2: there is no placeholder "zzzzz".',
            "There are: amount, amount_ore, end, id, kroner, name, start.",
        ]),
        ("{{ lipsum() }}", [
            'The template brev.md, line 1: there is no placeholder "lipsum".',
            "There are: budget, inputs, language, municipality, payers, periods, posts, resolution, total.",
        ]),
        ("\n{% for p in periods %}", [
            'The template brev.md, line 2: this cannot be filled in: "{% for p in periods %}".',
            "The reason: Unexpected end of template. Jinja was looking for the following tags: 'endfor' or 'else'. "
            "The innermost block that needs to be closed is 'for'. See lkt-alloc document --template-help.",
        ]),
        ("\n{{ a b }}", [
            'The template brev.md, line 2: this cannot be filled in: "{{ a b }}".',
            "The reason: expected token 'end of print statement', got 'b'. See lkt-alloc document --template-help.",
        ]),
        ("{{ periods|random }}", [
            'The template brev.md, line 1: this cannot be filled in: "{{ periods|random }}".',
            "The reason: No filter named 'random'. See lkt-alloc document --template-help.",
        ]),
        ("{{ municipality }}", [
            "The template brev.md, line 1: a group or a list of placeholders is where one placeholder is expected.",
            "There are: called, committee, name, number.",
        ]),
        ("{{ periods }}", [
            "The template brev.md, line 1: a group or a list of placeholders is where one placeholder is expected.",
            "See lkt-alloc document --template-help.",
        ]),
        ("{{ periods|join }}", [
            'The template brev.md, line 1: this cannot be filled in: "{{ periods|join }}".',
            "The reason: a group of placeholders is no text: amount, kroner, amount_ore, id, name, start, end. "
            "See lkt-alloc document --template-help.",
        ]),
        ("{{ periods[9].name }}", [
            'The template brev.md, line 1: this cannot be filled in: "{{ periods[9].name }}".',
            "The reason: list object has no element 9. See lkt-alloc document --template-help.",
        ]),
        ("\n{{ 1 / 0 }}", [
            'The template brev.md, line 2: this cannot be filled in: "{{ 1 / 0 }}".',
            "The reason: division by zero. See lkt-alloc document --template-help.",
        ]),
        ("x" * 99 + "{{ }}", [
            f'The template brev.md, line 1: this cannot be filled in: "{"x" * 99}{{".',
            "The reason: Expected an expression, got 'end of print statement'. See lkt-alloc document --template-help.",
        ]),
    ],
)  # fmt: skip
def test_a_wrong_template_is_explained(template: str, said: list[str], values: dict[str, Any]) -> None:
    assert refused(template, values) == said


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (MemoryError, ["The template brev.md, line 1: this needs too much memory."]),
        (ValueError, [
            'The template brev.md, line 1: this cannot be filled in: "{% for x in it %}{% endfor %}".',
            "The reason: ValueError. See lkt-alloc document --template-help.",
        ]),
    ],
)  # fmt: skip
def test_an_error_without_words_is_named(error: type[Exception], said: list[str]) -> None:
    class Raising:
        def __iter__(self) -> Iterator[str]:
            raise error

    assert refused("{% for x in it %}{% endfor %}", {"it": Raising()}) == said


@pytest.mark.parametrize(
    "template",
    [
        "{{ municipality.__class__ }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ municipality['__class__'] }}",
        "{{ '{0.__class__}'.format(municipality) }}",
        "{{ (municipality|attr('__class__')).x }}",
        "{{ self.__init__ }}",
        "{% include '/etc/passwd' %}",
        "{% extends '../brev.md' %}",
        "{% import 'x' as y %}",
        "{{ periods.append(1) }}",
    ],
)
def test_a_template_reaches_nothing_but_its_placeholders(template: str, values: dict[str, Any]) -> None:
    assert refused(template, values) == [
        "The template brev.md, line 1: a template may not reach beyond its placeholders."
    ]


def test_a_template_that_is_no_text_is_refused(values: dict[str, Any]) -> None:
    with pytest.raises(CannotRun) as refusal:
        fill_text(b"\xff\xfe\x00", "brev.md", values)
    assert said_in(refusal.value) == [
        "The template brev.md is not UTF-8 text.",
        "Save it as UTF-8 text, or as a Word document (.docx).",
    ]


# Word


def word(*paragraphs: str, row: str = "") -> bytes:
    """A Word template with these paragraphs, and a table with a row that is repeated."""
    document = Document()
    document.core_properties.title = "{{ municipality.name }}"
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    if row:
        table = document.add_table(3, 2)
        table.cell(0, 0).text = "{%tr for row in payers[0].rows %}"
        table.cell(1, 0).text, table.cell(1, 1).text = row, "{{ row.amounts[-1] }}"
        table.cell(2, 0).text = "{%tr endfor %}"
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def test_a_word_template_is_filled_in(values: dict[str, Any]) -> None:
    raw = word(
        "{{ municipality.called }}: {{ total.amount }}",
        "{%p for point in resolution %}",
        "{{ point }}",
        "{%p endfor %}",
        row="{{ row.name }}",
    )
    made = word_template.fill(raw, "brev.docx", values)
    document = Document(BytesIO(made))
    assert document.core_properties.title == "Os"
    said = [paragraph.text for paragraph in document.paragraphs]
    assert said == [f"Os kommune: {values['total'].amount}", *values["resolution"]]
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert rows == [[row.name, row.amounts[-1]] for row in values["payers"][0].rows]
    assert len(rows) == 24
    assert made == word_template.fill(raw, "brev.docx", values)
    with ZipFile(BytesIO(made)) as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}


def test_what_a_file_says_is_text_in_word() -> None:
    made = placeholders(allocation_of({"k": [1]}, ["<w:b/> & {{ x }}", "Os"]), [], "1201", Words("nn"))
    document = Document(BytesIO(word_template.fill(word("{{ municipality.name }}"), "a.docx", made)))
    assert document.core_properties.title == "<w:b/> & {{ x }}"
    assert document.paragraphs[0].text == "<w:b/> & {{ x }}"


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{{ municipality.nme }}", [
            'The template brev.docx: there is no placeholder "nme".',
            "Did you mean name? There are: called, committee, name, number.",
        ]),
        ("{{ ''.__class__ }}", ["The template brev.docx: a template may not reach beyond its placeholders."]),
        ("{{ a b }}", [
            'The template brev.docx: this cannot be filled in: "{{ a b }}".',
            "The reason: expected token 'end of print statement', got 'b'. See lkt-alloc document --template-help.",
        ]),
        ("{{ 1 / 0 }}", [
            "The template brev.docx: this cannot be filled in.",
            "The reason: division by zero. See lkt-alloc document --template-help.",
        ]),
        ("{{ periods }}", [
            "The template brev.docx: a group or a list of placeholders is where one placeholder is expected.",
            "See lkt-alloc document --template-help.",
        ]),
    ],
)  # fmt: skip
def test_a_wrong_word_template_is_explained(template: str, said: list[str], values: dict[str, Any]) -> None:
    with pytest.raises(CannotRun) as refusal:
        word_template.fill(word(template), "brev.docx", values)
    assert said_in(refusal.value) == said


@pytest.mark.parametrize("before", [0, 1, 9])
def test_the_wrong_paragraph_of_a_word_template_is_shown(before: int, values: dict[str, Any]) -> None:
    raw = word(*["{{ municipality.name }}"] * before, "{{ a b }} and", "{{ municipality.name }}")
    with pytest.raises(CannotRun) as refusal:
        word_template.fill(raw, "brev.docx", values)
    assert said_in(refusal.value)[0] == 'The template brev.docx: this cannot be filled in: "{{ a b }} and".'


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
PART = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><x:x xmlns:x="urn:x" xmlns:w="{w}" xmlns:a="{a}">{said}</x:x>'
PARTS = {
    "word/endnotes.xml": "<w:endnote><w:p><w:r><w:t>{said}</w:t></w:r></w:p></w:endnote>",
    "word/footnotes.xml": "<w:footnote><w:p><w:r><w:t>{said}</w:t></w:r></w:p></w:footnote>",
    "word/comments.xml": "<w:comment><w:p><w:r><w:t>{said}</w:t></w:r></w:p></w:comment>",
    "word/charts/chart1.xml": "<a:p><a:r><a:t>{said}</a:t></a:r></a:p>",
    "word/diagrams/data1.xml": "<a:p><a:r><a:t>{said}</a:t></a:r></a:p>",
    "docProps/custom.xml": "<x:lpwstr>{said}</x:lpwstr>",
    "customXml/item9.xml": "<x:a said='{said}'/>",
}


def with_part(name: str, data: str | bytes, raw: bytes | None = None) -> bytes:
    """A Word template that has a part more, which the document refers to."""
    stream, kind = BytesIO(), "endnotes" if "endnotes" in name else "footnotes" if "footnotes" in name else "x"
    known = "application/vnd.openxmlformats-officedocument.wordprocessingml.{}+xml"
    relation = f'<Relationship Id="rId98" Type="urn:{kind}" Target="/{name}"/></Relationships>'
    content = known.format(kind) if kind != "x" else "application/xml"
    override = f'<Override PartName="/{name}" ContentType="{content}"/></Types>'
    with ZipFile(BytesIO(raw or word("{{ municipality.name }}"))) as old, ZipFile(stream, "w") as new:
        for entry in old.namelist():
            text = old.read(entry)
            if entry == "word/_rels/document.xml.rels":
                text = text.replace(b"</Relationships>", relation.encode())
            if entry == "[Content_Types].xml":
                text = text.replace(b"</Types>", override.encode())
            new.writestr(entry, text)
        new.writestr(name, data)
    return stream.getvalue()


def part(made: bytes, name: str) -> str:
    with ZipFile(BytesIO(made)) as archive:
        return archive.read(name).decode()


@pytest.mark.parametrize("name", PARTS)
def test_every_part_of_a_word_template_is_filled_in(name: str, values: dict[str, Any]) -> None:
    def template(said: str) -> bytes:
        return with_part(name, PART.format(w=W, a=A, said=PARTS[name].format(said=said)))

    made = word_template.fill(template("Note: {{ municipality.name }} &amp; more"), "brev.docx", values)
    assert "Note: Os &amp; more" in part(made, name)
    assert "{{" not in part(made, name)
    with pytest.raises(CannotRun) as refusal:
        word_template.fill(template("{{ nope }}"), "brev.docx", values)
    assert said_in(refusal.value)[0] == 'The template brev.docx: there is no placeholder "nope".'


@pytest.mark.parametrize("t", ["w", "a"])
def test_placeholders_that_word_has_cut_in_pieces_are_filled_in(t: str, values: dict[str, Any]) -> None:
    cut = f"</{t}:t></{t}:r><{t}:r><{t}:t>"
    said = f"<{t}:p><{t}:r><{t}:t>{{{cut}{{ municipality{cut}.name }}{cut}}}</{t}:t></{t}:r></{t}:p>"
    made = word_template.fill(with_part("word/x.xml", PART.format(w=W, a=A, said=said)), "brev.docx", values)
    assert re.sub("<[^>]*>", "", part(made, "word/x.xml")) == "Os"


def test_a_part_without_placeholders_is_left_as_it_is(values: dict[str, Any]) -> None:
    damaged = in_archive("a.txt", "<a>{{ x }}</a>").replace(b"{{ x", b"{{ y", 1)
    for data in (
        damaged,
        b"\xff\xd8{{ x }}",
        b"<a>{x}</a>",
        "<a>{ }å</a>".encode("utf-16"),
        b"PK\x05\x06 damaged {{ x }}",
    ):
        made = word_template.fill(with_part("word/x.bin", data), "brev.docx", values)
        with ZipFile(BytesIO(made)) as archive:
            assert archive.read("word/x.bin") == data


def test_values_with_braces_are_no_placeholders_in_any_part() -> None:
    made = placeholders(allocation_of({"k": [1]}, ["{{ x }} {% y", "Os"]), [], "1201", Words("nn"))
    for name, said in PARTS.items():
        raw = with_part(name, PART.format(w=W, a=A, said=said.format(said="{{ municipality.name }}")))
        document = Document(BytesIO(raw))
        document.add_section()
        stream = BytesIO()
        document.save(stream)
        assert "{{ x }} {% y" in part(word_template.fill(stream.getvalue(), "a.docx", made), name)


def test_a_part_that_would_not_be_xml_is_refused(values: dict[str, Any]) -> None:
    said = "{% if municipality.name %}<a:t>{% endif %}{% if not municipality.name %}</a:t>{% endif %}"
    with pytest.raises(CannotRun) as refusal:
        word_template.fill(with_part("word/x.xml", PART.format(w=W, a=A, said=said)), "brev.docx", values)
    assert said_in(refusal.value)[0] == "The template brev.docx: this cannot be filled in."


def in_archive(name: str, data: str) -> bytes:
    stream = BytesIO()
    with ZipFile(stream, "w") as archive:
        archive.writestr(name, data)
    return stream.getvalue()


LEFT: dict[str, tuple[str | bytes, str, str]] = {
    "word/charts/_rels/chart1.xml.rels": ('<R Target="https://x.no/{{ a }}"/>', "", "{{ a }}"),
    "word/_rels/footnotes.xml.rels": ('<R Target="https://x.no/%7b%7B%20b%20%7d%7d"/>', "", "{{ b }}"),
    "word/embeddings/x.xlsx": (
        in_archive("xl/strings.xml", "<t>a</t><t>{</t><t>% if c %}</t>"),
        "/xl/strings.xml",
        "{% if c %}",
    ),
}


@pytest.mark.parametrize("name", LEFT)
def test_what_cannot_be_filled_in_is_refused_and_named(name: str, values: dict[str, Any]) -> None:
    data, within, text = LEFT[name]
    with pytest.raises(CannotRun) as refusal:
        word_template.fill(with_part(name, data), "brev.docx", values)
    assert said_in(refusal.value) == [
        f'The template brev.docx: in its part {name}{within}, this cannot be filled in: "{text}".',
        "Addresses of links and embedded files can have no placeholders.",
    ]


EXPRESSIONS = {
    "{{ 'Sel & Vågå' }}": "Sel & Vågå",
    "{{ “<a> & ‘b’” }}": "<a> & 'b'",
    "{{ '&amp; &lt;' }}": "&amp; &lt;",
    "{% if '&' in 'a & b' %}yes{% endif %}": "yes",
    "{{ 'a & b'|replace('&', 'og') }}": "a og b",
    "{{ 5 % 3 }}": "2",
    "{{ {'a': {'b': 3}}['a']['b'] }}": "3",
}


@pytest.mark.parametrize("typed", EXPRESSIONS)
def test_expressions_are_what_was_typed(typed: str, values: dict[str, Any]) -> None:
    document = Document(BytesIO(word_template.fill(word(typed), "brev.docx", values)))
    assert [paragraph.text for paragraph in document.paragraphs] == [EXPRESSIONS[typed]]


@pytest.mark.parametrize(
    ("begin", "end", "kept"),
    [
        ("{%p if loop.index % 2 %}", "{%p endif %}", [0, 2]),
        ("{%p if {'a': {'b': loop.index}}['a']['b'] < 3 %}", "{%p endif %}", [0, 1]),
        ("{%p if '}' != '%' and '&' != '<' %}", "{%p endif %}", [0, 1, 2]),
    ],
)
def test_what_repeats_paragraphs_may_calculate(begin: str, end: str, kept: list[int], values: dict[str, Any]) -> None:
    document = Document(BytesIO(word("{%p for x in 'abc' %}", begin, "{{ x }}", end, "{%p endfor %}", "done")))
    document.paragraphs[1].runs[0].text = begin[:9]
    document.paragraphs[1].add_run(begin[9:])
    stream = BytesIO()
    document.save(stream)
    made = Document(BytesIO(word_template.fill(stream.getvalue(), "brev.docx", values)))
    assert [paragraph.text for paragraph in made.paragraphs] == [*("abc"[n] for n in kept), "done"]


def other_archive() -> bytes:
    stream = BytesIO()
    with ZipFile(stream, "w") as archive:
        archive.writestr("a.txt", "a")
    return stream.getvalue()


@pytest.mark.parametrize("raw", [b"", b"garbage \x00\xff", b"PK\x03\x04", other_archive(), word("x")[:-40]])
def test_what_is_no_word_document_is_refused(raw: bytes, values: dict[str, Any]) -> None:
    with pytest.raises(CannotRun) as refusal:
        word_template.fill(raw, "brev.docx", values)
    assert said_in(refusal.value) == [
        "The template brev.docx is not a Word document.",
        "Save it in Word or LibreOffice as .docx.",
    ]
