"""The pictures of the README show what the program does now. `make golden` draws them anew."""

import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.acceptance.pictures import page_picture, terminal_picture
from tests.acceptance.replay import REWRITE, ROOT

pytestmark = pytest.mark.slow

PICTURES: dict[str, Callable[[Path], str]] = {
    "compute.svg": lambda _: terminal_picture("compute", "2019", "--lang", "nn"),
    "page.svg": lambda folder: page_picture(folder, "compute", "2019", "--lang", "nn"),
}
SVG = "{http://www.w3.org/2000/svg}"
ADDRESSES = ("http://www.w3.org/2000/svg", "http://www.w3.org/1999/xhtml", "https://www.textualize.io")  # names only


def picture(name: str) -> Path:
    return ROOT / "docs" / "pictures" / name


def shown(svg: str) -> list[str]:
    """What there is to read in a picture."""
    root = ElementTree.fromstring(svg)
    elements = (element for element in root.iter() if element.tag != f"{SVG}style")
    return [text.strip() for element in elements for text in (element.text or "", element.tail or "") if text.strip()]


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_shows_what_the_program_does(name: str, tmp_path: Path) -> None:
    drawn = PICTURES[name](tmp_path)
    if REWRITE:
        picture(name).write_text(drawn, encoding="utf-8")
    assert shown(picture(name).read_text(encoding="utf-8")) == shown(drawn)  # how it is drawn is the library's affair


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_fetches_nothing_and_is_in_the_readme(name: str) -> None:
    svg = picture(name).read_text(encoding="utf-8")
    assert "http" not in re.sub("|".join(map(re.escape, ADDRESSES)), "", svg)
    assert f"docs/pictures/{name})" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_there_is_no_other_picture() -> None:
    assert {file.name for file in picture("").iterdir()} == set(PICTURES)
