"""The pictures of the README show what the program does now. `make golden` draws them anew."""

from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.pictures import terminal_picture
from tests.replay import REWRITE, ROOT

PICTURES: dict[str, Callable[[], str]] = {
    "compute.svg": lambda: terminal_picture("compute", "2019", "--lang", "nn"),
}


def picture(name: str) -> Path:
    return ROOT / "docs" / "pictures" / name


def shown(svg: str) -> list[str]:
    """What there is to read in a picture."""
    texts = ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")
    return [text for element in texts if (text := "".join(element.itertext())).strip()]


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_shows_what_the_program_does(name: str) -> None:
    drawn = PICTURES[name]()
    if REWRITE:
        picture(name).write_text(drawn, encoding="utf-8")
    assert shown(picture(name).read_text(encoding="utf-8")) == shown(drawn)  # how it is drawn is the library's affair


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_fetches_nothing_and_is_in_the_readme(name: str) -> None:
    svg = picture(name).read_text(encoding="utf-8")
    assert "http" not in svg.replace("http://www.w3.org/2000/svg", "").replace("https://www.textualize.io", "")
    assert f"docs/pictures/{name})" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_there_is_no_other_picture() -> None:
    assert {file.name for file in picture("").iterdir()} == set(PICTURES)
