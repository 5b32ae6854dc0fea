"""The pages that the program prints, and that nothing it says sends a reader to a file that only the repository has."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from lkt_alloc.files.manual import PAGES
from tests.acceptance.replay import ROOT
from tests.cli.inside import inside

NOT_FOR_ALL = re.compile(r"\bdocs/|\bREADME|\bexamples/|\w\.md\b")


@pytest.mark.parametrize("topic", PAGES)
def test_a_page_is_printed_as_it_is(topic: str, tmp_path: Path) -> None:
    page = (ROOT / "docs" / f"{topic}.md").read_text(encoding="utf-8")
    assert inside(["help", topic], tmp_path) == (page, 0)


@pytest.mark.parametrize(("lang", "heading"), [("nn", "å lese"), ("nb", "å lese"), ("en", "to read")])
def test_without_a_topic_the_pages_are_listed(lang: str, heading: str, tmp_path: Path) -> None:
    printed, code = inside(["help", "--lang", lang], tmp_path)
    assert code == 0
    assert heading in printed.splitlines()[0]
    assert re.findall(r"lkt-alloc help (\S+)  +\S", printed) == list(PAGES)


def test_a_page_that_is_not_there_is_refused(tmp_path: Path) -> None:
    printed, code = inside(["help", "budget", "--lang", "en"], tmp_path)
    assert code == 2
    assert "is not one of format, method, api" in printed


@pytest.mark.parametrize("language", ["nn", "nb"])
def test_no_sentence_names_a_file_of_the_repository(language: str) -> None:
    path = ROOT / "src" / "lkt_alloc" / "language" / "locale" / language / "LC_MESSAGES" / "lkt_alloc.po"
    with path.open("rb") as po:
        catalog = read_po(po)
    said = [text for message in catalog if message.id for text in (message.id, message.string)]
    assert len(said) > 1000
    assert [text for text in said if NOT_FOR_ALL.search(str(text))] == []


def test_what_init_writes_names_none_either(tmp_path: Path) -> None:
    wanted = ["--name", "x", "--municipalities", "4621,4628", "--period", "2026", "--amount", "90000"]
    assert inside(["init", "new", *wanted], tmp_path)[1] == 0
    texts = [file.read_text(encoding="utf-8") for file in (tmp_path / "new").iterdir()]
    assert len(texts) == 2
    assert all("lkt-alloc help format" in text for text in texts)
    assert [text for text in texts if NOT_FOR_ALL.search(text)] == []
