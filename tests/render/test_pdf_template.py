"""Own templates in Typst: filled in, made a PDF that keeps to what ours keep to, and explained where they are wrong."""

import io
import os
import re
import sys
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from lkt_alloc.engine.allocate import Allocation, allocate
from lkt_alloc.engine.model import Budget
from lkt_alloc.engine.register import Register
from lkt_alloc.language.errors import CannotRun
from lkt_alloc.language.words import Words
from lkt_alloc.render.pdf import template as typst_template
from lkt_alloc.reports.placeholders import placeholders
from tests.cli.inside import inside
from tests.render.papers import words_of
from tests.reports.papers import allocation_of

EN = Words("en")
LETTER = Path(__file__).with_name("brev.typ").read_bytes()
ARMS = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9" fill="#00f"/></svg>'
CODE = '#read("arms.svg") = *A* `b` $c$ <d> @e [f] {g} "h" \'i\' -- ~ // /* \\ \\u{41} 5 % æ\u0301'
"""Everything that means something in Typst, in a name."""


@pytest.fixture(scope="module")
def values(budget: Budget, register: Register) -> dict[str, Any]:
    allocation: Allocation = allocate(budget, register, list(budget.periods))
    return placeholders(allocation, [], "1243", Words("nn"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "arms.svg").write_text(ARMS)
    (tmp_path / "part.typ").write_text("Part\n\n#nope\n")
    return tmp_path


def plain(raw: bytes) -> str:
    return " ".join(words_of(raw).split())


def refused(template: str, values: dict[str, Any], folder: Path) -> list[str]:
    with pytest.raises(CannotRun) as refusal:
        typst_template.fill(template.encode(), "brev.typ", values, folder=folder)
    return [EN.title(said) for said in (refusal.value.reason, refusal.value.remedy) if said]


def test_a_letter_is_filled_in_and_keeps_to_what_our_papers_keep_to(values: dict[str, Any], folder: Path) -> None:
    made = typst_template.fill(LETTER, "brev.typ", values, folder=folder)
    shown = plain(made)
    for said in ("Os: LKT-prosjektet 2018–2019", "Os kommune pays 96 761 kr, or 96761 kroner.", "Gulen 2 345 11 029"):
        assert said in shown
    assert re.search("1. Os kommune .* 2. Os kommune", shown)
    document = pikepdf.open(io.BytesIO(made))
    assert str(document.Root.Lang) == "nn-NO"
    with document.open_metadata() as metadata:
        kept_to = [metadata[name] for name in ("dc:title", "pdfaid:part", "pdfaid:conformance", "pdfuaid:part")]
    assert kept_to == ["Os: LKT-prosjektet 2018–2019", "2", "A", "1"]
    assert made == typst_template.fill(LETTER, "brev.typ", values, folder=folder)


def test_no_value_is_code() -> None:
    values = placeholders(allocation_of({"k": [1]}, [CODE, "Os"]), [], "1201", EN)
    name = "{{ municipality.name }}"
    template = f'#let name = "{name}"\n\n= {name}\n\n{name} / #name\n\n+ {name}\n\n#math.equation(alt: "a", $ {name} $)'
    template = f"#show math.equation: none\n{template}" + "\n\n{% set twice = municipality.name %}{{ twice }}"
    shown = plain(typst_template.fill(template.encode(), "brev.typ", values, folder=Path()))
    assert shown.count(CODE) == 5
    assert f"1. {CODE}" in shown


def test_what_is_repeated_and_kept_is_text_without_marks(values: dict[str, Any], folder: Path) -> None:
    template = "= A\n{% set kept %}\n*x*\n{{ municipality.name }}\n{% endset %}\n{{ kept }}"
    assert plain(typst_template.fill(template.encode(), "brev.typ", values, folder=folder)).startswith("A *x* ")


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("= A\n\n  #foo", [
            'The template brev.typ, line 3: Typst cannot make a PDF of this: "#foo".',
            "The reason: unknown variable: foo.",
        ]),
        ("= A\n{% for p in periods %}\nx\n{% if p.id == '2019' %}\n\n#foo({{ p.amount_ore }})\n{% endif %}\n{% endfor %}\n", [
            'The template brev.typ, line 6: Typst cannot make a PDF of this: "#foo({{ p.amount_ore }})".',
            "The reason: unknown variable: foo.",
        ]),
        ("{{ budget.name }}\n#{ {{ municipality.name }} }", [
            'The template brev.typ, line 2: Typst cannot make a PDF of this: "#{ {{ municipality.name }} }".',
            "The reason: the character `\\` is not valid in code.",
        ]),
        ('= A\n#image("arms.svg")', [
            'The template brev.typ, line 2: Typst cannot make a PDF of this: "#image("arms.svg")".',
            "The reason: PDF/A-2a, PDF/UA-1 error: missing alt text; make sure your images and equations have alt text.",
        ]),
        ('= A\n#include "part.typ"', [
            "The template part.typ, line 3: Typst cannot make a PDF of this.",
            "The reason: unknown variable: nope.",
        ]),
        ("#set document(title: none)", [
            "The template brev.typ: Typst cannot make a PDF of this.",
            "The reason: PDF/UA-1 error: missing document title; set the title with `set document(title: [...])`.",
        ]),
        ("= A\n\n{{ municipality.nme }}", [
            'The template brev.typ, line 3: there is no placeholder "nme".',
            "Did you mean name? There are: called, committee, name, number.",
        ]),
        ("= {{ municipality }}", [
            "The template brev.typ, line 1: a group or a list of placeholders is where one placeholder is expected.",
            "There are: called, committee, name, number.",
        ]),
    ],
)  # fmt: skip
def test_a_wrong_template_is_explained(template: str, said: list[str], values: dict[str, Any], folder: Path) -> None:
    assert refused(template, values, folder) == said


@pytest.mark.parametrize("set_", [{}, {"https_proxy": "http://proxy.example:3128"}])
def test_a_template_fetches_nothing(
    set_: dict[str, str], values: dict[str, Any], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("https_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    for name, value in set_.items():
        monkeypatch.setenv(name, value)
    before = dict(os.environ)
    said = refused('= A\n#let p = "@preview/" + "no-such:0.1.0"\n#import p', values, folder)
    assert said[0] == 'The template brev.typ, line 3: Typst cannot make a PDF of this: "#import p".'
    assert "Connection refused" in said[1] or "Connection Failed" in said[1]
    assert dict(os.environ) == before


def test_a_template_reaches_no_file_that_is_not_beside_it(values: dict[str, Any], folder: Path) -> None:
    (folder / "below").mkdir()
    assert "arms.svg" in refused('#read("../arms.svg")', values, folder / "below")[0]


def test_the_command_makes_a_pdf_of_it_whichever_way_one_asks(folder: Path) -> None:
    (folder / "brev.typ").write_bytes(LETTER)
    asked = ["document", "--template", "brev.typ", "--lang", "en"]
    assert inside([*asked, "--kommune", "Os", "--output", "a.pdf"], folder) == ("", 0)
    assert inside([*asked, "--all", "--format", "pdf", "--output", "all"], folder) == ("", 0)
    assert len([*(folder / "all").iterdir()]) == 24
    assert (folder / "a.pdf").read_bytes() == (folder / "all" / "1243-os.pdf").read_bytes()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--format", "docx"], "The template decides the format: leave out --format."),
        (["--output", "a.docx"], "The template brev.typ makes .pdf, not .docx."),
    ],
)
def test_what_else_is_asked_for_is_refused(more: list[str], said: str, folder: Path) -> None:
    (folder / "brev.typ").write_bytes(LETTER)
    asked = ["document", "--kommune", "Os", "--template", "brev.typ", "--lang", "en", *more]
    assert inside(asked, folder) == (f"lkt-alloc: {said}\n", 2)


def test_where_typst_is_not_installed_the_command_says_how_to_install_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "brev.typ").write_bytes(LETTER)
    for room in ("pdf", "pdf.template"):
        monkeypatch.delitem(sys.modules, f"lkt_alloc.render.{room}", raising=False)
    monkeypatch.setitem(sys.modules, "typst", None)
    said, code = inside(["document", "--kommune", "Os", "--template", "brev.typ", "--lang", "en"], folder)
    assert code == 2
    assert "pip install 'lkt-alloc[pdf]'" in said
